//! One pupil: what is known without knowing the password, and what else may be done.
//!
//! Source: product.md §8. Blocking and the password's form are the administrator's. What it does not do: reveal a
//! password; there is no path that could.

use super::pupils::said;
use super::{Signed, cards, start};
use crate::App;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use crate::site::Site;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::give_password::Pressed;
use flows::pupil_access::Helper;
use flows::school_card::{Alone, AloneSet, CardNow, Networks};
use rules::id::PersonId;
use rules::password::SchoolForm;
use rules::rights::facts::Entry;
use store::pupil::PasswordState;

/// What an administrator can decide about the pupil's card.
pub(crate) enum CardAlone {
    /// Nothing, and why: the key of the sentence.
    Not(&'static str),
    /// Let it be enough.
    MayAllow,
    /// Ask for the pictures again.
    MayStop,
    /// Declare the networks first: where.
    Declare(String),
}

#[derive(Template)]
#[template(path = "elevadgang/pupil.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    person: i64,
    name: String,
    username: String,
    password: String,
    blocked: Option<String>,
    card: String,
    has_card: bool,
    alone: CardAlone,
    administrator: bool,
    forms: Vec<(&'static str, String, bool)>,
    reason: String,
}

/// GET: the pupil, where the helper may see them.
pub(crate) async fn page(State(app): State<App>, signed: Signed, Path(person): Path<i64>) -> Result<Response, Problem> {
    show(&app, &signed, person, (FieldErrors::none(), String::new())).await
}

async fn show(
    app: &App,
    signed: &Signed,
    person: i64,
    (errors, reason): (FieldErrors, String),
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(app, signed, signed.nowhere()).await };
    let row = match flows::pupil_access::one(&app.world, &helper, PersonId(person)).await? {
        Ok(row) => row,
        Err(reason) => return start::refused(app, signed, reason).await,
    };
    flows::care_for_pupils::look_at(&app.world, &helper, row.pupil.person).await?;
    let tr = signed.anyone.tr;
    let found = app.world.db.point(move |tx| store::person::find(tx, PersonId(person))).await?;
    let form = flows::care_for_pupils::decided_form(&app.world, &helper, row.pupil.person).await?;
    let (card, networks) = flows::school_card::now(&app.world, &helper, row.pupil.person).await?;
    let forms = [
        (SchoolForm::ByStage, "elevadgang-form-by-stage"),
        (SchoolForm::Pictures, "elevadgang-form-pictures"),
        (SchoolForm::Words, "elevadgang-form-words"),
    ];
    let blocked = found.and_then(|found| found.block);
    let view = View {
        page: signed.page(app, "elevadgang-pupil-title").await?.failing(&errors),
        errors,
        person,
        name: row.pupil.shown.full(),
        username: row.pupil.username.to_string(),
        password: match row.pupil.password {
            PasswordState::Never => tr.t("elevadgang-state-never"),
            PasswordState::Has(_, since) => tr.t1("elevadgang-password-since", "day", tr.day(since)),
            PasswordState::Dead => tr.t("elevadgang-state-dead"),
        },
        blocked: blocked.map(|block| format!("{}: {}", tr.day(block.since), block.reason)),
        has_card: card != CardNow::None,
        card: match card {
            CardNow::None => tr.t("elevadgang-card-none"),
            CardNow::WithPictures(since) => tr.t1("elevadgang-card-since", "day", tr.day(since)),
            CardNow::Alone(since) => tr.t1("elevadgang-card-alone-since", "day", tr.day(since)),
        },
        alone: match (card, networks) {
            (CardNow::Alone(_), _) => CardAlone::MayStop,
            (CardNow::None | CardNow::WithPictures(_), Networks::None) => CardAlone::Not("elevadgang-alone-network"),
            (CardNow::None | CardNow::WithPictures(_), Networks::TheirsToDeclare) => {
                CardAlone::Declare(app.sites.url(Site::Ba, &format!("/ba/{}/institution", helper.institution)))
            }
            (CardNow::None, Networks::Declared) => CardAlone::Not("elevadgang-alone-no-card"),
            (CardNow::WithPictures(_), Networks::Declared) => CardAlone::MayAllow,
        },
        administrator: signed.entry == Entry::Administrator,
        forms: forms.into_iter().map(|(one, key)| (one.word(), tr.t(key), one == form)).collect(),
        reason,
    };
    Ok(design::show(&view))
}

/// POST: one of the buttons.
pub(crate) async fn act(
    State(app): State<App>,
    signed: Signed,
    Path(person): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else { return start::refused(&app, &signed, signed.nowhere()).await };
    let pupil = PersonId(person);
    let (pressed, told): (Pressed, &'static str) = match (posted.text("do"), SchoolForm::from_word(posted.text("form")))
    {
        ("giv", _) => {
            let opened = flows::give_password::open(&app.world, &helper, &[pupil]).await?;
            let refused = opened.refused.first().map(|(_, reason)| Pressed::Refused(*reason));
            (refused.unwrap_or(Pressed::Done), "")
        }
        ("kort", _) => return cards::print(&app, &signed, &[pupil], &format!("/elevadgang/elev/{person}")).await,
        ("kort-alene", _) => return alone(&app, &helper, pupil, Alone::Enough).await,
        ("kort-med-billeder", _) => return alone(&app, &helper, pupil, Alone::NotEnough).await,
        ("kort-vaek", _) => (flows::school_card::void(&app.world, &helper, pupil).await?, "kort-vaek"),
        ("luk-op", _) => (flows::care_for_pupils::unblock(&app.world, &helper, pupil).await?, "aabnet"),
        ("spaer", _) => {
            let reason = posted.text("reason").to_owned();
            if reason.is_empty() {
                let mut errors = FieldErrors::none();
                errors.add("reason", signed.anyone.t("elevadgang-error-reason"));
                return show(&app, &signed, person, (errors, reason)).await;
            }
            (flows::care_for_pupils::block(&app.world, &helper, pupil, &reason).await?, "spaerret")
        }
        (_, Some(form)) => (flows::care_for_pupils::decide_form(&app.world, &helper, pupil, form).await?, "form"),
        (_, None) => return Err(Problem::Unreadable),
    };
    let told = said(pressed, told);
    let to = if told.is_empty() { "/elevadgang/elever".to_owned() } else { format!("/elevadgang/elever?sagt={told}") };
    Ok(Redirect::to(&to).into_response())
}

async fn alone(app: &App, helper: &Helper, pupil: PersonId, alone: Alone) -> Result<Response, Problem> {
    let told = match flows::school_card::set_alone(&app.world, helper, pupil, alone).await? {
        AloneSet::Done => return Ok(Redirect::to(&format!("/elevadgang/elev/{}", pupil.0)).into_response()),
        AloneSet::NoCard | AloneSet::NoNetwork => "for-sent",
        AloneSet::Refused(_) => "afvist",
    };
    Ok(Redirect::to(&format!("/elevadgang/elever?sagt={told}")).into_response())
}
