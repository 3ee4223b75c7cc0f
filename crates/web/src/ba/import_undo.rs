//! *Fortryd import*: a page that says what would come back, and the button. Until the next import of the source.
//!
//! Source: product.md §10. What it does not do: touch passwords; accounts the import created stay without affiliation.

use super::import::query;
use super::import_held::finish;
use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::import::desk::{Decision, overview};
use flows::user_administration::allowed;
use rules::id::ImportRunId;
use rules::rights::verb::Verb;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/import/fortryd", page).post("/ba/{institution}/import/fortryd", act)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kilde: String,
}

#[derive(Template)]
#[template(path = "ba/import_undo.html")]
struct View {
    page: Page,
    here: String,
    back: String,
    source: String,
    run: i64,
    loaded: String,
    created: usize,
    changed: usize,
    removed: usize,
}

/// GET: what would come back.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::DecideImport).await? {
        return refused::page(&app, &signed, reason);
    }
    let found = match overview(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let row = found.sources.into_iter().find(|row| row.source.name == asked.kilde && row.may_undo);
    let Some(row) = row else { return Err(Problem::NotFound) };
    let counts = row.counts;
    let view = View {
        page: signed.page("ba-undo-title", Menu::Import),
        here: format!("{}?kilde={}", signed.path("/import/fortryd"), query(&row.source.name)),
        back: signed.path("/import"),
        run: row.source.last_run.0,
        loaded: signed.anyone.tr.day_and_clock(row.source.at),
        created: counts.created,
        changed: counts.changed,
        removed: counts.removed,
        source: row.source.name,
    };
    Ok(design::show(&view))
}

/// POST: the button.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Ok(run) = posted.text("koersel").parse() else { return Err(Problem::Unreadable) };
    let source = posted.text("kilde").to_owned();
    finish(&app, &signed, (&source, ImportRunId(run)), (Decision::Undo, "fortrudt")).await
}
