//! *Importhistorik*: every file that came for a known institution, and what became of it.
//!
//! Source: product.md §9, §10. What it does not do: open what is sealed.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::ImportRunId;
use rules::import_plan::Counts;
use rules::institution::InstitutionNumber;
use rules::roster::Operation;
use rules::time::Instant;

/// The most findings that are kept of one run.
pub const FINDINGS_MAX: usize = 10_000;

statements! {
    /// Written when it is received, and again when it is decided.
    PUT = "INSERT INTO import_run (id, institution, source, operation, source_date_time, school_year, file, received, outcome, people, created, changed, removed, refused, hold_why, roster_sealed, plan_sealed)
           VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
           ON CONFLICT (id) DO UPDATE SET outcome = excluded.outcome, created = excluded.created, changed = excluded.changed, removed = excluded.removed, refused = excluded.refused, roster_sealed = excluded.roster_sealed, plan_sealed = excluded.plan_sealed";
    /// One run.
    FIND = "SELECT id, institution, source, operation, file, received, outcome, people, created, changed, removed, refused, hold_why, undone FROM import_run WHERE id = $1";
    /// The latest of an institution.
    OF_INSTITUTION = "SELECT id, institution, source, operation, file, received, outcome, people, created, changed, removed, refused, hold_why, undone
                      FROM import_run
                      WHERE institution = $1
                      ORDER BY received DESC, id DESC
                      LIMIT $2";
    /// What waits, in the order it came.
    HELD = "SELECT id, institution, source, operation, file, received, outcome, people, created, changed, removed, refused, hold_why, undone
            FROM import_run
            WHERE institution = $1 AND source = $2 AND outcome = 'held'
            ORDER BY received, id
            LIMIT 1000";
    /// Whether a run waits.
    WAITS = "SELECT id FROM import_run WHERE id = $1 AND outcome = 'held'";
    /// What a held run brought, and what a loaded one must keep to be undone.
    SEALED = "SELECT roster_sealed, plan_sealed FROM import_run WHERE id = $1";
    /// Whether a run keeps what undoing needs; what that is stays where it lies.
    KEEPS = "SELECT CASE WHEN plan_sealed IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS keeps FROM import_run WHERE id = $1";
    /// Only what still waits is decided.
    DECIDE = "UPDATE import_run SET outcome = $2, decided = $3, roster_sealed = NULL WHERE id = $1 AND outcome = 'held'";
    /// Once.
    UNDO = "UPDATE import_run SET undone = $2, plan_sealed = NULL WHERE id = $1 AND undone IS NULL";
    /// Only the last loaded run can be undone: what the one before kept may go.
    DROP_KEPT = "UPDATE import_run SET plan_sealed = NULL WHERE id = $1";
    /// One line of what is wrong.
    FINDING = "INSERT INTO import_finding (run, number, local_person_id, code, detail)
               VALUES ($1, $2, $3, $4, $5)
               ON CONFLICT (run, number) DO NOTHING";
    /// All of a run, in the file's order.
    FINDINGS = "SELECT local_person_id, code, detail FROM import_finding WHERE run = $1 ORDER BY number LIMIT $2";
    /// How many a run has.
    FINDINGS_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) AS findings FROM import_finding WHERE run = $1";
}

/// What became of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Loaded.
    Accepted,
    /// Loaded, and something is wrong with single lines.
    AcceptedWithNotices,
    /// Waits for an administrator.
    Held,
    /// Not loaded.
    Refused,
    /// Was held when a newer full import came.
    Replaced,
    /// Was held and rejected.
    Rejected,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 6] = [
        Outcome::Accepted,
        Outcome::AcceptedWithNotices,
        Outcome::Held,
        Outcome::Refused,
        Outcome::Replaced,
        Outcome::Rejected,
    ];
    /// The database's word, and the report's.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Accepted => "accepted",
            Outcome::AcceptedWithNotices => "accepted_with_notices",
            Outcome::Held => "held",
            Outcome::Refused => "refused",
            Outcome::Replaced => "replaced",
            Outcome::Rejected => "rejected",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.word() == word)
    }
}

/// A run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportRun {
    /// Its row.
    pub id: ImportRunId,
    /// Whose.
    pub institution: InstitutionNumber,
    /// From which source; empty where the file did not get that far.
    pub source: String,
    /// What it asked for.
    pub operation: Operation,
    /// Where it came from: a file's name, `drop` or `http`.
    pub file: String,
    /// When.
    pub received: Instant,
    /// What became of it.
    pub outcome: Outcome,
    /// How many people it holds.
    pub people: i64,
    /// What it changed, or would.
    pub counts: Counts,
    /// Why it waits, as JSON of the rule's reason.
    pub hold_why: Option<String>,
    /// When it was undone.
    pub undone: Option<Instant>,
}

/// What belongs to a run besides.
#[derive(Clone, Debug, Default)]
pub struct Enclosed {
    /// The source's own clock; empty where the file did not get that far.
    pub source_date_time: String,
    /// The school year.
    pub school_year: String,
    /// The roster, while it is held.
    pub roster_sealed: Option<Vec<u8>>,
    /// What undoing needs, once it is loaded.
    pub plan_sealed: Option<Vec<u8>>,
    /// Local person id, code and detail of each finding.
    pub findings: Vec<(String, &'static str, String)>,
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn size(number: i64) -> usize {
    usize::try_from(number).unwrap_or(0)
}

fn read(row: &Row) -> Result<ImportRun, StoreError> {
    Ok(ImportRun {
        id: ImportRunId(row.int(0)?),
        institution: row.word(1, InstitutionNumber::parse)?,
        source: row.text(2)?,
        operation: row.word(3, Operation::from_word)?,
        file: row.text(4)?,
        received: row.instant(5)?,
        outcome: row.word(6, Outcome::from_word)?,
        people: row.int(7)?,
        counts: Counts {
            created: size(row.int(8)?),
            changed: size(row.int(9)?),
            removed: size(row.int(10)?),
            refused: size(row.int(11)?),
        },
        hold_why: row.maybe_text(12)?,
        undone: row.maybe_instant(13)?,
    })
}

/// Writes a run, or what became of it.
pub fn put(tx: &mut Tx, run: &ImportRun, enclosed: &Enclosed) -> Result<(), StoreError> {
    let args = [
        run.id.into(),
        (&run.institution).into(),
        (&run.source).into(),
        run.operation.word().into(),
        (&enclosed.source_date_time).into(),
        (&enclosed.school_year).into(),
        (&run.file).into(),
        run.received.into(),
        run.outcome.word().into(),
        run.people.into(),
        count(run.counts.created).into(),
        count(run.counts.changed).into(),
        count(run.counts.removed).into(),
        count(run.counts.refused).into(),
        run.hold_why.as_ref().into(),
        enclosed.roster_sealed.as_ref().into(),
        enclosed.plan_sealed.as_ref().into(),
    ];
    tx.run(&PUT, &args)?;
    let rows: Vec<Vec<Arg<'_>>> = enclosed
        .findings
        .iter()
        .take(FINDINGS_MAX)
        .enumerate()
        .map(|(at, (id, code, detail))| vec![run.id.into(), count(at).into(), id.into(), (*code).into(), detail.into()])
        .collect();
    tx.bulk(&FINDING, &rows)?;
    Ok(())
}

/// One run.
pub fn find(tx: &mut Tx, id: ImportRunId) -> Result<Option<ImportRun>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// An institution's latest runs.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber, limit: i64) -> Result<Vec<ImportRun>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[institution.into(), limit.into()])?.iter().map(read).collect()
}

/// What waits of one source, in the order it came.
pub fn held(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<Vec<ImportRun>, StoreError> {
    tx.rows(&HELD, &[institution.into(), source.into()])?.iter().map(read).collect()
}

/// Whether a run still waits for an administrator.
pub fn waits(tx: &mut Tx, id: ImportRunId) -> Result<bool, StoreError> {
    Ok(tx.row(&WAITS, &[id.into()])?.is_some())
}

/// The sealed roster of a held run, and the sealed plan of a loaded one.
pub type SealedParts = (Option<Vec<u8>>, Option<Vec<u8>>);

/// What a run keeps sealed.
pub fn sealed(tx: &mut Tx, id: ImportRunId) -> Result<SealedParts, StoreError> {
    match tx.row(&SEALED, &[id.into()])? {
        Some(row) => Ok((row.maybe_bytes(0)?, row.maybe_bytes(1)?)),
        None => Ok((None, None)),
    }
}

/// Whether a loaded run keeps what undoing it needs.
pub fn keeps_plan(tx: &mut Tx, id: ImportRunId) -> Result<bool, StoreError> {
    tx.row(&KEEPS, &[id.into()])?.map_or(Ok(false), |row| Ok(row.int(0)? == 1))
}

/// Decides a held run otherwise than by loading it; false where it no longer waits.
pub fn decide(tx: &mut Tx, id: ImportRunId, outcome: Outcome) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DECIDE, &[id.into(), outcome.word().into(), now.into()])? == 1)
}

/// Notes that a run was undone; false where it was already.
pub fn undo(tx: &mut Tx, id: ImportRunId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&UNDO, &[id.into(), now.into()])? == 1)
}

/// Forgets what a run kept to be undone.
pub fn drop_kept(tx: &mut Tx, id: ImportRunId) -> Result<(), StoreError> {
    tx.run(&DROP_KEPT, &[id.into()])?;
    Ok(())
}

/// Local person id, code and detail of what is wrong with a run.
pub fn findings(tx: &mut Tx, id: ImportRunId) -> Result<Vec<(String, String, String)>, StoreError> {
    let rows = tx.rows(&FINDINGS, &[id.into(), count(FINDINGS_MAX).into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?, row.text(2)?))).collect()
}

/// How many notices a run has.
pub fn findings_count(tx: &mut Tx, id: ImportRunId) -> Result<usize, StoreError> {
    let found = tx.row(&FINDINGS_COUNT, &[id.into()])?;
    Ok(found.map_or(Ok(0), |row| row.int(0))?.try_into().unwrap_or(usize::MAX))
}
