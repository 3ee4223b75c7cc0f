//! *Import*: the sources with the time of their last load, a yellow mark where something was not loaded, the history.
//!
//! Source: product.md §9, §10. What it does not do: load files; those come by themselves.

use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::import::desk::{Overview, overview};
use rules::rights::verb::Verb;
use rules::roster::Operation;
use store::import_run::{ImportRun, Outcome};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/import", page)
}

/// What the last button came to.
const TOLD: Table = &[
    ("frigivet", Went::Well, "ba-import-told-released"),
    ("afvist", Went::Well, "ba-import-told-rejected"),
    ("fortrudt", Went::Well, "ba-import-told-undone"),
    ("for-sent", Went::Nowhere, "ba-import-told-too-late"),
    ("cpr", Went::Well, "ba-import-told-cpr"),
];

struct SourceRow {
    name: String,
    query: String,
    loaded: String,
    people: i64,
    notices: usize,
    run: i64,
    held: bool,
    may_undo: bool,
}

/// A run of the history.
pub(crate) struct RunRow {
    pub(crate) id: i64,
    pub(crate) when: String,
    pub(crate) source: String,
    pub(crate) kind: String,
    pub(crate) outcome: String,
    pub(crate) look: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) created: usize,
    pub(crate) changed: usize,
    pub(crate) removed: usize,
    pub(crate) refused: usize,
}

#[derive(Template)]
#[template(path = "ba/import.html")]
struct View {
    page: Page,
    here: String,
    told: Option<Told>,
    sources: Vec<SourceRow>,
    runs: Vec<RunRow>,
    may_decide: bool,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = match overview(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    Ok(design::show(&view(&signed, &asked, found)))
}

fn view(signed: &Signed, asked: &Asked, found: Overview) -> View {
    let tr = signed.anyone.tr;
    let sources = found.sources.into_iter().map(|row| SourceRow {
        query: query(&row.source.name),
        loaded: tr.day_and_clock(row.source.at),
        people: row.people,
        notices: row.notices,
        run: row.source.last_run.0,
        held: row.source.held_run.is_some(),
        may_undo: row.may_undo,
        name: row.source.name,
    });
    View {
        page: signed.page("ba-menu-import", Menu::Import),
        here: signed.path("/import"),
        told: asked.told(tr, TOLD),
        sources: sources.collect(),
        runs: found.runs.iter().map(|run| run_row(signed, run)).collect(),
        may_decide: signed.offers(Verb::DecideImport),
    }
}

/// A source's name as an address has it.
pub(crate) fn query(source: &str) -> String {
    url::form_urlencoded::byte_serialize(source.as_bytes()).collect()
}

/// Back to the page, which says what the button came to.
pub(super) fn back(signed: &Signed, word: &str) -> Response {
    told::back(&signed.path("/import"), word)
}

pub(crate) fn run_row(signed: &Signed, run: &ImportRun) -> RunRow {
    let tr = signed.anyone.tr;
    let (key, look, icon) = match (run.undone, run.outcome) {
        (Some(_), _) => ("ba-import-undone", "wait", "refresh"),
        (None, Outcome::Accepted) => ("ba-import-accepted", "ok", "check"),
        (None, Outcome::AcceptedWithNotices) => ("ba-import-with-notices", "warn", "warning"),
        (None, Outcome::Held) => ("ba-import-held", "warn", "time"),
        (None, Outcome::Refused) => ("ba-import-refused", "bad", "error"),
        (None, Outcome::Replaced) => ("ba-import-replaced", "wait", "refresh"),
        (None, Outcome::Rejected) => ("ba-import-rejected", "bad", "error"),
    };
    let kind = match (run.file == flows::import::DELETED_BY_AGE, run.operation) {
        (true, _) => "ba-import-kind-age",
        (false, Operation::Full) => "ba-import-kind-full",
        (false, Operation::Delta) => "ba-import-kind-delta",
        (false, Operation::Delete) => "ba-import-kind-delete",
    };
    RunRow {
        id: run.id.0,
        when: tr.day_and_clock(run.received),
        source: run.source.clone(),
        kind: tr.t(kind),
        outcome: tr.t(key),
        look,
        icon,
        created: run.counts.created,
        changed: run.counts.changed,
        removed: run.counts.removed,
        refused: run.counts.refused,
    }
}
