//! A clock that a test moves by hand.

use rules::time::{Instant, Millis};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Tuesday 24 November 2026, 8:00 in Denmark: a school morning.
pub const SCHOOL_MORNING: Instant = Instant(1_795_503_600_000);

/// Stands still until it is moved. Clones show the same time.
#[derive(Clone, Debug)]
pub struct ManualClock {
    now: Arc<AtomicI64>,
}

impl ManualClock {
    /// A clock that shows a school morning.
    pub fn new() -> ManualClock {
        ManualClock { now: Arc::new(AtomicI64::new(SCHOOL_MORNING.0)) }
    }

    /// What it shows.
    pub fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    /// Moves it; a negative span moves it back.
    pub fn advance(&self, span: Millis) {
        self.now.fetch_add(span.0, Ordering::SeqCst);
    }

    /// The clock as the store takes it.
    pub fn for_store(&self) -> store::db::Clock {
        let clock = self.clone();
        Arc::new(move || clock.now())
    }
}

impl Default for ManualClock {
    fn default() -> ManualClock {
        ManualClock::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_begins_on_a_school_morning_and_moves_only_by_hand() {
        let clock = ManualClock::new();
        assert_eq!(clock.now().day_in_denmark().to_string(), "2026-11-24");
        clock.advance(Millis::minutes(5));
        assert_eq!(clock.now().since(SCHOOL_MORNING), Millis::minutes(5));
    }
}
