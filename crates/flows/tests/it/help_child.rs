//! Self-service with the national eID: user names, a new password for oneself, and for a child at its own screen.
//! Source: product.md §7, security.md "eID return".

use crate::family::{child, told, told_by};
use crate::town::{CODE, OTHER_SCHOOL, SCHOOL, Town, WORDS, code, finished, on_both};
use crypto::secret::SecretText;
use flows::national_id::Shown;
use flows::sign_in::begin::{Again, Late, again};
use flows::sign_in::helped::{child_is_away, child_is_here, choose, for_names, for_password, remembers};
use flows::sign_in::new_password::{accept, choose_own, ready};
use flows::sign_in::onward::{Proof, arrive};
use flows::sign_in::{At, Finished, Notice, OldPassword, Screen, scene};
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::password::Form;
use rules::roster::Custody;
use rules::session::{Assurance, Method};
use rules::time::Millis;
use store::credential::SetHow;

fn shown(town: &Town, person: PersonId) -> Shown {
    Shown { person, at: town.world.now() }
}

/// Types a name and comes back from the eID for a new password.
fn asks(town: &Town, typed: &str, holder: PersonId) -> At {
    let at = town.named(&town.browser(), typed);
    town.wait(for_password(&town.world, &at, shown(town, holder))).unwrap();
    at
}

fn is_refused(town: &Town, at: &At) -> bool {
    let scene = town.scene(at);
    let asks_for_password = matches!(scene.screen, Screen::Pictures(_) | Screen::Text(_));
    scene.notice == Some(Notice::NotHelped) && asks_for_password
}

fn first_grader(town: &Town, username: &str) -> PersonId {
    let id = child(town, username, "2019-05-01");
    town.password(id, Form::Pictures, code(&CODE));
    id
}

/// The child takes the screen, learns the new pictures and is logged in.
fn learns(town: &Town, at: &At) -> Finished {
    town.wait(child_is_here(&town.world, at)).unwrap();
    let Screen::NewPictures { code, old, .. } = town.scene(at).screen else { panic!("no new pictures") };
    assert_eq!(old, OldPassword::MayStay);
    town.wait(ready(&town.world, at)).unwrap();
    finished(town.taps(at, &code))
}

#[test]
fn a_parent_with_three_children_sees_three_names_and_gives_one_a_new_password_at_its_screen() {
    on_both(|town| {
        let line = town.person("line4406");
        let three = ["alma1234", "osca2345", "frej3456"].map(|name| first_grader(town, name));
        for child in three {
            told(town, (line, child), Custody::Yes, "one");
        }
        let (at, _) = town.begin(&town.browser(), None);
        town.wait(for_names(&town.world, &at, shown(town, line))).unwrap();
        let Screen::ChooseName { own, children } = town.scene(&at).screen else { panic!("no names") };
        assert_eq!(own.username.as_str(), "line4406");
        let names: Vec<&str> = children.iter().map(|one| one.username.as_str()).collect();
        assert_eq!(names, ["alma1234", "osca2345", "frej3456"]);
        town.wait(choose(&town.world, &at, three[1])).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::HandOver(child) if child.person == three[1]));
        let done = learns(town, &at);
        assert_eq!(done.person, three[1]);
        let secret = done.cookie.unwrap();
        let live = town.wait(flows::sessions::judge(&town.world, &secret)).unwrap().unwrap();
        assert_eq!((live.assurance, live.session.method), (Assurance::OneFactor, Method::Password));
        let held = town.write(move |tx| store::credential::find(tx, three[1])).unwrap();
        assert_eq!((held.set_how, held.set_by), (SetHow::Eid, Some(line)), "a parent gave it");
        let log = town.write(move |tx| store::event::about(tx, three[1], EventId(i64::MAX), 50));
        let set = log.iter().find(|event| event.kind == Kind::PasswordSet).unwrap();
        assert_eq!((set.actor, set.acting_as.as_str()), (Some(line), "parent"));
    });
}

#[test]
fn a_child_that_may_choose_chooses_its_own_password_beside_the_parent() {
    on_both(|town| {
        let (oscar, line) = (child(town, "osca2345", "2015-05-14"), town.person("line4406"));
        town.write(move |tx| {
            store::password_form::decide(
                tx,
                (&crate::town::number(SCHOOL), store::password_form::Subject::Person(oscar)),
                rules::password::SchoolForm::Words,
                line,
            )
        });
        told(town, (line, oscar), Custody::Yes, "one");
        let at = asks(town, "osca2345", line);
        town.wait(child_is_here(&town.world, &at)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NewText { old: OldPassword::Goes, .. }), "there was none");
        let done = town.wait(choose_own(&town.world, &at, SecretText::from("cykelskuret"))).unwrap();
        assert_eq!(finished(done).person, oscar);
    });
}

#[test]
fn without_the_child_there_is_only_the_user_name_and_nothing_changes() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        let at = asks(town, "alma1234", line);
        town.wait(child_is_away(&town.world, &at)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NameOnly(child) if child.username.as_str() == "alma1234"));
        town.wait(child_is_here(&town.world, &at)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NameOnly(_)), "no way round the question");
        town.logs_in(&town.browser(), "alma1234", &CODE);
    });
}

#[test]
fn who_remembers_the_password_ends_without_changing_it_and_the_name_is_filled_in() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        let (at, _) = town.begin(&town.browser(), None);
        town.wait(for_names(&town.world, &at, shown(town, mette))).unwrap();
        town.wait(choose(&town.world, &at, mette)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NewText { old: OldPassword::MayStay, .. }));
        town.wait(remembers(&town.world, &at)).unwrap();
        let Screen::Username { hint } = town.scene(&at).screen else { panic!("not at the beginning") };
        assert_eq!(hint.as_deref(), Some("mett2468"));
        town.wait(accept(&town.world, &at)).unwrap();
        let again = town.named(&town.browser(), "mett2468");
        finished(town.text(&again, WORDS));
    });
}

#[test]
fn an_employee_gets_a_new_password_with_ones_own_eid_and_two_factors() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        let at = asks(town, "mett2468", mette);
        assert!(matches!(town.scene(&at).screen, Screen::NewText { .. }));
        let done = finished(town.wait(accept(&town.world, &at)).unwrap());
        let live = town.wait(flows::sessions::judge(&town.world, &done.cookie.unwrap())).unwrap().unwrap();
        assert_eq!(live.assurance, Assurance::TwoFactor);
        let old = town.named(&town.browser(), "mett2468");
        town.text(&old, WORDS);
        assert_eq!(town.scene(&old).notice, Some(Notice::WrongText));
    });
}

#[test]
fn a_stranger_a_source_that_says_no_and_an_unknown_name_meet_one_sentence() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        assert!(is_refused(town, &asks(town, "alma1234", line)), "not told of as a parent");
        told(town, (line, alma), Custody::Yes, "one");
        told(town, (line, alma), Custody::No, "two");
        assert!(is_refused(town, &asks(town, "alma1234", line)), "another source says no");
        assert!(is_refused(town, &asks(town, "nobo9999", line)), "nobody has that name");
        let at = town.begin(&town.browser(), None).0;
        town.wait(for_password(&town.world, &at, shown(town, line))).unwrap();
        assert_eq!(town.scene(&at).notice, Some(Notice::NotHelped), "no name was typed");
    });
}

#[test]
fn a_parent_without_custody_is_refused() {
    on_both(|town| {
        let (alma, jonas) = (first_grader(town, "alma1234"), town.person("jona7720"));
        told(town, (jonas, alma), Custody::No, "one");
        assert!(is_refused(town, &asks(town, "alma1234", jonas)));
    });
}

#[test]
fn custody_that_has_ended_counts_no_more() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        let record = told(town, (line, alma), Custody::Yes, "one");
        town.write(move |tx| store::contact::end(tx, record));
        assert!(is_refused(town, &asks(town, "alma1234", line)));
    });
}

#[test]
fn an_old_schools_record_gives_no_custody_and_takes_none() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        told_by(town, OTHER_SCHOOL, (line, alma), (Custody::Yes, "one"));
        assert!(is_refused(town, &asks(town, "alma1234", line)), "Alma is no pupil there");
        told_by(town, OTHER_SCHOOL, (line, alma), (Custody::No, "two"));
        told(town, (line, alma), Custody::Yes, "one");
        assert!(matches!(town.scene(&asks(town, "alma1234", line)).screen, Screen::HandOver(_)));
    });
}

#[test]
fn a_child_of_eighteen_is_nobodys() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2008-11-24"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        assert!(is_refused(town, &asks(town, "alma1234", line)));
    });
}

#[test]
fn a_pupil_who_also_works_is_helped_by_nobody_else() {
    on_both(|town| {
        let (asta, line) = (child(town, "asta5183", "2009-02-27"), town.person("line4406"));
        told(town, (line, asta), Custody::Yes, "one");
        town.attach(asta, SCHOOL, (Role::Substitute, None));
        assert!(is_refused(town, &asks(town, "asta5183", line)));
    });
}

#[test]
fn a_stranger_among_the_names_cannot_be_chosen() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        let (at, _) = town.begin(&town.browser(), None);
        town.wait(for_names(&town.world, &at, shown(town, line))).unwrap();
        town.wait(choose(&town.world, &at, alma)).unwrap();
        let scene = town.scene(&at);
        assert_eq!(scene.notice, Some(Notice::NotHelped));
        assert!(matches!(scene.screen, Screen::ChooseName { .. }));
    });
}

#[test]
fn custody_is_asked_again_when_the_screen_is_handed_over_and_when_the_password_is_confirmed() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        let record = told(town, (line, alma), Custody::Yes, "one");
        let at = asks(town, "alma1234", line);
        town.wait(child_is_here(&town.world, &at)).unwrap();
        let Screen::NewPictures { code, .. } = town.scene(&at).screen else { panic!("no new pictures") };
        town.wait(ready(&town.world, &at)).unwrap();
        let other = asks(town, "alma1234", line);
        town.write(move |tx| store::contact::end(tx, record));
        town.taps(&at, &code);
        assert_eq!(town.scene(&at).notice, Some(Notice::NotHelped));
        town.wait(child_is_here(&town.world, &other)).unwrap();
        assert_eq!(town.scene(&other).notice, Some(Notice::NotHelped));
        town.logs_in(&town.browser(), "alma1234", &CODE);
    });
}

#[test]
fn an_eid_of_a_quarter_of_an_hour_ago_opens_nothing() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        let at = asks(town, "alma1234", line);
        town.clock.advance(Millis::minutes(15));
        town.wait(child_is_here(&town.world, &at)).unwrap();
        let scene = town.scene(&at);
        assert!(matches!(scene.screen, Screen::Username { hint: Some(name) } if name == "alma1234"));
        assert_eq!(scene.notice, Some(Notice::BegunAnew), "it took too long, and says so");
    });
}

#[test]
fn an_eid_of_a_quarter_of_an_hour_ago_shows_no_user_name_either() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        let (names, _) = town.begin(&town.browser(), None);
        town.wait(for_names(&town.world, &names, shown(town, line))).unwrap();
        let away = asks(town, "alma1234", line);
        town.clock.advance(Millis::minutes(15));
        assert!(matches!(town.wait(scene::show(&town.world, &names)).unwrap(), scene::Shown::Gone));
        town.wait(child_is_away(&town.world, &away)).unwrap();
        assert!(matches!(town.scene(&away).screen, Screen::Username { .. }));
        let log = town.write(move |tx| store::event::about(tx, alma, EventId(i64::MAX), 50));
        let seen = log.iter().filter(|event| event.kind == Kind::UsernameShown).count();
        assert_eq!(seen, 1, "when the names were shown, and not again");
    });
}

#[test]
fn a_change_of_password_that_took_too_long_begins_anew_as_itself() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        town.teacher("mett2468", class);
        let browser = town.browser();
        let secret = finished(town.text(&town.named(&browser, "mett2468"), WORDS)).cookie.unwrap();
        let request = (&secret, "/mit".to_owned());
        let begun = town.wait(flows::own_password::begin(&town.world, &browser, request)).unwrap();
        let at = At { handle: begun.handle, browser: browser.clone() };
        town.clock.advance(Millis::minutes(31));
        let late = Late { typed: None, session: Some(secret) };
        let Again::Begun(begun) = town.wait(again(&town.world, &at, late)).unwrap() else { panic!("not begun") };
        let anew = At { handle: begun.handle, browser };
        assert!(matches!(town.scene(&anew).screen, Screen::Username { hint: Some(name) } if name == "mett2468"));
        town.types(&anew, "mett2468");
        town.text(&anew, WORDS);
        assert!(matches!(town.scene(&anew).screen, Screen::NewText { .. }), "a new password, and no plain login");
    });
}

#[test]
fn another_browser_never_takes_over_what_a_parent_opened() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        let at = asks(town, "alma1234", line);
        let thief = At { handle: at.handle.clone(), browser: town.browser() };
        town.wait(child_is_here(&town.world, &thief)).unwrap();
        assert!(matches!(town.wait(scene::show(&town.world, &thief)).unwrap(), scene::Shown::Gone));
        assert!(matches!(town.scene(&at).screen, Screen::HandOver(_)), "nothing moved");
    });
}

#[test]
fn a_childs_user_name_on_its_parents_own_page_stands_in_the_childs_log() {
    on_both(|town| {
        let (alma, line) = (first_grader(town, "alma1234"), town.person("line4406"));
        town.attach(line, SCHOOL, (Role::Mother, None));
        told(town, (line, alma), Custody::Yes, "one");
        let browser = town.browser();
        let (at, _) = town.begin(&browser, None);
        let proof = Proof { method: Method::Eid, two_factor: Some(town.world.now()) };
        let secret = finished(town.wait(arrive(&town.world, &at, line, proof)).unwrap()).cookie.unwrap();
        let live = town.wait(flows::sessions::judge(&town.world, &secret)).unwrap().unwrap();
        let trace = town.world.db.trace();
        trace.listen();
        let page = town.wait(flows::own_page::show(&town.world, &live, &browser)).unwrap();
        let heard = trace.heard();
        let read = |what: &str| heard.iter().filter(|name| **name == what).count();
        assert_eq!(
            read("store::affiliation::OF_PERSON"),
            3,
            "the parent's once, the child's for its name and its password: {heard:#?}"
        );
        assert_eq!(page.children[0].username.as_str(), "alma1234");
        let log = town.write(move |tx| store::event::about(tx, alma, EventId(i64::MAX), 50));
        let seen: Vec<_> = log.iter().filter(|event| event.kind == Kind::UsernameShown).collect();
        assert_eq!((seen.len(), seen[0].actor), (1, Some(line)));
    });
}
