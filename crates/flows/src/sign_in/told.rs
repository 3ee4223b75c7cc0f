//! What somebody is told once, at the first login after it: a parent gave them the password they have.
//!
//! Source: product.md §7. What it does not do: tell it in the login that set the password, or keep anybody out.

use crate::sign_in::passage::{self, Passage, Step};
use crate::sign_in::{At, Broken, Next, onward};
use crate::world::World;
use rules::session::Method;
use rules::time::{Instant, Millis};
use store::credential::Credential;
use store::driver::Tx;
use store::error::StoreError;

/// What "they know" is claimed under, and for how long: longer than a password lasts.
const KIND: &str = "told_of_parent";
const REMEMBERED: Millis = Millis::days(400);

fn once(held: &Credential) -> String {
    format!("{}:{}", held.person.0, held.version)
}

/// When a parent gave the password this login was proven with, where its owner has not been told yet.
pub(crate) fn untold(tx: &mut Tx, passage: &Passage) -> Result<Option<Instant>, StoreError> {
    let by_password = passage.state.proven.is_some_and(|proven| proven.method == Method::Password);
    let (true, Some(person)) = (by_password, passage.person()) else { return Ok(None) };
    let Some(held) = store::credential::find(tx, person)? else { return Ok(None) };
    if !held.is_of_parent() || passage.row.created <= held.set_at {
        return Ok(None);
    }
    Ok(if store::used_once::is_used(tx, KIND, &once(&held))? { None } else { Some(held.set_at) })
}

/// *Fortsæt*: they know now.
///
/// # Errors
/// Where the database is broken.
pub async fn go_on(world: &World, at: &At) -> Result<Next, Broken> {
    passage::act(world, at, |tx, passage, arrival| {
        let (Step::Told, Some(person)) = (passage.step, passage.person()) else { return Ok(None) };
        if let Some(held) = store::credential::find(tx, person)? {
            let until = tx.now().plus(REMEMBERED);
            store::used_once::claim(tx, KIND, &once(&held), until)?;
        }
        onward::proceed(tx, passage, arrival)
    })
    .await
}
