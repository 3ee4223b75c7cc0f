//! *Brugere*: everybody attached to the institution: searched, narrowed, sorted, paged, and taken away as a file.
//!
//! Source: product.md §9, ux.md 3.11, mock 04. What it does not do: show a contact's user name, logins or state.

use super::users_query::{Query, Which, statuses};
use super::{Menu, Signed, csv, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::pager::Pager;
use crate::design::{self, Page};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use flows::user_list::{self as story, By, Choices, Direction, PAGE_SIZES, Row};
use rules::affiliation::{Actor, Role};
use rules::id::PersonId;
use rules::rights::verb::Verb;
use rules::time::Instant;
use store::user_list::{Acquaintance, Former};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/brugere", page).get("/ba/{institution}/brugere/fil", file)
}

/// A choice of a list or a box.
struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// A filter that is on, and the address without it.
struct Chip {
    text: String,
    href: String,
}

/// A column that sorts.
struct Head {
    text: String,
    href: String,
    /// The word of `aria-sort`; empty where the list is not sorted by it.
    sorted: &'static str,
}

/// A row of the table.
struct Line {
    href: String,
    name: String,
    username: String,
    place: String,
    /// The badge's class and its word.
    status: (&'static str, String),
    login: String,
}

#[derive(Template)]
#[template(path = "ba/users.html")]
struct View {
    page: Page,
    action: String,
    search: String,
    actors: Vec<Choice>,
    roles: Vec<Choice>,
    groups: Vec<Choice>,
    sources: Vec<Choice>,
    states: Vec<Choice>,
    sizes: Vec<Choice>,
    chips: Vec<Chip>,
    clear: String,
    summary: String,
    heading: String,
    heads: Vec<Head>,
    login_head: String,
    lines: Vec<Line>,
    pager: Pager,
    file: String,
    incident: String,
    empty: &'static str,
}

/// GET: the list.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = Query::read(&query.unwrap_or_default());
    match query.which {
        Which::Attached => attached(&app, &signed, &query).await,
        Which::Left => left(&app, &signed, &query).await,
    }
}

async fn attached(app: &App, signed: &Signed, query: &Query) -> Result<Response, Problem> {
    let (list, choices) = match story::see(&app.world, &signed.administrator, query.asked.clone()).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let tr = signed.anyone.tr;
    let now = app.world.now();
    let shown = list.rows.len();
    let heading = shown_text(tr, (list.before, shown, list.total));
    let lines = list.rows.iter().map(|row| line(signed, row, now)).collect();
    let mut view = frame(signed, query, (&choices, heading));
    view.lines = lines;
    view.pager = pager(signed, query, (list.before, &list.pages));
    view.empty = if query.cleared().text() == query.text() { "ba-users-nobody-yet" } else { "ba-users-none" };
    Ok(design::show(&view))
}

async fn left(app: &App, signed: &Signed, query: &Query) -> Result<Response, Problem> {
    let (list, choices) = match story::see_left(&app.world, &signed.administrator, query.asked.clone()).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let tr = signed.anyone.tr;
    let heading = tr.t1("ba-users-left-heading", "n", list.total);
    let mut view = frame(signed, query, (&choices, heading));
    view.lines = list.rows.iter().map(|one| former_line(tr, one)).collect();
    view.pager = pager(signed, query, (list.before, &list.pages));
    view.login_head = tr.t("ba-users-left-since");
    Ok(design::show(&view))
}

/// The steps through a list whose pages begin behind these people.
fn pager(signed: &Signed, query: &Query, (before, pages): (usize, &[Option<PersonId>])) -> Pager {
    let here = signed.path("/brugere");
    Pager::around(before.div_ceil(query.asked.size.max(1)), pages.len(), |page| {
        format!("{here}?{}#resultat", query.behind(pages.get(page).copied().flatten()).text())
    })
}

/// `Viser 26–50 af 470 brugere`.
fn shown_text(tr: Tr, (before, shown, total): (usize, usize, usize)) -> String {
    if total == 0 {
        return tr.t("ba-users-zero");
    }
    let range = format!("{}–{}", before + 1, before + shown);
    tr.t2("ba-users-heading", ("range", range), ("n", total))
}

/// All but the rows.
fn frame(signed: &Signed, query: &Query, (choices, heading): (&Choices, String)) -> View {
    let tr = signed.anyone.tr;
    let asked = &query.asked;
    let filter = &asked.filter;
    let here = signed.path("/brugere");
    let address = |query: &Query| format!("{here}?{}#resultat", query.text());
    let chips = chips(tr, query, choices).into_iter().map(|(text, query)| Chip { text, href: address(&query) });
    let chips: Vec<Chip> = chips.collect();
    let choice = |value: String, text: String, chosen: bool| Choice { value, text, chosen };
    let heads = [("ba-users-name", By::Name), ("ba-users-place", By::Place), ("ba-users-login", By::Login)];
    View {
        search: asked.search.clone(),
        actors: Actor::ALL
            .into_iter()
            .map(|one| {
                let text = tr.t(words::actor_key(one));
                choice(words::actor_word(one).to_owned(), text, filter.actors.contains(&one))
            })
            .collect(),
        roles: Role::ALL
            .into_iter()
            .map(|one| choice(one.word().to_owned(), tr.t(words::role_key(one)), filter.role == Some(one)))
            .collect(),
        groups: choices
            .groups
            .iter()
            .map(|one| choice(one.id.0.to_string(), one.name.clone(), filter.group == Some(one.id)))
            .collect(),
        sources: choices
            .sources
            .iter()
            .map(|one| choice(one.clone(), words::source(tr, one), filter.source.as_ref() == Some(one)))
            .collect(),
        states: statuses()
            .into_iter()
            .map(|(word, key)| choice(word.to_owned(), tr.t(key), query.status_word() == Some(word)))
            .collect(),
        sizes: PAGE_SIZES.into_iter().map(|one| choice(one.to_string(), one.to_string(), one == asked.size)).collect(),
        clear: address(&query.cleared()),
        summary: if chips.is_empty() { tr.t("ba-users-find") } else { tr.t1("ba-users-find-chosen", "n", chips.len()) },
        chips,
        heading,
        heads: heads
            .into_iter()
            .map(|(key, by)| Head {
                text: tr.t(key),
                href: address(&query.sorted(by)),
                sorted: match (asked.by == by, asked.direction) {
                    (false, _) => "",
                    (true, Direction::Forward) => "ascending",
                    (true, Direction::Back) => "descending",
                },
            })
            .collect(),
        login_head: tr.t("ba-users-login"),
        lines: Vec::new(),
        pager: Pager::default(),
        file: if signed.offers(Verb::ExportUsers) && query.which == Which::Attached {
            format!("{here}/fil?{}", query.behind(None).text())
        } else {
            String::new()
        },
        incident: if signed.offers(Verb::KillPasswords) { signed.path("/spaer-adgangskoder") } else { String::new() },
        empty: "ba-users-none",
        action: here.clone(),
        page: signed.page("ba-menu-users", Menu::Users),
    }
}

/// Every filter that is on, with the list without it.
fn chips(tr: Tr, query: &Query, choices: &Choices) -> Vec<(String, Query)> {
    let filter = &query.asked.filter;
    let mut chips = Vec::new();
    if !query.asked.search.is_empty() {
        chips.push((format!("“{}”", query.asked.search), query.with(|asked| asked.search.clear())));
    }
    for actor in &filter.actors {
        let without = query.with(|asked| asked.filter.actors.retain(|one| one != actor));
        chips.push((tr.t(words::actor_key(*actor)), without));
    }
    if let Some(role) = filter.role {
        chips.push((tr.t(words::role_key(role)), query.with(|asked| asked.filter.role = None)));
    }
    if let Some(group) = filter.group {
        let name = choices.groups.iter().find(|one| one.id == group).map(|one| one.name.clone());
        let text = name.unwrap_or_else(|| tr.t("ba-users-group"));
        chips.push((text, query.with(|asked| asked.filter.group = None)));
    }
    if let Some(source) = &filter.source {
        chips.push((words::source(tr, source), query.with(|asked| asked.filter.source = None)));
    }
    if let Some(word) = query.status_word() {
        let key = statuses().into_iter().find(|(one, _)| *one == word).map(|(_, key)| key);
        let mut without = query.with(|asked| asked.filter.status = None);
        without.which = Which::Attached;
        chips.push((tr.t(key.unwrap_or("ba-status-active")), without));
    }
    chips
}

/// `Elev · 2.B`, one affiliation after the other.
pub(super) fn place(tr: Tr, row: &Row) -> String {
    let one = |attached: &store::user_list::Attached| match &attached.class {
        Some(class) => format!("{} · {class}", words::roles(tr, &attached.roles)),
        None => words::roles(tr, &attached.roles),
    };
    let shown = row.detail.attached.iter().filter(|attached| match row.acquaintance {
        Acquaintance::Known => true,
        Acquaintance::ContactOnly => attached.actor == Actor::Contact,
    });
    shown.map(one).collect::<Vec<_>>().join("; ")
}

/// The badge of an account; contacts have none.
fn status(tr: Tr, row: &Row) -> (&'static str, String) {
    match row.acquaintance {
        Acquaintance::ContactOnly => ("", String::new()),
        Acquaintance::Known if row.detail.blocked.is_some() => ("badge-warning", tr.t("ba-status-blocked")),
        Acquaintance::Known if row.detail.last_login.is_none() => ("badge-neutral", tr.t("ba-status-never")),
        Acquaintance::Known => ("badge-success", tr.t("ba-status-active")),
    }
}

fn line(signed: &Signed, row: &Row, now: Instant) -> Line {
    let tr = signed.anyone.tr;
    let known = row.acquaintance == Acquaintance::Known;
    Line {
        href: signed.path(&format!("/brugere/{}", row.detail.person.0)),
        name: row.detail.shown.full(),
        username: if known { row.detail.username.to_string() } else { String::new() },
        place: place(tr, row),
        status: status(tr, row),
        login: match (known, row.detail.last_login) {
            (false, _) => String::new(),
            (true, None) => tr.t("ba-users-never"),
            (true, Some(at)) => tr.moment(at, now),
        },
    }
}

fn former_line(tr: Tr, one: &Former) -> Line {
    Line {
        href: String::new(),
        name: one.shown.full(),
        username: String::new(),
        place: words::roles(tr, &one.roles),
        status: ("badge-neutral", tr.t("ba-status-left")),
        login: tr.day(one.ended),
    }
}

/// GET: the same list as a file, whole.
pub(crate) async fn file(
    State(app): State<App>,
    signed: Signed,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = Query::read(&query.unwrap_or_default());
    let rows = match story::export(&app.world, &signed.administrator, query.asked).await? {
        Ok(rows) => rows,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let tr = signed.anyone.tr;
    let heads = [
        "ba-users-name",
        "ba-user-username",
        "ba-user-uniid",
        "ba-users-actor",
        "ba-users-place",
        "ba-users-status",
        "ba-users-source",
        "ba-users-login",
    ];
    let mut table = vec![heads.map(|key| tr.t(key)).to_vec()];
    table.extend(rows.iter().map(|row| cells(tr, row)));
    Ok(csv::file(&format!("brugere-{}.csv", signed.administrator.institution()), &table))
}

fn cells(tr: Tr, row: &Row) -> Vec<String> {
    let known = row.acquaintance == Acquaintance::Known;
    let of_known = |text: String| if known { text } else { String::new() };
    let joined = |texts: Vec<String>| {
        let mut once = texts;
        once.dedup();
        once.join(", ")
    };
    let attached = &row.detail.attached;
    vec![
        row.detail.shown.full(),
        of_known(row.detail.username.to_string()),
        of_known(row.detail.uniid.clone()),
        joined(attached.iter().map(|one| tr.t(words::actor_key(one.actor))).collect()),
        place(tr, row),
        status(tr, row).1,
        joined(attached.iter().map(|one| words::source(tr, &one.source)).collect()),
        of_known(row.detail.last_login.map(|at| tr.day(at)).unwrap_or_default()),
    ]
}
