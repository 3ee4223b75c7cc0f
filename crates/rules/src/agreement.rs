//! *Dataaftale*: what a service may ask an institution for beyond the pseudonym, and where a request stands.
//!
//! Source: product.md §13. What it does not do: hand anything out; tokens and web services ask the store.

use crate::time::{Instant, Millis};

/// How long an agreement lasts that is approved now: two years, then the institution is asked again.
pub const LASTS: Millis = Millis::days(730);

/// A package of fields.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// First name and family name, or the alias.
    Name,
    /// Roles at the institution.
    Roles,
    /// Classes and groups.
    Groups,
    /// Mail address.
    Mail,
    /// Day of birth.
    Birth,
    /// A child's contact persons.
    Contacts,
    /// The CPR number.
    Cpr,
}

impl Field {
    /// All of them, the least first.
    pub const ALL: [Field; 7] =
        [Field::Name, Field::Roles, Field::Groups, Field::Mail, Field::Birth, Field::Contacts, Field::Cpr];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Field::Name => "name",
            Field::Roles => "roles",
            Field::Groups => "groups",
            Field::Mail => "mail",
            Field::Birth => "birth",
            Field::Contacts => "contacts",
            Field::Cpr => "cpr",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Field> {
        Field::ALL.into_iter().find(|field| field.word() == word)
    }
}

/// The fields of a column, in order, each once; words nobody knows are passed over.
pub fn fields(words: &str) -> Vec<Field> {
    let mut found: Vec<Field> = words.split_whitespace().filter_map(Field::from_word).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// The column of fields.
pub fn words(fields: &[Field]) -> String {
    fields.iter().map(|field| field.word()).collect::<Vec<_>>().join(" ")
}

/// What happened to a request, as its row says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Dates {
    /// Approved.
    pub approved: Option<Instant>,
    /// Rejected.
    pub rejected: Option<Instant>,
    /// Ended before its time.
    pub ended: Option<Instant>,
    /// Over from then on.
    pub ends: Option<Instant>,
}

/// Where a request stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum State {
    /// Nobody has answered.
    Waiting,
    /// Approved, and running.
    Running,
    /// Approved, and over.
    Over,
    /// Rejected.
    Rejected,
}

/// Where a request stands now.
pub fn state(dates: Dates, now: Instant) -> State {
    match dates {
        Dates { rejected: Some(_), .. } => State::Rejected,
        Dates { ended: Some(_), .. } => State::Over,
        Dates { approved: None, .. } => State::Waiting,
        Dates { approved: Some(_), ends: Some(ends), .. } if ends <= now => State::Over,
        Dates { approved: Some(_), .. } => State::Running,
    }
}

/// A value as a preview shows it: the first letter of each word, and dots for the rest.
pub fn masked(text: &str) -> String {
    let word = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| format!("{first}{}", "•".repeat(letters.count().min(DOTS_MAX)))).unwrap_or_default()
    };
    text.split_whitespace().map(word).collect::<Vec<_>>().join(" ")
}

/// The most dots of one word: a length tells little.
const DOTS_MAX: usize = 6;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_request_waits_runs_and_is_over() {
        let now = Instant(1_000);
        let some = Some(Instant(10));
        let of = |approved, rejected, ended, ends| state(Dates { approved, rejected, ended, ends }, now);
        assert_eq!(of(None, None, None, None), State::Waiting);
        assert_eq!(of(some, None, None, None), State::Running);
        assert_eq!(of(some, None, None, Some(Instant(1_001))), State::Running);
        assert_eq!(of(some, None, None, Some(Instant(1_000))), State::Over);
        assert_eq!(of(some, None, some, None), State::Over);
        assert_eq!(of(None, some, None, None), State::Rejected);
        assert_eq!(of(None, None, some, None), State::Over, "taken back before it was answered");
    }

    #[test]
    fn a_masked_name_shows_first_letters_alone() {
        assert_eq!(masked("Alma Kjær"), "A••• K•••");
        assert_eq!(masked("Maximilianus"), "M••••••");
        assert_eq!(masked(""), "");
    }

    #[test]
    fn fields_come_back_in_order_and_each_once() {
        assert_eq!(fields("roles name roles unknown"), [Field::Name, Field::Roles]);
        assert_eq!(words(&fields("roles name")), "name roles");
        for field in Field::ALL {
            assert_eq!(Field::from_word(field.word()), Some(field));
        }
    }
}
