//! Numbers that name rows: one type for each kind of thing, so that a pupil's number can never be
//! handed over where a window's is meant.
//!
//! What it does not do: draw them. Ids are drawn at the edge, before a transaction starts, so that a
//! transaction which runs twice writes the same thing.

use serde::{Deserialize, Serialize};

/// Who a person is inside this server. Never leaves it: services get a [`crate::user::UniId`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct PersonId(pub i64);

impl PersonId {
    /// Whoever has a user name that nobody has. No row is theirs: what is asked and written about them makes a wrong name
    /// as much work as a wrong password.
    pub const NOBODY: PersonId = PersonId(0);
}

/// One relation of one person to one institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct AffiliationId(pub i64);

/// One class, team or other group of one institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupId(pub i64);

/// One relation between an adult and a child, as one source told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ContactId(pub i64);

/// One five-minute window in which one pupil may get a new password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct WindowId(pub i64);

/// One run of an import.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ImportRunId(pub i64);

/// One remembered event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct EventId(pub i64);

/// One grant of one right to one person at one institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GrantId(pub i64);

/// Draws ids that rise with time and do not meet: seconds since 2020 in the upper half, and in the
/// lower half a count that starts at a random place each second. Two nodes that each draw 5,000 ids in
/// the same second meet with a chance of two in a million; the write then fails once and loses nothing.
#[derive(Debug)]
pub struct IdSequence {
    second: i64,
    next: u32,
}

/// 2020-01-01T00:00:00Z in seconds since 1970: ids fit 63 bits until the year 2088.
const EPOCH_SECONDS: i64 = 1_577_836_800;

impl IdSequence {
    /// A sequence that has drawn nothing yet.
    pub fn new() -> IdSequence {
        IdSequence { second: i64::MIN, next: 0 }
    }

    /// The next id at `now`; `start` is chance, used when a new second begins.
    pub fn draw(&mut self, now: crate::time::Instant, start: u32) -> i64 {
        let second = now.0.div_euclid(1000) - EPOCH_SECONDS;
        if second > self.second {
            self.second = second;
            self.next = start;
        }
        let id = (self.second << 32) | i64::from(self.next);
        let (next, wrapped) = self.next.overflowing_add(1);
        self.next = next;
        if wrapped {
            self.second += 1;
        }
        id
    }
}

impl Default for IdSequence {
    fn default() -> IdSequence {
        IdSequence::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::time::Instant;

    #[test]
    fn ids_rise_and_never_repeat_even_when_the_count_wraps() {
        let mut sequence = IdSequence::new();
        let now = Instant(1_800_000_000_000);
        let drawn: Vec<i64> = (0..5).map(|_| sequence.draw(now, u32::MAX - 2)).collect();
        assert!(drawn.windows(2).all(|pair| pair[0] < pair[1]), "{drawn:?}");
    }

    #[test]
    fn an_id_drawn_later_is_larger() {
        let mut sequence = IdSequence::new();
        let early = sequence.draw(Instant(1_800_000_000_000), u32::MAX);
        let late = sequence.draw(Instant(1_800_000_002_000), 0);
        assert!(early < late);
    }
}
