//! A site on a host of its own logs in through the broker like any service: away with a state that only its browser can
//! bring home, home with a code that counts once.
//!
//! Source: product.md §1, decision 0003. The code is redeemed in this very program. What comes of it is a session of that
//! host alone, which hangs on the login and dies with it. What it does not do: show pages, or set cookies.

use crate::client::{self, NotRegistered, Registering};
use crate::sessions::HOST_ENTRY;
use crate::sign_in::Browser;
use crate::tokens;
use crate::world::World;
use crypto::sealing::{HashPurpose, Purpose};
use crypto::secret::SecretText;
use oidc::assurance::{ActorGroup, Level};
use oidc::client::Registration;
use oidc::relying_party::{Departure, Provider, authorize_url};
use rules::session::Device;
use rules::time::{Instant, Millis};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use store::error::StoreError;
use store::site_session::NewSiteSession;
use store::site_trip::SiteTrip;
use store::sso_session::SsoSessionId;

/// How long a trip may take: a login with the eID and a new password.
const TRIP_LASTS: Millis = Millis::minutes(30);

/// Where the broker sends people home, on the site's own host.
pub const RETURN_PATH: &str = "/session/return";

/// How two factors are asked for on the wire.
const TWO_FACTOR_WORD: &str = "To_Faktor";

/// Whose services our own sites are.
const PROVIDER: &str = "Unilogin";

/// How our own sites' names at the broker begin; no service may have one like it.
const ID_PREFIX: &str = "unilogin-";

/// Whether a service is one of our own sites.
pub fn is_own_site(client: &str) -> bool {
    client.starts_with(ID_PREFIX)
}

/// A site on a host of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnHost {
    /// The site's word: `mit`, `elevadgang`, `ba`.
    pub site: String,
    /// Its scheme, host and port.
    pub origin: String,
    /// Who may come; empty: anybody.
    pub actors: Vec<ActorGroup>,
}

impl OwnHost {
    /// What the site calls itself at the broker.
    pub fn client_id(&self) -> String {
        format!("{ID_PREFIX}{}", self.site)
    }

    fn redirect_uri(&self) -> String {
        format!("{}{RETURN_PATH}", self.origin)
    }
}

/// Registers a site at the broker, as its configuration has it. Blocks: for the start.
///
/// # Errors
/// Where the database is broken; an origin that no service may have is an answer.
pub fn register(world: &World, host: &OwnHost, name: &str) -> Result<Result<(), NotRegistered>, StoreError> {
    // Nobody ever shows this secret: the code is redeemed in this program. It only keeps others from redeeming one.
    let secret = world.vault.keyed_hash(HashPurpose::OwnSite, &[host.site.as_bytes()]);
    let registering = Registering {
        id: host.client_id(),
        name: name.to_owned(),
        provider: PROVIDER.to_owned(),
        registration: Registration {
            redirect_uris: vec![host.redirect_uri()],
            post_logout_redirect_uris: vec![format!("{}/", host.origin)],
            actor_groups: host.actors.clone(),
            ..Registration::default()
        },
        secret_hash: Some(crypto::digest::sha256(&secret)),
    };
    Ok(client::register_any(world, &registering, "configuration")?.map(|_| ()))
}

/// Sends somebody to the broker; the address to go to. `level` is what the page they want asks for.
///
/// # Errors
/// [`StoreError`].
pub async fn leave(
    world: &World,
    host: &OwnHost,
    browser: &Browser,
    (leads_to, level): (&str, Level),
) -> Result<String, StoreError> {
    let mut chance = world.chance();
    let state = crypto::random::token_from(&mut chance);
    let nonce = crypto::random::token_from(&mut chance);
    let verifier = crypto::random::token_from(&mut chance);
    let state_hash = crypto::digest::of_token(state.reveal());
    let trip = SiteTrip {
        state_hash: state_hash.to_vec(),
        browser_hash: crypto::digest::of_token(browser.secret.reveal()).to_vec(),
        site: host.site.clone(),
        leads_to: leads_to.to_owned(),
        verifier_sealed: world.vault.seal(
            Purpose::SiteVerifier,
            &rules::hex::write(&state_hash),
            verifier.reveal().as_bytes(),
        ),
    };
    world
        .db
        .write(move |tx| {
            let ends = tx.now().plus(TRIP_LASTS);
            store::site_trip::create(tx, &trip, ends)
        })
        .await?;
    let issuer = world.settings.issuer();
    let endpoint = |last: &str| format!("{issuer}/protocol/openid-connect/{last}");
    let provider = Provider {
        authorization_endpoint: endpoint("auth"),
        token_endpoint: endpoint("token"),
        userinfo_endpoint: None,
        jwks_uri: endpoint("certs"),
        end_session_endpoint: None,
        authorization_response_iss_parameter_supported: true,
        token_endpoint_auth_methods_supported: Vec::new(),
        issuer,
    };
    let more = [("acr_values", TWO_FACTOR_WORD)];
    Ok(authorize_url(
        &provider,
        &Departure {
            client_id: &host.client_id(),
            redirect_uri: &host.redirect_uri(),
            scope: "openid",
            state: state.reveal(),
            nonce: nonce.reveal(),
            code_verifier: verifier.reveal(),
            more: if level == Level::TwoFactor { &more } else { &[] },
        },
    ))
}

/// What somebody came home with.
#[derive(Clone, Debug)]
pub struct Brought {
    /// Which trip this ends.
    pub state: String,
    /// The code; empty where the broker said no.
    pub code: String,
    /// What the broker said instead of a code; empty where it gave one.
    pub error: String,
    /// Who answered.
    pub issuer: String,
}

/// What came of a trip.
#[derive(Debug)]
pub enum CameHome {
    /// Somebody is logged in.
    In(Home),
    /// The broker said no.
    Refused,
    /// It is no trip of this browser to this site, or it ended before.
    Unknown,
}

/// Somebody who came home.
#[derive(Debug)]
pub struct Home {
    /// The host's cookie.
    pub cookie: SecretText,
    /// Whose device it is, as they said at the broker.
    pub device: Device,
    /// The login is over from then on.
    pub ends: Instant,
    /// The path they wanted to.
    pub leads_to: String,
}

/// Ends a trip and opens the host's session.
///
/// # Errors
/// [`StoreError`].
pub async fn come_home(
    world: &World,
    host: &OwnHost,
    browser: &Browser,
    brought: Brought,
) -> Result<CameHome, StoreError> {
    if brought.issuer != world.settings.issuer() {
        return Ok(CameHome::Unknown);
    }
    let state_hash = crypto::digest::of_token(&brought.state);
    let browser_hash = crypto::digest::of_token(browser.secret.reveal());
    let site = host.site.clone();
    let claimed = world.db.write(move |tx| store::site_trip::claim(tx, &state_hash, &browser_hash, &site)).await?;
    let Some((leads_to, sealed)) = claimed else { return Ok(CameHome::Unknown) };
    if !brought.error.is_empty() {
        return Ok(CameHome::Refused);
    }
    let opened = world.vault.open(Purpose::SiteVerifier, &rules::hex::write(&state_hash), &sealed).ok();
    let Some(verifier) = opened.as_ref().and_then(|bytes| bytes.reveal_text()) else {
        return Ok(CameHome::Unknown);
    };
    let Some(service) = client::find(world, &host.client_id()).await? else { return Ok(CameHome::Unknown) };
    let redeemed = tokens::Redeemed {
        code: brought.code,
        redirect_uri: host.redirect_uri(),
        code_verifier: Some(verifier.to_owned()),
    };
    let Some(session) = tokens::redeem_here(world, Arc::new(service), redeemed).await? else {
        return Ok(CameHome::Unknown);
    };
    Ok(open(world, host, session, leads_to).await?.map_or(CameHome::Unknown, CameHome::In))
}

async fn open(
    world: &World,
    host: &OwnHost,
    session: SsoSessionId,
    leads_to: String,
) -> Result<Option<Home>, StoreError> {
    // The cookie names its site, and its hash covers the name: it opens nothing on another host.
    let drawn = crypto::random::token_from(&mut world.chance());
    let cookie = SecretText::new(format!("{}.{}", host.site, drawn.reveal()));
    let secret_hash = crypto::digest::of_token(cookie.reveal());
    let site = host.site.clone();
    let opened = world
        .db
        .write(move |tx| {
            let Some(row) = store::sso_session::find(tx, session)?.filter(|row| row.ended.is_none()) else {
                return Ok(None);
            };
            store::site_session::create(
                tx,
                &NewSiteSession {
                    secret_hash: secret_hash.to_vec(),
                    site: site.clone(),
                    sso_session: row.id,
                    person: row.person,
                    institution: None,
                    entry: HOST_ENTRY.to_owned(),
                    // It rests and ends with the login it hangs on.
                    idle_ends: row.ends,
                },
            )?;
            Ok(Some((row.device, row.ends)))
        })
        .await?;
    Ok(opened.map(|(device, ends)| Home { cookie, device, ends, leads_to }))
}
