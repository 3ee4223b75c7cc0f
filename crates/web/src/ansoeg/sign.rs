//! *Underskriftsside*: the page to sign, filled in by us; its signed copy, attached; or the leader's eID instead.
//!
//! Source: product.md §11. What it does not do: look into the file; `ingest::pdf` does.

use super::{Case, Frame, Place, case, open_case, pdf};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, Posted, TOKEN_FIELD};
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::application::witness::{self, Signed};
use flows::application::{Attached, attach as keep_file, detach};
use flows::national_id::{self, Closed, Errand, Signature, Trip, WhyNot};
use ingest::pdf::Flaw;
use rules::application::FILE_BYTES_MAX;
use serde::Deserialize;

/// The name the page to sign has always had.
pub(super) const PDF_NAME: &str = "Underskriftsside - Bestilling af Unilogin Brugeradministration.pdf";

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ansoeg/s/{secret}/underskriftsside.pdf", download)
        .post("/ansoeg/s/{secret}/fjern-fil", remove)
        .post("/ansoeg/s/{secret}/mitid", leave)
}

/// The digest of what was on the page when the button was pressed: nobody signs what they have not read.
const STANDS_FIELD: &str = "stands";

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// What came of the eID.
    sagt: Option<String>,
}

#[derive(Template)]
#[template(path = "ansoeg/sign.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    frame: Frame,
    eid: String,
    leader: String,
    pdf: String,
    /// Name and size of the page that is attached.
    file: Option<(String, String)>,
    remove: String,
    /// Where the leader signs with eID.
    sign: Option<String>,
    /// What the button signs.
    stands: String,
    signed: Option<String>,
    told: Option<String>,
}

/// `412 kB`, `1,3 MB`: as people say it.
pub(crate) fn size(tr: crate::i18n::Tr, bytes: usize) -> String {
    if bytes < 1024 * 1024 {
        return format!("{} kB", bytes.div_ceil(1024));
    }
    let tenths = (bytes * 10).div_ceil(1024 * 1024);
    let comma = match tr.language {
        crate::i18n::Language::Danish => ',',
        crate::i18n::Language::English => '.',
    };
    format!("{}{comma}{} MB", tenths / 10, tenths % 10)
}

fn view(app: &App, anyone: &Anyone, case: &Case, errors: FieldErrors) -> View {
    let record = &case.held.record;
    let frame = Frame::of(anyone, case, Place::Signature);
    let has_eid = app.world.settings.eid.is_some() && record.answers.leader.cpr().is_some();
    View {
        page: anyone.page_titled(frame.title()).failing(&errors).at(frame.here.clone()),
        errors,
        frame,
        eid: app.world.settings.eid_name.clone(),
        leader: record.answers.leader.name.clone(),
        pdf: case.path("/underskriftsside.pdf"),
        file: record.file.as_ref().map(|file| (file.name.clone(), size(anyone.tr, file.bytes))),
        remove: case.path("/fjern-fil"),
        sign: has_eid.then(|| case.path("/mitid")),
        stands: witness::digest(&case.held),
        signed: case.held.row.leader_signed.map(|at| anyone.tr.moment(at, app.world.now())),
        told: None,
    }
}

/// GET: the step.
pub(super) async fn page(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let case = match open_case(&app, &secret).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    let mut view = view(&app, &anyone, &case, FieldErrors::none());
    view.told = asked.sagt.as_deref().and_then(told_key).map(|key| anyone.tr.t1(key, "eid", view.eid.clone()));
    Ok(design::show(&view))
}

fn told_key(word: &str) -> Option<&'static str> {
    match word {
        "anden" => Some("apply-sign-somebody-else"),
        "ikke" => Some("apply-sign-not"),
        _ => None,
    }
}

/// What came with the form.
struct Upload {
    token: String,
    name: String,
    bytes: Vec<u8>,
    saves: bool,
}

/// Reads a form with a file; of a file that is too large no more than says so.
async fn read(mut parts: Multipart) -> Result<Upload, Problem> {
    let mut upload = Upload { token: String::new(), name: String::new(), bytes: Vec::new(), saves: false };
    let unreadable = |error: axum::extract::multipart::MultipartError| match error.status() {
        StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
        _ => Problem::Unreadable,
    };
    while let Some(mut part) = parts.next_field().await.map_err(unreadable)? {
        match part.name().unwrap_or_default() {
            TOKEN_FIELD => upload.token = part.text().await.map_err(unreadable)?,
            "gem" => upload.saves = true,
            "pdf" => {
                part.file_name().unwrap_or_default().clone_into(&mut upload.name);
                while let Some(bytes) = part.chunk().await.map_err(unreadable)? {
                    let room = (FILE_BYTES_MAX + 1).saturating_sub(upload.bytes.len());
                    upload.bytes.extend_from_slice(&bytes[..bytes.len().min(room)]);
                }
            }
            _ => {}
        }
    }
    Ok(upload)
}

fn flaw_key(flaw: Flaw) -> &'static str {
    match flaw {
        Flaw::Missing => "apply-file-missing",
        Flaw::TooLarge => "apply-file-too-large",
        Flaw::NotPdf => "apply-file-not-pdf",
        Flaw::TwoInOne => "apply-file-two",
        Flaw::Encrypted => "apply-file-locked",
        Flaw::Acts => "apply-file-acts",
        Flaw::HoldsFiles => "apply-file-holds",
        Flaw::Unreadable => "apply-file-unreadable",
    }
}

/// POST: the signed page, or on without one where it is there or the leader has signed.
pub(super) async fn attach(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    request: Request,
) -> Result<Response, Problem> {
    if !form::came_from_us(request.headers(), &app, anyone.host) {
        return Err(Problem::ForeignForm);
    }
    let parts = Multipart::from_request(request, &app).await.map_err(|_| Problem::Unreadable)?;
    let upload = read(parts).await?;
    if !form::is_ours(&anyone, &upload.token) {
        return Err(Problem::ExpiredForm);
    }
    let mut case = match open_case(&app, &secret).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    let there = case.held.record.file.is_some() || case.held.row.leader_signed.is_some();
    let attached = if upload.bytes.is_empty() && (there || upload.saves) {
        Attached::Yes
    } else {
        keep_file(&app.world, &case.link, (&upload.name, upload.bytes)).await?
    };
    let onward = |to: &str| Ok(Redirect::to(&case.path(to)).into_response());
    match attached {
        Attached::Yes if upload.saves => onward("/gemt"),
        Attached::Yes => onward(Place::Send.path()),
        Attached::Closed => onward("/status"),
        Attached::Nothing => Err(Problem::NotFound),
        Attached::Refused(flaw) => {
            case = super::case(&app, &secret).await?;
            let errors = FieldErrors::one("pdf", anyone.t(flaw_key(flaw)));
            Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view(&app, &anyone, &case, errors)))
        }
    }
}

/// POST: the attached page goes.
async fn remove(State(app): State<App>, Path(secret): Path<String>, _: Posted) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    detach(&app.world, &case.link).await?;
    Ok(Redirect::to(&case.path(Place::Signature.path())).into_response())
}

/// GET: the page to sign.
async fn download(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    let answers = case.held.record.answers.clone();
    let (tr, brand) = (anyone.tr, anyone.brand.to_string());
    let made = tokio::task::spawn_blocking(move || pdf::signature_page(tr, &brand, &answers)).await;
    let bytes = made.map_err(|error| Problem::broken(&error))?.ok_or_else(|| Problem::broken(&"no page to sign"))?;
    Ok(as_attachment(PDF_NAME, bytes))
}

/// A PDF that is taken away, never shown in the browser.
pub(crate) fn as_attachment(name: &str, bytes: Vec<u8>) -> Response {
    let plain: String = name.chars().map(|c| if c.is_ascii() && c != '"' && c != '\\' { c } else { '_' }).collect();
    let coded: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
    let says = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{}", coded.replace('+', "%20"));
    let mut answer = ([(header::CONTENT_TYPE, "application/pdf")], bytes).into_response();
    if let Ok(value) = HeaderValue::from_str(&says) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    answer
}

/// POST: the leader goes to the eID. Only a browser that left from the broker's host comes home there: on a host of the
/// site's own the broker asks once more, and says what is signed.
async fn leave(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let case = match open_case(&app, &secret).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    if posted.text(STANDS_FIELD) != witness::digest(&case.held) {
        let mut view = view(&app, &anyone, &case, FieldErrors::none());
        view.told = Some(anyone.t("apply-sign-changed"));
        return Ok(design::show_as(StatusCode::CONFLICT, &view));
    }
    if anyone.host.is_some() {
        return Ok(see_other(&app.sites.url(Site::Login, &at_broker(&case))));
    }
    depart(&app, &anyone, &case).await
}

async fn depart(app: &App, anyone: &Anyone, case: &Case) -> Result<Response, Problem> {
    let trip = Trip { login: SecretText::from(witness::to_sign(&case.held).as_str()), errand: Errand::Sign };
    let left = national_id::depart(&app.world, &anyone.browser, trip, anyone.tr.language.tag()).await?;
    Ok(match left {
        Ok(url) => see_other(&url),
        Err(Closed::NotSetUp | Closed::NoAnswer) => onward(app, &case.path("/underskrift?sagt=ikke")),
    })
}

/// To a page of the application, on whichever host it is.
fn onward(app: &App, path: &str) -> Response {
    see_other(&app.sites.url(Site::Ansoeg, path))
}

/// Where the broker asks whether this is what the leader wants to sign.
pub(crate) const AT_BROKER: &str = "/eid/sign/{secret}";

fn at_broker(case: &Case) -> String {
    AT_BROKER.replace("{secret}", case.link.reveal())
}

#[derive(Template)]
#[template(path = "ansoeg/sign_at_broker.html")]
struct AtBroker {
    page: Page,
    eid: String,
    institution: String,
    number: String,
    contact: String,
    leader: String,
    back: String,
    here: String,
    stands: String,
    told: Option<String>,
}

/// GET, on the broker's host: what is about to be signed.
pub(crate) async fn ask_at_broker(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    if !case.held.row.state.is_open() {
        return Ok(onward(&app, &case.path("/status")));
    }
    Ok(design::show(&broker_view(&app, &anyone, &case)))
}

fn broker_view(app: &App, anyone: &Anyone, case: &Case) -> AtBroker {
    let answers = &case.held.record.answers;
    let eid = app.world.settings.eid_name.clone();
    let here = at_broker(case);
    AtBroker {
        page: anyone.page_titled(anyone.tr.t1("apply-sign-eid-button", "eid", eid.clone())).gentle().at(here.clone()),
        eid,
        institution: answers.name.clone(),
        number: answers.number.clone(),
        contact: answers.contact.name.clone(),
        leader: answers.leader.name.clone(),
        back: app.sites.url(Site::Ansoeg, &case.path(Place::Signature.path())),
        here,
        stands: witness::digest(&case.held),
        told: None,
    }
}

/// POST, on the broker's host: to the eID.
pub(crate) async fn leave_broker(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let case = case(&app, &secret).await?;
    if !case.held.row.state.is_open() {
        return Ok(onward(&app, &case.path("/status")));
    }
    if posted.text(STANDS_FIELD) != witness::digest(&case.held) {
        let view = AtBroker { told: Some(anyone.t("apply-sign-changed")), ..broker_view(&app, &anyone, &case) };
        return Ok(design::show_as(StatusCode::CONFLICT, &view));
    }
    depart(&app, &anyone, &case).await
}

/// Back from the eID: signed, or back to the step with what went wrong.
pub(crate) async fn come_back(app: &App, anyone: &Anyone, signature: Signature) -> Result<Response, Problem> {
    let onward = |path: &str, rest: &str| onward(app, &format!("{path}{rest}"));
    let signed = match &signature.cpr {
        Ok(cpr) => witness::sign(&app.world, &signature.about, cpr, anyone.address).await?,
        Err(
            WhyNot::Stopped
            | WhyNot::Failed
            | WhyNot::BusinessWithoutCpr
            | WhyNot::NoCpr
            | WhyNot::NobodyHere
            | WhyNot::TooWeak
            | WhyNot::Refused
            | WhyNot::NotNow,
        ) => {
            let path = witness::path(&app.world, &signature.about).await?.ok_or(Problem::NotFound)?;
            return Ok(onward(&path, "/underskrift?sagt=ikke"));
        }
    };
    match signed {
        Signed::Done(path) => Ok(onward(&path, "/underskrift")),
        Signed::OtherAnswers(path) => Ok(onward(&path, "/underskrift?sagt=ikke")),
        Signed::SomebodyElse(path) => Ok(onward(&path, "/underskrift?sagt=anden")),
        Signed::Nothing => Err(Problem::NotFound),
    }
}
