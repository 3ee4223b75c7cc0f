//! The broker's endpoints for machines: discovery, keys, token, introspection, userinfo, revocation, pushed requests.
//!
//! Source: interfaces.md A. What it does not do: read cookies, or show pages (`authorize` and `logout` do).

use crate::App;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use flows::client::{self, Service};
use flows::single_sign_on::Broken;
use flows::{single_sign_on, tokens};
use oidc::parameters::Parameters;
use oidc::token::Refused;
use serde::Serialize;
use serde_json::json;
use std::sync::Arc;

/// Where the realm's endpoints lie on the broker's origin.
pub(crate) const REALM: &str = "/auth/realms/broker";

/// The routes.
pub(crate) fn routes() -> Router<App> {
    let at = |path: &str| format!("{REALM}/protocol/openid-connect/{path}");
    Router::new()
        .route(&format!("{REALM}/.well-known/openid-configuration"), get(discovery))
        .route(&at("certs"), get(keys))
        .route(&at("token"), post(token).options(preflight))
        .route(&at("token/introspect"), post(introspect))
        .route(&at("userinfo"), get(userinfo).post(userinfo_by_post).options(preflight))
        .route(&at("revoke"), post(revoke).options(preflight))
        .route(&at("ext/par/request"), post(push))
}

/// Public documents may be read by any page's script and kept for some minutes.
fn public(document: &impl Serialize) -> Response {
    let fixed = [(header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"), (header::CACHE_CONTROL, "public, max-age=300")];
    (fixed, Json(document)).into_response()
}

async fn discovery(State(app): State<App>) -> Response {
    public(&oidc::discovery::document(&app.world.settings.issuer()))
}

async fn keys(State(app): State<App>) -> Response {
    public(&app.world.signing.ring().published)
}

/// A browser asks whether a script may call at all. It does not say for which service, so the answer is yes; whether
/// the script may read what comes back is decided there, by the service's registered origins.
async fn preflight(headers: HeaderMap) -> Response {
    let Some(origin) = headers.get(header::ORIGIN) else { return StatusCode::NO_CONTENT.into_response() };
    let fixed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST")),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static("authorization, content-type")),
        (header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600")),
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone()),
        (header::VARY, HeaderValue::from_static("Origin")),
    ];
    (StatusCode::NO_CONTENT, fixed).into_response()
}

/// Lets a registered origin's script read the answer.
fn share(mut answer: Response, headers: &HeaderMap, service: Option<&Service>) -> Response {
    let Some(origin) = headers.get(header::ORIGIN) else { return answer };
    let is_registered =
        |service: &Service| origin.to_str().is_ok_and(|origin| service.registration.knows_origin(origin));
    answer.headers_mut().insert(header::VARY, HeaderValue::from_static("Origin"));
    if service.is_some_and(is_registered) {
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    }
    answer
}

/// An error in the words of OAuth.
fn refuse(refused: Refused) -> Response {
    let status = StatusCode::from_u16(refused.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let body = Json(json!({ "error": refused.word(), "error_description": refused.description() }));
    let mut answer = (status, body).into_response();
    if status == StatusCode::UNAUTHORIZED {
        answer.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Basic realm=\"broker\""));
    }
    answer
}

/// Something broke; the service may try again.
fn broken(error: &dyn std::fmt::Display) -> Response {
    tracing::error!(%error, "a service could not be answered");
    let body = Json(json!({ "error": "server_error", "error_description": "try again" }));
    (StatusCode::INTERNAL_SERVER_ERROR, body).into_response()
}

/// The body of a machine's POST, and which service proves it sent it.
struct Proven {
    body: Parameters,
    service: Service,
}

async fn prove(app: &App, headers: &HeaderMap, body: &Bytes) -> Result<Proven, Response> {
    const FORM: &str = "application/x-www-form-urlencoded";
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
    if !kind.split(';').next().unwrap_or_default().trim().eq_ignore_ascii_case(FORM) {
        return Err(refuse(Refused::InvalidRequest("the body must be a form")));
    }
    let body = Parameters::parse(body).map_err(|_| refuse(Refused::InvalidRequest("the body is not readable")))?;
    let authorization = match headers.get(header::AUTHORIZATION).map(|value| value.to_str()) {
        None => None,
        Some(Ok(text)) => Some(text),
        Some(Err(_)) => return Err(refuse(Refused::InvalidClient)),
    };
    let claimant = oidc::token::claimant(authorization, &body).map_err(refuse)?;
    let issuer = app.world.settings.issuer();
    let endpoint = format!("{issuer}/protocol/openid-connect/token");
    match client::authenticate(&app.world, &claimant, &[&issuer, &endpoint]).await {
        Ok(Ok(service)) => Ok(Proven { body, service }),
        Ok(Err(refused)) => Err(refuse(refused)),
        Err(error) => Err(broken(&error)),
    }
}

async fn token(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let Proven { body, service } = match prove(&app, &headers, &body).await {
        Ok(proven) => proven,
        Err(answer) => return answer,
    };
    let service = Arc::new(service);
    let answer = match oidc::token::grant(&body) {
        Err(refused) => refuse(refused),
        Ok(grant) => match tokens::exchange(&app.world, service.clone(), grant).await {
            Ok(Ok(given)) => {
                let fixed = [(header::CACHE_CONTROL, "no-store"), (header::PRAGMA, "no-cache")];
                (fixed, Json(given)).into_response()
            }
            Ok(Err(refused)) => refuse(refused),
            Err(Broken::Store(store::error::StoreError::Busy)) => busy(),
            Err(error) => broken(&error),
        },
    };
    share(answer, &headers, Some(&service))
}

fn busy() -> Response {
    let body = Json(json!({ "error": "temporarily_unavailable", "error_description": "many are logging in" }));
    (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "1")], body).into_response()
}

async fn introspect(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let Proven { body, service } = match prove(&app, &headers, &body).await {
        Ok(proven) => proven,
        Err(answer) => return answer,
    };
    let Some(token) = body.get("token") else { return refuse(Refused::InvalidRequest("token is missing")) };
    match tokens::introspect(&app.world, &service, token).await {
        Ok(Some(active)) => Json(active).into_response(),
        Ok(None) => ([(header::CONTENT_TYPE, "application/json")], oidc::claims::INACTIVE).into_response(),
        Err(error) => broken(&error),
    }
}

async fn revoke(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let Proven { body, service } = match prove(&app, &headers, &body).await {
        Ok(proven) => proven,
        Err(answer) => return answer,
    };
    let Some(token) = body.get("token") else { return refuse(Refused::InvalidRequest("token is missing")) };
    let answer = match tokens::revoke(&app.world, &service, token).await {
        Ok(()) => StatusCode::OK.into_response(),
        Err(error) => broken(&error),
    };
    share(answer, &headers, Some(&service))
}

async fn userinfo(State(app): State<App>, headers: HeaderMap) -> Response {
    tell(&app, &headers, bearer(&headers)).await
}

/// By POST the token may stand in the body (RFC 6750 §2.2); in both places it is refused.
async fn userinfo_by_post(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let in_body = Parameters::parse(&body).ok().and_then(|body| body.get("access_token").map(str::to_owned));
    let token = match (bearer(&headers), in_body) {
        (Some(_), Some(_)) => None,
        (one, other) => one.or(other),
    };
    tell(&app, &headers, token).await
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
}

async fn tell(app: &App, headers: &HeaderMap, token: Option<String>) -> Response {
    let Some(token) = token else { return no_token("Bearer realm=\"broker\"") };
    match tokens::userinfo(&app.world, &token).await {
        Ok(Some((told, service))) => share(Json(told).into_response(), headers, Some(&service)),
        Ok(None) => no_token("Bearer realm=\"broker\", error=\"invalid_token\""),
        Err(error) => broken(&error),
    }
}

fn no_token(says: &'static str) -> Response {
    let body = Json(json!({ "error": "invalid_token", "error_description": "the token does not count (any more)" }));
    let name: HeaderName = header::WWW_AUTHENTICATE;
    (StatusCode::UNAUTHORIZED, [(name, says)], body).into_response()
}

/// A service pushes its request (RFC 9126): checked now, so that it hears of errors before the user is sent.
async fn push(State(app): State<App>, headers: HeaderMap, body: Bytes) -> Response {
    let Proven { body, service } = match prove(&app, &headers, &body).await {
        Ok(proven) => proven,
        Err(answer) => return answer,
    };
    if body.get("request_uri").is_some() {
        return refuse(Refused::InvalidRequest("a pushed request holds no request_uri"));
    }
    // A service that proves itself by its header alone need not name itself in the body.
    let named = match body.get("client_id") {
        Some(_) => body,
        None => body.with("client_id", &service.id),
    };
    let refused = match oidc::authorize::check(&named, &service.registration) {
        oidc::authorize::Outcome::Accepted(_) => None,
        oidc::authorize::Outcome::Refused(refusal) => Some((refusal.code.word(), refusal.description)),
        oidc::authorize::Outcome::Stranded(_) => Some(("invalid_request", "redirect_uri is not registered")),
    };
    if let Some((word, description)) = refused {
        let body = Json(json!({ "error": word, "error_description": description }));
        return (StatusCode::BAD_REQUEST, body).into_response();
    }
    match single_sign_on::park(&app.world, &service.id, &named).await {
        Ok(uri) => {
            let seconds = single_sign_on::PARKED_LASTS.0 / 1000;
            (StatusCode::CREATED, Json(json!({ "request_uri": uri, "expires_in": seconds }))).into_response()
        }
        Err(error) => broken(&error),
    }
}
