//! *Skolekort*: eight on a sheet of A4, each with a QR code that stands for the user name.
//!
//! *Er kortene væk?* makes all cards of the page void, after a page that asks whether that is meant: then every one of
//! them must be printed anew. What it does not do: hold a password. The page answers a POST, so that no address leads to
//! the codes.

use super::{Signed, institution_name, start};
use crate::App;
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use crate::site::Site;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use rules::id::PersonId;

/// A card as the page prints it.
pub(crate) struct CardView {
    name: String,
    username: String,
    class: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "elevadgang/cards.html")]
struct View {
    page: Page,
    place: String,
    cards: Vec<CardView>,
    people: Vec<i64>,
    back: String,
}

#[derive(Template)]
#[template(path = "elevadgang/void_cards.html")]
struct VoidView {
    page: Page,
    people: Vec<i64>,
}

/// The cards of these pupils.
pub(crate) async fn print(app: &App, signed: &Signed, people: &[PersonId], back: &str) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else {
        return start::refused(app, signed, signed.nowhere()).await;
    };
    let printed = flows::school_card::print(&app.world, &helper, people).await?;
    let mut cards = Vec::with_capacity(printed.len());
    let people = printed.iter().map(|card| card.person.0).collect();
    for card in printed {
        let address = app.sites.url(Site::Login, &format!("/k/{}", card.token.reveal()));
        let code = QRBuilder::new(address).build().map_err(|_| Problem::broken(&"a QR code could not be made"))?;
        let qr = SvgBuilder::default().margin(1).to_str(&code);
        let (name, username) = (card.shown.full(), card.username.to_string());
        cards.push(CardView { name, username, class: card.class, qr });
    }
    let view = View {
        page: signed.page(app, "elevadgang-cards-title").await?.at("/elevadgang/elever".into()),
        place: institution_name(app, &helper.institution).await?,
        cards,
        people,
        back: back.to_owned(),
    };
    Ok(design::show(&view))
}

/// POST: the cards of a printed page are gone. The first press asks, the second does it.
pub(crate) async fn void(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else {
        return start::refused(&app, &signed, signed.nowhere()).await;
    };
    let people: Vec<i64> = posted.all("elev").filter_map(|value| value.parse().ok()).collect();
    if !posted.has("ja") {
        let title = signed.anyone.tr.t1("elevadgang-void-cards-title", "n", people.len());
        let page = signed.page_titled(&app, title).await?.at("/elevadgang/elever".into()).gentle();
        return Ok(design::show(&VoidView { page, people }));
    }
    let people: Vec<PersonId> = people.into_iter().map(PersonId).collect();
    let told = match flows::school_card::void_all(&app.world, &helper, &people).await? {
        0 => "ingen-kort-vaek",
        voided if voided < people.len() => "nogle-kort-vaek",
        _ => "kortene-vaek",
    };
    Ok(Redirect::to(&format!("/elevadgang/elever?sagt={told}")).into_response())
}
