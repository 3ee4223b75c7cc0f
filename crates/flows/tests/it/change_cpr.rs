//! A person gets another CPR number: what an administrator may do about it, and what only an operator may.

use crate::import::{Source, by_cpr, field, full, parts, registered};
use crate::office::{administrator, again, cases, cpr, institution, who_has};
use crate::town::{Town, on_both};
use flows::change_cpr::{Analysed, Changed, Place, analyse, change};
use flows::merge_people::{KeptNumber, Merging, NotMerged, merge};
use flows::user_administration::Administrator;
use rules::affiliation::Role;
use rules::institution::InstitutionNumber;
use store::import_run::Outcome;
use store::person::Person;

const NEW: &str = "0101995678";

/// A school whose third line came again with another number.
pub(crate) struct Story {
    source: Source,
    text: String,
    pub(crate) old: String,
    pub(crate) place: Place,
    pub(crate) who: Administrator,
    admin: rules::id::PersonId,
    pub(crate) person: Person,
}

pub(crate) fn refused_line(town: &Town) -> Story {
    let source = registered(town);
    full(town, &source.text);
    let (head, mut people, tail) = parts(&source.text);
    let old = field(&people[2], "CivilRegistrationNumber");
    let local_person_id = field(&people[2], "LocalPersonId");
    people[2] = people[2].replacen(&old, NEW, 1);
    let text = format!("{head}{}{tail}", people.concat());
    assert_eq!(full(town, &text).notices[0].code, "CPR_UVENTET");
    let (admin, who) = administrator(town, "birg6402", &source.register.number);
    let number = source.register.number.clone();
    let sources = town.write(move |tx| store::import_source::of_institution(tx, &number));
    let place = Place { source: sources[0].name.clone(), local_person_id };
    let person = by_cpr(town, &old);
    Story { source, text, old, place, who, admin, person }
}

pub(crate) fn analysed(town: &Town, who: &Administrator, place: &Place, number: &str) -> Analysed {
    town.wait(analyse(&town.world, who, place, &cpr(number))).unwrap()
}

fn changed(town: &Town, who: &Administrator, place: &Place, number: &str) -> Changed {
    town.wait(change(&town.world, who, place, &cpr(number))).unwrap()
}

#[test]
fn a_changed_number_is_carried_through_and_the_next_import_goes_through() {
    on_both(|town| {
        let story = refused_line(town);
        let Analysed::MayChange(found) = analysed(town, &story.who, &story.place, NEW) else { panic!("it may") };
        assert_eq!(found.person, story.person.id);
        assert_eq!(found.from.as_deref(), Some(cpr(&story.old).masked().as_str()));
        assert_eq!(who_has(town, NEW), None, "analysing changes nothing");
        assert_eq!(changed(town, &story.who, &story.place, NEW), Changed::Done);
        let report = full(town, &story.text);
        assert_eq!((report.outcome, report.refused), (Outcome::Accepted, 0), "{:?}", report.notices);
        let after = by_cpr(town, NEW);
        assert_eq!(
            (after.id, after.username, after.uniid),
            (story.person.id, story.person.username, story.person.uniid)
        );
        assert_eq!(who_has(town, &story.old), None);
        assert_eq!(cases(town), 0);
        // The line is no longer refused: the same number again is an operator's.
        assert!(matches!(analysed(town, &story.who, &story.place, NEW), Analysed::NeedsOperator));
    });
}

#[test]
fn every_other_number_becomes_one_case_that_says_nothing() {
    on_both(|town| {
        let story = refused_line(town);
        let somebody = field(&parts(&story.source.text).1[7], "CivilRegistrationNumber");
        for number in ["0202995678", somebody.as_str()] {
            assert!(matches!(analysed(town, &story.who, &story.place, number), Analysed::NeedsOperator));
            assert_eq!(changed(town, &story.who, &story.place, number), Changed::NeedsOperator);
        }
        assert_eq!(cases(town), 1, "asking again about the same line is the same case");
        assert_eq!(by_cpr(town, &story.old).id, story.person.id);
        // It was a slip of the hand: the right number goes through, and the case is taken back.
        assert_eq!(changed(town, &story.who, &story.place, NEW), Changed::Done);
        assert_eq!(cases(town), 0);
    });
}

#[test]
fn a_number_that_has_an_account_needs_an_operator_even_where_the_import_carried_it() {
    on_both(|town| {
        let story = refused_line(town);
        let other = institution(town, "999901");
        let (_, there) = administrator(town, "bodi1111", &other);
        let attaching = flows::manual_affiliation::Attaching {
            cpr: cpr(NEW),
            name: Some(rules::user::PersonName { first: "Ny".to_owned(), family: "Person".to_owned() }),
            role: Role::Pedagogue,
            level: None,
            class: flows::manual_affiliation::Class::None,
        };
        town.wait(flows::manual_affiliation::attach(&town.world, &there, &attaching)).unwrap();
        assert!(matches!(analysed(town, &story.who, &story.place, NEW), Analysed::NeedsOperator));
        let waiting = town.write(|tx| store::operator_case::waiting(tx, 10));
        assert_eq!((waiting[0].case.person, waiting[0].case.other_person), (Some(story.person.id), who_has(town, NEW)));
        let facts = flows::operator_case::facts(&town.world.vault, &waiting[0].case).unwrap();
        assert_eq!(facts.cpr, NEW, "the operator sees what was typed");
    });
}

#[test]
fn a_person_who_belongs_elsewhere_is_an_operators() {
    on_both(|town| {
        let story = refused_line(town);
        town.attach(story.person.id, "999901", (Role::Mother, None));
        assert!(matches!(analysed(town, &story.who, &story.place, NEW), Analysed::NeedsOperator));
        assert_eq!(changed(town, &story.who, &story.place, NEW), Changed::NeedsOperator);
        assert_eq!(by_cpr(town, &story.old).id, story.person.id);
    });
}

#[test]
fn another_schools_administrator_finds_no_such_line() {
    on_both(|town| {
        let story = refused_line(town);
        let other = institution(town, "999901");
        let (_, there) = administrator(town, "bodi1111", &other);
        assert!(matches!(analysed(town, &there, &story.place, NEW), Analysed::NoLine));
        assert_eq!(changed(town, &there, &story.place, NEW), Changed::NoLine);
        // Nor by naming the other school while sitting at it without a right.
        let here: InstitutionNumber = story.source.register.number.clone();
        let intruder = again(town, there.person(), &here);
        assert!(matches!(analysed(town, &intruder, &story.place, NEW), Analysed::Refused(_)));
        assert!(matches!(changed(town, &intruder, &story.place, NEW), Changed::Refused(_)));
        assert_eq!((cases(town), by_cpr(town, &story.old).id), (0, story.person.id));
    });
}

#[test]
fn two_operators_merge_and_what_the_one_was_the_other_is() {
    on_both(|town| {
        let story = refused_line(town);
        let other = institution(town, "999901");
        let (_, there) = administrator(town, "bodi1111", &other);
        let attaching = flows::manual_affiliation::Attaching {
            cpr: cpr(NEW),
            name: Some(rules::user::PersonName { first: "Ny".to_owned(), family: "Person".to_owned() }),
            role: Role::Pedagogue,
            level: None,
            class: flows::manual_affiliation::Class::None,
        };
        town.wait(flows::manual_affiliation::attach(&town.world, &there, &attaching)).unwrap();
        let goes = by_cpr(town, NEW);
        let (gone, here, at) = (goes.id, story.source.register.number.clone(), other.clone());
        town.write(move |tx| {
            store::administrator::make_primary(tx, &at, gone)?;
            store::administrator_entry::enter(tx, gone, &at)?;
            store::person::block(tx, gone, Some(&here), "Mistet")
        });
        let merging = |operators| Merging {
            survivor: story.person.id,
            other: goes.id,
            number: KeptNumber::Others,
            operators,
            case: None,
        };
        let (one, two) = (story.admin, there.person());
        let alone = town.wait(merge(&town.world, &merging([one, one]))).unwrap();
        assert_eq!(alone, Err(NotMerged::Operators));
        let own = town.wait(merge(&town.world, &merging([one, goes.id]))).unwrap();
        assert_eq!(own, Err(NotMerged::Operators));
        let no_operators = town.wait(merge(&town.world, &merging([one, two]))).unwrap();
        assert_eq!(no_operators, Err(NotMerged::Operators), "administrators of schools are none");
        for who in [one, two] {
            assert!(flows::operator::appoint(&town.world, who).unwrap());
        }
        assert_eq!(town.wait(merge(&town.world, &merging([one, two]))).unwrap(), Ok(()));
        assert_eq!(who_has(town, NEW), Some(story.person.id));
        let left = town.write(move |tx| store::affiliation::active_of_person(tx, story.person.id));
        assert!(left.iter().any(|one| one.institution == other), "what the other had is the survivor's");
        let (stays, at) = (story.person.id, other.clone());
        let kept = town.write(move |tx| store::administrator::of_institution(tx, &at));
        let primary: Vec<_> = kept.iter().filter(|one| one.primary_since.is_some()).map(|one| one.person).collect();
        assert_eq!(primary, [stays]);
        assert!(town.write(move |tx| store::administrator_entry::find(tx, stays, &other)).is_some());
        let blocked = town.write(move |tx| store::person::find(tx, stays)).unwrap();
        assert_eq!(blocked.block.map(|block| block.reason), Some("Mistet".to_owned()), "a block is not merged away");
        let back = Merging { survivor: goes.id, other: stays, ..merging([one, two]) };
        assert!(
            town.wait(merge(&town.world, &back)).unwrap().is_err(),
            "nobody is merged into an account that is gone"
        );
        let name = goes.username.clone();
        let logs_in = town.write(move |tx| Ok(store::person::find_by_username(tx, &name)?.is_some()));
        assert!(!logs_in, "the old user name is reserved and logs nobody in");
        let report = full(town, &story.text);
        assert_eq!((report.outcome, report.refused), (Outcome::Accepted, 0), "{:?}", report.notices);
    });
}
