//! The front of Elevadgang: two buttons, and what to do where none of them leads on.
//!
//! Source: product.md §8. What it does not do: let anybody in; the login does, and every page asks again.

use super::{MaybeSigned, Signed, institution_name, reason_key};
use crate::App;
use crate::cookies::Name;
use crate::design::{self, Page};
use crate::entrance::{self, Door};
use crate::form::Posted;
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use flows::sessions::SiteEntry;
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::facts::Entry;
use serde::Deserialize;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// Show the two buttons again, whoever is logged in.
    igen: Option<String>,
    /// Choose another institution.
    skift: Option<String>,
}

#[derive(Template)]
#[template(path = "elevadgang/start.html")]
struct View {
    page: Page,
    told: Option<String>,
    eid: String,
}

#[derive(Template)]
#[template(path = "elevadgang/refused.html")]
struct RefusedView {
    page: Page,
    heading: String,
    says: String,
    institutions: Vec<(String, String)>,
    onward: Onward,
    eid: String,
}

/// What somebody who may not do this can do.
#[derive(Clone, Copy)]
enum Onward {
    /// Come in as a teacher.
    AsTeacher,
    /// Come in as a teacher, with the eID.
    WithEid,
    /// Back to the pupils.
    ToPupils,
    /// Come in by the other button.
    OtherWay,
}

impl Onward {
    fn after(reason: Reason, entry: Entry) -> Onward {
        match (reason, entry) {
            (Reason::NeedsTwoFactor, _) => Onward::WithEid,
            (Reason::NeedsRight(_) | Reason::NotHere, Entry::Administrator) => Onward::AsTeacher,
            (Reason::NeedsRight(_) | Reason::NotHere | Reason::RoleMayNot | Reason::NoClass, _) => Onward::OtherWay,
            (_, _) => Onward::ToPupils,
        }
    }
}

/// GET: the two buttons, or the list where somebody is in already.
pub(crate) async fn page(
    State(app): State<App>,
    anyone: Anyone,
    MaybeSigned(signed): MaybeSigned,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    match signed {
        Some(signed) if asked.skift.is_some() => choose(&app, &signed).await,
        Some(_) if asked.igen.is_none() => Ok(Redirect::to("/elevadgang/elever").into_response()),
        Some(_) | None => {
            let eid = app.world.settings.eid_name.clone();
            let view = View { page: anyone.page("elevadgang-start-title").gentle(), told: None, eid };
            Ok(design::show(&view))
        }
    }
}

/// POST: one of the two buttons. The login leads back to [`come_in`].
pub(crate) async fn log_on(State(app): State<App>, anyone: Anyone, posted: Posted) -> Result<Response, Problem> {
    let Some(entry) = super::entry_of_word(posted.text("som")) else { return Err(Problem::Unreadable) };
    // A teacher who is in already comes back with the eID to vouch for a pupil.
    let by_eid = entry == Entry::Administrator || posted.text("med") == "eid";
    let door = if by_eid { Door::Eid } else { Door::Password };
    entrance::go_out(&app, &anyone, format!("/elevadgang/ind/{}", super::entry_word(entry)), door).await
}

/// GET: back from the login. The site gets a session of its own, which dies with the login; whether somebody may be
/// here is asked at every page.
pub(crate) async fn come_in(
    State(app): State<App>,
    anyone: Anyone,
    Path(entry): Path<String>,
) -> Result<Response, Problem> {
    let Some(entry) = super::entry_of_word(&entry) else { return Err(Problem::NotFound) };
    let site = SiteEntry {
        site: super::SITE.to_owned(),
        entry: super::entry_word(entry).to_owned(),
        pages: super::pages_of(entry),
        institution: None,
    };
    let came = entrance::come_in(&app, &anyone, (site, Name::Elevadgang), "/elevadgang/elever").await?;
    Ok(came.unwrap_or_else(|| Redirect::to("/elevadgang").into_response()))
}

/// POST: work at another institution.
pub(crate) async fn choose_institution(
    State(app): State<App>,
    signed: Signed,
    posted: Posted,
) -> Result<Response, Problem> {
    let number = InstitutionNumber::parse(posted.text("nummer")).filter(|number| signed.institutions.contains(number));
    let Some(number) = number else { return Err(Problem::NotFound) };
    let chosen = flows::sessions::choose_institution(&app.world, &signed.secret, number).await;
    chosen?;
    Ok(Redirect::to("/elevadgang/elever").into_response())
}

/// GET: somebody is still there.
pub(crate) async fn stay(State(app): State<App>, signed: Signed) -> Response {
    design::stays(signed.anyone.tr, signed.live.rests_until(), app.world.now())
}

async fn choose(app: &App, signed: &Signed) -> Result<Response, Problem> {
    let view = RefusedView {
        page: signed.page(app, "elevadgang-choose-institution").await?.gentle(),
        heading: signed.anyone.t("elevadgang-choose-institution"),
        says: String::new(),
        institutions: named(app, signed).await?,
        onward: Onward::ToPupils,
        eid: String::new(),
    };
    Ok(design::show(&view))
}

async fn named(app: &App, signed: &Signed) -> Result<Vec<(String, String)>, Problem> {
    let mut all = Vec::new();
    for number in &signed.institutions {
        all.push((number.as_str().to_owned(), institution_name(app, number).await?));
    }
    Ok(all)
}

/// The page that says what is missing and who fixes it.
pub(crate) async fn refused(app: &App, signed: &Signed, reason: Reason) -> Result<Response, Problem> {
    let heading = match reason {
        Reason::NoClass => "elevadgang-no-class-title",
        Reason::NeedsTwoFactor => "elevadgang-two-factor-title",
        _ => "elevadgang-refused-title",
    };
    let view = RefusedView {
        page: signed.page_outside(app, heading).gentle(),
        heading: signed.anyone.t(heading),
        says: signed.anyone.t(reason_key(reason)),
        institutions: named(app, signed).await?,
        onward: Onward::after(reason, signed.entry),
        eid: app.world.settings.eid_name.clone(),
    };
    Ok(design::show_as(StatusCode::FORBIDDEN, &view))
}
