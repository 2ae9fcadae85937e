//! Extension: a page that knows how often its visitor has come.

use crate::{Basis, Check, Failure, Response, Server, ensure};

/// Checks of the counter.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cookies/first-visit",
        rfc: &["6265 §4.1"],
        expect: "GET /visits without a cookie answers 200 with the text `1` and a line feed, and with Set-Cookie: visits=1.",
        why: "The server remembers nothing. It asks the client to remember.",
        hints: &["`Response::text` and `with` make such a response."],
        run: |target| {
            let response = target.start()?.get("/visits")?;
            expect_visit(response, 1)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cookies/counts",
        rfc: &["6265 §5.4"],
        expect: "A client that sends the cookie back gets `2`, then `3`. Another client starts from `1`.",
        why: "Two visitors must not share a counter.",
        hints: &["Read the number from the header Cookie, add one, and send it back."],
        run: |target| {
            let server = target.start()?;
            let mut cookie = cookie_of(&server.get("/visits")?)?;
            for count in 2..4 {
                let response = visit(&server, &cookie)?;
                cookie = cookie_of(&response)?;
                expect_visit(response, count)?;
            }
            expect_visit(server.get("/visits")?, 1)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cookies/attributes",
        rfc: &["6265 §4.1.2"],
        expect: "Set-Cookie has HttpOnly, SameSite=Lax or Strict, and a Path that covers /visits.",
        why: "HttpOnly hides the cookie from scripts. SameSite keeps it out of requests that other sites cause.",
        hints: &["Attributes follow the value: `visits=1; Path=/visits; HttpOnly; SameSite=Lax`."],
        run: |target| {
            let response = target.start()?.get("/visits")?;
            let cookie = response.header("Set-Cookie").unwrap_or_default().to_ascii_lowercase();
            let attributes: Vec<_> = cookie.split(';').skip(1).map(str::trim).collect();
            let has = |names: [&str; 2]| names.iter().any(|name| attributes.contains(name));
            ensure(has(["httponly"; 2]), format!("no HttpOnly in {cookie:?}"))?;
            ensure(has(["samesite=lax", "samesite=strict"]), format!("no SameSite in {cookie:?}"))?;
            ensure(has(["path=/", "path=/visits"]), format!("no Path in {cookie:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cookies/by-name",
        basis: Basis::Must,
        rfc: &["6265 §5.4"],
        expect: "Other cookies before and behind do not matter, nor do names that end in `visits`, or `Visits` with a capital letter.",
        why: "A browser sends all cookies of a site in one header, in an order that it chooses.",
        hints: &[
            "Split the header at `; `, and each pair at its first `=`. Compare the whole name.",
        ],
        run: |target| {
            let server = target.start()?;
            expect_visit(visit(&server, "theme=dark; visits=4; x=1")?, 5)?;
            expect_visit(visit(&server, "revisits=9; visits=6; old=visits=8")?, 7)?;
            expect_visit(visit(&server, "Visits=9")?, 1)?;
            expect_visit(visit(&server, "revisits=9")?, 1)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cookies/odd-values",
        expect: "A cookie that is no number, is negative, empty or no UTF-8, counts as a first visit. A number with 40 digits and a cookie of 8 kB do no harm.",
        why: "A cookie comes from the client, and anybody can edit it.",
        hints: &["`parse` returns an error for all of these. Add with `saturating_add`."],
        run: |target| {
            let server = target.start()?;
            for value in ["visits=", "visits=x", "visits=-1", "visits", "=;=;;", "visits=\u{fc}"] {
                expect_visit(visit(&server, value)?, 1)?;
            }
            for value in ["4294967295", "18446744073709551615", &"9".repeat(40)] {
                visit(&server, &format!("visits={value}"))?.expect_status(200)?;
            }
            visit(&server, &"a=b;".repeat(2000))?.expect_status(200)?;
            expect_visit(visit(&server, "visits=1")?, 2)
        },
        ..Check::DEFAULT
    },
];

fn visit(server: &Server, cookie: &str) -> Result<Response, Failure> {
    server.get_with("/visits", &format!("Cookie: {cookie}\r\n"))
}

/// The answer says this number, in its body and in its cookie.
fn expect_visit(response: Response, count: u32) -> Result<(), Failure> {
    let response = response.expect_status(200)?.expect_body(format!("{count}\n"))?;
    let (cookie, wanted) = (cookie_of(&response)?, format!("visits={count}"));
    ensure(cookie == wanted, format!("expected the cookie {wanted}, but got {cookie}"))
}

/// The pair that a browser would send back: `visits=1`.
fn cookie_of(response: &Response) -> Result<String, Failure> {
    let cookie = response.header("Set-Cookie");
    let cookie = cookie.ok_or_else(|| Failure::new("expected a Set-Cookie, but there is none"))?;
    Ok(cookie.split(';').next().unwrap_or_default().trim().to_string())
}
