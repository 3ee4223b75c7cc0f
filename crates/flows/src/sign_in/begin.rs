//! Beginning a login: from a service's request, with or without a session in the browser.
//!
//! Source: product.md §6.1 and §6.6. What it does not do: check the service's request; the broker has.

use crate::sessions::{self, Live};
use crate::sign_in::onward::{self, Arrival};
use crate::sign_in::passage::{self, Key, Passage, Step};
use crate::sign_in::{At, Broken, Browser, Finished, Fresh, Next, Wants};
use crate::world::World;
use crypto::secret::SecretText;
use rules::session::{SecondService, second_service};
use rules::time::Instant;
use store::driver::Tx;
use store::error::StoreError;

/// What begins a login.
#[derive(Clone, Debug)]
pub struct Begin {
    /// The service that sent the user; none: the login page was opened by hand.
    pub client: Option<String>,
    /// Its request, parked as it came: handed back in [`Finished`].
    pub request: String,
    /// What it asks.
    pub wants: Wants,
    /// The session cookie the browser showed.
    pub session: Option<SecretText>,
}

/// A login that began: its handle, and what comes first. Without a screen (`prompt=none`) the broker answers
/// [`Next::Page`] as "login required".
#[derive(Debug)]
pub struct Begun {
    /// Goes into the address of the login's pages.
    pub handle: SecretText,
    /// The first page, or the end already.
    pub next: Next,
}

/// Begins a login.
///
/// # Errors
/// Where the database is broken.
pub async fn begin(world: &World, browser: &Browser, begin: Begin) -> Result<Begun, Broken> {
    let handle = crypto::random::token_from(&mut world.chance());
    let key = Key::of(&At { handle: handle.clone(), browser: browser.clone() });
    let vault = world.vault.clone();
    let arrival = Arrival::draw(world, browser);
    let cookie = begin.session.as_ref().map(|secret| crypto::digest::of_token(secret.reveal()));
    let (client, request, wants) = (begin.client, begin.request, begin.wants);
    let finished = world
        .db
        .write(move |tx| {
            let parked = (client.clone(), request.clone());
            let mut passage = passage::new(&key, parked, wants.clone(), tx.now());
            let live = match &cookie {
                Some(hash) => sessions::find_live(tx, hash)?,
                None => None,
            };
            // The row is there before anything can finish it.
            passage.clone().create(tx, &vault)?;
            if let Some(live) = live
                && let Some(finished) = with_session(tx, &mut passage, (&live, &arrival))?
            {
                return Ok(Some(Box::new(finished)));
            }
            passage.save(tx, &vault)?;
            Ok(None)
        })
        .await?;
    Ok(Begun { handle, next: finished.map_or(Next::Page, Next::Finished) })
}

fn with_session(
    tx: &mut Tx,
    passage: &mut Passage,
    (live, arrival): (&Live, &Arrival),
) -> Result<Option<Finished>, StoreError> {
    passage.row.sso_session = Some(live.session.id);
    passage.row.person = Some(live.person.id);
    passage.row.typed = Some(live.person.username.as_str().to_owned());
    if !is_fresh(passage.state.wants.fresh, live, tx.now()) {
        passage.state.wants.hint = Some(live.person.username.as_str().to_owned());
        passage.row.person = None;
        return Ok(None);
    }
    if second_service(live.session.device) == SecondService::AskWhoItIs && !reached_before(tx, passage, live)? {
        passage.go(Step::Continue, None);
        return Ok(None);
    }
    onward::proceed(tx, passage, arrival)
}

fn is_fresh(fresh: Fresh, live: &Live, now: Instant) -> bool {
    match fresh {
        Fresh::Any => true,
        Fresh::Within(age) => now.since(live.session.proven) <= age,
        Fresh::Now => false,
    }
}

fn reached_before(tx: &mut Tx, passage: &Passage, live: &Live) -> Result<bool, StoreError> {
    let Some(client) = &passage.row.client else {
        return Ok(false);
    };
    let reached = store::token_family::services_of_session(tx, live.session.id.0)?;
    Ok(reached.iter().any(|service| service.client == *client))
}

/// *Fortsæt*: it is who the session says.
///
/// # Errors
/// Where the database is broken.
pub async fn go_on(world: &World, at: &At) -> Result<Next, Broken> {
    passage::act(world, at, |tx, passage, arrival| {
        if passage.step != Step::Continue {
            return Ok(None);
        }
        onward::proceed(tx, passage, arrival)
    })
    .await
}
