//! The road to the national eID that NemLog-in takes: SAML, as OIOSAML 3 writes it.
//!
//! Somebody leaves with a signed request; the provider's page posts the answer here from its own site, so without our
//! cookie: it is parked under a handle used once, and the browser comes for it by GET, with its cookies (security.md rule
//! 7). From there on it is the same story as the other road. What it does not do: fetch the provider's metadata.

use super::{AWAY_AT_MOST, Closed, Ill, RETURN_PATH, Trip, WhyNot};
use crate::settings::EidBroker;
use crate::world::World;
use crypto::sealing::Purpose;
use crypto::secret::SecretText;
use rules::cpr::Cpr;
use rules::time::{Date, Instant, Millis};
use saml::ServiceProvider;
use saml::binding::{self, Kind};
use saml::metadata::{self, IdentityProvider, NoProvider};
use saml::response::{self, Disbelief, Expected, Level, NotLoggedIn};
use store::eid_request::EidRequest;
use store::error::StoreError;
use xmlsig::certificate::{Certificate, Unusable};
use xmlsig::encryption::OpeningKey;
use xmlsig::key::{NoKey, SigningKey};

/// Where the provider's page posts answers to, on our origin.
pub const CONSUMER_PATH: &str = "/eid/saml/return";
/// Where our own metadata lie, on our origin; our name is this address unless the operator says another.
pub const METADATA_PATH: &str = "/eid/saml/metadata";
/// How long an answer waits for its browser.
const PARKED_LASTS: Millis = Millis::minutes(5);
/// How long before its end a certificate needs somebody.
const CERTIFICATE_WARNING: Millis = Millis::days(30);
/// The kind of an assertion's id among the ids that are used once.
const ASSERTION: &str = "saml_assertion";
/// The most letters of an answer in its form; a sealed assertion has some ten thousand.
pub const ANSWER_LETTERS_MAX: usize = 64 * 1024;
/// How long a state of ours is on the wire.
const STATE_LETTERS: usize = 43;

/// What the operator's files say, as texts.
#[derive(Clone, Copy, Debug)]
pub struct Files<'a> {
    /// The provider's metadata.
    pub metadata: &'a [u8],
    /// Our private key in PEM.
    pub key: &'a SecretText,
    /// The certificate that goes with it, in PEM.
    pub certificate: &'a str,
    /// Our older keys in PEM: they still open what was sealed for them.
    pub old_keys: &'a [SecretText],
}

/// An identity provider of the national eID, and who we are to it.
#[derive(Debug)]
pub struct SamlProvider {
    provider: IdentityProvider,
    us: ServiceProvider,
    certificate: Certificate,
    signing: SigningKey,
    opening: Vec<OpeningKey>,
}

/// Why the operator's files make no provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    /// The provider's metadata.
    #[error("the provider's metadata")]
    Metadata(#[from] NoProvider),
    /// A private key.
    #[error("the key")]
    Key(#[from] NoKey),
    /// The certificate.
    #[error("the certificate")]
    Certificate(#[from] Unusable),
    /// Key and certificate are not two halves of one thing.
    #[error("the certificate belongs to another key")]
    NotAPair,
}

impl SamlProvider {
    /// A provider out of the operator's files, we at this origin under this name for people; `entity_id` is our name for
    /// the provider, the address of our metadata where it is empty.
    ///
    /// # Errors
    /// [`Unfit`].
    pub fn open(files: Files, origin: &str, entity_id: &str, name: &str) -> Result<SamlProvider, Unfit> {
        let certificate = Certificate::from_pem(files.certificate)?;
        let signing = SigningKey::from_pem(files.key.reveal())?;
        if !signing.fits(certificate.key()) {
            return Err(Unfit::NotAPair);
        }
        let keys = std::iter::once(files.key).chain(files.old_keys);
        let opening = keys.map(|key| OpeningKey::from_pem(key.reveal())).collect::<Result<_, NoKey>>()?;
        let entity_id = if entity_id.is_empty() { format!("{origin}{METADATA_PATH}") } else { entity_id.to_owned() };
        let us = ServiceProvider { entity_id, consumer: format!("{origin}{CONSUMER_PATH}"), name: name.to_owned() };
        let provider = metadata::read_identity_provider(files.metadata)?;
        Ok(SamlProvider { provider, us, certificate, signing, opening })
    }

    /// The provider's name.
    pub fn name(&self) -> &str {
        &self.provider.entity_id
    }

    /// Where it lets people log in.
    pub(crate) fn sign_in(&self) -> &str {
        &self.provider.sign_in
    }

    /// Our metadata, for the provider's operator.
    pub fn our_metadata(&self) -> String {
        metadata::write_service_provider(&self.us, &self.certificate)
    }

    /// How it is now: how many keys it signs with, or all that is wrong.
    ///
    /// # Errors
    /// [`Ill`], at least one.
    pub fn examine(&self, now: Instant) -> Result<usize, Vec<Ill>> {
        let ends_soon = |ends: &i64| *ends < now.plus(CERTIFICATE_WARNING).0;
        let metadata = (!self.provider.is_valid(now.0)).then(|| self.provider.valid_until.unwrap_or(now.0));
        // Of several the first: whoever fetches the metadata anew gets rid of all that have ended.
        let theirs = self.provider.certificates.iter().map(Certificate::ends).filter(ends_soon).min();
        let ours = Some(self.certificate.ends()).filter(ends_soon);
        let ill = [
            metadata.map(|ended| Ill::Ended(day(ended))),
            theirs.map(|ends| Ill::ProviderCertificateEnds(day(ends))),
            ours.map(|ends| Ill::CertificateEnds(day(ends))),
        ];
        let ill: Vec<Ill> = ill.into_iter().flatten().collect();
        if ill.is_empty() { Ok(self.provider.certificates.len()) } else { Err(ill) }
    }
}

fn day(milliseconds: i64) -> Date {
    Instant(milliseconds).day_in_denmark()
}

/// Sends a browser to the provider: the address, the signed request in it.
pub(super) async fn depart(
    world: &World,
    browser: &SecretText,
    trip: Trip,
    provider: &SamlProvider,
) -> Result<Result<String, Closed>, StoreError> {
    let now = world.now();
    if !provider.provider.is_valid(now.0) {
        tracing::warn!("the metadata of the eID provider have ended");
        return Ok(Err(Closed::NoAnswer));
    }
    let mut chance = world.chance();
    let mut draw = || crypto::random::token_from(&mut chance);
    let state = draw();
    // A token may begin with a digit, an id may not.
    let id = format!("_{}", draw().reveal());
    let message = saml::request::write(&provider.us, &provider.provider, &id, now.0);
    let endpoint = &provider.provider.sign_in;
    let url = binding::redirect(endpoint, Kind::Request, &message, Some(state.reveal()), &provider.signing);
    let state_hash = crypto::digest::of_token(state.reveal());
    let row = EidRequest {
        state_hash: state_hash.to_vec(),
        browser_hash: crypto::digest::of_token(browser.reveal()).to_vec(),
        provider: provider.name().to_owned(),
        purpose: trip.errand.word().to_owned(),
        login_handle: Some(trip.login.reveal().to_owned()),
        nonce: id,
        verifier_sealed: world.vault.seal(Purpose::EidVerifier, &rules::hex::write(&state_hash), b""),
        left: world.now(),
    };
    world.db.write(move |tx| store::eid_request::create(tx, &row, tx.now().plus(AWAY_AT_MOST))).await?;
    Ok(Ok(url))
}

/// Takes in what the provider's page posted, as far as its form can be believed: an answer to a trip that is open and to
/// which none waits yet, so that one trip makes us write one answer. Where the browser goes now to come for it; the bare
/// return address, where there is nothing to come for.
pub async fn park(world: &World, field: &str, state: &str) -> Result<String, StoreError> {
    let nowhere = RETURN_PATH.to_owned();
    let is_token = state.len() == STATE_LETTERS
        && state.bytes().all(|letter| letter.is_ascii_alphanumeric() || b"-_".contains(&letter));
    let is_reached_so = matches!(&world.settings.eid, Some(EidBroker::Saml(_)));
    if !is_reached_so || !is_token || ANSWER_LETTERS_MAX < field.len() {
        return Ok(nowhere);
    }
    // Only whoever left from here has an answer to bring: nobody else's is read at all.
    let state_hash = crypto::digest::of_token(state);
    if world.db.point(move |tx| store::eid_request::waits_for(tx, &state_hash)).await?.is_none() {
        return Ok(nowhere);
    }
    let answers = binding::read_form(field).ok_or(Disbelief::Shape).and_then(|message| response::form(&message));
    let answers = match answers {
        Ok(answers) => answers,
        Err(why) => {
            tracing::warn!(%why, "what was posted as an answer of the eID provider is none");
            return Ok(nowhere);
        }
    };
    let handle = crypto::random::token_from(&mut world.chance());
    let handle_hash = crypto::digest::of_token(handle.reveal());
    let field = field.to_owned();
    let is_parked = world
        .db
        .write(move |tx| {
            if store::eid_request::waits_for(tx, &state_hash)?.as_deref() != Some(answers.as_str()) {
                return Ok(false);
            }
            let ends = tx.now().plus(PARKED_LASTS);
            store::eid_answer::park(tx, &state_hash, &handle_hash, &field, ends)
        })
        .await?;
    if !is_parked {
        return Ok(nowhere);
    }
    Ok(format!("{RETURN_PATH}?state={state}&{}={}", super::ANSWER, handle.reveal()))
}

/// Reads the answer that waited, and who holds the eID. An assertion counts once.
pub(super) async fn holder(
    world: &World,
    provider: &SamlProvider,
    row: &EidRequest,
    answer: Option<String>,
) -> Result<Result<Cpr, WhyNot>, StoreError> {
    let now = world.now();
    let Some(message) = answer.as_deref().and_then(binding::read_form) else { return Ok(Err(WhyNot::Failed)) };
    if !provider.provider.is_valid(now.0) {
        tracing::warn!("the metadata of the eID provider have ended");
        return Ok(Err(WhyNot::Failed));
    }
    let (us, from) = (&provider.us, &provider.provider);
    let expected = Expected { us, provider: from, request_id: &row.nonce, asked: row.left.0, now: now.0 };
    let identity = match response::read(&message, &expected, &provider.opening) {
        Ok(identity) => identity,
        Err(Disbelief::NotLoggedIn(why)) => return Ok(Err(not_logged_in(why))),
        Err(why) => {
            tracing::warn!(%why, "an answer of the eID provider was not believed");
            return Ok(Err(WhyNot::Failed));
        }
    };
    let once = format!("{} {}", provider.name(), identity.assertion_id);
    let once = rules::hex::write(&crypto::digest::of_token(&once));
    let until = Instant(identity.over);
    if !world.db.write(move |tx| store::used_once::claim(tx, ASSERTION, &once, until)).await? {
        tracing::warn!("an assertion of the eID provider came a second time");
        return Ok(Err(WhyNot::Failed));
    }
    let cpr = match identity.cpr.as_deref().map(Cpr::parse) {
        Some(Ok(cpr)) => cpr,
        None if identity.is_professional => return Ok(Err(WhyNot::BusinessWithoutCpr)),
        Some(Err(_)) | None => return Ok(Err(WhyNot::NoCpr)),
    };
    Ok(match identity.level {
        Level::Substantial => Ok(cpr),
        Level::TooLow => Err(WhyNot::TooWeak),
    })
}

fn not_logged_in(why: NotLoggedIn) -> WhyNot {
    match why {
        NotLoggedIn::Stopped => WhyNot::Stopped,
        NotLoggedIn::Refused => WhyNot::Refused,
        NotLoggedIn::TooWeak => WhyNot::TooWeak,
        NotLoggedIn::Failed => WhyNot::Failed,
    }
}
