//! The first terminal, with a server in it.

use super::invocation::Invocation;
use super::program::Program;
use super::scratch::Scratch;
use super::shell::{PROGRAM, bash};
use super::transcript::Limits;
use super::watch::{Watch, lines};
use checks::ready::ready_address;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

/// A program that has closed its output is about to end.
const LAST_WORDS: Duration = Duration::from_millis(200);

/// A server that was started: it may have ended since.
pub struct Server {
    program: Program,
    /// The port on the page.
    shown: u16,
    /// The port that it really has, if it listens.
    real: Option<u16>,
    /// The name that its package really has, and the one on the page.
    package: (String, String),
    /// The bytes of output that earlier blocks of the page show.
    seen: usize,
    limits: Limits,
}

impl Server {
    /// The port that a server is started with: it takes a free one.
    pub const ANY_PORT: u16 = 0;

    /// Stands for its program in an invocation.
    pub const EXECUTABLE: &str = "exec \"$BOOK_PROGRAM\"";

    /// Starts a server, and waits until it listens or ends. The error says what happened instead.
    pub fn start(
        invocation: &Invocation,
        executable: &Path,
        scratch: &Scratch,
        limits: Limits,
    ) -> Result<Server, String> {
        let cannot_run = |error| format!("cannot run it: {error}");
        scratch.set_program(executable).map_err(cannot_run)?;
        let mut bash = bash(&scratch.crate_folder());
        bash.arg("-c").arg(&invocation.command).env(PROGRAM, scratch.program());
        bash.stdin(Stdio::null());
        let program = Program::start(bash).map_err(cannot_run)?;
        let name = executable.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let package = (name, invocation.package.clone());
        let shown = invocation.port;
        let mut server = Server { program, shown, real: None, package, seen: 0, limits };
        server.wait_until_ready()?;
        if let Some(real) = server.real {
            scratch.set_server(server.program.id(), server.shown, real).map_err(cannot_run)?;
        }
        Ok(server)
    }

    fn wait_until_ready(&mut self) -> Result<(), String> {
        let (output, limit) = (&self.program.output, self.limits.server);
        let text = output.wait_until(limit, |text| ready_address(text).is_some());
        self.real = text.as_deref().and_then(ready_address).map(|address| address.port());
        if self.real.is_some() || self.program.output.has_ended() {
            return Ok(());
        }
        let (seconds, printed) = (limit.as_secs_f32(), self.program.output.text());
        Err(format!("the server did not say `Listening on …` within {seconds} s, but:\n{printed}"))
    }

    /// The port that it listens on, or has listened on.
    pub fn port(&self) -> Option<u16> {
        self.real
    }

    /// Forgets what was printed so far.
    pub fn skip(&mut self) {
        self.seen = self.program.output.text().len();
    }

    /// Waits for the output that the page shows, and returns all output since the last block.
    pub fn printed(&mut self, shown: &[String]) -> Vec<String> {
        let as_shown = |text: &str| self.as_shown(text);
        let watch = Watch { shown, as_shown: &as_shown, limits: self.limits };
        let printed = watch.wait(&self.program.output, self.seen);
        self.seen += printed.len();
        lines(&self.as_shown(&printed))
    }

    /// Presses Ctrl-C, waits for the end, and gives what was printed before it.
    pub fn interrupt(&mut self) -> Result<Vec<String>, String> {
        let limit = self.limits.server;
        self.program.interrupt();
        let end = self.program.wait(limit);
        end.ok_or_else(|| format!("the server still ran {} s later", limit.as_secs_f32()))?;
        self.program.output.wait_for_end(limit);
        Ok(self.printed(&[]))
    }

    /// How it ended, if it has, and its last line.
    pub fn end(&mut self) -> Option<String> {
        // Its output ends a moment before the program does.
        let limit = if self.program.output.has_ended() { LAST_WORDS } else { Duration::ZERO };
        let status = self.program.wait(limit)?;
        let text = self.program.output.text();
        let words = lines(&self.as_shown(&text));
        let last = words.last().map(|words| format!("; its last line was:\n{words}"));
        Some(format!("the server had ended with {status}{}", last.unwrap_or_default()))
    }

    /// The command with the address that the server really has.
    pub fn as_real(&self, command: &str) -> String {
        let (shown, real) = (self.shown, self.real.unwrap_or(self.shown));
        command.replace(&format!("127.0.0.1:{shown}"), &format!("127.0.0.1:{real}"))
    }

    /// The text with the names that the reader sees.
    pub fn as_shown(&self, text: &str) -> String {
        let (package, shown) = &self.package;
        let mut text = text.replace(&format!("{package}/src/"), "src/").replace(package, shown);
        if let Some(real) = self.real {
            for before in [":", "port "] {
                text = text.replace(&format!("{before}{real}"), &format!("{before}{}", self.shown));
            }
        }
        text
    }
}
