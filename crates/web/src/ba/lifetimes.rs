//! *Levetid*: when the night's jobs ran, and what they did at this institution.
//!
//! Source: product.md §12. What it does not do: run a job.

use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use flows::lifetime::{Job, Line, seen};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/levetid", page)
}

#[derive(Template)]
#[template(path = "ba/lifetimes.html")]
struct View {
    page: Page,
    back: String,
    jobs: Vec<(String, String)>,
    rows: Vec<(String, String, String)>,
}

/// GET: the page.
pub(crate) async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let found = match seen(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let t = |key| signed.anyone.t(key);
    let job = |(job, last): (Job, Option<rules::time::Instant>)| {
        let name = match job {
            Job::Notices => t("ba-lifetime-notices"),
            Job::Accounts => t("ba-lifetime-accounts"),
            Job::Expiry => t("ba-lifetime-expiry"),
            Job::Rights => t("ba-lifetime-rights"),
        };
        (name, last.map_or_else(|| t("ba-lifetime-never"), |at| signed.anyone.tr.day_and_clock(at)))
    };
    let view = View {
        page: signed.page("ba-lifetime-title", Menu::Settings),
        back: signed.path("/institution"),
        jobs: found.jobs.into_iter().map(job).collect(),
        rows: found.lines.iter().map(|line| row(&signed, line)).collect(),
    };
    Ok(design::show(&view))
}

/// When, what, and about whom or what.
fn row(signed: &Signed, line: &Line) -> (String, String, String) {
    let about = match &line.name {
        Some(name) => name.full(),
        None => line.detail.clone(),
    };
    (signed.anyone.tr.day_and_clock(line.at), words::job_effect(signed.anyone.tr, &line.what), about)
}
