//! Stage 5: an HTTP server with a thread for each connection, shared state, and deadlines.
//!
//! The number of its threads has no limit: stage 6 sets one.
//!
//! Read on in this order: `books`, `connection`, `options`, then `start_thread` in this file. The other
//! files are those of stage 4; only `response` has one more status.

mod books;
mod connection;
mod files;
mod options;
mod request;
mod response;
mod routes;
mod target;

use anyhow::Context;
use books::Books;
use clap::Parser;
use connection::{Connection, ReadError};
use files::Folder;
use options::Options;
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// A pause when no file descriptors or threads are left. Meanwhile, other connections end and free some.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// What all requests share.
struct Shared {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
}

impl Shared {
    /// Opens the folders. Returns an error if one cannot be used.
    fn new(options: Options) -> anyhow::Result<Self> {
        let (directory, www) = (&options.directory, &options.www);
        let files = fs::create_dir_all(directory)
            .and_then(|()| Folder::open(directory))
            .with_context(|| format!("cannot use the folder {}", directory.display()))?;
        let pages = Folder::open(www)
            .with_context(|| format!("cannot use the folder {}", www.display()))?;
        Ok(Self { options, files, pages, books: Books::default() })
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
    let shared = Arc::new(Shared::new(options)?);
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    serve(&listener, &shared);
    Ok(())
}

/// Serves each client in a thread of its own. An error ends one connection, not the server.
fn serve(listener: &TcpListener, shared: &Arc<Shared>) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| start_thread(stream, Arc::clone(shared))) {
            log(&format!("cannot accept a connection: {error}"));
            thread::sleep(RECOVERY_TIME);
        }
    }
}

/// Starts a thread for the connection. If the system cannot start another, it returns an error and closes
/// the connection.
fn start_thread(stream: TcpStream, shared: Arc<Shared>) -> io::Result<()> {
    let work = move || {
        if let Err(error) = handle_connection(stream, &shared) {
            log(&format!("connection failed: {error}"));
        }
    };
    thread::Builder::new().spawn(work)?;
    Ok(())
}

/// Answers one request. A client that leaves before the end of its request gets no response.
fn handle_connection(stream: TcpStream, shared: &Shared) -> io::Result<()> {
    let mut connection = Connection::new(stream, &shared.options)?;
    let response = match connection.read_request() {
        Ok(request) => routes::respond(&request, shared),
        Err(ReadError::Refused(status)) => connection.refuse(status),
        Err(ReadError::Closed) => return Ok(()),
        Err(ReadError::Failed(error)) => return Err(error),
    };
    connection.send(response)?;
    connection.close();
    Ok(())
}

/// Writes a line to stderr. A server must not crash because nobody reads its log.
fn log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
