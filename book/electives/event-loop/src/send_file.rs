//! The rest of a file: what follows the piece that goes out with the head.

use mio::net::TcpStream;
use std::fs::File;
use std::io::{self, Take};

/// In bytes: other clients wait, so we send no more at a time.
const PIECE: usize = 128 * 1024;

/// Sends what the client takes, up to a piece. Returns the number of bytes.
///
/// It is an error if the file has become shorter: its length has been sent already.
pub fn send_piece(stream: &TcpStream, rest: &mut Take<File>) -> io::Result<usize> {
    let length = usize::try_from(rest.limit()).map_or(PIECE, |left| left.min(PIECE));
    let sent = send(stream, rest.get_mut(), length)?;
    rest.set_limit(rest.limit() - sent as u64);
    if sent == 0 { Err(io::ErrorKind::UnexpectedEof.into()) } else { Ok(sent) }
}

/// On Linux, the kernel copies from its own memory of the file to the socket. The bytes never come to us.
#[cfg(target_os = "linux")]
fn send(stream: &TcpStream, file: &mut File, length: usize) -> io::Result<usize> {
    Ok(rustix::fs::sendfile(stream, file, None, length)?)
}

/// Elsewhere, we read a piece and write it. We go back to what the client has not taken.
#[cfg(not(target_os = "linux"))]
fn send(mut stream: &TcpStream, file: &mut File, length: usize) -> io::Result<usize> {
    use std::io::{Read, Seek, SeekFrom, Write};
    let start = file.stream_position()?;
    let mut piece = vec![0; length];
    let length = file.read(&mut piece)?;
    let sent = stream.write(&piece[..length]);
    file.seek(SeekFrom::Start(start + *sent.as_ref().unwrap_or(&0) as u64))?;
    sent
}
