//! Ids that may be used once: message ids, assertion ids, handles, each kind in a namespace of its own.
//!
//! Source: security.md rule 6. What it does not do: know what they are the ids of.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// Of all who bring the same id, exactly one inserts a row.
    CLAIM = "INSERT INTO used_once (kind, value, until) VALUES ($1, $2, $3) ON CONFLICT (kind, value) DO NOTHING";
    /// Whether somebody was there before.
    IS_USED = "SELECT until FROM used_once WHERE kind = $1 AND value = $2";
    /// An id is remembered as long as it could come back.
    FORGET = "DELETE FROM used_once WHERE (kind, value) IN (SELECT kind, value FROM used_once WHERE until <= $1 ORDER BY until LIMIT $2)";
}

/// Uses an id; false where it was used before.
pub fn claim(tx: &mut Tx, kind: &str, value: &str, until: Instant) -> Result<bool, StoreError> {
    Ok(tx.run(&CLAIM, &[kind.into(), value.into(), until.into()])? == 1)
}

/// Whether an id was used before, without using it.
pub fn is_used(tx: &mut Tx, kind: &str, value: &str) -> Result<bool, StoreError> {
    Ok(tx.row(&IS_USED, &[kind.into(), value.into()])?.is_some())
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets ids that can no longer come back; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
