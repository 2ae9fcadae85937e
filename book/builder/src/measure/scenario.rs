//! What is measured: the cases of each plot, and how each is done to a server.

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
    /// What the plot calls the case.
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

/// A number, or what came in its place.
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
        let honest = |crowd: Option<&Crowd>| {
            let Times { limit, honest: duration, .. } = times;
            let client = Honest { server: address, keeps: program.keeps, limit, duration };
            let latency = client.latency();
            let first = latency.as_ref().ok().map(|latency| latency.first);
            let result = latency.map(|latency| latency.median);
            Reading { result, first, open: crowd.map(Crowd::open), failures: 0 }
        };
        match self.kind {
            Kind::New(clients) => load(&server, clients, false, times),
            Kind::Kept(clients) => load(&server, clients, true, times),
            Kind::Idle(count) => {
                let crowd = Crowd::idle(address, count.min(most));
                thread::sleep(ARRIVAL);
                Ok(honest(Some(&crowd)))
            }
            Kind::SlowSenders => {
                let _crowd = Crowd::slow_senders(address, SLOW)?;
                thread::sleep(ARRIVAL);
                Ok(honest(None))
            }
            Kind::NonReaders => {
                let _crowd = Crowd::non_readers(address, SLOW)?;
                thread::sleep(ARRIVAL);
                Ok(honest(None))
            }
            Kind::Memory(count) => memory(&server, count.min(most)),
        }
    }
}

fn load(server: &Server, clients: usize, keeps: bool, times: Times) -> Result<Reading> {
    let load = Load { clients, keeps, duration: times.load };
    let tally = load.run(server.addr())?;
    Ok(Reading { result: Ok(tally.per_second), first: None, open: None, failures: tally.failures })
}

fn memory(server: &Server, count: usize) -> Result<Reading> {
    let crowd = Crowd::idle(server.addr(), count);
    let memory = settled_memory(server)?;
    Ok(Reading { result: Ok(memory), first: None, open: Some(crowd.open()), failures: 0 })
}
