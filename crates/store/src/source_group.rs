//! What a source last said of each group, as JSON: groups are no secret.
//!
//! Source: product.md §10. What it does not do: hold the group people are in; that is `school_group`, shared by an
//! institution's sources.

use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::InstitutionNumber;

statements! {
    /// All of an institution, whatever the source.
    OF_INSTITUTION = "SELECT source, code, record FROM source_group WHERE institution = $1 ORDER BY source, code LIMIT 100000";
    /// The latest word stands.
    PUT = "INSERT INTO source_group (institution, source, code, record)
           VALUES ($1, $2, $3, $4)
           ON CONFLICT (institution, source, code) DO UPDATE SET record = excluded.record";
    /// The source no longer speaks of it.
    REMOVE = "DELETE FROM source_group WHERE institution = $1 AND source = $2 AND code = $3";
}

/// Source, code and record of every group of an institution.
pub fn of_institution(
    tx: &mut Tx,
    institution: &InstitutionNumber,
) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = tx.rows(&OF_INSTITUTION, &[institution.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// Keeps what a source says: codes and records.
pub fn put_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    groups: &[(String, String)],
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Arg<'_>>> = groups
        .iter()
        .map(|(code, record)| vec![institution.into(), source.into(), code.into(), record.into()])
        .collect();
    tx.bulk(&PUT, &rows)?;
    Ok(())
}

/// Forgets what a source said of these.
pub fn remove_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    codes: &[String],
) -> Result<(), StoreError> {
    for code in codes {
        tx.run(&REMOVE, &[institution.into(), source.into(), code.into()])?;
    }
    Ok(())
}
