//! A folder that two servers share.

use super::STORED;
use crate::{Basis, Check, Failure, Need, Server, Stages, Target, ensure, in_parallel};
use std::fs;

/// Bytes of each upload, and uploads that each server gets.
const LENGTH: usize = 2_000_000;
const ROUNDS: usize = 40;

/// Checks of a shared folder.
pub const CHECKS: &[Check] = &[Check {
    id: "files/two-servers-one-folder",
    basis: Basis::Course,
    stages: Stages::since(4),
    needs: &[Need::Option("--directory"), Need::Folder, Need::Limits],
    expect: "Two servers with the same process id share a folder, as in two containers. Files uploaded to both at the same time are stored unchanged.",
    why: "In a container, each server is process 1. If the id is the name of an unfinished upload, two servers write into one file.",
    hints: &[
        "A process id is unique on one machine only, and only until the process ends.",
        "Let the system refuse a name that is taken: `File::create_new`. Then try another name.",
    ],
    run: |target| {
        let first = target.launch().as_first_process()?.start()?;
        let second = start_beside(target, &first)?;
        for _ in 0..ROUNDS {
            upload_to_both(&first, &second)?;
        }
        let count = fs::read_dir(first.folder()?)?.count();
        ensure(count == 2, format!("expected 2 files in the folder, but there are {count}"))
    },
    ..Check::DEFAULT
}];

/// A server with the folder of another one.
fn start_beside(target: &Target, first: &Server) -> Result<Server, Failure> {
    let launch = target.launch().as_first_process()?.without_directory();
    launch.options(["--directory".into(), first.folder()?.into_os_string()]).start()
}

/// Each server gets a file of its own, at the same time, and has it on the disk afterwards.
fn upload_to_both(first: &Server, second: &Server) -> Result<(), Failure> {
    let folder = first.folder()?;
    in_parallel(2, |number| {
        let content = number.to_string().repeat(LENGTH);
        let server = [first, second][number];
        server.post(&format!("/files/{number}"), &content)?.expect_status_among(STORED)?;
        let stored = fs::read(folder.join(number.to_string()))?;
        ensure(stored == content.as_bytes(), "the stored bytes are not those that were sent")
    })?;
    Ok(())
}
