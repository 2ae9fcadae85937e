//! A terminal with bash in it, which runs one command after the other and remembers folders and variables.

use super::program::Program;
use super::scratch::Scratch;
use super::watch::Watch;
use regex::Regex;
use std::io::{self, Write};
use std::path::Path;
use std::process::{ChildStdin, Command, Stdio};
use std::sync::LazyLock;
use std::time::Duration;

/// Reads commands from its input, which the commands themselves do not get. Ctrl-C ends them, not it.
const LOOP: &str = r#"
exec 3<&0 </dev/null
trap : INT
while IFS= read -r -d '' -u 3 BOOK_COMMAND; do
    eval "$BOOK_COMMAND" 3<&-
    printf '\001done\001'
done
"#;

/// The loop prints this after each command. No command of a page does.
const DONE: &str = "\u{1}done\u{1}";

/// `cargo` beside a server: the reader's crate is built already, and `cargo stage` runs in the clone.
const CARGO: &str = r#"
cargo() {
    case "${1-}" in
    stage) (shift; cd "$BOOK_CLONE" && exec "$BOOK_STAGE" "$@") ;;
    build) ;;
    *) command cargo "$@" ;;
    esac
}
"#;

/// Programs that look at the server from below: `ss` by its port, and `pidof` by its name.
const LOOKS: &str = r#"
ss() {
    . "$CURL_HOME/server"
    command ss "${@//:$SHOWN_PORT/:$REAL_PORT}" | sed 's/ *$//'
}
pidof() {
    . "$CURL_HOME/server"
    echo "$SERVER"
}
"#;

/// Bash names lines of our loop. A reader's terminal has no such loop.
static LINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?m)^bash: (?:eval: )?line \d+: ").expect("it is a right pattern")
});

/// The variable that holds the program of the reader's crate.
pub const PROGRAM: &str = "BOOK_PROGRAM";

/// A terminal.
pub struct Shell {
    program: Program,
    input: ChildStdin,
    /// The bytes of output from commands that have ended.
    seen: usize,
}

impl Shell {
    /// A terminal beside a server. `stage` is the program behind `cargo stage`.
    pub fn beside_server(scratch: &Scratch, stage: &Path) -> io::Result<Shell> {
        let mut command = bash(&scratch.crate_folder());
        command.env("CURL_HOME", scratch.settings());
        command.env("BOOK_CLONE", scratch.clone_folder()).env("BOOK_STAGE", stage);
        command.env(PROGRAM, scratch.program());
        Shell::start(command, &format!("{CARGO}{LOOKS}"))
    }

    /// A terminal that knows of no server.
    pub fn alone(scratch: &Scratch) -> io::Result<Shell> {
        let mut command = bash(&scratch.here());
        command.env("CARGO_NET_OFFLINE", "true").env_remove("CARGO_TARGET_DIR");
        Shell::start(command, "")
    }

    fn start(mut command: Command, prelude: &str) -> io::Result<Shell> {
        command.arg("-c").arg(format!("{prelude}{LOOP}")).stdin(Stdio::piped());
        let mut program = Program::start(command)?;
        let input = program.take_input().ok_or(io::ErrorKind::BrokenPipe)?;
        Ok(Shell { program, input, seen: 0 })
    }

    /// Begins to run a command.
    pub fn begin(&mut self, command: &str) -> io::Result<()> {
        self.input.write_all(format!("{command}\0").as_bytes())
    }

    /// Waits until the command has ended, and returns its output. The error says what it did instead.
    pub fn finish(&mut self, limit: Duration) -> Result<String, String> {
        let (seen, seconds) = (self.seen, limit.as_secs_f32());
        let done = self.program.output.wait_until(limit, |text| text[seen..].contains(DONE));
        let Some(text) = done else {
            let printed = &self.program.output.text()[seen..];
            return Err(if self.program.output.has_ended() {
                format!("ends the terminal, having printed:\n{printed}")
            } else {
                format!("did not end within {seconds} s, but printed:\n{printed}")
            });
        };
        let printed = text[seen..].split(DONE).next().unwrap_or_default();
        self.seen += printed.len() + DONE.len();
        Ok(LINE.replace_all(printed, "bash: ").into_owned())
    }

    /// Waits until the command has printed what the page shows, presses Ctrl-C, and gives what was printed before.
    pub fn interrupt(&mut self, watch: &Watch<'_>) -> String {
        let printed = watch.wait(&self.program.output, self.seen);
        self.seen += printed.len();
        self.program.interrupt();
        printed
    }
}

/// Bash, and what is the same on all machines.
pub fn bash(folder: &Path) -> Command {
    let mut command = Command::new("bash");
    command.args(["--noprofile", "--norc"]).current_dir(folder);
    command.env("LC_MESSAGES", "C").env_remove("LC_ALL").env_remove("LANGUAGE");
    command.env("TERM", "dumb").env("NO_COLOR", "1").env("CARGO_TERM_COLOR", "never");
    command.env_remove("RUST_BACKTRACE").env_remove("BASH_ENV");
    command
}
