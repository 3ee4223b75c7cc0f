//! *Overblik*: the institution at a glance, and what waits for somebody to do it.
//!
//! Source: product.md §9, ux.md 3.11. What it does not do: change anything.

use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use flows::overview::{Overview, SourceState};
use rules::rights::verb::Verb;
use store::import_run::Outcome;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}", page)
}

/// A figure that leads to the people it counts; the address is empty where it leads nowhere.
struct Figure {
    number: String,
    text: String,
    href: String,
    warns: bool,
}

/// Something to do; the address is empty where it leads nowhere.
struct Task {
    text: String,
    href: String,
}

/// A source's line.
struct SourceLine {
    name: String,
    loaded: String,
    state: String,
    warns: bool,
}

#[derive(Template)]
#[template(path = "ba/overview.html")]
struct View {
    page: Page,
    name: String,
    figures: Vec<Figure>,
    tasks: Vec<Task>,
    sources: Vec<SourceLine>,
    elsewhere: Vec<String>,
    facts: Vec<(String, String)>,
}

/// GET: the page.
pub(crate) async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let overview = match flows::overview::see(&app.world, &signed.administrator).await? {
        Ok(overview) => overview,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let tr = signed.anyone.tr;
    let now = app.world.now();
    let elsewhere = overview.elsewhere.iter().map(|one| {
        let places = tr.t1("ba-elsewhere-places", "n", one.places);
        tr.t2("ba-elsewhere-line", ("name", one.shown.full()), ("places", format!("{places}, {}", tr.day(one.since))))
    });
    let view = View {
        name: signed.institution_name(),
        figures: figures(&signed, &overview),
        tasks: tasks(&signed, &overview),
        sources: overview.sources.iter().map(|source| line(&signed, source, now)).collect(),
        elsewhere: elsewhere.collect(),
        facts: signed.seat.institution.as_ref().map(|known| words::register(tr, known)).unwrap_or_default(),
        page: signed.page("ba-menu-overview", Menu::Overview),
    };
    Ok(design::show(&view))
}

/// The address of a list of users with this query; empty where there is no such page for the reader.
fn users(signed: &Signed, query: &str) -> String {
    match signed.menu(Menu::Users) {
        address if address.is_empty() => address,
        address => format!("{address}?{query}"),
    }
}

fn figures(signed: &Signed, overview: &Overview) -> Vec<Figure> {
    let tr = signed.anyone.tr;
    let people = overview.people;
    let figure = |number: i64, key: &str, href: String| Figure {
        number: number.to_string(),
        text: tr.t1(key, "n", number),
        href,
        warns: false,
    };
    vec![
        figure(people.pupils, "ba-figure-pupils", users(signed, "aktoer=elev")),
        figure(people.staff, "ba-figure-staff", users(signed, "aktoer=medarbejder&aktoer=ekstern")),
        figure(people.never, "ba-figure-never", users(signed, "status=aldrig")),
        Figure {
            warns: 0 < overview.notices(),
            ..figure(overview.notices(), "ba-figure-notices", signed.menu(Menu::Import))
        },
    ]
}

fn tasks(signed: &Signed, overview: &Overview) -> Vec<Task> {
    let tr = signed.anyone.tr;
    let mut tasks = Vec::new();
    let mut add = |count: i64, key: &str, menu: Menu| {
        if 0 < count {
            tasks.push(Task { text: tr.t1(key, "n", count), href: signed.menu(menu) });
        }
    };
    add(i64::try_from(overview.held()).unwrap_or(i64::MAX), "ba-task-held", Menu::Import);
    add(overview.notices(), "ba-task-notices", Menu::Import);
    add(overview.expiring, "ba-task-expiring", Menu::Manual);
    add(overview.requests, "ba-task-requests", Menu::Agreements);
    if 0 < overview.codes {
        let href = if signed.offers(Verb::SeeUsers) { signed.path("/engangskoder") } else { String::new() };
        tasks.push(Task { text: tr.t1("ba-task-codes", "n", overview.codes), href });
    }
    if let Some(run) = overview.last_file.as_ref().filter(|run| run.outcome == Outcome::Refused) {
        tasks.push(Task {
            text: tr.t1("ba-task-refused-file", "day", tr.day(run.received)),
            href: signed.menu(Menu::Import),
        });
    }
    for one in &overview.many_windows {
        let text = tr.t2("ba-task-windows", ("name", one.shown.full()), ("n", one.windows));
        tasks.push(Task { text, href: signed.menu(Menu::Log) });
    }
    tasks
}

fn line(signed: &Signed, source: &SourceState, now: rules::time::Instant) -> SourceLine {
    let tr = signed.anyone.tr;
    SourceLine {
        name: words::source(tr, &source.name),
        loaded: tr.moment(source.loaded, now),
        state: match (source.held, source.notices) {
            (true, _) => tr.t("ba-source-held"),
            (false, 0) => tr.t("ba-source-well"),
            (false, notices) => tr.t1("ba-source-notices", "n", notices),
        },
        warns: source.held || 0 < source.notices,
    }
}
