//! Extension: files with versions, and clients that have one already.

use crate::{Basis, Check, Failure, Need, Response, Server, Target, ensure};
use std::fs::{self, File};
use std::time::{Duration, SystemTime};

/// Checks of conditional requests.
pub const CHECKS: &[Check] = &[
    Check {
        id: "conditional/entity-tag",
        rfc: &["9110 §8.8.3"],
        needs: FILES,
        expect: "GET and HEAD of a file and of a page have an ETag: text in double quotes, perhaps after W/. Two requests for the same file get the same one.",
        why: "A client needs a name for the version that it has.",
        hints: &[
            "The length of the file and the time of its last write make a good tag, in double quotes.",
        ],
        run: |target| {
            let server = start(target)?;
            for path in ["/files/notes.txt", "/style.css"] {
                let tag = tag_of(&server.get(path)?)?;
                ensure(is_entity_tag(&tag), format!("{tag} is no entity tag"))?;
                server.head(path)?.expect_header("ETag", &tag)?;
                server.get(path)?.expect_header("ETag", &tag)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/not-modified",
        basis: Basis::Must,
        rfc: &["9110 §13.1.2", "9110 §15.4.5"],
        needs: FILES,
        expect: "GET and HEAD with the file's own ETag in If-None-Match get 304, the same ETag, and no body. A Content-Length, if there is one, is that of the file.",
        why: "The client has these bytes. To send them again would waste its time.",
        hints: &[
            "Compare after you have made the response to the GET: you know its ETag there.",
            "A 304 has no body. It needs no Content-Type and no Content-Length.",
        ],
        run: |target| {
            let server = start(target)?;
            let tag = tag_of(&server.get(FILE)?)?;
            for method in ["GET", "HEAD"] {
                let response = ask(&server, method, FILE, &tag)?;
                let length = response.header("Content-Length");
                let is_right = length.as_deref().is_none_or(|length| length == "6");
                ensure(is_right, format!("Content-Length is {length:?}"))?;
                response.expect_status(304)?.expect_header("ETag", &tag)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/changed-file",
        basis: Basis::Must,
        rfc: &["9110 §13.1.2", "9110 §8.8.1"],
        needs: FILES,
        expect: "After the file has changed, even if its length is the same, the old tag gets 200 with a new ETag and the new bytes.",
        why: "A 304 for a file that has changed keeps the old one on the client's screen.",
        hints: &[
            "Make the tag from the time of the last write, too. A length alone is not enough.",
        ],
        run: |target| {
            let server = start(target)?;
            let tag = tag_of(&server.get(FILE)?)?;
            ask(&server, "GET", FILE, &tag)?.expect_status(304)?;
            let path = server.folder()?.join("notes.txt");
            fs::write(&path, "HELLO\n")?;
            let later = SystemTime::now() + Duration::from_secs(2);
            File::options().write(true).open(&path)?.set_modified(later)?;
            let response = ask(&server, "GET", FILE, &tag)?;
            let response = response.expect_status(200)?.expect_body("HELLO\n")?;
            ensure(tag_of(&response)? != tag, "the new version has the old ETag")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/list",
        basis: Basis::Must,
        rfc: &["9110 §13.1.2", "9110 §5.3"],
        needs: FILES,
        expect: "If-None-Match may be `*`, a list, or several headers: if one member matches, the answer is 304. If none does, it is 200.",
        why: "A cache may hold several versions, and asks for all of them at once.",
        hints: &[
            "Split each value at commas and remove the spaces. `*` matches each file that exists.",
        ],
        run: |target| {
            let server = start(target)?;
            let tag = tag_of(&server.get(FILE)?)?;
            let list = format!("\"a\", {tag} ,\"b\"");
            let headers = format!("\"a\"\r\nIf-None-Match: {tag}");
            for value in ["*", &list, &headers] {
                ask(&server, "GET", FILE, value)?.expect_status(304)?;
            }
            for value in ["\"a\", \"b\"", "\"\"", "W/\"a\"", ","] {
                ask(&server, "GET", FILE, value)?.expect_status(200)?.expect_body("hello\n")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/weak-comparison",
        basis: Basis::Must,
        rfc: &["9110 §13.1.2", "9110 §8.8.3.2"],
        needs: FILES,
        expect: "The tag matches with W/ before it and without.",
        why: "A cache or a proxy that compresses may make a strong tag weak.",
        hints: &["Remove a leading W/ on both sides before you compare."],
        run: |target| {
            let server = start(target)?;
            let tag = tag_of(&server.get(FILE)?)?;
            let opaque = tag.trim_start_matches("W/");
            for value in [opaque, &format!("W/{opaque}")] {
                ask(&server, "GET", FILE, value)?.expect_status(304)?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/errors-come-first",
        basis: Basis::Must,
        rfc: &["9110 §13.2.1"],
        needs: FILES,
        expect: "If-None-Match: * of a missing file gets 404, and of /echo/a it gets 200. Of a file that exists, it gets 304.",
        why: "A condition is about a version of the file. Without a file there is nothing to compare.",
        hints: &["Compare only if the response to the GET has an ETag."],
        run: |target| {
            let server = start(target)?;
            ask(&server, "GET", "/files/missing", "*")?.expect_status(404)?;
            ask(&server, "GET", "/echo/a", "*")?.expect_status(200)?;
            ask(&server, "GET", FILE, "*")?.expect_status(304)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "conditional/odd-values",
        needs: FILES,
        expect: "Tags without quotes, bytes beyond ASCII and a list of 2,000 tags get 200, and the next client gets its 304.",
        why: "A header is input from strangers, even one that looks harmless.",
        hints: &[
            "A value that is no tag matches nothing. Compare bytes, so that nothing has to be text.",
        ],
        run: |target| {
            let server = start(target)?;
            let tag = tag_of(&server.get(FILE)?)?;
            let many = "\"\",".repeat(2000);
            for value in ["a", "\"", "W/", "\u{fc}", &many] {
                ask(&server, "GET", FILE, value)?.expect_status(200)?.expect_body("hello\n")?;
            }
            ask(&server, "GET", FILE, &tag)?.expect_status(304)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

const FILES: &[Need] = &[Need::Option("--www"), Need::Folder];

const FILE: &str = "/files/notes.txt";

fn start(target: &Target) -> Result<Server, Failure> {
    target.launch().stored("notes.txt", "hello\n").page("style.css", "p { margin: 0 }\n").start()
}

/// A request with this `If-None-Match`.
fn ask(server: &Server, method: &str, path: &str, tags: &str) -> Result<Response, Failure> {
    let mut client = server.connect()?;
    let headers = format!("If-None-Match: {tags}\r\n");
    client.send(crate::requests::request(method, path, &headers, b""))?;
    let response = client.read_response_to(method)?;
    client.expect_closed()?;
    Ok(response)
}

fn tag_of(response: &Response) -> Result<String, Failure> {
    response.header("ETag").ok_or_else(|| Failure::new("expected a header ETag, but there is none"))
}

/// Quotes around any visible characters but quotes, perhaps after `W/`.
fn is_entity_tag(tag: &str) -> bool {
    let opaque = tag.strip_prefix("W/").unwrap_or(tag);
    let inner = opaque.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
    inner.is_some_and(|inner| !inner.contains(|c: char| c == '"' || c <= ' '))
}
