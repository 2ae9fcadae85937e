//! What a browser is told that a page is.

use crate::{Check, Failure, Stages, Subject, ensure};

/// Checks of the types of pages.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/type-of-html",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file that ends in .html is text/html; charset=utf-8.",
        curl: "curl -I {url}/index.html",
        why: "Without the charset, a browser guesses it, and ü becomes Ã¼ (RFC 9110 §8.3).",
        hints: &["The extension is what follows the last dot of the name."],
        run: |subject| {
            let launch = subject.launch().page("index.html", "ü").page("a.b.html", "ü");
            let server = launch.start()?;
            for target in ["/index.html", "/a.b.html"] {
                let response = server.get(target)?.expect_status(200)?;
                response.expect_header("Content-Type", "text/html; charset=utf-8")?;
            }
            Ok(())
        },
    },
    Check {
        id: "pages/type-of-css",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file that ends in .css is text/css.",
        curl: "curl -I {url}/style.css",
        why: "Browsers ignore a style sheet of another type: the page is there, and looks like nothing (RFC 9110 §8.3).",
        hints: &["A table from extensions to types is enough."],
        run: |subject| have_types(subject, &[("style.css", &["text/css"])]),
    },
    Check {
        id: "pages/type-of-javascript",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "A file that ends in .js is text/javascript.",
        curl: "curl -I {url}/script.js",
        why: "Browsers refuse to load a module of another type (RFC 9239 §6).",
        hints: &[
            "The name application/javascript is the old one; text/javascript is the one to use.",
        ],
        run: |subject| have_types(subject, &[("script.js", &["text/javascript"])]),
    },
    Check {
        id: "pages/type-of-pictures",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Pictures have the types that browsers show: svg, png, jpg, jpeg, gif, webp, ico.",
        curl: "curl -I {url}/icon.svg",
        why: "An SVG of the wrong type is not shown at all, and other pictures only where the browser guesses well.",
        hints: &["Two extensions can have one type: jpg and jpeg are image/jpeg."],
        run: |subject| {
            have_types(
                subject,
                &[
                    ("a.svg", &["image/svg+xml"]),
                    ("a.png", &["image/png"]),
                    ("a.jpg", &["image/jpeg"]),
                    ("a.jpeg", &["image/jpeg"]),
                    ("a.gif", &["image/gif"]),
                    ("a.webp", &["image/webp"]),
                    ("a.ico", &["image/x-icon", "image/vnd.microsoft.icon"]),
                ],
            )
        },
    },
    Check {
        id: "pages/type-in-any-case",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "The case of an extension does not matter: PHOTO.JPG is image/jpeg.",
        curl: "curl -I {url}/PHOTO.JPG",
        why: "Cameras and old systems write extensions in upper case. With another type, a browser saves the picture and does not show it.",
        hints: &["Turn the extension into lower case before you look it up in the table."],
        run: |subject| {
            have_types(
                subject,
                &[
                    ("PHOTO.JPG", &["image/jpeg"]),
                    ("Start.Html", &["text/html"]),
                    ("STYLE.CSS", &["text/css"]),
                ],
            )
        },
    },
    Check {
        id: "pages/type-of-the-rest",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Text and JSON have their types; a file with an unknown extension, or with none, is application/octet-stream.",
        curl: "curl -I {url}/data.json",
        why: "Bytes of an unknown kind are best saved, and neither shown nor run (RFC 9110 §8.3).",
        hints: &["The last row of the table is for whatever is in no other one."],
        run: |subject| {
            have_types(
                subject,
                &[
                    ("notes.txt", &["text/plain"]),
                    ("data.json", &["application/json"]),
                    ("data.unknown", &["application/octet-stream"]),
                    ("html", &["application/octet-stream"]),
                ],
            )
        },
    },
];

/// Each of these pages is said to be of one of its types, whatever its parameters.
fn have_types(subject: &Subject, pages: &[(&str, &[&str])]) -> Result<(), Failure> {
    let launch = subject.launch().page("index.html", "start");
    let server = pages.iter().fold(launch, |launch, (name, _)| launch.page(name, "x")).start()?;
    for (name, types) in pages {
        let response = server.get(&format!("/{name}"))?.expect_status(200)?;
        let came = response.header("Content-Type").unwrap_or_default();
        let media_type = came.split(';').next().unwrap_or_default().trim();
        ensure(
            types.contains(&media_type),
            format!("expected the Content-Type {} for {name}, but got {came:?}", types[0]),
        )?;
    }
    Ok(())
}
