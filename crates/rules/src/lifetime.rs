//! *Levetidspolitik*: what ends by itself, when, and who hears of it before.
//!
//! Source: product.md §12. What it does not do: end anything; the nightly story does, and shows first what it will do.

use crate::time::{Date, Instant, Millis};

/// An import that was not loaded again for so long is deleted, with the affiliations it made.
pub const IMPORT_LASTS: Millis = Millis::days(365);
/// What a closed institution told of its people goes so long after its last day, as an import that was not sent again: long
/// enough to take a wrong closing back.
pub const CLOSED_KEEPS: Millis = Millis::days(30);
/// How long before that the administrators are told.
pub const IMPORT_TOLD_BEFORE: Millis = Millis::days(31);
/// How long somebody whose last affiliation ended may log in to Mit Unilogin.
pub const UNATTACHED_FOR: Millis = Millis::days(30);
/// How long a disabled account keeps its name and number.
pub const DISABLED_FOR: Millis = Millis::days(365);
/// How long before its end an institution is reminded of a data access agreement.
pub const AGREEMENT_TOLD_BEFORE: Millis = Millis::days(31);
/// From this hour on, Danish time, the night's jobs run.
pub const NIGHT_HOUR: i8 = 2;

/// Where an import stands on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Import {
    /// Loaded lately.
    Fresh,
    /// Ends within a month: the administrators are told.
    Ageing,
    /// Too old: it goes.
    Over,
}

/// Where an import that was last loaded then stands now.
pub fn import(loaded: Instant, now: Instant) -> Import {
    let over = loaded.plus(IMPORT_LASTS);
    if over <= now {
        Import::Over
    } else if over.minus(IMPORT_TOLD_BEFORE) <= now {
        Import::Ageing
    } else {
        Import::Fresh
    }
}

/// An account without affiliation, on its way out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Account {
    /// Reaches Mit Unilogin until then.
    Leaving {
        /// Disabled from then on.
        until: Instant,
    },
    /// Is disabled, or must be.
    Disabled,
    /// Its names, number and password go; the UniId and the user name stay reserved for ever.
    Anonymised,
}

/// Where an account stands whose last affiliation ended, and which was disabled, then.
pub fn account(unattached: Instant, disabled: Option<Instant>, now: Instant) -> Account {
    match disabled {
        Some(since) if since.plus(DISABLED_FOR) <= now => Account::Anonymised,
        Some(_) => Account::Disabled,
        None => {
            let until = unattached.plus(UNATTACHED_FOR);
            if until <= now { Account::Disabled } else { Account::Leaving { until } }
        }
    }
}

/// How often a job runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pace {
    /// Every night.
    Daily,
    /// The first night of a month.
    Monthly,
}

/// Whether a job is due that last began at `last`, by Danish calendar and clock. A night the server slept through is
/// made up for later the same day, or month.
pub fn is_due(pace: Pace, last: Option<Instant>, now: Instant) -> bool {
    if now.hour_in_denmark() < NIGHT_HOUR {
        return false;
    }
    let period = |day: Date| match pace {
        Pace::Daily => (day.year(), day.month(), day.day()),
        Pace::Monthly => (day.year(), day.month(), 1),
    };
    last.is_none_or(|last| period(last.day_in_denmark()) < period(now.day_in_denmark()))
}

/// When a job runs next by itself, at the earliest: now, where it is due.
pub fn next(pace: Pace, last: Option<Instant>, now: Instant) -> Instant {
    // A month and a day reach the first night of the next month from wherever in this one.
    let hours = (0..32 * 24).map(|hour| now.plus(Millis::hours(hour)));
    hours.into_iter().find(|at| is_due(pace, last, *at)).map_or(now, |at| if at == now { now } else { whole_hour(at) })
}

/// The beginning of the hour.
fn whole_hour(at: Instant) -> Instant {
    Instant(at.0 - at.0.rem_euclid(Millis::hours(1).0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn at(text: &str) -> Instant {
        let moment: jiff::Timestamp = text.parse().unwrap();
        Instant(moment.as_millisecond())
    }

    #[test]
    fn the_next_run_is_the_first_moment_at_which_the_job_is_due() {
        let last = Some(at("2026-03-10T03:20:00Z"));
        let now = at("2026-03-10T12:34:00Z");
        let daily = next(Pace::Daily, last, now);
        assert!(is_due(Pace::Daily, last, daily) && !is_due(Pace::Daily, last, daily.minus(Millis(1))));
        assert_eq!(daily.day_in_denmark(), jiff::civil::date(2026, 3, 11));
        let monthly = next(Pace::Monthly, last, now);
        assert!(is_due(Pace::Monthly, last, monthly) && !is_due(Pace::Monthly, last, monthly.minus(Millis(1))));
        assert_eq!(monthly.day_in_denmark(), jiff::civil::date(2026, 4, 1));
        assert_eq!(next(Pace::Daily, None, now), now, "what was never run is due at once");
    }

    #[test]
    fn an_import_is_told_of_a_month_before_it_goes() {
        let loaded = at("2026-01-10T08:00:00Z");
        assert_eq!(import(loaded, at("2026-12-10T07:59:59Z")), Import::Fresh);
        assert_eq!(import(loaded, at("2026-12-10T08:00:00Z")), Import::Ageing);
        assert_eq!(import(loaded, at("2027-01-10T07:59:59Z")), Import::Ageing);
        assert_eq!(import(loaded, at("2027-01-10T08:00:00Z")), Import::Over);
    }

    #[test]
    fn thirty_days_only_mit_then_disabled_then_after_a_year_nobodys() {
        let left = at("2026-06-30T10:00:00Z");
        let closes = left.plus(UNATTACHED_FOR);
        assert_eq!(account(left, None, closes.minus(Millis(1))), Account::Leaving { until: closes });
        assert_eq!(account(left, None, closes), Account::Disabled);
        assert_eq!(account(left, Some(closes), closes.plus(DISABLED_FOR).minus(Millis(1))), Account::Disabled);
        assert_eq!(account(left, Some(closes), closes.plus(DISABLED_FOR)), Account::Anonymised);
    }

    #[test]
    fn a_daily_job_runs_once_a_danish_day_and_not_before_two() {
        let evening = at("2026-03-01T22:00:00Z");
        assert!(!is_due(Pace::Daily, Some(evening), at("2026-03-02T00:59:00Z")), "before two in Denmark");
        assert!(is_due(Pace::Daily, Some(evening), at("2026-03-02T01:00:00Z")));
        assert!(!is_due(Pace::Daily, Some(at("2026-03-02T01:00:00Z")), at("2026-03-02T20:00:00Z")));
        assert!(is_due(Pace::Daily, None, at("2026-03-02T20:00:00Z")));
    }

    #[test]
    fn a_monthly_job_makes_up_for_a_night_it_slept_through() {
        let february = at("2026-02-01T02:00:00Z");
        assert!(!is_due(Pace::Monthly, Some(february), at("2026-02-28T12:00:00Z")));
        assert!(is_due(Pace::Monthly, Some(february), at("2026-03-01T02:00:00Z")));
        assert!(is_due(Pace::Monthly, Some(february), at("2026-03-05T09:00:00Z")));
    }

    proptest! {
        #[test]
        fn nothing_is_due_twice_at_once(now in 0i64..4_000_000_000_000) {
            let now = Instant(now);
            for pace in [Pace::Daily, Pace::Monthly] {
                prop_assert!(!is_due(pace, Some(now), now));
            }
        }
    }
}
