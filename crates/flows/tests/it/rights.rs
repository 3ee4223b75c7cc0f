//! Administrators give and take rights, find people of the whole country, and lose the right by themselves.
//! Source: product.md §9.

use crate::town::{OTHER_SCHOOL, SCHOOL, Town, number, on_both};
use flows::administrators::{self, MailFrom, MailSet};
use flows::find_anyone::{self, Answer, Found, Ticks};
use flows::grant_rights::{self, Asked, Day, Deed, Fault, Saved, Wish};
use flows::lapse_rights;
use flows::operator_right::{self, Given, Which};
use flows::remember::Circumstances;
use flows::rights_matrix::{self, Column, Who};
use flows::user_administration::Administrator;
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::institution::{Institution, Ownership};
use rules::right_term::{Lapse, Term, TermFault, Tie, Why, latest};
use rules::rights::Reason;
use rules::rights::facts::{Primary, Right};
use rules::session::{Device, Method};
use rules::time::{Date, Millis};
use store::job_run::Mode;
use store::sso_session::{NewSsoSession, SsoSessionId};

const ADMINISTRATION: &str = "user_administration";
const READING: &str = "read_access";

/// Somebody who came in with the eID, for the school.
fn sits(town: &Town, person: PersonId) -> Administrator {
    let now = town.world.now();
    let new = NewSsoSession {
        id: SsoSessionId(town.world.draw_id()),
        secret_hash: crypto::digest::of_token(&town.world.draw_id().to_string()).to_vec(),
        person,
        device: Device::Own,
        method: Method::Eid,
        idle_ends: now.plus(Millis::days(900)),
        ends: now.plus(Millis::days(900)),
        two_factor: Some(now),
        adult_verified: None,
        password_version: None,
        address: "192.0.2.1".to_owned(),
        browser: "test".to_owned(),
    };
    let session = new.id;
    town.write(move |tx| store::sso_session::create(tx, &new));
    Administrator::new((person, session), number(SCHOOL), "192.0.2.1".parse().unwrap())
}

/// The school's register entry, with an address.
fn school(town: &Town) {
    let entry = Institution {
        number: number(SCHOOL),
        name: "Solbakkeskolen".to_owned(),
        kind: "Folkeskole".to_owned(),
        cvr: String::new(),
        p_number: String::new(),
        municipality_number: String::new(),
        municipality: String::new(),
        region: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        phone: String::new(),
        mail: "kontor@solbakkeskolen.dk".to_owned(),
        web: String::new(),
        leader: String::new(),
        ownership: Ownership::Public,
        main_institution: None,
        closed: None,
    };
    town.write(move |tx| store::institution::put(tx, &entry));
}

/// A leader who is user administrator, a colleague, and somebody who works at another school.
fn staff(town: &Town) -> (PersonId, PersonId, PersonId) {
    school(town);
    let (leader, colleague, away) = (town.person("hele4406"), town.person("mett2468"), town.person("pete3345"));
    town.attach(leader, SCHOOL, (Role::Leader, None));
    town.attach(colleague, SCHOOL, (Role::Teacher, None));
    town.attach(away, OTHER_SCHOOL, (Role::Technical, None));
    town.right(leader, ADMINISTRATION);
    (leader, colleague, away)
}

fn wish(person: PersonId, right: &str, after: bool) -> Wish {
    Wish { person, right: right.to_owned(), before: !after, after }
}

fn asked(wishes: &[Wish]) -> Asked {
    Asked { wishes: wishes.to_vec(), days: Vec::new() }
}

fn save(town: &Town, by: &Administrator, asked: Asked) -> Saved {
    town.wait(grant_rights::save(&town.world, by, asked)).unwrap().unwrap()
}

fn saved(town: &Town, by: &Administrator, wishes: &[Wish]) {
    assert!(matches!(save(town, by, asked(wishes)), Saved::Done(_)), "{wishes:?}");
}

/// The rights somebody holds at the school now.
fn rights(town: &Town, person: PersonId) -> Vec<String> {
    let grants = town.write(move |tx| store::right_grant::of_person(tx, person));
    grants.into_iter().filter(|grant| grant.institution == number(SCHOOL)).map(|grant| grant.right).collect()
}

/// Template and address of the letters that wait.
fn letters(town: &Town) -> Vec<(String, String)> {
    let mut mails: Vec<(String, String)> = town
        .write(|tx| store::outbox::newest(tx, 100))
        .iter()
        .map(|mail| (mail.template.clone(), flows::mail::open(&town.world.vault, mail).unwrap().to))
        .collect();
    mails.sort();
    mails
}

fn kinds(town: &Town, person: PersonId) -> Vec<Kind> {
    let events = town.write(move |tx| store::event::about(tx, person, EventId(i64::MAX), 50));
    events.into_iter().map(|event| event.kind).collect()
}

fn today(town: &Town) -> Date {
    town.world.now().day_in_denmark()
}

#[test]
fn a_leader_makes_a_colleague_administrator_and_all_administrators_are_told() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk = sits(town, leader);
        let set = town.wait(administrators::set_mail(&town.world, &desk, leader, "helle@solbakkeskolen.dk"));
        assert_eq!(set.unwrap(), Ok(MailSet::Kept));
        saved(town, &desk, &[wish(colleague, ADMINISTRATION, true)]);
        assert_eq!(rights(town, colleague), [ADMINISTRATION]);
        let grants = town.write(move |tx| store::right_grant::of_person(tx, colleague));
        assert_eq!((grants[0].given_by, grants[0].why.as_str()), (Some(leader), "administrator"));
        assert_eq!(grants[0].expires, None, "an internal holds it for good");
        assert!(kinds(town, colleague).contains(&Kind::RightGranted));
        // The colleague has no address of their own: the school's is written to.
        let told = |to: &str| ("administrator_added".to_owned(), to.to_owned());
        assert_eq!(letters(town), [told("helle@solbakkeskolen.dk"), told("kontor@solbakkeskolen.dk")]);
    });
}

#[test]
fn what_the_operator_gives_or_takes_is_told_to_all_administrators_too() {
    on_both(|town| {
        let (leader, colleague, away) = staff(town);
        let from = Circumstances::machine("command");
        let which = |person, right| Which { person, institution: number(SCHOOL), right };
        let pupil = town.person("alma1234");
        town.attach(pupil, SCHOOL, (Role::Pupil, None));
        let given = |person, right| operator_right::give(&town.world, &which(person, right), &from).unwrap();
        assert_eq!(given(pupil, Right::UserAdministration), Given::MayNot);
        assert_eq!(given(colleague, Right::ReadAccess), Given::Now);
        assert_eq!(letters(town), [], "administrators hear of administrators");
        assert_eq!(given(away, Right::UserAdministration), Given::Now);
        assert_eq!(given(away, Right::UserAdministration), Given::Already);
        let grants = town.write(move |tx| store::right_grant::of_person(tx, away));
        assert_eq!(grants[0].expires.map(rules::right_term::last_day), Some(latest(today(town))), "an external's ends");
        let told = |letter: &str| (letter.to_owned(), "kontor@solbakkeskolen.dk".to_owned());
        assert_eq!(letters(town), [told("administrator_added")]);
        assert!(operator_right::take(&town.world, &which(leader, Right::UserAdministration), &from).unwrap());
        assert!(!operator_right::take(&town.world, &which(leader, Right::UserAdministration), &from).unwrap());
        assert_eq!(rights(town, leader), Vec::<String>::new());
        assert_eq!(letters(town), [told("administrator_added"), told("administrator_removed")]);
        assert!(kinds(town, leader).contains(&Kind::RightRevoked));
    });
}

#[test]
fn an_external_needs_a_last_day_within_twelve_months() {
    on_both(|town| {
        let (leader, _, away) = staff(town);
        let desk = sits(town, leader);
        let with_day = |after: Option<Date>| Asked {
            wishes: vec![wish(away, ADMINISTRATION, true)],
            days: vec![Day { person: away, before: None, after }],
        };
        let refused = |asked: Asked, fault: TermFault| {
            let Saved::NotYet(judged) = save(town, &desk, asked) else { panic!("saved") };
            assert_eq!(judged.faults, [(away, ADMINISTRATION.to_owned(), Fault::Term(fault))]);
        };
        refused(with_day(None), TermFault::Missing);
        refused(with_day(latest(today(town)).tomorrow().ok()), TermFault::TooLate);
        assert_eq!(rights(town, away), Vec::<String>::new());
        let last = latest(today(town));
        assert!(matches!(save(town, &desk, with_day(Some(last))), Saved::Done(_)));
        assert_eq!(rights(town, away), [ADMINISTRATION]);
        town.clock.advance(Millis::days(364));
        assert_eq!(rights(town, away), [ADMINISTRATION]);
        town.clock.advance(Millis::days(2));
        assert_eq!(rights(town, away), Vec::<String>::new(), "over by itself");
    });
}

#[test]
fn two_administrators_who_change_the_same_person_see_each_other() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let other = town.person("thom6187");
        town.attach(other, SCHOOL, (Role::Leader, None));
        town.right(other, ADMINISTRATION);
        let (first, second) = (sits(town, leader), sits(town, other));
        saved(town, &first, &[wish(colleague, READING, true)]);
        // The second one's page is older: it showed the colleague without any right.
        let shown =
            |right: &str, after: bool| Wish { person: colleague, right: right.to_owned(), before: false, after };
        let form = [shown(READING, false), shown("licences", true)];
        let Saved::NotYet(judged) = save(town, &second, asked(&form)) else { panic!("saved over the other's change") };
        let conflicts: Vec<(&str, bool)> = judged.conflicts.iter().map(|c| (c.right.as_str(), c.held)).collect();
        assert_eq!(conflicts, [(READING, true)]);
        assert_eq!(rights(town, colleague), [READING], "nothing was written");
        // Seen both, pressed again: with what is so now as what was shown.
        let again =
            [Wish { person: colleague, right: READING.to_owned(), before: true, after: true }, shown("licences", true)];
        assert!(matches!(save(town, &second, asked(&again)), Saved::Done(_)));
        assert_eq!(rights(town, colleague), ["licences", READING]);
    });
}

#[test]
fn own_last_and_primary_administration_stay() {
    on_both(|town| {
        let (leader, colleague, away) = staff(town);
        let desk_of_leader = sits(town, leader);
        let refused = |by: &Administrator, wish: Wish, reason: Reason| {
            let Saved::NotYet(judged) = save(town, by, asked(&[wish])) else { panic!("saved") };
            assert_eq!(judged.faults[0].2, Fault::Refused(reason));
        };
        refused(&desk_of_leader, wish(leader, ADMINISTRATION, false), Reason::OwnAdministration);
        saved(town, &desk_of_leader, &[wish(colleague, ADMINISTRATION, true)]);
        town.write(move |tx| store::administrator::make_primary(tx, &number(SCHOOL), leader));
        let desk_of_colleague = sits(town, colleague);
        refused(&desk_of_colleague, wish(leader, ADMINISTRATION, false), Reason::PrimaryAdministrator);
        // An external by the actor alone is employed nowhere.
        let trainee = town.person("prak1234");
        town.attach(trainee, SCHOOL, (Role::Trainee, None));
        let day = Some(today(town));
        let form = Asked {
            wishes: vec![wish(trainee, ADMINISTRATION, true)],
            days: vec![Day { person: trainee, before: day, after: day }],
        };
        let Saved::NotYet(judged) = save(town, &desk_of_leader, form) else { panic!("saved") };
        assert_eq!(judged.faults[0].2, Fault::Refused(Reason::MayNotHold));
        let _ = away;
    });
}

#[test]
fn the_primary_stays_the_primary_with_one_right_more() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk_of_leader = sits(town, leader);
        saved(town, &desk_of_leader, &[wish(colleague, ADMINISTRATION, true)]);
        town.write(move |tx| store::administrator::make_primary(tx, &number(SCHOOL), colleague));
        saved(town, &desk_of_leader, &[wish(colleague, READING, true)]);
        saved(town, &desk_of_leader, &[wish(colleague, READING, false)]);
        let kept = town.write(|tx| store::administrator::of_institution(tx, &number(SCHOOL)));
        assert!(kept.iter().any(|one| one.person == colleague && one.primary_since.is_some()));
    });
}

#[test]
fn a_right_the_page_does_not_offer_is_not_given() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let Saved::NotYet(judged) = save(town, &sits(town, leader), asked(&[wish(colleague, "made_up", true)])) else {
            panic!("saved")
        };
        assert_eq!(judged.faults[0].2, Fault::Refused(Reason::WrongObject));
        assert_eq!(rights(town, colleague), Vec::<String>::new());
    });
}

#[test]
fn nobody_without_the_right_grants_and_whoever_loses_it_is_out_at_once() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk_of_leader = sits(town, leader);
        saved(town, &desk_of_leader, &[wish(colleague, READING, true)]);
        let reader = sits(town, colleague);
        let tried =
            town.wait(grant_rights::save(&town.world, &reader, asked(&[wish(colleague, ADMINISTRATION, true)])));
        assert!(matches!(tried.unwrap(), Err(Reason::NeedsRight(Right::UserAdministration))));
        let view = rights_matrix::Asked { who: Who::Employees, typed: String::new(), page: 1 };
        let seen = town.wait(rights_matrix::page(&town.world, &reader, view.clone())).unwrap().unwrap();
        assert!(seen.may_change.is_err(), "read access sees, and has no buttons");
        saved(town, &desk_of_leader, &[wish(colleague, READING, false)]);
        let seen = town.wait(rights_matrix::page(&town.world, &reader, view)).unwrap();
        assert_eq!(seen.err(), Some(Reason::NeedsRight(Right::ReadAccess)));
    });
}

#[test]
fn the_page_counts_its_lists_filters_and_shows_what_may_be_ticked() {
    on_both(|town| {
        let (leader, colleague, away) = staff(town);
        let desk = sits(town, leader);
        let page = |who, typed: &str| {
            let view = rights_matrix::Asked { who, typed: typed.to_owned(), page: 1 };
            town.wait(rights_matrix::page(&town.world, &desk, view)).unwrap().unwrap()
        };
        let ticks = Ticks { remember: vec![away], forget: Vec::new() };
        assert_eq!(town.wait(find_anyone::remember(&town.world, &desk, ticks)).unwrap(), Ok(1));
        let seen = page(Who::Employees, "");
        assert_eq!(seen.counts, (2, 1, 1));
        assert_eq!(seen.columns[0], Column::Own(Right::UserAdministration));
        let order: Vec<PersonId> = seen.rows.iter().map(|row| row.person).collect();
        assert_eq!(order, [leader, colleague], "in the order of names");
        assert!(seen.rows[0].cells[0].held.is_some());
        assert_eq!(seen.rows[0].cells[0].may_change, Err(Reason::OwnAdministration));
        assert_eq!(seen.rows[1].cells[0].may_change, Ok(()));
        assert_eq!(page(Who::Employees, "mett2468").rows.len(), 1);
        assert_eq!(page(Who::Employees, "test hele").rows.len(), 1);
        let remembered = page(Who::Remembered, "");
        assert_eq!((remembered.rows[0].person, remembered.rows[0].tie), (away, Tie::External));
        assert!(kinds(town, away).contains(&Kind::PeopleShown), "a look is remembered");
        town.clock.advance(Millis::days(31));
        let later = sits(town, leader);
        let view = rights_matrix::Asked { who: Who::Remembered, typed: String::new(), page: 1 };
        let seen = town.wait(rights_matrix::page(&town.world, &later, view)).unwrap().unwrap();
        assert_eq!(seen.counts.1, 0, "for thirty days");
    });
}

#[test]
fn what_was_saved_is_undone_by_one_press() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk = sits(town, leader);
        saved(town, &desk, &[wish(colleague, READING, true)]);
        town.clock.advance(Millis::seconds(5));
        let form = asked(&[wish(colleague, READING, false), wish(colleague, ADMINISTRATION, true)]);
        let Saved::Done(at) = save(town, &desk, form) else { panic!("not saved") };
        let done = town.wait(grant_rights::done(&town.world, &desk, at)).unwrap();
        assert_eq!((done.given.len(), done.taken.len()), (1, 1));
        town.clock.advance(Millis::seconds(5));
        let undone = town.wait(grant_rights::undo(&town.world, &desk, at)).unwrap().unwrap();
        assert!(matches!(undone, Saved::Done(_)));
        assert_eq!(rights(town, colleague), [READING]);
    });
}

#[test]
fn a_preview_says_what_a_form_would_do_and_writes_nothing() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk = sits(town, leader);
        let seen = town.wait(grant_rights::preview(&town.world, &desk, asked(&[wish(colleague, READING, true)])));
        let seen = seen.unwrap().unwrap();
        assert_eq!(seen.changes[0].deed, Deed::Given(Term::ForGood));
        assert_eq!(seen.names[&colleague], "mett Testesen");
        assert_eq!(rights(town, colleague), Vec::<String>::new());
    });
}

#[test]
fn the_primary_hands_over_and_nobody_else() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let (first, second) = (sits(town, leader), sits(town, colleague));
        saved(town, &first, &[wish(colleague, ADMINISTRATION, true)]);
        town.write(move |tx| store::administrator::make_primary(tx, &number(SCHOOL), leader));
        let refused = town.wait(administrators::hand_over(&town.world, &second, colleague)).unwrap();
        assert_eq!(refused, Err(Reason::NotPrimary));
        assert_eq!(town.wait(administrators::hand_over(&town.world, &first, colleague)).unwrap(), Ok(()));
        let rows = town.wait(administrators::list(&town.world, &first)).unwrap().unwrap();
        assert_eq!((rows[0].person, rows[0].primary), (colleague, Primary::Yes));
        assert_eq!(rows[0].mail_from, MailFrom::Nowhere);
        assert!(letters(town).iter().any(|(letter, _)| letter == "primary_handed_over"));
        let wrong = town.wait(administrators::set_mail(&town.world, &first, leader, "ingen adresse")).unwrap();
        assert_eq!(wrong, Ok(MailSet::NoAddress));
    });
}

fn search(town: &Town, by: &Administrator, typed: &str) -> Answer {
    let asked = find_anyone::Asked { typed: typed.to_owned(), after: None };
    town.wait(find_anyone::search(&town.world, by, asked)).unwrap().unwrap()
}

fn found(answer: Answer) -> Found {
    match answer {
        Answer::Found(found) => found,
        other => panic!("nothing found: {other:?}"),
    }
}

#[test]
fn a_search_finds_staff_anywhere_own_pupils_and_never_a_contact() {
    on_both(|town| {
        let (leader, _, away) = staff(town);
        let desk = sits(town, leader);
        let (own, other, parent) = (town.person("alma1234"), town.person("anto5678"), town.person("line4406"));
        town.attach(own, SCHOOL, (Role::Pupil, Some("1")));
        town.attach(other, OTHER_SCHOOL, (Role::Pupil, Some("1")));
        town.attach(parent, SCHOOL, (Role::Mother, None));
        let hits = found(search(town, &desk, "testesen")).hits;
        let people: Vec<PersonId> = hits.iter().map(|hit| hit.person).collect();
        assert!(people.contains(&away) && people.contains(&own));
        assert!(!people.contains(&other) && !people.contains(&parent));
        assert!(found(search(town, &desk, "line4406")).hits.is_empty(), "not by the user name either");
        assert_eq!(found(search(town, &desk, "pete3345")).hits[0].person, away);
        assert!(kinds(town, away).contains(&Kind::PeopleSearched));
        assert!(matches!(search(town, &desk, "t"), Answer::TooShort));
    });
}

#[test]
fn a_protected_person_is_found_by_the_whole_user_name_alone_and_without_a_place() {
    on_both(|town| {
        let (leader, _, away) = staff(town);
        let desk = sits(town, leader);
        let alias = rules::user::PersonName { first: "Kim".to_owned(), family: "Alias".to_owned() };
        town.write(move |tx| store::person_entry::protect(tx, away, &alias));
        for typed in ["pete", "kim alias", "pete334"] {
            assert!(found(search(town, &desk, typed)).hits.iter().all(|hit| hit.person != away), "{typed}");
        }
        let hits = found(search(town, &desk, "PETE3345")).hits;
        assert_eq!((hits[0].shown.as_str(), hits[0].at.len()), ("Kim Alias", 0));
    });
}

#[test]
fn the_two_hundred_and_first_search_of_a_day_is_refused() {
    on_both(|town| {
        let (leader, _, _) = staff(town);
        let desk = sits(town, leader);
        let day = today(town);
        for _ in 0..199 {
            assert!(town.write(move |tx| store::search_day::count(tx, leader, day, 200)));
        }
        assert!(matches!(search(town, &desk, "testesen"), Answer::Found(_)));
        assert!(matches!(search(town, &desk, "testesen"), Answer::UsedUp));
        town.clock.advance(Millis::days(1));
        assert!(matches!(search(town, &sits(town, leader), "testesen"), Answer::Found(_)), "tomorrow there are more");
    });
}

/// What the job says of whom.
fn lapses(town: &Town, mode: Mode) -> Vec<(PersonId, Lapse)> {
    let lines = lapse_rights::run(&town.world, mode).unwrap();
    lines.into_iter().map(|line| (line.person, line.lapse)).collect()
}

#[test]
fn an_internals_right_ends_with_the_employment_and_a_dry_run_writes_nothing() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let job = town.attach(colleague, SCHOOL, (Role::Pedagogue, None));
        town.attach(colleague, OTHER_SCHOOL, (Role::Teacher, None));
        let desk = sits(town, leader);
        saved(town, &desk, &[wish(colleague, ADMINISTRATION, true)]);
        let trace = town.world.db.trace();
        trace.listen();
        assert_eq!(lapses(town, Mode::Real), []);
        let heard = trace.heard();
        let counted = heard.iter().filter(|name| **name == "store::right_grant::HOLDERS").count();
        assert_eq!(counted, 1, "the administrators of one institution are counted once: {heard:#?}");
        let jobs = town.write(move |tx| store::affiliation::active_of_person(tx, colleague));
        for one in jobs.into_iter().filter(|one| one.institution == number(SCHOOL)) {
            town.write(move |tx| store::affiliation::end(tx, one.id));
        }
        let _ = job;
        let ends = [(colleague, Lapse::Ends(Why::EmploymentEnded))];
        assert_eq!(lapses(town, Mode::DryRun), ends);
        let would = flows::lifetime::run(&town.world, flows::lifetime::Job::Rights, Mode::DryRun).unwrap();
        let would: Vec<_> = would.effects.iter().map(|effect| (effect.what.as_str(), effect.person)).collect();
        assert_eq!(would, [("right_ended", Some(colleague))]);
        let kept = town.write(|tx| store::job_run::of_job(tx, "rights", 10));
        assert_eq!(kept.iter().map(|run| run.mode).collect::<Vec<_>>(), [Mode::DryRun]);
        assert_eq!(rights(town, colleague), [ADMINISTRATION]);
        let view = rights_matrix::Asked { who: Who::Employees, typed: String::new(), page: 1 };
        let out = town.wait(rights_matrix::page(&town.world, &sits(town, colleague), view)).unwrap();
        assert_eq!(out.err(), Some(Reason::NotHere), "out at once, whenever the job runs");
        assert_eq!(lapses(town, Mode::Real), ends);
        assert_eq!(rights(town, colleague), Vec::<String>::new());
        assert!(kinds(town, colleague).contains(&Kind::RightRevoked));
        assert!(letters(town).iter().any(|(letter, _)| letter == "right_lapsed"));
        assert_eq!(lapses(town, Mode::Real), [], "once");
    });
}

#[test]
fn the_last_administrator_keeps_the_right_for_thirty_days_and_the_school_is_told_once() {
    on_both(|town| {
        let (leader, _, _) = staff(town);
        town.attach(leader, OTHER_SCHOOL, (Role::Leader, None));
        let jobs = town.write(move |tx| store::affiliation::active_of_person(tx, leader));
        for one in jobs.into_iter().filter(|one| one.institution == number(SCHOOL)) {
            town.write(move |tx| store::affiliation::end(tx, one.id));
        }
        assert!(matches!(lapses(town, Mode::Real)[..], [(who, Lapse::LastStays(_))] if who == leader));
        assert_eq!(lapses(town, Mode::Real), [], "told once");
        let told = ("last_administrator_leaves".to_owned(), "kontor@solbakkeskolen.dk".to_owned());
        assert_eq!(letters(town), [told]);
        town.clock.advance(Millis::days(29));
        assert_eq!(rights(town, leader), [ADMINISTRATION]);
        town.clock.advance(Millis::days(1));
        assert_eq!(lapses(town, Mode::Real), [(leader, Lapse::Ends(Why::EmploymentEnded))]);
        assert_eq!(rights(town, leader), Vec::<String>::new());
    });
}

#[test]
fn a_year_without_coming_in_closes_the_access_and_the_last_month_warns_once() {
    on_both(|town| {
        let (leader, colleague, _) = staff(town);
        let desk_of_leader = sits(town, leader);
        saved(town, &desk_of_leader, &[wish(colleague, ADMINISTRATION, true)]);
        town.clock.advance(Millis::days(336));
        town.wait(flows::user_administration::enter(&town.world, &sits(town, leader))).unwrap();
        assert!(matches!(lapses(town, Mode::Real)[..], [(who, Lapse::EndsSoon(_, Why::NotUsed))] if who == colleague));
        assert_eq!(lapses(town, Mode::Real), [], "warned once");
        town.clock.advance(Millis::days(31));
        assert_eq!(lapses(town, Mode::Real), [(colleague, Lapse::Ends(Why::NotUsed))]);
        assert_eq!(rights(town, leader), [ADMINISTRATION], "who came in stays");
        saved(town, &sits(town, leader), &[wish(colleague, ADMINISTRATION, true)]);
        assert_eq!(lapses(town, Mode::Real), [], "another administrator grants again");
    });
}
