//! The header that says which site is meant.

use super::refuses;
use crate::{Basis, Check, Failure, FailureKind, Stages, Target, ensure};

/// Checks of `Host`.
///
/// "A server MUST respond with a 400 (Bad Request) status code to any HTTP/1.1 request message that lacks a
/// Host header field and to any request message that contains more than one Host header field line or a Host
/// header field with an invalid field value" (RFC 9112 §3.2).
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/host-missing",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "An HTTP/1.1 request without `Host` is refused with 400.",
        why: "Several sites may share one address, and only `Host` tells which one is meant. So a server has to refuse a request without it.",
        hints: &["Count the `Host` headers: there has to be exactly one."],
        run: |target| refuses(target, ["GET / HTTP/1.1\r\nUser-Agent: x\r\n\r\n"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-missing-in-http-1-0",
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        expect: "`GET /` in HTTP/1.0 without `Host` is answered with 200.",
        why: "The header came with HTTP/1.1. Health checks of load balancers still do without it.",
        hints: &["Ask for `Host` only if the version is 1.1 or later."],
        run: |target| {
            target.start()?.exchange("GET / HTTP/1.0\r\n\r\n")?.expect_status(200)?;
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
        fails_with: &[FailureKind::Status],
        expect: "Two `Host` headers are refused with 400, even if they agree.",
        why: "A proxy may use the first and a server the last. Then the request passes the checks of one site and reaches another.",
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
        rfc: &["9112 §3.2", "9110 §4.2.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "An empty `Host`, or one that begins with the port, is refused with 400.",
        why: "The grammar allows an empty `Host` for URLs without a host. An http URL always has one, so no http client sends it.",
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
        fails_with: &[FailureKind::Status],
        expect: "A space or a tab within `Host` is refused with 400.",
        why: "A host's name contains no space, and an invalid value has to be answered with 400.",
        hints: &["List the characters that a name may contain, and refuse all others."],
        run: |target| refuses(target, ["a b", "a\tb", "localhost :80"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-slash",
        basis: Basis::Must,
        rfc: &["9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "A `Host` with `/`, `?`, `#` or `\\` in it is refused with 400.",
        why: "These characters end a host in a URL. A program that builds a link from `http://` and the `Host` would move a part of it into the path.",
        hints: &[
            "A name is made of unreserved characters, escapes and sub-delimiters (RFC 3986 §3.2.2).",
        ],
        run: |target| refuses(target, ["a/b", "a?b", "a#b", "a\\b"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-user",
        basis: Basis::Must,
        rfc: &["9110 §7.2", "9112 §3.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "A `Host` with a user name in it is refused with 400.",
        why: "`Host` is a host and a port. In `safe@evil` one program sees the first name, another program the second.",
        hints: &["A host name cannot contain `@`."],
        run: |target| refuses(target, ["user@host", "user:secret@host"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-bad-port",
        basis: Basis::Must,
        rfc: &["9112 §3.2", "3986 §3.2.3"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "A port in `Host` with anything but digits is refused with 400.",
        why: "A port consists of digits. Anything else makes the value invalid, and an invalid value has to be answered with 400.",
        hints: &["Split at the last colon after the host, and check both parts."],
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
        rfc: &["9112 §3.2", "3986 §3.2.2"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "Brackets with anything but an IPv6 address in them are refused with 400, and so is an IPv6 address without brackets.",
        why: "The brackets separate the colons of an IPv6 address from the colon of the port. Without them nobody can tell which is which.",
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
        rfc: &["9110 §7.2", "3986 §3.2.2"],
        stages: Stages::since(7),
        expect: "`Host: [::1]` is not refused with 400, with a port and without.",
        why: "A browser sends this for `http://[::1]/`. A parser that splits at the first colon refuses it, although the request is right.",
        hints: &["Within brackets, a colon does not begin the port."],
        run: |target| accepts(target, &["[::1]", "[::1]:80", "[2001:db8::1]:4221", "[::]"]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-a-port",
        basis: Basis::Must,
        rfc: &["9110 §7.2", "3986 §3.2.3"],
        stages: Stages::since(7),
        expect: "A name or an IPv4 address as `Host` is not refused with 400, with a port, with an empty port (`host:`) or without one.",
        why: "Clients add the port if it is not 80. A port is any number of digits, so it may be empty.",
        hints: &["Only what follows the last colon is the port."],
        run: |target| {
            let hosts =
                ["host:80", "host:", "127.0.0.1:4221", "127.0.0.1", "my_site.example-1.org", "X"];
            accepts(target, &hosts)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-with-unusual-characters",
        rfc: &["3986 §3.2.2"],
        stages: Stages::since(7),
        expect: "Any registered name of RFC 3986 is accepted as `Host`: with `~`, with sub-delimiters such as `,`, and with percent escapes.",
        why: "Such names are rare, but they are valid. A server that only knows domain names may still refuse them.",
        hints: &[
            "Besides letters and digits, a name may contain `-._~` and `!$&'()*+,;=`.",
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
        rfc: &["9112 §3.2", "3986 §2.1"],
        stages: Stages::since(7),
        fails_on: Stages::between(3, 6),
        fails_with: &[FailureKind::Status],
        expect: "A percent sign in `Host` without two hexadecimal digits after it is refused with 400.",
        why: "An escape is `%` and two hexadecimal digits. A name with anything else is invalid, and gets 400.",
        hints: &[
            "It is not enough to allow `%` like any other character: look at the two after it.",
        ],
        run: |target| refuses(target, ["%4", "%zz", "a%", "a%4:80", "a%4g", "%%41"].map(with_host)),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/host-is-checked-before-the-body",
        rfc: &["9112 §3.2", "9110 §10.1.1"],
        stages: Stages::since(7),
        expect: "A missing, double or invalid `Host` is refused with 400 before any body arrives, and without a `100 Continue`.",
        why: "The head is enough to know that the request is bad. `100 Continue` would ask for a body that is thrown away.",
        hints: &["Check everything in the head as soon as the head is complete."],
        run: is_checked_before_the_body,
        ..Check::DEFAULT
    },
];

fn with_host(host: &str) -> String {
    with_host_line(&format!("Host: {host}"))
}

fn with_host_line(line: &str) -> String {
    format!("GET / HTTP/1.1\r\n{line}\r\n\r\n")
}

fn accepts(target: &Target, hosts: &[&str]) -> Result<(), Failure> {
    let server = target.start()?;
    for host in hosts {
        // A server for other sites may answer 404 or 421.
        let status = server.exchange(with_host(host))?.status;
        ensure(status != 400, format!("{host:?} was refused with 400"))?;
    }
    Ok(())
}

fn is_checked_before_the_body(target: &Target) -> Result<(), Failure> {
    let server = target.start()?;
    for host in ["", "Host: a\r\nHost: a\r\n", "Host: a b\r\n"] {
        for body in ["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"] {
            let mut client = server.connect()?;
            client.send(format!("POST / HTTP/1.1\r\n{host}{body}Expect: 100-continue\r\n\r\n"))?;
            let response = client.expect_refusal(&[400])?;
            ensure(response.interim.is_empty(), "100 Continue came before the refusal")?;
        }
    }
    Ok(())
}
