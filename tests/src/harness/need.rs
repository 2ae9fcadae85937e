//! The options and abilities that a check needs of a server.

use crate::options::OPTIONS;
use crate::{Failure, Target, TargetKind};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Something that a check needs of a server, and that HTTP does not promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Need {
    /// A command-line option of the course: `--timeout`.
    Option(&'static str),
    /// A route of the course that answers `GET` with 200: `/echo/a`. Checks of HTTP itself name the routes
    /// that they ask through; a server without them is not to blame.
    Route(&'static str),
    /// `POST /` answers with the body that it got.
    PostEcho,
    /// `POST /` also decodes a body in chunks. A server that knows no chunks fails one check, not forty.
    ChunkedEcho,
    /// Connections that stay open after an answer.
    KeepAlive,
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
            Need::Route(path) => return write!(formatter, "the route {path}"),
            Need::PostEcho => "a route POST / that sends the body back",
            Need::ChunkedEcho => "a route POST / that sends a body in chunks back",
            Need::KeepAlive => "connections that stay open",
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

/// What was found out about a server that is not a stage. Each need is tried once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Abilities(Arc<Mutex<HashMap<Need, Arc<OnceLock<bool>>>>>);

impl Abilities {
    fn knows_or(&self, need: Need, attempt: impl FnOnce() -> bool) -> bool {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = all.entry(need).or_default().clone();
        // Other needs can be tried meanwhile.
        drop(all);
        *one.get_or_init(attempt)
    }
}

impl Target {
    /// Skips the check if the server lacks what it needs.
    pub(crate) fn require(&self, need: Need) -> Result<(), Failure> {
        if self.has(need) { Ok(()) } else { Err(Failure::skipped(format!("needs {need}"))) }
    }

    pub(crate) fn has(&self, need: Need) -> bool {
        // A server of stage 5 is never told how many workers to start.
        if matches!(need, Need::Option(name) if !self.stage().takes(name)) {
            return true;
        }
        let attempt = || self.abilities.knows_or(need, || self.attempt(need).unwrap_or(false));
        match (self.kind(), need) {
            (TargetKind::Stage(_), _) => true,
            (_, Need::Route(_) | Need::PostEcho | Need::ChunkedEcho | Need::KeepAlive) => attempt(),
            (TargetKind::Running(_), _) => false,
            (TargetKind::External(_), Need::Option(_)) => attempt(),
            (TargetKind::External(_), _) => true,
        }
    }

    /// Starts the server once more, only to see whether it has this.
    fn attempt(&self, need: Need) -> Result<bool, Failure> {
        let trial = self.fresh();
        let server = trial.launch().trial(options_for(need)).start()?;
        Ok(match need {
            Need::Route(path) => server.get(path)?.status == 200,
            Need::PostEcho => server.post("/", "a body")?.body == b"a body",
            Need::ChunkedEcho => server.exchange(CHUNKED)?.body == b"a body",
            Need::KeepAlive => {
                let mut client = server.connect()?;
                client.send(GET)?.read_response()?;
                client.send(GET)?.read_response().is_ok()
            }
            _ => true,
        })
    }
}

const GET: &str = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

const CHUNKED: &str = "POST / HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n\
                       6\r\na body\r\n0\r\n\r\n";

/// An option with a value that does no harm. Nothing for other needs.
fn options_for(need: Need) -> Vec<&'static str> {
    let option = OPTIONS.iter().find(|option| Need::Option(option.name) == need);
    let words = option.map(|option| [Some(option.name), option.value.map(|value| value.harmless)]);
    words.into_iter().flatten().flatten().collect()
}
