//! The list of pupils: choose a class, tick, give. It refreshes itself where script is on, and by a link where it is off.
//!
//! Source: product.md §8, ux.md 3.8. What it does not do: keep anything between two requests; what waits is read from
//! the database, what was ticked comes back in the form.

use super::adult::{self, Waits};
use super::list::{self, Asked, Column, Summary, Way};
use super::state::{self, StateView};
use super::{Signed, reason_key, start};
use crate::App;
use crate::danish;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::demand_change::{Demanded, Whom};
use flows::give_password::{NotGiven, Opened, Pressed};
use flows::pupil_access::{Choice, Helper, Look, ManyWindows, Overview, PupilRow, Wanted};
use rules::group::Group;
use rules::id::{GroupId, PersonId, WindowId};
use rules::rights::Reason;
use rules::rights::facts::Entry;
use rules::time::Instant;

/// A class to choose.
pub(crate) struct ClassLink {
    href: String,
    text: String,
    current: bool,
}

/// The head of a column: a link that sorts.
pub(crate) struct Head {
    href: String,
    text: String,
    /// `ascending`, `descending`, or nothing where another column sorts.
    sorted: &'static str,
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
    refused: Vec<String>,
    summary: Summary,
    /// What to tell those who may now.
    tell: String,
    many: Vec<String>,
    adult: Waits,
    classes: Vec<ClassLink>,
    heading: String,
    /// The class's number, or `alle`.
    chosen: String,
    /// What the search looks through: an administrator's whole institution.
    searched: String,
    search: bool,
    query: String,
    order: String,
    /// The list as it stands, for the live refresh.
    address: String,
    heads: Vec<Head>,
    rows: Vec<Row>,
    administrator: bool,
    minutes: usize,
}

/// The list a word of an address means.
pub(crate) fn choice_of(klasse: &str) -> Choice {
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
) -> Result<Response, Problem> {
    let ticked = asked.ticked();
    show(&app, &signed, asked, (&ticked, FieldErrors::none())).await
}

async fn show(
    app: &App,
    signed: &Signed,
    mut asked: Asked,
    (ticked, errors): (&[i64], FieldErrors),
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(app, signed, signed.nowhere()).await };
    let choice = choice_of(asked.klasse.as_deref().unwrap_or_default());
    let look = signed.look(&asked.seen());
    let wanted = Wanted { query: asked.query(), ..Wanted::all(choice) };
    let overview = match flows::pupil_access::overview(&app.world, &helper, wanted, look).await? {
        Ok(overview) => overview,
        Err(reason) => return start::refused(app, signed, reason).await,
    };
    // From here on the address names the class that is shown, so that nothing changes under a page that stays open.
    asked.klasse = Some(overview.chosen.map_or_else(|| "alle".to_owned(), |group| group.0.to_string()));
    // A refresh replaces the list and nothing above it.
    let (refused, adult) = match look {
        Look::Again => (Vec::new(), Waits::nobody(app)),
        Look::Opened => {
            signed.opened(app, &asked.seen()).await?;
            let refused = named_in_vain(app, &helper, &asked, signed.anyone.tr).await?;
            (refused, adult::waits(app, signed, (&helper, look)).await?)
        }
    };
    let many = many(&overview.many_windows, signed.anyone.tr);
    let page =
        signed.page(app, "elevadgang-title").await?.failing(&errors).at(asked.address()).with_icons(&state::ICONS);
    let list = List { overview, asked, ticked, refused, many, adult };
    Ok(design::show(&view((page, errors), list, signed, app.world.now())))
}

/// What the page is made of.
struct List<'a> {
    overview: Overview,
    asked: Asked,
    ticked: &'a [i64],
    refused: Vec<String>,
    many: Vec<String>,
    adult: Waits,
}

fn view((page, errors): (Page, FieldErrors), list: List<'_>, signed: &Signed, now: Instant) -> View {
    let List { overview, asked, ticked, refused, many, adult } = list;
    let tr = signed.anyone.tr;
    let administrator = signed.entry == Entry::Administrator;
    let query = asked.query();
    let all = tr.t(if administrator { "elevadgang-all" } else { "elevadgang-all-mine" });
    let name = overview.groups.iter().find(|group| Some(group.id) == overview.chosen).map(|group| group.name.clone());
    let class = name.unwrap_or_else(|| all.clone());
    let search = administrator || list::offers_search(overview.of, &query);
    let mut pupils = overview.pupils;
    list::sort(&mut pupils, asked.order(), now);
    let chosen = asked.klasse.clone().unwrap_or_default();
    let minutes = usize::try_from(rules::reset_window::OPEN_FOR.0 / 60_000).unwrap_or_default();
    let summary = Summary::of(&pupils, tr, now);
    let tell = tell(tr, &page.brand, (summary.waiting(), minutes));
    View {
        page,
        errors,
        tell,
        told: asked.sagt.as_deref().and_then(told_key).map(|key| tr.t(key)),
        refused,
        summary,
        many,
        adult,
        classes: classes(overview.groups, overview.chosen, all, administrator),
        heading: format!("{class} · {}", tr.t1("elevadgang-pupils", "n", pupils.len())),
        searched: if administrator { "alle".to_owned() } else { chosen.clone() },
        chosen,
        search,
        query,
        order: asked.order().word(),
        address: asked.address(),
        heads: heads(&asked, tr),
        rows: pupils.iter().map(|row| line(row, ticked, tr, now)).collect(),
        administrator,
        minutes,
    }
}

/// What the adult tells those who may now.
fn tell(tr: Tr, brand: &str, (pupils, minutes): (usize, usize)) -> String {
    let mut values = fluent_bundle::FluentArgs::new();
    values.set("pupils", pupils);
    values.set("brand", brand);
    values.set("n", minutes);
    tr.with("elevadgang-tell-them", &values)
}

fn line(row: &PupilRow, ticked: &[i64], tr: Tr, now: Instant) -> Row {
    Row {
        person: row.pupil.person.0,
        name: row.pupil.shown.full(),
        username: row.pupil.username.to_string(),
        ticked: ticked.contains(&row.pupil.person.0),
        state: state::of(row, tr, now),
    }
}

fn classes(mut groups: Vec<Group>, chosen: Option<GroupId>, all: String, administrator: bool) -> Vec<ClassLink> {
    danish::sort_by_name(&mut groups, |group| group.name.clone());
    let mut links: Vec<ClassLink> = groups
        .into_iter()
        .map(|group| ClassLink {
            href: format!("/elevadgang/elever?klasse={}", group.id.0),
            current: Some(group.id) == chosen,
            text: group.name,
        })
        .collect();
    if 1 < links.len() || administrator {
        links.push(ClassLink { href: "/elevadgang/elever?klasse=alle".into(), text: all, current: chosen.is_none() });
    }
    links
}

fn heads(asked: &Asked, tr: Tr) -> Vec<Head> {
    let columns = [
        (Column::Name, "elevadgang-pupil"),
        (Column::Username, "elevadgang-username"),
        (Column::State, "elevadgang-state"),
    ];
    let order = asked.order();
    let sorted = |column| match (order.column == column, order.way) {
        (false, _) => "",
        (true, Way::Up) => "ascending",
        (true, Way::Down) => "descending",
    };
    let head = |(column, key): (Column, &str)| Head {
        href: asked.sorted(order.towards(column)).address(),
        text: tr.t(key),
        sorted: sorted(column),
    };
    columns.map(head).into()
}

/// Why the last press named some in vain, in sentences.
async fn named_in_vain(app: &App, helper: &Helper, asked: &Asked, tr: Tr) -> Result<Vec<String>, Problem> {
    let people: Vec<PersonId> = asked.refused().into_iter().map(PersonId).collect();
    if people.is_empty() {
        return Ok(Vec::new());
    }
    let told = flows::give_password::not_given(&app.world, helper, &people).await?;
    Ok(told.into_iter().map(|one| says_why(one, tr)).collect())
}

fn says_why(one: NotGiven, tr: Tr) -> String {
    let why = tr.t(reason_key(one.reason));
    match (one.name, one.reason) {
        (Some(name), Reason::NotYourPupil) => tr.t1("elevadgang-refused-moved", "name", name),
        (Some(name), _) => tr.t2("elevadgang-refused-why", ("name", name), ("why", why)),
        (None, _) => why,
    }
}

/// What a redirect may say: a closed list of words, so that an address cannot put words in our mouth.
fn told_key(word: &str) -> Option<&'static str> {
    match word {
        "afvist" => Some("elevadgang-told-refused"),
        "for-sent" => Some("elevadgang-told-too-late"),
        "fortrudt" => Some("elevadgang-told-undone"),
        "annulleret" => Some("elevadgang-told-cancelled"),
        "skift" => Some("elevadgang-told-change"),
        "ingen-skift" => Some("elevadgang-told-no-change"),
        "spaerret" => Some("elevadgang-told-blocked"),
        "aabnet" => Some("elevadgang-told-unblocked"),
        "kort-vaek" => Some("elevadgang-told-card-void"),
        "kortene-vaek" => Some("elevadgang-told-cards-void"),
        "nogle-kort-vaek" => Some("elevadgang-told-some-cards-void"),
        "ingen-kort-vaek" => Some("elevadgang-told-no-cards-void"),
        "form" => Some("elevadgang-told-form"),
        "god" => Some("adult-waits-told-yes"),
        "ikke-god" => Some("adult-waits-told-no"),
        _ => None,
    }
}

fn many(many: &[ManyWindows], tr: Tr) -> Vec<String> {
    let says = |one: &ManyWindows| tr.t2("elevadgang-many-windows", ("who", one.shown.full()), ("n", one.windows));
    many.iter().map(says).collect()
}

fn asked_of(posted: &Posted) -> Asked {
    let field = |name: &str| Some(posted.text(name).to_owned());
    Asked { klasse: field("klasse"), q: field("q"), sorter: field("sorter"), ..Asked::default() }
}

fn ticked_of(posted: &Posted) -> Vec<i64> {
    posted.all("elev").filter_map(|value| value.parse().ok()).collect()
}

/// POST: what is to be done with the ticked pupils.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let asked = asked_of(&posted);
    let ticked = ticked_of(&posted);
    if ticked.is_empty() {
        let errors = FieldErrors::one("list", signed.anyone.t("elevadgang-error-none"));
        return show(&app, &signed, asked, (&ticked, errors)).await;
    }
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    let people: Vec<PersonId> = ticked.iter().map(|number| PersonId(*number)).collect();
    match posted.text("do") {
        "kort" => super::cards::print(&app, &signed, &people, &asked.address()).await,
        "skift" => {
            let demanded = flows::demand_change::demand(&app.world, &helper, Whom::Pupils(people)).await?;
            Ok(back(&asked, said_of_demand(demanded)))
        }
        _ => give(&app, &helper, &people, &asked).await,
    }
}

/// What to say after a demand.
pub(crate) fn said_of_demand(demanded: Demanded) -> &'static str {
    match demanded {
        Demanded::Pupils(0) => "ingen-skift",
        Demanded::Pupils(_) | Demanded::Institution => "skift",
        Demanded::Refused(_) => "afvist",
    }
}

async fn give(app: &App, helper: &Helper, people: &[PersonId], asked: &Asked) -> Result<Response, Problem> {
    let Opened { refused, .. } = flows::give_password::open(&app.world, helper, people).await?;
    let mut to = asked.address();
    let named: Vec<String> =
        refused.iter().take(flows::give_password::NAMED_MAX).map(|(person, _)| person.0.to_string()).collect();
    if !named.is_empty() {
        to.push_str("&afvist=");
        to.push_str(&named.join("."));
    }
    Ok(Redirect::to(&to).into_response())
}

fn back(asked: &Asked, told: &str) -> Response {
    let mut to = asked.address();
    if !told.is_empty() {
        to.push_str("&sagt=");
        to.push_str(told);
    }
    Redirect::to(&to).into_response()
}

/// POST: a button of one line. What was ticked stays ticked.
pub(crate) async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let asked = Asked { valgt: Some(list::dotted(&ticked_of(&posted))), ..asked_of(&posted) };
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    let pressed = ["annuller", "fortryd", "ok", "igen"].into_iter().find(|name| posted.has(name));
    let number = pressed.and_then(|name| posted.text(name).parse().ok());
    let (Some(name), Some(number)) = (pressed, number) else { return Err(Problem::Unreadable) };
    let window = WindowId(number);
    let (pressed, told) = match name {
        "annuller" => (flows::give_password::cancel(&app.world, &helper, window).await?, "annulleret"),
        "fortryd" => (flows::give_password::undo(&app.world, &helper, window).await?, "fortrudt"),
        "ok" => (flows::give_password::confirm(&app.world, &helper, window).await?, ""),
        _ => return give(&app, &helper, &[PersonId(number)], &asked).await,
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
