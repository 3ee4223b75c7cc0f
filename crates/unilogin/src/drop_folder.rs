//! The drop folder: a file that has been moved there whole is loaded, and moved on to `done` or `refused` with its
//! report beside it. `NAME.delta.xml` and `NAME.delete.xml` ask for that; everything else is a full import.
//!
//! What it does not do: look at files whose name does not end in `.xml`, so that a sender can write under another name
//! and rename. Several nodes may watch one folder: the rename is the claim.

use anyhow::{Context, Result};
use flows::drop_folder::Seen;
use flows::import::{Incoming, Mode, receive};
use flows::remember::Circumstances;
use flows::world::World;
use rules::roster::Operation;
use rules::time::Instant;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use store::import_run::Outcome;

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

/// The most files of `taken` and of `refused` that are counted.
const COUNTED_MAX: usize = 10_000;

/// Watches on a thread of its own that ends with the process.
pub(crate) fn start(folder: &Path, world: &World) -> Result<()> {
    for place in ["taken", "done", "refused"] {
        let path = folder.join(place);
        fs::create_dir_all(&path).with_context(|| format!("cannot make {}", path.display()))?;
    }
    let (folder, world) = (folder.to_owned(), world.clone());
    std::thread::Builder::new().name("drop folder".to_owned()).spawn(move || {
        loop {
            if let Err(error) = look(&folder, &world) {
                tracing::error!(%error, "the drop folder could not be emptied");
            }
            std::thread::sleep(LOOK_EVERY);
        }
    })?;
    Ok(())
}

/// Loads what lies there, oldest name first. Between two files the folder is counted no more often than it is looked at: it
/// may hold a country's.
fn look(folder: &Path, world: &World) -> Result<()> {
    tell(folder, world);
    let mut told = std::time::Instant::now();
    let mut files = waiting(folder)?;
    files.sort();
    for file in files {
        load(folder, &file, world)?;
        if LOOK_EVERY <= told.elapsed() {
            tell(folder, world);
            told = std::time::Instant::now();
        }
    }
    Ok(())
}

/// The files that wait, in no order.
fn waiting(folder: &Path) -> Result<Vec<PathBuf>> {
    let lying = fs::read_dir(folder)?.flatten().map(|entry| entry.path());
    Ok(lying
        .filter(|path| path.is_file() && path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xml")))
        .collect())
}

fn load(folder: &Path, file: &Path, world: &World) -> Result<()> {
    let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else { return Ok(()) };
    let taken = folder.join("taken").join(&name);
    if fs::rename(file, &taken).is_err() {
        // Another node was faster.
        return Ok(());
    }
    let operation = operation_of(&name);
    let reading = ingest::unilogin_xml::read(File::open(&taken)?, operation);
    let from = Circumstances::machine("drop_folder");
    let incoming = Incoming { file: name.clone(), operation, mode: Mode::Load, only: None, from };
    match receive(world, &incoming, reading) {
        Ok(report) => {
            let place = folder.join(if report.outcome == Outcome::Refused { "refused" } else { "done" });
            fs::write(place.join(format!("{name}.json")), serde_json::to_vec_pretty(&report)?)?;
            Ok(fs::rename(&taken, place.join(&name))?)
        }
        Err(error) => {
            // Broken, not refused: it lies there again at the next look.
            fs::rename(&taken, file)?;
            Err(error.into())
        }
    }
}

/// Tells the operator's page what lies there; nothing where the folder cannot be read.
fn tell(folder: &Path, world: &World) {
    if let Ok(seen) = seen(folder, world.now()) {
        world.drop_folder.saw(seen);
    }
}

fn seen(folder: &Path, now: Instant) -> Result<Seen> {
    let waiting = waiting(folder)?;
    let oldest = waiting.iter().filter_map(|path| path.metadata().ok()?.modified().ok()).min();
    let count = |place: &str| -> Result<usize> {
        let lying = fs::read_dir(folder.join(place))?.flatten().take(COUNTED_MAX);
        Ok(lying.filter(|entry| entry.path().extension().is_none_or(|kind| kind != "json")).count())
    };
    let since = |at: SystemTime| at.duration_since(SystemTime::UNIX_EPOCH).ok();
    Ok(Seen {
        waiting: waiting.len(),
        oldest: oldest.and_then(since).and_then(|since| i64::try_from(since.as_millis()).ok()).map(Instant),
        taken: count("taken")?,
        refused: count("refused")?,
        at: now,
    })
}

fn operation_of(name: &str) -> Operation {
    let name = name.to_ascii_lowercase();
    if name.ends_with(".delta.xml") {
        Operation::Delta
    } else if name.ends_with(".delete.xml") {
        Operation::Delete
    } else {
        Operation::Full
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waits_and_what_was_refused_is_counted_without_reports_and_half_files() {
        let folder = tempfile::tempdir().unwrap();
        for place in ["taken", "done", "refused"] {
            fs::create_dir(folder.path().join(place)).unwrap();
        }
        let empty = Seen { waiting: 0, oldest: None, taken: 0, refused: 0, at: Instant(7) };
        assert_eq!(seen(folder.path(), Instant(7)).unwrap(), empty);
        for name in ["a.xml", "b.XML", "c.part", "taken/d.xml", "done/e.xml", "refused/f.xml", "refused/f.xml.json"] {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let old = File::open(folder.path().join("b.XML")).unwrap();
        old.set_modified(SystemTime::UNIX_EPOCH + Duration::from_millis(5)).unwrap();
        let expected = Seen { waiting: 2, oldest: Some(Instant(5)), taken: 1, refused: 1, ..empty };
        assert_eq!(seen(folder.path(), Instant(7)).unwrap(), expected);
    }

    #[test]
    fn the_name_says_what_is_asked() {
        assert_eq!(operation_of("751042.xml"), Operation::Full);
        assert_eq!(operation_of("751042.Delta.XML"), Operation::Delta);
        assert_eq!(operation_of("751042.delete.xml"), Operation::Delete);
    }
}
