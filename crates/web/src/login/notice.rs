//! What the last action of a login has to say: at the field where it belongs to one, else on top.
//!
//! What it does not do: tell a known user name from an unknown one. Both get the same words.

use crate::form::FieldErrors;
use crate::i18n::Tr;
use flows::sign_in::Notice;

/// A sentence on top of a page.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    /// `alert-error`, `alert-success` or `alert-info`.
    pub(crate) class: &'static str,
    /// The icon beside it.
    pub(crate) icon: &'static str,
    /// The sentence.
    pub(crate) text: String,
}

impl Said {
    fn error(text: String) -> Said {
        Said { class: "alert-error", icon: "error", text }
    }

    fn info(text: String) -> Said {
        Said { class: "alert-info", icon: "info", text }
    }

    fn success(text: String) -> Said {
        Said { class: "alert-success", icon: "success", text }
    }
}

/// Where a notice is said.
pub(crate) enum Place {
    /// On top of the page.
    Top(Said),
    /// At the user-name field.
    Username(String),
    /// At the password field.
    Password(String),
}

/// What a notice says, and where.
pub(crate) fn place(notice: Notice, tr: Tr) -> Place {
    match notice {
        Notice::NothingTyped => Place::Username(tr.t("notice-nothing-typed")),
        Notice::PicturesMissing(1) => Place::Top(Said::error(tr.t("login-pictures-one-more"))),
        Notice::PicturesMissing(missing) => {
            Place::Top(Said::error(tr.t1("login-pictures-more", "n", missing.to_string())))
        }
        Notice::WrongPictures => Place::Top(Said::error(tr.t("notice-wrong-pictures"))),
        Notice::CodeOver => Place::Top(Said::error(tr.t("notice-code-over"))),
        Notice::WrongText => Place::Password(tr.t("notice-wrong-text")),
        Notice::WrongCode => Place::Password(tr.t("notice-wrong-code")),
        Notice::StillWaiting => Place::Top(Said::error(tr.t("notice-still-waiting"))),
        Notice::CodeSpent => Place::Top(Said::error(tr.t("notice-code-spent"))),
        Notice::PracticeMissed => Place::Top(Said::error(tr.t("notice-practice-missed"))),
        Notice::PracticeShownAgain => Place::Top(Said::info(tr.t("notice-practice-shown-again"))),
        Notice::WindowShut => Place::Top(Said::error(tr.t("notice-window-shut"))),
        Notice::WindowOver => Place::Top(Said::error(tr.t("notice-window-over"))),
        Notice::Overtaken => Place::Top(Said::error(tr.t("notice-overtaken"))),
        Notice::PasswordChanged => Place::Top(Said::success(tr.t("notice-password-changed"))),
        Notice::CardVoid => Place::Top(Said::error(tr.t("notice-card-void"))),
        Notice::NotVouched => Place::Top(Said::error(tr.t("notice-not-vouched"))),
        Notice::BegunAnew => Place::Top(Said::info(tr.t("notice-begun-anew"))),
        Notice::StoppedAtEid => Place::Top(Said::info(tr.t("notice-stopped-at-eid"))),
        Notice::NotHelped => Place::Top(Said::error(tr.t("notice-not-helped"))),
        Notice::NoMoreProposals => Place::Top(Said::info(tr.t("notice-no-more-proposals"))),
    }
}

/// A notice on a page that has one field of this kind: at the field, or on top.
pub(crate) fn split(notice: Option<Notice>, field: Field, tr: Tr) -> (Option<Said>, FieldErrors) {
    match (notice.map(|notice| place(notice, tr)), field) {
        (None, _) => (None, FieldErrors::none()),
        (Some(Place::Top(said)), _) => (Some(said), FieldErrors::none()),
        // Nothing typed is said at whatever field there is.
        (Some(Place::Username(_)), Field::Password) => {
            (None, FieldErrors::one("password", tr.t("notice-no-password-typed")))
        }
        (Some(Place::Username(says)), Field::Username) => (None, FieldErrors::one("username", says)),
        (Some(Place::Password(says)), Field::Password) => (None, FieldErrors::one("password", says)),
        (Some(Place::Username(says) | Place::Password(says)), _) => (Some(Said::error(says)), FieldErrors::none()),
    }
}

/// The field a page has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    /// The user name.
    Username,
    /// The password.
    Password,
    /// None.
    Nothing,
}
