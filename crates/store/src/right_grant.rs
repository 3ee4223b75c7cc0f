//! *Rettighed*: who holds which right at which institution, since when and why.
//!
//! Source: product.md §9. What it does not do: say who may grant; `rules::rights` does.

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{GrantId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most holders of one right at one institution: more than any employs.
pub const HOLDERS_MAX: i64 = 20_000;
/// What fifty people may hold at one institution: of each as much as is read of one.
const OF_FIFTY_MAX: i64 = 50_000;

statements! {
    /// The id was drawn before the transaction.
    GRANT = "INSERT INTO right_grant (id, person, institution, granted_right, given, given_by, why, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// What is in force now, everywhere.
    OF_PERSON = "SELECT id, person, institution, granted_right, given, given_by, why, expires FROM right_grant WHERE person = $1 AND ended IS NULL AND (expires IS NULL OR $2 < expires) ORDER BY institution, granted_right, id LIMIT 1000";
    /// One right in force now at one institution, whoever holds it.
    HOLDERS = "SELECT id, person, institution, granted_right, given, given_by, why, expires FROM right_grant WHERE institution = $1 AND granted_right = $3 AND ended IS NULL AND (expires IS NULL OR $2 < expires) ORDER BY person, id LIMIT $4";
    /// What up to fifty people hold now at one institution. Short of fifty the last stands again.
    OF_PEOPLE = "SELECT id, person, institution, granted_right, given, given_by, why, expires FROM right_grant WHERE institution = $1 AND ended IS NULL AND (expires IS NULL OR $2 < expires) AND person IN ($4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51, $52, $53) ORDER BY person, granted_right, id LIMIT $3";
    /// What one person gave or took at one moment.
    ACTS = "SELECT id, person, institution, granted_right, given, given_by, why, expires, ended FROM right_grant WHERE institution = $1 AND ((given = $2 AND given_by = $3 AND ended IS NULL) OR (ended = $2 AND ended_by = $3)) ORDER BY person, granted_right, id LIMIT 1000";
    /// An external's last day moves.
    MOVE_END = "UPDATE right_grant SET expires = $4 WHERE person = $1 AND institution = $2 AND granted_right = $3 AND ended IS NULL AND expires IS NOT NULL";
    /// Whatever nobody has ended, in order of its number, what is over by its day among it.
    NOT_ENDED = "SELECT id, person, institution, granted_right, given, given_by, why, expires FROM right_grant WHERE $1 < id AND ended IS NULL ORDER BY id LIMIT $2";
    /// Once, by itself.
    END_ONE = "UPDATE right_grant SET ended = $2, ended_why = $3 WHERE id = $1 AND ended IS NULL";
    /// Once.
    END = "UPDATE right_grant SET ended = $4, ended_by = $5, ended_why = $6 WHERE person = $1 AND institution = $2 AND granted_right = $3 AND ended IS NULL";
}

/// A right in force. Rights are words here: services define rights of their own beside ours.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RightGrant {
    /// Its row.
    pub id: GrantId,
    /// Who holds it.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// Its word.
    pub right: String,
    /// Since when.
    pub given: Instant,
    /// By whom; none: by a rule or the operator's command.
    pub given_by: Option<PersonId>,
    /// Why.
    pub why: String,
    /// Over from then on.
    pub expires: Option<Instant>,
}

/// A right about to be granted.
#[derive(Clone, Debug)]
pub struct NewGrant {
    /// Its row.
    pub id: GrantId,
    /// Who gets it.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// Its word.
    pub right: String,
    /// By whom.
    pub given_by: Option<PersonId>,
    /// Why.
    pub why: String,
    /// Over from then on.
    pub expires: Option<Instant>,
}

/// Grants a right.
pub fn grant(tx: &mut Tx, new: &NewGrant) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        new.id.into(),
        new.person.into(),
        new.institution.as_str().into(),
        new.right.as_str().into(),
        now.into(),
        new.given_by.into(),
        new.why.as_str().into(),
        new.expires.into(),
    ];
    tx.run(&GRANT, &args)?;
    Ok(())
}

/// The rights a person holds now, everywhere.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<RightGrant>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_PERSON, &[person.into(), now.into()])?.iter().map(read).collect()
}

/// Everybody's grant of one right in force at an institution; at most [`HOLDERS_MAX`].
///
/// # Errors
/// [`StoreError`].
pub fn holders(tx: &mut Tx, institution: &InstitutionNumber, right: &str) -> Result<Vec<RightGrant>, StoreError> {
    let now = tx.now();
    tx.rows(&HOLDERS, &[institution.into(), now.into(), right.into(), HOLDERS_MAX.into()])?.iter().map(read).collect()
}

/// The rights these people hold now at an institution.
///
/// # Errors
/// [`StoreError`].
pub fn of_people(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    people: &[PersonId],
) -> Result<Vec<RightGrant>, StoreError> {
    let now = tx.now();
    let mut found = Vec::new();
    for some in people.chunks(LOOKUP_MAX) {
        let front = [institution.into(), now.into(), OF_FIFTY_MAX.into()];
        for row in tx.rows(&OF_PEOPLE, &fifty(&front, some.iter().map(|person| Arg::from(*person))))? {
            found.push(read(&row)?);
        }
    }
    Ok(found)
}

fn read(row: &Row) -> Result<RightGrant, StoreError> {
    Ok(RightGrant {
        id: GrantId(row.int(0)?),
        person: PersonId(row.int(1)?),
        institution: row.word(2, InstitutionNumber::parse)?,
        right: row.text(3)?,
        given: Instant(row.int(4)?),
        given_by: row.maybe_int(5)?.map(PersonId),
        why: row.text(6)?,
        expires: row.maybe_int(7)?.map(Instant),
    })
}

/// Whose right ends, and by whom and why.
#[derive(Clone, Debug)]
pub struct Ending<'a> {
    /// Who held it.
    pub person: PersonId,
    /// Where.
    pub institution: &'a InstitutionNumber,
    /// Its word.
    pub right: &'a str,
    /// By whom.
    pub by: Option<PersonId>,
    /// Why.
    pub why: &'a str,
}

/// Ends a right; false where it was not in force.
pub fn end(tx: &mut Tx, ending: &Ending<'_>) -> Result<bool, StoreError> {
    let now = tx.now();
    let args = [
        ending.person.into(),
        ending.institution.as_str().into(),
        ending.right.into(),
        now.into(),
        ending.by.into(),
        ending.why.into(),
    ];
    Ok(tx.run(&END, &args)? != 0)
}

/// Something one person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Act {
    /// The right that was given or taken.
    pub grant: RightGrant,
    /// When it was taken; none: it was given.
    pub ended: Option<Instant>,
}

/// What one person gave or took at an institution at one moment, as far as nobody has taken it since.
///
/// # Errors
/// [`StoreError`].
pub fn acts(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    (at, by): (Instant, PersonId),
) -> Result<Vec<Act>, StoreError> {
    let rows = tx.rows(&ACTS, &[institution.into(), at.into(), by.into()])?;
    rows.iter().map(|row| Ok(Act { grant: read(row)?, ended: row.maybe_instant(8)? })).collect()
}

/// Moves the end of a right that has one.
///
/// # Errors
/// [`StoreError`].
pub fn move_end(
    tx: &mut Tx,
    (person, institution): (PersonId, &InstitutionNumber),
    right: &str,
    over: Option<Instant>,
) -> Result<(), StoreError> {
    tx.run(&MOVE_END, &[person.into(), institution.into(), right.into(), over.into()]).map(drop)
}

/// Rights nobody has ended after this number, at most `limit`; what is over by its day is among them.
///
/// # Errors
/// [`StoreError`].
pub fn not_ended(tx: &mut Tx, after: GrantId, limit: i64) -> Result<Vec<RightGrant>, StoreError> {
    tx.rows(&NOT_ENDED, &[after.into(), limit.into()])?.iter().map(read).collect()
}

/// Ends one right by itself; false where it had ended.
///
/// # Errors
/// [`StoreError`].
pub fn end_one(tx: &mut Tx, id: GrantId, why: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END_ONE, &[id.into(), now.into(), why.into()])? == 1)
}
