//! The demo country (product.md §15): one municipality with two public schools, a daycare, a private school,
//! an efterskole and a gymnasium, about 1,500 people, the named cast among them.
//!
//! It comes out as the import files its administrative systems would have sent, in the order they arrived.
//! What it does not do: import them, give passwords or rights.

use crate::cast::{self, CAST, Part};
use crate::import_file;
use crate::locality::{Builder, Locality, NewPerson, NumberKind, Site};
use crate::number::Series;
use crate::person::{Gender, HomeAt, PersonAt};
use crate::place;
use crate::school::{self, AgeGroup, ClassPlan, Contact, Custody, Employee, School, SchoolKind};
use jiff::civil::{Date, DateTime};
use rules::affiliation::Role;
use rules::chance::Chance;
use rules::institution::InstitutionNumber;
use std::collections::BTreeMap;

/// The school of the cast.
pub const SOLBAKKESKOLEN: &str = "751042";
/// The second public school: its last import is held.
pub const FJORDSKOLEN: &str = "751077";
/// The daycare.
pub const MARIEHOENEN: &str = "751903";
/// The private school: its last import has refused lines.
pub const FRISKOLEN: &str = "751205";
/// The efterskole.
pub const EFTERSKOLEN: &str = "751310";
/// The gymnasium.
pub const GYMNASIET: &str = "751415";

/// What the blocked pupil reads.
pub const BLOCK_REASON: &str = "Kom forbi kontoret, så finder vi ud af det. Hilsen Henrik Aagaard";
/// So many of the files came before the cast was given anything: one of each institution.
pub const FIRST_FILES: usize = 6;

/// The demo country on one day.
#[derive(Debug)]
pub struct Demo {
    /// Institutions and people.
    pub locality: Locality,
    /// Which person plays which part.
    pub cast: BTreeMap<&'static str, PersonAt>,
    /// The files, in the order they came.
    pub imports: Vec<DemoImport>,
}

/// One file that came.
#[derive(Debug)]
pub struct DemoImport {
    /// Whose.
    pub institution: InstitutionNumber,
    /// The `UNILoginImport` document.
    pub text: String,
}

/// The country as it is on `today`: pupils are as old as their classes say.
pub fn demo(today: Date) -> Demo {
    let school_year = if 8 <= today.month() { today.year() } else { today.year() - 1 };
    let municipality = place::numbered("751").expect("the list has Aarhus");
    let site = Site { municipality, series: Series::Demo, index: 0, school_year };
    let mut stage = Stage {
        builder: Builder::new(Chance::from_seed(*b"the demo country, always the sam"), site),
        cast: BTreeMap::new(),
    };
    stage.build_schools(school_year);
    stage.place_families();
    stage.place_staff();
    let Stage { builder, cast } = stage;
    let locality = builder.finish();
    let imports = imports(&locality, &cast, today);
    Demo { locality, cast, imports }
}

struct Stage {
    builder: Builder,
    cast: BTreeMap<&'static str, PersonAt>,
}

fn number(text: &str) -> InstitutionNumber {
    InstitutionNumber::parse(text).expect("six digits")
}

impl Stage {
    fn build_schools(&mut self, year: i16) {
        let two_tracks = (0..=9)
            .flat_map(|level: u8| if level <= 3 { vec![(level, "A"), (level, "B")] } else { vec![(level, "A")] });
        let large = two_tracks.map(|(level, letter)| school::grade_class(year, level, letter, 16)).collect();
        self.add(SOLBAKKESKOLEN, SchoolKind::Public, "Solbakkeskolen", large);
        let one_track = |size| (0..=9).map(|level| school::grade_class(year, level, "A", size)).collect();
        self.add(FJORDSKOLEN, SchoolKind::Public, "Fjordskolen", one_track(14));
        let rooms = vec![
            school::room(year, "Solsikkerne", AgeGroup::Nursery, 11),
            school::room(year, "Bjørnene", AgeGroup::Kindergarten, 14),
            school::room(year, "Troldene", AgeGroup::Kindergarten, 14),
        ];
        self.add(MARIEHOENEN, SchoolKind::Daycare, "Børnehuset Mariehønen", rooms);
        self.add(FRISKOLEN, SchoolKind::Private, "Bakkens Friskole", one_track(10));
        let boarding =
            [(9, "A"), (10, "A"), (10, "B")].map(|(level, letter)| school::grade_class(year, level, letter, 20));
        self.add(EFTERSKOLEN, SchoolKind::Boarding, "Fjordens Efterskole", boarding.to_vec());
        let upper = [(1, "a", "stx"), (1, "b", "hhx"), (2, "a", "stx"), (3, "a", "stx")]
            .map(|(at, letter, line)| school::upper_class(year, at, letter, line, 24));
        self.add(GYMNASIET, SchoolKind::UpperSecondary, "Østbakkens Gymnasium", upper.to_vec());
    }

    fn add(&mut self, at: &str, kind: SchoolKind, name: &str, classes: Vec<ClassPlan>) {
        self.builder.add_named_school(number(at), kind, name.to_owned(), classes);
    }

    fn school(&self, at: &str) -> usize {
        let schools = &self.builder.made.schools;
        schools.iter().position(|school| school.register.number.as_str() == at).expect("a school of the demo")
    }

    fn place_families(&mut self) {
        let home = self.builder.add_home();
        let line = self.play("parent_of_three", home);
        let anders = self.extra(("Anders", "Sørensen"), Gender::Man, 40, home);
        let both = [contact(line, Role::Mother, Custody::Held), contact(anders, Role::Father, Custody::Held)];
        self.pupil("six_year_old", home, (SOLBAKKESKOLEN, "0.B"), &both);
        self.pupil("middle_pupil", home, (SOLBAKKESKOLEN, "5.A"), &both);
        let vilma = self.extra(("Vilma", "Kjær Sørensen"), Gender::Woman, 4, home);
        self.sit(vilma, (MARIEHOENEN, "Bjørnene"), &both);

        let home = self.builder.add_home();
        let thomas = self.play("teacher_and_parent", home);
        let rikke = self.extra(("Rikke", "Brandt"), Gender::Woman, 37, home);
        let both = [contact(rikke, Role::Mother, Custody::Held), contact(thomas, Role::Father, Custody::Held)];
        self.pupil("classmate", home, (SOLBAKKESKOLEN, "2.B"), &both);

        let home = self.builder.add_home();
        let hanne = self.extra(("Hanne", "Dam"), Gender::Woman, 43, home);
        let elsewhere = self.builder.add_home();
        let jonas = self.play("father_without_custody", elsewhere);
        let apart = [contact(hanne, Role::Mother, Custody::Held), contact(jonas, Role::Father, Custody::None)];
        self.pupil("upper_pupil", home, (SOLBAKKESKOLEN, "8.A"), &apart);

        for (key, class, mother, years) in [
            ("never_logged_in", "2.B", ("Ivalu", "Petersen"), 33),
            ("blocked_pupil", "6.A", ("Pernille", "Lykke"), 42),
            ("lapsed", "6.A", ("Susan", "Skov"), 45),
        ] {
            let home = self.builder.add_home();
            let mother = self.extra(mother, Gender::Woman, years, home);
            self.pupil(key, home, (SOLBAKKESKOLEN, class), &[contact(mother, Role::Mother, Custody::Held)]);
        }
        let home = self.builder.add_home();
        let marie = self.extra(("Marie", "Bech Vestergaard"), Gender::Woman, 35, home);
        self.builder.made.people[marie.0].alias =
            Some(crate::person::Alias { first_name: "Lone".to_owned(), family_name: "Hansen".to_owned() });
        let mother = [contact(marie, Role::Mother, Custody::Held)];
        self.pupil("protected_pupil", home, (SOLBAKKESKOLEN, "3.A"), &mother);

        for (key, class) in [("student", "2.a"), ("pupil_and_employee", "3.a")] {
            let home = self.builder.add_home();
            self.pupil(key, home, (GYMNASIET, class), &[]);
        }
    }

    fn place_staff(&mut self) {
        let teacher = ("Lærer", Role::Teacher);
        self.employee("teacher", SOLBAKKESKOLEN, teacher, &["0.B", "2.B", "5.A"]);
        self.employee("read_access", SOLBAKKESKOLEN, teacher, &["8.A", "9.A"]);
        self.employee("administrator", SOLBAKKESKOLEN, ("Sekretær", Role::Technical), &[]);
        self.employee("leader", SOLBAKKESKOLEN, ("Skoleleder", Role::Leader), &[]);
        self.employee("substitute", SOLBAKKESKOLEN, ("Vikar", Role::Substitute), &[]);
        self.employee("without_class", SOLBAKKESKOLEN, ("Teknisk servicemedarbejder", Role::Technical), &[]);
        self.employee("external_administrator", FJORDSKOLEN, ("It-konsulent", Role::Consultant), &[]);
        self.employee("teacher_and_parent", FJORDSKOLEN, teacher, &["4.A", "7.A"]);
        self.employee("pupil_and_employee", MARIEHOENEN, ("Vikar", Role::Substitute), &["Troldene"]);
    }

    /// The member of the cast with this key: added at first mention.
    fn play(&mut self, key: &'static str, home: HomeAt) -> PersonAt {
        let at = CAST.iter().position(|part| part.key == key).expect("a key of the cast");
        let part: &Part = &CAST[at];
        let person = self.extra((part.first_name, part.family_name), part.gender, part.years, home);
        let (month, day) = part.birthday;
        let birth = Date::constant(self.builder.made.school_year - part.years, month, day);
        let row = &mut self.builder.made.people[person.0];
        row.birth = birth;
        row.cpr = crate::number::Numbers::cast(birth, part.gender, at);
        row.alias = part.protection();
        self.cast.insert(key, person);
        person
    }

    /// Somebody with a given name who shows nothing of their own.
    fn extra(&mut self, name: (&str, &str), gender: Gender, years: i16, home: HomeAt) -> PersonAt {
        let (first_name, family_name) = (name.0.to_owned(), name.1.to_owned());
        let (born, number, alias) = (self.builder.made.school_year - years, NumberKind::Ordinary, None);
        self.builder.add_person(NewPerson { first_name, family_name, gender, born, number, alias, home })
    }

    fn pupil(&mut self, key: &'static str, home: HomeAt, place: (&str, &str), contacts: &[Contact]) {
        let person = self.play(key, home);
        self.sit(person, place, contacts);
    }

    fn sit(&mut self, person: PersonAt, (school, class): (&str, &str), contacts: &[Contact]) {
        let school = self.school(school);
        let class = self.group(school, class);
        let seat = self.builder.seats.in_class(school, class).expect("a free seat: the cast comes first");
        self.builder.seat_pupil(seat, person, contacts.to_vec());
    }

    fn group(&self, school: usize, name: &str) -> usize {
        let groups = &self.builder.made.schools[school].groups;
        groups.iter().position(|group| group.name == name).expect("a class of the school")
    }

    fn employee(&mut self, key: &'static str, at: &str, work: (&'static str, Role), classes: &[&str]) {
        let school = self.school(at);
        let person = match self.cast.get(key) {
            Some(person) => *person,
            None => {
                let home = self.builder.add_home();
                self.play(key, home)
            }
        };
        let groups = classes.iter().map(|class| self.group(school, class)).collect();
        let (occupation, role) = work;
        self.builder.employ(school, person, vec![role], occupation);
        let employees: &mut Vec<Employee> = &mut self.builder.made.schools[school].employees;
        if let Some(hired) = employees.last_mut() {
            hired.groups = groups;
        }
    }
}

fn contact(person: PersonAt, relation: Role, custody: Custody) -> Contact {
    Contact { person, relation, custody }
}

/// The files in the order they came: everybody's first one two days ago, then three more yesterday.
fn imports(locality: &Locality, cast: &BTreeMap<&'static str, PersonAt>, today: Date) -> Vec<DemoImport> {
    let first = two_days_before(today).at(4, 12, 0, 0);
    let mut imports: Vec<DemoImport> = locality.schools.iter().map(|school| file(locality, school, first)).collect();
    let again = |institution: &str, hour: i8, change: &dyn Fn(&mut School)| {
        let school = locality.schools.iter().find(|school| school.register.number.as_str() == institution);
        let mut school = school.expect("a school of the demo").clone();
        change(&mut school);
        file(locality, &school, one_day_before(today).at(hour, 12, 0, 0))
    };
    imports.push(again(SOLBAKKESKOLEN, 4, &|school| {
        school.pupils.retain(|pupil| Some(&pupil.person) != cast.get("lapsed"));
    }));
    imports.push(again(FJORDSKOLEN, 9, &|school| {
        let gone: Vec<usize> = ["4A", "6A", "9A"]
            .iter()
            .filter_map(|code| school.groups.iter().position(|group| group.code == *code))
            .collect();
        school.pupils.retain(|pupil| !gone.contains(&pupil.class));
    }));
    let mut spoilt = again(FRISKOLEN, 12, &|_| {});
    spoil(&mut spoilt.text, locality);
    imports.push(spoilt);
    imports
}

fn file(locality: &Locality, school: &School, sent: DateTime) -> DemoImport {
    DemoImport { institution: school.register.number.clone(), text: import_file::text(locality, school, sent) }
}

fn one_day_before(today: Date) -> Date {
    today.yesterday().unwrap_or(today)
}

fn two_days_before(today: Date) -> Date {
    one_day_before(one_day_before(today))
}

/// What goes wrong in real files: a typing error in a number, another number than last time, none at all,
/// protection without an alias.
fn spoil(text: &mut String, locality: &Locality) {
    let school = locality.schools.iter().find(|school| school.register.number.as_str() == FRISKOLEN);
    let Some(school) = school else { return };
    let pupils: Vec<&str> = school.pupils.iter().map(|pupil| locality.person(pupil.person).cpr.reveal()).collect();
    let written = |cpr: &str| format!("<CivilRegistrationNumber>{cpr}</CivilRegistrationNumber>");
    let [typing_error, other_number, without, unprotected] = [pupils[3], pupils[11], pupils[27], pupils[40]];
    *text = text.replacen(&written(typing_error), &written(&format!("39{}", &typing_error[2..])), 1);
    let changed = format!("{}{}", &other_number[..6], swapped(&other_number[6..]));
    *text = text.replacen(&written(other_number), &written(&changed), 1);
    *text = text.replacen(&format!("    {}\n", written(without)), "", 1);
    if let Some(at) = text.find(&written(unprotected))
        && let Some(start) = text[..at].rfind("protected=\"false\"")
    {
        text.replace_range(start.."protected=\"false\"".len() + start, "protected=\"true\"");
    }
}

/// The serial with its second and third digit the other way round: still of the same century and gender.
fn swapped(serial: &str) -> String {
    let digits: Vec<char> = serial.chars().collect();
    let second = if digits[1] == digits[2] { '9' } else { digits[1] };
    [digits[0], digits[2], second, digits[3]].iter().collect()
}

/// What the cast's `key` is there to show; nothing for ordinary people.
pub fn shows(key: &str) -> &'static str {
    cast::part(key).map_or("", |part| part.shows)
}

/// The same in Danish.
pub fn shows_danish(key: &str) -> &'static str {
    cast::part(key).map_or("", |part| part.shows_danish)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn country() -> Demo {
        demo(Date::constant(2026, 11, 24))
    }

    #[test]
    fn the_country_is_about_fifteen_hundred_people_and_the_whole_cast_plays() {
        let demo = country();
        assert!((1_350..1_700).contains(&demo.locality.people.len()), "{}", demo.locality.people.len());
        assert_eq!(demo.cast.len(), CAST.len());
    }

    #[test]
    fn alma_is_six_in_the_autumn_and_keeps_her_number() {
        let demo = country();
        let alma = demo.locality.person(demo.cast["six_year_old"]);
        assert_eq!(alma.cpr.age(Date::constant(2026, 11, 24)), Some(6));
        let again = country();
        assert_eq!(alma.cpr, again.locality.person(again.cast["six_year_old"]).cpr);
    }

    #[test]
    fn nobody_has_two_numbers_and_no_number_two_people() {
        let demo = country();
        let numbers: std::collections::BTreeSet<_> =
            demo.locality.people.iter().map(|person| person.cpr.reveal().to_owned()).collect();
        assert_eq!(numbers.len(), demo.locality.people.len());
    }

    #[test]
    fn the_last_files_leave_out_benjamin_and_three_classes_and_spoil_four_lines() {
        let demo = country();
        let benjamin = demo.locality.person(demo.cast["lapsed"]).cpr.reveal().to_owned();
        let of = |institution: &str| {
            demo.imports.iter().filter(|file| file.institution.as_str() == institution).collect::<Vec<_>>()
        };
        let solbakke = of(SOLBAKKESKOLEN);
        assert!(solbakke[0].text.contains(&benjamin) && !solbakke[1].text.contains(&benjamin));
        let people = |file: &DemoImport| file.text.matches("<InstitutionPerson>").count();
        let fjord = of(FJORDSKOLEN);
        assert_eq!(people(fjord[0]) - people(fjord[1]), 42);
        let friskole = of(FRISKOLEN);
        let lines = |at: usize| friskole[at].text.lines().map(str::to_owned).collect::<std::collections::BTreeSet<_>>();
        let changed = lines(1).difference(&lines(0)).count();
        assert!((2..=6).contains(&changed), "{changed}");
    }
}
