//! What a request says of itself and nobody believes: another host, no origin, a password in the place of a code.
//! Source: security.md rules 5 and 7; RFC 9700 2.4.

use crate::place::{AUTH, Browser, PASSWORD, Place, SECRET, SERVICE, TOKEN, asked};
use axum::http::Request;
use testkit::database::both;

#[test]
fn a_host_somebody_else_wrote_stands_in_no_answer() {
    both(|database| {
        let place = Place::on(database);
        let asked = asked(&[]);
        let discovery = "/auth/realms/broker/.well-known/openid-configuration";
        for path in ["/login", "/elevadgang", "/ba", "/mit", "/nowhere", AUTH, asked.as_str(), discovery] {
            let request = Request::get(path)
                .header("host", "evil.example")
                .header("x-forwarded-host", "evil.example")
                .header("x-forwarded-proto", "http")
                .header("forwarded", "host=evil.example;proto=http");
            let answer = place.send(&mut Browser::default(), request, String::new());
            assert!(!format!("{:?}", answer.headers).contains("evil"), "{path}: {:?}", answer.headers);
            assert!(!answer.text.contains("evil"), "{path}");
        }
    });
}

#[test]
fn a_form_of_no_origin_counts_only_when_the_browser_says_it_is_ours() {
    both(|database| {
        let place = Place::on(database);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked(&[])).location().to_owned();
        let token = place.get(&mut browser, &login).field("form_token");
        let body = format!("form_token={token}&username=mett2468");
        let mut sent = |origin: Option<&str>, site: Option<&str>| {
            let mut request =
                Request::post(format!("{login}/username")).header("content-type", "application/x-www-form-urlencoded");
            if let Some(origin) = origin {
                request = request.header("origin", origin);
            }
            if let Some(site) = site {
                request = request.header("sec-fetch-site", site);
            }
            place.send(&mut browser, request, body.clone()).status
        };
        for (origin, site) in [
            (Some("null"), None),
            (Some("null"), Some("cross-site")),
            (Some("null"), Some("same-site")),
            (None, None),
            (None, Some("none")),
            (Some("https://evil.example"), Some("same-origin")),
        ] {
            assert_ne!(sent(origin, site), 303, "{origin:?} {site:?}");
        }
        assert_eq!(sent(Some("null"), Some("same-origin")), 303, "a page without referrer is ours all the same");
    });
}

#[test]
fn a_password_buys_no_token() {
    both(|database| {
        let place = Place::on(database);
        let grant = [
            ("grant_type", "password"),
            ("username", "mett2468"),
            ("password", PASSWORD),
            ("client_id", SERVICE),
            ("client_secret", SECRET),
        ];
        let refused = place.call(TOKEN, &grant);
        assert_eq!((refused.status, refused.text.contains("unsupported_grant_type")), (400, true), "{}", refused.text);
    });
}
