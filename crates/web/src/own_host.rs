//! Sites on hosts of their own: which requests a host answers, and how somebody gets in there.
//!
//! A site with a host of its own answers there alone, and its host answers nothing else. Somebody who is to log in goes to
//! the broker with a state that only this browser can bring home. Source: product.md §1, security.md rules 4 and 7.
//!
//! What it does not do: form an address from what a request says of its host; that only chooses among the configured ones.

use crate::App;
use crate::cookies::{self, Lasts, Name, with_cookie};
use crate::login::Journey;
use crate::login::leave::own_path;
use crate::login::question::{Question, Way, show as ask};
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::site::Site;
use crate::who::Anyone;
use axum::extract::{Query, Request, State};
use axum::http::header;
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use flows::own_host::{self as story, Brought, CameHome, OwnHost};
use oidc::assurance::{ActorGroup, Level};
use rules::session::Assurance;
use serde::Deserialize;

/// The site whose own host a request came to; none on the broker's.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Here(pub(crate) Option<Site>);

/// What every host answers: machines that watch, static files, and the forms of the frame around every page.
const EVERYWHERE: [&str; 7] =
    ["/static", "/favicon.ico", "/healthz", "/readyz", "/metrics", "/draft", "/login/log-out"];

/// Where somebody leaves for the broker, on a site's own host.
pub(crate) const BEGIN_PATH: &str = "/session/begin";

/// Where a request came to.
pub(crate) fn host_of(app: &App, headers: &HeaderMap, uri: &Uri) -> Option<Site> {
    let said = headers.get(header::HOST).and_then(|value| value.to_str().ok());
    let host = said.or_else(|| uri.authority().map(axum::http::uri::Authority::as_str))?;
    app.sites.of_host(host)
}

/// The layer around everything: a host answers what is its own.
pub(crate) async fn gate(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let here = host_of(&app, request.headers(), request.uri());
    request.extensions_mut().insert(Here(here));
    let path = request.uri().path();
    let is_everywhere =
        |part: &str| path.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    if EVERYWHERE.into_iter().any(is_everywhere) {
        return next.run(request).await;
    }
    let is_session = path == BEGIN_PATH || path == story::RETURN_PATH;
    let wanted = Site::of_path(path);
    match here {
        None if is_session => StatusCode::NOT_FOUND.into_response(),
        None if app.sites.has_own(wanted) => elsewhere(&app, wanted, &request),
        Some(site) if path == "/" => Redirect::to(site.path()).into_response(),
        Some(site) if site != wanted && !is_session => elsewhere(&app, wanted, &request),
        None | Some(_) => next.run(request).await,
    }
}

/// A page of another host: links lead there, forms do not.
fn elsewhere(app: &App, wanted: Site, request: &Request) -> Response {
    if !request.method().is_safe() {
        return StatusCode::NOT_FOUND.into_response();
    }
    let rest = request.uri().path_and_query().map_or("/", axum::http::uri::PathAndQuery::as_str);
    see_other(&app.sites.url(wanted, rest))
}

/// Whether a session's cookie is of the host it came to: on a host of its own it names the site, at the broker nothing.
pub(crate) fn is_of_host(here: Option<Site>, cookie: &str) -> bool {
    match here {
        Some(site) => cookie.split_once('.').is_some_and(|(word, _)| word == site.word()),
        None => !cookie.contains('.'),
    }
}

/// Where somebody without a login goes who wants to a page of ours.
pub(crate) fn door(anyone: &Anyone, to: &str, assurance: Assurance) -> String {
    match (anyone.host, assurance) {
        (None, _) => format!("/login?to={}", encoded(to)),
        (Some(_), Assurance::OneFactor | Assurance::AdultVerified) => begin_path(to),
        (Some(_), Assurance::TwoFactor) => format!("{}&with=eid", begin_path(to)),
    }
}

/// Where a login at the broker that was for a page of ours leads: to the page, or on to the door of its site's own host.
pub(crate) fn way_in(app: &App, to: &str) -> String {
    let site = Site::of_path(to);
    if app.sites.has_own(site) { app.sites.url(site, &begin_path(to)) } else { to.to_owned() }
}

fn begin_path(to: &str) -> String {
    format!("{BEGIN_PATH}?to={}", encoded(to))
}

fn encoded(to: &str) -> String {
    url::form_urlencoded::byte_serialize(to.as_bytes()).collect()
}

/// What `/session/begin` is asked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Wanted {
    /// Which page of the site comes after the login.
    #[serde(default)]
    to: String,
    /// `eid` where it asks for two factors.
    #[serde(default)]
    with: String,
}

/// The site of this host, as the broker knows it.
fn own(app: &App, anyone: &Anyone) -> Result<OwnHost, Problem> {
    let site = anyone.host.ok_or(Problem::NotFound)?;
    Ok(OwnHost { site: site.word().to_owned(), origin: app.sites.origin(site).to_owned(), actors: actors(site) })
}

/// Who may come to a site; empty: anybody.
pub fn actors(site: Site) -> Vec<ActorGroup> {
    match site {
        Site::Elevadgang | Site::Ba | Site::Stil => vec![ActorGroup::Medarbejder, ActorGroup::Ekstern],
        Site::Login | Site::Mit | Site::Ansoeg | Site::Tilslutning | Site::Vejledning => Vec::new(),
    }
}

/// `GET /session/begin`: to the broker.
pub(crate) async fn begin(
    State(app): State<App>,
    anyone: Anyone,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Problem> {
    let host = own(&app, &anyone)?;
    let level = if wanted.with == "eid" { Level::TwoFactor } else { Level::OneFactor };
    let away = story::leave(&app.world, &host, &anyone.as_browser(), (own_path(&wanted.to), level)).await?;
    Ok(see_other(&away))
}

/// What the broker sends along.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Answered {
    #[serde(default)]
    state: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    error: String,
    #[serde(default)]
    iss: String,
}

/// `GET /session/return`: home from the broker, with a cookie of this host. Whoever does not come home of a trip of this
/// browser begins again at the site's front.
pub(crate) async fn come_home(
    State(app): State<App>,
    anyone: Anyone,
    Query(answered): Query<Answered>,
) -> Result<Response, Problem> {
    let host = own(&app, &anyone)?;
    let brought = Brought { state: answered.state, code: answered.code, error: answered.error, issuer: answered.iss };
    let home = match story::come_home(&app.world, &host, &anyone.as_browser(), brought).await? {
        CameHome::In(home) => home,
        CameHome::Refused => return Ok(refused(&app, &anyone)),
        CameHome::Unknown => return Err(Problem::ExpiredForm),
    };
    let lasts = Lasts::of_session(home.device, home.ends.since(app.world.now()));
    let answer = Redirect::to(own_path(&home.leads_to)).into_response();
    Ok(with_cookie(answer, &cookies::set(Name::Session, home.cookie.reveal(), anyone.transport, lasts)))
}

/// The broker said no: they stopped, or the site is not for them.
fn refused(app: &App, anyone: &Anyone) -> Response {
    let front = anyone.host.map_or("/", Site::path).to_owned();
    let eid = app.world.settings.eid_name.clone();
    let journey = Journey { base: front.clone(), destination: None, eid, notice: None };
    let ways = vec![Way { href: front, icon: "arrow-forward", text: anyone.t("problem-try-again") }];
    let says = vec![anyone.t("own-host-refused-says")];
    ask(anyone, journey, Question { title: "own-host-refused", says, action: "", answers: Vec::new(), ways })
}
