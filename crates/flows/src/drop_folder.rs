//! How the drop folder of this node was when it was last looked at: what the program tells the operator's page.
//!
//! What it does not do: look; the program does, and nothing here touches a file.

use rules::time::Instant;
use std::sync::{Arc, Mutex, PoisonError};

/// What lay there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Files that wait.
    pub waiting: usize,
    /// Since when the oldest of them has been there; none where none waits, or nobody knows.
    pub oldest: Option<Instant>,
    /// Files a node took and has not moved on: it reads them, or ended meanwhile.
    pub taken: usize,
    /// Files that were refused and still lie there with their report.
    pub refused: usize,
    /// When that was.
    pub at: Instant,
}

/// The last look, shared by all requests of this node; none where it has no drop folder. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct DropFolder(Arc<Mutex<Option<Seen>>>);

impl DropFolder {
    /// Remembers what lies there.
    pub fn saw(&self, seen: Seen) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(seen);
    }

    /// What lay there last.
    pub fn seen(&self) -> Option<Seen> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
