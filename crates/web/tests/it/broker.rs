//! The broker over HTTP: what it says to services, and what it never does.

use crate::place::{
    AUTH, Answer, Browser, CALLBACK, PASSWORD, Place, SECRET, SERVICE, TOKEN, VERIFIER, asked, encoded, parameter,
};
use axum::http::{Request, header};
use oidc::client::Registration;
use testkit::database::both;

/// The teacher logs in with a password; the answer that leads back.
pub(crate) fn logs_in(place: &Place, browser: &mut Browser, request: &str) -> Answer {
    let first = place.get(browser, request);
    let login = first.location().to_owned();
    let page = place.follow(browser, first);
    let token = page.field("form_token");
    place.post(browser, &format!("{login}/username"), &[("form_token", &token), ("username", "mett2468")]);
    let page = place.get(browser, &login);
    let token = page.field("form_token");
    place.post(browser, &format!("{login}/text"), &[("form_token", &token), ("password", PASSWORD)])
}

fn redeem(place: &Place, code: &str) -> Answer {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", CALLBACK),
        ("code_verifier", VERIFIER),
        ("client_id", SERVICE),
        ("client_secret", SECRET),
    ];
    place.call(TOKEN, &fields)
}

#[test]
fn a_teacher_logs_in_and_the_service_gets_tokens() {
    both(|database| {
        let place = Place::on(database);
        let back = logs_in(&place, &mut Browser::default(), &asked(&[]));
        assert_eq!(back.status, 303);
        assert!(back.location().starts_with(&format!("{CALLBACK}?code=")), "{}", back.location());
        assert_eq!(parameter(back.location(), "state"), "the-state");
        assert_eq!(parameter(back.location(), "iss"), place.world.settings.issuer());
        let given = redeem(&place, &parameter(back.location(), "code"));
        assert_eq!((given.status, given.header("cache-control")), (200, "no-store"));
        let json: serde_json::Value = serde_json::from_str(&given.text).unwrap();
        for name in ["access_token", "refresh_token", "id_token", "session_state", "not-before-policy"] {
            assert!(!json[name].is_null(), "{name}");
        }
        assert_eq!((&json["expires_in"], &json["refresh_expires_in"]), (&300.into(), &1800.into()));
        let again = redeem(&place, &parameter(back.location(), "code"));
        assert_eq!((again.status, again.text.contains("invalid_grant")), (400, true));
    });
}

#[test]
fn the_second_time_nobody_asks_for_the_password() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        logs_in(&place, &mut browser, &asked(&[]));
        let back = place.get(&mut browser, &asked(&[("prompt", "none")]));
        assert!(parameter(back.location(), "code").len() > 20, "{}", back.location());
        let asked_again = place.get(&mut browser, &asked(&[("prompt", "login")]));
        assert!(asked_again.location().starts_with("/login/"), "{}", asked_again.location());
    });
}

#[test]
fn a_silent_request_without_a_login_hears_so() {
    both(|database| {
        let place = Place::on(database);
        let back = place.get(&mut Browser::default(), &asked(&[("prompt", "none")]));
        assert_eq!(parameter(back.location(), "error"), "login_required");
        assert!(back.location().starts_with(CALLBACK));
    });
}

#[test]
fn a_request_that_names_no_registered_address_ends_on_a_page() {
    both(|database| {
        let place = Place::on(database);
        for request in [
            asked(&[("redirect_uri", "https://evil.example/cb")]),
            asked(&[("redirect_uri", "https://service.example/cb/")]),
            asked(&[("redirect_uri", "")]),
            asked(&[("client_id", "nobody")]),
            asked(&[("client_id", "")]),
            format!("{}&redirect_uri=https://evil.example", asked(&[])),
            format!("{AUTH}?{}", "a".repeat(60_000)),
            format!("{AUTH}?client_id=%ff%00"),
        ] {
            let answer = place.get(&mut Browser::default(), &request);
            assert_eq!((answer.status, answer.location()), (400, ""), "{}", &request[..request.len().min(200)]);
            assert!(answer.text.contains("<h1>"), "a page for people");
        }
    });
}

#[test]
fn a_request_with_another_fault_goes_back_to_the_service() {
    both(|database| {
        let place = Place::on(database);
        for (name, value, error) in [
            ("response_type", "token", "unsupported_response_type"),
            ("code_challenge", "", "invalid_request"),
            ("scope", "profile", "invalid_scope"),
            ("request", "eyJ", "request_not_supported"),
        ] {
            let answer = place.get(&mut Browser::default(), &asked(&[(name, value)]));
            assert!(answer.location().starts_with(CALLBACK), "{name}");
            assert_eq!(parameter(answer.location(), "error"), error);
            assert_eq!(parameter(answer.location(), "state"), "the-state");
        }
    });
}

#[test]
fn a_form_post_answer_is_a_page_that_may_only_lead_to_the_service() {
    both(|database| {
        let place = Place::on(database);
        let back = logs_in(&place, &mut Browser::default(), &asked(&[("response_mode", "form_post")]));
        assert_eq!(back.status, 200);
        assert!(back.header("content-security-policy").contains("form-action 'self' https://service.example;"));
        assert!(back.text.contains(&format!("action=\"{CALLBACK}\"")));
        assert!(!back.field("code").is_empty());
        assert!(!back.text.contains("<script>"), "only the external script submits it");
    });
}

#[test]
fn a_request_posted_by_another_site_waits_for_its_browser_and_comes_back_once() {
    both(|database| {
        let place = Place::on(database);
        let query = asked(&[]);
        let body = query.split_once('?').unwrap().1.to_owned();
        let request = Request::post(AUTH)
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .header(header::ORIGIN, "https://service.example");
        let parked = place.send(&mut Browser::default(), request, body);
        assert_eq!(parked.status, 303);
        let mut browser = Browser::default();
        assert!(place.get(&mut browser, parked.location()).location().starts_with("/login/"));
        assert_eq!(place.get(&mut browser, parked.location()).status, 400);
    });
}

#[test]
fn a_pushed_request_is_used_once_by_its_service() {
    both(|database| {
        let place = Place::on(database);
        let challenge = oidc::token::s256(VERIFIER);
        let pushed = place.call(
            "/auth/realms/broker/protocol/openid-connect/ext/par/request",
            &[
                ("client_id", SERVICE),
                ("client_secret", SECRET),
                ("redirect_uri", CALLBACK),
                ("response_type", "code"),
                ("scope", "openid"),
                ("code_challenge", &challenge),
                ("code_challenge_method", "S256"),
            ],
        );
        assert_eq!(pushed.status, 201, "{}", pushed.text);
        let json: serde_json::Value = serde_json::from_str(&pushed.text).unwrap();
        let uri = json["request_uri"].as_str().unwrap();
        let address = format!("{AUTH}?{}", encoded(&[("client_id", SERVICE), ("request_uri", uri)]));
        assert!(place.get(&mut Browser::default(), &address).location().starts_with("/login/"));
        assert_eq!(place.get(&mut Browser::default(), &address).status, 400);
    });
}

#[test]
fn a_service_with_a_wrong_secret_or_none_is_nobody() {
    both(|database| {
        let place = Place::on(database);
        let grant = [("grant_type", "refresh_token"), ("refresh_token", "x"), ("client_id", SERVICE)];
        assert_eq!(place.call(TOKEN, &grant).status, 401);
        let mut with_wrong = grant.to_vec();
        with_wrong.push(("client_secret", "wrong"));
        let refused = place.call(TOKEN, &with_wrong);
        assert_eq!((refused.status, refused.text.contains("invalid_client")), (401, true));
    });
}

#[test]
fn a_closed_service_refreshes_and_introspects_nothing() {
    both(|database| {
        let place = Place::on(database);
        let back = logs_in(&place, &mut Browser::default(), &asked(&[]));
        let given = redeem(&place, &parameter(back.location(), "code"));
        let json: serde_json::Value = serde_json::from_str(&given.text).unwrap();
        let (refresh, access) = (json["refresh_token"].as_str().unwrap(), json["access_token"].as_str().unwrap());
        let who = [("client_id", SERVICE), ("client_secret", SECRET)];
        let introspect = |token: &str| place.call(&format!("{TOKEN}/introspect"), &[("token", token), who[0], who[1]]);
        assert!(introspect(access).text.contains("\"active\":true"));
        assert!(flows::client::disable(&place.world, SERVICE, "test").unwrap());
        let grant = [("grant_type", "refresh_token"), ("refresh_token", refresh), who[0], who[1]];
        assert_eq!(place.call(TOKEN, &grant).status, 401);
        assert_eq!(introspect(access).status, 401);
    });
}

#[test]
fn only_a_registered_origins_script_may_read_tokens() {
    both(|database| {
        let place = Place::on(database);
        let origins = vec!["https://app.example".to_owned()];
        place.register(Registration { web_origins: origins, ..Registration::default() });
        let body = encoded(&[
            ("grant_type", "refresh_token"),
            ("refresh_token", "x"),
            ("client_id", SERVICE),
            ("client_secret", SECRET),
        ]);
        for (origin, allowed) in [("https://app.example", "https://app.example"), ("https://evil.example", "")] {
            let request = Request::post(TOKEN)
                .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
                .header(header::ORIGIN, origin);
            let answer = place.send(&mut Browser::default(), request, body.clone());
            assert_eq!(answer.header("access-control-allow-origin"), allowed);
        }
    });
}

#[test]
fn the_login_speaks_the_language_the_service_asks_for() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let first = place.get(&mut browser, &asked(&[("ui_locales", "kl en da")]));
        assert!(place.follow(&mut browser, first).text.contains("<html lang=\"en\""));
    });
}
