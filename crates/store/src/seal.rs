//! The chain: seals over events in the order they were written down, each over the one before.
//!
//! A seal's hash covers the previous seal's and every event of its own: who, what, when, where, about whom, and the
//! salted hash of the payload. A payload that was deleted in time leaves the chain whole; an event that was changed,
//! added or taken away breaks it.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::event;
use crate::statement::statements;
use aws_lc_rs::digest::{Context, SHA256};
use rules::id::EventId;
use rules::time::{Instant, Millis};

/// How many events one seal covers at most.
const EVENTS_MAX: i64 = 5_000;
/// After this long an event without a seal is reported.
pub const UNSEALED_AFTER: Millis = Millis::minutes(1);

statements! {
    /// The end of the chain.
    LAST = "SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1";
    /// What waits, oldest number first.
    WAITING = "SELECT id, at, kind, actor_person, acting_as, institution, address, payload, salt, payload_hash
               FROM event
               WHERE seal IS NULL
               ORDER BY id
               LIMIT $1";
    /// Marks what this transaction has read: the same rows, because writes that came meanwhile are not in its snapshot.
    MARK = "UPDATE event SET seal = $1 WHERE seal IS NULL AND id <= $2";
    /// Two nodes that seal at once meet on the number; one loses and tries again.
    INSERT = "INSERT INTO seal (id, at, events, previous, hash) VALUES ($1, $2, $3, $4, $5)";
    /// The chain from a number on.
    SEALS = "SELECT id, at, events, previous, hash FROM seal WHERE id > $1 ORDER BY id LIMIT $2";
    /// The events of one seal.
    SEALED = "SELECT id, at, kind, actor_person, acting_as, institution, address, payload, salt, payload_hash
              FROM event
              WHERE seal = $1
              ORDER BY id";
    /// How many events have waited too long.
    LATE = "SELECT CAST(COUNT(*) AS BIGINT) AS late FROM event WHERE seal IS NULL AND at < $1";
}

/// What `verify` found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verified {
    /// Seals walked.
    pub seals: u64,
    /// Events they cover.
    pub events: u64,
    /// Events whose payload was deleted in its time.
    pub payloads_deleted: u64,
    /// Events unsealed for over a minute.
    pub late: u64,
    /// What is wrong, one sentence each.
    pub broken: Vec<String>,
}

/// Seals what waits; answers how many events.
///
/// # Errors
/// [`StoreError`].
pub fn seal_waiting(tx: &mut Tx) -> Result<u64, StoreError> {
    let waiting = tx.rows(&WAITING, &[EVENTS_MAX.into()])?;
    let Some(newest) = waiting.last() else { return Ok(0) };
    let newest = newest.int(0)?;
    let (number, previous) = match tx.row(&LAST, &[])? {
        Some(row) => (row.int(0)? + 1, row.bytes(1)?),
        None => (1, Vec::new()),
    };
    let hash = chain(tx, &previous, &waiting)?;
    let count = waiting.len() as i64;
    tx.run(&INSERT, &[number.into(), tx.now().into(), count.into(), (&previous).into(), (&hash).into()])?;
    tx.run(&MARK, &[number.into(), newest.into()])
}

/// Walks the whole chain.
///
/// # Errors
/// [`StoreError`]; what is wrong with the chain is no error but stands in the answer.
pub fn verify(tx: &mut Tx, now: Instant) -> Result<Verified, StoreError> {
    let mut found = Verified::default();
    let mut previous = Vec::new();
    let mut number = 0;
    loop {
        let seals = tx.rows(&SEALS, &[number.into(), 1_000.into()])?;
        if seals.is_empty() {
            break;
        }
        for seal in &seals {
            let next = seal.int(0)?;
            if next != number + 1 {
                found.broken.push(format!("seals {} to {} are missing", number + 1, next - 1));
            }
            number = next;
            if seal.bytes(3)? != previous {
                found.broken.push(format!("seal {number} does not follow the one before it"));
            }
            check(tx, number, seal, &mut found)?;
            previous = seal.bytes(4)?;
        }
    }
    let late = tx.row(&LATE, &[now.minus(UNSEALED_AFTER).into()])?;
    found.late = late.map(|row| row.int(0)).transpose()?.unwrap_or(0) as u64;
    Ok(found)
}

fn check(tx: &mut Tx, number: i64, seal: &Row, found: &mut Verified) -> Result<(), StoreError> {
    let events = tx.rows(&SEALED, &[number.into()])?;
    found.seals += 1;
    found.events += events.len() as u64;
    if events.len() as i64 != seal.int(2)? {
        found.broken.push(format!("seal {number} covers {} events, {} are there", seal.int(2)?, events.len()));
    }
    for event in &events {
        match event.maybe_text(7)? {
            None => found.payloads_deleted += 1,
            Some(payload) => {
                let hash = event::payload_hash(&event.bytes(8)?, &payload);
                if hash.as_slice() != event.bytes(9)?.as_slice() {
                    found.broken.push(format!("event {} was changed: its payload", event.int(0)?));
                }
            }
        }
    }
    if chain(tx, &seal.bytes(3)?, &events)? != seal.bytes(4)? {
        found.broken.push(format!("seal {number} does not fit its events: one was changed, added or taken away"));
    }
    Ok(())
}

/// The hash of a seal: lengths stand before texts, so that no two different lists of events look the same.
fn chain(tx: &mut Tx, previous: &[u8], events: &[Row]) -> Result<Vec<u8>, StoreError> {
    let mut hash = Context::new(&SHA256);
    add(&mut hash, previous);
    for row in events {
        let id = EventId(row.int(0)?);
        add(&mut hash, &id.0.to_be_bytes());
        add(&mut hash, &row.int(1)?.to_be_bytes());
        add(&mut hash, row.text(2)?.as_bytes());
        add(&mut hash, &row.maybe_int(3)?.map(i64::to_be_bytes).unwrap_or_default());
        add(&mut hash, row.text(4)?.as_bytes());
        add(&mut hash, row.maybe_text(5)?.unwrap_or_default().as_bytes());
        add(&mut hash, row.text(6)?.as_bytes());
        add(&mut hash, &row.bytes(9)?);
        for person in event::subjects(tx, id)? {
            add(&mut hash, &person.0.to_be_bytes());
        }
    }
    Ok(hash.finish().as_ref().to_vec())
}

fn add(hash: &mut Context, part: &[u8]) {
    hash.update(&(part.len() as u64).to_be_bytes());
    hash.update(part);
}
