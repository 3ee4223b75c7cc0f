//! Elevadgang, or Mit Unilogin, on a host of its own: it answers there alone, and logs in through the broker.
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
    with_own(place, Site::Elevadgang)
}

/// The same place with this site on its own host.
fn with_own(place: Place, site: Site) -> Place {
    let origin = format!("http://{HOST}");
    let host = flows::own_host::OwnHost {
        site: site.word().to_owned(),
        origin: origin.clone(),
        actors: web::own_host::actors(site),
    };
    flows::own_host::register(&place.world, &host, &site.called()).unwrap().unwrap();
    let sites = Sites::on(&place.world.settings.origin).with_own(site, &origin);
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

/// From Mit Unilogin's front on its own host into the page.
fn into_mit(place: &Place, somebody: &mut Somebody) -> Answer {
    let front = at_host(place, &mut somebody.site, "/mit");
    let away = at_host(place, &mut somebody.site, &front.link("/session/begin"));
    let login = place.get(&mut somebody.broker, away.location()).location().to_owned();
    let token = place.get(&mut somebody.broker, &login).field("form_token");
    let name = [("form_token", token.as_str()), ("username", "mett2468")];
    place.post(&mut somebody.broker, &format!("{login}/username"), &name);
    let word = [("form_token", token.as_str()), ("password", PASSWORD)];
    let home = place.post(&mut somebody.broker, &format!("{login}/text"), &word);
    let door = at_host(place, &mut somebody.site, home.location());
    assert_eq!(door.location(), "/mit", "{home:?} {door:?}");
    at_host(place, &mut somebody.site, "/mit")
}

fn mette(place: &Place) -> rules::id::PersonId {
    let name = rules::user::Username::parse("mett2468").unwrap();
    let found = place.world.db.blocking().read(move |tx| store::person::find_by_username(tx, &name)).unwrap();
    found.unwrap().id
}

fn log_of_mette(place: &Place) -> Vec<rules::event::Kind> {
    let person = mette(place);
    let last = rules::id::EventId(i64::MAX);
    let log = place.world.db.blocking().read(move |tx| store::event::about(tx, person, last, 50)).unwrap();
    log.into_iter().map(|event| event.kind).collect()
}

fn leaves_the_school(place: &Place) {
    let person = mette(place);
    place
        .world
        .db
        .blocking()
        .write(move |tx| {
            for one in store::affiliation::active_of_person(tx, person)? {
                assert!(store::affiliation::end(tx, one.id)?);
            }
            Ok(())
        })
        .unwrap();
}

#[test]
fn people_come_into_mit_unilogin_on_its_own_host_and_nothing_is_told_that_left_us() {
    both(|database| {
        let place = with_own(Place::on(database), Site::Mit);
        let page = into_mit(&place, &mut Somebody::default());
        assert!(page.text.contains("mett2468"), "{}", page.text);
        let log = log_of_mette(&place);
        assert!(log.contains(&rules::event::Kind::LoggedIn), "{log:?}");
        assert!(!log.contains(&rules::event::Kind::DataReleased), "{log:?}");
    });
}

#[test]
fn whoever_has_left_every_school_still_comes_into_mit_unilogin_on_its_own_host() {
    both(|database| {
        let place = with_own(Place::on(database), Site::Mit);
        leaves_the_school(&place);
        assert!(into_mit(&place, &mut Somebody::default()).text.contains("mett2468"));
    });
}

#[test]
fn the_cards_of_mit_unilogin_on_its_own_host_begin_at_the_broker_and_lead_home() {
    both(|database| {
        let place = with_own(Place::on(database), Site::Mit);
        let own = place.world.settings.origin.clone();
        let mut there = Browser::default();
        for card in ["/mit/find-username", "/mit/new-password", "/mit/help-child"] {
            let sent = at_host(&place, &mut there, card);
            assert!(sent.location().starts_with(&format!("{own}/login/")), "{card}: {sent:?}");
            let mut broker = Browser::default();
            let begun = place.get(&mut broker, sent.location());
            let page = place.get(&mut broker, begun.location().trim_end_matches("/find-username"));
            assert_eq!(page.status, 200, "{card}: {begun:?}");
        }
        let mut broker = Browser::default();
        let login = place.get(&mut broker, "/login?to=/mit").location().to_owned();
        let page = place.get(&mut broker, &login);
        assert!(page.header("content-security-policy").contains(&format!("http://{HOST}")), "its form may lead there");
        let token = page.field("form_token");
        place.post(&mut broker, &format!("{login}/username"), &[("form_token", &token), ("username", "mett2468")]);
        let done = place.post(&mut broker, &format!("{login}/text"), &[("form_token", &token), ("password", PASSWORD)]);
        assert_eq!(done.location(), format!("http://{HOST}/session/begin?to=%2Fmit"));
    });
}

#[test]
fn the_door_of_a_host_that_wants_the_eid_asks_for_no_user_name_first() {
    both(|database| {
        let place = with_own(Place::on(database), Site::Ba);
        let mut somebody = Somebody::default();
        let token = at_host(&place, &mut somebody.site, "/ba/log-paa").field("form_token");
        let own = format!("http://{HOST}");
        let fields = [("form_token", token.as_str()), ("til", "/ba")];
        let begun = post_at_host(&place, &mut somebody.site, ("/ba/log-paa", &own), &fields);
        let away = at_host(&place, &mut somebody.site, begun.location());
        let sent = place.get(&mut somebody.broker, away.location());
        assert!(sent.location().ends_with("/eid"), "{sent:?}");
    });
}

#[test]
fn a_broker_that_says_no_leads_to_a_page_that_says_so() {
    both(|database| {
        let place = apart(database);
        let mut mette = Somebody::default();
        let away = leaves(&place, &mut mette);
        let said = encoded(&[
            ("error", "access_denied"),
            ("state", &parameter(&away, "state")),
            ("iss", &place.world.settings.issuer()),
        ]);
        let page = at_host(&place, &mut mette.site, &format!("/session/return?{said}"));
        assert!(page.status == 200 && page.text.contains("Du blev ikke logget ind"), "{page:?}");
        assert!(!mette.site.holds("session"));
    });
}

#[test]
fn what_was_typed_on_a_host_of_its_own_is_kept_when_the_login_is_over() {
    both(|database| {
        let place = with_own(Place::on(database), Site::Mit);
        let mut mette = Somebody::default();
        let token = into_mit(&place, &mut mette).field("form_token");
        place.clock.advance(rules::time::Millis::hours(13));
        let fields = [("form_token", token.as_str()), ("session", "7")];
        let own = format!("http://{HOST}");
        let late = post_at_host(&place, &mut mette.site, ("/mit/end-session", &own), &fields);
        assert!(late.location().starts_with("/session/begin"), "{late:?}");
        assert!(mette.site.holds("draft"));
    });
}

/// From the first answer to the step where the leader signs, on the application's own host; the application's link.
fn applies(place: &Place, browser: &mut Browser, leader: &str) -> String {
    let own = format!("http://{HOST}");
    let token = at_host(place, browser, "/ansoeg").field("form_token");
    let mut send = |path: &str, fields: &[(&str, &str)]| {
        let mut all = vec![("form_token", token.as_str())];
        all.extend_from_slice(fields);
        post_at_host(place, browser, (path, &own), &all).location().to_owned()
    };
    let first = send("/ansoeg", &[("situation", "institution"), ("registration", "12345678")]);
    let link = first.strip_suffix("/institution").expect("the first step").to_owned();
    send(&first, &[("name", "Solbakkeskolen"), ("number", "751042"), ("registration", "12345678")]);
    let contact =
        [("name", "Naja Lynge"), ("cpr", "0101851234"), ("phone", "12345678"), ("mail", "naja@skolen.example")];
    send(&format!("{link}/kontakt"), &contact);
    let signs = send(&format!("{link}/leder"), &[("name", "Henrik Aagaard"), ("cpr", leader), ("mail", "")]);
    assert!(signs.ends_with("/underskrift"), "{signs}");
    link
}

const LEADER: &str = "2306714321";

/// The same place with the application on a host of its own, and these people at the test eID.
fn application_apart(database: &testkit::database::Database) -> Place {
    let holder = |name: &str, cpr: &str| web::test_eid::Holder {
        name: name.to_owned(),
        cpr: Some(cpr.to_owned()),
        shows: "signs".to_owned(),
        shows_danish: "skriver under".to_owned(),
    };
    let holders = vec![holder("Henrik Aagaard", LEADER), holder("En Anden", "0101701118")];
    with_own(Place::with_holders(database, holders), Site::Ansoeg)
}

/// From the step on the site's host by way of the broker's question to the eID; where this holder comes home.
fn shows_eid(place: &Place, (site, broker): (&mut Browser, &mut Browser), link: &str, holder: usize) -> Answer {
    let step = at_host(place, site, &format!("{link}/underskrift"));
    assert!(step.text.contains(&format!("{link}/mitid")), "{}", step.text);
    let fields = [("form_token", step.field("form_token")), ("stands", step.field("stands"))];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let own = format!("http://{HOST}");
    let away = post_at_host(place, site, (&format!("{link}/mitid"), &own), &fields);
    let asks = away.location().to_owned();
    assert!(asks.starts_with(&format!("{}/eid/sign/", place.world.settings.origin)), "{away:?}");
    let page = place.get(broker, &asks);
    for says in ["Solbakkeskolen", "751042", "Naja Lynge", "Henrik Aagaard"] {
        assert!(page.text.contains(says), "the leader reads what is signed: {says} in {}", page.text);
    }
    assert!(!page.text.contains(LEADER) && !page.text.contains("0101851234"), "and no number");
    let path = asks.strip_prefix(&place.world.settings.origin).unwrap().to_owned();
    assert_eq!(place.post(broker, &path, &[]).status, 400, "nobody is sent to the eID by a form of elsewhere");
    let token = page.field("form_token");
    let left = place.post(broker, &path, &[("form_token", &token), ("stands", &page.field("stands"))]);
    let people = place.get(broker, left.location());
    let home = place.get(broker, &people.link(&format!("holder={holder}"))).location().to_owned();
    let stranger = place.get(&mut Browser::default(), &home);
    assert_eq!(stranger.status, 403, "another browser does not come home");
    place.get(broker, &home)
}

#[test]
fn a_leader_signs_an_application_that_has_a_host_of_its_own() {
    both(|database| {
        let place = application_apart(database);
        let (mut site, mut broker) = (Browser::default(), Browser::default());
        let link = applies(&place, &mut site, LEADER);
        let other = shows_eid(&place, (&mut site, &mut broker), &link, 1);
        assert_eq!(other.location(), format!("http://{HOST}{link}/underskrift?sagt=anden"));
        let says = at_host(&place, &mut site, other.location());
        assert!(says.text.contains("tilhører en anden") && !says.text.contains("Lederen skrev under"));
        let home = shows_eid(&place, (&mut site, &mut broker), &link, 0);
        assert_eq!(home.location(), format!("http://{HOST}{link}/underskrift"));
        let signed = at_host(&place, &mut site, home.location());
        assert!(signed.text.contains("Lederen skrev under"), "{}", signed.text);
    });
}

#[test]
fn nothing_is_signed_under_a_made_up_link_or_after_it_was_sent() {
    both(|database| {
        let place = application_apart(database);
        let (mut site, mut broker) = (Browser::default(), Browser::default());
        assert_eq!(place.get(&mut broker, "/eid/sign/made-up").status, 404);
        let link = applies(&place, &mut site, LEADER);
        shows_eid(&place, (&mut site, &mut broker), &link, 0);
        let token = at_host(&place, &mut site, &format!("{link}/send")).field("form_token");
        let own = format!("http://{HOST}");
        let fields = [("form_token", token.as_str())];
        assert!(
            post_at_host(&place, &mut site, (&format!("{link}/send"), &own), &fields).location().ends_with("/status")
        );
        let secret = link.rsplit('/').next().unwrap();
        let late = place.get(&mut broker, &format!("/eid/sign/{secret}"));
        assert_eq!(late.location(), format!("http://{HOST}{link}/status"));
    });
}

#[test]
fn a_leader_signs_nothing_but_what_stood_on_the_page_they_read() {
    both(|database| {
        let place = application_apart(database);
        let (mut site, mut broker) = (Browser::default(), Browser::default());
        let link = applies(&place, &mut site, LEADER);
        let own = format!("http://{HOST}");
        let step = at_host(&place, &mut site, &format!("{link}/underskrift"));
        let asks = format!("/eid/sign/{}", link.rsplit('/').next().unwrap());
        let page = place.get(&mut broker, &asks);
        place.clock.advance(rules::time::Millis::seconds(1));
        let token = step.field("form_token");
        let other = [("form_token", token.as_str()), ("name", "En Anden Skole"), ("number", "751043")];
        post_at_host(&place, &mut site, (&format!("{link}/institution"), &own), &other);
        let fields = [("form_token", token.as_str()), ("stands", &step.field("stands"))];
        let again = post_at_host(&place, &mut site, (&format!("{link}/mitid"), &own), &fields);
        assert_eq!(again.status, 409, "{again:?}");
        assert!(again.text.contains("Ansøgningen er ændret"), "{}", again.text);
        let token = page.field("form_token");
        for stands in [page.field("stands"), String::new()] {
            let again = place.post(&mut broker, &asks, &[("form_token", &token), ("stands", &stands)]);
            assert_eq!((again.status, again.location()), (409, ""), "nobody leaves for the eID");
            assert!(again.text.contains("Ansøgningen er ændret") && again.text.contains("751043"), "{}", again.text);
        }
        let now = place.get(&mut broker, &asks).field("stands");
        assert_eq!(place.post(&mut broker, &asks, &[("form_token", &token), ("stands", &now)]).status, 303);
    });
}
