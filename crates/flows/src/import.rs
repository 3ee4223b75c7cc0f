//! An import: a source's file is compared with what we have, the difference is kept and applied in one transaction,
//! with an event for every change.
//!
//! Source: product.md §10. What it does not do: read bytes (`ingest`), or decide what changes and what waits
//! (`rules::import_plan`). Works in the calling thread: not to be called on a runtime's thread.

use crate::remember::Circumstances;
use crate::world::World;
use crypto::sealing::OpenError;
use ingest::notice;
use ingest::unilogin_xml::Reading;
use rules::id::ImportRunId;
use rules::import_plan::{Counts, Hold, Loaded, Plan};
use rules::institution::InstitutionNumber;
use rules::roster::{Effect, Fault, Finding, Operation, Reason, Roster};
use rules::time::Instant;
use serde::Serialize;
use std::io::Read;
use store::error::StoreError;
use store::import_run::{Enclosed, ImportRun, Outcome};

mod adults;
pub mod decide;
pub mod desk;
mod draft;
mod facts;
pub(crate) mod people;
mod pupils;
pub(crate) mod records;
mod sealed;
mod writes;

/// How often an import is computed anew because another one came between.
const ATTEMPTS_MAX: usize = 5;

/// Whether anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Load it.
    Load,
    /// Only say what would happen.
    DryRun,
}

/// A file that came.
#[derive(Clone, Debug)]
pub struct Incoming {
    /// What it is called in the report: a path, `http`.
    pub file: String,
    /// What it asks for.
    pub operation: Operation,
    /// Whether anything is written.
    pub mode: Mode,
    /// The only institution its sender may send for; none: any.
    pub only: Option<InstitutionNumber>,
    /// Who sends it.
    pub from: Circumstances,
}

/// One refused or doubtful line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// Whose; empty where it is about the file or a group.
    pub local_person_id: String,
    /// From the closed list.
    pub code: &'static str,
    /// What is wrong and what to do, in Danish.
    pub text: String,
}

/// What became of a file: the command's JSON line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Report {
    /// As it came in.
    pub file: String,
    /// Whose, as far as it could be read.
    pub institution: Option<String>,
    /// From which source, as far as it could be read.
    pub source: Option<String>,
    /// What became of it.
    #[serde(serialize_with = "as_word")]
    pub outcome: Outcome,
    /// People who are new from this source.
    pub created: usize,
    /// People told of differently.
    pub changed: usize,
    /// People no longer told of.
    pub removed: usize,
    /// People who were refused.
    pub refused: usize,
    /// What is wrong.
    pub notices: Vec<Notice>,
    /// Why it waits.
    #[serde(skip)]
    pub hold: Option<Hold>,
    /// Its row in the history.
    #[serde(skip)]
    pub run: Option<ImportRunId>,
}

fn as_word<S: serde::Serializer>(outcome: &Outcome, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(outcome.word())
}

/// Why an import could not even be refused: something is broken.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// What was kept sealed does not open.
    #[error("what a source said earlier does not open: {0}")]
    Open(#[from] OpenError),
    /// What was kept does not read.
    #[error("what a source said earlier does not read")]
    Damaged,
    /// Many names with the same beginning were tried in vain.
    #[error("no free user name was found")]
    NoUsername,
}

impl Report {
    fn new(incoming: &Incoming, reading: &Reading) -> Report {
        Report {
            file: incoming.file.clone(),
            institution: reading.institution.as_ref().map(|number| number.as_str().to_owned()),
            source: reading.source.clone(),
            outcome: Outcome::Refused,
            created: 0,
            changed: 0,
            removed: 0,
            refused: 0,
            notices: reading.findings.iter().map(notice_of).collect(),
            hold: None,
            run: None,
        }
    }

    fn of_plan(mut self, plan: &Plan, outcome: Outcome) -> Report {
        let counts = plan.counts();
        self.outcome = outcome;
        self.created = counts.created;
        self.changed = counts.changed;
        self.removed = counts.removed;
        self.refused = counts.refused;
        self.notices = plan.findings.iter().map(notice_of).collect();
        self.hold.clone_from(&plan.hold);
        self
    }

    fn refused_because(mut self, finding: &Finding) -> Report {
        self.notices = vec![notice_of(finding)];
        self
    }

    /// Whether the people of the file stand in the database now, as far as they could.
    pub fn is_loaded(&self) -> bool {
        matches!(self.outcome, Outcome::Accepted | Outcome::AcceptedWithNotices)
    }
}

fn notice_of(finding: &Finding) -> Notice {
    Notice {
        local_person_id: finding.local_person_id.clone(),
        code: finding.reason.code(),
        text: notice::text(finding),
    }
}

/// Receives a file that was read: loads it, holds it or refuses it.
///
/// # Errors
/// Where something is broken; a bad file is a report.
pub fn receive(world: &World, incoming: &Incoming, reading: Reading) -> Result<Report, ImportError> {
    let report = Report::new(incoming, &reading);
    let refusal = refusal(world, incoming, &reading)?;
    if let (Some(finding), _) | (None, Some(finding)) = (refusal, reading.findings.iter().find(refuses_file).cloned()) {
        let report = report.refused_because(&finding);
        return refuse(world, incoming, &reading, (report, finding));
    }
    let Some(roster) = reading.roster else { return Ok(report) };
    for _ in 0..ATTEMPTS_MAX {
        let brought = Brought { roster: &roster, findings: &reading.findings };
        match once(world, incoming, &brought, report.clone()) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

/// [`receive`] for asynchronous callers: reads and loads on a thread of its own.
///
/// # Errors
/// As [`receive`].
pub async fn receive_from(
    world: &World,
    incoming: Incoming,
    from: impl Read + Send + 'static,
) -> Result<Report, ImportError> {
    let world = world.clone();
    let done = tokio::task::spawn_blocking(move || {
        let reading = ingest::unilogin_xml::read(from, incoming.operation);
        receive(&world, &incoming, reading)
    });
    done.await.unwrap_or(Err(ImportError::Store(StoreError::Panicked)))
}

/// What a file brought.
struct Brought<'a> {
    roster: &'a Roster,
    findings: &'a [Finding],
}

fn refuses_file(finding: &&Finding) -> bool {
    finding.effect == Effect::FileRefused
}

/// What speaks against a file that could be read: a foreign or unknown institution.
fn refusal(world: &World, incoming: &Incoming, reading: &Reading) -> Result<Option<Finding>, ImportError> {
    let Some(institution) = &reading.institution else { return Ok(None) };
    let number = institution.as_str().to_owned();
    if incoming.only.as_ref().is_some_and(|only| only != institution) {
        return Ok(Some(Finding::file(Reason::Other(Fault::InstitutionNotSenders(number)))));
    }
    let (asked, today) = (institution.clone(), world.now().day_in_denmark());
    let Some(known) = world.db.blocking().read(move |tx| store::institution::find(tx, &asked))? else {
        let is_roster = reading.roster.is_some();
        return Ok(is_roster.then(|| Finding::file(Reason::Other(Fault::InstitutionUnknown(number)))));
    };
    // A source may still take back what it told.
    let is_shut = known.is_closed(today) && incoming.operation != Operation::Delete;
    Ok(is_shut.then(|| Finding::file(Reason::Other(Fault::InstitutionClosed(number)))))
}

/// A refused file of a known institution stands in the history; nothing else changes.
fn refuse(
    world: &World,
    incoming: &Incoming,
    reading: &Reading,
    (mut report, finding): (Report, Finding),
) -> Result<Report, ImportError> {
    let Some(institution) = reading.institution.clone() else { return Ok(report) };
    let foreign =
        matches!(finding.reason, Reason::Other(Fault::InstitutionUnknown(_) | Fault::InstitutionNotSenders(_)));
    let asked = institution.clone();
    let known = world.db.blocking().read(move |tx| store::institution::name(tx, &asked))?.is_some();
    if foreign || !known || incoming.mode == Mode::DryRun {
        return Ok(report);
    }
    let run = ImportRun {
        id: ImportRunId(world.draw_id()),
        institution,
        source: reading.source.clone().unwrap_or_default(),
        operation: incoming.operation,
        file: incoming.file.clone(),
        received: world.now(),
        outcome: Outcome::Refused,
        people: 0,
        counts: Counts::default(),
        hold_why: None,
        undone: None,
    };
    report.run = Some(run.id);
    let enclosed = Enclosed { findings: vec![sealed::finding(&finding)], ..Enclosed::default() };
    let event = draft::received(world, &run, &incoming.from);
    world.db.blocking().write(move |tx| {
        store::import_run::put(tx, &run, &enclosed)?;
        store::event::append(tx, &event)
    })?;
    Ok(report)
}

/// One attempt: read what we have, plan, and load, hold or refuse.
fn once(world: &World, incoming: &Incoming, brought: &Brought<'_>, report: Report) -> Result<Report, ImportError> {
    let roster = brought.roster;
    let known = facts::known(world, &roster.institution, &roster.source)?;
    let asked = (incoming.operation, known.thresholds);
    let planned = rules::import_plan::plan(&known.have, roster, asked, brought.findings.to_vec());
    let mut plan = match planned {
        Ok(plan) => plan,
        Err(finding) => {
            let reading = Reading {
                institution: Some(roster.institution.clone()),
                source: Some(roster.source.clone()),
                ..Reading::default()
            };
            return refuse(world, incoming, &reading, (report.refused_because(&finding), finding));
        }
    };
    let behind_held =
        incoming.operation != Operation::Full && known.source.as_ref().is_some_and(|s| s.held_run.is_some());
    let outcome = match (&plan.hold, behind_held, plan.findings.is_empty()) {
        (Some(_), _, _) | (None, true, _) => Outcome::Held,
        (None, false, true) => Outcome::Accepted,
        (None, false, false) => Outcome::AcceptedWithNotices,
    };
    let mut report = report.of_plan(&plan, outcome);
    if incoming.mode == Mode::DryRun {
        return Ok(report);
    }
    let run = run_of(world, incoming, roster, (&plan, outcome));
    report.run = Some(run.id);
    if outcome == Outcome::Held {
        decide::hold(world, incoming, brought, (&known, run, &plan))?;
        return Ok(report);
    }
    plan.hold = None;
    let loaded = Loaded { source_date_time: roster.source_date_time, school_year: roster.school_year };
    let change = draft::Change { plan: &plan, run, then: Some(loaded), from: &incoming.from, came: Some(roster) };
    let writes = draft::draft(world, &known, change)?;
    let held_before = (incoming.operation == Operation::Full).then_some(Outcome::Replaced);
    writes::apply(world, writes.deciding_held(held_before))?;
    Ok(report)
}

/// Deletes a source of an institution, as if it had sent nobody, where nothing of it was loaded after a moment: for a
/// source nobody has sent for a year. Answers how many people it spoke of; none where it was loaded meanwhile, or gone.
///
/// # Errors
/// Where something is broken.
pub fn delete_source(
    world: &World,
    (institution, source): (&InstitutionNumber, &str),
    loaded_before: Instant,
    from: &Circumstances,
) -> Result<Option<usize>, ImportError> {
    for _ in 0..ATTEMPTS_MAX {
        match delete_once(world, (institution, source), loaded_before, from) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

fn delete_once(
    world: &World,
    (institution, source): (&InstitutionNumber, &str),
    loaded_before: Instant,
    from: &Circumstances,
) -> Result<Option<usize>, ImportError> {
    let known = facts::known(world, institution, source)?;
    if known.source.as_ref().is_none_or(|known| loaded_before < known.at) {
        return Ok(None);
    }
    let plan = rules::import_plan::difference(&known.have.state, &rules::roster::State::default());
    let people = plan.counts().removed;
    let run = ImportRun {
        id: ImportRunId(world.draw_id()),
        institution: institution.clone(),
        source: source.to_owned(),
        operation: Operation::Delete,
        file: DELETED_BY_AGE.to_owned(),
        received: world.now(),
        outcome: Outcome::Accepted,
        people: i64::try_from(people).unwrap_or(i64::MAX),
        counts: plan.counts(),
        hold_why: None,
        undone: None,
    };
    let mut drafted = draft::draft(world, &known, draft::Change { plan: &plan, run, then: None, from, came: None })?;
    // Nothing of it can come back: what was kept for that goes too.
    drafted.enclosed.plan_sealed = None;
    drafted.forgets_source = Some(loaded_before);
    writes::apply(world, drafted.deciding_held(Some(Outcome::Replaced)))?;
    Ok(Some(people))
}

/// What the history calls the file of a deletion by age.
pub const DELETED_BY_AGE: &str = "lifetime";

fn run_of(world: &World, incoming: &Incoming, roster: &Roster, (plan, outcome): (&Plan, Outcome)) -> ImportRun {
    let people = roster.people.len() + roster.leaving.len();
    ImportRun {
        id: ImportRunId(world.draw_id()),
        institution: roster.institution.clone(),
        source: roster.source.clone(),
        operation: incoming.operation,
        file: incoming.file.clone(),
        received: world.now(),
        outcome,
        people: i64::try_from(people).unwrap_or(i64::MAX),
        counts: plan.counts(),
        hold_why: plan.hold.as_ref().and_then(|hold| serde_json::to_string(hold).ok()),
        undone: None,
    }
}

/// The mail address a source told of a person, if any did.
pub(crate) fn told_mail(
    tx: &mut store::driver::Tx,
    vault: &crypto::sealing::Vault,
    person: rules::id::PersonId,
) -> Result<Option<String>, StoreError> {
    for told in store::source_person::records(tx, person)? {
        let row = sealed::row_of(&told.institution, &told.source, &told.local_person_id);
        let record = sealed::open_record(vault, &row, &told.sealed);
        let record = record.map_err(|_| StoreError::Unreadable("what a source said of a person"))?;
        if let Some(mail) = record.person.mail.filter(|mail| !mail.trim().is_empty()) {
            return Ok(Some(mail.trim().to_owned()));
        }
    }
    Ok(None)
}
