//! What an institution's administrators decide about services: data agreements and licences; about passwords and
//! networks; and about held imports.

use crate::import::{Source, at_school, full, registered, with_people};
use crate::office::{administrator, again, cases, holder, institution};
use crate::town::{SCHOOL, Town, on_both};
use flows::client::{Registering, register};
use flows::data_agreement::{NotAsked, Say, Value, answer, end, overview, preview, request};
use flows::give_licence::{Giving, Pressed, end as end_licence, give, overview as licences};
use flows::import::decide::Decided as ImportDecided;
use flows::import::desk::{self, Decision};
use flows::institution_setting::{
    Change, Decided, FormDecided, Met, Saved, decide_form, overview as settings, save, save_by_operator, wish,
};
use flows::lifetime::{Job, run};
use flows::remember::Circumstances;
use flows::user_administration::Administrator;
use rules::affiliation::{Actor, Role};
use rules::agreement::{Field, LASTS, State};
use rules::id::ImportRunId;
use rules::institution::InstitutionNumber;
use rules::institution_setting::Name;
use rules::licence::Reach;
use rules::password::SchoolForm;
use rules::rights::Reason;
use rules::rights::facts::Right;
use rules::time::Millis;
use store::data_agreement::{Answer, Asked};
use store::job_run::Mode;

const CLIENT: &str = "https://matematik.example/";

fn service(town: &Town, licence: bool) {
    let mut json = serde_json::json!({ "redirect_uris": ["https://matematik.example/cb"] });
    if licence {
        json["licence"] = serde_json::json!({ "provider_number": "1234", "service_code": "matematik" });
    }
    let registering = Registering {
        id: CLIENT.to_owned(),
        name: "Matematikhuset".to_owned(),
        provider: "Forlaget".to_owned(),
        registration: serde_json::from_value(json).unwrap(),
        secret_hash: Some([7; 32]),
    };
    register(&town.world, &registering, "test").unwrap().unwrap();
}

fn asks(town: &Town, at: &InstitutionNumber, fields: &[Field]) -> Result<i64, NotAsked> {
    let from = Circumstances::machine("command");
    town.wait(request(&town.world, (CLIENT, at), (fields, "Til opgaver"), &from)).unwrap()
}

fn released(town: &Town, at: &InstitutionNumber) -> store::data_agreement::Released {
    let at = at.clone();
    town.write(move |tx| store::data_agreement::released(tx, CLIENT, &at))
}

#[test]
fn a_request_is_looked_at_approved_used_and_ended() {
    on_both(|town| {
        service(town, false);
        let source = registered(town);
        full(town, &source.text);
        let here = source.register.number.clone();
        let (_, who) = administrator(town, "birg6402", &here);
        let id = asks(town, &here, &[Field::Name, Field::Roles, Field::Cpr, Field::Contacts]).unwrap();
        assert_eq!(asks(town, &here, &[Field::Name]), Err(NotAsked::Already));
        assert_eq!(released(town, &here), store::data_agreement::Released::default());
        let seen = town.wait(preview(&town.world, &who, id)).unwrap().unwrap().unwrap();
        assert_eq!(seen.samples.len(), 3, "three real pupils");
        for sample in &seen.samples {
            let text = format!("{sample:?}");
            assert!(text.contains('•') && text.contains("-****"), "masked: {text}");
            let roles = sample.iter().find(|(field, _)| *field == Field::Roles).map(|(_, value)| value.clone());
            assert_eq!(roles, Some(Value::Roles(vec![Role::Pupil])));
        }
        let answered = town.wait(answer(&town.world, &who, (&[id], Say::Yes), "I orden")).unwrap();
        assert_eq!(answered, Ok(1));
        assert_eq!(released(town, &here).name, store::data_agreement::Release::Agreed);
        assert_eq!(town.wait(answer(&town.world, &who, (&[id], Say::No), "")).unwrap(), Ok(0), "answered once");
        assert_eq!(town.wait(end(&town.world, &who, id)).unwrap(), Ok(true));
        assert_eq!(released(town, &here), store::data_agreement::Released::default());
        let all = town.wait(overview(&town.world, &who)).unwrap().unwrap();
        assert_eq!((all[0].state, all[0].agreement.answer.as_deref()), (State::Over, Some("I orden")));
    });
}

#[test]
fn many_requests_are_answered_at_once_and_a_foreign_one_is_passed_over() {
    on_both(|town| {
        service(town, false);
        let (here, other) = (institution(town, SCHOOL), institution(town, "999901"));
        let ours: Vec<i64> = Field::ALL.iter().take(3).map(|field| asks(town, &here, &[*field]).unwrap()).collect();
        let theirs = asks(town, &other, &[Field::Name]).unwrap();
        let (_, who) = holder(town, "data1234", &here, Right::DataAgreements);
        let all: Vec<i64> = ours.iter().copied().chain([theirs]).collect();
        let waiting = |at: InstitutionNumber| town.write(move |tx| store::institution_figures::requests(tx, &at));
        assert_eq!(waiting(here.clone()), 3);
        assert_eq!(town.wait(answer(&town.world, &who, (&all, Say::No), "Nej tak")).unwrap(), Ok(3));
        assert_eq!((waiting(here.clone()), waiting(other.clone())), (0, 1), "who was answered waits no more");
        assert!(town.wait(preview(&town.world, &who, theirs)).unwrap().unwrap().is_none());
        assert_eq!(town.wait(end(&town.world, &who, theirs)).unwrap(), Ok(false));
        let (_, reader) = holder(town, "read1234", &here, Right::ReadAccess);
        let refused = town.wait(answer(&town.world, &reader, (&ours, Say::Yes), "")).unwrap();
        assert_eq!(refused, Err(Reason::NeedsRight(Right::DataAgreements)));
        assert_eq!(asks(town, &here, &[]), Err(NotAsked::NoField));
    });
}

#[test]
fn an_institution_is_reminded_before_an_agreement_ends() {
    on_both(|town| {
        service(town, false);
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let id = asks(town, &here, &[Field::Name]).unwrap();
        town.wait(answer(&town.world, &who, (&[id], Say::Yes), "")).unwrap().unwrap();
        town.clock.advance(Millis(LASTS.0 - Millis::days(31).0));
        let told = run(&town.world, Job::Notices, Mode::Real).unwrap();
        assert_eq!(told.effects[0].what, "told_of_agreement");
        let mails = town.write(|tx| store::outbox::newest(tx, 10));
        assert_eq!(mails[0].template, flows::mail::Letter::AgreementEnds.word());
        town.clock.advance(Millis::days(31));
        assert_eq!(released(town, &here), store::data_agreement::Released::default(), "over is over");
    });
}

#[test]
fn every_agreement_that_ends_has_its_letter_however_many_there_are() {
    on_both(|town| {
        service(town, false);
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let id = asks(town, &here, &[Field::Name]).unwrap();
        town.wait(answer(&town.world, &who, (&[id], Say::Yes), "")).unwrap().unwrap();
        let many = flows::mail::LETTERS_MAX + 5;
        let at = here.clone();
        town.write(move |tx| {
            for nth in 0..many {
                let id = i64::try_from(nth).unwrap() + 1;
                let (client, fields, comment) = (CLIENT.to_owned(), vec![Field::Name], String::new());
                store::data_agreement::ask(tx, &Asked { id, institution: at.clone(), client, fields, comment })?;
                let until = tx.now().plus(LASTS);
                store::data_agreement::answer(tx, (id, &at), (&Answer::Yes(until), ""), who.person())?;
            }
            Ok(())
        });
        town.clock.advance(Millis(LASTS.0 - Millis::days(31).0));
        let told = run(&town.world, Job::Notices, Mode::Real).unwrap();
        let mails = town.write(|tx| store::outbox::newest(tx, 1_000));
        assert_eq!(mails.len(), told.effects.len(), "nobody counts as told who was not written to");
    });
}

#[test]
fn a_licence_is_given_to_a_class_and_taken_back() {
    on_both(|town| {
        service(town, true);
        let (here, other) = (institution(town, SCHOOL), institution(town, "999901"));
        let (class, foreign) = (town.class(SCHOOL, "2.B"), town.class("999901", "2.B"));
        let (_, who) = holder(town, "lice1234", &here, Right::Licences);
        let giving = |reach| Giving { client: CLIENT.to_owned(), reach, from: None, to: None };
        let gives = |giving: &Giving| town.wait(give(&town.world, &who, giving)).unwrap();
        assert_eq!(gives(&giving(Reach::Group(class))), Pressed::Done);
        assert_eq!(gives(&giving(Reach::Group(class))), Pressed::Already);
        assert_eq!(gives(&giving(Reach::Group(foreign))), Pressed::NotHere);
        let none = Giving { client: "https://ukendt.example/".to_owned(), ..giving(Reach::WholeInstitution) };
        assert_eq!(gives(&none), Pressed::NoService);
        let late = Giving { to: Some("2020-01-01".parse().unwrap()), ..giving(Reach::Actor(Actor::Pupil)) };
        assert_eq!(gives(&late), Pressed::OverBefore);
        let page = town.wait(licences(&town.world, &who)).unwrap().unwrap();
        assert_eq!((page.given.len(), page.offered.len()), (1, 1));
        let (_, there) = administrator(town, "bodi1111", &other);
        assert_eq!(town.wait(end_licence(&town.world, &there, page.given[0].id)).unwrap(), Pressed::NotHere);
        assert_eq!(town.wait(end_licence(&town.world, &who, page.given[0].id)).unwrap(), Pressed::Done);
        assert_eq!(town.wait(end_licence(&town.world, &who, page.given[0].id)).unwrap(), Pressed::NotHere);
    });
}

fn change(name: Name, was: &str, value: &str) -> Change {
    Change { decided: Decided { name, value: value.to_owned() }, was: was.to_owned() }
}

#[test]
fn a_setting_that_two_decide_differently_is_written_by_neither_until_both_are_read() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let saves = |all: &[Change]| town.wait(save(&town.world, &who, all)).unwrap();
        let first = [change(Name::Yearly, "on", "off"), change(Name::Demand, "running", "paused")];
        assert_eq!(saves(&first), Saved::Changed(2));
        // A form that was shown before says nothing of what it did not touch.
        let older = [change(Name::Yearly, "on", "on"), change(Name::Demand, "running", "paused")];
        assert_eq!(saves(&older), Saved::Changed(0));
        assert_eq!(saves(&[change(Name::Confirmation, "standard", "picture")]), Saved::Changed(1));
        let met = Met { name: Name::Confirmation, theirs: "picture".to_owned(), ours: "teacher".to_owned() };
        let newer = [change(Name::Confirmation, "standard", "teacher"), change(Name::ImportHoldPeople, "10", "12")];
        assert_eq!(saves(&newer), Saved::Met(vec![met]));
        let page = town.wait(settings(&town.world, &who)).unwrap().unwrap();
        assert_eq!(page.settings.import_limits.people, 10, "nothing of it is written");
        assert_eq!(page.settings.value(Name::Yearly), "off");
    });
}

#[test]
fn settings_are_saved_whole_or_not_at_all_and_only_what_differs_is_an_event() {
    on_both(|town| {
        let here = institution(town, SCHOOL);
        let (_, who) = administrator(town, "birg6402", &here);
        let saves = |all: &[Change]| town.wait(save(&town.world, &who, all)).unwrap();
        let wrong = [change(Name::Confirmation, "standard", "picture"), change(Name::Networks, "", "192.0.2.0/99")];
        assert_eq!(saves(&wrong), Saved::NotUnderstood(Name::Networks));
        let right = [
            change(Name::Confirmation, "standard", "picture"),
            change(Name::Networks, "", "192.0.2.0/24"),
            change(Name::Yearly, "on", "on"),
            change(Name::ImportHoldPercent, "20", "30"),
        ];
        assert_eq!(saves(&right), Saved::Changed(3), "the yearly rule was on before");
        assert_eq!(saves(&right), Saved::Changed(0));
        assert_eq!(saves(&[change(Name::ChangeCalled, "", "1")]), Saved::NotUnderstood(Name::ChangeCalled));
        let orders = |name, value| {
            let from = Circumstances::machine("command");
            save_by_operator(&town.world, &here, &[change(name, "", value).decided], &from).unwrap()
        };
        assert_eq!(orders(Name::ImportHoldClass, "0"), Err(Name::ImportHoldClass));
        assert_eq!(orders(Name::ImportHoldPercent, "30"), Ok(0), "one table for page and command");
        assert_eq!(orders(Name::ManualBesideImport, "allowed"), Ok(1), "this the operator decides");
        let page = town.wait(settings(&town.world, &who)).unwrap().unwrap();
        assert_eq!((page.settings.networks.len(), page.settings.import_limits.percent), (1, 30));
        let (_, reader) = holder(town, "read1234", &here, Right::ReadAccess);
        let refused = town.wait(save(&town.world, &reader, &right)).unwrap();
        assert_eq!(refused, Saved::Refused(Reason::NeedsRight(Right::UserAdministration)));
        let class = town.class(SCHOOL, "3.A");
        let foreign = town.class("999901", "3.A");
        let form = |class| town.wait(decide_form(&town.world, &who, class, SchoolForm::Words)).unwrap();
        assert_eq!((form(class), form(foreign)), (FormDecided::Done, FormDecided::NoClass));
        town.wait(wish(&town.world, &who, "Vi hedder nu Skolen ved Åen")).unwrap().unwrap();
        town.wait(wish(&town.world, &who, "Vi hedder nu Skolen ved Søen")).unwrap().unwrap();
        assert_eq!(cases(town), 1);
    });
}

/// A school whose import is held: every pupil of a few classes is missing, and one of the staff who holds a right.
fn held(town: &Town) -> (Source, InstitutionNumber) {
    let source = registered(town);
    full(town, &source.text);
    let number = source.register.number.clone();
    (source, number)
}

fn waiting(town: &Town, who: &Administrator) -> (String, ImportRunId) {
    let trace = town.world.db.trace();
    trace.listen();
    let page = town.wait(desk::overview(&town.world, who)).unwrap().unwrap();
    let heard = trace.heard();
    for whole in ["store::import_run::SEALED", "store::import_run::FINDINGS"] {
        assert!(!heard.contains(&whole), "what is only counted is not read: {heard:#?}");
    }
    let source = &page.sources[0].source;
    (source.name.clone(), source.held_run.unwrap_or(source.last_run))
}

#[test]
fn a_held_import_says_whose_rights_and_services_would_go_and_is_released() {
    on_both(|town| {
        service(town, true);
        let (source, here) = held(town);
        let (admin, who) = administrator(town, "birg6402", &here);
        let giving = Giving { client: CLIENT.to_owned(), reach: Reach::Actor(Actor::Employee), from: None, to: None };
        assert_eq!(town.wait(give(&town.world, &who, &giving)).unwrap(), Pressed::Done);
        let employees: Vec<_> = at_school(town, &here).into_iter().filter(|one| one.actor == Actor::Employee).collect();
        let leaver = employees.iter().find(|one| one.person != admin).unwrap().person;
        let grant = store::right_grant::NewGrant {
            id: rules::id::GrantId(town.world.draw_id()),
            person: leaver,
            institution: here.clone(),
            right: "licences".to_owned(),
            given_by: None,
            why: "test".to_owned(),
            expires: None,
        };
        town.write(move |tx| store::right_grant::grant(tx, &grant));
        full(town, &with_people(&source.text, |_| false));
        let (name, run) = waiting(town, &who);
        let plan = town.wait(desk::held(&town.world, &who, &name)).unwrap().unwrap().unwrap();
        assert_eq!(plan.plan.counts().removed, source.all);
        assert!(0 < plan.contacts_gone);
        let loss = plan.losses.iter().find(|loss| loss.person == leaver).unwrap();
        assert_eq!(
            (&loss.rights, &loss.services, loss.last),
            (&vec!["licences".to_owned()], &vec!["Matematikhuset".to_owned()], true)
        );
        assert_eq!(plan.losses[0].person, leaver, "who loses a right stands first");
        let other = institution(town, "999901");
        let (_, there) = administrator(town, "bodi1111", &other);
        assert!(town.wait(desk::held(&town.world, &there, &name)).unwrap().unwrap().is_none());
        let decide =
            |who: &Administrator, run, what| town.wait(desk::decide(&town.world, who, (&name, run), what)).unwrap();
        assert_eq!(decide(&there, run, Decision::Release), Ok(ImportDecided::Nothing));
        let (_, reader) = holder(town, "read1234", &here, Right::ReadAccess);
        assert!(decide(&reader, run, Decision::Release).is_err());
        assert_eq!(
            decide(&who, ImportRunId(1), Decision::Release),
            Ok(ImportDecided::Nothing),
            "not what the page showed"
        );
        assert!(matches!(decide(&who, run, Decision::Release), Ok(ImportDecided::Done(_))));
        let left: Vec<_> = at_school(town, &here).into_iter().filter(|one| one.actor == Actor::Pupil).collect();
        assert!(left.is_empty());
        let (_, last) = waiting(town, &who);
        assert!(matches!(decide(&who, last, Decision::Undo), Ok(ImportDecided::Done(_))));
        assert_eq!(at_school(town, &here).iter().filter(|one| one.actor == Actor::Pupil).count(), source.pupils);
    });
}

#[test]
fn the_history_names_refused_lines_and_only_to_its_own_school() {
    on_both(|town| {
        let (source, here) = held(town);
        let (admin, who) = administrator(town, "birg6402", &here);
        let text = source.text.replacen("<CivilRegistrationNumber>", "<CivilRegistrationNumber>99", 1);
        full(town, &text);
        let (name, run) = waiting(town, &who);
        let page = town.wait(desk::run(&town.world, &who, run)).unwrap().unwrap().unwrap();
        assert_eq!(page.lines.len(), 1);
        assert_eq!(page.lines[0].reason, rules::roster::Reason::CprInvalid);
        assert!(page.lines[0].person.is_some(), "who it was before is known");
        let shown = town.wait(desk::imported(&town.world, &who, &name, 0)).unwrap().unwrap().unwrap();
        assert_eq!((shown.people.len(), shown.all), (desk::IMPORTED_SHOWN.min(source.all), source.all));
        let other = institution(town, "999901");
        let (_, there) = administrator(town, "bodi1111", &other);
        assert!(town.wait(desk::run(&town.world, &there, run)).unwrap().unwrap().is_none());
        assert!(town.wait(desk::imported(&town.world, &there, &name, 0)).unwrap().unwrap().is_none());
        let intruder = again(town, admin, &other);
        assert!(town.wait(desk::run(&town.world, &intruder, run)).unwrap().is_err());
    });
}
