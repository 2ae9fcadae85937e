//! Commands and servers that hang, crash or make no sense.

use crate::support::{SHORT, faults, faults_with, page, stage, transcript};
use book::console::Transcript;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

#[test]
fn a_command_that_hangs_is_ended() {
    let text = "# A\n\n```console here\n$ echo one\ntwo\n$ echo begun; sleep 1000\n```\n\n## B\n\n```console here\n$ echo fresh\nfresh\n```\n";
    let begin = Instant::now();
    let transcript = Transcript::with(page(text), SHORT, Box::new(stage)).expect("it can be run");
    let expected = "page.md:4: `echo one` prints something else (- page, + command)\n@@ -1 +1 @@\n-two\n+one\n\n\
        page.md:6: `echo begun; sleep 1000` did not end within 0.5 s, but printed:\nbegun\n";
    assert_eq!(faults(transcript), expected);
    assert!(begin.elapsed() < Duration::from_secs(60));
}

#[test]
fn a_server_that_never_listens_is_told() {
    let expected = "the server did not say `Listening on …` within 0.5 s, but:\nhello\n";
    let script = "echo hello; sleep 1000";
    let silent =
        faults_with(script, "## B\n{{#step a}}\n\n```console\n$ curl localhost:4221\n```\n");
    assert_eq!(silent, format!("page.md:5: {expected}"));
    let shown = faults_with(script, "## B\n{{#step a}}\n\n```console server\n$ cargo run\n```\n");
    assert_eq!(shown, format!("page.md:5: {expected}"));
}

#[test]
fn a_server_that_ends_at_once_is_told() {
    let script = "echo no port left >&2; exit 3";
    let silent =
        faults_with(script, "## B\n{{#step a}}\n\n```console\n$ curl localhost:4221\n```\n");
    assert_eq!(silent, "page.md:5: the server ended before it listened:\nno port left");
    let text = "## B\n{{#step a}}\n\n```console server\n$ cargo run\nno port left\n```\n";
    assert_eq!(faults_with(script, text), "");
}

#[test]
fn a_line_that_the_page_does_not_show_is_waited_for() {
    let script = "echo Listening on 127.0.0.1:65500; sleep 0.05; echo late";
    let text =
        "## B\n{{#step a}}\n\n```console server\n$ cargo run\nListening on 127.0.0.1:4221\n```\n";
    let faults = faults_with(script, text);
    assert!(faults.contains("\n Listening on 127.0.0.1:4221\n+late\n"), "{faults}");
}

#[test]
fn a_server_that_crashes_is_named_where_the_page_is_wrong() {
    let script = "echo Listening on 127.0.0.1:65500; echo out of luck >&2; exit 4";
    let text = "## B\n{{#step a}}\n\n```console server\n$ cargo run\nListening on 127.0.0.1:4221\nout of luck\n```\n\n\
        ```console\n$ echo one\ntwo\n```\n";
    let expected = "page.md:11: `echo one` prints something else (- page, + command)\n@@ -1 +1 @@\n-two\n+one\n\
        the server had ended with exit status: 4; its last line was:\nout of luck\n";
    assert_eq!(faults_with(script, text), expected);
}

#[test]
fn blocks_that_make_no_sense_are_told() {
    let cases = [
        (
            "```console\nno command\n```\n",
            "page.md:2: output without a command: a command begins with `$ `",
        ),
        (
            "```console servr\n```\n",
            "page.md:1: unknown word `servr` for a console block; did you mean `server`?",
        ),
        (
            "```console server\n$ ls\n```\n",
            "page.md:2: a server's terminal takes only `cargo run` and `cargo run -- ARGUMENTS`",
        ),
        (
            "```console server\n$ cargo run -p stage7-httparse\n```\n",
            "page.md:2: there is no stage `stage7-httparse`; did you mean `stage07-httparse`?",
        ),
        ("```console server\n```\n", "page.md:2: there is no server yet"),
        (
            "```console here\n$ exit 3\n```\n",
            "page.md:2: `exit 3` ends the terminal, having printed:\n",
        ),
    ];
    for (text, expected) in cases {
        assert_eq!(faults_with("true", text), expected, "{text}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn nothing_runs_on_after_its_section() {
    let folder = TempDir::new().expect("there is a place for it");
    let pid = folder.path().join("pid");
    let text = format!("# A\n\n```console\n$ sleep 1000 & echo $! > {}\n```\n", pid.display());
    assert_eq!(faults(transcript(&text)), "");
    let pid = fs::read_to_string(pid).expect("it was written");
    // A process that has ended keeps its number until its parent waits for it, but has no open files.
    let files = Path::new("/proc").join(pid.trim()).join("fd");
    let runs = || files.read_dir().is_ok_and(|mut files| files.next().is_some());
    let deadline = Instant::now() + Duration::from_secs(5);
    while runs() {
        assert!(Instant::now() < deadline, "sleep runs still");
        thread::sleep(Duration::from_millis(2));
    }
}
