//! What is shown when a check fails.

use checks::by_hand::{curl, curl_commands};
use checks::bytes::{find_difference, readable, readable_lines};
use checks::output::Output;
use checks::report::{Report, shortened};
use checks::trace::{ServerRecord, Trace};
use checks::{Check, Failure, Response, Stage, Stages, Target};
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
    stages: Stages::since(5),
    expect: "The server says hello.",
    why: "It is polite.",
    hints: &["Think.", "Say hello."],
    run: |_| Err(Failure::new("it said nothing")),
    ..Check::DEFAULT
};

/// A target whose trace has one exchange and one server, which has ended by itself.
fn target_with_history() -> Target {
    let target = Target::new(Stage::new(5).expect("a stage"), "/bin/server");
    let trace: &Trace = target.trace();
    let connection = trace.connection();
    trace.sent(connection, b"GET / HTTP/1.1\r\n");
    trace.sent(connection, b"\r\n");
    trace.received(connection, b"no\x07thing");
    trace.note(connection, "the server closed the connection");
    let server = trace.server(ServerRecord {
        command: "/bin/server 127.0.0.1:0".into(),
        address: None,
        home: "/home".into(),
        stdout: finished_output("Listening\n"),
        stderr: finished_output("first\nsecond\n"),
        end: None,
    });
    trace.server_listens(server, ([127, 0, 0, 1], 4221).into());
    trace.server_ended(server, "ended by itself with exit status: 3");
    target
}

fn finished_output(text: &'static str) -> Output {
    let output = Output::collect(Cursor::new(text));
    output.wait_for_end(Duration::from_secs(10));
    output
}

#[test]
fn a_report_has_all_there_is_to_know() {
    let report = Report::new(&CHECK, &target_with_history(), Failure::new("it said nothing"));
    let expected = r"server does not pass topic/name (course)

Expected:
  The server says hello.

But:
  it said nothing

By hand:
  cargo stage replay topic/name

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
  It is polite.

Hint:
  Think.
";
    assert_eq!(report.to_string(), expected);
}

#[test]
fn long_histories_are_cut() {
    let target = target_with_history();
    for _ in 0..50 {
        let connection = target.trace().connection();
        target.trace().sent(connection, &[b'x'; 10_000]);
    }
    let report = Report::new(&CHECK, &target, Failure::new("it said nothing")).to_string();
    assert!(report.contains("… 41 events before"), "{report}");
    assert!(report.contains("#51 > xxx") && report.contains("… and 9600 more bytes"), "{report}");
    assert!(report.len() < 10_000, "{} bytes", report.len());
}

#[test]
fn long_lists_are_cut_in_the_middle() {
    let lines = |count: usize| (1..=count).map(|number| number.to_string()).collect::<Vec<_>>();
    assert_eq!(shortened(lines(5), 5), lines(5));
    assert_eq!(shortened(lines(9), 5), ["1", "2", "… 5 more lines", "8", "9"]);
    assert_eq!(shortened(lines(9), 0), ["… 9 more lines"]);
}

/// What curl can send in one request is shown for curl, and the rest only as a replay.
#[test]
fn curl_is_shown_if_it_sends_the_same() {
    let pairs: [(&str, Option<&str>); 9] = [
        ("GET /a HTTP/1.1\r\nHost: localhost\r\n\r\n", Some("curl -i http://a:1/a")),
        ("HEAD / HTTP/1.0\r\nHost: localhost\r\n\r\n", Some("curl -I -0 http://a:1/")),
        (
            "GET /../x HTTP/1.1\r\nHost: b\r\n\r\n",
            Some("curl -i -H 'Host: b' --path-as-is http://a:1/../x"),
        ),
        (
            "PUT /x HTTP/1.1\r\nContent-Length: 2\r\n\r\nhi",
            Some("curl -i -X PUT -H Host: -H Content-Type: --data-binary hi http://a:1/x"),
        ),
        (
            "OPTIONS * HTTP/1.1\r\nHost: localhost\r\n\r\n",
            Some("curl -i -X OPTIONS --request-target '*' http://a:1/"),
        ),
        ("GET / HTTP/1.1\nHost: localhost\n\n", None),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", None),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nhi", None),
        ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", None),
    ];
    for (request, command) in pairs {
        assert_eq!(curl(request.as_bytes(), "a:1").as_deref(), command, "{request}");
    }
}

/// A request in pieces, or one after another on the same connection, is nothing for curl.
#[test]
fn only_one_request_in_one_piece_is_shown_for_curl() {
    let request = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let trace = Trace::default();
    let connection = trace.connection();
    trace.sent(connection, request);
    assert_eq!(curl_commands(&trace.events(), "a:1"), ["curl -i http://a:1/"]);
    trace.received(connection, b"HTTP/1.1 200 OK\r\n\r\n");
    trace.sent(connection, request);
    assert!(curl_commands(&trace.events(), "a:1").is_empty());
    let connection = trace.connection();
    trace.sent(connection, &request[..9]);
    trace.sent(connection, &request[9..]);
    assert!(curl_commands(&trace.events(), "a:1").is_empty());
}
