//! What an administrator decides about imports: a held one is released or rejected, a loaded one undone.
//!
//! Source: product.md §10. What it does not do: ask whether they may; the caller asks `rules::rights`.

use super::draft::{self, Change};
use super::facts::{self, Known};
use super::writes;
use super::{ATTEMPTS_MAX, Brought, ImportError, Incoming, Report, notice_of, sealed};
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use crypto::sealing::Purpose;
use rules::event::Kind;
use rules::id::ImportRunId;
use rules::import_plan::{Kept, Loaded, Plan, difference};
use rules::institution::InstitutionNumber;
use rules::roster::{Finding, Operation, Roster};
use serde::{Deserialize, Serialize};
use store::error::StoreError;
use store::import_run::{Enclosed, ImportRun, Outcome};

/// What came of a decision.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// Done; a report for each run, in the order they came.
    Done(Vec<Report>),
    /// Nothing of this source waits, or can be undone.
    Nothing,
    /// The institution has no such source, or several and none was named.
    NoSource,
}

/// Which import a decision is about.
#[derive(Clone, Copy, Debug)]
pub enum Which<'a> {
    /// That of the institution's only source.
    OfOnlySource,
    /// That of this source, whatever waits or was loaded last.
    OfSource(&'a str),
    /// This very run of a source, as a page showed it: where another waits or was loaded meanwhile, nothing is done.
    Shown(&'a str, ImportRunId),
}

impl Which<'_> {
    fn is(self, run: ImportRunId) -> bool {
        match self {
            Which::OfOnlySource | Which::OfSource(_) => true,
            Which::Shown(_, shown) => shown == run,
        }
    }
}

/// What a held run keeps.
#[derive(Serialize, Deserialize)]
pub(super) struct HeldRoster {
    pub(super) roster: Roster,
    pub(super) findings: Vec<Finding>,
}

/// Writes down an import that waits.
pub(super) fn hold(
    world: &World,
    incoming: &Incoming,
    brought: &Brought<'_>,
    (known, run, plan): (&Known, ImportRun, &Plan),
) -> Result<(), ImportError> {
    let kept = HeldRoster { roster: brought.roster.clone(), findings: brought.findings.to_vec() };
    let enclosed = Enclosed {
        source_date_time: brought.roster.source_date_time.to_string(),
        school_year: brought.roster.school_year.to_string(),
        roster_sealed: Some(sealed::pack(&world.vault, Purpose::ImportRoster, run.id, &kept)?),
        plan_sealed: None,
        findings: plan.findings.iter().map(sealed::finding).collect(),
    };
    let event = draft::received(world, &run, &incoming.from);
    let full = incoming.operation == Operation::Full;
    let first = known.source.as_ref().and_then(|source| source.held_run).filter(|_| !full).unwrap_or(run.id);
    Ok(world.db.blocking().write(move |tx| {
        if full {
            for older in store::import_run::held(tx, &run.institution, &run.source)? {
                store::import_run::decide(tx, older.id, Outcome::Replaced)?;
            }
        }
        store::import_run::put(tx, &run, &enclosed)?;
        store::import_source::hold(tx, &run.institution, &run.source, Some(first))?;
        store::event::append(tx, &event)
    })?)
}

/// The source that is meant: the named one, or the only one.
fn source_of(world: &World, institution: &InstitutionNumber, which: Which<'_>) -> Result<Option<String>, ImportError> {
    let named = match which {
        Which::OfOnlySource => None,
        Which::OfSource(name) | Which::Shown(name, _) => Some(name),
    };
    let number = institution.clone();
    let sources = world.db.blocking().read(move |tx| store::import_source::of_institution(tx, &number))?;
    let mut matching = sources.into_iter().map(|source| source.name).filter(|name| named.is_none_or(|n| n == name));
    let first = matching.next();
    Ok(first.filter(|_| matching.next().is_none()))
}

/// Loads what is held of a source, deltas behind it included.
///
/// # Errors
/// Where something is broken.
pub fn release(
    world: &World,
    institution: &InstitutionNumber,
    which: Which<'_>,
    from: &Circumstances,
) -> Result<Decided, ImportError> {
    let Some(source) = source_of(world, institution, which)? else { return Ok(Decided::NoSource) };
    let (number, name) = (institution.clone(), source.clone());
    let held = world.db.blocking().read(move |tx| store::import_run::held(tx, &number, &name))?;
    if held.first().is_none_or(|first| !which.is(first.id)) {
        return Ok(Decided::Nothing);
    }
    let mut reports = Vec::new();
    for run in held {
        // One that waits no more was decided by somebody else, and so was what stands behind it.
        let Some(report) = release_one(world, run, from)? else { break };
        reports.push(report);
    }
    Ok(if reports.is_empty() { Decided::Nothing } else { Decided::Done(reports) })
}

/// Loads one run that waits; none where it waits no more.
fn release_one(world: &World, run: ImportRun, from: &Circumstances) -> Result<Option<Report>, ImportError> {
    let id = run.id;
    for _ in 0..ATTEMPTS_MAX {
        let (waits, (roster, _)) = world
            .db
            .blocking()
            .read(move |tx| Ok((store::import_run::waits(tx, id)?, store::import_run::sealed(tx, id)?)))?;
        let Some(roster) = roster.filter(|_| waits) else { return Ok(None) };
        let kept: HeldRoster = sealed::unpack(&world.vault, Purpose::ImportRoster, id, &roster)?;
        match load_held(world, &run, &kept, from) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done.map(Some),
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

fn load_held(world: &World, run: &ImportRun, kept: &HeldRoster, from: &Circumstances) -> Result<Report, ImportError> {
    let known = facts::known(world, &run.institution, &run.source)?;
    let asked = (run.operation, known.thresholds);
    let mut report = report_of(run);
    let plan = match rules::import_plan::plan(&known.have, &kept.roster, asked, kept.findings.clone()) {
        Ok(plan) => plan,
        Err(finding) => {
            let id = run.id;
            if !world.db.blocking().write(move |tx| store::import_run::decide(tx, id, Outcome::Refused))? {
                return Err(ImportError::Store(StoreError::Busy));
            }
            report.outcome = Outcome::Refused;
            report.notices = vec![notice_of(&finding)];
            return Ok(report);
        }
    };
    let outcome = if plan.findings.is_empty() { Outcome::Accepted } else { Outcome::AcceptedWithNotices };
    let report = report.of_plan(&Plan { hold: None, ..plan.clone() }, outcome);
    let run = ImportRun { outcome, counts: plan.counts(), ..run.clone() };
    let loaded = Loaded { source_date_time: kept.roster.source_date_time, school_year: kept.roster.school_year };
    let came = Some(&kept.roster);
    let mut drafted = draft::draft(world, &known, Change { plan: &plan, run, then: Some(loaded), from, came })?;
    let about = from.clone().at(&drafted.run.institution);
    let event = with(Blank::draw(world).event(Kind::ImportReleased, &about, &[]), "run", drafted.run.id.0);
    drafted.events.push(event);
    drafted.releases = true;
    writes::apply(world, drafted)?;
    Ok(report)
}

fn report_of(run: &ImportRun) -> Report {
    Report {
        file: run.file.clone(),
        institution: Some(run.institution.as_str().to_owned()),
        source: Some(run.source.clone()),
        outcome: run.outcome,
        created: run.counts.created,
        changed: run.counts.changed,
        removed: run.counts.removed,
        refused: run.counts.refused,
        notices: Vec::new(),
        hold: None,
        run: Some(run.id),
    }
}

/// Throws away what is held of a source.
///
/// # Errors
/// Where something is broken.
pub fn reject(
    world: &World,
    institution: &InstitutionNumber,
    which: Which<'_>,
    from: &Circumstances,
) -> Result<Decided, ImportError> {
    let Some(source) = source_of(world, institution, which)? else { return Ok(Decided::NoSource) };
    for _ in 0..ATTEMPTS_MAX {
        match reject_once(world, (institution, &source), which, from) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

fn reject_once(
    world: &World,
    (institution, source): (&InstitutionNumber, &str),
    which: Which<'_>,
    from: &Circumstances,
) -> Result<Decided, ImportError> {
    let (number, name) = (institution.clone(), source.to_owned());
    let held = world.db.blocking().read(move |tx| store::import_run::held(tx, &number, &name))?;
    if held.first().is_none_or(|first| !which.is(first.id)) {
        return Ok(Decided::Nothing);
    }
    let about = from.clone().at(institution);
    let events: Vec<_> = held
        .iter()
        .map(|run| with(Blank::draw(world).event(Kind::ImportRejected, &about, &[]), "run", run.id.0))
        .collect();
    let (number, name, runs) = (institution.clone(), source.to_owned(), held.clone());
    world.db.blocking().write(move |tx| {
        // Another decision, or another file behind it, came between: look again.
        if store::import_run::held(tx, &number, &name)? != runs {
            return Err(StoreError::Busy);
        }
        for run in &runs {
            store::import_run::decide(tx, run.id, Outcome::Rejected)?;
        }
        store::import_source::hold(tx, &number, &name, None)?;
        store::event::append_many(tx, &events)
    })?;
    let rejected = held.iter().map(|run| Report { outcome: Outcome::Rejected, ..report_of(run) });
    Ok(Decided::Done(rejected.collect()))
}

/// Takes back the last loaded import of a source, until the next one: names, affiliations, roles, groups and relations
/// of that source are as before. Passwords stay, and accounts the run created stay without affiliation.
///
/// # Errors
/// Where something is broken.
pub fn undo(
    world: &World,
    institution: &InstitutionNumber,
    which: Which<'_>,
    from: &Circumstances,
) -> Result<Decided, ImportError> {
    let Some(source) = source_of(world, institution, which)? else { return Ok(Decided::NoSource) };
    for _ in 0..ATTEMPTS_MAX {
        match undo_once(world, (institution, &source), which, from) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

fn undo_once(
    world: &World,
    (institution, source): (&InstitutionNumber, &str),
    which: Which<'_>,
    from: &Circumstances,
) -> Result<Decided, ImportError> {
    let known = facts::known(world, institution, source)?;
    // Written only where this run still is the last one.
    let last = known.source.as_ref().map(|source| source.last_run).filter(|last| which.is(*last));
    let Some(last) = last else { return Ok(Decided::Nothing) };
    let (run, (_, kept)) = world
        .db
        .blocking()
        .read(move |tx| Ok((store::import_run::find(tx, last)?, store::import_run::sealed(tx, last)?)))?;
    let (Some(run), Some(kept)) = (run.filter(|run| run.undone.is_none()), kept) else { return Ok(Decided::Nothing) };
    let kept: Kept = sealed::unpack(&world.vault, Purpose::ImportPlan, last, &kept)?;
    let plan = difference(&known.have.state, &kept.undone(known.have.state.clone()));
    let report = report_of(&run).of_plan(&plan, run.outcome);
    let change = Change { plan: &plan, run, then: kept.loaded, from, came: None };
    let mut drafted = draft::draft(world, &known, change)?;
    // The history tells of the undoing by the run's own mark; the file did not come again.
    drafted.events.retain(|event| event.kind != Kind::ImportReceived);
    let about = from.clone().at(institution);
    drafted.events.push(with(Blank::draw(world).event(Kind::ImportUndone, &about, &[]), "run", last.0));
    drafted.undoes = Some(last);
    writes::apply(world, drafted)?;
    Ok(Decided::Done(vec![report]))
}
