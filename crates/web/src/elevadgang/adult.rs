//! Pupils whose screens wait for an adult's word: the same two pictures, and yes or no.
//!
//! Source: product.md §6 and §8. The box stands on the class list and has a page of its own, from which the list
//! refreshes it. What it does not do: say who may answer; the rules do, and ask for the national eID always.

use super::pupils::said;
use super::{Signed, reason_key, start};
use crate::App;
use crate::design::pictures::{Drawn, drawn};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use flows::adult_verification::{self, Waiting, Word};
use flows::pupil_access::{Helper, Look};
use flows::sessions::Asking;
use rules::reset_window::Place;
use rules::rights::Reason;

/// One waiting pupil.
pub(crate) struct Row {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) says: String,
    pub(crate) since: String,
    pub(crate) pictures: Vec<Drawn>,
    pub(crate) may: bool,
    /// Needs the eID first.
    pub(crate) by_eid: bool,
    pub(crate) reason: String,
    pub(crate) yes: String,
    pub(crate) no: String,
}

/// The box of all who wait.
pub(crate) struct Waits {
    pub(crate) rows: Vec<Row>,
    pub(crate) eid: String,
    /// Changes when somebody comes or goes: the live refresh replaces the box then.
    pub(crate) part: String,
    /// What the live refresh says aloud when the box grew.
    pub(crate) news: String,
}

impl Waits {
    /// An empty box.
    pub(crate) fn nobody(app: &App) -> Waits {
        Waits { rows: Vec::new(), eid: app.world.settings.eid_name.clone(), part: String::new(), news: String::new() }
    }
}

#[derive(Template)]
#[template(path = "elevadgang/adult.html")]
struct View {
    page: Page,
    adult: Waits,
}

/// The box, for the helper's pages.
pub(crate) async fn waits(app: &App, signed: &Signed, (helper, look): (&Helper, Look)) -> Result<Waits, Problem> {
    let waiting = adult_verification::waiting(&app.world, helper, look).await?;
    let part: Vec<String> = waiting.iter().map(|one| one.id.to_string()).collect();
    // The newest stands last.
    let news = match waiting.last() {
        Some(newest) => signed.anyone.tr.t1("adult-waits-news", "name", newest.name.call().to_owned()),
        None => String::new(),
    };
    Ok(Waits {
        rows: waiting.iter().map(|one| row(one, signed)).collect(),
        eid: app.world.settings.eid_name.clone(),
        part: format!("adult {}", part.join(" ")),
        news,
    })
}

fn row(one: &Waiting, signed: &Signed) -> Row {
    let tr = signed.anyone.tr;
    let name = one.name.full();
    let says = if one.service.is_empty() {
        tr.t1("adult-waits-one", "name", name.clone())
    } else {
        tr.t2("adult-waits-for", ("name", name.clone()), ("service", one.service.clone()))
    };
    let since = match one.from {
        Place::Inside => "adult-waits-since-inside",
        Place::Outside => "adult-waits-since-outside",
        Place::Unknown => "adult-waits-since",
    };
    Row {
        id: one.id,
        says,
        since: tr.t1(since, "at", tr.clock(one.asked)),
        pictures: one.pictures.into_iter().map(|picture| drawn(picture, tr)).collect(),
        may: one.may.is_ok(),
        by_eid: one.may == Err(Reason::NeedsTwoFactor),
        reason: one.may.map_or_else(|reason| tr.t(reason_key(reason)), |()| String::new()),
        yes: tr.t1("adult-waits-yes-for", "name", name.clone()),
        no: tr.t1("adult-waits-no-for", "name", name.clone()),
        name,
    }
}

/// GET: the box alone.
pub(crate) async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    // The box stands on the list this session has opened.
    let has_list = !signed.live.site.opened_lists.is_empty();
    let look = if signed.asking == Asking::OpenPage && has_list { Look::Again } else { Look::Opened };
    let adult = waits(&app, &signed, (&helper, look)).await?;
    if look == Look::Opened {
        signed.opened(&app, "voksen").await?;
    }
    Ok(design::show(&View { page: signed.page(&app, "adult-waits-title").await?, adult }))
}

/// POST: the answer to one of them.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    let Ok(request) = posted.text("request").parse::<i64>() else { return Err(Problem::Unreadable) };
    let (word, told) = match posted.text("answer") {
        "yes" => (Word::Yes, "god"),
        "no" => (Word::No, "ikke-god"),
        _ => return Err(Problem::Unreadable),
    };
    let pressed = adult_verification::answer(&app.world, &helper, request, word).await?;
    Ok(Redirect::to(&format!("/elevadgang/elever?sagt={}", said(pressed, told))).into_response())
}
