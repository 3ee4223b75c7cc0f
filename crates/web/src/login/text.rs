//! The password field: to log in, and to show that one knows the old password.
//!
//! What it does not do: keep what was typed. The field is empty after every try, and a manager fills it again.

use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::form::FieldErrors;
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::{Purpose, TextScreen};

#[derive(Template)]
#[template(path = "login/text.html")]
struct View {
    page: Page,
    journey: Journey,
    errors: FieldErrors,
    heading: String,
    username: String,
    done: String,
    helps: bool,
}

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, screen: TextScreen, errors: FieldErrors) -> Response {
    let (title, done) = match screen.purpose {
        Purpose::LogIn => ("login-text", "login-log-in"),
        Purpose::ChangePassword => ("login-text-old", "login-next"),
    };
    shown(&View {
        page: page(anyone, title, &journey).failing(&errors),
        heading: anyone.t(title),
        username: screen.username,
        done: anyone.t(done),
        helps: screen.purpose == Purpose::LogIn,
        journey,
        errors,
    })
}
