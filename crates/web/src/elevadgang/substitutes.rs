//! *Vikarer*: an administrator lends an employee a class until a day, and ends it.
//!
//! Source: product.md §8. What it does not do: judge the day or the right; the rules do.

use super::pupils::said;
use super::{Signed, start};
use crate::App;
use crate::danish;
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::give_password::Pressed;
use flows::pupil_access::Helper;
use rules::id::{GroupId, PersonId};
use rules::substitute::LastDay;
use rules::time::Instant;
use serde::Deserialize;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What the last button came to.
    sagt: Option<String>,
}

/// Something to choose in a list.
pub(crate) struct Choice {
    value: i64,
    text: String,
    chosen: bool,
}

/// A class that is lent now.
pub(crate) struct Row {
    loan: i64,
    who: String,
    class: String,
    until: String,
    by: String,
}

#[derive(Template)]
#[template(path = "elevadgang/substitutes.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<String>,
    rows: Vec<Row>,
    employees: Vec<Choice>,
    classes: Vec<Choice>,
    until: String,
    today: String,
}

/// What was filled in.
#[derive(Default)]
struct Filled {
    who: Option<i64>,
    class: Option<i64>,
    until: String,
}

/// GET: what is lent, and the form.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = match asked.sagt.as_deref() {
        Some("laant") => Some(signed.anyone.t("elevadgang-told-lent")),
        Some("slut") => Some(signed.anyone.t("elevadgang-told-loan-ended")),
        Some("for-sent") => Some(signed.anyone.t("elevadgang-told-too-late")),
        Some(_) | None => None,
    };
    show(&app, &signed, (Filled::default(), FieldErrors::none()), told).await
}

async fn show(
    app: &App,
    signed: &Signed,
    (filled, errors): (Filled, FieldErrors),
    told: Option<String>,
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(app, signed, signed.nowhere()).await };
    let mut desktop = match flows::lend_class::desktop(&app.world, &helper).await? {
        Ok(desktop) => desktop,
        Err(reason) => return start::refused(app, signed, reason).await,
    };
    let tr = signed.anyone.tr;
    danish::sort_by_name(&mut desktop.employees, |(_, name)| name.full());
    danish::sort_by_name(&mut desktop.classes, |class| class.name.clone());
    let page = signed.page(app, "elevadgang-substitutes-title").await?.failing(&errors);
    let view = View {
        page: page.at("/elevadgang/vikarer".into()),
        errors,
        told,
        rows: desktop.loans.into_iter().map(|loan| row(loan, tr)).collect(),
        employees: desktop
            .employees
            .into_iter()
            .map(|(person, name)| Choice { value: person.0, text: name.full(), chosen: filled.who == Some(person.0) })
            .collect(),
        classes: desktop
            .classes
            .into_iter()
            .map(|class| Choice { value: class.id.0, text: class.name, chosen: filled.class == Some(class.id.0) })
            .collect(),
        until: filled.until,
        today: app.world.now().day_in_denmark().to_string(),
    };
    Ok(design::show(&view))
}

fn row(loan: store::substitute::Loan, tr: Tr) -> Row {
    // The loan ends with its last day: a moment before the end lies in it.
    let last_day = loan.until.minus(rules::time::Millis(1));
    Row {
        loan: loan.id,
        who: loan.shown.full(),
        class: loan.group_name,
        until: tr.day(last_day),
        by: loan.given_by.full(),
    }
}

/// POST: lend a class, or end a loan.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    if let Ok(loan) = posted.text("slut").parse() {
        let pressed = flows::lend_class::end(&app.world, &helper, loan).await?;
        return answer(&app, &signed, pressed, "slut").await;
    }
    lend(&app, &signed, &helper, &posted).await
}

async fn lend(app: &App, signed: &Signed, helper: &Helper, posted: &Posted) -> Result<Response, Problem> {
    let filled = Filled {
        who: posted.text("vikar").parse().ok(),
        class: posted.text("klasse").parse().ok(),
        until: posted.text("til").to_owned(),
    };
    let tr = signed.anyone.tr;
    let mut errors = FieldErrors::none();
    if filled.who.is_none() {
        errors.add("vikar", tr.t("elevadgang-error-substitute"));
    }
    if filled.class.is_none() {
        errors.add("klasse", tr.t("elevadgang-error-class"));
    }
    let until = judged(&filled.until, app.world.now());
    let until = until.map_err(|key| errors.add("til", tr.t(key))).ok();
    let (Some(who), Some(class), Some(until)) = (filled.who, filled.class, until) else {
        return show(app, signed, (filled, errors), None).await;
    };
    let pressed = flows::lend_class::lend(&app.world, helper, (PersonId(who), GroupId(class)), until).await?;
    answer(app, signed, pressed, "laant").await
}

/// The moment a written day ends, or the key of what is wrong with it.
fn judged(written: &str, now: Instant) -> Result<Instant, &'static str> {
    let day = form::day(written).ok_or("elevadgang-error-day")?;
    match rules::substitute::last_day(day, now) {
        LastDay::Until(until) => Ok(until),
        LastDay::Past => Err("elevadgang-error-day-past"),
        LastDay::TooFar => Err("elevadgang-error-day-far"),
    }
}

async fn answer(app: &App, signed: &Signed, pressed: Pressed, told: &'static str) -> Result<Response, Problem> {
    if let Pressed::Refused(reason) = pressed {
        return start::refused(app, signed, reason).await;
    }
    Ok(Redirect::to(&format!("/elevadgang/vikarer?sagt={}", said(pressed, told))).into_response())
}
