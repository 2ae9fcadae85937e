//! What a process uses: memory, threads, file descriptors. Linux only; elsewhere such checks are skipped.

use crate::{Failure, Server, ensure};
use std::sync::{Condvar, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

/// For so long we watch how much a server computes.
const WATCHED: Duration = Duration::from_millis(500);

impl Server {
    /// It hardly computes while it has nothing to do. A thread that spins computes all the time.
    pub fn expect_rest(&self) -> Result<(), Failure> {
        let before = self.processor_ticks()?;
        thread::sleep(WATCHED);
        let computed = Duration::from_millis(10 * (self.processor_ticks()? - before));
        ensure(
            computed * 5 < WATCHED,
            format!("the server computed for {computed:?} of {WATCHED:?}, and had nothing to do"),
        )
    }
}

/// Resident memory in bytes.
pub fn resident_memory(process: u32) -> Result<u64, Failure> {
    Ok(status_field(process, "VmRSS:")? * 1024)
}

/// The number of threads.
pub fn threads(process: u32) -> Result<u64, Failure> {
    status_field(process, "Threads:")
}

/// The number of open file descriptors.
pub fn descriptors(process: u32) -> Result<usize, Failure> {
    only_on_linux()?;
    let folder = std::fs::read_dir(format!("/proc/{process}/fd"));
    let folder = folder.map_err(|error| Failure::new(format!("cannot count descriptors: {error}")));
    Ok(folder?.count())
}

/// Time that the process has spent computing, in ticks of the system's clock (100 a second).
pub fn processor_ticks(process: u32) -> Result<u64, Failure> {
    only_on_linux()?;
    let line = std::fs::read_to_string(format!("/proc/{process}/stat"))?;
    let after_name = line.rsplit(") ").next().unwrap_or_default();
    let fields: Vec<u64> = after_name.split(' ').map(|field| field.parse().unwrap_or(0)).collect();
    // Counted from the field after the name: 11 is the time in the program, 12 the time in the system.
    Ok(fields.iter().skip(11).take(2).sum())
}

/// Whether all threads of the process are stopped by a signal.
pub fn is_suspended(process: u32) -> Result<bool, Failure> {
    only_on_linux()?;
    let mut is_suspended = true;
    for thread in std::fs::read_dir(format!("/proc/{process}/task"))? {
        let status = std::fs::read_to_string(thread?.path().join("status"))?;
        is_suspended &= status.contains("\nState:\tT");
    }
    Ok(is_suspended)
}

/// Descriptors that one check has to itself while this value lives.
///
/// Checks run at the same time and share the descriptors of this process. Those with crowds of clients
/// reserve what they need, so that nobody runs out of them.
#[derive(Debug)]
pub struct Reservation {
    /// For so many clients: fewer than were wanted if the limit is low.
    pub count: usize,
}

/// How many descriptors are reserved, and a way to hear that some have come back.
static RESERVED: Mutex<usize> = Mutex::new(0);
static RETURNED: Condvar = Condvar::new();

/// Waits until the descriptors for a crowd of clients are free. Half of all is left to other checks.
pub fn reserve_descriptors(wanted: usize) -> Reservation {
    let most = descriptor_limit() / 2;
    let count = wanted.min(most);
    let is_too_much = |reserved: &mut usize| *reserved + count > most;
    let reserved = RESERVED.lock().unwrap_or_else(PoisonError::into_inner);
    let reserved = RETURNED.wait_while(reserved, is_too_much);
    *reserved.unwrap_or_else(PoisonError::into_inner) += count;
    Reservation { count }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        *RESERVED.lock().unwrap_or_else(PoisonError::into_inner) -= self.count;
        RETURNED.notify_all();
    }
}

/// As many descriptors as any check asks for. Some systems refuse to raise the limit without end.
#[cfg(unix)]
const ENOUGH_DESCRIPTORS: u64 = 24_000;

/// How many file descriptors this process, and each server that it starts from now on, may have. Raises the
/// limit if the system allows it: many begin with 1,024 or fewer.
#[cfg(unix)]
#[must_use]
pub fn descriptor_limit() -> usize {
    use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let most = maximum.unwrap_or(u64::MAX).min(ENOUGH_DESCRIPTORS);
    if current.is_some_and(|current| current < most) {
        // If the system refuses, the limit below is what it was.
        let _ = setrlimit(Resource::Nofile, Rlimit { current: Some(most), maximum });
    }
    let limit = getrlimit(Resource::Nofile).current.unwrap_or(u64::MAX);
    usize::try_from(limit).unwrap_or(usize::MAX)
}

/// Elsewhere than on Unix there is no such limit.
#[cfg(not(unix))]
#[must_use]
pub fn descriptor_limit() -> usize {
    usize::MAX
}

fn status_field(process: u32, name: &str) -> Result<u64, Failure> {
    only_on_linux()?;
    let status = std::fs::read_to_string(format!("/proc/{process}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.ok_or_else(|| Failure::new(format!("the process has no {name} any more")))
}

fn only_on_linux() -> Result<(), Failure> {
    if cfg!(target_os = "linux") { Ok(()) } else { Err(Failure::skipped("needs Linux's /proc")) }
}
