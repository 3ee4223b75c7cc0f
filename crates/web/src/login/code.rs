//! *Har du fået en engangskode?*: the user name, and the code an administrator handed over.
//!
//! Source: product.md §7, last row. What it does not do: keep the code. Its field is empty after every try.

use super::{Journey, address, page};
use crate::App;
use crate::design::{Page, show as shown};
use crate::form::FieldErrors;
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use flows::sign_in::Notice;
use flows::sign_in::code::typed_before;

#[derive(Template)]
#[template(path = "login/code.html")]
struct View {
    page: Page,
    journey: Journey,
    errors: FieldErrors,
    username: String,
}

/// The page; the user name typed before is filled in.
pub(crate) fn show(anyone: &Anyone, journey: Journey, username: String, errors: FieldErrors) -> Response {
    shown(&View { page: page(anyone, "code-title", &journey).failing(&errors), journey, errors, username })
}

/// What a notice says at a field of this page; none where it stands on top.
pub(crate) fn at_field(anyone: &Anyone, notice: Option<Notice>, username: &str) -> Option<FieldErrors> {
    match notice? {
        Notice::NothingTyped if username.is_empty() => Some(FieldErrors::one("username", anyone.t("code-no-username"))),
        Notice::NothingTyped => Some(FieldErrors::one("code", anyone.t("code-no-code"))),
        Notice::WrongCode => Some(FieldErrors::one("code", anyone.t("notice-wrong-code"))),
        _ => None,
    }
}

/// GET: the page before anything was typed.
pub(crate) async fn first(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    let username = typed_before(&app.world, &super::actions::at(&anyone, &handle)).await?;
    let eid = app.world.settings.eid_name.clone();
    let journey = Journey { base: address(&handle), destination: None, eid, notice: None };
    Ok(show(&anyone, journey, username, FieldErrors::none()))
}
