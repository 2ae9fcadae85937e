//! The options of the command line.

use crate::options::OPTIONS;
use crate::{Check, Need, Stages, ensure};

/// Checks of the options.
pub const CHECKS: &[Check] = &[
    Check {
        id: "cli/directory",
        stages: Stages::since(4),
        needs: &[Need::Option("--directory"), Need::Folder],
        expect: "An upload to /files/hello.txt ends up in the folder that --directory names. The server makes the folder if it is missing.",
        why: "A server that stores what strangers send must know where, and write nowhere else.",
        hints: &["`create_dir_all` does nothing if the folder exists already."],
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
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "Without --directory, an upload to /files/hello.txt ends up in the folder `files` in the current one. The server makes it if it is missing.",
        why: "The shortest command should work, and leave everything else in the folder alone.",
        hints: &["Make the default folder, too, not only one that was asked for."],
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
        stages: Stages::since(4),
        needs: &[Need::Option("--www")],
        expect: "GET /page.html gives 200 and the bytes of the file page.html in the folder that --www names.",
        why: "Without it, you would have to build the server again for each site.",
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
        stages: Stages::since(3),
        expect: "Started in an empty folder, the server still has its own pages: GET /about gives 200 and HTML.",
        why: "A path relative to the current folder works only where the author starts the server.",
        hints: &["Cargo knows the folder of the package when it compiles: `CARGO_MANIFEST_DIR`."],
        run: |target| {
            let server = target.start()?;
            server.get("/about")?.expect_status(200)?.expect_body_containing("<html")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "cli/help",
        stages: Stages::since(4),
        needs: &[Need::CommandLine],
        expect: "--help prints each option to stdout and nothing to stderr, and exits with status 0.",
        why: "To ask for help is no mistake. The answer goes where one can pipe and search it.",
        hints: &["Help is output: stdout and 0. A mistake is an error: stderr and 2."],
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
            ensure(missing.is_empty(), format!("the help does not name {missing:?}"))
        },
        ..Check::DEFAULT
    },
];
