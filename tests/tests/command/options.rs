//! Arguments that are wrong, and a run on a server that is there already.

use crate::Test;
use crate::support::{finish, stage, stage_command};
use checks::{Server, Stage, Target, stages};
use std::fs;
use std::path::Path;

pub const TESTS: &[Test] = &[
    ("wrong_arguments_end_with_2", wrong_arguments_end_with_2),
    ("what_only_some_systems_have", what_only_some_systems_have),
    ("readme_names_each_option", readme_names_each_option),
    ("errors_suggest_the_nearest", errors_suggest_the_nearest),
    ("list_runs_nothing", list_runs_nothing),
    ("own_stage", own_stage),
    ("own_elective", own_elective),
    ("running_server", running_server),
    ("running_server_with_a_past", running_server_with_a_past),
    ("nobody_at_the_url", nobody_at_the_url),
    ("reader_that_leaves", reader_that_leaves),
];

fn wrong_arguments_end_with_2() {
    let long = "*".repeat(100_000);
    let wrong: [(&[&str], &str); 25] = [
        (&["check"], "<STAGE>"),
        (&["check", "0"], "'0' for '<STAGE>': the stages are the numbers 1 to 7, and the elective"),
        (&["check", "8"], "'8' for '<STAGE>'"),
        (&["check", "-1"], "'-1' for '<STAGE>'"),
        (&["check", "5.5"], "'5.5' for '<STAGE>'"),
        (&["check", ""], "'' for '<STAGE>'"),
        (&["check", "999999999999999999999"], "for '<STAGE>'"),
        (&["check", "2", "--jobs", "0"], "'--jobs <N>'"),
        (&["check", "2", "--jobs", "-1"], "'--jobs <N>'"),
        (&["check", "2", "--timeout", "NaN"], "'--timeout <SECONDS>'"),
        (&["check", "2", "--only", ""], "'--only <PATTERN>'"),
        (&["check", "2", "--only", "nothing/like-it"], "--only nothing/like-it matches no check"),
        (&["check", "2", "--only", "cli+"], "--only cli+ matches no check"),
        (&["check", "2", "--only", &long], "'--only <PATTERN>'"),
        (&["check", "2", "--format", "yaml"], "'--format <FORMAT>'"),
        (&["check", "2", "--output", "no/such/folder/report.txt"], "--output no/such/folder"),
        (&["check", "2", "--output", "."], "--output .: "),
        (&["check", "2", "--url", "ftp://localhost"], "expected http://HOST:PORT"),
        (&["check", "2", "--url", "https://localhost"], "no TLS"),
        (&["check", "2", "--url", "http://localhost/path"], "nothing after it"),
        (&["check", "2", "--url", "http://::1:80"], "with [ ] around"),
        (&["check", "2", "--url", "http://no-such-host.invalid"], "cannot look up no-such-host"),
        (&["check", "2", "--", "./no-such-program"], "cannot run "),
        (&["check", "2", "--", "hardcodd.py"], "did you mean `./hardcoded.py`?"),
        (&["check", "2", "--", "cargo", "run", "-p", "no-such"], "cargo cannot build it"),
    ];
    for (arguments, part) in wrong {
        let ran = stage(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.starts_with("error: "), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(part), "{arguments:?}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{arguments:?}: {ran:?}");
    }
}

/// Not each byte is text, and not each disk has room.
#[cfg(target_os = "linux")]
fn what_only_some_systems_have() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let mut command = stage_command(&["check"]);
    command.arg(OsStr::from_bytes(b"\xff"));
    let ran = finish(command);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("the argument `\u{fffd}` is not UTF-8"), "{ran:?}");
    let only = ["check", "2", "--only", "hardcoded/closes", "--output", "/dev/full"];
    let ran = stage(&[&only[..], &["--format", "json"]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("cannot write to --output /dev/full: "), "{ran:?}");
}

#[cfg(not(target_os = "linux"))]
fn what_only_some_systems_have() {}

fn errors_suggest_the_nearest() {
    let near: [(&[&str], &str); 5] = [
        (&["chekc", "5"], "'check'"),
        (&["check", "stage05-thread"], "stage05-threads"),
        (&["check", "5", "--bassis", "must"], "'--basis'"),
        (&["check", "2", "--only", "hardcoded/content-lenght"], "hardcoded/content-length"),
        (&["check", "2", "--only", "files/download"], "belong"),
    ];
    for (arguments, suggestion) in near {
        let ran = stage(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(suggestion), "{arguments:?}: {ran:?}");
    }
}

/// The README explains each option of `--help`.
fn readme_names_each_option() {
    let readme = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let readme = fs::read_to_string(readme).expect("there is a README");
    for name in ["check", "next", "replay", "list", "diff", "new"] {
        let help = stage(&[name, "--help"]).stdout;
        let lines = help.lines().filter_map(|line| line.trim_start().strip_prefix("--"));
        let options: Vec<&str> = lines.filter_map(|line| line.split([' ', '.']).next()).collect();
        assert!(!options.is_empty(), "{help}");
        for option in options {
            assert!(readme.contains(&format!("--{option}")), "{name} --{option}");
        }
    }
}

fn list_runs_nothing() {
    let ran =
        stage(&["check", "3", "--list", "--only", "*/status-line", "--", "./no-such-program"]);
    assert_eq!(ran.code, Some(0));
    assert!(ran.stdout.starts_with("stage 2  hardcoded/status-line "), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
}

fn own_stage() {
    let ran = stage(&["check", "2", "--only", "cli/*-line"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("Passed: cli 1\n"), "{}", ran.stdout);
}

/// The elective is called by its name, also in what the command says of it.
fn own_elective() {
    let only = ["--only", "cli/help", "--only", "cli/workers-malformed"];
    let ran = stage(&[&["check", "event-loop"], &only[..]].concat());
    assert_eq!(ran.code, Some(2), "{ran:?}");
    let elsewhere = "cli/workers-malformed does not belong to event-loop, but to stage 6, 7";
    assert!(ran.stderr.contains(elsewhere), "{ran:?}");
    let ran = stage(&["check", "event-loop", "--only", "cli/ready-line"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("Passed: cli 1\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Next: all checks of the event loop\n"), "{}", ran.stdout);
    let json = ["check", "event-loop", "--only", "cli/loops-malformed", "--format", "json"];
    assert!(stage(&json).stdout.contains("\"stage\": 8,"));
    let ran = stage(&["check", "event-loop", "--list", "--only", "cli/loops-malformed"]);
    assert!(ran.stdout.starts_with("the event loop  cli/loops-malformed "), "{}", ran.stdout);
}

/// What can be asked of a server that already runs is asked, and the rest is skipped with a reason.
fn running_server() {
    let server = start(2);
    let ran = stage(&["check", "2", "--url", &server.url()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.starts_with("Passed: hardcoded "), "{}", ran.stdout);
    assert!(ran.stdout.contains("(needs the server's output)"), "{}", ran.stdout);
}

/// A thousand books are there, and the second run finds what the first has left behind.
fn running_server_with_a_past() {
    let server = start(7);
    let book = "POST /books HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Content-Length: 2\r\n\r\n{}";
    let mut client = server.connect().expect("the server accepts");
    client.send(book.repeat(1000)).expect("the server reads");
    for _ in 0..1000 {
        client.read_response().expect("the server answers each");
    }
    for _ in 0..2 {
        let only = ["--only", "books/", "--only", "files/"];
        let ran = stage(&[&["check", "7", "--url", &server.url()], &only[..]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

fn start(number: u8) -> Server {
    let stage = Stage::new(number).expect("there is such a stage");
    let target = Target::new(stage, stages::executable(stage).expect("the stages build"));
    target.start().expect("the stage starts")
}

fn nobody_at_the_url() {
    let port = checks::ports::free_port().expect("there is a free port");
    let ran = stage(&["check", "2", "--url", &format!("http://127.0.0.1:{port}")]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(ran.stderr.contains("cannot connect"), "{}", ran.stderr);
}

/// As in `cargo stage check 2 --list | head -1`: no panic, and no complaint.
#[cfg(unix)]
fn reader_that_leaves() {
    let mut shell = std::process::Command::new("sh");
    shell.args(["-c", "\"$0\" check 7 --list | true; \"$0\" check 2 --only cli | true"]);
    shell.arg(stage_command(&[]).get_program());
    let ran = finish(shell);
    assert_eq!(ran.stderr, "");
}

#[cfg(not(unix))]
fn reader_that_leaves() {
    let _ = (finish, stage_command);
}
