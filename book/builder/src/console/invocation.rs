//! The command that starts a server: as the page has it, and as it is run.

use crate::reader;
use checks::options::OPTIONS;

/// The address that a server takes by itself.
const DEFAULT_PORT: u16 = 4221;

/// How a server is started.
#[derive(Debug, PartialEq, Eq)]
pub struct Invocation {
    /// The command for bash.
    pub command: String,
    /// The package whose program it is: the reader's, or one of the clone.
    pub package: String,
    /// The port on the page.
    pub port: u16,
}

impl Invocation {
    /// Reads `cargo run -- ARGUMENTS`, and puts the program in place of cargo and its port in place of the
    /// page's. Returns `None` for other commands.
    pub fn read(command: &str, program: &str, port: u16) -> Option<Invocation> {
        let (before, after) = command.split_once("cargo run")?;
        let (options, arguments) = after.split_once("-- ").unwrap_or((after, ""));
        let package = package(options)?;
        let (arguments, shown) = with_port(arguments, port);
        let command = format!("{before}{program} {arguments}").trim_end().to_string();
        Some(Invocation { command, package, port: shown })
    }
}

/// The package that the options of `cargo run` name, or else the reader's. `None` where they say more.
fn package(options: &str) -> Option<String> {
    let mut package = reader::NAME;
    let mut words = options.split_whitespace();
    while let Some(word) = words.next() {
        match word {
            "-p" | "--package" => package = words.next()?,
            "-q" | "--quiet" | "--release" => {}
            _ => return None,
        }
    }
    Some(package.to_string())
}

/// Whether the next word is the value of this option, and no address.
fn takes_value(word: &str) -> bool {
    OPTIONS.iter().any(|option| option.name == word && option.value.is_some())
}

/// The arguments with this port, and the one that they had. An address that is wrong stays as it is.
fn with_port(arguments: &str, port: u16) -> (String, u16) {
    let Some(address) = address(arguments) else {
        return (format!("{arguments} 127.0.0.1:{port}").trim_start().to_string(), DEFAULT_PORT);
    };
    let parts = address.rsplit_once(':');
    match parts.map(|(host, shown)| (host, shown.parse::<u16>())) {
        Some((host, Ok(shown @ 1..))) => {
            (arguments.replacen(address, &format!("{host}:{port}"), 1), shown)
        }
        _ => (arguments.to_string(), DEFAULT_PORT),
    }
}

/// The argument that is neither an option nor the value of one.
fn address(arguments: &str) -> Option<&str> {
    let mut words = arguments.split_whitespace();
    while let Some(word) = words.next() {
        if takes_value(word) {
            words.next();
        } else if !word.starts_with('-') {
            return Some(word);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_port_is_put_into_the_command() {
        let cases = [
            ("cargo run", "P 127.0.0.1:7", 4221),
            ("cargo run -q", "P 127.0.0.1:7", 4221),
            ("cargo run --release -- --quiet", "P --quiet 127.0.0.1:7", 4221),
            ("cargo run -- 127.0.0.1:8080", "P 127.0.0.1:7", 8080),
            ("cargo run -- --directory . localhost:80", "P --directory . localhost:7", 80),
            ("cargo run -- --directory .", "P --directory . 127.0.0.1:7", 4221),
            ("cargo run -- --workers 0", "P --workers 0 127.0.0.1:7", 4221),
            ("cargo run -- 127.0.0.1:0", "P 127.0.0.1:0", 4221),
            ("cargo run -- nonsense", "P nonsense", 4221),
            ("cargo run -- localhost:http", "P localhost:http", 4221),
            ("A=1 cargo run", "A=1 P 127.0.0.1:7", 4221),
        ];
        for (command, expected, port) in cases {
            let (command_line, package) = (expected.to_string(), reader::NAME.to_string());
            let expected = Invocation { command: command_line, package, port };
            assert_eq!(Invocation::read(command, "P", 7), Some(expected), "{command}");
        }
        let other = Invocation::read("cargo run -q -p stage01-tcp-echo -- localhost:80", "P", 7);
        assert_eq!(other.expect("it starts a server").package, "stage01-tcp-echo");
    }

    #[test]
    fn other_commands_start_no_server() {
        for command in ["cargo build", "curl localhost:4221/", "cargo run --bin a", "cargo run -p"]
        {
            assert_eq!(Invocation::read(command, "P", 7), None, "{command}");
        }
    }
}
