//! Logging out: the session ends, with every token it gave, and every service it reached is told.
//!
//! Source: product.md §6.6, interfaces.md B §6.5. What it does not do: clear cookies or show pages.

use crate::client::{self, Service};
use crate::single_sign_on::{pseudonym, session_name};
use crate::world::World;
use oidc::logout::{Hint, LogoutRequest};
use outside::get::Proof;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::SsoSessionId;
use store::token_family::ReachedService;
use url::Url;

/// A session that just ended, and whom that concerns.
#[derive(Clone, Debug)]
pub struct Ended {
    session: SsoSessionId,
    reached: Vec<ReachedService>,
}

/// Ends a session and its tokens; none where it was over already.
pub fn end(tx: &mut Tx, session: SsoSessionId, why: &str) -> Result<Option<Ended>, StoreError> {
    if !store::sso_session::end(tx, session, why)? {
        return Ok(None);
    }
    let reached = store::token_family::services_of_session(tx, session.0)?;
    store::token_family::end_of_session(tx, session.0, why)?;
    Ok(Some(Ended { session, reached }))
}

/// What a service's logout request leads to.
#[derive(Clone, Debug)]
pub enum Leaving {
    /// The session of the hint is over; the browser goes on.
    Over {
        /// Addresses the browser loads to log out at services that want it so.
        front_channel: Vec<String>,
        /// A registered address to go back to.
        back_to: Option<String>,
    },
    /// Nobody proves that the user wants this: ask.
    Ask {
        /// Where to go after a yes.
        back_to: Option<String>,
        /// The service that asks, if it is known.
        service: Option<String>,
    },
}

/// A service sends somebody to log out. With an id token of ours it counts at once, wherever it comes from (some
/// services call us from their server); without, the user is asked.
pub async fn by_service(world: &World, request: &LogoutRequest) -> Result<Leaving, StoreError> {
    let issuer = world.settings.issuer();
    let keys = world.signing.ring();
    let hint = request.id_token_hint.as_deref().and_then(|hint| oidc::logout::read_hint(hint, &issuer, &keys.public));
    let named = hint.as_ref().map(|hint| hint.aud.clone()).or_else(|| request.client_id.clone());
    let service = match named {
        Some(id) => client::find(world, &id).await?,
        None => None,
    };
    let back_to = service.as_ref().and_then(|service| oidc::logout::return_address(request, &service.registration));
    match (hint, service) {
        (Some(hint), Some(service)) => {
            let ended = end_hinted(world, &hint, &service).await?;
            let front_channel = match &ended {
                Some(ended) => tell(world, ended),
                None => Vec::new(),
            };
            Ok(Leaving::Over { front_channel, back_to })
        }
        (_, service) => Ok(Leaving::Ask { back_to, service: service.map(|service| service.name) }),
    }
}

/// Ends the session the hint belongs to, where it is still that service's.
async fn end_hinted(world: &World, hint: &Hint, service: &Service) -> Result<Option<Ended>, StoreError> {
    let Some(family) = crate::tokens::family_of(&hint.jti) else { return Ok(None) };
    let client = service.id.clone();
    world
        .db
        .write(move |tx| match store::token_family::find(tx, family)? {
            Some(family) if family.client == client => end(tx, SsoSessionId(family.sso_session), "logged_out"),
            Some(_) | None => Ok(None),
        })
        .await
}

/// The user logs out here.
pub async fn by_user(world: &World, session: SsoSessionId) -> Result<Vec<String>, StoreError> {
    let ended = world.db.write(move |tx| end(tx, session, "logged_out")).await?;
    Ok(ended.map(|ended| tell(world, &ended)).unwrap_or_default())
}

/// Tells every service the session reached: server to server in the background, and by addresses the browser loads
/// where a service registered one.
pub fn tell(world: &World, ended: &Ended) -> Vec<String> {
    let issuer = world.settings.issuer();
    let mut front_channel = Vec::new();
    for reached in &ended.reached {
        let Ok(registration) = serde_json::from_str::<oidc::client::Registration>(&reached.registration) else {
            continue;
        };
        let sid = session_name(&world.vault, &reached.provider, ended.session.0);
        if let Some(uri) = &registration.frontchannel_logout_uri {
            front_channel.push(oidc::logout::frontchannel_address(uri, &issuer, &sid));
        }
        let Some(uri) = registration.backchannel_logout_uri.as_deref().and_then(|uri| Url::parse(uri).ok()) else {
            continue;
        };
        let sub = pseudonym(&world.vault, &reached.provider, &reached.uniid);
        let jti = oidc::encoding::uuid(world.chance().bytes());
        let now_seconds = world.now().0.div_euclid(1000);
        let claims = oidc::logout::logout_token(&issuer, &reached.client, (&sub, &sid), jti, now_seconds);
        let Ok(signer) = world.signing.signer(registration.id_token_algorithm) else { continue };
        let Ok(token) = signer.sign(oidc::logout::LOGOUT_KIND, &claims) else { continue };
        let (outside, client) = (world.outside.clone(), reached.client.clone());
        tokio::spawn(async move {
            match outside.post_form(&uri, &[("logout_token", &token)], Proof::None).await {
                Ok(answer) if answer.status < 300 => {}
                Ok(answer) => tracing::warn!(client, status = answer.status, "a service did not accept a logout"),
                Err(error) => tracing::warn!(client, %error, "a service could not be told of a logout"),
            }
        });
    }
    front_channel
}
