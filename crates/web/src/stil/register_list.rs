//! *Indlæs liste*: a list of institutions, looked through before it is loaded whole or not at all.
//!
//! Source: interfaces.md §8, issue "Operator's desk". What it does not do: read the list (`ingest::register`).

use super::institution_form::{field_key, flaw};
use super::institutions::PATH as INSTITUTIONS;
use super::{Menu, Signed, start};
use crate::App;
use crate::design::{self, Page, told};
use crate::form::{self, FieldErrors, Posted, TOKEN_FIELD};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::Router;
use axum::extract::{DefaultBodyLimit, FromRequest, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use flows::register::upload::{
    Change, Fault, LIST_BYTES_MAX, Loaded, NAMED_MAX, Plan, Received, load, preview, receive,
};
use ingest::register::RegisterFlaw;

/// Where a list is sent.
pub(super) const SEND_PATH: &str = "/stil/institutioner/indlaes";
/// Where it is looked through.
pub(super) const LOOK_PATH: &str = "/stil/institutioner/indlaes/{upload}";
/// The most bytes that are read of a form with a list: enough to say that it is too large.
const UPLOAD_BYTES_MAX: usize = 2 * LIST_BYTES_MAX;

pub(super) fn routes() -> Router<App> {
    let sending = get(page).post(send).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    Router::new().route(SEND_PATH, sending).route(LOOK_PATH, get(look).post(press))
}

#[derive(Template)]
#[template(path = "stil/register_send.html")]
struct SendView {
    page: Page,
    errors: FieldErrors,
    columns: String,
}

fn send_view(signed: &Signed, errors: FieldErrors) -> SendView {
    let words: Vec<&str> = rules::register::Field::ALL.iter().map(|field| field.word()).collect();
    SendView {
        page: signed.page_of(signed.anyone.t("stil-inst-upload"), Menu::Institutions).failing(&errors),
        errors,
        columns: words.join(","),
    }
}

/// GET: where a list is sent.
async fn page(signed: Signed) -> Response {
    design::show(&send_view(&signed, FieldErrors::none()))
}

/// POST: a list comes in.
async fn send(State(app): State<App>, signed: Signed, request: Request) -> Result<Response, Problem> {
    if !form::came_from_us(request.headers(), &app, signed.anyone.host) {
        return Err(Problem::ForeignForm);
    }
    let mut parts = Multipart::from_request(request, &app).await.map_err(|_| Problem::Unreadable)?;
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Unreadable,
    };
    let (mut token, mut list) = (String::new(), Vec::new());
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        match part.name().unwrap_or_default() {
            TOKEN_FIELD => token = part.text().await.map_err(unreadable)?,
            "list" => {
                while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
                    let room = (LIST_BYTES_MAX + 1).saturating_sub(list.len());
                    list.extend_from_slice(&bytes[..bytes.len().min(room)]);
                }
            }
            _ => {}
        }
    }
    if !form::is_ours(&signed.anyone, &token) {
        return Err(Problem::ExpiredForm);
    }
    let tr = signed.anyone.tr;
    let says = match receive(&app.world, &signed.operator, list).await? {
        Received::Yes(id) => return Ok(Redirect::to(&format!("{SEND_PATH}/{id}")).into_response()),
        Received::Refused(why) => return Ok(start::refused(&app, &signed, why)),
        Received::Empty => tr.t("stil-list-missing"),
        Received::TooLarge => tr.t1("stil-list-large", "n", LIST_BYTES_MAX / 1024 / 1024),
    };
    let view = send_view(&signed, FieldErrors::one("list", says));
    Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

#[derive(Template)]
#[template(path = "stil/register_look.html")]
struct LookView {
    page: Page,
    here: String,
    says: Option<String>,
    counts: Vec<(String, usize)>,
    /// Line, field, what is wrong.
    faults: Vec<(u64, String, String)>,
    more_faults: usize,
    /// Institution, and what would change.
    changes: Vec<(String, String)>,
    more_changes: usize,
    seen: String,
}

fn fault(tr: Tr, fault: Fault) -> (String, String) {
    match fault {
        Fault::Field(field, wrong) => (tr.t(field_key(field)), flaw(tr, wrong)),
        Fault::Unread(RegisterFlaw::ColumnMissing(name)) => {
            (name.to_owned(), tr.t1("stil-list-column", "name", name.to_owned()))
        }
        Fault::Unread(RegisterFlaw::Number) => (tr.t("stil-field-number"), tr.t("stil-flaw-number")),
        Fault::Unread(RegisterFlaw::MainInstitution) => (tr.t("stil-field-main"), tr.t("stil-flaw-number")),
        Fault::Unread(RegisterFlaw::Name) => (tr.t("stil-field-name"), tr.t("stil-flaw-missing")),
        Fault::Unread(RegisterFlaw::Ownership) => (tr.t("stil-field-ownership"), tr.t("stil-list-ownership")),
        Fault::Unread(RegisterFlaw::Closed) => (tr.t("stil-field-closed"), tr.t("stil-flaw-day")),
        Fault::Unread(RegisterFlaw::Unreadable) => (String::new(), tr.t("stil-list-unreadable")),
        Fault::Unread(RegisterFlaw::TooLong) => {
            (String::new(), tr.t1("stil-list-lines", "n", ingest::register::LINES_MAX))
        }
    }
}

fn change(tr: Tr, change: &Change) -> (String, String) {
    let name = format!("{} · {}", change.entry.name, change.entry.number);
    let what = match &change.fields {
        None => tr.t("stil-list-new"),
        Some(fields) => fields.iter().map(|field| tr.t(field_key(*field))).collect::<Vec<_>>().join(", "),
    };
    (name, what)
}

fn look_view(signed: &Signed, id: i64, (plan, says): (&Plan, Option<String>)) -> LookView {
    let tr = signed.anyone.tr;
    let (created, changed) = (plan.created(), plan.changes.len() - plan.created());
    LookView {
        page: signed.page_of(tr.t("stil-list-look"), Menu::Institutions).at(format!("{SEND_PATH}/{id}")),
        here: format!("{SEND_PATH}/{id}"),
        says,
        counts: vec![
            (tr.t("stil-list-read"), plan.lines),
            (tr.t("stil-list-created"), created),
            (tr.t("stil-list-changed"), changed),
        ],
        faults: plan
            .faults
            .iter()
            .take(NAMED_MAX)
            .map(|(line, wrong)| {
                let (field, says) = fault(tr, *wrong);
                (*line, field, says)
            })
            .collect(),
        more_faults: plan.faults.len().saturating_sub(NAMED_MAX),
        changes: plan.changes.iter().take(NAMED_MAX).map(|one| change(tr, one)).collect(),
        more_changes: plan.changes.len().saturating_sub(NAMED_MAX),
        seen: plan.version(),
    }
}

async fn show(app: &App, signed: &Signed, id: i64, says: Option<String>) -> Result<Response, Problem> {
    let plan = match preview(&app.world, &signed.operator, id).await? {
        Ok(Some(plan)) => plan,
        Ok(None) => return Ok(told::back(INSTITUTIONS, "vaek")),
        Err(why) => return Ok(start::refused(app, signed, why)),
    };
    let status = if says.is_some() { StatusCode::CONFLICT } else { StatusCode::OK };
    Ok(design::show_as(status, &look_view(signed, id, (&plan, says))))
}

/// GET: what loading it would do.
async fn look(State(app): State<App>, signed: Signed, Path(id): Path<i64>) -> Result<Response, Problem> {
    show(&app, &signed, id, None).await
}

/// POST: *Indlæs*.
async fn press(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    match load(&app.world, &signed.operator, id, posted.text("seen")).await? {
        Loaded::Done(_, _) => Ok(told::back(INSTITUTIONS, "indlaest")),
        Loaded::Nothing => Ok(told::back(INSTITUTIONS, "vaek")),
        Loaded::Refused(why) => Ok(start::refused(&app, &signed, why)),
        Loaded::Flawed | Loaded::Changed => show(&app, &signed, id, Some(signed.anyone.t("stil-list-met"))).await,
    }
}
