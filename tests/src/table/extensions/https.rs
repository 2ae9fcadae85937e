//! Extension: the same server over TLS.

mod client;

use super::curl;
use crate::bytes::find;
use crate::requests::request;
use crate::{Basis, Check, Need, Response, ensure};
use client::Site;

/// Checks of HTTPS.
pub const CHECKS: &[Check] = &[
    Check {
        id: "https/get",
        rfc: &["9110 §4.2.2"],
        needs: FILES,
        expect: "With --certificate and --key, a TLS client that trusts the certificate gets 200 and the file. The ready line names https://.",
        why: "Nobody between client and server can read or change what they say.",
        hints: &[
            "The session stays as it is. Only the reads and writes of the connection change.",
            "`rustls::StreamOwned` implements `Read` and `Write` over a `TcpStream`.",
        ],
        run: |target| {
            let site = Site::start(target, &[])?;
            let response = site.get("/files/notes.txt")?.expect_status(200)?;
            response.expect_body("hello\n")?;
            let ready = site.server.stdout()?;
            ensure(ready.contains(" https://"), format!("the ready line is {ready:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/curl",
        needs: FILES,
        expect: "`curl --cacert certificate.pem https://localhost:PORT/` writes the file, twice over one connection.",
        why: "A client that others wrote has its own idea of what TLS is.",
        hints: &[
            "Try `curl -v --cacert certificate.pem https://localhost:4221/`: it shows the handshake.",
        ],
        run: |target| {
            let site = Site::start(target, &[])?;
            let url = format!("https://localhost:{}/files/notes.txt", site.server.addr().port());
            let resolve = format!("localhost:{}:127.0.0.1", site.server.addr().port());
            let mut arguments = vec!["--cacert", "certificate.pem", "--resolve", &resolve];
            arguments.extend(["--write-out", "%{num_connects}\n", &url, &url]);
            let written = curl::run(&site.server, &arguments)?;
            let response = Response { body: written, ..Response::default() };
            response.expect_body("hello\n1\nhello\n0\n")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/session",
        rfc: &["9112 §9.3"],
        needs: FILES,
        expect: "A second request over the same TLS connection gets its answer, too.",
        why: "A handshake costs more than a request. One connection for many requests saves it.",
        hints: &["Keep the TLS state in the connection: it must live as long as the socket."],
        run: |target| {
            let site = Site::start(target, &[])?;
            let mut stream = site.connect()?;
            let first = "GET /echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n";
            client::send(&mut stream, first.as_bytes())?;
            client::read_until(&mut stream, b"first")?;
            client::send(&mut stream, &request("GET", "/echo/second", "", b""))?;
            let rest = client::read_to_end(&mut stream)?;
            let is_second = rest.starts_with(b"HTTP/1.1 200") && rest.ends_with(b"second");
            ensure(is_second, "the second request got no answer of its own")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/large-bodies",
        needs: FILES,
        expect: "An upload of 3 MiB and its download arrive byte for byte.",
        why: "TLS cuts bytes into records of 16 KiB at most, and a write may take only a part of them.",
        hints: &["Use `write_all`, and `flush` after it: TLS keeps bytes back until then."],
        run: |target| {
            let site = Site::start(target, &[])?;
            let bytes: Vec<u8> = (0..3 * 1024 * 1024_u32).map(|n| (n % 251) as u8).collect();
            let length = format!("Content-Length: {}\r\n", bytes.len());
            let upload = request("POST", "/files/large", &length, &bytes);
            site.exchange(&upload)?.expect_status(201)?;
            site.get("/files/large")?.expect_status(200)?.expect_body(bytes)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/close-notify",
        basis: Basis::Must,
        rfc: &["8446 §6.1"],
        needs: FILES,
        expect: "After the last response, the server sends the alert close_notify before it closes.",
        why: "Without it, a client cannot tell the end from a connection that somebody has cut.",
        hints: &["`send_close_notify`, then flush, then `shutdown`: in this order."],
        run: |target| {
            let site = Site::start(target, &[])?;
            let mut stream = site.connect()?;
            client::send(&mut stream, &request("GET", "/echo/a", "", b""))?;
            // An end without the alert is an error of this read.
            let received = client::read_to_end(&mut stream)?;
            ensure(find(&received, b"200 OK").is_some(), "there was no answer before the end")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/plain-client",
        needs: FILES,
        expect: "A client that sends plain HTTP gets no HTTP response: the server ends the connection, and serves the next client.",
        why: "Whoever forgets the s in https must not get an answer that anybody can read.",
        hints: &["The first read returns an error. It ends this connection, as any other error."],
        run: |target| {
            let site = Site::start(target, &[])?;
            let mut plain = site.server.connect()?;
            plain.send(request("GET", "/files/notes.txt", "", b""))?.expect_no_more_answers()?;
            site.get("/files/notes.txt")?.expect_status(200)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "https/silent-client",
        needs: &[Need::Option("--timeout"), Need::Folder],
        expect: "With --timeout 0.5, a client that stops in the middle of the handshake is closed. Another one is served meanwhile.",
        why: "The handshake is a wait like any other. Without a limit it holds a thread.",
        hints: &["Let the handshake happen in the first read: that one has a deadline already."],
        run: |target| {
            let site = Site::start(target, &["--timeout", "0.5"])?;
            let mut silent = site.server.connect()?;
            silent.send(b"\x16\x03\x01\x02\x00\x01")?;
            site.get("/files/notes.txt")?.expect_status(200)?;
            silent.expect_no_more_answers()
        },
        ..Check::DEFAULT
    },
];

const FILES: &[Need] = &[Need::Folder, Need::Output];
