//! *Personer*: find somebody by user name, UniId, CPR number or name. What is typed is posted, never in an address.
//!
//! Source: issue "Operator's desk", ux.md 3.11. What it does not do: say whom a search may find; the story does.

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::Addresses;
use crate::ba::{place, words};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use flows::support::find::{Asked, Hit, Looked, find};
use rules::institution::InstitutionNumber;
use rules::name_search::LETTERS_MIN;
use rules::proposal::WHY_CHARACTERS_MAX;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post(PATH, search)
}

pub(super) const PATH: &str = "/stil/personer";

/// Somebody who was found.
struct Line {
    href: String,
    name: String,
    username: String,
    at: Vec<String>,
}

#[derive(Template)]
#[template(path = "stil/people.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    typed: String,
    why: String,
    institution: String,
    why_max: usize,
    /// Nobody was found.
    nobody: bool,
    lines: Vec<Line>,
    /// Where the next page begins; empty: nowhere.
    next: String,
}

fn view(signed: &Signed, typed: [&str; 3], errors: FieldErrors) -> View {
    let [typed, why, institution] = typed.map(str::to_owned);
    View {
        page: signed.page_of(signed.anyone.t("stil-menu-people"), Menu::People).failing(&errors).at(PATH.to_owned()),
        errors,
        typed,
        why,
        institution,
        why_max: WHY_CHARACTERS_MAX,
        nobody: false,
        lines: Vec::new(),
        next: String::new(),
    }
}

/// GET: the empty form.
async fn page(signed: Signed) -> Response {
    design::show(&view(&signed, [""; 3], FieldErrors::none()))
}

fn line(signed: &Signed, hit: &Hit) -> Line {
    let tr = signed.anyone.tr;
    let at = hit.at.iter().map(|one| words::found_at(tr, one));
    Line {
        href: format!("{PATH}/{}", hit.person.0),
        name: hit.shown.clone(),
        username: hit.username.to_string(),
        at: at.collect(),
    }
}

/// POST: the search. One hit by number or user name leads to the person.
async fn search(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let typed = ["q", "why", "institution"].map(|field| posted.text(field));
    let pupils_of = InstitutionNumber::parse(typed[2]);
    if pupils_of.is_none() && !typed[2].is_empty() {
        let errors = FieldErrors::one("institution", tr.t("stil-flaw-number"));
        return Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view(&signed, typed, errors)));
    }
    let asked = Asked {
        typed: typed[0].to_owned(),
        why: typed[1].to_owned(),
        pupils_of,
        after: place::read(posted.text("efter")),
    };
    let looked = match find(&app.world, &signed.operator, asked).await? {
        Ok(looked) => looked,
        Err(why) => return Ok(start::refused(&app, &signed, why)),
    };
    let errors = match looked {
        Looked::One(person) => return Ok(Redirect::to(&format!("{PATH}/{}", person.0)).into_response()),
        Looked::Some(hits, next) => {
            let mut view = view(&signed, typed, FieldErrors::none());
            view.lines = hits.iter().map(|hit| line(&signed, hit)).collect();
            view.next = next.as_ref().map(place::write).unwrap_or_default();
            return Ok(design::show(&view));
        }
        Looked::Nobody => {
            let mut view = view(&signed, typed, FieldErrors::none());
            view.nobody = true;
            return Ok(design::show(&view));
        }
        Looked::Nothing => FieldErrors::one("q", tr.t("stil-people-nothing")),
        Looked::TooShort => FieldErrors::one("q", tr.t1("ba-everyone-short", "n", LETTERS_MIN)),
        Looked::TooMany => FieldErrors::one("q", tr.t("ba-everyone-too-many")),
        Looked::Why(flaw) => FieldErrors::one("why", words::why_flaw(tr, flaw)),
    };
    Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view(&signed, typed, errors)))
}
