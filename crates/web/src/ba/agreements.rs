//! *Dataaftaler*: what providers ask for; look at what three real pupils would give, say yes or no, end an agreement.
//!
//! Source: product.md §9, §13. What it does not do: ask; providers do.

use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flows::data_agreement::{Request, Say, Value, answer, end, overview, preview, would_end};
use rules::agreement::{Field, State as Standing};
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/dataaftaler", page)
        .post_of("/ba/{institution}/dataaftaler", &["godkend", "afvis"], press)
        .get("/ba/{institution}/dataaftaler/{agreement}", one)
        .post_of("/ba/{institution}/dataaftaler/{agreement}", &["godkend", "afvis", "afslut"], press_one)
}

/// What the last button came to.
const TOLD: Table = &[
    ("godkendt", Went::Well, "ba-agreement-told-approved"),
    ("afvist", Went::Well, "ba-agreement-told-rejected"),
    ("afsluttet", Went::Well, "ba-agreement-told-ended"),
    ("for-sent", Went::Nowhere, "ba-manual-told-too-late"),
];

struct Row {
    id: i64,
    service: String,
    provider: String,
    fields: String,
    asked: String,
    state: String,
    look: &'static str,
    icon: &'static str,
    waiting: bool,
    running: bool,
    comment: String,
    answer: String,
}

#[derive(Template)]
#[template(path = "ba/agreements.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    told: Option<Told>,
    waiting: Vec<Row>,
    history: Vec<Row>,
    comment: String,
    may_press: bool,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show(&app, &signed, asked.told(signed.anyone.tr, TOLD), (FieldErrors::none(), String::new())).await
}

async fn show(
    app: &App,
    signed: &Signed,
    told: Option<Told>,
    (errors, comment): (FieldErrors, String),
) -> Result<Response, Problem> {
    let found = match overview(&app.world, &signed.administrator).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let here = signed.path("/dataaftaler");
    let (waiting, history): (Vec<Request>, Vec<Request>) =
        found.into_iter().partition(|request| request.state == Standing::Waiting);
    let rows = |all: Vec<Request>| all.into_iter().map(|request| row(signed, request)).collect();
    Ok(design::show(&View {
        page: signed.page("ba-menu-agreements", Menu::Agreements).failing(&errors).at(here.clone()),
        errors,
        here,
        told,
        waiting: rows(waiting),
        history: rows(history),
        comment,
        may_press: signed.offers(Verb::DecideAgreement),
    }))
}

fn row(signed: &Signed, request: Request) -> Row {
    let tr = signed.anyone.tr;
    let one = request.agreement;
    let (state, look, icon) = match request.state {
        Standing::Waiting => (tr.t("ba-agreement-waiting"), "warn", "time"),
        Standing::Running => {
            let until = one.dates.ends.map(|ends| tr.t1("ba-agreement-running", "day", tr.day(ends)));
            (until.unwrap_or_else(|| tr.t("ba-agreement-running-on")), "ok", "check")
        }
        Standing::Over => (tr.t("ba-agreement-over"), "wait", "refresh"),
        Standing::Rejected => (tr.t("ba-agreement-rejected"), "bad", "error"),
    };
    Row {
        id: one.id,
        service: one.service,
        provider: one.provider,
        fields: fields(signed, &one.fields),
        asked: tr.day(one.asked),
        state,
        look,
        icon,
        waiting: request.state == Standing::Waiting,
        running: request.state == Standing::Running,
        comment: one.comment,
        answer: one.answer.unwrap_or_default(),
    }
}

fn fields(signed: &Signed, fields: &[Field]) -> String {
    fields.iter().map(|field| signed.anyone.t(field_key(*field))).collect::<Vec<_>>().join(", ")
}

fn field_key(field: Field) -> &'static str {
    match field {
        Field::Name => "ba-agreement-field-name",
        Field::Roles => "ba-agreement-field-roles",
        Field::Groups => "ba-agreement-field-groups",
        Field::Mail => "ba-agreement-field-mail",
        Field::Birth => "ba-agreement-field-birth",
        Field::Contacts => "ba-agreement-field-contacts",
        Field::Cpr => "ba-agreement-field-cpr",
    }
}

fn back(signed: &Signed, told: &str) -> Response {
    told::back(&signed.path("/dataaftaler"), told)
}

async fn say(app: &App, signed: &Signed, requests: &[i64], posted: &Posted) -> Result<Response, Problem> {
    let (say, told) = match posted.text(DO_FIELD) {
        "godkend" => (Say::Yes, "godkendt"),
        "afvis" => (Say::No, "afvist"),
        _ => return Err(Problem::Unreadable),
    };
    match answer(&app.world, &signed.administrator, (requests, say), posted.text("comment")).await? {
        Ok(0) => Ok(back(signed, "for-sent")),
        Ok(_) => Ok(back(signed, told)),
        Err(reason) => refused::page(app, signed, reason),
    }
}

/// POST: the ticked requests are approved or rejected.
pub(crate) async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let ticked: Vec<i64> = posted.all("aftale").filter_map(|value| value.parse().ok()).collect();
    if ticked.is_empty() {
        let errors = FieldErrors::one("list", signed.anyone.t("ba-agreement-error-none"));
        return show(&app, &signed, None, (errors, posted.text("comment").to_owned())).await;
    }
    say(&app, &signed, &ticked, &posted).await
}

#[derive(Template)]
#[template(path = "ba/agreement.html")]
struct OneView {
    page: Page,
    here: String,
    back: String,
    row: Row,
    heads: Vec<String>,
    samples: Vec<Vec<(String, String)>>,
    until: String,
    may_press: bool,
}

/// GET: one request, with what it would hand out.
pub(crate) async fn one(
    State(app): State<App>,
    signed: Signed,
    Path((_, id)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    let found = match preview(&app.world, &signed.administrator, id).await {
        Ok(Ok(Some(found))) => found,
        Ok(Ok(None)) => return Err(Problem::NotFound),
        Ok(Err(reason)) => return refused::page(&app, &signed, reason),
        Err(error) => return Err(Problem::broken(&error)),
    };
    let t = |field: &Field| signed.anyone.t(field_key(*field));
    let says = |value: &Value| match value {
        Value::Text(text) => text.clone(),
        Value::Roles(roles) => words::roles(signed.anyone.tr, roles),
    };
    let samples =
        found.samples.iter().map(|sample| sample.iter().map(|(field, value)| (t(field), says(value))).collect());
    let view = OneView {
        page: signed.page("ba-agreement-one", Menu::Agreements),
        here: signed.path(&format!("/dataaftaler/{id}")),
        back: signed.path("/dataaftaler"),
        heads: found.request.agreement.fields.iter().map(t).collect(),
        samples: samples.collect(),
        row: row(&signed, found.request),
        until: signed.anyone.tr.day(would_end(app.world.now())),
        may_press: signed.offers(Verb::DecideAgreement),
    };
    Ok(design::show(&view))
}

/// POST: one request is approved, rejected or ended.
pub(crate) async fn press_one(
    State(app): State<App>,
    signed: Signed,
    Path((_, id)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let known = match overview(&app.world, &signed.administrator).await? {
        Ok(known) => known.iter().any(|request| request.agreement.id == id),
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    if !known {
        return Err(Problem::NotFound);
    }
    if posted.text(DO_FIELD) != "afslut" {
        return say(&app, &signed, &[id], &posted).await;
    }
    match end(&app.world, &signed.administrator, id).await? {
        Ok(true) => Ok(back(&signed, "afsluttet")),
        Ok(false) => Ok(back(&signed, "for-sent")),
        Err(reason) => refused::page(&app, &signed, reason),
    }
}
