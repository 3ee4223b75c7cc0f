//! One application beside everything there is to check it by, and the four answers.
//!
//! Source: product.md §11. CPR numbers stand masked here, too. What it does not do: weigh; `rules::application` does.

use super::{Menu, Signed, queue, start};
use crate::App;
use crate::addresses::Addresses;
use crate::ansoeg::{as_attachment, size};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use flows::application::decide::{Answer, Answered, answer, approve};
use flows::application::desk::{self, Case, Checked, Number};
use rules::application::{Applicant, NotYet};
use rules::institution::InstitutionNumber;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/sag/{case}", page)
        .get("/stil/sag/{case}/fil", file)
        .post("/stil/sag/{case}/spoerg", ask)
        .post("/stil/sag/{case}/opkald", note_call)
        .post("/stil/sag/{case}/godkend", press_approve)
        .post("/stil/sag/{case}/afvis", reject)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    /// What the last button came to.
    sagt: Option<String>,
}

/// A part of the page: a heading, and lines of what was typed and what is known.
struct Part {
    heading: String,
    lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "stil/case.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<String>,
    here: String,
    heading: String,
    state: String,
    typed: Vec<Part>,
    known: Vec<Part>,
    /// The signed page: name and size.
    file: Option<String>,
    objection: String,
    earlier: Vec<(String, String)>,
    /// Why it is not approved yet; none: it may be.
    not_yet: Option<String>,
    waits: bool,
    needs_number: bool,
    text: String,
}

fn yes_no(tr: Tr, at: Option<rules::time::Instant>, now: rules::time::Instant) -> String {
    at.map_or_else(|| tr.t("stil-no"), |at| tr.moment(at, now))
}

fn typed(tr: Tr, heading: &str, one: &Applicant) -> Part {
    let cpr = one.cpr().map_or_else(String::new, |cpr| cpr.masked());
    let all = [
        ("apply-full-name", one.name.clone()),
        ("apply-cpr", cpr),
        ("apply-birth", one.birth.clone()),
        ("apply-country", one.country.clone()),
        ("apply-phone", one.phone.clone()),
        ("apply-mail", one.mail.clone()),
    ];
    let lines = all.into_iter().filter(|line| !line.1.is_empty()).map(|(key, value)| (tr.t(key), value)).collect();
    Part { heading: tr.t(heading), lines }
}

fn known(tr: Tr, heading: &str, one: &Checked) -> Part {
    let number = match one.number {
        Number::None => tr.t("stil-number-none"),
        Number::Cpr(Some(age)) => tr.t1("stil-number-age", "age", age),
        Number::Cpr(None) => tr.t("stil-number-ahead"),
        Number::Replacement => tr.t("stil-number-replacement"),
    };
    let account = match &one.account {
        Some((username, name)) => format!("{name} · {username}"),
        None => tr.t("stil-no-account"),
    };
    let attached = if one.attached.is_empty() { tr.t("stil-nowhere") } else { one.attached.join(", ") };
    let lines = vec![(tr.t("apply-cpr"), number), (tr.t("stil-account"), account), (tr.t("stil-attached"), attached)];
    Part { heading: tr.t(heading), lines }
}

fn register(tr: Tr, case: &Case) -> Part {
    let mut lines = match &case.register {
        Some(entry) => vec![
            (tr.t("apply-institution-name"), entry.name.clone()),
            (tr.t("stil-cvr"), format!("{} {}", entry.cvr, entry.p_number)),
            (tr.t("stil-phone"), entry.phone.clone()),
            (tr.t("apply-mail"), entry.mail.clone()),
            (tr.t("apply-step-leader"), entry.leader.clone()),
        ],
        None => vec![(tr.t("stil-register"), tr.t("stil-not-in-register"))],
    };
    lines.push((tr.t("stil-administrators"), case.administrators.to_string()));
    Part { heading: tr.t("stil-register"), lines }
}

fn not_yet_key(why: NotYet) -> &'static str {
    match why {
        NotYet::NotWaiting => "stil-not-waiting",
        NotYet::OwnApplication => "stil-own",
        NotYet::NotConfirmed => "stil-not-confirmed",
    }
}

fn view(app: &App, signed: &Signed, case: &Case, errors: FieldErrors) -> View {
    let (tr, now) = (signed.anyone.tr, app.world.now());
    let (row, record) = (&case.held.row, &case.held.record);
    let answers = &record.answers;
    let heading = tr.t1("stil-case-heading", "number", row.case_number.clone().unwrap_or_default());
    let institution = Part {
        heading: tr.t("apply-step-institution"),
        lines: vec![
            (tr.t("apply-institution-name"), answers.name.clone()),
            (tr.t("apply-number"), answers.number.clone()),
            (tr.t("apply-registration"), answers.registration.clone()),
        ],
    };
    let mut confirmed = vec![
        (tr.t("stil-confirm-eid"), yes_no(tr, row.leader_signed, now)),
        (tr.t("stil-confirm-register"), yes_no(tr, row.confirmed, now)),
        (tr.t("stil-confirm-call"), yes_no(tr, row.call_noted, now)),
    ];
    if !record.call.is_empty() {
        confirmed.push((tr.t("stil-call-note"), record.call.clone()));
    }
    if !record.question.is_empty() {
        confirmed.push((tr.t("stil-question"), record.question.clone()));
    }
    if !record.reason.is_empty() {
        confirmed.push((tr.t("stil-reason"), record.reason.clone()));
    }
    View {
        page: signed.page_of(heading.clone(), Menu::Applications).failing(&errors).at(format!("/stil/sag/{}", row.id)),
        errors,
        told: None,
        here: format!("/stil/sag/{}", row.id),
        heading,
        state: queue::state(tr, row.state),
        typed: vec![
            institution,
            typed(tr, "apply-step-contact", &answers.contact),
            typed(tr, "apply-step-leader", &answers.leader),
        ],
        known: vec![
            register(tr, case),
            known(tr, "apply-step-contact", &case.contact),
            known(tr, "apply-step-leader", &case.leader),
            Part { heading: tr.t("stil-confirmations"), lines: confirmed },
        ],
        file: record.file.as_ref().map(|file| format!("{} · {}", file.name, size(tr, file.bytes))),
        objection: record.objection.clone(),
        earlier: case
            .earlier
            .iter()
            .map(|one| {
                let number = one.row.case_number.clone().unwrap_or_default();
                (format!("/stil/sag/{}", one.row.id), format!("{number} · {}", queue::state(tr, one.row.state)))
            })
            .collect(),
        not_yet: case.may_approve.err().map(|why| tr.t(not_yet_key(why))),
        waits: row.decided.is_none(),
        needs_number: case.register.is_none(),
        text: String::new(),
    }
}

async fn load(app: &App, signed: &Signed, id: i64) -> Result<Result<Case, Response>, Problem> {
    Ok(match desk::see(&app.world, &signed.operator, id).await? {
        Ok(case) => Ok(case.ok_or(Problem::NotFound)?),
        Err(closed) => Err(start::closed(app, signed, closed)),
    })
}

/// GET: the case.
async fn page(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let case = match load(&app, &signed, id).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    let mut view = view(&app, &signed, &case, FieldErrors::none());
    view.told = asked.sagt.as_deref().and_then(told_key).map(|key| signed.anyone.t(key));
    Ok(design::show(&view))
}

fn told_key(word: &str) -> Option<&'static str> {
    match word {
        "spurgt" => Some("stil-told-asked"),
        "ringet" => Some("stil-told-called"),
        "godkendt" => Some("stil-told-approved"),
        "afvist" => Some("stil-told-rejected"),
        _ => None,
    }
}

/// GET: the signed page, to take away.
async fn file(State(app): State<App>, signed: Signed, Path(id): Path<i64>) -> Result<Response, Problem> {
    let (name, bytes) = desk::file(&app.world, &signed.operator, id).await?.ok_or(Problem::NotFound)?;
    Ok(as_attachment(&name, bytes))
}

/// What became of a button; a field that is wrong stands with its text.
async fn said(
    app: &App,
    signed: &Signed,
    (id, answered): (i64, Answered),
    (told, field, typed): (&str, &'static str, &str),
) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let says = match answered {
        Answered::Done => return Ok(Redirect::to(&format!("/stil/sag/{id}?sagt={told}")).into_response()),
        Answered::Nothing => return Err(Problem::NotFound),
        Answered::Closed(closed) => return Ok(start::closed(app, signed, closed)),
        Answered::NotYet(why) => tr.t(not_yet_key(why)),
        Answered::NumberMissing => tr.t("stil-number-missing"),
        Answered::NobodyCanLogIn => tr.t("stil-nobody-can"),
    };
    refuse(app, signed, id, (field, says, typed)).await
}

async fn refuse(
    app: &App,
    signed: &Signed,
    id: i64,
    (field, says, typed): (&'static str, String, &str),
) -> Result<Response, Problem> {
    let case = match load(app, signed, id).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    let mut view = view(app, signed, &case, FieldErrors::one(field, says));
    typed.clone_into(&mut view.text);
    Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

/// POST: *Spørg tilbage*.
async fn ask(State(app): State<App>, signed: Signed, Path(id): Path<i64>, posted: Posted) -> Result<Response, Problem> {
    let text = posted.text("question");
    if text.is_empty() {
        return refuse(&app, &signed, id, ("question", signed.anyone.t("stil-question-missing"), "")).await;
    }
    let done = answer(&app.world, &signed.operator, id, Answer::Ask(text.to_owned())).await?;
    said(&app, &signed, (id, done), ("spurgt", "question", text)).await
}

/// POST: a call to the register's number.
async fn note_call(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let text = posted.text("call");
    if text.is_empty() {
        return refuse(&app, &signed, id, ("call", signed.anyone.t("stil-call-missing"), "")).await;
    }
    let done = answer(&app.world, &signed.operator, id, Answer::NoteCall(text.to_owned())).await?;
    said(&app, &signed, (id, done), ("ringet", "call", text)).await
}

/// POST: *Godkend*.
async fn press_approve(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let number = InstitutionNumber::parse(posted.text("number"));
    if number.is_none() && !posted.text("number").is_empty() {
        return refuse(&app, &signed, id, ("number", signed.anyone.t("apply-error-number"), "")).await;
    }
    let done = approve(&app.world, &signed.operator, id, number).await;
    let done = done.map_err(|error| Problem::broken(&error))?;
    said(&app, &signed, (id, done), ("godkendt", "number", "")).await
}

/// POST: *Afvis*.
async fn reject(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let text = posted.text("reason");
    if text.is_empty() {
        return refuse(&app, &signed, id, ("reason", signed.anyone.t("stil-reason-missing"), "")).await;
    }
    let done = answer(&app.world, &signed.operator, id, Answer::Reject(text.to_owned())).await?;
    said(&app, &signed, (id, done), ("afvist", "reason", text)).await
}
