//! A form that could not be taken because the login was over: one a browser, sealed, for an hour at most.
//!
//! Source: ux.md 3.14. What it does not do: know what stands in it, or who may see it again; the story does.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// A browser has one: the newest.
    PUT = "INSERT INTO draft (browser_hash, person, address, sealed, created, ends) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (browser_hash) DO UPDATE SET person = excluded.person, address = excluded.address, sealed = excluded.sealed, created = excluded.created, ends = excluded.ends";
    /// Only in time.
    FIND = "SELECT person, sealed FROM draft WHERE browser_hash = $1 AND $2 < ends";
    /// Sent, or thrown away.
    END = "DELETE FROM draft WHERE browser_hash = $1";
    /// How many come from one address just now, counted no further than the bound.
    OF_ADDRESS = "SELECT CAST(COUNT(*) AS BIGINT) AS drafts FROM (SELECT browser_hash FROM draft WHERE address = $1 AND $2 < ends LIMIT $3) bounded";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM draft WHERE browser_hash IN (SELECT browser_hash FROM draft WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// A draft about to be kept.
#[derive(Clone)]
pub struct NewDraft {
    /// The hash of the browser's own secret.
    pub browser_hash: Vec<u8>,
    /// Who typed it, where that was known.
    pub person: Option<PersonId>,
    /// From where.
    pub address: String,
    /// The form, sealed.
    pub sealed: Vec<u8>,
    /// Forgotten from then on.
    pub ends: Instant,
}

/// A draft that is kept.
#[derive(Clone)]
pub struct Draft {
    /// Who typed it, where that was known.
    pub person: Option<PersonId>,
    /// The form, sealed.
    pub sealed: Vec<u8>,
}

/// Keeps a draft in place of the browser's last one.
pub fn put(tx: &mut Tx, new: &NewDraft) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        (&new.browser_hash).into(),
        new.person.into(),
        (&new.address).into(),
        (&new.sealed).into(),
        now.into(),
        new.ends.into(),
    ];
    tx.run(&PUT, &args)?;
    Ok(())
}

/// The draft of a browser.
pub fn find(tx: &mut Tx, browser_hash: &[u8]) -> Result<Option<Draft>, StoreError> {
    let now = tx.now();
    let Some(row) = tx.row(&FIND, &[browser_hash.into(), now.into()])? else { return Ok(None) };
    Ok(Some(Draft { person: row.maybe_int(0)?.map(PersonId), sealed: row.bytes(1)? }))
}

/// Takes a browser's draft away; false where there was none.
pub fn end(tx: &mut Tx, browser_hash: &[u8]) -> Result<bool, StoreError> {
    Ok(tx.run(&END, &[browser_hash.into()])? == 1)
}

/// How many drafts of one address are kept, no more than `most`.
pub fn of_address(tx: &mut Tx, address: &str, most: i64) -> Result<i64, StoreError> {
    let now = tx.now();
    tx.row(&OF_ADDRESS, &[address.into(), now.into(), most.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets drafts that are over; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
