//! Routes: which path gets which response.

use crate::request::Request;
use crate::response::{Response, Status};

const INDEX_PAGE: &str = include_str!("../www/index.html");
const ABOUT_PAGE: &str = include_str!("../www/about.html");

/// Answers a request. A HEAD gets the response to a GET without its body (RFC 9110 §9.3.2).
pub fn respond(request: &Request) -> Response {
    match request.method.as_str() {
        "HEAD" => route(request, "GET").without_body(),
        method => route(request, method),
    }
}

/// Chooses the response by path and method. The first row that matches counts.
fn route(request: &Request, method: &str) -> Response {
    let path: Vec<_> = request.path.iter().map(Vec::as_slice).collect();
    match (path.as_slice(), method) {
        ([b""], "GET") => Response::html(Status::OK, INDEX_PAGE),
        ([b"about"], "GET") => Response::html(Status::OK, ABOUT_PAGE),
        ([b"echo", _, ..], "GET") => echo(&path[1..]),
        ([b"user-agent"], "GET") => user_agent(request),
        ([b"" | b"about" | b"user-agent"], _) => method_not_allowed("GET, HEAD"),
        ([b"echo", _, ..], _) => method_not_allowed("GET, HEAD"),
        _ => Response::error(Status::NOT_FOUND),
    }
}

/// Sends back what follows `/echo/`, with all its slashes.
fn echo(segments: &[&[u8]]) -> Response {
    Response::text(segments.join(&b'/'))
}

fn user_agent(request: &Request) -> Response {
    Response::text(request.header("User-Agent").unwrap_or_default())
}

/// Refuses a method that the path does not support. `allowed` lists those it does (RFC 9110 §10.2.1).
fn method_not_allowed(allowed: &str) -> Response {
    Response::error(Status::METHOD_NOT_ALLOWED).with("Allow", allowed)
}
