//! How users come into being: an institution's files, good and bad, again and again.

use crate::town::{Town, on_both};
use ::town::country::Country;
use flows::import::decide::{Decided, Which, reject, release, undo};
use flows::import::{Incoming, Mode, Report, receive};
use flows::remember::Circumstances;
use ingest::unilogin_xml::read;
use rules::affiliation::Actor;
use rules::cpr::Cpr;
use rules::institution::{Institution, InstitutionNumber};
use rules::roster::Operation;
use store::import_run::Outcome;
use store::person::Person;

/// A school of the made-up country and its file.
pub(crate) struct Source {
    pub(crate) register: Institution,
    pub(crate) text: String,
    pub(crate) pupils: usize,
    pub(crate) all: usize,
}

pub(crate) fn school() -> Source {
    let country = Country::new(7, 2026);
    let locality = country.locality(0);
    let school = locality.schools.iter().find(|school| 60 <= school.pupils.len()).unwrap();
    Source {
        register: school.register.clone(),
        text: ::town::import_file::text(&locality, school, country.sent()),
        pupils: school.pupils.len(),
        all: school.pupils.len() + school.employees.len() + school.externals.len(),
    }
}

pub(crate) fn registered(town: &Town) -> Source {
    let source = school();
    town.wait(flows::register::load(&town.world, std::slice::from_ref(&source.register), "test")).unwrap();
    source
}

pub(crate) fn come(town: &Town, text: &str, (operation, mode): (Operation, Mode)) -> Report {
    let from = Circumstances::machine("test");
    let incoming = Incoming { file: "school.xml".into(), operation, mode, only: None, from };
    receive(&town.world, &incoming, read(text.as_bytes(), operation)).unwrap()
}

pub(crate) fn full(town: &Town, text: &str) -> Report {
    come(town, text, (Operation::Full, Mode::Load))
}

pub(crate) fn counts(report: &Report) -> (Outcome, usize, usize, usize, usize) {
    (report.outcome, report.created, report.changed, report.removed, report.refused)
}

/// The lines of each `InstitutionPerson`, with what stands before and after them.
pub(crate) fn parts(text: &str) -> (String, Vec<String>, String) {
    let (begin, end) = ("  <InstitutionPerson>", "  </InstitutionPerson>\n");
    let first = text.find(begin).unwrap();
    let last = text.rfind(end).unwrap() + end.len();
    let people = text[first..last].split_inclusive(end).map(str::to_owned).collect();
    (text[..first].to_owned(), people, text[last..].to_owned())
}

pub(crate) fn with_people(text: &str, keep: impl Fn(usize) -> bool) -> String {
    let (head, people, tail) = parts(text);
    let kept = people.iter().enumerate().filter(|(at, _)| keep(*at)).map(|(_, person)| person.as_str());
    format!("{head}{}{tail}", kept.collect::<String>())
}

pub(crate) fn field(person: &str, name: &str) -> String {
    let from = person.find(&format!("<{name}>")).unwrap() + name.len() + 2;
    person[from..].split('<').next().unwrap().to_owned()
}

pub(crate) fn by_cpr(town: &Town, cpr: &str) -> Person {
    let index = town.world.vault.blind_index(&Cpr::parse(cpr).unwrap());
    town.world.db.blocking().read(move |tx| store::person::find_by_cpr(tx, &index)).unwrap().unwrap()
}

pub(crate) fn at_school(town: &Town, number: &InstitutionNumber) -> Vec<store::affiliation_entry::Shown> {
    let number = number.clone();
    town.world.db.blocking().read(move |tx| store::affiliation_entry::of_institution(tx, &number)).unwrap()
}

#[test]
fn a_school_is_imported_and_again_nothing_changes() {
    on_both(|town| {
        let source = registered(town);
        let report = full(town, &source.text);
        assert_eq!(counts(&report), (Outcome::Accepted, source.all, 0, 0, 0), "{:?}", report.notices);
        let here = at_school(town, &source.register.number);
        assert_eq!(here.iter().filter(|shown| shown.actor == Actor::Pupil).count(), source.pupils);
        assert!(here.iter().any(|shown| shown.actor == Actor::Contact));
        assert!(here.iter().filter(|shown| shown.actor == Actor::Pupil).all(|shown| shown.main_group.is_some()));
        let again = full(town, &source.text);
        assert_eq!(counts(&again), (Outcome::Accepted, 0, 0, 0, 0));
        assert_eq!(at_school(town, &source.register.number).len(), here.len());
    });
}

#[test]
fn one_name_changed_changes_exactly_that_person() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (head, mut people, tail) = parts(&source.text);
        let cpr = field(&people[5], "CivilRegistrationNumber");
        let before = by_cpr(town, &cpr);
        let old = format!("<FirstName>{}</FirstName>", field(&people[5], "FirstName"));
        people[5] = people[5].replacen(&old, "<FirstName>Ørn</FirstName>", 1);
        let report = full(town, &format!("{head}{}{tail}", people.concat()));
        assert_eq!(counts(&report), (Outcome::Accepted, 0, 1, 0, 0));
        let after = by_cpr(town, &cpr);
        assert_eq!((after.name.first.as_str(), after.id), ("Ørn", before.id));
        assert_eq!(after.username, before.username, "the user name stays unless the person asks");
    });
}

#[test]
fn thirty_percent_gone_is_held_until_it_is_released() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let here = at_school(town, &source.register.number).len();
        let fewer = with_people(&source.text, |at| at % 10 < 7);
        let dry = come(town, &fewer, (Operation::Full, Mode::DryRun));
        let held = full(town, &fewer);
        assert_eq!((held.outcome, held.removed), (Outcome::Held, dry.removed));
        assert_eq!(at_school(town, &source.register.number).len(), here, "nothing changes while it waits");
        let from = Circumstances::machine("test");
        let Decided::Done(reports) = release(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap()
        else {
            panic!("it waits")
        };
        assert_eq!((reports[0].outcome, reports[0].removed), (Outcome::Accepted, held.removed));
        assert!(at_school(town, &source.register.number).len() < here);
        assert_eq!(
            release(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap(),
            Decided::Nothing
        );
    });
}

#[test]
fn deltas_behind_a_held_import_wait_with_it_and_a_newer_full_one_replaces_both() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (head, people, tail) = parts(&source.text);
        full(town, &with_people(&source.text, |at| at % 10 < 7));
        let delta = format!("{head}{}{tail}", people[0].replacen("<FirstName>", "<FirstName>Ny ", 1));
        let waiting = come(town, &delta, (Operation::Delta, Mode::Load));
        assert_eq!((waiting.outcome, waiting.changed), (Outcome::Held, 1));
        assert_eq!(full(town, &source.text).outcome, Outcome::Accepted);
        let from = Circumstances::machine("test");
        assert_eq!(
            release(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap(),
            Decided::Nothing
        );
        assert_eq!(reject(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap(), Decided::Nothing);
    });
}

#[test]
fn a_delta_and_a_delete_touch_only_whom_they_name() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (head, people, tail) = parts(&source.text);
        let cpr = field(&people[3], "CivilRegistrationNumber");
        let delete = format!("{head}{}{tail}", people[3]);
        let report = come(town, &delete, (Operation::Delete, Mode::Load));
        assert_eq!(counts(&report), (Outcome::Accepted, 0, 0, 1, 0));
        let gone = by_cpr(town, &cpr);
        assert!(gone.unattached.is_some());
        let report = come(town, &delete, (Operation::Delta, Mode::Load));
        assert_eq!(counts(&report), (Outcome::Accepted, 1, 0, 0, 0));
        let back = by_cpr(town, &cpr);
        assert_eq!((back.unattached, back.uniid, back.username), (None, gone.uniid, gone.username));
    });
}

#[test]
fn undoing_brings_back_what_was_and_only_once() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let before = at_school(town, &source.register.number);
        let fewer = with_people(&source.text, |at| at % 20 != 3).replace("<FirstName>", "<FirstName>Ny ");
        assert!(full(town, &fewer).is_loaded());
        let from = Circumstances::machine("test");
        let undone = undo(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap();
        assert!(matches!(undone, Decided::Done(_)));
        let names = |shown: &[store::affiliation_entry::Shown]| {
            let mut names: Vec<_> = shown
                .iter()
                .map(|one| (one.username.clone(), one.name.clone(), one.main_group.clone(), one.roles.clone()))
                .collect();
            names.sort();
            names
        };
        assert_eq!(names(&at_school(town, &source.register.number)), names(&before));
        assert_eq!(undo(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap(), Decided::Nothing);
        assert_eq!(counts(&full(town, &source.text)), (Outcome::Accepted, 0, 0, 0, 0));
    });
}

#[test]
fn undoing_the_first_import_leaves_accounts_without_affiliation() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let from = Circumstances::machine("test");
        undo(&town.world, &source.register.number, Which::OfOnlySource, &from).unwrap();
        assert!(at_school(town, &source.register.number).is_empty());
        let (_, people, _) = parts(&source.text);
        let person = by_cpr(town, &field(&people[0], "CivilRegistrationNumber"));
        assert!(person.unattached.is_some());
        assert_eq!(full(town, &source.text).created, source.all);
        assert_eq!(by_cpr(town, &field(&people[0], "CivilRegistrationNumber")).id, person.id);
    });
}

#[test]
fn an_unexpected_number_is_refused_and_the_others_are_loaded() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (head, mut people, tail) = parts(&source.text);
        let cpr = field(&people[2], "CivilRegistrationNumber");
        people[2] = people[2].replacen(&cpr, "0101995678", 1);
        people[4] = people[4].replacen("<FirstName>", "<FirstName>Ny ", 1);
        let report = full(town, &format!("{head}{}{tail}", people.concat()));
        assert_eq!(counts(&report), (Outcome::AcceptedWithNotices, 0, 1, 0, 1));
        assert_eq!(report.notices[0].code, "CPR_UVENTET");
        assert!(report.notices[0].text.starts_with("Ikke forventet CPR til localPersonID"));
        assert!(!by_cpr(town, &cpr).name.first.is_empty());
    });
}

#[test]
fn what_cannot_be_loaded_changes_nothing_and_says_why() {
    on_both(|town| {
        let source = school();
        let unknown = full(town, &source.text);
        assert_eq!((unknown.outcome, unknown.notices[0].code), (Outcome::Refused, "ANDET"));
        let source = registered(town);
        full(town, &source.text);
        let here = at_school(town, &source.register.number).len();
        let older = source.text.replacen("sourceDateTime=\"20", "sourceDateTime=\"19", 1);
        assert_eq!(full(town, &older).notices[0].code, "FORAELDET");
        let truncated = full(town, &source.text[..source.text.find("<Employee>").unwrap()]);
        assert_eq!(truncated.outcome, Outcome::Refused);
        assert!(truncated.notices[0].text.contains("linje"), "{:?}", truncated.notices);
        let other = InstitutionNumber::parse("101001").unwrap();
        let from = Circumstances::machine("test");
        let incoming =
            Incoming { file: "x".into(), operation: Operation::Full, mode: Mode::Load, only: Some(other), from };
        let foreign = receive(&town.world, &incoming, read(source.text.as_bytes(), Operation::Full)).unwrap();
        assert_eq!(foreign.outcome, Outcome::Refused);
        assert_eq!(at_school(town, &source.register.number).len(), here);
    });
}

#[test]
fn a_parent_of_two_schools_is_one_person() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let mut other = source.register.clone();
        other.number = InstitutionNumber::parse("999901").unwrap();
        town.wait(flows::register::load(&town.world, &[other.clone()], "test")).unwrap();
        let text = source.text.replace(source.register.number.as_str(), "999901");
        let report = full(town, &text);
        assert_eq!(counts(&report), (Outcome::Accepted, source.all, 0, 0, 0));
        let people = |number: &InstitutionNumber| {
            let mut ids: Vec<_> = at_school(town, number).into_iter().map(|shown| shown.person).collect();
            ids.sort();
            ids
        };
        assert_eq!(people(&source.register.number), people(&other.number));
    });
}

#[test]
fn two_loads_of_the_same_file_at_once_end_as_one() {
    on_both(|town| {
        let source = registered(town);
        let text = source.text.clone();
        std::thread::scope(|scope| {
            let one = scope.spawn(|| full(town, &text));
            let two = scope.spawn(|| full(town, &text));
            let (one, two) = (one.join().unwrap(), two.join().unwrap());
            assert_eq!(one.created + two.created, source.all);
        });
    });
}
