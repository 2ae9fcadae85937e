//! Stage 4: an HTTP server with bodies: files in and out, static pages, and a shelf of books in JSON.
//!
//! One client at a time still, and it waits for each as long as it takes: threads and deadlines come
//! in stage 5.

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
    let server = Server::new(options)?;
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

/// Serves one client after the other. What goes wrong with one is no reason to stop.
fn serve(listener: &TcpListener, server: &Server) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(|stream| handle_connection(stream, server)) {
            log(&format!("connection failed: {error}"));
        }
    }
}

/// Answers one request. A client that leaves before the end of its request gets no answer.
fn handle_connection(stream: TcpStream, server: &Server) -> io::Result<()> {
    let mut connection = Connection::new(stream, &server.options)?;
    let response = match connection.read_request() {
        Ok(request) => routes::respond(&request, server),
        Err(NoRequest::Refused(status)) => Response::error(status),
        Err(NoRequest::Closed) => return Ok(()),
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
