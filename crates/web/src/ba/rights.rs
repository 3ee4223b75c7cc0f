//! *Rettighedstildeling*: people and rights with boxes to tick, what would change, and undoing it.
//!
//! The form carries what it showed, so that nobody's change is lost silently; without script a page of its own says what
//! would change before it is saved. Source: product.md §9, ux.md 3.12. What it does not do: say who may.

use super::conflict::Met;
use super::refused::says;
use super::rights_form::{self, Ask};
use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::pager::Pager;
use crate::design::{self, NavLink, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::grant_rights::{self, Asked, Saved};
use flows::rights_matrix::{self, Cell, Column, Matrix, Row as Person, Who};
use rules::id::PersonId;
use rules::right_term::{Lapse, Tie, Why, latest};
use rules::rights::verb::Verb;
use rules::time::Instant;
use std::collections::BTreeSet;

pub(super) fn addresses(all: Addresses) -> Addresses {
    let path = "/ba/{institution}/rettigheder";
    all.get(path, page).post_of(path, &["gem", "fortryd", "toem"], press)
}

/// One box as the page draws it.
struct Tick {
    /// The field's id and value: person and right.
    id: String,
    value: String,
    label: String,
    /// Whose, for those who hear the page.
    whose: String,
    /// Whether it is held now.
    saved: bool,
    /// Whether it is ticked.
    ticked: bool,
    look: TickLook,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum TickLook {
    /// May be changed.
    Open,
    /// Is shown and may not be changed.
    Locked,
    /// The person may not hold the right: no box.
    Absent,
}

/// One person.
struct Line {
    person: i64,
    name: String,
    detail: String,
    badge: String,
    notice: String,
    boxes: Vec<Tick>,
    /// The field of an external's last day; none for internals and where nothing may be changed.
    day: Option<DayField>,
}

struct DayField {
    before: String,
    value: String,
}

#[derive(Template)]
#[template(path = "ba/rights.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    base: String,
    /// Where its forms are sent: to this list, this page of it.
    here: String,
    everyone: Option<String>,
    lists: Vec<NavLink>,
    ask: Ask,
    columns: Vec<String>,
    lines: Vec<Line>,
    caption: String,
    may_change: bool,
    latest: String,
    /// Why some boxes are locked, each once.
    locked: Vec<String>,
    pager: Pager,
    remembered: bool,
    /// What was saved just now.
    done: Option<Told>,
    /// What somebody else changed meanwhile.
    conflict: Option<Met>,
}

/// What was saved, and the moment by which it is undone.
pub(super) struct Told {
    heading: String,
    lines: Vec<String>,
    at: i64,
}

/// GET: the page.
pub(crate) async fn page(State(app): State<App>, signed: Signed, Query(ask): Query<Ask>) -> Result<Response, Problem> {
    let done = match ask.saved() {
        Some(at) => told(&app, &signed, at).await?,
        None => None,
    };
    let state = Shown { ask, done, ..Shown::default() };
    show(&app, &signed, state).await
}

/// What a page shows besides what the database knows.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) ask: Ask,
    pub(super) done: Option<Told>,
    /// What was sent and could not be saved.
    pub(super) wanted: Option<Asked>,
    pub(super) errors: FieldErrors,
    pub(super) conflict: Option<Met>,
}

/// The page in this state.
pub(super) async fn show(app: &App, signed: &Signed, shown: Shown) -> Result<Response, Problem> {
    let Shown { ask, done, wanted, errors, conflict } = shown;
    let matrix = match rights_matrix::page(&app.world, &signed.administrator, ask.asked()).await? {
        Ok(matrix) => matrix,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let tr = signed.anyone.tr;
    let base = signed.path(Menu::Rights.path());
    let today = app.world.now().day_in_denmark();
    let columns: Vec<String> = matrix.columns.iter().map(|column| column_name(tr, column)).collect();
    let latest = latest(today).to_string();
    let wanted = (wanted.as_ref(), latest.as_str());
    let lines: Vec<Line> = matrix.rows.iter().map(|row| line(tr, &matrix, (row, &columns), wanted)).collect();
    let ask = Ask { gemt: 0, ..ask };
    let here = ask.address(&base);
    let page = signed.page("ba-menu-rights", Menu::Rights).failing(&errors).at(here.clone());
    let view = View {
        lists: lists(tr, &base, &ask, &matrix),
        caption: tr.t1("ba-rights-caption", "institution", signed.institution_name()),
        locked: locked(tr, &matrix),
        may_change: matrix.may_change.is_ok(),
        latest,
        everyone: signed.offers(Verb::SearchEveryone).then(|| signed.path(Menu::Everyone.path())),
        pager: Pager::around(matrix.page.saturating_sub(1), matrix.pages, |page| {
            Ask { side: page + 1, ..ask.clone() }.address(&base)
        }),
        remembered: ask.who() == Who::Remembered && 0 < matrix.counts.1 && matrix.may_change.is_ok(),
        page,
        errors,
        base,
        here,
        ask,
        columns,
        lines,
        done,
        conflict,
    };
    Ok(design::show(&view))
}

/// What a right is called.
fn column_name(tr: Tr, column: &Column) -> String {
    match column {
        Column::Own(right) => tr.t(refused::right_key(*right)),
        Column::Service(defined) => words::service_right(tr, defined),
    }
}

fn lists(tr: Tr, base: &str, ask: &Ask, matrix: &Matrix) -> Vec<NavLink> {
    let (employees, remembered, holders) = matrix.counts;
    [
        (Who::Employees, "ba-rights-employees", employees),
        (Who::Remembered, "ba-rights-remembered", remembered),
        (Who::Holders, "ba-rights-holders", holders),
    ]
    .into_iter()
    .map(|(who, key, count)| NavLink {
        href: format!("{base}?valg={}", rights_form::who_word(who)),
        text: tr.t1(key, "n", count),
        current: ask.who() == who,
    })
    .collect()
}

/// What was sent and could not be saved, and the latest day there may be.
type Wanted<'a> = (Option<&'a Asked>, &'a str);

fn line(tr: Tr, matrix: &Matrix, (row, columns): (&Person, &[String]), (wanted, latest): Wanted<'_>) -> Line {
    let may_change = matrix.may_change.is_ok();
    let boxes = row.cells.iter().zip(&matrix.columns).zip(columns).map(|((cell, column), label)| {
        let word = column.word();
        let saved = cell.held.is_some();
        let wish = wanted.and_then(|asked| {
            // A box nobody touched shows what is so now, not what the page said when it was sent.
            let touched = asked.wishes.iter().filter(|wish| wish.before != wish.after);
            touched.into_iter().find(|wish| wish.person == row.person && wish.right == word)
        });
        let look = match (&cell.may_change, cell.held) {
            (Ok(()), _) if may_change => TickLook::Open,
            (_, Some(_)) => TickLook::Locked,
            (Err(rules::rights::Reason::MayNotHold), None) => TickLook::Absent,
            (_, None) => TickLook::Locked,
        };
        let ticked = if look == TickLook::Open { wish.map_or(saved, |wish| wish.after) } else { saved };
        Tick {
            id: format!("b{}-{}", row.person.0, word.replace(|c: char| !c.is_ascii_alphanumeric(), "-")),
            value: format!("{}:{word}", row.person.0),
            label: label.clone(),
            whose: tr.t1("ba-rights-whose", "name", row.shown.clone()),
            saved,
            ticked,
            look,
        }
    });
    let boxes: Vec<Tick> = boxes.collect();
    Line {
        person: row.person.0,
        name: row.shown.clone(),
        detail: detail(tr, row),
        badge: badge(tr, row),
        notice: notice(tr, row.lapse),
        day: (may_change && row.tie == Tie::External && boxes.iter().any(|one| one.look == TickLook::Open))
            .then(|| day(row, wanted, latest)),
        boxes,
    }
}

/// An external without a last day is offered the latest there may be.
fn day(row: &Person, wanted: Option<&Asked>, latest: &str) -> DayField {
    let before = row.until.map(|day| day.to_string()).unwrap_or_default();
    let typed = wanted.and_then(|asked| asked.days.iter().find(|day| day.person == row.person));
    let value = match typed {
        Some(day) => day.after.map(|day| day.to_string()).unwrap_or_default(),
        None if before.is_empty() => latest.to_owned(),
        None => before.clone(),
    };
    DayField { before, value }
}

fn detail(tr: Tr, row: &Person) -> String {
    let roles = words::roles(tr, &row.roles);
    if roles.is_empty() { row.username.to_string() } else { format!("{roles} · {}", row.username) }
}

fn badge(tr: Tr, row: &Person) -> String {
    match row.tie {
        Tie::Internal => String::new(),
        Tie::External if row.elsewhere.is_empty() => tr.t("ba-rights-external"),
        Tie::External => tr.t1("ba-rights-external-at", "place", row.elsewhere.join(", ")),
    }
}

/// What becomes of somebody's *Brugeradm* by itself, in a sentence.
pub(super) fn notice(tr: Tr, lapse: Lapse) -> String {
    match lapse {
        Lapse::Stays => String::new(),
        Lapse::EndsSoon(end, Why::NotUsed) => tr.t1("ba-rights-closes-unused", "day", last_day(tr, end)),
        Lapse::EndsSoon(end, Why::Expired | Why::MayNotHold | Why::EmploymentEnded) => {
            tr.t1("ba-rights-closes", "day", last_day(tr, end))
        }
        Lapse::LastStays(end) => tr.t1("ba-rights-last-stays", "day", last_day(tr, end)),
        Lapse::Ends(_) => tr.t("ba-rights-is-over"),
    }
}

fn last_day(tr: Tr, end: Instant) -> String {
    tr.date(rules::right_term::last_day(end))
}

/// Why some boxes of this page are locked, each reason once.
fn locked(tr: Tr, matrix: &Matrix) -> Vec<String> {
    let held = |cell: &&Cell| cell.held.is_some();
    let cells = matrix.rows.iter().flat_map(|row| row.cells.iter()).filter(held);
    let reasons: BTreeSet<_> = cells.filter_map(|cell| cell.may_change.err()).collect();
    match matrix.may_change {
        Ok(()) => reasons.into_iter().map(|reason| says(tr, reason)).collect(),
        Err(_) => vec![tr.t("ba-rights-only-looking")],
    }
}

async fn told(app: &App, signed: &Signed, at: Instant) -> Result<Option<Told>, Problem> {
    let done = grant_rights::done(&app.world, &signed.administrator, at).await?;
    if done.given.is_empty() && done.taken.is_empty() {
        return Ok(None);
    }
    let tr = signed.anyone.tr;
    let says = |key: &str, (person, right): &(PersonId, String)| {
        let name = done.names.get(person).cloned().unwrap_or_default();
        tr.t2(key, ("name", name), ("right", words::right(tr, right, &done.defined)))
    };
    let given = done.given.iter().map(|one| says("ba-rights-was-given", one));
    let taken = done.taken.iter().map(|one| says("ba-rights-was-taken", one));
    Ok(Some(Told {
        heading: tr.t2("ba-rights-saved", ("given", done.given.len()), ("taken", done.taken.len())),
        lines: given.chain(taken).collect(),
        at: at.0,
    }))
}

/// POST: *Gem*, *Fortryd* or *Tøm listen*.
pub(crate) async fn press(
    State(app): State<App>,
    signed: Signed,
    Query(ask): Query<Ask>,
    posted: Posted,
) -> Result<Response, Problem> {
    let ask = Ask { gemt: 0, ..ask };
    match posted.text(DO_FIELD) {
        "gem" => save(&app, &signed, (ask, &posted)).await,
        "fortryd" => undo(&app, &signed, (ask, &posted)).await,
        "toem" => empty(&app, &signed).await,
        _ => Err(Problem::Unreadable),
    }
}

/// *Gem*. Without script what would change is shown first.
async fn save(app: &App, signed: &Signed, (ask, posted): (Ask, &Posted)) -> Result<Response, Problem> {
    let Some((asked, errors)) = rights_form::read(signed, posted) else { return Err(Problem::Unreadable) };
    if !errors.is_empty() {
        return show(app, signed, Shown { ask, errors, wanted: Some(asked), ..Shown::default() }).await;
    }
    if !posted.has("seen") {
        return rights_form::preview(app, signed, (ask, asked)).await;
    }
    let saved = grant_rights::save(&app.world, &signed.administrator, asked.clone()).await?;
    after(app, signed, (ask, asked), saved).await
}

async fn after(
    app: &App,
    signed: &Signed,
    (ask, asked): (Ask, Asked),
    saved: Result<Saved, rules::rights::Reason>,
) -> Result<Response, Problem> {
    let base = signed.path(Menu::Rights.path());
    match saved {
        Err(reason) => refused::page(app, signed, reason),
        Ok(Saved::Done(at)) => Ok(Redirect::to(&Ask { gemt: at.0, ..ask }.address(&base)).into_response()),
        Ok(Saved::Nothing) => Ok(Redirect::to(&ask.address(&base)).into_response()),
        Ok(Saved::NotYet(judged)) => rights_form::not_yet(app, signed, (ask, asked), &judged).await,
    }
}

/// *Fortryd*.
async fn undo(app: &App, signed: &Signed, (ask, posted): (Ask, &Posted)) -> Result<Response, Problem> {
    let Ok(at) = posted.text("gemt").parse().map(Instant) else { return Err(Problem::Unreadable) };
    let saved = grant_rights::undo(&app.world, &signed.administrator, at).await?;
    after(app, signed, (ask, Asked::default()), saved).await
}

/// *Tøm listen*.
async fn empty(app: &App, signed: &Signed) -> Result<Response, Problem> {
    match flows::find_anyone::forget_all(&app.world, &signed.administrator).await? {
        Ok(()) => Ok(Redirect::to(&signed.path(Menu::Rights.path())).into_response()),
        Err(reason) => refused::page(app, signed, reason),
    }
}
