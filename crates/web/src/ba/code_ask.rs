//! *Engangskode*: an administrator asks for one for an adult without eID who stands before them.
//!
//! Source: product.md §7, last row. What it does not do: give the code; somebody else says yes first (`codes`).

use super::words::why_flaw;
use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::design::told;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use flows::one_time_code::{self, Ask, Asked, Others};
use rules::id::PersonId;
use rules::one_time_code::IdentitySeen;
use rules::proposal::{WHY_CHARACTERS_MAX, WhyFlaw, why};
use rules::rights::Reason;

const PATH: &str = "/ba/{institution}/brugere/{person}/engangskode";

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post(PATH, ask)
}

#[derive(Template)]
#[template(path = "ba/code_ask.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    back: String,
    here: String,
    name: String,
    /// Nobody else here can say yes: an operator must.
    alone: bool,
    reason: String,
    reason_max: usize,
    seen: Vec<(&'static str, String, bool)>,
}

/// The key of how somebody is known.
fn seen_key(seen: IdentitySeen) -> &'static str {
    match seen {
        IdentitySeen::Passport => "ba-code-seen-passport",
        IdentitySeen::DrivingLicence => "ba-code-seen-licence",
        IdentitySeen::OtherCard => "ba-code-seen-card",
        IdentitySeen::KnownPersonally => "ba-code-seen-known",
    }
}

/// Why the reason is not taken; where there is none, what it is to say.
fn reason_flaw(tr: Tr, flaw: WhyFlaw) -> String {
    match flaw {
        WhyFlaw::Missing => tr.t("ba-code-no-reason"),
        WhyFlaw::TooLong | WhyFlaw::HoldsNumber => why_flaw(tr, flaw),
    }
}

/// GET: the form.
async fn page(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    show(&app, &signed, (PersonId(person), &Posted::empty()), FieldErrors::none()).await
}

async fn show(
    app: &App,
    signed: &Signed,
    (person, posted): (PersonId, &Posted),
    errors: FieldErrors,
) -> Result<Response, Problem> {
    let form = match one_time_code::form(&app.world, &signed.administrator, person).await? {
        Ok(form) => form,
        Err(Reason::NotOurPupil) => return Err(Problem::NotFound),
        Err(reason) => return refused::page(app, signed, reason),
    };
    let back = signed.path(&format!("/brugere/{}", person.0));
    let here = format!("{back}/engangskode");
    let tr = signed.anyone.tr;
    let chosen = posted.text("seen");
    let view = View {
        page: signed.page("ba-code-title", Menu::Users).failing(&errors).at(here.clone()),
        name: form.shown.full(),
        alone: form.others == Others::None,
        reason: posted.text("reason").to_owned(),
        reason_max: WHY_CHARACTERS_MAX,
        seen: IdentitySeen::ALL
            .into_iter()
            .map(|seen| (seen.word(), tr.t(seen_key(seen)), seen.word() == chosen))
            .collect(),
        errors,
        back,
        here,
    };
    Ok(design::show(&view))
}

/// POST: asks.
async fn ask(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    let mut errors = FieldErrors::none();
    let reason = posted.text("reason").to_owned();
    if let Err(flaw) = why(&reason) {
        errors.add("reason", reason_flaw(signed.anyone.tr, flaw));
    }
    let seen = IdentitySeen::from_word(posted.text("seen"));
    let (Some(seen), true) = (seen, errors.is_empty()) else {
        if seen.is_none() {
            errors.add("seen", signed.anyone.t("ba-code-not-seen"));
        }
        return show(&app, &signed, (person, &posted), errors).await;
    };
    let list = signed.path("/engangskoder");
    match one_time_code::ask(&app.world, &signed.administrator, Ask { person, reason, seen }).await? {
        Asked::Waits => Ok(told::back(&list, "spurgt")),
        Asked::NoReason(flaw) => {
            let errors = FieldErrors::one("reason", reason_flaw(signed.anyone.tr, flaw));
            show(&app, &signed, (person, &posted), errors).await
        }
        Asked::Already => Ok(told::back(&list, "i-forvejen")),
        Asked::Refused(Reason::NotOurPupil) => Err(Problem::NotFound),
        Asked::Refused(reason) => refused::page(&app, &signed, reason),
    }
}
