//! Stage 5: an HTTP server with a thread for each connection, shared state, and deadlines.
//!
//! Nothing limits the number of its threads: stage 6 does.

mod books;
mod connection;
mod files;
mod options;
mod request;
mod response;
mod routes;

use anyhow::Context;
use books::Books;
use connection::{Connection, NoRequest};
use files::Folder;
use options::{Options, USAGE};
use response::Response;
use std::env;
use std::fs;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

/// How long we wait for descriptors or threads to be given back when there are none left.
const RECOVERY_TIME: Duration = Duration::from_millis(50);

/// What all requests share.
struct Server {
    options: Options,
    files: Folder,
    pages: Folder,
    books: Books,
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
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    serve(&listener, &server);
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
        let books = Books::default();
        Ok(Self { options, files, pages, books })
    }
}

/// Serves each client in a thread of its own. What goes wrong with one is no reason to stop.
fn serve(listener: &TcpListener, server: &Arc<Server>) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| start_thread(stream, Arc::clone(server))) {
            log(&format!("connection refused: {error}"));
            thread::sleep(RECOVERY_TIME);
        }
    }
}

fn start_thread(stream: TcpStream, server: Arc<Server>) -> io::Result<()> {
    let work = move || {
        if let Err(error) = handle_connection(stream, &server) {
            log(&format!("connection failed: {error}"));
        }
    };
    thread::Builder::new().spawn(work)?;
    Ok(())
}

/// Answers one request. A client that leaves before the end of its request gets no answer.
fn handle_connection(stream: TcpStream, server: &Server) -> io::Result<()> {
    let mut connection = Connection::new(stream, &server.options)?;
    let response = match connection.read_request() {
        Ok(request) => routes::respond(&request, server),
        Err(NoRequest::Refused(status)) => Response::error(status),
        Err(NoRequest::Closed | NoRequest::Silent) => return Ok(()),
        Err(NoRequest::Failed(error)) => return Err(error),
    };
    connection.send(response)?;
    connection.close();
    Ok(())
}

/// Writes a line to stderr. A server does not stop because nobody reads its log any more.
fn log(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}
