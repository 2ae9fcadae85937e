//! Stage 4: books as JSON.

pub mod content;
pub mod limits;
pub mod refuse;
pub mod shelf;

use crate::{Failure, Response, Server, ensure};

/// The header that a book has to come with.
const JSON: &str = "Content-Type: application/json\r\n";

/// Sends a book as it should be sent.
fn add(server: &Server, book: impl AsRef<[u8]>) -> Result<Response, Failure> {
    server.post_with("/books", JSON, book)
}

/// Sends a book, and gives the id that it got.
fn id_of_new(server: &Server, book: &str) -> Result<u64, Failure> {
    let response = add(server, book)?.expect_status(201)?;
    let id = response.json()?["id"].as_u64();
    let id = id.ok_or_else(|| Failure::new("the new book has no id that is an integer"))?;
    response.expect_header("Location", &format!("/books/{id}"))?;
    Ok(id)
}

/// All books that the server has.
fn list(server: &Server) -> Result<Vec<serde_json::Value>, Failure> {
    let response = server.get("/books")?.expect_status(200)?;
    let list = response.expect_header("Content-Type", "application/json")?.json()?;
    let list = list.as_array().cloned();
    list.ok_or_else(|| Failure::new("expected an array in the body"))
}

fn expect_no_books(server: &Server) -> Result<(), Failure> {
    let count = list(server)?.len();
    ensure(count == 0, format!("nothing should be stored, but the list has {count} books"))
}

/// The text in `{"error": "…"}`.
fn error_message(response: &Response) -> Result<String, Failure> {
    response.clone().expect_header("Content-Type", "application/json")?;
    let message = response.json()?["error"].as_str().map(str::to_string);
    let message = message.filter(|message| !message.is_empty());
    message.ok_or_else(|| Failure::new("expected JSON with a text under \"error\""))
}
