//! What a database is asked, in order, while somebody listens: for tests that hold two stories against each other, such as
//! a wrong password for a name somebody has and for a name nobody has.
//!
//! Off unless asked for. What it does not do: keep arguments, which are people's.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// The ear at one database. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Trace(Arc<Inside>);

#[derive(Debug, Default)]
struct Inside {
    listening: AtomicBool,
    heard: Mutex<Vec<&'static str>>,
}

impl Trace {
    /// From now on everything is kept.
    pub fn listen(&self) {
        self.0.listening.store(true, Ordering::SeqCst);
    }

    /// What was asked since: each transaction's kind (`BEGIN write`, `BEGIN read`, `BEGIN point`) and the names of its
    /// statements. Nothing is kept any longer.
    pub fn heard(&self) -> Vec<&'static str> {
        self.0.listening.store(false, Ordering::SeqCst);
        std::mem::take(&mut *self.0.heard.lock().unwrap_or_else(PoisonError::into_inner))
    }

    pub(crate) fn asked(&self, name: &'static str) {
        if self.0.listening.load(Ordering::Relaxed) {
            self.0.heard.lock().unwrap_or_else(PoisonError::into_inner).push(name);
        }
    }
}
