//! An institution in figures: how many belong to it, and what of theirs waits to be done.
//!
//! Every count is bounded by the institution. What it does not do: say who may see them; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{ImportRunId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::PersonName;

statements! {
    /// Everybody counts once in each figure; a contact's logins are nobody's here to know.
    PEOPLE = "SELECT CAST(COUNT(DISTINCT CASE WHEN a.actor = 'pupil' THEN a.person END) AS BIGINT) AS pupils,
                CAST(COUNT(DISTINCT CASE WHEN a.actor IN ('employee', 'external') THEN a.person END) AS BIGINT) AS staff,
                CAST(COUNT(DISTINCT CASE WHEN a.actor = 'contact' THEN a.person END) AS BIGINT) AS contacts,
                CAST(COUNT(DISTINCT CASE WHEN a.actor <> 'contact' AND p.last_login IS NULL THEN a.person END) AS BIGINT) AS never
              FROM affiliation a
              JOIN person p ON p.id = a.person
              WHERE a.institution = $1 AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires)";
    /// Affiliations that will be over by a moment unless somebody confirms them.
    EXPIRING = "SELECT CAST(COUNT(*) AS BIGINT) AS affiliations
                FROM affiliation
                WHERE institution = $1 AND ended IS NULL AND $2 < expires AND expires <= $3";
    /// Providers who wait for an answer.
    REQUESTS = "SELECT CAST(COUNT(*) AS BIGINT) AS requests
                FROM data_agreement
                WHERE institution = $1 AND ended IS NULL AND approved IS NULL AND rejected IS NULL";
    /// What is wrong with one run.
    NOTICES = "SELECT CAST(COUNT(*) AS BIGINT) AS notices FROM import_finding WHERE run = $1";
    /// Own people, imported here, whom another institution has attached by hand.
    ELSEWHERE = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
                   CAST(MIN(o.started) AS BIGINT) AS since, CAST(COUNT(DISTINCT o.institution) AS BIGINT) AS places
                 FROM affiliation a
                 JOIN affiliation o ON o.person = a.person AND o.institution <> a.institution AND o.source IN ('manual', 'application')
                   AND o.ended IS NULL AND (o.expires IS NULL OR $2 < o.expires)
                 JOIN person p ON p.id = a.person
                 WHERE a.institution = $1 AND a.source NOT IN ('manual', 'application') AND a.ended IS NULL
                 GROUP BY p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, p.sort_key
                 ORDER BY p.sort_key, p.id
                 LIMIT $3";
}

/// How many people belong to an institution.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct People {
    /// Pupils.
    pub pupils: i64,
    /// Employees and externals.
    pub staff: i64,
    /// Contacts.
    pub contacts: i64,
    /// Of pupils and staff, those who never logged in.
    pub never: i64,
}

/// Somebody of ours whom another institution has attached by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Elsewhere {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// Since when, at the earliest.
    pub since: Instant,
    /// At how many institutions.
    pub places: i64,
}

/// How many people belong to an institution now.
///
/// # Errors
/// [`StoreError`].
pub fn people(tx: &mut Tx, institution: &InstitutionNumber) -> Result<People, StoreError> {
    let now = tx.now();
    let Some(row) = tx.row(&PEOPLE, &[institution.into(), now.into()])? else { return Ok(People::default()) };
    Ok(People { pupils: row.int(0)?, staff: row.int(1)?, contacts: row.int(2)?, never: row.int(3)? })
}

/// How many affiliations will be over by a moment.
///
/// # Errors
/// [`StoreError`].
pub fn expiring(tx: &mut Tx, institution: &InstitutionNumber, until: Instant) -> Result<i64, StoreError> {
    let now = tx.now();
    let row = tx.row(&EXPIRING, &[institution.into(), now.into(), until.into()])?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// How many providers wait for an answer.
///
/// # Errors
/// [`StoreError`].
pub fn requests(tx: &mut Tx, institution: &InstitutionNumber) -> Result<i64, StoreError> {
    tx.row(&REQUESTS, &[institution.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// How many lines of a run were refused or remarked on.
///
/// # Errors
/// [`StoreError`].
pub fn notices(tx: &mut Tx, run: ImportRunId) -> Result<i64, StoreError> {
    tx.row(&NOTICES, &[run.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Own people, imported here, whom another institution has attached by hand; at most so many, in Danish order.
///
/// # Errors
/// [`StoreError`].
pub fn elsewhere(tx: &mut Tx, institution: &InstitutionNumber, limit: i64) -> Result<Vec<Elsewhere>, StoreError> {
    let now = tx.now();
    let read = |row: &Row| {
        Ok(Elsewhere {
            person: PersonId(row.int(0)?),
            shown: crate::person::shown(row, 1)?,
            since: row.instant(6)?,
            places: row.int(7)?,
        })
    };
    tx.rows(&ELSEWHERE, &[institution.into(), now.into(), limit.into()])?.iter().map(read).collect()
}
