//! `cargo stage completions`: what a shell needs to complete the command line.

use super::CommandLine;
use super::output::print_bytes;
use clap::CommandFactory;
use clap_complete::Shell;
use std::process::ExitCode;

/// What the shells that complete subcommands of cargo take `cargo stage` to be.
const NAME: &str = "cargo-stage";

/// Prints a script for a shell. How it is loaded is said at its top.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The shell.
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

/// Prints the script.
pub(crate) fn run(arguments: &Args) -> anyhow::Result<ExitCode> {
    print_bytes(script(arguments.shell).as_bytes())?;
    Ok(ExitCode::SUCCESS)
}

fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    let mut command = CommandLine::command().bin_name(NAME);
    clap_complete::generate(shell, &mut command, NAME, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        // The first line has to stay the first.
        Shell::Zsh => script,
        Shell::Bash => format!("{BASH_USAGE}{script}{BASH_HOOK}"),
        Shell::Fish => format!("{FISH_USAGE}{script}{FISH_HOOK}"),
        _ => script,
    }
}

const BASH_USAGE: &str = "\
# Completes `cargo stage`. In ~/.bashrc, after what completes cargo itself:
#   source PATH/TO/THIS/FILE
";

/// Bash completes `cargo stage` as a command line of cargo: ours are handed on, all others left alone.
const BASH_HOOK: &str = r#"
_cargo_before_stage=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
_cargo_or_stage() {
    if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} == stage ]]; then
        COMP_WORDS=(cargo-stage "${COMP_WORDS[@]:2}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _cargo-stage cargo-stage "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
    elif [[ -n $_cargo_before_stage ]]; then
        "$_cargo_before_stage" "$@"
    fi
}
complete -F _cargo_or_stage -o bashdefault -o default cargo
"#;

const FISH_USAGE: &str = "\
# Completes `cargo stage`. As ~/.config/fish/completions/cargo-stage.fish, with this in config.fish:
#   source ~/.config/fish/completions/cargo-stage.fish
";

const FISH_HOOK: &str = r#"
complete -c cargo -n "__fish_seen_subcommand_from stage" -f -a "(complete -C (string replace -r '^.*?cargo +stage' cargo-stage (commandline -cp)))"
"#;
