//! *Aktørvalg*: which actor somebody chose to be at a service last time.
//!
//! Source: product.md §6.4. What it does not do: know whether they still are that actor; the story asks.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;

statements! {
    /// One a person and service.
    FIND = "SELECT choice FROM actor_choice WHERE person = $1 AND client = $2";
    /// The latest choice stands.
    PUT = "INSERT INTO actor_choice (person, client, choice, chosen) VALUES ($1, $2, $3, $4) ON CONFLICT (person, client) DO UPDATE SET choice = excluded.choice, chosen = excluded.chosen";
}

/// The choice's word, where one was made.
pub fn find(tx: &mut Tx, person: PersonId, client: &str) -> Result<Option<String>, StoreError> {
    let Some(row) = tx.row(&FIND, &[person.into(), client.into()])? else {
        return Ok(None);
    };
    Ok(Some(row.text(0)?))
}

/// Remembers the choice.
pub fn put(tx: &mut Tx, person: PersonId, client: &str, choice: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&PUT, &[person.into(), client.into(), choice.into(), now.into()])?;
    Ok(())
}
