//! What somebody had typed when their login was over: kept sealed for an hour and given back to the same person in the
//! same browser.
//!
//! Source: issue "Brugeradministration" point 9, ux.md 3.14. What it does not do: keep a password (`web` leaves those
//! out), send a form by itself, or let anybody else see it.

use crate::sessions;
use crate::world::World;
use crypto::sealing::Purpose;
use crypto::secret::SecretText;
use rules::id::PersonId;
use rules::time::Millis;
use serde::{Deserialize, Serialize};
use std::net::IpAddr;
use store::draft::NewDraft;
use store::driver::Tx;
use store::error::StoreError;

/// How long a draft is kept.
pub const KEPT_FOR: Millis = Millis::hours(1);
/// The most bytes of a form that are kept.
pub const BYTES_MAX: usize = 64 * 1024;
/// The most drafts one address may have at once: a staff room behind one address, and no more.
const OF_ADDRESS_MAX: i64 = 100;

/// A form as it was posted, without what is secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The page it stood on: path and query.
    pub page: String,
    /// The address it was posted to.
    pub action: String,
    /// Names and values, in order.
    pub fields: Vec<(String, String)>,
}

/// Who sits there, by what their browser shows.
#[derive(Clone, Debug)]
pub struct Sitting {
    /// The browser's own secret.
    pub browser: SecretText,
    /// What says who is, or was, logged in where the form stands.
    pub cookie: Option<Cookie>,
    /// From where.
    pub address: IpAddr,
}

/// A cookie that says who somebody is, alive or over.
#[derive(Clone, Debug)]
pub enum Cookie {
    /// The login's.
    Login(SecretText),
    /// A site's own.
    Site(SecretText),
}

/// Who may have typed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typist {
    /// Whoever's login is over: kept only where that is known.
    Known,
    /// Anybody in this browser: the page asks nobody to log in.
    Anybody,
}

/// Keeps a form; false where nobody can say whose it is, or it is too large, or too many come from there.
///
/// # Errors
/// [`StoreError`].
pub async fn keep(world: &World, sitting: &Sitting, form: &Form, typist: Typist) -> Result<bool, StoreError> {
    let text = serde_json::to_vec(form).map_err(|_| StoreError::Unreadable("a draft"))?;
    if BYTES_MAX < text.len() {
        return Ok(false);
    }
    let hash = crypto::digest::of_token(sitting.browser.reveal());
    let sealed = world.vault.seal(Purpose::Draft, &rules::hex::write(&hash), &text);
    let address = sitting.address.to_canonical().to_string();
    let shown = Shown::of(sitting);
    world
        .db
        .write(move |tx| {
            let person = shown.was(tx)?;
            if person.is_none() && typist == Typist::Known {
                return Ok(false);
            }
            if OF_ADDRESS_MAX <= store::draft::of_address(tx, &address, OF_ADDRESS_MAX)? {
                return Ok(false);
            }
            let ends = tx.now().plus(KEPT_FOR);
            let new = NewDraft {
                browser_hash: hash.to_vec(),
                person,
                address: address.clone(),
                sealed: sealed.clone(),
                ends,
            };
            store::draft::put(tx, &new)?;
            Ok(true)
        })
        .await
}

/// What a browser has kept, seen from who sits there now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// Nothing.
    Nothing,
    /// Something, for somebody who has not logged in again yet.
    NotYet,
    /// Something of somebody else's: it is gone now.
    SomebodyElses,
    /// This.
    Form(Box<Form>),
}

/// What was kept in this browser, for the person who typed it. Somebody else's is thrown away.
///
/// # Errors
/// [`StoreError`].
pub async fn find(world: &World, sitting: &Sitting) -> Result<Found, StoreError> {
    let hash = crypto::digest::of_token(sitting.browser.reveal());
    let shown = Shown::of(sitting);
    let found = world
        .db
        .point(move |tx| match store::draft::find(tx, &hash)? {
            Some(draft) => Ok(Some((draft, shown.is(tx)?))),
            None => Ok(None),
        })
        .await?;
    let Some((draft, here)) = found else { return Ok(Found::Nothing) };
    match (draft.person, here) {
        (Some(_), None) => return Ok(Found::NotYet),
        (Some(typed), Some(here)) if typed != here => {
            forget(world, &sitting.browser).await?;
            return Ok(Found::SomebodyElses);
        }
        (Some(_), Some(_)) | (None, _) => {}
    }
    // What a changed key or another version wrote is as good as gone.
    let opened = world.vault.open(Purpose::Draft, &rules::hex::write(&hash), &draft.sealed);
    let form = opened.ok().and_then(|bytes| serde_json::from_slice(bytes.reveal()).ok());
    Ok(form.map_or(Found::Nothing, |form| Found::Form(Box::new(form))))
}

/// Throws away what this browser has kept.
///
/// # Errors
/// [`StoreError`].
pub async fn forget(world: &World, browser: &SecretText) -> Result<(), StoreError> {
    let hash = crypto::digest::of_token(browser.reveal());
    world.db.write(move |tx| store::draft::end(tx, &hash).map(|_| ())).await
}

/// The hash of the cookie that says who sits, or sat, there.
#[derive(Clone, Copy)]
enum Shown {
    Nothing,
    Login([u8; 32]),
    Site([u8; 32]),
}

impl Shown {
    fn of(sitting: &Sitting) -> Shown {
        match &sitting.cookie {
            None => Shown::Nothing,
            Some(Cookie::Login(secret)) => Shown::Login(crypto::digest::of_token(secret.reveal())),
            Some(Cookie::Site(secret)) => Shown::Site(crypto::digest::of_token(secret.reveal())),
        }
    }

    /// Whose login it is, or was.
    fn was(self, tx: &mut Tx) -> Result<Option<PersonId>, StoreError> {
        match self {
            Shown::Nothing => Ok(None),
            Shown::Login(hash) => match store::sso_session::find_by_secret(tx, &hash)? {
                Some(session) => Ok(Some(session.person)),
                // The login of a site on a host of its own.
                None => store::site_session::whose(tx, &hash),
            },
            Shown::Site(hash) => store::site_session::whose(tx, &hash),
        }
    }

    /// Whose login it is right now.
    fn is(self, tx: &mut Tx) -> Result<Option<PersonId>, StoreError> {
        match self {
            Shown::Nothing => Ok(None),
            Shown::Login(hash) => Ok(sessions::find_live(tx, &hash)?.map(|live| live.person.id)),
            Shown::Site(hash) => Ok(sessions::find_live_site(tx, &hash)?.map(|site| site.live.person.id)),
        }
    }
}
