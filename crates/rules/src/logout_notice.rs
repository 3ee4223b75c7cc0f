//! Telling a service that somebody logged out: how often it is tried, and when it is given up.
//!
//! Source: product.md §6.6 ("Single logout reaches every service of the session"). What it does not do: send anything.

use crate::time::Millis;

/// The waits between two tries: a service that restarts hears of it soon, one that is away for a night the next morning.
const WAITS: [Millis; 7] = [
    Millis::seconds(5),
    Millis::seconds(30),
    Millis::minutes(5),
    Millis::minutes(30),
    Millis::hours(2),
    Millis::hours(6),
    Millis::hours(12),
];

/// What comes after a try that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum After {
    /// Another one, so much later.
    Again(Millis),
    /// None: somebody is told that this service was not.
    GivenUp,
}

/// What comes after the `tried`-th try failed; the first is 1.
pub fn after(tried: i64) -> After {
    let place = usize::try_from(tried.saturating_sub(1)).unwrap_or(0);
    WAITS.get(place).map_or(After::GivenUp, |wait| After::Again(*wait))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_waits_grow_and_end() {
        let mut last = Millis(0);
        let mut tried = 1;
        while let After::Again(wait) = after(tried) {
            assert!(last < wait);
            last = wait;
            tried += 1;
        }
        assert_eq!(tried, 8, "seven waits, eight tries");
        assert_eq!(after(100), After::GivenUp);
    }

    #[test]
    fn all_tries_fit_into_a_day() {
        let sum: i64 = WAITS.iter().map(|wait| wait.0).sum();
        assert!(sum < Millis::hours(24).0);
    }
}
