//! The value of a header: what it may contain, and where it ends.

use super::{refuses, refuses_headers, refuses_lines, user_agent_of, with_header};
use crate::bytes::readable;
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure};

/// Checks of header values.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/control-in-value",
        basis: Basis::Must,
        rfc: &["9110 §5.5", "9112 §2.2"],
        stages: Stages::since(3),
        needs: &[Need::Route("/user-agent")],
        expect: "A NUL or a carriage return in the value of User-Agent gets an error or a close, or /user-agent has a space in its place. Then GET / gets an answer.",
        why: "NUL ends strings in C, and a carriage return ends lines in some parsers. If we accept them, they may harm the next program that reads the value.",
        hints: &["Of the bytes below 32, and of 127, a value may contain only the tab."],
        run: |target| {
            let server = target.start()?;
            ["a\0b", "a\rb"].into_iter().try_for_each(|value| is_spaced(&server, value))?;
            server.get("/").map(drop)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/control-in-value-strictly",
        rfc: &["9110 §5.5"],
        stages: Stages::since(3),
        needs: &[Need::Route("/")],
        expect: "Each control byte in a value gets 400, except for the tab, which gets 200.",
        why: "No honest client sends them, and a terminal that shows a log may obey them.",
        hints: &["Of the bytes below 32, and of 127, a value may contain only the tab."],
        run: |target| {
            let values = ["a\x01b", "a\0b", "a\x7fb", "a\x1bb", "a\x0bb", "a\rb", "\x01", "a\x01"];
            refuses(target, &[400], values.map(|value| with_header(&format!("X-Name: {value}"))))?;
            let server = target.start()?;
            server.exchange(with_header("X-Name: a\tb"))?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "requests/folded-line",
        basis: Basis::Must,
        rfc: &["9112 §5.2", "9112 §2.2"],
        stages: Stages::since(3),
        needs: &[Need::Route("/user-agent")],
        expect: "A header line that begins with a space or a tab gets an error or a close, or belongs to the value before it: /user-agent shows both parts with spaces between them. After the request line, it may also be ignored.",
        why: "Long ago, a value could go on in the next line. Today this hides headers from filters.",
        hints: &["Such a line has no valid name before its colon, or no colon at all."],
        run: has_no_folds,
        ..Check::DEFAULT
    },
    Check {
        id: "requests/folded-line-strictly",
        rfc: &["9112 §5.2"],
        stages: Stages::since(3),
        expect: "A header line that begins with a space or a tab gets 400.",
        why: "No client of today folds lines. To refuse them is simpler than to join them.",
        hints: &["Such a line has no valid name before its colon, or no colon at all."],
        run: |target| {
            let lines = ["X-Name: value\r\n more", "X-Name: value\r\n\tX-Other: more"];
            refuses_headers(target, lines)?;
            refuses_lines(target, &[400], ["GET / HTTP/1.1\r\n X-First: folded"])
        },
        ..Check::DEFAULT
    },
];

/// RFC 9110 §5.5: a recipient "MUST either reject the message or replace each of those characters with SP".
fn is_spaced(server: &Server, value: &str) -> Result<(), Failure> {
    match user_agent_of(server, &format!("User-Agent: {value}"))? {
        Some(response) => response.expect_body("a b").map(drop),
        None => Ok(()),
    }
}

/// RFC 9112 §5.2: a server "MUST either reject the message by sending a 400 […] or replace each received
/// obs-fold with one or more SP octets". §2.2: before the first header, it may also ignore such a line.
fn has_no_folds(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for fold in ["\r\n ", "\r\n\t", "\r\n \t "] {
        if let Some(response) = user_agent_of(&server, &format!("User-Agent: one{fold}two"))? {
            let body = readable(&response.body, 100);
            let between = body.strip_prefix("one").and_then(|body| body.strip_suffix("two"));
            let is_joined = between.is_some_and(|text| text.trim_matches(' ').is_empty());
            let is_joined = is_joined && between != Some("");
            ensure(is_joined, format!("expected one and two with spaces between, but got {body}"))?;
        }
    }
    match user_agent_of(&server, " User-Agent: hidden")? {
        Some(response) => response.expect_body("").map(drop),
        None => Ok(()),
    }
}
