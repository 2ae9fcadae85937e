//! Stage 6: a bounded pool of workers, and a queue with a limit.

pub mod idle;
pub mod latency;
pub mod memory;
pub mod overload;
pub mod panics;
pub mod sessions;
pub mod workers;

use crate::requests::request;
use crate::{Client, Failure, Launch, Server, Target, ensure};

/// A server with a pool of this size. The event loop takes as many connections instead.
fn start(target: &Target, workers: usize, queue: usize) -> Result<Server, Failure> {
    launch(target, workers, queue).start()
}

pub(super) fn launch(target: &Target, workers: usize, queue: usize) -> Launch<'_> {
    let [connections, workers, queue] = [workers + queue, workers, queue].map(|n| n.to_string());
    let launch = target.launch().where_taken("--workers", &workers);
    launch.where_taken("--queue", &queue).where_taken("--max-connections", &connections)
}

/// Begins `count` uploads, one after the other. Each takes a worker or a place in the queue until
/// `finish_uploads`: no clock decides when.
pub(super) fn begin_uploads(server: &Server, count: usize) -> Result<Vec<Client>, Failure> {
    let begin = |_| {
        let mut client = server.connect()?;
        client.send(request("POST", "/", "Content-Length: 2\r\n", b"a"))?;
        Ok(client)
    };
    (0..count).map(begin).collect()
}

/// Sends the rest of each upload. Each is answered, in any order.
pub(super) fn finish_uploads(mut uploads: Vec<Client>) -> Result<(), Failure> {
    for client in &mut uploads {
        client.send("b")?;
    }
    for mut client in uploads {
        // It leaves with its answer, so that its worker is free for the next one.
        client.read_response()?.expect_status(200)?;
    }
    Ok(())
}

/// No answer has come so far.
fn expect_all_waiting(clients: &mut [Client]) -> Result<(), Failure> {
    for client in clients {
        let waits = !client.has_something_to_read()?;
        ensure(waits, "an upload was answered or closed before it was complete")?;
    }
    Ok(())
}
