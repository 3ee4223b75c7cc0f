//! The CPR number an import carried on a line it refused with `CPR_UVENTET`: only the keyed hash, which is enough to
//! know it again.
//!
//! Source: product.md §3. What it does not do: say who may change a number; `rules::change_cpr` does.

use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::ImportRunId;
use rules::institution::InstitutionNumber;

statements! {
    /// A full import tells anew which lines it refused.
    CLEAR = "DELETE FROM unexpected_cpr WHERE institution = $1 AND source = $2";
    /// The line was accepted, or the number changed.
    REMOVE = "DELETE FROM unexpected_cpr WHERE institution = $1 AND source = $2 AND local_person_id = $3";
    /// The latest import's number stands.
    PUT = "INSERT INTO unexpected_cpr (institution, source, local_person_id, run, cpr_index)
           VALUES ($1, $2, $3, $4, $5)
           ON CONFLICT (institution, source, local_person_id) DO UPDATE SET run = excluded.run, cpr_index = excluded.cpr_index";
    /// The number of one line.
    FIND = "SELECT cpr_index FROM unexpected_cpr WHERE institution = $1 AND source = $2 AND local_person_id = $3";
    /// The lines of one source.
    OF_SOURCE = "SELECT local_person_id FROM unexpected_cpr WHERE institution = $1 AND source = $2 ORDER BY local_person_id LIMIT 10000";
}

/// One refused line and the hash of the number it carried.
pub type Carried = (String, [u8; 32]);

/// Forgets what earlier imports of a source refused.
///
/// # Errors
/// [`StoreError`].
pub fn clear(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<(), StoreError> {
    tx.run(&CLEAR, &[institution.into(), source.into()])?;
    Ok(())
}

/// Forgets one line.
///
/// # Errors
/// [`StoreError`].
pub fn remove(tx: &mut Tx, institution: &InstitutionNumber, source: &str, id: &str) -> Result<(), StoreError> {
    tx.run(&REMOVE, &[institution.into(), source.into(), id.into()])?;
    Ok(())
}

/// Keeps what a run refused.
///
/// # Errors
/// [`StoreError`].
pub fn put_many(
    tx: &mut Tx,
    (institution, source): (&InstitutionNumber, &str),
    run: ImportRunId,
    lines: &[Carried],
) -> Result<(), StoreError> {
    let rows: Vec<Vec<Arg<'_>>> = lines
        .iter()
        .map(|(id, index)| vec![institution.into(), source.into(), id.into(), run.into(), index.into()])
        .collect();
    tx.bulk(&PUT, &rows)?;
    Ok(())
}

/// The hash of the number a refused line carried.
///
/// # Errors
/// [`StoreError`].
pub fn find(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    id: &str,
) -> Result<Option<Vec<u8>>, StoreError> {
    tx.row(&FIND, &[institution.into(), source.into(), id.into()])?.map(|row| row.bytes(0)).transpose()
}

/// The lines of a source that wait for another number.
///
/// # Errors
/// [`StoreError`].
pub fn of_source(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<Vec<String>, StoreError> {
    tx.rows(&OF_SOURCE, &[institution.into(), source.into()])?.iter().map(|row| row.text(0)).collect()
}
