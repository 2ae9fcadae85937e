//! What is printed of servers that are right, and of those that are wrong in every way.

use crate::Test;
use crate::support::stage_with_python;
use snapbox::{Assert, IntoData, str};
use std::time::{Duration, Instant};

/// Less than a check waits for an answer, and far more than it takes where nothing has to be waited for.
const LONG: Duration = Duration::from_secs(8);

pub const TESTS: &[Test] = &[
    ("python_passes_stage_2", python_passes_stage_2),
    ("python_passes_stage_3", python_passes_stage_3),
    ("passing", passing),
    ("failing", failing),
    ("hints", hints),
    ("hanging", hanging),
    ("endless", endless),
    ("crashing", crashing),
    ("never_starting", never_starting),
    ("fail_fast", fail_fast),
    ("placeholders", placeholders),
    ("missing_option", missing_option),
];

/// `[..]` stands for anything in a line, and `...` for any lines. `\r` is no folder of Windows here.
fn assert_printed(printed: &str, expected: impl IntoData) {
    Assert::new().normalize_paths(false).eq(printed, expected.into_data());
}

fn python_passes_stage_2() {
    let ran = stage_with_python(&["check", "2"], &["hardcoded.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(!ran.stdout.contains("skip"), "{}", ran.stdout);
}

fn python_passes_stage_3() {
    let ran = stage_with_python(&["check", "3"], &["routing.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert!(!ran.stdout.contains("skip"), "{}", ran.stdout);
}

fn passing() {
    let only = ["check", "2", "--only", "hardcoded/status-line", "--only", "cli/ready-line"];
    let ran = stage_with_python(&only, &["hardcoded.py"]);
    assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    assert_printed(
        &ran.stdout,
        str![[r"
[1/2] ok   cli/ready-line
[2/2] ok   hardcoded/status-line

2 passed in [..] s: [..]python[..] hardcoded.py

Next: cargo stage diff 2 3

"]],
    );
    assert_eq!(ran.stderr, "");
}

fn failing() {
    let only = ["check", "2", "--only", "hardcoded/content-length"];
    let ran = stage_with_python(&only, &["broken.py", "failing"]);
    assert_eq!(ran.code, Some(1));
    assert_printed(
        &ran.stdout,
        str![[r#"
[1/1] FAIL hardcoded/content-length

    Expected:
      Content-Length is the number of bytes that follow the head.

    But:
      expected nothing more before the close, but got e\n

    By hand:
      curl -i http://127.0.0.1:[..]/

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
      $ [..]broken.py" "failing" "127.0.0.1:[..]"
      It was still running.

    Why it matters:
      A client reads so many bytes and no more: [..] (RFC 9112 §6.3).

    Hint:
      Count bytes, not characters: `len()` of a `str` does.

0 passed, 1 failed in [..] s: [..]
  stage 2  hardcoded/content-length: expected nothing more before the close, but got e\n

Next: hardcoded/content-length, from stage 2. Content-Length is the number of bytes that follow the head.
  cargo stage explain hardcoded/content-length
  cargo stage check 2 --only hardcoded/content-length --hint -- [..]python[..] broken.py failing

"#]],
    );
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
[[..]] FAIL hardcoded/status-line

    Expected:
      A request for / is answered with the status line HTTP/1.1 200 OK.

    But:
      waited 0.5 s for the end of a response's head in vain
...
Not all checks were run: the server has left too many checks in a row without any answer.

Next: hardcoded/status-line, from stage 2. [..]
  cargo stage explain hardcoded/status-line
  cargo stage check 3 --only hardcoded/status-line --hint -- [..]

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
[1/1] FAIL hardcoded/status-line

    Expected:
      A request for / is answered with the status line HTTP/1.1 200 OK.

    But:
      the server [..]
...
    The server:
      $ [..]broken.py" "crashing" "127.0.0.1:[..]"
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
  $ [..]broken.py" "never-starting" "127.0.0.1:[..]"
  stderr: there is no database here
  It ended by itself with exit [..]: 1.

"#]],
    );
}

/// What comes after the first failure is not told, although it may have been run.
fn fail_fast() {
    let arguments = ["check", "2", "--fail-fast", "--only", "hardcoded"];
    let ran = stage_with_python(&arguments, &["broken.py", "failing"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(ran.stdout.matches("] FAIL").count(), 1, "{}", ran.stdout);
    assert!(ran.stdout.contains("not run"), "{}", ran.stdout);
}

fn placeholders() {
    let only = ["check", "2", "--only", "hardcoded/status-line"];
    for place in [["failing", "{addr}", "more"], ["failing", "{host}:{port}", "more"]] {
        let ran = stage_with_python(&only, &[&["broken.py"], place.as_slice()].concat());
        assert_eq!(ran.code, Some(0), "{}", ran.stdout);
    }
}

/// The check that needs the option fails and says why; others are not disturbed.
fn missing_option() {
    let only = ["check", "4", "--only", "cli/quiet", "--only", "hardcoded/status-line"];
    let ran = stage_with_python(&only, &["hardcoded.py"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("ok   hardcoded/status-line"), "{}", ran.stdout);
    let reason = "the server does not start with --quiet, which this check needs";
    assert!(ran.stdout.contains(reason), "{}", ran.stdout);
}
