//! `--watch`: a change of the server's source runs the checks again.

use crate::Test;
use crate::support::{fixtures, stage_command_with_python};
use checks::output::Output;
use std::fs;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

pub const TESTS: &[Test] = &[("watch_tells_what_has_turned", watch_tells_what_has_turned)];

/// Far longer than any of it takes.
const LONG: Duration = Duration::from_secs(30);

/// Ends with the test, however that ends.
struct Watch {
    command: Child,
    stdout: Output,
    stderr: Output,
}

impl Watch {
    fn start(folder: &Path) -> Watch {
        let arguments = ["check", "2", "--watch", "--only", "hardcoded/content-length"];
        let mut command = stage_command_with_python(&arguments, &["server.py", "failing"]);
        command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut command = command.spawn().expect("the command can be run");
        let stdout = Output::collect(command.stdout.take().expect("stdout is a pipe"));
        let stderr = Output::collect(command.stderr.take().expect("stderr is a pipe"));
        Watch { command, stdout, stderr }
    }

    fn wait_for(&self, wanted: &str) {
        let found = self.stdout.wait_until(LONG, |text| text.contains(wanted));
        let printed = format!("{}\n{}", self.stdout.text(), self.stderr.text());
        assert!(found.is_some(), "waited for {wanted:?} in vain: {printed}");
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = self.command.kill();
        let _ = self.command.wait();
    }
}

fn watch_tells_what_has_turned() {
    let folder = tempfile::tempdir().expect("there is a place for files");
    let server = folder.path().join("server.py");
    let write = |text: &str| fs::write(&server, text).expect("the server can be written");
    let broken = fs::read_to_string(fixtures().join("broken.py")).expect("there is such a server");
    write(&broken);
    let watch = Watch::start(folder.path());
    watch.wait_for("0 passed, 1 failed");
    write(&broken.replace("len(body)", "len(body.encode())"));
    watch.wait_for("turned green: hardcoded/content-length\n");
    write(&broken);
    watch.wait_for("turned red: hardcoded/content-length\n");
}
