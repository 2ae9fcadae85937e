//! Which needs a start has, and whether the server meets them.

use crate::launch::{ANY_PORT, Launch, Stderr};
use crate::need::declared;
use crate::{Failure, Need};

impl<'a> Launch<'a> {
    /// Skips the check if the server lacks something that the start needs. A server without `--directory`
    /// is started without it: its folder is then `files` below its current one.
    pub(crate) fn fitted(mut self) -> Result<Launch<'a>, Failure> {
        if self.is_trial {
            return Ok(self);
        }
        for need in self.needs() {
            declared(self.target.needs, need)?;
            self.target.require(need)?;
        }
        self.directory = self.directory && self.target.has(Need::Option("--directory"));
        Ok(self)
    }

    fn needs(&self) -> Vec<Need> {
        let is_own = self.address.as_deref() != Some(ANY_PORT) || !self.variables.is_empty();
        let mut needs: Vec<Need> = self.known_options().map(Need::Option).collect();
        needs.extend(is_own.then_some(Need::CommandLine));
        needs.extend((!self.files.is_empty() && !self.www).then_some(Need::Folder));
        let in_shell = !self.limits.is_empty() || self.wrapper.is_some();
        needs.extend(in_shell.then_some(Need::Limits));
        needs.extend((self.stderr == Stderr::Unread).then_some(Need::Output));
        needs
    }

    /// The options of the course among the arguments. Others are part of a command line of its own.
    fn known_options(&self) -> impl Iterator<Item = &'static str> {
        let is_given = |name: &str| self.arguments.iter().any(|argument| argument == name);
        let www = self.www;
        let names = crate::options::OPTIONS.iter().map(|option| option.name);
        names.filter(move |name| is_given(name) || (www && *name == "--www"))
    }
}
