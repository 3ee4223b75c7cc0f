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
    APPOINT = "INSERT INTO operator_appointment (person, appointed, appointed_by, root) VALUES ($1, $2, $3, $4)
               ON CONFLICT (person) DO UPDATE SET appointed = excluded.appointed, appointed_by = excluded.appointed_by, root = excluded.root, ended = NULL
               WHERE operator_appointment.ended IS NOT NULL";
    /// Whom somebody appointed, and those whom they did, whether or not they still are operators: all go into one tree.
    FOLLOW = "WITH RECURSIVE below (person) AS (
                SELECT person FROM operator_appointment WHERE appointed_by = $1
                UNION
                SELECT o.person FROM operator_appointment o JOIN below b ON o.appointed_by = b.person
              )
              UPDATE operator_appointment SET root = $2 WHERE person IN (SELECT person FROM below)";
    /// Once.
    END = "UPDATE operator_appointment SET ended = $2 WHERE person = $1 AND ended IS NULL";
    /// Only while it stands.
    STANDS = "SELECT person, appointed, appointed_by, root FROM operator_appointment WHERE person = $1 AND ended IS NULL";
    /// All that stand.
    LIST = "SELECT person, appointed, appointed_by, root FROM operator_appointment WHERE ended IS NULL ORDER BY appointed, person LIMIT 1000";
}

/// An operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Appointment {
    /// Who.
    pub person: PersonId,
    /// Since when.
    pub appointed: Instant,
    /// By which operator's word; none: by the command line.
    pub by: Option<PersonId>,
    /// Whom the command line appointed at the head of the chain: themselves, whoever appointed them, or further up.
    pub root: PersonId,
}

/// Appoints somebody by the command line's word, who begins a tree of appointments; false where they are an operator
/// already.
///
/// # Errors
/// [`StoreError`].
pub fn plant(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    appoint_into(tx, person, (None, person))
}

/// Appoints somebody by an operator's word, into that operator's tree; false where they are an operator already.
///
/// # Errors
/// [`StoreError`].
pub fn appoint(tx: &mut Tx, person: PersonId, by: &Appointment) -> Result<bool, StoreError> {
    appoint_into(tx, person, (Some(by.person), by.root))
}

/// All who hang below somebody appointed anew come along.
fn appoint_into(tx: &mut Tx, person: PersonId, (by, root): (Option<PersonId>, PersonId)) -> Result<bool, StoreError> {
    let now = tx.now();
    let appointed = tx.run(&APPOINT, &[person.into(), now.into(), by.into(), root.into()])? == 1;
    if appointed {
        tx.run(&FOLLOW, &[person.into(), root.into()])?;
    }
    Ok(appointed)
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
    Ok(Appointment {
        person: PersonId(row.int(0)?),
        appointed: row.instant(1)?,
        by: row.maybe_int(2)?.map(PersonId),
        root: PersonId(row.int(3)?),
    })
}

/// All operators.
///
/// # Errors
/// [`StoreError`].
pub fn list(tx: &mut Tx) -> Result<Vec<Appointment>, StoreError> {
    tx.rows(&LIST, &[])?.iter().map(read).collect()
}
