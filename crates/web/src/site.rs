//! The eight sites and where they live: the one origin of the configuration, or a host of their own.
//!
//! Every address we write starts here. What it does not do: look at a request; `Host` and `X-Forwarded-*` never form an
//! address (security.md rule 4).

use crate::i18n::{Language, Tr};
use std::collections::HashMap;

/// A site of the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Site {
    /// The login broker's pages.
    Login,
    /// Mit Unilogin: self-service.
    Mit,
    /// Elevadgang: teachers help pupils.
    Elevadgang,
    /// Brugeradministration.
    Ba,
    /// Ansøg: application for access.
    Ansoeg,
    /// Tilslutning: providers.
    Tilslutning,
    /// The operator's back office.
    Stil,
    /// Guides and FAQ.
    Vejledning,
}

impl Site {
    /// All eight.
    pub const ALL: [Site; 8] = [
        Site::Login,
        Site::Mit,
        Site::Elevadgang,
        Site::Ba,
        Site::Ansoeg,
        Site::Tilslutning,
        Site::Stil,
        Site::Vejledning,
    ];

    /// Where it starts on the default origin.
    pub fn path(self) -> &'static str {
        match self {
            Site::Login => "/login",
            Site::Mit => "/mit",
            Site::Elevadgang => "/elevadgang",
            Site::Ba => "/ba",
            Site::Ansoeg => "/ansoeg",
            Site::Tilslutning => "/tilslutning",
            Site::Stil => "/stil",
            Site::Vejledning => "/vejledning",
        }
    }

    /// Its word: in the configuration, and where its host's cookies name it.
    pub fn word(self) -> &'static str {
        self.path().trim_start_matches('/')
    }

    /// What the broker calls it when somebody is on the way there.
    pub fn called(self) -> String {
        let name = |key| Tr { language: Language::Danish }.t(key);
        self.name_key().map_or_else(|| self.word().to_owned(), name)
    }

    /// The key of its name beside the product's; the login page has none.
    pub(crate) fn name_key(self) -> Option<&'static str> {
        match self {
            Site::Login => None,
            Site::Mit => Some("site-mit"),
            Site::Elevadgang => Some("site-elevadgang"),
            Site::Ba => Some("site-ba"),
            Site::Ansoeg => Some("site-ansoeg"),
            Site::Tilslutning => Some("site-tilslutning"),
            Site::Stil => Some("site-stil"),
            Site::Vejledning => Some("site-vejledning"),
        }
    }

    /// The site a path belongs to; what belongs to none is the login's.
    pub(crate) fn of_path(path: &str) -> Site {
        let first = path.split('/').nth(1).unwrap_or_default();
        Site::ALL.into_iter().find(|site| site.path().trim_start_matches('/') == first).unwrap_or(Site::Login)
    }
}

/// Where each site lives.
#[derive(Clone, Debug)]
pub struct Sites {
    /// Scheme, host and port, no slash at the end.
    origin: String,
    own: HashMap<Site, String>,
}

impl Sites {
    /// All sites on one origin, such as `http://localhost:8080`.
    pub fn on(origin: &str) -> Sites {
        Sites { origin: origin.trim_end_matches('/').to_owned(), own: HashMap::new() }
    }

    /// The same, with one site on an origin of its own.
    pub fn with_own(mut self, site: Site, origin: &str) -> Sites {
        self.own.insert(site, origin.trim_end_matches('/').to_owned());
        self
    }

    /// The origin of a site.
    pub fn origin(&self, site: Site) -> &str {
        self.own.get(&site).unwrap_or(&self.origin)
    }

    /// The whole address of a path of a site.
    pub fn url(&self, site: Site, path: &str) -> String {
        format!("{}{path}", self.origin(site))
    }

    /// The origins of the sites with hosts of their own.
    pub(crate) fn own_origins(&self) -> Vec<&str> {
        let mut origins: Vec<&str> = self.own.values().map(String::as_str).collect();
        origins.sort_unstable();
        origins
    }

    /// Whether a site has a host of its own.
    pub(crate) fn has_own(&self, site: Site) -> bool {
        self.own.contains_key(&site)
    }

    /// The site whose own host this is; `host` is what a request says, port included.
    pub(crate) fn of_host(&self, host: &str) -> Option<Site> {
        let has = |origin: &str| origin.split_once("://").is_some_and(|(_, rest)| rest.eq_ignore_ascii_case(host));
        self.own.iter().find(|(_, origin)| has(origin)).map(|(site, _)| *site)
    }

    /// The origin of the pages of a host.
    pub(crate) fn origin_here(&self, here: Option<Site>) -> &str {
        here.map_or(&self.origin, |site| self.origin(site))
    }

    /// Whether a request may come from a page at this origin.
    pub(crate) fn is_ours(&self, origin: &str) -> bool {
        origin == self.origin || self.own.values().any(|own| own == origin)
    }

    /// Whether people reach us by TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.origin.starts_with("https://")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_of_its_own_keeps_its_own_origin() {
        let sites = Sites::on("https://login.example.dk/").with_own(Site::Ba, "https://ba.example.dk");
        assert_eq!(sites.url(Site::Ba, "/ba"), "https://ba.example.dk/ba");
        assert_eq!(sites.url(Site::Mit, "/mit"), "https://login.example.dk/mit");
        assert!(sites.is_ours("https://ba.example.dk"));
        assert!(!sites.is_ours("https://ba.example.dk.evil.example"));
    }

    #[test]
    fn a_path_names_its_site() {
        assert_eq!(Site::of_path("/elevadgang/klasse"), Site::Elevadgang);
        assert_eq!(Site::of_path("/k/abc"), Site::Login);
        assert_eq!(Site::of_path("/"), Site::Login);
    }
}
