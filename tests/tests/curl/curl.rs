//! One curl, and the server that it talks to.

use crate::programs;
use checks::{Failure, Server, Stage, ensure};
use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

/// Far more than anything here takes, and far less than the minute that curl would wait for a server's
/// `100 Continue` (see [`Curl::run_with_input`]).
const TIMEOUT: Duration = Duration::from_secs(20);

pub struct Curl {
    pub program: PathBuf,
    pub server: Server,
    pub stage: Stage,
}

impl Curl {
    /// Runs curl with these arguments, `{url}` standing for the server, and gives what it writes to stdout.
    ///
    /// It runs in the server's folder, where it finds and leaves its files.
    pub fn run(&self, arguments: &[&str]) -> Result<String, Failure> {
        self.run_with_input(arguments, Vec::new())
    }

    /// The same with something to read from stdin.
    pub fn run_with_input(&self, arguments: &[&str], input: Vec<u8>) -> Result<String, Failure> {
        let mut command = Command::new(&self.program);
        // Ignores the curl settings of the user.
        command.args(["--disable", "--silent", "--show-error", "--noproxy", "*"]);
        command.args(["--expect100-timeout", "60"]);
        command
            .args(arguments.iter().map(|argument| argument.replace("{url}", &self.server.url())));
        command.current_dir(self.server.home()?);
        programs::run(command, input, TIMEOUT)
    }

    /// Runs curl, and expects it to write exactly this.
    pub fn expect(&self, expected: &str, arguments: &[&str]) -> Result<(), Failure> {
        let written = self.run(arguments)?;
        ensure(
            written == expected,
            format!("curl {arguments:?} wrote {written:?}, not {expected:?}"),
        )
    }

    /// Downloads what is stored under this name, and expects exactly these bytes.
    pub fn expect_download(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let url = format!("{{url}}/files/{name}");
        self.expect("200", &["-o", "download", "-w", "%{http_code}", &url])?;
        let downloaded = fs::read(self.server.home()?.join("download"))?;
        ensure(downloaded == bytes, format!("{name} did not come back as it was sent"))
    }

    /// Two MiB of random bytes, and a file that holds them.
    pub fn make_upload(&self) -> Result<Vec<u8>, Failure> {
        let mut bytes = vec![0; 2 * 1024 * 1024];
        fastrand::Rng::new().fill(&mut bytes);
        fs::write(self.server.home()?.join("upload"), &bytes)?;
        Ok(bytes)
    }

    /// The failure, with what the server has said.
    pub fn explain(&self, failure: &Failure) -> Failure {
        let said = self.server.stderr().unwrap_or_default();
        Failure::new(format!("{failure}\nthe server said:\n{said}"))
    }
}
