//! What a server can be told with options.

use crate::{Check, Stages, ensure};

/// All options, each with the contract's way to write it.
const OPTIONS: [&str; 9] = [
    "--directory",
    "--www",
    "--quiet",
    "--help",
    "--timeout",
    "--workers",
    "--queue",
    "--loops",
    "--max-connections",
];

/// Checks of the options.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/directory",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "--directory names the folder behind /files/, which is made where it is missing.",
        curl: "curl -i --data-binary hello {url}/files/hello.txt; ls {home}/elsewhere",
        why: "A server that keeps what strangers send has to be told where, and nowhere else.",
        hints: &["`create_dir_all` does nothing where the folder exists already."],
        run: |subject| {
            let launch = subject.launch().without_directory();
            let server = launch.options(["--directory", "elsewhere"]).start()?;
            let folder = server.home()?.join("elsewhere");
            ensure(folder.is_dir(), "the folder is not there when the server is ready")?;
            server.post("/files/hello.txt", "hello")?.expect_status(201)?;
            ensure(
                std::fs::read(folder.join("hello.txt"))? == b"hello",
                "the file in the folder has another content",
            )
        },
    },
    Check {
        id: "cli/default-directory",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "Without --directory the folder is `files` under the current one, made where it is missing.",
        curl: "curl -i --data-binary hello {url}/files/hello.txt; ls {folder}",
        why: "The shortest command should work, and leave everything else in the folder alone.",
        hints: &["Make the default folder as well as one that was asked for."],
        run: |subject| {
            let server = subject.launch().without_directory().start()?;
            ensure(server.folder()?.is_dir(), "the folder is not there when the server is ready")?;
            server.post("/files/hello.txt", "hello")?.expect_status(201)?;
            ensure(
                std::fs::read(server.folder()?.join("hello.txt"))? == b"hello",
                "the file in the folder has another content",
            )
        },
    },
    Check {
        id: "cli/www",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "--www names the folder of static pages.",
        curl: "curl -i {url}/page.html",
        why: "A server for one site only would have to be built anew for the next.",
        hints: &["Look pages up under the folder from the command line, not under the default."],
        run: |subject| {
            let server = subject.launch().page("page.html", "<p>my own").start()?;
            server.get("/page.html")?.expect_status(200)?.expect_body("<p>my own")?;
            Ok(())
        },
    },
    Check {
        id: "cli/default-www",
        holds: Stages::since(3),
        fails: Stages::NONE,
        claim: "The stage's own pages are served, whatever folder the server is started in.",
        curl: "cd {home}; curl -i {url}/about",
        why: "A path that is relative to the current folder works on the author's machine only.",
        hints: &["The folder of the package is known when it is compiled: `CARGO_MANIFEST_DIR`."],
        run: |subject| {
            let server = subject.start()?;
            server.get("/about")?.expect_status(200)?.expect_body_containing("<html")?;
            Ok(())
        },
    },
    Check {
        id: "cli/help",
        holds: Stages::since(4),
        fails: Stages::NONE,
        claim: "--help prints the usage to stdout, with each option, and exits with 0.",
        curl: "{program} --help",
        why: "Who asks for help has made no mistake: the answer goes where it can be piped and searched.",
        hints: &["Help is output, so stdout and 0; a mistake is an error, so stderr and 2."],
        run: |subject| {
            let ended = subject.run(["--help"])?;
            ensure(
                ended.status.success() && ended.stderr.is_empty(),
                format!(
                    "expected success and no error, but got {} {:?}",
                    ended.status, ended.stderr
                ),
            )?;
            let taken = OPTIONS.into_iter().filter(|option| subject.stage().takes(option));
            let missing: Vec<&str> =
                taken.filter(|option| !ended.stdout.contains(option)).collect();
            ensure(missing.is_empty(), format!("the usage says nothing about {missing:?}"))
        },
    },
];
