//! A server that is wrong on purpose, in the way its name says: `silent`, `closes`, `says-200`, `says-400`, `echoes`.
//!
//! The tests copy this program to each of these names. A check that all of them pass checks nothing.

use std::env;
use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::Path;
use std::thread;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().collect();
    let name = Path::new(&arguments[0]).file_stem().and_then(|name| name.to_str()).unwrap_or("");
    let serve = server(name).unwrap_or_else(|| panic!("there is no stand-in {name}"));
    // Options of any kind are ignored. The address comes last, as for the stages.
    let address = arguments.iter().skip(1).next_back().filter(|last| last.contains(':'));
    let listener = TcpListener::bind(address.map_or("127.0.0.1:0", String::as_str))?;
    println!("Listening on http://{}", listener.local_addr()?);
    for stream in listener.incoming().flatten() {
        thread::spawn(move || serve(stream));
    }
    Ok(())
}

type Serve = fn(TcpStream) -> io::Result<()>;

fn server(name: &str) -> Option<Serve> {
    Some(match name {
        "silent" => read_forever,
        "closes" => |_| Ok(()),
        "says-200" => |stream| answer(stream, "200 OK"),
        "says-400" => |stream| answer(stream, "400 Bad Request"),
        "echoes" => echo,
        _ => return None,
    })
}

/// Reads and never answers.
fn read_forever(mut stream: TcpStream) -> io::Result<()> {
    io::copy(&mut stream, &mut io::sink()).map(drop)
}

/// Answers whatever comes first, and keeps reading until the client has closed.
fn answer(mut stream: TcpStream, status: &str) -> io::Result<()> {
    if stream.read(&mut [0; 1024])? == 0 {
        return Ok(());
    }
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n"
    )?;
    stream.shutdown(Shutdown::Write)?;
    read_forever(stream)
}

/// Sends back what it gets, as stage 1 does.
fn echo(mut stream: TcpStream) -> io::Result<()> {
    let mut buffer = [0; 1024];
    loop {
        match stream.read(&mut buffer)? {
            0 => return Ok(()),
            count => stream.write_all(&buffer[..count])?,
        }
    }
}
