//! One source of one institution: when it was last loaded, and what of it is held.
//!
//! Source: product.md §10.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::ImportRunId;
use rules::import_plan::Loaded;
use rules::institution::InstitutionNumber;
use rules::roster::SchoolYear;
use rules::time::Instant;

statements! {
    /// One source.
    FIND = "SELECT source, source_date_time, school_year, last_run, loaded, held_run FROM import_source WHERE institution = $1 AND source = $2";
    /// An institution's sources.
    OF_INSTITUTION = "SELECT source, source_date_time, school_year, last_run, loaded, held_run FROM import_source WHERE institution = $1 ORDER BY source LIMIT 100";
    /// The first load; nobody else may have been first meanwhile.
    BEGIN = "INSERT INTO import_source (institution, source, source_date_time, school_year, last_run, loaded)
             VALUES ($1, $2, $3, $4, $5, $6)
             ON CONFLICT (institution, source) DO NOTHING";
    /// A later load; the one before must still be the last.
    ADVANCE = "UPDATE import_source
               SET source_date_time = $4, school_year = $5, last_run = $6, loaded = $7, held_run = NULL, reminded = NULL
               WHERE institution = $1 AND source = $2 AND last_run = $3";
    /// Something waits for an administrator, or no longer.
    HOLD = "UPDATE import_source SET held_run = $3 WHERE institution = $1 AND source = $2";
    /// The first load was undone: as if it had never been.
    FORGET = "DELETE FROM import_source WHERE institution = $1 AND source = $2 AND last_run = $3";
    /// Too old: only where it still is, and nothing came or was taken back meanwhile.
    FORGET_OLD = "DELETE FROM import_source WHERE institution = $1 AND source = $2 AND last_run = $3 AND loaded <= $4";
}

/// A source that was loaded at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its name.
    pub name: String,
    /// What it had told.
    pub loaded: Loaded,
    /// The run that loaded it.
    pub last_run: ImportRunId,
    /// When.
    pub at: Instant,
    /// The run that waits.
    pub held_run: Option<ImportRunId>,
}

fn read(row: &Row) -> Result<Source, StoreError> {
    let source_date_time = row.text(1)?.parse().map_err(|_| row.wrong(1))?;
    Ok(Source {
        name: row.text(0)?,
        loaded: Loaded { source_date_time, school_year: row.word(2, SchoolYear::parse)? },
        last_run: ImportRunId(row.int(3)?),
        at: row.instant(4)?,
        held_run: row.maybe_int(5)?.map(ImportRunId),
    })
}

/// One source, where it was ever loaded.
pub fn find(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<Option<Source>, StoreError> {
    tx.row(&FIND, &[institution.into(), source.into()])?.map(|row| read(&row)).transpose()
}

/// An institution's sources.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Source>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[institution.into()])?.iter().map(read).collect()
}

/// Notes what is loaded now; false where another load came between (`before` is the run it was computed against).
pub fn advance(
    tx: &mut Tx,
    (institution, source): (&InstitutionNumber, &str),
    before: Option<ImportRunId>,
    (run, loaded): (ImportRunId, Loaded),
) -> Result<bool, StoreError> {
    let now = tx.now();
    let (time, year) = (loaded.source_date_time.to_string(), loaded.school_year.to_string());
    let count = match before {
        None => tx.run(
            &BEGIN,
            &[institution.into(), source.into(), (&time).into(), (&year).into(), run.into(), now.into()],
        )?,
        Some(before) => tx.run(
            &ADVANCE,
            &[institution.into(), source.into(), before.into(), (&time).into(), (&year).into(), run.into(), now.into()],
        )?,
    };
    Ok(count == 1)
}

/// Notes what waits for an administrator.
pub fn hold(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    run: Option<ImportRunId>,
) -> Result<(), StoreError> {
    tx.run(&HOLD, &[institution.into(), source.into(), run.into()])?;
    Ok(())
}

/// As if the source had never been loaded; false where another load came between.
pub fn forget(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    before: ImportRunId,
) -> Result<bool, StoreError> {
    Ok(tx.run(&FORGET, &[institution.into(), source.into(), before.into()])? == 1)
}

/// Forgets a source that was last loaded before a moment; false where another load came between.
pub fn forget_old(
    tx: &mut Tx,
    (institution, source): (&InstitutionNumber, &str),
    before: ImportRunId,
    loaded_before: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.run(&FORGET_OLD, &[institution.into(), source.into(), before.into(), loaded_before.into()])? == 1)
}
