use super::*;
use crate::plot::names;
use honest::Honest;
use load::Load;
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;

/// The numbers may be any, but each plot needs all of its cases.
#[test]
fn the_data_file_has_every_series() {
    let measured = Measurements::read(&Measurements::path()).expect("the file is committed");
    for scenario in scenario::all() {
        let points = &measured.plots[scenario.plot];
        for Program { name, keeps, .. } in super::server::programs() {
            let is_there =
                points.iter().any(|point| point.case == scenario.case && point.server == name);
            assert_eq!(is_there, scenario.is_for(keeps), "{}, {name}", scenario.case);
        }
    }
    assert!(measured.rounds > 1 && !measured.machine.date.is_empty(), "{:?}", measured.machine);
}

#[test]
fn each_plot_is_measured() {
    let measured: BTreeSet<&str> = scenario::all().iter().map(|scenario| scenario.plot).collect();
    assert_eq!(measured, names().collect());
}

/// A server that sends this answer to each request. It does not answer if that is empty.
fn server(answer: &'static str) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address");
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            thread::spawn(move || serve(&stream, answer));
        }
    });
    address
}

fn serve(mut stream: &TcpStream, answer: &str) -> io::Result<()> {
    for line in BufReader::new(stream).lines() {
        if line?.is_empty() {
            stream.write_all(answer.as_bytes())?;
        }
    }
    Ok(())
}

const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";
const BUSY: &str = "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n";

#[test]
fn an_honest_client_says_how_it_was_served() {
    let honest = |answer: &'static str| {
        let limit = Duration::from_millis(if answer.is_empty() { 100 } else { 10_000 });
        let duration = Duration::from_millis(20);
        Honest { server: server(answer), keeps: true, limit, duration }.latency()
    };
    assert!(honest(OK).is_ok_and(|latency| latency.median > 0.0 && latency.first > 0.0));
    assert_eq!(honest(BUSY), Err("refused with 503".to_string()));
    assert_eq!(honest(""), Err("no answer within 0.1 s".to_string()));
}

#[test]
fn only_good_answers_are_counted() {
    let tally = |answer, keeps| {
        let load = Load { clients: 3, keeps, duration: Duration::from_millis(200) };
        load.run(server(answer)).expect("sockets can be watched")
    };
    for keeps in [true, false] {
        let good = tally(OK, keeps);
        assert!(good.per_second > 0.0 && good.failures == 0, "{good:?}");
        let bad = tally(BUSY, keeps);
        assert!(bad.per_second == 0.0 && bad.failures > 0, "{bad:?}");
    }
}
