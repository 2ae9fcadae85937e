//! Servers come up, or say why not; and none of them outlives its test.

use checks::failure::FailureKind;
use checks::runner::Outcome;
use checks::{Check, Failure, Need, Server, Stage, Stages, Target, ensure, reaper, stages};
use std::io::Write;
use std::net::TcpStream;
use std::process::{Command, Stdio};
use std::time::Duration;

/// The program that is no server: it prints a line and ends.
const NO_SERVER: &str = env!("CARGO_BIN_EXE_checks");

fn target(number: u8) -> Target {
    let stage = Stage::new(number).expect("a stage");
    Target::new(stage, stages::executable(stage).expect("a build without errors"))
}

fn accepts(server: &Server) -> bool {
    TcpStream::connect(server.addr()).is_ok()
}

#[test]
fn each_server_has_its_own_port_and_folder() {
    let target = target(4);
    let (one, two) = (target.start().expect("one"), target.start().expect("two"));
    assert_ne!(one.addr().port(), two.addr().port());
    assert_ne!(one.home().expect("a folder"), two.home().expect("a folder"));
    assert!(accepts(&one) && accepts(&two));
}

#[test]
fn a_server_ends_with_its_value_and_leaves_nothing() {
    let server = target(4).start().expect("a server");
    let (address, home) = (server.addr(), server.home().expect("a folder").to_path_buf());
    assert!(home.is_dir() && server.is_running());
    drop(server);
    assert!(TcpStream::connect(address).is_err());
    assert!(!home.exists());
}

#[test]
fn what_is_no_server_is_told_with_its_end() {
    let stage = Stage::new(2).expect("a stage");
    let failure = Target::new(stage, NO_SERVER).start().expect_err("no server");
    assert_eq!(failure.kind, FailureKind::NotStarted);
    assert!(failure.message.contains("ended by itself with exit"), "{failure}");
}

#[test]
fn what_is_no_program_is_told_by_its_name() {
    let stage = Stage::new(2).expect("a stage");
    let failure = Target::new(stage, "no/such/program").start().expect_err("no program");
    assert_eq!(failure.kind, FailureKind::NotStarted);
    assert!(failure.message.contains("no/such/program"), "{failure}");
}

static PANICS: Check = Check {
    id: "topic/panics",
    stages: Stages::since(1),
    expect: "The server survives.",
    why: "It should.",
    hints: &["Survive."],
    needs: &[Need::Signals],
    run: |target| {
        let server = target.start()?;
        let answered = server.get("/panic").is_ok();
        server.wait_exit()?;
        ensure(answered, "no answer")
    },
    ..Check::DEFAULT
};

#[test]
fn a_crash_is_reported_with_the_last_words() {
    let Outcome::Failed(report) = PANICS.run_on(&target(4)).outcome else {
        panic!("stage 4 does not survive a panic");
    };
    let report = report.to_string();
    assert!(report.contains("stderr: ") && report.contains("panicked"), "{report}");
    assert!(report.contains("It ended by itself with exit "), "{report}");
}

#[test]
fn the_guard_ends_servers_that_nobody_has_released() {
    let target = target(2);
    let (lost, released) = (target.start().expect("one"), target.start().expect("two"));
    let mut reaper = Command::new(NO_SERVER)
        .arg(reaper::ARGUMENT)
        .stdin(Stdio::piped())
        .spawn()
        .expect("a reaper");
    let (first, second) = (lost.process_id(), released.process_id());
    let lines = format!("watch {first}\nwatch {second}\nrelease {second}\n");
    let mut pipe = reaper.stdin.take().expect("a pipe");
    pipe.write_all(lines.as_bytes()).expect("a reaper that reads");
    drop(pipe);
    lost.wait_exit().expect("the reaper has ended it");
    assert!(reaper.wait().expect("an end").success());
    assert!(released.is_running());
}

#[test]
fn a_skipped_check_is_neither_passed_nor_failed() {
    static SKIPPED: Check = Check { run: |_| Err(Failure::skipped("not here")), ..PANICS };
    let target = target(1).with_timeout(Duration::from_secs(1));
    assert!(
        matches!(SKIPPED.run_on(&target).outcome, Outcome::Skipped(reason) if reason == "not here")
    );
}

/// The server waits in the middle of its log when the pipe is full, although it has answered.
#[test]
fn an_unread_log_fills_its_pipe() {
    let target = target(4).with_timeout(Duration::from_secs(1));
    let server = target.launch().stderr_unread().start().expect("a server");
    let target = format!("/echo/{}", "a".repeat(7000));
    let answered = (0..48).take_while(|_| server.get(&target).is_ok()).count();
    assert!((2..48).contains(&answered), "{answered} requests were answered");
    assert_eq!(server.stderr().expect("a text"), "");
}
