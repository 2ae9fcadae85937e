//! Extension: an access log that other programs can read.

use crate::{Check, Failure, Need, Server, Target, ensure};

/// Checks of the Common Log Format.
pub const CHECKS: &[Check] = &[
    Check {
        id: "common-log/line",
        needs: LOG,
        expect: "With --common-log, GET /echo/abc makes the line `127.0.0.1 - - [TIME] \"GET /echo/abc HTTP/1.1\" 200 3`.",
        why: "Many programs make statistics from such lines. They know this format, and not ours.",
        hints: &[
            "The address comes without its port, and two hyphens stand for names that we do not know.",
        ],
        run: |target| {
            let server = start(target)?;
            server.get("/echo/abc")?;
            let (before, after) = line(&server, "/echo/abc")?;
            ensure(before == "127.0.0.1 - - ", format!("the line begins with {before:?}"))?;
            let rest = " \"GET /echo/abc HTTP/1.1\" 200 3";
            ensure(after == rest, format!("behind the time is {after:?}, not {rest:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "common-log/time",
        needs: LOG,
        expect: "The time is that of the request in UTC, such as `27/Nov/2026:01:05:10 +0000`: that of the header Date, in another order.",
        why: "A time without its zone is a guess.",
        hints: &[
            "`Date` has all parts already. Split it at its spaces, and put them together anew.",
        ],
        run: |target| {
            let server = start(target)?;
            let date = server.get("/echo/time")?.header("Date").unwrap_or_default();
            let log = wait_for(&server, "/echo/time")?;
            let time = log.split_once('[').and_then(|(_, rest)| rest.split_once(']'));
            let time = time.map(|(time, _)| time).unwrap_or_default();
            let words: Vec<&str> = date.split([' ', ':']).collect();
            let [_, day, month, year, hour, minute, second, _] = words[..] else {
                return Err(Failure::skipped("needs a header Date"));
            };
            // The second may change between the two.
            let wanted = format!("{day}/{month}/{year}:{hour}:{minute}:");
            let is_near = time.starts_with(&wanted) || second == "59";
            let is_whole =
                time.len() == wanted.len() + "00 +0000".len() && time.ends_with(" +0000");
            ensure(is_near && is_whole, format!("expected {wanted}{second} +0000, but got {time}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "common-log/no-body",
        needs: LOG,
        expect: "A response without a body, as to HEAD, has `-` in place of a length. An error has its own status and length.",
        why: "The format says so, and programs that read it may not know 0.",
        hints: &["Count the bytes of the body that were sent. Write a hyphen for none."],
        run: |target| {
            let server = start(target)?;
            server.head("/echo/none")?;
            let (_, after) = line(&server, "/echo/none")?;
            ensure(after.ends_with("\" 200 -"), format!("the line ends with {after:?}"))?;
            let length = server.get("/nowhere")?.body.len();
            let (_, after) = line(&server, "/nowhere")?;
            ensure(after.ends_with(&format!("\" 404 {length}")), format!("it ends with {after:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "common-log/escapes",
        needs: LOG,
        expect: "A quote in the request line is written as `\\\"`, a backslash as `\\\\`, and a control character as an escape, so that the line still has three parts.",
        why: "A client that can close the quotes can write a status and a length of its own.",
        hints: &["`escape_ascii` escapes quotes, backslashes and control characters."],
        run: |target| {
            let server = start(target)?;
            server.exchange("GET /forged\"\\\x1b HTTP/1.1\r\nHost: x\r\n\r\n")?;
            let (_, after) = line(&server, "/forged")?;
            let is_escaped = after.starts_with(" \"GET /forged\\\"\\\\\\x1b HTTP/1.1\" 400 ");
            ensure(is_escaped, format!("the line has {after:?}"))
        },
        ..Check::DEFAULT
    },
];

const LOG: &[Need] = &[Need::Output];

fn start(target: &Target) -> Result<Server, Failure> {
    target.start_with(["--common-log"])
}

/// What is before and behind the time in the line with this text.
fn line(server: &Server, text: &str) -> Result<(String, String), Failure> {
    let line = wait_for(server, text)?;
    let parts = line.split_once('[').zip(line.split_once(']'));
    let ((before, _), (_, after)) =
        parts.ok_or_else(|| Failure::new(format!("no time in brackets in the line {line:?}")))?;
    Ok((before.to_string(), after.to_string()))
}

/// Waits for the line with this text.
fn wait_for(server: &Server, text: &str) -> Result<String, Failure> {
    let log = server.wait_for_stderr(|log| log.contains(text) && log.ends_with('\n'))?;
    Ok(log.lines().find(|line| line.contains(text)).unwrap_or_default().to_string())
}
