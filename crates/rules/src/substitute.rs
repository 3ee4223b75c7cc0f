//! *Vikar*: until which day a class may be lent to a named employee.
//!
//! Source: product.md §8. What it does not do: say who may lend, or to whom; `rights` does.

use crate::time::{Date, Instant};

/// The longest a class is lent at a time: a school year. Longer than that is no substitute, and stands in the
/// administrative system.
pub const LENT_DAYS_MAX: i32 = 366;

/// What becomes of a last day somebody wrote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LastDay {
    /// The class is lent until this moment: the end of that day in Denmark.
    Until(Instant),
    /// That day is over.
    Past,
    /// More than [`LENT_DAYS_MAX`] ahead.
    TooFar,
}

/// Judges a last day; today is the shortest loan there is.
pub fn last_day(day: Date, now: Instant) -> LastDay {
    let today = now.day_in_denmark();
    if day < today {
        return LastDay::Past;
    }
    match today.until(day).map(|span| span.get_days()) {
        Ok(days) if days <= LENT_DAYS_MAX => LastDay::Until(Instant::end_of_day_in_denmark(day)),
        Ok(_) | Err(_) => LastDay::TooFar,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn at(text: &str) -> Instant {
        Instant(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
    }

    #[test]
    fn a_loan_ends_with_its_last_day_in_denmark() {
        let now = at("2026-03-02T08:00:00Z");
        assert_eq!(last_day(date(2026, 3, 2), now), LastDay::Until(at("2026-03-02T23:00:00Z")));
        // The clocks went forward on 29 March.
        assert_eq!(last_day(date(2026, 4, 1), now), LastDay::Until(at("2026-04-01T22:00:00Z")));
    }

    #[test]
    fn yesterday_is_over_and_two_years_are_no_substitute() {
        let now = at("2026-03-02T08:00:00Z");
        assert_eq!(last_day(date(2026, 3, 1), now), LastDay::Past);
        assert!(matches!(last_day(date(2027, 3, 3), now), LastDay::Until(_)));
        assert_eq!(last_day(date(2027, 3, 4), now), LastDay::TooFar);
        assert_eq!(last_day(date(9999, 12, 31), now), LastDay::TooFar);
    }
}
