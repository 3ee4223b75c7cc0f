//! An adult without national eID: one administrator asks, another or an operator approves, whoever asked draws the code,
//! and with the user name it opens a new password once. Source: product.md §7, last row.

use crate::family::{child, told};
use crate::office::{administrator, again, eid_session, holder, institution};
use crate::town::{SCHOOL, Town, WORDS, finished, number, on_both};
use crypto::secret::SecretText;
use flows::national_id::Shown;
use flows::one_time_code::list::{Seen, list};
use flows::one_time_code::{Ask, Asked, Decision, Drawn, Pressed, ask, cancel, decide, decide_as_operator, draw};
use flows::operator::Operator;
use flows::sign_in::code::take;
use flows::sign_in::new_password::accept;
use flows::sign_in::{At, Next, Notice, Refusal, Screen};
use flows::user_administration::Administrator;
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::one_time_code::{IdentitySeen, State};
use rules::rights::Reason;
use rules::rights::facts::Right;
use rules::roster::Custody;
use rules::session::{Assurance, Method};
use rules::time::Millis;
use store::credential::SetHow;

/// A school with two administrators and a teacher whose password is forgotten.
struct Office {
    hele: Administrator,
    bent: Administrator,
    mette: PersonId,
}

fn office(town: &Town) -> Office {
    let school = institution(town, SCHOOL);
    let (_, hele) = administrator(town, "hele4406", &school);
    let (_, bent) = administrator(town, "bent7719", &school);
    let class = town.class(SCHOOL, "1.A");
    Office { hele, bent, mette: town.teacher("mett2468", class) }
}

fn asks(town: &Town, who: &Administrator, person: PersonId) -> Asked {
    let reason = "Har mistet sin telefon".to_owned();
    town.wait(ask(&town.world, who, Ask { person, reason, seen: IdentitySeen::Passport })).unwrap()
}

/// The newest ask of the school.
fn newest(town: &Town) -> i64 {
    town.write(|tx| store::one_time_code::of_institution(tx, &number(SCHOOL))).first().expect("somebody asked").id
}

fn approves(town: &Town, who: &Administrator, id: i64) -> Pressed {
    town.wait(decide(&town.world, who, (id, Decision::Approve))).unwrap()
}

fn draws(town: &Town, who: &Administrator, id: i64) -> Drawn {
    town.wait(draw(&town.world, who, id)).unwrap()
}

fn code_of(drawn: Drawn) -> String {
    match drawn {
        Drawn::Code(_, code, _) => code.reveal().to_owned(),
        other => panic!("no code: {other:?}"),
    }
}

/// From the ask to the code on a note.
fn handed_over(town: &Town, office: &Office, person: PersonId) -> String {
    assert_eq!(asks(town, &office.hele, person), Asked::Waits);
    let id = newest(town);
    assert_eq!(approves(town, &office.bent, id), Pressed::Done);
    code_of(draws(town, &office.hele, id))
}

/// A code for this adult of the school, asked for and approved by two administrators of its own.
pub(crate) fn in_hand(town: &Town, person: PersonId) -> String {
    let school = institution(town, SCHOOL);
    let (_, hele) = administrator(town, "hele4406", &school);
    let (_, bent) = administrator(town, "bent7719", &school);
    handed_over(town, &Office { hele, bent, mette: person }, person)
}

fn types(town: &Town, at: &At, name: &str, code: &str) -> Next {
    town.wait(take(&town.world, at, (name, SecretText::from(code)))).unwrap()
}

fn in_a_login(town: &Town) -> At {
    town.begin(&town.browser(), None).0
}

fn has_new_password_page(town: &Town, at: &At) -> bool {
    matches!(town.scene(at).screen, Screen::NewText { .. })
}

fn kinds(town: &Town, person: PersonId) -> Vec<Kind> {
    let events = town.write(move |tx| store::event::about(tx, person, EventId(i64::MAX), 50));
    events.into_iter().map(|event| event.kind).collect()
}

#[test]
fn two_administrators_and_a_code_give_an_adult_a_new_password_that_is_worth_one_factor() {
    on_both(|town| {
        let office = office(town);
        let first = town.named(&town.browser(), "mett2468");
        let before = finished(town.text(&first, WORDS)).cookie.expect("a session");
        let code = handed_over(town, &office, office.mette);
        let at = in_a_login(town);
        assert!(matches!(types(town, &at, "METT 2468", &code.to_uppercase().replace('-', " ")), Next::Page));
        let Screen::NewText { proposal, old, .. } = town.scene(&at).screen else { panic!("no new password") };
        assert_eq!(old, flows::sign_in::OldPassword::Goes);
        let done = finished(town.wait(accept(&town.world, &at)).unwrap());
        assert_eq!(done.person, office.mette);
        let live = town.wait(flows::sessions::judge(&town.world, &done.cookie.unwrap())).unwrap().expect("alive");
        assert_eq!(live.assurance, Assurance::OneFactor, "a code is no second factor");
        assert_eq!(live.session.method, Method::Password);
        let held = town.write({
            let mette = office.mette;
            move |tx| store::credential::find(tx, mette)
        });
        let held = held.unwrap();
        assert_eq!((held.set_how, held.set_by), (SetHow::OneTimeCode, Some(office.hele.person())));
        let old = town.wait(flows::sessions::judge(&town.world, &before)).unwrap();
        assert!(old.is_none(), "whoever sat there with the old password is out");
        let again = in_a_login(town);
        town.types(&again, "mett2468");
        finished(town.text(&again, proposal.reveal()));
        for kind in [Kind::CodeAsked, Kind::CodeDecided, Kind::CodeDrawn, Kind::CodeUsed, Kind::PasswordSet] {
            assert!(kinds(town, office.mette).contains(&kind), "{kind:?}");
        }
        let letters: Vec<String> =
            town.write(|tx| store::outbox::newest(tx, 10)).into_iter().map(|mail| mail.template).collect();
        assert!(
            letters.contains(&"code_asked".to_owned()) && letters.contains(&"code_approved".to_owned()),
            "{letters:?}"
        );
    });
}

#[test]
fn a_code_is_used_once_and_is_no_password() {
    on_both(|town| {
        let office = office(town);
        let code = handed_over(town, &office, office.mette);
        let at = town.named(&town.browser(), "mett2468");
        town.text(&at, &code);
        assert_eq!(town.scene(&at).notice, Some(Notice::WrongText), "it logs nobody in");
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        finished(town.wait(accept(&town.world, &at)).unwrap());
        let other = in_a_login(town);
        types(town, &other, "mett2468", &code);
        assert_eq!(town.scene(&other).notice, Some(Notice::WrongCode));
    });
}

#[test]
fn of_twenty_browsers_that_type_a_code_at_once_exactly_one_gets_the_page() {
    on_both(|town| {
        let office = office(town);
        let code = handed_over(town, &office, office.mette);
        let logins: Vec<At> = (0..20).map(|_| in_a_login(town)).collect();
        town.wait(async {
            let tries = logins.iter().cloned().map(|at| {
                let (world, code) = (town.world.clone(), code.clone());
                tokio::spawn(
                    async move { take(&world, &at, ("mett2468", SecretText::from(code.as_str()))).await.unwrap() },
                )
            });
            for one in tries.collect::<Vec<_>>() {
                one.await.unwrap();
            }
        });
        let through = logins.iter().filter(|at| has_new_password_page(town, at)).count();
        assert_eq!(through, 1);
    });
}

#[test]
fn nobody_alone_makes_a_code_and_of_many_who_answer_one_does() {
    on_both(|town| {
        let office = office(town);
        assert_eq!(asks(town, &office.hele, office.mette), Asked::Waits);
        assert_eq!(asks(town, &office.bent, office.mette), Asked::Already);
        let id = newest(town);
        assert_eq!(approves(town, &office.hele, id), Pressed::Refused(Reason::OwnAsk));
        assert!(matches!(draws(town, &office.hele, id), Drawn::TooLate), "not approved yet");
        let answered = town.wait(async {
            let presses = (0..10).map(|nth| {
                let (world, who) = (town.world.clone(), office.bent.clone());
                let decision = if nth % 2 == 0 { Decision::Approve } else { Decision::Refuse };
                tokio::spawn(async move { decide(&world, &who, (id, decision)).await.unwrap() })
            });
            let mut done = 0;
            for press in presses.collect::<Vec<_>>() {
                done += usize::from(press.await.unwrap() == Pressed::Done);
            }
            done
        });
        assert_eq!(answered, 1);
    });
}

#[test]
fn whoever_approved_never_sees_the_code_and_whoever_asked_sees_it_once() {
    on_both(|town| {
        let office = office(town);
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        approves(town, &office.bent, id);
        assert!(matches!(draws(town, &office.bent, id), Drawn::Refused(Reason::NotYourAsk)));
        let codes = town.wait(async {
            let draws = (0..6).map(|_| {
                let (world, who) = (town.world.clone(), office.hele.clone());
                tokio::spawn(async move { draw(&world, &who, id).await.unwrap() })
            });
            let mut codes = Vec::new();
            for drawn in draws.collect::<Vec<_>>() {
                if let Drawn::Code(_, code, _) = drawn.await.unwrap() {
                    codes.push(code.reveal().to_owned());
                }
            }
            codes
        });
        assert_eq!(codes.len(), 1);
        let kept = town.write(move |tx| store::one_time_code::find(tx, id)).unwrap().hash.unwrap();
        let plain = codes[0].replace('-', "");
        assert!(!kept.windows(plain.len()).any(|some| some == plain.as_bytes()), "only a hash is kept");
    });
}

#[test]
fn an_ask_lasts_a_week_a_code_a_day_and_a_claim_twenty_minutes() {
    on_both(|town| {
        let office = office(town);
        asks(town, &office.hele, office.mette);
        let late = newest(town);
        town.clock.advance(Millis::days(7));
        let (hele, bent) = (fresh(town, &office.hele), fresh(town, &office.bent));
        let office = Office { hele, bent, ..office };
        assert_eq!(approves(town, &office.bent, late), Pressed::TooLate);
        let code = handed_over(town, &office, office.mette);
        town.clock.advance(Millis::hours(24));
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert_eq!(town.scene(&at).notice, Some(Notice::WrongCode), "a day is over");
        let office = Office { hele: fresh(town, &office.hele), bent: fresh(town, &office.bent), ..office };
        let code = handed_over(town, &office, office.mette);
        town.clock.advance(Millis::hours(23));
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        town.clock.advance(Millis::minutes(20));
        town.wait(accept(&town.world, &at)).unwrap();
        let still = town.named(&town.browser(), "mett2468");
        finished(town.text(&still, WORDS));
    });
}

/// Attached by hand, for a year.
fn by_hand(town: &Town, person: PersonId, school: &str) {
    let new = store::affiliation::Affiliation {
        id: rules::id::AffiliationId(town.world.draw_id()),
        person,
        institution: number(school),
        actor: rules::affiliation::Actor::Employee,
        roles: vec![Role::Teacher],
        level: None,
        main_group: None,
        source: flows::pupil_access::MANUAL_SOURCE.to_owned(),
        started: town.world.now(),
        expires: None,
    };
    town.write(move |tx| store::affiliation::start(tx, &new, ""));
}

/// The same administrator, who shows the eID again.
fn fresh(town: &Town, who: &Administrator) -> Administrator {
    again(town, who.person(), who.institution())
}

#[test]
fn a_right_given_meanwhile_stops_the_code_at_every_step() {
    on_both(|town| {
        let office = office(town);
        let (leader, _) = holder(town, "lead5521", &number(SCHOOL), Right::ReadAccess);
        assert_eq!(asks(town, &office.hele, leader), Asked::Refused(Reason::AdministratorNeedsEid));
        assert_eq!(asks(town, &office.hele, office.bent.person()), Asked::Refused(Reason::AdministratorNeedsEid));
        // Between the ask and the yes.
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        town.right(office.mette, "licences");
        assert_eq!(approves(town, &office.bent, id), Pressed::Refused(Reason::AdministratorNeedsEid));
        takes_rights(town, office.mette);
        // Between the yes and the code.
        approves(town, &office.bent, id);
        town.right(office.mette, "licences");
        assert!(matches!(draws(town, &office.hele, id), Drawn::Refused(Reason::AdministratorNeedsEid)));
        takes_rights(town, office.mette);
        // Between the code and the typing.
        let code = code_of(draws(town, &office.hele, id));
        town.right(office.mette, "data_agreements");
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(matches!(town.scene(&at).screen, Screen::Refused(Refusal::CodeNeedsEid)));
        takes_rights(town, office.mette);
        // Between the typing and the new password.
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        town.right(office.mette, "user_administration");
        town.wait(accept(&town.world, &at)).unwrap();
        assert_eq!(town.scene(&at).notice, Some(Notice::CodeOver));
        let still = town.named(&town.browser(), "mett2468");
        finished(town.text(&still, WORDS));
    });
}

/// Gives it back, as the command does.
fn gives_back(town: &Town, person: PersonId) {
    town.right(person, Right::UserAdministration.word());
}

#[test]
fn a_code_does_not_outlive_the_right_of_whoever_asked_or_said_yes() {
    on_both(|town| {
        let office = office(town);
        let (asker, approver) = (office.hele.person(), office.bent.person());
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        takes_rights(town, asker);
        assert_eq!(approves(town, &office.bent, id), Pressed::Refused(Reason::AuthorityGone));
        gives_back(town, asker);
        assert_eq!(approves(town, &office.bent, id), Pressed::Done);
        // Between the yes and the code.
        takes_rights(town, approver);
        assert!(matches!(draws(town, &office.hele, id), Drawn::Refused(Reason::AuthorityGone)));
        assert!(!town.wait(list(&town.world, &office.hele)).unwrap().unwrap().remove(0).may_draw);
        gives_back(town, approver);
        takes_rights(town, asker);
        assert!(matches!(draws(town, &office.hele, id), Drawn::Refused(Reason::NeedsRight(_))));
        gives_back(town, asker);
        let code = code_of(draws(town, &office.hele, id));
        for gone in [asker, approver] {
            // Between the code and the typing.
            takes_rights(town, gone);
            let at = in_a_login(town);
            types(town, &at, "mett2468", &code);
            assert!(matches!(town.scene(&at).screen, Screen::Refused(Refusal::CodeOver)));
            gives_back(town, gone);
        }
        // Between the typing and the new password: the very claim that would have been good.
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        town.write(move |tx| store::person::block(tx, approver, None, "test"));
        town.wait(accept(&town.world, &at)).unwrap();
        assert_eq!(town.scene(&at).notice, Some(Notice::CodeOver));
        let still = town.named(&town.browser(), "mett2468");
        finished(town.text(&still, WORDS));
    });
}

#[test]
fn a_code_an_operator_said_yes_to_is_over_with_the_appointment() {
    on_both(|town| {
        let office = office(town);
        let operator = crate::office::operator(town, "oper1234");
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        let pressed = town.wait(decide_as_operator(&town.world, &operator, (id, Decision::Approve))).unwrap();
        assert_eq!(pressed, Ok(Pressed::Done));
        assert!(flows::operator::remove(&town.world, operator.person()).unwrap());
        assert!(matches!(draws(town, &office.hele, id), Drawn::Refused(Reason::AuthorityGone)));
    });
}

/// Somebody employed at the school who was given *Brugeradm* by another one.
fn given_by(town: &Town, username: &str, by: PersonId) -> Administrator {
    let person = town.person(username);
    town.attach(person, SCHOOL, (Role::Technical, None));
    let grant = store::right_grant::NewGrant {
        id: rules::id::GrantId(town.world.draw_id()),
        person,
        institution: number(SCHOOL),
        right: Right::UserAdministration.word().to_owned(),
        given_by: Some(by),
        why: "test".to_owned(),
        expires: None,
    };
    town.write(move |tx| store::right_grant::grant(tx, &grant));
    again(town, person, &number(SCHOOL))
}

#[test]
fn nobody_makes_their_own_second_person() {
    on_both(|town| {
        let office = office(town);
        let made = given_by(town, "made1357", office.hele.person());
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        assert_eq!(approves(town, &made, id), Pressed::Refused(Reason::NoSecondPerson), "by the asker");
        town.clock.advance(Millis::minutes(1));
        let late = given_by(town, "late1357", office.bent.person());
        assert_eq!(approves(town, &late, id), Pressed::Refused(Reason::NoSecondPerson), "after the ask");
        let rows = town.wait(list(&town.world, &late)).unwrap().unwrap();
        assert_eq!(rows[0].may_decide, Err(Reason::NoSecondPerson), "and there is no button");
        assert!(matches!(draws(town, &office.hele, id), Drawn::TooLate));
        assert_eq!(approves(town, &office.bent, id), Pressed::Done);
    });
}

fn takes_rights(town: &Town, person: PersonId) {
    town.write(move |tx| {
        for grant in store::right_grant::of_person(tx, person)? {
            store::right_grant::end_one(tx, grant.id, "test")?;
        }
        Ok(())
    });
}

#[test]
fn an_operator_is_never_given_a_code_and_says_yes_where_nobody_else_can() {
    on_both(|town| {
        let school = institution(town, SCHOOL);
        let (_, hele) = administrator(town, "hele4406", &school);
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        let stil = town.person("oper1234");
        assert!(flows::operator::appoint(&town.world, stil).unwrap());
        let session = eid_session(town, stil);
        let operator = Operator::new((stil, session), "192.0.2.9".parse().unwrap());
        asks(town, &hele, mette);
        let id = newest(town);
        let stranger = Operator::new((mette, session), "192.0.2.9".parse().unwrap());
        let pressed = town.wait(decide_as_operator(&town.world, &stranger, (id, Decision::Approve))).unwrap();
        assert!(pressed.is_err(), "no operator");
        let pressed = town.wait(decide_as_operator(&town.world, &operator, (id, Decision::Approve))).unwrap();
        assert_eq!(pressed, Ok(Pressed::Done));
        let code = code_of(draws(town, &hele, id));
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        town.attach(stil, SCHOOL, (Role::Technical, None));
        assert_eq!(asks(town, &hele, stil), Asked::Refused(Reason::AdministratorNeedsEid));
    });
}

#[test]
fn what_is_taken_back_or_replaced_opens_nothing_not_even_a_claim_under_way() {
    on_both(|town| {
        let office = office(town);
        let code = handed_over(town, &office, office.mette);
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
        let id = newest(town);
        assert_eq!(town.wait(cancel(&town.world, &office.bent, id)).unwrap(), Pressed::Done);
        assert_eq!(town.wait(cancel(&town.world, &office.bent, id)).unwrap(), Pressed::TooLate);
        town.wait(accept(&town.world, &at)).unwrap();
        assert_eq!(town.scene(&at).notice, Some(Notice::CodeOver));
        let first = handed_over(town, &office, office.mette);
        let other_school = institution(town, "101002");
        town.attach(office.mette, "101002", (Role::Teacher, None));
        let (_, ulla) = administrator(town, "ulla3579", &other_school);
        let (_, karl) = administrator(town, "karl1122", &other_school);
        asks(town, &ulla, office.mette);
        let there = town.write(|tx| store::one_time_code::of_institution(tx, &number("101002")))[0].id;
        approves(town, &karl, there);
        let second = code_of(draws(town, &ulla, there));
        let at = in_a_login(town);
        types(town, &at, "mett2468", &first);
        assert_eq!(town.scene(&at).notice, Some(Notice::WrongCode), "a newer code took its place");
        types(town, &at, "mett2468", &second);
        assert!(has_new_password_page(town, &at));
    });
}

#[test]
fn another_school_neither_asks_decides_draws_nor_cancels() {
    on_both(|town| {
        let office = office(town);
        let other_school = institution(town, "101002");
        let (_, ulla) = administrator(town, "ulla3579", &other_school);
        assert_eq!(asks(town, &ulla, office.mette), Asked::Refused(Reason::NotOurPupil));
        asks(town, &office.hele, office.mette);
        let id = newest(town);
        assert_eq!(approves(town, &ulla, id), Pressed::Nothing);
        assert_eq!(town.wait(cancel(&town.world, &ulla, id)).unwrap(), Pressed::Nothing);
        assert!(matches!(draws(town, &ulla, id), Drawn::Nothing));
        assert!(town.wait(list(&town.world, &ulla)).unwrap().unwrap().is_empty());
        // Attached by hand there while an import knows her here: their word is not enough.
        by_hand(town, office.mette, "101002");
        assert_eq!(asks(town, &ulla, office.mette), Asked::Refused(Reason::ManualBesideImport));
    });
}

#[test]
fn codes_are_guessed_through_the_same_door_as_passwords_and_an_unknown_name_answers_alike() {
    on_both(|town| {
        let office = office(town);
        let code = handed_over(town, &office, office.mette);
        for name in ["mett2468", "nobo1234"] {
            let at = in_a_login(town);
            for _ in 0..5 {
                types(town, &at, name, "2222-3333-4444-5555");
                assert_eq!(town.scene(&at).notice, Some(Notice::WrongCode), "{name}");
            }
            let Screen::OneTimeCode { wait_until, .. } = town.scene(&at).screen else { panic!("another page") };
            assert_eq!(wait_until, Some(town.world.now().plus(Millis::minutes(1))), "{name}");
            types(town, &at, name, &code);
            assert_eq!(town.scene(&at).notice, Some(Notice::StillWaiting), "{name}");
        }
        let at = town.named(&town.browser(), "mett2468");
        town.text(&at, WORDS);
        assert_eq!(town.scene(&at).notice, Some(Notice::StillWaiting), "one throttle for both");
        town.clock.advance(Millis::minutes(1));
        let at = in_a_login(town);
        types(town, &at, "mett2468", &code);
        assert!(has_new_password_page(town, &at));
    });
}

#[test]
fn a_parent_with_a_code_gets_in_and_still_cannot_help_the_child() {
    on_both(|town| {
        let office = office(town);
        let line = town.person("line1234");
        town.attach(line, SCHOOL, (Role::Mother, None));
        let alma = child(town, "alma1234", "2018-05-01");
        told(town, (line, alma), Custody::Yes, "test");
        let code = handed_over(town, &office, line);
        let at = in_a_login(town);
        types(town, &at, "line1234", &code);
        assert!(has_new_password_page(town, &at));
        let done = finished(town.wait(accept(&town.world, &at)).unwrap());
        let live = town.wait(flows::sessions::judge(&town.world, &done.cookie.unwrap())).unwrap().expect("alive");
        assert_eq!(live.assurance, Assurance::OneFactor);
        // The child's screen: only a shown eID counts, and a session of hers is none.
        let childs = town.named(&town.browser(), "alma1234");
        assert!(town.wait(flows::sign_in::helped::child_is_here(&town.world, &childs)).is_ok());
        assert!(!matches!(town.scene(&childs).screen, Screen::HandOver(_) | Screen::NewText { .. }));
        let shown = Shown { person: office.mette, at: town.world.now() };
        town.wait(flows::sign_in::helped::for_password(&town.world, &childs, shown)).unwrap();
        assert_eq!(town.scene(&childs).notice, Some(Notice::NotHelped));
        // The school is told that the code went out, and nothing of what became of it.
        let rows = town.wait(list(&town.world, &office.hele)).unwrap().unwrap();
        assert_eq!(rows[0].state, Seen::Out);
        let school = number(SCHOOL);
        let here = town.write(move |tx| store::event::about(tx, line, EventId(i64::MAX), 50));
        let told_school =
            |kind| here.iter().any(|event| event.kind == kind && event.institution.as_deref() == Some(school.as_str()));
        assert!(told_school(Kind::CodeDrawn) && !told_school(Kind::CodeUsed) && !told_school(Kind::PasswordSet));
        assert_eq!(
            town.wait(cancel(&town.world, &office.hele, rows[0].id)).unwrap(),
            Pressed::Done,
            "nor by the button"
        );
    });
}

#[test]
fn the_list_says_how_far_each_ask_is_to_each_reader() {
    on_both(|town| {
        let office = office(town);
        asks(town, &office.hele, office.mette);
        let row = |who: &Administrator| town.wait(list(&town.world, who)).unwrap().unwrap().remove(0);
        assert_eq!(row(&office.hele).may_decide, Err(Reason::OwnAsk));
        assert_eq!((row(&office.bent).may_decide, row(&office.bent).may_draw), (Ok(()), false));
        approves(town, &office.bent, newest(town));
        assert_eq!(row(&office.bent).state, Seen::State(State::Approved));
        assert_eq!((row(&office.bent).may_draw, row(&office.hele).may_draw), (false, true));
        let (_, reader) = holder(town, "lise9911", &number(SCHOOL), Right::ReadAccess);
        let seen = row(&reader);
        assert!(!seen.may_draw && !seen.may_cancel && seen.may_decide.is_err());
    });
}
