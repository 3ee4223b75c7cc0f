//! *Adgangskoder* for more than one pupil: a forced change for a class, a level or the institution, and the form of a
//! class's next passwords.
//!
//! Source: product.md §5, §8. What it does not do: single pupils; their list and pages do that.

use super::pupils::{said, said_of_demand};
use super::{Signed, start};
use crate::App;
use crate::danish;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::care_for_pupils::ClassForms;
use flows::demand_change::Whom;
use flows::pupil_access::Helper;
use rules::affiliation::Level;
use rules::id::GroupId;
use rules::password::SchoolForm;
use serde::Deserialize;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// What the last button came to.
    sagt: Option<String>,
}

/// Something to choose in a list.
pub(crate) struct Choice {
    value: String,
    text: String,
    chosen: bool,
}

/// A class whose form was decided.
pub(crate) struct Decided {
    class: String,
    form: String,
}

#[derive(Template)]
#[template(path = "elevadgang/passwords.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<String>,
    classes: Vec<Choice>,
    levels: Vec<Choice>,
    form_classes: Vec<Choice>,
    forms: Vec<Choice>,
    decided: Vec<Decided>,
}

/// The word of the whole institution in the form.
const INSTITUTION: &str = "institution";

/// GET: both forms.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = match asked.sagt.as_deref() {
        Some("skift") => Some(signed.anyone.t("elevadgang-told-change")),
        Some("ingen-skift") => Some(signed.anyone.t("elevadgang-told-no-change")),
        Some("form") => Some(signed.anyone.t("elevadgang-told-class-form")),
        Some("for-sent") => Some(signed.anyone.t("elevadgang-told-too-late")),
        Some(_) | None => None,
    };
    show(&app, &signed, (&Posted::empty(), FieldErrors::none()), told).await
}

async fn show(
    app: &App,
    signed: &Signed,
    (posted, errors): (&Posted, FieldErrors),
    told: Option<String>,
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(app, signed, signed.nowhere()).await };
    let ClassForms { mut classes, levels } = match flows::care_for_pupils::class_forms(&app.world, &helper).await? {
        Ok(found) => found,
        Err(reason) => return start::refused(app, signed, reason).await,
    };
    let tr = signed.anyone.tr;
    danish::sort_by_name(&mut classes, |(class, _)| class.name.clone());
    let page = signed.page(app, "elevadgang-passwords-title").await?.failing(&errors);
    let (whom, of_class, form) = (posted.text("hvem"), posted.text("klasse"), posted.text("form"));
    let class = |prefix: &str, wanted: &str| -> Vec<Choice> {
        let choice = |value: String, text: &str| Choice { chosen: value == wanted, value, text: text.to_owned() };
        classes.iter().map(|(class, _)| choice(format!("{prefix}{}", class.id.0), &class.name)).collect()
    };
    let level = |level: &Level| {
        let value = format!("trin:{}", level.code());
        Choice { chosen: value == whom, value, text: tr.t1("elevadgang-level", "level", level.code()) }
    };
    let view = View {
        classes: class("klasse:", whom),
        levels: levels.iter().map(level).collect(),
        form_classes: class("", of_class),
        forms: FORMS
            .iter()
            .map(|(one, key)| Choice { value: one.word().into(), text: tr.t(key), chosen: one.word() == form })
            .collect(),
        decided: classes
            .iter()
            .filter(|(_, form)| *form != SchoolForm::ByStage)
            .map(|(class, form)| Decided { class: class.name.clone(), form: tr.t(form_key(*form)) })
            .collect(),
        page: page.at("/elevadgang/adgangskoder".into()),
        errors,
        told,
    };
    Ok(design::show(&view))
}

/// The forms to choose among, each with its text.
const FORMS: [(SchoolForm, &str); 3] = [
    (SchoolForm::ByStage, "elevadgang-form-by-stage"),
    (SchoolForm::Pictures, "elevadgang-form-pictures"),
    (SchoolForm::Words, "elevadgang-form-words"),
];

/// What a form is called.
fn form_key(form: SchoolForm) -> &'static str {
    match form {
        SchoolForm::ByStage => "elevadgang-form-by-stage",
        SchoolForm::Pictures => "elevadgang-form-pictures",
        SchoolForm::Words => "elevadgang-form-words",
    }
}

/// POST: one of the two forms.
pub(crate) async fn act(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    if posted.has("skift") {
        demand(&app, &signed, &helper, &posted).await
    } else {
        decide(&app, &signed, &helper, &posted).await
    }
}

async fn demand(app: &App, signed: &Signed, helper: &Helper, posted: &Posted) -> Result<Response, Problem> {
    let Some(whom) = whom(posted.text("hvem")) else {
        let errors = FieldErrors::one("hvem", signed.anyone.t("elevadgang-error-whom"));
        return show(app, signed, (posted, errors), None).await;
    };
    let demanded = flows::demand_change::demand(&app.world, helper, whom).await?;
    if let flows::demand_change::Demanded::Refused(reason) = demanded {
        return start::refused(app, signed, reason).await;
    }
    Ok(to(said_of_demand(demanded)))
}

fn whom(word: &str) -> Option<Whom> {
    if word == INSTITUTION {
        return Some(Whom::Institution);
    }
    match word.split_once(':')? {
        ("klasse", number) => number.parse().ok().map(|number| Whom::Group(GroupId(number))),
        ("trin", code) => Level::from_code(code).map(Whom::Level),
        _ => None,
    }
}

async fn decide(app: &App, signed: &Signed, helper: &Helper, posted: &Posted) -> Result<Response, Problem> {
    let class = posted.text("klasse").parse().ok().map(GroupId);
    let form = SchoolForm::from_word(posted.text("form"));
    let mut errors = FieldErrors::none();
    if class.is_none() {
        errors.add("klasse", signed.anyone.t("elevadgang-error-class"));
    }
    if form.is_none() {
        errors.add("form", signed.anyone.t("elevadgang-error-form"));
    }
    let (Some(class), Some(form)) = (class, form) else {
        return show(app, signed, (posted, errors), None).await;
    };
    let pressed = flows::care_for_pupils::decide_class_form(&app.world, helper, class, form).await?;
    if let flows::give_password::Pressed::Refused(reason) = pressed {
        return start::refused(app, signed, reason).await;
    }
    Ok(to(said(pressed, "form")))
}

fn to(told: &str) -> Response {
    Redirect::to(&format!("/elevadgang/adgangskoder?sagt={told}")).into_response()
}
