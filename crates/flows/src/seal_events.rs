//! Sealing what happened: every second the events that wait get a seal, once a day the end of the chain is signed,
//! every night what is too old is forgotten; and the check that all of it still holds.
//!
//! Source: product.md §12 and §14. What it does not do: take leases or turns (the program's jobs do).

use crate::signing_key::{self, KeyError};
use crate::world::World;
use crypto::sealing::Vault;
use oidc::jwk::Algorithm;
use rules::event::Kind;
use serde::{Deserialize, Serialize};
use store::checkpoint::Checkpoint;
use store::db::Db;
use store::error::StoreError;
use store::seal::{EVENTS_MAX, End, Verified};

/// How many seals one turn makes at most: 100,000 events, more than a second brings.
const SEALS_PER_TURN_MAX: usize = 20;
/// How many events of one kind are forgotten in one transaction.
const FORGOTTEN_PER_WRITE_MAX: i64 = 2_000;
/// How many such transactions one kind gets a night: two million events.
const FORGETTING_WRITES_MAX: usize = 1_000;
/// How many checkpoints are read at a time.
const CHECKPOINTS_READ: i64 = 1_000;
/// The `typ` of a signed checkpoint: it can be taken for no other token of ours.
const CHECKPOINT_TYPE: &str = "unilogin-checkpoint+jwt";

/// What a checkpoint's signature covers.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Claims {
    day: String,
    seal: i64,
    hash: String,
}

impl Claims {
    fn of(day: &str, seal: i64, hash: &[u8]) -> Claims {
        Claims { day: day.to_owned(), seal, hash: rules::hex::write(hash) }
    }
}

/// Seals what waits; answers how many events.
///
/// # Errors
/// [`StoreError`].
pub async fn seal(world: &World) -> Result<u64, StoreError> {
    let mut sealed = 0;
    for _ in 0..SEALS_PER_TURN_MAX {
        let now_sealed = world.db.write(store::seal::seal_waiting).await?;
        sealed += now_sealed;
        if now_sealed < EVENTS_MAX.unsigned_abs() {
            break;
        }
    }
    Ok(sealed)
}

/// Seals all that waits, however much. Blocks.
///
/// # Errors
/// [`StoreError`].
pub fn seal_all(world: &World) -> Result<(), StoreError> {
    while 0 < world.db.blocking().write(store::seal::seal_waiting)? {}
    Ok(())
}

/// Signs the end of the chain, once a day; answers 1 where it did. The signature also goes to the log, so that a copy
/// lies outside the database.
///
/// # Errors
/// [`KeyError`].
pub async fn sign_checkpoint(world: &World) -> Result<u64, KeyError> {
    let day = world.now().day_in_denmark().to_string();
    let today = day.clone();
    let end = world
        .db
        .point(move |tx| Ok(if store::checkpoint::is_there(tx, &today)? { None } else { store::seal::end(tx)? }))
        .await?;
    let Some(End { seal, hash }) = end else { return Ok(0) };
    let signer = world.signing.signer(Algorithm::ES256)?;
    let signed = signer.sign(CHECKPOINT_TYPE, &Claims::of(&day, seal, &hash))?;
    let checkpoint = Checkpoint { day, seal, hash, key_id: signer.kid().to_owned(), signed };
    let kept = checkpoint.clone();
    let written = world.db.write(move |tx| store::checkpoint::add(tx, &kept)).await?;
    if written == 1 {
        tracing::info!(day = checkpoint.day, seal, signed = checkpoint.signed, "the chain of events is signed");
    }
    Ok(written)
}

/// Forgets the content of events whose time is up; answers how many.
///
/// # Errors
/// [`StoreError`].
pub async fn forget(world: &World) -> Result<u64, StoreError> {
    let mut forgotten = 0;
    for kind in Kind::ALL {
        let before = world.now().minus(kind.kept());
        for _ in 0..FORGETTING_WRITES_MAX {
            let gone =
                world.db.write(move |tx| store::event::forget(tx, kind, before, FORGOTTEN_PER_WRITE_MAX)).await?;
            forgotten += gone;
            if gone < FORGOTTEN_PER_WRITE_MAX.unsigned_abs() {
                break;
            }
        }
    }
    Ok(forgotten)
}

/// Walks the chain and its checkpoints. Blocks: for commands.
///
/// # Errors
/// [`StoreError`]; what is wrong with the chain stands in the answer.
pub fn verify(db: &Db, vault: &Vault) -> Result<(Verified, u64), StoreError> {
    let now = db.now();
    let mut found = db.blocking().read(move |tx| store::seal::verify(tx, now))?;
    let mut checkpoints = 0;
    let mut day = String::new();
    loop {
        let after = day.clone();
        let held = db.blocking().read(move |tx| store::checkpoint::after(tx, &after, CHECKPOINTS_READ))?;
        let Some(last) = held.last() else { break };
        day.clone_from(&last.day);
        for checkpoint in &held {
            checkpoints += 1;
            if let Some(sentence) = broken(db, vault, checkpoint)? {
                found.breaks(sentence);
            }
        }
    }
    Ok((found, checkpoints))
}

/// What is wrong with a checkpoint, if anything.
fn broken(db: &Db, vault: &Vault, checkpoint: &Checkpoint) -> Result<Option<String>, StoreError> {
    let Checkpoint { day, seal, hash, key_id, signed } = checkpoint;
    let number = *seal;
    let key = match signing_key::public(db, vault, key_id) {
        Ok(key) => key,
        Err(KeyError::Store(error)) => return Err(error),
        Err(KeyError::Open(_) | KeyError::NoKey(_) | KeyError::Damaged) => None,
    };
    let Some(key) = key else {
        return Ok(Some(format!("the checkpoint of {day} names a signing key that is not ours")));
    };
    let read = oidc::jwt::verify::<Claims>(signed, &[key], &[Algorithm::ES256]);
    let is_signed = read.is_ok_and(|read| {
        read.kind.as_deref() == Some(CHECKPOINT_TYPE) && read.claims == Claims::of(day, number, hash)
    });
    if !is_signed {
        return Ok(Some(format!("the checkpoint of {day} is not signed by us")));
    }
    let held = db.blocking().read(move |tx| store::seal::hash(tx, number))?;
    Ok(match held {
        Some(held) if held == *hash => None,
        Some(_) => Some(format!("seal {number} is not the one that was signed on {day}")),
        None => Some(format!("seal {number}, signed on {day}, is missing: the chain was cut off")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::event::{Doer, NewEvent};
    use rules::id::{EventId, PersonId};
    use rules::time::Millis;
    use testkit::database::{Database, both};

    fn event(number: i64) -> NewEvent {
        NewEvent {
            id: EventId(number),
            salt: [number as u8; 16],
            kind: Kind::LoggedIn,
            doer: Doer::Person { id: PersonId(1), acting_as: "pupil".into() },
            institution: None,
            address: "192.0.2.1".into(),
            subjects: vec![PersonId(1)],
            payload: Vec::new(),
        }
    }

    /// A runtime for one story; it lives on a thread of its own.
    fn told<R: Send>(story: impl Future<Output = R> + Send) -> R {
        tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(story)
    }

    /// Three events, sealed and signed on one day.
    fn a_day(town: &Database, first: i64) -> World {
        let world = World::for_tests(town.db.clone());
        let events: Vec<NewEvent> = (first..first + 3).map(event).collect();
        town.db.blocking().write(move |tx| store::event::append_many(tx, &events)).unwrap();
        assert_eq!(told(seal(&world)).unwrap(), 3);
        assert_eq!(told(sign_checkpoint(&world)).unwrap(), 1);
        world
    }

    fn broken_after(town: &Database, world: &World, touch: &str) -> Vec<String> {
        if town.place.starts_with("postgres") {
            postgres::Client::connect(&town.place, postgres::NoTls).unwrap().batch_execute(touch).unwrap();
        } else {
            rusqlite::Connection::open(&town.place).unwrap().execute_batch(touch).unwrap();
        }
        verify(&town.db, &world.vault).unwrap().0.broken
    }

    #[test]
    fn the_chain_is_signed_once_a_day_and_holds() {
        both(|town| {
            let world = a_day(town, 1);
            assert_eq!(told(sign_checkpoint(&world)).unwrap(), 0, "the day has one");
            town.clock.advance(Millis::days(1));
            let world = a_day(town, 4);
            let (found, checkpoints) = verify(&town.db, &world.vault).unwrap();
            assert_eq!((found.seals, found.events, checkpoints), (2, 6, 2));
            assert_eq!(found.broken, Vec::<String>::new());
        });
    }

    #[test]
    fn a_chain_that_was_cut_off_no_longer_meets_its_checkpoint() {
        both(|town| {
            let world = a_day(town, 1);
            let broken = broken_after(town, &world, "DELETE FROM event; DELETE FROM seal;");
            assert_eq!(broken, ["seal 1, signed on 2026-11-24, is missing: the chain was cut off"]);
        });
    }

    #[test]
    fn a_checkpoint_that_was_written_anew_is_not_signed_by_us() {
        both(|town| {
            let world = a_day(town, 1);
            let broken = broken_after(town, &world, "UPDATE checkpoint SET seal = 0;");
            assert_eq!(broken, ["the checkpoint of 2026-11-24 is not signed by us"]);
            let broken = broken_after(town, &world, "UPDATE checkpoint SET key_id = 'theirs';");
            assert_eq!(broken, ["the checkpoint of 2026-11-24 names a signing key that is not ours"]);
        });
    }

    #[test]
    fn logins_are_forgotten_after_half_a_year_and_the_chain_holds() {
        both(|town| {
            let world = a_day(town, 1);
            town.clock.advance(Millis::days(100));
            assert_eq!(told(forget(&world)).unwrap(), 0);
            town.clock.advance(Millis::days(100));
            assert_eq!(told(forget(&world)).unwrap(), 3);
            let (found, _) = verify(&town.db, &world.vault).unwrap();
            assert_eq!(found.forgotten.get(&Kind::LoggedIn), Some(&3));
            assert_eq!(found.broken, Vec::<String>::new());
        });
    }
}
