//! Routes: which path is answered by what.

use crate::request::{Request, parse_number};
use crate::response::{Response, Status};
use crate::{Server, files, log};
use serde_json::json;
use std::io;
use std::path::Path;
use std::thread;
use std::time::Duration;

/// In milliseconds: enough to watch what waits for what, and an end to it.
const LONGEST_SLEEP: u64 = 10_000;

/// Those of RFC 9110 §9 and RFC 5789 that are not answered in the same way for all paths.
const METHODS: [&str; 6] = ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS"];

pub fn respond(request: &Request, server: &Server) -> Response {
    let (route, rest) = split_path(&request.path);
    match (route, method_to_find(request)) {
        (_, method @ ("CONNECT" | "TRACE")) => other_method(method, "GET, HEAD, POST"),
        (_, method) if !METHODS.contains(&method) => Response::error(Status::NOT_IMPLEMENTED),
        (b"*", _) => Response::no_content(),
        (b"/", "GET") => page(request, "GET", server),
        (b"/", "POST") => echo_body(request),
        (b"/echo/", "GET") => Response::text(rest),
        (b"/user-agent", "GET") => user_agent(request),
        (b"/files/", "GET") => download(rest, server),
        (b"/files/", "POST") => upload(rest, request, server),
        (b"/books", "GET") => Response::json(Status::OK, &server.books.list()),
        (b"/books", "POST") => add_book(request, server),
        (b"/books/", "GET") => find_book(rest, server),
        (b"/sleep/", "GET") => sleep(rest),
        (b"/panic", "GET") => panic!("a client asked for it"),
        (b"/echo/" | b"/user-agent" | b"/books/", method) => other_method(method, "GET, HEAD"),
        (b"/sleep/" | b"/panic", method) => other_method(method, "GET, HEAD"),
        (b"/" | b"/files/" | b"/books", method) => other_method(method, "GET, HEAD, POST"),
        (_, method) => page(request, method, server),
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

/// What the client sends comes back as text, whatever a browser may take it for.
fn echo_body(request: &Request) -> Response {
    Response::new(Status::OK, "text/plain; charset=utf-8", request.body.clone())
        .with("X-Content-Type-Options", "nosniff")
}

fn user_agent(request: &Request) -> Response {
    Response::text(request.header("User-Agent").unwrap_or_default())
}

fn download(name: &[u8], server: &Server) -> Response {
    match server.files.find(name) {
        Some(path) => send_file(&path, "application/octet-stream"),
        None => Response::error(Status::NOT_FOUND),
    }
}

fn upload(name: &[u8], request: &Request, server: &Server) -> Response {
    if !request.announces_body() {
        return Response::error(Status::LENGTH_REQUIRED);
    }
    match server.files.store(name, &request.body) {
        Ok(()) => {
            Response::new(Status::CREATED, "text/plain", "").with("Location", request.raw_path())
        }
        Err(error) => failed(&error),
    }
}

fn add_book(request: &Request, server: &Server) -> Response {
    if !request.is_json() {
        let message = "a book has to be sent as application/json";
        return refuse_book(Status::UNSUPPORTED_MEDIA_TYPE, message);
    }
    match serde_json::from_slice(&request.body) {
        Ok(book) => {
            let (id, book) = server.books.add(book);
            Response::json(Status::CREATED, &book).with("Location", format!("/books/{id}"))
        }
        Err(error) => refuse_book(Status::BAD_REQUEST, &error.to_string()),
    }
}

fn find_book(id: &[u8], server: &Server) -> Response {
    match parse_number(id).and_then(|id| server.books.find(id)) {
        Some(book) => Response::json(Status::OK, &book),
        None => refuse_book(Status::NOT_FOUND, "there is no such book"),
    }
}

/// Who asks for JSON gets JSON, even where there is nothing to give.
fn refuse_book(status: Status, message: &str) -> Response {
    Response::json(status, &json!({ "error": message }))
}

fn sleep(milliseconds: &[u8]) -> Response {
    match parse_number(milliseconds) {
        Some(milliseconds) if milliseconds <= LONGEST_SLEEP => {
            thread::sleep(Duration::from_millis(milliseconds));
            Response::text(format!("slept for {milliseconds} ms\n"))
        }
        _ => Response::error(Status::BAD_REQUEST),
    }
}

/// What no route is for is a page, or nothing.
fn page(request: &Request, method: &str, server: &Server) -> Response {
    match server.pages.find_page(&request.path) {
        Some(page) if method == "GET" => send_file(&page, files::content_type(&page)),
        Some(_) => other_method(method, "GET, HEAD"),
        None => Response::error(Status::NOT_FOUND),
    }
}

fn send_file(path: &Path, content_type: &str) -> Response {
    Response::file(path, content_type).unwrap_or_else(|error| failed(&error))
}

/// The system did not do what we asked of it. Not all of that is the client's business.
fn failed(error: &io::Error) -> Response {
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

/// The path is known, but not with this method; `methods` says with which (RFC 9110 §10.2.1). An
/// OPTIONS asks for no more than that.
fn other_method(method: &str, methods: &str) -> Response {
    let response = match method {
        "OPTIONS" => Response::no_content(),
        _ => Response::error(Status::METHOD_NOT_ALLOWED),
    };
    response.with("Allow", format!("{methods}, OPTIONS"))
}
