//! The test eID: a national eID of made-up people, built in so that a demo needs nothing outside.
//!
//! It is an OpenID provider of its own under `/test-eid`, with its own key and codes, and knows only the list of people
//! it was given; the rest of the product reaches it by the standard protocol alone. What it does not do: run for real
//! people ([`TestEid::open`] refuses), or prove anything.

mod page;

use crate::App;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use flows::settings::{EidBroker, Mode, OpenIdBroker, Settings, TEST_EID_PATH};
use oidc::jwk::Jwks;
use oidc::jwt::Signer;
use oidc::parameters::Parameters;
use oidc::token::{Claimant, Grant, Proof};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// How many seconds a code counts, and a token.
const CODE_SECONDS: i64 = 60;
const TOKEN_SECONDS: i64 = 300;
/// The most logins under way that are remembered; older ones are forgotten first.
const PENDING_MAX: usize = 10_000;

/// A business eID that does not carry its holder's CPR number.
const BUSINESS: &str = "Erhvervs-ID uden CPR-nummer";
/// Somebody no school ever registered.
const NOBODY: &str = "Ingen Unilogin Hansen";
/// Born on a day on which the made-up country has nobody: it begins in 1930.
pub const NOBODYS_CPR: &str = "0101170017";

/// Somebody the test eID can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    /// Full name.
    pub name: String,
    /// Ten digits; none for the business eID that does not carry it.
    pub cpr: Option<String>,
    /// What this person is there to show; empty for the many others.
    pub shows: String,
    /// The same in Danish.
    pub shows_danish: String,
}

/// The test eID of one demo.
pub struct TestEid {
    broker: OpenIdBroker,
    return_uri: String,
    holders: Vec<Holder>,
    signer: Signer,
    pending: Mutex<Pending>,
}

#[derive(Default)]
struct Pending {
    codes: HashMap<String, Chosen>,
    tokens: HashMap<String, Chosen>,
}

/// A login somebody chose a holder for.
#[derive(Clone)]
struct Chosen {
    holder: usize,
    nonce: Option<String>,
    challenge: String,
    ends_seconds: i64,
}

/// Why there is no test eID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotOpened {
    /// Real people are behind the accounts.
    #[error("the test eID runs only in a demo")]
    NotADemo,
    /// No key could be made.
    #[error("the test eID has no key")]
    NoKey,
}

impl TestEid {
    /// The test eID of these people, in a demo with these settings.
    pub fn open(settings: &Settings, mut holders: Vec<Holder>) -> Result<TestEid, NotOpened> {
        let broker = match (settings.mode, &settings.eid) {
            (Mode::Demo, Some(EidBroker::OpenId(broker))) => broker.clone(),
            (Mode::Demo, Some(EidBroker::Saml(_)) | None) | (Mode::Serve, _) => return Err(NotOpened::NotADemo),
        };
        let shows_nothing = |name: &str, cpr: Option<&str>| Holder {
            name: name.to_owned(),
            cpr: cpr.map(str::to_owned),
            shows: String::new(),
            shows_danish: String::new(),
        };
        holders.extend([shows_nothing(BUSINESS, None), shows_nothing(NOBODY, Some(NOBODYS_CPR))]);
        let signer = Signer::fresh_elliptic("test-eid").map_err(|_| NotOpened::NoKey)?;
        let return_uri = format!("{}{}", settings.origin, flows::national_id::RETURN_PATH);
        Ok(TestEid { broker, return_uri, holders, signer, pending: Mutex::default() })
    }

    /// A code for a holder somebody chose.
    fn choose(&self, holder: usize, asked: &Asked, now_seconds: i64) -> String {
        let code = crypto::random::token_256().reveal().to_owned();
        let chosen = Chosen {
            holder,
            nonce: asked.nonce.clone(),
            challenge: asked.challenge.clone(),
            ends_seconds: now_seconds + CODE_SECONDS,
        };
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&mut pending.codes, code.clone(), chosen, now_seconds);
        code
    }

    /// Redeems a code once.
    fn redeem(&self, grant: &Grant, now_seconds: i64) -> Option<Chosen> {
        let Grant::Code { code, redirect_uri, code_verifier } = grant else { return None };
        let chosen = self.pending.lock().unwrap_or_else(PoisonError::into_inner).codes.remove(code)?;
        let is_theirs = *redirect_uri == self.return_uri
            && oidc::token::is_verifier(Some(&chosen.challenge), code_verifier.as_deref());
        (is_theirs && now_seconds < chosen.ends_seconds).then_some(chosen)
    }

    fn tokens(&self, chosen: Chosen, now_seconds: i64) -> Option<Value> {
        let access_token = crypto::random::token_256().reveal().to_owned();
        let mut claims = json!({
            "iss": self.broker.issuer,
            "aud": self.broker.client_id,
            "sub": subject(chosen.holder),
            "iat": now_seconds,
            "exp": now_seconds + TOKEN_SECONDS,
            "auth_time": now_seconds,
            "idp": "mitid",
            "identity_type": self.identity_type(chosen.holder),
            "loa": "https://data.gov.dk/concept/core/nsis/Substantial",
            "amr": ["code_app"],
        });
        if let Some(nonce) = &chosen.nonce {
            claims["nonce"] = json!(nonce);
        }
        let id_token = self.signer.sign("JWT", &claims).ok()?;
        let kept = Chosen { ends_seconds: now_seconds + TOKEN_SECONDS, ..chosen };
        let mut pending = self.pending.lock().unwrap_or_else(PoisonError::into_inner);
        keep(&mut pending.tokens, access_token.clone(), kept, now_seconds);
        Some(json!({
            "access_token": access_token, "token_type": "Bearer", "expires_in": TOKEN_SECONDS, "id_token": id_token,
            "scope": self.broker.scope,
        }))
    }

    fn identity_type(&self, holder: usize) -> &'static str {
        match self.holders.get(holder).and_then(|holder| holder.cpr.as_ref()) {
            Some(_) => "private",
            None => "professional",
        }
    }

    fn told(&self, token: &str, now_seconds: i64) -> Option<Value> {
        let chosen = self.pending.lock().unwrap_or_else(PoisonError::into_inner).tokens.get(token).cloned()?;
        let holder = self.holders.get(chosen.holder).filter(|_| now_seconds < chosen.ends_seconds)?;
        let mut told = json!({
            "sub": subject(chosen.holder),
            "identity_type": self.identity_type(chosen.holder),
            "mitid.identity_name": holder.name,
        });
        if let Some(cpr) = &holder.cpr {
            told["dk.cpr"] = json!(cpr);
        }
        Some(told)
    }
}

fn subject(holder: usize) -> String {
    let digest = crypto::digest::sha256(format!("test eID holder {holder}").as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&digest[..16]);
    oidc::encoding::uuid(half)
}

/// Keeps one more; what is over goes, and everything where somebody fills the memory.
fn keep(kept: &mut HashMap<String, Chosen>, key: String, chosen: Chosen, now_seconds: i64) {
    kept.retain(|_, one| now_seconds < one.ends_seconds);
    if PENDING_MAX <= kept.len() {
        kept.clear();
    }
    kept.insert(key, chosen);
}

/// What the relying party asked, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asked {
    state: Option<String>,
    nonce: Option<String>,
    challenge: String,
}

impl TestEid {
    /// The one relying party, its one address, a code with PKCE: nothing else is answered.
    fn read(&self, parameters: &Parameters) -> Option<Asked> {
        let is = |name: &str, value: &str| parameters.get(name) == Some(value);
        let is_ours = is("client_id", &self.broker.client_id)
            && is("redirect_uri", &self.return_uri)
            && is("response_type", "code")
            && is("code_challenge_method", "S256")
            && !parameters.has_repeated();
        let owned = |name: &str| parameters.get(name).map(str::to_owned);
        is_ours.then(|| {
            Some(Asked { state: owned("state"), nonce: owned("nonce"), challenge: owned("code_challenge")? })
        })?
    }
}

/// The pages.
pub(crate) fn pages() -> Router<App> {
    Router::new()
        .route(&format!("{TEST_EID_PATH}/connect/authorize"), get(page::people))
        .route(&format!("{TEST_EID_PATH}/connect/choose"), get(page::choose))
}

/// What the relying party's program calls.
pub(crate) fn machines() -> Router<App> {
    Router::new()
        .route(&format!("{TEST_EID_PATH}/.well-known/openid-configuration"), get(discovery))
        .route(&format!("{TEST_EID_PATH}/connect/jwks"), get(keys))
        .route(&format!("{TEST_EID_PATH}/connect/token"), post(token))
        .route(&format!("{TEST_EID_PATH}/connect/userinfo"), get(userinfo))
}

/// The test eID, where there is one.
fn of(app: &App) -> Result<Arc<TestEid>, StatusCode> {
    app.test_eid.clone().ok_or(StatusCode::NOT_FOUND)
}

async fn discovery(State(app): State<App>) -> Result<Json<Value>, StatusCode> {
    let issuer = &of(&app)?.broker.issuer;
    Ok(Json(json!({
        "issuer": issuer,
        "authorization_endpoint": format!("{issuer}/connect/authorize"),
        "token_endpoint": format!("{issuer}/connect/token"),
        "userinfo_endpoint": format!("{issuer}/connect/userinfo"),
        "jwks_uri": format!("{issuer}/connect/jwks"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "token_endpoint_auth_methods_supported": ["client_secret_basic", "client_secret_post"],
        "authorization_response_iss_parameter_supported": true,
    })))
}

async fn keys(State(app): State<App>) -> Result<Json<Jwks>, StatusCode> {
    Ok(Json(Jwks { keys: vec![of(&app)?.signer.jwk()] }))
}

async fn token(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Result<Response, StatusCode> {
    let eid = of(&app)?;
    let now_seconds = app.world.now().0.div_euclid(1000);
    let answer = || -> Option<Value> {
        let body = Parameters::parse(&body).ok()?;
        let authorization = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let claimant = oidc::token::claimant(authorization, &body).ok()?;
        if !eid.is_party(&claimant) {
            return None;
        }
        let grant = oidc::token::grant(&body).ok()?;
        eid.tokens(eid.redeem(&grant, now_seconds)?, now_seconds)
    };
    Ok(match answer() {
        Some(tokens) => Json(tokens).into_response(),
        None => (StatusCode::BAD_REQUEST, Json(json!({ "error": "invalid_grant" }))).into_response(),
    })
}

impl TestEid {
    fn is_party(&self, claimant: &Claimant) -> bool {
        let knows_secret = match &claimant.proof {
            Proof::Secret(secret) => {
                crypto::digest::same(secret.as_bytes(), self.broker.client_secret.reveal().as_bytes())
            }
            Proof::Assertion(_) => false,
        };
        claimant.client_id == self.broker.client_id && knows_secret
    }
}

async fn userinfo(State(app): State<App>, headers: HeaderMap) -> Result<Response, StatusCode> {
    let eid = of(&app)?;
    let now_seconds = app.world.now().0.div_euclid(1000);
    let header = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = header.strip_prefix("Bearer ").unwrap_or_default();
    let told = eid.told(token, now_seconds).ok_or(StatusCode::UNAUTHORIZED)?;
    Ok(Json(told).into_response())
}
