//! *Vikar*: a named employee who may help one class until a moment.
//!
//! Source: product.md §8. What it does not do: check that the employee still is one; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::person::shown;
use crate::statement::statements;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::PersonName;

statements! {
    /// The id was drawn before the transaction.
    LEND = "INSERT INTO substitute (id, person, school_group, institution, given, given_by, until) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// What is lent to somebody now.
    OF_PERSON = "SELECT id, person, school_group, institution, given, given_by, until FROM substitute WHERE person = $1 AND $2 < until AND ended IS NULL ORDER BY until, id LIMIT 200";
    /// What an institution has lent now.
    OF_INSTITUTION = "SELECT id, person, school_group, institution, given, given_by, until FROM substitute WHERE institution = $1 AND $2 < until AND ended IS NULL ORDER BY until, id LIMIT 200";
    /// The same with the names a page shows: who, which class, given by whom.
    LOANS = "SELECT s.id, s.person, s.school_group, s.until, g.name,
               p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
               b.first_name, b.family_name, b.alias_first_name, b.alias_family_name, b.protected_since
             FROM substitute s
             JOIN person p ON p.id = s.person
             JOIN person b ON b.id = s.given_by
             JOIN school_group g ON g.id = s.school_group
             WHERE s.institution = $1 AND $2 < s.until AND s.ended IS NULL
             ORDER BY s.until, s.id
             LIMIT 200";
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

/// A loan as a page shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loan {
    /// Its row.
    pub id: i64,
    /// Who helps.
    pub person: PersonId,
    /// Their name, or alias.
    pub shown: PersonName,
    /// The class.
    pub group: GroupId,
    /// What it is called.
    pub group_name: String,
    /// The administrator's name, or alias.
    pub given_by: PersonName,
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

/// What an institution has lent now, with names.
pub fn loans_of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Loan>, StoreError> {
    let now = tx.now();
    let read = |row: &Row| {
        Ok(Loan {
            id: row.int(0)?,
            person: PersonId(row.int(1)?),
            shown: shown(row, 5)?,
            group: GroupId(row.int(2)?),
            group_name: row.text(4)?,
            given_by: shown(row, 10)?,
            until: row.instant(3)?,
        })
    };
    tx.rows(&LOANS, &[institution.as_str().into(), now.into()])?.iter().map(read).collect()
}

/// Ends a loan of this institution; false where there is none.
pub fn end(tx: &mut Tx, id: i64, institution: &InstitutionNumber) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[id.into(), institution.as_str().into(), now.into()])? == 1)
}
