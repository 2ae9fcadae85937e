//! Stage 2: an HTTP server that reads a request and sends the same response to all of them.
//!
//! It looks for the end of the request and at nothing else: stage 3 reads what the request says.

use anyhow::Context;
use std::env;
use std::io::{self, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::ExitCode;

const DEFAULT_ADDRESS: &str = "127.0.0.1:4221";

const BODY: &str = "Hello from a server that says the same to everyone.\n";

/// In bytes, far more than any browser sends. An endless head must not fill the memory.
const MAX_HEAD: usize = 64 * 1024;

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
            let _ = writeln!(io::stderr(), "connection failed: {error}");
        }
    }
}

/// Answers one request. A client that leaves before the end of its request gets no response.
fn handle_connection(mut stream: TcpStream) -> io::Result<()> {
    if read_head(&mut stream)? {
        stream.write_all(response().as_bytes())?;
    }
    Ok(())
}

/// Reads the head of a request, up to the blank line at its end (RFC 9112 §2.1).
///
/// Returns whether the head is complete. It is not if the client closes its side before the blank
/// line, or sends more than `MAX_HEAD` bytes.
fn read_head(stream: &mut TcpStream) -> io::Result<bool> {
    let mut buffer = Vec::new();
    let mut chunk = [0; 4096];
    while !buffer.windows(4).any(|bytes| bytes == b"\r\n\r\n") {
        let count = stream.read(&mut chunk)?;
        if count == 0 || buffer.len() + count > MAX_HEAD {
            return Ok(false);
        }
        buffer.extend_from_slice(&chunk[..count]);
    }
    Ok(true)
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
