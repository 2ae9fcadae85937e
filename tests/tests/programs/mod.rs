//! Programs of others: looked for, run with a limit, and ended with all that they have started.

mod find;

pub use find::find;

use checks::output::Output;
use checks::poll::poll;
use checks::{Failure, ensure, reaper, signals};
use std::io::Write;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::Duration;

/// What was written is on its way for a moment after the program is gone.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// Runs a program to its end with this input, and gives what it wrote to stdout.
///
/// A failure says what was run, and what it wrote to stderr.
pub fn run(mut command: Command, input: Vec<u8>, limit: Duration) -> Result<String, Failure> {
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut program = Program::start(&mut command)?;
    let stdout = program.0.stdout.take().map_or_else(Output::default, Output::collect);
    let stderr = program.0.stderr.take().map_or_else(Output::default, Output::collect);
    if let Some(mut pipe) = program.0.stdin.take() {
        // The program may have no interest in it, or not in all of it.
        thread::spawn(move || pipe.write_all(&input));
    }
    let status = program.wait(limit);
    drop(program);
    stdout.wait_for_end(LAST_WORDS);
    stderr.wait_for_end(LAST_WORDS);
    let ended =
        status.map_or("did not end in time".to_string(), |status| format!("ended with {status}"));
    let message = format!("{command:?} {ended} and wrote:\n{}{}", stdout.text(), stderr.text());
    ensure(status.is_some_and(|status| status.success()), message)?;
    Ok(stdout.text())
}

/// A running program, which leads a group of processes. Dropping it ends the whole group.
struct Program(Child);

impl Program {
    fn start(command: &mut Command) -> Result<Program, Failure> {
        reaper::lead_own_group(command);
        let child = command.spawn();
        let failed = |error| Failure::new(format!("cannot run {command:?}: {error}"));
        let child = child.map_err(failed)?;
        reaper::watch(child.id());
        Ok(Program(child))
    }

    fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        poll(limit, || self.0.try_wait().ok().flatten())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        signals::kill_group(self.0.id());
        let _ = self.0.kill();
        let _ = self.0.wait();
        reaper::release(self.0.id());
    }
}
