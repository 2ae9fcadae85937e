//! Header lines and the names in them.

use super::{refuses, refuses_headers, with_header};
use crate::{Basis, Check, Stages};

/// Checks of header lines and names.
pub const CHECKS: &[Check] = &[
    Check {
        id: "requests/header-without-colon",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9112 §5"],
        stages: Stages::since(3),
        expect: "The header line nonsense, which has no colon, gets 400.",
        why: "A server that skips a line without sense guesses that it does not matter.",
        hints: &["If there is no colon, there is no name."],
        run: |target| refuses_headers(target, ["nonsense"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/space-before-colon",
        basis: Basis::Must,
        rfc: &["9112 §5.1"],
        stages: Stages::since(3),
        expect: "A space or a tab between a header name and its colon gets 400.",
        why: "Some servers took the space as part of the name and some did not, so attackers could smuggle requests. Since then, 400 is the only answer.",
        hints: &["Do not trim the name: no space may be in it."],
        run: |target| refuses_headers(target, ["X-Name : value", "X-Name\t: value"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/empty-header-name",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9110 §5.6.2"],
        stages: Stages::since(3),
        expect: "A header line that begins with its colon gets 400.",
        why: "A name has at least one character.",
        hints: &["The rule for names is that for methods: a token is never empty."],
        run: |target| refuses_headers(target, [": value"]),
        ..Check::DEFAULT
    },
    Check {
        id: "requests/header-name-not-a-token",
        basis: Basis::Should,
        rfc: &["9112 §2.2", "9110 §5.6.2"],
        stages: Stages::since(3),
        expect: "A header name with a space, a bracket, a quote, a slash, an @ or an \u{e9} in it gets 400.",
        why: "A header name is a token: letters, digits and a few signs.",
        hints: &["List what a token may contain, not what it may not."],
        run: |target| {
            let names = ["X Name", "X(Name)", "X\"Name", "X/Name", "X@Name", "X\u{e9}"];
            let lines = names.map(|name| with_header(&format!("{name}: value")));
            refuses(target, &[400], lines)
        },
        ..Check::DEFAULT
    },
];
