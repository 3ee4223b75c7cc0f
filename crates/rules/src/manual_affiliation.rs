//! *Manuel administration*: who may be attached by hand, for how long, and whose account *Identificer* may reach.
//!
//! Source: product.md §9. An affiliation made by hand never reaches another institution's person: what it gives beside
//! an import elsewhere is `rights`' to say. What it does not do: find people.

use crate::time::{Instant, Millis};

/// How long an affiliation made by hand lasts, and lasts again when it is confirmed: a year.
pub const LASTS: Millis = Millis::days(365);
/// How long before its end the administrators are told.
pub const TOLD_BEFORE: Millis = Millis::days(31);
/// How many CPR numbers one administrator may look up in 24 hours.
pub const LOOKUPS_A_DAY_MAX: i64 = 200;

/// When an affiliation made or confirmed now ends.
pub fn ends(now: Instant) -> Instant {
    now.plus(LASTS)
}

/// Whether the administrators are to be told now that it ends.
pub fn is_told(expires: Instant, now: Instant) -> bool {
    expires.minus(TOLD_BEFORE) <= now
}

/// Whether an administrative system pushes people to the institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ImportSource {
    /// One was loaded, and not deleted since.
    Active,
    /// None.
    None,
}

/// What the operator decided for an institution that has an administrative system.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum BesideImport {
    /// Nothing, or that people come from the system alone.
    Refused,
    /// People may be attached by hand as well.
    Allowed,
}

impl BesideImport {
    /// The setting's word.
    pub fn word(self) -> &'static str {
        match self {
            BesideImport::Refused => "refused",
            BesideImport::Allowed => "allowed",
        }
    }
    /// Back from the word.
    pub fn from_word(word: &str) -> Option<BesideImport> {
        [BesideImport::Refused, BesideImport::Allowed].into_iter().find(|one| one.word() == word)
    }
}

/// Whether *Tilknyt* is there at all. *Bekræft* and *Fjern tilknytning* always are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MayAttach {
    /// It is.
    Yes,
    /// People come from the administrative system.
    ImportIsActive,
}

/// Whether people may be attached by hand here.
pub fn may_attach(source: ImportSource, decided: BesideImport) -> MayAttach {
    match (source, decided) {
        (ImportSource::None, _) | (ImportSource::Active, BesideImport::Allowed) => MayAttach::Yes,
        (ImportSource::Active, BesideImport::Refused) => MayAttach::ImportIsActive,
    }
}

/// What number an account has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Number {
    /// None.
    None,
    /// One that stands in for a CPR number.
    Replacement,
    /// A CPR number.
    Cpr,
}

/// What *Identificer* may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Identify {
    /// The number is bound to the account.
    Bind,
    /// An operator must look at it; nothing is said about the account.
    NeedsOperator,
}

/// Whether a CPR number may be bound to the account with a user name: only to one without a number or with a
/// replacement, that is attached nowhere but here and holds no right elsewhere.
pub fn identify(number: Number, elsewhere: crate::change_cpr::Elsewhere) -> Identify {
    use crate::change_cpr::Elsewhere;
    match (number, elsewhere) {
        (Number::None | Number::Replacement, Elsewhere::Nothing) => Identify::Bind,
        (Number::None | Number::Replacement, Elsewhere::Something) | (Number::Cpr, _) => Identify::NeedsOperator,
    }
}

/// What an affiliation is worth where it was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Weight {
    /// It counts in full.
    Full,
    /// Made by hand while an import knows the person elsewhere: the institution decides nothing about the account.
    BesideImport,
}

/// What an affiliation made like this is worth, beside the others of the same person.
pub fn weight(made: Made, imported_elsewhere: bool) -> Weight {
    match (made, imported_elsewhere) {
        (Made::Imported, _) | (Made::ByHand, false) => Weight::Full,
        (Made::ByHand, true) => Weight::BesideImport,
    }
}

/// How an affiliation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Made {
    /// By an import.
    Imported,
    /// By hand.
    ByHand,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change_cpr::Elsewhere;
    use proptest::prelude::*;

    #[test]
    fn where_a_system_is_active_people_are_attached_by_hand_only_if_the_operator_allows_it() {
        assert_eq!(may_attach(ImportSource::None, BesideImport::Refused), MayAttach::Yes);
        assert_eq!(may_attach(ImportSource::Active, BesideImport::Refused), MayAttach::ImportIsActive);
        assert_eq!(may_attach(ImportSource::Active, BesideImport::Allowed), MayAttach::Yes);
    }

    #[test]
    fn a_number_is_bound_only_to_an_account_that_has_none_and_is_nowhere_else() {
        for number in [Number::None, Number::Replacement, Number::Cpr] {
            for elsewhere in [Elsewhere::Nothing, Elsewhere::Something] {
                let plain = number != Number::Cpr && elsewhere == Elsewhere::Nothing;
                assert_eq!(identify(number, elsewhere) == Identify::Bind, plain, "{number:?} {elsewhere:?}");
            }
        }
    }

    #[test]
    fn a_hand_made_affiliation_weighs_less_only_beside_an_import_elsewhere() {
        assert_eq!(weight(Made::ByHand, true), Weight::BesideImport);
        assert_eq!(weight(Made::ByHand, false), Weight::Full);
        assert_eq!(weight(Made::Imported, true), Weight::Full);
    }

    #[test]
    fn every_word_comes_back() {
        for one in [BesideImport::Refused, BesideImport::Allowed] {
            assert_eq!(BesideImport::from_word(one.word()), Some(one));
        }
    }

    proptest! {
        #[test]
        fn the_administrators_hear_of_an_end_a_month_before_it_and_not_earlier(now in 0i64..4_000_000_000_000) {
            let now = Instant(now);
            let end = ends(now);
            prop_assert!(!is_told(end, now));
            prop_assert!(is_told(end, end.minus(TOLD_BEFORE)));
            prop_assert!(!is_told(end, end.minus(TOLD_BEFORE).minus(Millis(1))));
        }
    }
}
