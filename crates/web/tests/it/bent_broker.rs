//! A broker of the national eID that lies, one lie at a time, and what we make of it.
//!
//! The straight answer of the same broker logs in: what is refused below is refused for the lie. Source: security.md
//! "eID return".

use crate::place::{Answer, Browser, CPR, Place, asked, parameter};
use axum::extract::State;
use axum::routing::{get, post};
use axum::{Json, Router};
use flows::settings::{EidBroker, OpenIdBroker};
use oidc::jwk::Jwks;
use oidc::jwt::Signer;
use rules::time::Millis;
use serde_json::{Value, json};
use std::sync::{Arc, Mutex};
use testkit::database::{Database, both};

/// What the broker does wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    None,
    Nonce,
    Audience,
    Issuer,
    Expired,
    Future,
    Unsigned,
    ForeignKey,
    NoCpr,
    Professional,
    OtherSubject,
    LowLevel,
    NoLevel,
    NoUserinfo,
    OtherDocument,
    Silence,
}

struct Inside {
    issuer: String,
    signer: Signer,
    stranger: Signer,
    /// Nonce of the departure, moment, lie.
    now: Mutex<(String, i64, Lie)>,
}

impl Inside {
    fn lie(&self) -> Lie {
        self.now.lock().unwrap().2
    }
}

struct Broker(Arc<Inside>);

impl Broker {
    /// A broker listening on a port of its own.
    fn start(runtime: &tokio::runtime::Runtime) -> Broker {
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
        let issuer = format!("http://localhost:{}", listener.local_addr().unwrap().port());
        let (signer, stranger) = (Signer::fresh_elliptic("k").unwrap(), Signer::fresh_elliptic("k").unwrap());
        let inside = Arc::new(Inside { issuer, signer, stranger, now: Mutex::new((String::new(), 0, Lie::None)) });
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(document))
            .route("/keys", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .with_state(inside.clone());
        runtime.spawn(async move { axum::serve(listener, router).await });
        Broker(inside)
    }
}

async fn document(State(inside): State<Arc<Inside>>) -> Result<Json<Value>, axum::http::StatusCode> {
    let issuer = &inside.issuer;
    match inside.lie() {
        Lie::Silence => return Err(axum::http::StatusCode::BAD_GATEWAY),
        Lie::OtherDocument => return Ok(Json(json!({"issuer": "https://evil.example"}))),
        _ => {}
    }
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/authorize"),
        "token_endpoint": format!("{issuer}/token"),
        "userinfo_endpoint": format!("{issuer}/userinfo"),
        "jwks_uri": format!("{issuer}/keys"),
    })))
}

async fn keys(State(inside): State<Arc<Inside>>) -> Json<Jwks> {
    Json(Jwks { keys: vec![inside.signer.jwk()] })
}

async fn token(State(inside): State<Arc<Inside>>) -> Json<Value> {
    let (nonce, now, lie) = inside.now.lock().unwrap().clone();
    let mut claims = json!({
        "iss": inside.issuer, "aud": "us", "sub": "one", "iat": now, "exp": now + 300, "nonce": nonce,
        "loa": "https://data.gov.dk/concept/core/nsis/Substantial",
        "identity_type": if lie == Lie::Professional { "professional" } else { "private" },
    });
    match lie {
        Lie::Nonce => claims["nonce"] = json!("another"),
        Lie::Audience => claims["aud"] = json!(["us", "them"]),
        Lie::Issuer => claims["iss"] = json!("https://evil.example"),
        Lie::Expired => claims["exp"] = json!(now - 600),
        Lie::Future => claims["iat"] = json!(now + 600),
        Lie::LowLevel => claims["loa"] = json!("https://data.gov.dk/concept/core/nsis/Low"),
        Lie::NoLevel => claims["loa"] = json!(null),
        _ => {}
    }
    let signer = if lie == Lie::ForeignKey { &inside.stranger } else { &inside.signer };
    let mut id_token = signer.sign("JWT", &claims).unwrap();
    if lie == Lie::Unsigned {
        let part = |value: Value| oidc::encoding::base64url(value.to_string().as_bytes());
        id_token = format!("{}.{}.", part(json!({"alg": "none", "typ": "JWT"})), part(claims));
    }
    Json(json!({"access_token": "a", "token_type": "Bearer", "id_token": id_token}))
}

async fn userinfo(State(inside): State<Arc<Inside>>) -> Result<Json<Value>, axum::http::StatusCode> {
    Ok(Json(match inside.lie() {
        Lie::NoUserinfo => return Err(axum::http::StatusCode::UNAUTHORIZED),
        Lie::OtherSubject => json!({"sub": "two", "dk.cpr": CPR}),
        Lie::NoCpr | Lie::Professional => json!({"sub": "one"}),
        _ => json!({"sub": "one", "dk.cpr": CPR}),
    }))
}

/// A place whose eID is this broker.
fn place(database: &Database) -> (Place, Broker) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let broker = Broker::start(&runtime);
    let eid = OpenIdBroker {
        issuer: broker.0.issuer.clone(),
        client_id: "us".to_owned(),
        client_secret: "a-secret".into(),
        scope: "openid".to_owned(),
        more: Vec::new(),
    };
    (Place::with_eid(database, runtime, EidBroker::OpenId(eid)), broker)
}

/// Leaves for the broker; the address to come back to.
fn leaves(place: &Place, broker: &Broker, browser: &mut Browser) -> String {
    let login = place.get(browser, &asked(&[])).location().to_owned();
    let away = place.get(browser, &format!("{login}/eid"));
    let (state, nonce) = (parameter(away.location(), "state"), parameter(away.location(), "nonce"));
    let seconds = place.world.now().0.div_euclid(1000);
    *broker.0.now.lock().unwrap() = (nonce, seconds, Lie::None);
    format!("/eid/return?code=c&state={state}")
}

fn comes_home(place: &Place, broker: &Broker, lie: Lie) -> Answer {
    let mut browser = Browser::default();
    let home = leaves(place, broker, &mut browser);
    broker.0.now.lock().unwrap().2 = lie;
    place.get(&mut browser, &home)
}

fn is_back_at_service(answer: &Answer) -> bool {
    answer.location().starts_with("https://service.example/cb?code=")
}

/// The straight answer logs in, each lie is refused with this sentence, and the straight answer still logs in.
fn refuses(lies: &[Lie], says: &str) {
    both(|database| {
        let (place, broker) = place(database);
        assert!(is_back_at_service(&comes_home(&place, &broker, Lie::None)));
        for lie in lies {
            let answer = comes_home(&place, &broker, *lie);
            assert_eq!((answer.status, answer.location()), (403, ""), "{lie:?}");
            assert!(answer.text.contains(says), "{lie:?}: {}", answer.text);
        }
        assert!(is_back_at_service(&comes_home(&place, &broker, Lie::None)));
    });
}

#[test]
fn an_id_token_with_the_nonce_of_another_departure_is_not_believed() {
    refuses(&[Lie::Nonce], "kan ikke bruges");
}

#[test]
fn an_id_token_for_others_of_another_issuer_or_of_another_time_is_not_believed() {
    refuses(&[Lie::Audience, Lie::Issuer, Lie::Expired, Lie::Future], "kan ikke bruges");
}

#[test]
fn an_id_token_without_signature_or_by_a_strangers_key_is_not_believed() {
    refuses(&[Lie::Unsigned, Lie::ForeignKey], "kan ikke bruges");
}

#[test]
fn userinfo_about_somebody_else_and_none_at_all_are_not_believed() {
    refuses(&[Lie::OtherSubject, Lie::NoUserinfo], "kan ikke bruges");
}

#[test]
fn an_eid_that_does_not_tell_the_cpr_number_says_so() {
    refuses(&[Lie::NoCpr], "ikke dit CPR-nummer");
}

#[test]
fn a_business_eid_without_cpr_number_says_what_to_do() {
    refuses(&[Lie::Professional], "erhvervs-ID");
}

#[test]
fn a_low_level_and_a_level_that_was_neither_asked_nor_said_are_too_weak() {
    refuses(&[Lie::LowLevel, Lie::NoLevel], "for lav sikkerhed");
}

#[test]
fn a_brokers_description_that_is_too_old_is_not_believed_any_more() {
    both(|database| {
        let (place, broker) = place(database);
        let mut browser = Browser::default();
        let home = leaves(&place, &broker, &mut browser);
        place.clock.advance(Millis::minutes(11));
        broker.0.now.lock().unwrap().2 = Lie::Silence;
        assert_eq!(place.get(&mut browser, &home).status, 403, "the old keys are not used for want of new ones");
        let mut other = Browser::default();
        let login = place.get(&mut other, &asked(&[])).location().to_owned();
        let away = place.get(&mut other, &format!("{login}/eid"));
        assert!(away.text.contains("svarer ikke lige nu"), "{}", away.text);
        broker.0.now.lock().unwrap().2 = Lie::OtherDocument;
        let away = place.get(&mut other, &format!("{login}/eid"));
        assert_eq!(away.status, 403, "a description for another issuer is none");
    });
}

#[test]
fn a_broker_that_was_switched_off_meanwhile_lets_nobody_home() {
    both(|database| {
        let (place, broker) = place(database);
        let mut browser = Browser::default();
        let home = leaves(&place, &broker, &mut browser);
        let closed = place.without_eid();
        assert_eq!(closed.get(&mut browser, &home).status, 403);
    });
}

#[test]
fn who_stops_at_the_eid_is_where_they_were_and_is_told_so() {
    both(|database| {
        let (place, broker) = place(database);
        let mut browser = Browser::default();
        for (error, status, says) in [
            ("access_denied&error_description=mitid_user_aborted", 200, "Du stoppede"),
            ("access_denied&error_description=mitid_client_blocked", 403, "sagde nej"),
            ("temporarily_unavailable", 403, "svarer ikke lige nu"),
            ("invalid_scope", 403, "kan ikke bruges"),
        ] {
            let home = leaves(&place, &broker, &mut browser).replace("code=c", &format!("error={error}"));
            let back = place.get(&mut browser, &home);
            let answer = place.follow(&mut browser, back);
            assert_eq!(answer.status, status, "{error}");
            assert!(answer.text.contains(says), "{error}: {}", answer.text);
        }
    });
}

#[test]
fn the_health_of_an_eid_says_what_is_wrong_with_it() {
    both(|database| {
        use flows::national_id::Ill;
        let (place, broker) = place(database);
        let finding = || {
            let mut all = place.runtime.block_on(flows::national_id::health(&place.world));
            all.pop().unwrap().finding
        };
        assert_eq!(finding(), Ok(1), "one key");
        broker.0.now.lock().unwrap().2 = Lie::Silence;
        assert!(matches!(finding().unwrap_err()[..], [Ill::NoAnswer(..)]));
        broker.0.now.lock().unwrap().2 = Lie::OtherDocument;
        assert_eq!(finding(), Err(vec![Ill::OtherIssuer]));
    });
}

#[test]
fn the_form_that_signs_may_lead_to_the_brokers_own_page() {
    both(|database| {
        let (place, broker) = place(database);
        let mut browser = Browser::default();
        let token = place.get(&mut browser, "/ansoeg").field("form_token");
        let mut send = |path: &str, fields: &[(&str, &str)]| {
            let mut all = vec![("form_token", token.as_str())];
            all.extend_from_slice(fields);
            place.post(&mut browser, path, &all).location().to_owned()
        };
        let first = send("/ansoeg", &[("situation", "institution"), ("registration", "12345678")]);
        let link = first.strip_suffix("/institution").unwrap().to_owned();
        send(&format!("{link}/leder"), &[("name", "Henrik Aagaard"), ("cpr", CPR), ("mail", "")]);
        let policy = |page: &Answer| page.header("content-security-policy").to_owned();
        let signs = place.get(&mut browser, &format!("{link}/underskrift"));
        let allowed =
            policy(&signs).split(';').any(|part| part.contains("form-action") && part.contains(&broker.0.issuer));
        assert!(allowed, "{}", policy(&signs));
        let stands = signs.field("stands");
        let fields = [("form_token", token.as_str()), ("stands", stands.as_str())];
        let away = place.post(&mut browser, &format!("{link}/mitid"), &fields);
        assert!(away.location().starts_with(&broker.0.issuer), "{away:?}");
    });
}
