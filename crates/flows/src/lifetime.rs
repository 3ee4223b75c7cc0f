//! *Levetidspolitik*: the night's jobs. What ends by itself ends, and whoever must know is told a month before.
//!
//! Source: product.md §12. Each job may be asked first what it would do; each run is kept, with what it did where and to
//! whom. What it does not do: decide when a time is up (`rules::lifetime`), or wake by itself; the program's clock does.
//! Works in the calling thread: not to be called on a runtime's thread.

use crate::import::ImportError;
use crate::lapse_rights;
use crate::remember::{Blank, Circumstances, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::lifetime::Pace;
use rules::right_term::Lapse;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::PersonName;
use std::collections::BTreeMap;
use store::error::StoreError;
use store::job_run::{Effect, JobRun, Mode};

mod accounts;
mod expiry;
mod notices;

/// A job of the night.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Job {
    /// Administrators are told what ends within a month.
    Notices,
    /// Accounts without affiliation are disabled, and after a year anonymised.
    Accounts,
    /// Hand-made affiliations and imports older than a year are deleted.
    Expiry,
    /// Rights that are over by themselves end, and whose end is near is told of.
    Rights,
}

impl Job {
    /// All of them, in the order they run.
    pub const ALL: [Job; 4] = [Job::Notices, Job::Accounts, Job::Expiry, Job::Rights];
    /// Its name.
    pub fn word(self) -> &'static str {
        match self {
            Job::Notices => "notices",
            Job::Accounts => "accounts",
            Job::Expiry => "expiry",
            Job::Rights => "rights",
        }
    }
    /// Back from its name.
    pub fn from_word(word: &str) -> Option<Job> {
        Job::ALL.into_iter().find(|job| job.word() == word)
    }
    /// How often it runs.
    pub fn pace(self) -> Pace {
        match self {
            Job::Notices | Job::Accounts | Job::Rights => Pace::Daily,
            Job::Expiry => Pace::Monthly,
        }
    }
}

/// What a run did, or would have done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// Which job.
    pub job: Job,
    /// Whether anything was written.
    pub mode: Mode,
    /// When it began.
    pub started: Instant,
    /// Everything it did, in order.
    pub effects: Vec<Effect>,
}

impl Report {
    /// How often it did what.
    pub fn counts(&self) -> BTreeMap<&str, usize> {
        let mut counts = BTreeMap::new();
        for effect in &self.effects {
            *counts.entry(effect.what.as_str()).or_default() += 1;
        }
        counts
    }
}

/// How many people or sources one step takes; a run takes steps until nothing is left.
const STEP: i64 = 200;
/// The most effects one run keeps; what is left over comes the next night.
const EFFECTS_MAX: usize = 100_000;

/// Runs a job, or only says what it would do. The run is kept either way.
///
/// # Errors
/// [`ImportError`]; steps before the one that failed stay.
pub fn run(world: &World, job: Job, mode: Mode) -> Result<Report, ImportError> {
    let started = world.now();
    let mut effects = Vec::new();
    match job {
        Job::Notices => notices::run(world, mode, &mut effects)?,
        Job::Accounts => accounts::run(world, mode, &mut effects)?,
        Job::Expiry => expiry::run(world, mode, &mut effects)?,
        Job::Rights => effects.extend(lapse_rights::run(world, mode)?.into_iter().filter_map(lapsed)),
    }
    let report = Report { job, mode, started, effects };
    keep(world, &report)?;
    Ok(report)
}

fn lapsed(line: lapse_rights::Line) -> Option<Effect> {
    let what = match line.lapse {
        Lapse::Stays => return None,
        Lapse::Ends(_) => "right_ended",
        Lapse::EndsSoon(_, _) => "told_of_right",
        Lapse::LastStays(_) => "told_of_last_administrator",
    };
    Some(Effect {
        institution: Some(line.institution),
        person: Some(line.person),
        what: what.to_owned(),
        detail: line.right,
    })
}

fn keep(world: &World, report: &Report) -> Result<(), StoreError> {
    let run = JobRun {
        id: world.draw_id(),
        job: report.job.word().to_owned(),
        started: report.started,
        ended: Some(world.now()),
        report: serde_json::to_string(&report.counts()).unwrap_or_default(),
        mode: report.mode,
    };
    let event = with(Blank::draw(world).event(Kind::JobRan, &circumstances(), &[]), "job", report.job.word());
    let event = with(with(event, "mode", report.mode.word()), "did", report.effects.len());
    let effects = report.effects.clone();
    world.db.blocking().write(move |tx| {
        store::job_run::write(tx, &run)?;
        match run.mode {
            Mode::Real => store::job_run::write_effects(tx, run.id, &effects)?,
            Mode::DryRun => {}
        }
        store::event::append(tx, &event)
    })
}

fn circumstances() -> Circumstances {
    Circumstances::machine("job")
}

/// Runs every job that is due by Danish calendar and clock; answers how many ran.
///
/// # Errors
/// [`ImportError`].
pub fn run_due(world: &World) -> Result<u64, ImportError> {
    let mut ran = 0;
    for job in Job::ALL {
        let last = world.db.blocking().read(move |tx| store::job_run::last(tx, job.word()))?;
        if rules::lifetime::is_due(job.pace(), last, world.now()) {
            run(world, job, Mode::Real)?;
            ran += 1;
        }
    }
    Ok(ran)
}

/// What jobs did at one institution, as its administrators see it.
#[derive(Clone, Debug)]
pub struct Seen {
    /// When each job last began in earnest.
    pub jobs: Vec<(Job, Option<Instant>)>,
    /// What they did here, the newest first.
    pub lines: Vec<Line>,
}

/// One thing a job did.
#[derive(Clone, Debug)]
pub struct Line {
    /// When the run began.
    pub at: Instant,
    /// The word of what it did.
    pub what: String,
    /// A word or number that goes with it.
    pub detail: String,
    /// To whom: the name that may be shown.
    pub name: Option<PersonName>,
}

/// How many lines the page shows.
const LINES_SHOWN: i64 = 200;

/// Reads what jobs did at an institution; a look at those it names.
///
/// # Errors
/// [`StoreError`].
pub async fn seen(world: &World, who: &Administrator) -> Result<Result<Seen, Reason>, StoreError> {
    let asked = who.clone();
    let found = world.db.read(move |tx| {
        if let Err(reason) = asked.may(tx, Verb::SeeSettings)? {
            return Ok(Err(reason));
        }
        let mut jobs = Vec::new();
        for job in Job::ALL {
            jobs.push((job, store::job_run::last(tx, job.word())?));
        }
        let (mut lines, mut about) = (Vec::new(), Vec::new());
        for line in store::job_run::at(tx, asked.institution(), LINES_SHOWN)? {
            let person = match line.effect.person {
                Some(person) => store::person::find(tx, person)?,
                None => None,
            };
            about.extend(person.as_ref().map(|person| person.id));
            let name = person.map(|person| person.shown().clone());
            lines.push(Line { at: line.started, what: line.effect.what, detail: line.effect.detail, name });
        }
        Ok(Ok((Seen { jobs, lines }, about)))
    });
    let (seen, about) = match found.await? {
        Ok(found) => found,
        Err(reason) => return Ok(Err(reason)),
    };
    if !about.is_empty() {
        let event = Blank::draw(world).event(Kind::PeopleShown, &who.circumstances(), &about);
        let event = with(event, "page", "lifetimes");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(Ok(seen))
}
