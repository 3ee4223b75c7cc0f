//! The requests that real services were seen to send, word for word, must work here as they do today.
//!
//! Source: interfaces.md B §6.2, §6.3 and §6.5; the short names are the client programs' names there.

use crate::broker::logs_in;
use crate::place::{AUTH, Browser, CALLBACK, Place, SECRET, SERVICE, TOKEN, VERIFIER, encoded, parameter};
use oidc::client::{Pkce, Registration};
use serde_json::Value;
use testkit::database::both;

const REALM: &str = "/auth/realms/broker/protocol/openid-connect";
const FAREWELL: &str = "https://service.example/signout";
/// As long as a verifier may be.
const LONG_VERIFIER: &str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-._~\
                             0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

fn place(database: &testkit::database::Database) -> Place {
    let place = Place::on(database);
    let post_logout_redirect_uris = vec![FAREWELL.to_owned()];
    place.register(Registration { post_logout_redirect_uris, ..Registration::default() });
    place
}

fn request(fields: &[(&str, &str)]) -> String {
    format!("{AUTH}?{}", encoded(fields))
}

/// `client_secret_post`, as all of them prove themselves.
fn redeem(place: &Place, code: &str, verifier: &str) -> Value {
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", code),
        ("client_id", SERVICE),
        ("client_secret", SECRET),
        ("redirect_uri", CALLBACK),
        ("code_verifier", verifier),
    ];
    let given = place.call(TOKEN, &fields);
    assert_eq!(given.status, 200, "{}", given.text);
    serde_json::from_str(&given.text).unwrap()
}

/// The claims of a token, unchecked: the outside judges check signatures.
fn claims(token: &Value) -> Value {
    let body = oidc::encoding::from_base64url(token.as_str().unwrap().split('.').nth(1).unwrap()).unwrap();
    serde_json::from_slice(&body).unwrap()
}

fn has_all(value: &Value, names: &[&str]) {
    let missing: Vec<&&str> = names.iter().filter(|name| value[**name].is_null()).collect();
    assert!(missing.is_empty(), "{missing:?} in {value:#}");
}

#[test]
fn dpl_logs_in_without_state_or_nonce_and_logs_out_from_its_server() {
    both(|database| {
        let place = place(database);
        let challenge = oidc::token::s256(VERIFIER);
        let asked = request(&[
            ("response_type", "code"),
            ("client_id", SERVICE),
            ("scope", "openid"),
            ("redirect_uri", CALLBACK),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("prompt", "login"),
        ]);
        let mut browser = Browser::default();
        let back = logs_in(&place, &mut browser, &asked);
        assert_eq!(parameter(back.location(), "state"), "", "none was sent");
        let given = redeem(&place, &parameter(back.location(), "code"), VERIFIER);
        assert!(claims(&given["id_token"])["nonce"].is_null());
        let out = format!("{REALM}/logout?{}", encoded(&[("id_token_hint", given["id_token"].as_str().unwrap())]));
        assert_eq!(place.get(&mut Browser::default(), &out).status, 200, "no cookie of the user's is needed");
        let silent = asked.replace("prompt=login", "prompt=none");
        let answer = place.get(&mut browser, &silent);
        assert_eq!(parameter(answer.location(), "error"), "login_required", "the user's session is over");
    });
}

#[test]
fn the_token_answer_and_the_tokens_have_every_field_that_is_read() {
    both(|database| {
        let place = place(database);
        let challenge = oidc::token::s256(VERIFIER);
        let asked = request(&[
            ("response_type", "code"),
            ("client_id", SERVICE),
            ("scope", "openid"),
            ("redirect_uri", CALLBACK),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let back = logs_in(&place, &mut Browser::default(), &asked);
        let given = redeem(&place, &parameter(back.location(), "code"), VERIFIER);
        has_all(&given, &["access_token", "refresh_token", "token_type", "id_token", "session_state", "scope"]);
        assert_eq!((&given["expires_in"], &given["not-before-policy"]), (&300.into(), &0.into()));
        assert!([1799, 1800].contains(&given["refresh_expires_in"].as_i64().unwrap()));
        let id = claims(&given["id_token"]);
        let national = [
            "sub",
            "uniid",
            "aktoer_gruppe",
            "unilogin_loa",
            "loa",
            "spec_ver",
            "has_license",
            "userHasLicense",
            "institution_ids",
            "institutionIds",
            "broker_id",
        ];
        has_all(&id, &national);
        has_all(
            &id,
            &["exp", "iat", "auth_time", "jti", "iss", "aud", "typ", "azp", "session_state", "sid", "at_hash"],
        );
        assert_eq!((&id["typ"], &id["acr"]), (&"ID".into(), &"1".into()));
        assert_eq!((&id["aktoer_gruppe"], &id["unilogin_loa"]), (&"Medarbejder".into(), &"EnFaktor".into()));
        assert_eq!(id["uniid"].as_str().unwrap().len(), 10);
        let access = claims(&given["access_token"]);
        has_all(&access, &national);
        assert_eq!((&access["typ"], &access["scope"]), (&"Bearer".into(), &"openid".into()));
    });
}

#[test]
fn faf_gets_its_answer_as_a_form_and_logs_out_by_its_name() {
    both(|database| {
        let place = place(database);
        let challenge = oidc::token::s256(VERIFIER);
        let asked = request(&[
            ("client_id", SERVICE),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("response_mode", "form_post"),
            ("scope", "openid"),
            ("nonce", "00112233445566778899aabbccddeeff"),
            ("state", "ffeeddccbbaa99887766554433221100"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let mut browser = Browser::default();
        let page = logs_in(&place, &mut browser, &asked);
        assert_eq!(page.field("state"), "ffeeddccbbaa99887766554433221100");
        let given = redeem(&place, &page.field("code"), VERIFIER);
        assert_eq!(claims(&given["id_token"])["nonce"], "00112233445566778899aabbccddeeff");
        let request = axum::http::Request::get(format!("{REALM}/userinfo"))
            .header("authorization", format!("Bearer {}", given["access_token"].as_str().unwrap()));
        let told = place.send(&mut Browser::default(), request, String::new());
        let told: Value = serde_json::from_str(&told.text).unwrap();
        has_all(&told["inst_brugere"][0], &["instnr", "instnavn", "roller", "aktoergruppe"]);
        let fields = [("client_id", SERVICE), ("post_logout_redirect_uri", FAREWELL)];
        let asks = place.get(&mut browser, &format!("{REALM}/logout?{}", encoded(&fields)));
        let (token, wish) = (asks.field("form_token"), asks.field("request").replace("&#38;", "&"));
        let done = place.post(&mut browser, "/login/log-out-of-all", &[("form_token", &token), ("request", &wish)]);
        assert_eq!((done.status, done.location()), (303, FAREWELL), "{}", done.text);
    });
}

#[test]
fn hej_asks_for_two_factors_with_the_longest_verifier_and_introspects_with_its_secret_in_the_body() {
    both(|database| {
        let place = place(database);
        let challenge = oidc::token::s256(LONG_VERIFIER);
        let asked = request(&[
            ("response_type", "code"),
            ("client_id", SERVICE),
            ("redirect_uri", CALLBACK),
            ("scope", "InstitutionIdsClientScope UserHasLicenseClientScope openid"),
            ("acr_values", "To_Faktor"),
            ("nonce", "n-0S6_WzA2Mj"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ]);
        let mut browser = Browser::default();
        let login = place.get(&mut browser, &asked).location().to_owned();
        let away = place.get(&mut browser, &format!("{login}/eid"));
        let people = place.get(&mut browser, away.location());
        let home = place.get(&mut browser, &people.link("holder=0")).location().to_owned();
        let back = place.get(&mut browser, &home);
        let given = redeem(&place, &parameter(back.location(), "code"), LONG_VERIFIER);
        let fields =
            [("token", given["access_token"].as_str().unwrap()), ("client_id", SERVICE), ("client_secret", SECRET)];
        let told = place.call(&format!("{REALM}/token/introspect"), &fields);
        let told: Value = serde_json::from_str(&told.text).unwrap();
        assert_eq!((&told["active"], &told["client_id"]), (&true.into(), &SERVICE.into()));
        assert!(told.as_object().unwrap().contains_key("username") && told["username"].is_null());
        assert_eq!((&told["unilogin_loa"], &told["loa"]), (&"ToFaktor".into(), &"3".into()));
        assert_eq!(told["spec_ver"], "OIDC.3.0-UNILOGIN");
        assert!(["true", "false"].contains(&told["has_license"].as_str().unwrap()), "a string");
        let institutions = told["institution_ids"].as_str().unwrap();
        assert!(institutions.starts_with('[') && institutions.ends_with(']'), "{institutions}");
    });
}

#[test]
fn an_old_aspnet_service_logs_in_without_pkce_and_comes_back_from_its_sign_out() {
    both(|database| {
        let place = Place::on(database);
        place.register(Registration {
            pkce: Pkce::Exempt,
            post_logout_redirect_uris: vec![FAREWELL.to_owned()],
            ..Registration::default()
        });
        let state = format!("CfDJ8{}", "kQ9-_x".repeat(80));
        let nonce = format!("638000000000000000.{}", "YjZl".repeat(16));
        let asked = request(&[
            ("client_id", SERVICE),
            ("redirect_uri", CALLBACK),
            ("response_type", "code"),
            ("scope", "openid profile"),
            ("response_mode", "form_post"),
            ("nonce", &nonce),
            ("state", &state),
            ("x-client-SKU", "ID_NET461"),
            ("x-client-ver", "6.7.1.0"),
        ]);
        let mut browser = Browser::default();
        let page = logs_in(&place, &mut browser, &asked);
        assert_eq!(page.field("state"), state);
        let code = page.field("code");
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("client_id", SERVICE),
            ("client_secret", SECRET),
            ("redirect_uri", CALLBACK),
        ];
        let given: Value = serde_json::from_str(&place.call(TOKEN, &fields).text).unwrap();
        assert_eq!(claims(&given["id_token"])["nonce"], nonce.as_str());
        let fields = [
            ("post_logout_redirect_uri", FAREWELL),
            ("id_token_hint", given["id_token"].as_str().unwrap()),
            ("state", state.as_str()),
            ("x-client-SKU", "ID_NET461"),
        ];
        let back = place.get(&mut browser, &format!("{REALM}/logout?{}", encoded(&fields)));
        assert_eq!((back.status, parameter(back.location(), "state")), (303, state), "{}", back.text);
        assert!(back.location().starts_with(FAREWELL));
    });
}
