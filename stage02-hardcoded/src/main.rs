//! Stage 2: an HTTP server that reads a request and gives the same answer to all of them.
//!
//! It looks for the end of the request and at nothing else: stage 3 reads what the request says.

use anyhow::Context;
use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

const DEFAULT_ADDRESS: &str = "127.0.0.1:4221";

const BODY: &str = "Hello from a server that says the same to everyone.\n";

/// In bytes; far more than any browser sends. A request without end must not fill the memory.
const MAX_HEAD: u64 = 64 * 1024;

fn main() -> ExitCode {
    let address = env::args_os().nth(1).unwrap_or(DEFAULT_ADDRESS.into());
    if let Err(error) = run(&address.to_string_lossy()) {
        eprintln!("{error:#}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

fn run(address: &str) -> anyhow::Result<()> {
    let help = "try another HOST:PORT; port 0 takes a free one";
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} ({help})"))?;
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    serve(&listener);
    Ok(())
}

/// Serves one client after the other. What goes wrong with one is no reason to stop.
fn serve(listener: &TcpListener) {
    for stream in listener.incoming() {
        if let Err(error) = stream.and_then(handle_connection) {
            let _ = writeln!(io::stderr(), "connection failed: {error}");
        }
    }
}

/// Answers one request. A client that leaves before the end of its request gets no answer.
fn handle_connection(mut stream: TcpStream) -> io::Result<()> {
    if read_head(&stream)? {
        stream.write_all(response().as_bytes())?;
    }
    Ok(())
}

/// Reads the head of a request: line by line, up to the first empty one (RFC 9112 §2.1).
///
/// Gives `false` where the client closes its side before that, or sends more than `MAX_HEAD`.
fn read_head(stream: &TcpStream) -> io::Result<bool> {
    for line in BufReader::new(stream).take(MAX_HEAD).split(b'\n') {
        if line? == b"\r" {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A status line, headers, a blank line, and as many bytes of body as the headers say.
fn response() -> String {
    let length = BODY.len();
    format!(
        "HTTP/1.1 200 OK\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\
         Content-Length: {length}\r\n\
         Connection: close\r\n\
         \r\n\
         {BODY}"
    )
}
