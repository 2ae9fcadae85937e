//! Pages that are right, pages that are wrong, and how the second become the first.

use crate::support::{faults, transcript};
use book::console::update;
use std::fs;
use tempfile::TempDir;

/// Only what no page of the book does yet: the book's own blocks are run by the test of its sections.
const RIGHT: &str = "\
# Without a server

```console here
$ mkdir folder && cd folder
$ nonsense
bash: nonsense: command not found
```

## The first terminal
{{#step 3}}

```console server
$ cargo run -- localhost:8080
Listening on http://127.0.0.1:8080
```

```console
$ word=$(curl localhost:8080/echo/remembered)
$ echo $word |
> wc -l
1
$ cargo run -- 127.0.0.1:8080
cannot listen on 127.0.0.1:8080 (try another HOST:PORT; port 0 takes a free one): Address already in use (os error 98)
```

```console server
127.0.0.1:50112 \"GET /echo/remembered HTTP/1.1\" 200 10
^C
```

```console
$ curl localhost:8080/; echo $?
curl: (7) Failed to connect to localhost port 8080 after 0 ms: Couldn't connect to server
7
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

```console server step=6
$ cargo run -- --quiet --workers 2
Listening on http://127.0.0.1:4221
^C
Stopping after the running requests; Ctrl-C stops at once
Stopped
```

```console step=1
$ printf 'hello\\n' | curl telnet://localhost:4221
hello
^C
$ echo after it
after it
```

```console server step=1
```
";

#[test]
fn a_right_page_is_right() {
    assert_eq!(faults(transcript(RIGHT)), "");
}

#[test]
fn a_wrong_line_is_shown_with_its_command() {
    let text = "# A\n\n## B\n{{#step 3}}\n\n```console\n$ curl -i localhost:4221/echo/abc\nHTTP/1.1 200 OK\n\
        Content-Type: text/html\nContent-Length: 3\nConnection: close\n\nabc\n```\n";
    let expected = "page.md:7: `curl -i localhost:4221/echo/abc` prints something else \
        (- page, + command)\n@@ -1,5 +1,5 @@\n HTTP/1.1 200 OK\n-Content-Type: text/html\n+Content-Type: text/plain\n \
        Content-Length: 3\n Connection: close\n \n";
    assert_eq!(faults(transcript(text)), expected);
}

#[test]
fn a_log_line_too_many_or_too_few_is_shown() {
    let text = |log: &str| {
        format!(
            "## B\n{{{{#step 3}}}}\n\n```console\n$ curl -s localhost:4221/echo/ab localhost:4221/echo/c\nabc\n```\n\n\
             ```console server\n{log}```\n"
        )
    };
    let one = "127.0.0.1:50112 \"GET /echo/ab HTTP/1.1\" 200 2\n";
    let two = "127.0.0.1:50114 \"GET /echo/c HTTP/1.1\" 200 1\n";
    assert_eq!(faults(transcript(&text(&format!("{one}{two}")))), "");
    let too_few = faults(transcript(&text(one)));
    let place = "page.md:10: the server prints something else ";
    assert!(too_few.starts_with(place) && too_few.contains(&format!("\n {one}+")), "{too_few}");
}

#[test]
fn a_block_that_needs_a_missing_program_is_left_out() {
    let text = "# A\n\n## B\n{{#step 3}}\n\n```console server\n$ cargo run\nListening on http://127.0.0.1:4221\n```\n\n\
        ```console needs=curl,no-such-program\n$ curl -s localhost:4221/echo/ab\nab\n```\n\n\
        ```console server\n127.0.0.1:50112 \"GET /echo/ab HTTP/1.1\" 200 2\n```\n\n\
        ```console needs=curl\n$ curl -s localhost:4221/echo/c\nc\n```\n\n\
        ```console server\n127.0.0.1:50114 \"GET /echo/c HTTP/1.1\" 200 1\n```\n";
    assert_eq!(faults(transcript(text)), "");
    let wrong = faults(transcript(&text.replace("200 1", "200 2")));
    assert!(wrong.starts_with("page.md:26: the server prints something else "), "{wrong}");
}

/// Reported as right where there is no such program: then the blocks are left out.
#[test]
fn a_server_can_be_looked_at_from_below() {
    let text = "# A\n\n## B\n{{#step 3}}\n\n```console needs=ss\n$ ss -Hltn 'sport = :4221' | awk '{print $4}'\n\
        127.0.0.1:4221\n```\n\n\
        ```console needs=strace\n$ strace -o calls -p $(pidof my-server) 2> log & until grep -qs attached log; do sleep 0.1; done\n\
        $ curl -s localhost:4221/echo/c > answer; kill %1; wait; grep -om1 '^accept4' calls\naccept4\n```\n";
    assert_eq!(faults(transcript(text)), "");
}

#[test]
fn pages_of_a_folder_are_rewritten() {
    let folder = TempDir::new().expect("there is a place for it");
    let one = "# One\n\n```console here\n$ echo right\nright\n```\n";
    let two =
        "# Two\n\n```console here\n$ echo right\nwrong\n$ exit\n```\n\n```rust\n$ echo\n```\n";
    for (name, text) in [("stage01.md", one), ("stage02.md", two), ("notes.txt", two)] {
        fs::write(folder.path().join(name), text).expect("it can be written");
    }
    let mut told = Vec::new();
    let errors = update(folder.path(), Some("stage02"), |line| told.push(line.to_string()));
    let place = format!("{}/stage02.md", folder.path().display());
    assert_eq!(told, [format!("{place}:4: `echo right` was rewritten")]);
    let errors = book::joined(&errors.expect_err("the terminal has ended"));
    assert_eq!(errors, format!("{place}:6: `exit` ends the terminal, having printed:\n"));
    let read = |name: &str| fs::read_to_string(folder.path().join(name)).expect("it is there");
    assert_eq!(read("stage02.md"), two.replace("wrong", "right"));
    assert_eq!((read("stage01.md"), read("notes.txt")), (one.to_string(), two.to_string()));
    assert!(update(folder.path(), Some("3"), |_| {}).is_err());
}
