//! *Skift CPR-nummer*: the new number, *Analysér*, what would follow, and the button.
//!
//! Source: product.md §3. A number that needs an operator is answered with that, and nothing else. The number stands in
//! no address: it is carried sealed from one step to the next. What it does not do: judge; the story asks the rules.

use super::import;
use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use flows::change_cpr::{Analysed, Changed, Consequences, Place, analyse, change};
use flows::import::desk::run;
use flows::manual_affiliation::{carried, carry};
use flows::user_administration::allowed;
use rules::cpr::{Cpr, CprError};
use rules::id::ImportRunId;
use rules::rights::verb::Verb;

const PATH: &str = "/ba/{institution}/import/koersel/{run}/skift-cpr/{line}";

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post_of(PATH, &["", "skift"], act)
}

#[derive(Template)]
#[template(path = "ba/change_cpr.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    back: String,
    name: String,
    /// A number that is none, as it was typed.
    typed: String,
    step: Step,
}

/// What the page shows below its heading.
enum Step {
    /// The field, with what is no number.
    Ask(String),
    /// What would follow.
    Follows { consequences: Box<Consequences>, to: String, carried: String },
    /// *Nummeret kræver en sagsbehandler*
    Operator,
}

/// The line of the run: where it is, and whom it is about.
async fn line(app: &App, signed: &Signed, (id, number): (i64, usize)) -> Result<Option<(Place, String)>, Problem> {
    let found = run(&app.world, &signed.administrator, ImportRunId(id)).await?;
    let Ok(Some(found)) = found else { return Ok(None) };
    let source = found.run.source;
    let line = found.lines.into_iter().nth(number);
    Ok(line.and_then(|line| {
        let name = line.person.map(|(_, name)| name.full())?;
        Some((Place { source, local_person_id: line.local_person_id }, name))
    }))
}

/// GET: the field.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Path((_, id, number)): Path<(String, i64, usize)>,
) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::ChangeCpr).await? {
        return refused::page(&app, &signed, reason);
    }
    let Some((_, name)) = line(&app, &signed, (id, number)).await? else { return Err(Problem::NotFound) };
    Ok(show(&signed, (id, number), name, (Step::Ask(String::new()), FieldErrors::none())))
}

fn show(signed: &Signed, (id, number): (i64, usize), name: String, (step, errors): (Step, FieldErrors)) -> Response {
    let back = signed.path(&format!("/import/koersel/{id}"));
    let here = format!("{back}/skift-cpr/{number}");
    let page = signed.page("ba-cpr-title", Menu::Import).failing(&errors).at(here.clone());
    let typed = if let Step::Ask(typed) = &step { typed.clone() } else { String::new() };
    design::show(&View { page, errors, here, back, name, typed, step })
}

/// The number that was typed, in full: here it is compared, and masked it looks like the old one (product.md §3).
fn dashed(cpr: &Cpr) -> String {
    let (birth, serial) = cpr.reveal().split_at(6);
    format!("{birth}-{serial}")
}

/// What to do about a number that is none.
pub(crate) fn flaw_key(error: CprError) -> &'static str {
    match error {
        CprError::Length(_) => "ba-cpr-error-length",
        CprError::Character => "ba-cpr-error-character",
        CprError::NoSuchDay => "ba-cpr-error-day",
    }
}

/// POST: *Analysér*, or the change itself.
pub(crate) async fn act(
    State(app): State<App>,
    signed: Signed,
    Path((_, id, number)): Path<(String, i64, usize)>,
    posted: Posted,
) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::ChangeCpr).await? {
        return refused::page(&app, &signed, reason);
    }
    let Some((place, name)) = line(&app, &signed, (id, number)).await? else { return Err(Problem::NotFound) };
    let at = (id, number);
    if posted.text(DO_FIELD) == "skift" {
        let Some(cpr) = carried(&app.world, &signed.administrator, posted.text("nummer")) else {
            return Err(Problem::ExpiredForm);
        };
        return carry_through(&app, &signed, (place, at, name), &cpr).await;
    }
    let cpr = match Cpr::parse(posted.text("cpr")) {
        Ok(cpr) => cpr,
        Err(error) => {
            let errors = FieldErrors::one("cpr", signed.anyone.t(flaw_key(error)));
            return Ok(show(&signed, at, name, (Step::Ask(posted.text("cpr").to_owned()), errors)));
        }
    };
    let analysed = analyse(&app.world, &signed.administrator, &place, &cpr).await;
    let step = match analysed.map_err(|error| Problem::broken(&error))? {
        Analysed::MayChange(consequences) => {
            let (to, carried) = (dashed(&cpr), carry(&app.world, &signed.administrator, &cpr));
            Step::Follows { consequences, to, carried }
        }
        Analysed::NeedsOperator => Step::Operator,
        Analysed::NoLine => return Err(Problem::NotFound),
        Analysed::Refused(reason) => return refused::page(&app, &signed, reason),
    };
    Ok(show(&signed, at, name, (step, FieldErrors::none())))
}

async fn carry_through(
    app: &App,
    signed: &Signed,
    (place, at, name): (Place, (i64, usize), String),
    cpr: &Cpr,
) -> Result<Response, Problem> {
    let changed = change(&app.world, &signed.administrator, &place, cpr).await;
    match changed.map_err(|error| Problem::broken(&error))? {
        Changed::Done => Ok(import::back(signed, "cpr")),
        Changed::NeedsOperator => Ok(show(signed, at, name, (Step::Operator, FieldErrors::none()))),
        Changed::NoLine => Err(Problem::NotFound),
        Changed::Refused(reason) => refused::page(app, signed, reason),
    }
}
