//! The header that says which site is meant.

use super::refuses;
use crate::{Check, Failure, Stages, Subject, ensure};

/// Checks of `Host`.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/host-missing",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "An HTTP/1.1 request without `Host` is refused with 400.",
        curl: "curl -i -H 'Host:' {url}/",
        why: "Several sites may live at one address, and only `Host` says which one is meant: its lack has to be answered with 400 (RFC 9112 §3.2).",
        hints: &["Count the `Host` headers: there has to be exactly one."],
        run: |subject| refuses(subject, ["GET / HTTP/1.1\r\nUser-Agent: x\r\n\r\n"]),
    },
    Check {
        id: "parser/host-missing-in-http-1-0",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An HTTP/1.0 request needs no `Host`.",
        curl: "curl -i --http1.0 -H 'Host:' {url}/echo/old",
        why: "The header came with HTTP/1.1 (RFC 9112 §3.2). Health checks of load balancers still go without.",
        hints: &["Ask for it only where the version is 1.1 or later."],
        run: |subject| {
            let response = subject.start()?.exchange("GET /echo/old HTTP/1.0\r\n\r\n")?;
            response.expect_status(200)?.expect_body("old")?;
            Ok(())
        },
    },
    Check {
        id: "parser/host-twice",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "Two `Host` headers are refused with 400, even where they agree.",
        curl: r"printf 'GET / HTTP/1.1\r\nHost: one\r\nHost: two\r\n\r\n' | nc {host} {port}",
        why: "A proxy may go by the first and a server by the last: the request would pass the checks of one site and reach another (RFC 9112 §3.2).",
        hints: &["Look for a second header of that name, in any case, before you use the first."],
        run: |subject| {
            let lines =
                ["Host: one\r\nHost: two", "Host: one\r\nHost: one", "Host: one\r\nhOST: two"];
            refuses(subject, lines.map(with_host_line))
        },
    },
    Check {
        id: "parser/host-empty",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "An empty `Host` is refused with 400.",
        curl: "curl -i -H 'Host;' {url}/",
        why: "It names nobody. An http URL must not have an empty host (RFC 9110 §4.2.1).",
        hints: &["\"All characters are allowed ones\" is true of no characters at all."],
        run: |subject| refuses(subject, ["", " ", ":80"].map(with_host)),
    },
    Check {
        id: "parser/host-with-a-space",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "A `Host` with white space in it is refused with 400.",
        curl: "curl -i -H 'Host: a b' {url}/",
        why: "No host has a space in its name, and an invalid value has to be answered with 400 (RFC 9112 §3.2).",
        hints: &["Allow what a name may have, instead of refusing what you happen to think of."],
        run: |subject| refuses(subject, ["a b", "a\tb", "localhost :80"].map(with_host)),
    },
    Check {
        id: "parser/host-with-a-slash",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "A `Host` with a slash, or another sign that ends a host in a URL, is refused with 400.",
        curl: "curl -i -H 'Host: a/b' {url}/",
        why: "A program that builds a link from `http://` and the `Host` would put a part of the path there (RFC 9112 §3.2).",
        hints: &[
            "A name is made of unreserved characters, escapes and sub-delimiters (RFC 3986 §3.2.2).",
        ],
        run: |subject| refuses(subject, ["a/b", "a?b", "a#b", "a\\b"].map(with_host)),
    },
    Check {
        id: "parser/host-with-a-user",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "A `Host` with a user name in it is refused with 400.",
        curl: "curl -i -H 'Host: localhost@elsewhere' {url}/",
        why: "`Host` is a host and a port. In `safe@evil` one reader sees the first name, another the second (RFC 9110 §7.2).",
        hints: &["`@` is no character of a host name."],
        run: |subject| refuses(subject, ["user@host", "user:secret@host"].map(with_host)),
    },
    Check {
        id: "parser/host-with-a-bad-port",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "A port that is not made of digits is refused with 400.",
        curl: "curl -i -H 'Host: localhost:x' {url}/",
        why: "The port is digits (RFC 3986 §3.2.3); anything else makes the value invalid (RFC 9112 §3.2).",
        hints: &["Cut at the last colon behind the host, and check both parts."],
        run: |subject| {
            refuses(
                subject,
                ["host:x", "host:80x", "host:-1", "host:80:90", "[::1]:x"].map(with_host),
            )
        },
    },
    Check {
        id: "parser/host-with-bad-brackets",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "Brackets with anything but an IPv6 address in them are refused with 400, and so is an IPv6 address without brackets.",
        curl: "curl -i -H 'Host: [localhost]' {url}/",
        why: "Brackets are there for the colons of IPv6 addresses (RFC 3986 §3.2.2), which otherwise could not be told from that of a port; what is invalid gets 400 (RFC 9112 §3.2).",
        hints: &["Let the standard library parse what is between the brackets."],
        run: |subject| {
            let hosts =
                ["[localhost]", "[127.0.0.1]", "[]", "[::g]", "[::1", "::1]", "::1", "[::1]80"];
            refuses(subject, hosts.map(with_host))
        },
    },
    Check {
        id: "parser/host-ipv6",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "An IPv6 address in brackets is a host, with a port and without.",
        curl: "curl -i -H 'Host: [::1]:80' {url}/",
        why: "That is how a browser asks for `http://[::1]/` (RFC 3986 §3.2.2). A parser that cuts at the first colon refuses it, although the request is right (RFC 9110 §7.2).",
        hints: &["Within brackets a colon does not begin the port."],
        run: |subject| accepts(subject, &["[::1]", "[::1]:80", "[2001:db8::1]:4221", "[::]"]),
    },
    Check {
        id: "parser/host-with-a-port",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A name or an IPv4 address is accepted as `Host`, with a port, with an empty port (`host:`) and without one.",
        curl: "curl -i -H 'Host: my_site.example-1.org:80' {url}/",
        why: "Clients add the port if it is not 80 (RFC 9110 §7.2). A port is any number of digits, so it may be empty (RFC 3986 §3.2.3).",
        hints: &["White space around a header's value does not belong to it."],
        run: |subject| {
            let hosts = [
                "host:80",
                "host:",
                "127.0.0.1:4221",
                "127.0.0.1",
                "my_site.example-1.org",
                "\tX  ",
            ];
            accepts(subject, &hosts)
        },
    },
    Check {
        id: "parser/host-with-unusual-characters",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "`Host` may be any registered name of RFC 3986: with `~`, with sub-delimiters such as `,`, and with percent escapes.",
        curl: "curl -i -H 'Host: a%41,~b' {url}/",
        why: "Such names are rare, but they are valid (RFC 3986 §3.2.2), and a server must refuse only invalid ones (RFC 9112 §3.2).",
        hints: &[
            "Besides letters and digits, a name may have `-._~` and `!$&'()*+,;=`.",
            "`%` is allowed too, with two hexadecimal digits after it.",
        ],
        run: |subject| {
            let hosts = ["a~b", "a,b", "a!b$c&d'e(f)g*h+i;j=k", "a%41b", "%C3%a9:80", "-", "."];
            accepts(subject, &hosts)
        },
    },
    Check {
        id: "parser/host-with-a-bad-escape",
        holds: Stages::since(7),
        fails: Stages::between(3, 6),
        claim: "A percent sign in `Host` without two hexadecimal digits after it is refused with 400.",
        curl: "curl -i -H 'Host: a%zz' {url}/",
        why: "An escape is `%` and two hexadecimal digits (RFC 3986 §2.1). A name with anything else is invalid, and gets 400 (RFC 9112 §3.2).",
        hints: &["To allow `%` like any other character is not enough: look at the two after it."],
        run: |subject| {
            refuses(subject, ["%4", "%zz", "a%", "a%4:80", "a%4g", "%%41"].map(with_host))
        },
    },
    Check {
        id: "parser/host-is-checked-before-the-body",
        holds: Stages::since(7),
        fails: Stages::NONE,
        claim: "A bad `Host` is refused before any body arrives, and without a `100 Continue`.",
        curl: r"(printf 'POST / HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n'; sleep 9) | nc {host} {port}",
        why: "The head is enough to know that the request is bad (RFC 9112 §3.2). `100 Continue` would ask for a body that is thrown away (RFC 9110 §10.1.1).",
        hints: &["Check all that the head says as soon as the head is complete."],
        run: is_checked_before_the_body,
    },
];

fn with_host(host: &str) -> String {
    with_host_line(&format!("Host: {host}"))
}

fn with_host_line(line: &str) -> String {
    format!("GET /echo/a HTTP/1.1\r\n{line}\r\n\r\n")
}

fn accepts(subject: &Subject, hosts: &[&str]) -> Result<(), Failure> {
    let server = subject.start()?;
    for host in hosts {
        let response = server.exchange(with_host(host))?;
        ensure(response.status == 200, format!("{host:?} was refused"))?;
    }
    Ok(())
}

fn is_checked_before_the_body(subject: &Subject) -> Result<(), Failure> {
    let server = subject.start()?;
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
