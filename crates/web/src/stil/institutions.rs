//! *Institutioner*: the register by name, searched by name, place or number.
//!
//! Source: product.md §4, issue "Operator's desk". What it does not do: change an entry ([`super::institution_form`]).

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::register::desk::{self, Asked};
use rules::institution::Institution;
use serde::Deserialize;
use store::institution::Place;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/institutioner", page)
}

pub(super) const PATH: &str = "/stil/institutioner";
/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 80;
/// The most bytes of a place in an address.
const PLACE_BYTES_MAX: usize = 2_000;

/// What the last button came to.
const TOLD: Table =
    &[("indlaest", Went::Well, "stil-inst-told-loaded"), ("vaek", Went::Nowhere, "stil-inst-told-gone")];

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Ask {
    #[serde(default)]
    q: String,
    /// Where the page before ended.
    #[serde(default)]
    efter: String,
}

struct Row {
    href: String,
    name: String,
    number: String,
    kind: String,
    place: String,
    municipality: String,
}

#[derive(Template)]
#[template(path = "stil/institutions.html")]
struct View {
    page: Page,
    told: Option<Told>,
    query: String,
    too_short: bool,
    rows: Vec<Row>,
    /// Back to the first page; none where this is it.
    first: Option<String>,
    next: Option<String>,
}

fn row(one: &Institution) -> Row {
    Row {
        href: format!("{PATH}/{}", one.number),
        name: one.name.clone(),
        number: one.number.to_string(),
        kind: one.kind.clone(),
        place: format!("{} {}", one.postal_code, one.city).trim().to_owned(),
        municipality: one.municipality.clone(),
    }
}

fn address(query: &str, after: &str) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in [("q", query), ("efter", after)] {
        if !value.is_empty() {
            text.append_pair(name, value);
        }
    }
    let text = text.finish();
    if text.is_empty() { PATH.to_owned() } else { format!("{PATH}?{text}") }
}

/// A place as an address carries it.
fn write_place(place: &Place) -> String {
    format!("{}.{}", place.number, place.sort_key)
}

/// Back from the address; what is no place begins at the beginning.
fn read_place(text: &str) -> Place {
    let parts = text.split_once('.').filter(|_| text.len() <= PLACE_BYTES_MAX);
    parts.map_or_else(Place::default, |(number, key)| Place { number: number.to_owned(), sort_key: key.to_owned() })
}

/// GET: the list.
async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(ask): Query<Ask>,
    Query(said): Query<told::Asked>,
) -> Result<Response, Problem> {
    let query: String = ask.q.chars().filter(|c| !c.is_control()).take(QUERY_CHARACTERS_MAX).collect();
    let asked = Asked { typed: query.clone(), after: read_place(&ask.efter) };
    let found = match desk::list(&app.world, &signed.operator, asked).await? {
        Ok(found) => found,
        Err(why) => return Ok(start::refused(&app, &signed, why)),
    };
    let tr = signed.anyone.tr;
    Ok(design::show(&View {
        page: signed.page_of(tr.t("stil-menu-institutions"), Menu::Institutions),
        told: said.told(tr, TOLD),
        rows: found.entries.iter().map(row).collect(),
        first: (!ask.efter.is_empty()).then(|| address(&query, "")),
        next: found.next.as_ref().map(|place| address(&query, &write_place(place))),
        too_short: found.too_short,
        query,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_from_its_address_and_nonsense_begins_at_the_beginning() {
        let place = Place { number: "101001".to_owned(), sort_key: "2b.4f".to_owned() };
        assert_eq!(read_place(&write_place(&place)), place);
        assert_eq!(read_place("nonsense"), Place::default());
        assert_eq!(read_place(&format!("1.{}", "a".repeat(PLACE_BYTES_MAX))), Place::default());
    }
}
