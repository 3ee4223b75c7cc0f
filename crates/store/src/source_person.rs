//! What a source last said of each person, sealed.
//!
//! Source: product.md §10. What it does not do: open a record; the story does, with the vault.

use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;

/// More people than any institution has; a list that reaches it is broken.
const PEOPLE_MAX: i64 = 200_000;

statements! {
    /// All of one source of one institution.
    OF_SOURCE = "SELECT local_person_id, person, sealed
                 FROM source_person
                 WHERE institution = $1 AND source = $2
                 ORDER BY local_person_id
                 LIMIT $3";
    /// The latest word stands.
    PUT = "INSERT INTO source_person (institution, source, local_person_id, person, digest, sealed)
           VALUES ($1, $2, $3, $4, $5, $6)
           ON CONFLICT (institution, source, local_person_id) DO UPDATE SET person = excluded.person, digest = excluded.digest, sealed = excluded.sealed";
    /// The source no longer speaks of them.
    REMOVE = "DELETE FROM source_person WHERE institution = $1 AND source = $2 AND local_person_id = $3";
    /// What sources said of a person.
    RECORDS = "SELECT institution, source, local_person_id, sealed FROM source_person WHERE person = $1 ORDER BY institution, source, local_person_id LIMIT 20";
    /// Who one line is, and what it said.
    FIND = "SELECT person, digest, sealed FROM source_person WHERE institution = $1 AND source = $2 AND local_person_id = $3";
    /// Only where it still says what was read.
    RESEAL = "UPDATE source_person SET digest = $5, sealed = $6 WHERE institution = $1 AND source = $2 AND local_person_id = $3 AND digest = $4";
    /// Which sources speak of a person.
    OF_PERSON = "SELECT institution, source, local_person_id FROM source_person WHERE person = $1 ORDER BY institution, source, local_person_id LIMIT 200";
    /// How many people each source of an institution has.
    COUNTS = "SELECT source, CAST(COUNT(*) AS BIGINT) AS people FROM source_person WHERE institution = $1 GROUP BY source ORDER BY source LIMIT 100";
}

/// One person as one source told of them.
#[derive(Clone, Debug)]
pub struct SourcePerson {
    /// The source's number for them.
    pub local_person_id: String,
    /// Who they are here.
    pub person: PersonId,
    /// SHA-256 of the record, to compare without opening; only read by those who write it.
    pub digest: [u8; 32],
    /// The record.
    pub sealed: Vec<u8>,
}

/// Local person id, person and sealed record of everybody of a source.
pub fn of_source(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
) -> Result<Vec<(String, PersonId, Vec<u8>)>, StoreError> {
    let rows = tx.rows(&OF_SOURCE, &[institution.into(), source.into(), PEOPLE_MAX.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, PersonId(row.int(1)?), row.bytes(2)?))).collect()
}

/// Keeps what a source says.
pub fn put_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    people: &[SourcePerson],
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Arg<'_>>> = people
        .iter()
        .map(|person| {
            vec![
                institution.into(),
                source.into(),
                (&person.local_person_id).into(),
                person.person.into(),
                (&person.digest).into(),
                (&person.sealed).into(),
            ]
        })
        .collect();
    tx.bulk(&PUT, &rows)?;
    Ok(())
}

/// Forgets what a source said of these.
pub fn remove_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    local_person_ids: &[String],
) -> Result<(), StoreError> {
    for id in local_person_ids {
        tx.run(&REMOVE, &[institution.into(), source.into(), id.into()])?;
    }
    Ok(())
}

/// One line as it is kept; none where the source does not speak of it.
pub fn find(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    local_person_id: &str,
) -> Result<Option<SourcePerson>, StoreError> {
    let row = tx.row(&FIND, &[institution.into(), source.into(), local_person_id.into()])?;
    row.map(|row| {
        Ok(SourcePerson {
            local_person_id: local_person_id.to_owned(),
            person: PersonId(row.int(0)?),
            digest: row.bytes(1)?.try_into().map_err(|_| row.wrong(1))?,
            sealed: row.bytes(2)?,
        })
    })
    .transpose()
}

/// Keeps another word of one line; false where the source said something else meanwhile.
pub fn reseal(
    tx: &mut Tx,
    (institution, source): (&InstitutionNumber, &str),
    was: &[u8; 32],
    now: &SourcePerson,
) -> Result<bool, StoreError> {
    let args = [
        institution.into(),
        source.into(),
        (&now.local_person_id).into(),
        was.into(),
        (&now.digest).into(),
        (&now.sealed).into(),
    ];
    Ok(tx.run(&RESEAL, &args)? == 1)
}

/// Institution, source and local person id wherever a person is spoken of.
pub fn of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = tx.rows(&OF_PERSON, &[person.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// How many people each source of an institution speaks of.
pub fn counts(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<(String, i64)>, StoreError> {
    let rows = tx.rows(&COUNTS, &[institution.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.int(1)?))).collect()
}

/// What a source said of a person, with the row it stands in.
#[derive(Clone, Debug)]
pub struct Told {
    /// Institution.
    pub institution: InstitutionNumber,
    /// Source.
    pub source: String,
    /// The source's number for them.
    pub local_person_id: String,
    /// The record.
    pub sealed: Vec<u8>,
}

/// What sources said of a person.
pub fn records(tx: &mut Tx, person: PersonId) -> Result<Vec<Told>, StoreError> {
    let rows = tx.rows(&RECORDS, &[person.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Told {
                institution: row.word(0, InstitutionNumber::parse)?,
                source: row.text(1)?,
                local_person_id: row.text(2)?,
                sealed: row.bytes(3)?,
            })
        })
        .collect()
}
