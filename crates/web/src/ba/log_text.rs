//! What an event means in the reader's words: one text for every kind there is.
//!
//! What it does not do: hold the texts; the locales do.

use rules::event::Kind;
use rules::event_topic::Topic;

/// The key of a kind's text.
pub(crate) fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::LoggedIn => "log-logged-in",
        Kind::LoginFailed => "log-login-failed",
        Kind::LoginRefused => "log-login-refused",
        Kind::ServiceEntered => "log-service-entered",
        Kind::LoggedOut => "log-logged-out",
        Kind::SessionEnded => "log-session-ended",
        Kind::LogoutNotTold => "log-logout-not-told",
        Kind::WindowOpened => "log-window-opened",
        Kind::WindowClaimed => "log-window-claimed",
        Kind::WindowClosedByPicture => "log-window-closed-by-picture",
        Kind::WindowConfirmed => "log-window-confirmed",
        Kind::WindowCancelled => "log-window-cancelled",
        Kind::WindowRefused => "log-window-refused",
        Kind::WindowUndone => "log-window-undone",
        Kind::PasswordSet => "log-password-set",
        Kind::CodeAsked => "log-code-asked",
        Kind::CodeDecided => "log-code-decided",
        Kind::CodeCancelled => "log-code-cancelled",
        Kind::CodeDrawn => "log-code-drawn",
        Kind::CodeUsed => "log-code-used",
        Kind::PasswordsKilled => "log-passwords-killed",
        Kind::ChangeDemanded => "log-change-demanded",
        Kind::PasswordFormSet => "log-password-form-set",
        Kind::AdministrationEntered => "log-administration-entered",
        Kind::PeopleShown => "log-people-shown",
        Kind::UsernameShown => "log-username-shown",
        Kind::PeopleSearched => "log-people-searched",
        Kind::DataReleased => "log-data-released",
        Kind::AdministratorChanged => "log-administrator-changed",
        Kind::ListExported => "log-list-exported",
        Kind::PersonCreated => "log-person-created",
        Kind::PersonChanged => "log-person-changed",
        Kind::UsernameChanged => "log-username-changed",
        Kind::PersonBlocked => "log-person-blocked",
        Kind::PersonUnblocked => "log-person-unblocked",
        Kind::AffiliationStarted => "log-affiliation-started",
        Kind::AffiliationChanged => "log-affiliation-changed",
        Kind::AffiliationEnded => "log-affiliation-ended",
        Kind::ContactStarted => "log-contact-started",
        Kind::ContactChanged => "log-contact-changed",
        Kind::ContactEnded => "log-contact-ended",
        Kind::GroupStarted => "log-group-started",
        Kind::GroupChanged => "log-group-changed",
        Kind::GroupEnded => "log-group-ended",
        Kind::ImportReceived => "log-import-received",
        Kind::ImportReleased => "log-import-released",
        Kind::ImportRejected => "log-import-rejected",
        Kind::ImportUndone => "log-import-undone",
        Kind::InstitutionChanged => "log-institution-changed",
        Kind::SettingChanged => "log-setting-changed",
        Kind::NationalSettingChanged => "log-national-setting-changed",
        Kind::RightGranted => "log-right-granted",
        Kind::RightRevoked => "log-right-revoked",
        Kind::SubstituteGiven => "log-substitute-given",
        Kind::SubstituteEnded => "log-substitute-ended",
        Kind::CardIssued => "log-card-issued",
        Kind::CardPrinted => "log-card-printed",
        Kind::CardVoided => "log-card-voided",
        Kind::CardAloneSet => "log-card-alone-set",
        Kind::ClientRegistered => "log-client-registered",
        Kind::ClientChanged => "log-client-changed",
        Kind::ClientDisabled => "log-client-disabled",
        Kind::TokenReplayed => "log-token-replayed",
        Kind::LicenceGiven => "log-licence-given",
        Kind::LicenceEnded => "log-licence-ended",
        Kind::AgreementChanged => "log-agreement-changed",
        Kind::EidReturned => "log-eid-returned",
        Kind::AdultAsked => "log-adult-asked",
        Kind::AdultVerified => "log-adult-verified",
        Kind::AdultDeclined => "log-adult-declined",
        Kind::ImportTokenChanged => "log-import-token-changed",
        Kind::CprChanged => "log-cpr-changed",
        Kind::CprLookedUp => "log-cpr-looked-up",
        Kind::PeopleMerged => "log-people-merged",
        Kind::AffiliationConfirmed => "log-affiliation-confirmed",
        Kind::AccountDisabled => "log-account-disabled",
        Kind::AccountAnonymised => "log-account-anonymised",
        Kind::CaseOpened => "log-case-opened",
        Kind::CaseDecided => "log-case-decided",
        Kind::ApplicationReceived => "log-application-received",
        Kind::ApplicationConfirmed => "log-application-confirmed",
        Kind::ApplicationObjected => "log-application-objected",
        Kind::ApplicationAsked => "log-application-asked",
        Kind::ApplicationDecided => "log-application-decided",
        Kind::ApplicationShown => "log-application-shown",
        Kind::OperatorChanged => "log-operator-changed",
        Kind::ProposalMade => "log-proposal-made",
        Kind::ProposalDecided => "log-proposal-decided",
        Kind::JobRan => "log-job-ran",
    }
}

/// The key of a topic's name.
pub(crate) fn topic_key(topic: Topic) -> &'static str {
    match topic {
        Topic::Logins => "ba-topic-logins",
        Topic::Passwords => "ba-topic-passwords",
        Topic::Looks => "ba-topic-looks",
        Topic::People => "ba-topic-people",
        Topic::Rights => "ba-topic-rights",
        Topic::Imports => "ba-topic-imports",
        Topic::Institution => "ba-topic-institution",
    }
}

/// The word of a topic in addresses.
pub(crate) fn topic_word(topic: Topic) -> &'static str {
    match topic {
        Topic::Logins => "login",
        Topic::Passwords => "adgangskoder",
        Topic::Looks => "opslag",
        Topic::People => "personer",
        Topic::Rights => "rettigheder",
        Topic::Imports => "import",
        Topic::Institution => "institution",
    }
}

/// The key of what somebody acted as.
pub(crate) fn acting_key(acting_as: &str) -> Option<&'static str> {
    // A system that pushes imports is named behind the colon.
    match acting_as.split(':').next().unwrap_or_default() {
        "teacher" => Some("ba-acting-teacher"),
        "administrator" => Some("ba-acting-administrator"),
        "operator" => Some("ba-acting-operator"),
        "pupil" => Some("ba-acting-pupil"),
        "parent" => Some("ba-acting-parent"),
        "self" => Some("ba-acting-self"),
        "import" | "drop_folder" => Some("ba-acting-import"),
        "login" => Some("ba-acting-login"),
        "job" | "command" | "demo" => Some("ba-acting-job"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{LANGUAGES, Tr};

    #[test]
    fn every_kind_of_event_has_a_text_in_both_languages() {
        for language in LANGUAGES {
            let tr = Tr { language };
            for kind in Kind::ALL {
                assert_ne!(tr.t(kind_key(kind)), kind_key(kind), "{kind:?} in {}", language.tag());
            }
        }
    }
}
