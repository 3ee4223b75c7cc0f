//! Numbers that rise when something cached changes, so that every node knows within a second.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;

statements! {
    /// One more.
    RAISE = "INSERT INTO version (name, number) VALUES ($1, 1)
             ON CONFLICT (name) DO UPDATE SET number = version.number + 1";
    /// How high it stands.
    READ = "SELECT number FROM version WHERE name = $1";
}

/// Says that what this name caches has changed.
///
/// # Errors
/// [`StoreError`].
pub fn raise(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    tx.run(&RAISE, &[name.into()]).map(drop)
}

/// The number; 0 where nothing was ever changed.
///
/// # Errors
/// [`StoreError`].
pub fn read(tx: &mut Tx, name: &str) -> Result<i64, StoreError> {
    Ok(tx.row(&READ, &[name.into()])?.map(|row| row.int(0)).transpose()?.unwrap_or(0))
}
