//! Stage 1: a raw TCP server that sends back every byte it receives.
//!
//! It serves one client at a time and speaks no HTTP yet: stage 2 sends the first response that a
//! browser can show.

use anyhow::Context;
use std::env;
use std::io::{self, Read, Write};
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
    writeln!(io::stdout(), "Listening on {}", listener.local_addr()?)?;
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

/// Sends back what the client sends, until it closes its side: then a read returns 0 bytes.
fn handle_connection(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count])?,
        }
    }
}
