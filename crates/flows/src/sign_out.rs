//! Logging out: the session ends here, in this browser, and everything that hangs on it.
//!
//! What it does not do: tell the services; `single_logout` sends them word.

use crate::remember::{Blank, Circumstances};
use crate::sign_in::{Broken, Browser};
use crate::world::World;
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::id::PersonId;
use store::sso_session::SsoSessionId;

/// A session that was ended just now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignedOut {
    /// Which.
    pub session: SsoSessionId,
    /// Whose it was.
    pub person: PersonId,
}

/// Ends the session of this cookie; none where there was none alive.
///
/// # Errors
/// Where the database is broken.
pub async fn sign_out(world: &World, secret: &SecretText, browser: &Browser) -> Result<Option<SignedOut>, Broken> {
    let hash = crypto::digest::of_token(secret.reveal());
    let blank = Blank::draw(world);
    let address = browser.address.to_canonical();
    let out = world
        .db
        .write(move |tx| {
            let Some(session) = crate::sessions::of_cookie(tx, &hash)? else {
                return Ok(None);
            };
            if !crate::sessions::end_one(tx, session.id, "signed_out")? {
                return Ok(None);
            }
            let from = Circumstances::person(session.person, "self", address);
            store::event::append(tx, &blank.event(Kind::LoggedOut, &from, &[session.person]))?;
            Ok(Some(SignedOut { session: session.id, person: session.person }))
        })
        .await?;
    Ok(out)
}
