//! Attached by hand: who may be, for how long, and that nobody is reached through it who belongs elsewhere.

use crate::import::{by_cpr, field, full, parts, registered};
use crate::office::{administrator, again, cases, cpr, holder, institution, who_has};
use crate::town::{SCHOOL, Town, on_both};
use flows::institution_setting::{Change, Decided, Saved, call_change, save};
use flows::manual_affiliation::{
    Attached, Attaching, Class, Hindrance, Identified, LookedUp, Settled, attach, carried, carry, confirm, identify,
    look_again, look_up, overview, remove,
};
use flows::user_administration::Administrator;
use rules::affiliation::{Actor, Role};
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::manual_affiliation::{LASTS, LOOKUPS_A_DAY_MAX, MayAttach};
use rules::rights::Reason;
use rules::rights::facts::Right;
use rules::time::Millis;
use rules::user::{PersonName, Username};

const CPR: &str = "1203854321";

pub(crate) fn pedagogue(number: &str, name: Option<&str>) -> Attaching {
    let name = name.map(|first| PersonName { first: first.to_owned(), family: "Nyborg".to_owned() });
    Attaching { cpr: cpr(number), name, role: Role::Pedagogue, level: None, class: Class::None }
}

pub(crate) fn attached(town: &Town, who: &Administrator, attaching: &Attaching) -> Attached {
    town.wait(attach(&town.world, who, attaching)).unwrap()
}

fn looked(town: &Town, who: &Administrator, number: &str) -> LookedUp {
    town.wait(look_up(&town.world, who, &cpr(number))).unwrap()
}

fn kinds_about(town: &Town, person: PersonId) -> Vec<Kind> {
    let events = town.write(move |tx| store::event::about(tx, person, EventId(i64::MAX), 50));
    events.into_iter().map(|event| event.kind).collect()
}

#[test]
fn a_new_pedagogue_is_created_confirmed_and_removed() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (admin, who) = administrator(town, "birg6402", &here);
        assert_eq!(looked(town, &who, CPR), LookedUp::Nobody);
        assert_eq!(attached(town, &who, &pedagogue(CPR, None)), Attached::NameMissing);
        let Attached::Done(person) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        assert_eq!(who_has(town, CPR), Some(person));
        assert!(
            matches!(looked(town, &who, CPR), LookedUp::Found(name, as_what) if name.first == "Nanna" && as_what == [Actor::Employee])
        );
        assert_eq!(attached(town, &who, &pedagogue(CPR, None)), Attached::Already);
        let listed = town.wait(overview(&town.world, &who)).unwrap().unwrap().listed;
        assert_eq!((listed.len(), listed[0].expires), (1, town.world.now().plus(LASTS)));
        town.clock.advance(Millis::days(300));
        let who = again(town, admin, &here);
        assert_eq!(town.wait(confirm(&town.world, &who, listed[0].id)).unwrap(), Settled::Done);
        let again_listed = town.wait(overview(&town.world, &who)).unwrap().unwrap().listed;
        assert_eq!(again_listed[0].expires, town.world.now().plus(LASTS));
        assert_eq!(town.wait(remove(&town.world, &who, listed[0].id)).unwrap(), Settled::Done);
        assert_eq!(town.wait(remove(&town.world, &who, listed[0].id)).unwrap(), Settled::Nothing);
        let found = town.write(move |tx| store::person::find(tx, person)).unwrap();
        assert_eq!(found.unattached, Some(town.world.now()));
        let kinds = kinds_about(town, person);
        for kind in [
            Kind::PersonCreated,
            Kind::AffiliationStarted,
            Kind::AffiliationConfirmed,
            Kind::AffiliationEnded,
            Kind::CprLookedUp,
        ] {
            assert!(kinds.contains(&kind), "{kind:?} stands in the person's own log: {kinds:?}");
        }
    });
}

#[test]
fn a_class_is_picked_or_typed_and_a_foreign_one_is_none() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let class = town.class(SCHOOL, "2.B");
        let foreign = town.class("101002", "2.B");
        let pupil = |number: &str, class| Attaching { role: Role::Pupil, class, ..pedagogue(number, Some("Elev")) };
        assert_eq!(attached(town, &who, &pupil("0101185678", Class::Picked(foreign))), Attached::NoClass);
        assert!(matches!(attached(town, &who, &pupil("0101185678", Class::Picked(class))), Attached::Done(_)));
        assert!(matches!(
            attached(town, &who, &pupil("0101185679", Class::Typed("2.b".to_owned()))),
            Attached::Done(_)
        ));
        assert!(matches!(attached(town, &who, &pupil("0101185670", Class::Typed("Ny".to_owned()))), Attached::Done(_)));
        assert_eq!(town.write(move |tx| store::pupil::of_group(tx, class)).len(), 2);
        let listed = town.wait(overview(&town.world, &who)).unwrap().unwrap();
        assert!(listed.classes.iter().any(|group| group.name == "Ny"));
        assert_eq!(
            attached(town, &who, &Attaching { role: Role::Mother, ..pedagogue(CPR, Some("Mor")) }),
            Attached::RoleMayNot
        );
    });
}

#[test]
fn where_a_system_pushes_people_nobody_is_attached_by_hand_unless_the_operator_allows_it() {
    on_both(|town| {
        let source = registered(town);
        let here = source.register.number.clone();
        let (_, who) = administrator(town, "birg6402", &here);
        assert!(matches!(attached(town, &who, &pedagogue(CPR, Some("Nanna"))), Attached::Done(_)));
        full(town, &source.text);
        let page = town.wait(overview(&town.world, &who)).unwrap().unwrap();
        assert_eq!(page.may_attach, MayAttach::ImportIsActive);
        let hindered = Attached::Hindered(Hindrance::ImportIsActive);
        assert_eq!(attached(town, &who, &pedagogue("1203854322", Some("Ny"))), hindered);
        assert_eq!(looked(town, &who, CPR), LookedUp::Hindered(Hindrance::ImportIsActive), "nor is anybody looked up");
        let name = Username::parse("birg6402").unwrap();
        let identified = town.wait(identify(&town.world, &who, &cpr(CPR), &name)).unwrap();
        assert_eq!(identified, Identified::Hindered(Hindrance::ImportIsActive));
        // What is there can still be confirmed and removed.
        assert_eq!(town.wait(confirm(&town.world, &who, page.listed[0].id)).unwrap(), Settled::Done);
        assert_eq!(town.wait(remove(&town.world, &who, page.listed[0].id)).unwrap(), Settled::Done);
        // The administrator cannot allow it, the operator can.
        let wish = Decided { name: rules::institution_setting::Name::ManualBesideImport, value: "allowed".to_owned() };
        let wish = Change { decided: wish, was: String::new() };
        assert_eq!(
            town.wait(save(&town.world, &who, &[wish])).unwrap(),
            Saved::NotUnderstood(rules::institution_setting::Name::ManualBesideImport)
        );
        town.write(move |tx| store::institution_setting::put(tx, &here, "manual_beside_import", "allowed"));
        assert!(matches!(attached(town, &who, &pedagogue("1203854322", Some("Ny"))), Attached::Done(_)));
    });
}

#[test]
fn an_import_that_brings_the_person_takes_the_hand_made_affiliation_over() {
    on_both(|town| {
        let source = registered(town);
        let here = source.register.number.clone();
        let (_, who) = administrator(town, "birg6402", &here);
        let (_, people, _) = parts(&source.text);
        let number = field(people.iter().find(|line| line.contains("<Employee>")).unwrap(), "CivilRegistrationNumber");
        let Attached::Done(person) = attached(town, &who, &pedagogue(&number, Some("Ansat"))) else { panic!("done") };
        full(town, &source.text);
        let active = town.write(move |tx| store::affiliation::active_of_person(tx, person));
        let employed: Vec<_> = active.iter().filter(|one| one.actor == Actor::Employee).collect();
        assert_eq!(employed.len(), 1, "{employed:?}");
        assert_eq!(employed[0].expires, None);
        assert!(town.wait(overview(&town.world, &who)).unwrap().unwrap().listed.is_empty());
    });
}

#[test]
fn a_hand_made_affiliation_reaches_nobody_an_import_knows_elsewhere() {
    on_both(|town| {
        let source = registered(town);
        full(town, &source.text);
        let (_, people, _) = parts(&source.text);
        let line = people.iter().find(|line| line.contains("<Student>")).unwrap();
        let pupil = by_cpr(town, &field(line, "CivilRegistrationNumber"));
        let other = institution(town, "999901");
        let (_, who) = administrator(town, "bodi1111", &other);
        let attaching = Attaching { role: Role::Pupil, ..pedagogue(&field(line, "CivilRegistrationNumber"), None) };
        assert_eq!(attached(town, &who, &attaching), Attached::Done(pupil.id));
        // A change called there does not reach them, and neither does a form.
        town.wait(call_change(&town.world, &who)).unwrap().unwrap();
        let asked = pupil.clone();
        let schools = town.write(move |tx| Ok(flows::standing::Standing::load(tx, &asked)?.schools));
        let deciding: Vec<&str> = schools.iter().map(|(number, _)| number.as_str()).collect();
        assert_eq!(deciding, [source.register.number.as_str()]);
        // No user name, window or block.
        let helper = who.as_helper().clone();
        let opened = town.wait(flows::give_password::open(&town.world, &helper, &[pupil.id])).unwrap();
        assert_eq!(opened.refused.len(), 1);
        let blocked = town.wait(flows::care_for_pupils::block(&town.world, &helper, pupil.id, "fordi")).unwrap();
        assert_eq!(blocked, flows::give_password::Pressed::Refused(Reason::ManualBesideImport));
        // The person's own log shows that it was made.
        let kinds = kinds_about(town, pupil.id);
        assert_eq!(kinds.iter().filter(|kind| **kind == Kind::AffiliationStarted).count(), 1, "{kinds:?}");
    });
}

#[test]
fn a_number_is_bound_only_to_an_account_of_nobody_elses_and_everything_else_is_one_answer() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let other = institution(town, "999901");
        let (_, who) = administrator(town, "birg6402", &here);
        let asks = |name: &str, number: &str| {
            town.wait(identify(&town.world, &who, &cpr(number), &Username::parse(name).unwrap())).unwrap()
        };
        let ours = town.person("ours1234");
        town.attach(ours, SCHOOL, (Role::Trainee, None));
        assert_eq!(asks("ours1234", CPR), Identified::Done);
        assert_eq!(who_has(town, CPR), Some(ours));
        let theirs = town.person("they1234");
        town.attach(theirs, other.as_str(), (Role::Trainee, None));
        // Another school's, one that has a number, a number somebody has, a name nobody has: all the same.
        assert_eq!(asks("they1234", "1203854322"), Identified::NeedsOperator);
        assert_eq!(asks("ours1234", "1203854322"), Identified::NeedsOperator);
        let free = town.person("free1234");
        assert_eq!(asks("free1234", CPR), Identified::NeedsOperator);
        assert_eq!(asks("nobo1234", "1203854322"), Identified::NeedsOperator);
        assert_eq!(who_has(town, "1203854322"), None);
        assert_eq!(who_has(town, CPR), Some(ours));
        assert_ne!(Some(free), who_has(town, CPR));
        assert_eq!(cases(town), 3, "a name nobody has is no case");
    });
}

#[test]
fn reading_access_and_other_schools_change_nothing() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let other = institution(town, "999901");
        let (_, who) = administrator(town, "birg6402", &here);
        let Attached::Done(_) = attached(town, &who, &pedagogue(CPR, Some("Nanna"))) else { panic!("attached") };
        let id = town.wait(overview(&town.world, &who)).unwrap().unwrap().listed[0].id;
        let (_, reader) = holder(town, "read1234", &here, Right::ReadAccess);
        assert_eq!(town.wait(overview(&town.world, &reader)).unwrap().unwrap().listed.len(), 1);
        let (_, there) = administrator(town, "bodi1111", &other);
        for (intruder, settled) in
            [(&reader, Settled::Refused(Reason::NeedsRight(Right::UserAdministration))), (&there, Settled::Nothing)]
        {
            assert_eq!(town.wait(confirm(&town.world, intruder, id)).unwrap(), settled);
            assert_eq!(town.wait(remove(&town.world, intruder, id)).unwrap(), settled);
        }
        let refused = Attached::Hindered(Hindrance::Refused(Reason::NeedsRight(Right::UserAdministration)));
        assert_eq!(attached(town, &reader, &pedagogue("1203854322", Some("Ny"))), refused);
        // A number one administrator typed is worth nothing in another's form.
        let text = carry(&town.world, &who, &cpr(CPR));
        assert_eq!(carried(&town.world, &who, &text), Some(cpr(CPR)));
        assert_eq!(carried(&town.world, &there, &text), None);
        assert!(!text.contains(CPR));
    });
}

#[test]
fn looking_up_numbers_is_bounded_a_day() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (admin, who) = administrator(town, "birg6402", &here);
        for _ in 0..LOOKUPS_A_DAY_MAX {
            assert_eq!(looked(town, &who, CPR), LookedUp::Nobody);
        }
        assert_eq!(looked(town, &who, CPR), LookedUp::Hindered(Hindrance::TooManyLookups));
        let with_its_form = town.wait(look_again(&town.world, &who, &cpr(CPR))).unwrap();
        assert_eq!(with_its_form, LookedUp::Nobody, "a slip in the next step is no other number");
        town.clock.advance(Millis::hours(25));
        let who = again(town, admin, &here);
        assert_eq!(looked(town, &who, CPR), LookedUp::Nobody);
    });
}
