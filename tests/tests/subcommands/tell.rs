//! Commands that only print: `list`, `explain`, `completions`, and error messages.

use crate::{complaint, stage, stdout};
use snapbox::{assert_data_eq, str};
use std::io::Read;
use std::process::Stdio;

#[test]
fn list_has_a_row_for_each_stage_and_the_elective() {
    let expected = str![[r"
Stage                  New Checks  Lesson
1 tcp-echo          [..]  bind, accept, read, write, and what the end of a stream means
2 hardcoded         [..]  where the head of a request ends, and what a response is made of
3 routing           [..]  the request line, headers, paths; errors as statuses
4 bodies            [..]  bodies, files in and out, JSON, limits, staying inside a folder
5 threads           [..]  a thread for each connection, shared state, deadlines
6 threadpool        [..]  a bounded pool, backpressure, panics, a graceful end
7 httparse          [..]  an incremental parser, sessions that outlive a request, chunked bodies
event-loop          [..]  one thread for each processor waits for all clients at once

New: checks that the stage introduces. Checks: all that it has to pass.

"]];
    assert_data_eq!(stdout(stage().arg("list")), expected);
}

#[test]
fn checks_are_listed_for_all_stages_or_for_one() {
    let all = stdout(stage().args(["list", "--checks"]));
    assert_eq!(all.lines().count(), checks::table::all().len());
    let of_first = stdout(stage().args(["list", "--checks", "1"]));
    assert!(of_first.contains("echo/text ") && !of_first.contains("books/"), "{of_first}");
    assert_eq!(of_first, stdout(stage().args(["list", "stage01-tcp-echo"])));
    let of_elective = stdout(stage().args(["list", "--checks", "event-loop"]));
    assert!(of_elective.contains("threads/crowd-drips-heads "), "{of_elective}");
    assert!(!of_elective.contains("cli/workers-malformed "), "{of_elective}");
}

#[test]
fn an_exercise_sheet_is_markdown_or_csv() {
    let markdown = stdout(stage().args(["list", "--checks", "3", "--format", "md"]));
    let head = "| Check | Basis | RFC | What is expected | Points |\n|---|---|---|---|--:|\n";
    assert!(markdown.starts_with(head), "{markdown}");
    let check = a_check_with_a_comma();
    let (id, authority, expect) = (check.id, check.basis.name(), check.expect);
    assert!(markdown.contains(&format!("\n| `{id}` | {authority} | ")), "{markdown}");
    assert!(markdown.contains(&format!(" | {expect} | 1 |\n")), "{markdown}");
    let csv = stdout(stage().args(["list", "--checks", "3", "--format", "csv"]));
    assert!(csv.contains(&format!("\n{id},{authority},")), "{csv}");
    assert!(csv.contains(&format!(",\"{expect}\",1\n")), "{csv}");
    assert_eq!(csv.lines().count(), 1 + stdout(stage().args(["list", "3"])).lines().count());
}

/// A check of stage 3 whose text a file of comma-separated values has to quote.
fn a_check_with_a_comma() -> &'static checks::Check {
    let is_one = |check: &&checks::Check| {
        check.chapter() == checks::Stage::new(3)
            && check.expect.contains(',')
            && !check.expect.contains(['"', '|'])
    };
    checks::table::all().into_iter().find(is_one).expect("there is such a check")
}

#[test]
fn explain_calls_the_elective_by_its_name() {
    let weakness = stdout(stage().args(["explain", "threads/crowd-drips-heads"]));
    assert!(weakness.contains("Stages that pass it:\n  5, event-loop\n"), "{weakness}");
    let new = stdout(stage().args(["explain", "cli/loops-malformed"]));
    assert!(new.contains("Chapter:\n  event-loop, an elective: one thread"), "{new}");
    assert!(new.contains("cargo stage replay cli/loops-malformed\n"), "{new}");
}

#[test]
fn explain_tells_all_that_the_table_says() {
    let expected = str![[r"
echo/text
  A line of text comes back unchanged, and the server closes once the client has closed its
  side.

Asked by:
  [..]

Stages that pass it:
  1

Stages that are known to fail it:
  none

By hand:
  cargo stage replay echo/text

Why it matters:
...
Hints:
  1. [..]
...
Chapter:
  1, stage01-tcp-echo: bind, accept, read, write, and what the end of a stream means

"]];
    assert_data_eq!(stdout(stage().args(["explain", "echo/text"])), expected);
}

#[test]
fn errors_name_the_argument_and_what_is_nearest_to_it() {
    let expected = str![[r"
error: there is no check `echo/txt`; did you mean `echo/text`[..]
`cargo stage list --checks` names all checks

"]];
    assert_data_eq!(complaint(stage().args(["explain", "echo/txt"])), expected);
    let errors: [(&[&str], &[&str]); 9] = [
        (&["list", "--format", "md", "--weights", "none"], &["'none'", "--weights"]),
        (&["explain", "echo"], &["`echo` is a topic", "\n  echo/text\n"]),
        (&["list", "--checks", "stage5-threads"], &["stage5-threads", "stage05-threads"]),
        (&["diff", "4", "9"], &["no stage 9", "from 1 to 7"]),
        (&["diff", "7", "8"], &["no stage 8", "`event-loop`"]),
        (&["list", "event-lop"], &["event-lop", "did you mean `event-loop`?"]),
        (&["diff", "stage05-thread", "4"], &["stage05-thread", "`stage05-threads`"]),
        (&["new", "my server", "--from", "2"], &["\"my server\"", "`my-server --from 2`"]),
        (&["completions", "bsh"], &["'bsh'", "'bash'"]),
    ];
    for (arguments, parts) in errors {
        let complaint = complaint(stage().args(arguments));
        assert!(parts.iter().all(|part| complaint.contains(part)), "{arguments:?}: {complaint}");
    }
}

#[test]
fn each_shell_gets_its_completions() {
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let script = stdout(stage().args(["completions", shell]));
        assert!(script.contains("explain"), "{shell}");
    }
}

#[test]
fn each_subcommand_has_help() {
    for name in ["check", "next", "replay", "list", "explain", "diff", "new", "completions"] {
        let help = stdout(stage().args([name, "--help"]));
        assert!(help.contains(&format!("Usage: cargo stage {name}")), "{help}");
    }
}

/// As in `cargo stage diff 6 7 | head -1`.
#[test]
fn a_reader_may_leave_before_the_end() {
    for arguments in
        [vec!["list", "--checks"], vec!["diff", "1", "7"], vec!["explain", "echo/text"]]
    {
        let mut command = stage();
        command.args(&arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the program runs");
        drop(child.stdout.take());
        let mut complaint = String::new();
        let mut stderr = child.stderr.take().expect("stderr is piped");
        stderr.read_to_string(&mut complaint).expect("stderr is UTF-8");
        assert!(child.wait().expect("the program ends").success(), "{arguments:?}: {complaint}");
        assert_eq!(complaint, "");
    }
}
