//! `--watch`: a change of the server's source runs the checks again.

use crate::Test;
use crate::support::{finish, fixtures, python, stage_command, stage_command_with_python};
use checks::cargo;
use checks::output::Output;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

pub const TESTS: &[Test] = &[
    ("watch_compares_with_the_run_before", watch_compares_with_the_run_before),
    ("watch_builds_a_package", watch_builds_a_package),
    ("watch_takes_keys", watch_takes_keys),
];

const ONLY: [&str; 5] = ["check", "2", "--watch", "--only", "hardcoded/content-length"];

/// Far longer than any of it takes.
const LONG: Duration = Duration::from_secs(30);

/// Ends with the test, however that ends.
struct Watch {
    command: Child,
    stdout: Output,
    stderr: Output,
}

impl Watch {
    fn start(mut command: Command, folder: &Path) -> Watch {
        command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut command = command.spawn().expect("the command can be run");
        let stdout = Output::collect(command.stdout.take().expect("stdout is a pipe"));
        let stderr = Output::collect(command.stderr.take().expect("stderr is a pipe"));
        Watch { command, stdout, stderr }
    }

    /// Waits until this was printed so many times, on stdout or on stderr.
    fn wait_for(&self, wanted: &str, times: usize) {
        let is_there = |text: &str| text.matches(wanted).count() >= times;
        let deadline = Instant::now() + LONG;
        let mut found = None;
        while found.is_none() && Instant::now() < deadline {
            let moment = Duration::from_millis(50);
            found = self.stdout.wait_until(moment, is_there);
            found = found.or_else(|| self.stderr.wait_until(Duration::ZERO, is_there));
        }
        let printed = format!("{}\n{}", self.stdout.text(), self.stderr.text());
        assert!(found.is_some(), "timed out waiting for {wanted:?}: {printed}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.command.kill();
        let _ = self.command.wait();
    }
}

fn watch_compares_with_the_run_before() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let server = folder.path().join("server.py");
    let write = |text: &str| fs::write(&server, text).expect("the server can be written");
    let broken = fs::read_to_string(fixtures().join("broken.py")).expect("there is such a server");
    write(&broken);
    let command = stage_command_with_python(&ONLY, &["server.py", "failing"]);
    let watch = Watch::start(command, folder.path());
    watch.wait_for("waiting for a change", 1);
    write(&broken.replace("len(body)", "len(body.encode())"));
    watch.wait_for("\n0 → 1 of 1 checks pass", 1);
    watch.wait_for("waiting for a change", 2);
    write(&broken);
    watch.wait_for("\n1 → 0 of 1 checks pass", 1);
}

/// A crate from `cargo stage new` is broken, then does not build, and is fixed again. It runs once at first.
fn watch_builds_a_package() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let mut new = stage_command(&["new", "mine", "--from", "2"]);
    new.current_dir(folder.path());
    assert_eq!(finish(new).code, Some(0));
    let main = folder.path().join("mine/src/main.rs");
    let good = fs::read_to_string(&main).expect("the crate has a program");
    let bad = good.replace("BODY.len()", "(BODY.len() - 1)");
    assert_ne!(good, bad);
    let write = |text: &str| fs::write(&main, text).expect("the program can be written");

    let mut command = stage_command(&ONLY);
    command.args(["--", "cargo", "run", "-q", "--offline", "--manifest-path", "mine/Cargo.toml"]);
    command.envs(cargo::target_folder().map(|folder| ("CARGO_TARGET_DIR", folder)));
    let watch = Watch::start(command, folder.path());
    watch.wait_for("waiting for a change", 1);
    // The build has written `Cargo.lock` and `target`, which are no sources.
    thread::sleep(Duration::from_secs(1));
    assert_eq!(watch.stderr.text().matches("waiting for a change").count(), 1);
    write(&bad);
    watch.wait_for("\n1 → 0 of 1 checks pass", 1);
    watch.wait_for("waiting for a change", 2);
    write("fn main() {");
    watch.wait_for("cargo cannot build it", 1);
    watch.wait_for("waiting for a change", 3);
    write(&good);
    watch.wait_for("\n0 → 1 of 1 checks pass", 1);
}

/// On a terminal, each screen is cleared, `h` shows another hint, `a` shows all failures, and `q` ends it.
#[cfg(unix)]
fn watch_takes_keys() {
    let check = checks::table::all().into_iter().find(|check| check.id == "cli/ready-line");
    let hints = check.expect("there is such a check").hints;
    let watch = stage_command_with_python(
        &[
            "check",
            "2",
            "--watch",
            "--only",
            "cli/ready-line",
            "--only",
            "hardcoded/content-length",
        ],
        &["broken.py", "failing"],
    );
    let mut command = Command::new(python().expect("these tests are ignored without Python"));
    command.args(["terminal.py", "haq"]).arg(watch.get_program()).args(watch.get_args());
    command.current_dir(fixtures()).env("TERM", "xterm").stdin(Stdio::null());
    let ran = finish(command);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    let screens: Vec<&str> = ran.stdout.split("\x1b[2J").skip(1).collect();
    assert_eq!(screens.len(), 3, "{ran:?}");
    let second = |screen: &str| screen.contains(&hints[1][..30]);
    assert!(!second(screens[0]) && second(screens[1]), "{ran:?}");
    let failures = |screen: &str| screen.matches("FAIL").count();
    assert_eq!([0, 1, 2].map(|number| failures(screens[number])), [1, 1, 2], "{ran:?}");
    assert!(screens[0].lines().count() <= 24, "{ran:?}");
}

/// Terminals are a matter of Unix here.
#[cfg(not(unix))]
fn watch_takes_keys() {}
