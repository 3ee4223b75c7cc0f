//! The demo's services are registered like any other: *Matematikhuset* (plain), *Karakterbogen* (asks for
//! `ToFaktor`), *Læseklubben* (bound to a licence), *Trivselsmålingen* (asks for `VoksenVerificeret`).
//!
//! Source: product.md §15. What it does not do: be the services; their pages know only what is registered here.

use crate::client::{self, Registering};
use crate::settings::Mode;
use crate::world::World;
use crypto::sealing::HashPurpose;
use crypto::secret::SecretText;
use oidc::assurance::Level;
use oidc::client::{DefinedRight, LicenceKey, Registration};
use oidc::jwk::Algorithm;
use rules::institution::InstitutionNumber;
use rules::licence::{Licence, Reach};
use store::error::StoreError;

/// One of the four.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DemoService {
    /// Sums for everybody.
    Matematikhuset,
    /// Marks: two factors.
    Karakterbogen,
    /// Books, for those with a licence.
    Laeseklubben,
    /// How pupils thrive: an adult vouches for the pupil.
    Trivselsmaalingen,
}

impl DemoService {
    /// All four.
    pub const ALL: [DemoService; 4] = [
        DemoService::Matematikhuset,
        DemoService::Karakterbogen,
        DemoService::Laeseklubben,
        DemoService::Trivselsmaalingen,
    ];

    /// Its place on the services' own site.
    pub fn path(self) -> &'static str {
        match self {
            DemoService::Matematikhuset => "matematikhuset",
            DemoService::Karakterbogen => "karakterbogen",
            DemoService::Laeseklubben => "laeseklubben",
            DemoService::Trivselsmaalingen => "trivselsmaalingen",
        }
    }

    /// The service at this place.
    pub fn at(path: &str) -> Option<DemoService> {
        DemoService::ALL.into_iter().find(|service| service.path() == path)
    }

    /// What users read.
    pub fn name(self) -> &'static str {
        match self {
            DemoService::Matematikhuset => "Matematikhuset",
            DemoService::Karakterbogen => "Karakterbogen",
            DemoService::Laeseklubben => "Læseklubben",
            DemoService::Trivselsmaalingen => "Trivselsmålingen",
        }
    }

    /// What it calls itself in requests.
    pub fn client_id(self) -> String {
        format!("https://{}.example/", self.path())
    }

    fn registration(self, origin: &str) -> Registration {
        let at = |page: &str| format!("{origin}/{}/{page}", self.path());
        let plain = Registration {
            redirect_uris: vec![at("callback")],
            post_logout_redirect_uris: vec![format!("{origin}/{}", self.path())],
            backchannel_logout_uri: Some(at("backchannel-logout")),
            start_url: Some(format!("{origin}/{}", self.path())),
            ..Registration::default()
        };
        match self {
            DemoService::Matematikhuset => plain,
            DemoService::Karakterbogen => Registration {
                required_level: Level::TwoFactor,
                id_token_algorithm: Algorithm::ES256,
                rights: vec![DefinedRight {
                    code: "exam_administrator".to_owned(),
                    name_da: "Prøveansvarlig".to_owned(),
                    name_en: "Exam administrator".to_owned(),
                }],
                ..plain
            },
            DemoService::Trivselsmaalingen => Registration { required_level: Level::AdultVerified, ..plain },
            DemoService::Laeseklubben => Registration {
                licence: Some(LicenceKey {
                    provider_number: "1003".to_owned(),
                    service_code: "laeseklubben".to_owned(),
                }),
                missing_licence_url: Some(at("no-licence")),
                ..plain
            },
        }
    }
}

/// A registered service and how it proves who it is.
#[derive(Clone, Debug)]
pub struct Ready {
    /// Which.
    pub service: DemoService,
    /// Its secret.
    pub secret: SecretText,
}

/// The school whose pupils have *Læseklubben*, and which lets *Matematikhuset* see names and roles.
const SCHOOL: &str = "751042";
/// Drawn ids are far larger: these rows are written once, however often the demo starts.
const LICENCE_ID: i64 = 1;
const AGREEMENT_ID: i64 = 1;

/// Why the services are not registered.
#[derive(Debug, thiserror::Error)]
pub enum NotReady {
    /// Only a demo has them.
    #[error("the demo's services run only in a demo")]
    NotADemo,
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A registration of ours is not allowed: a mistake in this file.
    #[error(transparent)]
    Registration(#[from] client::NotRegistered),
}

/// Registers the four. Their secrets are the same each time the demo starts. Blocks.
///
/// # Errors
/// [`NotReady`].
pub fn prepare(world: &World) -> Result<Vec<Ready>, NotReady> {
    if world.settings.mode != Mode::Demo {
        return Err(NotReady::NotADemo);
    }
    let mut ready = Vec::new();
    for service in DemoService::ALL {
        let parts: [&[u8]; 2] = [b"demo service", service.path().as_bytes()];
        let secret = oidc::encoding::base64url(&world.vault.keyed_hash(HashPurpose::RefreshToken, &parts));
        let registering = Registering {
            id: service.client_id(),
            name: service.name().to_owned(),
            provider: format!("Forlaget bag {}", service.name()),
            registration: service.registration(&world.settings.demo_services_origin),
            secret_hash: Some(crypto::digest::of_token(&secret)),
        };
        client::register(world, &registering, "demo")??;
        ready.push(Ready { service, secret: SecretText::new(secret) });
    }
    give(world)?;
    Ok(ready)
}

fn give(world: &World) -> Result<(), StoreError> {
    let Some(school) = InstitutionNumber::parse(SCHOOL) else { return Ok(()) };
    world.db.blocking().write(move |tx| {
        let licence = Licence { institution: school.clone(), reach: Reach::WholeInstitution, from: None, to: None };
        store::licence::give(tx, LICENCE_ID, &DemoService::Laeseklubben.client_id(), &licence, None)?;
        let fields = format!("{} {}", store::data_agreement::NAME, store::data_agreement::ROLES);
        let client = DemoService::Matematikhuset.client_id();
        store::data_agreement::approve(tx, AGREEMENT_ID, &client, &school, &fields)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_allowed_to_register() {
        for service in DemoService::ALL {
            assert_eq!(service.registration("http://127.0.0.1:8081").flaws(), Vec::new(), "{}", service.name());
            assert_eq!(DemoService::at(service.path()), Some(service));
        }
    }
}
