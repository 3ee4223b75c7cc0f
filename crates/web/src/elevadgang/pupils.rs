//! The list of pupils: choose a class, tick, give. It refreshes itself where script is on, and by a link where it is off.
//!
//! Source: product.md §8, ux.md 3.8. What it does not do: keep anything between two requests; what waits is read from
//! the database.

use super::adult::{self, Waits};
use super::state::{self, StateView};
use super::{Signed, start};
use crate::App;
use crate::danish;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use flows::give_password::{Opened, Pressed};
use flows::pupil_access::{Choice, Look, Overview, PupilRow};
use rules::id::{GroupId, PersonId, WindowId};
use rules::reset_window::State as WindowState;
use rules::rights::facts::Entry;
use serde::Deserialize;

/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 60;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// A group's number, `alle`, or nothing: the first.
    klasse: Option<String>,
    /// A part of a name or user name.
    q: Option<String>,
    /// What the last button came to.
    sagt: Option<String>,
}

/// A class to choose.
pub(crate) struct ClassLink {
    href: String,
    text: String,
    current: bool,
}

/// A pupil's line.
pub(crate) struct Row {
    person: i64,
    name: String,
    username: String,
    ticked: bool,
    state: StateView,
}

#[derive(Template)]
#[template(path = "elevadgang/pupils.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<String>,
    waiting: String,
    many: Vec<String>,
    adult: Waits,
    classes: Vec<ClassLink>,
    heading: String,
    chosen: String,
    choice: String,
    query: String,
    rows: Vec<Row>,
    administrator: bool,
    minutes: usize,
}

fn choice_of(klasse: &str) -> Choice {
    match klasse.parse::<i64>() {
        Ok(number) => Choice::Group(GroupId(number)),
        Err(_) if klasse == "alle" => Choice::All,
        Err(_) => Choice::First,
    }
}

/// GET: the list.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let look = if headers.contains_key("x-live") { Look::Again } else { Look::Opened };
    show(&app, &signed, &asked, (look, &[], FieldErrors::none())).await
}

async fn show(
    app: &App,
    signed: &Signed,
    asked: &Asked,
    (look, ticked, errors): (Look, &[i64], FieldErrors),
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else {
        return start::refused(app, signed, rules::rights::Reason::NotHere).await;
    };
    let klasse = asked.klasse.clone().unwrap_or_default();
    let found = flows::pupil_access::overview(&app.world, &helper, choice_of(&klasse), look).await?;
    let overview = match found {
        Ok(overview) => overview,
        Err(reason) => return start::refused(app, signed, reason).await,
    };
    let page = signed.page(app, "elevadgang-title").await?.failing(&errors);
    let here = format!("/elevadgang/elever?klasse={klasse}");
    let adult = adult::waits(app, signed, (&helper, look)).await?;
    let view = view(app, signed, (page.at(here), overview, adult), (asked, ticked, errors)).await?;
    Ok(design::show(&view))
}

async fn view(
    app: &App,
    signed: &Signed,
    (page, overview, adult): (Page, Overview, Waits),
    (asked, ticked, errors): (&Asked, &[i64], FieldErrors),
) -> Result<View, Problem> {
    let tr = signed.anyone.tr;
    let now = app.world.now();
    let chosen = overview.chosen.map_or_else(|| "alle".to_owned(), |group| group.0.to_string());
    let name = overview.groups.iter().find(|group| Some(group.id) == overview.chosen).map(|group| group.name.clone());
    let query: String = asked.q.clone().unwrap_or_default().trim().chars().take(QUERY_CHARACTERS_MAX).collect();
    let mut pupils: Vec<PupilRow> = overview.pupils.into_iter().filter(|row| fits(row, &query)).collect();
    danish::sort_by_name(&mut pupils, |row| row.pupil.shown.full());
    let waiting: Vec<String> =
        pupils.iter().filter(|row| waits(row)).map(|row| row.pupil.shown.call().to_owned()).collect();
    let mut groups = overview.groups;
    danish::sort_by_name(&mut groups, |group| group.name.clone());
    let mut classes: Vec<ClassLink> = groups
        .iter()
        .map(|group| ClassLink {
            href: format!("/elevadgang/elever?klasse={}", group.id.0),
            text: group.name.clone(),
            current: Some(group.id) == overview.chosen,
        })
        .collect();
    let all = if signed.entry == Entry::Administrator { "elevadgang-all" } else { "elevadgang-all-mine" };
    if 1 < classes.len() || signed.entry == Entry::Administrator {
        let current = overview.chosen.is_none();
        classes.push(ClassLink { href: "/elevadgang/elever?klasse=alle".into(), text: tr.t(all), current });
    }
    let class = name.unwrap_or_else(|| tr.t(all));
    let heading = format!("{class} · {}", tr.t1("elevadgang-pupils", "n", pupils.len()));
    let rows = pupils
        .iter()
        .map(|row| Row {
            person: row.pupil.person.0,
            name: row.pupil.shown.full(),
            username: row.pupil.username.to_string(),
            ticked: ticked.contains(&row.pupil.person.0),
            state: state::of(row, tr, now),
        })
        .collect();
    Ok(View {
        errors,
        told: asked.sagt.as_deref().and_then(told_key).map(|key| tr.t(key)),
        waiting: says_who_waits(&waiting, signed),
        many: many(app, signed, &overview.many_windows).await?,
        adult,
        classes,
        heading,
        choice: format!("klasse={chosen}"),
        chosen,
        query,
        rows,
        administrator: signed.entry == Entry::Administrator,
        minutes: usize::try_from(rules::reset_window::OPEN_FOR.0 / 60_000).unwrap_or_default(),
        page,
    })
}

fn waits(row: &PupilRow) -> bool {
    row.window.as_ref().is_some_and(|window| matches!(window.state, WindowState::Open { .. }))
}

fn fits(row: &PupilRow, query: &str) -> bool {
    let wanted = query.to_lowercase();
    wanted.is_empty()
        || row.pupil.shown.full().to_lowercase().contains(&wanted)
        || row.pupil.username.as_str().contains(&wanted)
}

/// "Alma og Elias kan få en ny adgangskode nu"; many are counted instead of named.
fn says_who_waits(names: &[String], signed: &Signed) -> String {
    let tr = signed.anyone.tr;
    match names {
        [] => String::new(),
        [one] => tr.t1("elevadgang-may-now-one", "name", one.clone()),
        [first @ .., last] if names.len() <= NAMED_MAX => {
            let both = format!("{} {} {last}", first.join(", "), tr.t("elevadgang-and"));
            tr.t1("elevadgang-may-now-some", "names", both)
        }
        _ => tr.t1("elevadgang-may-now-many", "n", names.len()),
    }
}

/// The most pupils whose names the success box says.
const NAMED_MAX: usize = 4;

/// What a redirect may say: a closed list of words, so that an address cannot put words in our mouth.
fn told_key(word: &str) -> Option<&'static str> {
    match word {
        "afvist" => Some("elevadgang-told-refused"),
        "for-sent" => Some("elevadgang-told-too-late"),
        "fortrudt" => Some("elevadgang-told-undone"),
        "annulleret" => Some("elevadgang-told-cancelled"),
        "skift" => Some("elevadgang-told-change"),
        "spaerret" => Some("elevadgang-told-blocked"),
        "aabnet" => Some("elevadgang-told-unblocked"),
        "kort-vaek" => Some("elevadgang-told-card-void"),
        "form" => Some("elevadgang-told-form"),
        "god" => Some("adult-waits-told-yes"),
        "ikke-god" => Some("adult-waits-told-no"),
        _ => None,
    }
}

async fn many(app: &App, signed: &Signed, many: &[(PersonId, i64)]) -> Result<Vec<String>, Problem> {
    let mut lines = Vec::new();
    for (person, count) in many.iter().copied() {
        let found = app.world.db.point(move |tx| store::person::find(tx, person)).await?;
        let name = found.map(|found| found.shown().full()).unwrap_or_default();
        lines.push(signed.anyone.tr.t1("elevadgang-many-windows", "who", format!("{name} ({count})")));
    }
    Ok(lines)
}

/// POST: what is to be done with the ticked pupils.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let asked = Asked { klasse: Some(posted.text("klasse").to_owned()), q: None, sagt: None };
    let ticked: Vec<i64> = posted.all("elev").filter_map(|value| value.parse().ok()).collect();
    if ticked.is_empty() {
        let mut errors = FieldErrors::none();
        errors.add("list", signed.anyone.t("elevadgang-error-none"));
        return show(&app, &signed, &asked, (Look::Again, &ticked, errors)).await;
    }
    let Some(helper) = signed.helper() else {
        return start::refused(&app, &signed, rules::rights::Reason::NotHere).await;
    };
    let people: Vec<PersonId> = ticked.iter().map(|number| PersonId(*number)).collect();
    match posted.text("do") {
        "kort" => super::cards::print(&app, &signed, &people, posted.text("klasse")).await,
        "skift" => {
            let demanded = flows::care_for_pupils::demand_change(&app.world, &helper, &people).await?;
            Ok(back(&asked, if demanded.is_empty() { "afvist" } else { "skift" }))
        }
        _ => {
            let Opened { refused, .. } = flows::give_password::open(&app.world, &helper, &people).await?;
            Ok(back(&asked, if refused.is_empty() { "" } else { "afvist" }))
        }
    }
}

fn back(asked: &Asked, told: &str) -> Response {
    let klasse = asked.klasse.as_deref().filter(|klasse| *klasse == "alle" || klasse.parse::<i64>().is_ok());
    let mut to = format!("/elevadgang/elever?klasse={}", klasse.unwrap_or_default());
    if !told.is_empty() {
        to.push_str("&sagt=");
        to.push_str(told);
    }
    Redirect::to(&to).into_response()
}

/// POST: a button of one line.
pub(crate) async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let asked = Asked { klasse: Some(posted.text("klasse").to_owned()), q: None, sagt: None };
    let Some(helper) = signed.helper() else {
        return start::refused(&app, &signed, rules::rights::Reason::NotHere).await;
    };
    let named = ["annuller", "fortryd", "ok"].into_iter().find(|name| posted.has(name));
    let window = named.and_then(|name| posted.text(name).parse().ok()).map(WindowId);
    let (Some(name), Some(window)) = (named, window) else { return Err(Problem::Unreadable) };
    let (pressed, told) = match name {
        "annuller" => (flows::give_password::cancel(&app.world, &helper, window).await?, "annulleret"),
        "fortryd" => (flows::give_password::undo(&app.world, &helper, window).await?, "fortrudt"),
        _ => (flows::give_password::confirm(&app.world, &helper, window).await?, ""),
    };
    Ok(back(&asked, said(pressed, told)))
}

/// What to say after a button.
pub(crate) fn said(pressed: Pressed, told: &'static str) -> &'static str {
    match pressed {
        Pressed::Done => told,
        Pressed::TooLate => "for-sent",
        Pressed::Refused(_) => "afvist",
    }
}
