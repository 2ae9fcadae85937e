//! Stage 3: an HTTP server that reads what a request says, and answers accordingly.
//!
//! It answers from the head of a request alone: bodies and files come in stage 4.
//!
//! Read on in this order: `request`, `target`, `routes`, `response`, `connection`.

mod connection;
mod request;
mod response;
mod routes;
mod target;

use anyhow::Context;
use connection::{Connection, ReadError};
use std::env;
use std::io::{self, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

const DEFAULT_ADDRESS: &str = "127.0.0.1:4221";

fn main() -> ExitCode {
    let address = env::args_os().nth(1).unwrap_or(DEFAULT_ADDRESS.into());
    if let Err(error) = run(&address.to_string_lossy()) {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Listens on the address and serves clients. Returns an error only if it cannot start.
fn run(address: &str) -> anyhow::Result<()> {
    let help = "try another HOST:PORT; port 0 takes a free one";
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} ({help})"))?;
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    serve(&listener);
    Ok(())
}

/// Serves one client after another. An error ends one connection, not the server.
fn serve(listener: &TcpListener) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(handle_connection) {
            log(&format!("connection failed: {error}"));
        }
    }
}

/// Answers one request. A client that leaves before the end of its request gets no response.
fn handle_connection(stream: TcpStream) -> io::Result<()> {
    let mut connection = Connection::new(stream)?;
    let response = match connection.read_request() {
        Ok(request) => routes::respond(&request),
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
