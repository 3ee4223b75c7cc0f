//! What happened: events, written in the transaction they tell of and not yet chained (chaining there would make the
//! whole country wait in one line). `seal` chains them within seconds.
//!
//! What it does not do: change or delete an event. A payload may be dropped when its time is up; its hash stays.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use aws_lc_rs::digest::{SHA256, digest};
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most events one page or report reads.
pub const PAGE_MAX: i64 = 200;

statements! {
    /// One event; `seal` is empty until the job comes by.
    INSERT = "INSERT INTO event (id, at, kind, actor_person, acting_as, institution, address, payload, salt, payload_hash)
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
    /// Whom it is about; somebody named twice counts once.
    INSERT_SUBJECT = "INSERT INTO event_subject (person, event) VALUES ($1, $2) ON CONFLICT (person, event) DO NOTHING";
    /// The newest first, of one person as subject.
    ABOUT = "SELECT e.id, e.at, e.kind, e.actor_person, e.acting_as, e.institution, e.address, e.payload
             FROM event_subject s
             JOIN event e ON e.id = s.event
             WHERE s.person = $1 AND s.event < $2
             ORDER BY s.event DESC
             LIMIT $3";
    /// The newest first, of one person's own doing.
    BY = "SELECT id, at, kind, actor_person, acting_as, institution, address, payload
          FROM event
          WHERE actor_person = $1 AND at <= $2
          ORDER BY at DESC, id DESC
          LIMIT $3";
    /// Whom one event is about.
    SUBJECTS = "SELECT person FROM event_subject WHERE event = $1 ORDER BY person";
    /// Payloads whose time is up go; the hash that the chain covers stays.
    DROP_PAYLOADS = "UPDATE event SET payload = NULL WHERE kind = $1 AND at < $2 AND payload IS NOT NULL";
}

/// An event as it is read back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    /// Its number.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: Kind,
    /// Who did it; none where a machine did.
    pub actor: Option<PersonId>,
    /// Acting as what, or which machine.
    pub acting_as: String,
    /// At which institution.
    pub institution: Option<String>,
    /// From which address.
    pub address: String,
    /// The payload as JSON, where it is still kept.
    pub payload: Option<String>,
}

/// Writes one event, at the transaction's moment.
///
/// # Errors
/// [`StoreError`].
pub fn append(tx: &mut Tx, event: &NewEvent) -> Result<(), StoreError> {
    append_many(tx, std::slice::from_ref(event))
}

/// Writes many events with few statements.
///
/// # Errors
/// [`StoreError`].
pub fn append_many(tx: &mut Tx, events: &[NewEvent]) -> Result<(), StoreError> {
    let at = tx.now();
    let payloads: Vec<(String, [u8; 32])> = events.iter().map(payload).collect();
    let mut rows = Vec::with_capacity(events.len());
    let mut subjects = Vec::new();
    for (event, (text, hash)) in events.iter().zip(&payloads) {
        let (actor, acting_as) = match &event.doer {
            Doer::Person { id, acting_as } => (Some(*id), acting_as.as_str()),
            Doer::Machine(name) => (None, name.as_str()),
        };
        rows.push(vec![
            event.id.into(),
            at.into(),
            event.kind.word().into(),
            actor.into(),
            acting_as.into(),
            event.institution.as_ref().map(InstitutionNumber::as_str).into(),
            event.address.as_str().into(),
            text.into(),
            (&event.salt).into(),
            hash.into(),
        ]);
        let mut about = event.subjects.clone();
        about.sort_unstable();
        about.dedup();
        subjects.extend(about.into_iter().map(|person| vec![Arg::from(person), Arg::from(event.id)]));
    }
    tx.bulk(&INSERT, &rows)?;
    tx.bulk(&INSERT_SUBJECT, &subjects)?;
    Ok(())
}

fn payload(event: &NewEvent) -> (String, [u8; 32]) {
    let pairs: serde_json::Map<String, serde_json::Value> =
        event.payload.iter().map(|(key, value)| ((*key).to_owned(), value.as_str().into())).collect();
    let text = serde_json::Value::Object(pairs).to_string();
    let hash = payload_hash(&event.salt, &text);
    (text, hash)
}

/// What the chain covers instead of the payload itself.
pub(crate) fn payload_hash(salt: &[u8], payload: &str) -> [u8; 32] {
    let mut bytes = salt.to_vec();
    bytes.extend_from_slice(payload.as_bytes());
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &bytes).as_ref());
    hash
}

/// Events about a person, newest first, older than `before` (an event's id; `i64::MAX` for the newest).
///
/// # Errors
/// [`StoreError`].
pub fn about(tx: &mut Tx, person: PersonId, before: EventId, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = tx.rows(&ABOUT, &[person.into(), before.into(), limit.min(PAGE_MAX).into()])?;
    rows.iter().map(read).collect()
}

/// What a person did, newest first, up to a moment.
///
/// # Errors
/// [`StoreError`].
pub fn by(tx: &mut Tx, person: PersonId, until: Instant, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = tx.rows(&BY, &[person.into(), until.into(), limit.min(PAGE_MAX).into()])?;
    rows.iter().map(read).collect()
}

/// Whom an event is about.
///
/// # Errors
/// [`StoreError`].
pub fn subjects(tx: &mut Tx, event: EventId) -> Result<Vec<PersonId>, StoreError> {
    tx.rows(&SUBJECTS, &[event.into()])?.iter().map(|row| row.int(0).map(PersonId)).collect()
}

/// Drops the payloads of one kind of event from before a moment; answers how many.
///
/// # Errors
/// [`StoreError`].
pub fn drop_payloads(tx: &mut Tx, kind: Kind, before: Instant) -> Result<u64, StoreError> {
    tx.run(&DROP_PAYLOADS, &[kind.word().into(), before.into()])
}

fn read(row: &Row) -> Result<Event, StoreError> {
    Ok(Event {
        id: EventId(row.int(0)?),
        at: row.instant(1)?,
        kind: Kind::from_word(&row.text(2)?).ok_or(row.wrong(2))?,
        actor: row.maybe_int(3)?.map(PersonId),
        acting_as: row.text(4)?,
        institution: row.maybe_text(5)?,
        address: row.text(6)?,
        payload: row.maybe_text(7)?,
    })
}
