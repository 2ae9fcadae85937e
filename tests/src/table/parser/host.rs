//! The header that says which site is meant.

use super::refuses;
use crate::{Basis, Check, Failure, FailureKind, Stages, Target, ensure};

/// Checks of `Host`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/host-missing",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "An HTTP/1.1 request without `Host` is refused with 400.",
        why: "Several sites may live at one address, and only `Host` says which one is meant: its lack has to be answered with 400.",
        hints: &["Count the `Host` headers: there has to be exactly one."],
        run: |target| refuses(target, ["GET / HTTP/1.1\r\nUser-Agent: x\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-missing-in-http-1-0",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        expect: "An HTTP/1.0 request needs no `Host`.",
        why: "The header came with HTTP/1.1. Health checks of load balancers still go without.",
        hints: &["Ask for it only where the version is 1.1 or later."],
        run: |target| {
            let response = target.start()?.exchange("GET /echo/old HTTP/1.0\r\n\r\n")?;
            response.expect_status(200)?.expect_body("old")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-twice",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "Two `Host` headers are refused with 400, even where they agree.",
        why: "A proxy may go by the first and a server by the last: the request would pass the checks of one site and reach another.",
        hints: &["Look for a second header of that name, in any case, before you use the first."],
        run: |target| {
            let lines =
                ["Host: one\r\nHost: two", "Host: one\r\nHost: one", "Host: one\r\nhOST: two"];
            refuses(target, lines.map(with_host_line))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-empty",
        basis: Basis::Must,
        rfc: &["9110 §4.2.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "An empty `Host` is refused with 400.",
        why: "It names nobody. An http URL must not have an empty host.",
        hints: &["\"All characters are allowed ones\" is true of no characters at all."],
        run: |target| refuses(target, ["", " ", ":80"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-space",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A `Host` with white space in it is refused with 400.",
        why: "No host has a space in its name, and an invalid value has to be answered with 400.",
        hints: &["Allow what a name may have, instead of refusing what you happen to think of."],
        run: |target| refuses(target, ["a b", "a\tb", "localhost :80"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-slash",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A `Host` with a slash, or another sign that ends a host in a URL, is refused with 400.",
        why: "A program that builds a link from `http://` and the `Host` would put a part of the path there.",
        hints: &[
            "A name is made of unreserved characters, escapes and sub-delimiters (RFC 3986 §3.2.2).",
        ],
        run: |target| refuses(target, ["a/b", "a?b", "a#b", "a\\b"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-user",
        basis: Basis::Must,
        rfc: &["9110 §7.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A `Host` with a user name in it is refused with 400.",
        why: "`Host` is a host and a port. In `safe@evil` one reader sees the first name, another the second.",
        hints: &["`@` is no character of a host name."],
        run: |target| refuses(target, ["user@host", "user:secret@host"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-bad-port",
        basis: Basis::Must,
        rfc: &["3986 §3.2.3", "9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A port that is not made of digits is refused with 400.",
        why: "The port is digits; anything else makes the value invalid.",
        hints: &["Cut at the last colon behind the host, and check both parts."],
        run: |target| {
            refuses(
                target,
                ["host:x", "host:80x", "host:-1", "host:80:90", "[::1]:x"].map(with_host),
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-bad-brackets",
        basis: Basis::Must,
        rfc: &["3986 §3.2.2", "9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "Brackets with anything but an IPv6 address in them are refused with 400, and so is an IPv6 address without brackets.",
        why: "Brackets are there for the colons of IPv6 addresses, which otherwise could not be told from that of a port; what is invalid gets 400.",
        hints: &["Let the standard library parse what is between the brackets."],
        run: |target| {
            let hosts =
                ["[localhost]", "[127.0.0.1]", "[]", "[::g]", "[::1", "::1]", "::1", "[::1]80"];
            refuses(target, hosts.map(with_host))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-ipv6",
        basis: Basis::Must,
        rfc: &["3986 §3.2.2", "9110 §7.2"],
        stages: Stages::since(7),
        expect: "An IPv6 address in brackets is a host, with a port and without.",
        why: "That is how a browser asks for `http://[::1]/`. A parser that cuts at the first colon refuses it, although the request is right.",
        hints: &["Within brackets a colon does not begin the port."],
        run: |target| accepts(target, &["[::1]", "[::1]:80", "[2001:db8::1]:4221", "[::]"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-port",
        basis: Basis::Must,
        rfc: &["9110 §7.2", "3986 §3.2.3"],
        stages: Stages::since(7),
        expect: "A name or an IPv4 address is accepted as `Host`, with a port, with an empty port (`host:`) and without one.",
        why: "Clients add the port if it is not 80. A port is any number of digits, so it may be empty.",
        hints: &["White space around a header's value does not belong to it."],
        run: |target| {
            let hosts = [
                "host:80",
                "host:",
                "127.0.0.1:4221",
                "127.0.0.1",
                "my_site.example-1.org",
                "\tX  ",
            ];
            accepts(target, &hosts)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-unusual-characters",
        basis: Basis::Must,
        rfc: &["3986 §3.2.2", "9112 §3.2"],
        stages: Stages::since(7),
        expect: "`Host` may be any registered name of RFC 3986: with `~`, with sub-delimiters such as `,`, and with percent escapes.",
        why: "Such names are rare, but they are valid, and a server must refuse only invalid ones.",
        hints: &[
            "Besides letters and digits, a name may have `-._~` and `!$&'()*+,;=`.",
            "`%` is allowed too, with two hexadecimal digits after it.",
        ],
        run: |target| {
            let hosts = ["a~b", "a,b", "a!b$c&d'e(f)g*h+i;j=k", "a%41b", "%C3%a9:80", "-", "."];
            accepts(target, &hosts)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-bad-escape",
        basis: Basis::Must,
        rfc: &["3986 §2.1", "9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Unmet],
        expect: "A percent sign in `Host` without two hexadecimal digits after it is refused with 400.",
        why: "An escape is `%` and two hexadecimal digits. A name with anything else is invalid, and gets 400.",
        hints: &["To allow `%` like any other character is not enough: look at the two after it."],
        run: |target| refuses(target, ["%4", "%zz", "a%", "a%4:80", "a%4g", "%%41"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-is-checked-before-the-body",
        basis: Basis::Must,
        rfc: &["9112 §3.2", "9110 §10.1.1"],
        stages: Stages::since(7),
        expect: "A bad `Host` is refused before any body arrives, and without a `100 Continue`.",
        why: "The head is enough to know that the request is bad. `100 Continue` would ask for a body that is thrown away.",
        hints: &["Check all that the head says as soon as the head is complete."],
        run: is_checked_before_the_body,
        ..Check::DEFAULT
    },
];

fn with_host(host: &str) -> String {
    with_host_line(&format!("Host: {host}"))
}

fn with_host_line(line: &str) -> String {
    format!("GET /echo/a HTTP/1.1\r\n{line}\r\n\r\n")
}

fn accepts(target: &Target, hosts: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for host in hosts {
        let response = server.exchange(with_host(host))?;
        ensure(response.status == 200, format!("{host:?} was refused"))?;
    }
    Ok(())
}

fn is_checked_before_the_body(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for host in ["", "Host: a\r\nHost: a\r\n", "Host: a b\r\n"] {
        for body in ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"] {
            let mut client = server.connect()?;
            client.send(format!("POST / HTTP/1.1\r\n{host}{body}Expect: 100-continue\r\n\r\n"))?;
            let response = client.read_response()?.expect_status(400)?;
            ensure(response.interim.is_empty(), "100 Continue came before the refusal")?;
            client.expect_closed()?;
        }
    }
    Ok(())
}
