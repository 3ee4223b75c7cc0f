//! Services that may send users here.
//!
//! Source: interfaces.md B §6.4. What it does not do: read what a service registered; the `oidc` crate does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// By id, closed ones included: the caller says which it wants.
    FIND = "SELECT id, name, provider, registration, secret_hash, created, changed, disabled FROM client WHERE id = $1";
    /// A service is registered once; what it registers may change.
    PUT = "INSERT INTO client (id, name, provider, registration, secret_hash, created, changed) VALUES ($1, $2, $3, $4, $5, $6, $6) ON CONFLICT (id) DO UPDATE SET name = excluded.name, provider = excluded.provider, registration = excluded.registration, secret_hash = excluded.secret_hash, changed = excluded.changed, disabled = NULL";
    /// Page by page in the order of ids.
    LIST = "SELECT id, name, provider, registration, secret_hash, created, changed, disabled FROM client WHERE $1 < id ORDER BY id LIMIT $2";
    /// Once.
    DISABLE = "UPDATE client SET disabled = $2, changed = $2 WHERE id = $1 AND disabled IS NULL";
}

/// A service.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Client {
    /// What it calls itself in requests.
    pub id: String,
    /// What users read.
    pub name: String,
    /// Whose it is: the sector its users' pseudonyms belong to.
    pub provider: String,
    /// What it registered, as JSON.
    pub registration: String,
    /// SHA-256 of its secret, where it has one.
    pub secret_hash: Option<Vec<u8>>,
    /// Since when it is known.
    pub created: Instant,
    /// When its registration last changed.
    pub changed: Instant,
    /// Since when it is closed.
    pub disabled: Option<Instant>,
}

/// A registration about to be kept.
#[derive(Clone, Debug)]
pub struct NewClient {
    /// What it calls itself in requests.
    pub id: String,
    /// What users read.
    pub name: String,
    /// Whose it is.
    pub provider: String,
    /// What it registers, as JSON.
    pub registration: String,
    /// SHA-256 of its secret.
    pub secret_hash: Option<Vec<u8>>,
}

/// The service with this id, closed or not.
pub fn find(tx: &mut Tx, id: &str) -> Result<Option<Client>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// Registers a service, or changes what it registered; a closed one opens again.
pub fn put(tx: &mut Tx, new: &NewClient) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        (&new.id).into(),
        (&new.name).into(),
        (&new.provider).into(),
        (&new.registration).into(),
        new.secret_hash.as_ref().into(),
        now.into(),
    ];
    tx.run(&PUT, &args)?;
    Ok(())
}

/// How many services one page of a list holds.
pub const LISTED_MAX: i64 = 200;

/// Services with ids after this one, in their order, at most [`LISTED_MAX`].
pub fn list(tx: &mut Tx, after: &str) -> Result<Vec<Client>, StoreError> {
    tx.rows(&LIST, &[after.into(), LISTED_MAX.into()])?.iter().map(read).collect()
}

/// Closes a service; false where it is unknown or closed already.
pub fn disable(tx: &mut Tx, id: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DISABLE, &[id.into(), now.into()])? == 1)
}

fn read(row: &Row) -> Result<Client, StoreError> {
    Ok(Client {
        id: row.text(0)?,
        name: row.text(1)?,
        provider: row.text(2)?,
        registration: row.text(3)?,
        secret_hash: row.maybe_bytes(4)?,
        created: row.instant(5)?,
        changed: row.instant(6)?,
        disabled: row.maybe_instant(7)?,
    })
}
