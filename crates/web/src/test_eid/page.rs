//! The test eID's one page: everybody it can be, a search field, and *Afbryd*.
//!
//! Choosing is a link, not a form: the way leads on through our own pages to a service of another site, and a form's
//! redirects may not. What it does not do: remember who was chosen last.

use super::{Asked, Holder, TestEid, of};
use crate::App;
use crate::design::{self, Page};
use crate::i18n::Language;
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Response};
use flows::settings::TEST_EID_PATH;
use oidc::parameters::Parameters;

/// The most people one page lists; the search field finds the others.
const LISTED_MAX: usize = 40;

#[derive(Template)]
#[template(path = "test_eid/people.html")]
struct People {
    page: Page,
    search: String,
    kept: Vec<(String, String)>,
    people: Vec<Line>,
    /// How many more there are; empty where all are listed.
    more: String,
    stop: String,
}

struct Line {
    name: String,
    shows: String,
    href: String,
}

/// What a request of the relying party holds besides our own fields, so that it survives a search.
const KEPT: [&str; 8] = [
    "client_id",
    "redirect_uri",
    "response_type",
    "scope",
    "state",
    "nonce",
    "code_challenge",
    "code_challenge_method",
];

fn read(query: Option<&str>, eid: &TestEid) -> Option<(Parameters, Asked)> {
    let parameters = Parameters::parse(query.unwrap_or_default().as_bytes()).ok()?;
    let asked = eid.read(&parameters)?;
    Some((parameters, asked))
}

/// `GET /test-eid/connect/authorize`.
pub(super) async fn people(State(app): State<App>, anyone: Anyone, RawQuery(query): RawQuery) -> Response {
    let Ok(eid) = of(&app) else { return Problem::NotFound.into_response() };
    let Some((parameters, _)) = read(query.as_deref(), &eid) else { return Problem::Unreadable.into_response() };
    let search = parameters.get("q").unwrap_or_default().to_owned();
    let found: Vec<(usize, &Holder)> =
        eid.holders.iter().enumerate().filter(|(_, one)| is_found(one, &search)).collect();
    let kept: Vec<(String, String)> =
        KEPT.into_iter().filter_map(|name| Some((name.to_owned(), parameters.get(name)?.to_owned()))).collect();
    let link = |more: &str, value: &str| {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.extend_pairs(&kept).append_pair(more, value);
        format!("{TEST_EID_PATH}/connect/choose?{}", query.finish())
    };
    let people = found.iter().take(LISTED_MAX).map(|(place, one)| Line {
        name: one.name.clone(),
        shows: match anyone.tr.language {
            Language::Danish => one.shows_danish.clone(),
            Language::English => one.shows.clone(),
        },
        href: link("holder", &place.to_string()),
    });
    let view = People {
        page: anyone.page("test-eid").gentle(),
        people: people.collect(),
        more: match found.len().saturating_sub(LISTED_MAX) {
            0 => String::new(),
            count => anyone.tr.t1("test-eid-more", "n", count),
        },
        stop: link("stop", "1"),
        search,
        kept,
    };
    design::show(&view)
}

/// Without a search: those who are there to show something, and the two special cards. With one: everybody it fits.
fn is_found(holder: &Holder, search: &str) -> bool {
    let search = search.trim().to_lowercase();
    match search.as_str() {
        "" => !holder.shows.is_empty() || holder.cpr.is_none() || holder.name == super::NOBODY,
        words => words.split_whitespace().all(|word| holder.name.to_lowercase().contains(word)),
    }
}

/// `GET /test-eid/connect/choose`.
pub(super) async fn choose(State(app): State<App>, RawQuery(query): RawQuery) -> Response {
    let Ok(eid) = of(&app) else { return Problem::NotFound.into_response() };
    let Some((parameters, asked)) = read(query.as_deref(), &eid) else { return Problem::Unreadable.into_response() };
    let holder = parameters.get("holder").and_then(|text| text.parse::<usize>().ok());
    let mut answer = url::form_urlencoded::Serializer::new(String::new());
    match holder.filter(|holder| *holder < eid.holders.len()) {
        Some(holder) => {
            let now_seconds = app.world.now().0.div_euclid(1000);
            answer.append_pair("code", &eid.choose(holder, &asked, now_seconds));
        }
        None => {
            answer.append_pair("error", "access_denied").append_pair("error_description", "mitid_user_aborted");
        }
    }
    if let Some(state) = &asked.state {
        answer.append_pair("state", state);
    }
    answer.append_pair("iss", &eid.broker.issuer);
    see_other(&format!("{}?{}", eid.return_uri, answer.finish()))
}
