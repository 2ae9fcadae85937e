//! A section that is being run: its server, its two terminals, and their output.

use super::Played;
use super::invocation::Invocation;
use super::programs;
use super::script::{Script, Terminal, Turn, Typed};
use super::server::Server;
use super::shell::{PROGRAM, Shell};
use super::transcript::Transcript;
use super::watch::{Watch, lines};
use crate::{Error, reader};
use std::io;
use std::mem;

pub struct Session<'a> {
    chapter: &'a mut Transcript,
    step: Option<String>,
    server: Option<Server>,
    /// The step that the server is of.
    server_step: Option<String>,
    client: Option<Shell>,
    /// Whether a block was left out since the server's lines were last shown.
    has_left_out: bool,
    pub played: Vec<Played>,
}

impl<'a> Session<'a> {
    pub fn new(chapter: &'a mut Transcript, step: Option<String>) -> Session<'a> {
        let (server, client, played) = (None, None, Vec::new());
        Session { chapter, step, server, server_step: None, client, has_left_out: false, played }
    }

    /// Runs a block, unless it needs a program that is not there.
    pub fn play(&mut self, script: &Script) -> Result<(), Error> {
        let step = script.step.clone().or_else(|| self.step.clone());
        if script.terminal == Terminal::Client {
            self.need_server(step.as_deref(), script.turns[0].line)?;
        }
        if !script.needs.iter().all(|program| programs::is_usable(program)) {
            self.has_left_out = true;
            return Ok(());
        }
        for (index, turn) in script.turns.iter().enumerate() {
            let printed = match script.terminal {
                Terminal::Server if self.lacks_lines(turn) => {
                    self.play_server(&Turn { shown: Vec::new(), ..turn.clone() }, step.as_deref())?;
                    continue;
                }
                Terminal::Server => self.play_server(turn, step.as_deref())?,
                _ => self.play_shell(script.terminal, turn, script.turns.get(index + 1))?,
            };
            self.record(turn, printed);
        }
        Ok(())
    }

    /// Whether the page shows lines of the server that a block would have caused, had it not been left out. The
    /// server's output is complete again after them.
    fn lacks_lines(&mut self, turn: &Turn) -> bool {
        mem::take(&mut self.has_left_out) && !matches!(turn.typed, Typed::Command(_))
    }

    fn record(&mut self, turn: &Turn, printed: Vec<String>) {
        self.played.push(Played {
            line: turn.line,
            shown_at: turn.shown_at,
            title: turn.title(),
            shown: turn.shown.clone(),
            printed,
            remark: self.server.as_mut().and_then(Server::end),
        });
    }

    /// Starts the server of the step, unless it has been started already. Its first output is not shown.
    fn need_server(&mut self, step: Option<&str>, line: usize) -> Result<(), Error> {
        let is_there = self.server.is_some() && self.server_step.as_deref() == step;
        if is_there || self.is_before_any_server(step) {
            return Ok(());
        }
        self.start_server("cargo run", step, line)?;
        match self.server.as_mut() {
            Some(server) if server.port().is_some() => server.skip(),
            Some(server) => {
                let printed = server.printed(&[]).join("\n");
                let message = format!("the server ended before it listened:\n{printed}");
                return Err(self.error(line, message));
            }
            None => {}
        }
        Ok(())
    }

    /// The reader's crate is no server yet before the first step of the first chapter.
    fn is_before_any_server(&self, step: Option<&str>) -> bool {
        step.is_none() && self.chapter.page.chapter().is_none_or(|chapter| chapter.number() <= 1)
    }

    fn start_server(
        &mut self,
        command: &str,
        step: Option<&str>,
        line: usize,
    ) -> Result<(), Error> {
        self.server = None;
        let invocation = Invocation::read(command, Server::EXECUTABLE, Server::ANY_PORT);
        let other = "a server's terminal takes only `cargo run` and `cargo run -- ARGUMENTS`";
        let invocation = invocation.ok_or_else(|| self.error(line, other))?;
        let program = match invocation.package.as_str() {
            reader::NAME => (self.chapter.programs)(step)?,
            package => programs::of_clone(package).map_err(|message| self.error(line, message))?,
        };
        let limits = self.chapter.limits;
        let server = Server::start(&invocation, &program, &self.chapter.scratch, limits);
        self.server = Some(server.map_err(|message| self.error(line, message))?);
        self.server_step = step.map(str::to_string);
        Ok(())
    }

    fn play_server(&mut self, turn: &Turn, step: Option<&str>) -> Result<Vec<String>, Error> {
        match &turn.typed {
            Typed::Command(command) => self.start_server(command, step, turn.line)?,
            _ if self.server.is_none() => self.need_server(step, turn.line)?,
            _ => {}
        }
        let printed = match (&turn.typed, self.server.as_mut()) {
            (_, None) => return Err(self.error(turn.line, "there is no server yet")),
            (Typed::Interrupt, Some(server)) => server.interrupt(),
            (_, Some(server)) => Ok(server.printed(&turn.shown)),
        };
        printed.map_err(|message| self.error(turn.line, message))
    }

    /// Runs a command, or waits for the end of one that `next` interrupts.
    fn play_shell(
        &mut self,
        terminal: Terminal,
        turn: &Turn,
        next: Option<&Turn>,
    ) -> Result<Vec<String>, Error> {
        let cannot_run = |error: io::Error| format!("cannot run bash: {error}");
        let is_command = matches!(turn.typed, Typed::Command(_));
        let is_interrupted = is_command && next.is_some_and(|next| next.typed == Typed::Interrupt);
        let begun = self.begin(terminal, turn).map_err(cannot_run);
        let printed = begun.and_then(|()| self.wait(terminal, turn, is_interrupted));
        let printed = printed
            .map_err(|message| self.error(turn.line, format!("{} {message}", turn.title())))?;
        Ok(lines(&self.as_shown(&printed)))
    }

    fn begin(&mut self, terminal: Terminal, turn: &Turn) -> io::Result<()> {
        if self.shell(terminal).is_none() {
            let (scratch, stage) = (&self.chapter.scratch, &self.chapter.stage);
            match terminal {
                Terminal::Here => self.chapter.here = Some(Shell::alone(scratch)?),
                _ => self.client = Some(Shell::beside_server(scratch, stage)?),
            }
        }
        let Typed::Command(command) = &turn.typed else { return Ok(()) };
        let command = self.real_command(terminal, command);
        self.shell(terminal).as_mut().map_or(Ok(()), |shell| shell.begin(&command))
    }

    /// `cargo run` beside a server starts a second one at the same address. Clients other than curl get the
    /// real address in their command.
    fn real_command(&self, terminal: Terminal, command: &str) -> String {
        let is_server = terminal == Terminal::Client && command.starts_with("cargo run");
        let port = self.server.as_ref().and_then(Server::port).unwrap_or_default();
        let program = format!("\"${PROGRAM}\"");
        let second = is_server.then(|| Invocation::read(command, &program, port)).flatten();
        match (second, &self.server) {
            (Some(second), _) => second.command,
            (None, Some(server)) if !command.contains("curl") => server.as_real(command),
            (None, _) => command.to_string(),
        }
    }

    /// Waits for the end of the command, or interrupts it once the page's output is there.
    fn wait(
        &mut self,
        terminal: Terminal,
        turn: &Turn,
        is_interrupted: bool,
    ) -> Result<String, String> {
        let limits = self.chapter.limits;
        let Some(mut shell) = self.shell(terminal).take() else { return Ok(String::new()) };
        let printed = if is_interrupted {
            let as_shown = |text: &str| self.as_shown(text);
            shell.interrupt(&Watch { shown: &turn.shown, as_shown: &as_shown, limits })
        } else {
            shell.finish(limits.command)?
        };
        *self.shell(terminal) = Some(shell);
        Ok(printed)
    }

    fn shell(&mut self, terminal: Terminal) -> &mut Option<Shell> {
        match terminal {
            Terminal::Here => &mut self.chapter.here,
            _ => &mut self.client,
        }
    }

    fn as_shown(&self, text: &str) -> String {
        let text = self.chapter.scratch.as_shown(text);
        self.server.as_ref().map_or_else(|| text.clone(), |server| server.as_shown(&text))
    }

    fn error(&self, line: usize, message: impl std::fmt::Display) -> Error {
        Error::at(&self.chapter.page.path, line, message)
    }
}
