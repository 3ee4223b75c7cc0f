//! The institution register is loaded: new institutions come in, changed ones are written over, with an event each.
//!
//! Source: product.md §4, interfaces.md §8. What it does not do: read the list's file (`ingest::register`), or close
//! institutions that are no longer on it.

pub mod desk;
mod mail_change;
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
            batch.iter().map(|entry| (entry.clone(), told(world, entry, machine), mail_change::draw(world))).collect();
        let loaded = world.db.write(move |tx| {
            let mut loaded = Loaded::default();
            for (entry, event, post) in &entries {
                match store::institution::find(tx, &entry.number)? {
                    Some(known) if known == *entry => continue,
                    Some(known) => {
                        mail_change::tell(tx, post, &known, entry)?;
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
