//! What the town writes, the reader reads: every generated file without a finding, everybody with everything.
//!
//! What it does not do: try files that are wrong; those stand beside the reader.

use ingest::unilogin_xml;
use rules::import_plan::{Have, Plan, Thresholds, apply, plan};
use rules::roster::{Effect, Operation, State};
use town::country::Country;
use town::{demo, import_file};

#[test]
fn every_generated_file_is_read_without_a_finding() {
    let country = Country::new(3, 2026);
    for index in 0..3 {
        let locality = country.locality(index);
        for school in &locality.schools {
            let text = import_file::text(&locality, school, country.sent());
            let reading = unilogin_xml::read(text.as_bytes(), Operation::Full);
            assert_eq!(reading.findings, [], "{}", school.register.number);
            let roster = reading.roster.expect("a roster");
            assert_eq!(roster.institution, school.register.number);
            assert_eq!(roster.groups.len(), school.groups.len());
            let people = school.pupils.len() + school.employees.len() + school.externals.len();
            assert_eq!(roster.people.len(), people);
            let contacts: usize = roster.people.iter().map(|person| person.contacts.len()).sum();
            assert_eq!(contacts, school.pupils.iter().map(|pupil| pupil.contacts.len()).sum::<usize>());
        }
    }
}

#[test]
fn only_the_spoilt_file_of_the_demo_has_a_finding() {
    let demo = demo::demo(rules::time::Date::constant(2026, 11, 24));
    for file in &demo.imports {
        let reading = unilogin_xml::read(file.text.as_bytes(), Operation::Full);
        let refused = reading.findings.iter().filter(|finding| finding.effect == Effect::PersonRefused).count();
        let last = std::ptr::eq(file, demo.imports.last().expect("files"));
        // The other spoilt lines (no number, another number, no alias) are the plan's to refuse.
        assert_eq!(refused, if last { 1 } else { 0 }, "{}: {:?}", file.institution, reading.findings);
    }
}

/// What the second file of an institution of the demo changes.
fn second_plan(institution: &str) -> Plan {
    let demo = demo::demo(rules::time::Date::constant(2026, 11, 24));
    let mut files = demo.imports.iter().filter(|file| file.institution.as_str() == institution);
    let mut read = || unilogin_xml::read(files.next().expect("two files").text.as_bytes(), Operation::Full);
    let asked = (Operation::Full, Thresholds::default());
    let (first, second) = (read(), read());
    let first = plan(&Have::default(), &first.roster.expect("a roster"), asked, first.findings).expect("not stale");
    let have = Have { state: apply(&first, State::default()), ..Have::default() };
    plan(&have, &second.roster.expect("a roster"), asked, second.findings).expect("not stale")
}

#[test]
fn the_demos_second_files_remove_a_pupil_are_held_and_have_refused_lines() {
    let solbakke = second_plan(demo::SOLBAKKESKOLEN);
    assert_eq!((solbakke.counts().removed, &solbakke.hold), (1, &None));
    assert!(second_plan(demo::FJORDSKOLEN).hold.is_some());
    let friskole = second_plan(demo::FRISKOLEN);
    assert_eq!((friskole.counts().refused, friskole.people.len(), &friskole.hold), (4, 0, &None));
}
