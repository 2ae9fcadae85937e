//! The media types of pages.

use crate::{Basis, Check, Failure, Need, Stages, Target, ensure};

/// Checks of the types of pages.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pages/type-of-html",
        basis: Basis::Course,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A page whose name ends in .html has the Content-Type text/html; charset=utf-8.",
        why: "Without the charset, a browser guesses it, and ü becomes Ã¼.",
        hints: &["The extension is the part after the last dot of the name."],
        run: |target| {
            let launch = target.launch().page("index.html", "ü").page("page.html", "ü");
            let server = launch.page("a.b.html", "ü").start()?;
            for path in ["/page.html", "/a.b.html"] {
                let response = server.get(path)?.expect_status(200)?;
                response.expect_type("text/html; charset=utf-8")?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-css",
        basis: Basis::Course,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A page whose name ends in .css has the Content-Type text/css.",
        why: "Browsers ignore a style sheet of another type, and show the page without any style.",
        hints: &["A table from extensions to types is enough."],
        run: |target| have_types(target, &[("style.css", &["text/css"])]),
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-javascript",
        basis: Basis::Course,
        rfc: &["9239 §6"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "A page whose name ends in .js has the Content-Type text/javascript.",
        why: "Browsers load a module only if its type is one for JavaScript.",
        hints: &["application/javascript is an old name of this type. Use text/javascript."],
        run: |target| have_types(target, &[("script.js", &["text/javascript"])]),
        ..Check::DEFAULT
    },
    Check {
        id: "pages/type-of-pictures",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Names that end in .svg, .png, .jpg, .jpeg, .gif, .webp and .ico have the Content-Type of such a picture.",
        why: "Browsers do not show an SVG of the wrong type, and other pictures only if they guess right.",
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
        expect: "PHOTO.JPG, Start.Html and STYLE.CSS have the same Content-Type as with small letters.",
        why: "Cameras and old systems write extensions in capital letters. With another type, a browser saves the picture and does not show it.",
        hints: &["Convert the extension to lower case before you look it up in the table."],
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
        basis: Basis::Course,
        rfc: &["9110 §8.3"],
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "Names that end in .txt are text/plain and in .json application/json. With another extension or none, the type is application/octet-stream.",
        why: "A browser should save bytes of an unknown kind, and neither show nor run them.",
        hints: &["The last row of the table is for everything that is in no other row."],
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

/// Each of these pages has one of its types, with any parameters.
fn have_types(target: &Target, pages: &[(&str, &[&str])]) -> Result<(), Failure> {
    let launch = target.launch().page("index.html", "start");
    let server = pages.iter().fold(launch, |launch, (name, _)| launch.page(name, "x")).start()?;
    for (name, types) in pages {
        let response = server.get(&format!("/{name}"))?.expect_status(200)?;
        let came = response.header("Content-Type").unwrap_or_default();
        let media_type = came.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        ensure(
            types.contains(&media_type.as_str()),
            format!("expected the Content-Type {} for {name}, but got {came:?}", types[0]),
        )?;
    }
    Ok(())
}
