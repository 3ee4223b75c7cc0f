//! My page: user name, schools, services, children, password, where I am logged in, my card, my language.
//!
//! What it does not do: show anybody but the person whose session it is; who is not logged in meets three cards.

use super::start;
use crate::App;
use crate::danish;
use crate::design::{self, NavLink, Page};
use crate::form::Posted;
use crate::i18n::Tr;
use crate::login::leave::proceed;
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::site::Site;
use crate::who::{Anyone, Signed};
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::own_page::{GivenBy, OwnPage, Tile};
use rules::affiliation::Actor;
use rules::session::Device;
use serde::Deserialize;
use store::sso_session::{SsoSession, SsoSessionId};

/// A school, and what I am there.
struct Place {
    institution: String,
    actor: String,
}

/// A child of mine.
struct Child {
    name: String,
    username: String,
}

/// Where I am logged in.
struct Row {
    id: i64,
    since: String,
    seen: String,
    device: String,
    is_here: bool,
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What the last button came to.
    #[serde(default)]
    told: String,
}

#[derive(Template)]
#[template(path = "mit/own_page.html")]
struct View {
    page: Page,
    told: Option<String>,
    name: String,
    username: String,
    places: Vec<Place>,
    services: Vec<Tile>,
    children: Vec<Child>,
    password: String,
    sessions: Vec<Row>,
    card: Option<String>,
}

/// `GET /`: this page.
pub(crate) async fn front() -> Redirect {
    Redirect::to(Site::Mit.path())
}

/// `GET /mit`.
pub(crate) async fn show(
    State(app): State<App>,
    anyone: Anyone,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(signed) = Signed::find(&app, anyone.clone()).await? else { return Ok(start::show(&app, &anyone)) };
    let own = flows::own_page::show(&app.world, &signed.live, &anyone.as_browser()).await?;
    Ok(design::show(&view(&signed, own, told_key(&asked.told))))
}

/// A closed list of words, so that an address cannot put words in our mouth.
fn told_key(word: &str) -> Option<&'static str> {
    match word {
        "card-blocked" => Some("mit-told-card-blocked"),
        "logged-out-there" => Some("mit-told-logged-out-there"),
        _ => None,
    }
}

fn view(signed: &Signed, own: OwnPage, told: Option<&'static str>) -> View {
    let tr = signed.anyone.tr;
    let password = match own.password {
        None => tr.t("mit-password-none"),
        Some((at, given)) => tr.t2(given_key(given), ("day", tr.day(at)), ("clock", tr.clock(at))),
    };
    let mut services = own.services;
    danish::sort_by_name(&mut services, |tile| tile.name.clone());
    let children = own.children.into_iter();
    View {
        page: page(signed, "mit-title"),
        told: told.map(|key| tr.t(key)),
        name: signed.live.person.shown().full(),
        username: signed.live.person.username.as_str().to_owned(),
        places: own.places.into_iter().map(|place| row_of_place(place, tr)).collect(),
        services,
        children: children
            .map(|child| Child { name: child.name, username: child.username.as_str().to_owned() })
            .collect(),
        password,
        sessions: own.sessions.iter().map(|session| row(session, signed)).collect(),
        card: own.card.map(|since| tr.t1("mit-card-since", "day", tr.day(since))),
    }
}

/// A page of the site: who is logged in, and its three places.
pub(crate) fn page(signed: &Signed, title: &str) -> Page {
    let tr = signed.anyone.tr;
    let link = |href: &str, key: &str| NavLink {
        href: href.to_owned(),
        text: tr.t(key),
        current: signed.anyone.here.split('?').next() == Some(href),
    };
    let mut page = signed.page(title);
    page.nav = vec![link("/mit", "mit-nav-page"), link("/mit/data", "mit-nav-data"), link("/mit/log", "mit-nav-log")];
    page
}

fn row_of_place(place: flows::own_page::Place, tr: Tr) -> Place {
    let institution = place.institution.unwrap_or_else(|| tr.t("mit-place-not-told"));
    let institution = match place.class {
        Some(class) => format!("{institution}, {class}"),
        None => institution,
    };
    Place { institution, actor: tr.t(actor_key(place.actor)) }
}

fn row(session: &SsoSession, signed: &Signed) -> Row {
    let tr = signed.anyone.tr;
    let device = match session.device {
        Device::Shared => tr.t("mit-device-shared"),
        Device::Own => tr.t("mit-device-own"),
    };
    let moment = |at| tr.day_and_clock(at);
    Row {
        id: session.id.0,
        since: moment(session.started),
        seen: moment(session.seen),
        device,
        is_here: session.id == signed.live.session.id,
    }
}

fn given_key(given: GivenBy) -> &'static str {
    match given {
        GivenBy::Oneself => "mit-password-own",
        GivenBy::School => "mit-password-school",
        GivenBy::Parent => "mit-password-parent",
    }
}

/// The text of what somebody is.
pub(crate) fn actor_key(actor: Actor) -> &'static str {
    match actor {
        Actor::Pupil => "mit-actor-pupil",
        Actor::Employee => "mit-actor-employee",
        Actor::External => "mit-actor-external",
        Actor::Contact => "mit-actor-contact",
    }
}

/// `POST /mit/change-password`: the login's pages ask for the old one, then give a new one.
pub(crate) async fn change_password(State(app): State<App>, signed: Signed, _: Posted) -> Result<Response, Problem> {
    if signed.anyone.host.is_some() {
        // Passwords are changed at the broker, on its own host.
        return Ok(see_other(&app.sites.url(Site::Login, CHANGE_PATH)));
    }
    begin_change(&app, &signed.anyone).await
}

/// Where Mit Unilogin on a host of its own sends people who want another password.
pub(crate) const CHANGE_PATH: &str = "/login/change-password";

/// `GET /login/change-password`.
pub(crate) async fn change_here(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    begin_change(&app, &signed.anyone).await
}

async fn begin_change(app: &App, anyone: &Anyone) -> Result<Response, Problem> {
    let Some(secret) = &anyone.session else { return Ok(Redirect::to(Site::Mit.path()).into_response()) };
    let back = Site::Mit.path().to_owned();
    let begun = flows::own_password::begin(&app.world, &anyone.as_browser(), (secret, back)).await?;
    proceed(app, anyone, begun.handle.reveal(), begun.next).await
}

/// `POST /mit/end-session`: one of my sessions, or all but this one.
pub(crate) async fn end_session(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let browser = signed.anyone.as_browser();
    if posted.has("others") {
        flows::sessions::end_others(&app.world, &signed.live, &browser).await?;
    } else if let Ok(id) = posted.text("session").parse::<i64>() {
        flows::own_page::end_session(&app.world, &signed.live, SsoSessionId(id), &browser).await?;
    }
    Ok(Redirect::to("/mit?told=logged-out-there").into_response())
}

/// `POST /mit/block-card`: my school card is gone.
pub(crate) async fn block_card(State(app): State<App>, signed: Signed, _: Posted) -> Result<Response, Problem> {
    flows::own_page::block_card(&app.world, &signed.live, &signed.anyone.as_browser()).await?;
    Ok(Redirect::to("/mit?told=card-blocked").into_response())
}
