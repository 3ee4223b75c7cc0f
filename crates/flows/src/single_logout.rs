//! Single logout: a service sends somebody to log out, and every service the session reached is told.
//!
//! Source: product.md §6.6, interfaces.md B §6.5. What it does not do: log out who presses our own button
//! (`sign_out`), clear cookies, or show pages.

use crate::client::{self, Service};
use crate::single_sign_on::{pseudonym, session_name};
use crate::world::World;
use oidc::logout::{Hint, LogoutRequest};
use outside::get::Proof;
use store::error::StoreError;
use store::sso_session::SsoSessionId;
use store::token_family::ReachedService;
use url::Url;

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
            let front_channel = match end_hinted(world, &hint, &service).await? {
                Some(session) => tell(world, session).await?,
                None => Vec::new(),
            };
            Ok(Leaving::Over { front_channel, back_to })
        }
        (_, service) => Ok(Leaving::Ask { back_to, service: service.map(|service| service.name) }),
    }
}

/// Ends the session the hint belongs to, where it is still that service's; none where it was over already.
async fn end_hinted(world: &World, hint: &Hint, service: &Service) -> Result<Option<SsoSessionId>, StoreError> {
    let Some(family) = crate::tokens::family_of(&hint.jti) else { return Ok(None) };
    let client = service.id.clone();
    world
        .db
        .write(move |tx| {
            let Some(family) = store::token_family::find(tx, family)?.filter(|family| family.client == client) else {
                return Ok(None);
            };
            let session = SsoSessionId(family.sso_session);
            if !store::sso_session::end(tx, session, "logged_out")? {
                return Ok(None);
            }
            store::token_family::end_of_session(tx, session.0, "logged_out")?;
            Ok(Some(session))
        })
        .await
}

/// Tells every service a session that just ended had reached: server to server in the background, and by the addresses
/// it answers, which the browser loads, where a service registered one.
pub async fn tell(world: &World, session: SsoSessionId) -> Result<Vec<String>, StoreError> {
    let reached = world.db.point(move |tx| store::token_family::services_of_session(tx, session.0)).await?;
    Ok(reached.iter().filter_map(|service| tell_one(world, session, service)).collect())
}

fn tell_one(world: &World, session: SsoSessionId, reached: &ReachedService) -> Option<String> {
    let registration: oidc::client::Registration = serde_json::from_str(&reached.registration).ok()?;
    let issuer = world.settings.issuer();
    let sid = session_name(&world.vault, &reached.provider, session.0);
    if let Some(uri) = registration.backchannel_logout_uri.as_deref().and_then(|uri| Url::parse(uri).ok()) {
        let sub = pseudonym(&world.vault, &reached.provider, &reached.uniid);
        let jti = oidc::encoding::uuid(world.chance().bytes());
        let now_seconds = world.now().0.div_euclid(1000);
        let claims = oidc::logout::logout_token(&issuer, &reached.client, (&sub, &sid), jti, now_seconds);
        let signer = world.signing.signer(registration.id_token_algorithm).ok()?;
        let token = signer.sign(oidc::logout::LOGOUT_KIND, &claims).ok()?;
        send(world, reached.client.clone(), uri, token);
    }
    let uri = registration.frontchannel_logout_uri.as_deref()?;
    Some(oidc::logout::frontchannel_address(uri, &issuer, &sid))
}

fn send(world: &World, client: String, uri: Url, token: String) {
    let outside = world.outside.clone();
    tokio::spawn(async move {
        match outside.post_form(&uri, &[("logout_token", &token)], Proof::None).await {
            Ok(answer) if answer.status < 300 => {}
            Ok(answer) => tracing::warn!(client, status = answer.status, "a service did not accept a logout"),
            Err(error) => tracing::warn!(client, %error, "a service could not be told of a logout"),
        }
    });
}
