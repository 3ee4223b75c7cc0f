//! Where the register's address confirms an application, and where administrators object to one.
//!
//! Source: product.md §11. A link alone changes nothing: mail programs open links, a button is pressed by somebody. What it
//! does not do: show a number.

use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use crypto::secret::SecretText;
use flows::application::witness::{Witness, about, confirm, object};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ansoeg/bekraeft/{secret}", ask_confirm)
        .post("/ansoeg/bekraeft/{secret}", press_confirm)
        .get("/ansoeg/indsigelse/{secret}", ask_object)
        .post("/ansoeg/indsigelse/{secret}", press_object)
}

#[derive(Template)]
#[template(path = "ansoeg/witness.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    heading: String,
    institution: String,
    number: String,
    contact: String,
    leader: String,
    /// What was done, or that nothing is to be done any more.
    told: Option<String>,
    /// Whether there is something to confirm; else there is something to object to.
    confirms: bool,
    text: String,
}

async fn view(app: &App, anyone: &Anyone, (witness, secret): (Witness, &str)) -> Result<View, Problem> {
    let held = about(&app.world, witness, &SecretText::from(secret)).await?.ok_or(Problem::NotFound)?;
    let (heading, path) = match witness {
        Witness::Register => ("apply-confirm-title", flows::application::send::CONFIRM_PATH),
        Witness::Administrator => ("apply-object-title", flows::application::send::OBJECT_PATH),
    };
    let answers = held.record.answers;
    let over = held.row.decided.is_some();
    let heading = anyone.t(heading);
    Ok(View {
        page: anyone.page_titled(heading.clone()),
        errors: FieldErrors::none(),
        here: format!("{path}{secret}"),
        heading,
        institution: answers.name,
        number: answers.number,
        contact: answers.contact.name,
        leader: answers.leader.name,
        told: over.then(|| anyone.t("apply-witness-over")),
        confirms: witness == Witness::Register,
        text: String::new(),
    })
}

/// GET: what is to be confirmed.
async fn ask_confirm(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    Ok(design::show(&view(&app, &anyone, (Witness::Register, &secret)).await?))
}

/// POST: confirmed, or an objection where a text came with it.
async fn press_confirm(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    if posted.has("indsigelse") {
        return objects(&app, &anyone, (Witness::Register, &secret), &posted).await;
    }
    let done = confirm(&app.world, &SecretText::from(secret.as_str()), anyone.address).await?;
    let mut view = view(&app, &anyone, (Witness::Register, &secret)).await?;
    if done {
        view.told = Some(anyone.t("apply-confirmed"));
    }
    Ok(design::show(&view))
}

/// GET: what may be objected to.
async fn ask_object(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    Ok(design::show(&view(&app, &anyone, (Witness::Administrator, &secret)).await?))
}

/// POST: objected.
async fn press_object(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    objects(&app, &anyone, (Witness::Administrator, &secret), &posted).await
}

async fn objects(
    app: &App,
    anyone: &Anyone,
    (witness, secret): (Witness, &str),
    posted: &Posted,
) -> Result<Response, Problem> {
    let mut view = view(app, anyone, (witness, secret)).await?;
    if view.told.is_some() {
        return Ok(design::show(&view));
    }
    if posted.text("text").is_empty() {
        view.errors = FieldErrors::one("text", anyone.t("apply-object-missing"));
        view.page = view.page.failing(&view.errors);
        return Ok(design::show(&view));
    }
    let link = SecretText::from(secret);
    object(&app.world, (witness, &link), posted.text("text"), anyone.address).await?;
    view.told = Some(anyone.t("apply-objected"));
    Ok(design::show(&view))
}
