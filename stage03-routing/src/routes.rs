//! Routes: which path is answered by what.

use crate::request::Request;
use crate::response::{Response, Status};

const INDEX_PAGE: &str = include_str!("../www/index.html");
const ABOUT_PAGE: &str = include_str!("../www/about.html");

pub fn respond(request: &Request) -> Response {
    let (route, rest) = split_path(&request.path);
    match (route, method_to_find(request)) {
        (b"/", "GET") => Response::html(Status::OK, INDEX_PAGE),
        (b"/about", "GET") => Response::html(Status::OK, ABOUT_PAGE),
        (b"/echo/", "GET") => Response::text(rest),
        (b"/user-agent", "GET") => user_agent(request),
        (b"/" | b"/about" | b"/echo/" | b"/user-agent", _) => not_allowed("GET, HEAD"),
        _ => Response::error(Status::NOT_FOUND),
    }
}

/// A HEAD is answered like a GET, but for the body, which is left out when the answer is sent.
fn method_to_find(request: &Request) -> &str {
    match request.method.as_str() {
        "HEAD" => "GET",
        method => method,
    }
}

/// Splits `/echo/abc` into the route `/echo/` and the rest `abc`; `/about` has no rest.
fn split_path(path: &[u8]) -> (&[u8], &[u8]) {
    let mut slashes = path.iter().enumerate().filter(|(_, byte)| **byte == b'/');
    match slashes.nth(1) {
        Some((second, _)) => path.split_at(second + 1),
        None => (path, b""),
    }
}

fn user_agent(request: &Request) -> Response {
    Response::text(request.header("User-Agent").unwrap_or_default())
}

/// The path is known, but not with this method; `methods` says with which (RFC 9110 §10.2.1).
fn not_allowed(methods: &str) -> Response {
    Response::error(Status::METHOD_NOT_ALLOWED).with("Allow", methods)
}
