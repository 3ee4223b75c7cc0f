//! Letters people get by mail: queued in the transaction that gives the reason, sent by a job soon after.
//!
//! A letter is a word, a language and values; what it says stands with the templates. Address and values are sealed in
//! the row. What it does not do: send.

use crate::world::World;
use crypto::sealing::{OpenError, Purpose, Vault};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use store::outbox::{Mail, NewMail};

/// Which letter. The list is closed: a new one gets a line here, and a text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Letter {
    /// Somebody was made user administrator: `institution`, `number`, `person`, `by`, `until`.
    AdministratorAdded,
    /// Somebody is no longer user administrator: `institution`, `number`, `person`, `by`.
    AdministratorRemoved,
    /// A right ended by itself: `institution`, `number`, `person`, `right`, `reason`.
    RightLapsed,
    /// A right will end by itself: `institution`, `number`, `person`, `right`, `reason`, `day`.
    RightLapsesSoon,
    /// The institution's last administrator has left: `institution`, `number`, `person`, `day`.
    LastAdministratorLeaves,
    /// Somebody else is the primary administrator now: `institution`, `number`, `person`, `by`.
    PrimaryHandedOver,
    /// Hand-made affiliations end within a month: `institution`, `number`, `day`, `count`, `names`.
    AffiliationsEnd,
    /// An import is deleted within a month unless it is sent again: `institution`, `number`, `source`, `day`, `count`, `names`.
    ImportEnds,
    /// A data access agreement ends within a month: `institution`, `number`, `service`, `day`.
    AgreementEnds,
    /// A one-time code was asked for, to the administrators: `institution`, `number`, `person`, `by`, `path`.
    CodeAsked,
    /// The same, to whoever it is for: `institution`, `number`, `person`, `by`.
    CodeAskedForYou,
    /// It was approved, to the administrators: the same values.
    CodeApproved,
    /// The same, to whoever it is for.
    CodeApprovedForYou,
    /// The link to an application that was begun: `institution`, `day`, `path`.
    ApplicationBegun,
    /// An application has come in, to whoever sent it: `institution`, `case`, `path`.
    ApplicationReceived,
    /// The institution's own address is asked whether it stands behind an application: `institution`, `number`,
    /// `contact`, `leader`, `path`.
    ApplicationToConfirm,
    /// The administrators hear of an application, and may object: `institution`, `number`, `contact`, `leader`, `path`.
    ApplicationToWatch,
    /// An operator asks something about an application: `institution`, `case`, `text`, `path`.
    ApplicationAsked,
    /// An application was approved: `institution`, `number`, `case`, `names`.
    ApplicationApproved,
    /// An application was rejected: `institution`, `case`, `text`, `path`.
    ApplicationRejected,
    /// Somebody was made operator, to all operators: `person`, `by`.
    OperatorAppointed,
    /// Somebody is operator no more, to all who were: `person`, `by`.
    OperatorRemoved,
    /// The register has another address of an institution, to the old one and the administrators: `institution`, `number`,
    /// `old`, `new`.
    RegisterMailChanged,
    /// The register has an institution closed from a day on, to its address and the administrators: `institution`,
    /// `number`, `day`.
    InstitutionClosed,
    /// The register takes that back, to the same: `institution`, `number`.
    InstitutionReopened,
}

impl Letter {
    /// All of them.
    pub const ALL: [Letter; 25] = [
        Letter::AdministratorAdded,
        Letter::AdministratorRemoved,
        Letter::RightLapsed,
        Letter::RightLapsesSoon,
        Letter::LastAdministratorLeaves,
        Letter::PrimaryHandedOver,
        Letter::AffiliationsEnd,
        Letter::ImportEnds,
        Letter::AgreementEnds,
        Letter::CodeAsked,
        Letter::CodeAskedForYou,
        Letter::CodeApproved,
        Letter::CodeApprovedForYou,
        Letter::ApplicationBegun,
        Letter::ApplicationReceived,
        Letter::ApplicationToConfirm,
        Letter::ApplicationToWatch,
        Letter::ApplicationAsked,
        Letter::ApplicationApproved,
        Letter::ApplicationRejected,
        Letter::OperatorAppointed,
        Letter::OperatorRemoved,
        Letter::RegisterMailChanged,
        Letter::InstitutionClosed,
        Letter::InstitutionReopened,
    ];

    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Letter::AdministratorAdded => "administrator_added",
            Letter::AdministratorRemoved => "administrator_removed",
            Letter::RightLapsed => "right_lapsed",
            Letter::RightLapsesSoon => "right_lapses_soon",
            Letter::LastAdministratorLeaves => "last_administrator_leaves",
            Letter::PrimaryHandedOver => "primary_handed_over",
            Letter::AffiliationsEnd => "affiliations_end",
            Letter::ImportEnds => "import_ends",
            Letter::AgreementEnds => "agreement_ends",
            Letter::CodeAsked => "code_asked",
            Letter::CodeAskedForYou => "code_asked_for_you",
            Letter::CodeApproved => "code_approved",
            Letter::CodeApprovedForYou => "code_approved_for_you",
            Letter::ApplicationBegun => "application_begun",
            Letter::ApplicationReceived => "application_received",
            Letter::ApplicationToConfirm => "application_to_confirm",
            Letter::ApplicationToWatch => "application_to_watch",
            Letter::ApplicationAsked => "application_asked",
            Letter::ApplicationApproved => "application_approved",
            Letter::ApplicationRejected => "application_rejected",
            Letter::OperatorAppointed => "operator_appointed",
            Letter::OperatorRemoved => "operator_removed",
            Letter::RegisterMailChanged => "register_mail_changed",
            Letter::InstitutionClosed => "institution_closed",
            Letter::InstitutionReopened => "institution_reopened",
        }
    }

    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Letter> {
        Letter::ALL.into_iter().find(|letter| letter.word() == word)
    }
}

/// The language of a letter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// Where nothing else is known.
    Danish,
    /// Asked for.
    English,
}

impl Language {
    /// The tag, as the row and the templates have it.
    pub fn tag(self) -> &'static str {
        match self {
            Language::Danish => "da",
            Language::English => "en",
        }
    }
}

/// What a letter says beside its template: names and texts.
pub type Values = BTreeMap<String, String>;

/// What is sealed in the row.
#[derive(Serialize, Deserialize)]
struct Sealed {
    to: String,
    values: Values,
}

/// The most letters one act sends: more recipients than any institution has administrators.
pub const LETTERS_MAX: usize = 200;

/// Numbers for the letters of one act, drawn before its transaction; who gets one is known inside it.
#[derive(Clone)]
pub struct Post {
    ids: Vec<i64>,
    vault: Vault,
}

impl Post {
    /// Draws numbers for so many letters, at most [`LETTERS_MAX`].
    pub fn draw(world: &World, letters: usize) -> Post {
        let ids = (0..letters.min(LETTERS_MAX)).map(|_| world.draw_id()).collect();
        Post { ids, vault: world.vault.clone() }
    }

    /// What seals letters, and opens what stands sealed about those who get them.
    pub(crate) fn vault(&self) -> &Vault {
        &self.vault
    }

    /// The `nth` letter of the act, to this address; none where no number was drawn for it.
    pub fn letter(
        &self,
        nth: usize,
        (letter, language): (Letter, Language),
        to: &str,
        values: &Values,
    ) -> Option<NewMail> {
        let id = *self.ids.get(nth)?;
        let sealed = Sealed { to: to.to_owned(), values: values.clone() };
        let json = serde_json::to_vec(&sealed).expect("texts become JSON");
        let sealed = self.vault.seal(Purpose::Mail, &id.to_string(), &json);
        Some(NewMail { id, template: letter.word(), language: language.tag(), sealed })
    }
}

/// A letter as it is about to be sent. `Debug` says neither address nor values.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// To whom.
    pub to: String,
    /// What stands in it.
    pub values: Values,
}

impl std::fmt::Debug for Opened {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Opened(..)")
    }
}

/// Opens a queued letter.
///
/// # Errors
/// Where the row was tampered with or its key is gone.
pub fn open(vault: &Vault, mail: &Mail) -> Result<Opened, OpenError> {
    let json = vault.open(Purpose::Mail, &mail.id.to_string(), &mail.sealed)?;
    let read: Result<Sealed, _> = serde_json::from_slice(json.reveal());
    read.map(|sealed| Opened { to: sealed.to, values: sealed.values }).map_err(|_| OpenError::Forged)
}

pub use rules::mail_address::{ADDRESS_BYTES_MAX, is_address};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_letter_comes_back_from_its_word() {
        for letter in Letter::ALL {
            assert_eq!(Letter::from_word(letter.word()), Some(letter));
        }
    }
}
