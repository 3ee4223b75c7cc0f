//! Bearer tokens of the systems that push files; only their hashes.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::InstitutionNumber;

statements! {
    /// The hash of 256 random bits: it meets no other.
    ADD = "INSERT INTO import_token (token_hash, institution, name, created) VALUES ($1, $2, $3, $4)";
    /// Only one that is in force.
    FIND = "SELECT name FROM import_token WHERE token_hash = $1 AND institution = $2 AND ended IS NULL";
    /// By name, at one institution.
    END = "UPDATE import_token SET ended = $3 WHERE institution = $1 AND name = $2 AND ended IS NULL";
}

/// A new token.
pub fn add(tx: &mut Tx, hash: &[u8; 32], institution: &InstitutionNumber, name: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&ADD, &[hash.into(), institution.into(), name.into(), now.into()])?;
    Ok(())
}

/// The name of the system whose token this is, where it may push for this institution.
pub fn find(tx: &mut Tx, hash: &[u8; 32], institution: &InstitutionNumber) -> Result<Option<String>, StoreError> {
    tx.row(&FIND, &[hash.into(), institution.into()])?.map(|row| row.text(0)).transpose()
}

/// Ends all tokens of this name; how many there were.
pub fn end(tx: &mut Tx, institution: &InstitutionNumber, name: &str) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&END, &[institution.into(), name.into(), now.into()])
}
