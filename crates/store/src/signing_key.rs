//! The private keys tokens are signed with, sealed.
//!
//! What it does not do: open them (the vault does), or choose which one signs (`flows::signing_key` does).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// What is in use comes before what was rotated away; keys whose time is over are not given.
    CURRENT = "SELECT id, algorithm, sealed FROM signing_key WHERE ends IS NULL OR $1 < ends ORDER BY COALESCE(ends, 9223372036854775807) DESC, starts DESC, id LIMIT 16";
    /// Written only where no key of this algorithm is in use: two nodes that start at once end up with one.
    FIRST = "INSERT INTO signing_key (id, algorithm, sealed, created, starts) SELECT $1, $2, $3, $4, $4 WHERE NOT EXISTS (SELECT id FROM signing_key WHERE algorithm = $2 AND ends IS NULL) ON CONFLICT (id) DO NOTHING";
    /// One key, also long after its end: for what it signed once.
    FIND = "SELECT id, algorithm, sealed FROM signing_key WHERE id = $1";
    /// What is in use, and what still verifies, without what is secret.
    TOLD = "SELECT id, algorithm, starts, ends FROM signing_key WHERE ends IS NULL OR $1 < ends ORDER BY algorithm, starts DESC, id LIMIT 16";
    /// A new key beside the old one.
    ADD = "INSERT INTO signing_key (id, algorithm, sealed, created, starts) VALUES ($1, $2, $3, $4, $4)";
    /// The older keys of the algorithm go on verifying until then.
    END_OLDER = "UPDATE signing_key SET ends = $3 WHERE algorithm = $1 AND id <> $2 AND ends IS NULL";
}

/// One stored key.
#[derive(Clone)]
pub struct StoredKey {
    /// Its RFC 7638 thumbprint.
    pub id: String,
    /// `ES256` or `RS256`.
    pub algorithm: String,
    /// The PKCS#8 bytes, sealed.
    pub sealed: Vec<u8>,
}

/// What may be told of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its RFC 7638 thumbprint.
    pub id: String,
    /// `ES256` or `RS256`.
    pub algorithm: String,
    /// It signs from then on.
    pub starts: Instant,
    /// It verifies until then; none: it is in use.
    pub ends: Option<Instant>,
}

/// What may be told of the keys that are published.
///
/// # Errors
/// [`StoreError`].
pub fn told(tx: &mut Tx, now: Instant) -> Result<Vec<Told>, StoreError> {
    let read = |row: &Row| {
        Ok(Told { id: row.text(0)?, algorithm: row.text(1)?, starts: row.instant(2)?, ends: row.maybe_instant(3)? })
    };
    tx.rows(&TOLD, &[now.into()])?.iter().map(read).collect()
}

/// The keys to publish, newest first.
pub fn current(tx: &mut Tx, now: Instant) -> Result<Vec<StoredKey>, StoreError> {
    let rows = tx.rows(&CURRENT, &[now.into()])?;
    rows.iter().map(read).collect()
}

/// The key of this name, ended or not.
pub fn find(tx: &mut Tx, id: &str) -> Result<Option<StoredKey>, StoreError> {
    tx.row(&FIND, &[id.into()])?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<StoredKey, StoreError> {
    Ok(StoredKey { id: row.text(0)?, algorithm: row.text(1)?, sealed: row.bytes(2)? })
}

/// Keeps this key unless its algorithm has one; answers how many were written.
pub fn first(tx: &mut Tx, key: &StoredKey, now: Instant) -> Result<u64, StoreError> {
    tx.run(&FIRST, &[(&key.id).into(), (&key.algorithm).into(), (&key.sealed).into(), now.into()])
}

/// Puts this key first; the algorithm's older ones go on verifying until `older_end`.
pub fn rotate(tx: &mut Tx, key: &StoredKey, older_end: Instant, now: Instant) -> Result<(), StoreError> {
    tx.run(&ADD, &[(&key.id).into(), (&key.algorithm).into(), (&key.sealed).into(), now.into()])?;
    tx.run(&END_OLDER, &[(&key.algorithm).into(), (&key.id).into(), older_end.into()])?;
    Ok(())
}
