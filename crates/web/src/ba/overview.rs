//! *Overblik*: the institution at a glance.
//!
//! Source: product.md §9, ux.md 3.11. What it does not do: change anything.

use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use flows::user_administration::allowed;
use rules::institution::Institution;
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}", page)
}

#[derive(Template)]
#[template(path = "ba/overview.html")]
struct View {
    page: Page,
    name: String,
    facts: Vec<(String, String)>,
}

/// GET: the page.
pub(crate) async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::SeeOverview).await? {
        return refused::page(&app, &signed, reason);
    }
    let facts = signed.seat.institution.as_ref().map(|known| facts(&signed, known)).unwrap_or_default();
    let page = signed.page("ba-menu-overview", Menu::Overview);
    Ok(design::show(&View { page, name: signed.institution_name(), facts }))
}

/// What the register knows; what it does not know has no line.
fn facts(signed: &Signed, known: &Institution) -> Vec<(String, String)> {
    let t = |key| signed.anyone.t(key);
    let lines = [
        (t("ba-fact-number"), known.number.to_string()),
        (t("ba-fact-kind"), known.kind.clone()),
        (t("ba-fact-municipality"), known.municipality.clone()),
        (t("ba-fact-address"), joined(&[&known.address, &format!("{} {}", known.postal_code, known.city)])),
        (t("ba-fact-leader"), known.leader.clone()),
        (t("ba-fact-phone"), known.phone.clone()),
        (t("ba-fact-mail"), known.mail.clone()),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn joined(parts: &[&str]) -> String {
    let said: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    said.join(", ")
}
