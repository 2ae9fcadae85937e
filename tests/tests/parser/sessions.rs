//! Stage 7's sessions: the same requests come out, in the same order, in whatever pieces their bytes come.

use crate::chunks::encode;
use crate::parser::SOME;
use crate::random::{self, Rng, Witness, pick};
use crate::session::{Event, Session};

/// Refused requests, each with its status.
const REFUSED: &[(&str, u16)] = &[
    ("GET / HTTP/1.1\r\n\r\n", 400),
    ("GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
    ("GET / HTTP/1.1\r\nHost: a\nB: c\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 16777217\r\n\r\n", 413),
    ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nExpect: b\r\n\r\na", 417),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: b, chunked\r\n\r\n0\r\n\r\n", 501),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n+1\r\na\r\n0\r\n\r\n", 400),
    ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nab\r\n0\r\n\r\n", 400),
];

/// What came out of a session.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Seen {
    Request { name: Vec<u8>, body: Vec<u8> },
    Refused(u16),
}

/// The end of a session's input.
#[derive(Debug, PartialEq, Eq)]
enum End {
    /// The last request said so, or was refused.
    Over,
    /// Between two requests.
    Idle,
    /// In the middle of a request.
    Waiting,
}

#[test]
fn pieces_make_no_difference() {
    for_each_session(|bytes, expected, random| {
        let first = random.usize(..=bytes.len());
        let second = random.usize(first..=bytes.len());
        let pieces = [&bytes[..first], &bytes[first..second], &bytes[second..]];
        assert_eq!(&read([bytes]), expected, "in one piece");
        assert_eq!(&read(pieces), expected, "cut at {first} and {second}");
        assert_eq!(&read(bytes.chunks(1)), expected, "byte by byte");
    });
}

#[test]
fn a_session_ends_where_its_last_request_ends() {
    for_each_session(|bytes, (seen, end), _| {
        let more = [bytes, b"GET / HTTP/1.1\r\nHost: a\r\n"].concat();
        let (more_seen, more_end) = read([more.as_slice()]);
        assert_eq!(&more_seen, seen);
        let is_over = *end == End::Over;
        assert_eq!(more_end, if is_over { End::Over } else { End::Waiting });
    });
}

#[test]
fn nonsense_means_the_same_in_pieces() {
    let seed = random::seed();
    let mut random = Rng::with_seed(seed);
    for _ in 0..SOME / 4 {
        let inputs = [random::input(&mut random), random::input(&mut random)];
        let input = inputs.concat();
        let _witness = Witness { seed, input: &input };
        assert_eq!(read(input.chunks(1)), read([input.as_slice()]));
    }
}

/// Reads a session as a connection does, and answers each request at once.
fn read<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> (Vec<Seen>, End) {
    let (mut session, mut seen) = (Session::default(), Vec::new());
    for piece in pieces {
        session.receive(piece);
        while !session.is_over() && !session.is_idle() {
            match session.next_event() {
                Ok(Event::Request(request)) => {
                    let name = request.path.concat();
                    seen.push(Seen::Request { name, body: request.body });
                }
                Ok(Event::NeedBody { .. }) => continue,
                Ok(Event::NeedBytes) => break,
                Err(status) => {
                    seen.push(Seen::Refused(status.code));
                    session.end();
                }
            }
            session.finish_request();
        }
    }
    let is_idle = session.is_idle();
    let end = if is_idle { End::Idle } else { End::Waiting };
    (seen, if session.is_over() { End::Over } else { end })
}

/// Holds a property against random requests in a row, and what should come out of them.
fn for_each_session(holds: impl Fn(&[u8], &(Vec<Seen>, End), &mut Rng)) {
    let seed = random::seed();
    let mut random = Rng::with_seed(seed);
    for _ in 0..SOME / 10 {
        let (mut bytes, mut expected) = (Vec::new(), (Vec::new(), End::Idle));
        for number in 0..random.u8(1..6) {
            let (request, outcome) = request(number, &mut random);
            bytes.extend(request);
            expected.0.push(outcome);
        }
        if random.bool() {
            let (request, outcome) = last_request(&mut random);
            bytes.extend_from_slice(request.as_bytes());
            expected.0.push(outcome);
            expected.1 = End::Over;
        }
        let _witness = Witness { seed, input: &bytes };
        holds(&bytes, &expected, &mut random);
    }
}

/// A request that ends the session, because it says so or because it is refused.
fn last_request(random: &mut Rng) -> (&'static str, Seen) {
    if random.u8(..3) == 0 {
        let seen = Seen::Request { name: b"bye".to_vec(), body: Vec::new() };
        return ("GET /bye HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", seen);
    }
    let (request, status) = pick(random, REFUSED);
    (request, Seen::Refused(status))
}

/// A request without a body, with a length, or in chunks. An empty line may come before it.
fn request(number: u8, random: &mut Rng) -> (Vec<u8>, Seen) {
    let body = random::bytes(random, 60);
    let (header, body, encoded) = match random.u8(..3) {
        0 => (String::new(), Vec::new(), Vec::new()),
        1 => (format!("Content-Length: {}\r\n", body.len()), body.clone(), body),
        _ => ("Transfer-Encoding: chunked\r\n".into(), body.clone(), encode(&body, random)),
    };
    let empty_line = pick(random, &["", "", "\r\n"]);
    let head = format!("{empty_line}POST /{number} HTTP/1.1\r\nHost: a\r\n{header}\r\n");
    let name = number.to_string().into_bytes();
    ([head.as_bytes(), &encoded].concat(), Seen::Request { name, body })
}
