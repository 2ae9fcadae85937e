//! Many clients at once: how many answers a server gives in a second.

use super::client::Client;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tokio::time;

/// The clients share the processors with the server, so a few threads are enough.
const THREADS: usize = 2;

/// The first part of the time is not counted: connections are opened, and memory is touched.
const WARM_UP: f64 = 0.2;

/// The clients of one case.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// How many clients there are.
    pub(super) clients: usize,
    /// Whether a client keeps its connection after an answer.
    pub(super) keeps: bool,
    /// For how long answers are counted.
    pub(super) duration: Duration,
}

/// The answers that the clients got.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Tally {
    /// Answers in a second, all with the status 200.
    pub(super) per_second: f64,
    /// Connections that failed, and answers with another status.
    pub(super) failures: u32,
}

#[derive(Debug, Default)]
struct Counts {
    answers: AtomicU32,
    failures: AtomicU32,
}

impl Load {
    /// Puts the load on a server.
    pub(super) fn run(self, server: SocketAddr) -> io::Result<Tally> {
        let threads = THREADS.min(self.clients);
        let runtime = Builder::new_multi_thread().worker_threads(threads).enable_all().build()?;
        // The clients end with the runtime.
        Ok(runtime.block_on(async {
            let counts = Arc::new(Counts::default());
            for _ in 0..self.clients {
                tokio::spawn(ask(Client::new(server, self.keeps), Arc::clone(&counts)));
            }
            time::sleep(self.duration.mul_f64(WARM_UP)).await;
            counts.answers.store(0, Relaxed);
            counts.failures.store(0, Relaxed);
            let begin = Instant::now();
            time::sleep(self.duration).await;
            let answers = f64::from(counts.answers.load(Relaxed));
            let per_second = answers / begin.elapsed().as_secs_f64();
            Tally { per_second, failures: counts.failures.load(Relaxed) }
        }))
    }
}

/// One client, which asks again after each answer.
async fn ask(mut client: Client, counts: Arc<Counts>) {
    loop {
        let count = match client.ask().await {
            Ok(200) => &counts.answers,
            _ => &counts.failures,
        };
        count.fetch_add(1, Relaxed);
    }
}
