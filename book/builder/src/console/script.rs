//! Reads console blocks: the commands, and the output that the page shows after each.

use crate::Block;
use checks::suggest::suggestion;

/// This line stands for any number of lines.
pub const ANY_LINES: &str = "...";

/// A console block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Script {
    pub terminal: Terminal,
    /// The step whose server it is about, where that is not the section's.
    pub step: Option<String>,
    /// The programs without which it does not run.
    pub needs: Vec<String>,
    pub turns: Vec<Turn>,
}

/// The terminal of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Terminal {
    /// The second terminal, with a server running in the first.
    Client,
    /// The first terminal, where the server prints.
    Server,
    /// A terminal that has nothing to do with a server.
    Here,
}

/// A command, and the output shown after it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    pub typed: Typed,
    /// The line of the page where it is typed, from 1.
    pub line: usize,
    /// The line of the page where the output begins, from 1.
    pub shown_at: usize,
    /// The lines of output, without line ends.
    pub shown: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing: the block shows new output of the server.
    Nothing,
    /// A command, which may have several lines.
    Command(String),
    /// Ctrl-C.
    Interrupt,
}

impl Script {
    /// Reads a block. Returns `None` if it is not a console block.
    pub fn read(block: &Block) -> Option<Result<Script, (usize, String)>> {
        let is_console = block.info.split([' ', ',']).next() == Some("console");
        is_console.then(|| read(block))
    }
}

fn read(block: &Block) -> Result<Script, (usize, String)> {
    let (terminal, turns) = (Terminal::Client, turns(&block.text, block.line + 1));
    let mut script = Script { terminal, step: None, needs: Vec::new(), turns };
    for word in block.info.split_whitespace() {
        match word.split_once('=').unwrap_or((word, "")) {
            ("console", "") => {}
            ("server", "") => script.terminal = Terminal::Server,
            ("here", "") => script.terminal = Terminal::Here,
            ("step", step) => script.step = Some(step.to_string()),
            ("needs", programs) => script.needs = programs.split(',').map(str::to_string).collect(),
            _ => return Err((block.line, unknown(word))),
        }
    }
    match script.turns.first() {
        Some(turn) if script.terminal != Terminal::Server && turn.typed == Typed::Nothing => {
            Err((turn.line, "output without a command: a command begins with `$ `".to_string()))
        }
        _ => Ok(script),
    }
}

fn unknown(word: &str) -> String {
    let nearest = suggestion(word, ["server", "here", "step=", "needs="]);
    format!("unknown word `{word}` for a console block{nearest}")
}

/// `first` is the line of the page where the text begins.
fn turns(text: &str, first: usize) -> Vec<Turn> {
    let mut turns: Vec<Turn> = Vec::new();
    for (line, text) in (first..).zip(text.lines()) {
        match (typed(text), turns.last_mut()) {
            (Some(typed), _) => turns.push(turn(typed, line, line + 1)),
            (None, Some(last)) => last.show(text),
            (None, None) => {
                let mut nothing = turn(Typed::Nothing, line, line);
                nothing.show(text);
                turns.push(nothing);
            }
        }
    }
    if turns.is_empty() {
        turns.push(turn(Typed::Nothing, first, first));
    }
    turns
}

fn typed(line: &str) -> Option<Typed> {
    let command = line.strip_prefix("$ ").map(|command| Typed::Command(command.to_string()));
    command.or_else(|| (line == "^C").then_some(Typed::Interrupt))
}

fn turn(typed: Typed, line: usize, shown_at: usize) -> Turn {
    Turn { typed, line, shown_at, shown: Vec::new() }
}

impl Turn {
    /// Adds a line after the command: one more of the command itself, or of its output.
    fn show(&mut self, line: &str) {
        let more = line.strip_prefix("> ").filter(|_| self.shown.is_empty());
        match (&mut self.typed, more) {
            (Typed::Command(command), Some(more)) => {
                command.push('\n');
                command.push_str(more);
                self.shown_at += 1;
            }
            _ => self.shown.push(line.to_string()),
        }
    }

    /// The first line of the command, for a message.
    pub fn title(&self) -> String {
        match &self.typed {
            Typed::Nothing => "the server".to_string(),
            Typed::Command(command) => format!("`{}`", command.lines().next().unwrap_or_default()),
            Typed::Interrupt => "Ctrl-C".to_string(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn script(info: &str, text: &str) -> Result<Script, (usize, String)> {
        let block = Block { info: info.into(), text: text.into(), line: 10 };
        Script::read(&block).expect("it is a console block")
    }

    fn command(command: &str, line: usize, shown_at: usize, shown: &[&str]) -> Turn {
        let shown = shown.iter().map(ToString::to_string).collect();
        Turn { typed: Typed::Command(command.to_string()), line, shown_at, shown }
    }

    #[test]
    fn commands_have_their_output_and_lines() {
        let text = "$ curl -i a\n200 OK\n\n> no command\n$ printf 'a\n> b' |\n> wc -l\n1\n";
        let script = script("console", text).expect("it is right");
        let turns = [
            command("curl -i a", 11, 12, &["200 OK", "", "> no command"]),
            command("printf 'a\nb' |\nwc -l", 15, 18, &["1"]),
        ];
        assert_eq!((script.terminal, script.step), (Terminal::Client, None));
        assert_eq!(script.turns, turns);
    }

    #[test]
    fn the_info_string_names_terminal_and_step() {
        let cases = [
            ("console", Terminal::Client, None),
            ("console server", Terminal::Server, None),
            ("console here", Terminal::Here, None),
            ("console step=01-bind", Terminal::Client, Some("01-bind")),
            ("console server step=01-bind", Terminal::Server, Some("01-bind")),
        ];
        for (info, terminal, step) in cases {
            let script = script(info, "$ cargo run\n").expect("it is right");
            assert_eq!((script.terminal, script.step.as_deref()), (terminal, step), "{info}");
        }
        let script = script("console server needs=ss,strace", "").expect("it is right");
        assert_eq!(
            (script.terminal, script.needs.join(" ")),
            (Terminal::Server, "ss strace".into())
        );
    }

    #[test]
    fn an_unknown_word_is_an_error() {
        let error = script("console need=ss", "$ ss\n").expect_err("it is wrong");
        let expected = "unknown word `need=ss` for a console block; did you mean `needs=`?";
        assert_eq!(error, (10, expected.to_string()));
        assert!(script("console,server", "").is_err());
    }

    #[test]
    fn a_servers_terminal_can_be_looked_at_and_interrupted() {
        let script = script("console server", "one\n^C\nBye.\n").expect("it is right");
        let typed: Vec<_> = script
            .turns
            .iter()
            .map(|turn| (turn.typed.clone(), turn.line, turn.shown_at))
            .collect();
        assert_eq!(typed, [(Typed::Nothing, 11, 11), (Typed::Interrupt, 12, 13)]);
        assert_eq!(script.turns[1].shown, ["Bye."]);
    }
}
