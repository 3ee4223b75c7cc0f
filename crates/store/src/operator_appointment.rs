//! Who may sit at the operator's desk, since when, and by whose word.
//!
//! Source: product.md §1. What it does not do: say what an operator may; `rules::operator` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// Appointed anew where it had ended; whoever is one already stays one since then.
    APPOINT = "INSERT INTO operator_appointment (person, appointed, appointed_by) VALUES ($1, $2, $3)
               ON CONFLICT (person) DO UPDATE SET appointed = excluded.appointed, appointed_by = excluded.appointed_by, ended = NULL
               WHERE operator_appointment.ended IS NOT NULL";
    /// Once.
    END = "UPDATE operator_appointment SET ended = $2 WHERE person = $1 AND ended IS NULL";
    /// Only while it stands.
    STANDS = "SELECT person, appointed, appointed_by FROM operator_appointment WHERE person = $1 AND ended IS NULL";
    /// All that stand.
    LIST = "SELECT person, appointed, appointed_by FROM operator_appointment WHERE ended IS NULL ORDER BY appointed, person LIMIT 1000";
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub appointed: Instant,
    /// By whose word: `command`, or an operator's user name.
    pub by: String,
}

/// Appoints somebody; false where they are an operator already.
///
/// # Errors
/// [`StoreError`].
pub fn appoint(tx: &mut Tx, person: PersonId, by: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&APPOINT, &[person.into(), now.into(), by.into()])? == 1)
}

/// Ends it; false where they are none.
///
/// # Errors
/// [`StoreError`].
pub fn end(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[person.into(), now.into()])? == 1)
}

/// Whether somebody is an operator now.
///
/// # Errors
/// [`StoreError`].
pub fn stands(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(tx.row(&STANDS, &[person.into()])?.is_some())
}

/// Somebody's appointment, where it stands.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, person: PersonId) -> Result<Option<Appointment>, StoreError> {
    tx.row(&STANDS, &[person.into()])?.as_ref().map(read).transpose()
}

fn read(row: &Row) -> Result<Appointment, StoreError> {
    Ok(Appointment { person: PersonId(row.int(0)?), appointed: row.instant(1)?, by: row.text(2)? })
}

/// All operators.
///
/// # Errors
/// [`StoreError`].
pub fn list(tx: &mut Tx) -> Result<Vec<Appointment>, StoreError> {
    tx.rows(&LIST, &[])?.iter().map(read).collect()
}
