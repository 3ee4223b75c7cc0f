//! *Licens* (*Giv Adgang*): whom a licence an institution gave reaches, and on which days.
//!
//! Source: product.md §9, §13. What it does not do: sell licences, or know services.

use crate::affiliation::Actor;
use crate::id::GroupId;
use crate::institution::InstitutionNumber;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// Whom a licence reaches at its institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reach {
    /// Pupils, employees and externals. Contact persons only where they are named: a school pays for its own.
    WholeInstitution,
    /// Everyone who is this.
    Actor(Actor),
    /// One class or group.
    Group(GroupId),
}

impl Reach {
    /// The database's word.
    pub fn word(self) -> String {
        match self {
            Reach::WholeInstitution => "all".to_owned(),
            Reach::Actor(actor) => format!("actor:{}", actor.word()),
            Reach::Group(group) => format!("group:{}", group.0),
        }
    }

    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Reach> {
        match word.split_once(':') {
            None => (word == "all").then_some(Reach::WholeInstitution),
            Some(("actor", actor)) => Actor::from_word(actor).map(Reach::Actor),
            Some(("group", group)) => group.parse().ok().map(|number| Reach::Group(GroupId(number))),
            Some(_) => None,
        }
    }
}

/// A licence one institution gave for one service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Licence {
    /// The institution that gave it.
    pub institution: InstitutionNumber,
    /// Whom it reaches.
    pub reach: Reach,
    /// The first day; none: from the beginning.
    pub from: Option<Date>,
    /// The last day, included; none: until it is taken back.
    pub to: Option<Date>,
}

/// A relation of the user to an institution, as far as licences ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attached {
    /// Where.
    pub institution: InstitutionNumber,
    /// As what.
    pub actor: Actor,
    /// In which groups, the class included.
    pub groups: Vec<GroupId>,
}

/// Whether a licence reaches somebody through this relation today.
pub fn reaches(licence: &Licence, attached: &Attached, today: Date) -> bool {
    let has_begun = licence.from.is_none_or(|from| from <= today);
    let is_running = licence.to.is_none_or(|to| today <= to);
    let is_meant = match licence.reach {
        Reach::WholeInstitution => attached.actor != Actor::Contact,
        Reach::Actor(actor) => attached.actor == actor,
        Reach::Group(group) => attached.groups.contains(&group),
    };
    licence.institution == attached.institution && has_begun && is_running && is_meant
}

/// The institutions through which somebody has a licence today, each once, in order.
pub fn institutions(licences: &[Licence], attached: &[Attached], today: Date) -> Vec<InstitutionNumber> {
    let is_reached = |one: &&Attached| licences.iter().any(|licence| reaches(licence, one, today));
    let mut found: Vec<InstitutionNumber> =
        attached.iter().filter(is_reached).map(|one| one.institution.clone()).collect();
    found.sort();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn school(number: &str) -> InstitutionNumber {
        InstitutionNumber::parse(number).unwrap()
    }

    fn pupil() -> Attached {
        Attached { institution: school("751042"), actor: Actor::Pupil, groups: vec![GroupId(4)] }
    }

    fn licence(reach: Reach) -> Licence {
        Licence { institution: school("751042"), reach, from: Some(date(2026, 8, 1)), to: Some(date(2027, 7, 31)) }
    }

    #[test]
    fn a_licence_counts_on_its_first_and_last_day_and_not_outside() {
        let licence = licence(Reach::WholeInstitution);
        for (day, counts) in
            [(date(2026, 7, 31), false), (date(2026, 8, 1), true), (date(2027, 7, 31), true), (date(2027, 8, 1), false)]
        {
            assert_eq!(reaches(&licence, &pupil(), day), counts, "{day}");
        }
    }

    #[test]
    fn a_class_licence_reaches_the_class_alone() {
        let today = date(2026, 9, 1);
        assert!(reaches(&licence(Reach::Group(GroupId(4))), &pupil(), today));
        assert!(!reaches(&licence(Reach::Group(GroupId(5))), &pupil(), today));
        assert!(!reaches(&licence(Reach::Actor(Actor::Employee)), &pupil(), today));
    }

    #[test]
    fn a_school_pays_for_parents_only_where_it_names_them() {
        let parent = Attached { actor: Actor::Contact, groups: Vec::new(), ..pupil() };
        let today = date(2026, 9, 1);
        assert!(!reaches(&licence(Reach::WholeInstitution), &parent, today));
        assert!(reaches(&licence(Reach::Actor(Actor::Contact)), &parent, today));
    }

    #[test]
    fn another_schools_licence_reaches_nobody_here() {
        let other = Licence { institution: school("751077"), ..licence(Reach::WholeInstitution) };
        assert!(institutions(&[other], &[pupil()], date(2026, 9, 1)).is_empty());
    }

    #[test]
    fn every_word_comes_back() {
        for reach in [Reach::WholeInstitution, Reach::Actor(Actor::Pupil), Reach::Group(GroupId(7))] {
            assert_eq!(Reach::from_word(&reach.word()), Some(reach));
        }
        assert_eq!(Reach::from_word("everyone"), None);
    }
}
