//! The options and abilities that a check needs of a server.

use crate::{Failure, Target, TargetKind};
use std::fmt;

/// Something that a check needs of a server, and that HTTP does not promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A command-line option of the course: `--timeout`.
    Option(&'static str),
    /// A command line of the check's own: another address, wrong options, variables.
    CommandLine,
    /// The folder that the server runs in, and `files` below it.
    Folder,
    /// A server without a past: nobody has stored books or files.
    Fresh,
    /// The lines that the server prints.
    Output,
    /// A process that signals can interrupt, suspend or end.
    Signals,
    /// The memory, threads, descriptors or processor time of one process, on Linux.
    Measures,
    /// A server that is started under limits of the system, or in a namespace.
    Limits,
}

/// The needs that a check declares. `None` if nobody checks the declaration.
pub(crate) type Needs = Option<&'static [Need]>;

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Need::Option(name) => name,
            Need::CommandLine => "a command line of its own",
            Need::Folder => "the server's folder",
            Need::Fresh => "a server without stored data",
            Need::Output => "the server's output",
            Need::Signals => "signals to the server",
            Need::Measures => "measurements of the server's process",
            Need::Limits => "limits of the system",
        })
    }
}

/// A check that uses something has to declare it.
pub(crate) fn declared(needs: Needs, need: Need) -> Result<(), Failure> {
    if needs.is_none_or(|needs| needs.contains(&need)) {
        return Ok(());
    }
    Err(Failure::new(format!("this check uses {need}, but does not name it in `needs`")))
}

impl Target {
    /// Skips the check if the server lacks what it needs.
    pub(crate) fn require(&self, need: Need) -> Result<(), Failure> {
        let is_there = match self.kind() {
            TargetKind::Stage(_) => true,
            TargetKind::Running(_) => false,
            TargetKind::External(external) => match need {
                Need::Option(name) => external.accepts(name, self),
                _ => true,
            },
        };
        if is_there { Ok(()) } else { Err(Failure::skipped(format!("needs {need}"))) }
    }
}
