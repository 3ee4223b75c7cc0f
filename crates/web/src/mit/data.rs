//! My data: where it came from, and which services have received which of it, and when.
//!
//! What it does not do: show the data of anybody else, or what a service does with it.

use super::own_page::{actor_key, page};
use crate::App;
use crate::design::{self, Page};
use crate::i18n::Tr;
use crate::problem::Problem;
use crate::who::Signed;
use askama::Template;
use axum::extract::State;
use axum::response::Response;

/// Where something came from.
struct Source {
    place: String,
    actor: String,
    source: String,
    since: String,
}

/// Who received something.
struct Received {
    service: String,
    fields: String,
    last: String,
    days: usize,
}

#[derive(Template)]
#[template(path = "mit/data.html")]
struct View {
    page: Page,
    sources: Vec<Source>,
    received: Vec<Received>,
}

/// `GET /mit/data`.
pub(crate) async fn show(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let data = flows::own_log::own_data(&app.world, &signed.live).await?;
    let tr = signed.anyone.tr;
    let sources = data.places.into_iter().map(|place| Source {
        place: place.institution.unwrap_or_else(|| tr.t("mit-place-not-told")),
        actor: tr.t(actor_key(place.actor)),
        source: source(&place.source, tr),
        since: tr.day(place.since),
    });
    let received = data.received.into_iter().map(|one| Received {
        service: one.service,
        fields: one
            .fields
            .iter()
            .filter_map(|field| field_key(field))
            .map(|key| tr.t(key))
            .collect::<Vec<_>>()
            .join(", "),
        last: tr.day_and_clock(one.last),
        days: one.days,
    });
    let view = View { sources: sources.collect(), received: received.collect(), page: page(&signed, "mit-data-title") };
    Ok(design::show(&view))
}

fn source(word: &str, tr: Tr) -> String {
    if word == flows::pupil_access::MANUAL_SOURCE { tr.t("mit-source-manual") } else { word.to_owned() }
}

/// The text of a field a service received.
fn field_key(word: &str) -> Option<&'static str> {
    match word {
        "pseudonym" => Some("mit-field-pseudonym"),
        "uniid" => Some("mit-field-uniid"),
        "actor" => Some("mit-field-actor"),
        "level" => Some("mit-field-level"),
        "institutions" => Some("mit-field-institutions"),
        "licence" => Some("mit-field-licence"),
        "name" => Some("mit-field-name"),
        "roles" => Some("mit-field-roles"),
        _ => None,
    }
}
