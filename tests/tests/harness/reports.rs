//! What is shown when a check fails.

use checks::bytes::{find_difference, readable, readable_lines};
use checks::journal::{Journal, ServerRecord};
use checks::output::Output;
use checks::report::Report;
use checks::{Check, Failure, Response, Stage, Stages, Subject};
use std::io::Cursor;
use std::time::Duration;

#[test]
fn control_characters_are_visible() {
    assert_eq!(readable(b"a\r\n\t\0\x1b\x7f\\", 100), r"a\r\n\t\x00\x1b\x7f\\");
    assert_eq!(readable("é\u{9b}".as_bytes(), 100), r"é\x9b");
    assert_eq!(readable(b"caf\xe9!", 100), r"caf\xe9!");
}

#[test]
fn long_bytes_are_cut_and_counted() {
    assert_eq!(readable(b"abcdef", 4), "abcd … and 2 more bytes");
    assert_eq!(readable_lines(b"a\r\nb\n\nc", 100), [r"a\r\n", r"b\n", r"\n", "c"]);
    assert_eq!(readable_lines(b"ab\ncd", 4), [r"ab\n", "c", "… and 1 more bytes"]);
}

#[test]
fn a_difference_is_shown_with_what_comes_before() {
    assert_eq!(find_difference(b"same", b"same"), None);
    let difference = find_difference(b"one two", b"one three").expect("a difference");
    assert!(difference.starts_with("7 bytes were expected and 9 came; they differ from byte 5 on"));
    assert!(difference.ends_with("expected: one two\nreceived: one three"), "{difference}");
}

#[test]
fn expectations_say_what_was_expected_and_what_came() {
    let response = || Response {
        status: 404,
        reason: "Not Found".into(),
        headers: vec![("Allow".into(), b"GET".to_vec())],
        body: b"<h1>404</h1>".to_vec(),
        ..Response::default()
    };
    let message = |result: Result<Response, Failure>| result.expect_err("a failure").message;
    assert_eq!(
        message(response().expect_status(200)),
        "expected status 200, but got 404 Not Found"
    );
    assert_eq!(
        message(response().expect_header("allow", "PUT")),
        "expected one header allow: PUT, but got [\"GET\"]"
    );
    assert_eq!(
        message(response().expect_listed("Allow", &["GET", "HEAD"])),
        "expected [\"GET\", \"HEAD\"] in Allow, but got [\"GET\"]"
    );
    assert!(message(response().expect_body("x")).contains("they differ from byte 0 on"));
    assert!(response().expect_status(404).and_then(|it| it.expect_body("<h1>404</h1>")).is_ok());
}

static CHECK: Check = Check {
    id: "topic/name",
    holds: Stages::since(5),
    fails: Stages::NONE,
    claim: "The server says hello.",
    curl: "curl -i {url}/ # {host} {port} {program} {folder}",
    why: "It is polite (RFC 9110 §3.3).",
    hints: &["Think.", "Say hello."],
    run: |_| Err(Failure::new("it said nothing")),
};

/// A subject whose journal has one exchange and one server, which has ended by itself.
fn subject_with_history() -> Subject {
    let subject = Subject::new(Stage::new(5).expect("a stage"), "/bin/server");
    let journal: &Journal = subject.journal();
    let connection = journal.connection();
    journal.sent(connection, b"GET / HTTP/1.1\r\n");
    journal.sent(connection, b"\r\n");
    journal.received(connection, b"no\x07thing");
    journal.note(connection, "the server closed the connection");
    let server = journal.server(ServerRecord {
        command: "/bin/server 127.0.0.1:0".into(),
        address: None,
        home: "/home".into(),
        stdout: finished_output("Listening\n"),
        stderr: finished_output("first\nsecond\n"),
        end: None,
    });
    journal.server_listens(server, ([127, 0, 0, 1], 4221).into());
    journal.server_ended(server, "ended by itself with exit status: 3");
    subject
}

fn finished_output(text: &'static str) -> Output {
    let output = Output::collect(Cursor::new(text));
    output.wait_for_end(Duration::from_secs(10));
    output
}

#[test]
fn a_report_has_all_there_is_to_know() {
    let report = Report::new(&CHECK, &subject_with_history(), Failure::new("it said nothing"));
    let expected = r"stage05 does not pass topic/name

Expected:
  The server says hello.

But:
  it said nothing

By hand:
  curl -i http://127.0.0.1:4221/ # 127.0.0.1 4221 /bin/server /home/files

Sent and received:
  > GET / HTTP/1.1\r\n
  > \r\n
  < no\x07thing
  * the server closed the connection

The server:
  $ /bin/server 127.0.0.1:0
  stdout: Listening
  stderr: first
  stderr: second
  It ended by itself with exit status: 3.

Why it matters:
  It is polite (RFC 9110 §3.3).

Hint:
  Think.
";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn long_histories_are_cut() {
    let subject = subject_with_history();
    for _ in 0..50 {
        let connection = subject.journal().connection();
        subject.journal().sent(connection, &[b'x'; 10_000]);
    }
    let report = Report::new(&CHECK, &subject, Failure::new("it said nothing")).to_string();
    assert!(report.contains("… 41 events before"), "{report}");
    assert!(report.contains("#51 > xxx") && report.contains("… and 9600 more bytes"), "{report}");
    assert!(report.len() < 10_000, "{} bytes", report.len());
}
