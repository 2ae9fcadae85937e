//! A budget: an amount that all connections share.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A limit, and how much of it is in use.
pub struct Budget {
    limit: usize,
    used: AtomicUsize,
}

/// A part of a budget. It goes back when the claim is dropped.
pub struct Claim {
    budget: Arc<Budget>,
    amount: usize,
}

impl Budget {
    /// Makes a budget of which nothing is in use. The unit is up to the caller.
    pub fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, used: AtomicUsize::new(0) })
    }

    /// Takes `amount` until the claim is dropped. Returns `None` if less is left.
    pub fn claim(self: &Arc<Self>, amount: usize) -> Option<Claim> {
        let add = |used| Some(used + amount).filter(|sum| *sum <= self.limit);
        self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, add).ok()?;
        Some(Claim { budget: Arc::clone(self), amount })
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        self.budget.used.fetch_sub(self.amount, Ordering::Relaxed);
    }
}
