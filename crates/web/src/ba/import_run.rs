//! One import: what it changed, and each line that was refused, in plain words with what to do.
//!
//! Source: product.md §9, §10. What it does not do: change a number; the line links to where that is done.

use super::import::{RunRow, run_row};
use super::{Menu, Signed, import_reason, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use flows::import::desk::run;
use rules::id::ImportRunId;
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/import/koersel/{run}", page)
}

struct LineRow {
    number: usize,
    id: String,
    who: String,
    what: String,
    todo: String,
    may_change_cpr: bool,
}

#[derive(Template)]
#[template(path = "ba/import_run.html")]
struct View {
    page: Page,
    here: String,
    run: RunRow,
    people: i64,
    lines: Vec<LineRow>,
}

/// GET: the run.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let found = match run(&app.world, &signed.administrator, ImportRunId(id)).await? {
        Ok(Some(found)) => found,
        Ok(None) => return Err(Problem::NotFound),
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let may = signed.offers(Verb::ChangeCpr);
    let lines = found.lines.into_iter().enumerate().map(|(number, line)| {
        let (what, todo) = import_reason::says(signed.anyone.tr, &line.reason);
        let who = line.person.map(|(_, name)| name.full()).unwrap_or_default();
        LineRow { number, id: line.local_person_id, who, what, todo, may_change_cpr: may && line.may_change_cpr }
    });
    let view = View {
        page: signed.page("ba-import-run-title", Menu::Import),
        here: signed.path("/import"),
        people: found.run.people,
        lines: lines.collect(),
        run: run_row(&signed, &found.run),
    };
    Ok(design::show(&view))
}
