//! Hundreds of slow clients, and another one that does not have to wait for them.

use super::{LARGE, QUICK, begin_with};
use crate::requests::request;
use crate::resources::reserve_descriptors;
use crate::table::quick::expect_as_quick;
use crate::table::threads::crowd::while_they;
use crate::{Basis, Check, Client, Failure, Need, Server, Stages, Target};

/// Far more than any pool has workers.
const CROWD: usize = 200;

/// In bytes: what a client reads at a time, if it reads a trickle.
const SIP: usize = 512;

/// Checks with hundreds of slow clients.
pub const CHECKS: &[Check] = &[
    Check {
        id: "eventloop/200-slow-senders",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        expect: "While 100 clients send their heads and 100 their bodies a byte at a time, the requests of another client take at most twice as long as without them, and 50 ms more, in the median.",
        why: "In a pool, each of them would hold a worker until its deadline. A loop spends a few microseconds on each byte, and no time between two bytes.",
        hints: &[
            "Keep the bytes of an unfinished request until the rest arrives. Meanwhile, the loop serves others.",
            "How often do you parse a head that arrives byte by byte? It is short, so each time is cheap.",
        ],
        run: |target| {
            let _descriptors = reserve_descriptors(CROWD);
            let [calm, crowded] = start_two(target)?;
            let head = b"GET /echo/a HTTP/1.1\r\nHost: localhost\r\nX: ".to_vec();
            let body = request("POST", "/", "Content-Length: 10000\r\n", b"abc");
            let begins = [head, body].into_iter().cycle().take(CROWD);
            let begun = begins.map(|begin| begin_with(&crowded, begin));
            let mut crowd = begun.collect::<Result<Vec<_>, _>>()?;
            let drip = |client: &mut Client| client.send("a").map(drop);
            while_they(&mut crowd, drip, || is_as_quick(target, &calm, &crowded))
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/200-clients-that-read-nothing",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Folder],
        expect: "While 200 clients ask for 64 MiB each and read nothing, the requests of another client take at most twice as long as without them, and 50 ms more, in the median.",
        why: "A socket whose buffer is full is not writable. The loop gets an event when that changes, and not before.",
        hints: &[
            "Write until `WouldBlock`, remember your position, and go on to the next connection.",
            "If the loop tries again without an event, it wastes time on every round.",
        ],
        run: |target| {
            let _descriptors = reserve_descriptors(CROWD);
            let [calm, crowded] = start_two(target)?;
            let _crowd = begin_downloads(&crowded)?;
            is_as_quick(target, &calm, &crowded)
        },
        ..Check::DEFAULT
    },
    Check {
        id: "eventloop/200-clients-that-read-a-trickle",
        basis: Basis::Course,
        stages: Stages::EVENT_LOOP,
        needs: &[Need::Folder],
        expect: "While 200 clients ask for 64 MiB each and read a few bytes at a time, the requests of another client take at most twice as long as without them, and 50 ms more, in the median.",
        why: "Each of these clients makes its socket writable again and again, for a few bytes. If the loop read a whole file for each of them, it would be slow for all.",
        hints: &[
            "Read the file in chunks, and read the next one only after the last one has gone out.",
            "How long may one connection keep the loop busy? A chunk is a good measure.",
        ],
        run: |target| {
            let _descriptors = reserve_descriptors(CROWD);
            let [calm, crowded] = start_two(target)?;
            let mut crowd = begin_downloads(&crowded)?;
            let sip = |client: &mut Client| client.sip(SIP);
            while_they(&mut crowd, sip, || is_as_quick(target, &calm, &crowded))
        },
        ..Check::DEFAULT
    },
];

fn start_two(target: &Target) -> Result<[Server; 2], Failure> {
    Ok([target.start()?, target.start()?])
}

fn begin_downloads(server: &Server) -> Result<Vec<Client>, Failure> {
    server.store_zeros("large.bin", LARGE)?;
    let mut clients = Vec::new();
    for _ in 0..CROWD {
        let mut client = server.connect_slowly()?;
        client.send(request("GET", "/files/large.bin", "", b""))?;
        clients.push(client);
    }
    clients[CROWD - 1].wait_for_answer()?;
    Ok(clients)
}

fn is_as_quick(target: &Target, calm: &Server, crowded: &Server) -> Result<(), Failure> {
    expect_as_quick(target, calm, crowded, QUICK, &format!("{CROWD} slow clients"))
}
