//! What is kept of a user administrator beside the right: who is the primary one, where to write to, what they were
//! told already.
//!
//! Source: product.md §9. What it does not do: hold the right itself ([`crate::right_grant`]).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// Everything kept for an institution.
    OF_INSTITUTION = "SELECT person, primary_since, mail_sealed, warned, leaving_told
                      FROM administrator
                      WHERE institution = $1
                      ORDER BY person
                      LIMIT 1000";
    /// Nobody is the primary one any more.
    NO_PRIMARY = "UPDATE administrator SET primary_since = NULL WHERE institution = $1 AND primary_since IS NOT NULL";
    /// This one is; the index lets there be one.
    PRIMARY = "INSERT INTO administrator (institution, person, primary_since) VALUES ($1, $2, $3)
               ON CONFLICT (institution, person) DO UPDATE SET primary_since = excluded.primary_since";
    /// Where to write to; the latest stands.
    MAIL = "INSERT INTO administrator (institution, person, mail_sealed) VALUES ($1, $2, $3)
            ON CONFLICT (institution, person) DO UPDATE SET mail_sealed = excluded.mail_sealed";
    /// Was told that the access will close.
    WARNED = "INSERT INTO administrator (institution, person, warned) VALUES ($1, $2, $3)
              ON CONFLICT (institution, person) DO UPDATE SET warned = excluded.warned";
    /// Others were told that the last one has left.
    LEAVING_TOLD = "INSERT INTO administrator (institution, person, leaving_told) VALUES ($1, $2, $3)
                    ON CONFLICT (institution, person) DO UPDATE SET leaving_told = excluded.leaving_told";
    /// What was said counts no more: the right was given anew.
    FORGET_TOLD = "UPDATE administrator SET warned = NULL, leaving_told = NULL WHERE institution = $1 AND person = $2";
    /// The right ended: nothing said counts any more, and whoever held it is not the primary one.
    STEP_DOWN = "UPDATE administrator SET warned = NULL, leaving_told = NULL, primary_since = NULL WHERE institution = $1 AND person = $2";
    /// Everything kept of somebody, everywhere.
    DROP = "DELETE FROM administrator WHERE person = $1";
}

/// What is kept of one administrator at one institution.
#[derive(Clone, Debug)]
pub struct Administrator {
    /// Who.
    pub person: PersonId,
    /// Since when they are the primary one.
    pub primary_since: Option<Instant>,
    /// Where to write to, sealed.
    pub mail_sealed: Option<Vec<u8>>,
    /// When they were told that the access will close.
    pub warned: Option<Instant>,
    /// When others were told that the last one has left.
    pub leaving_told: Option<Instant>,
}

/// Everything kept for an institution.
///
/// # Errors
/// [`StoreError`].
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Administrator>, StoreError> {
    let read = |row: &Row| {
        Ok(Administrator {
            person: PersonId(row.int(0)?),
            primary_since: row.maybe_instant(1)?,
            mail_sealed: row.maybe_bytes(2)?,
            warned: row.maybe_instant(3)?,
            leaving_told: row.maybe_instant(4)?,
        })
    };
    tx.rows(&OF_INSTITUTION, &[institution.into()])?.iter().map(read).collect()
}

/// Makes somebody the primary administrator, in place of whoever was.
///
/// # Errors
/// [`StoreError`].
pub fn make_primary(tx: &mut Tx, institution: &InstitutionNumber, person: PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&NO_PRIMARY, &[institution.into()])?;
    tx.run(&PRIMARY, &[institution.into(), person.into(), now.into()]).map(drop)
}

/// Keeps where to write to.
///
/// # Errors
/// [`StoreError`].
pub fn put_mail(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    person: PersonId,
    sealed: Option<&Vec<u8>>,
) -> Result<(), StoreError> {
    tx.run(&MAIL, &[institution.into(), person.into(), sealed.into()]).map(drop)
}

/// Notes that somebody was told now that their access will close.
///
/// # Errors
/// [`StoreError`].
pub fn warned(tx: &mut Tx, institution: &InstitutionNumber, person: PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&WARNED, &[institution.into(), person.into(), now.into()]).map(drop)
}

/// Notes that others were told now that the last administrator has left.
///
/// # Errors
/// [`StoreError`].
pub fn leaving_told(tx: &mut Tx, institution: &InstitutionNumber, person: PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&LEAVING_TOLD, &[institution.into(), person.into(), now.into()]).map(drop)
}

/// *Brugeradm* ended: what was said before counts no more, and they are not the primary one.
///
/// # Errors
/// [`StoreError`].
pub fn step_down(tx: &mut Tx, institution: &InstitutionNumber, person: PersonId) -> Result<(), StoreError> {
    tx.run(&STEP_DOWN, &[institution.into(), person.into()]).map(drop)
}

/// *Brugeradm* was given anew: what was said before counts no more.
///
/// # Errors
/// [`StoreError`].
pub fn forget_told(tx: &mut Tx, institution: &InstitutionNumber, person: PersonId) -> Result<(), StoreError> {
    tx.run(&FORGET_TOLD, &[institution.into(), person.into()]).map(drop)
}

/// Forgets everything kept of somebody: the account has no name any more.
///
/// # Errors
/// [`StoreError`].
pub fn drop_of_person(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    tx.run(&DROP, &[person.into()]).map(drop)
}
