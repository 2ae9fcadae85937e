//! Stage 7: an HTTP server with a real parser, and what it makes possible: sessions of many requests,
//! and bodies whose length nobody knows in advance.
//!
//! A client that sends or reads slowly still holds a worker: an event loop needs none for waiting.
//!
//! Read on in this order: `request`, `target`, `session`, `chunked`, `connection`, then `handle_connection`
//! in this file. The other files are those of stage 6.

mod books;
mod chunked;
mod closer;
mod connection;
mod files;
mod options;
mod pool;
mod request;
mod response;
mod routes;
mod session;
mod shutdown;
mod target;

use anyhow::Context;
use books::Books;
use clap::Parser;
use closer::Closer;
use connection::{Arrival, Connection, ReadError};
use files::Folder;
use options::Options;
use pool::ThreadPool;
use request::Request;
use response::{Response, Status};
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// A pause when no descriptors or threads are left. Meanwhile, other connections end and free theirs.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// What all requests share.
struct Shared {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
    pool: ThreadPool,
    stopping: AtomicBool,
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
    let shared = Arc::new(Shared::new(options)?);
    let address = listener.local_addr()?;
    shutdown::on_signal(&shared, address)?;
    let closer = Closer::start()?;
    writeln!(io::stdout(), "Listening on http://{address}")?;
    serve(&listener, &shared, &closer);
    drop(listener);
    let _ = writeln!(io::stdout(), "Stopping after the running requests; Ctrl-C stops at once");
    shared.pool.finish(shared.options.timeout);
    closer.finish();
    let _ = writeln!(io::stdout(), "Stopped");
    Ok(())
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
        let (workers, queue) = (options.workers, options.queue);
        let pool = ThreadPool::new(workers, queue)
            .with_context(|| format!("cannot start {workers} workers"))?;
        let (books, stopping) = (Books::default(), AtomicBool::new(false));
        Ok(Self { options, files, pages, books, pool, stopping })
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

/// Hands each client to the pool, until a signal stops the server. An error ends one connection only.
fn serve(listener: &TcpListener, shared: &Arc<Shared>, closer: &Closer) {
    for stream in listener.incoming() {
        if shared.is_stopping() {
            break;
        }
        match stream.map(|stream| admit(stream, shared, closer)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log(&format!("connection failed: {error}")),
            Err(error) => {
                log(&format!("connection refused: {error}"));
                thread::sleep(RECOVERY_TIME);
            }
        }
    }
}

/// Hands the client to the pool, or refuses it if the pool is full.
///
/// The refusal is short and the connection is new, so sending it does not block.
fn admit(stream: TcpStream, shared: &Arc<Shared>, closer: &Closer) -> io::Result<()> {
    let mut connection = Connection::new(stream, &shared.options)?;
    if shared.pool.is_full() {
        let response = connection.refuse(Status::SERVICE_UNAVAILABLE);
        connection.send(response.with("Retry-After", "1"))?;
        closer.close(connection);
    } else {
        enqueue(connection, shared);
    }
    Ok(())
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

/// Serves one request after another. Between two, the connection gives way if others wait for a worker.
fn handle_connection(mut connection: Connection, shared: &Arc<Shared>) -> io::Result<()> {
    while !connection.session.is_over() {
        match connection.wait_for_request(shared)? {
            Arrival::Request => serve_request(&mut connection, shared)?,
            Arrival::Nothing => {}
            Arrival::End => return Ok(()),
        }
        if shared.pool.is_crowded() && !connection.session.is_over() {
            enqueue(connection, shared);
            return Ok(());
        }
    }
    connection.close();
    Ok(())
}

/// Answers one request. A client that leaves before the end of its request gets no response.
fn serve_request(connection: &mut Connection, shared: &Shared) -> io::Result<()> {
    let response = match connection.read_request() {
        Ok(request) => respond(&request, shared),
        Err(ReadError::Refused(status)) => connection.refuse(status),
        Err(ReadError::Closed) => {
            connection.session.end();
            return Ok(());
        }
        Err(ReadError::Failed(error)) => return Err(error),
    };
    if shared.is_stopping() {
        connection.session.end();
    }
    connection.send(response)
}

/// Answers 500 if the handler panics: the panic ends one request, and the worker lives on.
fn respond(request: &Request, shared: &Shared) -> Response {
    let answer = || routes::respond(request, shared);
    panic::catch_unwind(AssertUnwindSafe(answer))
        .unwrap_or_else(|_| Response::error(Status::INTERNAL_SERVER_ERROR))
}

/// Writes a line to stderr. A server must not crash because nobody reads its log.
fn log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
