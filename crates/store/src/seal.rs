//! The chain: seals over events in the order of their numbers, each over the one before.
//!
//! A seal's hash covers the previous seal's and, of every event of its own, its number, when and what it was, and the
//! salted hash of its content. Content that was forgotten in time leaves the chain whole; an event that was changed,
//! added, taken away, or forgotten too early is found. What it does not do: sign the chain's end (`checkpoint`), which
//! is what finds a chain that was cut off or written anew.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::event::{Content, add};
use crate::statement::statements;
use aws_lc_rs::digest::{Context, SHA256};
use rules::event::Kind;
use rules::time::{Instant, Millis};
use std::collections::BTreeMap;

/// How many events one seal covers at most.
pub const EVENTS_MAX: i64 = 5_000;
/// After this long an event without a seal is reported.
pub const UNSEALED_AFTER: Millis = Millis::minutes(1);
/// How many seals are read at a time.
const SEALS_READ: i64 = 1_000;
/// How many sentences about broken places are kept; a chain with more is broken everywhere.
const BROKEN_MAX: usize = 100;

statements! {
    /// The end of the chain.
    LAST = "SELECT id, hash FROM seal ORDER BY id DESC LIMIT 1";
    /// What waits, oldest number first.
    WAITING = "SELECT id, at, kind, content_hash
               FROM event
               WHERE seal IS NULL
               ORDER BY id
               LIMIT $1";
    /// Marks what this transaction has read: the same rows, because writes that came meanwhile are not in its snapshot.
    /// Both ends are named, because a plan for any arguments takes a range that is open on one side for a third of a table.
    MARK = "UPDATE event SET seal = $1 WHERE seal IS NULL AND $2 <= id AND id <= $3";
    /// Two nodes that seal at once meet on the number; one loses and tries again.
    INSERT = "INSERT INTO seal (id, at, events, previous, hash) VALUES ($1, $2, $3, $4, $5)";
    /// The chain from a number on.
    SEALS = "SELECT id, events, previous, hash FROM seal WHERE id > $1 ORDER BY id LIMIT $2";
    /// The hash of one seal.
    HASH = "SELECT hash FROM seal WHERE id = $1";
    /// The events of one seal: what the chain covers, then the content.
    SEALED = "SELECT id, at, kind, content_hash, salt, actor_person, acting_as, institution, address, payload
              FROM event
              WHERE seal = $1
              ORDER BY id";
    /// Whom the events of one seal are about.
    SEALED_SUBJECTS = "SELECT s.event, s.person
                       FROM event e
                       JOIN event_subject s ON s.event = e.id
                       WHERE e.seal = $1
                       ORDER BY s.event, s.person";
    /// Events that name a seal which is not there.
    BEYOND = "SELECT CAST(COUNT(*) AS BIGINT) AS beyond FROM event WHERE seal > $1";
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
    /// Events whose content was forgotten in its time, by kind.
    pub forgotten: BTreeMap<Kind, u64>,
    /// Events unsealed for over a minute.
    pub late: u64,
    /// What is wrong, one sentence each, the first hundred.
    pub broken: Vec<String>,
}

impl Verified {
    /// Notes one more broken place.
    pub fn breaks(&mut self, sentence: String) {
        if self.broken.len() < BROKEN_MAX {
            self.broken.push(sentence);
        }
    }
}

/// The end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct End {
    /// The last seal's number.
    pub seal: i64,
    /// Its hash.
    pub hash: Vec<u8>,
}

/// Seals what waits, at most [`EVENTS_MAX`]; answers how many events.
///
/// # Errors
/// [`StoreError`].
pub fn seal_waiting(tx: &mut Tx) -> Result<u64, StoreError> {
    let waiting = tx.rows(&WAITING, &[EVENTS_MAX.into()])?;
    let (Some(oldest), Some(newest)) = (waiting.first(), waiting.last()) else { return Ok(0) };
    let (oldest, newest) = (oldest.int(0)?, newest.int(0)?);
    let (number, previous) = end(tx)?.map_or((1, Vec::new()), |end| (end.seal + 1, end.hash));
    let hash = chain(&previous, &waiting)?;
    let count = waiting.len() as i64;
    tx.run(&INSERT, &[number.into(), tx.now().into(), count.into(), (&previous).into(), (&hash).into()])?;
    tx.run(&MARK, &[number.into(), oldest.into(), newest.into()])
}

/// The end of the chain; none before the first seal.
///
/// # Errors
/// [`StoreError`].
pub fn end(tx: &mut Tx) -> Result<Option<End>, StoreError> {
    tx.row(&LAST, &[])?.map(|row| Ok(End { seal: row.int(0)?, hash: row.bytes(1)? })).transpose()
}

/// The hash of one seal, where it is there.
///
/// # Errors
/// [`StoreError`].
pub fn hash(tx: &mut Tx, seal: i64) -> Result<Option<Vec<u8>>, StoreError> {
    tx.row(&HASH, &[seal.into()])?.map(|row| row.bytes(0)).transpose()
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
        let seals = tx.rows(&SEALS, &[number.into(), SEALS_READ.into()])?;
        if seals.is_empty() {
            break;
        }
        for seal in &seals {
            let next = seal.int(0)?;
            if next != number + 1 {
                found.breaks(format!("seals {} to {} are missing", number + 1, next - 1));
            }
            number = next;
            if seal.bytes(2)? != previous {
                found.breaks(format!("seal {number} does not follow the one before it"));
            }
            check(tx, seal, now, &mut found)?;
            previous = seal.bytes(3)?;
        }
    }
    let beyond = count(tx.row(&BEYOND, &[number.into()])?)?;
    if 0 < beyond {
        found.breaks(format!("{beyond} events name a seal after {number}, which is not there"));
    }
    found.late = count(tx.row(&LATE, &[now.minus(UNSEALED_AFTER).into()])?)?;
    Ok(found)
}

fn count(row: Option<Row>) -> Result<u64, StoreError> {
    Ok(row.map(|row| row.int(0)).transpose()?.map_or(0, i64::unsigned_abs))
}

fn check(tx: &mut Tx, seal: &Row, now: Instant, found: &mut Verified) -> Result<(), StoreError> {
    let number = seal.int(0)?;
    let events = tx.rows(&SEALED, &[number.into()])?;
    let mut subjects: BTreeMap<i64, Vec<i64>> = BTreeMap::new();
    for row in tx.rows(&SEALED_SUBJECTS, &[number.into()])? {
        subjects.entry(row.int(0)?).or_default().push(row.int(1)?);
    }
    found.seals += 1;
    found.events += events.len() as u64;
    if events.len() as i64 != seal.int(1)? {
        found.breaks(format!("seal {number} covers {} events, {} are there", seal.int(1)?, events.len()));
    }
    for event in &events {
        let about = subjects.remove(&event.int(0)?).unwrap_or_default();
        check_content(event, &about, now, found)?;
    }
    if chain(&seal.bytes(2)?, &events)? != seal.bytes(3)? {
        found.breaks(format!("seal {number} does not fit its events: one was changed, added or taken away"));
    }
    Ok(())
}

/// Whether an event's content is what was hashed, or was forgotten no earlier than its kind may be.
fn check_content(event: &Row, subjects: &[i64], now: Instant, found: &mut Verified) -> Result<(), StoreError> {
    let id = event.int(0)?;
    let kind = Kind::from_word(&event.text(2)?);
    let (institution, payload) = (event.maybe_text(7)?, event.maybe_text(9)?);
    match (payload, kind) {
        (Some(payload), _) => {
            let content = Content {
                salt: &event.bytes(4)?,
                actor: event.maybe_int(5)?,
                acting_as: &event.text(6)?,
                institution: institution.as_deref(),
                address: &event.text(8)?,
                payload: &payload,
                subjects,
            };
            if content.hash().as_slice() != event.bytes(3)?.as_slice() {
                found.breaks(format!("event {id} was changed: who, where, about whom, or what else is known of it"));
            }
        }
        (None, Some(kind)) if event.instant(1)?.plus(kind.kept()) <= now => {
            *found.forgotten.entry(kind).or_default() += 1;
        }
        (None, _) => found.breaks(format!("the content of event {id} was deleted before its time")),
    }
    Ok(())
}

/// The hash of a seal.
fn chain(previous: &[u8], events: &[Row]) -> Result<Vec<u8>, StoreError> {
    let mut hash = Context::new(&SHA256);
    add(&mut hash, previous);
    for row in events {
        add(&mut hash, &row.int(0)?.to_be_bytes());
        add(&mut hash, &row.int(1)?.to_be_bytes());
        add(&mut hash, row.text(2)?.as_bytes());
        add(&mut hash, &row.bytes(3)?);
    }
    Ok(hash.finish().as_ref().to_vec())
}
