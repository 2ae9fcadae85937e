//! A mailbox: how other threads reach an event loop.

use crate::connection::Connection;
use crate::response::Response;
use mio::{Token, Waker};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::Sender;

/// What other threads tell a loop.
pub enum Message {
    /// Take care of this connection.
    Connection(Box<Connection>),
    /// This is the response that the connection waits for.
    Response(Token, Response),
}

/// The way to send messages to a loop.
#[derive(Clone)]
pub struct Mailbox {
    sender: Sender<Message>,
    waker: Arc<Waker>,
    /// Whether the loop has been woken and has not looked for messages since.
    is_woken: Arc<AtomicBool>,
    /// How many connections the loop has.
    load: Arc<AtomicUsize>,
}

impl Mailbox {
    /// Makes the mailbox of the loop that has the receiver and hears the waker.
    pub fn new(sender: Sender<Message>, waker: Waker) -> Self {
        Self { sender, waker: Arc::new(waker), is_woken: Arc::default(), load: Arc::default() }
    }

    /// Sends a message, and wakes the loop if it could be asleep.
    pub fn send(&self, message: Message) {
        // Without its loop, a message has no purpose: the server has stopped.
        let _ = self.sender.send(message);
        if !self.is_woken.swap(true, Ordering::SeqCst) {
            self.wake();
        }
    }

    /// Wakes the loop. A loop without connections does not wake by itself.
    pub fn wake(&self) {
        let _ = self.waker.wake();
    }

    /// Notes that the loop looks for messages now, and how many connections it has.
    pub fn open(&self, load: usize) {
        // First, so that a message that comes too late for this look wakes the loop again.
        self.is_woken.store(false, Ordering::SeqCst);
        self.load.store(load, Ordering::Relaxed);
    }

    /// Returns how many connections the loop had when it last looked for messages.
    pub fn load(&self) -> usize {
        self.load.load(Ordering::Relaxed)
    }
}
