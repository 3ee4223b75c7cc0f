//! A login at a demo service, from its side: away to the broker, back with a code, and out again.
//!
//! What it does not do: show claims (`page` does).

use super::page::{self, Trouble};
use super::{Broker, Departed, LOGIN_COOKIE, SESSION_COOKIE, Services, Session, cookie, set_cookie, tr};
use crate::cookies::with_cookie;
use crate::protocol::answer::see_other;
use axum::body::Bytes;
use axum::extract::{Path, RawQuery, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use flows::demo_services::DemoService;
use oidc::jwk::Jwks;
use oidc::parameters::Parameters;
use oidc::relying_party::{self, Arrival, Departure, Expected, NotLoggedIn};
use outside::get::Proof;
use std::sync::{Arc, PoisonError};
use url::Url;

fn with_cookies(answer: Response, lines: &[String]) -> Response {
    lines.iter().fold(answer, |answer, line| with_cookie(answer, line))
}

/// `GET /{service}/login`: off to the broker.
pub(super) async fn leave(
    State(services): State<Services>,
    Path(path): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(service) = DemoService::at(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tr = tr(&headers, &uri);
    let Some(broker) = broker(&services).await else { return page::trouble(tr, service, Trouble::NoBroker) };
    let draw = || crypto::random::token_256().reveal().to_owned();
    let (state, nonce, verifier) = (draw(), draw(), draw());
    let mut more = vec![("ui_locales", tr.language.tag())];
    if service == DemoService::Karakterbogen {
        more.extend([("acr_values", "To_Faktor"), ("response_mode", "form_post")]);
    }
    let url = relying_party::authorize_url(
        &broker.provider,
        &Departure {
            client_id: &service.client_id(),
            redirect_uri: &services.callback(service),
            scope: "openid",
            state: &state,
            nonce: &nonce,
            code_verifier: &verifier,
            more: &more,
        },
    );
    services.remember(|memory| memory.departures.insert(state.clone(), Departed { service, nonce, verifier }));
    with_cookies(see_other(&url), &[set_cookie(LOGIN_COOKIE, &state)])
}

/// `POST /{service}/callback`: from the broker's page, so our cookie did not come along. The answer is put aside under a
/// handle, and the browser comes for it by GET.
pub(super) async fn posted_back(State(services): State<Services>, Path(path): Path<String>, body: Bytes) -> Response {
    let (Some(service), Ok(text)) = (DemoService::at(&path), String::from_utf8(body.to_vec())) else {
        return StatusCode::NOT_FOUND.into_response();
    };
    let handle = crypto::random::token_256().reveal().to_owned();
    services.remember(|memory| memory.parked.insert(handle.clone(), text));
    see_other(&format!("/{}/callback?parked={handle}", service.path()))
}

/// `GET /{service}/callback`: back from the broker.
pub(super) async fn come_back(
    State(services): State<Services>,
    Path(path): Path<String>,
    headers: HeaderMap,
    uri: Uri,
    RawQuery(query): RawQuery,
) -> Response {
    let Some(service) = DemoService::at(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tr = tr(&headers, &uri);
    let Some(parameters) = answered(&services, query.unwrap_or_default()) else {
        return page::trouble(tr, service, Trouble::NotOurs);
    };
    let held = cookie(&headers, LOGIN_COOKIE);
    match log_in(&services, service, &parameters, held).await {
        Ok(session) => {
            let secret = crypto::random::token_256().reveal().to_owned();
            services.remember(|memory| memory.sessions.insert(secret.clone(), session));
            let lines = [set_cookie(SESSION_COOKIE, &secret), set_cookie(LOGIN_COOKIE, "")];
            with_cookies(see_other(&format!("/{}", service.path())), &lines)
        }
        Err(trouble) => page::trouble(tr, service, trouble),
    }
}

fn answered(services: &Services, query: String) -> Option<Parameters> {
    let parameters = Parameters::parse(query.as_bytes()).ok()?;
    let Some(handle) = parameters.get("parked") else { return Some(parameters) };
    let text = services.remember(|memory| memory.parked.remove(handle))?;
    Parameters::parse(text.as_bytes()).ok()
}

async fn log_in(
    services: &Services,
    service: DemoService,
    parameters: &Parameters,
    held: Option<String>,
) -> Result<Session, Trouble> {
    let broker = broker(services).await.ok_or(Trouble::NoBroker)?;
    let (code, state) = match relying_party::arrival(parameters, &broker.provider) {
        Arrival::Code { code, state } => (code, state),
        Arrival::Error { why: NotLoggedIn::UserStopped | NotLoggedIn::Refused, .. } => return Err(Trouble::Refused),
        Arrival::Error { why: NotLoggedIn::NotNow, .. } => return Err(Trouble::NoBroker),
        Arrival::Error { why: NotLoggedIn::LoginNeeded | NotLoggedIn::Failed, .. } => return Err(Trouble::Failed),
        Arrival::Unreadable => return Err(Trouble::NotOurs),
    };
    // The browser that left is the one that comes back.
    if held.as_deref() != Some(state.as_str()) {
        return Err(Trouble::NotOurs);
    }
    let departed = services.remember(|memory| memory.departures.remove(&state));
    let departed = departed.filter(|departed| departed.service == service).ok_or(Trouble::NotOurs)?;
    let client_id = service.client_id();
    let redirect_uri = services.callback(service);
    let form =
        relying_party::token_form(&code, &redirect_uri, &departed.verifier, (&client_id, services.secret(service)));
    let url = Url::parse(&broker.provider.token_endpoint).map_err(|_| Trouble::Failed)?;
    let answer = services.0.outside.post_form(&url, &form, Proof::None).await.map_err(|_| Trouble::NoBroker)?;
    let tokens = relying_party::read_tokens(&answer.body).ok_or(Trouble::Failed)?;
    let expected = Expected {
        issuer: &services.0.issuer,
        client_id: &client_id,
        nonce: &departed.nonce,
        now_seconds: services.0.world.now().0.div_euclid(1000),
    };
    let identity =
        relying_party::check_id_token(&tokens.id_token, &broker.keys, &expected).map_err(|_| Trouble::Failed)?;
    let userinfo = userinfo(services, &broker, &tokens.access_token).await.ok_or(Trouble::Failed)?;
    Ok(Session { service, sid: identity.sid, id_token: tokens.id_token, claims: identity.all, userinfo })
}

async fn userinfo(services: &Services, broker: &Broker, token: &str) -> Option<serde_json::Value> {
    let url = Url::parse(broker.provider.userinfo_endpoint.as_deref()?).ok()?;
    let answer = services.0.outside.get(&url, Proof::Bearer(token.to_owned())).await.ok()?;
    serde_json::from_slice(&answer.body).ok()
}

/// The broker's document and keys. Read anew each time a login is too old for the keys: they are few and near.
async fn broker(services: &Services) -> Option<Arc<Broker>> {
    let issuer = &services.0.issuer;
    let url = Url::parse(&format!("{issuer}/.well-known/openid-configuration")).ok()?;
    let document = services.0.outside.get(&url, Proof::None).await.ok()?;
    let provider = relying_party::read_discovery(&document.body, issuer)?;
    let keys = services.0.outside.get(&Url::parse(&provider.jwks_uri).ok()?, Proof::None).await.ok()?;
    let keys: Jwks = serde_json::from_slice(&keys.body).ok()?;
    let broker = Arc::new(Broker { provider, keys: oidc::jwk::usable(&keys) });
    *services.0.broker.lock().unwrap_or_else(PoisonError::into_inner) = Some(broker.clone());
    Some(broker)
}

/// `GET /{service}/logout`: here, and at the broker.
pub(super) async fn log_out(
    State(services): State<Services>,
    Path(path): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Some(service) = DemoService::at(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let home = format!("{}/{}", services.0.origin, service.path());
    let secret = cookie(&headers, SESSION_COOKIE).unwrap_or_default();
    let Some(session) = services.remember(|memory| memory.sessions.remove(&secret)) else { return see_other(&home) };
    let end = match broker(&services).await {
        Some(broker) => broker.provider.end_session_endpoint.clone(),
        None => None,
    };
    let target = end.map_or(home.clone(), |end| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("id_token_hint", &session.id_token).append_pair("post_logout_redirect_uri", &home);
        format!("{end}?{}", query.finish())
    });
    with_cookies(see_other(&target), &[set_cookie(SESSION_COOKIE, "")])
}

/// `POST /{service}/backchannel-logout`: the broker says that a session is over.
pub(super) async fn told_of_logout(
    State(services): State<Services>,
    Path(path): Path<String>,
    body: Bytes,
) -> Response {
    let (Some(service), Ok(body)) = (DemoService::at(&path), Parameters::parse(&body)) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let known = services.0.broker.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let (Some(broker), Some(token)) = (known, body.get("logout_token")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let now_seconds = services.0.world.now().0.div_euclid(1000);
    let issuer = &services.0.issuer;
    let read = oidc::logout::read_logout_token(token, issuer, &service.client_id(), &broker.keys, now_seconds);
    let Some(told) = read else { return StatusCode::BAD_REQUEST.into_response() };
    services.remember(|memory| {
        memory.sessions.retain(|_, one| one.service != service || one.sid.as_deref() != Some(told.sid.as_str()));
    });
    StatusCode::OK.into_response()
}
