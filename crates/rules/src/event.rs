//! Everything that is worth remembering: who did or looked at what, about whom.
//!
//! Source: product.md §14. An event names people by id, never by name or CPR. What it does not do: chain or store;
//! the store appends it in the transaction it tells of, and a job seals it soon after.

use crate::id::{EventId, PersonId};
use crate::institution::InstitutionNumber;
use crate::time::Millis;

/// How long a login is remembered: six months.
pub const LOGINS_KEPT: Millis = Millis::days(184);
/// How long it is remembered who looked at whom: a year.
pub const LOOKS_KEPT: Millis = Millis::days(366);
/// How long everything else is remembered: five years.
pub const CHANGES_KEPT: Millis = Millis::days(5 * 365 + 2);

/// What happened. The list is closed: a new deed gets a new line here, and a text in both languages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// Somebody logged in.
    LoggedIn,
    /// A wrong password, or a right one while waiting.
    LoginFailed,
    /// A password, block or missing affiliation kept somebody out.
    LoginRefused,
    /// A service got somebody through single sign-on, once a day and service.
    ServiceEntered,
    /// A service received somebody's data, once a day and service.
    DataReleased,
    /// Somebody logged out.
    LoggedOut,
    /// A session ended for another reason: password changed, blocked, undone.
    SessionEnded,
    /// A service could not be told that somebody logged out, and nobody tries any more.
    LogoutNotTold,
    /// A five-minute window was opened.
    WindowOpened,
    /// A browser claimed it by typing the user name.
    WindowClaimed,
    /// The wrong picture was tapped and the window shut.
    WindowClosedByPicture,
    /// The teacher pressed OK: both screens show the same pictures.
    WindowConfirmed,
    /// Closed before it was used.
    WindowCancelled,
    /// A window could not be had, and why.
    WindowRefused,
    /// The password a window gave was killed again.
    WindowUndone,
    /// A new password is in force.
    PasswordSet,
    /// An administrator asked for a one-time code for an adult without eID.
    CodeAsked,
    /// Somebody else said yes or no to that.
    CodeDecided,
    /// The ask was taken back, or a newer code took its place.
    CodeCancelled,
    /// The code was drawn, to be handed over.
    CodeDrawn,
    /// It was typed with the user name: a new password may be made.
    CodeUsed,
    /// Passwords were made invalid after an incident.
    PasswordsKilled,
    /// A change was demanded at the next login.
    ChangeDemanded,
    /// The form of somebody's password was decided by the school.
    PasswordFormSet,
    /// Somebody came into Brugeradministration for an institution.
    AdministrationEntered,
    /// A page with people on it was shown.
    PeopleShown,
    /// A user name was looked up.
    UsernameShown,
    /// A list of people was searched.
    PeopleSearched,
    /// A list or a log was taken away as a file.
    ListExported,
    /// A person was created.
    PersonCreated,
    /// Names, alias, protection or contact facts changed.
    PersonChanged,
    /// A person got a new user name.
    UsernameChanged,
    /// A person was blocked.
    PersonBlocked,
    /// A block was lifted.
    PersonUnblocked,
    /// Somebody belongs to an institution.
    AffiliationStarted,
    /// Roles, level or groups changed.
    AffiliationChanged,
    /// Somebody no longer belongs.
    AffiliationEnded,
    /// A relation between adult and child was registered.
    ContactStarted,
    /// Custody, relation or level changed.
    ContactChanged,
    /// The relation ended.
    ContactEnded,
    /// A group was made.
    GroupStarted,
    /// A group changed.
    GroupChanged,
    /// A group ended.
    GroupEnded,
    /// An import came in, and what became of it.
    ImportReceived,
    /// A held import was released.
    ImportReleased,
    /// A held import was rejected.
    ImportRejected,
    /// A loaded import was undone.
    ImportUndone,
    /// The institution register changed.
    InstitutionChanged,
    /// A setting of an institution changed.
    SettingChanged,
    /// A national switch changed.
    NationalSettingChanged,
    /// A right was given.
    RightGranted,
    /// A right was taken or ended.
    RightRevoked,
    /// An administrator's mail address was set, or another one is the primary now.
    AdministratorChanged,
    /// An employee was lent access to a class.
    SubstituteGiven,
    /// That access ended before its date.
    SubstituteEnded,
    /// A school card was made.
    CardIssued,
    /// A school card was printed.
    CardPrinted,
    /// A school card was made void.
    CardVoided,
    /// A pupil may use the card alone, or no longer.
    CardAloneSet,
    /// A service was registered.
    ClientRegistered,
    /// A service's registration changed.
    ClientChanged,
    /// A service was switched off.
    ClientDisabled,
    /// A code or refresh token came back a second time; its tokens died.
    TokenReplayed,
    /// A licence was given.
    LicenceGiven,
    /// A licence ended.
    LicenceEnded,
    /// A data access agreement was asked for, approved or ended.
    AgreementChanged,
    /// Somebody came back from the national eID.
    EidReturned,
    /// A pupil's screen asks for an adult's word.
    AdultAsked,
    /// A pupil was vouched for by an adult.
    AdultVerified,
    /// An adult said that it is not this pupil, or that nobody asked.
    AdultDeclined,
    /// A bearer token of an import source was made or ended.
    ImportTokenChanged,
    /// A person got another CPR number.
    CprChanged,
    /// A CPR number was typed to find somebody.
    CprLookedUp,
    /// Two accounts of one person became one.
    PeopleMerged,
    /// A hand-made affiliation was confirmed for another year.
    AffiliationConfirmed,
    /// An account without affiliation was disabled.
    AccountDisabled,
    /// A disabled account lost its names, number and password.
    AccountAnonymised,
    /// Something became a case at the operator's desk.
    CaseOpened,
    /// An operator decided a case.
    CaseDecided,
    /// An application for access came in, or came in again after a question.
    ApplicationReceived,
    /// The institution itself confirmed an application, or an operator noted that it did.
    ApplicationConfirmed,
    /// Somebody objected to an application.
    ApplicationObjected,
    /// An operator asked something back about an application.
    ApplicationAsked,
    /// An operator approved or rejected an application.
    ApplicationDecided,
    /// An operator looked at an application.
    ApplicationShown,
    /// Somebody was made operator, or is one no more.
    OperatorChanged,
    /// An operator proposed something that takes two.
    ProposalMade,
    /// A proposal was approved, refused, withdrawn, or overtaken.
    ProposalDecided,
    /// A job ran.
    JobRan,
}

impl Kind {
    /// All of them, in the order above.
    pub const ALL: [Kind; 89] = [
        Kind::LoggedIn,
        Kind::LoginFailed,
        Kind::LoginRefused,
        Kind::ServiceEntered,
        Kind::DataReleased,
        Kind::LoggedOut,
        Kind::SessionEnded,
        Kind::LogoutNotTold,
        Kind::WindowOpened,
        Kind::WindowClaimed,
        Kind::WindowClosedByPicture,
        Kind::WindowConfirmed,
        Kind::WindowCancelled,
        Kind::WindowRefused,
        Kind::WindowUndone,
        Kind::PasswordSet,
        Kind::CodeAsked,
        Kind::CodeDecided,
        Kind::CodeCancelled,
        Kind::CodeDrawn,
        Kind::CodeUsed,
        Kind::PasswordsKilled,
        Kind::ChangeDemanded,
        Kind::PasswordFormSet,
        Kind::AdministrationEntered,
        Kind::PeopleShown,
        Kind::UsernameShown,
        Kind::PeopleSearched,
        Kind::ListExported,
        Kind::PersonCreated,
        Kind::PersonChanged,
        Kind::UsernameChanged,
        Kind::PersonBlocked,
        Kind::PersonUnblocked,
        Kind::AffiliationStarted,
        Kind::AffiliationChanged,
        Kind::AffiliationEnded,
        Kind::ContactStarted,
        Kind::ContactChanged,
        Kind::ContactEnded,
        Kind::GroupStarted,
        Kind::GroupChanged,
        Kind::GroupEnded,
        Kind::ImportReceived,
        Kind::ImportReleased,
        Kind::ImportRejected,
        Kind::ImportUndone,
        Kind::InstitutionChanged,
        Kind::SettingChanged,
        Kind::NationalSettingChanged,
        Kind::RightGranted,
        Kind::RightRevoked,
        Kind::AdministratorChanged,
        Kind::SubstituteGiven,
        Kind::SubstituteEnded,
        Kind::CardIssued,
        Kind::CardPrinted,
        Kind::CardVoided,
        Kind::CardAloneSet,
        Kind::ClientRegistered,
        Kind::ClientChanged,
        Kind::ClientDisabled,
        Kind::TokenReplayed,
        Kind::LicenceGiven,
        Kind::LicenceEnded,
        Kind::AgreementChanged,
        Kind::EidReturned,
        Kind::AdultAsked,
        Kind::AdultVerified,
        Kind::AdultDeclined,
        Kind::ImportTokenChanged,
        Kind::CprChanged,
        Kind::CprLookedUp,
        Kind::PeopleMerged,
        Kind::AffiliationConfirmed,
        Kind::AccountDisabled,
        Kind::AccountAnonymised,
        Kind::CaseOpened,
        Kind::CaseDecided,
        Kind::ApplicationReceived,
        Kind::ApplicationConfirmed,
        Kind::ApplicationObjected,
        Kind::ApplicationAsked,
        Kind::ApplicationDecided,
        Kind::ApplicationShown,
        Kind::OperatorChanged,
        Kind::ProposalMade,
        Kind::ProposalDecided,
        Kind::JobRan,
    ];

    /// The database's word, and the name of its text on screens.
    pub fn word(self) -> &'static str {
        match self {
            Kind::LoggedIn => "logged_in",
            Kind::LoginFailed => "login_failed",
            Kind::LoginRefused => "login_refused",
            Kind::ServiceEntered => "service_entered",
            Kind::DataReleased => "data_released",
            Kind::LoggedOut => "logged_out",
            Kind::SessionEnded => "session_ended",
            Kind::LogoutNotTold => "logout_not_told",
            Kind::WindowOpened => "window_opened",
            Kind::WindowClaimed => "window_claimed",
            Kind::WindowClosedByPicture => "window_closed_by_picture",
            Kind::WindowConfirmed => "window_confirmed",
            Kind::WindowCancelled => "window_cancelled",
            Kind::WindowRefused => "window_refused",
            Kind::WindowUndone => "window_undone",
            Kind::PasswordSet => "password_set",
            Kind::CodeAsked => "code_asked",
            Kind::CodeDecided => "code_decided",
            Kind::CodeCancelled => "code_cancelled",
            Kind::CodeDrawn => "code_drawn",
            Kind::CodeUsed => "code_used",
            Kind::PasswordsKilled => "passwords_killed",
            Kind::ChangeDemanded => "change_demanded",
            Kind::PasswordFormSet => "password_form_set",
            Kind::AdministrationEntered => "administration_entered",
            Kind::PeopleShown => "people_shown",
            Kind::UsernameShown => "username_shown",
            Kind::PeopleSearched => "people_searched",
            Kind::ListExported => "list_exported",
            Kind::PersonCreated => "person_created",
            Kind::PersonChanged => "person_changed",
            Kind::UsernameChanged => "username_changed",
            Kind::PersonBlocked => "person_blocked",
            Kind::PersonUnblocked => "person_unblocked",
            Kind::AffiliationStarted => "affiliation_started",
            Kind::AffiliationChanged => "affiliation_changed",
            Kind::AffiliationEnded => "affiliation_ended",
            Kind::ContactStarted => "contact_started",
            Kind::ContactChanged => "contact_changed",
            Kind::ContactEnded => "contact_ended",
            Kind::GroupStarted => "group_started",
            Kind::GroupChanged => "group_changed",
            Kind::GroupEnded => "group_ended",
            Kind::ImportReceived => "import_received",
            Kind::ImportReleased => "import_released",
            Kind::ImportRejected => "import_rejected",
            Kind::ImportUndone => "import_undone",
            Kind::InstitutionChanged => "institution_changed",
            Kind::SettingChanged => "setting_changed",
            Kind::NationalSettingChanged => "national_setting_changed",
            Kind::RightGranted => "right_granted",
            Kind::RightRevoked => "right_revoked",
            Kind::AdministratorChanged => "administrator_changed",
            Kind::SubstituteGiven => "substitute_given",
            Kind::SubstituteEnded => "substitute_ended",
            Kind::CardIssued => "card_issued",
            Kind::CardPrinted => "card_printed",
            Kind::CardVoided => "card_voided",
            Kind::CardAloneSet => "card_alone_set",
            Kind::ClientRegistered => "client_registered",
            Kind::ClientChanged => "client_changed",
            Kind::ClientDisabled => "client_disabled",
            Kind::TokenReplayed => "token_replayed",
            Kind::LicenceGiven => "licence_given",
            Kind::LicenceEnded => "licence_ended",
            Kind::AgreementChanged => "agreement_changed",
            Kind::EidReturned => "eid_returned",
            Kind::AdultAsked => "adult_asked",
            Kind::AdultVerified => "adult_verified",
            Kind::AdultDeclined => "adult_declined",
            Kind::ImportTokenChanged => "import_token_changed",
            Kind::CprChanged => "cpr_changed",
            Kind::CprLookedUp => "cpr_looked_up",
            Kind::PeopleMerged => "people_merged",
            Kind::AffiliationConfirmed => "affiliation_confirmed",
            Kind::AccountDisabled => "account_disabled",
            Kind::AccountAnonymised => "account_anonymised",
            Kind::CaseOpened => "case_opened",
            Kind::CaseDecided => "case_decided",
            Kind::ApplicationReceived => "application_received",
            Kind::ApplicationConfirmed => "application_confirmed",
            Kind::ApplicationObjected => "application_objected",
            Kind::ApplicationAsked => "application_asked",
            Kind::ApplicationDecided => "application_decided",
            Kind::ApplicationShown => "application_shown",
            Kind::OperatorChanged => "operator_changed",
            Kind::ProposalMade => "proposal_made",
            Kind::ProposalDecided => "proposal_decided",
            Kind::JobRan => "job_ran",
        }
    }

    /// How long the content of such an event is kept (product.md §12); that it happened stays in the chain.
    pub fn kept(self) -> Millis {
        match self {
            Kind::LoggedIn
            | Kind::LoginFailed
            | Kind::LoginRefused
            | Kind::ServiceEntered
            | Kind::LoggedOut
            | Kind::SessionEnded
            | Kind::LogoutNotTold
            | Kind::EidReturned
            | Kind::AdministrationEntered => LOGINS_KEPT,
            Kind::PeopleShown
            | Kind::UsernameShown
            | Kind::PeopleSearched
            | Kind::ListExported
            | Kind::CprLookedUp
            | Kind::ApplicationShown
            | Kind::DataReleased => LOOKS_KEPT,
            Kind::WindowOpened
            | Kind::WindowClaimed
            | Kind::WindowClosedByPicture
            | Kind::WindowConfirmed
            | Kind::WindowCancelled
            | Kind::WindowRefused
            | Kind::WindowUndone
            | Kind::PasswordSet
            | Kind::CodeAsked
            | Kind::CodeDecided
            | Kind::CodeCancelled
            | Kind::CodeDrawn
            | Kind::CodeUsed
            | Kind::PasswordsKilled
            | Kind::ChangeDemanded
            | Kind::PasswordFormSet
            | Kind::PersonCreated
            | Kind::PersonChanged
            | Kind::UsernameChanged
            | Kind::PersonBlocked
            | Kind::PersonUnblocked
            | Kind::AffiliationStarted
            | Kind::AffiliationChanged
            | Kind::AffiliationEnded
            | Kind::ContactStarted
            | Kind::ContactChanged
            | Kind::ContactEnded
            | Kind::GroupStarted
            | Kind::GroupChanged
            | Kind::GroupEnded
            | Kind::ImportReceived
            | Kind::ImportReleased
            | Kind::ImportRejected
            | Kind::ImportUndone
            | Kind::InstitutionChanged
            | Kind::SettingChanged
            | Kind::NationalSettingChanged
            | Kind::RightGranted
            | Kind::RightRevoked
            | Kind::AdministratorChanged
            | Kind::SubstituteGiven
            | Kind::SubstituteEnded
            | Kind::CardIssued
            | Kind::CardPrinted
            | Kind::CardVoided
            | Kind::CardAloneSet
            | Kind::ClientRegistered
            | Kind::ClientChanged
            | Kind::ClientDisabled
            | Kind::TokenReplayed
            | Kind::LicenceGiven
            | Kind::LicenceEnded
            | Kind::AgreementChanged
            | Kind::AdultAsked
            | Kind::AdultVerified
            | Kind::AdultDeclined
            | Kind::ImportTokenChanged
            | Kind::CprChanged
            | Kind::PeopleMerged
            | Kind::AffiliationConfirmed
            | Kind::AccountDisabled
            | Kind::AccountAnonymised
            | Kind::CaseOpened
            | Kind::CaseDecided
            | Kind::ApplicationReceived
            | Kind::ApplicationConfirmed
            | Kind::ApplicationObjected
            | Kind::ApplicationAsked
            | Kind::ApplicationDecided
            | Kind::OperatorChanged
            | Kind::ProposalMade
            | Kind::ProposalDecided
            | Kind::JobRan => CHANGES_KEPT,
        }
    }

    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Doer {
    /// A person, acting as what the word says (`pupil`, `teacher`, `administrator`, `operator` ...).
    Person {
        /// Who.
        id: PersonId,
        /// Acting as what.
        acting_as: String,
    },
    /// The server itself, or somebody at its command line: `job`, `command`, `import`, or a service's id.
    Machine(String),
}

/// An event before it is written. Id and salt are drawn before the transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEvent {
    /// Its number.
    pub id: EventId,
    /// Sixteen bytes of chance: the chain covers a salted hash of the payload, so that the payload can be deleted.
    pub salt: [u8; 16],
    /// What happened.
    pub kind: Kind,
    /// Who did it.
    pub doer: Doer,
    /// At which institution, where it was at one.
    pub institution: Option<InstitutionNumber>,
    /// From which address; empty where there is none.
    pub address: String,
    /// About whom.
    pub subjects: Vec<PersonId>,
    /// What else is worth knowing, as words and values; never a name, a CPR number or a secret.
    pub payload: Vec<(&'static str, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_word_comes_back_and_is_unique() {
        let words: BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.word()).collect();
        assert_eq!(words.len(), Kind::ALL.len());
        for kind in Kind::ALL {
            assert_eq!(Kind::from_word(kind.word()), Some(kind));
        }
    }
}
