//! The settings of the whole country in words: what each decides, what may be chosen, what a value means, why one is not
//! taken.
//!
//! What it does not do: draw the pages ([`super::national`]), or know the rules (`rules::national_setting`).

use crate::i18n::{Language, Tr};
use flows::national::NOW;
use rules::eid_reach::EidReach;
use rules::national_setting::{NUMBERS, Number, STANDARD, Settings, Unit, Why};
use rules::time::Instant;

/// A heading and the settings below it, by name.
pub(super) type Group = (&'static str, &'static [&'static str]);

/// Every setting, in groups.
pub(super) const GROUPS: &[Group] = &[
    ("stil-nat-group-change", &["yearly", "demand", "change_called"]),
    ("stil-nat-group-eid", &["eid_towards_services", "two_factor_minutes"]),
    (
        "stil-nat-group-guessing",
        &[
            "guess_free_failures",
            "guess_wait_minutes",
            "guess_forgotten_hours",
            "guess_pictures_a_day",
            "guess_texts_a_day",
            "guess_pictures_in_all",
        ],
    ),
    (
        "stil-nat-group-address",
        &["address_accounts", "address_accounts_declared", "address_minutes", "address_delay_seconds"],
    ),
    ("stil-nat-group-watch", &["watch_attempts", "watch_percent", "watch_minutes"]),
    (
        "stil-nat-group-session",
        &[
            "session_shared_idle_minutes",
            "session_shared_hours",
            "session_own_idle_hours",
            "session_own_hours",
            "session_staff_idle_minutes",
            "session_eid_idle_minutes",
        ],
    ),
];

/// The key of what a setting decides; none where there is no such setting.
pub(super) fn key(name: &str) -> Option<&'static str> {
    Some(match name {
        "yearly" => "stil-nat-yearly",
        "demand" => "stil-nat-demand",
        "change_called" => "stil-nat-called",
        "eid_towards_services" => "stil-nat-eid",
        "two_factor_minutes" => "stil-nat-two-factor",
        "guess_free_failures" => "stil-nat-free-failures",
        "guess_wait_minutes" => "stil-nat-waits",
        "guess_forgotten_hours" => "stil-nat-forgotten",
        "guess_pictures_a_day" => "stil-nat-pictures-a-day",
        "guess_texts_a_day" => "stil-nat-texts-a-day",
        "guess_pictures_in_all" => "stil-nat-pictures-in-all",
        "address_accounts" => "stil-nat-address-accounts",
        "address_accounts_declared" => "stil-nat-address-declared",
        "address_minutes" => "stil-nat-address-minutes",
        "address_delay_seconds" => "stil-nat-address-delay",
        "watch_attempts" => "stil-nat-watch-attempts",
        "watch_percent" => "stil-nat-watch-percent",
        "watch_minutes" => "stil-nat-watch-minutes",
        "session_shared_idle_minutes" => "stil-nat-shared-idle",
        "session_shared_hours" => "stil-nat-shared-hours",
        "session_own_idle_hours" => "stil-nat-own-idle",
        "session_own_hours" => "stil-nat-own-hours",
        "session_staff_idle_minutes" => "stil-nat-staff-idle",
        "session_eid_idle_minutes" => "stil-nat-eid-idle",
        _ => return None,
    })
}

/// What a setting decides.
pub(super) fn says(tr: Tr, name: &str) -> String {
    key(name).map_or_else(|| name.to_owned(), |key| tr.t(key))
}

/// The row of the table of numbers; none where the setting is a word.
pub(super) fn number(name: &str) -> Option<&'static Number> {
    NUMBERS.iter().find(|number| number.name == name)
}

/// A number as people write it: `10.000`, `10,000`.
fn grouped(tr: Tr, number: &str) -> String {
    let mark = match tr.language {
        Language::Danish => '.',
        Language::English => ',',
    };
    let mut text = String::new();
    for (at, digit) in number.chars().enumerate() {
        if 0 < at && (number.len() - at).is_multiple_of(3) {
            text.push(mark);
        }
        text.push(digit);
    }
    text
}

/// Numbers with their unit: `1, 2, 5, 10 og 15 minutter`.
fn counted(tr: Tr, unit: Unit, value: &str) -> String {
    let numbers: Vec<String> = value.split_whitespace().map(|number| grouped(tr, number)).collect();
    let said = match numbers.split_last() {
        Some((last, before)) if !before.is_empty() => {
            tr.t2("stil-nat-several", ("before", before.join(", ")), ("last", last.clone()))
        }
        _ => numbers.concat(),
    };
    let key = match unit {
        Unit::Pieces => return said,
        Unit::Seconds => "stil-nat-seconds",
        Unit::Minutes => "stil-nat-minutes",
        Unit::Hours => "stil-nat-hours",
        Unit::Percent => "stil-nat-percent",
    };
    // Of several numbers no unit is said in the singular.
    let n = value.parse::<i64>().unwrap_or_default();
    tr.t2(key, ("n", n), ("said", said))
}

/// What a value means, as people read it.
pub(super) fn value(tr: Tr, name: &str, value: &str) -> String {
    if value == STANDARD {
        let standard = Settings::default().value(name).unwrap_or_default();
        let means = if standard == STANDARD { tr.t("stil-nat-not-called") } else { self::value(tr, name, &standard) };
        return if name == "change_called" { means } else { tr.t1("stil-nat-as-rule", "value", means) };
    }
    if let Some(number) = number(name) {
        return counted(tr, number.unit, value);
    }
    match (name, value) {
        ("yearly", "on") => tr.t("stil-nat-yes"),
        ("yearly", "off") => tr.t("stil-nat-no"),
        ("demand", "running") => tr.t("stil-nat-running"),
        ("demand", "paused") => tr.t("stil-nat-paused"),
        ("change_called", NOW) => tr.t("stil-nat-call-now"),
        ("change_called", moment) => {
            let at = moment.parse().map(|at| tr.day_and_clock(Instant(at)));
            at.map_or_else(|_| moment.to_owned(), |at| tr.t1("stil-nat-called-at", "when", at))
        }
        ("eid_towards_services", word) if word == EidReach::Everybody.word() => tr.t("stil-nat-eid-everybody"),
        ("eid_towards_services", word) if word == EidReach::PublicInstitutions.word() => tr.t("stil-nat-eid-public"),
        (_, other) => other.to_owned(),
    }
}

/// What may be chosen where the setting is a word: values.
pub(super) fn choices(name: &str) -> Vec<&'static str> {
    match name {
        "yearly" => vec!["on", "off"],
        "demand" => vec!["running", "paused"],
        "change_called" => vec![NOW, STANDARD],
        "eid_towards_services" => vec![EidReach::Everybody.word(), EidReach::PublicInstitutions.word()],
        _ => Vec::new(),
    }
}

/// Between what a number lies.
pub(super) fn bounds(tr: Tr, number: &Number) -> String {
    let most = counted(tr, number.unit, &number.most.to_string());
    tr.t2("stil-nat-bounds", ("least", grouped(tr, &number.least.to_string())), ("most", most))
}

/// Why a value is not taken.
pub(super) fn why(tr: Tr, why: &Why) -> String {
    match why {
        Why::Unknown | Why::NotAWord => tr.t("stil-nat-why-word"),
        Why::NotNumbers(1) => tr.t("stil-nat-why-number"),
        Why::NotNumbers(count) => tr.t1("stil-nat-why-numbers", "n", *count),
        Why::Outside(least, most, unit) => {
            let most = counted(tr, *unit, &most.to_string());
            tr.t2("stil-nat-why-outside", ("least", grouped(tr, &least.to_string())), ("most", most))
        }
        Why::ShorterWait => tr.t("stil-nat-why-shorter"),
        Why::MoreThan(less, more) => tr.t2("stil-nat-why-more", ("less", says(tr, less)), ("more", says(tr, more))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_said_as_people_say_them() {
        let tr = Tr { language: Language::Danish };
        assert_eq!(counted(tr, Unit::Minutes, "1 2 5 10 15"), "1, 2, 5, 10 og 15 minutter");
        assert_eq!(counted(tr, Unit::Minutes, "1"), "1 minut");
        assert_eq!(counted(tr, Unit::Pieces, "10000"), "10.000");
        assert_eq!(counted(Tr { language: Language::English }, Unit::Pieces, "1234567"), "1,234,567");
    }

    #[test]
    fn every_setting_of_the_country_stands_in_one_group_and_has_its_words() {
        let mut grouped: Vec<&str> = GROUPS.iter().flat_map(|group| group.1.iter().copied()).collect();
        let mut all: Vec<&str> = Settings::names().collect();
        grouped.sort_unstable();
        all.sort_unstable();
        assert_eq!(grouped, all);
        for language in [Language::Danish, Language::English] {
            let tr = Tr { language };
            for name in all.iter().copied() {
                assert!(key(name).is_some_and(|key| tr.t(key) != key), "{name}");
                assert_eq!(choices(name).is_empty(), number(name).is_some(), "{name}");
                for choice in choices(name) {
                    assert_ne!(value(tr, name, choice), choice, "{name}");
                }
                let standard = Settings::default().value(name).unwrap_or_default();
                assert!(!value(tr, name, &standard).is_empty(), "{name}");
            }
        }
    }
}
