//! Arguments of several subcommands: stages, and error messages.

use anstyle::{AnsiColor, Style};
use checks::Stage;
use checks::suggest::{did_you_mean, nearest};
use clap::builder::{PossibleValue, TypedValueParser};
use std::ffi::OsStr;
use std::io::Write;

/// The parser of a stage, for clap: `#[arg(value_parser = StageParser)]`. Shells complete what it accepts.
#[derive(Clone)]
pub(crate) struct StageParser;

impl TypedValueParser for StageParser {
    type Value = Stage;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &OsStr,
    ) -> Result<Stage, clap::Error> {
        TypedValueParser::parse_ref(&parse_stage, command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        let values = Stage::SERVERS.into_iter();
        Some(Box::new(values.map(|stage| PossibleValue::new(stage.name()).help(stage.lesson()))))
    }
}

/// Parses a stage: `5`, `05`, `stage05` or `stage05-threads`; the elective is `event-loop`.
pub(crate) fn parse_stage(text: &str) -> Result<Stage, String> {
    let named = Stage::SERVERS.into_iter().find(|stage| text == stage.package());
    let digits = text.strip_prefix("stage").unwrap_or(text);
    let numbered = || Stage::new(digits.parse().ok()?);
    named.or_else(numbered).ok_or_else(|| no_stage(text))
}

fn no_stage(text: &str) -> String {
    let near = nearest(text, Stage::SERVERS.map(Stage::package));
    let all = "the stages are the numbers 1 to 7, and the elective is `event-loop`".to_string();
    if near.is_empty() { all } else { format!("there is no such stage{}", did_you_mean(&near)) }
}

/// Prints `error: …` to stderr, in red on a terminal.
pub(crate) fn print_error(message: &str) {
    let red: Style = AnsiColor::Red.on_default().bold();
    // Without stderr, nobody could read the error.
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {message}");
}
