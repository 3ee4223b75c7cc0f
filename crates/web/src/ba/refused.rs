//! Where somebody may not be: why, and what to do.
//!
//! Source: style.md rule 15. What it does not do: say that an institution exists to somebody it does not concern; they
//! get the page for what is not there.

use super::{Inside, Menu, Signed};
use crate::App;
use crate::design::{self, Page};
use crate::draft::SignedOut;
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use rules::rights::Reason;
use rules::rights::facts::Right;

#[derive(Template)]
#[template(path = "ba/refused.html")]
struct View {
    page: Page,
    heading: String,
    says: String,
    /// The page to come back to with the eID; none where the eID would not help.
    again: Option<String>,
    eid: String,
    /// Where the button leads, and what it says.
    on: (String, &'static str),
}

/// A page or button of an institution somebody is at already.
pub(crate) fn page(app: &App, signed: &Signed, reason: Reason) -> Result<Response, Problem> {
    if reason == Reason::NotHere {
        return Err(Problem::NotFound);
    }
    let page = signed.page(heading(reason), Menu::Overview);
    Ok(show(app, (page, &signed.inside), reason, (signed.path(""), "ba-to-overview")))
}

/// An institution whose door is shut.
pub(crate) fn outside(app: &App, inside: &Inside, reason: Reason) -> Response {
    let on = match inside.first() {
        Some(_) => ("/ba/institutioner".to_owned(), "ba-to-institutions"),
        None => ("/ba/log-paa".to_owned(), "ba-to-front"),
    };
    show(app, (inside.page(heading(reason)), inside), reason, on)
}

fn show(app: &App, (page, inside): (Page, &Inside), reason: Reason, on: (String, &'static str)) -> Response {
    let tr = inside.anyone.tr;
    let again = (reason == Reason::NeedsTwoFactor).then(|| inside.anyone.here.clone());
    let view = View {
        heading: tr.t(heading(reason)),
        says: says(tr, reason),
        again,
        eid: app.world.settings.eid_name.clone(),
        on,
        page: page.gentle().at(inside.anyone.here.clone()),
    };
    let mut answer = design::show_as(StatusCode::FORBIDDEN, &view);
    if reason == Reason::NeedsTwoFactor {
        // They come back with the eID: what they sent stands there again.
        answer.extensions_mut().insert(SignedOut);
    }
    answer
}

fn heading(reason: Reason) -> &'static str {
    match reason {
        Reason::NeedsTwoFactor => "ba-two-factor-title",
        Reason::NotHere
        | Reason::NeedsRight(_)
        | Reason::RoleMayNot
        | Reason::NoClass
        | Reason::NotYourPupil
        | Reason::NotOurPupil
        | Reason::PupilNeedsEid
        | Reason::LevelTooHigh
        | Reason::ManualBesideImport
        | Reason::AlreadyBlocked
        | Reason::NotBlockedHere
        | Reason::MayNotHold
        | Reason::OwnAdministration
        | Reason::LastAdministrator
        | Reason::PrimaryAdministrator
        | Reason::NotPrimary
        | Reason::RenamedLately
        | Reason::AdministratorNeedsEid
        | Reason::OnlyPupil
        | Reason::AccountShut
        | Reason::OwnAsk
        | Reason::NoSecondPerson
        | Reason::AuthorityGone
        | Reason::NotYourAsk
        | Reason::InstitutionClosed
        | Reason::WrongObject => "ba-refused-title",
    }
}

/// The sentence that says why, and what to do.
pub(crate) fn says(tr: Tr, reason: Reason) -> String {
    let key = match reason {
        Reason::NeedsRight(right) => {
            return tr.t1("ba-reason-needs-right", "right", tr.t(right_key(right)));
        }
        Reason::NotHere => "ba-reason-not-here",
        Reason::NeedsTwoFactor => "ba-reason-two-factor",
        Reason::NotOurPupil | Reason::NotYourPupil => "ba-reason-not-ours",
        Reason::PupilNeedsEid => "ba-reason-eid",
        Reason::ManualBesideImport => "ba-reason-manual",
        Reason::AlreadyBlocked => "ba-reason-already-blocked",
        Reason::NotBlockedHere => "ba-reason-not-blocked-here",
        Reason::MayNotHold => "ba-reason-may-not-hold",
        Reason::OwnAdministration => "ba-reason-own",
        Reason::LastAdministrator => "ba-reason-last",
        Reason::PrimaryAdministrator => "ba-reason-primary",
        Reason::NotPrimary => "ba-reason-not-primary",
        Reason::RenamedLately => "ba-reason-renamed-lately",
        Reason::AdministratorNeedsEid => "ba-reason-administrator-eid",
        Reason::OnlyPupil => "ba-reason-only-pupil",
        Reason::AccountShut => "ba-reason-account-shut",
        Reason::OwnAsk => "ba-reason-own-ask",
        Reason::NoSecondPerson => "ba-reason-no-second-person",
        Reason::AuthorityGone => "ba-reason-authority-gone",
        Reason::NotYourAsk => "ba-reason-not-your-ask",
        Reason::InstitutionClosed => "ba-reason-closed",
        Reason::RoleMayNot | Reason::NoClass | Reason::LevelTooHigh | Reason::WrongObject => "ba-reason-other",
    };
    tr.t(key)
}

/// The key of a right's name.
pub(crate) fn right_key(right: Right) -> &'static str {
    match right {
        Right::UserAdministration => "ba-right-user-administration",
        Right::ReadAccess => "ba-right-read-access",
        Right::PupilAccessAdministrator => "ba-right-pupil-access",
        Right::DataAgreements => "ba-right-data-agreements",
        Right::Licences => "ba-right-licences",
        Right::ServiceDefined => "ba-right-service-defined",
    }
}
