//! A list of institutions that an operator sent and looks through before it is loaded.
//!
//! What it does not do: read the list (`ingest::register`), or load it.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// The id was drawn before the transaction.
    KEEP = "INSERT INTO register_upload (id, list, uploaded, uploaded_by, ends) VALUES ($1, $2, $3, $4, $5)";
    /// Of whoever sent it, and only in time.
    FIND = "SELECT list FROM register_upload WHERE id = $1 AND uploaded_by = $2 AND $3 < ends";
    /// The same without the list.
    WAITS = "SELECT id FROM register_upload WHERE id = $1 AND uploaded_by = $2 AND $3 < ends";
    /// Once it is loaded.
    REMOVE = "DELETE FROM register_upload WHERE id = $1";
    /// Those whose time is over.
    FORGET = "DELETE FROM register_upload WHERE ends < $1";
}

/// Keeps a list until then.
///
/// # Errors
/// [`StoreError`].
pub fn keep(tx: &mut Tx, id: i64, (list, by): (&[u8], PersonId), ends: Instant) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&KEEP, &[id.into(), list.into(), now.into(), by.into(), ends.into()])?;
    Ok(())
}

/// The list somebody sent; none where they sent none of this number, or its time is over.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, id: i64, by: PersonId) -> Result<Option<Vec<u8>>, StoreError> {
    let now = tx.now();
    tx.row(&FIND, &[id.into(), by.into(), now.into()])?.map(|row| row.bytes(0)).transpose()
}

/// Whether [`find`] would find it.
///
/// # Errors
/// [`StoreError`].
pub fn waits(tx: &mut Tx, id: i64, by: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.row(&WAITS, &[id.into(), by.into(), now.into()])?.is_some())
}

/// Forgets a list; false where it is gone already.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    Ok(tx.run(&REMOVE, &[id.into()])? == 1)
}

/// Forgets those whose time is over; answers how many.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into()])
}
