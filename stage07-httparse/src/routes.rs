//! Routes: which path gets which response.

use crate::request::{Request, parse_number};
use crate::response::{Response, Status};
use crate::{Shared, files, log};
use serde_json::{Map, Value, json};
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// In milliseconds: long enough to see which requests wait.
const MAX_SLEEP: u64 = 10_000;

/// In bytes of JSON.
const MAX_BOOK: usize = 64 * 1024;

/// The methods of RFC 9110 §9 and RFC 5789, except HEAD: `respond` turns it into GET. Any other method is
/// unknown, whatever the path.
const METHODS: [&str; 8] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT"];

/// Answers a request. A HEAD gets the response to a GET without its body (RFC 9110 §9.3.2).
pub fn respond(request: &Request, shared: &Shared) -> Response {
    match request.method.as_str() {
        "HEAD" => route(request, "GET", shared).without_body(),
        method => route(request, method, shared),
    }
}

/// Chooses the response by path and method. The first row that matches counts.
fn route(request: &Request, method: &str, shared: &Shared) -> Response {
    let path: Vec<_> = request.path.iter().map(Vec::as_slice).collect();
    match (path.as_slice(), method) {
        _ if !METHODS.contains(&method) => Response::error(Status::NOT_IMPLEMENTED),
        (_, "CONNECT") => method_not_allowed(method, "GET, HEAD, POST"), // We are no proxy.
        // The path is empty only for OPTIONS *.
        ([], _) => Response::no_content(),
        ([b""], "GET") => page(&path, "GET", shared),
        ([b""], "POST") => echo_body(request),
        ([b"echo", _, ..], "GET") => echo(&path[1..]),
        ([b"user-agent"], "GET") => user_agent(request),
        ([b"files", name], "GET") => download(name, shared),
        ([b"files", name], "POST") => upload(name, request, shared),
        ([b"books"], "GET") => Response::json(Status::OK, &shared.books.list()),
        ([b"books"], "POST") => add_book(request, shared),
        ([b"books", id], "GET") => find_book(id, shared),
        ([b"sleep", milliseconds], "GET") => sleep(milliseconds),
        // This ends the server in stage 4, a thread in stage 5, and only the request from stage 6 on.
        ([b"panic"], "GET") => panic!("a client asked for it"),
        ([b"" | b"books"] | [b"files", _], _) => method_not_allowed(method, "GET, HEAD, POST"),
        ([b"user-agent" | b"panic"], _) => method_not_allowed(method, "GET, HEAD"),
        ([b"echo", _, ..] | [b"books" | b"sleep", _], _) => method_not_allowed(method, "GET, HEAD"),
        (path, method) => page(path, method, shared),
    }
}

/// Sends back what follows `/echo/`, with all its slashes.
fn echo(segments: &[&[u8]]) -> Response {
    Response::text(segments.join(&b'/'))
}

/// Sends back the body. `nosniff` keeps a browser from treating it as anything but text.
fn echo_body(request: &Request) -> Response {
    Response::new(Status::OK, "text/plain; charset=utf-8", request.body.clone())
        .with("X-Content-Type-Options", "nosniff")
}

fn user_agent(request: &Request) -> Response {
    Response::text(request.header("User-Agent").unwrap_or_default())
}

fn download(name: &[u8], shared: &Shared) -> Response {
    match shared.files.find(name) {
        Some(path) => send_file(&path, "application/octet-stream"),
        None => Response::error(Status::NOT_FOUND),
    }
}

fn upload(name: &[u8], request: &Request, shared: &Shared) -> Response {
    if !request.announces_body() {
        return Response::error(Status::LENGTH_REQUIRED);
    }
    match shared.files.store(name, &request.body) {
        Ok(()) => {
            Response::new(Status::CREATED, "text/plain", "").with("Location", &request.raw_path)
        }
        Err(error) => system_error(&error),
    }
}

fn add_book(request: &Request, shared: &Shared) -> Response {
    if !request.is_json() {
        return json_error(Status::UNSUPPORTED_MEDIA_TYPE, "a book must be application/json");
    }
    if request.body.len() > MAX_BOOK {
        return json_error(Status::CONTENT_TOO_LARGE, "a book must not exceed 64 KiB");
    }
    let book: Map<String, Value> = match serde_json::from_slice(&request.body) {
        Ok(book) => book,
        Err(error) => return json_error(Status::BAD_REQUEST, &error.to_string()),
    };
    match shared.books.add(book, request.body.len()) {
        Some((id, book)) => {
            Response::json(Status::CREATED, &book).with("Location", &format!("/books/{id}"))
        }
        None => json_error(Status::SERVICE_UNAVAILABLE, "the shelf is full"),
    }
}

fn find_book(id: &[u8], shared: &Shared) -> Response {
    match parse_number(id).and_then(|id| shared.books.find(id)) {
        Some(book) => Response::json(Status::OK, &book),
        None => json_error(Status::NOT_FOUND, "there is no such book"),
    }
}

/// Makes an error response in JSON, for clients of `/books`.
fn json_error(status: Status, message: &str) -> Response {
    Response::json(status, &json!({ "error": message }))
}

fn sleep(milliseconds: &[u8]) -> Response {
    match parse_number(milliseconds) {
        Some(milliseconds) if milliseconds <= MAX_SLEEP => {
            thread::sleep(Duration::from_millis(milliseconds));
            Response::text(format!("slept for {milliseconds} ms\n"))
        }
        _ => Response::error(Status::BAD_REQUEST),
    }
}

/// Sends the static page with this path, or 404.
fn page(path: &[&[u8]], method: &str, shared: &Shared) -> Response {
    match shared.pages.find_page(path) {
        Some(page) if method == "GET" => send_file(&page, &files::content_type(&page)),
        Some(_) => method_not_allowed(method, "GET, HEAD"),
        None => Response::error(Status::NOT_FOUND),
    }
}

fn send_file(path: &Path, content_type: &str) -> Response {
    Response::file(path, content_type).unwrap_or_else(|error| system_error(&error))
}

/// Chooses a status for an error of the file system. The client learns no more than it must.
fn system_error(error: &io::Error) -> Response {
    Response::error(match error.kind() {
        io::ErrorKind::InvalidFilename | io::ErrorKind::IsADirectory => Status::BAD_REQUEST,
        io::ErrorKind::PermissionDenied => Status::FORBIDDEN,
        io::ErrorKind::NotFound => Status::NOT_FOUND,
        _ => {
            log(&format!("request failed: {error}"));
            Status::INTERNAL_SERVER_ERROR
        }
    })
}

/// Refuses a method that the path does not support. `allowed` lists those it does (RFC 9110 §10.2.1).
/// For OPTIONS, that list is the whole answer.
fn method_not_allowed(method: &str, allowed: &str) -> Response {
    let response = match method {
        "OPTIONS" => Response::no_content(),
        _ => Response::error(Status::METHOD_NOT_ALLOWED),
    };
    response.with("Allow", &format!("{allowed}, OPTIONS"))
}
