//! The operator's switch: the national eID towards services for everybody, or for people of public-law institutions.
//! Source: product.md §7.

use crate::office::two_operators;
use crate::town::{SCHOOL, Town, WORDS, finished, number, on_both};
use flows::national::{Decided, decide};
use flows::national_id::Shown;
use flows::sign_in::begin::{Begin, begin};
use flows::sign_in::helped::for_password;
use flows::sign_in::new_password::accept;
use flows::sign_in::onward::{Proof, arrive};
use flows::sign_in::{At, Next, Refusal, Screen};
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::institution::{Institution, Ownership};
use rules::session::Method;

fn registered(town: &Town, ownership: Ownership) {
    let school = Institution {
        number: number(SCHOOL),
        name: "Engskolen".to_owned(),
        kind: String::new(),
        cvr: String::new(),
        p_number: String::new(),
        municipality_number: String::new(),
        municipality: String::new(),
        region: String::new(),
        address: String::new(),
        postal_code: String::new(),
        city: String::new(),
        phone: String::new(),
        mail: String::new(),
        web: String::new(),
        leader: String::new(),
        ownership,
        main_institution: None,
        closed: None,
    };
    town.write(move |tx| store::institution::put(tx, &school));
}

fn only_public(town: &Town) {
    let decisions = [("eid_towards_services".to_owned(), "public_institutions".to_owned())];
    assert_eq!(decide(&town.world, &decisions, two_operators(town)).unwrap(), Decided::Yes);
}

fn by_eid(town: &Town, at: &At, person: PersonId) -> Next {
    let proof = Proof { method: Method::Eid, two_factor: Some(town.world.now()) };
    town.wait(arrive(&town.world, at, person, proof)).unwrap()
}

#[test]
fn the_switch_keeps_people_of_private_schools_from_services_and_nobody_else() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        registered(town, Ownership::Private);
        let (before, _) = town.begin(&town.browser(), None);
        finished(by_eid(town, &before, mette));
        only_public(town);
        let (at, _) = town.begin(&town.browser(), None);
        by_eid(town, &at, mette);
        assert!(matches!(town.scene(&at).screen, Screen::Refused(Refusal::EidNotForServices)));
        let log = town.write(move |tx| store::event::about(tx, mette, EventId(i64::MAX), 20));
        assert_eq!(log.iter().filter(|event| event.kind == Kind::LoginRefused).count(), 1, "the log says so");
        let again = town.named(&town.browser(), "mett2468");
        finished(town.text(&again, WORDS));
        registered(town, Ownership::Public);
        let (at, _) = town.begin(&town.browser(), None);
        finished(by_eid(town, &at, mette));
    });
}

#[test]
fn whoever_the_switch_keeps_out_makes_a_new_password_with_the_eid_and_comes_in_by_that() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        registered(town, Ownership::Private);
        only_public(town);
        let at = town.named(&town.browser(), "mett2468");
        let shown = Shown { person: mette, at: town.world.now() };
        town.wait(for_password(&town.world, &at, shown)).unwrap();
        assert!(matches!(town.scene(&at).screen, Screen::NewText { .. }));
        let done = finished(town.wait(accept(&town.world, &at)).unwrap());
        let live = town.wait(flows::sessions::judge(&town.world, &done.cookie.unwrap())).unwrap().unwrap();
        assert_eq!((live.session.method, live.session.two_factor), (Method::Password, None));
    });
}

#[test]
fn the_switch_leaves_our_own_sites_on_hosts_of_their_own_open() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        registered(town, Ownership::Private);
        only_public(town);
        let browser = town.browser();
        let own = Begin {
            client: Some("unilogin-ba".to_owned()),
            request: String::new(),
            wants: crate::town::wants(),
            session: None,
        };
        let begun = town.wait(begin(&town.world, &browser, own)).unwrap();
        let at = At { handle: begun.handle, browser };
        finished(by_eid(town, &at, mette));
    });
}

#[test]
fn the_switch_leaves_our_own_pages_open_and_their_session_reaches_no_service() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let mette = town.teacher("mett2468", class);
        registered(town, Ownership::Private);
        only_public(town);
        let browser = town.browser();
        let own = Begin { client: None, request: "/mit".to_owned(), wants: crate::town::wants(), session: None };
        let begun = town.wait(begin(&town.world, &browser, own)).unwrap();
        let at = At { handle: begun.handle, browser: browser.clone() };
        let cookie = finished(by_eid(town, &at, mette)).cookie;
        let (at, _) = town.begin(&browser, cookie);
        assert!(matches!(town.scene(&at).screen, Screen::Refused(Refusal::EidNotForServices)));
    });
}
