//! Books: a shelf that lives as long as the server.

use serde_json::{Map, Value};
use std::sync::{Mutex, MutexGuard};

/// The book with the id 1 comes first, and so on.
#[derive(Default)]
pub struct Books {
    books: Mutex<Vec<Value>>,
}

impl Books {
    /// Gives the book its id, in the place of one that it may have brought along.
    pub fn add(&self, mut book: Map<String, Value>) -> (usize, Value) {
        let mut books = self.lock();
        let id = books.len() + 1;
        book.insert("id".into(), id.into());
        let book = Value::Object(book);
        books.push(book.clone());
        (id, book)
    }

    pub fn list(&self) -> Value {
        Value::Array(self.lock().clone())
    }

    pub fn find(&self, id: usize) -> Option<Value> {
        self.lock().get(id.checked_sub(1)?).cloned()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Value>> {
        self.books.lock().expect("nothing panics while it holds the lock")
    }
}
