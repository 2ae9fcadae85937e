//! No server outlives the command.

use crate::Test;

#[cfg(unix)]
pub const TESTS: &[Test] = &[
    ("ctrl_c_leaves_no_server_behind", unix::ctrl_c_leaves_no_server_behind),
    ("ctrl_c_prints_the_tally", unix::ctrl_c_prints_the_tally),
    ("children_of_a_server_end_with_it", unix::children_of_a_server_end_with_it),
    ("a_server_in_the_background_ends", unix::a_server_in_the_background_ends),
    ("ctrl_c_ends_a_build", unix::ctrl_c_ends_a_build),
];

#[cfg(not(unix))]
pub const TESTS: &[Test] = &[];

#[cfg(unix)]
mod unix {
    use crate::support::{finish, python, stage_command, stage_command_with_python};
    use checks::signals::{Signal, send};
    use rustix::process::{Pid, kill_process, test_kill_process};
    use std::fs;
    use std::path::Path;
    use std::process::Stdio;
    use std::thread;
    use std::time::{Duration, Instant};
    use tempfile::TempDir;

    /// Far longer than any of it takes.
    const LONG: Duration = Duration::from_secs(30);

    pub fn ctrl_c_leaves_no_server_behind() {
        let folder = tempfile::tempdir().expect("there is a place for files");
        let list = folder.path().join("pids");
        let mut command = stage_command_with_python(&["check", "2"], &["broken.py", "hanging"]);
        command.env("PID_FILE", &list).stdout(Stdio::null()).stderr(Stdio::null());
        let mut running = command.spawn().expect("the command can be run");
        wait_until("a server starts", || !servers(&list).is_empty());
        send(running.id(), Signal::Interrupt).expect("the command still runs");
        let _ = running.wait();
        wait_until("all servers are gone", || !servers(&list).into_iter().any(lives));
    }

    pub fn ctrl_c_prints_the_tally() {
        let folder = tempfile::tempdir().expect("there is a place for files");
        let list = folder.path().join("pids");
        let only = ["check", "3", "--jobs", "1", "--only", "routing"];
        let mut command = stage_command_with_python(&only, &["flaky.py"]);
        command.env("PID_FILE", &list).stdout(Stdio::piped());
        let running = command.spawn().expect("the command can be run");
        // One to see whether it answers, one for its home page, and one that never answers.
        wait_until("the third server starts", || servers(&list).len() >= 3);
        send(running.id(), Signal::Interrupt).expect("the command still runs");
        let output = running.wait_with_output().expect("the command ends");
        let stdout = String::from_utf8_lossy(&output.stdout);
        assert_eq!(output.status.code(), Some(130), "{stdout}");
        assert!(stdout.contains(" checks (interrupted)\n1 of "), "{stdout}");
        wait_until("all servers are gone", || !servers(&list).into_iter().any(lives));
    }

    /// The shell waits for its child: the signal has to reach both.
    pub fn children_of_a_server_end_with_it() {
        let folder = tempfile::tempdir().expect("there is a place for files");
        let list = folder.path().join("pids");
        let script = format!("'{}' broken.py failing {{addr}}; true", python_path());
        let only = ["check", "2", "--only", "hardcoded/status-line", "--", "sh", "-c"];
        let mut command = stage_command(&only);
        let script = script.replace("broken.py", &broken());
        command.arg(script).env("PID_FILE", &list);
        let ran = finish(command);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(!servers(&list).is_empty());
        wait_until("all servers are gone", || !servers(&list).into_iter().any(lives));
    }

    /// Only on Linux can it be found again.
    pub fn a_server_in_the_background_ends() {
        let folder = tempfile::tempdir().expect("there is a place for files");
        let list = folder.path().join("pids");
        let mut command = stage_command_with_python(&["check", "2"], &["broken.py", "background"]);
        command.env("PID_FILE", &list);
        let ran = finish(command);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(ran.stderr.contains("has to stay in the foreground"), "{}", ran.stderr);
        if cfg!(target_os = "linux") {
            wait_until("all servers are gone", || !servers(&list).into_iter().any(lives));
        }
        servers(&list).into_iter().filter(|process| lives(*process)).for_each(kill);
    }

    /// It is cargo that has started the build script, which never ends.
    pub fn ctrl_c_ends_a_build() {
        let folder = crate_that_never_builds();
        let list = folder.path().join("pids");
        let mut command = stage_command(&["check", "2", "--", "cargo", "run", "-q"]);
        command.current_dir(folder.path()).env("PID_FILE", &list).env_remove("CARGO_TARGET_DIR");
        let running = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn();
        let mut running = running.expect("the command can be run");
        wait_until("the build begins", || !servers(&list).is_empty());
        send(running.id(), Signal::Interrupt).expect("the command still runs");
        let _ = running.wait();
        wait_until("the build is gone", || !servers(&list).into_iter().any(lives));
    }

    const NEVER_ENDS: &str = r#"fn main() {
    let list = std::env::var("PID_FILE").unwrap();
    std::fs::write(list, format!("{}\n", std::process::id())).unwrap();
    std::thread::sleep(std::time::Duration::from_secs(600));
}
"#;

    fn crate_that_never_builds() -> TempDir {
        let folder = tempfile::tempdir().expect("there is a place for files");
        let manifest = "[package]\nname = \"slow\"\nedition = \"2024\"\n[workspace]\n";
        fs::create_dir(folder.path().join("src")).expect("a folder can be made");
        let main = "fn main() {}\n";
        for (name, text) in
            [("Cargo.toml", manifest), ("build.rs", NEVER_ENDS), ("src/main.rs", main)]
        {
            fs::write(folder.path().join(name), text).expect("a file can be written");
        }
        folder
    }

    fn kill(process: i32) {
        if let Some(process) = Pid::from_raw(process) {
            let _ = kill_process(process, rustix::process::Signal::KILL);
        }
    }

    fn python_path() -> String {
        python().expect("these tests are ignored without Python").display().to_string()
    }

    fn broken() -> String {
        format!("'{}'", crate::support::fixtures().join("broken.py").display())
    }

    fn servers(list: &Path) -> Vec<i32> {
        let list = fs::read_to_string(list).unwrap_or_default();
        list.lines().filter_map(|line| line.parse().ok()).collect()
    }

    fn lives(process: i32) -> bool {
        Pid::from_raw(process).is_some_and(|process| test_kill_process(process).is_ok())
    }

    fn wait_until(wanted: &str, met: impl Fn() -> bool) {
        let deadline = Instant::now() + LONG;
        while !met() {
            assert!(Instant::now() < deadline, "timed out waiting: {wanted}");
            thread::sleep(Duration::from_millis(10));
        }
    }
}
