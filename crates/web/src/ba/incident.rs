//! *Spær adgangskoder*: after an incident the passwords of a class, a level or everybody die now, and their sessions end.
//!
//! Source: product.md §5. First the reach, then a page that says how many, then it happens. What it does not do: give
//! new passwords; eID, a parent or a window does.

use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::user_list::Choices;
use rules::affiliation::Level;
use rules::id::GroupId;
use rules::rights::verb::Verb;
use store::incident::Reach;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/spaer-adgangskoder", page).post("/ba/{institution}/spaer-adgangskoder", act)
}

/// What the last button came to.
const TOLD: Table = &[("spaerret", Went::Well, "ba-incident-done")];

#[derive(Template)]
#[template(path = "ba/incident.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    action: String,
    back: String,
    told: Option<Told>,
    /// Word, text, chosen: `hele`, `trin:3`, `gruppe:17`.
    reaches: Vec<(String, String, bool)>,
    /// The reach that is about to be confirmed, with its sentence.
    confirming: Option<(String, String)>,
}

fn word(reach: Reach) -> String {
    match reach {
        Reach::Institution => "hele".to_owned(),
        Reach::Level(level) => format!("trin:{}", level.code()),
        Reach::Group(group) => format!("gruppe:{}", group.0),
    }
}

/// GET: the choice.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show(&app, &signed, (FieldErrors::none(), None, None), asked.told(signed.anyone.tr, TOLD)).await
}

async fn show(
    app: &App,
    signed: &Signed,
    (errors, chosen, confirming): (FieldErrors, Option<Reach>, Option<(String, String)>),
    told: Option<Told>,
) -> Result<Response, Problem> {
    if let Err(reason) =
        flows::user_administration::allowed(&app.world, &signed.administrator, Verb::KillPasswords).await?
    {
        return refused::page(app, signed, reason);
    }
    let choices = flows::user_list::see_choices(&app.world, &signed.administrator).await?;
    let choices = match choices {
        Ok(choices) => choices,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let reaches = reaches(signed, &choices);
    let reaches = reaches.into_iter().map(|(reach, text)| (word(reach), text, Some(reach) == chosen)).collect();
    let view = View {
        action: signed.path("/spaer-adgangskoder"),
        back: signed.path("/brugere"),
        told,
        reaches,
        confirming,
        page: signed.page("ba-incident-title", Menu::Users).failing(&errors).at(signed.path("/spaer-adgangskoder")),
        errors,
    };
    Ok(design::show(&view))
}

/// What may be chosen: everybody, the levels of the classes there are, each class.
fn reaches(signed: &Signed, choices: &Choices) -> Vec<(Reach, String)> {
    let tr = signed.anyone.tr;
    let mut reaches = vec![(Reach::Institution, tr.t1("ba-incident-everybody", "name", signed.institution_name()))];
    let mut levels: Vec<Level> = choices.groups.iter().filter_map(|group| group.level).collect();
    levels.sort_unstable();
    levels.dedup();
    reaches.extend(
        levels.into_iter().map(|level| (Reach::Level(level), tr.t1("ba-incident-level", "level", level.code()))),
    );
    reaches.extend(choices.groups.iter().map(|group| (Reach::Group(group.id), group.name.clone())));
    reaches
}

fn reach_of(text: &str) -> Option<Reach> {
    match text.split_once(':') {
        None => (text == "hele").then_some(Reach::Institution),
        Some(("trin", code)) => Level::from_code(code).map(Reach::Level),
        Some(("gruppe", number)) => number.parse().ok().map(|number| Reach::Group(GroupId(number))),
        Some(_) => None,
    }
}

/// POST: first how many, then it happens.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Some(reach) = reach_of(posted.text("hvem")) else {
        let errors = FieldErrors::one("hvem", signed.anyone.t("ba-error-incident-whom"));
        return show(&app, &signed, (errors, None, None), None).await;
    };
    if posted.text("bekraeft") != "ja" {
        let count = flows::look_after_user::count_within(&app.world, &signed.administrator, reach).await?;
        let count = match count {
            Ok(count) => count,
            Err(reason) => return refused::page(&app, &signed, reason),
        };
        let says = signed.anyone.tr.t1("ba-incident-confirm", "n", count);
        return show(&app, &signed, (FieldErrors::none(), Some(reach), Some((word(reach), says))), None).await;
    }
    match flows::look_after_user::kill_passwords(&app.world, &signed.administrator, reach).await? {
        Ok(_) => Ok(told::back(&signed.path("/spaer-adgangskoder"), "spaerret")),
        Err(reason) => refused::page(&app, &signed, reason),
    }
}
