//! The picture grid: to log in, to show that one knows the old code, and to practise a new one.
//!
//! Every picture is a button. With script four taps are collected and sent once; without, each tap is a POST and the
//! server keeps what was tapped. What it does not do: say which picture was wrong, or hint at the code by any order.

use super::{Journey, page};
use crate::design::pictures::drawn;
use crate::design::{Page, show as shown};
use crate::i18n::Tr;
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::{PicturesScreen, Tile};
use rules::pictures::{CODE_PICTURES, Picture};

/// What the grid is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// To log in.
    LogIn,
    /// The old code, before a new one.
    OldCode,
    /// The new code, once.
    Practise,
}

/// A picture that can be tapped.
pub(crate) struct DrawnTile {
    pub(crate) token: String,
    pub(crate) name: String,
    pub(crate) svg: String,
}

/// One of the four places.
struct Slot {
    class: &'static str,
    svg: String,
    number: usize,
    says: String,
}

#[derive(Template)]
#[template(path = "login/pictures.html")]
struct View {
    page: Page,
    journey: Journey,
    heading: String,
    username: String,
    done: String,
    helps: bool,
    status: String,
    legend: String,
    slots: Vec<Slot>,
    tiles: Vec<DrawnTile>,
}

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, why: Why, screen: PicturesScreen) -> Response {
    let tr = anyone.tr;
    let (title, done) = match why {
        Why::LogIn => ("login-pictures", "login-log-in"),
        Why::OldCode => ("login-pictures-old", "login-next"),
        Why::Practise => ("login-pictures-practise", "login-pictures-done"),
    };
    let mut page = page(anyone, title, &journey);
    if journey.notice.as_ref().is_some_and(|said| said.class == "alert-error") {
        page = page.failed();
    }
    shown(&View {
        page,
        heading: tr.t(title),
        username: screen.username,
        done: tr.t(done),
        helps: why == Why::LogIn,
        status: status(&screen.picked, tr),
        legend: legend(screen.picked.len(), tr),
        slots: slots(&screen.picked, tr),
        tiles: tiles(screen.tiles, tr),
        journey,
    })
}

/// The grid's pictures, in the order that is the same for everybody.
pub(crate) fn tiles(tiles: Vec<Tile>, tr: Tr) -> Vec<DrawnTile> {
    tiles
        .into_iter()
        .map(|tile| {
            let drawn = drawn(tile.picture, tr);
            DrawnTile { token: tile.token, name: drawn.name, svg: drawn.svg }
        })
        .collect()
}

fn slots(picked: &[Picture], tr: Tr) -> Vec<Slot> {
    (0..CODE_PICTURES)
        .map(|place| match picked.get(place) {
            Some(picture) => {
                let drawn = drawn(*picture, tr);
                Slot { class: "full", svg: drawn.svg, number: place + 1, says: drawn.name }
            }
            None if place == picked.len() => {
                Slot { class: "next", svg: String::new(), number: place + 1, says: tr.t("login-pictures-now") }
            }
            None => Slot { class: "", svg: String::new(), number: place + 1, says: tr.t("login-pictures-empty") },
        })
        .collect()
}

fn legend(picked: usize, tr: Tr) -> String {
    if picked < CODE_PICTURES {
        tr.t1("login-pictures-pick", "n", (picked + 1).to_string())
    } else {
        tr.t("login-pictures-full")
    }
}

fn status(picked: &[Picture], tr: Tr) -> String {
    let count = tr.t1("login-pictures-count", "n", picked.len().to_string());
    if picked.is_empty() {
        return format!("{count}.");
    }
    let names: Vec<String> = picked.iter().map(|picture| drawn(*picture, tr).name).collect();
    format!("{count}: {}.", names.join(", "))
}
