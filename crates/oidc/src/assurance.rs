//! *Sikringsniveau*: how sure a service can be who logged in, in the words that travel on the wire.
//!
//! Source: product.md §6.5, interfaces.md A.9 and B §6.3. What it does not do: decide which level a login
//! has; that is the law's.

use serde::{Deserialize, Serialize};

/// How a login was proven, from the weakest to the strongest a service can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// A school card without pictures: `EnFaktor`, but no NSIS level.
    CardAlone,
    /// A password: `EnFaktor`.
    OneFactor,
    /// A pupil whom an adult vouched for: `VoksenVerificeret`.
    AdultVerified,
    /// National eID, or a local login with two factors: `ToFaktor`.
    TwoFactor,
}

impl Level {
    /// The value of the claim `unilogin_loa`.
    pub fn unilogin_loa(self) -> &'static str {
        match self {
            Level::CardAlone | Level::OneFactor => "EnFaktor",
            Level::AdultVerified => "VoksenVerificeret",
            Level::TwoFactor => "ToFaktor",
        }
    }

    /// The value of the claim `loa`, a number in a string.
    pub fn loa(self) -> &'static str {
        match self {
            Level::CardAlone => "1",
            Level::OneFactor | Level::AdultVerified => "2",
            Level::TwoFactor => "3",
        }
    }

    /// The NSIS level, where the login reaches one.
    pub fn nsis(self) -> Option<&'static str> {
        match self {
            Level::CardAlone => None,
            Level::OneFactor | Level::AdultVerified => Some("Low"),
            Level::TwoFactor => Some("Substantial"),
        }
    }

    /// Whether a login at this level is enough where `asked` is asked for.
    pub fn is_enough_for(self, asked: Level) -> bool {
        asked <= self
    }

    /// The level a value of `acr_values` asks for; None for values we do not know, which are voluntary
    /// and passed over (OpenID Connect Core §3.1.2.1).
    pub fn from_acr_value(value: &str) -> Option<Level> {
        match value {
            "En_Faktor" | "EnFaktor" => Some(Level::CardAlone),
            "Low"
            | "https://data.gov.dk/concept/core/nsis/loa/Low"
            | "https://data.gov.dk/concept/core/nsis/Low"
            | "urn:dk:gov:saml:attribute:AssuranceLevel:2" => Some(Level::OneFactor),
            "VoksenVerificeret" => Some(Level::AdultVerified),
            "To_Faktor"
            | "ToFaktor"
            | "Substantial"
            | "dk:unilogin:loa:ToFaktor"
            | "https://data.gov.dk/concept/core/nsis/loa/Substantial"
            | "https://data.gov.dk/concept/core/nsis/Substantial"
            | "urn:dk:gov:saml:attribute:AssuranceLevel:3" => Some(Level::TwoFactor),
            _ => None,
        }
    }
}

/// *Aktørgruppe*: as what somebody is at the service, in the words of the claim `aktoer_gruppe`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum ActorGroup {
    /// A pupil.
    Elev,
    /// An employee.
    Medarbejder,
    /// Somebody attached from outside.
    Ekstern,
    /// A parent or another contact person.
    Kontaktperson,
}

impl ActorGroup {
    /// The word on the wire.
    pub fn word(self) -> &'static str {
        match self {
            ActorGroup::Elev => "Elev",
            ActorGroup::Medarbejder => "Medarbejder",
            ActorGroup::Ekstern => "Ekstern",
            ActorGroup::Kontaktperson => "Kontaktperson",
        }
    }

    /// The group a word on the wire names.
    pub fn from_word(word: &str) -> Option<ActorGroup> {
        match word {
            "Elev" => Some(ActorGroup::Elev),
            "Medarbejder" => Some(ActorGroup::Medarbejder),
            "Ekstern" => Some(ActorGroup::Ekstern),
            "Kontaktperson" => Some(ActorGroup::Kontaktperson),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_alone_is_one_factor_but_not_low() {
        assert_eq!(Level::CardAlone.unilogin_loa(), "EnFaktor");
        assert!(!Level::CardAlone.is_enough_for(Level::from_acr_value("Low").unwrap()));
        assert!(Level::CardAlone.is_enough_for(Level::from_acr_value("En_Faktor").unwrap()));
    }

    #[test]
    fn an_eid_login_is_enough_for_a_service_that_wants_an_adult_verified_pupil() {
        assert!(Level::TwoFactor.is_enough_for(Level::AdultVerified));
        assert!(!Level::AdultVerified.is_enough_for(Level::TwoFactor));
    }
}
