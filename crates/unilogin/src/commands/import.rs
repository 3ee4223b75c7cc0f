//! `unilogin import`: loads institutions' files, and decides about those that wait.
//!
//! A directory's `institutions.csv` is loaded into the register first. What it does not do: read XML (`ingest`), or
//! decide what changes (`flows::import`).

use super::request::{Answer, Decision, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::{Context, Result, bail};
use flows::import::decide::{self, Decided, reject, release, undo};
use flows::import::{Incoming, Mode, Report, receive};
use flows::remember::Circumstances;
use flows::world::World;
use rules::institution::InstitutionNumber;
use rules::roster::Operation;
use std::fs::File;
use std::path::{Path, PathBuf};
use store::import_run::Outcome;

/// The register's list in a directory of import files.
const REGISTER_FILE: &str = "institutions.csv";

/// What `unilogin import` is told.
#[derive(Debug, clap::Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Arguments {
    /// `UNILoginImport` files, or directories of them.
    #[arg(required = true, value_name = "FILE|DIR")]
    paths: Vec<PathBuf>,
    #[command(flatten)]
    place: Place,
    /// What the files ask for: everybody, changes, or who leaves.
    #[arg(long, default_value = "full", value_parser = operation)]
    operation: Operation,
    /// Only say what would happen.
    #[arg(long)]
    dry_run: bool,
    /// One JSON object a line and file.
    #[arg(long)]
    json: bool,
    #[command(subcommand)]
    decision: Option<Decide>,
}

/// What can be decided about an import.
#[derive(Debug, clap::Subcommand)]
enum Decide {
    /// Load what is held.
    Release(Which),
    /// Throw away what is held.
    Reject(Which),
    /// Take back the last loaded import of a source.
    Undo(Which),
}

/// Which import.
#[derive(Debug, clap::Args)]
struct Which {
    /// The institution's number.
    institution: String,
    /// The source, where there are several.
    #[arg(long)]
    source: Option<String>,
    #[command(flatten)]
    place: Place,
    /// One JSON object a run.
    #[arg(long)]
    json: bool,
}

fn operation(word: &str) -> Result<Operation, String> {
    Operation::from_word(word).ok_or_else(|| "full, delta or delete".to_owned())
}

/// Hands the work on.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let (decision, which) = match arguments.decision {
        Some(Decide::Release(which)) => (Decision::Release, which),
        Some(Decide::Reject(which)) => (Decision::Reject, which),
        Some(Decide::Undo(which)) => (Decision::Undo, which),
        None => {
            let Arguments { paths, place, operation, dry_run, json, .. } = arguments;
            // A running server has another working directory.
            let full = paths.into_iter().map(|path| std::path::absolute(&path).unwrap_or(path)).collect();
            return control::run(&place, &Request::Import { paths: full, operation, dry_run, json });
        }
    };
    let Which { institution, source, place, json } = which;
    control::run(&place, &Request::Decide { decision, institution, source, json })
}

/// How files are loaded and told of.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Manner {
    operation: Operation,
    mode: Mode,
    json: bool,
}

impl Manner {
    pub(crate) fn of(operation: Operation, dry_run: bool, json: bool) -> Manner {
        Manner { operation, mode: if dry_run { Mode::DryRun } else { Mode::Load }, json }
    }
}

/// Loads files and directories, one report each.
pub(crate) fn load(world: &World, paths: &[PathBuf], manner: Manner, say: Say<'_>) -> Result<Answer> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            register(world, &path.join(REGISTER_FILE), manner, say)?;
            files.extend(files_in(path)?);
        } else if path.file_name().is_some_and(|name| name == REGISTER_FILE) {
            register(world, path, manner, say)?;
        } else {
            files.push(path.clone());
        }
    }
    let mut sum = Sum::default();
    for path in &files {
        let report = load_file(world, path, manner)?;
        sum.add(&report);
        tell(&report, manner.json, say)?;
    }
    if !manner.json && 1 < files.len() {
        say(&sum.line())?;
    }
    Ok(if 0 < sum.refused_files { Answer::PartlyRefused } else { Answer::Done })
}

fn files_in(directory: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(directory).with_context(|| format!("cannot read {}", directory.display()))?;
    let mut files: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xml")))
        .collect();
    files.sort();
    Ok(files)
}

fn register(world: &World, path: &Path, manner: Manner, say: Say<'_>) -> Result<()> {
    if !path.exists() || manner.mode == Mode::DryRun {
        return Ok(());
    }
    let bytes = std::fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
    let (institutions, findings) = ingest::register::read(&bytes);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let loaded = runtime.block_on(flows::register::load(world, &institutions, "command"))?;
    if !manner.json {
        for finding in findings {
            say(&format!("{} line {}: {:?}", path.display(), finding.line, finding.flaw))?;
        }
        say(&format!("{}: {} institutions new, {} changed", path.display(), loaded.created, loaded.changed))?;
    }
    Ok(())
}

/// Reads and loads one file; a file that cannot be opened is an error, a bad one a report.
fn load_file(world: &World, path: &Path, manner: Manner) -> Result<Report> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let reading = ingest::unilogin_xml::read(file, manner.operation);
    let incoming = Incoming {
        file: path.display().to_string(),
        operation: manner.operation,
        mode: manner.mode,
        only: None,
        from: Circumstances::machine("command"),
    };
    Ok(receive(world, &incoming, reading)?)
}

/// Decides about an import that waits, or takes one back.
pub(crate) fn decide(
    world: &World,
    (decision, institution, source): (Decision, &str, Option<&str>),
    json: bool,
    say: Say<'_>,
) -> Result<Answer> {
    let number = InstitutionNumber::parse(institution).context("not an institution number")?;
    let from = Circumstances::machine("command");
    let which = source.map_or(decide::Which::OfOnlySource, decide::Which::OfSource);
    let decided = match decision {
        Decision::Release => release(world, &number, which, &from)?,
        Decision::Reject => reject(world, &number, which, &from)?,
        Decision::Undo => undo(world, &number, which, &from)?,
    };
    match decided {
        Decided::Done(reports) => {
            for report in &reports {
                tell(report, json, say)?;
            }
            Ok(Answer::Done)
        }
        Decided::Nothing => bail!("nothing of this source waits or can be taken back"),
        Decided::NoSource => bail!("no such source, or several: name one with --source"),
    }
}

fn tell(report: &Report, json: bool, say: Say<'_>) -> Result<()> {
    if json {
        return say(&serde_json::to_string(report)?);
    }
    let institution = report.institution.as_deref().unwrap_or("?");
    let nothing = report.created + report.changed + report.removed == 0 && report.is_loaded();
    let counts = if nothing {
        "nothing changed".to_owned()
    } else {
        format!("{} created, {} changed, {} removed", report.created, report.changed, report.removed)
    };
    let refused = report.refused;
    say(&format!("{} {institution}: {}: {counts}, {refused} refused", report.file, report.outcome.word()))?;
    if let Some(hold) = &report.hold {
        say(&format!("  waits for an administrator: {}", reason(hold)))?;
    }
    for notice in &report.notices {
        say(&format!("  {} {} {}", notice.local_person_id, notice.code, notice.text))?;
    }
    Ok(())
}

fn reason(hold: &rules::import_plan::Hold) -> String {
    use rules::import_plan::Hold;
    match hold {
        Hold::TooMany { removed, of, percent } => {
            format!("it would remove {removed} of {of} people, more than {percent} %")
        }
        Hold::WholeClass { class, members } => {
            format!("all {members} of class {} would go", class.as_str())
        }
    }
}

#[derive(Default)]
struct Sum {
    files: usize,
    held_files: usize,
    refused_files: usize,
    created: usize,
    changed: usize,
    removed: usize,
    refused: usize,
}

impl Sum {
    fn add(&mut self, report: &Report) {
        self.files += 1;
        self.held_files += usize::from(report.outcome == Outcome::Held);
        self.refused_files += usize::from(report.outcome == Outcome::Refused);
        if report.is_loaded() {
            self.created += report.created;
            self.changed += report.changed;
            self.removed += report.removed;
            self.refused += report.refused;
        }
    }

    fn line(&self) -> String {
        format!(
            "{} files ({} held, {} refused): {} people created, {} changed, {} removed, {} refused",
            self.files, self.held_files, self.refused_files, self.created, self.changed, self.removed, self.refused
        )
    }
}
