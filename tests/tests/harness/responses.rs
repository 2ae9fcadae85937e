//! Responses are taken apart as a careful client does it.

use checks::parse::{self, Framing};
use checks::{Failure, Response};

fn head(bytes: &[u8]) -> Response {
    parse::head(bytes).expect("a head that is right").expect("a head that is complete").0
}

#[test]
fn a_head_is_a_status_line_and_headers() {
    let bytes = b"HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\nX-Name:\t a b \r\n\r\nhello";
    let (response, length) = parse::head(bytes).expect("right").expect("complete");
    assert_eq!((response.status, response.reason.as_str()), (404, "Not Found"));
    assert_eq!(response.header("content-length").as_deref(), Some("5"));
    assert_eq!(response.header("X-Name").as_deref(), Some("a b"));
    assert_eq!(&bytes[length..], b"hello");
}

#[test]
fn a_head_without_its_blank_line_is_not_complete() {
    let whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    for length in 0..whole.len() {
        assert_eq!(parse::head(&whole[..length]), Ok(None), "the first {length} bytes");
    }
}

#[test]
fn what_can_never_become_a_head_is_not_waited_for() {
    assert!(parse::head(b"GET / HTTP/1.1\r\n").is_err());
    assert!(parse::head(b"\xff\x00\n").is_err());
    let endless = [b"HTTP/1.1 200 OK\r\n".as_slice(), &b"X: y\r\n".repeat(50_000)].concat();
    assert!(parse::head(&endless).is_err_and(|error| error.contains("has not ended")));
}

#[test]
fn a_message_is_as_long_as_anybody_reads() {
    assert_eq!(Failure::new("short").message, "short");
    let message = Failure::new("ö".repeat(3000)).message;
    assert!(message.ends_with("ö … and 2000 more bytes"), "{message}");
}

#[test]
fn a_reason_may_be_empty_but_its_space_may_not() {
    assert_eq!(head(b"HTTP/1.1 200 \r\n\r\n").reason, "");
    assert!(parse::head(b"HTTP/1.1 200\r\n\r\n").is_err());
}

#[test]
fn what_is_no_head_is_refused() {
    let wrong: [&[u8]; 9] = [
        b"hello\r\n\r\n",
        b"HTTP/2 200 OK\r\n\r\n",
        b"HTTP/1.1 20 OK\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 +20 OK\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName : value\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n: value\r\n\r\n",
        b"HTTP/1.1 200 OK\nName: value\n\r\n\r\n",
    ];
    for bytes in wrong {
        assert!(parse::head(bytes).is_err(), "{}", bytes.escape_ascii());
    }
}

#[test]
fn a_list_may_be_spread_over_headers() {
    let response = head(b"HTTP/1.1 405 No\r\nAllow: GET,HEAD\r\nallow: , POST ,\r\n\r\n");
    assert_eq!(response.list("Allow"), ["GET", "HEAD", "POST"]);
}

#[test]
fn the_head_is_compared_without_its_date() {
    let response = head(b"HTTP/1.1 200 OK\r\nDate: now\r\nServer: x\r\n\r\n");
    assert_eq!(response.head_without_date(), "HTTP/1.1 200 OK\r\nServer: x\r\n\r\n");
}

#[test]
fn the_end_of_a_body_is_told_by_its_headers() {
    let of = |headers: &str| {
        let response = head(format!("HTTP/1.1 200 OK\r\n{headers}\r\n").as_bytes());
        parse::framing(&response, false)
    };
    assert_eq!(of(""), Ok(Framing::UntilClose));
    assert_eq!(of("Content-Length: 12\r\n"), Ok(Framing::Length(12)));
    assert_eq!(of("Transfer-Encoding: gzip, Chunked\r\n"), Ok(Framing::Chunked));
    assert!(of("Content-Length: +12\r\n").is_err());
    assert!(of("Content-Length: 1\r\nContent-Length: 2\r\n").is_err());
    assert!(of("Content-Length: 1\r\nTransfer-Encoding: chunked\r\n").is_err());
}

#[test]
fn some_responses_have_no_body_whatever_they_say() {
    for status in ["100 Continue", "204 No Content", "304 Not Modified"] {
        let response = head(format!("HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\n").as_bytes());
        assert_eq!(parse::framing(&response, false), Ok(Framing::None));
    }
    let response = head(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n");
    assert_eq!(parse::framing(&response, true), Ok(Framing::None));
}

#[test]
fn chunks_are_put_together() {
    let bytes = b"5\r\nhello\r\nA;name=value\r\n, world.\r\n\r\n0\r\nTrailer: x\r\n\r\nrest";
    let (body, length) = parse::chunks(bytes).expect("right").expect("complete");
    assert_eq!(body, b"hello, world.\r\n");
    assert_eq!(&bytes[length..], b"rest");
    for shorter in 0..length {
        assert_eq!(parse::chunks(&bytes[..shorter]), Ok(None), "the first {shorter} bytes");
    }
}

#[test]
fn what_are_no_chunks_is_refused() {
    let wrong: [&[u8]; 5] =
        [b"x\r\n", b"\r\n", b"-1\r\n", b"fffffffffffffffff\r\n", b"1\r\nab\r\n0\r\n\r\n"];
    for bytes in wrong {
        assert!(parse::chunks(bytes).is_err(), "{}", bytes.escape_ascii());
    }
}
