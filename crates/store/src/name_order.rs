//! Where a person's shown name stands in Danish order: kept with the person, so that lists sort and go on alike on both
//! databases.
//!
//! Whoever writes a name writes its key in the same statement ([`crate::person`], [`crate::person_entry`]); a job writes
//! anew what an older version of the order left behind. What it does not do: know the order; `rules::danish_order` does.

use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::user::PersonName;

statements! {
    /// Whose key is of an older version.
    OLDER = "SELECT id, first_name, family_name, alias_first_name, alias_family_name, protected_since
             FROM person
             WHERE sort_version < $1
             ORDER BY sort_version, id
             LIMIT $2";
    /// The key of the name that is shown.
    PUT = "UPDATE person SET sort_key = $2, sort_version = $3 WHERE id = $1";
}

/// The people whose key is of an older version, with the name that is shown of each.
///
/// # Errors
/// [`StoreError`].
pub fn older(tx: &mut Tx, limit: i64) -> Result<Vec<(PersonId, PersonName)>, StoreError> {
    let rows = tx.rows(&OLDER, &[rules::danish_order::VERSION.into(), limit.into()])?;
    rows.iter().map(|row| Ok((PersonId(row.int(0)?), crate::person::shown(row, 1)?))).collect()
}

/// Writes the key of the name that is shown.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &mut Tx, person: PersonId, shown: &PersonName) -> Result<(), StoreError> {
    let key = rules::danish_order::name_key(shown);
    tx.run(&PUT, &[person.into(), Arg::from(&key), rules::danish_order::VERSION.into()])?;
    crate::name_token::renew(tx, person)
}
