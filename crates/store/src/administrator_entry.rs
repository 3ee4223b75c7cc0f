//! When an administrator last came into Brugeradministration, at each institution they look after.
//!
//! Source: product.md §9 ("closes after 12 months without entering"). What it does not do: say who may come in;
//! `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most institutions of one administrator that are offered.
pub const INSTITUTIONS_MAX: i64 = 1_000;

statements! {
    /// The first moment stays, the last one moves; it never moves back.
    ENTER = "INSERT INTO administrator_entry (person, institution, first_entered, last_entered)
             VALUES ($1, $2, $3, $3)
             ON CONFLICT (person, institution) DO UPDATE
             SET last_entered = excluded.last_entered
             WHERE administrator_entry.last_entered < excluded.last_entered";
    /// By its key.
    FIND = "SELECT first_entered, last_entered FROM administrator_entry WHERE person = $1 AND institution = $2";
    /// Where somebody holds any right now and which is not closed, with the institution's name and when they last came in there.
    OFFERED = "SELECT g.institution, g.granted_right, CAST(COALESCE(i.name, g.institution) AS TEXT) AS name, e.last_entered
               FROM right_grant g
               LEFT JOIN institution i ON i.number = g.institution
               LEFT JOIN administrator_entry e ON e.person = g.person AND e.institution = g.institution
               WHERE g.person = $1 AND g.ended IS NULL AND (g.expires IS NULL OR $2 < g.expires)
                 AND (i.closed IS NULL OR $2 < i.closed)
               ORDER BY g.institution, g.granted_right, g.id
               LIMIT $3";
}

/// When somebody came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Entered {
    /// For the first time.
    pub first: Instant,
    /// For the last time.
    pub last: Instant,
}

/// A right that may open an institution to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// Which institution.
    pub institution: InstitutionNumber,
    /// The right's word.
    pub right: String,
    /// The institution's name; its number where the register has none.
    pub name: String,
    /// When they last came in there.
    pub last_entered: Option<Instant>,
}

/// Notes that somebody comes in now.
///
/// # Errors
/// [`StoreError`].
pub fn enter(tx: &mut Tx, person: PersonId, institution: &InstitutionNumber) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&ENTER, &[person.into(), institution.into(), now.into()])?;
    Ok(())
}

/// When somebody came in at an institution; none: never.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, person: PersonId, institution: &InstitutionNumber) -> Result<Option<Entered>, StoreError> {
    let Some(row) = tx.row(&FIND, &[person.into(), institution.into()])? else { return Ok(None) };
    Ok(Some(Entered { first: row.instant(0)?, last: row.instant(1)? }))
}

/// The rights somebody holds now, with where and when they last came in there.
///
/// # Errors
/// [`StoreError`].
pub fn offered(tx: &mut Tx, person: PersonId) -> Result<Vec<Offered>, StoreError> {
    let now = tx.now();
    let read = |row: &Row| {
        Ok(Offered {
            institution: row.word(0, InstitutionNumber::parse)?,
            right: row.text(1)?,
            name: row.text(2)?,
            last_entered: row.maybe_instant(3)?,
        })
    };
    tx.rows(&OFFERED, &[person.into(), now.into(), INSTITUTIONS_MAX.into()])?.iter().map(read).collect()
}
