//! How much memory unfinished requests may take.

use super::start;
use crate::requests::request;
use crate::target::TIMEOUT;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target, ensure};
use std::thread;
use std::time::{Duration, Instant};

/// Many more clients than workers.
const WORKERS: usize = 4;
const CLIENTS: usize = 60;

/// In bytes: what each client promises to send, and where it stops.
const PROMISED: usize = 16 * 1024 * 1024;
const SENT: usize = 12 * 1024 * 1024;

/// In bytes: four bodies take 48 MiB, twice that while a buffer grows, and the rest is for everything else.
const LIMIT: u64 = 160 * 1024 * 1024;

/// In bytes: how much a client offers at a time.
const PIECE: usize = 256 * 1024;

/// If the server has taken no byte for this long, it waits for more.
const STANDSTILL: Duration = Duration::from_millis(500);

/// Checks of memory.
pub const CHECKS: &[Check] = &[
    Check {
        id: "pool/stalled-uploads-take-little-memory",
        basis: Basis::Course,
        stages: Stages::since(6),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
            Need::Measures,
        ],
        expect: "With four workers, 60 clients that send 12 MiB of an upload of 16 MiB and then stop leave the server below 160 MiB of memory.",
        why: "A server keeps each unfinished body in memory. If it reads one for each client, the clients can use up all memory.",
        hints: &[
            "How many bodies can be unfinished at the same time, and what limits that?",
            "Let only a worker read a body, from its first byte to its end or the deadline.",
        ],
        run: |target| take_little_memory(target, &format!("Content-Length: {PROMISED}\r\n"), b""),
        ..Check::DEFAULT
    },
    Check {
        id: "pool/stalled-chunks-take-little-memory",
        basis: Basis::Course,
        stages: Stages::since(7),
        needs: &[
            Need::Option("--max-connections"),
            Need::Option("--queue"),
            Need::Option("--workers"),
            Need::Measures,
        ],
        expect: "With four workers, 60 clients that send 12 MiB of a chunked upload and then stop leave the server below 160 MiB of memory.",
        why: "A chunked body does not say how long it will be. If a server limits declared lengths only, chunks can still use up all memory.",
        hints: &[
            "A chunked body may become as large as the largest body that you accept: count it as that.",
        ],
        run: |target| take_little_memory(target, "Transfer-Encoding: chunked\r\n", b"ffffff\r\n"),
        ..Check::DEFAULT
    },
];

fn take_little_memory(target: &Target, header: &str, first: &[u8]) -> Result<(), Failure> {
    let server = start(target, WORKERS, CLIENTS)?;
    let head = request("POST", "/", header, first);
    let uploads = (0..CLIENTS).map(|_| Upload::begin(&server, &head));
    let mut uploads = uploads.collect::<Result<Vec<_>, _>>()?;
    send_until_standstill(&server, &mut uploads)
}

/// A client that sends what the server takes, and stops at `SENT` bytes.
struct Upload {
    client: Client,
    left: usize,
}

impl Upload {
    fn begin(server: &Server, head: &[u8]) -> Result<Upload, Failure> {
        let mut client = server.connect()?;
        client.send(head)?;
        Ok(Upload { client, left: SENT })
    }

    /// Returns whether the server has taken anything. If it has refused the upload, it takes no more.
    fn step(&mut self, bytes: &[u8]) -> bool {
        let piece = &bytes[..bytes.len().min(self.left)];
        let sent = self.client.send_without_waiting(piece).unwrap_or(0);
        self.left -= sent;
        sent > 0
    }
}

/// A server may read only some of the uploads. It leaves the others in the buffers of the system.
fn send_until_standstill(server: &Server, uploads: &mut [Upload]) -> Result<(), Failure> {
    let bytes = vec![b'a'; PIECE];
    let (begin, mut progress) = (Instant::now(), Instant::now());
    while progress.elapsed() < STANDSTILL && begin.elapsed() < TIMEOUT {
        for upload in uploads.iter_mut() {
            if upload.step(&bytes) {
                progress = Instant::now();
            }
        }
        let memory = server.resident_memory()?;
        ensure(memory < LIMIT, format!("the server takes {} MiB", memory / 1024 / 1024))?;
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}
