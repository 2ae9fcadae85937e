//! `cargo stage completions`: scripts that let a shell complete the command line.

use super::CommandLine;
use super::output::print_bytes;
use clap::CommandFactory;
use clap_complete::Shell;
use std::process::ExitCode;

/// The name that shells give to a subcommand of cargo.
const NAME: &str = "cargo-stage";

const BASH_NAME: &str = "cargo_stage";

/// Prints a script for a shell. Its first lines say how to load it.
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
    // With a hyphen in it, the script for bash forgets the subcommands.
    let name = if shell == Shell::Bash { BASH_NAME } else { NAME };
    let mut command = CommandLine::command().bin_name(name);
    clap_complete::generate(shell, &mut command, name, &mut script);
    let script = String::from_utf8_lossy(&script).into_owned();
    match shell {
        Shell::Bash => format!("{BASH_USAGE}{script}{BASH_HOOK}"),
        Shell::Fish => format!("{FISH_USAGE}{script}{FISH_HOOK}"),
        // zsh looks at the first line for what the script completes.
        Shell::Zsh => script.replacen("#compdef cargo-stage\n", ZSH_USAGE, 1),
        _ => script,
    }
}

const ZSH_USAGE: &str = "\
#compdef cargo-stage
# Completes `cargo stage`, beside zsh's own completion of cargo.
# Belongs into a folder of $fpath, under the name _cargo-stage.
";

const BASH_USAGE: &str = "\
# Completes `cargo stage`. In ~/.bashrc, after what completes cargo itself:
#   source PATH/TO/THIS/FILE
";

/// Bash completes `cargo stage` as a command line of cargo: ours are handed on, all others left alone.
const BASH_HOOK: &str = r#"
_cargo_completed_by=$(complete -p cargo 2>/dev/null | sed -n 's/.* -F \([^ ]*\) .*/\1/p')
if [[ $_cargo_completed_by != _cargo_or_stage ]]; then
    _cargo_before_stage=$_cargo_completed_by
fi
_cargo_or_stage() {
    if [[ $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} == stage ]]; then
        COMP_WORDS=(cargo_stage "${COMP_WORDS[@]:2}")
        COMP_CWORD=$((COMP_CWORD - 1))
        _cargo_stage cargo_stage "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD-1]}"
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

#[cfg(test)]
mod tests {
    use super::*;
    use clap::ValueEnum;

    #[test]
    fn each_shell_gets_a_script_that_knows_the_subcommands() {
        for shell in Shell::value_variants() {
            let script = script(*shell);
            for name in [
                "check",
                "next",
                "replay",
                "list",
                "explain",
                "diff",
                "new",
                "grade",
                "completions",
            ] {
                assert!(script.contains(name), "{shell} does not know {name}");
            }
        }
    }

    #[test]
    fn stages_are_completed_and_so_is_the_elective() {
        assert!(script(Shell::Bash).contains("6 7 event-loop"));
        assert!(script(Shell::Fish).contains("event-loop\\t'one thread for each processor"));
    }

    /// The names of these functions are given by `clap_complete`.
    #[test]
    fn what_is_called_is_defined() {
        assert!(script(Shell::Bash).contains("\n_cargo_stage() {"));
        assert!(script(Shell::Zsh).starts_with("#compdef cargo-stage\n# Completes"));
        assert!(script(Shell::Zsh).contains("\n_cargo-stage() {"));
        assert!(script(Shell::Fish).contains("complete -c cargo-stage "));
    }
}
