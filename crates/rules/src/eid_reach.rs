//! Who may use the national eID towards services: everybody, or, at the operator's wish, people of public-law
//! institutions alone.
//!
//! Source: product.md §7. What it does not do: touch self-service; a new password by eID is for everybody.

use crate::institution::Ownership;

/// The national setting's name.
pub const NAME: &str = "eid_towards_services";

/// Who may.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EidReach {
    /// Everybody who has one.
    #[default]
    Everybody,
    /// People with an active affiliation at a public-law institution.
    PublicInstitutions,
}

impl EidReach {
    /// The setting's value.
    pub fn word(self) -> &'static str {
        match self {
            EidReach::Everybody => "everybody",
            EidReach::PublicInstitutions => "public_institutions",
        }
    }
    /// Back from the value.
    pub fn from_word(word: &str) -> Option<EidReach> {
        [EidReach::Everybody, EidReach::PublicInstitutions].into_iter().find(|reach| reach.word() == word)
    }
}

/// Whether somebody attached to institutions of these owners may.
pub fn may_use(reach: EidReach, owners: &[Ownership]) -> bool {
    match reach {
        EidReach::Everybody => true,
        EidReach::PublicInstitutions => owners.contains(&Ownership::Public),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everybody_may_until_the_operator_says_otherwise() {
        assert!(may_use(EidReach::default(), &[]));
    }

    #[test]
    fn one_public_institution_is_enough() {
        let reach = EidReach::PublicInstitutions;
        assert!(may_use(reach, &[Ownership::Private, Ownership::Public]));
        assert!(!may_use(reach, &[Ownership::Private]));
        assert!(!may_use(reach, &[]));
    }
}
