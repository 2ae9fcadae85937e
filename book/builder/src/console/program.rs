//! A program whose output comes as a terminal shows it, and that ends with the value that stands for it.

use checks::output::Output;
use checks::{reaper, signals};
use std::io;
use std::process::{Child, ChildStdin, Command, ExitStatus};
use std::thread;
use std::time::{Duration, Instant};

/// A running program, which leads a group of processes. Dropping it ends the whole group.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// What it prints, to stdout and to stderr, in one.
    pub output: Output,
}

impl Program {
    /// Starts it.
    pub fn start(mut command: Command) -> io::Result<Program> {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        reaper::lead_own_group(&mut command);
        let child = command.spawn()?;
        reaper::watch(child.id());
        // The output ends when nobody can write to it any more, and the command could.
        drop(command);
        Ok(Program { child, output: Output::collect(reader) })
    }

    /// Where its input is a pipe, our end of it.
    pub fn take_input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Presses Ctrl-C: it goes to all of the group.
    pub fn interrupt(&self) {
        signals::interrupt_group(self.child.id());
    }

    /// How it ended, where it has.
    pub fn end(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits until it ends by itself. Returns `None` if the limit passes first.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        let deadline = Instant::now() + limit;
        while Instant::now() < deadline {
            if let Some(status) = self.end() {
                return Some(status);
            }
            // The standard library has no wait with a limit.
            thread::sleep(Duration::from_millis(2));
        }
        self.end()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        signals::kill_group(self.child.id());
        let _ = self.child.kill();
        let _ = self.child.wait();
        reaper::release(self.child.id());
    }
}
