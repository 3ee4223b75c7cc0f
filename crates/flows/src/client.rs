//! A service registers, shows who it is, and is closed.
//!
//! Source: interfaces.md B §6.4, security.md rule 1. What it does not do: log users in (`single_sign_on`).

use crate::own_host;
use crate::remember::{self, Blank, Circumstances};
use crate::world::World;
use oidc::client::{Flaw, Registration};
use oidc::token::{Claimant, Proof, Refused};
use rules::event::Kind;
use rules::time::Instant;
use store::client::NewClient;
use store::driver::Tx;
use store::error::StoreError;

/// A service that is open, with its registration read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// What it calls itself.
    pub id: String,
    /// What users read.
    pub name: String,
    /// Whose it is: the sector of its users' pseudonyms.
    pub provider: String,
    /// What it registered.
    pub registration: Registration,
    secret_hash: Option<Vec<u8>>,
}

impl Service {
    /// Whether it is one of our own sites, on a host of its own: no service that receives data.
    pub fn is_ours(&self) -> bool {
        own_host::is_own_site(&self.id)
    }

    /// Whether it takes those, too, who are nothing anywhere any longer: our own site for everybody.
    pub fn takes_unattached(&self) -> bool {
        self.is_ours() && self.registration.actor_groups.is_empty()
    }
}

/// The open service with this id.
pub fn open(tx: &mut Tx, id: &str) -> Result<Option<Service>, StoreError> {
    let Some(row) = store::client::find(tx, id)?.filter(|row| row.disabled.is_none()) else { return Ok(None) };
    read(row).map(Some)
}

/// Reads a row, open or closed.
pub fn read(row: store::client::Client) -> Result<Service, StoreError> {
    let registration =
        serde_json::from_str(&row.registration).map_err(|_| StoreError::Unreadable("a service's registration"))?;
    Ok(Service { id: row.id, name: row.name, provider: row.provider, registration, secret_hash: row.secret_hash })
}

/// The open service with this id.
pub async fn find(world: &World, id: &str) -> Result<Option<Service>, StoreError> {
    let id = id.to_owned();
    world.db.point(move |tx| open(tx, &id)).await
}

/// What an assertion's id is claimed under.
const ASSERTION_KIND: &str = "client_assertion";

/// Whether somebody is the service they say. The one door for every endpoint that asks. `audiences` are what an
/// assertion may be addressed to.
pub async fn authenticate(
    world: &World,
    claimant: &Claimant,
    audiences: &[&str],
) -> Result<Result<Service, Refused>, StoreError> {
    let Some(service) = find(world, &claimant.client_id).await? else { return Ok(Err(Refused::InvalidClient)) };
    match (&claimant.proof, &service.secret_hash, &service.registration.jwks) {
        (Proof::Secret(secret), Some(hash), _) if oidc::token::is_secret(secret, hash) => Ok(Ok(service)),
        (Proof::Assertion(assertion), _, Some(keys)) => {
            let now_seconds = world.now().0.div_euclid(1000);
            let checked = oidc::token::check_assertion(assertion, &service.id, keys, audiences, now_seconds);
            let proven = match checked {
                Ok(proven) => proven,
                Err(refused) => return Ok(Err(refused)),
            };
            let value = format!("{} {}", service.id, proven.jti);
            let until = Instant(proven.ends_seconds.saturating_mul(1000));
            let claim = world.db.write(move |tx| store::used_once::claim(tx, ASSERTION_KIND, &value, until));
            Ok(if claim.await? { Ok(service) } else { Err(Refused::InvalidClient) })
        }
        (Proof::Secret(_), _, _) | (Proof::Assertion(_), _, _) => Ok(Err(Refused::InvalidClient)),
    }
}

/// A service about to be registered.
#[derive(Clone, Debug)]
pub struct Registering {
    /// What it calls itself.
    pub id: String,
    /// What users read.
    pub name: String,
    /// Whose it is.
    pub provider: String,
    /// What it registers.
    pub registration: Registration,
    /// SHA-256 of its secret; none for a service with keys.
    pub secret_hash: Option<[u8; 32]>,
}

/// Why a service is not registered.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotRegistered {
    /// The id or another name is missing, too long, or holds odd characters.
    #[error("id, name and provider must be there, printable and not too long")]
    Name,
    /// The id is one of our own sites'.
    #[error("an id like this is kept for the sites of this installation")]
    Reserved,
    /// Neither secret nor keys.
    #[error("a service needs a secret or keys")]
    NoProof,
    /// What it registers is not allowed.
    #[error("{}", list(.0))]
    Flaws(Vec<Flaw>),
}

fn list(flaws: &[Flaw]) -> String {
    flaws.iter().map(Flaw::to_string).collect::<Vec<_>>().join("; ")
}

/// What became of a registration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Registered {
    /// It is new.
    New,
    /// It was there and changed.
    Changed,
    /// It was there, the same.
    Same,
}

/// Registers a service or changes what it registered, with its event. Blocks: for commands and the start.
///
/// # Errors
/// Where the database is broken; a registration that is not allowed is an answer.
pub fn register(
    world: &World,
    registering: &Registering,
    by: &str,
) -> Result<Result<Registered, NotRegistered>, StoreError> {
    if own_host::is_own_site(&registering.id) {
        return Ok(Err(NotRegistered::Reserved));
    }
    register_any(world, registering, by)
}

/// The same for our own sites, too. Blocks.
pub(crate) fn register_any(
    world: &World,
    registering: &Registering,
    by: &str,
) -> Result<Result<Registered, NotRegistered>, StoreError> {
    let new = match check(registering) {
        Ok(new) => new,
        Err(why) => return Ok(Err(why)),
    };
    let blank = Blank::draw(world);
    let circumstances = Circumstances::machine(by);
    let rights: Vec<store::service_right::Defined> = registering
        .registration
        .rights
        .iter()
        .map(|right| (right.code.clone(), right.name_da.clone(), right.name_en.clone()))
        .collect();
    let done = world.db.blocking().write(move |tx| {
        let held = store::client::find(tx, &new.id)?;
        let is_same = held.as_ref().is_some_and(|held| {
            held.disabled.is_none()
                && (&held.name, &held.provider, &held.registration, &held.secret_hash)
                    == (&new.name, &new.provider, &new.registration, &new.secret_hash)
        });
        if is_same {
            return Ok(Registered::Same);
        }
        store::client::put(tx, &new)?;
        store::service_right::put(tx, &new.id, &rights)?;
        let (kind, done) = match held {
            None => (Kind::ClientRegistered, Registered::New),
            Some(_) => (Kind::ClientChanged, Registered::Changed),
        };
        store::event::append(tx, &remember::with(blank.event(kind, &circumstances, &[]), "service", &new.id))?;
        Ok(done)
    })?;
    Ok(Ok(done))
}

/// Closes a service, with its event; false where it is unknown or closed already. Its tokens stop counting at once,
/// because every endpoint reads the registration. Blocks.
///
/// # Errors
/// Where the database is broken.
pub fn disable(world: &World, id: &str, by: &str) -> Result<bool, StoreError> {
    let blank = Blank::draw(world);
    let circumstances = Circumstances::machine(by);
    let id = id.to_owned();
    world.db.blocking().write(move |tx| {
        if !store::client::disable(tx, &id)? {
            return Ok(false);
        }
        let event = blank.event(Kind::ClientDisabled, &circumstances, &[]);
        store::event::append(tx, &remember::with(event, "service", &id))?;
        Ok(true)
    })
}

/// The longest name of a service or provider, in bytes.
pub const NAME_BYTES_MAX: usize = 200;

/// Checks a registration; what comes back may be kept.
pub fn check(registering: &Registering) -> Result<NewClient, NotRegistered> {
    let is_name = |name: &str, longest: usize| {
        !name.trim().is_empty() && name.len() <= longest && !name.chars().any(char::is_control)
    };
    let has_plain_id = !registering.id.contains(char::is_whitespace);
    let names_fit = is_name(&registering.id, oidc::authorize::CLIENT_ID_BYTES_MAX)
        && is_name(&registering.name, NAME_BYTES_MAX)
        && is_name(&registering.provider, NAME_BYTES_MAX);
    if !names_fit || !has_plain_id {
        return Err(NotRegistered::Name);
    }
    if registering.secret_hash.is_none() && registering.registration.jwks.is_none() {
        return Err(NotRegistered::NoProof);
    }
    let flaws = registering.registration.flaws();
    if !flaws.is_empty() {
        return Err(NotRegistered::Flaws(flaws));
    }
    let registration = serde_json::to_string(&registering.registration).map_err(|_| NotRegistered::Name)?;
    Ok(NewClient {
        id: registering.id.clone(),
        name: registering.name.clone(),
        provider: registering.provider.clone(),
        registration,
        secret_hash: registering.secret_hash.map(|hash| hash.to_vec()),
    })
}
