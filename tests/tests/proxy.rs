//! nginx in front of two servers of stage 7, with the configuration that the book shows. Ignored where nginx is
//! not installed.

#[path = "programs/find.rs"]
mod programs;

#[path = "trials/run.rs"]
mod trials;

use checks::external::External;
use checks::poll::poll;
use checks::{Client, Failure, Launch, Server, Stage, Target, TargetKind, ensure, stages};
use libtest_mimic::{Completion, Trial};
use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;

/// For anything to happen.
const PATIENCE: Duration = Duration::from_secs(10);

/// The addresses in the configuration, to the end: a free port may begin with the same digits.
const SERVERS: [&str; 2] = ["127.0.0.1:4221 ", "127.0.0.1:4222 "];
const PROXY: &str = "127.0.0.1:8080;";

/// Gets the address to listen on as its argument.
const SCRIPT: &str = "sed \"s/@PROXY@/$1/\" page.conf > nginx.conf
    exec nginx -p \"$PWD\" -c nginx.conf -e stderr -g \"daemon off; user $(id -un);\"";

type Test = fn() -> Result<(), Failure>;

fn main() -> ExitCode {
    let trials: [(&str, Test); 8] = [
        ("both-servers-answer", both_servers_answer),
        ("a-client-is-kept", a_client_is_kept),
        ("an-upload-arrives", an_upload_arrives),
        ("a-server-may-die", a_server_may_die),
        ("a-full-server-is-passed-over", a_full_server_is_passed_over),
        ("slow-senders-hold-no-worker", slow_senders_hold_no_worker),
        ("slow-readers-hold-no-worker", slow_readers_hold_no_worker),
        ("the-page-shows-what-arrives", the_page_shows_what_arrives),
    ];
    let trial = |(name, run): (&str, Test)| {
        Trial::ignorable_test(format!("proxy/{name}"), move || match programs::find(&["nginx"]) {
            None => Ok(Completion::ignored_with("nginx is not installed")),
            Some(_) => {
                Ok(run().map(|()| Completion::Completed).map_err(|failure| failure.message)?)
            }
        })
    };
    trials::run(trials.map(trial).into())
}

/// A file of the page about proxies.
fn file(name: &str) -> Result<String, Failure> {
    Ok(fs::read_to_string(stages::workspace().join("book/src/proxy").join(name))?)
}

/// nginx, in front of servers at these addresses.
fn nginx(servers: [SocketAddr; 2]) -> Result<Server, Failure> {
    let mut config = file("nginx.conf")?.replace(PROXY, "@PROXY@;");
    for (name, address) in SERVERS.into_iter().zip(servers) {
        ensure(config.matches(name).count() == 1, format!("the page does not name {name} once"))?;
        config = config.replace(name, &format!("{address} "));
    }
    let arguments = ["-c", SCRIPT, "sh"].map(Into::into);
    let program = External::new("sh".as_ref(), &arguments, stages::workspace());
    let target = Target::of(stage()?, TargetKind::External(Arc::new(program)));
    target.launch().without_directory().file("page.conf", config).start()
}

fn stage() -> Result<Stage, Failure> {
    Stage::new(7).ok_or_else(|| Failure::new("this is no stage"))
}

/// Two servers of stage 7 with these options, and nginx in front of them.
fn site(options: &[&str]) -> Result<([Server; 2], Server), Failure> {
    let program = stages::executable(stage()?).map_err(Failure::new)?;
    let target = Target::new(stage()?, program);
    let start = || Launch::start(target.launch().options(options));
    let servers = [start()?, start()?];
    let proxy = nginx([servers[0].addr(), servers[1].addr()])?;
    Ok((servers, proxy))
}

fn both_servers_answer() -> Result<(), Failure> {
    let (servers, proxy) = site(&[])?;
    for _ in 0..10 {
        proxy.get("/echo/hello")?.expect_status(200)?.expect_body("hello")?;
    }
    for server in servers {
        server.wait_for_stderr(|log| log.contains("127.0.0.1:") && log.contains("/echo/hello"))?;
    }
    Ok(())
}

/// It asks six times over one connection, and nginx asks each server over one.
fn a_client_is_kept() -> Result<(), Failure> {
    let (servers, proxy) = site(&[])?;
    let mut client = proxy.connect()?;
    for _ in 0..6 {
        client.send("GET /echo/hello HTTP/1.1\r\nHost: localhost\r\n\r\n")?;
        client.read_response()?.expect_status(200)?.expect_connection("keep-alive")?;
    }
    for server in servers {
        let log = server.wait_for_stderr(|log| log.lines().count() == 3)?;
        let clients: BTreeSet<_> = log.lines().map(|line| line.split(' ').next()).collect();
        ensure(clients.len() == 1, format!("nginx has connected anew:\n{log}"))?;
    }
    Ok(())
}

fn an_upload_arrives() -> Result<(), Failure> {
    let (servers, proxy) = site(&[])?;
    let body = b"0123456789abcdef".repeat(128 * 1024);
    proxy.post("/files/large", &body)?.expect_status(201)?;
    let stored = |server: &Server| fs::read(server.folder().ok()?.join("large")).ok();
    let stored = servers.iter().find_map(stored);
    ensure(stored.as_ref() == Some(&body), "no server has stored the file as it was sent")?;
    proxy.post("/", &body)?.expect_status(200)?.expect_body(&body)?;
    Ok(())
}

fn a_server_may_die() -> Result<(), Failure> {
    let ([first, second], proxy) = site(&[])?;
    for _ in 0..4 {
        proxy.get("/about")?.expect_status(200)?;
    }
    drop(first);
    for number in 0..20 {
        let body = format!("body {number}");
        proxy.get("/about")?.expect_status(200)?;
        proxy.post("/", &body)?.expect_status(200)?.expect_body(&body)?;
    }
    second.expect_running()
}

/// One server has a busy worker and a full queue, so it answers 503.
///
/// If that arrives before nginx has sent its request, nginx 1.22 answers 502, as the page says.
fn a_full_server_is_passed_over() -> Result<(), Failure> {
    let ([first, _second], proxy) = site(&["--workers", "1", "--queue", "1"])?;
    let _waiting = [first.begin("/sleep/10000")?, first.begin("/sleep/10000")?];
    let is_full = || first.get("/about").ok().filter(|response| response.status == 503);
    poll(PATIENCE, is_full).ok_or_else(|| Failure::timeout("the first server is not full"))?;
    let refusals = || first.stderr().map_or(0, |log| log.matches("\"\" 503").count());
    let passed_over = || -> Result<bool, Failure> {
        let before = refusals();
        let response = proxy.get("/about")?.expect_status_among(&[200, 502])?;
        Ok(response.status == 200 && refusals() > before)
    };
    let result = poll(PATIENCE, || Some(passed_over()).filter(|result| *result != Ok(false)));
    result.ok_or_else(|| Failure::timeout("no request goes on to the second server"))?.map(drop)
}

/// Each server has one worker, and four clients stop in the middle of an upload.
fn slow_senders_hold_no_worker() -> Result<(), Failure> {
    let (_servers, proxy) = site(&["--workers", "1"])?;
    let half = "POST /files/half HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nhello";
    serves_meanwhile(&proxy, |client| client.send(half).map(drop))
}

/// Each server has one worker, and four clients ask for 16 MiB and do not read it.
fn slow_readers_hold_no_worker() -> Result<(), Failure> {
    let (servers, proxy) = site(&["--workers", "1"])?;
    for server in &servers {
        server.store_zeros("large", 16 * 1024 * 1024)?;
    }
    serves_meanwhile(&proxy, |client| {
        client.limit_receive_buffer(4096)?;
        client.send("GET /files/large HTTP/1.1\r\nHost: localhost\r\n\r\n").map(drop)
    })
}

fn serves_meanwhile(
    proxy: &Server,
    begin: impl Fn(&mut Client) -> Result<(), Failure>,
) -> Result<(), Failure> {
    let mut slow = Vec::new();
    for _ in 0..4 {
        let mut client = proxy.connect()?;
        begin(&mut client)?;
        slow.push(client);
    }
    for _ in 0..6 {
        proxy.get("/about")?.expect_status(200)?;
    }
    Ok(())
}

/// The test stands in for our server, and looks at the bytes. Headers may come in any order.
fn the_page_shows_what_arrives() -> Result<(), Failure> {
    let listener = TcpListener::bind("127.0.0.1:0")?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let proxy = nginx([address, address])?;
    let mut client = proxy.connect()?;
    client.send(file("sent.txt")?.replace("\\r\\n\n", "\r\n"))?;
    let stream = poll(PATIENCE, || listener.accept().ok());
    let (mut stream, _) = stream.ok_or_else(|| Failure::timeout("nginx does not connect"))?;
    stream.set_nonblocking(false)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    let mut received = Vec::new();
    while !received.ends_with(b"hello") {
        let mut chunk = [0; 1024];
        let count = stream.read(&mut chunk)?;
        ensure(count > 0, "nginx has closed its connection")?;
        received.extend_from_slice(&chunk[..count]);
    }
    stream.write_all(b"HTTP/1.1 204 No Content\r\n\r\n")?;
    client.read_response()?.expect_status(204)?;
    let received = String::from_utf8_lossy(&received).replace("\r\n", "\\r\\n\n");
    let expected = file("arrives.txt")?;
    let sorted = |text: &str| -> Vec<String> {
        let mut lines: Vec<String> = text.lines().map(str::to_string).collect();
        lines.sort();
        lines
    };
    ensure(sorted(&received) == sorted(&expected), format!("what arrives:\n{received}"))
}
