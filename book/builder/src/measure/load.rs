//! Many clients at once: how many answers a server gives in a second.

use super::answer::Answer;
use super::request;
use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering::Relaxed};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Builder;
use tokio::time;

/// The clients share the processors with the server, so a few threads are enough.
const THREADS: usize = 2;

/// The first part of the time is not counted: connections are opened, and memory is touched.
const WARM_UP: f64 = 0.2;

/// What the clients do.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    /// How many clients there are.
    pub(super) clients: usize,
    /// Whether a client keeps its connection after an answer.
    pub(super) keeps: bool,
    /// For how long answers are counted.
    pub(super) duration: Duration,
}

/// What the clients got.
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
                tokio::spawn(self.ask(server, Arc::clone(&counts)));
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

    /// One client, which asks again after each answer.
    async fn ask(self, server: SocketAddr, counts: Arc<Counts>) {
        let request = request(self.keeps);
        let mut kept = None;
        loop {
            let stream = match kept.take() {
                Some(stream) => Ok(stream),
                None => TcpStream::connect(server).await,
            };
            let answered = match stream {
                Ok(stream) => exchange(stream, &request).await,
                Err(error) => Err(error),
            };
            match answered {
                Ok((stream, 200)) => {
                    counts.answers.fetch_add(1, Relaxed);
                    kept = Some(stream).filter(|_| self.keeps);
                }
                _ => _ = counts.failures.fetch_add(1, Relaxed),
            }
        }
    }
}

/// Sends a request, and returns the status of the answer.
async fn exchange(mut stream: TcpStream, request: &[u8]) -> io::Result<(TcpStream, u16)> {
    stream.set_nodelay(true)?;
    stream.write_all(request).await?;
    let mut answer = Answer::default();
    let mut bytes = [0; 4096];
    loop {
        match stream.read(&mut bytes).await? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => {
                if let Some(status) = answer.push(&bytes[..count])? {
                    return Ok((stream, status));
                }
            }
        }
    }
}
