//! *Vikar*: a named employee who may help one class until a moment.
//!
//! Source: product.md §8. What it does not do: check that the employee still is one; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The id was drawn before the transaction.
    LEND = "INSERT INTO substitute (id, person, school_group, institution, given, given_by, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// What is lent to somebody now.
    OF_PERSON = "SELECT id, person, school_group, institution, given, given_by, until FROM substitute WHERE person = $1 AND $2 < until AND ended IS NULL ORDER BY until, id LIMIT 200";
    /// What an institution has lent now.
    OF_INSTITUTION = "SELECT id, person, school_group, institution, given, given_by, until FROM substitute WHERE institution = $1 AND $2 < until AND ended IS NULL ORDER BY until, id LIMIT 200";
    /// Once, by number and institution: no other institution's loan is ended.
    END = "UPDATE substitute SET ended = $3 WHERE id = $1 AND institution = $2 AND ended IS NULL";
}

/// A class lent to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Substitute {
    /// Its row.
    pub id: i64,
    /// Who helps.
    pub person: PersonId,
    /// The class.
    pub group: GroupId,
    /// Its institution.
    pub institution: InstitutionNumber,
    /// Since when.
    pub given: Instant,
    /// By which administrator.
    pub given_by: PersonId,
    /// Over from then on.
    pub until: Instant,
}

/// Lends a class.
pub fn lend(tx: &mut Tx, new: &Substitute) -> Result<(), StoreError> {
    let args = [
        new.id.into(),
        new.person.into(),
        new.group.into(),
        new.institution.as_str().into(),
        new.given.into(),
        new.given_by.into(),
        new.until.into(),
    ];
    tx.run(&LEND, &args)?;
    Ok(())
}

/// The classes lent to a person now.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Substitute>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_PERSON, &[person.into(), now.into()])?.iter().map(read).collect()
}

/// The classes an institution has lent now.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Substitute>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_INSTITUTION, &[institution.as_str().into(), now.into()])?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<Substitute, StoreError> {
    Ok(Substitute {
        id: row.int(0)?,
        person: PersonId(row.int(1)?),
        group: GroupId(row.int(2)?),
        institution: row.word(3, InstitutionNumber::parse)?,
        given: Instant(row.int(4)?),
        given_by: PersonId(row.int(5)?),
        until: Instant(row.int(6)?),
    })
}

/// Ends a loan of this institution; false where there is none.
pub fn end(tx: &mut Tx, id: i64, institution: &InstitutionNumber) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[id.into(), institution.as_str().into(), now.into()])? == 1)
}
