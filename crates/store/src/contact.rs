//! *Kontaktperson*: which adult belongs to which child, as one source of one institution told it.
//!
//! Source: product.md §4, §7. What it does not do: say whether custody counts; `rules` does.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::Role;
use rules::id::{ContactId, PersonId};
use rules::institution::InstitutionNumber;
use rules::roster::Custody;

statements! {
    /// All relations one source tells of now.
    OF_SOURCE = "SELECT id, adult, child, institution, local_person_id, relation, custody, access_level, cvr, p_number
                 FROM contact
                 WHERE institution = $1 AND source = $2 AND ended IS NULL
                 ORDER BY id
                 LIMIT 500000";
    /// A child's adults, whatever the source.
    OF_CHILD = "SELECT id, adult, child, institution, local_person_id, relation, custody, access_level, cvr, p_number
                FROM contact
                WHERE child = $1 AND ended IS NULL
                ORDER BY institution, id
                LIMIT 200";
    /// An adult's children, whatever the source.
    OF_ADULT = "SELECT id, adult, child, institution, local_person_id, relation, custody, access_level, cvr, p_number
                FROM contact
                WHERE adult = $1 AND ended IS NULL
                ORDER BY institution, id
                LIMIT 200";
    /// The id was drawn before the transaction.
    START = "INSERT INTO contact (id, adult, child, institution, source, local_person_id, relation, custody, access_level, cvr, p_number, started)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// As its source tells now.
    CHANGE = "UPDATE contact SET relation = $2, custody = $3, access_level = $4, cvr = $5, p_number = $6 WHERE id = $1 AND ended IS NULL";
    /// No longer told of.
    END = "UPDATE contact SET ended = $2 WHERE id = $1 AND ended IS NULL";
}

/// A relation between an adult and a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Its row.
    pub id: ContactId,
    /// The adult.
    pub adult: PersonId,
    /// The child.
    pub child: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// The source's number for the child.
    pub local_person_id: String,
    /// *Mor*, *Far* ...
    pub relation: Role,
    /// Whether they have custody.
    pub custody: Custody,
    /// As sent.
    pub access_level: i64,
    /// As sent.
    pub cvr: Option<String>,
    /// As sent.
    pub p_number: Option<String>,
}

fn read(row: &Row) -> Result<Contact, StoreError> {
    Ok(Contact {
        id: ContactId(row.int(0)?),
        adult: PersonId(row.int(1)?),
        child: PersonId(row.int(2)?),
        institution: row.word(3, InstitutionNumber::parse)?,
        local_person_id: row.text(4)?,
        relation: row.word(5, Role::from_word)?,
        custody: row.word(6, Custody::from_word)?,
        access_level: row.int(7)?,
        cvr: row.maybe_text(8)?,
        p_number: row.maybe_text(9)?,
    })
}

/// All relations one source tells of now.
pub fn of_source(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<Vec<Contact>, StoreError> {
    tx.rows(&OF_SOURCE, &[institution.into(), source.into()])?.iter().map(read).collect()
}

/// A child's adults.
pub fn of_child(tx: &mut Tx, child: PersonId) -> Result<Vec<Contact>, StoreError> {
    tx.rows(&OF_CHILD, &[child.into()])?.iter().map(read).collect()
}

/// An adult's children.
pub fn of_adult(tx: &mut Tx, adult: PersonId) -> Result<Vec<Contact>, StoreError> {
    tx.rows(&OF_ADULT, &[adult.into()])?.iter().map(read).collect()
}

/// New relations.
pub fn start_many(tx: &mut Tx, source: &str, contacts: &[Contact]) -> Result<(), StoreError> {
    let now = tx.now();
    let rows: Vec<Vec<Arg<'_>>> = contacts
        .iter()
        .map(|contact| {
            vec![
                contact.id.into(),
                contact.adult.into(),
                contact.child.into(),
                (&contact.institution).into(),
                source.into(),
                (&contact.local_person_id).into(),
                contact.relation.word().into(),
                contact.custody.word().into(),
                contact.access_level.into(),
                contact.cvr.as_ref().into(),
                contact.p_number.as_ref().into(),
                now.into(),
            ]
        })
        .collect();
    tx.bulk(&START, &rows)?;
    Ok(())
}

/// A relation as it is told of now.
pub fn change(tx: &mut Tx, contact: &Contact) -> Result<(), StoreError> {
    let args = [
        contact.id.into(),
        contact.relation.word().into(),
        contact.custody.word().into(),
        contact.access_level.into(),
        contact.cvr.as_ref().into(),
        contact.p_number.as_ref().into(),
    ];
    tx.run(&CHANGE, &args)?;
    Ok(())
}

/// A relation that is over.
pub fn end(tx: &mut Tx, id: ContactId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&END, &[id.into(), now.into()])?;
    Ok(())
}
