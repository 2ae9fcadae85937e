//! Some routes of stage 7, with the framework axum.

use axum::body::Bytes;
use axum::extract::{Json, Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::IntoResponse;
use axum::routing::get;
use axum::{Router, serve};
use serde_json::{Map, Value, json};
use std::env;
use std::io::{self, Write};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::net::TcpListener;

/// All books, in the order of their ids.
type Books = Arc<Mutex<Vec<Value>>>;

#[tokio::main]
async fn main() -> io::Result<()> {
    let address = env::args().nth(1).unwrap_or_else(|| "127.0.0.1:4221".to_string());
    let listener = TcpListener::bind(address).await?;
    writeln!(io::stdout(), "Listening on http://{}", listener.local_addr()?)?;
    serve(listener, routes()).await
}

fn routes() -> Router {
    Router::new()
        .route("/", get(|| async { "axum\n" }).post(|body: Bytes| async { body }))
        .route("/echo/{*text}", get(|Path(text): Path<String>| async { text }))
        .route("/user-agent", get(user_agent))
        .route("/sleep/{milliseconds}", get(sleep))
        .route("/books", get(list_books).post(add_book))
        .route("/books/{id}", get(find_book))
        .with_state(Books::default())
}

async fn user_agent(headers: HeaderMap) -> Vec<u8> {
    let name = headers.get(header::USER_AGENT);
    name.map(|name| name.as_bytes().to_vec()).unwrap_or_default()
}

async fn sleep(Path(milliseconds): Path<u64>) -> String {
    tokio::time::sleep(Duration::from_millis(milliseconds)).await;
    format!("slept for {milliseconds} ms\n")
}

async fn list_books(State(books): State<Books>) -> Json<Value> {
    Json(Value::Array(books.lock().expect("lock poisoned").clone()))
}

async fn add_book(
    State(books): State<Books>,
    Json(mut book): Json<Map<String, Value>>,
) -> impl IntoResponse {
    let mut books = books.lock().expect("lock poisoned");
    let id = books.len() + 1;
    book.insert("id".into(), id.into());
    books.push(Value::Object(book.clone()));
    (StatusCode::CREATED, [(header::LOCATION, format!("/books/{id}"))], Json(book))
}

async fn find_book(State(books): State<Books>, Path(id): Path<usize>) -> impl IntoResponse {
    let books = books.lock().expect("lock poisoned");
    match id.checked_sub(1).and_then(|index| books.get(index)) {
        Some(book) => (StatusCode::OK, Json(book.clone())),
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "there is no such book" }))),
    }
}
