//! *Vis importerede*: everybody a source told of, with their contacts; those who have no account yet are marked.
//!
//! Source: product.md §9. What it does not do: show user names or anything of other institutions.

use super::import::query;
use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::pager::Pager;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::import::desk::{Created, IMPORTED_SHOWN, Imported, imported};
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/import/importerede", page)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kilde: String,
    /// Counted from 1.
    side: Option<usize>,
}

struct Row {
    name: String,
    id: String,
    what: String,
    class: String,
    contacts: Vec<String>,
}

#[derive(Template)]
#[template(path = "ba/import_people.html")]
struct View {
    page: Page,
    back: String,
    source: String,
    heading: String,
    rows: Vec<Row>,
    pager: Pager,
}

/// GET: one page of the list.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let side = asked.side.unwrap_or(1).max(1);
    let found = match imported(&app.world, &signed.administrator, &asked.kilde, side - 1).await {
        Ok(Ok(Some(found))) => found,
        Ok(Ok(None)) => return Err(Problem::NotFound),
        Ok(Err(reason)) => return refused::page(&app, &signed, reason),
        Err(error) => return Err(Problem::broken(&error)),
    };
    let all = found.all.div_ceil(IMPORTED_SHOWN);
    let here = format!("{}?kilde={}", signed.path("/import/importerede"), query(&asked.kilde));
    let view = View {
        page: signed.page("ba-imported-title", Menu::Import),
        back: signed.path("/import"),
        heading: signed.anyone.tr.t1("ba-imported-n", "n", found.all),
        rows: found.people.into_iter().map(|one| row(&signed, one)).collect(),
        pager: Pager::around(side - 1, all, |page| format!("{here}&side={}", page + 1)),
        source: asked.kilde,
    };
    Ok(design::show(&view))
}

fn row(signed: &Signed, one: Imported) -> Row {
    let tr = signed.anyone.tr;
    let contact = |(name, relation, created): (String, rules::affiliation::Role, Created)| {
        let name = if name.is_empty() { tr.t("ba-imported-protected") } else { name };
        let mark = match created {
            Created::Yes => "",
            Created::NotYet => " *",
        };
        format!("{name} ({}){mark}", words::lowered(&tr.t(words::role_key(relation))))
    };
    Row {
        name: one.name,
        id: one.local_person_id,
        what: words::roles(tr, &one.roles),
        class: one.class.unwrap_or_default(),
        contacts: one.contacts.into_iter().map(contact).collect(),
    }
}
