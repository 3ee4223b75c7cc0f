//! The institution register is loaded: new institutions come in, changed ones are written over, with an event each.
//!
//! Source: product.md §4, interfaces.md §8. What it does not do: read the list's file (`ingest::register`), or close
//! institutions because they are no longer on it.

pub mod desk;
mod letters;
pub mod upload;

use crate::mail::Post;
use crate::world::World;
use rules::event::{Doer, Kind, NewEvent};
use rules::id::EventId;
use rules::institution::Institution;
use store::error::StoreError;

/// How many institutions one transaction takes.
pub const BATCH_MAX: usize = 500;

/// What became of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Institutions the register did not know.
    pub created: usize,
    /// Institutions with another entry than before.
    pub changed: usize,
}

/// Loads a list. `machine` says who did it: `command`, `demo`.
///
/// # Errors
/// [`StoreError`]; batches before the one that failed stay.
pub async fn load(world: &World, institutions: &[Institution], machine: &str) -> Result<Loaded, StoreError> {
    let mut all = Loaded::default();
    for batch in institutions.chunks(BATCH_MAX) {
        let entries: Vec<(Institution, NewEvent, Post)> =
            batch.iter().map(|entry| (entry.clone(), told(world, entry, machine), letters::draw(world))).collect();
        let loaded = world.db.write(move |tx| {
            let mut loaded = Loaded::default();
            for (entry, event, post) in &entries {
                let known = store::institution::find(tx, &entry.number)?;
                let entry = &kept_closed(entry, known.as_ref());
                match known {
                    Some(known) if known == *entry => continue,
                    Some(known) => {
                        letters::tell(tx, post, &known, entry)?;
                        loaded.changed += 1;
                    }
                    None => loaded.created += 1,
                }
                store::institution::put(tx, entry)?;
                store::event::append(tx, event)?;
            }
            Ok(loaded)
        });
        let loaded = loaded.await?;
        all.created += loaded.created;
        all.changed += loaded.changed;
    }
    Ok(all)
}

/// The entry of a list, closed where the register has it closed: a list may close, and only the desk opens again, so that
/// a list without the column opens nothing.
fn kept_closed(entry: &Institution, known: Option<&Institution>) -> Institution {
    Institution { closed: entry.closed.or(known.and_then(|known| known.closed)), ..entry.clone() }
}

fn told(world: &World, entry: &Institution, machine: &str) -> NewEvent {
    NewEvent {
        id: EventId(world.draw_id()),
        salt: world.chance().bytes(),
        kind: Kind::InstitutionChanged,
        doer: Doer::Machine(machine.to_owned()),
        institution: Some(entry.number.clone()),
        address: String::new(),
        subjects: Vec::new(),
        payload: Vec::new(),
    }
}
