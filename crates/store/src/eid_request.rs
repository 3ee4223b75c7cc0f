//! Trips to the national eID: who left from which browser and why, so that only they come back.
//!
//! Source: product.md §7, security.md "eID return". What it does not do: know who came back.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// Drawn before the transaction.
    CREATE = "INSERT INTO eid_request (state_hash, browser_hash, provider, purpose, login_handle, nonce, verifier_sealed, created, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// Once, in time, in the browser that left.
    CLAIM = "UPDATE eid_request SET used = $3 WHERE state_hash = $1 AND browser_hash = $2 AND used IS NULL AND $3 < ends";
    /// What an open trip waits for.
    WAITS_FOR = "SELECT nonce FROM eid_request WHERE state_hash = $1 AND used IS NULL AND $2 < ends";
    /// What was claimed.
    READ = "SELECT provider, purpose, login_handle, nonce, verifier_sealed, created FROM eid_request WHERE state_hash = $1";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM eid_request WHERE state_hash IN (SELECT state_hash FROM eid_request WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// A trip.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EidRequest {
    /// SHA-256 of the state.
    pub state_hash: Vec<u8>,
    /// SHA-256 of the browser's own secret.
    pub browser_hash: Vec<u8>,
    /// The issuer it went to.
    pub provider: String,
    /// What it is for: the errand's word.
    pub purpose: String,
    /// The login it belongs to, if any.
    pub login_handle: Option<String>,
    /// What the id token must carry; in SAML the id of the request the response must answer.
    pub nonce: String,
    /// The PKCE verifier, sealed; an empty one where the provider speaks SAML.
    pub verifier_sealed: Vec<u8>,
    /// When the browser left.
    pub left: Instant,
}

/// Writes down a departure.
pub fn create(tx: &mut Tx, request: &EidRequest, ends: Instant) -> Result<(), StoreError> {
    let args = [
        (&request.state_hash).into(),
        (&request.browser_hash).into(),
        (&request.provider).into(),
        (&request.purpose).into(),
        request.login_handle.as_ref().into(),
        (&request.nonce).into(),
        (&request.verifier_sealed).into(),
        request.left.into(),
        ends.into(),
    ];
    tx.run(&CREATE, &args)?;
    Ok(())
}

/// Ends a trip; none where it is unknown, ended before, over time, or another browser's.
pub fn claim(tx: &mut Tx, state_hash: &[u8], browser_hash: &[u8]) -> Result<Option<EidRequest>, StoreError> {
    let now = tx.now();
    if tx.run(&CLAIM, &[state_hash.into(), browser_hash.into(), now.into()])? == 0 {
        return Ok(None);
    }
    let Some(row) = tx.row(&READ, &[state_hash.into()])? else { return Ok(None) };
    Ok(Some(EidRequest {
        state_hash: state_hash.to_vec(),
        browser_hash: browser_hash.to_vec(),
        provider: row.text(0)?,
        purpose: row.text(1)?,
        login_handle: row.maybe_text(2)?,
        nonce: row.text(3)?,
        verifier_sealed: row.bytes(4)?,
        left: row.instant(5)?,
    }))
}

/// What the answer to an open trip must carry; none where there is no such trip, or it is over.
pub fn waits_for(tx: &mut Tx, state_hash: &[u8]) -> Result<Option<String>, StoreError> {
    let now = tx.now();
    tx.row(&WAITS_FOR, &[state_hash.into(), now.into()])?.map(|row| row.text(0)).transpose()
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets trips that are over; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
