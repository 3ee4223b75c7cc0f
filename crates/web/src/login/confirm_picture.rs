//! Confirmation by picture: the pupil taps the picture the teacher reads out.
//!
//! What it does not do: say whether the tap was right before the window knows.

use super::pictures::{DrawnTile, tiles};
use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::Tile;

#[derive(Template)]
#[template(path = "login/confirm_picture.html")]
struct View {
    page: Page,
    journey: Journey,
    username: String,
    tiles: Vec<DrawnTile>,
}

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, username: String, grid: Vec<Tile>) -> Response {
    let page = page(anyone, "login-confirm-picture", &journey);
    shown(&View { page, journey, username, tiles: tiles(grid, anyone.tr) })
}
