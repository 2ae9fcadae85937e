//! Extension: a page that lists the files.

use crate::bytes::find;
use crate::{Check, Failure, Need, Response, Server, Target, ensure};

/// Checks of the list.
pub const CHECKS: &[Check] = &[
    Check {
        id: "listing/links",
        needs: FILES,
        expect: "With --listing, GET /files/ answers 200 with an HTML page that has a link to each file. HEAD has no body.",
        why: "Without a list, only those who know a name can have the file.",
        hints: &[
            "`fs::read_dir` lists a folder. Write `<a href=\"/files/NAME\">NAME</a>` for each file.",
        ],
        run: |target| {
            let server = start(target, &["notes.txt", "todo.txt"])?;
            let page = list(&server)?.expect_type("text/html; charset=utf-8")?;
            server.head("/files/")?.expect_head_of(&page)?;
            for name in ["notes.txt", "todo.txt"] {
                page.clone().expect_body_containing(format!(">{name}</a>"))?;
            }
            for href in hrefs(&page)? {
                server.get(&href)?.expect_status(200)?;
            }
            ensure(hrefs(&page)?.len() == 2, "expected two links")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "listing/sorted",
        needs: FILES,
        expect: "The files come in alphabetical order, by the bytes of their names: B, a, b, c, ä.",
        why: "The system returns them in any order, and in another one tomorrow.",
        hints: &["Collect the names before you write the page, and sort them."],
        run: |target| {
            let server = start(target, &["c", "a", "ä", "B", "b"])?;
            let page = list(&server)?;
            let places: Vec<_> = ["B", "a", "b", "c", "ä"]
                .map(|name| find(&page.body, format!(">{name}</a>").as_bytes()))
                .into();
            let is_complete = places.iter().all(Option::is_some);
            ensure(is_complete && places.is_sorted(), "expected the order B, a, b, c, ä")
        },
        ..Check::DEFAULT
    },
    Check {
        id: "listing/escapes-html",
        needs: FILES,
        expect: "A file named `<b>&amp;'\"` appears as text, not as HTML: the page shows these characters.",
        why: "Anybody can upload a file. A name with a script in it must not run in the browser of the next visitor.",
        hints: &[
            "Replace & by &amp; first, then < by &lt; and > by &gt;, and quotes in attributes.",
        ],
        run: |target| {
            let server = start(target, &["<b>&amp;'\""])?;
            let page = list(&server)?;
            ensure(find(&page.body, b"<b>").is_none(), "the name became HTML")?;
            page.expect_body_containing("&lt;b&gt;&amp;amp;")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "listing/escapes-links",
        needs: FILES,
        expect: "The links to files such as `100% sure?`, `a b#c`, `\"x\"` and `grün` lead to these files.",
        why: "In a URL, `?` and `#` end the path, and `%` begins an escape.",
        hints: &["Percent-encode each byte of the name that is no letter and no digit."],
        run: |target| {
            let names = ["100% sure?", "a b#c", "\"x\"", "grün", "a&amp;b", "%41"];
            let server = start(target, &names)?;
            let hrefs = hrefs(&list(&server)?)?;
            let mut found = Vec::new();
            for href in &hrefs {
                found.push(server.get(href)?.expect_status(200)?.body);
            }
            let is_found = |name: &&str| found.iter().any(|body| body == name.as_bytes());
            let missing: Vec<_> = names.iter().filter(|name| !is_found(name)).collect();
            ensure(missing.is_empty(), format!("no link leads to {missing:?}, only {hrefs:?}"))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "listing/only-files",
        needs: FILES,
        expect: "Hidden files and folders are not listed. Without --listing, /files/ is 404 as before.",
        why: "The list must not show a name that a client may not have.",
        hints: &["Ask `find` for each name: it knows which files a client may have."],
        run: |target| {
            let server = start(target, &[".hidden", "inner/file", "notes.txt"])?;
            let hrefs = hrefs(&list(&server)?)?;
            ensure(
                hrefs == ["/files/notes%2Etxt"] || hrefs == ["/files/notes.txt"],
                format!("{hrefs:?}"),
            )?;
            target.launch().stored("a", "a").start()?.get("/files/")?.expect_status(404)?;
            Ok(())
        },
        ..Check::DEFAULT
    },
];

const FILES: &[Need] = &[Need::Folder];

/// A server that lists these files. Each contains its name.
fn start(target: &Target, names: &[&str]) -> Result<Server, Failure> {
    if cfg!(windows) {
        return Err(Failure::skipped("needs files with any characters in their names"));
    }
    let launch = target.launch().options(["--listing"]);
    names.iter().fold(launch, |launch, name| launch.stored(name, *name)).start()
}

fn list(server: &Server) -> Result<Response, Failure> {
    server.get("/files/")?.expect_status(200)
}

/// Where the links of a page lead, as a browser understands them.
fn hrefs(page: &Response) -> Result<Vec<String>, Failure> {
    let text = std::str::from_utf8(&page.body);
    let text = text.map_err(|error| Failure::new(format!("the page is no UTF-8: {error}")))?;
    let quoted = text.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let absolute = |href: &str| {
        if href.starts_with('/') { href.to_string() } else { format!("/files/{href}") }
    };
    Ok(quoted.map(|href| absolute(&href.replace("&amp;", "&"))).collect())
}
