//! The register at the operator's desk: found, written, loaded from a list, whole or not at all. Source: product.md §4,
//! interfaces.md §8, issue "Operator's desk".

use crate::office::{administrator, eid_session, institution, operator};
use crate::town::{Town, on_both};
use flows::administrators::set_mail;
use flows::mail::Letter;
use flows::operator::Operator;
use flows::register::desk::{Asked, Before, LISTED, Saved, list, save, see, version};
use flows::register::upload::{Fault, KEPT_FOR, Loaded, Plan, Received, load, preview, receive};
use flows::user_administration::Administrator;
use rules::event::Kind;
use rules::institution::{Institution, InstitutionNumber};
use rules::operator::{Closed, Refused};
use rules::register::{Field, Flaw};
use rules::rights::Reason;
use rules::time::Millis;
use store::institution::Place;

fn entry(town: &Town, number: &str) -> Institution {
    let number = institution(town, number);
    town.write(move |tx| store::institution::find(tx, &number)).unwrap()
}

fn number(text: &str) -> InstitutionNumber {
    InstitutionNumber::parse(text).unwrap()
}

fn found(town: &Town, who: &Operator, typed: &str) -> Vec<String> {
    let asked = Asked { typed: typed.to_owned(), after: Place::default() };
    let found = town.wait(list(&town.world, who, asked)).unwrap().unwrap();
    found.entries.into_iter().map(|one| one.name).collect()
}

fn saved(town: &Town, who: &Operator, entry: &Institution, before: Before) -> Saved {
    town.wait(save(&town.world, who, entry.clone(), before)).unwrap()
}

fn changes_by(town: &Town, who: &Operator) -> usize {
    let (person, now) = (who.person(), town.world.now().plus(Millis(1)));
    let events = town.write(move |tx| store::event::by(tx, person, now, 1_000));
    events.iter().filter(|event| event.kind == Kind::InstitutionChanged).count()
}

#[test]
fn the_register_is_listed_in_danish_order_page_by_page_and_searched_by_name_place_and_number() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let base = entry(town, "900000");
        for (at, name) in ["Ørskolen", "Åskolen", "Aabenskolen", "Zenskolen", "Bakkeskolen"].into_iter().enumerate() {
            let one = Institution {
                number: number(&format!("90000{}", at + 1)),
                name: name.to_owned(),
                city: if at == 0 { "Horsens".to_owned() } else { "Vejle".to_owned() },
                cvr: format!("1234567{at}"),
                ..base.clone()
            };
            assert!(matches!(saved(town, &who, &one, Before::New), Saved::Done(_)));
        }
        let vejle = found(town, &who, "vejle");
        assert_eq!(vejle.len(), 4);
        assert_eq!(vejle[..2], ["Bakkeskolen", "Zenskolen"]);
        assert_eq!(found(town, &who, "ørsk HORS"), ["Ørskolen"]);
        assert_eq!(found(town, &who, "12345673"), ["Zenskolen"]);
        assert_eq!(found(town, &who, "900005"), ["Bakkeskolen"]);
        assert_eq!(found(town, &who, "findes ikke"), Vec::<String>::new());

        for at in 0..LISTED {
            let one = Institution { number: number(&format!("91{at:04}")), ..base.clone() };
            assert!(matches!(saved(town, &who, &one, Before::New), Saved::Done(_)));
        }
        let (mut after, mut all, mut pages) = (Place::default(), Vec::new(), 0);
        loop {
            let asked = Asked { typed: String::new(), after: after.clone() };
            let page = town.wait(list(&town.world, &who, asked)).unwrap().unwrap();
            all.extend(page.entries.into_iter().map(|one| one.number));
            pages += 1;
            let Some(next) = page.next else { break };
            after = next;
        }
        let count = all.len();
        all.sort();
        all.dedup();
        assert_eq!((all.len(), pages), (count, 2), "each stands on one page");
        assert!(LISTED + 6 <= count);
    });
}

#[test]
fn an_entry_written_before_the_search_was_there_is_found_once_the_job_has_run() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        entry(town, "900000");
        town.write(|tx| store::institution::as_before_the_search(tx, &number("900000")));
        assert_eq!(found(town, &who, "900000"), Vec::<String>::new());
        town.wait(flows::name_order::refresh(&town.world)).unwrap();
        assert_eq!(found(town, &who, "900000"), ["Skolen 900000"]);
    });
}

#[test]
fn of_two_who_write_one_entry_the_second_is_shown_what_the_first_wrote() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let before = entry(town, "900000");
        let seen = Before::Version(version(&before));
        let first = Institution { leader: "Bo Bang".to_owned(), ..before.clone() };
        let second = Institution { city: "Vejle".to_owned(), ..before.clone() };
        assert_eq!(saved(town, &who, &first, seen.clone()), Saved::Done(vec![Field::Leader]));
        assert_eq!(saved(town, &who, &second, seen), Saved::Changed(Box::new(first.clone())));
        let again = Before::Version(version(&first));
        assert_eq!(saved(town, &who, &second, again), Saved::Done(vec![Field::City, Field::Leader]));
        assert_eq!(saved(town, &who, &second, Before::Version(version(&second))), Saved::Done(Vec::new()));
        assert_eq!(changes_by(town, &who), 2, "nothing new is no event");
        assert_eq!(saved(town, &who, &second, Before::New), Saved::Known);
        let unknown = Institution { number: number("999999"), ..before };
        assert_eq!(saved(town, &who, &unknown, Before::Version(String::new())), Saved::Nothing);
    });
}

#[test]
fn a_wrong_entry_is_refused_field_by_field_and_no_institution_is_below_itself() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let main = entry(town, "900000");
        let department = Institution { main_institution: Some(main.number.clone()), ..entry(town, "900001") };
        let version_of = |number: &InstitutionNumber| {
            let number = number.clone();
            Before::Version(version(&town.write(move |tx| store::institution::find(tx, &number)).unwrap()))
        };
        assert!(matches!(saved(town, &who, &department, version_of(&department.number)), Saved::Done(_)));
        let page = town.wait(see(&town.world, &who, &main.number)).unwrap().unwrap().unwrap();
        assert_eq!(page.departments, [(number("900001"), "Skolen 900001".to_owned())]);
        let round = Institution { main_institution: Some(number("900001")), ..main.clone() };
        let flawed = |flaws: &[(Field, Flaw)]| Saved::Flawed(flaws.to_vec());
        let looped = flawed(&[(Field::MainInstitution, Flaw::MainLoop)]);
        assert_eq!(saved(town, &who, &round, version_of(&main.number)), looped);
        let lost = Institution { main_institution: Some(number("999999")), cvr: "12".to_owned(), ..main.clone() };
        let both = flawed(&[(Field::Cvr, Flaw::Digits(8)), (Field::MainInstitution, Flaw::MainUnknown)]);
        assert_eq!(saved(town, &who, &lost, version_of(&main.number)), both);
        let nobody = town.person("nobo1111");
        let nobody = Operator::new((nobody, eid_session(town, nobody)), "192.0.2.7".parse().unwrap());
        let closed = Refused::Closed(Closed::NoOperator);
        assert_eq!(saved(town, &nobody, &main, version_of(&main.number)), Saved::Refused(closed));
        assert_eq!(town.wait(receive(&town.world, &nobody, b"x".to_vec())).unwrap(), Received::Refused(closed));
    });
}

/// Who was written to about an address, and which one it is now.
fn told_of_mail(town: &Town) -> Vec<(String, String)> {
    let mails = town.write(|tx| store::outbox::newest(tx, 100));
    let opened = mails.iter().filter(|mail| mail.template == Letter::RegisterMailChanged.word());
    let mut told: Vec<(String, String)> = opened
        .map(|mail| flows::mail::open(&town.world.vault, mail).unwrap())
        .map(|opened| (opened.to.clone(), opened.values["new"].clone()))
        .collect();
    told.sort();
    told
}

#[test]
fn an_address_of_the_register_does_not_move_unseen() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let before = entry(town, "900000");
        let at = before.number.clone();
        let (person, administrator) = administrator(town, "birg6402", &at);
        town.wait(set_mail(&town.world, &administrator, person, "birgitte@skolen.example")).unwrap().unwrap();
        let named = Institution { name: "Nyskolen".to_owned(), ..before.clone() };
        assert!(matches!(saved(town, &who, &named, Before::Version(version(&before))), Saved::Done(_)));
        assert_eq!(told_of_mail(town), [], "another name is no other address");
        let moved = Institution { mail: "ny@andetsteds.example".to_owned(), ..named.clone() };
        assert!(matches!(saved(town, &who, &moved, Before::Version(version(&named))), Saved::Done(_)));
        let both =
            |new: &str, old: &str| ["birgitte@skolen.example", old].map(|to| (to.to_owned(), new.to_owned())).to_vec();
        assert_eq!(told_of_mail(town), both("ny@andetsteds.example", "kontor@skolen.example"));
        let events = town.write({
            let (person, now) = (who.person(), town.world.now().plus(Millis(1)));
            move |tx| store::event::by(tx, person, now, 10)
        });
        assert!(events.iter().any(|event| event.payload.as_deref().is_some_and(|said| said.contains("letters"))));

        let list =
            "number,name,mail,type\n900000,Nyskolen,,Folkeskole\n900001,Afdelingen,a@skolen.example,Folkeskole\n";
        let id = sent(town, &who, list);
        let plan = planned(town, &who, id).unwrap();
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Done(1, 1));
        let told = told_of_mail(town);
        assert_eq!(told.len(), 4, "a list tells too, but not of what is new: {told:?}");
        let gone = both("", "ny@andetsteds.example");
        assert!(gone.iter().all(|letter| told.contains(letter)), "{told:?}");
        town.wait(flows::register::load(&town.world, &[before], "command")).unwrap();
        assert_eq!(told_of_mail(town).len(), 5, "and so does the command line; there was no old address");
    });
}

fn sent(town: &Town, who: &Operator, list: &str) -> i64 {
    match town.wait(receive(&town.world, who, list.as_bytes().to_vec())).unwrap() {
        Received::Yes(id) => id,
        other => panic!("{other:?}"),
    }
}

fn planned(town: &Town, who: &Operator, id: i64) -> Option<Plan> {
    town.wait(preview(&town.world, who, id)).unwrap().unwrap()
}

fn loaded(town: &Town, who: &Operator, (id, seen): (i64, &str)) -> Loaded {
    town.wait(load(&town.world, who, id, seen)).unwrap()
}

#[test]
fn a_list_is_looked_through_and_loaded_whole_with_one_event_an_institution() {
    on_both(|town| {
        let (who, other) = (operator(town, "oper1111"), operator(town, "oper2222"));
        entry(town, "900000");
        let list = "number,name,type,mail,main_institution\n900000,Nyskolen,Folkeskole,,\n\
                    900002,Afdelingen,Folkeskole,,900001\n900001,Hovedskolen,Folkeskole,kontor@skolen.example,\n";
        let id = sent(town, &who, list);
        assert_eq!(planned(town, &other, id), None, "a list is of whoever sent it");
        let plan = planned(town, &who, id).unwrap();
        assert_eq!((plan.lines, plan.created(), plan.changes.len(), plan.faults.len()), (3, 2, 3, 0));
        assert_eq!(plan.changes[0].fields, Some(vec![Field::Name, Field::Mail]));
        assert_eq!(changes_by(town, &who), 0, "a look changes nothing");
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Done(2, 1));
        assert_eq!(changes_by(town, &who), 3);
        assert_eq!(found(town, &who, "nyskolen"), ["Nyskolen"]);
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Nothing, "once");
        let again = sent(town, &who, list);
        assert!(planned(town, &who, again).unwrap().changes.is_empty());
        town.clock.advance(KEPT_FOR);
        let late = operator(town, "oper1111");
        assert_eq!(planned(town, &late, again), None, "it waits for an hour");
    });
}

#[test]
fn a_list_whose_lines_end_in_a_carriage_return_alone_has_an_event_an_institution() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let id = sent(town, &who, "number,name\r900001,Hovedskolen\r900002,Afdelingen\r900003,Nyskolen\r");
        let plan = planned(town, &who, id).unwrap();
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Done(3, 0));
        assert_eq!(changes_by(town, &who), 3);
    });
}

#[test]
fn a_list_with_a_fault_loads_nothing_and_each_fault_has_its_line_and_field() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let list = "number,name,cvr,main_institution\n900001,Hovedskolen,12345678,900002\n900002,Afdelingen,12,900001\n\
                    900001,Igen,,\n9,Kort,,\n900003,Tabt,,777777\n";
        let id = sent(town, &who, list);
        let plan = planned(town, &who, id).unwrap();
        let field = |field, flaw| Fault::Field(field, flaw);
        assert!(plan.faults.contains(&(2, field(Field::MainInstitution, Flaw::MainLoop))), "{:?}", plan.faults);
        assert!(plan.faults.contains(&(3, field(Field::Cvr, Flaw::Digits(8)))));
        assert!(plan.faults.contains(&(4, field(Field::Number, Flaw::Twice))));
        assert!(plan.faults.contains(&(5, Fault::Unread(ingest::register::RegisterFlaw::Number))));
        assert!(plan.faults.contains(&(6, field(Field::MainInstitution, Flaw::MainUnknown))));
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Flawed);
        assert_eq!(changes_by(town, &who), 0);
        assert_eq!(found(town, &who, "hovedskolen"), Vec::<String>::new());
    });
}

#[test]
fn a_long_list_asks_the_register_for_many_entries_at_once() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        entry(town, "900000");
        let lines: Vec<String> = (0..900).map(|at| format!("91{at:04},Skole {at},{}", 900_000 + at % 2)).collect();
        let list = format!("number,name,main_institution\n{}\n", lines.join("\n"));
        let id = sent(town, &who, &list);
        let lost = planned(town, &who, id).unwrap();
        assert_eq!(lost.faults.len(), 450, "900001 is not known");
        entry(town, "900001");
        let plan = planned(town, &who, id).unwrap();
        assert_eq!((plan.faults.len(), plan.created()), (0, 900));
        let trace = town.world.db.trace();
        trace.listen();
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Done(900, 0));
        let heard = trace.heard();
        assert!(heard.len() < 100, "{} statements for 900 institutions", heard.len());
        let again = sent(town, &who, &list);
        assert!(planned(town, &who, again).unwrap().changes.is_empty(), "each is known as it was loaded");
    });
}

/// Letters of this kind that went out.
fn letters(town: &Town, letter: Letter) -> usize {
    let mails = town.write(|tx| store::outbox::newest(tx, 100));
    mails.iter().filter(|mail| mail.template == letter.word()).count()
}

#[test]
fn an_institution_is_closed_from_a_day_at_the_desk_or_by_a_list_and_opened_again_at_the_desk_alone() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let before = entry(town, "900000");
        let at = before.number.clone();
        let today = town.world.now().day_in_denmark();
        let (person, administrator) = administrator(town, "birg6402", &at);
        let sits =
            |who: &Administrator| town.wait(flows::user_administration::sit(&town.world, who)).unwrap().map(|_| ());
        let offered = || town.wait(flows::user_administration::institutions(&town.world, person)).unwrap().len();
        assert_eq!((sits(&administrator), offered()), (Ok(()), 1));

        let closed = Institution { closed: Some(today), ..before.clone() };
        let done = saved(town, &who, &closed, Before::Version(version(&before)));
        assert_eq!(done, Saved::Done(vec![Field::Closed]));
        assert_eq!((sits(&administrator), offered()), (Err(Reason::InstitutionClosed), 0));
        assert_eq!(letters(town, Letter::InstitutionClosed), 1);

        let id = sent(town, &who, "number,name,mail,type\n900000,Skolen 900000,kontor@skolen.example,Folkeskole\n");
        assert!(planned(town, &who, id).unwrap().changes.is_empty(), "a list without the column opens nothing");
        town.wait(flows::register::load(&town.world, std::slice::from_ref(&before), "command")).unwrap();
        assert_eq!(sits(&administrator), Err(Reason::InstitutionClosed));

        let tomorrow = today.tomorrow().unwrap();
        let soon = Institution { closed: Some(tomorrow), ..before.clone() };
        assert!(matches!(saved(town, &who, &soon, Before::Version(version(&closed))), Saved::Done(_)));
        assert_eq!(sits(&administrator), Ok(()), "not before the day");
        assert!(matches!(saved(town, &who, &before, Before::Version(version(&soon))), Saved::Done(_)));
        assert_eq!(letters(town, Letter::InstitutionReopened), 1);

        let list = "number,name,mail,type,closed\n900000,Skolen 900000,kontor@skolen.example,Folkeskole,2020-01-01\n\
                    900001,Ny,,,i går\n";
        let id = sent(town, &who, list);
        let faults = planned(town, &who, id).unwrap().faults;
        assert_eq!(faults, [(3, Fault::Unread(ingest::register::RegisterFlaw::Closed))]);
        let id = sent(town, &who, list.split("900001").next().unwrap());
        let plan = planned(town, &who, id).unwrap();
        assert_eq!(plan.changes[0].fields, Some(vec![Field::Closed]));
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Done(0, 1));
        assert_eq!(sits(&administrator), Err(Reason::InstitutionClosed));
        assert_eq!(letters(town, Letter::InstitutionClosed), 3);
    });
}

#[test]
fn a_register_that_changed_since_the_look_stops_the_list() {
    on_both(|town| {
        let who = operator(town, "oper1111");
        let before = entry(town, "900000");
        let id = sent(town, &who, "number,name\n900000,Nyskolen\n");
        let plan = planned(town, &who, id).unwrap();
        let other = Institution { name: "Nyskolen".to_owned(), ..before.clone() };
        assert!(matches!(saved(town, &who, &other, Before::Version(version(&before))), Saved::Done(_)));
        assert_eq!(loaded(town, &who, (id, &plan.version())), Loaded::Changed);
        assert_eq!(loaded(town, &who, (id, "nonsense")), Loaded::Changed);
    });
}
