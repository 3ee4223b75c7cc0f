//! The institution register.
//!
//! Source: product.md §4. What it does not do: hold what an institution decides for itself
//! (`institution_setting`).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::{Institution, InstitutionNumber, Ownership};

statements! {
    /// By number, closed ones included.
    NAME = "SELECT name FROM institution WHERE number = $1";
    /// The whole entry, closed ones included.
    FIND = "SELECT number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution
            FROM institution
            WHERE number = $1";
    /// One row a number; the first entry's moment stays, and a closed institution opens again.
    PUT = "INSERT INTO institution (number, name, kind, cvr, p_number, municipality_number, municipality, region, address, postal_code, city, phone, mail, web, leader, ownership, main_institution, created)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18)
           ON CONFLICT (number) DO UPDATE SET name = excluded.name, kind = excluded.kind, cvr = excluded.cvr, p_number = excluded.p_number, municipality_number = excluded.municipality_number, municipality = excluded.municipality, region = excluded.region, address = excluded.address, postal_code = excluded.postal_code, city = excluded.city, phone = excluded.phone, mail = excluded.mail, web = excluded.web, leader = excluded.leader, ownership = excluded.ownership, main_institution = excluded.main_institution, closed = NULL";
}

/// What an institution is called; none where the register does not know it.
pub fn name(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<String>, StoreError> {
    tx.row(&NAME, &[number.into()])?.map(|row| row.text(0)).transpose()
}

/// The register's entry.
pub fn find(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<Institution>, StoreError> {
    tx.row(&FIND, &[number.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Institution, StoreError> {
    Ok(Institution {
        number: row.word(0, InstitutionNumber::parse)?,
        name: row.text(1)?,
        kind: row.text(2)?,
        cvr: row.text(3)?,
        p_number: row.text(4)?,
        municipality_number: row.text(5)?,
        municipality: row.text(6)?,
        region: row.text(7)?,
        address: row.text(8)?,
        postal_code: row.text(9)?,
        city: row.text(10)?,
        phone: row.text(11)?,
        mail: row.text(12)?,
        web: row.text(13)?,
        leader: row.text(14)?,
        ownership: row.word(15, Ownership::from_word)?,
        main_institution: row.maybe_text(16)?.as_deref().and_then(InstitutionNumber::parse),
    })
}

/// Enters an institution, or writes over its entry.
pub fn put(tx: &mut Tx, institution: &Institution) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        (&institution.number).into(),
        (&institution.name).into(),
        (&institution.kind).into(),
        (&institution.cvr).into(),
        (&institution.p_number).into(),
        (&institution.municipality_number).into(),
        (&institution.municipality).into(),
        (&institution.region).into(),
        (&institution.address).into(),
        (&institution.postal_code).into(),
        (&institution.city).into(),
        (&institution.phone).into(),
        (&institution.mail).into(),
        (&institution.web).into(),
        (&institution.leader).into(),
        institution.ownership.word().into(),
        institution.main_institution.as_ref().into(),
        now.into(),
    ];
    tx.run(&PUT, &args)?;
    Ok(())
}
