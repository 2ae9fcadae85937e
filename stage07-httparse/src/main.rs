//! Stage 7: an HTTP server with a real parser, and what it buys: sessions that outlive a request, and
//! bodies whose length nobody knows in advance.

mod books;
mod chunked;
mod connection;
mod files;
mod options;
mod pool;
mod request;
mod response;
mod routes;
mod session;
mod shutdown;

use anyhow::Context;
use books::Books;
use connection::{Connection, NoRequest};
use files::Folder;
use options::{Options, USAGE};
use pool::{Pool, Queue};
use request::Request;
use response::{Response, Status};
use session::Session;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::panic::{self, AssertUnwindSafe};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

/// How long we wait for descriptors or threads to be given back when there are none left.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// Who sees to the end of connections that were refused: see `admit`.
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
            let _ = write!(io::stdout(), "{USAGE}");
            return ExitCode::SUCCESS;
        }
        Err(message) => {
            let _ = write!(io::stderr(), "{message}\n\n{USAGE}");
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
    shutdown::on_signal(&server, address)?;
    let Options { workers, queue, .. } = server.options;
    let pool = start_pool(&server, workers, queue)?;
    let closing = start_pool(&server, CLOSING_WORKERS, CLOSING_QUEUE)?;
    writeln!(io::stdout(), "Listening on http://{address}")?;
    serve(&listener, &server, &pool, &closing);
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
        let (books, stopping) = (Books::default(), AtomicBool::new(false));
        Ok(Self { options, files, pages, books, stopping })
    }

    fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }
}

fn start_pool(server: &Arc<Server>, workers: usize, queue: usize) -> anyhow::Result<Pool<Session>> {
    let server = Arc::clone(server);
    let work = move |session: Session, queue: &Queue<Session>| {
        if let Err(NoRequest::Failed(error)) = session.run(&server, queue) {
            log(&format!("connection failed: {error}"));
        }
    };
    Pool::new(workers, queue, work).with_context(|| format!("cannot start {workers} workers"))
}

/// Gives each client to the pool. What goes wrong with one is no reason to stop.
fn serve(listener: &TcpListener, server: &Server, pool: &Pool<Session>, closing: &Pool<Session>) {
    for stream in listener.incoming() {
        if server.is_stopping() {
            break;
        }
        match stream.map(|stream| admit(stream, server, pool, closing)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => log(&format!("connection failed: {error}")),
            Err(error) => {
                log(&format!("connection refused: {error}"));
                thread::sleep(RECOVERY_TIME);
            }
        }
    }
}

/// Gives the client to the pool, or sends it away where there is neither a worker nor a place in the
/// queue.
///
/// So short an answer never has to wait for the client. Closing the connection may, so that is left to
/// others; where they have too much to do as well, the connection just ends.
fn admit(
    stream: TcpStream,
    server: &Server,
    pool: &Pool<Session>,
    closing: &Pool<Session>,
) -> io::Result<()> {
    let connection = Connection::new(stream, &server.options)?;
    if let Err(mut session) = pool.submit(Session::new(connection))
        && session.refuse()?
    {
        let _ = closing.submit(session);
    }
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
