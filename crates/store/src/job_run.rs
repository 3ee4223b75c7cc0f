//! When a job ran, and what it did or would have done, at which institution and to whom.
//!
//! Source: product.md §12. What it does not do: run jobs, or know what they do.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The id was drawn before the transaction.
    WRITE = "INSERT INTO job_run (id, job, started, ended, report, mode) VALUES ($1, $2, $3, $4, $5, $6)";
    /// When a job last began in earnest.
    LAST = "SELECT started FROM job_run WHERE job = $1 AND mode = 'real' ORDER BY started DESC LIMIT 1";
    /// The latest runs of a job.
    OF_JOB = "SELECT id, job, started, ended, report, mode FROM job_run WHERE job = $1 ORDER BY started DESC, id DESC LIMIT $2";
    /// One thing a run did.
    EFFECT = "INSERT INTO job_effect (run, number, institution, person, what, detail) VALUES ($1, $2, $3, $4, $5, $6)
              ON CONFLICT (run, number) DO NOTHING";
    /// What the runs did at one institution, the newest first.
    AT = "SELECT r.id, r.job, r.started, e.person, e.what, e.detail
          FROM job_effect e
          JOIN job_run r ON r.id = e.run
          WHERE e.institution = $1 AND r.mode = 'real'
          ORDER BY e.run DESC, e.number
          LIMIT $2";
    /// What runs before a moment did, so many at a time.
    FORGET_EFFECTS = "DELETE FROM job_effect
                      WHERE (run, number) IN (SELECT e.run, e.number
                                              FROM job_run r
                                              JOIN job_effect e ON e.run = r.id
                                              WHERE r.started < $1
                                              ORDER BY e.run, e.number
                                              LIMIT $2)";
    /// Runs before a moment, once nothing is kept of what they did.
    FORGET = "DELETE FROM job_run
              WHERE id IN (SELECT id
                           FROM job_run
                           WHERE started < $1 AND NOT EXISTS (SELECT 1 FROM job_effect e WHERE e.run = job_run.id)
                           ORDER BY id
                           LIMIT $2)";
}

/// How many rows one sweep forgets.
const FORGET_MAX: i64 = 1_000;

/// Whether a run wrote anything.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// It did what it found to do.
    Real,
    /// It only said what it would do.
    DryRun,
}

impl Mode {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Mode::Real => "real",
            Mode::DryRun => "dry_run",
        }
    }
    fn from_word(word: &str) -> Option<Mode> {
        [Mode::Real, Mode::DryRun].into_iter().find(|mode| mode.word() == word)
    }
}

/// A run of a job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JobRun {
    /// Its row.
    pub id: i64,
    /// Which job.
    pub job: String,
    /// When it began.
    pub started: Instant,
    /// When it was done.
    pub ended: Option<Instant>,
    /// How often it did what, as JSON.
    pub report: String,
    /// Whether it wrote anything.
    pub mode: Mode,
}

/// One thing a run did, or would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Effect {
    /// Where.
    pub institution: Option<InstitutionNumber>,
    /// To whom.
    pub person: Option<PersonId>,
    /// A word of the job's own.
    pub what: String,
    /// A word or number that goes with it; never a name.
    pub detail: String,
}

/// Writes a run that is done.
///
/// # Errors
/// [`StoreError`].
pub fn write(tx: &mut Tx, run: &JobRun) -> Result<(), StoreError> {
    let args = [
        run.id.into(),
        (&run.job).into(),
        run.started.into(),
        run.ended.into(),
        (&run.report).into(),
        run.mode.word().into(),
    ];
    tx.run(&WRITE, &args)?;
    Ok(())
}

/// Writes what a run did; what a dry run would have done is only told.
///
/// # Errors
/// [`StoreError`].
pub fn write_effects(tx: &mut Tx, run: i64, effects: &[Effect]) -> Result<(), StoreError> {
    let rows: Vec<Vec<Arg<'_>>> = effects
        .iter()
        .enumerate()
        .map(|(number, effect)| {
            vec![
                run.into(),
                i64::try_from(number).unwrap_or(i64::MAX).into(),
                effect.institution.as_ref().into(),
                effect.person.into(),
                (&effect.what).into(),
                (&effect.detail).into(),
            ]
        })
        .collect();
    tx.bulk(&EFFECT, &rows)?;
    Ok(())
}

/// When a job last began in earnest.
///
/// # Errors
/// [`StoreError`].
pub fn last(tx: &mut Tx, job: &str) -> Result<Option<Instant>, StoreError> {
    tx.row(&LAST, &[job.into()])?.map(|row| row.instant(0)).transpose()
}

/// The latest runs of a job.
///
/// # Errors
/// [`StoreError`].
pub fn of_job(tx: &mut Tx, job: &str, limit: i64) -> Result<Vec<JobRun>, StoreError> {
    let read = |row: &Row| {
        Ok(JobRun {
            id: row.int(0)?,
            job: row.text(1)?,
            started: row.instant(2)?,
            ended: row.maybe_instant(3)?,
            report: row.text(4)?,
            mode: row.maybe_text(5)?.as_deref().and_then(Mode::from_word).unwrap_or(Mode::Real),
        })
    };
    tx.rows(&OF_JOB, &[job.into(), limit.into()])?.iter().map(read).collect()
}

/// One line of what jobs did at an institution.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The run.
    pub run: i64,
    /// Which job.
    pub job: String,
    /// When it began.
    pub started: Instant,
    /// What it did.
    pub effect: Effect,
}

/// What jobs did at an institution, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn at(tx: &mut Tx, institution: &InstitutionNumber, limit: i64) -> Result<Vec<Line>, StoreError> {
    let read = |row: &Row| {
        let effect = Effect {
            institution: Some(institution.clone()),
            person: row.maybe_int(3)?.map(PersonId),
            what: row.text(4)?,
            detail: row.text(5)?,
        };
        Ok(Line { run: row.int(0)?, job: row.text(1)?, started: row.instant(2)?, effect })
    };
    tx.rows(&AT, &[institution.into(), limit.into()])?.iter().map(read).collect()
}

/// Forgets runs that began before a moment, and what they did; answers how many rows.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    let args = [before.into(), FORGET_MAX.into()];
    Ok(tx.run(&FORGET_EFFECTS, &args)? + tx.run(&FORGET, &args)?)
}
