//! The servers that are measured. The check table's harness starts and ends them.

use super::crowd::LARGE_FILE;
use anyhow::{Error, Result};
use checks::{Server, Stage, Target, stages};
use std::thread;
use std::time::{Duration, Instant};

/// The length of the file for clients that do not read it.
const LARGE: u64 = 64 * 1024 * 1024;

/// The first stage that is measured.
const FIRST: u8 = 5;

/// The first stage that keeps a connection after an answer. The event loop comes after it.
const FIRST_TO_KEEP: u8 = 7;

/// Memory is settled if it stays the same for this long.
const SETTLED: Duration = Duration::from_millis(200);

/// Memory that never settles is read after this long.
const MAX_SETTLING: Duration = Duration::from_secs(3);

/// A server that can be started.
#[derive(Clone, Debug)]
pub(super) struct Program {
    /// Its name in the plots: `stage 5`.
    pub(super) name: String,
    /// Whether it keeps a connection after an answer.
    pub(super) keeps: bool,
    stage: Stage,
}

/// The servers in the order of the plots.
pub(super) fn programs() -> Vec<Program> {
    let program = |stage: Stage| Program {
        name: stage.title().trim_start_matches("the ").to_string(),
        keeps: stage.number() >= FIRST_TO_KEEP,
        stage,
    };
    let measured = Stage::SERVERS.into_iter().filter(|stage| stage.number() >= FIRST);
    measured.map(program).collect()
}

impl Program {
    /// Starts the server and waits until it accepts. The first call builds all servers.
    pub(super) fn start(&self) -> Result<Server> {
        let executable = stages::executable(self.stage).map_err(Error::msg)?;
        let target = Target::new(self.stage, executable);
        let server = target.launch().options(["--quiet"]).start().map_err(Error::msg)?;
        server.store_zeros(LARGE_FILE, LARGE).map_err(Error::msg)?;
        Ok(server)
    }
}

/// Resident memory in MiB, once it no longer changes.
pub(super) fn settled_memory(server: &Server) -> Result<f64> {
    let memory = || server.resident_memory().map_err(Error::msg);
    let begin = Instant::now();
    let (mut before, mut since) = (memory()?, begin);
    while since.elapsed() < SETTLED && begin.elapsed() < MAX_SETTLING {
        thread::sleep(SETTLED / 10);
        let now = memory()?;
        if now != before {
            (before, since) = (now, Instant::now());
        }
    }
    Ok(f64::from(u32::try_from(before / 1024)?) / 1024.0)
}
