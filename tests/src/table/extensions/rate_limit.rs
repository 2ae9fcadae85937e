//! Extension: a limit for the requests of each client.

use crate::requests::request;
use crate::{Check, Failure, Response, Server, ensure, in_parallel};
use std::net::Ipv4Addr;
use std::thread;
use std::time::Duration;

/// Checks of the limit.
pub const CHECKS: &[Check] = &[
    Check {
        id: "rate-limit/refuses",
        rfc: &["6585 §4"],
        expect: "With --rate 3, three requests of a client are answered as always, and the fourth gets 429. Without --rate there is no limit.",
        why: "One client must not use up what all share.",
        hints: &[
            "Count for each IP address. The port is new with each connection.",
            "Ask before the route is chosen, so that each path counts.",
        ],
        run: |target| {
            let server = target.start_with(["--rate", "3"])?;
            for path in ["/", "/echo/a", "/user-agent"] {
                server.get(path)?.expect_status(200)?;
            }
            server.get("/echo/a")?.expect_error_page(429)?;
            let unlimited = target.start()?;
            for _ in 0..20 {
                unlimited.get("/echo/a")?.expect_status(200)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/retry-after",
        rfc: &["6585 §4", "9110 §10.2.3"],
        expect: "With --rate 2, a refusal has one Retry-After: a whole number of seconds from 1 to 31.",
        why: "A client that knows when to come again need not try all the time.",
        hints: &["The next token comes after a minute divided by the rate. Round the seconds up."],
        run: |target| {
            let server = target.start_with(["--rate", "2"])?;
            let seconds = wait_of(&exhaust(&server, 2)?)?;
            ensure((1..=31).contains(&seconds), format!("Retry-After is {seconds}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/recovers",
        expect: "With --rate 120, a client that waits as long as Retry-After says is served again, and has not got a full bucket by that.",
        why: "Tokens come at a steady rate. A client that is allowed 120 at once each few seconds has no limit.",
        hints: &[
            "Note when you last counted. The time since then, times the rate, is what has come.",
        ],
        run: |target| {
            let server = target.start_with(["--rate", "120"])?;
            let seconds = wait_of(&exhaust(&server, 120)?)?;
            ensure(seconds <= 2, format!("Retry-After is {seconds}"))?;
            thread::sleep(Duration::from_secs(seconds));
            server.get("/echo/a")?.expect_status(200)?;
            // At most two a second come anew.
            for _ in 0..60 {
                if server.get("/echo/a")?.status == 429 {
                    return Ok(());
                }
            }
            Err(Failure::new("the bucket was full again after a short wait"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/other-clients",
        expect: "While 127.0.0.1 is refused, 127.0.0.2 is served, and then refused on its own account.",
        why: "A limit for all together would let one client lock out the others.",
        hints: &["Keep a map from the IP address to what that client has left."],
        run: |target| {
            let server = target.start_with(["--rate", "2"])?;
            exhaust(&server, 2)?;
            for _ in 0..2 {
                get_from(&server, 2)?.expect_status(200)?;
            }
            get_from(&server, 2)?.expect_status(429)?;
            server.get("/echo/a")?.expect_status(429)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/each-request-counts",
        rfc: &["9110 §9.3.2"],
        expect: "Requests that get 404 or 405 count, too. A HEAD above the limit gets 429 without a body.",
        why: "Guessing paths, or passwords, is what a limit has to slow down.",
        hints: &[
            "Take the token first. A refusal of HEAD goes without its body, as each response to HEAD.",
        ],
        run: |target| {
            let server = target.start_with(["--rate", "3"])?;
            server.get("/nowhere")?.expect_status(404)?;
            server.method("DELETE", "/echo/a")?.expect_status(405)?;
            server.head("/echo/a")?.expect_status(200)?;
            server.head("/echo/a")?.expect_status(429)?;
            server.post("/", "a body")?.expect_status(429)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/at-once",
        expect: "Of 20 requests that come at once with --rate 4, four are served, or one more if the machine is slow.",
        why: "Between looking at a counter and changing it, another thread may look.",
        hints: &["Hold the lock from the look to the change."],
        run: |target| {
            let server = target.start_with(["--rate", "4"])?;
            let responses = in_parallel(20, |_| server.get("/echo/a"))?;
            let served = responses.iter().filter(|response| response.status == 200).count();
            ensure((4..=5).contains(&served), format!("{served} of 20 requests were served"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "rate-limit/headers-do-not-help",
        rfc: &["7239 §8.1"],
        expect: "X-Forwarded-For and Forwarded with other addresses get no further requests.",
        why: "Anybody can write such a header. Only a proxy of your own may be believed.",
        hints: &["The address of the connection is the only one that a client cannot choose."],
        run: |target| {
            let server = target.start_with(["--rate", "2"])?;
            exhaust(&server, 2)?;
            for header in
                ["X-Forwarded-For: 10.1.2.3", "Forwarded: for=10.1.2.3", "X-Real-IP: 10.1.2.3"]
            {
                server.get_with("/echo/a", &format!("{header}\r\n"))?.expect_status(429)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

/// Sends requests until one is refused, and returns the refusal. A slow machine lets some more through.
fn exhaust(server: &Server, rate: usize) -> Result<Response, Failure> {
    for _ in 0..rate * 3 {
        let response = server.get("/echo/a")?.expect_status_among(&[200, 429])?;
        if response.status == 429 {
            return Ok(response);
        }
    }
    Err(Failure::new(format!("{} requests in a row were served", rate * 3)))
}

/// The seconds in `Retry-After`.
fn wait_of(response: &Response) -> Result<u64, Failure> {
    let values = response.headers_named("Retry-After");
    let seconds = values.first().and_then(|value| value.parse().ok());
    let wrong = || Failure::new(format!("Retry-After is {values:?}, which is no number"));
    seconds.filter(|_| values.len() == 1).ok_or_else(wrong)
}

/// `GET /echo/a` from `127.0.0.` and this number.
fn get_from(server: &Server, number: u8) -> Result<Response, Failure> {
    let mut client = server.connect_from(Ipv4Addr::new(127, 0, 0, number))?;
    client.send(request("GET", "/echo/a", "", b""))?.read_response()
}
