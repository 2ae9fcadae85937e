//! A server with a certificate of its own, and a TLS client that trusts no other.

use crate::bytes::find;
use crate::requests::request;
use crate::{Failure, Response, Server, Target, parse};
use rcgen::{CertifiedKey, generate_simple_self_signed};
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, ClientConnection, RootCertStore, StreamOwned};
use std::fmt::Display;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

/// A TLS connection.
pub type Stream = StreamOwned<ClientConnection, TcpStream>;

/// A server, and the certificate that was made for it.
pub struct Site {
    pub server: Server,
    certificate: CertificateDer<'static>,
}

impl Site {
    /// Starts a server with these options beside those for its certificate. It has a file `notes.txt`.
    pub fn start(target: &Target, options: &[&str]) -> Result<Site, Failure> {
        let CertifiedKey { cert, signing_key } =
            generate_simple_self_signed(["localhost".to_string()]).map_err(failed)?;
        let launch = target.launch().options(["--certificate", "certificate.pem"]);
        let launch = launch.options(["--key", "key.pem"]).options(options.iter().copied());
        let launch = launch.file("certificate.pem", cert.pem());
        let launch = launch.file("key.pem", signing_key.serialize_pem());
        let server = launch.stored("notes.txt", "hello\n").start()?;
        Ok(Site { server, certificate: cert.der().clone() })
    }

    /// A new connection. The handshake is part of the first write.
    pub fn connect(&self) -> Result<Stream, Failure> {
        let mut roots = RootCertStore::empty();
        roots.add(self.certificate.clone()).map_err(failed)?;
        let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
        let name = ServerName::try_from("localhost").map_err(failed)?;
        let connection = ClientConnection::new(Arc::new(config), name).map_err(failed)?;
        let client = self.server.connect()?;
        client.stream.set_read_timeout(Some(client.timeout))?;
        Ok(StreamOwned::new(connection, client.stream))
    }

    /// Sends a request over a new connection, and reads its response. The server has to close after it.
    pub fn exchange(&self, request: &[u8]) -> Result<Response, Failure> {
        let mut stream = self.connect()?;
        send(&mut stream, request)?;
        let bytes = read_to_end(&mut stream)?;
        let head = parse::head(&bytes).map_err(Failure::new)?;
        let (response, length) = head.ok_or_else(|| Failure::new("the response has no end"))?;
        Ok(Response { body: bytes[length..].to_vec(), ..response })
    }

    /// `GET` of this target.
    pub fn get(&self, target: &str) -> Result<Response, Failure> {
        self.exchange(&request("GET", target, "", b""))
    }
}

/// Sends bytes.
pub fn send(stream: &mut Stream, bytes: &[u8]) -> Result<(), Failure> {
    stream.write_all(bytes).and_then(|()| stream.flush()).map_err(failed)
}

/// Reads until the server closes, as TLS wants it. An end without notice is a failure.
pub fn read_to_end(stream: &mut Stream) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(failed)?;
    Ok(bytes)
}

/// Reads until these bytes have come.
pub fn read_until(stream: &mut Stream, wanted: &[u8]) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    while find(&bytes, wanted).is_none() {
        let mut chunk = [0; 1024];
        match stream.read(&mut chunk).map_err(failed)? {
            0 => return Err(Failure::new("the server closed before the end of its answer")),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
    Ok(())
}

fn failed(error: impl Display) -> Failure {
    Failure::new(format!("TLS: {error}"))
}
