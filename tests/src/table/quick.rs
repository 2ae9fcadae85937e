//! Whether a server with a crowd of clients answers another one as quickly as a server without a crowd.

use crate::{Client, Failure, Server, Target, ensure};
use std::time::{Duration, Instant};

/// A request whose connection stays open.
pub const OPEN_REQUEST: &str = "GET /echo/a HTTP/1.1\r\nHost: localhost\r\n\r\n";

/// Requests over one connection. Their median does not change if a few of them are slow.
const REQUESTS: usize = 21;

/// A busy machine can spoil a few rounds. A slow server is slow in all of them.
const ROUNDS: usize = 10;

/// Connections that are opened at a time: fewer than the system usually holds back for a server.
const BATCH: usize = 100;

/// Opens sessions that are idle after an answer.
pub fn idle_sessions(server: &Server, count: usize) -> Result<Vec<Client>, Failure> {
    let mut sessions = Vec::with_capacity(count);
    while sessions.len() < count {
        let begin = sessions.len();
        for _ in 0..BATCH.min(count - begin) {
            let mut client = server.connect()?;
            client.send(OPEN_REQUEST)?;
            sessions.push(client);
        }
        for client in &mut sessions[begin..] {
            client.read_response()?.expect_status(200)?;
        }
    }
    Ok(sessions)
}

/// In one of several rounds, the crowded server takes at most twice as long as the calm one, and a little
/// more. `crowd` says what the crowded one has to cope with.
pub fn expect_as_quick(
    target: &Target,
    calm: &Server,
    crowded: &Server,
    tolerance: Duration,
    crowd: &str,
) -> Result<(), Failure> {
    let deadline = Instant::now() + target.timeout();
    for round in 1.. {
        let (without, with) = medians(calm, crowded, deadline)?;
        if with < 2 * without + tolerance {
            break;
        }
        let is_last = round == ROUNDS || Instant::now() >= deadline;
        let times = format!("the median went from {without:.2?} to {with:.2?}");
        ensure(!is_last, format!("{times} with {crowd}"))?;
    }
    Ok(())
}

/// Asks both servers in turn, so that a busy machine slows down both. Returns the median time of each.
fn medians(
    calm: &Server,
    crowded: &Server,
    deadline: Instant,
) -> Result<(Duration, Duration), Failure> {
    let (mut of_calm, mut of_crowded) = (calm.connect()?, crowded.connect()?);
    let (mut without, mut with) = (Vec::new(), Vec::new());
    while with.is_empty() || (with.len() < REQUESTS && Instant::now() < deadline) {
        without.push(time_of_answer(calm, &mut of_calm)?);
        with.push(time_of_answer(crowded, &mut of_crowded)?);
    }
    Ok((median(without), median(with)))
}

/// Asks again over a new connection if the server has closed this one: on a busy machine, this client may
/// have been idle for 100 ms too.
fn time_of_answer(server: &Server, client: &mut Client) -> Result<Duration, Failure> {
    let begin = Instant::now();
    if ask(client).is_err() {
        *client = server.connect()?;
        ask(client)?;
    }
    Ok(begin.elapsed())
}

/// Sends one more request over an open connection, and reads its answer.
pub fn ask(client: &mut Client) -> Result<(), Failure> {
    client.send(OPEN_REQUEST)?.read_response()?.expect_status(200)?;
    Ok(())
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times[times.len() / 2]
}
