//! Extension: a part of a file.

use super::curl;
use crate::{Basis, Check, Failure, Need, Response, Server, Target};

/// Checks of range requests.
pub const CHECKS: &[Check] = &[
    Check {
        id: "range/one-part",
        basis: Basis::Must,
        rfc: &["9110 §14.1.2", "9110 §15.3.7"],
        needs: FILES,
        expect: "Range: bytes=2-5 of a file with ten digits gets 206 with `2345`, Content-Range: bytes 2-5/10 and the type of the file. A page answers in the same way.",
        why: "A player jumps to a minute of a film. It does not want what is before.",
        hints: &[
            "Both positions are included: 2-5 are four bytes.",
            "Open the file, `seek` to the first position, and `take` as many bytes as the part has.",
        ],
        run: |target| {
            let server = start(target)?;
            let response = get(&server, "bytes=2-5")?.expect_type("application/octet-stream")?;
            expect_part(response, "2345", "bytes 2-5/10")?;
            let page = server.get_with("/style.css", "Range: bytes=0-0\r\n")?;
            expect_part(page.expect_type("text/css; charset=utf-8")?, "p", "bytes 0-0/16")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/open-ends",
        basis: Basis::Must,
        rfc: &["9110 §14.1.2"],
        needs: FILES,
        expect: "`bytes=7-` gets all from 7 on, `bytes=-3` the last three bytes. A last position behind the end means the end, and so does `bytes=-100`.",
        why: "Somebody who continues a download knows how much there is already, and not how much is left.",
        hints: &[
            "Without a first position, the number is a count from the end. Limit it by the length of the file.",
        ],
        run: |target| {
            let server = start(target)?;
            expect_part(get(&server, "bytes=7-")?, "789", "bytes 7-9/10")?;
            expect_part(get(&server, "bytes=-3")?, "789", "bytes 7-9/10")?;
            expect_part(get(&server, "bytes=8-18446744073709551615")?, "89", "bytes 8-9/10")?;
            expect_part(get(&server, "bytes=-100")?, "0123456789", "bytes 0-9/10")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/not-satisfiable",
        basis: Basis::Should,
        rfc: &["9110 §15.5.17", "9110 §14.4"],
        needs: FILES,
        expect: "`bytes=10-` of ten bytes, `bytes=-0`, and any part of an empty file get 416. Content-Range is `bytes */10`, or `bytes */0`.",
        why: "A client that has all ten bytes learns from the length that nothing is missing.",
        hints: &["A part without one byte of the file is 416. Say how long the file is."],
        run: |target| {
            let server = start(target)?;
            for range in ["bytes=10-", "bytes=10-20", "bytes=-0"] {
                let response = get(&server, range)?.expect_status(416)?;
                response.expect_header("Content-Range", "bytes */10")?;
            }
            let empty = server.get_with("/files/empty", "Range: bytes=0-\r\n")?;
            empty.expect_status(416)?.expect_header("Content-Range", "bytes */0")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/whole-file",
        basis: Basis::Must,
        rfc: &["9110 §14.1.1", "9110 §14.2"],
        needs: FILES,
        expect: "A range that is malformed (`bytes=5-2`, `bytes=+1-2`), in other units, or split over two headers gets 200 and the whole file. `BYTES=0-1` gets two bytes.",
        why: "Ranges are a convenience. A client that is not understood can still use the whole file.",
        hints: &["Return `None` for all that you do not understand, and send the file as before."],
        run: |target| {
            let server = start(target)?;
            let two_headers = "bytes=0-1\r\nRange: bytes=2-3";
            for range in [
                "bytes=5-2",
                "bytes=+1-2",
                "bytes=a-b",
                "lines=1-2",
                "bytes",
                "bytes=-",
                two_headers,
            ] {
                expect_whole(get(&server, range)?)?;
            }
            expect_part(get(&server, "BYTES=0-1")?, "01", "bytes 0-1/10")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/only-get",
        basis: Basis::Must,
        rfc: &["9110 §14.2"],
        needs: FILES,
        expect: "HEAD with a Range gets 200 and Accept-Ranges: bytes. A POST with a Range stores the whole body. A GET gets the part.",
        why: "Range has a meaning for GET alone. An upload must not be cut.",
        hints: &["Look at the method where you read the header."],
        run: |target| {
            let server = start(target)?;
            let mut client = server.connect()?;
            client.send(crate::requests::request("HEAD", FILE, "Range: bytes=0-1\r\n", b""))?;
            let head = client.read_response_to("HEAD")?.expect_status(200)?;
            head.expect_header("Accept-Ranges", "bytes")?;
            // A server with one thread may wait for our side to close.
            drop(client);
            server.post_with("/files/new", "Range: bytes=0-1\r\n", "whole")?.expect_status(201)?;
            server.get("/files/new")?.expect_body("whole")?;
            expect_part(get(&server, "bytes=0-1")?, "01", "bytes 0-1/10")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/if-range",
        basis: Basis::Must,
        rfc: &["9110 §13.1.5"],
        needs: FILES,
        expect: "With an If-Range that names an unknown version, the client gets 200 and the whole file. Without it, it gets the part.",
        why: "Half of the old file and half of the new one make a file that nobody wrote.",
        hints: &["A server without versions ignores Range whenever the request has an If-Range."],
        run: |target| {
            let server = start(target)?;
            expect_whole(get(&server, "bytes=0-1\r\nIf-Range: \"other-version\"")?)?;
            expect_part(get(&server, "bytes=0-1")?, "01", "bytes 0-1/10")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/many-parts",
        rfc: &["9110 §14.2", "9110 §17.15"],
        needs: FILES,
        expect: "A Range of 3,000 parts gets one answer that is not longer than the file, and so does a position with 40 digits. A single part still gets its 206.",
        why: "Many overlapping parts of a large file are more work than the file: a known attack.",
        hints: &["Support one part. With a comma in the value, send the whole file."],
        run: |target| {
            let server = start(target)?;
            expect_whole(get(&server, &format!("bytes={}0-9", "0-9,".repeat(3000)))?)?;
            let response = get(&server, &format!("bytes={}-", "9".repeat(40)))?;
            response.expect_status_among(&[200, 416])?;
            expect_part(get(&server, "bytes=0-1")?, "01", "bytes 0-1/10")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "range/curl",
        needs: FILES,
        expect: "`curl --continue-at 4` writes the bytes from 4 on.",
        why: "This is how a broken download continues.",
        hints: &["Try `curl -v -C 4 http://127.0.0.1:4221/files/NAME` with a file of yours."],
        run: |target| {
            let server = start(target)?;
            let url = format!("{}{FILE}", server.url());
            let written = curl::run(&server, &["--continue-at", "4", &url])?;
            Response { body: written, ..Response::default() }.expect_body("456789")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

const FILES: &[Need] = &[Need::Option("--www"), Need::Folder];

const FILE: &str = "/files/digits";

fn start(target: &Target) -> Result<Server, Failure> {
    let launch = target.launch().stored("digits", "0123456789").stored("empty", "");
    launch.page("style.css", "p { margin: 0 }\n").start()
}

/// `GET` of the ten digits with this `Range`.
fn get(server: &Server, range: &str) -> Result<Response, Failure> {
    server.get_with(FILE, &format!("Range: {range}\r\n"))
}

/// The answer is a part: these bytes, from these positions.
fn expect_part(response: Response, bytes: &str, positions: &str) -> Result<(), Failure> {
    let response = response.expect_status(206)?.expect_body(bytes)?;
    response.expect_header("Content-Range", positions)?;
    Ok(())
}

/// The answer is the whole file.
fn expect_whole(response: Response) -> Result<(), Failure> {
    let response = response.expect_status(200)?.expect_body("0123456789")?;
    response.expect_no_header("Content-Range")?;
    Ok(())
}
