//! The class list of Elevadgang while it stands open: what it shows is a look that is remembered, what it asks by itself
//! keeps nobody logged in. Source: product.md §8 and §14.

use crate::late::into_elevadgang;
use crate::place::{Answer, Browser, Place};
use axum::http::Request;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::time::Millis;
use testkit::database::both;

const LIST: &str = "/elevadgang/elever";
const ALL: &str = "/elevadgang/elever?klasse=alle";

/// What an open page asks by itself.
fn refreshes(place: &Place, browser: &mut Browser, path: &str) -> Answer {
    place.send(browser, Request::get(path).header("x-live", "1"), String::new())
}

/// How often somebody was looked at.
fn looks(place: &Place, pupil: i64) -> usize {
    let log = move |tx: &mut store::driver::Tx| store::event::about(tx, PersonId(pupil), EventId(i64::MAX), 50);
    let log = place.world.db.blocking().read(log).unwrap();
    log.iter().filter(|event| event.kind == Kind::PeopleShown).count()
}

/// A teacher in Elevadgang, with these pupils in their class.
fn teacher(place: &Place, pupils: &[&str]) -> (Browser, Vec<i64>) {
    let pupils = place.class("1.A", pupils);
    let mut browser = Browser::default();
    assert_eq!(into_elevadgang(place, &mut browser, "mett2468").location(), LIST);
    (browser, pupils)
}

#[test]
fn a_list_that_refreshes_itself_is_over_all_the_same_and_asks_before() {
    both(|database| {
        let place = Place::on(database);
        let (mut browser, _) = teacher(&place, &["alma1234"]);
        let page = place.get(&mut browser, ALL);
        let asks = page.text.contains(r#"data-stay="1800" data-keep="/elevadgang/bliv""#);
        assert!(asks, "{}", page.text.split("<dialog").nth(1).unwrap_or_default());
        for _ in 0..25 {
            place.clock.advance(Millis::minutes(1));
            assert_eq!(refreshes(&place, &mut browser, ALL).status, 200);
        }
        let stays = place.get(&mut browser, "/elevadgang/bliv");
        assert_eq!(stays.status, 200);
        assert!(stays.text.contains(r#""seconds":1800"#), "{}", stays.text);
        for _ in 0..29 {
            place.clock.advance(Millis::minutes(1));
            assert_eq!(refreshes(&place, &mut browser, ALL).status, 200, "somebody stayed");
        }
        place.clock.advance(Millis::minutes(1));
        assert_eq!(refreshes(&place, &mut browser, ALL).status, 303);
        assert_eq!(place.get(&mut browser, "/elevadgang/bliv").status, 303);
    });
}

#[test]
fn only_the_list_that_was_opened_is_looked_at_again_without_a_word() {
    both(|database| {
        let place = Place::on(database);
        let (mut browser, pupils) = teacher(&place, &["alma1234"]);
        let alma = pupils[0];
        refreshes(&place, &mut browser, ALL);
        assert_eq!(looks(&place, alma), 1, "a header hides nothing that was not opened before");
        refreshes(&place, &mut browser, ALL);
        assert_eq!(looks(&place, alma), 1);
        let first = place.get(&mut browser, LIST);
        assert_eq!(looks(&place, alma), 2);
        let address = first.text.split("data-from=\"").nth(2).and_then(|rest| rest.split('"').next()).unwrap();
        refreshes(&place, &mut browser, &address.replace("&#38;", "&"));
        refreshes(&place, &mut browser, ALL);
        assert_eq!(looks(&place, alma), 2, "two windows side by side");
        refreshes(&place, &mut browser, "/elevadgang/elever?klasse=alle&q=alma");
        assert_eq!(looks(&place, alma), 3);
        let token = first.field("form_token");
        let nobody = place.post(&mut browser, LIST, &[("form_token", &token), ("klasse", "alle")]);
        assert!(nobody.text.contains("alma1234"));
        assert_eq!(looks(&place, alma), 4, "the page about a missing tick shows them, too");
    });
}

#[test]
fn a_search_and_the_big_screen_are_a_look_at_those_they_show_and_at_nobody_else() {
    both(|database| {
        let place = Place::on(database);
        let (mut browser, pupils) = teacher(&place, &["alma1234", "bent2345"]);
        let found = place.get(&mut browser, "/elevadgang/elever?klasse=alle&q=alm");
        assert!(found.text.contains("alma1234") && !found.text.contains("bent2345"), "{}", found.text);
        assert_eq!((looks(&place, pupils[0]), looks(&place, pupils[1])), (1, 0));
        let token = found.field("form_token");
        let ticked = pupils[1].to_string();
        let give = [("form_token", token.as_str()), ("klasse", "alle"), ("elev", &ticked), ("do", "giv")];
        place.post(&mut browser, LIST, &give);
        let screen = place.get(&mut browser, "/elevadgang/storskaerm?klasse=alle");
        assert!(screen.text.contains("bent2345") && !screen.text.contains("alma1234"), "{}", screen.text);
        assert_eq!((looks(&place, pupils[0]), looks(&place, pupils[1])), (1, 1));
    });
}

#[test]
fn a_pupil_of_ones_own_class_has_a_page_and_another_has_not() {
    both(|database| {
        let place = Place::on(database);
        let (mut browser, pupils) = teacher(&place, &["alma1234"]);
        let own = place.get(&mut browser, &format!("/elevadgang/elev/{}", pupils[0]));
        assert!(own.status == 200 && own.text.contains("alma1234"), "{own:?}");
        let other = place.get(&mut browser, "/elevadgang/elev/17");
        assert_eq!(other.status, 403);
    });
}

#[test]
fn cards_that_did_not_work_any_more_are_not_said_to_be_made_void() {
    both(|database| {
        let place = Place::on(database);
        let (mut browser, pupils) = teacher(&place, &["alma1234"]);
        let token = place.get(&mut browser, ALL).field("form_token");
        let ticked = pupils[0].to_string();
        let yes = [("form_token", token.as_str()), ("elev", ticked.as_str()), ("ja", "1")];
        let none = place.post(&mut browser, "/elevadgang/kort", &yes);
        assert_eq!(none.location(), "/elevadgang/elever?sagt=ingen-kort-vaek");
        assert!(place.get(&mut browser, none.location()).text.contains("Ingen af kortene virkede mere"));
        let print = [("form_token", token.as_str()), ("klasse", "alle"), ("elev", &ticked), ("do", "kort")];
        place.post(&mut browser, LIST, &print);
        let done = place.post(&mut browser, "/elevadgang/kort", &yes);
        assert_eq!(done.location(), "/elevadgang/elever?sagt=kortene-vaek");
    });
}
