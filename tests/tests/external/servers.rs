//! How the servers of others are started, and built where that is needed.

use crate::programs;
use checks::cargo;
use checks::external::External;
use checks::stages::workspace;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

/// The servers by the names of their lists.
pub const SERVERS: [&str; 5] = ["go", "node", "python", "nginx", "axum"];

type Prepared = OnceLock<Result<Option<Arc<External>>, String>>;

static PREPARED: [Prepared; SERVERS.len()] = [const { OnceLock::new() }; SERVERS.len()];

/// The server, built once. `None` if its language is not installed. All checks share what is found out about it.
pub fn start(server: &str) -> Result<Option<Arc<External>>, String> {
    let number = SERVERS.iter().position(|name| *name == server).ok_or("no such server")?;
    PREPARED[number].get_or_init(|| prepare(server)).clone()
}

fn prepare(server: &str) -> Result<Option<Arc<External>>, String> {
    match server {
        "go" => go(),
        "node" => Ok(script(&["node"], "server.mjs")),
        "python" => Ok(script(&["python3", "python"], "server.py")),
        "nginx" => Ok(programs::find(&["nginx"]).and_then(|_| script(&["sh"], "nginx.sh"))),
        _ => axum().map(Some),
    }
}

fn script(interpreters: &[&str], name: &str) -> Option<Arc<External>> {
    let interpreter = programs::find(interpreters)?;
    Some(external(&interpreter, &[fixture(name).into()]))
}

fn go() -> Result<Option<Arc<External>>, String> {
    let Some(go) = programs::find(&["go"]) else { return Ok(None) };
    let folder = cargo::target_folder().ok_or("this program is in no target folder")?;
    let program = folder.join("tmp/external-go").with_extension(std::env::consts::EXE_EXTENSION);
    let mut command = Command::new(go);
    command.arg("build").arg("-o").arg(&program).arg(fixture("server.go"));
    let output = command.output().map_err(|error| format!("cannot run go: {error}"))?;
    if output.status.success() {
        return Ok(Some(external(&program, &[])));
    }
    Err(format!("go cannot build it: {}", String::from_utf8_lossy(&output.stderr)))
}

fn axum() -> Result<Arc<External>, String> {
    let mut command = cargo::build();
    command.args(["--bins", "--package", "axum-routes"]).current_dir(workspace());
    let built = cargo::run(command)?;
    let program = built.get("axum-routes").ok_or("cargo built no axum-routes")?;
    Ok(external(program, &[]))
}

fn external(program: &Path, arguments: &[OsString]) -> Arc<External> {
    Arc::new(External::new(program.as_os_str(), arguments, workspace()))
}

fn fixture(name: &str) -> PathBuf {
    workspace().join("tests/fixtures/external").join(name)
}
