//! The drop folder: a file that has been moved there whole is loaded, and moved on to `done` or `refused` with its
//! report beside it. `NAME.delta.xml` and `NAME.delete.xml` ask for that; everything else is a full import.
//!
//! What it does not do: look at files whose name does not end in `.xml`, so that a sender can write under another name
//! and rename. Several nodes may watch one folder: the rename is the claim.

use anyhow::{Context, Result};
use flows::import::{Incoming, Mode, receive};
use flows::remember::Circumstances;
use flows::world::World;
use rules::roster::Operation;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;
use store::import_run::Outcome;

/// How often it is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(2);

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

/// Loads what lies there, oldest name first.
fn look(folder: &Path, world: &World) -> Result<()> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder)?
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.is_file() && path.extension().is_some_and(|kind| kind.eq_ignore_ascii_case("xml")))
        .collect();
    files.sort();
    for file in files {
        let Some(name) = file.file_name().map(|name| name.to_string_lossy().into_owned()) else { continue };
        let taken = folder.join("taken").join(&name);
        if fs::rename(&file, &taken).is_err() {
            // Another node was faster.
            continue;
        }
        let operation = operation_of(&name);
        let reading = ingest::unilogin_xml::read(File::open(&taken)?, operation);
        let from = Circumstances::machine("drop_folder");
        let incoming = Incoming { file: name.clone(), operation, mode: Mode::Load, only: None, from };
        match receive(world, &incoming, reading) {
            Ok(report) => {
                let place = folder.join(if report.outcome == Outcome::Refused { "refused" } else { "done" });
                fs::write(place.join(format!("{name}.json")), serde_json::to_vec_pretty(&report)?)?;
                fs::rename(&taken, place.join(&name))?;
            }
            Err(error) => {
                // Broken, not refused: it lies there again at the next look.
                fs::rename(&taken, &file)?;
                return Err(error.into());
            }
        }
    }
    Ok(())
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
    fn the_name_says_what_is_asked() {
        assert_eq!(operation_of("751042.xml"), Operation::Full);
        assert_eq!(operation_of("751042.Delta.XML"), Operation::Delta);
        assert_eq!(operation_of("751042.delete.xml"), Operation::Delete);
    }
}
