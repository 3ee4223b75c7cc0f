//! Changing one's own password: the old one first, then a proposed or chosen new one.
//!
//! It is a login of its own kind and walks the same screens. Source: product.md §5 and §6.2. What it does not do: let
//! anybody skip the old password; who has forgotten it comes by eID, a parent or a window.

use crate::sessions;
use crate::sign_in::begin::Begun;
use crate::sign_in::passage::{self, Key, Step};
use crate::sign_in::{At, Broken, Browser, Fresh, Next, Purpose, Wants};
use crate::standing::Standing;
use crate::world::World;
use crypto::secret::SecretText;

/// Begins from Mit Unilogin, for the person whose session this is: the password page asks for the old one. The
/// [`crate::sign_in::Finished`] at the end carries `request` back.
///
/// # Errors
/// Where the database is broken.
pub async fn begin(
    world: &World,
    browser: &Browser,
    (session, request): (&SecretText, String),
) -> Result<Begun, Broken> {
    let handle = crypto::random::token_from(&mut world.chance());
    let key = Key::of(&At { handle: handle.clone(), browser: browser.clone() });
    let vault = world.vault.clone();
    let hash = crypto::digest::of_token(session.reveal());
    let begun = world
        .db
        .write(move |tx| {
            let Some(live) = sessions::find_live(tx, &hash)? else {
                return Ok(false);
            };
            let wants = Wants::own_page(Fresh::Now);
            let mut passage = passage::new(&key, (None, request.clone()), wants, tx.now());
            let form = match store::credential::find(tx, live.person.id)? {
                Some(held) => held.form,
                None => Standing::load(tx, &live.person)?.assigned,
            };
            passage.row.person = Some(live.person.id);
            passage.row.typed = Some(live.person.username.as_str().to_owned());
            passage.row.form = Some(form.word().to_owned());
            passage.row.sso_session = Some(live.session.id);
            passage.state.first = Purpose::ChangePassword;
            passage.state.purpose = Purpose::ChangePassword;
            passage.go(Step::Password, None);
            passage.create(tx, &vault)?;
            Ok(true)
        })
        .await?;
    Ok(Begun { handle, next: if begun { Next::Page } else { Next::Gone } })
}
