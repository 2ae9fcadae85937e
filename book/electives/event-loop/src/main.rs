//! The event loop: stage 7 without a thread for each client that waits.
//!
//! A worker that waits for a slow client is a worker lost. Here, one thread for each processor waits for
//! all clients at once, and never for one client alone.
//!
//! Read on in this order: `event_loop`, `connection`, `send_file`, `budget`, `options`. `pool` is that of
//! stage 6. `response` has a function more than in stage 7, and the other files are those of stage 7.

mod books;
mod budget;
mod chunked;
mod connection;
mod event_loop;
mod files;
mod options;
mod pool;
mod request;
mod response;
mod routes;
mod send_file;
mod session;
mod shutdown;
mod target;

use anyhow::Context;
use books::Books;
use budget::Budget;
use clap::Parser;
use event_loop::Mailbox;
use files::Folder;
use options::Options;
use pool::ThreadPool;
use request::Request;
use response::{Response, Status};
use std::fs;
use std::io::{self, Write};
use std::net::TcpListener;
use std::panic;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Instant;

/// Threads for handlers that block for long: sleeps and uploads.
const WORKERS: usize = 8;

/// How many requests may wait for one of them.
const QUEUE: usize = 4096;

/// In bytes: what may be claimed for large bodies at a time.
const MAX_BODIES: usize = 128 * 1024 * 1024;

/// What all requests share.
struct Shared {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
    pool: ThreadPool,
    places: Arc<Budget>,
    bodies: Arc<Budget>,
    stopping: AtomicBool,
    /// The ways to the event loops.
    mailboxes: Mutex<Vec<Mailbox>>,
}

impl Shared {
    /// Opens the folders and starts the workers. Returns an error if that is impossible.
    fn new(options: Options) -> anyhow::Result<Self> {
        let (directory, www) = (&options.directory, &options.www);
        let files = fs::create_dir_all(directory)
            .and_then(|()| Folder::open(directory))
            .with_context(|| format!("cannot use the folder {}", directory.display()))?;
        let pages = Folder::open(www)
            .with_context(|| format!("cannot use the folder {}", www.display()))?;
        let pool = ThreadPool::new(WORKERS, QUEUE)
            .with_context(|| format!("cannot start {WORKERS} workers"))?;
        let (places, bodies) = (Budget::new(options.max_connections), Budget::new(MAX_BODIES));
        let (books, stopping) = (Books::default(), AtomicBool::new(false));
        let mailboxes = Mutex::default();
        Ok(Self { options, files, pages, books, pool, places, bodies, stopping, mailboxes })
    }

    /// Returns whether a signal has asked for the end. `Relaxed`, because the flag guards no other data.
    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
    // Many systems allow 1,024 descriptors unless a program asks for more.
    let _ = rlimit::increase_nofile_limit(u64::MAX);
    if let Err(error) = run(options) {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Listens on the address and serves clients. Returns an error only if it cannot start.
fn run(options: Options) -> anyhow::Result<()> {
    let address = &options.address;
    let help = "try another HOST:PORT; port 0 takes a free one";
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} ({help})"))?;
    let shared = Arc::new(Shared::new(options)?);
    let local_address = listener.local_addr()?;
    shutdown::on_signal(&shared, local_address)?;
    listener.set_nonblocking(true)?;
    let (sender, stop) = mpsc::channel();
    let open = (listener, sender);
    let start = |_| event_loop::start(&shared, &open);
    let threads: Vec<_> = (0..shared.options.loops).map(start).collect::<io::Result<_>>()?;
    // Each loop has its own.
    drop(open);
    writeln!(io::stdout(), "Listening on http://{local_address}")?;
    // Ends when the last loop has dropped its listener. From then on, the system refuses new clients.
    let _ = stop.recv();
    let _ = writeln!(io::stdout(), "Stopping after the running requests; Ctrl-C stops at once");
    let deadline = Instant::now() + shared.options.timeout;
    for thread in threads {
        let _ = thread.join();
    }
    shared.pool.finish(deadline.saturating_duration_since(Instant::now()));
    let _ = writeln!(io::stdout(), "Stopped");
    Ok(())
}

/// Answers 500 if the handler panics: the panic ends one request, and the worker lives on.
///
/// That is safe: in memory, handlers change only the books. A panic while one holds their lock poisons it.
fn run_handler(request: &Request, shared: &Shared) -> Response {
    panic::catch_unwind(|| routes::respond(request, shared))
        .unwrap_or_else(|_| Response::error(Status::INTERNAL_SERVER_ERROR))
}

/// Writes a line to stderr. A server must not crash because nobody reads its log.
fn log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
