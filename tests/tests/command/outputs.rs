//! What is printed about servers that are right, and about servers that are wrong in some way.

use crate::Test;
use crate::support::{stage, stage_with_python};
use snapbox::{Assert, IntoData, str};
use std::time::{Duration, Instant};

/// Less than a check waits for an answer, and far more than it takes where nothing has to be waited for.
const LONG: Duration = Duration::from_secs(8);

pub const TESTS: &[Test] = &[
    ("python_passes_stage_2", python_passes_stage_2),
    ("python_passes_stage_3", python_passes_stage_3),
    ("passing", passing),
    ("failing", failing),
    ("all_failures", all_failures),
    ("hints", hints),
    ("hanging", hanging),
    ("endless", endless),
    ("crashing", crashing),
    ("never_starting", never_starting),
    ("placeholders", placeholders),
    ("not_executable", not_executable),
];

/// `[..]` stands for anything in a line, and `...` for any lines. `\r` is no folder of Windows here.
pub fn assert_printed(printed: &str, expected: impl IntoData) {
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
HTTP: 0 of [..] · course: 0 of [..]

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
FAIL hardcoded/content-length ([..])

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
      Count bytes, not characters[..]

0 of 2 checks pass, in [..] s: [..]
...
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
Passed: [..]

FAIL hardcoded/status-line ([..])

    Expected:
      A request for / is answered with the status line HTTP/1.1 200 OK.

    But:
      timed out after 0.5 s waiting for the end of a response's head
...
Not run: [..] checks (6 checks in a row got no answer, and then GET / got none either)
Skipped: [..] (needs the route /)
[..] checks pass, in [..]
...
"]],
    );
}

/// Bytes that can never become an answer end the check long before the timeout.
fn endless() {
    let begin = Instant::now();
    let only = ["check", "2", "--basis", "all", "--only", "hardcoded/status-line"];
    let ran =
        stage_with_python(&[&only[..], &["--timeout", "600"]].concat(), &["broken.py", "endless"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.stdout.contains("the head of the response has not ended after"), "{}", ran.stdout);
    assert!(begin.elapsed().as_secs() < 300, "{}", ran.stdout);
}

fn crashing() {
    let only = ["check", "2", "--basis", "all", "--only", "hardcoded/status-line"];
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
