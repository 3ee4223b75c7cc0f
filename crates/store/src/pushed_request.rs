//! Requests that wait for their browser: pushed by a service (RFC 9126), or posted here by another site's page
//! before our cookie could be read.
//!
//! Source: security.md rules 6 and 7. What it does not do: read the request.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// Drawn before the transaction.
    CREATE = "INSERT INTO pushed_request (handle_hash, client, request, ends) VALUES ($1, $2, $3, $4)";
    /// Once, in time, for the service that pushed it.
    CLAIM = "UPDATE pushed_request SET used = $3 WHERE handle_hash = $1 AND client = $2 AND used IS NULL AND $3 < ends";
    /// What was claimed.
    READ = "SELECT request FROM pushed_request WHERE handle_hash = $1";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM pushed_request WHERE handle_hash IN (SELECT handle_hash FROM pushed_request WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// Keeps a request of this service under a handle.
pub fn create(tx: &mut Tx, handle_hash: &[u8], client: &str, request: &str, ends: Instant) -> Result<(), StoreError> {
    tx.run(&CREATE, &[handle_hash.into(), client.into(), request.into(), ends.into()])?;
    Ok(())
}

/// Takes the request out; none where the handle is unknown, used, over time or another service's.
pub fn claim(tx: &mut Tx, handle_hash: &[u8], client: &str) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    if tx.run(&CLAIM, &[handle_hash.into(), client.into(), now.into()])? == 0 {
        return Ok(None);
    }
    tx.row(&READ, &[handle_hash.into()])?.map(|row| row.text(0)).transpose()
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets requests that are over; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
