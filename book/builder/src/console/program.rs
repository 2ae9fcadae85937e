//! A program that is run as in a terminal. Dropping its value ends it.

use checks::output::Output;
use checks::poll::poll;
use checks::{reaper, signals};
use std::io;
use std::process::{Child, ChildStdin, Command, ExitStatus};
use std::time::Duration;

/// A running program, which leads a group of processes. Dropping it ends the whole group.
#[derive(Debug)]
pub struct Program {
    child: Child,
    /// Its stdout and stderr, together.
    pub output: Output,
}

impl Program {
    /// Starts it.
    pub fn start(mut command: Command) -> io::Result<Program> {
        let (reader, writer) = io::pipe()?;
        command.stdout(writer.try_clone()?).stderr(writer);
        reaper::lead_own_group(&mut command);
        signals::heed_interrupts();
        let child = command.spawn()?;
        reaper::watch(child.id());
        // The output ends when its last writer is closed, and the command holds one.
        drop(command);
        Ok(Program { child, output: Output::collect(reader) })
    }

    /// Its process.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Our end of its input, if that is a pipe.
    pub fn take_input(&mut self) -> Option<ChildStdin> {
        self.child.stdin.take()
    }

    /// Presses Ctrl-C: it goes to all of the group.
    pub fn interrupt(&self) {
        signals::interrupt_group(self.child.id());
    }

    /// How it ended, if it has.
    pub fn end(&mut self) -> Option<ExitStatus> {
        self.child.try_wait().ok().flatten()
    }

    /// Waits until it ends by itself. Returns `None` if the limit passes first.
    pub fn wait(&mut self, limit: Duration) -> Option<ExitStatus> {
        poll(limit, || self.end())
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
