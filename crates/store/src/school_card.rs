//! *Skolekort*: a printed card with a QR code that replaces typing the user name.
//!
//! Source: product.md §8. What it does not do: replace the password; only `alone` does, for a named pupil.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The token was drawn before the transaction.
    ISSUE = "INSERT INTO school_card (token_hash, token_sealed, person, institution, issued, issued_by) VALUES ($1, $2, $3, $4, $5, $6)";
    /// By the token's hash, void ones included: the page says so.
    FIND = "SELECT token_hash, token_sealed, person, institution, issued, issued_by, alone, voided FROM school_card WHERE token_hash = $1";
    /// The one card of a pupil at an institution that is not void.
    CURRENT = "SELECT token_hash, token_sealed, person, institution, issued, issued_by, alone, voided FROM school_card WHERE person = $1 AND institution = $2 AND voided IS NULL ORDER BY issued DESC LIMIT 1";
    /// Cards of a person in use, of whichever institution.
    OF_PERSON = "SELECT token_hash, token_sealed, person, institution, issued, issued_by, alone, voided FROM school_card WHERE person = $1 AND voided IS NULL ORDER BY issued DESC LIMIT 20";
    /// The owner blocks them all: a card that was found opens nothing.
    VOID_ALL = "UPDATE school_card SET voided = $2 WHERE person = $1 AND voided IS NULL";
    /// Every card of the pupil at the institution; once void, always void.
    VOID = "UPDATE school_card SET voided = $3 WHERE person = $1 AND institution = $2 AND voided IS NULL";
    /// Whether the card is enough without the pictures.
    SET_ALONE = "UPDATE school_card SET alone = $3 WHERE person = $1 AND institution = $2 AND voided IS NULL";
}

/// A card.
#[derive(Clone)]
pub struct SchoolCard {
    /// The token's hash.
    pub token_hash: Vec<u8>,
    /// The token, sealed, to print it again.
    pub token_sealed: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// The institution that issued it.
    pub institution: InstitutionNumber,
    /// When.
    pub issued: Instant,
    /// By whom.
    pub issued_by: PersonId,
    /// Since when it is enough alone, from a declared network.
    pub alone: Option<Instant>,
    /// When it was voided.
    pub voided: Option<Instant>,
}

/// A card about to be issued.
#[derive(Clone)]
pub struct NewSchoolCard {
    /// The token's hash.
    pub token_hash: Vec<u8>,
    /// The token, sealed.
    pub token_sealed: Vec<u8>,
    /// Whose.
    pub person: PersonId,
    /// The institution.
    pub institution: InstitutionNumber,
    /// By whom.
    pub issued_by: PersonId,
}

/// Issues a card.
pub fn issue(tx: &mut Tx, new: &NewSchoolCard) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        new.token_hash.as_slice().into(),
        new.token_sealed.as_slice().into(),
        new.person.into(),
        new.institution.as_str().into(),
        now.into(),
        new.issued_by.into(),
    ];
    tx.run(&ISSUE, &args)?;
    Ok(())
}

/// The card with this token's hash, void ones included.
pub fn find(tx: &mut Tx, token_hash: &[u8]) -> Result<Option<SchoolCard>, StoreError> {
    tx.row(&FIND, &[token_hash.into()])?.map(|row| read(&row)).transpose()
}

/// The pupil's card at the institution that is in use.
pub fn current(
    tx: &mut Tx,
    person: PersonId,
    institution: &InstitutionNumber,
) -> Result<Option<SchoolCard>, StoreError> {
    tx.row(&CURRENT, &[person.into(), institution.as_str().into()])?.map(|row| read(&row)).transpose()
}

/// A person's cards in use, the newest first.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<SchoolCard>, StoreError> {
    tx.rows(&OF_PERSON, &[person.into()])?.iter().map(read).collect()
}

/// Voids all cards of a person; how many.
pub fn void_all(tx: &mut Tx, person: PersonId) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&VOID_ALL, &[person.into(), now.into()])
}

fn read(row: &Row) -> Result<SchoolCard, StoreError> {
    Ok(SchoolCard {
        token_hash: row.bytes(0)?,
        token_sealed: row.bytes(1)?,
        person: PersonId(row.int(2)?),
        institution: row.word(3, InstitutionNumber::parse)?,
        issued: Instant(row.int(4)?),
        issued_by: PersonId(row.int(5)?),
        alone: row.maybe_int(6)?.map(Instant),
        voided: row.maybe_int(7)?.map(Instant),
    })
}

/// Voids the pupil's cards at the institution; how many.
pub fn void(tx: &mut Tx, person: PersonId, institution: &InstitutionNumber) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&VOID, &[person.into(), institution.as_str().into(), now.into()])
}

/// Allows the card alone (`Some`), or no longer (`None`); false where the pupil has no card in use.
pub fn set_alone(
    tx: &mut Tx,
    person: PersonId,
    institution: &InstitutionNumber,
    since: Option<Instant>,
) -> Result<bool, StoreError> {
    Ok(tx.run(&SET_ALONE, &[person.into(), institution.as_str().into(), since.into()])? != 0)
}
