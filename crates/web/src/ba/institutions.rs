//! Which institution: all that somebody's rights open, searched by name or number.
//!
//! What it does not do: keep the choice; the institution stands in the address of every page.

use super::Inside;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use askama::Template;
use axum::extract::Query;
use axum::response::Response;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/institutioner", page)
}

/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 60;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A part of a name or number.
    #[serde(default)]
    q: String,
}

#[derive(Template)]
#[template(path = "ba/institutions.html")]
struct View {
    page: Page,
    query: String,
    found: Vec<(String, String)>,
}

/// GET: the list.
pub(crate) async fn page(inside: Inside, Query(asked): Query<Asked>) -> Response {
    let query: String = asked.q.trim().chars().take(QUERY_CHARACTERS_MAX).collect();
    let wanted = query.to_lowercase();
    let fits =
        |name: &str, number: &str| name.to_lowercase().contains(&wanted) || number.to_lowercase().contains(&wanted);
    let found = inside
        .institutions
        .iter()
        .filter(|one| fits(&one.name, one.number.as_str()))
        .map(|one| (one.number.to_string(), one.name.clone()))
        .collect();
    design::show(&View { page: inside.page("ba-institutions-title"), query, found })
}
