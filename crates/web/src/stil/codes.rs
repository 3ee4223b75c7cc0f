//! *Engangskoder* that wait in the whole country: an operator says yes or no where an institution has nobody else.
//!
//! Source: product.md §7, last row. What it does not do: show any code; whoever asked draws it.

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::ba::codes::{Line, line};
use crate::ba::refused::says;
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::one_time_code::list::waiting;
use flows::one_time_code::{self, Decision, Pressed};

const PATH: &str = "/stil/engangskoder";

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post_of(PATH, &["godkend", "afvis"], press)
}

/// What the last button came to.
const TOLD: Table = &[
    ("godkendt", Went::Well, "ba-code-told-approved"),
    ("afvist", Went::Well, "ba-code-told-refused"),
    ("for-sent", Went::Nowhere, "ba-code-told-too-late"),
];

#[derive(Template)]
#[template(path = "stil/codes.html")]
struct View {
    page: Page,
    told: Option<Told>,
    lines: Vec<Line>,
}

/// GET: the list.
async fn page(State(app): State<App>, signed: Signed, Query(said): Query<told::Asked>) -> Result<Response, Problem> {
    let rows = match waiting(&app.world, &signed.operator).await? {
        Ok(rows) => rows,
        Err(closed) => return Ok(start::closed(&app, &signed, closed)),
    };
    let (tr, now) = (signed.anyone.tr, app.world.now());
    let lines = rows.iter().map(|row| line(tr, row, now)).collect();
    Ok(design::show(&View {
        page: signed.page_of(tr.t("ba-codes-title"), Menu::Codes),
        told: said.told(tr, TOLD),
        lines,
    }))
}

/// POST: yes or no.
async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let (decision, word) = match posted.text(DO_FIELD) {
        "godkend" => (Decision::Approve, "godkendt"),
        "afvis" => (Decision::Refuse, "afvist"),
        _ => return Err(Problem::Unreadable),
    };
    let Ok(id) = posted.text("code").parse::<i64>() else { return Err(Problem::NotFound) };
    match one_time_code::decide_as_operator(&app.world, &signed.operator, (id, decision)).await? {
        Err(closed) => Ok(start::closed(&app, &signed, closed)),
        Ok(Pressed::Done) => Ok(told::back(PATH, word)),
        Ok(Pressed::TooLate) => Ok(told::back(PATH, "for-sent")),
        Ok(Pressed::Refused(reason)) => Ok(start::says(&signed, says(signed.anyone.tr, reason))),
        Ok(Pressed::Nothing) => Err(Problem::NotFound),
    }
}
