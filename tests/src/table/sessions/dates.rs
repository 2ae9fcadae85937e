//! When an answer was made.

use crate::table::pool;
use crate::{
    Basis, Check, Failure, FailureKind, Need, Response, Stages, Target, ensure, in_parallel,
};
use std::thread;
use std::time::{Duration, SystemTime};

/// Checks of the `Date` of answers.
pub const CHECKS: &[Check] = &[
    Check {
        id: "sessions/date",
        basis: Basis::Must,
        rfc: &["9110 §6.6.1", "9110 §5.6.7"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "Each answer carries one `Date` in the format of the standard, and the time is right.",
        why: "A cache computes the age of an answer from it. There is one format to send: `Sun, 06 Nov 1994 08:49:37 GMT`.",
        hints: &[
            "English names, two digits for the day, and always GMT, whatever the server's time zone is.",
            "Days since 1970 give the weekday: that day was a Thursday.",
        ],
        run: |target| {
            let server = target.start()?;
            let targets = match target.stage().number() {
                ..4 => vec!["/", "/echo/a"],
                4.. => vec!["/", "/echo/a", "/books", "/files/stored"],
            };
            for target in targets {
                dated(|| server.get(target))?;
            }
            dated(|| server.head("/about")).map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/date-moves-on",
        basis: Basis::Must,
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "The `Date` is that of the answer, not that of the connection or of the server's start.",
        why: "A date that stands still makes every answer look old, and caches drop what they could keep.",
        hints: &[
            "Ask the clock for each answer. If that is too slow, keep the text for a second, not for longer.",
        ],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let mut ask =
                || client.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")?.read_response();
            dated(&mut ask)?;
            // A clock is what this waits for.
            thread::sleep(Duration::from_millis(2100));
            dated(&mut ask).map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/date-on-errors",
        basis: Basis::Must,
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "Errors carry a `Date` too, those of the parser among them.",
        why: "It is asked for on every answer from 200 to 499, and recommended on the rest. Errors often take another way out, past the place where the date is added.",
        hints: &["Add the header where all answers are written, not where some of them are made."],
        run: |target| {
            let server = target.start()?;
            for (head, status) in requests_in_error(target) {
                dated(|| server.exchange(format!("{head}\r\n\r\n")))?.expect_status(status)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/date-on-408",
        basis: Basis::Must,
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(5, 6),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A request that timed out is refused with a `Date`.",
        why: "Every 4xx answer needs one, also one that no handler made.",
        hints: &["Timeouts, too, should leave through the one place that writes answers."],
        run: |target| {
            let server = target.start_with(["--timeout", "0.3"])?;
            let mut client = server.connect()?;
            client.send("GET /ec")?;
            dated(|| client.read_response())?.expect_status(408)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/date-on-503",
        basis: Basis::Must,
        rfc: &["9110 §10.2.3"],
        stages: Stages::since(7),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Unmet],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "A client that is turned away for want of a place gets a `Date`.",
        why: "This answer comes from outside of the pool, and is easily forgotten. Together with Retry-After its date says when to come back.",
        hints: &["The code that refuses a connection should write its answer as a worker does."],
        run: |target| {
            let server = pool::launch(target, 1, 1).start()?;
            let before = SystemTime::now();
            let answers = in_parallel(4, |_| server.get("/sleep/300"))?;
            let refusals = answers.iter().filter(|answer| answer.status == 503);
            let dated: Vec<_> = refusals.map(|answer| expect_date(answer, before)).collect();
            ensure(!dated.is_empty(), "no client was turned away")?;
            dated.into_iter().collect()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/no-date-on-100",
        basis: Basis::Must,
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "`100 Continue` carries no `Date`, and the answer after it does.",
        why: "An interim answer is a status line and nothing else that anybody needs; its date could be mistaken for that of the answer.",
        hints: &["The interim answer is a fixed text: `HTTP/1.1 100 Continue` and an empty line."],
        run: |target| {
            let server = target.start()?;
            let mut client = server.connect()?;
            let headers = "Host: localhost\r\nContent-Length: 5\r\nExpect: 100-continue";
            client
                .send(format!("POST / HTTP/1.1\r\n{headers}\r\n\r\n"))?
                .read_interim()?
                .expect_no_header("Date")?;
            dated(|| client.send("hello")?.read_response())?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Heads without their blank line, and the status that refuses them.
fn requests_in_error(target: &Target) -> Vec<(String, u16)> {
    let long = "a".repeat(9000);
    let mut requests = vec![
        ("GET /nowhere HTTP/1.1\r\nHost: x".to_string(), 404),
        ("DELETE / HTTP/1.1\r\nHost: x".to_string(), 405),
        ("GET nonsense HTTP/1.1\r\nHost: x".to_string(), 400),
        ("GET / HTTP/2.0\r\nHost: x".to_string(), 505),
        (format!("GET /{long} HTTP/1.1\r\nHost: x"), 414),
        (format!("GET / HTTP/1.1\r\nHost: x\r\nA: {long}\r\nB: {long}"), 431),
    ];
    if target.stage().number() >= 4 {
        requests.extend([
            ("POST /files/a HTTP/1.1\r\nHost: x".to_string(), 411),
            ("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999".to_string(), 413),
            ("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: x, chunked".to_string(), 501),
        ]);
    }
    requests
}

/// The answer's date lies between the question and the answer.
fn dated(ask: impl FnOnce() -> Result<Response, Failure>) -> Result<Response, Failure> {
    let before = SystemTime::now();
    let response = ask()?;
    expect_date(&response, before)?;
    Ok(response)
}

fn expect_date(response: &Response, before: SystemTime) -> Result<(), Failure> {
    // A server may keep the text of the current second for a moment.
    let possible = dates_between(before - Duration::from_secs(1), SystemTime::now());
    let came = response.headers_named("Date");
    ensure(
        came.len() == 1 && possible.contains(&came[0]),
        format!("expected one header Date such as {}, but got {came:?}", possible[0]),
    )
}

/// One text for each second. The last one may be that of a second which has not begun.
fn dates_between(first: SystemTime, last: SystemTime) -> Vec<String> {
    let seconds = last.duration_since(first).unwrap_or_default().as_secs();
    let times = (0..=seconds + 1).map(|second| first + Duration::from_secs(second));
    times.map(httpdate::fmt_http_date).collect()
}
