//! A locality: a few schools and daycares near each other, and the families who use them.
//!
//! Families reach across institutions (siblings, a teacher who is a parent at the next school); localities
//! know nothing of each other, so each can be made alone and forgotten. What it does not do: choose which
//! institutions stand in it; that is the country's.

use crate::names;
use crate::number::{self, Numbers, Series};
use crate::person::{Alias, Gender, Home, HomeAt, Person, PersonAt};
use crate::place::{self, Municipality, Town};
use crate::school::{self, ClassPlan, Group, Pupil, School, SchoolKind};
use crate::seat::{Seat, Seats};
use rules::affiliation::Level;
use rules::chance::Chance;
use rules::group::GroupKind;
use rules::institution::{Institution, InstitutionNumber};
use rules::time::Date;

/// Some institutions with their people.
#[derive(Debug, Default)]
pub struct Locality {
    /// The year its school year starts in.
    pub school_year: i16,
    /// The institutions.
    pub schools: Vec<School>,
    /// Everybody, once.
    pub people: Vec<Person>,
    /// Where they live.
    pub homes: Vec<Home>,
}

impl Locality {
    /// This person.
    pub fn person(&self, at: PersonAt) -> &Person {
        &self.people[at.0]
    }

    /// This home.
    pub fn home(&self, at: HomeAt) -> &Home {
        &self.homes[at.0]
    }
}

/// Makes one locality.
pub(crate) struct Builder {
    pub(crate) chance: Chance,
    pub(crate) numbers: Numbers,
    pub(crate) municipality: &'static Municipality,
    pub(crate) made: Locality,
    pub(crate) seats: Seats,
    /// Parents who live here and may also work here.
    pub(crate) parents: Vec<PersonAt>,
    municipality_cvr: String,
}

/// Where a locality lies and whose numbers its people get.
pub(crate) struct Site {
    pub(crate) municipality: &'static Municipality,
    pub(crate) series: Series,
    pub(crate) index: usize,
    pub(crate) school_year: i16,
}

impl Builder {
    pub(crate) fn new(mut chance: Chance, site: Site) -> Builder {
        let municipality_cvr = number::cvr(&mut chance);
        Builder {
            chance,
            numbers: Numbers::new(site.series, site.index),
            municipality: site.municipality,
            made: Locality { school_year: site.school_year, ..Locality::default() },
            seats: Seats::default(),
            parents: Vec::new(),
            municipality_cvr,
        }
    }

    /// Some town of the municipality.
    pub(crate) fn town(&mut self) -> Town {
        self.chance.pick(&self.municipality.towns).copied().unwrap_or(Town { postal_code: "0000", name: "Byen" })
    }

    /// A school of this kind with a name of its own and empty classes.
    pub(crate) fn add_school(&mut self, number: InstitutionNumber, kind: SchoolKind) -> usize {
        let town = self.town();
        let mut name = school::name(&mut self.chance, kind, town);
        while self.made.schools.iter().any(|school| school.register.name == name) {
            name = school::name(&mut self.chance, kind, town);
        }
        let classes = school::classes(&mut self.chance, kind, self.made.school_year);
        self.add_named_school(number, kind, name, classes)
    }

    /// A school with a given name and given classes.
    pub(crate) fn add_named_school(
        &mut self,
        number: InstitutionNumber,
        kind: SchoolKind,
        name: String,
        classes: Vec<ClassPlan>,
    ) -> usize {
        let register = self.register_entry(number, kind, name);
        let at = self.made.schools.len();
        let mut groups = Vec::with_capacity(classes.len());
        for (class, plan) in classes.into_iter().enumerate() {
            let (oldest, youngest) = plan.born;
            for _ in 0..plan.seats {
                let born = oldest + self.chance.below((youngest - oldest) as usize + 1) as i16;
                // One in twenty started school a year later than most.
                let late = matches!(plan.group.level, Some(Level::Grade(_))) && self.chance.below(20) == 0;
                self.seats.add(Seat { school: at, class, born: born - i16::from(late) });
            }
            groups.push(plan.group);
        }
        let (pupils, employees, externals) = (Vec::new(), Vec::new(), Vec::new());
        self.made.schools.push(School { register, kind, groups, pupils, employees, externals });
        at
    }

    fn register_entry(&mut self, number: InstitutionNumber, kind: SchoolKind, name: String) -> Institution {
        let town = self.town();
        let domain = rules::user::fold(&name);
        let cvr = match kind {
            SchoolKind::Public | SchoolKind::Daycare => self.municipality_cvr.clone(),
            SchoolKind::Private | SchoolKind::Boarding | SchoolKind::UpperSecondary => number::cvr(&mut self.chance),
        };
        Institution {
            mail: format!("kontakt@{domain}.example"),
            web: format!("https://www.{domain}.example"),
            number,
            name,
            kind: kind.register_word().to_owned(),
            cvr,
            p_number: number::p_number(&mut self.chance),
            municipality_number: self.municipality.number.to_owned(),
            municipality: self.municipality.name.to_owned(),
            region: self.municipality.region.to_owned(),
            address: place::street(&mut self.chance),
            postal_code: town.postal_code.to_owned(),
            city: town.name.to_owned(),
            phone: number::phone(&mut self.chance),
            leader: String::new(),
            ownership: kind.ownership(),
            main_institution: None,
            closed: None,
        }
    }

    /// A home in some town of the municipality.
    pub(crate) fn add_home(&mut self) -> HomeAt {
        let town = self.town();
        self.made.homes.push(place::home(&mut self.chance, self.municipality, town));
        HomeAt(self.made.homes.len() - 1)
    }

    /// A home anywhere in the country.
    pub(crate) fn add_home_elsewhere(&mut self) -> HomeAt {
        let elsewhere = place::any(&mut self.chance);
        let town = self.chance.pick(&elsewhere.towns).copied().unwrap_or(elsewhere.towns[0]);
        self.made.homes.push(place::home(&mut self.chance, elsewhere, town));
        HomeAt(self.made.homes.len() - 1)
    }

    /// Somebody new.
    pub(crate) fn add_person(&mut self, new: NewPerson) -> PersonAt {
        let cpr = match new.number {
            NumberKind::Ordinary => self.numbers.cpr(new.born, new.gender),
            NumberKind::Replacement => self.numbers.replacement(new.born, new.gender),
        };
        let birth = cpr.birth_date().unwrap_or(Date::constant(new.born, 1, 2));
        let age = self.made.school_year - new.born;
        let mail = (18 <= age).then(|| {
            let first = rules::user::fold(new.first_name.split(' ').next().unwrap_or("x"));
            format!("{first}.{}@post.example", rules::user::fold(&new.family_name))
        });
        let phone = (12 <= age).then(|| number::phone(&mut self.chance));
        self.made.people.push(Person {
            first_name: new.first_name,
            family_name: new.family_name,
            gender: new.gender,
            cpr,
            birth,
            alias: new.alias,
            mail,
            phone,
            home: new.home,
        });
        PersonAt(self.made.people.len() - 1)
    }

    /// A given name; every sixth Danish child and adult has two.
    pub(crate) fn first_name(&mut self, origin: names::Origin, gender: Gender, born: i16) -> String {
        let first = names::given(&mut self.chance, origin, gender, born);
        if origin != names::Origin::Danish || self.chance.below(6) != 0 {
            return first.to_owned();
        }
        let second = names::given(&mut self.chance, origin, gender, born - 60);
        if second == first { first.to_owned() } else { format!("{first} {second}") }
    }

    /// Puts a pupil into the class the seat belongs to.
    pub(crate) fn seat_pupil(&mut self, seat: Seat, person: PersonAt, contacts: Vec<school::Contact>) {
        let boarding = self.made.schools[seat.school].kind == SchoolKind::Boarding;
        let location =
            boarding.then(|| format!("Hus {}, værelse {}", 1 + self.chance.below(6), 1 + self.chance.below(24)));
        let groups = Vec::new();
        let pupil = Pupil { person, class: seat.class, groups, location, contacts };
        self.made.schools[seat.school].pupils.push(pupil);
    }

    /// Fills every free seat with families, then hires staff and makes the groups beside the classes.
    pub(crate) fn finish(mut self) -> Locality {
        while let Some(seat) = self.seats.any(&mut self.chance) {
            self.add_household(seat);
        }
        for at in 0..self.made.schools.len() {
            self.made.schools[at].pupils.sort_by_key(|pupil| (pupil.class, pupil.person));
            self.add_groups(at);
            self.hire(at);
        }
        self.made
    }

    /// Year groups, after-school care, teams and courses, as each kind of school has them.
    fn add_groups(&mut self, at: usize) {
        match self.made.schools[at].kind {
            SchoolKind::Public | SchoolKind::Private => {
                self.add_year_groups(at);
                self.add_after_school(at);
                let courses = ["Håndværk og design", "Madkundskab", "Musik", "Idræt", "Tysk", "Fransk"];
                self.add_courses(at, &courses, 7);
            }
            SchoolKind::Boarding => {
                self.add_courses(at, &["Fodbold", "Musik", "Friluftsliv", "Drama", "Gastronomi", "E-sport"], 8);
            }
            SchoolKind::UpperSecondary => {
                self.add_courses(at, &["Matematik A", "Engelsk A", "Samfundsfag A", "Bioteknologi A", "Musik A"], 0);
            }
            SchoolKind::Daycare => {}
        }
    }

    fn add_year_groups(&mut self, at: usize) {
        for number in 0..=9u8 {
            let level = Level::from_code(&number.to_string());
            let name = format!("{number}. årgang");
            let code = format!("AARG{number}");
            let group = self.add_group(at, Group { code, name, kind: GroupKind::Year, level, line: None });
            self.join(at, group, |_, pupil_level| pupil_level == level);
        }
    }

    fn add_after_school(&mut self, at: usize) {
        let name = "SFO".to_owned();
        let group = self
            .add_group(at, Group { code: name.clone(), name, kind: GroupKind::AfterSchool, level: None, line: None });
        self.join(at, group, |chance, level| {
            matches!(level, Some(Level::Grade(grade)) if grade.number() <= 3) && chance.below(4) != 0
        });
    }

    /// Courses (*Hold*) across the classes; in a school with grades from `from_grade` up. About half of the
    /// pupils of those years take each one in turn.
    fn add_courses(&mut self, at: usize, names: &[&str], from_grade: u8) {
        for (place, name) in names.iter().enumerate() {
            let code = format!("HOLD{}", place + 1);
            let group = Group { code, name: (*name).to_owned(), kind: GroupKind::Team, level: None, line: None };
            let group = self.add_group(at, group);
            self.join(at, group, |chance, level| {
                let old_enough = match level {
                    Some(Level::Grade(grade)) => from_grade <= grade.number(),
                    Some(Level::UpperSecondary(_)) => true,
                    Some(Level::Daycare | Level::AdultEducation | Level::Other) | None => false,
                };
                old_enough && chance.below(names.len()) < 2
            });
        }
    }

    pub(crate) fn add_group(&mut self, at: usize, group: Group) -> usize {
        self.made.schools[at].groups.push(group);
        self.made.schools[at].groups.len() - 1
    }

    /// Every pupil `belongs` says yes to becomes a member.
    fn join(&mut self, at: usize, group: usize, belongs: impl Fn(&mut Chance, Option<Level>) -> bool) {
        let school = &mut self.made.schools[at];
        for pupil in &mut school.pupils {
            if belongs(&mut self.chance, school.groups[pupil.class].level) {
                pupil.groups.push(group);
            }
        }
    }
}

/// Somebody about to be added.
pub(crate) struct NewPerson {
    pub(crate) first_name: String,
    pub(crate) family_name: String,
    pub(crate) gender: Gender,
    pub(crate) born: i16,
    pub(crate) number: NumberKind,
    pub(crate) alias: Option<Alias>,
    pub(crate) home: HomeAt,
}

/// Which sort of number somebody has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NumberKind {
    Ordinary,
    Replacement,
}
