//! The kinds of institution, how large each is, which classes it has and what it is called.
//!
//! Sizes are such that 10,000 institutions hold about 1.5 million people. What it does not do: fill the
//! classes; that is the locality's.

use crate::person::PersonAt;
use crate::place::Town;
use rules::affiliation::{Level, Role};
use rules::chance::Chance;
use rules::group::GroupKind;
use rules::institution::{Institution, Ownership};

/// What sort of institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchoolKind {
    /// *Folkeskole*: the municipality's school, levels 0 to 9.
    Public,
    /// *Dagtilbud*: nursery and kindergarten.
    Daycare,
    /// *Privatskole*, *friskole*.
    Private,
    /// *Efterskole*: a boarding year, levels 8 to 10.
    Boarding,
    /// *Gymnasium*: three years of upper secondary.
    UpperSecondary,
}

impl SchoolKind {
    /// The register's word.
    pub fn register_word(self) -> &'static str {
        match self {
            SchoolKind::Public => "Folkeskole",
            SchoolKind::Daycare => "Dagtilbud",
            SchoolKind::Private => "Privatskole",
            SchoolKind::Boarding => "Efterskole",
            SchoolKind::UpperSecondary => "Gymnasium",
        }
    }

    /// Whether public law carries it.
    pub fn ownership(self) -> Ownership {
        match self {
            SchoolKind::Public | SchoolKind::Daycare | SchoolKind::UpperSecondary => Ownership::Public,
            SchoolKind::Private | SchoolKind::Boarding => Ownership::Private,
        }
    }

    /// The role its pupils have.
    pub fn pupil_role(self) -> Role {
        match self {
            SchoolKind::Daycare => Role::Child,
            SchoolKind::UpperSecondary => Role::Student,
            SchoolKind::Public | SchoolKind::Private | SchoolKind::Boarding => Role::Pupil,
        }
    }

    /// The administrative system its import comes from. Made-up products.
    pub fn source(self) -> &'static str {
        match self {
            SchoolKind::Public => "Skoleprotokol",
            SchoolKind::Daycare => "Børneplads",
            SchoolKind::Private => "Friskolelisten",
            SchoolKind::Boarding => "Efterskoleplan",
            SchoolKind::UpperSecondary => "Studieliste",
        }
    }
}

/// One institution with everybody on its lists.
#[derive(Clone, Debug)]
pub struct School {
    /// What the register knows.
    pub register: Institution,
    /// What sort.
    pub kind: SchoolKind,
    /// Classes first, then the other groups.
    pub groups: Vec<Group>,
    /// *Elever*
    pub pupils: Vec<Pupil>,
    /// *Medarbejdere*
    pub employees: Vec<Employee>,
    /// *Eksterne*
    pub externals: Vec<External>,
}

/// A class, team or other group.
#[derive(Clone, Debug)]
pub struct Group {
    /// Its code, unique at the institution.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What sort.
    pub kind: GroupKind,
    /// Level, where it has one.
    pub level: Option<Level>,
    /// *Retning*
    pub line: Option<&'static str>,
}

/// A pupil's line on the list.
#[derive(Clone, Debug)]
pub struct Pupil {
    /// Who.
    pub person: PersonAt,
    /// The class, as a place in [`School::groups`].
    pub class: usize,
    /// Other groups, as places in [`School::groups`].
    pub groups: Vec<usize>,
    /// House and room at an efterskole.
    pub location: Option<String>,
    /// Parents and others.
    pub contacts: Vec<Contact>,
}

/// An adult a pupil's school may talk to.
#[derive(Clone, Debug)]
pub struct Contact {
    /// Who.
    pub person: PersonAt,
    /// *Relation*
    pub relation: Role,
    /// *Forældremyndighed*
    pub custody: Custody,
}

/// Whether a contact holds custody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Custody {
    /// Yes.
    Held,
    /// No.
    None,
}

/// An employee's line on the list.
#[derive(Clone, Debug)]
pub struct Employee {
    /// Who.
    pub person: PersonAt,
    /// One or more.
    pub roles: Vec<Role>,
    /// Job title.
    pub occupation: &'static str,
    /// Classes and teams, as places in [`School::groups`].
    pub groups: Vec<usize>,
}

/// An external's line on the list.
#[derive(Clone, Debug)]
pub struct External {
    /// Who.
    pub person: PersonAt,
    /// *Praktikant* or *Ekstern*.
    pub role: Role,
    /// Groups, as places in [`School::groups`].
    pub groups: Vec<usize>,
}

/// A class before anybody sits in it.
#[derive(Clone, Debug)]
pub(crate) struct ClassPlan {
    pub(crate) group: Group,
    pub(crate) seats: usize,
    /// The oldest and the youngest year of birth, usually the same.
    pub(crate) born: (i16, i16),
}

const LETTERS: [&str; 6] = ["A", "B", "C", "D", "E", "F"];
const LOWER_LETTERS: [&str; 8] = ["a", "b", "c", "d", "e", "f", "g", "h"];

/// A class `level`.`letter` of the school year that starts in `year`.
pub(crate) fn grade_class(year: i16, level: u8, letter: &str, seats: usize) -> ClassPlan {
    let born = year - 6 - i16::from(level);
    let group = Group {
        code: format!("{level}{letter}"),
        name: format!("{level}.{letter}"),
        kind: GroupKind::Main,
        level: Level::from_code(&level.to_string()),
        line: None,
    };
    ClassPlan { group, seats, born: (born, born) }
}

/// A daycare room; nursery takes ages one and two, kindergarten three to five.
pub(crate) fn room(year: i16, name: &str, age_group: AgeGroup, seats: usize) -> ClassPlan {
    let born = match age_group {
        AgeGroup::Nursery => (year - 2, year - 1),
        AgeGroup::Kindergarten => (year - 5, year - 3),
    };
    let group = Group {
        code: name.to_lowercase(),
        name: name.to_owned(),
        kind: GroupKind::Main,
        level: Some(Level::Daycare),
        line: None,
    };
    ClassPlan { group, seats, born }
}

/// Which children a daycare room takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum AgeGroup {
    Nursery,
    Kindergarten,
}

/// A class of upper secondary: year 1 to 3, a letter, a line.
pub(crate) fn upper_class(year: i16, at: u8, letter: &str, line: &'static str, seats: usize) -> ClassPlan {
    let born = year - 15 - i16::from(at);
    let group = Group {
        code: format!("{at}{letter}"),
        name: format!("{at}.{letter}"),
        kind: GroupKind::Main,
        level: Level::from_code(&format!("U{at}")),
        line: Some(line),
    };
    ClassPlan { group, seats, born: (born - 1, born) }
}

/// The classes of a school of this kind in the school year that starts in `year`.
pub(crate) fn classes(chance: &mut Chance, kind: SchoolKind, year: i16) -> Vec<ClassPlan> {
    match kind {
        SchoolKind::Public => {
            let tracks = [1, 1, 1, 2, 2, 2, 3][chance.below(7)];
            let size = 16 + chance.below(8);
            grades(chance, year, tracks, size)
        }
        SchoolKind::Private => {
            let size = 11 + chance.below(8);
            grades(chance, year, 1, size)
        }
        SchoolKind::Boarding => [(8, 1), (9, 2), (10, 2)]
            .into_iter()
            .flat_map(|(level, count)| (0..count).map(move |at| (level, LETTERS[at])))
            .map(|(level, letter)| grade_class(year, level, letter, 14 + chance.below(10)))
            .collect(),
        SchoolKind::UpperSecondary => {
            let lines = ["stx", "stx", "stx", "hhx", "htx"];
            let count = 3 + chance.below(5);
            (1..=3)
                .flat_map(|at| (0..count).map(move |letter| (at, letter)))
                .map(|(at, letter)| {
                    upper_class(year, at, LOWER_LETTERS[letter], lines[letter % 5], 20 + chance.below(8))
                })
                .collect()
        }
        SchoolKind::Daycare => {
            let rooms = 1 + chance.below(3);
            (0..rooms)
                .map(|at| {
                    let age_group = if at == 1 { AgeGroup::Nursery } else { AgeGroup::Kindergarten };
                    let seats = 9 + chance.below(7);
                    room(year, ROOMS[(at * 5 + chance.below(5)) % ROOMS.len()], age_group, seats)
                })
                .collect()
        }
    }
}

fn grades(chance: &mut Chance, year: i16, tracks: usize, size: usize) -> Vec<ClassPlan> {
    (0..=9u8)
        .flat_map(|level| (0..tracks).map(move |track| (level, LETTERS[track])))
        .map(|(level, letter)| grade_class(year, level, letter, size - 2 + chance.below(5)))
        .collect()
}

const ROOMS: [&str; 15] = [
    "Rød stue",
    "Solsikkerne",
    "Mariehønsene",
    "Bjørnene",
    "Troldene",
    "Blå stue",
    "Myrerne",
    "Pindsvinene",
    "Krudtuglerne",
    "Sommerfuglene",
    "Gul stue",
    "Egernene",
    "Frøerne",
    "Ræveungerne",
    "Uglerne",
];

const NATURE: [&str; 36] = [
    "Birke", "Ege", "Bøge", "Elle", "Gran", "Ravns", "Rosen", "Lyng", "Hede", "Kilde", "Skov", "Bakke", "Høj", "Dal",
    "Sø", "Eng", "Vester", "Øster", "Nørre", "Sønder", "Kirke", "Mølle", "Strand", "Hassel", "Lærke", "Svane", "Trane",
    "Falke", "Hjorte", "Linde", "Ask", "Ulve", "Tjørne", "Sten", "Sol", "Vinde",
];
const PLACES: [&str; 14] =
    ["lund", "bjerg", "vang", "gård", "mark", "bæk", "bro", "toft", "høj", "dal", "holm", "borg", "have", "bo"];
const DAYCARES: [&str; 40] = [
    "Mælkebøtten",
    "Solsikken",
    "Regnbuen",
    "Kastanien",
    "Myretuen",
    "Bikuben",
    "Troldehøjen",
    "Egernet",
    "Rumlepotten",
    "Tusindfryd",
    "Spiloppen",
    "Stjernen",
    "Mariehønen",
    "Hyldeblomsten",
    "Elverhøj",
    "Valhalla",
    "Nøddebo",
    "Ravnen",
    "Pilehytten",
    "Skovtrolden",
    "Søstjernen",
    "Uglebo",
    "Krudtuglen",
    "Abildgården",
    "Guldsmeden",
    "Evigglad",
    "Lærkereden",
    "Svanen",
    "Bulderby",
    "Fyrtårnet",
    "Drageskoven",
    "Kløveren",
    "Grævlingen",
    "Pindsvinet",
    "Molevitten",
    "Kilden",
    "Planeten",
    "Hoppeloppen",
    "Hasselmusen",
    "Fjordblik",
];
const DAYCARE_KINDS: [&str; 5] = ["Børnehuset", "Børnehuset", "Daginstitutionen", "Børnehaven", "Naturbørnehaven"];

/// A name for a school of this kind.
pub(crate) fn name(chance: &mut Chance, kind: SchoolKind, town: Town) -> String {
    let pick = |chance: &mut Chance, list: &[&'static str]| chance.pick(list).copied().unwrap_or_default();
    let made = format!("{}{}", pick(chance, &NATURE), pick(chance, &PLACES));
    let side = ["Nordre", "Søndre", "Vestre", "Østre"][chance.below(4)];
    let town = town.short();
    match (kind, chance.below(6)) {
        (SchoolKind::Public, 0) => format!("{town} Skole"),
        (SchoolKind::Public, 1) => format!("{made} Skole"),
        (SchoolKind::Public, 2) => format!("{side} Skole, {town}"),
        (SchoolKind::Public, _) => format!("{made}skolen"),
        (SchoolKind::Private, 0 | 1) => format!("{town} Friskole"),
        (SchoolKind::Private, 2) => format!("{town} Privatskole"),
        (SchoolKind::Private, 3) => format!("{town} Lilleskole"),
        (SchoolKind::Private, _) => format!("{made} Friskole"),
        (SchoolKind::Boarding, 0) => format!("{town} Idrætsefterskole"),
        (SchoolKind::Boarding, _) => format!("{made} Efterskole"),
        (SchoolKind::UpperSecondary, 0) => format!("{town} Katedralskole"),
        (SchoolKind::UpperSecondary, 1) => format!("{made} Gymnasium"),
        (SchoolKind::UpperSecondary, _) => format!("{town} Gymnasium"),
        (SchoolKind::Daycare, _) => format!("{} {}", pick(chance, &DAYCARE_KINDS), pick(chance, &DAYCARES)),
    }
}
