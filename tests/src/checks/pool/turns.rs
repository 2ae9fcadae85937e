//! Clients that keep a worker busy without ever being idle.

use super::start;
use crate::{Check, Client, Failure, Server, Stages};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// What holds for clients that are not silent, and are no good either.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/dripping-clients-take-turns",
        holds: Stages::since(7),
        fails: Stages::only(6),
        claim: "With two workers and four clients whose heads drip without a pause, a new client is answered meanwhile.",
        curl: "{program} --workers 2 & for i in $(seq 4); do (printf 'GET / HTTP/1.1\\r\\nX: '; while sleep 0.01; do printf a; done) | nc localhost 4221 & done; curl -i localhost:4221/about",
        why: "A byte now and then is all that it costs to keep a worker, if a worker stays with a client for as long as bytes come.",
        hints: &[
            "A wait that begins anew with each byte has no end: let the turn of a client end, whatever it sends.",
            "What has come so far belongs to the session: it can go back into the queue with it.",
        ],
        run: |subject| {
            let server = start(subject, 2, 100)?;
            let mut dripping =
                (0..4).map(|_| begin_head(&server)).collect::<Result<Vec<_>, _>>()?;
            while_they_drip(&mut dripping, || expect_answer(&server))
        },
    },
    Check {
        id: "pool/refused-clients-take-turns",
        holds: Stages::since(7),
        fails: Stages::only(6),
        claim: "With one worker and ten clients that stay after their 400, a new client is answered at once.",
        curl: "{program} --workers 1 & for i in $(seq 10); do (printf 'nonsense\\r\\n\\r\\n'; sleep 60) | nc localhost 4221 & done; time curl -i localhost:4221/about",
        why: "Closing with care means to wait for the client (RFC 9112 §9.6). A worker that does so for two seconds serves nobody else.",
        hints: &[
            "The last answer is out: let the connection wait for its end where it is in nobody's way.",
        ],
        run: |subject| {
            let server = start(subject, 1, 100)?;
            let _refused = (0..10).map(|_| refused(&server)).collect::<Result<Vec<_>, _>>()?;
            expect_answer(&server)
        },
    },
];

fn begin_head(server: &Server) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send("GET /about HTTP/1.1\r\nX: ")?;
    Ok(client)
}

/// The answer comes, but this client does not close.
fn refused(server: &Server) -> Result<Client, Failure> {
    let mut client = server.connect()?;
    client.send("nonsense\r\n\r\n")?;
    Ok(client)
}

/// Does the work while each of the clients sends a byte every few milliseconds.
fn while_they_drip(
    clients: &mut [Client],
    work: impl FnOnce() -> Result<(), Failure>,
) -> Result<(), Failure> {
    let is_done = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !is_done.load(Ordering::Relaxed) {
                for client in clients.iter_mut() {
                    // One that is cut off does not keep anybody up any more.
                    let _ = client.send("a");
                }
                thread::sleep(Duration::from_millis(5));
            }
        });
        let result = work();
        is_done.store(true, Ordering::Relaxed);
        result
    })
}

fn expect_answer(server: &Server) -> Result<(), Failure> {
    server.get("/about")?.expect_status(200)?;
    Ok(())
}
