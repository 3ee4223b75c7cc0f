//! *Operatører*: who sits at the desk; another is appointed, one removed.
//!
//! Source: issue "Operator's desk". What it does not do: say who may; the story does.

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::operator::desk::{self, Changed, Row};
use rules::id::PersonId;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post_of(PATH, &["tilfoej", "fjern"], press)
}

const PATH: &str = "/stil/operatoerer";

/// What the last button came to.
const TOLD: Table = &[
    ("tilfoejet", Went::Well, "stil-ops-told-added"),
    ("fjernet", Went::Well, "stil-ops-told-removed"),
    ("allerede", Went::Nowhere, "stil-person-told-late"),
];

struct Line {
    person: i64,
    href: String,
    name: String,
    username: String,
    since: String,
    may_remove: bool,
}

#[derive(Template)]
#[template(path = "stil/operators.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<Told>,
    lines: Vec<Line>,
    typed: String,
}

fn line(signed: &Signed, row: &Row) -> Line {
    let tr = signed.anyone.tr;
    let day = tr.day(row.since);
    Line {
        person: row.person.0,
        href: format!("/stil/personer/{}", row.person.0),
        name: row.shown.clone(),
        username: row.username.to_string(),
        since: match &row.by {
            Some(by) => tr.t2("stil-ops-by", ("day", day), ("name", by.to_string())),
            None => tr.t1("stil-ops-by-command", "day", day),
        },
        may_remove: row.may_remove,
    }
}

async fn show(
    app: &App,
    signed: &Signed,
    (errors, told, typed): (FieldErrors, Option<Told>, &str),
) -> Result<Response, Problem> {
    let rows = match desk::list(&app.world, &signed.operator).await? {
        Ok(rows) => rows,
        Err(why) => return Ok(start::refused(app, signed, why)),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = signed.page_of(signed.anyone.t("stil-menu-operators"), Menu::Operators);
    let view = View {
        page: page.failing(&errors).at(PATH.to_owned()),
        errors,
        told,
        lines: rows.iter().map(|row| line(signed, row)).collect(),
        typed: typed.to_owned(),
    };
    Ok(design::show_as(status, &view))
}

/// GET: the list.
async fn page(State(app): State<App>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let told = asked.told(signed.anyone.tr, TOLD);
    show(&app, &signed, (FieldErrors::none(), told, "")).await
}

/// POST: *Tilføj* or *Fjern*.
async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let typed = posted.text("who");
    let (changed, word) = match posted.text(DO_FIELD) {
        "tilfoej" => (desk::appoint(&app.world, &signed.operator, typed).await?, "tilfoejet"),
        "fjern" => {
            let person = posted.text("person").parse().map_err(|_| Problem::NotFound)?;
            (desk::remove(&app.world, &signed.operator, PersonId(person)).await?, "fjernet")
        }
        _ => return Err(Problem::NotFound),
    };
    let key = match changed {
        Changed::Done => return Ok(told::back(PATH, word)),
        Changed::Already => return Ok(told::back(PATH, "allerede")),
        Changed::Refused(why) => return Ok(start::refused(&app, &signed, why)),
        Changed::Nobody => "stil-ops-nobody",
        Changed::CannotLogIn => "stil-ops-cannot",
    };
    show(&app, &signed, (FieldErrors::one("who", signed.anyone.t(key)), None, typed)).await
}
