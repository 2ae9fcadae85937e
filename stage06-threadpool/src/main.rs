//! Stage 6: an HTTP server with a bounded pool of threads, backpressure, and a graceful shutdown.
//!
//! A connection ends with its first response: stage 7 keeps it. A client that is slow or silent still
//! holds a worker, and delays the shutdown, until its deadline.
//!
//! Read on in this order: `pool`, `connection`, `closer`, `shutdown`, `options`, then `serve` and what
//! follows it in this file. The other files are those of stage 5.

mod books;
mod closer;
mod connection;
mod files;
mod options;
mod pool;
mod request;
mod response;
mod routes;
mod shutdown;
mod target;

use anyhow::Context;
use books::Books;
use clap::Parser;
use closer::Closer;
use connection::{Connection, ReadError};
use files::Folder;
use options::Options;
use pool::ThreadPool;
use request::Request;
use response::{Response, Status};
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::panic;
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A pause when no file descriptors are left. Meanwhile, other connections end and free some.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// What all requests share.
struct Shared {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
    pool: ThreadPool,
    closer: Closer,
    stopping: AtomicBool,
}

impl Shared {
    /// Opens the folders and starts the workers. Returns an error if that is impossible.
    fn new(options: Options, closer: Closer) -> anyhow::Result<Self> {
        let (directory, www) = (&options.directory, &options.www);
        let files = fs::create_dir_all(directory)
            .and_then(|()| Folder::open(directory))
            .with_context(|| format!("cannot use the folder {}", directory.display()))?;
        let pages = Folder::open(www)
            .with_context(|| format!("cannot use the folder {}", www.display()))?;
        let (workers, queue) = (options.workers, options.queue);
        let pool = ThreadPool::new(workers, queue)
            .with_context(|| format!("cannot start {workers} workers"))?;
        let (books, stopping) = (Books::default(), AtomicBool::new(false));
        Ok(Self { options, files, pages, books, pool, closer, stopping })
    }

    /// Returns whether a signal has asked for the end. `Relaxed`, because the flag guards no other data.
    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn main() -> ExitCode {
    let options = Options::parse();
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
    let (closer, closer_thread) = Closer::start()?;
    let shared = Arc::new(Shared::new(options, closer)?);
    let local_address = listener.local_addr()?;
    shutdown::on_signal(&shared, local_address)?;
    writeln!(io::stdout(), "Listening on http://{local_address}")?;
    serve(&listener, &shared);
    // From here on, the system refuses new clients.
    drop(listener);
    let _ = writeln!(io::stdout(), "Stopping after the running requests; Ctrl-C stops at once");
    shared.pool.finish(shared.options.timeout);
    shared.closer.stop();
    let _ = closer_thread.join();
    let _ = writeln!(io::stdout(), "Stopped");
    Ok(())
}

/// Hands each client to the pool, until a signal stops the server. An error ends one connection only.
fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if shared.is_stopping() {
            break;
        }
        match stream {
            Ok(stream) => admit(stream, shared),
            Err(error) => {
                log(&format!("cannot accept a connection: {error}"));
                thread::sleep(RECOVERY_TIME);
            }
        }
    }
}

/// Hands the client to the pool, or refuses it if the pool is full.
fn admit(stream: TcpStream, shared: &Arc<Shared>) {
    match Connection::new(stream, &shared.options) {
        Ok(connection) if shared.pool.is_full() => refuse(connection, shared),
        Ok(connection) => enqueue(connection, shared),
        Err(error) => log(&format!("connection failed: {error}")),
    }
}

/// Answers 503. The response is short and the connection is new, so sending it does not block.
fn refuse(mut connection: Connection, shared: &Shared) {
    let response = connection.refuse(Status::SERVICE_UNAVAILABLE);
    match connection.send(response.with("Retry-After", "1")) {
        Ok(()) => shared.closer.close(connection),
        Err(error) => log(&format!("connection failed: {error}")),
    }
}

fn enqueue(connection: Connection, shared: &Arc<Shared>) {
    let pool = &shared.pool;
    let shared = Arc::clone(shared);
    pool.execute(move || {
        if let Err(error) = handle_connection(connection, &shared) {
            log(&format!("connection failed: {error}"));
        }
    });
}

/// Answers one request. A client that leaves before the end of its request gets no response.
fn handle_connection(mut connection: Connection, shared: &Shared) -> io::Result<()> {
    let response = match connection.read_request() {
        Ok(request) => run_handler(&request, shared),
        Err(ReadError::Refused(status)) => connection.refuse(status),
        Err(ReadError::Closed) => return Ok(()),
        Err(ReadError::Failed(error)) => return Err(error),
    };
    connection.send(response)?;
    if connection.needs_drain() {
        shared.closer.close(connection);
    }
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
