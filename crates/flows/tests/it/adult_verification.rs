//! An adult says that it is this pupil: a teacher in Elevadgang, or a parent with the eID at the pupil's screen.
//! Source: product.md §6, end.

use crate::family::{child, told};
use crate::town::{CODE, SCHOOL, Town, WORDS, finished, on_both, wants};
use flows::adult_verification::{Word, answer, waiting};
use flows::give_password::Pressed;
use flows::pupil_access::{Helper, Look};
use flows::sign_in::begin::{Begin, begin, go_on};
use flows::sign_in::scene::{Shown, show};
use flows::sign_in::{AdultWait, At, Browser, Finished, Next, Notice, Screen, Wants, vouch};
use rules::affiliation::Role;
use rules::id::PersonId;
use rules::rights::Reason;
use rules::roster::Custody;
use rules::session::{Asked, Assurance};
use rules::time::Millis;

/// A login at a service that asks for an adult's word.
fn asks(town: &Town, browser: &Browser) -> At {
    let wants = Wants { asked: Asked { assurance: Assurance::AdultVerified, nsis: None }, ..wants() };
    let begin_it = Begin { client: Some("test".to_owned()), request: "parked".to_owned(), wants, session: None };
    let begun = town.wait(begin(&town.world, browser, begin_it)).unwrap();
    At { handle: begun.handle, browser: browser.clone() }
}

/// Alma's screen, waiting.
fn waits(town: &Town, browser: &Browser) -> At {
    let at = asks(town, browser);
    town.types(&at, "alma1234");
    town.taps(&at, &CODE);
    assert!(matches!(town.scene(&at).screen, Screen::NeedsMore { .. }));
    town.wait(vouch::ask(&town.world, &at)).unwrap();
    at
}

/// The teacher, who showed the eID a moment ago.
fn with_eid(town: &Town, helper: &Helper) -> Helper {
    let (id, now) = (helper.session, town.world.now());
    town.write(move |tx| {
        let held = store::sso_session::find(tx, id)?.unwrap();
        let raise = store::sso_session::Raise {
            person: held.person,
            secret_hash: vec![9; 32],
            two_factor: Some(now),
            adult_verified: None,
            method: rules::session::Method::Eid,
            password_version: None,
        };
        store::sso_session::raise(tx, id, &raise)
    });
    helper.clone()
}

fn wait_of(town: &Town, at: &At) -> AdultWait {
    match town.scene(at).screen {
        Screen::AwaitAdult { wait, .. } => wait,
        other => panic!("does not wait: {other:?}"),
    }
}

/// What the waiting page does when it looks again.
fn looks(town: &Town, at: &At) -> Finished {
    match town.wait(show(&town.world, at)).unwrap() {
        Shown::Finished(finished) => *finished,
        other => panic!("not logged in: {other:?}"),
    }
}

fn the_request(town: &Town, helper: &Helper) -> i64 {
    town.wait(waiting(&town.world, helper, Look::Opened)).unwrap().first().expect("somebody waits").id
}

fn assurance(town: &Town, done: &Finished) -> Assurance {
    let secret = done.cookie.clone().expect("new authority, new secret");
    town.wait(flows::sessions::judge(&town.world, &secret)).unwrap().expect("alive").assurance
}

#[test]
fn a_teacher_with_the_eid_vouches_and_the_pupil_is_through_for_two_hours() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let at = waits(town, &town.browser());
        assert_eq!(wait_of(town, &at), AdultWait::Waiting);
        let by_password = town.helper("mett2468", mette);
        let helper = with_eid(town, &by_password);
        let shown = town.wait(waiting(&town.world, &helper, Look::Opened)).unwrap();
        let Screen::AwaitAdult { pictures, .. } = town.scene(&at).screen else { panic!("does not wait") };
        assert_eq!(shown[0].pictures, pictures, "both sides see the same two");
        assert_eq!(town.wait(answer(&town.world, &helper, shown[0].id, Word::Yes)).unwrap(), Pressed::Done);
        let done = looks(town, &at);
        assert_eq!(assurance(town, &done), Assurance::AdultVerified);
        for _ in 0..4 {
            town.clock.advance(Millis::minutes(29));
            assert_eq!(assurance(town, &done), Assurance::AdultVerified);
        }
        town.clock.advance(Millis::minutes(4));
        let secret = done.cookie.clone().expect("the same browser");
        let later = town.wait(flows::sessions::judge(&town.world, &secret)).unwrap();
        assert!(later.is_none_or(|judged| judged.assurance != Assurance::AdultVerified), "two hours are over");
    });
}

#[test]
fn a_teacher_by_password_is_sent_for_the_eid_and_another_classes_teacher_sees_nobody() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let other = town.class(SCHOOL, "1.B");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let bo = town.teacher("boto4592", other);
        let at = waits(town, &town.browser());
        let helper = town.helper("mett2468", mette);
        let shown = town.wait(waiting(&town.world, &helper, Look::Opened)).unwrap();
        assert_eq!(shown[0].may, Err(Reason::NeedsTwoFactor));
        let pressed = town.wait(answer(&town.world, &helper, shown[0].id, Word::Yes)).unwrap();
        assert_eq!(pressed, Pressed::Refused(Reason::NeedsTwoFactor));
        let stranger = with_eid(town, &town.helper("boto4592", bo));
        assert!(town.wait(waiting(&town.world, &stranger, Look::Opened)).unwrap().is_empty());
        let pressed = town.wait(answer(&town.world, &stranger, shown[0].id, Word::Yes)).unwrap();
        assert_eq!(pressed, Pressed::Refused(Reason::NotYourPupil));
        assert_eq!(wait_of(town, &at), AdultWait::Waiting);
    });
}

#[test]
fn of_two_answers_the_first_counts_and_no_is_an_answer() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let at = waits(town, &town.browser());
        let helper = with_eid(town, &town.helper("mett2468", mette));
        let request = the_request(town, &helper);
        assert_eq!(town.wait(answer(&town.world, &helper, request, Word::No)).unwrap(), Pressed::Done);
        assert_eq!(town.wait(answer(&town.world, &helper, request, Word::Yes)).unwrap(), Pressed::TooLate);
        assert_eq!(wait_of(town, &at), AdultWait::Declined);
        town.wait(vouch::ask(&town.world, &at)).unwrap();
        let again = the_request(town, &helper);
        assert_ne!(again, request);
        assert_eq!(town.wait(answer(&town.world, &helper, again, Word::Yes)).unwrap(), Pressed::Done);
        looks(town, &at);
    });
}

#[test]
fn twenty_adults_at_once_are_one_answer_and_the_login_takes_it_once() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let at = waits(town, &town.browser());
        let helper = with_eid(town, &town.helper("mett2468", mette));
        let request = the_request(town, &helper);
        let pressed = town.wait(async {
            let presses = (0..20).map(|_| {
                let (world, helper) = (town.world.clone(), helper.clone());
                tokio::spawn(async move { answer(&world, &helper, request, Word::Yes).await.unwrap() })
            });
            let mut done = 0;
            for press in presses.collect::<Vec<_>>() {
                done += usize::from(press.await.unwrap() == Pressed::Done);
            }
            done
        });
        assert_eq!(pressed, 1);
        let finished = town.wait(async {
            let looks = (0..10).map(|_| {
                let (world, at) = (town.world.clone(), at.clone());
                tokio::spawn(async move { show(&world, &at).await.unwrap() })
            });
            let mut done = 0;
            for look in looks.collect::<Vec<_>>() {
                done += usize::from(matches!(look.await.unwrap(), Shown::Finished(_)));
            }
            done
        });
        assert_eq!(finished, 1);
    });
}

#[test]
fn another_browser_neither_waits_for_it_nor_takes_it() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let at = waits(town, &town.browser());
        let thief = At { handle: at.handle.clone(), browser: town.browser() };
        assert!(matches!(town.wait(show(&town.world, &thief)).unwrap(), Shown::Gone));
        let other = waits(town, &town.browser());
        let helper = with_eid(town, &town.helper("mett2468", mette));
        let shown = town.wait(waiting(&town.world, &helper, Look::Opened)).unwrap();
        assert_eq!(shown.len(), 2, "both screens stand there, each with pictures of its own");
        town.wait(answer(&town.world, &helper, shown[0].id, Word::Yes)).unwrap();
        assert_eq!(wait_of(town, &other), AdultWait::Waiting, "the word is for the screen whose pictures were shown");
        looks(town, &at);
    });
}

#[test]
fn nobody_answers_in_time_and_a_yes_that_is_never_fetched_counts_no_more() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let at = waits(town, &town.browser());
        let helper = with_eid(town, &town.helper("mett2468", mette));
        let request = the_request(town, &helper);
        town.clock.advance(Millis::minutes(10));
        assert_eq!(wait_of(town, &at), AdultWait::Over);
        assert_eq!(town.wait(answer(&town.world, &helper, request, Word::Yes)).unwrap(), Pressed::TooLate);
        town.wait(vouch::ask(&town.world, &at)).unwrap();
        let request = the_request(town, &helper);
        town.wait(answer(&town.world, &helper, request, Word::Yes)).unwrap();
        town.clock.advance(Millis::minutes(10));
        assert_eq!(wait_of(town, &at), AdultWait::Over);
    });
}

/// Line Kjær shows the eID at the screen.
fn came(town: &Town, at: &At, parent: PersonId) {
    let shown = town.world.now();
    assert!(matches!(town.wait(vouch::parent_came(&town.world, at, parent, shown)).unwrap(), Next::Page));
}

#[test]
fn a_parent_with_custody_vouches_at_the_pupils_screen() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2019-05-01"), town.person("line4406"));
        town.password(alma, rules::password::Form::Pictures, crate::town::code(&CODE));
        told(town, (line, alma), Custody::Yes, "one");
        let at = waits(town, &town.browser());
        let Screen::AwaitAdult { pictures: before, .. } = town.scene(&at).screen else { panic!("does not wait") };
        came(town, &at, line);
        let Screen::ParentVouches { pictures, .. } = town.scene(&at).screen else { panic!("no question") };
        assert_eq!(pictures, before);
        let done = finished(town.wait(vouch::parent_says(&town.world, &at, Word::Yes)).unwrap());
        assert_eq!((done.person, assurance(town, &done)), (alma, Assurance::AdultVerified));
        let log = town.write(move |tx| store::event::about(tx, alma, rules::id::EventId(i64::MAX), 20));
        let vouched = log.iter().find(|event| event.kind == rules::event::Kind::AdultVerified).unwrap();
        assert_eq!((vouched.actor, vouched.acting_as.as_str()), (Some(line), "parent"));
    });
}

#[test]
fn whoever_has_no_custody_meets_one_sentence_and_custody_is_asked_again_at_the_answer() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2019-05-01"), town.person("line4406"));
        town.password(alma, rules::password::Form::Pictures, crate::town::code(&CODE));
        let at = waits(town, &town.browser());
        came(town, &at, line);
        assert_eq!(town.scene(&at).notice, Some(Notice::NotVouched));
        assert_eq!(wait_of(town, &at), AdultWait::Waiting);
        told(town, (line, alma), Custody::Yes, "one");
        came(town, &at, line);
        told(town, (line, alma), Custody::No, "two");
        town.wait(vouch::parent_says(&town.world, &at, Word::Yes)).unwrap();
        assert_eq!(town.scene(&at).notice, Some(Notice::NotVouched), "another source says no meanwhile");
        assert_eq!(wait_of(town, &at), AdultWait::Waiting);
    });
}

#[test]
fn a_parents_eid_of_ten_minutes_ago_is_no_word() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2019-05-01"), town.person("line4406"));
        town.password(alma, rules::password::Form::Pictures, crate::town::code(&CODE));
        told(town, (line, alma), Custody::Yes, "one");
        let at = waits(town, &town.browser());
        town.clock.advance(Millis::minutes(1));
        came(town, &at, line);
        town.clock.advance(Millis::minutes(10));
        town.wait(vouch::parent_says(&town.world, &at, Word::Yes)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::AwaitAdult { .. }));
    });
}

#[test]
fn an_employee_is_never_vouched_for() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let asta = town.pupil("asta5183", class);
        town.attach(asta, SCHOOL, (Role::Substitute, None));
        town.password(asta, rules::password::Form::Text, crypto::secret::SecretText::from(WORDS));
        let at = asks(town, &town.browser());
        town.types(&at, "asta5183");
        town.text(&at, WORDS);
        assert!(matches!(town.scene(&at).screen, Screen::NeedsMore { .. }));
        town.wait(vouch::ask(&town.world, &at)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NeedsMore { .. }), "nothing waits");
    });
}

#[test]
fn a_pupil_who_is_logged_in_already_keeps_the_session_and_its_age() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let browser = town.browser();
        let before = town.logs_in(&browser, "alma1234", &CODE);
        town.clock.advance(Millis::minutes(5));
        let wants = Wants { asked: Asked { assurance: Assurance::AdultVerified, nsis: None }, ..wants() };
        let begin_it = Begin {
            client: Some("test".to_owned()),
            request: "parked".to_owned(),
            wants,
            session: before.cookie.clone(),
        };
        let begun = town.wait(begin(&town.world, &browser, begin_it)).unwrap();
        let at = At { handle: begun.handle, browser };
        town.wait(go_on(&town.world, &at)).unwrap();
        town.wait(vouch::ask(&town.world, &at)).unwrap();
        let helper = with_eid(town, &town.helper("mett2468", mette));
        let request = the_request(town, &helper);
        town.wait(answer(&town.world, &helper, request, Word::Yes)).unwrap();
        let done = looks(town, &at);
        assert_eq!(done.session, before.session);
        let old = before.cookie.unwrap();
        assert!(
            town.wait(flows::sessions::judge(&town.world, &old)).unwrap().is_none(),
            "the old secret opens nothing"
        );
        let live = town.wait(flows::sessions::judge(&town.world, &done.cookie.unwrap())).unwrap().unwrap();
        assert_eq!(live.session.proven, live.session.started, "the pupil proved nothing anew");
        assert_eq!(live.assurance, Assurance::AdultVerified);
    });
}
