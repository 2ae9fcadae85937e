//! A server that somebody else wrote: its command line, and the options that it knows.

use std::ffi::{OsStr, OsString};
use std::path::Path;
use std::sync::OnceLock;

/// The place of the options in a command.
const OPTIONS_HERE: &str = "{options}";

/// A command, and whether its server prints a ready line.
#[derive(Debug)]
pub struct External {
    program: OsString,
    before: Vec<OsString>,
    address: Vec<OsString>,
    after: Vec<OsString>,
    pub(crate) prints_ready_line: OnceLock<bool>,
}

impl External {
    /// The command, with `{addr}`, `{host}` or `{port}` where the address goes; else it is the last argument.
    ///
    /// Servers are started in folders of their own, so paths of files under `folder` are made absolute.
    #[must_use]
    pub fn new(program: &OsStr, arguments: &[OsString], folder: &Path) -> External {
        let arguments: Vec<OsString> =
            arguments.iter().map(|argument| absolute_file(argument, folder)).collect();
        let (before, address, after) = split_at_address(arguments);
        External {
            program: absolute_program(program, folder),
            before,
            address,
            after,
            prints_ready_line: OnceLock::new(),
        }
    }

    /// A short name: that of the script if an interpreter runs one, or that of the program.
    #[must_use]
    pub fn name(&self) -> String {
        let script = self.parts().flatten().map(Path::new).find(|path| path.is_file());
        let file = script.unwrap_or(Path::new(&self.program)).file_stem();
        file.unwrap_or(&self.program).to_string_lossy().into_owned()
    }

    /// The executable.
    #[must_use]
    pub fn program(&self) -> &OsStr {
        &self.program
    }

    /// The arguments with these options, and with an address such as `127.0.0.1:4221` if one is given.
    #[must_use]
    pub fn arguments(&self, options: &[OsString], address: Option<&str>) -> Vec<OsString> {
        let placed = self.parts().flatten().any(|argument| argument == OPTIONS_HERE);
        let mut arguments = self.before.clone();
        if !placed {
            arguments.push(OPTIONS_HERE.into());
        }
        if let Some(address) = address {
            arguments.extend(self.address.iter().map(|argument| fill(argument, address)));
        }
        arguments.extend_from_slice(&self.after);
        let here = arguments.iter().position(|argument| argument == OPTIONS_HERE);
        let here = here.unwrap_or(arguments.len());
        arguments.splice(here..(here + 1).min(arguments.len()), options.iter().cloned());
        arguments
    }

    /// The command as one types it, without options and address.
    #[must_use]
    pub fn text(&self) -> String {
        let mut words = vec![self.program.clone()];
        words.extend(self.arguments(&[], None));
        words.iter().map(|word| quoted(&word.to_string_lossy())).collect::<Vec<_>>().join(" ")
    }

    fn parts(&self) -> impl Iterator<Item = &Vec<OsString>> {
        [&self.before, &self.address, &self.after].into_iter()
    }
}

type Parts = (Vec<OsString>, Vec<OsString>, Vec<OsString>);

/// The arguments before the address, those of the address, and those after it.
fn split_at_address(mut arguments: Vec<OsString>) -> Parts {
    let Some(first) = arguments.iter().position(has_placeholder) else {
        return (arguments, vec!["{addr}".into()], Vec::new());
    };
    let last = arguments.iter().rposition(has_placeholder).unwrap_or(first);
    // `--listen {addr}`: the option belongs to the address.
    let introduced = first > 0 && is_flag(&arguments[first - 1]);
    let after = arguments.split_off(last + 1);
    let address = arguments.split_off(first - usize::from(introduced));
    (arguments, address, after)
}

fn is_flag(argument: &OsString) -> bool {
    argument != "--" && argument.to_string_lossy().starts_with('-')
}

fn has_placeholder(argument: &OsString) -> bool {
    let text = argument.to_string_lossy();
    ["{addr}", "{host}", "{port}"].iter().any(|placeholder| text.contains(placeholder))
}

fn fill(argument: &OsString, address: &str) -> OsString {
    let (host, port) = address.rsplit_once(':').unwrap_or((address, ""));
    match argument.to_str() {
        Some(text) => {
            text.replace("{addr}", address).replace("{host}", host).replace("{port}", port).into()
        }
        None => argument.clone(),
    }
}

/// `./server` is relative to the folder; `python3` is looked for in `PATH`.
fn absolute_program(program: &OsStr, folder: &Path) -> OsString {
    let is_path = Path::new(program).components().count() > 1;
    let is_here = program.to_string_lossy().starts_with('.');
    if is_path || is_here { absolute(&folder.join(program)) } else { program.into() }
}

/// `server.py` and `src/server` are relative to the folder; other words stay as they are.
fn absolute_file(argument: &OsString, folder: &Path) -> OsString {
    let path = folder.join(argument);
    let has_folder = Path::new(argument).components().count() > 1;
    let names_file = path.is_file() || (has_folder && path.exists());
    if names_file { absolute(&path) } else { argument.clone() }
}

/// Without the `.` in `/home/./server`.
fn absolute(path: &Path) -> OsString {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf()).into()
}

/// A word as a shell needs it.
#[must_use]
pub fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "-_./:=,@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        word.to_string()
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}
