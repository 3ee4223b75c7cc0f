//! To the national eID and back, in the middle of a login.
//!
//! Source: product.md §7. What it does not do: say who may do what with it; the login goes on and asks the database.

use super::answer::see_other;
use crate::App;
use crate::design::{self, Page};
use crate::login::leave;
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, Query, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use crypto::secret::SecretText;
use flows::national_id::{self, Closed, Errand, Homecoming, Returned, Trip, WhyNot};
use flows::sign_in::onward::{self, Proof};
use flows::sign_in::{At, helped, vouch};
use oidc::parameters::Parameters;
use rules::session::Method;
use serde::Deserialize;

/// What the link says.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Leaving {
    /// The errand's word; a login where it is missing.
    #[serde(default, rename = "for")]
    errand: String,
}

/// `GET /login/{handle}/eid`: off to the eID.
pub(crate) async fn leave(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    Query(leaving): Query<Leaving>,
) -> Result<Response, Problem> {
    // A signature begins at its application and nowhere else.
    let asked = Errand::from_word(&leaving.errand).filter(|errand| *errand != Errand::Sign);
    let errand = asked.unwrap_or(Errand::LogIn);
    let trip = Trip { login: SecretText::from(handle.as_str()), errand };
    Ok(match national_id::depart(&app.world, &anyone.browser, trip, anyone.tr.language.tag()).await? {
        Ok(url) => see_other(&url),
        Err(Closed::NotSetUp) => refuse(&app, &anyone, Some(&handle), "eid-not-set-up"),
        Err(Closed::NoAnswer) => refuse(&app, &anyone, Some(&handle), "eid-no-answer"),
    })
}

/// `GET /eid/return`: back from the eID.
pub(crate) async fn come_back(
    State(app): State<App>,
    anyone: Anyone,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes()).map_err(|_| Problem::Unreadable)?;
    match national_id::come_back(&app.world, &anyone.browser, anyone.address, &parameters).await? {
        Returned::NotOurs => Ok(refuse(&app, &anyone, None, "eid-not-ours")),
        Returned::Home(home) => go_on(&app, &anyone, *home).await,
        Returned::Signature(signature) => crate::ansoeg::come_back(&app, &anyone, signature).await,
    }
}

async fn go_on(app: &App, anyone: &Anyone, home: Homecoming) -> Result<Response, Problem> {
    let handle = home.trip.login.clone();
    let shown = match home.who {
        Ok(shown) => shown,
        Err(WhyNot::Stopped) => {
            let at = At { handle: handle.clone(), browser: anyone.as_browser() };
            let next = onward::stopped_at_eid(&app.world, &at).await?;
            return leave::proceed(app, anyone, handle.reveal(), next).await;
        }
        Err(why) => return Ok(refuse(app, anyone, Some(handle.reveal()), key(why))),
    };
    let login = At { handle: handle.clone(), browser: anyone.as_browser() };
    let next = match home.trip.errand {
        Errand::LogIn => {
            let proof = Proof { method: Method::Eid, two_factor: Some(shown.at) };
            onward::arrive(&app.world, &login, shown.person, proof).await?
        }
        Errand::Usernames => helped::for_names(&app.world, &login, shown).await?,
        Errand::NewPassword => helped::for_password(&app.world, &login, shown).await?,
        // Comes back as `Returned::Signature`.
        Errand::Sign => return Ok(refuse(app, anyone, None, "eid-not-ours")),
        Errand::Vouch => vouch::parent_came(&app.world, &login, shown.person, shown.at).await?,
    };
    leave::proceed(app, anyone, handle.reveal(), next).await
}

/// `GET /login/{handle}/find-username`: the eID, for the user names.
pub(crate) async fn find_username(Path(handle): Path<String>) -> Response {
    see_other(&format!("{}/eid?for={}", crate::login::address(&handle), Errand::Usernames.word()))
}

fn key(why: WhyNot) -> &'static str {
    match why {
        WhyNot::Stopped | WhyNot::Failed => "eid-failed",
        WhyNot::BusinessWithoutCpr => "eid-business",
        WhyNot::NoCpr => "eid-no-cpr",
        WhyNot::NobodyHere => "eid-nobody",
        WhyNot::TooWeak => "eid-too-weak",
        WhyNot::Refused => "eid-said-no",
        WhyNot::NotNow => "eid-no-answer",
    }
}

#[derive(Template)]
#[template(path = "protocol/eid_refused.html")]
struct RefusedPage {
    page: Page,
    heading: String,
    says: String,
    back: String,
}

fn refuse(app: &App, anyone: &Anyone, handle: Option<&str>, why: &str) -> Response {
    let says = anyone.tr.t1(why, "eid", app.world.settings.eid_name.clone());
    let back = handle.map_or_else(|| "/login".to_owned(), crate::login::address);
    let heading = anyone.tr.t1("eid-refused", "eid", app.world.settings.eid_name.clone());
    let page = anyone.page_titled(heading.clone()).gentle();
    design::show_as(StatusCode::FORBIDDEN, &RefusedPage { page, heading, says, back })
}
