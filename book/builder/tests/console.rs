//! How console blocks are run: on pages of this test, with stages as servers, and with worse ones.
#![cfg(unix)]

use book::console::{Limits, Transcript, rewrite};
use book::{Error, Page};
use checks::{Stage, stages};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// For what never comes.
const SHORT: Limits =
    Limits { command: Duration::from_millis(500), server: Duration::from_millis(500) };

/// The steps `one`, `two`, `three` are the stages with these numbers; without a step there is no server.
fn stage(step: Option<&str>) -> Result<PathBuf, Error> {
    let numbers = ["", "one", "two", "three", "four", "five", "six"];
    let number = numbers.iter().position(|number| Some(*number) == step).unwrap_or_default();
    let stage = u8::try_from(number).ok().and_then(Stage::new).ok_or("there is no such step");
    let program = stage.map_err(str::to_string).and_then(stages::executable);
    program.map(Path::to_path_buf).map_err(|error| Error::in_file(Path::new("steps"), error))
}

fn page(text: &str) -> Page {
    Page::new(Path::new("page.md"), text.to_string()).expect("it is a page")
}

fn transcript(text: &str) -> Transcript {
    Transcript::with(page(text), Limits::default(), Box::new(stage)).expect("it can be run")
}

/// What is wrong with the sections of a page, in one text.
fn faults(mut transcript: Transcript) -> String {
    let sections = 0..transcript.page().sections.len();
    let faults = sections.filter_map(|section| transcript.check(section).err()).flatten();
    faults.map(|fault| fault.to_string()).collect::<Vec<_>>().join("\n")
}

/// A page whose server is this script of bash.
fn faults_with(script: &str, text: &str) -> String {
    let folder = TempDir::new().expect("there is a place for it");
    let program = folder.path().join("program");
    fs::write(&program, format!("#!/bin/bash\n{script}\n")).expect("it can be written");
    let executable = fs::Permissions::from_mode(0o755);
    fs::set_permissions(&program, executable).expect("it can be made executable");
    let programs = Box::new(move |_: Option<&str>| Ok(program.clone()));
    faults(Transcript::with(page(text), SHORT, programs).expect("it can be run"))
}

const RIGHT: &str = "\
# Without a server

```console here
$ mkdir folder && cd folder
$ pwd
/home/reader/folder
```

## The first terminal
{{#step three}}

```console server
$ cargo run
Listening on http://127.0.0.1:4221
```

```console
$ curl -i localhost:4221/echo/abc
HTTP/1.1 200 OK
Content-Type: text/plain
...

abc
$ curl -s 127.0.0.1:4221/nowhere |
> head -n 1
<!DOCTYPE html>
```

```console server
127.0.0.1:50112 \"GET /echo/abc HTTP/1.1\" 200 3
127.0.0.1:50114 \"GET /nowhere HTTP/1.1\" 404 68
^C
```

```console
$ curl localhost:4221/; echo $?
curl: (7) Failed to connect to localhost port 4221 after 0 ms: Couldn't connect to server
7
```

```console server
$ cargo run -- localhost:8080
Listening on http://127.0.0.1:8080
```

```console
$ word=$(curl localhost:8080/echo/remembered)
$ echo $word
remembered
$ cargo run -- 127.0.0.1:8080
cannot listen on 127.0.0.1:8080 (try another HOST:PORT; port 0 takes a free one): Address already in use (os error 98)
$ printf 'GET /echo/raw HTTP/1.1\\r\\n\\r\\n' | curl telnet://localhost:8080 | tail -n 1
raw
```

## The server of before

It has not changed, and bash is in its folder still.

```console
$ curl localhost:4221/user-agent -A nobody
nobody
```

```console here
$ pwd
/home/reader/folder
```

```console step=one
$ printf 'hello\\n' | curl telnet://localhost:4221
hello
^C
$ echo after it
after it
```

```console server step=one
```
";

#[test]
fn a_right_page_is_right() {
    assert_eq!(faults(transcript(RIGHT)), "");
}

#[test]
fn a_wrong_line_is_shown_with_its_command() {
    let text = "# A\n\n## B\n{{#step three}}\n\n```console\n$ curl -i localhost:4221/echo/abc\nHTTP/1.1 200 OK\n\
        Content-Type: text/html\nContent-Length: 3\nConnection: close\n\nabc\n```\n";
    let expected = "page.md:7: `curl -i localhost:4221/echo/abc` prints something else \
        (- the page, + what it is)\n HTTP/1.1 200 OK\n-Content-Type: text/html\n+Content-Type: text/plain\n \
        Content-Length: 3\n Connection: close\n \n";
    assert_eq!(faults(transcript(text)), expected);
}

#[test]
fn a_log_line_too_many_or_too_few_is_shown() {
    let text = |log: &str| {
        format!(
            "## B\n{{{{#step three}}}}\n\n```console\n$ curl -s localhost:4221/echo/ab localhost:4221/echo/c\nabc\n```\n\n\
             ```console server\n{log}```\n"
        )
    };
    let one = "127.0.0.1:50112 \"GET /echo/ab HTTP/1.1\" 200 2\n";
    let two = "127.0.0.1:50114 \"GET /echo/c HTTP/1.1\" 200 1\n";
    assert_eq!(faults(transcript(&text(&format!("{one}{two}")))), "");
    let too_few =
        "page.md:10: the server prints something else (- the page, + what it is)\n".to_string();
    assert_eq!(faults(transcript(&text(one))), format!("{too_few} {one}+{two}"));
}

#[test]
fn a_command_that_hangs_is_ended() {
    let text = "# A\n\n```console here\n$ echo begun; sleep 1000\n```\n\n## B\n\n```console here\n$ echo fresh\nfresh\n```\n";
    let begin = Instant::now();
    let transcript = Transcript::with(page(text), SHORT, Box::new(stage)).expect("it can be run");
    let expected =
        "page.md:4: `echo begun; sleep 1000` did not end within 0.5 s, but printed:\nbegun\n";
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
fn a_server_that_crashes_is_named_where_the_page_is_wrong() {
    let script = "echo Listening on 127.0.0.1:65500; echo out of luck >&2; exit 4";
    let text = "## B\n{{#step a}}\n\n```console server\n$ cargo run\nListening on 127.0.0.1:4221\nout of luck\n```\n\n\
        ```console\n$ echo one\ntwo\n```\n";
    let expected = "page.md:11: `echo one` prints something else (- the page, + what it is)\n-two\n+one\n\
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
            "page.md:1: a console block knows no `servr`; the nearest is `server`",
        ),
        (
            "```console server\n$ ls\n```\n",
            "page.md:2: a server's terminal knows `cargo run` and `cargo run -- ARGUMENTS` only",
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

#[test]
fn nothing_runs_on_after_its_section() {
    let folder = TempDir::new().expect("there is a place for it");
    let pid = folder.path().join("pid");
    let text = format!("# A\n\n```console\n$ sleep 1000 & echo $! > {}\n```\n", pid.display());
    assert_eq!(faults(transcript(&text)), "");
    let pid = fs::read_to_string(pid).expect("it was written");
    let alive = || {
        Path::new("/proc")
            .join(pid.trim())
            .join("fd")
            .read_dir()
            .is_ok_and(|mut fds| fds.next().is_some())
    };
    assert!(!alive(), "sleep runs still");
}

#[test]
fn a_page_is_made_right_and_stays_so() {
    let text = "## B\n{{#step three}}\n\nText, in 0.4 s.\n\n```console server\n$ cargo run\n```\n\n```console\n\
        $ curl -si localhost:4221/echo/abc\nHTTP/1.1 500 Wrong\n...\n\nabc\n```\n\n```console server\n\
        127.0.0.1:51234 \"GET /echo/abc HTTP/1.1\" 200 3\nwrong\n```\n\n```console\n$ curl localhost:4221/echo/end\n```\n\n\
        ```console server\n```\n";
    let expected = text
        .replace("$ cargo run\n", "$ cargo run\nListening on http://127.0.0.1:4221\n")
        .replace("500 Wrong", "200 OK")
        .replace("wrong\n", "")
        .replace("/end\n```", "/end\nend\n```")
        .replace(
            "```console server\n```\n",
            "```console server\n127.0.0.1:50112 \"GET /echo/end HTTP/1.1\" 200 3\n```\n",
        );
    let limits = Limits { server: Duration::from_secs(2), ..Limits::default() };
    let rewritten = |text: &str| {
        let transcript = Transcript::with(page(text), limits, Box::new(stage));
        let mut transcript = transcript.expect("it can be run");
        let played = transcript.run(1).expect("it can be run");
        rewrite(text, &played)
    };
    let first = rewritten(text);
    assert_eq!(first.text, expected);
    let lines: Vec<usize> = first.changes.iter().map(|(line, _)| *line).collect();
    assert_eq!(lines, [7, 11, 19, 24, 28]);
    let second = rewritten(&expected);
    assert_eq!((second.text, second.changes), (expected, Vec::new()));
}
