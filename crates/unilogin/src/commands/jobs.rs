//! `unilogin jobs`: when the night's jobs ran, what they would do, and running one by hand.
//!
//! Source: product.md §12. What it does not do: know what a job does; `flows::lifetime` does.

use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result};
use flows::lifetime::{Job, Report};
use flows::world::World;
use serde_json::json;
use store::job_run::Mode;

/// How many runs of each job the list shows.
const RUNS_SHOWN: i64 = 3;

/// What `unilogin jobs` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum JobsCommand {
    /// Show each job, how often it runs and its last runs.
    List {
        #[command(flatten)]
        place: Place,
    },
    /// Run a job now: `notices`, `accounts`, `expiry` or `rights`.
    Run {
        /// Which.
        name: String,
        /// Only say what it would do.
        #[arg(long)]
        dry_run: bool,
        /// One JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// `unilogin jobs`.
pub(crate) fn run(command: JobsCommand) -> Result<()> {
    match command {
        JobsCommand::List { place } => control::run(&place, &Request::ListJobs),
        JobsCommand::Run { name, dry_run, json, place } => {
            control::run(&place, &Request::RunJob { name, dry_run, json })
        }
    }
}

pub(crate) fn list(world: &World, say: Say<'_>) -> Result<Answer> {
    for job in Job::ALL {
        let pace = match job.pace() {
            rules::lifetime::Pace::Daily => "every night",
            rules::lifetime::Pace::Monthly => "the first night of a month",
        };
        say(&format!("{}: {pace}", job.word()))?;
        let runs = world.db.blocking().read(move |tx| store::job_run::of_job(tx, job.word(), RUNS_SHOWN))?;
        for run in runs {
            let day = run.started.day_in_denmark();
            say(&format!("  {day} at {:02}h, {}: {}", run.started.hour_in_denmark(), run.mode.word(), run.report))?;
        }
    }
    Ok(Answer::Done)
}

pub(crate) fn run_one(world: &World, (name, dry_run, json): (&str, bool, bool), say: Say<'_>) -> Result<Answer> {
    let words: Vec<&str> = Job::ALL.iter().map(|job| job.word()).collect();
    let job = Job::from_word(name).with_context(|| format!("no job {name}; there are {}", words.join(", ")))?;
    let mode = if dry_run { Mode::DryRun } else { Mode::Real };
    let report = flows::lifetime::run(world, job, mode)?;
    if json {
        say(&as_json(&report).to_string())?;
        return Ok(Answer::Done);
    }
    let did = if dry_run { "would do" } else { "did" };
    say(&format!("{} {did} {} things", job.word(), report.effects.len()))?;
    for effect in &report.effects {
        let at = effect.institution.as_ref().map(ToString::to_string).unwrap_or_default();
        let who = effect.person.map(|person| person.0.to_string()).unwrap_or_default();
        say(format!("  {} {at} {who} {}", effect.what, effect.detail).trim_end())?;
    }
    Ok(Answer::Done)
}

fn as_json(report: &Report) -> serde_json::Value {
    let effects: Vec<serde_json::Value> = report
        .effects
        .iter()
        .map(|effect| {
            json!({
                "what": effect.what,
                "institution": effect.institution.as_ref().map(ToString::to_string),
                "person": effect.person.map(|person| person.0),
                "detail": effect.detail,
            })
        })
        .collect();
    json!({ "job": report.job.word(), "mode": report.mode.word(), "counts": report.counts(), "effects": effects })
}
