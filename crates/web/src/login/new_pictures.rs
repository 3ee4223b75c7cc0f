//! Four new pictures to learn, with the rhyme; then they are practised once.
//!
//! What it does not do: print. The page's print style leaves a blank sheet.

use super::{Journey, page};
use crate::design::pictures::{Drawn, drawn};
use crate::design::{Page, show as shown};
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::OldPassword;
use rules::pictures::{CODE_PICTURES, Picture};

#[derive(Template)]
#[template(path = "login/new_pictures.html")]
struct View {
    page: Page,
    journey: Journey,
    pictures: Vec<Drawn>,
    rhyme: String,
    remembers: bool,
}

/// The page.
pub(crate) fn show(
    anyone: &Anyone,
    journey: Journey,
    (code, old): ([Picture; CODE_PICTURES], OldPassword),
) -> Response {
    let pictures: Vec<Drawn> = code.into_iter().map(|picture| drawn(picture, anyone.tr)).collect();
    let names: Vec<&str> = pictures.iter().map(|picture| picture.name.as_str()).collect();
    let rhyme = names.join(", ");
    let remembers = old == OldPassword::MayStay;
    shown(&View { page: page(anyone, "login-new-pictures", &journey), journey, pictures, rhyme, remembers })
}
