//! One institution: what the register says, what is above and below it, who administers it, and what hangs on it.
//!
//! Source: product.md §4, issue "Operator's desk". What it does not do: change anything.

use super::institution_form::field_key;
use super::institutions::PATH;
use super::{Menu, Signed, cases, queue, start};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flows::register::desk::{Seen, see};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::lifetime::CLOSED_KEEPS;
use rules::register::Field;
use rules::time::Millis;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/institutioner/{number}", page)
}

/// What the last button came to.
const TOLD: Table = &[
    ("gemt", Went::Well, "stil-inst-told-saved"),
    ("oprettet", Went::Well, "stil-inst-told-created"),
    ("uaendret", Went::Nowhere, "stil-inst-told-same"),
];

/// A link: address and text.
type Link = (String, String);

#[derive(Template)]
#[template(path = "stil/institution.html")]
struct View {
    page: Page,
    told: Option<Told>,
    name: String,
    edit: String,
    /// What follows of its being closed; none where it runs on.
    closed: Option<String>,
    facts: Vec<(String, String)>,
    main: Option<Link>,
    departments: Vec<Link>,
    administrators: Vec<(Link, String)>,
    sources: Vec<(String, String)>,
    cases: Vec<Link>,
    applications: Vec<Link>,
}

/// The name of an owner.
pub(super) fn ownership(tr: Tr, ownership: Ownership) -> String {
    tr.t(match ownership {
        Ownership::Public => "stil-owner-public",
        Ownership::Private => "stil-owner-private",
    })
}

/// What a field says, in words.
pub(super) fn said(tr: Tr, field: Field, entry: &Institution) -> String {
    match (field, entry.closed) {
        (Field::Ownership, _) => ownership(tr, entry.ownership),
        (Field::Closed, Some(day)) => tr.date(day),
        (field, _) => field.of(entry),
    }
}

fn view(signed: &Signed, seen: &Seen, told: Option<Told>) -> View {
    let tr = signed.anyone.tr;
    let entry = &seen.entry;
    let link = |number: &InstitutionNumber, name: &str| (format!("{PATH}/{number}"), format!("{name} · {number}"));
    let facts = Field::ALL.into_iter().filter(|field| *field != Field::Name && *field != Field::MainInstitution);
    View {
        page: signed.page_of(entry.name.clone(), Menu::Institutions),
        told,
        name: entry.name.clone(),
        edit: format!("{PATH}/{}/ret", entry.number),
        closed: entry.closed.map(|day| {
            let follows =
                if entry.is_closed(signed.now.day_in_denmark()) { "stil-closed-is" } else { "stil-closed-will" };
            tr.t2(follows, ("day", tr.date(day)), ("n", CLOSED_KEEPS.0 / Millis::days(1).0))
        }),
        facts: facts
            .map(|field| (tr.t(field_key(field)), said(tr, field, entry)))
            .filter(|fact| !fact.1.is_empty())
            .collect(),
        main: entry.main_institution.as_ref().map(|main| link(main, seen.main_name.as_deref().unwrap_or_default())),
        departments: seen.departments.iter().map(|(number, name)| link(number, name)).collect(),
        administrators: seen
            .administrators
            .iter()
            .map(|one| {
                let key = if one.is_primary { "stil-inst-primary-since" } else { "stil-inst-since" };
                let person = format!("/stil/personer/{}", one.person.0);
                ((person, format!("{} · {}", one.shown, one.username)), tr.t1(key, "day", tr.day(one.since)))
            })
            .collect(),
        sources: seen.sources.iter().map(|(name, at)| (name.clone(), tr.exact_moment(*at, signed.now))).collect(),
        cases: seen.cases.iter().map(|one| (cases::address(one.case.id), cases::heading(tr, &one.case))).collect(),
        applications: seen
            .applications
            .iter()
            .map(|one| {
                let number = one.row.case_number.clone().unwrap_or_default();
                (format!("/stil/sag/{}", one.row.id), format!("{number} · {}", queue::state(tr, one.row.state)))
            })
            .collect(),
    }
}

/// GET: the institution.
async fn page(
    State(app): State<App>,
    signed: Signed,
    Path(number): Path<String>,
    Query(said): Query<told::Asked>,
) -> Result<Response, Problem> {
    let number = InstitutionNumber::parse(&number).ok_or(Problem::NotFound)?;
    match see(&app.world, &signed.operator, &number).await? {
        Ok(seen) => {
            let told = said.told(signed.anyone.tr, TOLD);
            Ok(design::show(&view(&signed, &seen.ok_or(Problem::NotFound)?, told)))
        }
        Err(why) => Ok(start::refused(&app, &signed, why)),
    }
}
