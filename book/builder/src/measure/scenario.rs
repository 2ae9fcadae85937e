//! The cases of each plot, and how each is measured.

use super::crowd::Crowd;
use super::honest::Honest;
use super::load::Load;
use super::server::{Program, settled_memory};
use crate::plot::thousands;
use anyhow::Result;
use checks::Server;
use std::thread;
use std::time::Duration;

/// How many clients are slow at the same time.
const SLOW: usize = 200;

/// The server meets the crowd before the honest client comes.
const ARRIVAL: Duration = Duration::from_millis(300);

/// One case of a plot.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Scenario {
    /// The plot that the number goes into.
    pub(super) plot: &'static str,
    /// Its name in the plot.
    pub(super) case: String,
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// These many clients, with a new connection for each request.
    New(usize),
    /// These many clients, with one connection each.
    Kept(usize),
    /// An honest client, while this many connections are idle.
    Idle(usize),
    /// An honest client among clients that send slowly.
    SlowSenders,
    /// An honest client among clients that do not read.
    NonReaders,
    /// Memory with this many idle connections.
    Memory(usize),
}

/// How long things take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// How long answers are counted.
    pub(super) load: Duration,
    /// How long an honest client goes on asking.
    pub(super) honest: Duration,
    /// When an honest client gives up.
    pub(super) limit: Duration,
}

/// A number, or the reason why it is missing.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Reading {
    /// The number in the unit of the plot.
    pub(super) result: Result<f64, String>,
    /// How long an honest client waited for its first answer, in milliseconds.
    pub(super) first: Option<f64>,
    /// The idle connections that were still open.
    pub(super) open: Option<usize>,
    /// Failed connections, and answers with another status than 200.
    pub(super) failures: u32,
}

/// All cases, in the order of the plots.
pub(super) fn all() -> Vec<Scenario> {
    let clients = |count| format!("{count} clients");
    let idle = |count| format!("{} idle connections", thousands(count));
    let case = |plot, case, kind| Scenario { plot, case, kind };
    let mut all = Vec::new();
    all.extend([16, 64].map(|n| case("new-connections", clients(n), Kind::New(n))));
    all.extend([2, 16, 64, 256].map(|n| case("kept-connections", clients(n), Kind::Kept(n))));
    all.extend([0, 100, 1000, 10_000].map(|n| case("idle-latency", idle(n), Kind::Idle(n))));
    all.push(case("slow-clients", format!("{SLOW} slow senders"), Kind::SlowSenders));
    all.push(case("slow-clients", format!("{SLOW} that do not read"), Kind::NonReaders));
    all.extend([0, 1000].map(|n| case("memory", idle(n), Kind::Memory(n))));
    all
}

impl Scenario {
    /// Whether the case makes sense: a server that closes after each answer keeps no connection.
    pub(super) fn is_for(&self, keeps: bool) -> bool {
        keeps || !matches!(self.kind, Kind::Kept(_))
    }

    /// Starts a server and measures it. There are at most `most` connections.
    pub(super) fn measure(&self, program: &Program, times: Times, most: usize) -> Result<Reading> {
        let server = program.start()?;
        let address = server.addr();
        let crowd = match self.kind {
            Kind::New(clients) => return load(&server, clients, false, times),
            Kind::Kept(clients) => return load(&server, clients, true, times),
            Kind::Idle(count) | Kind::Memory(count) => Crowd::idle(address, count.min(most)),
            Kind::SlowSenders => Crowd::slow_senders(address, SLOW)?,
            Kind::NonReaders => Crowd::non_readers(address, SLOW)?,
        };
        let mut reading = Reading { result: Ok(0.0), first: None, open: None, failures: 0 };
        if let Kind::Memory(_) = self.kind {
            reading.result = Ok(settled_memory(&server)?);
        } else {
            thread::sleep(ARRIVAL);
            let Times { limit, honest: duration, .. } = times;
            let client = Honest { server: address, keeps: program.keeps, limit, duration };
            let latency = client.latency();
            reading.first = latency.as_ref().ok().map(|latency| latency.first);
            reading.result = latency.map(|latency| latency.median);
        }
        let is_idle = matches!(self.kind, Kind::Idle(_) | Kind::Memory(_));
        reading.open = is_idle.then(|| crowd.open());
        Ok(reading)
    }
}

fn load(server: &Server, clients: usize, keeps: bool, times: Times) -> Result<Reading> {
    let load = Load { clients, keeps, duration: times.load };
    let tally = load.run(server.addr())?;
    Ok(Reading { result: Ok(tally.per_second), first: None, open: None, failures: tally.failures })
}
