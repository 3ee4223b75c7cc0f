//! My page: user name, schools, password, where I am logged in, log out.
//!
//! What it does not do: show anybody but the person whose session it is.

use crate::App;
use crate::design::{self, Page};
use crate::form::Posted;
use crate::login::leave::proceed;
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Signed;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use flows::own_page::GivenBy;
use rules::affiliation::Actor;
use rules::session::Device;
use store::sso_session::{SsoSession, SsoSessionId};

/// A school, and what I am there.
struct Place {
    institution: String,
    actor: String,
}

/// Where I am logged in.
struct Row {
    id: i64,
    since: String,
    device: String,
    is_here: bool,
}

#[derive(Template)]
#[template(path = "mit/own_page.html")]
struct View {
    page: Page,
    name: String,
    username: String,
    places: Vec<Place>,
    password: String,
    sessions: Vec<Row>,
}

/// `GET /`: this page, which asks for a login where there is none.
pub(crate) async fn front() -> Redirect {
    Redirect::to(Site::Mit.path())
}

/// `GET /mit`.
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let own = flows::own_page::show(&app.world, &signed.live).await?;
    let tr = signed.anyone.tr;
    let password = match own.password {
        None => tr.t("mit-password-none"),
        Some((at, given)) => tr.t2(given_key(given), ("day", tr.day(at)), ("clock", tr.clock(at))),
    };
    Ok(design::show(&View {
        page: signed.page("mit-title"),
        name: signed.live.person.shown().full(),
        username: signed.live.person.username.as_str().to_owned(),
        places: own
            .places
            .into_iter()
            .map(|place| Place { institution: place.institution, actor: tr.t(actor_key(place.actor)) })
            .collect(),
        password,
        sessions: own.sessions.iter().map(|session| row(session, &signed)).collect(),
    }))
}

fn row(session: &SsoSession, signed: &Signed) -> Row {
    let tr = signed.anyone.tr;
    let device = match session.device {
        Device::Shared => tr.t("mit-device-shared"),
        Device::Own => tr.t("mit-device-own"),
    };
    let since = tr.t2("mit-since", ("day", tr.day(session.started)), ("clock", tr.clock(session.started)));
    Row { id: session.id.0, since, device, is_here: session.id == signed.live.session.id }
}

fn given_key(given: GivenBy) -> &'static str {
    match given {
        GivenBy::Oneself => "mit-password-own",
        GivenBy::School => "mit-password-school",
        GivenBy::Parent => "mit-password-parent",
    }
}

fn actor_key(actor: Actor) -> &'static str {
    match actor {
        Actor::Pupil => "mit-actor-pupil",
        Actor::Employee => "mit-actor-employee",
        Actor::External => "mit-actor-external",
        Actor::Contact => "mit-actor-contact",
    }
}

/// `POST /mit/change-password`: the login's pages ask for the old one, then give a new one.
pub(crate) async fn change_password(State(app): State<App>, signed: Signed, _: Posted) -> Result<Response, Problem> {
    let Some(secret) = &signed.anyone.session else { return Ok(Redirect::to(Site::Mit.path()).into_response()) };
    let back = Site::Mit.path().to_owned();
    let begun = flows::own_password::begin(&app.world, &signed.anyone.as_browser(), (secret, back)).await?;
    proceed(&app, &signed.anyone, begun.handle.reveal(), begun.next).await
}

/// `POST /mit/end-session`: one of my sessions, or all but this one.
pub(crate) async fn end_session(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let browser = signed.anyone.as_browser();
    if posted.has("others") {
        flows::sessions::end_others(&app.world, &signed.live, &browser).await?;
    } else if let Ok(id) = posted.text("session").parse::<i64>() {
        flows::own_page::end_session(&app.world, &signed.live, SsoSessionId(id), &browser).await?;
    }
    Ok(Redirect::to(Site::Mit.path()).into_response())
}
