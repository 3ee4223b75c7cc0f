//! Brugeradministration over HTTP: the door, the desk, and who stays outside.

use crate::broker::logs_in;
use crate::place::{Browser, asked};
use crate::school::{OTHER_SCHOOL, SCHOOL, School, number};
use rules::affiliation::Role;
use rules::event::Kind;
use rules::id::EventId;
use rules::time::Millis;
use rules::user::Username;
use testkit::database::both;

#[test]
fn an_administrator_comes_in_by_eid_and_lands_where_they_wanted() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        let shut = school.place.get(&mut browser, "/ba/751042");
        assert_eq!(shut.location(), "/ba/log-paa?til=%2Fba%2F751042");
        let page = school.comes_in(&mut browser, &birgitte, "%2Fba%2F751042");
        assert_eq!(page.status, 200, "{}", page.text);
        assert!(page.text.contains("<title>Overblik – Solbakkeskolen – Brugeradministration – Unilogin</title>"));
        assert!(page.text.contains("Skolevej 1, 8000 Solbjerg"));
        assert_eq!(school.place.get(&mut browser, "/ba").location(), "/ba/751042");
        let seen = school.write(move |tx| store::administrator_entry::find(tx, birgitte.id, &number(SCHOOL)));
        assert_eq!(seen.map(|seen| seen.last), Some(school.place.world.now()));
        let log = school.write(move |tx| store::event::about(tx, birgitte.id, EventId(i64::MAX), 50));
        let entries = log.iter().filter(|event| event.kind == Kind::AdministrationEntered).count();
        assert_eq!(entries, 1, "once a session and institution");
    });
}

#[test]
fn a_password_alone_opens_nothing() {
    both(|database| {
        let school = School::on(database);
        let mette = school.write(|tx| store::person::find_by_username(tx, &Username::parse("mett2468").unwrap()));
        let mette = mette.unwrap().id;
        school.attach(mette, SCHOOL, (Role::Technical, None));
        school.right(mette, SCHOOL, "user_administration");
        let mut browser = Browser::default();
        logs_in(&school.place, &mut browser, &asked(&[]));
        assert!(browser.holds("session"), "the password was right");
        assert_eq!(school.place.get(&mut browser, "/ba/751042").location(), "/ba/log-paa?til=%2Fba%2F751042");
        let asks = school.presses(&mut browser, ("/ba/log-paa", "/ba/log-paa"), &[("til", "/ba/751042")]);
        let page = school.place.follow(&mut browser, asks);
        assert!(!page.text.contains("Skolevej"), "{}", page.text);
        assert_eq!(school.place.get(&mut browser, "/ba/751042").location(), "/ba/log-paa?til=%2Fba%2F751042");
    });
}

#[test]
fn an_hour_after_the_eid_its_two_factors_count_no_more() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        assert_eq!(school.comes_in(&mut browser, &birgitte, "").status, 200);
        for _ in 0..5 {
            school.place.clock.advance(Millis::minutes(13));
            school.place.get(&mut browser, "/ba/751042");
        }
        let page = school.place.get(&mut browser, "/ba/751042");
        assert_eq!(page.status, 403);
        assert!(page.text.contains("Log ind igen"), "{}", page.text);
        assert!(!page.text.contains("Skolevej"));
    });
}

#[test]
fn a_desk_that_rests_for_fifteen_minutes_is_closed() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        school.comes_in(&mut browser, &birgitte, "");
        school.place.clock.advance(Millis::minutes(14));
        assert_eq!(school.place.get(&mut browser, "/ba/751042").status, 200);
        school.place.clock.advance(Millis::minutes(15));
        assert_eq!(school.place.get(&mut browser, "/ba/751042").location(), "/ba/log-paa?til=%2Fba%2F751042");
    });
}

#[test]
fn another_school_is_not_there_and_whoever_loses_the_right_is_out_at_the_next_click() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        school.comes_in(&mut browser, &birgitte, "");
        let other = school.place.get(&mut browser, "/ba/751077");
        assert_eq!(other.status, 404);
        assert!(!other.text.contains("Fjordskolen"));
        assert_eq!(school.place.get(&mut browser, "/ba/no-number").status, 404);
        school.write(move |tx| {
            let ending = store::right_grant::Ending {
                person: birgitte.id,
                institution: &number(SCHOOL),
                right: "user_administration",
                by: None,
                why: "test",
            };
            store::right_grant::end(tx, &ending)
        });
        let out = school.place.get(&mut browser, "/ba/751042");
        assert_eq!(out.status, 403);
        assert!(out.text.contains("Bed en brugeradministrator"));
    });
}

#[test]
fn people_without_a_right_are_told_whom_to_ask() {
    both(|database| {
        let school = School::on(database);
        let teacher = school.somebody(1, "Mette Holm");
        school.attach(teacher.id, SCHOOL, (Role::Teacher, None));
        let page = school.comes_in(&mut Browser::default(), &teacher, "");
        assert_eq!(page.status, 403);
        assert!(page.text.contains("Du er ikke brugeradministrator på nogen institution"));
    });
}

#[test]
fn several_institutions_have_a_strip_a_switcher_and_each_a_colour() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        school.right(birgitte.id, OTHER_SCHOOL, "user_administration");
        let mut browser = Browser::default();
        let first = school.comes_in(&mut browser, &birgitte, "");
        // By name: Fjordskolen comes before Solbakkeskolen.
        assert!(first.text.contains("<title>Overblik – Fjordskolen"));
        assert!(first.text.contains("strip strip-0"));
        assert!(first.text.contains("Solbakkeskolen · 751042"));
        let second = school.place.get(&mut browser, "/ba/751042");
        assert!(second.text.contains("strip strip-1") && second.text.contains("<title>Overblik – Solbakkeskolen"));
        let list = school.place.get(&mut browser, "/ba/institutioner?q=solb");
        assert!(list.text.contains("Solbakkeskolen") && !list.text.contains("Fjordskolen · 751077</a>"));
        school.place.clock.advance(Millis::minutes(1));
        let mut again = Browser::default();
        school.comes_in(&mut again, &birgitte, "%2Fba%2F751042");
        assert_eq!(school.place.get(&mut again, "/ba").location(), "/ba/751042", "begins where they were last");
    });
}

#[test]
fn a_reader_and_a_narrow_right_see_their_own_menus() {
    both(|database| {
        let school = School::on(database);
        let reader = school.holder_of("read_access", SCHOOL, (2, "Lise Lund"));
        let narrow = school.holder_of("licences", SCHOOL, (3, "Per Lund"));
        let page = school.comes_in(&mut Browser::default(), &reader, "");
        assert!(page.text.contains("læseadgang: du kan se, men ikke ændre"), "{}", page.text);
        let page = school.comes_in(&mut Browser::default(), &narrow, "");
        assert!(page.text.contains("med få rettigheder"));
        assert!(page.text.contains(">Overblik</a>"));
    });
}

#[test]
fn whoever_says_that_they_are_still_there_stays_in() {
    both(|database| {
        let school = School::on(database);
        let birgitte = school.holder_of("user_administration", SCHOOL, (0, "Birgitte Riis"));
        let mut browser = Browser::default();
        let page = school.comes_in(&mut browser, &birgitte, "");
        assert!(
            page.text.contains("data-stay=\"900\"")
                && page.text.contains("Du bliver logget af kl. 8.15. Vil du blive?")
        );
        for until in ["8.28", "8.41", "8.54"] {
            school.place.clock.advance(Millis::minutes(13));
            let stays = school.place.get(&mut browser, "/ba/bliv");
            assert_eq!(stays.status, 200);
            assert!(stays.text.contains(r#""seconds":900"#), "{}", stays.text);
            let heading = format!("Du bliver logget af kl. {until}. Vil du blive?");
            assert!(stays.text.contains(&heading), "{}", stays.text);
        }
        school.place.clock.advance(Millis::minutes(16));
        assert_eq!(school.place.get(&mut browser, "/ba/bliv").status, 303);
    });
}
