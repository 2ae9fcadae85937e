//! The commands for curl in a report: each sends the bytes that the check has sent.

use crate::Test;
use crate::programs::find;
use checks::by_hand::{curl_commands, sent};
use checks::trace::{Action, Event, Way};
use checks::{Stage, Target, in_parallel, stages};
use std::io::{Read, Write};
use std::net::TcpListener;
use std::process::{Command, Stdio};
use std::thread;

pub const TESTS: &[Test] = &[("curl_sends_what_the_check_sends", curl_sends_what_the_check_sends)];

/// Topics with many kinds of requests, and without long waits.
const TOPICS: [&str; 4] = ["routing", "requests", "books", "parser"];

const THREADS: usize = 4;

pub fn is_possible() -> bool {
    find(&["curl"]).is_some()
}

fn curl_sends_what_the_check_sends() {
    let stage = Stage::new(7).expect("there is a stage 7");
    let program = stages::executable(stage).expect("the stages build");
    let checks: Vec<_> = checks::table::all()
        .into_iter()
        .filter(|check| check.stages.contains(stage) && TOPICS.contains(&check.topic()))
        .collect();
    let target = Target::new(stage, program);
    let compared = in_parallel(THREADS, |number| {
        let mine = checks.iter().skip(number).step_by(THREADS);
        let compare = |check: &&'static checks::Check| {
            let target = target.fresh();
            let _ = check.run_on(&target);
            compare_last(check.id, &target.trace().events())
        };
        Ok(mine.filter(|check| compare(check)).count())
    });
    let compared: usize = compared.expect("nothing fails here").into_iter().sum();
    assert!(compared > 50, "only {compared} checks were shown for curl");
}

/// Whether there is a command for the last request. It has to send the same.
fn compare_last(id: &str, events: &[Event]) -> bool {
    let is_sent = |event: &&Event| matches!(event.action, Action::Bytes(Way::Sent, _));
    let last = events.iter().rfind(is_sent).map(|event| event.connection);
    let Some(expected) = last.and_then(|connection| sent(events, connection)) else { return false };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let address = listener.local_addr().expect("it has an address").to_string();
    let commands = curl_commands(events, &address);
    let Some(command) = commands.last() else { return false };
    let received = record(listener, command);
    assert_eq!(parts(&received), parts(&expected), "{id}: {command}");
    true
}

/// Runs the command, and returns the bytes of its request.
fn record(listener: TcpListener, command: &str) -> Vec<u8> {
    let recorder = thread::spawn(move || {
        let (mut stream, _) = listener.accept().expect("curl connects");
        let mut bytes = Vec::new();
        while !is_complete(&bytes) {
            let mut buffer = [0; 4096];
            let count = stream.read(&mut buffer).expect("curl sends");
            assert!(count > 0, "curl closed after {bytes:?}");
            bytes.extend_from_slice(&buffer[..count]);
        }
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
        stream.write_all(answer).expect("curl reads");
        bytes
    });
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).stdout(Stdio::null()).stderr(Stdio::null());
    let status = shell.status().expect("there is a shell");
    assert!(status.success(), "{command}: {status}");
    recorder.join().expect("the request is recorded")
}

fn is_complete(bytes: &[u8]) -> bool {
    let text = String::from_utf8_lossy(bytes);
    let Some((head, _)) = text.split_once("\r\n\r\n") else { return false };
    let length = head.lines().find_map(|line| line.strip_prefix("Content-Length: "));
    let length = length.map_or(0, |length| length.parse().unwrap_or(0));
    bytes.len() >= head.len() + 4 + length
}

/// The request line, the headers without those that may differ, and the body.
fn parts(request: &[u8]) -> (String, Vec<String>, String) {
    let text = String::from_utf8_lossy(request).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").expect("a head has an end");
    let mut lines = head.lines().map(str::to_string);
    let line = lines.next().expect("there is a request line");
    let may_differ = ["user-agent:", "accept:", "host: localhost", "host: 127.0.0.1:"];
    let is_kept = |line: &String| {
        let line = line.to_lowercase();
        !may_differ.iter().any(|start| line.starts_with(start))
    };
    let mut headers: Vec<String> = lines.filter(is_kept).collect();
    headers.sort();
    (line, headers, body.to_string())
}
