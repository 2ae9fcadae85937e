//! Arguments that are wrong, and a run on a server that is there already.

use crate::Test;
use crate::support::{finish, stage, stage_command};
use checks::{Server, Stage, Subject, stages};

pub const TESTS: &[Test] = &[
    ("wrong_arguments_end_with_2", wrong_arguments_end_with_2),
    ("errors_suggest_the_nearest", errors_suggest_the_nearest),
    ("list_runs_nothing", list_runs_nothing),
    ("own_stage", own_stage),
    ("running_server", running_server),
    ("running_server_with_a_past", running_server_with_a_past),
    ("nobody_at_the_url", nobody_at_the_url),
    ("reader_that_leaves", reader_that_leaves),
];

fn wrong_arguments_end_with_2() {
    let wrong: [&[&str]; 12] = [
        &["check"],
        &["check", "0"],
        &["check", "8"],
        &["check", ""],
        &["check", "999999999999999999999"],
        &["check", "2", "--jobs", "0"],
        &["check", "2", "--patience", "NaN"],
        &["check", "2", "--only", "nothing/like-it"],
        &["check", "2", "--format", "yaml"],
        &["check", "2", "--url", "ftp://localhost"],
        &["check", "2", "--output", "no/such/folder/report.txt"],
        &["check", "2", "--", "./no-such-program"],
    ];
    for arguments in wrong {
        let ran = stage(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.starts_with("error: "), "{arguments:?}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{arguments:?}: {ran:?}");
    }
}

fn errors_suggest_the_nearest() {
    let near: [(&[&str], &str); 5] = [
        (&["chekc", "5"], "'check'"),
        (&["check", "stage05-thread"], "stage05-threads"),
        (&["check", "5", "--fail-fats"], "'--fail-fast'"),
        (&["check", "2", "--only", "hardcoded/content-lenght"], "hardcoded/content-length"),
        (&["check", "2", "--only", "files/download"], "belong"),
    ];
    for (arguments, suggestion) in near {
        let ran = stage(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?}: {ran:?}");
        assert!(ran.stderr.contains(suggestion), "{arguments:?}: {ran:?}");
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
    assert!(ran.stdout.starts_with("[1/1] ok   cli/ready-line\n"), "{}", ran.stdout);
}

/// What can be asked of a server that already runs is asked, and the rest is skipped with a reason.
fn running_server() {
    let server = start(2);
    let ran = stage(&["check", "2", "--url", &server.url()]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.stdout.contains("ok   hardcoded/status-line"), "{}", ran.stdout);
    assert!(ran.stdout.contains("skip cli/ready-line: needs"), "{}", ran.stdout);
}

/// The second run finds what the first has left behind.
fn running_server_with_a_past() {
    let server = start(7);
    for _ in 0..2 {
        let only = ["--only", "books/", "--only", "files/"];
        let ran = stage(&[&["check", "7", "--url", &server.url()], &only[..]].concat());
        assert_eq!(ran.code, Some(0), "{ran:?}");
    }
}

fn start(number: u8) -> Server {
    let stage = Stage::new(number).expect("there is such a stage");
    let subject = Subject::new(stage, stages::executable(stage).expect("the stages build"));
    subject.start().expect("the stage starts")
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
