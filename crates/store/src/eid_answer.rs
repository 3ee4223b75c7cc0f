//! Answers that wait for their browser: posted by the eID provider's page, before our cookie could be read.
//!
//! Source: security.md rules 6 and 7. What an honest provider says of a person is sealed in it. What it does not do: read the
//! answer, or believe it.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// One a trip: the first stays while it waits, so that no trip is written for twice.
    PARK = "INSERT INTO eid_answer (state_hash, handle_hash, response, ends) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (state_hash) DO UPDATE SET handle_hash = excluded.handle_hash, response = excluded.response, ends = excluded.ends \
            WHERE eid_answer.ends <= $5";
    /// What waits under a handle.
    READ = "SELECT response FROM eid_answer WHERE state_hash = $1 AND handle_hash = $2 AND $3 < ends";
    /// With its trip, whoever came for it.
    REMOVE = "DELETE FROM eid_answer WHERE state_hash = $1";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM eid_answer WHERE state_hash IN (SELECT state_hash FROM eid_answer WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// Keeps an answer to this trip under a handle; false where another one waits.
pub fn park(
    tx: &mut Tx,
    state_hash: &[u8],
    handle_hash: &[u8],
    response: &str,
    ends: Instant,
) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&PARK, &[state_hash.into(), handle_hash.into(), response.into(), ends.into(), now.into()])? == 1)
}

/// What waits of this trip under a handle; none where the handle is unknown, over time or another trip's.
pub fn find(tx: &mut Tx, state_hash: &[u8], handle_hash: &[u8]) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    tx.row(&READ, &[state_hash.into(), handle_hash.into(), now.into()])?.map(|row| row.text(0)).transpose()
}

/// Forgets what waits of a trip that is over.
pub fn remove(tx: &mut Tx, state_hash: &[u8]) -> Result<(), StoreError> {
    tx.run(&REMOVE, &[state_hash.into()])?;
    Ok(())
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: u64 = 1_000;

/// Forgets answers nobody came for; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.cast_signed().into()])
}
