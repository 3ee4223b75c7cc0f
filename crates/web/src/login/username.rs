//! The first page of a login: the user name, and the other ways in below it.
//!
//! What it does not do: refuse any shape of user name, or say whether one exists.

use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::form::FieldErrors;
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;

#[derive(Template)]
#[template(path = "login/username.html")]
struct View {
    page: Page,
    journey: Journey,
    errors: FieldErrors,
    hint: String,
}

/// The page; the name the service hints at, or the one this browser remembers, is filled in.
pub(crate) fn show(anyone: &Anyone, journey: Journey, hint: Option<String>, errors: FieldErrors) -> Response {
    let page = page(anyone, "login-title", &journey).failing(&errors);
    let hint = hint.or_else(|| anyone.remembered.clone()).unwrap_or_default();
    shown(&View { page, journey, errors, hint })
}
