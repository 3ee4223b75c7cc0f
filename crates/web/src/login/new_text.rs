//! A new password of words: what is proposed, another proposal, or one of their own. One form, one button.
//!
//! What it does not do: judge the own choice; the story does, and this page says every reason at once.

use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::form::FieldErrors;
use crate::i18n::Tr;
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use crypto::secret::SecretText;
use flows::sign_in::OldPassword;
use rules::password::{CHARACTERS_MAX, CHARACTERS_MIN, Form, PASSPHRASE_CHARACTERS_MIN, Reason};

/// What the page is about.
pub(crate) struct Making<'a> {
    /// The user name.
    pub(crate) username: String,
    /// What is proposed.
    pub(crate) proposal: SecretText,
    /// How many more may be asked for.
    pub(crate) proposals_left: u32,
    /// Whose rules stand on the page.
    pub(crate) form: Form,
    /// Why the own choice was refused.
    pub(crate) refused: Vec<Reason>,
    /// The own choice as typed.
    pub(crate) typed: &'a str,
    /// Whether the old password may stay.
    pub(crate) old: OldPassword,
}

#[derive(Template)]
#[template(path = "login/new_text.html")]
struct View<'a> {
    page: Page,
    journey: Journey,
    errors: FieldErrors,
    yours: String,
    username: String,
    proposal: &'a str,
    proposals_left: u32,
    own: &'a str,
    demands: Vec<String>,
    remembers: bool,
}

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, making: Making<'_>) -> Response {
    let mut errors = FieldErrors::none();
    for reason in &making.refused {
        errors.add("own", says(*reason, anyone.tr));
    }
    shown(&View {
        page: page(anyone, "login-new-text", &journey).failing(&errors),
        errors,
        yours: yours(making.form, anyone.tr),
        username: making.username,
        proposal: making.proposal.reveal(),
        proposals_left: making.proposals_left,
        own: making.typed,
        demands: demands(making.form, anyone.tr),
        remembers: making.old == OldPassword::MayStay,
        journey,
    })
}

/// For whom it is: pupils in the middle of school have a teacher who may be looking; the others may be teachers themselves.
fn yours(form: Form, tr: Tr) -> String {
    match form {
        Form::Words | Form::Pictures => tr.t("login-new-text-yours"),
        Form::Text => tr.t("login-new-text-yours-alone"),
    }
}

fn demands(form: Form, tr: Tr) -> Vec<String> {
    let mut list = vec![tr.t1("password-demand-length", "n", CHARACTERS_MIN.to_string())];
    match form {
        Form::Text => list.push(tr.t1("password-demand-mixed", "n", PASSPHRASE_CHARACTERS_MIN.to_string())),
        Form::Words | Form::Pictures => {}
    }
    list.push(tr.t("password-demand-name"));
    list.push(tr.t("password-demand-common"));
    list.push(tr.t("password-demand-new"));
    list
}

fn says(reason: Reason, tr: Tr) -> String {
    match reason {
        Reason::MayNotChoose => tr.t("password-may-not-choose"),
        Reason::TooShort => tr.t1("password-too-short", "n", CHARACTERS_MIN.to_string()),
        Reason::TooLong => tr.t1("password-too-long", "n", CHARACTERS_MAX.to_string()),
        Reason::Unusable => tr.t("password-unusable"),
        Reason::TooPlain => tr.t1("password-too-plain", "n", PASSPHRASE_CHARACTERS_MIN.to_string()),
        Reason::ContainsName => tr.t("password-contains-name"),
        Reason::ContainsUsername => tr.t("password-contains-username"),
        Reason::ContainsSeason => tr.t("password-contains-season"),
        Reason::Common => tr.t("password-common"),
        Reason::RecentlyUsed => tr.t("password-recently-used"),
    }
}
