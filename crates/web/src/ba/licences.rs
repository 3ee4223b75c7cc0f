//! *Tjenester og licenser* (*Giv Adgang*): which licence-bound services the institution gives to whom, from when to when.
//!
//! Source: product.md §9, §13. What it does not do: sell licences; the school has bought them from the provider.

use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::give_licence::{Giving, Overview, Pressed, end, give, overview};
use rules::affiliation::Actor;
use rules::licence::Reach;
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/tjenester", page).post_of("/ba/{institution}/tjenester", &["giv", "slut"], press)
}

/// What the last button came to.
const TOLD: Table = &[
    ("givet", Went::Well, "ba-licence-told-given"),
    ("slut", Went::Well, "ba-licence-told-ended"),
    ("for-sent", Went::Nowhere, "ba-manual-told-too-late"),
];

struct Row {
    id: i64,
    service: String,
    reach: String,
    from: String,
    to: String,
}

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Typed {
    errors: FieldErrors,
    client: String,
    reach: String,
    from: String,
    to: String,
}

#[derive(Template)]
#[template(path = "ba/licences.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    told: Option<Told>,
    rows: Vec<Row>,
    services: Vec<(String, String, bool)>,
    reaches: Vec<(String, String, bool)>,
    typed: Typed,
    may_press: bool,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show(&app, &signed, asked.told(signed.anyone.tr, TOLD), Typed::default()).await
}

async fn show(app: &App, signed: &Signed, told: Option<Told>, typed: Typed) -> Result<Response, Problem> {
    match overview(&app.world, &signed.administrator).await? {
        Ok(found) => Ok(design::show(&view(signed, &found, told, typed))),
        Err(reason) => refused::page(app, signed, reason),
    }
}

fn view(signed: &Signed, found: &Overview, told: Option<Told>, typed: Typed) -> View {
    let tr = signed.anyone.tr;
    let here = signed.path("/tjenester");
    let rows = found.given.iter().map(|given| Row {
        id: given.id,
        service: given.service.clone(),
        reach: reach_text(signed, found, given.licence.reach),
        from: given.licence.from.map_or_else(|| tr.day(given.given), |day| tr.date(day)),
        to: given.licence.to.map(|day| tr.date(day)).unwrap_or_default(),
    });
    let mut reaches = vec![Reach::WholeInstitution];
    reaches.extend(Actor::ALL.map(Reach::Actor));
    reaches.extend(found.groups.iter().map(|group| Reach::Group(group.id)));
    View {
        page: signed.page("ba-menu-licences", Menu::Licences).failing(&typed.errors).at(here.clone()),
        errors: typed.errors.clone(),
        here,
        told,
        rows: rows.collect(),
        services: found
            .offered
            .iter()
            .map(|one| (one.client.clone(), format!("{} ({})", one.name, one.provider), one.client == typed.client))
            .collect(),
        reaches: reaches
            .into_iter()
            .map(|reach| (reach.word(), reach_text(signed, found, reach), reach.word() == typed.reach))
            .collect(),
        typed,
        may_press: signed.offers(Verb::GiveLicence),
    }
}

fn reach_text(signed: &Signed, found: &Overview, reach: Reach) -> String {
    let tr = signed.anyone.tr;
    match reach {
        Reach::WholeInstitution => tr.t("ba-licence-everyone"),
        Reach::Actor(Actor::Pupil) => tr.t("ba-licence-pupils"),
        Reach::Actor(Actor::Employee) => tr.t("ba-licence-employees"),
        Reach::Actor(Actor::External) => tr.t("ba-licence-externals"),
        Reach::Actor(Actor::Contact) => tr.t("ba-licence-contacts"),
        Reach::Group(id) => match found.groups.iter().find(|group| group.id == id) {
            Some(group) => group.name.clone(),
            None => tr.t("ba-licence-old-group"),
        },
    }
}

fn back(signed: &Signed, told: &str) -> Response {
    told::back(&signed.path("/tjenester"), told)
}

/// POST: *Giv adgang*, or *Slut adgang*.
pub(crate) async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    match posted.text(DO_FIELD) {
        "giv" => press_give(&app, &signed, &posted).await,
        "slut" => press_end(&app, &signed, &posted).await,
        _ => Err(Problem::Unreadable),
    }
}

async fn press_give(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let text = |name| posted.text(name).to_owned();
    let mut typed = Typed {
        errors: FieldErrors::none(),
        client: text("client"),
        reach: text("reach"),
        from: text("from"),
        to: text("to"),
    };
    let (from, to) = (form::maybe_day(&typed.from), form::maybe_day(&typed.to));
    let reach = Reach::from_word(&typed.reach);
    let mut wrong = |field, key: &str| typed.errors.add(field, signed.anyone.t(key));
    if typed.client.is_empty() {
        wrong("client", "ba-licence-error-service");
    }
    if reach.is_none() {
        wrong("reach", "ba-licence-error-reach");
    }
    if from.is_err() {
        wrong("from", "error-no-day");
    }
    if to.is_err() {
        wrong("to", "error-no-day");
    }
    let (Ok(from), Ok(to), Some(reach), true) = (from, to, reach, typed.errors.is_empty()) else {
        return show(app, signed, None, typed).await;
    };
    let giving = Giving { client: typed.client.clone(), reach, from, to };
    let (field, key) = match give(&app.world, &signed.administrator, &giving).await? {
        Pressed::Done => return Ok(back(signed, "givet")),
        Pressed::NotHere => return Err(Problem::NotFound),
        Pressed::Refused(reason) => return refused::page(app, signed, reason),
        Pressed::NoService => ("client", "ba-licence-error-service"),
        Pressed::OverBefore => ("to", "ba-licence-error-over"),
        Pressed::Already => ("reach", "ba-licence-error-already"),
    };
    typed.errors.add(field, signed.anyone.t(key));
    show(app, signed, None, typed).await
}

async fn press_end(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let Ok(id) = posted.text("licens").parse() else { return Err(Problem::Unreadable) };
    match end(&app.world, &signed.administrator, id).await? {
        Pressed::Done => Ok(back(signed, "slut")),
        Pressed::Refused(reason) => refused::page(app, signed, reason),
        Pressed::NotHere | Pressed::NoService | Pressed::OverBefore | Pressed::Already => Ok(back(signed, "for-sent")),
    }
}
