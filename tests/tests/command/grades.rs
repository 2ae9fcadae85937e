//! What counts, and how runs compare: basis, skipped checks, `next`, `replay`, and the same grade each time.

use crate::Test;
use crate::outputs::assert_printed;
use crate::support::{fixtures, stage, stage_with_python};
use serde_json::Value;
use snapbox::str;
use std::fs;

pub const TESTS: &[Test] = &[
    ("course_apart", course_apart),
    ("compared_with_the_last_run", compared_with_the_last_run),
    ("next", next),
    ("replay", replay),
    ("missing_option", missing_option),
    ("same_grade_each_time", same_grade_each_time),
];

/// The course asks for more than HTTP: what only it asks for is counted apart, or with `--basis all`.
fn course_apart() {
    let ready = ["--only", "cli/ready-line", "--only", "hardcoded/head-in-pieces"];
    let basis = |options: &[&str]| {
        let arguments = [&["check", "2"], &ready[..], options].concat();
        stage_with_python(&arguments, &["broken.py", "failing"])
    };
    let ran = basis(&[]);
    assert_eq!(ran.code, Some(3), "{}", ran.stdout);
    assert!(ran.stdout.contains("\nHTTP: 1 of 1 · course: 0 of 1\n"), "{}", ran.stdout);
    let ran = basis(&["--basis", "all"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    let ran = basis(&["--basis", "must"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(ran.stdout.contains("\n1 of 1 checks pass"), "{}", ran.stdout);
}

/// The second run is compared with the first.
fn compared_with_the_last_run() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let server = folder.path().join("server.py");
    let broken = fs::read_to_string(fixtures().join("broken.py")).expect("there is such a server");
    let run = |text: &str| {
        fs::write(&server, text).expect("the server can be written");
        let only = ["check", "2", "--only", "hardcoded/content-length"];
        let path = server.to_str().expect("the path is text");
        stage_with_python(&only, &[path, "failing"]).stdout
    };
    let first = run(&broken);
    assert!(first.contains("\n0 of 1 checks pass"), "{first}");
    let second = run(&broken.replace("len(body)", "len(body.encode())"));
    assert!(second.contains("\n0 → 1 of 1 checks pass"), "{second}");
    let third = run(&broken);
    let lost = "Passed before, and fails now: hardcoded/content-length\n1 → 0 of 1 checks pass";
    assert!(third.contains(lost), "{third}");
}

/// `next` ends at the first failure, although others may have been run meanwhile.
fn next() {
    let arguments = ["next", "2", "--only", "hardcoded"];
    let ran = stage_with_python(&arguments, &["broken.py", "failing"]);
    assert_eq!(ran.code, Some(1));
    assert!(
        ran.stdout.starts_with("Passed: hardcoded 1\n\nFAIL hardcoded/headers "),
        "{}",
        ran.stdout
    );
    assert!(!ran.stdout.contains("Also failing"), "{}", ran.stdout);
    assert!(ran.stdout.contains("checks (a check before it failed)"), "{}", ran.stdout);
}

/// A replay sends what the check sends, and shows all of the answer.
fn replay() {
    let ran = stage_with_python(&["replay", "hardcoded/content-length"], &["broken.py", "failing"]);
    assert_eq!(ran.code, Some(1), "{}", ran.stdout);
    assert_printed(
        &ran.stdout,
        str![[r"
hardcoded/content-length (must, RFC [..])
Content-Length is the number of bytes that follow the head.

> GET / HTTP/1.1\r\n
...
< Grüße\n
...
failed: expected nothing more before the close, but got e\n

"]],
    );
    let ran = stage(&["replay", "echo/long"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(ran.stdout.ends_with("\npassed\n"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("more bytes"), "a replay shows all bytes");
}

/// The check that needs the option is skipped with the reason. Others are run.
fn missing_option() {
    let only = ["check", "4", "--only", "cli/quiet", "--only", "hardcoded/status-line"];
    let ran = stage_with_python(&only, &["hardcoded.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(ran.stdout.starts_with("Passed: hardcoded 1\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("Skipped: 1 check (needs --quiet)"), "{}", ran.stdout);
}

/// A server that answers slowly and only some requests gets the same points each time. It answers `/`, so
/// it is never given up.
fn same_grade_each_time() {
    let only = ["--only", "routing/home", "--only", "routing/echo*", "--only", "routing/user*"];
    let options = [&["--jobs", "4", "--timeout", "1", "--format", "json"], &only[..]].concat();
    let mut grades = Vec::new();
    for _ in 0..10 {
        let arguments = [&["check", "3"], &options[..]].concat();
        let ran = stage_with_python(&arguments, &["flaky.py"]);
        let report: Value = serde_json::from_str(&ran.stdout).expect("the report is JSON");
        assert_eq!(report["summary"]["not_run"], 0, "{}", ran.stdout);
        grades.push(report["summary"]["points"].as_u64());
    }
    assert!(grades.iter().all(|grade| *grade == grades[0]), "{grades:?}");
    assert!(grades[0] > Some(0), "{grades:?}");
}
