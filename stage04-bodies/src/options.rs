//! The command line.

use std::ffi::OsString;
use std::path::PathBuf;

pub const USAGE: &str = concat!(
    "Usage: ",
    env!("CARGO_PKG_NAME"),
    " [OPTIONS] [ADDR]

  ADDR                HOST:PORT to listen on [default: 127.0.0.1:4221]; port 0 takes a free one
  --directory DIR     the folder behind /files/, made when missing [default: files]
  --www DIR           the folder of static pages [default: the stage's own]
  --quiet             no access log
  --help              this text
"
);

pub struct Options {
    pub address: String,
    pub directory: PathBuf,
    pub www: PathBuf,
    pub quiet: bool,
}

impl Options {
    /// Gives `None` where help is asked for, and a line that names the argument where one is wrong.
    pub fn parse(mut arguments: impl Iterator<Item = OsString>) -> Result<Option<Self>, String> {
        let mut options = Self::default();
        let mut addresses = Vec::new();
        while let Some(argument) = arguments.next() {
            let name = argument.to_string_lossy();
            let mut value = || value_of(&name, arguments.next());
            match name.as_ref() {
                "--directory" => options.directory = value()?.into(),
                "--www" => options.www = value()?.into(),
                "--quiet" => options.quiet = true,
                "--help" => return Ok(None),
                _ if name.starts_with('-') => return Err(format!("unknown option {name}")),
                _ => addresses.push(name.into_owned()),
            }
        }
        match addresses.as_slice() {
            [] => {}
            [address] => options.address.clone_from(address),
            [_, other, ..] => return Err(format!("more than one address: {other}")),
        }
        Ok(Some(options))
    }
}

impl Default for Options {
    fn default() -> Self {
        Self {
            address: "127.0.0.1:4221".into(),
            directory: "files".into(),
            www: concat!(env!("CARGO_MANIFEST_DIR"), "/www").into(),
            quiet: false,
        }
    }
}

fn value_of(name: &str, value: Option<OsString>) -> Result<OsString, String> {
    value.ok_or_else(|| format!("{name} needs a value"))
}
