//! Stage 4: books as JSON.

pub mod content;
pub mod limits;
pub mod refuse;
pub mod store;

use crate::{Failure, Response, Server, ensure};

/// The header that a new book needs.
const JSON: &str = "Content-Type: application/json\r\n";

/// The statuses of a body that is not a book: 400, or 422 if the JSON is right but not an object.
const NO_BOOK: &[u16] = &[400, 422];

/// Sends a book as it should be sent.
fn add(server: &Server, book: impl AsRef<[u8]>) -> Result<Response, Failure> {
    server.post_with("/books", JSON, book)
}

/// Sends a book, and returns the id that it got.
fn id_of_new(server: &Server, book: &str) -> Result<u64, Failure> {
    let id = add(server, book)?.expect_status(201)?.json()?["id"].as_u64();
    id.ok_or_else(|| Failure::new("the new book has no id that is an integer"))
}

/// All books that the server has.
fn list(server: &Server) -> Result<Vec<serde_json::Value>, Failure> {
    let list = server.get("/books")?.expect_status(200)?.json()?;
    let list = list.as_array().cloned();
    list.ok_or_else(|| Failure::new("expected an array in the body"))
}

fn expect_no_books(server: &Server) -> Result<(), Failure> {
    let count = list(server)?.len();
    ensure(count == 0, format!("expected no stored books, but the list has {count}"))
}

/// The text in `{"error": "…"}`.
fn error_message(response: &Response) -> Result<String, Failure> {
    let message = response.json()?["error"].as_str().map(str::to_string);
    let message = message.filter(|message| !message.is_empty());
    message.ok_or_else(|| Failure::new("expected JSON with a text under \"error\""))
}

/// If the answer is an error, it is JSON with a text under `error`.
fn expect_json_error(response: Response) -> Result<(), Failure> {
    if response.status >= 400 {
        error_message(&response.expect_type("application/json")?)?;
    }
    Ok(())
}
