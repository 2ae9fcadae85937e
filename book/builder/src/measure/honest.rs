//! One honest client: it asks, reads the answer, and asks again. How long does it wait?

use super::client::Client;
use super::data::median;
use std::net::SocketAddr;
use std::time::{Duration, Instant};
use tokio::runtime::Builder;
use tokio::time::timeout;

/// More requests do not make a median better.
const MAX_REQUESTS: usize = 2000;

/// A client that does everything right.
#[derive(Clone, Copy, Debug)]
pub(super) struct Honest {
    /// The server that it asks.
    pub(super) server: SocketAddr,
    /// Whether it keeps its connection after an answer.
    pub(super) keeps: bool,
    /// How long it waits for one answer before it gives up.
    pub(super) limit: Duration,
    /// How long it goes on asking.
    pub(super) duration: Duration,
}

/// How long a client waits, in milliseconds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Latency {
    /// For half of its answers.
    pub(super) median: f64,
    /// For the first of them.
    pub(super) first: f64,
}

impl Honest {
    /// How long the client waits for its answers. The time to go on asking begins with the first one. An
    /// error is what came in place of an answer, such as `no answer within 10 s`.
    pub(super) fn latency(self) -> Result<Latency, String> {
        let runtime = Builder::new_current_thread().enable_all().build();
        runtime.map_err(|error| error.to_string())?.block_on(self.ask_again())
    }

    async fn ask_again(self) -> Result<Latency, String> {
        let mut client = Client::new(self.server, self.keeps);
        let first = self.time(&mut client).await?;
        let mut times = vec![first];
        let end = Instant::now() + self.duration;
        while Instant::now() < end && times.len() < MAX_REQUESTS {
            times.push(self.time(&mut client).await?);
        }
        times.sort_by(f64::total_cmp);
        Ok(Latency { median: median(&times).unwrap_or(first), first })
    }

    /// The time for one answer, from the connection on if it is a new one. A server may close a kept
    /// connection at any time. Then the client asks over a new one.
    async fn time(self, client: &mut Client) -> Result<f64, String> {
        let begin = Instant::now();
        let has_kept = client.has_kept();
        let mut answered = timeout(self.limit, client.ask()).await;
        if has_kept && matches!(answered, Ok(Err(_))) {
            answered = timeout(self.limit, client.ask()).await;
        }
        match answered {
            Ok(Ok(200)) => Ok(begin.elapsed().as_secs_f64() * 1000.0),
            Ok(Ok(status)) => Err(format!("refused with {status}")),
            Ok(Err(_)) => Err("the connection was closed".to_string()),
            Err(_) => Err(format!("no answer within {} s", self.limit.as_secs_f32())),
        }
    }
}
