//! What a browser is told that a page is.

use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};

/// Checks of the types of pages.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/type-of-html",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A file that ends in .html is text/html; charset=utf-8.",
        why: "Without the charset, a browser guesses it, and ü becomes Ã¼.",
        hints: &["The extension is what follows the last dot of the name."],
        run: |target| {
            let launch = target.launch().page("index.html", "ü").page("a.b.html", "ü");
            let server = launch.start()?;
            for target in ["/index.html", "/a.b.html"] {
                let response = server.get(target)?.expect_status(200)?;
                response.expect_header("Content-Type", "text/html; charset=utf-8")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-css",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A file that ends in .css is text/css.",
        why: "Browsers ignore a style sheet of another type: the page is there, and looks like nothing.",
        hints: &["A table from extensions to types is enough."],
        run: |target| have_types(target, &[("style.css", &["text/css"])]),
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-javascript",
        basis: Basis::Must,
        rfc: &["9239 §6"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A file that ends in .js is text/javascript.",
        why: "Browsers refuse to load a module of another type.",
        hints: &[
            "The name application/javascript is the old one; text/javascript is the one to use.",
        ],
        run: |target| have_types(target, &[("script.js", &["text/javascript"])]),
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-pictures",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Pictures have the types that browsers show: svg, png, jpg, jpeg, gif, webp, ico.",
        why: "An SVG of the wrong type is not shown at all, and other pictures only where the browser guesses well.",
        hints: &["Two extensions can have one type: jpg and jpeg are image/jpeg."],
        run: |target| {
            have_types(
                target,
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
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-in-any-case",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "The case of an extension does not matter: PHOTO.JPG is image/jpeg.",
        why: "Cameras and old systems write extensions in upper case. With another type, a browser saves the picture and does not show it.",
        hints: &["Turn the extension into lower case before you look it up in the table."],
        run: |target| {
            have_types(
                target,
                &[
                    ("PHOTO.JPG", &["image/jpeg"]),
                    ("Start.Html", &["text/html"]),
                    ("STYLE.CSS", &["text/css"]),
                ],
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-the-rest",
        basis: Basis::Must,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Text and JSON have their types; a file with an unknown extension, or with none, is application/octet-stream.",
        why: "Bytes of an unknown kind are best saved, and neither shown nor run.",
        hints: &["The last row of the table is for whatever is in no other one."],
        run: |target| {
            have_types(
                target,
                &[
                    ("notes.txt", &["text/plain"]),
                    ("data.json", &["application/json"]),
                    ("data.unknown", &["application/octet-stream"]),
                    ("html", &["application/octet-stream"]),
                ],
            )
        },
        ..Check::DEFAULT
    },
];

/// Each of these pages is said to be of one of its types, whatever its parameters.
fn have_types(target: &Target, pages: &[(&str, &[&str])]) -> Result<(), Failure> {
    let launch = target.launch().page("index.html", "start");
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
