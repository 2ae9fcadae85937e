//! The command line.

use clap::Parser;
use std::path::PathBuf;

/// What the user asked for. `clap` parses it, and prints help and errors.
#[derive(Parser)]
#[command(about)]
pub struct Options {
    /// HOST:PORT to listen on; port 0 takes a free one
    #[arg(value_name = "ADDR", default_value = "127.0.0.1:4221")]
    pub address: String,

    /// Folder behind /files/, made if missing
    #[arg(long, value_name = "DIR", default_value = "files")]
    pub directory: PathBuf,

    /// Folder of static pages [default: the stage's own]
    #[arg(long, value_name = "DIR", default_value = WWW, hide_default_value = true)]
    pub www: PathBuf,

    /// No access log
    #[arg(long)]
    pub quiet: bool,
}

const WWW: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/www");
