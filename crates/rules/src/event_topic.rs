//! What a log may be narrowed to: every kind of event belongs to one topic.
//!
//! Source: product.md §9 (*Log*: filter). What it does not do: name kinds or topics in words people read.

use crate::event::Kind;

/// One part of what happens at an institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// Logging in and out.
    Logins,
    /// Passwords, windows and cards.
    Passwords,
    /// Who looked at whom.
    Looks,
    /// People, what they are here, and their groups.
    People,
    /// Rights and lent classes.
    Rights,
    /// Imports.
    Imports,
    /// Settings, services and agreements.
    Institution,
}

impl Topic {
    /// All of them, in the order of the menu.
    pub const ALL: [Topic; 7] = [
        Topic::Logins,
        Topic::Passwords,
        Topic::Looks,
        Topic::People,
        Topic::Rights,
        Topic::Imports,
        Topic::Institution,
    ];
}

/// The topic of a kind.
pub fn of(kind: Kind) -> Topic {
    match kind {
        Kind::LoggedIn
        | Kind::AdultAsked
        | Kind::AdultDeclined
        | Kind::LoginFailed
        | Kind::LoginRefused
        | Kind::ServiceEntered
        | Kind::LoggedOut
        | Kind::SessionEnded
        | Kind::LogoutNotTold
        | Kind::AdministrationEntered
        | Kind::TokenReplayed
        | Kind::EidReturned
        | Kind::AdultVerified => Topic::Logins,
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
        | Kind::CardIssued
        | Kind::CardPrinted
        | Kind::CardVoided
        | Kind::CardAloneSet => Topic::Passwords,
        Kind::DataReleased
        | Kind::PeopleShown
        | Kind::UsernameShown
        | Kind::PeopleSearched
        | Kind::CprLookedUp
        | Kind::ApplicationShown
        | Kind::ListExported => Topic::Looks,
        Kind::PersonCreated
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
        | Kind::CprChanged
        | Kind::PeopleMerged
        | Kind::AffiliationConfirmed
        | Kind::AccountDisabled
        | Kind::AccountAnonymised
        | Kind::CaseOpened
        | Kind::CaseDecided => Topic::People,
        Kind::AdministratorChanged
        | Kind::ApplicationReceived
        | Kind::ApplicationConfirmed
        | Kind::ApplicationObjected
        | Kind::ApplicationAsked
        | Kind::ApplicationDecided
        | Kind::OperatorChanged
        | Kind::ProposalMade
        | Kind::ProposalDecided
        | Kind::RightGranted
        | Kind::RightRevoked
        | Kind::SubstituteGiven
        | Kind::SubstituteEnded => Topic::Rights,
        Kind::ImportReceived
        | Kind::ImportReleased
        | Kind::ImportRejected
        | Kind::ImportUndone
        | Kind::ImportTokenChanged => Topic::Imports,
        Kind::InstitutionChanged
        | Kind::SettingChanged
        | Kind::NationalSettingChanged
        | Kind::ClientRegistered
        | Kind::ClientChanged
        | Kind::ClientDisabled
        | Kind::LicenceGiven
        | Kind::LicenceEnded
        | Kind::AgreementChanged
        | Kind::JobRan => Topic::Institution,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_topic_has_something_to_show() {
        let used: BTreeSet<Topic> = Kind::ALL.into_iter().map(of).collect();
        assert_eq!(used.len(), Topic::ALL.len());
    }
}
