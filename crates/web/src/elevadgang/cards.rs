//! *Skolekort*: eight on a sheet of A4, each with a QR code that stands for the user name.
//!
//! What it does not do: hold a password. The page answers a POST, so that no address leads to the codes.

use super::{Signed, institution_name, start};
use crate::App;
use crate::design::{self, Page};
use crate::problem::Problem;
use crate::site::Site;
use askama::Template;
use axum::response::Response;
use fast_qr::convert::Builder;
use fast_qr::convert::svg::SvgBuilder;
use fast_qr::qr::QRBuilder;
use rules::id::PersonId;

/// A card as the page prints it.
pub(crate) struct CardView {
    name: String,
    username: String,
    qr: String,
}

#[derive(Template)]
#[template(path = "elevadgang/cards.html")]
struct View {
    page: Page,
    place: String,
    cards: Vec<CardView>,
    choice: String,
}

/// The cards of these pupils.
pub(crate) async fn print(app: &App, signed: &Signed, people: &[PersonId], klasse: &str) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else {
        return start::refused(app, signed, rules::rights::Reason::NotHere).await;
    };
    let printed = flows::school_card::print(&app.world, &helper, people).await?;
    let mut cards = Vec::with_capacity(printed.len());
    for card in printed {
        let address = app.sites.url(Site::Login, &format!("/k/{}", card.token.reveal()));
        let code = QRBuilder::new(address).build().map_err(|_| Problem::broken(&"a QR code could not be made"))?;
        let qr = SvgBuilder::default().margin(1).to_str(&code);
        cards.push(CardView { name: card.shown.full(), username: card.username.to_string(), qr });
    }
    let klasse = if klasse.parse::<i64>().is_ok() { klasse } else { "alle" };
    let view = View {
        page: signed.page(app, "elevadgang-cards-title").await?.at("/elevadgang/elever".into()),
        place: institution_name(app, &helper.institution).await?,
        cards,
        choice: format!("klasse={klasse}"),
    };
    Ok(design::show(&view))
}
