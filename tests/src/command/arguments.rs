//! What several subcommands need of their arguments: stages, names that are nearly right, errors.

use anstyle::{AnsiColor, Style};
use checks::Stage;
use std::io::Write;

/// Two names that are less alike than this are not taken for one another.
const ALIKE: f64 = 0.7;

/// Parses a stage: `5`, `05`, `stage05` or `stage05-threads`. For clap: `#[arg(value_parser = parse_stage)]`.
pub(crate) fn parse_stage(text: &str) -> Result<Stage, String> {
    let named = Stage::ALL.into_iter().find(|stage| text == stage.package());
    let digits = text.strip_prefix("stage").unwrap_or(text);
    let numbered = || Stage::new(digits.parse().ok()?);
    named.or_else(numbered).ok_or_else(|| no_stage(text))
}

fn no_stage(text: &str) -> String {
    let packages = Stage::ALL.map(Stage::package);
    match nearest(text, packages) {
        Some(package) => format!("there is no such stage; did you mean {package}?"),
        None => "the stages are the numbers 1 to 7".to_string(),
    }
}

/// The candidate that is most like the name, where one is like it at all.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    let alike = |candidate: &'a str| (strsim::jaro_winkler(name, candidate), candidate);
    let candidates = candidates.into_iter().map(alike).filter(|(alike, _)| *alike >= ALIKE);
    candidates.max_by(|one, other| one.0.total_cmp(&other.0)).map(|(_, candidate)| candidate)
}

/// Prints `error: …` to stderr, red where that is a terminal.
pub(crate) fn print_error(message: &str) {
    let red: Style = AnsiColor::Red.on_default().bold();
    // Where even stderr is gone, nobody is left to be told.
    let _ = writeln!(anstream::stderr(), "{red}error:{red:#} {message}");
}
