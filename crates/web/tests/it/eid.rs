//! To the eID and back over HTTP, and what comes of those who try to come back as somebody else.
//! Source: security.md "eID return".

use crate::place::{Answer, Browser, Place, asked, parameter};
use oidc::assurance::Level;
use oidc::client::Registration;
use testkit::database::both;

/// Begins a login and leaves for the eID; the login's address and the address to come back to, chosen as this holder.
fn leaves_and_chooses(place: &Place, browser: &mut Browser, holder: usize) -> (String, String) {
    let login = place.get(browser, &asked(&[])).location().to_owned();
    let away = place.get(browser, &format!("{login}/eid"));
    assert!(away.location().contains("/test-eid/connect/authorize?"), "{away:?}");
    let people = place.get(browser, away.location());
    let link = people.link(&format!("holder={holder}"));
    let chosen = place.get(browser, &link);
    (login, chosen.location().to_owned())
}

fn is_back_at_service(answer: &Answer) -> bool {
    answer.location().starts_with("https://service.example/cb?code=")
}

#[test]
fn a_teacher_comes_home_with_two_factors() {
    both(|database| {
        let place = Place::on(database);
        place.register(Registration { required_level: Level::TwoFactor, ..Registration::default() });
        let mut browser = Browser::default();
        let (_, home) = leaves_and_chooses(&place, &mut browser, 0);
        let back = place.get(&mut browser, &home);
        assert!(is_back_at_service(&back), "{back:?}");
    });
}

#[test]
fn nobody_comes_home_in_another_browser() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (_, home) = leaves_and_chooses(&place, &mut browser, 0);
        let stranger = place.get(&mut Browser::default(), &home);
        assert_eq!((stranger.status, stranger.location()), (403, ""));
        assert!(is_back_at_service(&place.get(&mut browser, &home)), "the right browser still does");
    });
}

#[test]
fn a_way_home_is_walked_once_and_in_time() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (_, home) = leaves_and_chooses(&place, &mut browser, 0);
        assert!(is_back_at_service(&place.get(&mut browser, &home)));
        assert_eq!(place.get(&mut browser, &home).status, 403);
        let mut other = Browser::default();
        let (_, late) = leaves_and_chooses(&place, &mut other, 0);
        place.clock.advance(rules::time::Millis::minutes(15));
        assert_eq!(place.get(&mut other, &late).status, 403);
    });
}

#[test]
fn an_answer_that_names_another_issuer_or_another_departure_is_not_believed() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let (_, home) = leaves_and_chooses(&place, &mut browser, 0);
        let issuer = parameter(&home, "iss");
        let elsewhere = home.replace(
            &url::form_urlencoded::byte_serialize(issuer.as_bytes()).collect::<String>(),
            "https%3A%2F%2Fevil.example",
        );
        assert_eq!(place.get(&mut browser, &elsewhere).status, 403);
        // The code of one departure under the state of another: its verifier and nonce do not fit.
        let (_, one) = leaves_and_chooses(&place, &mut browser, 0);
        let (_, two) = leaves_and_chooses(&place, &mut browser, 0);
        let mixed = one.replace(&parameter(&one, "code"), &parameter(&two, "code"));
        assert_eq!(place.get(&mut browser, &mixed).status, 403);
    });
}

#[test]
fn an_eid_without_cpr_and_one_of_nobody_here_say_so_and_make_no_account() {
    both(|database| {
        let place = Place::on(database);
        for (holder, says) in [(1, "erhvervs-ID"), (2, "ingen bruger")] {
            let mut browser = Browser::default();
            let (_, home) = leaves_and_chooses(&place, &mut browser, holder);
            let answer = place.get(&mut browser, &home);
            assert_eq!(answer.status, 403);
            assert!(answer.text.contains(says), "{}", answer.text);
        }
        let index = place.world.vault.blind_index(&rules::cpr::Cpr::parse(web::test_eid::NOBODYS_CPR).unwrap());
        let found = place.world.db.blocking().read(move |tx| store::person::find_by_cpr(tx, &index)).unwrap();
        assert!(found.is_none(), "no account was made");
    });
}

#[test]
fn a_new_password_is_for_the_name_that_was_typed_alone() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let page = place.get(&mut browser, &login);
        let token = page.field("form_token");
        let typed = [("form_token", token.as_str()), ("username", "alma1234")];
        place.post(&mut browser, &format!("{login}/username"), &typed);
        let away = place.get(&mut browser, &format!("{login}/eid?for=password"));
        let people = place.get(&mut browser, away.location());
        let home = place.get(&mut browser, &people.link("holder=0")).location().to_owned();
        let back = place.get(&mut browser, &home);
        assert_eq!((back.status, back.location()), (303, login.as_str()));
        let answer = place.get(&mut browser, &login);
        assert!(answer.text.contains("Vi kan ikke give en ny adgangskode"), "{}", answer.text);
    });
}
