//! A client tells the ends of a connection apart, and each wait has a limit.

use checks::trace::{Action, Trace};
use checks::{Client, Failure};
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

const TIMEOUT: Duration = Duration::from_millis(300);

/// A server for one connection. It lives as long as what it is given to do takes.
fn serve_once(serve: impl FnOnce(TcpStream) + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    thread::spawn(move || serve(listener.accept().expect("a client").0));
    address
}

fn connect(address: SocketAddr) -> Client {
    Client::connect(address, TIMEOUT, &Trace::default()).expect("a server that accepts")
}

fn send(mut stream: &TcpStream, bytes: &[u8]) {
    stream.write_all(bytes).expect("a client that reads");
}

/// Waits until the client has gone, so that the connection stays open until then.
fn wait_for_end(mut stream: &TcpStream) {
    let mut rest = Vec::new();
    let _ = stream.read_to_end(&mut rest);
}

fn message<T: std::fmt::Debug>(result: Result<T, Failure>) -> String {
    result.expect_err("a failure").message
}

#[test]
fn responses_are_read_one_after_the_other() {
    let address = serve_once(|stream| {
        send(
            &stream,
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\none",
        );
        send(
            &stream,
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\ntwo\r\n0\r\n\r\n",
        );
        send(
            &stream,
            b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\nrest",
        );
    });
    let mut client = connect(address);
    let first = client.read_response().expect("the first");
    assert_eq!((first.body.as_slice(), first.interim.len()), (b"one".as_slice(), 1));
    assert_eq!(client.read_response().expect("the second").body, b"two");
    assert_eq!(client.read_response_to("HEAD").expect("the third").body, b"");
    assert_eq!(client.read_response().expect("the fourth").body, b"rest");
}

#[test]
fn a_close_is_not_a_reset() {
    let mut client = connect(serve_once(drop));
    assert_eq!(client.expect_closed(), Ok(()));
}

#[test]
fn a_reset_is_not_a_close() {
    let address = serve_once(|stream| {
        // A close with bytes that nobody has read is a reset.
        stream.peek(&mut [0]).expect("a byte");
    });
    let mut client = connect(address);
    client.send("unread").expect("sent");
    assert!(message(client.expect_closed()).contains("reset"));
}

#[test]
fn a_client_can_reset() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let address = serve_once(move |mut stream| {
        let read = stream.read(&mut [0]).map_err(|error| error.kind());
        sender.send(read).expect("somebody who waits");
    });
    connect(address).reset().expect("a system that can");
    assert_eq!(receiver.recv(), Ok(Err(std::io::ErrorKind::ConnectionReset)));
}

#[test]
fn a_response_that_is_cut_off_is_a_failure() {
    let address = serve_once(|stream| {
        send(&stream, b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    });
    let message = message(connect(address).read_response());
    assert!(message.contains("closed the connection before the end of a body of 10 bytes"));
    assert!(message.contains("after 5 bytes"), "{message}");
}

#[test]
fn no_wait_is_longer_than_the_timeout() {
    let address = serve_once(|stream| wait_for_end(&stream));
    let mut client = connect(address);
    let start = Instant::now();
    assert!(message(client.read_response()).contains("timed out"));
    assert!(message(client.read_to_end()).contains("timed out"));
    assert!(client.expect_gone().is_err());
    assert!(start.elapsed() < 20 * TIMEOUT);
}

#[test]
fn a_server_that_drips_does_not_hold_us() {
    let address = serve_once(|mut stream| {
        while stream.write_all(b"x").is_ok() {
            thread::sleep(Duration::from_millis(5));
        }
    });
    assert!(message(connect(address).read_response()).contains("timed out"));
}

#[test]
fn silence_has_to_be_silent() {
    let mut silent = connect(serve_once(|stream| wait_for_end(&stream)));
    assert!(silent.expect_silence(Duration::from_millis(20)).is_ok());
    let mut closing = connect(serve_once(drop));
    assert!(message(closing.expect_silence(TIMEOUT)).contains("the server closed"));
    let mut talking = connect(serve_once(|stream| send(&stream, b"hello")));
    assert!(message(talking.expect_silence(TIMEOUT)).contains("bytes came"));
}

#[test]
fn the_journal_keeps_both_ways_in_order() {
    let address = serve_once(|mut stream| {
        stream.read_exact(&mut [0; 4]).expect("a request");
        send(&stream, b"pong");
    });
    let trace = Trace::default();
    let mut client = Client::connect(address, TIMEOUT, &trace).expect("a connection");
    client.send("pi").and_then(|client| client.send("ng")).expect("sent");
    client.expect_closed().expect_err("a close after pong");
    let shown = trace.events().into_iter().map(|event| match event.action {
        Action::Bytes(_, excerpt) => String::from_utf8_lossy(&excerpt.beginning).into_owned(),
        Action::Note(note) => note,
    });
    let shown: Vec<String> = shown.collect();
    assert_eq!(shown, ["ping", "pong", "the server closed the connection"]);
}
