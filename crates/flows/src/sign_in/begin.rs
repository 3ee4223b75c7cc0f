//! Beginning a login: from a service's request, with or without a session in the browser.
//!
//! Source: product.md §6.1 and §6.6. What it does not do: check the service's request; the broker has.

use crate::sessions::{self, Live};
use crate::sign_in::onward::{self, Arrival};
use crate::sign_in::passage::{self, Key, Passage, Step};
use crate::sign_in::username::TYPED_SHOWN_MAX;
use crate::sign_in::{At, Broken, Browser, Finished, Fresh, Next, Notice, Purpose, Wants};
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

/// What comes of a login that cannot go on.
#[derive(Debug)]
pub enum Again {
    /// It began anew, for the same service, with the user name filled in.
    Begun(Begun),
    /// It had come to its end before.
    Finished,
    /// This browser never began it.
    Unknown,
}

/// Begins a login anew where the time of another ran out: the same service, the same browser, and what was typed is
/// filled in. `typed` is the user name that came too late; without it the name typed before counts.
///
/// # Errors
/// Where the database is broken.
pub async fn again(world: &World, at: &At, late: Late) -> Result<Again, Broken> {
    let key = Key::of(at);
    let vault = world.vault.clone();
    let old = match world.db.point(move |tx| passage::load_begun(tx, &vault, &key)).await? {
        passage::Begun::Finished => return Ok(Again::Finished),
        passage::Begun::Unknown => return Ok(Again::Unknown),
        passage::Begun::Unfinished(old) => *old,
    };
    let mut wants = old.state.wants;
    let typed = late.typed.or(old.row.typed);
    if typed.is_some() {
        // Somebody was about to say who they are: a session that is there does not answer in their place.
        wants.fresh = Fresh::Now;
    }
    let begun = match old.state.first {
        Purpose::LogIn => {
            let wanted = Begin { client: old.row.client, request: old.row.request, wants, session: late.session };
            begin(world, &at.browser, wanted).await?
        }
        Purpose::ChangePassword => {
            let request = (old.row.request, Goal::ChangePassword);
            begin_anew(world, &at.browser, late.session, request).await?
        }
    };
    Ok(Again::Begun(filled_in(world, &at.browser, begun, typed).await?))
}

/// What came too late.
#[derive(Clone, Debug)]
pub struct Late {
    /// The user name, where it was the user name's page.
    pub typed: Option<String>,
    /// The session cookie the browser showed.
    pub session: Option<SecretText>,
}

/// Begins a login whose first page says that the one before took too long, with this user name filled in.
///
/// # Errors
/// Where the database is broken.
pub async fn begin_filled_in(
    world: &World,
    browser: &Browser,
    wanted: Begin,
    typed: Option<String>,
) -> Result<Begun, Broken> {
    let begun = begin(world, browser, wanted).await?;
    filled_in(world, browser, begun, typed).await
}

async fn filled_in(world: &World, browser: &Browser, begun: Begun, typed: Option<String>) -> Result<Begun, Broken> {
    if let Next::Page = begun.next {
        let at = At { handle: begun.handle.clone(), browser: browser.clone() };
        let typed: Option<String> = typed.map(|text| text.chars().take(TYPED_SHOWN_MAX).collect());
        passage::change(world, &at, move |_, passage| {
            if passage.step == Step::Username {
                if typed.is_some() {
                    passage.state.wants.hint.clone_from(&typed);
                }
                passage.state.notice = Some(Notice::BegunAnew);
            }
            Ok(())
        })
        .await?;
    }
    Ok(begun)
}

/// What a login that begins in the middle is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Goal {
    /// To log in, as any other.
    LogIn,
    /// *Skift adgangskode*: after the old password comes a new one.
    ChangePassword,
}

/// Begins a login for whoever sits there, logged in or not: the session of the browser ends only where somebody else
/// logs in. For the cards of Mit Unilogin.
///
/// # Errors
/// Where the database is broken.
pub async fn begin_anew(
    world: &World,
    browser: &Browser,
    session: Option<SecretText>,
    (request, goal): (String, Goal),
) -> Result<Begun, Broken> {
    let handle = crypto::random::token_from(&mut world.chance());
    let key = Key::of(&At { handle: handle.clone(), browser: browser.clone() });
    let vault = world.vault.clone();
    let cookie = session.map(|secret| crypto::digest::of_token(secret.reveal()));
    world
        .db
        .write(move |tx| {
            let wants = Wants::own_page(Fresh::Now);
            let mut passage = passage::new(&key, (None, request.clone()), wants, tx.now());
            if let Some(hash) = &cookie {
                passage.row.sso_session = sessions::find_live(tx, hash)?.map(|live| live.session.id);
            }
            if goal == Goal::ChangePassword {
                passage.state.first = Purpose::ChangePassword;
            }
            passage.forget_person();
            passage.create(tx, &vault)
        })
        .await?;
    Ok(Begun { handle, next: Next::Page })
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
