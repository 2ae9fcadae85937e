//! What a server can be told with options.

use crate::options::OPTIONS;
use crate::{Basis, Check, Need, Stages, ensure};

/// Checks of the options.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/directory",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--directory"), Need::Folder],
        expect: "--directory names the folder behind /files/, which is made where it is missing.",
        why: "A server that keeps what strangers send has to be told where, and nowhere else.",
        hints: &["`create_dir_all` does nothing where the folder exists already."],
        run: |target| {
            let launch = target.launch().without_directory();
            let server = launch.options(["--directory", "elsewhere"]).start()?;
            let folder = server.home()?.join("elsewhere");
            ensure(folder.is_dir(), "the folder is not there when the server is ready")?;
            server.post("/files/hello.txt", "hello")?.expect_status(201)?;
            ensure(
                std::fs::read(folder.join("hello.txt"))? == b"hello",
                "the file in the folder has another content",
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/default-directory",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Without --directory the folder is `files` under the current one, made where it is missing.",
        why: "The shortest command should work, and leave everything else in the folder alone.",
        hints: &["Make the default folder as well as one that was asked for."],
        run: |target| {
            let server = target.launch().without_directory().start()?;
            ensure(server.folder()?.is_dir(), "the folder is not there when the server is ready")?;
            server.post("/files/hello.txt", "hello")?.expect_status(201)?;
            ensure(
                std::fs::read(server.folder()?.join("hello.txt"))? == b"hello",
                "the file in the folder has another content",
            )
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/www",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "--www names the folder of static pages.",
        why: "A server for one site only would have to be built anew for the next.",
        hints: &["Look pages up under the folder from the command line, not under the default."],
        run: |target| {
            let server = target.launch().page("page.html", "<p>my own").start()?;
            server.get("/page.html")?.expect_status(200)?.expect_body("<p>my own")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/default-www",
        basis: Basis::Course,
        stages: Stages::since(3),
        expect: "The stage's own pages are served, whatever folder the server is started in.",
        why: "A path that is relative to the current folder works on the author's machine only.",
        hints: &["The folder of the package is known when it is compiled: `CARGO_MANIFEST_DIR`."],
        run: |target| {
            let server = target.start()?;
            server.get("/about")?.expect_status(200)?.expect_body_containing("<html")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/help",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::CommandLine],
        expect: "--help prints the usage to stdout, with each option, and exits with 0.",
        why: "Who asks for help has made no mistake: the answer goes where it can be piped and searched.",
        hints: &["Help is output, so stdout and 0; a mistake is an error, so stderr and 2."],
        run: |target| {
            let ended = target.run(["--help"])?;
            ensure(
                ended.status.success() && ended.stderr.is_empty(),
                format!(
                    "expected success and no error, but got {} {:?}",
                    ended.status, ended.stderr
                ),
            )?;
            let taken = OPTIONS.iter().filter(|option| option.stages.contains(target.stage()));
            let names = taken.map(|option| option.name).chain(["--help"]);
            let missing: Vec<&str> = names.filter(|name| !ended.stdout.contains(name)).collect();
            ensure(missing.is_empty(), format!("the usage says nothing about {missing:?}"))
        },
        ..Check::DEFAULT
    },
];
