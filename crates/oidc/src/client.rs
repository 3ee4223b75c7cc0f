//! A service's registration: what its provider told us about it, and what it may therefore do.
//!
//! Source: interfaces.md B §6.4, security.md rule 8. What it does not do: know which registrations exist.

use crate::assurance::{ActorGroup, Level};
use crate::jwk::{Algorithm, Jwks};
use serde::{Deserialize, Serialize};

/// How many addresses of one kind a service may register.
pub const ADDRESSES_MAX: usize = 40;

/// Whether a service must prove that the one who redeems a code is the one who asked for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pkce {
    /// The rule: a challenge with S256.
    #[default]
    Required,
    /// An old service that cannot; a challenge is still checked where it sends one.
    Exempt,
}

/// The licence a user must have been given through an institution.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LicenceKey {
    /// *Udbydernummer*.
    pub provider_number: String,
    /// *Tjenestekode*, chosen by the provider.
    pub service_code: String,
}

/// A right the service defines: institutions' administrators grant it, and the service alone is told who has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DefinedRight {
    /// What the service calls it: small letters, digits, `_` and `-`.
    pub code: String,
    /// What administrators read.
    pub name_da: String,
    /// The same in English.
    pub name_en: String,
}

/// The most rights one service defines: each is a column of a page.
pub const RIGHTS_MAX: usize = 10;
/// The longest code or name of a right, in characters.
pub const RIGHT_LETTERS_MAX: usize = 60;

impl DefinedRight {
    fn is_allowed(&self) -> bool {
        let is_code = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
        let is_name = |name: &str| {
            !name.trim().is_empty() && name.chars().count() <= RIGHT_LETTERS_MAX && !name.chars().any(char::is_control)
        };
        !self.code.is_empty()
            && self.code.len() <= RIGHT_LETTERS_MAX
            && self.code.chars().all(is_code)
            && is_name(&self.name_da)
            && is_name(&self.name_en)
    }
}

/// What a service registered. Its id, name, provider and secret's digest stand beside it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registration {
    /// Where users may be sent back to; compared letter by letter.
    pub redirect_uris: Vec<String>,
    /// Where users may be sent after logout.
    pub post_logout_redirect_uris: Vec<String>,
    /// Where a logout is told server to server.
    pub backchannel_logout_uri: Option<String>,
    /// What the browser loads to log out there.
    pub frontchannel_logout_uri: Option<String>,
    /// Origins whose scripts may call token and userinfo.
    pub web_origins: Vec<String>,
    /// Keys for `private_key_jwt`; a service with keys has no use for a secret.
    pub jwks: Option<Jwks>,
    /// How its id tokens are signed.
    pub id_token_algorithm: Algorithm,
    /// How its access tokens are signed.
    pub access_token_algorithm: Algorithm,
    /// Whether codes are bound by PKCE.
    pub pkce: Pkce,
    /// The least assurance that lets a user in.
    pub required_level: Level,
    /// Which actor groups may log in; none named means all.
    pub actor_groups: Vec<ActorGroup>,
    /// The licence needed, if any.
    pub licence: Option<LicenceKey>,
    /// Where a user without licence is sent; without it the service handles it.
    pub missing_licence_url: Option<String>,
    /// Where the service begins for a user who comes from us.
    pub start_url: Option<String>,
    /// Rights it defines.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rights: Vec<DefinedRight>,
}

impl Default for Registration {
    fn default() -> Registration {
        Registration {
            redirect_uris: Vec::new(),
            post_logout_redirect_uris: Vec::new(),
            backchannel_logout_uri: None,
            frontchannel_logout_uri: None,
            web_origins: Vec::new(),
            jwks: None,
            id_token_algorithm: Algorithm::RS256,
            access_token_algorithm: Algorithm::ES256,
            pkce: Pkce::Required,
            required_level: Level::CardAlone,
            actor_groups: Vec::new(),
            licence: None,
            missing_licence_url: None,
            start_url: None,
            rights: Vec::new(),
        }
    }
}

/// What is wrong with a registration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// No place to send users back to.
    #[error("a service needs at least one redirect URI")]
    NoRedirect,
    /// More than [`ADDRESSES_MAX`] of one kind.
    #[error("at most {ADDRESSES_MAX} addresses of one kind")]
    TooMany,
    /// An address that is not allowed.
    #[error("{0}: must be https (http only for localhost), without fragment, user or wildcard")]
    Address(String),
    /// An origin with more than scheme, host and port.
    #[error("{0}: an origin is scheme, host and port")]
    Origin(String),
    /// Keys of which none is usable.
    #[error("none of the keys can be used: RSA from 2,048 bits or P-256")]
    Keys,
    /// A right that cannot be one, or two of one code.
    #[error(
        "a right has a code of small letters, digits, _ and -, a name in Danish and in English, and each code stands once; at most {RIGHTS_MAX}"
    )]
    Right,
    /// PSS for tokens of ours.
    #[error("tokens are signed with RS256 or ES256")]
    Algorithm,
}

impl Registration {
    /// Everything wrong with it; none means it may be stored.
    pub fn flaws(&self) -> Vec<Flaw> {
        let mut flaws = Vec::new();
        if self.redirect_uris.is_empty() {
            flaws.push(Flaw::NoRedirect);
        }
        for list in [&self.redirect_uris, &self.post_logout_redirect_uris, &self.web_origins] {
            if ADDRESSES_MAX < list.len() {
                flaws.push(Flaw::TooMany);
            }
        }
        let single =
            [&self.backchannel_logout_uri, &self.frontchannel_logout_uri, &self.missing_licence_url, &self.start_url];
        let addresses = self.redirect_uris.iter().chain(&self.post_logout_redirect_uris);
        for address in addresses.chain(single.into_iter().flatten()) {
            if !is_allowed_address(address) {
                flaws.push(Flaw::Address(address.clone()));
            }
        }
        for origin in &self.web_origins {
            if origin_of(origin).as_deref() != Some(origin.as_str()) {
                flaws.push(Flaw::Origin(origin.clone()));
            }
        }
        let codes: std::collections::BTreeSet<&str> = self.rights.iter().map(|right| right.code.as_str()).collect();
        let is_fine = codes.len() == self.rights.len() && self.rights.iter().all(DefinedRight::is_allowed);
        if RIGHTS_MAX < self.rights.len() || !is_fine {
            flaws.push(Flaw::Right);
        }
        if self.jwks.as_ref().is_some_and(|keys| crate::jwk::usable(keys).is_empty()) {
            flaws.push(Flaw::Keys);
        }
        if [self.id_token_algorithm, self.access_token_algorithm].contains(&Algorithm::PS256) {
            flaws.push(Flaw::Algorithm);
        }
        flaws
    }

    /// Whether this is one of the registered places, letter by letter.
    pub fn knows_redirect(&self, uri: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == uri)
    }

    /// Whether users may be sent here after logout, letter by letter.
    pub fn knows_post_logout(&self, uri: &str) -> bool {
        self.post_logout_redirect_uris.iter().any(|known| known == uri)
    }

    /// Whether scripts of this origin may call us for this service.
    pub fn knows_origin(&self, origin: &str) -> bool {
        self.web_origins.iter().any(|known| known == origin)
    }

    /// Whether a user acting as this may log in here.
    pub fn admits(&self, group: ActorGroup) -> bool {
        self.actor_groups.is_empty() || self.actor_groups.contains(&group)
    }
}

/// An address users or messages may be sent to: https, or http on this very machine; nothing hidden in it.
pub fn is_allowed_address(address: &str) -> bool {
    let Ok(url) = url::Url::parse(address) else { return false };
    let is_plain = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    let is_local = matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
    let has_odd_letter = address.chars().any(|c| c.is_control() || c.is_whitespace() || matches!(c, '*' | '\\'));
    let is_secure = url.scheme() == "https" || (url.scheme() == "http" && is_local);
    is_plain && is_secure && !has_odd_letter && url.host_str().is_some()
}

/// Scheme, host and port of an address: what `form-action` and CORS name.
pub fn origin_of(address: &str) -> Option<String> {
    let url = url::Url::parse(address).ok()?;
    let origin = url.origin();
    origin.is_tuple().then(|| origin.ascii_serialization())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_https_and_this_machine_are_allowed() {
        for good in ["https://ereolengo.dk/cb", "http://localhost:3000/cb", "http://127.0.0.1/cb?x=1", "http://[::1]/"]
        {
            assert!(is_allowed_address(good), "{good}");
        }
        for bad in [
            "http://ereolengo.dk/cb",
            "https://ereolengo.dk/cb#here",
            "https://user@ereolengo.dk/cb",
            "https://*.ereolengo.dk/cb",
            "https://ereolengo.dk\\@evil.dk/",
            "javascript:alert(1)",
            "https:// evil",
            "/cb",
            "",
        ] {
            assert!(!is_allowed_address(bad), "{bad}");
        }
    }

    #[test]
    fn a_redirect_is_compared_letter_by_letter() {
        let registration =
            Registration { redirect_uris: vec!["https://a.dk/cb".to_owned()], ..Registration::default() };
        assert!(registration.flaws().is_empty());
        assert!(registration.knows_redirect("https://a.dk/cb"));
        for near in
            ["https://a.dk/cb/", "https://A.dk/cb", "https://a.dk/cb?x", "https://a.dk/cb/../x", "http://a.dk/cb"]
        {
            assert!(!registration.knows_redirect(near), "{near}");
        }
    }

    #[test]
    fn a_registration_reads_back_and_refuses_unknown_words() {
        let registration =
            Registration { redirect_uris: vec!["https://a.dk/cb".to_owned()], ..Registration::default() };
        let text = serde_json::to_string(&registration).unwrap();
        assert_eq!(serde_json::from_str::<Registration>(&text).unwrap(), registration);
        assert!(serde_json::from_str::<Registration>(r#"{"redirect_uri": []}"#).is_err());
    }
}
