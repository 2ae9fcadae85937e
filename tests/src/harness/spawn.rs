//! Turns a launch into a process: its folder, its command line, its limits, its output.

use crate::external::quoted;
use crate::launch::{Launch, Stderr};
use crate::output::Output;
use crate::process::Process;
use crate::target::TargetKind;
use crate::trace::ServerRecord;
use crate::{Failure, reaper, signals};
use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

impl Launch<'_> {
    pub(crate) fn spawn(&self, address: Option<&str>) -> Result<Process, Failure> {
        if !cfg!(unix) && !self.limits.is_empty() {
            return Err(Failure::skipped("needs the limits of a Unix shell"));
        }
        let home = self.prepare_home()?;
        let mut command = self.command(home.path(), address)?;
        let text = typed(&command);
        reaper::mark(&mut command);
        let mut child = command.spawn().map_err(|error| {
            let program = self.target.program();
            Failure::not_started(format!("cannot run {program}: {error}"))
        })?;
        let record = ServerRecord {
            command: text,
            address: None,
            home: home.path().to_path_buf(),
            stdout: child.stdout.take().map_or_else(Output::default, Output::collect),
            stderr: self.collect_stderr(&mut child),
            end: None,
        };
        Ok(Process::new(child, home, record, self.target.trace()))
    }

    /// The child keeps a pipe that is not read, so that it stays open.
    fn collect_stderr(&self, child: &mut Child) -> Output {
        if self.stderr == Stderr::Unread {
            return Output::of_nothing();
        }
        child.stderr.take().map_or_else(Output::default, Output::collect)
    }

    fn prepare_home(&self) -> Result<TempDir, Failure> {
        let home = tempfile::tempdir()?;
        for (path, bytes) in &self.files {
            let path = home.path().join(path);
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(path, bytes)?;
        }
        Ok(home)
    }

    fn command(&self, home: &Path, address: Option<&str>) -> Result<Command, Failure> {
        let mut options = self.all_options(home);
        let mut command = match self.target.kind() {
            TargetKind::Stage(program) => {
                options.extend(address.map(OsString::from));
                self.limited(program.as_os_str(), &options)
            }
            TargetKind::External(external) => {
                self.limited(external.program(), &external.arguments(&options, address))
            }
            TargetKind::Running(_) => {
                return Err(Failure::skipped("needs a server that it can start"));
            }
        };
        // A backtrace would push the message of a panic out of the report.
        command.env("RUST_BACKTRACE", "0");
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        command.current_dir(home);
        command.stdin(Stdio::null());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        reaper::lead_own_group(&mut command);
        signals::heed_interrupts();
        Ok(command)
    }

    fn all_options(&self, home: &Path) -> Vec<OsString> {
        let mut options = self.arguments.clone();
        if self.directory {
            options.extend(["--directory".into(), home.join("files").into()]);
        }
        if self.www {
            options.extend(["--www".into(), home.join("site").into()]);
        }
        options
    }
}

/// The command line as one types it.
fn typed(command: &Command) -> String {
    let words = [command.get_program()].into_iter().chain(command.get_args());
    words.map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
}
