//! Stage 6: an HTTP server with a bounded pool of threads, backpressure, and a graceful end.
//!
//! A connection ends with its first answer, and a client that stays silent keeps a worker: stage 7
//! mends both.

mod books;
mod connection;
mod files;
mod options;
mod pool;
mod request;
mod response;
mod routes;

use anyhow::Context;
use books::Books;
use connection::{Connection, NoRequest};
use files::Folder;
use options::{Options, USAGE};
use pool::Pool;
use request::Request;
use response::{Response, Status};
use std::env;
use std::fs;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::process::{self, ExitCode};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How long we wait for descriptors or threads to be given back when there are none left.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// Who sees to the end of connections that were refused: see `refuse`.
const CLOSING_WORKERS: usize = 4;
const CLOSING_QUEUE: usize = 64;

/// What all requests share.
struct Server {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
    stopping: AtomicBool,
}

fn main() -> ExitCode {
    let options = match Options::parse(env::args_os().skip(1)) {
        Ok(Some(options)) => options,
        Ok(None) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            eprint!("{message}\n\n{USAGE}");
            return ExitCode::from(2);
        }
    };
    if let Err(error) = run(options) {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(options: Options) -> anyhow::Result<()> {
    let address = &options.address;
    let help = "try another HOST:PORT; port 0 takes a free one";
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} ({help})"))?;
    let server = Arc::new(Server::new(options)?);
    let address = listener.local_addr()?;
    stop_on_signal(&server, address)?;
    let pool = start_pool(&server)?;
    writeln!(io::stdout(), "Listening on http://{address}")?;
    serve(&listener, &server, &pool)?;
    drop(listener);
    pool.finish(server.options.timeout);
    writeln!(io::stdout(), "Stopped")?;
    Ok(())
}

impl Server {
    fn new(options: Options) -> anyhow::Result<Self> {
        let (directory, www) = (&options.directory, &options.www);
        let files = fs::create_dir_all(directory)
            .and_then(|()| Folder::open(directory))
            .with_context(|| format!("cannot use the folder {}", directory.display()))?;
        let pages = Folder::open(www)
            .with_context(|| format!("cannot use the folder {}", www.display()))?;
        Ok(Self {
            files,
            pages,
            books: Books::default(),
            stopping: AtomicBool::new(false),
            options,
        })
    }
}

/// On the first SIGINT (Ctrl-C) or SIGTERM the server finishes what it has begun; on the second it
/// ends at once.
fn stop_on_signal(server: &Arc<Server>, address: SocketAddr) -> anyhow::Result<()> {
    let server = Arc::clone(server);
    let handler = move || {
        if server.stopping.swap(true, Ordering::Relaxed) {
            process::exit(1);
        }
        log("Stopping when all requests are answered; once more to stop at once");
        wake(address);
    };
    ctrlc::set_handler(handler).context("cannot wait for signals")
}

/// The server waits for a connection, so we give it one.
fn wake(mut address: SocketAddr) {
    if address.ip().is_unspecified() {
        address.set_ip(Ipv4Addr::LOCALHOST.into());
    }
    let _ = TcpStream::connect(address);
}

fn start_pool(server: &Arc<Server>) -> anyhow::Result<Pool<TcpStream>> {
    let Options { workers, queue, .. } = server.options;
    let server = Arc::clone(server);
    let work = move |stream| {
        if let Err(error) = handle_connection(stream, &server) {
            log(&format!("connection failed: {error}"));
        }
    };
    Pool::new(workers, queue, work).with_context(|| format!("cannot start {workers} workers"))
}

/// Gives each client to the pool. What goes wrong with one is no reason to stop.
fn serve(listener: &TcpListener, server: &Server, pool: &Pool<TcpStream>) -> anyhow::Result<()> {
    let closing = Pool::new(CLOSING_WORKERS, CLOSING_QUEUE, Connection::close)?;
    for stream in listener.incoming() {
        if server.stopping.load(Ordering::Relaxed) {
            break;
        }
        match stream.map(|stream| pool.submit(stream)) {
            Ok(Ok(())) => {}
            Ok(Err(stream)) => refuse(stream, server, &closing),
            Err(error) => {
                log(&format!("connection refused: {error}"));
                thread::sleep(RECOVERY_TIME);
            }
        }
    }
    Ok(())
}

/// Answers in the place of the pool, which has neither a worker nor a place in its queue.
///
/// So short an answer never has to wait for the client. Closing the connection may, so that is left to
/// others; where they have too much to do as well, the connection just ends.
fn refuse(stream: TcpStream, server: &Server, closing: &Pool<Connection>) {
    let response = Response::error(Status::SERVICE_UNAVAILABLE).with("Retry-After", "1");
    let sent = Connection::new(stream, &server.options).and_then(|mut connection| {
        connection.send(response)?;
        Ok(connection)
    });
    match sent.map(|connection| closing.submit(connection)) {
        Ok(_) => {}
        Err(error) => log(&format!("connection failed: {error}")),
    }
}

/// Answers one request. A client that leaves before the end of its request gets no answer.
fn handle_connection(stream: TcpStream, server: &Server) -> io::Result<()> {
    let mut connection = Connection::new(stream, &server.options)?;
    let response = match connection.read_request() {
        Ok(request) => respond(&request, server),
        Err(NoRequest::Refused(status)) => Response::error(status),
        Err(NoRequest::Closed | NoRequest::Silent) => return Ok(()),
        Err(NoRequest::Failed(error)) => return Err(error),
    };
    connection.send(response)?;
    connection.close();
    Ok(())
}

/// A panic ends the request that caused it, and nothing else.
fn respond(request: &Request, server: &Server) -> Response {
    let answer = || routes::respond(request, server);
    panic::catch_unwind(AssertUnwindSafe(answer))
        .unwrap_or_else(|_| Response::error(Status::INTERNAL_SERVER_ERROR))
}

/// Writes a line to stderr. A server does not stop because nobody reads its log any more.
fn log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
