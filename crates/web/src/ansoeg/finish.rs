//! *Tjek og send*, the receipt, and where an application stands.
//!
//! Source: product.md §11. What it does not do: show a whole CPR number.

use super::{Case, Frame, Place, case, open_case, sign};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::application::send::{Sent, send};
use rules::application::{Applicant, Situation, State as Stands, Step};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ansoeg/s/{secret}", enter)
        .get("/ansoeg/s/{secret}/send", check)
        .post("/ansoeg/s/{secret}/send", press)
        .get("/ansoeg/s/{secret}/gemt", saved)
        .get("/ansoeg/s/{secret}/status", status)
}

/// A part of what was answered.
pub(crate) struct Part {
    pub(crate) heading: String,
    /// Where it is changed.
    pub(crate) change: String,
    pub(crate) lines: Vec<(String, String)>,
}

#[derive(Template)]
#[template(path = "ansoeg/send.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    frame: Frame,
    parts: Vec<Part>,
    one_person: bool,
    says: String,
}

fn person(anyone: &Anyone, typed: &Applicant) -> Vec<(String, String)> {
    let mut lines = vec![(anyone.t("apply-full-name"), typed.name.clone())];
    match typed.cpr() {
        Some(cpr) => lines.push((anyone.t("apply-cpr"), cpr.masked())),
        None => {
            lines.push((anyone.t("apply-birth"), typed.birth.clone()));
            lines.push((anyone.t("apply-country"), typed.country.clone()));
        }
    }
    for (key, value) in [("apply-phone", &typed.phone), ("apply-mail", &typed.mail)] {
        if !value.is_empty() {
            lines.push((anyone.t(key), value.clone()));
        }
    }
    lines
}

/// Everything that was answered, numbers masked.
fn parts(app: &App, anyone: &Anyone, case: &Case) -> Vec<Part> {
    let record = &case.held.record;
    let answers = &record.answers;
    let part = |place: Place, lines| Part { heading: anyone.t(place.key()), change: case.path(place.path()), lines };
    let mut institution = vec![
        (anyone.t("apply-institution-name"), answers.name.clone()),
        (anyone.t("apply-number"), answers.number.clone()),
        (anyone.t("apply-registration"), answers.registration.clone()),
    ];
    if answers.situation == Situation::Abroad {
        institution.push((anyone.t("apply-where"), anyone.t("apply-who-abroad")));
    }
    let mut signature = Vec::new();
    if let Some(file) = &record.file {
        signature.push((anyone.t("apply-file"), format!("{} · {}", file.name, sign::size(anyone.tr, file.bytes))));
    }
    if let Some(at) = case.held.row.leader_signed {
        signature.push((app.world.settings.eid_name.clone(), anyone.tr.moment(at, app.world.now())));
    }
    if signature.is_empty() {
        signature.push((anyone.t("apply-file"), anyone.t("apply-none")));
    }
    vec![
        part(Place::Typed(Step::Institution), institution),
        part(Place::Typed(Step::Contact), person(anyone, &answers.contact)),
        part(Place::Typed(Step::Leader), person(anyone, &answers.leader)),
        part(Place::Signature, signature),
    ]
}

/// GET: the link of a letter: on with the form, or where it stands.
async fn enter(State(app): State<App>, Path(secret): Path<String>) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    let onward = if case.held.row.state.is_open() { Place::Typed(Step::Institution).path() } else { "/status" };
    Ok(Redirect::to(&case.path(onward)).into_response())
}

fn show(app: &App, anyone: &Anyone, case: &Case, errors: FieldErrors) -> Response {
    let frame = Frame::of(anyone, case, Place::Send);
    let answers = &case.held.record.answers;
    design::show(&View {
        page: anyone.page_titled(frame.title()).failing(&errors).at(frame.here.clone()),
        errors,
        frame,
        parts: parts(app, anyone, case),
        one_person: answers.is_one_person(),
        says: anyone.tr.t1("apply-send-says", "contact", answers.contact.name.clone()),
    })
}

/// GET: *Tjek og send*.
async fn check(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    Ok(match open_case(&app, &secret).await? {
        Ok(case) => show(&app, &anyone, &case, FieldErrors::none()),
        Err(answer) => answer,
    })
}

/// POST: *Send ansøgning*. A second click leads to the same receipt.
async fn press(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    let missing = |says| FieldErrors::one("parts", says);
    Ok(match send(&app.world, &case.link, anyone.address).await? {
        Sent::Done(_) => Redirect::to(&case.path("/status")).into_response(),
        Sent::Incomplete => show(&app, &anyone, &case, missing(anyone.t("apply-error-incomplete"))),
        Sent::Closed => show(&app, &anyone, &case, missing(anyone.t("apply-error-closed"))),
        Sent::NotSigned => {
            let says = anyone.tr.t1("apply-error-not-signed", "eid", app.world.settings.eid_name.clone());
            show(&app, &anyone, &case, missing(says))
        }
        Sent::Nothing => return Err(Problem::NotFound),
    })
}

#[derive(Template)]
#[template(path = "ansoeg/saved.html")]
struct SavedView {
    page: Page,
    link: String,
    onward: String,
    mail: String,
    day: String,
}

/// GET: *Gem og luk* has kept everything; this is how to come back.
async fn saved(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    let case = match open_case(&app, &secret).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    let mail = case.held.record.answers.contact.mail.trim().to_owned();
    let view = SavedView {
        page: anyone.page("apply-saved"),
        link: app.sites.url(crate::site::Site::Ansoeg, &case.path("")),
        onward: case.path(""),
        mail: if rules::mail_address::is_address(&mail) { mail } else { String::new() },
        day: case.held.row.ends.map_or_else(String::new, |at| anyone.tr.day(at)),
    };
    Ok(design::show(&view))
}

#[derive(Template)]
#[template(path = "ansoeg/status.html")]
struct StatusView {
    page: Page,
    heading: String,
    says: String,
    case_number: String,
    sent: String,
    reason: String,
    onward: String,
    parts: Vec<Part>,
}

/// GET: the receipt, and later what became of it.
async fn status(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    let record = &case.held.record;
    let (heading, says) = match case.held.row.state {
        Stands::Draft => return Ok(Redirect::to(&case.path("")).into_response()),
        Stands::Submitted => ("apply-status-sent", "apply-status-sent-says"),
        Stands::Asked => ("apply-status-asked", "apply-status-asked-says"),
        Stands::Approved => ("apply-status-approved", "apply-status-approved-says"),
        Stands::Rejected => ("apply-status-rejected", "apply-status-rejected-says"),
    };
    let heading = anyone.t(heading);
    let view = StatusView {
        page: anyone.page_titled(heading.clone()),
        heading,
        says: anyone.tr.t1(says, "contact", record.answers.contact.name.clone()),
        case_number: case.held.row.case_number.clone().unwrap_or_default(),
        sent: case.held.row.submitted.map_or_else(String::new, |at| anyone.tr.moment(at, app.world.now())),
        reason: match case.held.row.state {
            Stands::Rejected => record.reason.clone(),
            Stands::Asked => record.question.clone(),
            Stands::Draft | Stands::Submitted | Stands::Approved => String::new(),
        },
        onward: if case.held.row.state == Stands::Asked { case.path("") } else { String::new() },
        parts: parts(&app, &anyone, &case),
    };
    Ok(design::show(&view))
}
