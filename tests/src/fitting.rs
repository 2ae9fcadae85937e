//! What a check asks of a start, and what can be had of a server that is not ours.

use crate::launch::{ANY_PORT, Launch, Stderr};
use crate::{Failure, Target, ensure};

impl<'a> Launch<'a> {
    /// Without what a foreign server can do without, and a failure where it lacks what the check needs.
    pub(crate) fn fitted(mut self) -> Result<Launch<'a>, Failure> {
        let Target::Foreign(foreign) = self.subject.target() else { return Ok(self) };
        if self.address.is_none() || self.is_trial {
            return Ok(self);
        }
        self.directory = self.directory && foreign.accepts("--directory", self.subject);
        for option in self.special_options() {
            ensure(
                foreign.accepts(&option, self.subject),
                format!("the server does not start with {option}, which this check needs"),
            )?;
        }
        Ok(self)
    }

    /// The names of the options that the check asks for.
    fn special_options(&self) -> Vec<String> {
        let arguments =
            self.arguments.iter().map(|argument| argument.to_string_lossy().into_owned());
        let mut options: Vec<String> =
            arguments.filter(|argument| argument.starts_with("--")).collect();
        options.extend(self.www.then(|| "--www".to_string()));
        options
    }

    /// A server that already runs cannot be given anything.
    pub(crate) fn expect_nothing_special(&self) -> Result<(), Failure> {
        let options = self.special_options().join(" ");
        let files = !self.files.is_empty();
        let in_shell = !self.limits.is_empty() || self.wrapper.is_some();
        let other = in_shell || !self.variables.is_empty() || self.stderr == Stderr::Unread;
        if !options.is_empty() {
            return Err(Failure::skipped(format!(
                "needs a server that it can start with {options}"
            )));
        }
        if files {
            return Err(Failure::skipped("needs a server whose folder it can fill"));
        }
        if other || self.address.as_deref() != Some(ANY_PORT) {
            return Err(Failure::skipped("needs a server that it can start"));
        }
        Ok(())
    }
}
