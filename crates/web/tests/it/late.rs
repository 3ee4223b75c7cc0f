//! Too late: a login whose time ran out, a form whose login is over, a browser without its cookies. What was typed is
//! there again, and nothing is sent by itself. Source: ux.md 3.14.

use crate::place::{Answer, Browser, CALLBACK, PASSWORD, Place, asked};
use rules::time::Millis;
use testkit::database::both;

const LIST: &str = "/elevadgang/elever";

fn types_name(place: &Place, browser: &mut Browser, (login, token): (&str, &str), name: &str) -> Answer {
    place.post(browser, &format!("{login}/username"), &[("form_token", token), ("username", name)])
}

/// From the page that asks for the user name to the end of the login.
fn goes_on(place: &Place, browser: &mut Browser, login: &str) -> Answer {
    let token = place.get(browser, login).field("form_token");
    types_name(place, browser, (login, &token), "mett2468");
    place.post(browser, &format!("{login}/text"), &[("form_token", &token), ("password", PASSWORD)])
}

#[test]
fn a_user_name_that_came_too_late_is_filled_in_and_leads_to_the_same_service() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let token = place.get(&mut browser, &login).field("form_token");
        place.clock.advance(Millis::minutes(31));
        let anew = types_name(&place, &mut browser, (&login, &token), "mett2468");
        let page = place.get(&mut browser, anew.location());
        assert_ne!(anew.location(), login);
        assert!(
            page.text.contains(r#"value="mett2468""#) && page.text.contains("Der gik for lang tid"),
            "{}",
            page.text
        );
        let back = goes_on(&place, &mut browser, anew.location());
        assert!(back.location().starts_with(CALLBACK), "{back:?}");
    });
}

#[test]
fn a_password_that_came_too_late_is_gone_and_the_user_name_is_not() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let token = place.get(&mut browser, &login).field("form_token");
        types_name(&place, &mut browser, (&login, &token), "mett2468");
        place.clock.advance(Millis::minutes(31));
        let fields = [("form_token", token.as_str()), ("password", PASSWORD)];
        let anew = place.post(&mut browser, &format!("{login}/text"), &fields);
        let page = place.get(&mut browser, anew.location());
        assert!(page.text.contains(r#"value="mett2468""#) && !page.text.contains(PASSWORD), "{}", page.text);
        place.clock.advance(Millis::minutes(60));
        let reloaded = place.get(&mut browser, anew.location());
        assert!(
            reloaded.location().starts_with("/login/"),
            "a page that is opened late begins anew, too: {reloaded:?}"
        );
    });
}

#[test]
fn a_browser_that_lost_its_cookies_keeps_the_user_name_and_not_the_other_browsers_service() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let token = place.get(&mut browser, &login).field("form_token");
        browser.forget("browser");
        let anew = types_name(&place, &mut browser, (&login, &token), "mett2468");
        let page = place.get(&mut browser, anew.location());
        assert!(page.text.contains(r#"value="mett2468""#), "{}", page.text);
        let back = goes_on(&place, &mut browser, anew.location());
        assert_eq!(back.location(), "/mit");
    });
}

#[test]
fn a_browser_that_keeps_no_cookies_is_told_so() {
    both(|database| {
        let place = Place::on(database);
        let login = place.get(&mut Browser::default(), &asked(&[])).location().to_owned();
        let page = place.get(&mut Browser::default(), &login);
        assert!(page.text.contains("Din browser husker os ikke"), "{}", page.text);
    });
}

#[test]
fn a_login_that_is_finished_does_not_begin_again() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        assert!(goes_on(&place, &mut browser, &login).location().starts_with(CALLBACK));
        let page = place.get(&mut browser, &login);
        assert!(page.text.contains("Du skal begynde forfra"), "{}", page.text);
    });
}

/// The teacher in Elevadgang, by the blue button; the answer that leads on.
pub(crate) fn into_elevadgang(place: &Place, browser: &mut Browser, name: &str) -> Answer {
    let token = place.get(browser, "/elevadgang?igen=1").field("form_token");
    let begun = place.post(browser, "/elevadgang/log-paa", &[("form_token", &token), ("som", "teacher")]);
    let login = begun.location().to_owned();
    let page = place.get(browser, &login);
    if page.location() == "/elevadgang/ind/teacher" || login == "/elevadgang/ind/teacher" {
        return place.get(browser, "/elevadgang/ind/teacher");
    }
    let token = page.field("form_token");
    types_name(place, browser, (&login, &token), name);
    place.post(browser, &format!("{login}/text"), &[("form_token", &token), ("password", PASSWORD)]);
    place.get(browser, "/elevadgang/ind/teacher")
}

/// A teacher whose class list is open, and who ticks the second of two pupils after half an hour and more.
fn ticks_too_late(place: &Place, browser: &mut Browser) -> (i64, Answer) {
    let pupils = place.class("1.A", &["alma1234", "bent2345"]);
    assert_eq!(into_elevadgang(place, browser, "mett2468").location(), LIST);
    let page = format!("{LIST}?klasse=alle");
    let token = place.get(browser, &page).field("form_token");
    place.clock.advance(Millis::minutes(31));
    let ticked = pupils[1].to_string();
    let fields = [("form_token", token.as_str()), ("klasse", "alle"), ("elev", &ticked), ("do", "giv")];
    (pupils[1], place.press(browser, (&page, LIST), &fields))
}

fn is_ticked(page: &Answer, pupil: i64) -> bool {
    let marker = format!("value=\"{pupil}\"");
    let tag = page.text.split("<input").find(|tag| tag.contains(&marker)).unwrap_or_default();
    tag.split('>').next().unwrap_or_default().contains("checked")
}

fn windows(place: &Place) -> i64 {
    let press = |tx: &mut store::driver::Tx| {
        let teacher = store::person::find_by_username(tx, &rules::user::Username::parse("mett2468").unwrap())?;
        store::reset_window::opened_since(tx, teacher.unwrap().id, rules::time::Instant(0))
    };
    place.world.db.blocking().read(press).unwrap()
}

#[test]
fn ticks_of_a_teacher_whose_login_ended_stand_there_again_and_nothing_was_opened() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (pupil, sent_off) = ticks_too_late(&place, &mut browser);
        assert_eq!(sent_off.location(), "/elevadgang?igen=1");
        let start = place.get(&mut browser, sent_off.location());
        assert!(start.text.contains("Det, du havde skrevet, er gemt."), "{}", start.text);
        let on = into_elevadgang(&place, &mut browser, "mett2468");
        assert_eq!(on.location(), format!("{LIST}?klasse=alle"), "back to the very page");
        let page = place.get(&mut browser, on.location());
        assert!(page.text.contains("Her er det, du havde skrevet."), "{}", page.text);
        assert!(is_ticked(&page, pupil) && page.text.matches(" checked").count() == 1, "{}", page.text);
        assert_eq!(windows(&place), 0, "nothing is sent by itself");
        let token = page.field("form_token");
        let ticked = pupil.to_string();
        let fields = [("form_token", token.as_str()), ("klasse", "alle"), ("elev", &ticked), ("do", "giv")];
        place.press(&mut browser, (on.location(), LIST), &fields);
        assert_eq!(windows(&place), 1);
        assert!(!browser.holds("draft"));
        assert!(!place.get(&mut browser, on.location()).text.contains("Her er det"), "sent once, kept no longer");
    });
}

#[test]
fn what_was_typed_stays_kept_until_its_form_has_gone_through() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (pupil, _) = ticks_too_late(&place, &mut browser);
        let on = into_elevadgang(&place, &mut browser, "mett2468").location().to_owned();
        let ticked = pupil.to_string();
        let foreign = axum::http::Request::post(LIST)
            .header("origin", "https://evil.example")
            .header("content-type", "application/x-www-form-urlencoded");
        let refused = place.send(&mut browser, foreign, crate::place::encoded(&[("elev", ticked.as_str())]));
        assert_eq!(refused.status, 403);
        assert!(is_ticked(&place.get(&mut browser, &on), pupil), "a refusal is no end of it");
        let token = place.get(&mut browser, &on).field("form_token");
        let out = place.press(&mut browser, (&on, "/login/log-out"), &[("form_token", &token)]);
        assert_eq!((out.location(), browser.holds("draft")), ("/login/logged-out", false));
    });
}

#[test]
fn what_one_person_typed_is_never_shown_to_another() {
    both(|database| {
        let place = Place::on(database);
        place.another_teacher("ulla3579");
        let mut browser = Browser::default();
        let (pupil, _) = ticks_too_late(&place, &mut browser);
        browser.forget("session");
        let on = into_elevadgang(&place, &mut browser, "ulla3579");
        let page = place.get(&mut browser, &format!("{LIST}?klasse=alle"));
        assert_eq!(on.location(), LIST);
        assert!(page.text.contains("bent2345") && !is_ticked(&page, pupil), "{}", page.text);
        assert!(!browser.holds("draft"));
    });
}

#[test]
fn after_an_hour_nothing_is_kept() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (pupil, _) = ticks_too_late(&place, &mut browser);
        place.clock.advance(Millis::minutes(61));
        into_elevadgang(&place, &mut browser, "mett2468");
        let page = place.get(&mut browser, &format!("{LIST}?klasse=alle"));
        assert!(!is_ticked(&page, pupil));
    });
}

#[test]
fn who_does_not_want_it_any_more_throws_it_away() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (pupil, _) = ticks_too_late(&place, &mut browser);
        let on = into_elevadgang(&place, &mut browser, "mett2468").location().to_owned();
        let token = place.get(&mut browser, &on).field("form_token");
        let away = place.press(&mut browser, (&on, "/draft/forget"), &[("form_token", &token)]);
        assert_eq!(away.location(), on);
        assert!(!is_ticked(&place.get(&mut browser, &on), pupil));
    });
}

#[test]
fn a_form_that_another_site_sent_is_not_kept() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        place.class("1.A", &["alma1234"]);
        into_elevadgang(&place, &mut browser, "mett2468");
        place.clock.advance(Millis::minutes(31));
        let request = axum::http::Request::post(LIST)
            .header("origin", "https://evil.example")
            .header("content-type", "application/x-www-form-urlencoded");
        place.send(&mut browser, request, "elev=1&do=giv".to_owned());
        assert!(!browser.holds("draft"));
    });
}

#[test]
fn a_form_whose_token_is_another_logins_stands_filled_in_at_once() {
    both(|database| {
        let place = Place::on(database);
        let pupils = place.class("1.A", &["alma1234"]);
        let mut browser = Browser::default();
        into_elevadgang(&place, &mut browser, "mett2468");
        let ticked = pupils[0].to_string();
        let fields = [("form_token", "00"), ("klasse", "alle"), ("elev", ticked.as_str()), ("do", "giv")];
        let page = format!("{LIST}?klasse=alle");
        let again = place.press(&mut browser, (&page, LIST), &fields);
        assert_eq!((again.status, again.location()), (303, page.as_str()));
        assert!(is_ticked(&place.get(&mut browser, &page), pupils[0]));
        assert_eq!(windows(&place), 0);
    });
}
