//! *Institutionsregisteret*: what an entry may say, which of two entries say something else, and which institution may be
//! the main one of which.
//!
//! Source: product.md §4, interfaces.md §8. What it does not do: say who may change an entry ([`crate::operator`]), or read
//! a list's file (`ingest::register`).

use crate::institution::{Institution, InstitutionNumber};
use crate::mail_address::is_address;
use crate::name_search::{Token, words};
use std::collections::BTreeSet;

/// The longest field, in characters: the national register's own names are shorter.
pub const CHARACTERS_MAX: usize = 132;
/// How many steps lead from a department to the topmost main institution at most.
pub const LEVELS_MAX: usize = 5;
/// The most parts of an entry that are kept for the search.
const TOKENS_MAX: usize = 30;

/// One field of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The register number.
    Number,
    /// The name.
    Name,
    /// Its kind, in the register's words.
    Kind,
    /// CVR number.
    Cvr,
    /// P number.
    PNumber,
    /// Municipality number.
    MunicipalityNumber,
    /// Municipality.
    Municipality,
    /// Region.
    Region,
    /// Street and number.
    Address,
    /// Postal code.
    PostalCode,
    /// City.
    City,
    /// Phone.
    Phone,
    /// Mail address: the one that confirms applications.
    Mail,
    /// Web address.
    Web,
    /// The leader's name.
    Leader,
    /// Public-law or private.
    Ownership,
    /// The main institution.
    MainInstitution,
    /// From which day on it is closed.
    Closed,
}

impl Field {
    /// All of them, in the order of the register's list.
    pub const ALL: [Field; 18] = [
        Field::Number,
        Field::Name,
        Field::Kind,
        Field::Cvr,
        Field::PNumber,
        Field::MunicipalityNumber,
        Field::Municipality,
        Field::Region,
        Field::Address,
        Field::PostalCode,
        Field::City,
        Field::Phone,
        Field::Mail,
        Field::Web,
        Field::Leader,
        Field::Ownership,
        Field::MainInstitution,
        Field::Closed,
    ];

    /// The name of its column in the register's list, and of its field on a form.
    pub fn word(self) -> &'static str {
        match self {
            Field::Number => "number",
            Field::Name => "name",
            Field::Kind => "type",
            Field::Cvr => "cvr",
            Field::PNumber => "p_number",
            Field::MunicipalityNumber => "municipality_number",
            Field::Municipality => "municipality",
            Field::Region => "region",
            Field::Address => "address",
            Field::PostalCode => "postal_code",
            Field::City => "city",
            Field::Phone => "phone",
            Field::Mail => "mail",
            Field::Web => "web",
            Field::Leader => "leader",
            Field::Ownership => "ownership",
            Field::MainInstitution => "main_institution",
            Field::Closed => "closed",
        }
    }

    /// What an entry says there; empty where it says nothing.
    pub fn of(self, entry: &Institution) -> String {
        match self {
            Field::Number => entry.number.to_string(),
            Field::Name => entry.name.clone(),
            Field::Kind => entry.kind.clone(),
            Field::Cvr => entry.cvr.clone(),
            Field::PNumber => entry.p_number.clone(),
            Field::MunicipalityNumber => entry.municipality_number.clone(),
            Field::Municipality => entry.municipality.clone(),
            Field::Region => entry.region.clone(),
            Field::Address => entry.address.clone(),
            Field::PostalCode => entry.postal_code.clone(),
            Field::City => entry.city.clone(),
            Field::Phone => entry.phone.clone(),
            Field::Mail => entry.mail.clone(),
            Field::Web => entry.web.clone(),
            Field::Leader => entry.leader.clone(),
            Field::Ownership => entry.ownership.word().to_owned(),
            Field::MainInstitution => entry.main_institution.as_ref().map(ToString::to_string).unwrap_or_default(),
            Field::Closed => entry.closed.map(|day| day.to_string()).unwrap_or_default(),
        }
    }
}

/// What is wrong with one field.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Flaw {
    /// It must say something.
    Missing,
    /// It has more than [`CHARACTERS_MAX`] characters.
    TooLong,
    /// There is a line break or another character nobody sees.
    Unseen,
    /// It takes so many digits, or nothing.
    Digits(usize),
    /// It is no number of an institution.
    NoNumber,
    /// It is no mail address.
    NoMail,
    /// Neither public-law nor private.
    NoOwnership,
    /// It is no day.
    NoDay,
    /// The register does not know the main institution.
    MainUnknown,
    /// The institution would be below itself, or too deep.
    MainLoop,
    /// The number stands on an earlier line too.
    Twice,
}

/// What is wrong with an entry by itself; nothing where all is well.
pub fn flaws(entry: &Institution) -> Vec<(Field, Flaw)> {
    Field::ALL.into_iter().filter_map(|field| flaw(field, &field.of(entry)).map(|flaw| (field, flaw))).collect()
}

fn flaw(field: Field, text: &str) -> Option<Flaw> {
    if text.chars().any(char::is_control) {
        return Some(Flaw::Unseen);
    }
    if CHARACTERS_MAX < text.chars().count() {
        return Some(Flaw::TooLong);
    }
    let digits = |count: usize| {
        let right = text.is_empty() || (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit()));
        (!right).then_some(Flaw::Digits(count))
    };
    match field {
        Field::Name => text.is_empty().then_some(Flaw::Missing),
        Field::Cvr => digits(8),
        Field::PNumber => digits(10),
        Field::MunicipalityNumber => digits(3),
        Field::PostalCode => digits(4),
        Field::Mail => (!text.is_empty() && !is_address(text)).then_some(Flaw::NoMail),
        Field::Number
        | Field::Kind
        | Field::Municipality
        | Field::Region
        | Field::Address
        | Field::City
        | Field::Phone
        | Field::Web
        | Field::Leader
        | Field::Ownership
        | Field::MainInstitution
        | Field::Closed => None,
    }
}

/// Where two entries of one institution say something else.
pub fn changes(before: &Institution, after: &Institution) -> Vec<Field> {
    Field::ALL.into_iter().filter(|field| field.of(before) != field.of(after)).collect()
}

/// What the register says of an institution's place, as far as the rule asks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Above {
    /// The register does not know it.
    Unknown,
    /// It is below none.
    Topmost,
    /// It is below this one.
    Below(InstitutionNumber),
}

/// What is wrong with an institution standing below another; `above` is asked for each step upwards. Nothing: it may.
pub fn tangle(
    number: &InstitutionNumber,
    main: Option<&InstitutionNumber>,
    mut above: impl FnMut(&InstitutionNumber) -> Above,
) -> Option<Flaw> {
    let mut next = main?.clone();
    for _ in 0..LEVELS_MAX {
        if next == *number {
            return Some(Flaw::MainLoop);
        }
        next = match above(&next) {
            Above::Unknown => return Some(Flaw::MainUnknown),
            Above::Topmost => return None,
            Above::Below(main) => main,
        };
    }
    Some(Flaw::MainLoop)
}

/// By what an institution is found: the words of its name, city and municipality, and its numbers.
pub fn tokens(entry: &Institution) -> Vec<Token> {
    let texts = [entry.number.as_str(), &entry.name, &entry.city, &entry.municipality, &entry.cvr, &entry.p_number];
    let all: BTreeSet<Token> = texts.into_iter().flat_map(words).collect();
    all.into_iter().take(TOKENS_MAX).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::institution::Ownership;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn number(text: &str) -> InstitutionNumber {
        InstitutionNumber::parse(text).unwrap()
    }

    fn school() -> Institution {
        Institution {
            number: number("101001"),
            name: "Sankt Ansgars Skole".to_owned(),
            kind: "Folkeskole".to_owned(),
            cvr: "12345678".to_owned(),
            p_number: "1234567890".to_owned(),
            municipality_number: "751".to_owned(),
            municipality: "Aarhus".to_owned(),
            region: "Region Midtjylland".to_owned(),
            address: "Skolevej 1".to_owned(),
            postal_code: "8000".to_owned(),
            city: "Århus C".to_owned(),
            phone: "12345678".to_owned(),
            mail: "kontor@skolen.example".to_owned(),
            web: "https://skolen.example".to_owned(),
            leader: "Bo Bang".to_owned(),
            ownership: Ownership::Public,
            main_institution: None,
            closed: None,
        }
    }

    #[test]
    fn an_entry_in_order_has_no_flaws_and_each_wrong_field_is_named() {
        assert_eq!(flaws(&school()), []);
        let wrong = Institution {
            name: String::new(),
            cvr: "1234567".to_owned(),
            p_number: "12345678901".to_owned(),
            postal_code: "80x0".to_owned(),
            mail: "kontor".to_owned(),
            city: "a".repeat(CHARACTERS_MAX + 1),
            leader: "Bo\nBang".to_owned(),
            ..school()
        };
        let expected = [
            (Field::Name, Flaw::Missing),
            (Field::Cvr, Flaw::Digits(8)),
            (Field::PNumber, Flaw::Digits(10)),
            (Field::PostalCode, Flaw::Digits(4)),
            (Field::City, Flaw::TooLong),
            (Field::Mail, Flaw::NoMail),
            (Field::Leader, Flaw::Unseen),
        ];
        assert_eq!(flaws(&wrong), expected);
    }

    #[test]
    fn two_entries_differ_where_they_say_something_else() {
        let after = Institution { city: "Aarhus".to_owned(), ownership: Ownership::Private, ..school() };
        assert_eq!(changes(&school(), &after), [Field::City, Field::Ownership]);
        assert_eq!(changes(&school(), &school()), []);
        let day = jiff::civil::date(2026, 8, 1);
        let closed = Institution { closed: Some(day), ..school() };
        assert_eq!(changes(&school(), &closed), [Field::Closed]);
        assert!(closed.is_closed(day) && !closed.is_closed(day.yesterday().unwrap()) && !school().is_closed(day));
    }

    #[test]
    fn no_institution_is_below_itself() {
        let above = BTreeMap::from([("101002", Some("101003")), ("101003", None), ("101004", Some("101001"))]);
        let ask = |one: &InstitutionNumber| match above.get(one.as_str()) {
            None => Above::Unknown,
            Some(None) => Above::Topmost,
            Some(Some(main)) => Above::Below(number(main)),
        };
        let below = |main: &str| tangle(&number("101001"), Some(&number(main)), ask);
        assert_eq!(tangle(&number("101001"), None, ask), None);
        assert_eq!(below("101002"), None);
        assert_eq!(below("101001"), Some(Flaw::MainLoop));
        assert_eq!(below("101004"), Some(Flaw::MainLoop), "round a corner, too");
        assert_eq!(below("999999"), Some(Flaw::MainUnknown));
    }

    #[test]
    fn an_institution_is_found_by_name_place_and_numbers() {
        let tokens: Vec<String> = tokens(&school()).iter().map(|token| token.as_str().to_owned()).collect();
        for part in ["101001", "12345678", "1234567890", "ansgars", "sankt", "skole", "}rhus"] {
            assert!(tokens.iter().any(|token| token == part), "{part}: {tokens:?}");
        }
    }

    proptest! {
        #[test]
        fn whatever_the_register_says_the_way_upwards_ends(mains in proptest::collection::vec(0_usize..9, 9)) {
            let name = |at: usize| number(&format!("10100{at}"));
            let at = |one: &InstitutionNumber| one.as_str()[5..].parse::<usize>().unwrap();
            let above = |one: &InstitutionNumber| match mains[at(one)] {
                0 => Above::Topmost,
                main => Above::Below(name(main)),
            };
            for (place, main) in mains.iter().enumerate() {
                let found = tangle(&name(place), Some(&name(*main)), above);
                if *main == place {
                    prop_assert_eq!(found, Some(Flaw::MainLoop));
                }
            }
        }
    }
}
