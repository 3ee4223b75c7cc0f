//! *Tilknytning*: a person's relation to one institution, as exactly one actor, with roles; and the level
//! and stage that decide which form a pupil's password takes.
//!
//! Source: product.md §2, §4. Danish wire words live in the codecs.

use crate::time::Date;
use serde::{Deserialize, Serialize};

/// What a person is at an institution (*aktør*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Actor {
    /// *Elev*
    Pupil,
    /// *Medarbejder*
    Employee,
    /// *Ekstern*
    External,
    /// *Kontaktperson*
    Contact,
}

impl Actor {
    /// All four.
    pub const ALL: [Actor; 4] = [Actor::Pupil, Actor::Employee, Actor::External, Actor::Contact];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Actor::Pupil => "pupil",
            Actor::Employee => "employee",
            Actor::External => "external",
            Actor::Contact => "contact",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Actor> {
        Actor::ALL.into_iter().find(|actor| actor.word() == word)
    }
}

/// A role within an actor (product.md §4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Role {
    /// *Barn*
    Child,
    /// *Elev*
    Pupil,
    /// *Studerende*
    Student,
    /// *Lærer*
    Teacher,
    /// *Pædagog*
    Pedagogue,
    /// *Vikar*
    Substitute,
    /// *Leder*
    Leader,
    /// *Ledelse*
    Management,
    /// *TAP*: technical and administrative staff.
    Technical,
    /// *Konsulent*
    Consultant,
    /// *Praktikant*
    Trainee,
    /// *Ekstern*
    External,
    /// *Mor*
    Mother,
    /// *Far*
    Father,
    /// *Andet* (contact)
    OtherContact,
    /// *Officielt tilknyttet person*
    OfficialContact,
}

impl Role {
    /// All, actor by actor in the national lists' order.
    pub const ALL: [Role; 16] = [
        Role::Child,
        Role::Pupil,
        Role::Student,
        Role::Teacher,
        Role::Pedagogue,
        Role::Substitute,
        Role::Leader,
        Role::Management,
        Role::Technical,
        Role::Consultant,
        Role::Trainee,
        Role::External,
        Role::Mother,
        Role::Father,
        Role::OtherContact,
        Role::OfficialContact,
    ];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Role::Child => "child",
            Role::Pupil => "pupil",
            Role::Student => "student",
            Role::Teacher => "teacher",
            Role::Pedagogue => "pedagogue",
            Role::Substitute => "substitute",
            Role::Leader => "leader",
            Role::Management => "management",
            Role::Technical => "technical",
            Role::Consultant => "consultant",
            Role::Trainee => "trainee",
            Role::External => "external",
            Role::Mother => "mother",
            Role::Father => "father",
            Role::OtherContact => "other_contact",
            Role::OfficialContact => "official_contact",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }
    /// Which actor has this role.
    pub fn actor(self) -> Actor {
        match self {
            Role::Child | Role::Pupil | Role::Student => Actor::Pupil,
            Role::Teacher
            | Role::Pedagogue
            | Role::Substitute
            | Role::Leader
            | Role::Management
            | Role::Technical
            | Role::Consultant => Actor::Employee,
            Role::Trainee | Role::External => Actor::External,
            Role::Mother | Role::Father | Role::OtherContact | Role::OfficialContact => Actor::Contact,
        }
    }
}

/// *Trin*: how far along school. The names are the national codes; a name here and the wire agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Level {
    /// `DT`: daycare.
    Daycare,
    /// `0` to `10`.
    Grade(Grade),
    /// `U1` to `U4`: years of upper secondary.
    UpperSecondary(UpperYear),
    /// `VU`: adult education.
    AdultEducation,
    /// `Andet`.
    Other,
}

/// A grade from 0 to 10.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Grade(u8);

/// A year of upper secondary from 1 to 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct UpperYear(u8);

impl Grade {
    /// 0 to 10; none outside.
    pub fn new(number: u8) -> Option<Grade> {
        (number <= 10).then_some(Grade(number))
    }
    /// The number.
    pub fn number(self) -> u8 {
        self.0
    }
}

impl Level {
    /// The national code: `DT`, `0`..`10`, `U1`..`U4`, `VU`, `Andet`. Also the database's word.
    pub fn code(self) -> &'static str {
        const GRADES: [&str; 11] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
        const YEARS: [&str; 4] = ["U1", "U2", "U3", "U4"];
        match self {
            Level::Daycare => "DT",
            Level::Grade(grade) => GRADES[usize::from(grade.0)],
            Level::UpperSecondary(year) => YEARS[usize::from(year.0) - 1],
            Level::AdultEducation => "VU",
            Level::Other => "Andet",
        }
    }
    /// Back from the national code.
    pub fn from_code(code: &str) -> Option<Level> {
        match code {
            "DT" => Some(Level::Daycare),
            "VU" => Some(Level::AdultEducation),
            "Andet" => Some(Level::Other),
            "U1" => Some(Level::UpperSecondary(UpperYear(1))),
            "U2" => Some(Level::UpperSecondary(UpperYear(2))),
            "U3" => Some(Level::UpperSecondary(UpperYear(3))),
            "U4" => Some(Level::UpperSecondary(UpperYear(4))),
            grade if grade.bytes().all(|b| b.is_ascii_digit()) && !(1 < grade.len() && grade.starts_with('0')) => {
                grade.parse().ok().and_then(Grade::new).map(Level::Grade)
            }
            _ => None,
        }
    }
}

/// *Indskoling, mellemtrin, udskoling*: decides the form of the password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Stage {
    /// Daycare and levels 0-3.
    Early,
    /// Levels 4-6.
    Middle,
    /// Levels 7-10, students, and every adult.
    Upper,
}

impl Stage {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Early => "early",
            Stage::Middle => "middle",
            Stage::Upper => "upper",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Stage> {
        [Stage::Early, Stage::Middle, Stage::Upper].into_iter().find(|stage| stage.word() == word)
    }
}

/// One active affiliation, as the stage rule needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StageFact {
    /// As what.
    pub actor: Actor,
    /// Level, on pupils.
    pub level: Option<Level>,
}

/// Under this age a pupil whose level does not tell counts as Early.
pub const EARLY_AGE_BELOW: u16 = 10;
/// Up to and including this age a pupil whose level does not tell counts as Middle.
pub const MIDDLE_AGE_UP_TO: u16 = 12;

/// The stage a person's password follows (product.md §2): several pupil affiliations count as the highest;
/// any other actor as well, or none at all, is Upper. `birth` is what the CPR tells; without it a pupil
/// whose level does not tell is Upper.
pub fn stage(active: &[StageFact], birth: Option<Date>, today: Date) -> Stage {
    if active.iter().any(|fact| fact.actor != Actor::Pupil) {
        return Stage::Upper;
    }
    active.iter().map(|fact| pupil_stage(fact.level, birth, today)).max().unwrap_or(Stage::Upper)
}

fn pupil_stage(level: Option<Level>, birth: Option<Date>, today: Date) -> Stage {
    match level {
        Some(Level::Daycare) => Stage::Early,
        Some(Level::Grade(grade)) => match grade.0 {
            0..=3 => Stage::Early,
            4..=6 => Stage::Middle,
            _ => Stage::Upper,
        },
        Some(Level::UpperSecondary(_) | Level::AdultEducation) => Stage::Upper,
        Some(Level::Other) | None => {
            let age = birth.and_then(|day| crate::cpr::age_between(day, today));
            match age {
                Some(years) if years < EARLY_AGE_BELOW => Stage::Early,
                Some(years) if years <= MIDDLE_AGE_UP_TO => Stage::Middle,
                Some(_) | None => Stage::Upper,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn pupil(code: &str) -> StageFact {
        StageFact { actor: Actor::Pupil, level: Level::from_code(code) }
    }

    #[test]
    fn every_national_code_comes_back() {
        for code in
            ["DT", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "U1", "U2", "U3", "U4", "VU", "Andet"]
        {
            assert_eq!(Level::from_code(code).map(Level::code), Some(code));
        }
        for code in ["", "11", "01", "U5", "dt", "-1", "+1"] {
            assert_eq!(Level::from_code(code), None, "{code}");
        }
    }

    #[test]
    fn the_stage_follows_the_level() {
        let today = date(2026, 11, 24);
        for (code, stage_wanted) in [
            ("DT", Stage::Early),
            ("3", Stage::Early),
            ("4", Stage::Middle),
            ("6", Stage::Middle),
            ("7", Stage::Upper),
            ("U1", Stage::Upper),
        ] {
            assert_eq!(stage(&[pupil(code)], None, today), stage_wanted, "{code}");
        }
    }

    #[test]
    fn without_a_telling_level_the_age_decides() {
        let today = date(2026, 11, 24);
        assert_eq!(stage(&[pupil("Andet")], Some(date(2016, 11, 25)), today), Stage::Early);
        assert_eq!(stage(&[pupil("Andet")], Some(date(2016, 11, 24)), today), Stage::Middle);
        assert_eq!(stage(&[pupil("Andet")], Some(date(2013, 11, 24)), today), Stage::Upper);
        assert_eq!(stage(&[pupil("Andet")], None, today), Stage::Upper);
    }

    #[test]
    fn the_highest_stage_wins_and_any_other_actor_is_upper() {
        let today = date(2026, 11, 24);
        assert_eq!(stage(&[pupil("3"), pupil("4")], None, today), Stage::Middle);
        let parent = StageFact { actor: Actor::Contact, level: None };
        assert_eq!(stage(&[pupil("3"), parent], None, today), Stage::Upper);
        assert_eq!(stage(&[], None, today), Stage::Upper);
    }

    #[test]
    fn every_word_comes_back() {
        for role in Role::ALL {
            assert_eq!(Role::from_word(role.word()), Some(role));
        }
        for actor in Actor::ALL {
            assert_eq!(Actor::from_word(actor.word()), Some(actor));
        }
    }
}
