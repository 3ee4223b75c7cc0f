//! "Kan vi få Unilogin?": who may, advice for whoever may not, and the way into the form.
//!
//! Source: product.md §11. What it does not do: look anything up; the number is kept with the case.

use super::Place;
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use rules::application::{Answers, Flaw, Purpose, Situation, Step, registration_flaw};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ansoeg", page).post("/ansoeg", choose).get("/ansoeg/raad/{situation}", advice)
}

#[derive(Template)]
#[template(path = "ansoeg/check.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    /// Word, text, chosen.
    situations: Vec<(&'static str, String, bool)>,
    purposes: Vec<(&'static str, String, bool)>,
    registration: String,
    eid: String,
}

/// The word of *Ændring af primær brugeradministrator* in the form.
const CHANGE: &str = "skift";

fn situation_key(situation: Situation) -> &'static str {
    match situation {
        Situation::Institution => "apply-who-institution",
        Situation::Abroad => "apply-who-abroad",
        Situation::Museum => "apply-who-museum",
        Situation::HomeSchooling => "apply-who-home",
        Situation::PrivateTeaching => "apply-who-private",
    }
}

fn view(app: &App, anyone: &Anyone, posted: &Posted, errors: FieldErrors) -> View {
    let chosen = Situation::from_word(posted.text("situation"));
    let change = posted.text("formaal") == CHANGE;
    View {
        page: anyone.page("apply-check-title").failing(&errors),
        errors,
        situations: Situation::ALL.map(|one| (one.word(), anyone.t(situation_key(one)), chosen == Some(one))).to_vec(),
        purposes: vec![
            ("adgang", anyone.t("apply-for-access"), !change),
            (CHANGE, anyone.t("apply-for-change"), change),
        ],
        registration: posted.text("registration").to_owned(),
        eid: app.world.settings.eid_name.clone(),
    }
}

/// GET: the check.
async fn page(State(app): State<App>, anyone: Anyone) -> Response {
    design::show(&view(&app, &anyone, &Posted::empty(), FieldErrors::none()))
}

/// POST: advice, or the form.
async fn choose(app: axum::extract::State<App>, anyone: Anyone, posted: Posted) -> Result<Response, Problem> {
    let State(app) = app;
    let mut errors = FieldErrors::none();
    let situation = Situation::from_word(posted.text("situation"));
    if let Some(advised) = situation.filter(|one| !one.may_apply()) {
        return Ok(Redirect::to(&format!("/ansoeg/raad/{}", advised.word())).into_response());
    }
    if situation.is_none() {
        errors.add("situation", anyone.t("apply-error-who"));
    }
    let situation = situation.unwrap_or_default();
    match registration_flaw(situation, posted.text("registration")) {
        None => {}
        Some(Flaw::Missing) => errors.add("registration", anyone.t("apply-error-registration-missing")),
        Some(_) => errors.add("registration", anyone.t("apply-error-registration")),
    }
    if !errors.is_empty() {
        return Ok(design::show(&view(&app, &anyone, &posted, errors)));
    }
    let purpose = if posted.text("formaal") == CHANGE { Purpose::PrimaryChange } else { Purpose::Access };
    let registration = posted.text("registration").to_owned();
    let answers = Answers { purpose, situation, registration, ..Answers::default() };
    let begun = flows::application::begin(&app.world, anyone.address, answers, anyone.tr.language.tag()).await?;
    match begun {
        Some(path) => Ok(Redirect::to(&format!("{path}{}", Place::Typed(Step::Institution).path())).into_response()),
        None => {
            let errors = FieldErrors::one("situation", anyone.t("apply-error-too-many"));
            Ok(design::show(&view(&app, &anyone, &posted, errors)))
        }
    }
}

#[derive(Template)]
#[template(path = "ansoeg/advice.html")]
struct AdviceView {
    page: Page,
    heading: String,
    says: String,
}

/// GET: what to do instead.
async fn advice(anyone: Anyone, Path(word): Path<String>) -> Result<Response, Problem> {
    let (heading, says) = match Situation::from_word(&word) {
        Some(Situation::Museum) => ("apply-advice-museum", "apply-advice-museum-says"),
        Some(Situation::HomeSchooling) => ("apply-advice-home", "apply-advice-home-says"),
        Some(Situation::PrivateTeaching) => ("apply-advice-private", "apply-advice-private-says"),
        Some(Situation::Institution | Situation::Abroad) | None => return Err(Problem::NotFound),
    };
    let (heading, says) = (anyone.t(heading), anyone.t(says));
    Ok(design::show(&AdviceView { page: anyone.page_titled(heading.clone()), heading, says }))
}
