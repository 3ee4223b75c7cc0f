//! Elevadgang on a host of its own: it answers there alone, and logs in through the broker like any service.
//! Source: product.md §1, decision 0003.

use crate::place::{Answer, Browser, PASSWORD, Place, encoded, parameter};
use axum::http::{Request, header};
use testkit::database::both;
use web::site::{Site, Sites};

const HOST: &str = "127.0.0.1:18299";
const LIST: &str = "/elevadgang/elever";

/// The same place with Elevadgang on its own host.
fn apart(database: &testkit::database::Database) -> Place {
    let place = Place::on(database);
    place.class("1.A", &["alma1234"]);
    let origin = format!("http://{HOST}");
    let host = flows::own_host::OwnHost {
        site: Site::Elevadgang.word().to_owned(),
        origin: origin.clone(),
        actors: web::own_host::actors(Site::Elevadgang),
    };
    flows::own_host::register(&place.world, &host, &Site::Elevadgang.called()).unwrap().unwrap();
    let sites = Sites::on(&place.world.settings.origin).with_own(Site::Elevadgang, &origin);
    place.with_sites(sites)
}

/// A request to Elevadgang's host.
fn at_host(place: &Place, browser: &mut Browser, path: &str) -> Answer {
    let path = path.strip_prefix(&format!("http://{HOST}")).unwrap_or(path);
    place.send(browser, Request::get(path).header(header::HOST, HOST), String::new())
}

fn post_at_host(place: &Place, browser: &mut Browser, (path, origin): (&str, &str), fields: &[(&str, &str)]) -> Answer {
    let request = Request::post(path)
        .header(header::HOST, HOST)
        .header(header::ORIGIN, origin)
        .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
    place.send(browser, request, encoded(fields))
}

/// Somebody's two cookie jars: a browser keeps one a host.
#[derive(Clone, Default)]
struct Somebody {
    broker: Browser,
    site: Browser,
}

/// From Elevadgang's front to the broker; where the broker wants them.
fn leaves(place: &Place, somebody: &mut Somebody) -> String {
    let token = at_host(place, &mut somebody.site, "/elevadgang").field("form_token");
    let own = format!("http://{HOST}");
    let fields = [("form_token", token.as_str()), ("som", "teacher")];
    let begun = post_at_host(place, &mut somebody.site, ("/elevadgang/log-paa", &own), &fields);
    let away = at_host(place, &mut somebody.site, begun.location());
    assert!(away.location().starts_with(&place.world.settings.origin), "{away:?}");
    away.location().to_owned()
}

/// Through the broker's login; the address that leads home.
fn logs_in(place: &Place, somebody: &mut Somebody, away: &str) -> String {
    let login = place.get(&mut somebody.broker, away).location().to_owned();
    let page = place.get(&mut somebody.broker, &login);
    assert!(page.text.contains("Elevadgang"), "it says where one is going: {}", page.text);
    let token = page.field("form_token");
    let name = [("form_token", token.as_str()), ("username", "mett2468")];
    place.post(&mut somebody.broker, &format!("{login}/username"), &name);
    let word = [("form_token", token.as_str()), ("password", PASSWORD)];
    let home = place.post(&mut somebody.broker, &format!("{login}/text"), &word);
    assert!(home.location().starts_with(&format!("http://{HOST}/session/return?code=")), "{home:?}");
    home.location().to_owned()
}

/// All the way into the list.
fn comes_in(place: &Place) -> Somebody {
    let mut somebody = Somebody::default();
    let away = leaves(place, &mut somebody);
    let home = logs_in(place, &mut somebody, &away);
    let door = at_host(place, &mut somebody.site, &home);
    assert_eq!(door.location(), "/elevadgang/ind/teacher", "{door:?}");
    let list = at_host(place, &mut somebody.site, "/elevadgang/ind/teacher");
    assert_eq!(list.location(), LIST);
    somebody
}

#[test]
fn a_teacher_comes_in_through_the_broker_and_works() {
    both(|database| {
        let place = apart(database);
        let mut mette = comes_in(&place);
        let list = at_host(&place, &mut mette.site, LIST);
        assert_eq!(list.status, 200);
        assert!(list.text.contains("alma1234"), "{}", list.text);
        let policy = list.header("content-security-policy");
        assert!(policy.contains(&format!("form-action 'self' {};", place.world.settings.origin)), "{policy}");
    });
}

#[test]
fn a_host_answers_what_is_its_own_and_sends_on_what_is_not() {
    both(|database| {
        let place = apart(database);
        let (mut here, mut there) = (Browser::default(), Browser::default());
        let moved = place.get(&mut there, &format!("{LIST}?klasse=alle"));
        assert_eq!((moved.status, moved.location()), (303, format!("http://{HOST}{LIST}?klasse=alle").as_str()));
        let own = place.world.settings.origin.clone();
        assert_eq!(place.post(&mut there, LIST, &[]).status, 404, "a form is never sent on");
        let mit = at_host(&place, &mut here, "/mit");
        assert_eq!(mit.location(), format!("{own}/mit"));
        assert_eq!(at_host(&place, &mut here, "/login").location(), format!("{own}/login"));
        assert_eq!(at_host(&place, &mut here, "/").location(), "/elevadgang");
        let fields = [("grant_type", "authorization_code")];
        let path = "/auth/realms/broker/protocol/openid-connect/token";
        assert_eq!(post_at_host(&place, &mut here, (path, &own), &fields).status, 404);
        assert_eq!(place.get(&mut there, "/session/begin").status, 404);
    });
}

#[test]
fn nobody_comes_home_of_another_browsers_trip_or_twice() {
    both(|database| {
        let place = apart(database);
        let mut mette = Somebody::default();
        let away = leaves(&place, &mut mette);
        let home = logs_in(&place, &mut mette, &away);
        let mut thief = Browser::default();
        at_host(&place, &mut thief, "/elevadgang");
        assert_eq!(at_host(&place, &mut thief, &home).status, 400);
        assert!(!thief.holds("session"));
        assert_eq!(at_host(&place, &mut mette.site, &home).location(), "/elevadgang/ind/teacher");
        assert_eq!(at_host(&place, &mut mette.site, &home).status, 400, "once");
    });
}

#[test]
fn an_answer_of_another_broker_or_for_another_trip_opens_nothing() {
    both(|database| {
        let place = apart(database);
        let mut mette = Somebody::default();
        let first = leaves(&place, &mut mette);
        let home = logs_in(&place, &mut mette, &first);
        let (code, state) = (parameter(&home, "code"), parameter(&home, "state"));
        let mixed = format!(
            "/session/return?{}",
            encoded(&[("code", &code), ("state", &state), ("iss", "https://evil.example")])
        );
        assert_eq!(at_host(&place, &mut mette.site, &mixed).status, 400);
        let second = leaves(&place, &mut mette);
        let swapped = encoded(&[
            ("code", code.as_str()),
            ("state", &parameter(&second, "state")),
            ("iss", &place.world.settings.issuer()),
        ]);
        let answer = at_host(&place, &mut mette.site, &format!("/session/return?{swapped}"));
        assert_eq!(answer.status, 400, "the verifier is the other trip's");
    });
}

#[test]
fn a_hosts_cookie_opens_nothing_at_the_broker_and_the_brokers_nothing_there() {
    both(|database| {
        let place = apart(database);
        let mette = comes_in(&place);
        let mut moved = Browser::default();
        moved.set_cookie("session", mette.site.value("session").unwrap());
        assert!(place.get(&mut moved, "/mit/data").location().starts_with("/login"), "the host's at the broker");
        let mut other = Browser::default();
        other.set_cookie("session", mette.broker.value("session").unwrap());
        let answer = at_host(&place, &mut other, "/elevadgang/ind/teacher");
        assert_eq!(answer.location(), "/elevadgang", "the broker's at the host: {answer:?}");
    });
}

#[test]
fn a_form_of_the_broker_is_foreign_at_the_host() {
    both(|database| {
        let place = apart(database);
        let mut mette = comes_in(&place);
        let token = at_host(&place, &mut mette.site, LIST).field("form_token");
        let fields = [("form_token", token.as_str()), ("do", "giv")];
        let broker = place.world.settings.origin.clone();
        assert_eq!(post_at_host(&place, &mut mette.site, (LIST, &broker), &fields).status, 403);
    });
}

#[test]
fn logging_out_on_the_host_ends_the_login_everywhere() {
    both(|database| {
        let place = apart(database);
        let mut mette = comes_in(&place);
        let token = at_host(&place, &mut mette.site, LIST).field("form_token");
        let own = format!("http://{HOST}");
        let out = post_at_host(&place, &mut mette.site, ("/login/log-out", &own), &[("form_token", &token)]);
        assert_eq!(out.location(), format!("{}/login/logged-out", place.world.settings.origin));
        assert!(place.get(&mut mette.broker, "/mit/data").location().starts_with("/login"));
        assert_eq!(at_host(&place, &mut mette.site, LIST).location(), "/elevadgang?igen=1");
    });
}
