//! A file appears complete or not at all.

use super::{STORED, Snapshot};
use crate::requests::request;
use crate::table::bodies::expect_refused_or_silence;
use crate::{Basis, Check, Failure, Need, Server, Stages, ensure};
use std::fs;
use std::time::Duration;

/// Enough for a server to process the first half of a body. A busy server may need longer and pass.
const A_MOMENT: Duration = Duration::from_millis(50);

/// Checks of uploads that are cut off, slow, or looked at too early.
pub const CHECKS: &[Check] = &[
    Check {
        id: "files/cut-off-leaves-nothing",
        basis: Basis::Course,
        rfc: &["9112 §6.3", "9112 §8"],
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload that is cut off gets an error or no answer. Then nothing of it is on the disk, not even a temporary file.",
        why: "Half a file looks complete to everyone who finds it later.",
        hints: &[
            "The end of the connection is not the end of the body: compare with Content-Length.",
            "Remove what you have written so far, whatever the reason.",
        ],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            for sent in [0, 1, 50_000, 99_999] {
                let mut client = server.connect()?;
                expect_refused_or_silence(client.send(upload_of_100_kb(sent))?.finish()?)?;
                before.wait_until_restored(&server, target.timeout())?;
            }
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/reset-leaves-nothing",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "An upload whose connection is reset leaves nothing on the disk, and GET / still gets an answer.",
        why: "A close is the end of the input, but a reset is an error: it takes another path through the code.",
        hints: &["Remove an incomplete file on every way out, errors included."],
        run: |target| {
            let server = target.start()?;
            let before = Snapshot::take(&server)?;
            for _ in 0..3 {
                let mut client = server.connect()?;
                client.send(upload_of_100_kb(50_000))?.expect_silence(A_MOMENT)?;
                client.reset()?;
                server.get("/")?;
                before.wait_until_restored(&server, target.timeout())?;
            }
            server.expect_running()
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/cut-off-keeps-the-old",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "If an upload is cut off, GET still returns the old file of that name.",
        why: "A broken connection must not destroy a file that was there before.",
        hints: &["Do not open the file under its name before the body is complete."],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            let mut client = server.connect()?;
            expect_refused_or_silence(client.send(upload_of_100_kb(50_000))?.finish()?)?;
            before.wait_until_restored(&server, target.timeout())?;
            server.get("/files/notes.txt")?.expect_status(200)?.expect_body("old")?;
            Ok(())
        },
        ..Check::DEFAULT
    },
    Check {
        id: "files/half-is-invisible",
        basis: Basis::Course,
        stages: Stages::since(4),
        needs: &[Need::Folder],
        expect: "While half of an upload has arrived, the file on the disk has its old content. After the rest, it has the new one.",
        why: "Uploads take time, and others read the file meanwhile. They should get something complete.",
        hints: &[
            "Write to another name in the same folder, and rename the file once it is complete.",
        ],
        run: |target| {
            let server = target.launch().stored("notes.txt", "old").start()?;
            let before = Snapshot::take(&server)?;
            let whole = upload_of_100_kb(100_000);
            let (first, second) = whole.split_at(whole.len() - 50_000);
            let mut client = server.connect()?;
            client.send(first)?.expect_silence(A_MOMENT)?;
            named_file_is(&server, b"old")?;
            client.send(second)?.read_response()?.expect_status_among(STORED)?;
            named_file_is(&server, &[b'n'; 100_000])?;
            drop(client);
            server.post("/files/notes.txt", "old")?.expect_status_among(STORED)?;
            before.expect_unchanged(&server)
        },
        ..Check::DEFAULT
    },
];

/// A request that announces 100 kB for `notes.txt`, with this many of them.
fn upload_of_100_kb(sent: usize) -> Vec<u8> {
    request("POST", "/files/notes.txt", "Content-Length: 100000\r\n", &vec![b'n'; sent])
}

fn named_file_is(server: &Server, content: &[u8]) -> Result<(), Failure> {
    let same = fs::read(server.folder()?.join("notes.txt"))? == content;
    ensure(same, "the content of the file on the disk is not what was expected")
}
