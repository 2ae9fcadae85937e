//! What is printed about servers that are right, and about servers that are wrong in some way.

use crate::Test;
use crate::support::{fixtures, stage, stage_with_python};
use serde_json::Value;
use snapbox::{Assert, IntoData, str};
use std::fs;
use std::time::{Duration, Instant};

/// Less than a check waits for an answer, and far more than it takes where nothing has to be waited for.
const LONG: Duration = Duration::from_secs(8);

pub const TESTS: &[Test] = &[
    ("python_passes_stage_2", python_passes_stage_2),
    ("python_passes_stage_3", python_passes_stage_3),
    ("passing", passing),
    ("failing", failing),
    ("all_failures", all_failures),
    ("course_apart", course_apart),
    ("compared_with_the_last_run", compared_with_the_last_run),
    ("hints", hints),
    ("hanging", hanging),
    ("endless", endless),
    ("crashing", crashing),
    ("never_starting", never_starting),
    ("next", next),
    ("replay", replay),
    ("placeholders", placeholders),
    ("missing_option", missing_option),
    ("not_executable", not_executable),
    ("same_grade_each_time", same_grade_each_time),
];

/// `[..]` stands for anything in a line, and `...` for any lines. `\r` is no folder of Windows here.
fn assert_printed(printed: &str, expected: impl IntoData) {
    Assert::new().normalize_paths(false).eq(printed, expected.into_data());
}

fn python_passes_stage_2() {
    let ran = stage_with_python(&["check", "2"], &["hardcoded.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Skipped"), "{}", ran.stdout);
}

fn python_passes_stage_3() {
    let ran = stage_with_python(&["check", "3"], &["routing.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(!ran.stdout.contains("Skipped"), "{}", ran.stdout);
}

fn passing() {
    let only = ["check", "2", "--only", "hardcoded/status-line", "--only", "cli/ready-line"];
    let ran = stage_with_python(&only, &["hardcoded.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert_printed(
        &ran.stdout,
        str![[r"
Passed: cli 1, hardcoded 1
2 of 2 checks pass, in [..] s: [..]python[..] hardcoded.py
HTTP: 1 of 1 · course: 1 of 1

Next: all checks of stage 2
  cargo stage check 2 -- [..]python[..] hardcoded.py

"]],
    );
    assert_eq!(ran.stderr, "");
}

fn failing() {
    let only = ["check", "2", "--only", "hardcoded/content-length", "--only", "hardcoded/headers"];
    let ran = stage_with_python(&only, &["broken.py", "failing"]);
    assert_eq!(ran.code, Some(1));
    assert_printed(
        &ran.stdout,
        str![[r#"
Passed: none

FAIL hardcoded/headers ([..])
...
Also failing: hardcoded/content-length
0 of 2 checks pass, in [..] s: [..]
HTTP: 0 of 2 · course: 0 of 0

Next: hardcoded/headers, from stage 2
  cargo stage explain hardcoded/headers
  cargo stage check 2 --only hardcoded/headers --hint -- [..]python[..] broken.py failing

"#]],
    );
}

/// With `--all`, the second failure is shown as fully as the first.
fn all_failures() {
    let only = ["--only", "hardcoded/content-length", "--only", "hardcoded/headers"];
    let ran = stage_with_python(
        &[&["check", "2", "--all"], &only[..]].concat(),
        &["broken.py", "failing"],
    );
    assert_printed(
        &ran.stdout,
        str![[r#"
...
FAIL hardcoded/content-length (must, RFC 9112 §6.3)

    Expected:
      Content-Length is the number of bytes that follow the head.

    But:
      expected nothing more before the close, but got e\n

    By hand:
      curl -i -H 'Connection: close' http://127.0.0.1:4221/
      cargo stage replay hardcoded/content-length -- [..]broken.py failing

    Sent and received:
      > GET / HTTP/1.1\r\n
      > Host: localhost\r\n
      > Connection: close\r\n
      > \r\n
      < HTTP/1.1 200 OK\r\n
      < Content-Length: 6\r\n
      < Connection: close\r\n
      < \r\n
      < Grüße\n
...
    The server:
      $ [..]broken.py failing 127.0.0.1:[..]
      It was still running.

    Why it matters:
      [..]

    Hint:
      Count bytes, not characters: `len()` of a `str` does.
0 of 2 checks pass, in [..] s: [..]
...
"#]],
    );
}

/// The course asks for more than HTTP: what only it asks for is counted apart, or with `--basis all`.
fn course_apart() {
    let ready = ["--only", "cli/ready-line", "--only", "hardcoded/status-line"];
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

/// Each `--hint` gives one more, and the last of them are the end of it.
fn hints() {
    let check = checks::table::all().into_iter().find(|check| check.id == "cli/ready-line");
    let hints = check.expect("there is such a check").hints;
    let shown = |options: &[&str]| {
        let arguments = [&["check", "2", "--only", "cli/ready-line"], options].concat();
        let ran = stage_with_python(&arguments, &["broken.py", "failing"]);
        hints.iter().filter(|hint| ran.stdout.contains(*hint)).count()
    };
    assert_eq!(shown(&[]), 1);
    assert_eq!(shown(&["--hint"]), 2);
    assert_eq!(shown(&["--hint", "--hint", "--hint"]), hints.len());
}

/// Nobody waits ten seconds for each check of a server that says nothing at all.
fn hanging() {
    let arguments = ["check", "3", "--only", "hardcoded", "--only", "closing"];
    let ran = stage_with_python(&arguments, &["broken.py", "hanging"]);
    assert_eq!(ran.code, Some(1));
    assert_printed(
        &ran.stdout,
        str![[r"
Passed: [..]

FAIL hardcoded/status-line ([..])

    Expected:
      A request for / is answered with the status line HTTP/1.1 200 OK.

    But:
      timed out after 0.5 s waiting for the end of a response's head
...
Not run: [..] checks (6 checks in a row got no answer, and then GET / got none either)
[..] checks pass, in [..]
...
"]],
    );
}

/// What can never become an answer is not waited for.
fn endless() {
    let begin = Instant::now();
    let only = ["check", "2", "--only", "hardcoded/status-line"];
    let ran = stage_with_python(&only, &["broken.py", "endless"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("the head of the response has not ended after"), "{}", ran.stdout);
    assert!(begin.elapsed() < LONG, "{}", ran.stdout);
}

fn crashing() {
    let only = ["check", "2", "--only", "hardcoded/status-line"];
    let ran = stage_with_python(&only, &["broken.py", "crashing"]);
    assert_eq!(ran.code, Some(1));
    assert_printed(
        &ran.stdout,
        str![[r#"
Passed: none

FAIL hardcoded/status-line ([..])

    Expected:
      A request for / is answered with the status line HTTP/1.1 200 OK.

    But:
      the server [..]
...
    The server:
      $ [..]broken.py crashing 127.0.0.1:[..]
      stdout: this was too much for me
      It ended by itself with exit [..]: 7.
...
"#]],
    );
}

fn never_starting() {
    let ran = stage_with_python(&["check", "2"], &["broken.py", "never-starting"]);
    assert_eq!(ran.code, Some(2));
    assert_eq!(ran.stdout, "");
    assert_printed(
        &ran.stderr,
        str![[r#"
error: the server never accepted on port [..]: it ended by itself with exit [..]: 1
  $ [..]broken.py never-starting 127.0.0.1:[..]
  stderr: there is no database here
  It ended by itself with exit [..]: 1.
  It was started in [..], an empty folder of its own.

"#]],
    );
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
hardcoded/content-length (must, RFC 9112 §6.3)
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

#[cfg(unix)]
fn not_executable() {
    let ran = stage(&["check", "2", "--", "./hardcoded.py"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.stderr.contains("run `chmod +x ./hardcoded.py`"), "{}", ran.stderr);
}

#[cfg(not(unix))]
fn not_executable() {}

fn placeholders() {
    let only = ["check", "2", "--only", "hardcoded/status-line"];
    for place in [["failing", "{addr}", "more"], ["failing", "{host}:{port}", "more"]] {
        let ran = stage_with_python(&only, &[&["broken.py"], place.as_slice()].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    }
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
    let options = ["--jobs", "4", "--timeout", "1", "--format", "json", "--only", "routing"];
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
