//! Stage 1: a raw TCP server that sends back every byte it receives.
//!
//! One client at a time, and no HTTP yet: stage 2 gives the first answer that a browser shows.

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

fn run(address: &str) -> anyhow::Result<()> {
    let help = "try another HOST:PORT; port 0 takes a free one";
    let listener = TcpListener::bind(address)
        .with_context(|| format!("cannot listen on {address} ({help})"))?;
    writeln!(io::stdout(), "Listening on {}", listener.local_addr()?)?;
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

/// Sends back what the client sends until it closes its side: then a read gives 0 bytes.
fn handle_connection(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 4096];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count])?,
        }
    }
}
