//! The way this browser logged in by last time: listed first, on one's own device, and nothing else is kept of it.
//! Source: product.md §6.1.

use crate::place::{Answer, Browser, PASSWORD, Place, asked};
use testkit::database::both;

fn logs_in(place: &Place, browser: &mut Browser, device: &str) -> Answer {
    let login = place.get(browser, &asked(&[("prompt", "login")])).location().to_owned();
    let token = place.get(browser, &login).field("form_token");
    let name = [("form_token", token.as_str()), ("username", "mett2468"), ("device", device)];
    place.post(browser, &format!("{login}/username"), &name);
    place.post(browser, &format!("{login}/text"), &[("form_token", &token), ("password", PASSWORD)])
}

/// Whether the eID stands before the school card on the first page.
fn eid_is_first(place: &Place, browser: &mut Browser) -> bool {
    let login = place.get(browser, &asked(&[("prompt", "login")])).location().to_owned();
    let page = place.get(browser, &login).text;
    page.find("/eid\"").unwrap() < page.find("/school-card\"").unwrap()
}

fn by_eid(place: &Place, browser: &mut Browser) {
    let login = place.get(browser, &asked(&[("prompt", "login")])).location().to_owned();
    let away = place.get(browser, &format!("{login}/eid"));
    let link = place.get(browser, away.location()).link("holder=0");
    let home = place.get(browser, &link).location().to_owned();
    place.get(browser, &home);
}

#[test]
fn the_last_way_stands_first_on_ones_own_device() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        assert!(!eid_is_first(&place, &mut browser));
        by_eid(&place, &mut browser);
        assert_eq!(browser.value("way"), Some("eid"), "a word and nothing else");
        assert!(eid_is_first(&place, &mut browser));
        logs_in(&place, &mut browser, "own");
        assert_eq!(browser.value("way"), Some("username"));
        assert!(!eid_is_first(&place, &mut browser));
    });
}

#[test]
fn a_shared_device_forgets_it() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        by_eid(&place, &mut browser);
        browser.forget("session");
        logs_in(&place, &mut browser, "shared");
        assert_eq!(browser.value("way"), None);
        let mut fresh = Browser::default();
        logs_in(&place, &mut fresh, "shared");
        assert_eq!(fresh.value("way"), None);
    });
}
