//! The first page of a login: the user name, and the other ways in below it.
//!
//! What it does not do: refuse any shape of user name, or say whether one exists.

use super::question::Way;
use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::form::FieldErrors;
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::Way as LastWay;

#[derive(Template)]
#[template(path = "login/username.html")]
struct View {
    page: Page,
    journey: Journey,
    errors: FieldErrors,
    hint: String,
    ways: Vec<Way>,
}

/// The page; the name the service hints at, or the one this browser remembers, is filled in.
pub(crate) fn show(anyone: &Anyone, journey: Journey, hint: Option<String>, errors: FieldErrors) -> Response {
    let page = page(anyone, "login-title", &journey).failing(&errors);
    let hint = hint.or_else(|| anyone.remembered.clone()).unwrap_or_default();
    let ways = ways(anyone, &journey);
    shown(&View { page, journey, errors, hint, ways })
}

/// The other methods; the one this browser used last stands first.
fn ways(anyone: &Anyone, journey: &Journey) -> Vec<Way> {
    let tr = anyone.tr;
    let card = Way { href: format!("{}/school-card", journey.base), icon: "qr", text: tr.t("login-school-card") };
    let eid = Way {
        href: format!("{}/eid", journey.base),
        icon: "account",
        text: tr.t1("login-eid", "eid", journey.eid.as_str()),
    };
    match anyone.way {
        Some(LastWay::Eid) => vec![eid, card],
        Some(LastWay::Username | LastWay::Card | LastWay::LocalLogin) | None => vec![card, eid],
    }
}
