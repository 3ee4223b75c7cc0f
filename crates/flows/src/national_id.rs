//! *Brug MitID*: somebody leaves for the national eID in the middle of a login, and comes back as a person.
//!
//! Source: product.md §7, security.md "eID return". A trip is a row, used once, bound to the browser that left. What it
//! does not do: say what the person may then do; the login goes on (`sign_in`), and asks the database.

use crate::remember::{Blank, Circumstances};
use crate::settings::{EidBroker, OpenIdBroker};
use crate::world::World;
use crypto::sealing::Purpose;
use crypto::secret::SecretText;
use oidc::jwk::{Jwks, PublicKey};
use oidc::parameters::Parameters;
use oidc::relying_party::{
    self, Arrival, Departure, Disbelief, EidHolder, EidLevel, Expected, Identity, NotLoggedIn, Provider,
};
use outside::get::{Outside, Proof};
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::id::PersonId;
use rules::time::{Date, Instant, Millis};
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use store::eid_request::EidRequest;
use store::error::StoreError;
use url::Url;

pub mod federation;

/// How long somebody may be away.
pub const AWAY_AT_MOST: Millis = Millis::minutes(15);
/// How long the broker's own description of itself is believed.
const DOCUMENT_LASTS: Millis = Millis::minutes(10);
/// Where the broker sends people back to, on our origin.
pub const RETURN_PATH: &str = "/eid/return";
/// The parameter under which a parked answer comes along.
const ANSWER: &str = "answer";

/// What somebody leaves for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errand {
    /// To log in, or to show more than a password.
    LogIn,
    /// To get a new password.
    NewPassword,
    /// To find one's own or one's children's user names.
    Usernames,
    /// To say that it is one's child who sits at this screen.
    Vouch,
    /// To sign an application as the leader.
    Sign,
}

impl Errand {
    /// The word in addresses and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Errand::LogIn => "login",
            Errand::NewPassword => "password",
            Errand::Usernames => "usernames",
            Errand::Vouch => "vouch",
            Errand::Sign => "sign",
        }
    }

    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Errand> {
        let all = [Errand::LogIn, Errand::NewPassword, Errand::Usernames, Errand::Vouch, Errand::Sign];
        all.into_iter().find(|errand| errand.word() == word)
    }
}

/// What leads to the eID: the login it belongs to, and why.
#[derive(Clone, Debug)]
pub struct Trip {
    /// The login's handle; of a signature what is to be signed.
    pub login: SecretText,
    /// Why.
    pub errand: Errand,
}

/// Why nobody can leave just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Closed {
    /// No eID is set up here.
    NotSetUp,
    /// The broker does not answer, or speaks for somebody else.
    NoAnswer,
}

/// Sends a browser to the eID: the address.
pub async fn depart(
    world: &World,
    browser: &SecretText,
    trip: Trip,
    language: &str,
) -> Result<Result<String, Closed>, StoreError> {
    let broker = match &world.settings.eid {
        None => return Ok(Err(Closed::NotSetUp)),
        Some(EidBroker::Saml(provider)) => return federation::depart(world, browser, trip, provider).await,
        Some(EidBroker::OpenId(broker)) => broker,
    };
    let Some(known) = document(world, broker, Freshness::Kept).await else { return Ok(Err(Closed::NoAnswer)) };
    let mut chance = world.chance();
    let mut draw = || crypto::random::token_from(&mut chance);
    let (state, nonce, verifier) = (draw(), draw(), draw());
    let redirect_uri = return_address(world);
    let mut more: Vec<(&str, &str)> = broker.more.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    // The eID must be shown anew each time: whoever sat there before may still be logged in at the broker.
    more.extend([("prompt", "login"), ("language", language), ("ui_locales", language)]);
    let url = relying_party::authorize_url(
        &known.provider,
        &Departure {
            client_id: &broker.client_id,
            redirect_uri: &redirect_uri,
            scope: &broker.scope,
            state: state.reveal(),
            nonce: nonce.reveal(),
            code_verifier: verifier.reveal(),
            more: &more,
        },
    );
    let state_hash = crypto::digest::of_token(state.reveal());
    let row = EidRequest {
        state_hash: state_hash.to_vec(),
        browser_hash: crypto::digest::of_token(browser.reveal()).to_vec(),
        provider: broker.issuer.clone(),
        purpose: trip.errand.word().to_owned(),
        login_handle: Some(trip.login.reveal().to_owned()),
        nonce: nonce.reveal().to_owned(),
        verifier_sealed: world.vault.seal(
            Purpose::EidVerifier,
            &rules::hex::write(&state_hash),
            verifier.reveal().as_bytes(),
        ),
        left: world.now(),
    };
    world.db.write(move |tx| store::eid_request::create(tx, &row, tx.now().plus(AWAY_AT_MOST))).await?;
    Ok(Ok(url))
}

fn return_address(world: &World) -> String {
    format!("{}{RETURN_PATH}", world.settings.origin)
}

/// Somebody came back.
#[derive(Clone, Debug)]
pub struct Homecoming {
    /// The login they left from.
    pub trip: Trip,
    /// Who they are, or why that is not known.
    pub who: Result<Shown, WhyNot>,
}

/// A person who showed their eID.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Who.
    pub person: PersonId,
    /// When.
    pub at: Instant,
}

/// Why somebody came back as nobody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WhyNot {
    /// They stopped at the eID.
    Stopped,
    /// The broker's answer does not hold, or it does not answer.
    Failed,
    /// A business eID that does not carry the person's CPR number.
    BusinessWithoutCpr,
    /// An eID without a CPR number.
    NoCpr,
    /// Nobody here has this CPR number. No account is made.
    NobodyHere,
    /// Shown with less than two factors.
    TooWeak,
    /// The eID itself said no.
    Refused,
    /// The eID cannot just now.
    NotNow,
}

/// What a request to the return address is.
#[derive(Clone, Debug)]
pub enum Returned {
    /// The end of a trip of this browser.
    Home(Box<Homecoming>),
    /// Somebody was away to sign an application. Whoever it was may have no account at all.
    Signature(Signature),
    /// No trip of this browser's: another browser's, used before, over time, or made up.
    NotOurs,
}

/// An eID shown to sign with.
#[derive(Clone, Debug)]
pub struct Signature {
    /// What was to be signed, as [`Trip::login`] said it.
    pub about: String,
    /// Whose eID it was, or why that is not known.
    pub cpr: Result<Cpr, WhyNot>,
}

/// Takes in somebody who comes back. The trip is over whatever comes of it.
pub async fn come_back(
    world: &World,
    browser: &SecretText,
    address: IpAddr,
    parameters: &Parameters,
) -> Result<Returned, StoreError> {
    let Some(state) = parameters.get("state") else { return Ok(Returned::NotOurs) };
    let state_hash = crypto::digest::of_token(state);
    let browser_hash = crypto::digest::of_token(browser.reveal());
    let handle_hash = parameters.get(ANSWER).map(crypto::digest::of_token);
    let claimed = world
        .db
        .write(move |tx| {
            let Some(row) = store::eid_request::claim(tx, &state_hash, &browser_hash)? else { return Ok(None) };
            let answer = match &handle_hash {
                None => None,
                Some(handle_hash) => store::eid_answer::find(tx, &state_hash, handle_hash)?,
            };
            store::eid_answer::remove(tx, &state_hash)?;
            Ok(Some((row, answer)))
        })
        .await?;
    let Some((row, answer)) = claimed else { return Ok(Returned::NotOurs) };
    let (Some(errand), Some(login)) = (Errand::from_word(&row.purpose), row.login_handle.clone()) else {
        return Ok(Returned::NotOurs);
    };
    // A broker that was exchanged or switched off meanwhile is not believed any more.
    let held = match world.settings.eid.as_ref().filter(|broker| broker.name() == row.provider) {
        None => Err(WhyNot::Failed),
        Some(EidBroker::OpenId(broker)) => holder(world, broker, &row, parameters).await,
        Some(EidBroker::Saml(provider)) => federation::holder(world, provider, &row, answer).await?,
    };
    if errand == Errand::Sign {
        return Ok(Returned::Signature(Signature { about: login, cpr: held }));
    }
    let who = match held {
        Ok(cpr) => recognise(world, &cpr, address, errand).await?,
        Err(why) => Err(why),
    };
    let trip = Trip { login: SecretText::from(login), errand };
    Ok(Returned::Home(Box::new(Homecoming { trip, who })))
}

/// The person with this CPR number, written down as having shown it.
async fn recognise(
    world: &World,
    cpr: &Cpr,
    address: IpAddr,
    errand: Errand,
) -> Result<Result<Shown, WhyNot>, StoreError> {
    let indexes = world.vault.blind_indexes(cpr);
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            for index in &indexes {
                let Some(person) = store::person::find_by_cpr(tx, index)? else { continue };
                let circumstances = Circumstances::person(person.id, "self", address);
                let mut event = blank.event(Kind::EidReturned, &circumstances, &[person.id]);
                event.payload.push(("errand", errand.word().to_owned()));
                store::event::append(tx, &event)?;
                return Ok(Ok(Shown { person: person.id, at: tx.now() }));
            }
            Ok(Err(WhyNot::NobodyHere))
        })
        .await
}

/// Redeems the code and reads who holds the eID.
async fn holder(
    world: &World,
    broker: &OpenIdBroker,
    row: &EidRequest,
    parameters: &Parameters,
) -> Result<Cpr, WhyNot> {
    let known = document(world, broker, Freshness::Kept).await.ok_or(WhyNot::Failed)?;
    let code = match relying_party::arrival(parameters, &known.provider) {
        Arrival::Code { code, .. } => code,
        Arrival::Error { why: NotLoggedIn::UserStopped, .. } => return Err(WhyNot::Stopped),
        Arrival::Error { why: NotLoggedIn::Refused, .. } => return Err(WhyNot::Refused),
        Arrival::Error { why: NotLoggedIn::NotNow, .. } => return Err(WhyNot::NotNow),
        Arrival::Error { why: NotLoggedIn::LoginNeeded | NotLoggedIn::Failed, .. } | Arrival::Unreadable => {
            return Err(WhyNot::Failed);
        }
    };
    let name = rules::hex::write(&row.state_hash);
    let verifier = world.vault.open(Purpose::EidVerifier, &name, &row.verifier_sealed).map_err(|_| WhyNot::Failed)?;
    let verifier = verifier.reveal_text().ok_or(WhyNot::Failed)?;
    let redirect_uri = return_address(world);
    let client = (broker.client_id.as_str(), broker.client_secret.reveal());
    let form = relying_party::token_form(&code, &redirect_uri, verifier, client);
    let answer = redeem(world, &known.provider, (&form, client)).await.ok_or(WhyNot::Failed)?;
    let tokens = relying_party::read_tokens(&answer).ok_or(WhyNot::Failed)?;
    let identity = believe(world, broker, known, (&tokens.id_token, &row.nonce)).await?;
    let info = match identity.1 {
        None => None,
        Some(endpoint) => Some(get(world, &endpoint, &tokens.access_token).await.ok_or(WhyNot::Failed)?),
    };
    let identity = identity.0;
    let cpr = match relying_party::eid_holder(&identity, info.as_deref()) {
        EidHolder::Person { cpr } => Cpr::parse(&cpr).map_err(|_| WhyNot::NoCpr)?,
        EidHolder::BusinessWithoutCpr => return Err(WhyNot::BusinessWithoutCpr),
        EidHolder::PrivateWithoutCpr => return Err(WhyNot::NoCpr),
        EidHolder::OtherSubject | EidHolder::Unreadable => return Err(WhyNot::Failed),
    };
    let is_enough = match relying_party::eid_level(&identity) {
        EidLevel::Substantial => true,
        EidLevel::TooLow => false,
        EidLevel::Unsaid => asks_for_substantial(broker),
    };
    if is_enough { Ok(cpr) } else { Err(WhyNot::TooWeak) }
}

/// Whether the request names a level that is enough: a broker that says no level in its answer kept to it.
fn asks_for_substantial(broker: &OpenIdBroker) -> bool {
    broker.more.iter().any(|(name, value)| match name.as_str() {
        "acr_values" => {
            let mut levels = value.split_whitespace().peekable();
            levels.peek().is_some() && levels.all(|one| relying_party::level_word(one) == EidLevel::Substantial)
        }
        "idp_params" => {
            let read: serde_json::Value = serde_json::from_str(value).unwrap_or_default();
            read["mitid"]["loa_value"].as_str().map(relying_party::level_word) == Some(EidLevel::Substantial)
        }
        _ => false,
    })
}

/// Redeems the code with the secret where the broker wants it.
async fn redeem(
    world: &World,
    provider: &Provider,
    (form, client): (&[(&str, &str)], (&str, &str)),
) -> Option<Vec<u8>> {
    if provider.takes_secret_in_body() {
        return post(world, &provider.token_endpoint, (form, Proof::None)).await;
    }
    let encoded = |text: &str| url::form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
    let bare: Vec<(&str, &str)> = form.iter().copied().filter(|(name, _)| *name != "client_secret").collect();
    post(world, &provider.token_endpoint, (&bare, Proof::Basic(encoded(client.0), encoded(client.1)))).await
}

/// Checks the id token; where no kept key made the signature the broker may have new ones, so it is asked once more.
async fn believe(
    world: &World,
    broker: &OpenIdBroker,
    known: Arc<Known>,
    (token, nonce): (&str, &str),
) -> Result<(Identity, Option<String>), WhyNot> {
    let expected = Expected {
        issuer: &broker.issuer,
        client_id: &broker.client_id,
        nonce,
        now_seconds: world.now().0.div_euclid(1000),
    };
    let endpoint = known.provider.userinfo_endpoint.clone();
    match relying_party::check_id_token(token, &known.keys, &expected) {
        Ok(identity) => Ok((identity, endpoint)),
        Err(Disbelief::Token(oidc::jwt::Rejected::Signature)) => {
            let fresh = document(world, broker, Freshness::Anew).await.ok_or(WhyNot::Failed)?;
            let checked = relying_party::check_id_token(token, &fresh.keys, &expected);
            checked.map(|identity| (identity, fresh.provider.userinfo_endpoint.clone())).map_err(|_| WhyNot::Failed)
        }
        Err(why) => {
            tracing::warn!(?why, "an id token of the eID broker was not believed");
            Err(WhyNot::Failed)
        }
    }
}

/// What the broker says of itself.
#[derive(Debug)]
pub(crate) struct Known {
    provider: Provider,
    keys: Vec<PublicKey>,
    read: Instant,
}

/// The broker's description, shared by all requests of this node.
#[derive(Clone, Debug, Default)]
pub(crate) struct EidDocument(Arc<Mutex<Option<Arc<Known>>>>);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Freshness {
    Kept,
    Anew,
}

async fn document(world: &World, broker: &OpenIdBroker, freshness: Freshness) -> Option<Arc<Known>> {
    let kept = world.eid.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
    let now = world.now();
    let is_current =
        |known: &Arc<Known>| known.provider.issuer == broker.issuer && now.since(known.read) < DOCUMENT_LASTS;
    if freshness == Freshness::Kept
        && let Some(known) = kept.filter(is_current)
    {
        return Some(known);
    }
    let (provider, keys) = match examine(&world.outside, broker).await {
        Ok(found) => found,
        Err(why) => {
            tracing::warn!(%why, "the eID broker's description cannot be used");
            return None;
        }
    };
    let known = Arc::new(Known { provider, keys, read: now });
    *world.eid.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(known.clone());
    Some(known)
}

/// What is wrong with a broker, in words an operator can act on.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Ill {
    /// No answer, or not a good one.
    #[error("{0} does not answer well: {1}")]
    NoAnswer(&'static str, String),
    /// It speaks for somebody else than the configuration says, or not at all.
    #[error("its description is unreadable or speaks for another issuer")]
    OtherIssuer,
    /// An address of it is not one.
    #[error("{0} of its description is no address")]
    NoAddress(&'static str),
    /// None of its keys is of a kind we take.
    #[error("it has no key we could check a signature with")]
    NoKey,
    /// Its metadata counted until this day.
    #[error("its metadata ended on {0}: fetch them anew and put them into the file")]
    Ended(Date),
    /// A certificate it signs with ends, or ended, on this day. Its key is believed as long as it stands in the file.
    #[error("a certificate it signs with ends on {0}: fetch its metadata anew and put them into the file")]
    ProviderCertificateEnds(Date),
    /// Our certificate towards it ends, or ended, on this day.
    #[error("our certificate towards it ends on {0}: make a new one, and tell the provider in time")]
    CertificateEnds(Date),
}

/// Looks at a broker as a login would: its description and its keys, fetched now.
///
/// # Errors
/// [`Ill`].
async fn examine(outside: &Outside, broker: &OpenIdBroker) -> Result<(Provider, Vec<PublicKey>), Ill> {
    let url = Url::parse(&format!("{}/.well-known/openid-configuration", broker.issuer));
    let url = url.map_err(|_| Ill::NoAddress("the issuer"))?;
    let body = fetched(outside, &url, "its description").await?;
    let provider = relying_party::read_discovery(&body, &broker.issuer).ok_or(Ill::OtherIssuer)?;
    for (name, address) in [
        ("authorization_endpoint", Some(&provider.authorization_endpoint)),
        ("token_endpoint", Some(&provider.token_endpoint)),
        ("userinfo_endpoint", provider.userinfo_endpoint.as_ref()),
    ] {
        if address.is_some_and(|address| Url::parse(address).is_err()) {
            return Err(Ill::NoAddress(name));
        }
    }
    let jwks = Url::parse(&provider.jwks_uri).map_err(|_| Ill::NoAddress("jwks_uri"))?;
    let jwks: Jwks = serde_json::from_slice(&fetched(outside, &jwks, "its keys").await?).map_err(|_| Ill::NoKey)?;
    let keys = oidc::jwk::usable(&jwks);
    if keys.is_empty() { Err(Ill::NoKey) } else { Ok((provider, keys)) }
}

async fn fetched(outside: &Outside, url: &Url, what: &'static str) -> Result<Vec<u8>, Ill> {
    match outside.get(url, Proof::None).await {
        Ok(answer) if answer.status == 200 => Ok(answer.body),
        Ok(answer) => Err(Ill::NoAnswer(what, format!("status {}", answer.status))),
        Err(error) => Err(Ill::NoAnswer(what, error.to_string())),
    }
}

/// Looks at an eID as a login would; how many keys it signs with.
///
/// # Errors
/// All that is wrong, at least one.
pub async fn look(outside: &Outside, broker: &EidBroker, now: Instant) -> Result<usize, Vec<Ill>> {
    match broker {
        EidBroker::OpenId(broker) => {
            examine(outside, broker).await.map(|(_, keys)| keys.len()).map_err(|ill| vec![ill])
        }
        EidBroker::Saml(provider) => provider.examine(now),
    }
}

/// How a configured eID is.
#[derive(Clone, Debug)]
pub struct Health {
    /// What it is called on screen.
    pub name: String,
    /// The broker.
    pub issuer: String,
    /// How many keys it signs with, or all that is wrong.
    pub finding: Result<usize, Vec<Ill>>,
}

/// Looks at every configured eID now: for `doctor` and the operator's page.
pub async fn health(world: &World) -> Vec<Health> {
    let mut all = Vec::new();
    if let Some(broker) = &world.settings.eid {
        let finding = look(&world.outside, broker, world.now()).await;
        all.push(Health { name: world.settings.eid_name.clone(), issuer: broker.name().to_owned(), finding });
    }
    all
}

async fn post(world: &World, endpoint: &str, (form, proof): (&[(&str, &str)], Proof)) -> Option<Vec<u8>> {
    let url = Url::parse(endpoint).ok()?;
    answered(world.outside.post_form(&url, form, proof).await)
}

async fn get(world: &World, endpoint: &str, token: &str) -> Option<Vec<u8>> {
    let url = Url::parse(endpoint).ok()?;
    answered(world.outside.get(&url, Proof::Bearer(token.to_owned())).await)
}

/// The body of a good answer. What the broker answers instead never reaches the log: it may hold what was sent.
fn answered(answer: Result<outside::get::Answer, outside::get::OutsideError>) -> Option<Vec<u8>> {
    match answer {
        Ok(answer) if answer.status == 200 => Some(answer.body),
        Ok(answer) => {
            tracing::warn!(status = answer.status, "the eID broker refused");
            None
        }
        Err(error) => {
            tracing::warn!(%error, "the eID broker could not be asked");
            None
        }
    }
}
