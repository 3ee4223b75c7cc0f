//! Moments and spans, counted in milliseconds since 1970 in UTC, and calendar days.
//!
//! What it does not do: know what time it is. `now` is always an argument.

use serde::{Deserialize, Serialize};

/// A calendar day, as births and school years know it.
pub use jiff::civil::Date;

/// A moment: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Instant(pub i64);

/// A span of time in milliseconds; negative when the later moment lies before the earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Millis(pub i64);

impl Millis {
    /// So many seconds.
    pub const fn seconds(count: i64) -> Millis {
        Millis(count * 1000)
    }
    /// So many minutes.
    pub const fn minutes(count: i64) -> Millis {
        Millis(count * 60_000)
    }
    /// So many hours.
    pub const fn hours(count: i64) -> Millis {
        Millis(count * 3_600_000)
    }
    /// So many days of 24 hours.
    pub const fn days(count: i64) -> Millis {
        Millis(count * 86_400_000)
    }
    /// Whole seconds, rounded up: what a countdown shows.
    pub fn whole_seconds_up(self) -> i64 {
        self.0.div_euclid(1000) + i64::from(self.0.rem_euclid(1000) != 0)
    }
}

impl Instant {
    /// The moment `span` later. Saturates at the ends of time.
    pub const fn plus(self, span: Millis) -> Instant {
        Instant(self.0.saturating_add(span.0))
    }
    /// The moment `span` earlier. Saturates at the ends of time.
    pub const fn minus(self, span: Millis) -> Instant {
        Instant(self.0.saturating_sub(span.0))
    }
    /// How long after `earlier` this is.
    pub const fn since(self, earlier: Instant) -> Millis {
        Millis(self.0.saturating_sub(earlier.0))
    }
    /// The moment a day begins in Copenhagen. Days outside those jiff can name answer the end of time.
    pub fn day_begins_in_denmark(day: Date) -> Instant {
        let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap_or(jiff::tz::TimeZone::UTC);
        day.to_zoned(zone).map_or(Instant(i64::MAX), |begins| Instant(begins.timestamp().as_millisecond()))
    }
    /// The calendar day in Copenhagen at this moment: "today" in every rule about days.
    /// Moments outside the years jiff can name answer the nearest day it can.
    pub fn day_in_denmark(self) -> Date {
        let Ok(moment) = jiff::Timestamp::from_millisecond(self.0) else {
            return if self.0 < 0 { Date::MIN } else { Date::MAX };
        };
        denmark().to_datetime(moment).date()
    }
    /// The first moment that is no longer this day in Copenhagen. A day jiff cannot go beyond never ends.
    pub fn end_of_day_in_denmark(day: Date) -> Instant {
        let next = day.tomorrow().and_then(|next| next.to_zoned(denmark()));
        next.map_or(Instant(i64::MAX), |next| Instant(next.timestamp().as_millisecond()))
    }
    /// The hour of the day in Copenhagen at this moment, 0 to 23; 0 outside the years jiff can name.
    pub fn hour_in_denmark(self) -> i8 {
        let moment = jiff::Timestamp::from_millisecond(self.0);
        moment.map_or(0, |moment| denmark().to_datetime(moment).hour())
    }
}

fn denmark() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::get("Europe/Copenhagen").unwrap_or(jiff::tz::TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_countdown_rounds_up() {
        assert_eq!(Millis(1).whole_seconds_up(), 1);
        assert_eq!(Millis(1000).whole_seconds_up(), 1);
        assert_eq!(Millis(0).whole_seconds_up(), 0);
    }

    #[test]
    fn a_day_begins_at_midnight_in_denmark_in_summer_and_winter() {
        for day in [jiff::civil::date(2026, 7, 1), jiff::civil::date(2026, 11, 24)] {
            let begins = Instant::day_begins_in_denmark(day);
            assert_eq!(begins.day_in_denmark(), day);
            assert_eq!(begins.minus(Millis(1)).day_in_denmark(), day.yesterday().unwrap());
        }
    }

    #[test]
    fn half_past_eleven_at_night_in_utc_is_tomorrow_in_denmark() {
        let moment: jiff::Timestamp = "2026-03-01T23:30:00Z".parse().unwrap();
        let day = Instant(moment.as_millisecond()).day_in_denmark();
        assert_eq!(day, jiff::civil::date(2026, 3, 2));
        assert_eq!(Instant(moment.as_millisecond()).hour_in_denmark(), 0);
    }
}
