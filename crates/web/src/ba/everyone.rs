//! *Alle brugere*: find somebody of the whole country by name or user name, and tick them to remember them.
//!
//! Source: product.md §9. What it does not do: say whom a search may find; the story does.

use super::{Menu, Signed, place, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use flows::find_anyone::{self, Answer, Asked, Found, Hit, Ticks};
use rules::id::PersonId;
use rules::name_search::{LETTERS_MIN, PARTS_MAX, SEARCHES_A_DAY};
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/alle-brugere", page).post("/ba/{institution}/alle-brugere", remember)
}

/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 80;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    q: String,
    /// Where the page before ended.
    #[serde(default)]
    efter: String,
}

/// What the last button came to.
const TOLD: Table = &[("husket", Went::Well, "ba-everyone-remembered")];

struct Line {
    person: i64,
    name: String,
    username: String,
    at: Vec<String>,
    is_protected: bool,
    is_remembered: bool,
}

#[derive(Template)]
#[template(path = "ba/everyone.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    base: String,
    /// Where its form is sent: to this page of these hits.
    here: String,
    rights: String,
    query: String,
    /// Back to the first page; none where this is it.
    first: Option<String>,
    lines: Vec<Line>,
    /// Whether anything was searched.
    searched: bool,
    next: Option<String>,
    told: Option<Told>,
    many: i64,
}

/// GET: the page; with a name, the hits.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(ask): Query<Ask>,
    Query(said): Query<told::Asked>,
) -> Result<Response, Problem> {
    let query: String = ask.q.chars().filter(|c| !c.is_control()).take(QUERY_CHARACTERS_MAX).collect();
    let asked = Asked { typed: query.clone(), after: place::read(&ask.efter) };
    let answer = match find_anyone::search(&app.world, &signed.administrator, asked).await? {
        Ok(answer) => answer,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let tr = signed.anyone.tr;
    let none = Found { hits: Vec::new(), next: None };
    let (errors, found, searched) = match answer {
        Answer::Nothing => (FieldErrors::none(), none, false),
        Answer::TooShort => (FieldErrors::one("q", tr.t1("ba-everyone-short", "n", LETTERS_MIN)), none, false),
        Answer::TooManyParts => (FieldErrors::one("q", tr.t1("ba-everyone-parts", "n", PARTS_MAX)), none, false),
        Answer::TooMany => (FieldErrors::one("q", tr.t("ba-everyone-too-many")), none, false),
        Answer::UsedUp => (FieldErrors::one("q", tr.t1("ba-everyone-used-up", "n", SEARCHES_A_DAY)), none, false),
        Answer::Found(found) => (FieldErrors::none(), found, true),
    };
    let base = signed.path(Menu::Everyone.path());
    let view = View {
        page: signed.page("ba-menu-everyone", Menu::Everyone).failing(&errors),
        rights: format!("{}?valg=huskede", signed.path(Menu::Rights.path())),
        next: found.next.as_ref().map(|place| address(&base, &query, &place::write(place))),
        lines: found.hits.iter().map(|hit| line(&signed, hit)).collect(),
        first: place::read(&ask.efter).is_some().then(|| address(&base, &query, "")),
        told: said.told(tr, TOLD),
        here: address(&base, &query, &ask.efter),
        many: SEARCHES_A_DAY,
        errors,
        base,
        query,
        searched,
    };
    let status = if view.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(design::show_as(status, &view))
}

fn line(signed: &Signed, hit: &Hit) -> Line {
    let tr = signed.anyone.tr;
    let at = hit.at.iter().map(|one| words::found_at(tr, one));
    Line {
        person: hit.person.0,
        name: hit.shown.clone(),
        username: hit.username.to_string(),
        at: at.collect(),
        is_protected: hit.is_protected,
        is_remembered: hit.is_remembered,
    }
}

fn address(base: &str, query: &str, after: &str) -> String {
    let mut text = url::form_urlencoded::Serializer::new(String::new());
    text.append_pair("q", query);
    if !after.is_empty() {
        text.append_pair("efter", after);
    }
    format!("{base}?{}", text.finish())
}

/// POST: *Husk de valgte*.
pub(crate) async fn remember(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let people = |name: &'static str| -> Vec<PersonId> {
        posted.all(name).filter_map(|text| text.parse().ok()).map(PersonId).collect()
    };
    let remember = people("husk");
    let forget = people("vist").into_iter().filter(|person| !remember.contains(person)).collect();
    match find_anyone::remember(&app.world, &signed.administrator, Ticks { remember, forget }).await? {
        Ok(_) if posted.has("videre") => {
            Ok(Redirect::to(&format!("{}?valg=huskede", signed.path(Menu::Rights.path()))).into_response())
        }
        Ok(_) => Ok(told::back(&signed.path(Menu::Everyone.path()), "husket")),
        Err(reason) => refused::page(&app, &signed, reason),
    }
}
