//! Methods that the server does not serve.

use super::with_line;
use crate::{Basis, Check, Failure, Need, Stages, Target, bytes, ensure};

/// Checks of methods.
pub const CHECKS: &[Check] = &[
    Check {
        id: "parser/lower-case-method",
        basis: Basis::Must,
        rfc: &["9110 §9.1"],
        stages: Stages::since(7),
        expect: "`get /` and `Get /` are not `GET /`: the answer is 400, 405 or 501.",
        why: "Methods are case-sensitive. If `post` meant POST, it would pass a filter that blocks POST.",
        hints: &["Compare methods byte for byte. Only header names and some values ignore case."],
        // The method is unknown (501), or not a method of this path (405), or not a valid one (400).
        run: |target| {
            let server = target.start()?;
            for method in ["get", "Get", "head", "options"] {
                let request = with_line(&format!("{method} / HTTP/1.1"));
                server.exchange(request)?.expect_status_among(&[400, 405, 501])?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/unknown-method",
        basis: Basis::Should,
        rfc: &["9110 §9.1"],
        stages: Stages::since(7),
        expect: "An unknown method, such as BREW or `get`, is answered with 501, on an unknown path too.",
        why: "405 means \"not with this path\", 501 means \"not with this server\". After a 501 a client need not try other paths.",
        hints: &[
            "Keep a list of the methods that the RFC defines.",
            "Look at the method before the path: an unknown method gets 501, not 404.",
        ],
        run: |target| {
            let server = target.start()?;
            for method in ["BREW", "GETS", "G", "PROPFIND", "get"] {
                for path in ["/", "/nowhere"] {
                    let request = with_line(&format!("{method} {path} HTTP/1.1"));
                    server.exchange(request)?.expect_status(501)?;
                }
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/trace",
        basis: Basis::Should,
        rfc: &["9110 §9.3.8"],
        stages: Stages::since(7),
        expect: "The answer to TRACE does not contain the request's cookie. Its status is 405, 501, or 200 if the server supports TRACE.",
        why: "TRACE sends the request back as it came. A script that cannot read cookies could read them there.",
        hints: &["Treat TRACE like any method that a path does not take."],
        // "The final recipient of the request SHOULD exclude any request fields that are likely to contain
        // sensitive data when that recipient generates the response content."
        run: |target| {
            let request = "TRACE / HTTP/1.1\r\nHost: localhost\r\nCookie: secret\r\n\r\n";
            let response = target.start()?.exchange(request)?;
            let response = response.expect_status_among(&[200, 405, 501])?;
            let message = [response.head, response.body].concat();
            ensure(bytes::find(&message, b"secret").is_none(), "the request's cookie came back")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/connect",
        basis: Basis::Should,
        rfc: &["9110 §9.1", "9110 §9.3.6"],
        stages: Stages::since(7),
        expect: "CONNECT to a host and a port is answered with 405 or 501.",
        why: "CONNECT asks a proxy for a tunnel. A host and a port are a valid target for it: the request is well-formed, but this server opens no tunnels.",
        hints: &[
            "For this method alone, a target without a slash is right.",
            "Answer CONNECT before you look for a path.",
        ],
        // 501 if the method is "unrecognized or not implemented", 405 if it is known and not allowed.
        run: |target| {
            expect_no_tunnel(target, &["localhost:443", "127.0.0.1:80", "[::1]:443"], &[405, 501])
        },
        ..Check::DEFAULT
    },
    Check {
        id: "parser/connect-strictly",
        rfc: &["9110 §9.3.6", "9112 §3.2.3"],
        stages: Stages::since(7),
        expect: "CONNECT is answered with 405, whether its target is a host and a port or a path.",
        why: "This server knows CONNECT, and allows it nowhere. That is what 405 means.",
        hints: &["Answer CONNECT in one place, before you look at its target."],
        run: |target| expect_no_tunnel(target, &["localhost:443", "/about", "/nowhere"], &[405]),
        ..Check::DEFAULT
    },
    Check {
        id: "parser/trace-and-allow",
        rfc: &["9110 §10.2.1"],
        stages: Stages::since(7),
        needs: &[Need::Folder],
        expect: "TRACE is answered with 405, and its `Allow` fits the path: it lists GET, HEAD and OPTIONS, and POST only if the path takes POST.",
        why: "`Allow` lists the methods of this resource. A client that believes a wrong list tries methods that are then refused.",
        hints: &["Handle TRACE like DELETE: find the path first, then use its list of methods."],
        run: |target| {
            let server = target.launch().stored("a", "some bytes").start()?;
            let post = ["/", "/files/a", "/books"];
            for path in ["/about", "/echo/a", "/user-agent", "/sleep/1"].iter().chain(&post) {
                let request = with_line(&format!("TRACE {path} HTTP/1.1"));
                let response = server.exchange(request)?.expect_status(405)?;
                let response = response.expect_listed("Allow", &["GET", "HEAD", "OPTIONS"])?;
                let allowed = response.list("Allow");
                let has = |method: &str| allowed.iter().any(|other| other == method);
                ensure(
                    has("POST") == post.contains(path) && !has("TRACE"),
                    format!("the methods of {path} are not {allowed:?}"),
                )?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
];

fn expect_no_tunnel(target: &Target, hosts: &[&str], statuses: &[u16]) -> Result<(), Failure> {
    let server = target.start()?;
    for host in hosts {
        let request = with_line(&format!("CONNECT {host} HTTP/1.1"));
        server.exchange(request)?.expect_status_among(statuses)?;
    }
    Ok(())
}
