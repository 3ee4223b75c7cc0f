//! What the operator decides for the whole country: how guessing is held up, how long a login lasts, when passwords change,
//! who uses the national eID towards services.
//!
//! Source: product.md §5 ("All these are settings"), §6.6 and §7. One table, from which the commands and the operators' guide
//! are written too. A setting nobody touched has no row and stands at its default. What it does not do: say who may change
//! one, or read the database.

use crate::eid_reach::{self, EidReach};
use crate::institution_setting;
use crate::lockout::Limits;
use crate::session::Lengths;
use crate::time::Millis;

/// All of the operator's decisions.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// How guessing is held up.
    pub guessing: Limits,
    /// How long logins last.
    pub sessions: Lengths,
    /// The national part of *tvungen adgangskodepolitik*; of an institution's settings only these three count here.
    pub change: institution_setting::Settings,
    /// Who may use the national eID towards services.
    pub eid_reach: EidReach,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// Things.
    Pieces,
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
    /// Of a hundred.
    Percent,
}

impl Unit {
    /// The word beside the number; empty for things.
    pub fn word(self) -> &'static str {
        match self {
            Unit::Pieces => "",
            Unit::Seconds => "seconds",
            Unit::Minutes => "minutes",
            Unit::Hours => "hours",
            Unit::Percent => "per cent",
        }
    }
}

/// Where a setting's numbers stand among the settings.
type Read = fn(&Settings) -> Vec<i64>;
/// Puts them there.
type Write = fn(&mut Settings, &[i64]);

/// One setting that is a number, or several in a row.
pub struct Number {
    /// The database's word, and the one the command takes.
    pub name: &'static str,
    /// What it counts.
    pub unit: Unit,
    /// The smallest value.
    pub least: i64,
    /// The largest value.
    pub most: i64,
    /// What it decides, for the operators' guide.
    pub says: &'static str,
    read: Read,
    write: Write,
}

/// Declares one number of a row of the table: where it stands and what it counts.
const fn number(
    (name, unit): (&'static str, Unit),
    (least, most): (i64, i64),
    says: &'static str,
    (read, write): (Read, Write),
) -> Number {
    Number { name, unit, least, most, says, read, write }
}

/// Every number, in the order of the operators' guide.
pub static NUMBERS: &[Number] = &[
    number(
        ("guess_free_failures", Unit::Pieces),
        (1, 10),
        "Wrong tries in a row without a wait.",
        (|all| vec![i64::from(all.guessing.free_failures)], |all, n| all.guessing.free_failures = small(n[0])),
    ),
    number(
        ("guess_wait_minutes", Unit::Minutes),
        (1, 24 * 60),
        "The waits after the tries that follow: five numbers, none smaller than the one before; the last one stays.",
        (
            |all| all.guessing.waits.iter().map(|wait| in_minutes(*wait)).collect(),
            |all, n| all.guessing.waits = std::array::from_fn(|place| Millis::minutes(n[place])),
        ),
    ),
    number(
        ("guess_forgotten_hours", Unit::Hours),
        (1, 7 * 24),
        "Without a wrong try for so long, the row begins anew.",
        (|all| vec![in_hours(all.guessing.step_forgotten)], |all, n| all.guessing.step_forgotten = Millis::hours(n[0])),
    ),
    number(
        ("guess_pictures_a_day", Unit::Pieces),
        (5, 100),
        "Wrong picture codes of one account in any 24 hours.",
        (|all| vec![long(all.guessing.pictures_a_day)], |all, n| all.guessing.pictures_a_day = many(n[0])),
    ),
    number(
        ("guess_texts_a_day", Unit::Pieces),
        (10, 1_000),
        "Wrong text passwords of one account in any 24 hours.",
        (|all| vec![long(all.guessing.texts_a_day)], |all, n| all.guessing.texts_a_day = many(n[0])),
    ),
    number(
        ("guess_pictures_in_all", Unit::Pieces),
        (50, 1_000),
        "Wrong tries since a picture code was given that retire it.",
        (|all| vec![i64::from(all.guessing.pictures_in_all)], |all, n| all.guessing.pictures_in_all = small(n[0])),
    ),
    number(
        ("address_accounts", Unit::Pieces),
        (10, 100_000),
        "Accounts that may fail from one address before it is slowed.",
        (|all| vec![i64::from(all.guessing.address_accounts)], |all, n| all.guessing.address_accounts = small(n[0])),
    ),
    number(
        ("address_accounts_declared", Unit::Pieces),
        (10, 100_000),
        "The same for an address in a network a school has declared.",
        (
            |all| vec![i64::from(all.guessing.declared_address_accounts)],
            |all, n| all.guessing.declared_address_accounts = small(n[0]),
        ),
    ),
    number(
        ("address_minutes", Unit::Minutes),
        (1, 60),
        "How long an address's failing accounts are counted.",
        (|all| vec![in_minutes(all.guessing.address_span)], |all, n| all.guessing.address_span = Millis::minutes(n[0])),
    ),
    number(
        ("address_delay_seconds", Unit::Seconds),
        (0, 10),
        "What is added to each further try from such an address; it is never refused.",
        (|all| vec![all.guessing.address_delay.0 / 1000], |all, n| all.guessing.address_delay = Millis::seconds(n[0])),
    ),
    number(
        ("watch_attempts", Unit::Pieces),
        (100, 10_000_000),
        "Picture logins in the country below which their failures say nothing.",
        (
            |all| vec![i64::try_from(all.guessing.national_attempts_min).unwrap_or(i64::MAX)],
            |all, n| all.guessing.national_attempts_min = n[0].unsigned_abs(),
        ),
    ),
    number(
        ("watch_percent", Unit::Percent),
        (1, 100),
        "Above so many of them failing on accounts without an earlier failure, pictures alone are not enough outside declared networks.",
        (
            |all| vec![i64::try_from(all.guessing.national_failures_percent).unwrap_or(i64::MAX)],
            |all, n| all.guessing.national_failures_percent = n[0].unsigned_abs(),
        ),
    ),
    number(
        ("watch_minutes", Unit::Minutes),
        (1, 60),
        "How long they are counted.",
        (
            |all| vec![in_minutes(all.guessing.national_span)],
            |all, n| all.guessing.national_span = Millis::minutes(n[0]),
        ),
    ),
    number(
        ("session_shared_idle_minutes", Unit::Minutes),
        (5, 120),
        "Shared device: a login without use ends after so long.",
        (|all| vec![in_minutes(all.sessions.shared_idle)], |all, n| all.sessions.shared_idle = Millis::minutes(n[0])),
    ),
    number(
        ("session_shared_hours", Unit::Hours),
        (1, 12),
        "Shared device: the longest login.",
        (|all| vec![in_hours(all.sessions.shared_at_most)], |all, n| all.sessions.shared_at_most = Millis::hours(n[0])),
    ),
    number(
        ("session_own_idle_hours", Unit::Hours),
        (1, 48),
        "Own device: a login without use ends after so long.",
        (|all| vec![in_hours(all.sessions.own_idle)], |all, n| all.sessions.own_idle = Millis::hours(n[0])),
    ),
    number(
        ("session_own_hours", Unit::Hours),
        (1, 168),
        "Own device: the longest login.",
        (|all| vec![in_hours(all.sessions.own_at_most)], |all, n| all.sessions.own_at_most = Millis::hours(n[0])),
    ),
    number(
        ("session_staff_idle_minutes", Unit::Minutes),
        (5, 120),
        "Staff pages end without use after so long.",
        (
            |all| vec![in_minutes(all.sessions.staff_pages_idle)],
            |all, n| all.sessions.staff_pages_idle = Millis::minutes(n[0]),
        ),
    ),
    number(
        ("session_eid_idle_minutes", Unit::Minutes),
        (5, 60),
        "Pages behind the national eID end without use after so long.",
        (
            |all| vec![in_minutes(all.sessions.eid_pages_idle)],
            |all, n| all.sessions.eid_pages_idle = Millis::minutes(n[0]),
        ),
    ),
    number(
        ("two_factor_minutes", Unit::Minutes),
        (5, 240),
        "Two factors count for so long after they were shown.",
        (
            |all| vec![in_minutes(all.sessions.two_factor_for)],
            |all, n| all.sessions.two_factor_for = Millis::minutes(n[0]),
        ),
    ),
];

/// The settings of *tvungen adgangskodepolitik*, which are words and not numbers.
pub const CHANGE: [institution_setting::Name; 3] =
    [institution_setting::Name::Yearly, institution_setting::Name::Demand, institution_setting::Name::ChangeCalled];

/// The value that takes a decision back.
pub const STANDARD: &str = "standard";

/// What came of a new value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It is in force.
    Yes,
    /// The old one stands.
    No(Why),
}

/// Why a value, or several together, are not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// There is no such setting.
    Unknown,
    /// So many whole numbers were expected.
    NotNumbers(usize),
    /// A number is smaller or larger than is allowed.
    Outside(i64, i64, Unit),
    /// A wait is shorter than the one before.
    ShorterWait,
    /// It is no word of this setting.
    NotAWord,
    /// One setting may not be more than another: their names.
    MoreThan(&'static str, &'static str),
}

impl std::fmt::Display for Why {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Why::Unknown => out.write_str("there is no such setting"),
            Why::NotNumbers(1) => out.write_str("it takes one whole number"),
            Why::NotNumbers(count) => write!(out, "it takes {count} whole numbers with spaces between"),
            Why::Outside(least, most, Unit::Pieces) => write!(out, "it lies between {least} and {most}"),
            Why::Outside(least, most, unit) => write!(out, "it lies between {least} and {most} {}", unit.word()),
            Why::ShorterWait => out.write_str("no wait may be shorter than the one before"),
            Why::NotAWord => out.write_str("it does not take this value"),
            Why::MoreThan(less, more) => write!(out, "{less} may not be more than {more}"),
        }
    }
}

impl Settings {
    /// The settings that these rows of names and values make; rows nobody understands leave the default.
    pub fn from_rows<'a>(rows: impl IntoIterator<Item = (&'a str, &'a str)>) -> Settings {
        let mut settings = Settings::default();
        for (name, value) in rows {
            settings.set(name, value);
        }
        settings
    }

    /// Takes a new value; [`STANDARD`] takes a decision back.
    pub fn set(&mut self, name: &str, value: &str) -> Taken {
        if let Some(number) = NUMBERS.iter().find(|number| number.name == name) {
            return self.set_number(number, value);
        }
        if name == eid_reach::NAME {
            let word = if value == STANDARD { EidReach::default().word() } else { value };
            let Some(reach) = EidReach::from_word(word) else { return Taken::No(Why::NotAWord) };
            self.eid_reach = reach;
            return Taken::Yes;
        }
        let Some(word) = CHANGE.into_iter().find(|known| known.word() == name) else { return Taken::No(Why::Unknown) };
        let standard = institution_setting::Settings::default().value(word);
        match self.change.set(word, if value == STANDARD { &standard } else { value }) {
            institution_setting::Read::Taken => Taken::Yes,
            institution_setting::Read::NotUnderstood => Taken::No(Why::NotAWord),
        }
    }

    fn set_number(&mut self, number: &Number, value: &str) -> Taken {
        if value == STANDARD {
            (number.write)(self, &(number.read)(&Settings::default()));
            return Taken::Yes;
        }
        let count = (number.read)(self).len();
        let read: Option<Vec<i64>> = value.split_whitespace().map(|part| part.parse().ok()).collect();
        let Some(read) = read.filter(|read| read.len() == count) else { return Taken::No(Why::NotNumbers(count)) };
        if read.iter().any(|one| *one < number.least || number.most < *one) {
            return Taken::No(Why::Outside(number.least, number.most, number.unit));
        }
        if read.windows(2).any(|pair| pair[1] < pair[0]) {
            return Taken::No(Why::ShorterWait);
        }
        (number.write)(self, &read);
        Taken::Yes
    }

    /// The value as the database keeps it; none where there is no such setting.
    pub fn value(&self, name: &str) -> Option<String> {
        if let Some(number) = NUMBERS.iter().find(|number| number.name == name) {
            let numbers: Vec<String> = (number.read)(self).iter().map(ToString::to_string).collect();
            return Some(numbers.join(" "));
        }
        if name == eid_reach::NAME {
            return Some(self.eid_reach.word().to_owned());
        }
        CHANGE.into_iter().find(|known| known.word() == name).map(|known| self.change.value(known))
    }

    /// What of the settings contradicts itself; none where all is well.
    pub fn contradiction(&self) -> Option<Why> {
        let sessions = &self.sessions;
        let guessing = &self.guessing;
        if sessions.shared_at_most < sessions.shared_idle {
            return Some(Why::MoreThan("session_shared_idle_minutes", "session_shared_hours"));
        }
        if sessions.own_at_most < sessions.own_idle {
            return Some(Why::MoreThan("session_own_idle_hours", "session_own_hours"));
        }
        if guessing.declared_address_accounts < guessing.address_accounts {
            return Some(Why::MoreThan("address_accounts", "address_accounts_declared"));
        }
        None
    }

    /// Every name, in the order of the operators' guide.
    pub fn names() -> impl Iterator<Item = &'static str> {
        let words = CHANGE.into_iter().map(institution_setting::Name::word);
        NUMBERS.iter().map(|number| number.name).chain(words).chain([eid_reach::NAME])
    }
}

fn small(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

fn many(number: i64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}

fn long(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn in_minutes(span: Millis) -> i64 {
    span.0 / 60_000
}

fn in_hours(span: Millis) -> i64 {
    span.0 / 3_600_000
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_defaults_are_the_product_rules_and_contradict_nothing() {
        let settings = Settings::default();
        assert_eq!((settings.guessing, settings.sessions), (Limits::STANDARD, Lengths::STANDARD));
        assert_eq!(Settings::default().contradiction(), None);
        assert_eq!(Settings::default().value("guess_wait_minutes").as_deref(), Some("1 2 5 10 15"));
    }

    #[test]
    fn every_default_lies_within_its_bounds_and_comes_back() {
        for name in Settings::names() {
            let mut settings = Settings::default();
            let value = settings.value(name).unwrap();
            assert_eq!(settings.set(name, &value), Taken::Yes, "{name}");
            assert_eq!(settings, Settings::default(), "{name}");
        }
    }

    #[test]
    fn every_number_moves_exactly_what_it_names() {
        for number in NUMBERS {
            let mut settings = Settings::default();
            let count = (number.read)(&settings).len();
            let value = vec![number.most.to_string(); count].join(" ");
            assert_eq!(settings.set(number.name, &value), Taken::Yes);
            assert_eq!(settings.value(number.name), Some(value));
            let moved: Vec<&str> =
                Settings::names().filter(|name| settings.value(name) != Settings::default().value(name)).collect();
            assert_eq!(moved, [number.name]);
            assert_eq!(settings.set(number.name, STANDARD), Taken::Yes);
            assert_eq!(settings, Settings::default());
        }
    }

    #[test]
    fn a_refusal_says_what_is_allowed() {
        let mut settings = Settings::default();
        let mut says = |name: &str, value: &str| match settings.set(name, value) {
            Taken::No(why) => why.to_string(),
            Taken::Yes => String::new(),
        };
        assert_eq!(says("guess_texts_a_day", "5"), "it lies between 10 and 1000");
        assert_eq!(says("two_factor_minutes", "0"), "it lies between 5 and 240 minutes");
        assert_eq!(says("guess_wait_minutes", "1 2"), "it takes 5 whole numbers with spaces between");
        assert_eq!(says("guess_wait_minutes", "1 2 5 4 15"), "no wait may be shorter than the one before");
        assert_eq!(says("guess_texts_a_day", "many"), "it takes one whole number");
        assert_eq!(says("yearly", "sometimes"), "it does not take this value");
        assert_eq!(says("eid_towards_services", "nobody"), "it does not take this value");
        assert_eq!(says("nonsense", "1"), "there is no such setting");
    }

    #[test]
    fn the_eid_switch_is_set_and_taken_back() {
        let mut settings = Settings::default();
        assert_eq!(settings.set("eid_towards_services", "public_institutions"), Taken::Yes);
        assert_eq!(settings.eid_reach, EidReach::PublicInstitutions);
        assert_eq!(settings.set("eid_towards_services", STANDARD), Taken::Yes);
        assert_eq!(settings, Settings::default());
    }

    #[test]
    fn a_login_may_not_rest_longer_than_it_lasts() {
        let mut settings = Settings::default();
        settings.set("session_shared_idle_minutes", "120");
        settings.set("session_shared_hours", "1");
        assert_eq!(
            settings.contradiction().unwrap().to_string(),
            "session_shared_idle_minutes may not be more than session_shared_hours"
        );
    }

    proptest! {
        #[test]
        fn foreign_texts_never_hurt(name in proptest::sample::select(Settings::names().collect::<Vec<_>>()), value in ".{0,40}") {
            let mut settings = Settings::default();
            if settings.set(name, &value) == Taken::Yes {
                let kept = settings.value(name).unwrap();
                let mut again = Settings::default();
                prop_assert_eq!(again.set(name, &kept), Taken::Yes);
                prop_assert_eq!(again, settings);
            }
        }
    }
}
