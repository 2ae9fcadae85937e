//! Extension: bodies that are compressed for clients that can unpack them.

use super::curl;
use crate::{Basis, Check, Failure, Need, Response, Server, Target, ensure};
use flate2::read::GzDecoder;
use std::io::Read;

/// Checks of compression.
pub const CHECKS: &[Check] = &[
    Check {
        id: "gzip/compresses",
        basis: Basis::Course,
        rfc: &["9110 §8.4.1.3", "9110 §12.5.3"],
        needs: PAGES,
        expect: "GET of a long page with Accept-Encoding: gzip answers 200 and Content-Encoding: gzip. The body is shorter, and unpacks to the page. Content-Type stays.",
        why: "Text shrinks to a third or less. On a slow line, that is the time a visitor waits.",
        hints: &[
            "Compress the body where the response is complete, and then set Content-Length anew.",
        ],
        run: |target| {
            let server = start(target)?;
            let response = get(&server, "gzip")?.expect_type("text/html; charset=utf-8")?;
            let length = response.body.len();
            ensure(length < PAGE_LENGTH / 2, format!("the body still has {length} bytes"))?;
            expect_packed(response)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/only-if-accepted",
        basis: Basis::Should,
        rfc: &["9110 §12.5.3"],
        needs: PAGES,
        expect: "Without Accept-Encoding, and with `identity`, `br` or an empty value, the page comes as it is. With `gzip`, it comes compressed.",
        why: "A client that cannot unpack a body shows garbage.",
        hints: &[
            "Compress only if the header lists `gzip` or `*`. A client that sends none gets plain bytes.",
        ],
        run: |target| {
            let server = start(target)?;
            expect_plain(server.get("/")?)?;
            for value in ["identity", "br", "", "gzipped", "x, deflate"] {
                expect_plain(get(&server, value)?)?;
            }
            expect_packed(get(&server, "gzip")?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/weights",
        basis: Basis::Should,
        rfc: &["9110 §12.4.2", "9110 §12.5.3"],
        needs: PAGES,
        expect: "`gzip;q=0` and `*;q=0` refuse gzip, and so does `gzip;q=0, *`. `GZIP`, `gzip;q=0.5`, `br, gzip ; q=1.000` and `*` accept it. `gzip;q=0.2, identity;q=0.8` prefers plain bytes.",
        why: "A weight of 0 means: not at all. A search for the word gzip would find it there, too.",
        hints: &[
            "Split the value at commas, and each member at the semicolon. Without q, the weight is 1.",
            "`*` stands for each coding that is not listed. A listed gzip counts for itself.",
        ],
        run: |target| {
            let server = start(target)?;
            for value in ["gzip;q=0", "*;q=0", "gzip;q=0, *", "br, gzip; q=0.000"] {
                expect_plain(get(&server, value)?)?;
            }
            expect_plain(get(&server, "gzip;q=0.2, identity;q=0.8")?)?;
            for value in ["GZIP", "gzip;q=0.5", "br, gzip ; q=1.000", "*", "*;q=0.1, br"] {
                expect_packed(get(&server, value)?)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/vary",
        basis: Basis::Should,
        rfc: &["9110 §12.5.5"],
        needs: PAGES,
        expect: "Both forms of the page have Vary: Accept-Encoding.",
        why: "Without it, a cache may hand the compressed page to a client that cannot unpack it.",
        hints: &[
            "Add the header wherever you look at Accept-Encoding, not only where you compress.",
        ],
        run: |target| {
            let server = start(target)?;
            for value in ["gzip", "identity"] {
                get(&server, value)?.expect_listed("Vary", &["Accept-Encoding"])?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/not-worth-it",
        needs: PAGES,
        expect: "A body of a few bytes, and a PNG, come as they are, even if the client accepts gzip. A long page comes compressed.",
        why: "A short body gets longer, and a picture is compressed already: it costs time and saves nothing.",
        hints: &[
            "Compress only text, JSON and SVG, and only from about 1 KiB on. Look at the length before you begin.",
        ],
        run: |target| {
            let server = start(target)?;
            for path in ["/echo/short", "/picture.png"] {
                let response = server.get_with(path, "Accept-Encoding: gzip\r\n")?;
                response.expect_status(200)?.expect_no_header("Content-Encoding")?;
            }
            expect_packed(get(&server, "gzip")?)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/head",
        basis: Basis::Must,
        rfc: &["9110 §9.3.2"],
        needs: PAGES,
        expect: "HEAD with Accept-Encoding: gzip answers Content-Encoding: gzip and no body. Content-Length is that of the GET, if both have one.",
        why: "HEAD tells a client what a GET would bring. It must not tell the length of another form.",
        hints: &["Compress first, then remove the body."],
        run: |target| {
            let server = start(target)?;
            let request = "HEAD / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n";
            let mut client = server.connect()?;
            let head = client.send(request)?.read_response_to("HEAD")?;
            client.expect_closed()?;
            // A server with one thread may wait for our side to close.
            drop(client);
            let get = get(&server, "gzip")?;
            head.expect_head_of(&get)?.expect_header("Content-Encoding", "gzip")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/curl",
        needs: PAGES,
        expect: "`curl --compressed` writes the page, and downloads fewer bytes than the page has.",
        why: "A client that others wrote has its own idea of what gzip is.",
        hints: &["Compare with `curl --compressed -v http://127.0.0.1:4221/ -o page`."],
        run: |target| {
            let server = start(target)?;
            let arguments = ["--compressed", "--write-out", "%{size_download}", "-o", "page"];
            let size = curl::run(&server, &[&arguments[..], &[&server.url()]].concat())?;
            let size: usize = String::from_utf8_lossy(&size).parse().unwrap_or(usize::MAX);
            ensure(size < PAGE_LENGTH, format!("curl downloaded {size} bytes"))?;
            let same = std::fs::read(server.home()?.join("page"))? == page();
            ensure(same, "curl unpacked something other than the page")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "gzip/odd-values",
        needs: PAGES,
        expect: "Values such as `gzip;q=`, `;;,=,`, bytes beyond ASCII and 7,000 members answer 200, and the server still compresses for the next client.",
        why: "A header is input from strangers, even one that looks harmless.",
        hints: &["Read a weight that is no number as 0, and ignore members that you do not know."],
        run: |target| {
            let server = start(target)?;
            let many = "a;q=1,".repeat(1150);
            for value in ["gzip;q=", ";;,=,;q=1", "gzip;q=x", "gr\u{fc}n;q=0,\u{1f600}", &many] {
                get(&server, value)?;
            }
            expect_packed(get(&server, "gzip")?)
        },
        ..Check::DEFAULT
    },
];

const PAGES: &[Need] = &[Need::Option("--www"), Need::Folder];

/// In bytes.
const PAGE_LENGTH: usize = 6000;

/// A page that shrinks well.
fn page() -> Vec<u8> {
    b"<p>Hello, gr\xc3\xbcn!\n".iter().copied().cycle().take(PAGE_LENGTH).collect()
}

fn start(target: &Target) -> Result<Server, Failure> {
    let picture = [&b"\x89PNG\r\n\x1a\n"[..], &[0; 5000]].concat();
    target.launch().page("index.html", page()).page("picture.png", picture).start()
}

/// `GET /` with this `Accept-Encoding`.
fn get(server: &Server, accepted: &str) -> Result<Response, Failure> {
    let response = server.get_with("/", &format!("Accept-Encoding: {accepted}\r\n"))?;
    response.expect_status(200)
}

/// The page came as it is.
fn expect_plain(response: Response) -> Result<(), Failure> {
    response.expect_no_header("Content-Encoding")?.expect_body(page())?;
    Ok(())
}

/// The page came compressed.
fn expect_packed(response: Response) -> Result<(), Failure> {
    let mut response = response.expect_header("Content-Encoding", "gzip")?;
    let mut unpacked = Vec::new();
    let packed = std::mem::take(&mut response.body);
    GzDecoder::new(&packed[..])
        .read_to_end(&mut unpacked)
        .map_err(|error| Failure::new(format!("the body is no gzip: {error}")))?;
    Response { body: unpacked, ..response }.expect_body(page())?;
    Ok(())
}
