//! What the operator of an installation decides for every story: where it is, what things are called.
//!
//! What it does not do: read a file (the program does), or hold what one institution decides (the database does).

use crate::national_id::federation::SamlProvider;
use crypto::secret::SecretText;
use std::sync::Arc;

/// Whether real people are behind the accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Made-up people on this machine: the test eID answers, and cookies work without TLS.
    Demo,
    /// Real people.
    Serve,
}

/// Whom the national eID is reached through. Source: `interfaces.md` B §7.1.
#[derive(Clone, Debug)]
pub enum EidBroker {
    /// A broker that speaks OpenID Connect.
    OpenId(OpenIdBroker),
    /// An identity provider that speaks OIOSAML 3: NemLog-in.
    Saml(Arc<SamlProvider>),
}

impl EidBroker {
    /// Its name: the issuer, or the entity.
    pub fn name(&self) -> &str {
        match self {
            EidBroker::OpenId(broker) => &broker.issuer,
            EidBroker::Saml(provider) => provider.name(),
        }
    }

    /// The origin browsers are sent to, where it is known without asking: a broker answers at its issuer's.
    pub fn origin(&self) -> Option<String> {
        let address = match self {
            EidBroker::OpenId(broker) => &broker.issuer,
            EidBroker::Saml(provider) => provider.sign_in(),
        };
        url::Url::parse(address).ok().map(|url| url.origin().ascii_serialization())
    }
}

/// A broker of the national eID, and who we are there.
#[derive(Clone, Debug)]
pub struct OpenIdBroker {
    /// Its name; its discovery document lies below it.
    pub issuer: String,
    /// Who we are there.
    pub client_id: String,
    /// How we prove it.
    pub client_secret: SecretText,
    /// What we ask to know: the CPR number among it.
    pub scope: String,
    /// What else this broker wants in the request (`acr_values`, `idp_values`), name and value.
    pub more: Vec<(String, String)>,
}

/// Where the test eID lies on a demo's origin.
pub const TEST_EID_PATH: &str = "/test-eid";

impl OpenIdBroker {
    /// The built-in test eID of a demo at this port. Its secret protects nobody: the people are made up.
    fn test(port: u16) -> OpenIdBroker {
        OpenIdBroker {
            issuer: format!("http://localhost:{port}{TEST_EID_PATH}"),
            client_id: "unilogin".to_owned(),
            client_secret: SecretText::from("only-for-made-up-people"),
            scope: "openid mitid ssn".to_owned(),
            more: Vec::new(),
        }
    }
}

/// The settings. Plain values; read once at the start.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Scheme, host and port people reach us by, without a slash at the end. Every address we write starts with it.
    pub origin: String,
    /// Demo or real.
    pub mode: Mode,
    /// The origin of the demo's services: another site than ours. Empty when serving.
    pub demo_services_origin: String,
    /// What the national eID is called on screen.
    pub eid_name: String,
    /// The broker the national eID is reached through; none: nobody can use it.
    pub eid: Option<EidBroker>,
    /// Who runs this installation, as pages say it.
    pub operator_name: String,
    /// Whom people turn to who have no school to ask; empty where there is nobody.
    pub operator_support: String,
    /// The phone number for whoever cannot use a page; empty where there is none.
    pub accessibility_phone: String,
    /// The mail address for the same.
    pub accessibility_mail: String,
}

impl Settings {
    /// The settings of a demo at this port; its services live at the next one.
    pub fn demo(port: u16) -> Settings {
        Settings {
            origin: format!("http://localhost:{port}"),
            mode: Mode::Demo,
            demo_services_origin: format!("http://127.0.0.1:{}", u32::from(port) + 1),
            eid_name: "MitID".to_owned(),
            eid: Some(EidBroker::OpenId(OpenIdBroker::test(port))),
            operator_name: "Unilogin".to_owned(),
            operator_support: String::new(),
            accessibility_phone: String::new(),
            accessibility_mail: String::new(),
        }
    }

    /// The issuer of the login broker: what services configure. Source: `interfaces.md` A.
    pub fn issuer(&self) -> String {
        format!("{}/auth/realms/broker", self.origin)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_demos_services_are_another_site() {
        let settings = Settings::demo(8080);
        assert_eq!(settings.issuer(), "http://localhost:8080/auth/realms/broker");
        assert_eq!(settings.demo_services_origin, "http://127.0.0.1:8081");
    }
}
