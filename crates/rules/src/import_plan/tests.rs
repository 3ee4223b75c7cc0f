//! The plan of an import, by examples and for all rosters.

use super::*;
use crate::affiliation::{Actor, Level, Role};
use crate::cpr::Cpr;
use crate::institution::InstitutionNumber;
use crate::roster::PersonFacts;
use crate::user::PersonName;
use jiff::civil::datetime;
use proptest::prelude::*;

fn code(text: &str) -> GroupCode {
    GroupCode::parse(text).unwrap()
}

fn group(text: &str) -> GroupRecord {
    let level = Level::from_code("4");
    GroupRecord { code: code(text), name: text.into(), kind: GroupKind::Main, level, line: None, from: None, to: None }
}

fn facts(first: &str, number: usize) -> PersonFacts {
    PersonFacts {
        name: PersonName { first: first.into(), family: "Holm".into() },
        cpr: Cpr::parse(&format!("010216{:04}", 5000 + number)).ok(),
        mail: None,
        birth: None,
        gender: None,
        photo_id: None,
        address: None,
        home_phone: None,
        work_phone: None,
        mobile_phone: None,
        protected: false,
        alias: None,
        verification_level: 0,
    }
}

fn pupil(number: usize, first: &str, class: &str) -> Record {
    Record {
        local_person_id: number.to_string(),
        person: facts(first, number),
        actor: Actor::Pupil,
        roles: BTreeSet::from([Role::Pupil]),
        level: Level::from_code("4"),
        main_group: Some(code(class)),
        groups: BTreeSet::new(),
        location: None,
        student_number: None,
        short_name: None,
        occupation: None,
        contacts: Vec::new(),
    }
}

fn roster(groups: &[&str], people: Vec<Record>) -> Roster {
    Roster {
        source: "TEA".into(),
        source_date_time: datetime(2026, 11, 24, 4, 0, 0, 0),
        school_year: SchoolYear(2026),
        institution: InstitutionNumber::parse("751042").unwrap(),
        groups: groups.iter().map(|text| group(text)).collect(),
        people,
        leaving: Vec::new(),
    }
}

/// A school of two classes, `a` in one and `b` in the other.
fn school(a: usize, b: usize) -> Roster {
    let people = (0..a).map(|n| pupil(n, "Alma", "4A")).chain((a..a + b).map(|n| pupil(n, "Bo", "4B")));
    roster(&["4A", "4B"], people.collect())
}

const FULL: (Operation, Thresholds) = (Operation::Full, Thresholds { percent: 20, people: 10, class_of: 5 });
const DELTA: (Operation, Thresholds) = (Operation::Delta, Thresholds { percent: 20, people: 10, class_of: 5 });
const DELETE: (Operation, Thresholds) = (Operation::Delete, Thresholds { percent: 20, people: 10, class_of: 5 });

fn after(have: &Have, came: &Roster) -> Have {
    let plan = plan(have, came, FULL, Vec::new()).unwrap();
    let loaded = Loaded { source_date_time: came.source_date_time, school_year: came.school_year };
    Have { state: apply(&plan, have.state.clone()), loaded: Some(loaded), elsewhere: BTreeMap::new() }
}

#[test]
fn the_same_file_again_changes_nothing() {
    let have = after(&Have::default(), &school(20, 20));
    let again = plan(&have, &school(20, 20), FULL, Vec::new()).unwrap();
    assert!(again.is_empty());
    assert_eq!(again.unchanged, 40);
}

#[test]
fn one_name_changed_changes_exactly_that_person() {
    let have = after(&Have::default(), &school(20, 20));
    let mut came = school(20, 20);
    came.people[7].person.name.first = "Asta".into();
    let plan = plan(&have, &came, FULL, Vec::new()).unwrap();
    assert_eq!(plan.counts(), Counts { changed: 1, ..Counts::default() });
    assert_eq!(plan.people[0].local_person_id(), "7");
}

#[test]
fn thirty_percent_gone_is_held_and_ten_people_are_not() {
    let have = after(&Have::default(), &school(50, 50));
    let mut came = school(50, 50);
    came.people.retain(|person| person.local_person_id.parse::<usize>().unwrap() % 10 > 2);
    let held = plan(&have, &came, FULL, Vec::new()).unwrap().hold;
    assert_eq!(held, Some(Hold::TooMany { removed: 30, of: 100, percent: 20 }));
    let small = after(&Have::default(), &school(15, 10));
    let mut fewer = school(15, 10);
    fewer.people.drain(5..15);
    assert_eq!(plan(&small, &fewer, FULL, Vec::new()).unwrap().hold, None, "ten, not more than ten");
}

#[test]
fn a_whole_class_gone_is_held_but_not_when_the_school_year_turns() {
    let have = after(&Have::default(), &school(95, 5));
    let mut came = school(95, 5);
    came.people.truncate(95);
    let held = plan(&have, &came, FULL, Vec::new()).unwrap().hold;
    assert_eq!(held, Some(Hold::WholeClass { class: code("4B"), members: 5 }));
    came.school_year = SchoolYear(2027);
    assert_eq!(plan(&have, &came, FULL, Vec::new()).unwrap().hold, None);
    came.people.truncate(40);
    let held = plan(&have, &came, FULL, Vec::new()).unwrap().hold;
    assert_eq!(held, Some(Hold::TooMany { removed: 60, of: 100, percent: 50 }));
}

#[test]
fn an_older_file_is_refused() {
    let have = after(&Have::default(), &school(3, 3));
    let mut came = school(3, 3);
    came.source_date_time = datetime(2026, 11, 24, 3, 59, 59, 0);
    let refused = plan(&have, &came, FULL, Vec::new()).unwrap_err();
    assert_eq!(refused.reason.code(), "FORAELDET");
}

#[test]
fn another_number_for_a_known_person_is_refused_and_the_person_stays() {
    let have = after(&Have::default(), &school(3, 3));
    let mut came = school(3, 3);
    came.people[1].person = facts("Alma", 900);
    let plan = plan(&have, &came, FULL, Vec::new()).unwrap();
    assert!(plan.is_empty());
    assert_eq!(plan.findings, [Finding::person("1", Reason::CprUnexpected)]);
    assert_eq!(plan.counts().refused, 1);
}

#[test]
fn one_bad_person_never_stops_the_rest() {
    let mut came = school(3, 0);
    came.people[0].person.cpr = None;
    came.people[1].person.protected = true;
    came.people.push(pupil(9, "Ida", "9X"));
    came.people.push(pupil(2, "Twin", "4A"));
    let mut same = pupil(2, "Same", "4A");
    same.local_person_id = "other".into();
    came.people.push(same);
    let plan = plan(&Have::default(), &came, FULL, Vec::new()).unwrap();
    let codes: Vec<_> = plan.findings.iter().map(|finding| finding.reason.code()).collect();
    assert_eq!(codes, ["CPR_MANGLER", "ALIAS_MANGLER", "GRUPPE_UKENDT", "ANDET", "ANDET"]);
    assert_eq!(plan.counts(), Counts { created: 1, refused: 4, ..Counts::default() });
}

#[test]
fn groups_are_shared_between_sources() {
    let mut have = Have::default();
    have.elsewhere.insert(code("4A"), group("4A"));
    let shared = roster(&["4A"], vec![pupil(1, "Alma", "4A")]);
    assert!(plan(&have, &shared, FULL, Vec::new()).unwrap().findings.is_empty());
    let told_elsewhere = roster(&[], vec![pupil(1, "Alma", "4A")]);
    assert_eq!(plan(&have, &told_elsewhere, FULL, Vec::new()).unwrap().counts().created, 1);
    let mut same_name = roster(&["X"], Vec::new());
    same_name.groups[0].name = "4A".into();
    let findings = plan(&have, &same_name, FULL, Vec::new()).unwrap().findings;
    assert_eq!(findings[0].reason, Reason::GroupTwice("X".into()));
}

#[test]
fn a_delta_changes_only_whom_it_names_and_a_delete_removes_only_them() {
    let have = after(&Have::default(), &school(20, 20));
    let delta = roster(&[], vec![pupil(3, "Nanna", "4B"), pupil(77, "Ny", "4A")]);
    let changed = plan(&have, &delta, DELTA, Vec::new()).unwrap();
    assert_eq!(changed.counts(), Counts { created: 1, changed: 1, ..Counts::default() });
    assert!(changed.groups.is_empty());
    let mut delete = roster(&[], Vec::new());
    delete.leaving = vec![
        Leaving { local_person_id: Some("3".into()), cpr: None },
        Leaving { local_person_id: None, cpr: pupil(4, "", "4A").person.cpr },
        Leaving { local_person_id: Some("unknown".into()), cpr: None },
    ];
    let gone = plan(&have, &delete, DELETE, Vec::new()).unwrap();
    assert_eq!(gone.counts(), Counts { removed: 2, ..Counts::default() });
    assert_eq!(gone.findings.len(), 1);
}

#[test]
fn a_person_the_reader_refused_is_not_removed() {
    let have = after(&Have::default(), &school(3, 3));
    let mut came = school(3, 3);
    came.people.remove(0);
    let read = vec![Finding::person("0", Reason::CprInvalid)];
    let plan = plan(&have, &came, FULL, read).unwrap();
    assert!(plan.is_empty());
}

prop_compose! {
    fn any_state()(people in prop::collection::btree_map(0usize..40, (0usize..3, 0usize..4), 0..30)) -> Roster {
        let names = ["Alma", "Bo", "Chr"];
        let classes = ["0A", "1B", "2C", "3D"];
        let used: BTreeSet<&str> = people.values().map(|(_, class)| classes[*class]).collect();
        let used: Vec<&str> = used.into_iter().collect();
        roster(&used, people.iter().map(|(number, (name, class))| pupil(*number, names[*name], classes[*class])).collect())
    }
}

proptest! {
    #[test]
    fn a_plan_applied_gives_what_came_and_undone_gives_what_was(a in any_state(), b in any_state()) {
        let have = after(&Have::default(), &a);
        let wanted = after(&Have::default(), &b).state;
        let plan = plan(&have, &b, FULL, Vec::new()).unwrap();
        let reached = apply(&plan, have.state.clone());
        prop_assert_eq!(&reached, &wanted);
        prop_assert!(difference(&reached, &wanted).is_empty());
        prop_assert_eq!(Kept::of(&plan, None).undone(reached), have.state);
    }
}
