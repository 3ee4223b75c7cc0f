//! The journeys, each walked with and without JavaScript, wide and narrow.
#![expect(clippy::unwrap_used, reason = "tests may panic")]
