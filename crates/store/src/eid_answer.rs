//! Answers that wait for their browser: posted by the eID provider's page, before our cookie could be read.
//!
//! Source: security.md rules 6 and 7. What an honest provider says of a person is sealed in it. What it does not do: read the
//! answer, or believe it.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// One a trip: a later one takes the place of an earlier.
    PARK = "INSERT INTO eid_answer (state_hash, handle_hash, response, ends) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (state_hash) DO UPDATE SET handle_hash = excluded.handle_hash, response = excluded.response, ends = excluded.ends";
    /// What waits under a handle.
    READ = "SELECT response FROM eid_answer WHERE state_hash = $1 AND handle_hash = $2 AND $3 < ends";
    /// Once: whoever deletes it has it.
    TAKE = "DELETE FROM eid_answer WHERE state_hash = $1 AND handle_hash = $2 AND $3 < ends";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM eid_answer WHERE state_hash IN (SELECT state_hash FROM eid_answer WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// Keeps an answer to this trip under a handle.
pub fn park(
    tx: &mut Tx,
    state_hash: &[u8],
    handle_hash: &[u8],
    response: &str,
    ends: Instant,
) -> Result<(), StoreError> {
    tx.run(&PARK, &[state_hash.into(), handle_hash.into(), response.into(), ends.into()])?;
    Ok(())
}

/// Takes the answer out; none where the handle is unknown, used, over time or another trip's.
pub fn take(tx: &mut Tx, state_hash: &[u8], handle_hash: &[u8]) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    let key = [state_hash.into(), handle_hash.into(), now.into()];
    let response = tx.row(&READ, &key)?.map(|row| row.text(0)).transpose()?;
    if tx.run(&TAKE, &key)? == 1 { Ok(response) } else { Ok(None) }
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets answers nobody came for; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
