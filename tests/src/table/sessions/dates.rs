//! When an answer was made.

use crate::table::pool;
use crate::{Basis, Check, Failure, FailureKind, Need, Response, Stages, ensure, in_parallel};
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
        expect: "Each answer below 500 has exactly one `Date`, in the format of the standard, and its time is right to the second.",
        why: "A cache computes the age of an answer from it. There is only one format to send: `Sun, 06 Nov 1994 08:49:37 GMT`.",
        hints: &[
            "English names, two digits for the day, and always GMT, whatever the server's time zone is.",
            "Days since 1970 give the weekday: January 1st, 1970 was a Thursday.",
        ],
        run: |target| {
            let server = target.start()?;
            for path in ["/", "/echo/a", "/books", "/files/stored", "/nowhere"] {
                dated(|| server.get(path))?;
            }
            dated(|| server.head("/")).map(drop)
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
        needs: &[Need::KeepAlive],
        expect: "Two answers over one connection, two seconds apart, each have the `Date` of their own time.",
        why: "A date that stands still makes every answer look old, and caches drop pages that they could keep.",
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
        expect: "Errors below 500 have a `Date` too, also those of the parser: 400, 404, 405, 414, 431 and their like.",
        why: "Errors often leave through other code, past the place where the date is added.",
        hints: &[
            "Add the header in the place that writes all answers, not in the places that make some of them.",
        ],
        run: |target| {
            let server = target.start()?;
            for head in requests_in_error() {
                dated(|| server.exchange(format!("{head}\r\n\r\n")))?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "sessions/date-on-408",
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(5, 6),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::Option("--timeout")],
        expect: "A request that timed out is refused with 408 and a `Date`.",
        why: "Every 4xx answer needs a date, also an answer that no handler made.",
        hints: &["Send timeouts through the one place that writes answers, too."],
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
        rfc: &["9110 §6.6.1", "9110 §10.2.3"],
        stages: Stages::since(7),
        fails_on: Stages::only(6),
        fails_with: &[FailureKind::Unmet],
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
        ],
        expect: "If all workers are busy and the queue is full, the 503 has a `Date`.",
        why: "This answer does not come from the pool, and is easily forgotten. Together with Retry-After, its date tells when to come back.",
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
        rfc: &["9110 §6.6.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(4, 6),
        fails_with: &[FailureKind::Unmet],
        needs: &[Need::PostEcho],
        expect: "`100 Continue` has no `Date`, and the 200 after it has one.",
        why: "An interim answer is a status line that needs no headers. A server may add a date; ours does not.",
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

/// Heads without their blank line, each with a mistake of the client.
fn requests_in_error() -> Vec<String> {
    let long = "a".repeat(9000);
    vec![
        "GET /nowhere HTTP/1.1\r\nHost: x".to_string(),
        "DELETE / HTTP/1.1\r\nHost: x".to_string(),
        "GET nonsense HTTP/1.1\r\nHost: x".to_string(),
        "GET / HTTP/1.1\r\nno colon\r\nHost: x".to_string(),
        format!("GET /{long} HTTP/1.1\r\nHost: x"),
        format!("GET / HTTP/1.1\r\nHost: x\r\nA: {long}\r\nB: {long}"),
    ]
}

/// The answer's date lies between the question and the answer.
fn dated(ask: impl FnOnce() -> Result<Response, Failure>) -> Result<Response, Failure> {
    let before = SystemTime::now();
    let response = ask()?;
    // "MUST" for 2xx, 3xx and 4xx, "MAY" for 1xx and 5xx.
    if response.status < 500 {
        expect_date(&response, before)?;
    }
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
