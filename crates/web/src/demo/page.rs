//! The pages of the demo's services: what they are, who is logged in, and what they were told.
//!
//! What it does not do: hold rules; a service shows what the broker said.

use super::{SESSION_COOKIE, Services, Session, cookie, tr};
use crate::assets;
use crate::i18n::Tr;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::response::{Html, IntoResponse, Response};
use flows::demo_services::DemoService;
use serde_json::Value;

/// Why a login did not work out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// The broker does not answer.
    NoBroker,
    /// Not this browser's login, or one that is over.
    NotOurs,
    /// The user may not, or stopped.
    Refused,
    /// The broker's answer does not hold.
    Failed,
}

/// What every page has.
struct Frame {
    tr: Tr,
    title: String,
    here: String,
}

impl Frame {
    fn t(&self, key: &str) -> String {
        self.tr.t(key)
    }
    fn lang(&self) -> &'static str {
        self.tr.language.tag()
    }
    fn asset(&self, name: &str) -> &'static str {
        assets::url(name)
    }
}

#[derive(Template)]
#[template(path = "demo/all.html")]
struct All {
    frame: Frame,
    services: Vec<Link>,
}

struct Link {
    href: String,
    name: &'static str,
    says: String,
}

#[derive(Template)]
#[template(path = "demo/home.html")]
struct Home {
    frame: Frame,
    path: &'static str,
    says: String,
    session: Option<Shown>,
}

/// What a service knows of who is logged in.
struct Shown {
    greeting: String,
    claims: Vec<Claim>,
    schools: Vec<School>,
}

struct Claim {
    name: String,
    value: String,
    means: String,
}

struct School {
    number: String,
    name: String,
    user: String,
    roles: String,
}

#[derive(Template)]
#[template(path = "demo/says.html")]
struct Says {
    frame: Frame,
    path: &'static str,
    says: String,
}

fn page(view: &impl Template, status: StatusCode) -> Response {
    match view.render() {
        Ok(text) => (status, Html(text)).into_response(),
        Err(error) => {
            tracing::error!(%error, "a demo page could not be made");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

fn frame(tr: Tr, title: String, here: &str) -> Frame {
    Frame { tr, title, here: here.to_owned() }
}

fn says(tr: Tr, service: DemoService) -> String {
    match service {
        DemoService::Matematikhuset => tr.t("demo-matematikhuset"),
        DemoService::Karakterbogen => tr.t("demo-karakterbogen"),
        DemoService::Laeseklubben => tr.t("demo-laeseklubben"),
        DemoService::Trivselsmaalingen => tr.t("demo-trivselsmaalingen"),
    }
}

/// `GET /`.
pub(super) async fn all(headers: HeaderMap, uri: Uri) -> Response {
    let tr = tr(&headers, &uri);
    let services = DemoService::ALL.map(|service| Link {
        href: format!("/{}", service.path()),
        name: service.name(),
        says: says(tr, service),
    });
    page(&All { frame: frame(tr, tr.t("demo-services"), "/"), services: services.into() }, StatusCode::OK)
}

/// `GET /{service}`.
pub(super) async fn home(
    State(services): State<Services>,
    Path(path): Path<String>,
    headers: HeaderMap,
    uri: Uri,
) -> Response {
    let Some(service) = DemoService::at(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tr = tr(&headers, &uri);
    let secret = cookie(&headers, SESSION_COOKIE).unwrap_or_default();
    let session = services.remember(|memory| memory.sessions.get(&secret).cloned());
    let session = session.filter(|session| session.service == service).map(|session| shown(tr, &session));
    let frame = frame(tr, service.name().to_owned(), uri.path());
    page(&Home { frame, path: service.path(), says: says(tr, service), session }, StatusCode::OK)
}

fn shown(tr: Tr, session: &Session) -> Shown {
    let schools: Vec<School> =
        session.userinfo["inst_brugere"].as_array().into_iter().flatten().map(|one| school(tr, one)).collect();
    let name = schools.iter().map(|one| one.user.clone()).find(|name| !name.is_empty());
    let greeting = match name {
        Some(name) => tr.t1("demo-hello", "name", name),
        None => tr.t("demo-hello-nameless"),
    };
    let mut claims: Vec<Claim> = session
        .claims
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, value)| Claim { name: name.clone(), value: plain(value), means: means(tr, name) })
        .collect();
    // What can be explained comes first.
    claims.sort_by_key(|claim| claim.means.is_empty());
    Shown { greeting, claims, schools }
}

fn school(tr: Tr, one: &Value) -> School {
    let text = |name: &str| one[name].as_str().unwrap_or_default().to_owned();
    let roles: Vec<&str> = one["roller"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let roles = if roles.is_empty() { tr.t("demo-not-told") } else { roles.join(", ") };
    School { number: text("instnr"), name: text("instnavn"), user: text("navn"), roles }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => value.to_string(),
    }
}

fn means(tr: Tr, claim: &str) -> String {
    match claim {
        "sub" => tr.t("demo-claim-sub"),
        "uniid" => tr.t("demo-claim-uniid"),
        "aktoer_gruppe" => tr.t("demo-claim-actor"),
        "unilogin_loa" => tr.t("demo-claim-level"),
        "has_license" => tr.t("demo-claim-licence"),
        "institution_ids" => tr.t("demo-claim-institutions"),
        "auth_time" => tr.t("demo-claim-auth-time"),
        "exp" => tr.t("demo-claim-exp"),
        _ => String::new(),
    }
}

/// `GET /{service}/no-licence`.
pub(super) async fn no_licence(Path(path): Path<String>, headers: HeaderMap, uri: Uri) -> Response {
    let Some(service) = DemoService::at(&path) else { return StatusCode::NOT_FOUND.into_response() };
    let tr = tr(&headers, &uri);
    let frame = frame(tr, tr.t("demo-no-licence"), uri.path());
    page(&Says { frame, path: service.path(), says: tr.t("demo-no-licence-says") }, StatusCode::OK)
}

/// A login that did not work out.
pub(super) fn trouble(tr: Tr, service: DemoService, trouble: Trouble) -> Response {
    let says = match trouble {
        Trouble::NoBroker => tr.t("demo-trouble-no-broker"),
        Trouble::NotOurs => tr.t("demo-trouble-not-ours"),
        Trouble::Refused => tr.t("demo-trouble-refused"),
        Trouble::Failed => tr.t("demo-trouble-failed"),
    };
    let here = format!("/{}", service.path());
    let frame = frame(tr, tr.t("demo-trouble"), &here);
    page(&Says { frame, path: service.path(), says }, StatusCode::BAD_REQUEST)
}
