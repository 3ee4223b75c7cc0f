//! Single logout: a service sends somebody to log out, and every service the session reached is told, as often as it takes
//! within a day. A session that ends without its browser tells its services the same way.
//!
//! Source: product.md §6.6, interfaces.md B §6.5. What it does not do: log out who presses our own button
//! (`sign_out`), clear cookies, or show pages.

use crate::client::{self, Service};
use crate::remember::{Blank, Circumstances, with};
use crate::single_sign_on::{pseudonym, session_name};
use crate::world::World;
use oidc::client::Registration;
use oidc::logout::{Hint, LogoutRequest};
use outside::get::Proof;
use rules::event::Kind;
use rules::logout_notice::{After, after};
use rules::time::Millis;
use store::error::StoreError;
use store::logout_notice::LogoutNotice;
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
            Ok(crate::sessions::end_one(tx, session, "logged_out")?.then_some(session))
        })
        .await
}

/// Tells every service a session that just ended had reached: server to server in the background, and by the addresses
/// it answers, which the browser loads, where a service registered one. Whoever cannot be told now is told by
/// [`tell_due`] later.
pub async fn tell(world: &World, session: SsoSessionId) -> Result<Vec<String>, StoreError> {
    let (reached, due) = world
        .db
        .point(move |tx| {
            let reached = store::token_family::services_of_session(tx, session.0)?;
            Ok((reached, store::logout_notice::due_of(tx, session, store::token_family::SERVICES_MAX)?))
        })
        .await?;
    let there = world.clone();
    tokio::spawn(async move {
        if let Err(error) = tell_all(&there, due).await {
            tracing::warn!(%error, "services are told of a logout a little later");
        }
    });
    Ok(reached.iter().filter_map(|service| front_channel(world, session, service)).collect())
}

fn front_channel(world: &World, session: SsoSessionId, reached: &ReachedService) -> Option<String> {
    let registration: Registration = serde_json::from_str(&reached.registration).ok()?;
    let sid = session_name(&world.vault, &reached.provider, session.0);
    let uri = registration.frontchannel_logout_uri.as_deref()?;
    Some(oidc::logout::frontchannel_address(uri, &world.settings.issuer(), &sid))
}

/// The most services one turn of the job tells.
const TOLD_AT_ONCE_MAX: i64 = 64;

/// Tells every service that is due: those a login ended for without its browser (a block, a new password, *Fortryd*), and
/// those that could not be told before. How many were tried.
///
/// # Errors
/// Where the database is broken.
pub async fn tell_due(world: &World) -> Result<u64, StoreError> {
    let due = world.db.point(|tx| store::logout_notice::due(tx, TOLD_AT_ONCE_MAX)).await?;
    let count = u64::try_from(due.len()).unwrap_or(u64::MAX);
    tell_all(world, due).await?;
    Ok(count)
}

async fn tell_all(world: &World, due: Vec<LogoutNotice>) -> Result<(), StoreError> {
    let mut telling = tokio::task::JoinSet::new();
    for notice in due {
        telling.spawn(tell_one(world.clone(), notice));
    }
    let mut broken = None;
    while let Some(told) = telling.join_next().await {
        if let Ok(Err(error)) = told {
            broken = Some(error);
        }
    }
    broken.map_or(Ok(()), Err)
}

/// One try. It is counted before it is made: a node that dies in between leaves the next one to another turn.
async fn tell_one(world: World, notice: LogoutNotice) -> Result<(), StoreError> {
    let message = message(&world, &notice);
    if let Ok(None) = message {
        return world.db.write(move |tx| store::logout_notice::told(tx, &notice)).await;
    }
    let next = after(notice.tried + 1);
    let wait = match next {
        After::Again(wait) => wait,
        After::GivenUp => LAST_TRY_TAKES,
    };
    let claimed = notice.clone();
    let ours = world.db.write(move |tx| store::logout_notice::claim(tx, &claimed, tx.now().plus(wait))).await?;
    if !ours {
        return Ok(());
    }
    let client = notice.client.clone();
    match message {
        Ok(Some((uri, token))) => match world.outside.post_form(&uri, &[("logout_token", &token)], Proof::None).await {
            Ok(answer) if answer.status < 300 => {
                return world.db.write(move |tx| store::logout_notice::told(tx, &notice)).await;
            }
            Ok(answer) => tracing::warn!(client, status = answer.status, "a service did not accept a logout"),
            Err(error) => tracing::warn!(client, %error, "a service could not be told of a logout"),
        },
        Ok(None) => {}
        Err(fault) => tracing::warn!(client, ?fault, "a logout could not be written down for a service"),
    }
    match next {
        After::Again(_) => Ok(()),
        After::GivenUp => give_up(&world, notice).await,
    }
}

/// Longer than the last try may take.
const LAST_TRY_TAKES: Millis = Millis::minutes(1);

async fn give_up(world: &World, notice: LogoutNotice) -> Result<(), StoreError> {
    let event = Blank::draw(world).event(Kind::LogoutNotTold, &Circumstances::machine("job"), &[notice.person]);
    let event = with(event, "service", &notice.client);
    world
        .db
        .write(move |tx| {
            if store::logout_notice::give_up(tx, &notice)? {
                store::event::append(tx, &event)?;
            }
            Ok(())
        })
        .await
}

/// Why no logout token could be made; it may be made the next time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    /// The service's registration cannot be read.
    Registration,
    /// There is no key to sign with.
    Signer,
}

/// Where the service wants to hear of it, and the logout token; none where it does not want to.
fn message(world: &World, notice: &LogoutNotice) -> Result<Option<(Url, String)>, Fault> {
    let registration: Registration = serde_json::from_str(&notice.registration).map_err(|_| Fault::Registration)?;
    let Some(uri) = registration.backchannel_logout_uri.as_deref() else { return Ok(None) };
    let uri = Url::parse(uri).map_err(|_| Fault::Registration)?;
    let sid = session_name(&world.vault, &notice.provider, notice.sso_session.0);
    let sub = pseudonym(&world.vault, &notice.provider, &notice.uniid);
    let jti = oidc::encoding::uuid(world.chance().bytes());
    let now_seconds = world.now().0.div_euclid(1000);
    let claims = oidc::logout::logout_token(&world.settings.issuer(), &notice.client, (&sub, &sid), jti, now_seconds);
    let signer = world.signing.signer(registration.id_token_algorithm).map_err(|_| Fault::Signer)?;
    let token = signer.sign(oidc::logout::LOGOUT_KIND, &claims).map_err(|_| Fault::Signer)?;
    Ok(Some((uri, token)))
}
