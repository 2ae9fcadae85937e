//! Books: a shelf in memory that lives as long as the server.

use serde_json::{Map, Value};
use std::sync::{Mutex, MutexGuard};

/// In bytes of JSON, for all books together. What clients send must not fill the memory.
const MAX_SHELF: usize = 1024 * 1024;

/// In bytes: every book counts as at least this many, because even an empty one takes memory.
const MIN_BOOK: usize = 64;

/// All books. They get the ids 1, 2, 3 and so on.
#[derive(Default)]
pub struct Books {
    stored: Mutex<Stored>,
}

#[derive(Default)]
struct Stored {
    books: Vec<Value>,
    /// The sizes of all books, in bytes.
    size: usize,
}

impl Books {
    /// Adds a book that came as `size` bytes of JSON, and overwrites the id that it may have.
    ///
    /// Returns the id and the book, or `None` if the shelf is full.
    pub fn add(&self, mut book: Map<String, Value>, size: usize) -> Option<(usize, Value)> {
        let mut stored = self.lock();
        let new_size = stored.size + weight(&book, size);
        if new_size > MAX_SHELF {
            return None;
        }
        stored.size = new_size;
        let id = stored.books.len() + 1;
        book.insert("id".into(), id.into());
        let book = Value::Object(book);
        stored.books.push(book.clone());
        Some((id, book))
    }

    /// Returns all books as a JSON array.
    pub fn list(&self) -> Value {
        Value::Array(self.lock().books.clone())
    }

    /// Returns the book with this id, or `None` if there is none.
    pub fn find(&self, id: usize) -> Option<Value> {
        self.lock().books.get(id.checked_sub(1)?).cloned()
    }

    /// Waits until no other thread uses the shelf. It is free again when the guard is dropped.
    fn lock(&self) -> MutexGuard<'_, Stored> {
        self.stored.lock().expect("lock poisoned")
    }
}

/// Returns how much of the shelf a book takes, in bytes. A nested book grows when we indent it, so half of
/// its indented length counts if that is more.
fn weight(book: &Map<String, Value>, size: usize) -> usize {
    let indented = serde_json::to_string_pretty(book).map_or(0, |text| text.len());
    size.max(indented / 2).max(MIN_BOOK)
}
