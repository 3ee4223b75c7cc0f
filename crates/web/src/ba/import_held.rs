//! A held import: why it waits, what it would take from whom, and the two buttons.
//!
//! Source: product.md §9, §10. Rights and services people would lose stand first. What it does not do: load part of an
//! import; all of it or nothing.

use super::import::{back, query};
use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::import::decide::Decided;
use flows::import::desk::{Decision, HeldPlan, Loss, decide, held};
use rules::id::ImportRunId;
use rules::import_plan::Hold;
use rules::rights::verb::Verb;
use serde::Deserialize;
use store::service_right::ServiceRight;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/import/tilbageholdt", page).post_of(
        "/ba/{institution}/import/tilbageholdt",
        &["frigiv", "afvis"],
        act,
    )
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    kilde: String,
}

struct LossRow {
    name: String,
    what: String,
    loses: String,
}

#[derive(Template)]
#[template(path = "ba/import_held.html")]
struct View {
    page: Page,
    here: String,
    back: String,
    source: String,
    run: i64,
    received: String,
    why: String,
    created: usize,
    changed: usize,
    removed: usize,
    contacts: usize,
    classes: Vec<(String, usize)>,
    /// Said where not all who would go are listed.
    first: Option<String>,
    light_heading: String,
    groups: String,
    heavy: Vec<LossRow>,
    light: Vec<LossRow>,
    behind: usize,
    may_decide: bool,
}

/// GET: the plan.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let found = match held(&app.world, &signed.administrator, &asked.kilde).await {
        Ok(Ok(Some(found))) => found,
        Ok(Ok(None)) => return Err(Problem::NotFound),
        Ok(Err(reason)) => return refused::page(&app, &signed, reason),
        Err(error) => return Err(Problem::broken(&error)),
    };
    Ok(design::show(&view(&signed, found)))
}

fn view(signed: &Signed, found: HeldPlan) -> View {
    let tr = signed.anyone.tr;
    let counts = found.plan.counts();
    let all = found.sum.heavy + found.sum.light;
    let (heavy, light): (Vec<&Loss>, Vec<&Loss>) = found.losses.iter().partition(|loss| loss.is_heavy());
    let rows = |some: Vec<&Loss>| some.into_iter().map(|loss| loss_row(signed, loss, &found.defined)).collect();
    let (heavy, light) = (rows(heavy), rows(light));
    let light_key = if found.sum.heavy == 0 { "ba-held-light-only" } else { "ba-held-light" };
    View {
        page: signed.page("ba-held-title", Menu::Import),
        here: format!("{}?kilde={}", signed.path("/import/tilbageholdt"), query(&found.run.source)),
        back: signed.path("/import"),
        run: found.run.id.0,
        received: tr.day_and_clock(found.run.received),
        why: match &found.hold {
            Some(Hold::TooMany { removed, of, percent }) => {
                let mut values = fluent_bundle::FluentArgs::new();
                values.set("removed", *removed);
                values.set("of", *of);
                values.set("percent", *percent);
                tr.with("ba-held-too-many", &values)
            }
            Some(Hold::WholeClass { class, members }) => {
                tr.t2("ba-held-whole-class", ("class", class.as_str().to_owned()), ("n", *members))
            }
            None => tr.t("ba-held-no-longer"),
        },
        created: counts.created,
        changed: counts.changed,
        removed: counts.removed,
        contacts: found.contacts_gone,
        classes: found.sum.classes.iter().map(|(class, people)| (class.clone(), *people)).collect(),
        first: (found.losses.len() < all).then(|| tr.t1("ba-held-first", "n", found.losses.len())),
        light_heading: tr.t1(light_key, "n", found.sum.light),
        groups: found.groups_gone().join(", "),
        heavy,
        light,
        behind: found.behind,
        may_decide: signed.offers(Verb::DecideImport),
        source: found.run.source,
    }
}

fn loss_row(signed: &Signed, loss: &Loss, defined: &[ServiceRight]) -> LossRow {
    let tr = signed.anyone.tr;
    let actor = tr.t(words::actor_key(loss.actor));
    let what = match &loss.class {
        Some(class) => format!("{actor}, {class}"),
        None => actor,
    };
    let mut loses: Vec<String> =
        loss.rights.iter().map(|word| tr.t1("ba-held-loses-right", "right", words::right(tr, word, defined))).collect();
    loses.extend(loss.services.iter().map(|name| tr.t1("ba-held-loses-service", "service", name.clone())));
    loses.push(tr.t(if loss.last { "ba-held-loses-all" } else { "ba-held-loses-here" }));
    LossRow { name: loss.name.full(), what, loses: loses.join(". ") }
}

/// POST: one of the two buttons.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let (decision, told) = match posted.text(DO_FIELD) {
        "frigiv" => (Decision::Release, "frigivet"),
        "afvis" => (Decision::Reject, "afvist"),
        _ => return Err(Problem::Unreadable),
    };
    let Ok(run) = posted.text("koersel").parse() else { return Err(Problem::Unreadable) };
    let source = posted.text("kilde").to_owned();
    finish(&app, &signed, (&source, ImportRunId(run)), (decision, told)).await
}

/// Decides and goes back to the list, which says what came of it.
pub(crate) async fn finish(
    app: &App,
    signed: &Signed,
    which: (&str, ImportRunId),
    (decision, told): (Decision, &str),
) -> Result<Response, Problem> {
    let told = match decide(&app.world, &signed.administrator, which, decision).await {
        Ok(Ok(Decided::Done(_))) => told,
        Ok(Ok(Decided::Nothing | Decided::NoSource)) => "for-sent",
        Ok(Err(reason)) => return refused::page(app, signed, reason),
        Err(error) => return Err(Problem::broken(&error)),
    };
    Ok(back(signed, told))
}
