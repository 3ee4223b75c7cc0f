//! One application beside everything there is to check it by, and the four answers.
//!
//! Source: product.md §11. CPR numbers stand masked here, too. What it does not do: weigh; `rules::application` does.

use super::{Menu, Signed, queue, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
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
use rules::application::{Applicant, NotYet, is_another_name};
use rules::institution::InstitutionNumber;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/sag/{case}", page).get("/stil/sag/{case}/fil", file).post_of(
        "/stil/sag/{case}",
        &["spoerg", "opkald", "godkend", "afvis"],
        press,
    )
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
    lines: Vec<Line>,
}

/// One line: what it is, what it says, and what else the other side says of the same.
struct Line {
    what: String,
    says: String,
    differs: Option<String>,
}

fn line(what: String, says: String) -> Line {
    Line { what, says, differs: None }
}

/// The same beside what was typed: a name that is another is marked.
fn beside(tr: Tr, (what, says): (String, String), typed: &str) -> Line {
    let differs = is_another_name(&says, typed).then(|| tr.t("stil-differs"));
    Line { what, says, differs }
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
    /// The signed page, where there is one: what is known of it.
    document: Vec<(String, String)>,
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
    let lines = all.into_iter().filter(|one| !one.1.is_empty()).map(|(key, value)| line(tr.t(key), value)).collect();
    Part { heading: tr.t(heading), lines }
}

fn known(tr: Tr, heading: &str, (one, typed): (&Checked, &Applicant)) -> Part {
    let number = match one.number {
        Number::None => tr.t("stil-number-none"),
        Number::Cpr(Some(age)) => tr.t1("stil-number-age", "age", age),
        Number::Cpr(None) => tr.t("stil-number-ahead"),
        Number::Replacement => tr.t("stil-number-replacement"),
    };
    let account = match &one.account {
        Some((username, name)) => {
            let differs = is_another_name(name, &typed.name).then(|| tr.t("stil-differs"));
            Line { what: tr.t("stil-account"), says: format!("{name} · {username}"), differs }
        }
        None => line(tr.t("stil-account"), tr.t("stil-no-account")),
    };
    let attached = if one.attached.is_empty() { tr.t("stil-nowhere") } else { one.attached.join(", ") };
    let lines = vec![line(tr.t("apply-cpr"), number), account, line(tr.t("stil-attached"), attached)];
    Part { heading: tr.t(heading), lines }
}

fn register(tr: Tr, case: &Case) -> Part {
    let answers = &case.held.record.answers;
    let mut lines = match &case.register {
        Some(entry) => {
            let typed: String = answers.registration.chars().filter(char::is_ascii_digit).collect();
            let numbers = [&entry.cvr, &entry.p_number].map(String::as_str);
            let another = numbers.iter().any(|one| !one.is_empty()) && !typed.is_empty() && !numbers.contains(&&*typed);
            let numbers: Vec<&str> = numbers.into_iter().filter(|one| !one.is_empty()).collect();
            let numbers = numbers.join(" · ");
            vec![
                beside(tr, (tr.t("apply-institution-name"), entry.name.clone()), &answers.name),
                Line { what: tr.t("stil-cvr"), says: numbers, differs: another.then(|| tr.t("stil-differs")) },
                line(tr.t("stil-phone"), entry.phone.clone()),
                line(tr.t("apply-mail"), entry.mail.clone()),
                beside(tr, (tr.t("apply-step-leader"), entry.leader.clone()), &answers.leader.name),
            ]
        }
        None => vec![line(tr.t("stil-register"), tr.t("stil-not-in-register"))],
    };
    lines.push(line(tr.t("stil-administrators"), case.administrators.to_string()));
    Part { heading: tr.t("stil-register"), lines }
}

/// What is known of the signed page without opening it.
fn document(tr: Tr, case: &Case) -> Vec<(String, String)> {
    let (Some(note), Some(seen)) = (&case.held.record.file, &case.document) else { return Vec::new() };
    vec![
        (tr.t("stil-file-name"), note.name.clone()),
        (tr.t("stil-file-size"), size(tr, note.bytes)),
        (tr.t("stil-file-pages"), seen.pages.to_string()),
        (tr.t("stil-file-digest"), seen.digest.clone()),
    ]
}

fn not_yet_key(why: NotYet) -> &'static str {
    match why {
        NotYet::NotWaiting => "stil-not-waiting",
        NotYet::OwnApplication => "stil-own",
        NotYet::NotConfirmed => "stil-not-confirmed",
        NotYet::InstitutionClosed => "stil-not-closed",
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
            line(tr.t("apply-institution-name"), answers.name.clone()),
            line(tr.t("apply-number"), answers.number.clone()),
            line(tr.t("apply-registration"), answers.registration.clone()),
        ],
    };
    let mut confirmed = vec![
        line(tr.t("stil-confirm-eid"), yes_no(tr, row.leader_signed, now)),
        line(tr.t("stil-confirm-register"), yes_no(tr, row.confirmed, now)),
        line(tr.t("stil-confirm-call"), yes_no(tr, row.call_noted, now)),
    ];
    if !record.call.is_empty() {
        confirmed.push(line(tr.t("stil-call-note"), record.call.clone()));
    }
    if !record.question.is_empty() {
        confirmed.push(line(tr.t("stil-question"), record.question.clone()));
    }
    if !record.reason.is_empty() {
        confirmed.push(line(tr.t("stil-reason"), record.reason.clone()));
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
            known(tr, "apply-step-contact", (&case.contact, &answers.contact)),
            known(tr, "apply-step-leader", (&case.leader, &answers.leader)),
            Part { heading: tr.t("stil-confirmations"), lines: confirmed },
        ],
        document: document(tr, case),
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

/// POST: one of the four answers.
async fn press(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    match posted.text(DO_FIELD) {
        "spoerg" => say(&app, &signed, (id, &posted), ("question", "stil-question-missing", "spurgt")).await,
        "opkald" => say(&app, &signed, (id, &posted), ("call", "stil-call-missing", "ringet")).await,
        "afvis" => say(&app, &signed, (id, &posted), ("reason", "stil-reason-missing", "afvist")).await,
        "godkend" => press_approve(&app, &signed, (id, &posted)).await,
        _ => Err(Problem::NotFound),
    }
}

/// A question, a noted call, or a no: each is a text.
async fn say(
    app: &App,
    signed: &Signed,
    (id, posted): (i64, &Posted),
    (field, missing, told): (&'static str, &str, &str),
) -> Result<Response, Problem> {
    let text = posted.text(field);
    if text.is_empty() {
        return refuse(app, signed, id, (field, signed.anyone.t(missing), "")).await;
    }
    let says = match field {
        "question" => Answer::Ask(text.to_owned()),
        "call" => Answer::NoteCall(text.to_owned()),
        _ => Answer::Reject(text.to_owned()),
    };
    let done = answer(&app.world, &signed.operator, id, says).await?;
    said(app, signed, (id, done), (told, field, text)).await
}

/// *Godkend*.
async fn press_approve(app: &App, signed: &Signed, (id, posted): (i64, &Posted)) -> Result<Response, Problem> {
    let typed = posted.text("number");
    let number = InstitutionNumber::parse(typed);
    if number.is_none() && !typed.is_empty() {
        return refuse(app, signed, id, ("number", signed.anyone.t("apply-error-number"), typed)).await;
    }
    let done = approve(&app.world, &signed.operator, id, number).await;
    let done = done.map_err(|error| Problem::broken(&error))?;
    said(app, signed, (id, done), ("godkendt", "number", typed)).await
}
