//! *Huskede*: whom an administrator picked under *Alle brugere*, for one institution, for a while.
//!
//! Source: product.md §9. What it does not do: say for how long, or who may hold a right.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most an administrator remembers for one institution.
pub const REMEMBERED_MAX: i64 = 200;
/// How many rows one sweep forgets.
const FORGET_MAX: i64 = 1_000;

statements! {
    /// Remembered anew, the latest time stands.
    PUT = "INSERT INTO remembered_user (administrator, institution, person, until) VALUES ($1, $2, $3, $4)
           ON CONFLICT (administrator, institution, person) DO UPDATE SET until = excluded.until";
    /// Who is remembered now.
    LIST = "SELECT person FROM remembered_user WHERE administrator = $1 AND institution = $2 AND $3 < until ORDER BY person LIMIT $4";
    /// One less.
    REMOVE = "DELETE FROM remembered_user WHERE administrator = $1 AND institution = $2 AND person = $3";
    /// Nobody any more.
    EMPTY = "DELETE FROM remembered_user WHERE administrator = $1 AND institution = $2";
    /// Whose time is over.
    FORGET = "DELETE FROM remembered_user
              WHERE (administrator, institution, person) IN (SELECT administrator, institution, person
                                                             FROM remembered_user
                                                             WHERE until <= $1
                                                             ORDER BY until
                                                             LIMIT $2)";
}

/// Whose list it is: one administrator's, for one institution.
#[derive(Clone, Copy, Debug)]
pub struct List<'a> {
    /// Whose.
    pub administrator: PersonId,
    /// For which institution.
    pub institution: &'a InstitutionNumber,
}

/// Remembers somebody until a moment.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &mut Tx, list: List<'_>, person: PersonId, until: Instant) -> Result<(), StoreError> {
    tx.run(&PUT, &[list.administrator.into(), list.institution.into(), person.into(), until.into()]).map(drop)
}

/// Who is remembered now.
///
/// # Errors
/// [`StoreError`].
pub fn people(tx: &mut Tx, list: List<'_>) -> Result<Vec<PersonId>, StoreError> {
    let now = tx.now();
    let args = [list.administrator.into(), list.institution.into(), now.into(), REMEMBERED_MAX.into()];
    tx.rows(&LIST, &args)?.iter().map(|row| Ok(PersonId(row.int(0)?))).collect()
}

/// Forgets one.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &mut Tx, list: List<'_>, person: PersonId) -> Result<(), StoreError> {
    tx.run(&REMOVE, &[list.administrator.into(), list.institution.into(), person.into()]).map(drop)
}

/// Forgets all of them.
///
/// # Errors
/// [`StoreError`].
pub fn empty(tx: &mut Tx, list: List<'_>) -> Result<(), StoreError> {
    tx.run(&EMPTY, &[list.administrator.into(), list.institution.into()]).map(drop)
}

/// Forgets whose time is over; answers how many.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGET_MAX.into()])
}
