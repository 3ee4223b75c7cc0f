//! What happened: events, written in the transaction they tell of and not yet chained (chaining there would make the
//! whole country wait in one line). `seal` chains them within seconds.
//!
//! What it does not do: change or delete an event. Its content is forgotten when its time is up; what stays is that
//! something of its kind happened then, and the salted hash that the chain covers.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use aws_lc_rs::digest::{Context, SHA256};
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most events one page or report reads.
pub const PAGE_MAX: i64 = 200;

statements! {
    /// One event; `seal` is empty until the job comes by.
    INSERT = "INSERT INTO event (id, at, kind, actor_person, acting_as, institution, address, payload, salt, content_hash)
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
    /// The newest first, of one person as subject and one kind.
    ABOUT_OF_KIND = "SELECT e.id, e.at, e.kind, e.actor_person, e.acting_as, e.institution, e.address, e.payload
                     FROM event_subject s
                     JOIN event e ON e.id = s.event
                     WHERE s.person = $1 AND e.kind = $2
                     ORDER BY s.event DESC
                     LIMIT $3";
    /// The newest first, of one person's own doing.
    BY = "SELECT id, at, kind, actor_person, acting_as, institution, address, payload
          FROM event
          WHERE actor_person = $1 AND at <= $2
          ORDER BY at DESC, id DESC
          LIMIT $3";
    /// How often somebody did something since a moment.
    COUNT_BY = "SELECT CAST(COUNT(*) AS BIGINT) AS times FROM event WHERE actor_person = $1 AND $2 <= at AND kind = $3";
    /// Whom one event is about.
    SUBJECTS = "SELECT person FROM event_subject WHERE event = $1 ORDER BY person";
    /// About whom the content is forgotten below; the same rows, because both choose alike.
    FORGET_SUBJECTS = "DELETE FROM event_subject
                       WHERE event IN (SELECT id FROM event
                                       WHERE kind = $1 AND at < $2 AND payload IS NOT NULL
                                       ORDER BY at, id
                                       LIMIT $3)";
    /// Who, where, what: gone. The salt goes too, so that nobody can find the content by trying.
    FORGET = "UPDATE event
              SET actor_person = NULL, acting_as = '', institution = NULL, address = '', payload = NULL, salt = $4
              WHERE id IN (SELECT id FROM event
                           WHERE kind = $1 AND at < $2 AND payload IS NOT NULL
                           ORDER BY at, id
                           LIMIT $3)";
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
    let contents: Vec<Written> = events.iter().map(Written::of).collect();
    let mut rows = Vec::with_capacity(events.len());
    let mut subjects = Vec::new();
    for (event, written) in events.iter().zip(&contents) {
        rows.push(vec![
            event.id.into(),
            at.into(),
            event.kind.word().into(),
            written.actor.into(),
            written.acting_as.into(),
            event.institution.as_ref().map(InstitutionNumber::as_str).into(),
            event.address.as_str().into(),
            (&written.payload).into(),
            (&event.salt).into(),
            (&written.hash).into(),
        ]);
        subjects.extend(written.subjects.iter().map(|person| vec![Arg::Int(*person), Arg::from(event.id)]));
    }
    tx.bulk(&INSERT, &rows)?;
    tx.bulk(&INSERT_SUBJECT, &subjects)?;
    Ok(())
}

/// An event in the shape its row and its subjects' rows have.
struct Written<'a> {
    actor: Option<i64>,
    acting_as: &'a str,
    subjects: Vec<i64>,
    payload: String,
    hash: [u8; 32],
}

impl Written<'_> {
    fn of(event: &NewEvent) -> Written<'_> {
        let (actor, acting_as) = match &event.doer {
            Doer::Person { id, acting_as } => (Some(id.0), acting_as.as_str()),
            Doer::Machine(name) => (None, name.as_str()),
        };
        let mut subjects: Vec<i64> = event.subjects.iter().map(|person| person.0).collect();
        subjects.sort_unstable();
        subjects.dedup();
        let pairs: serde_json::Map<String, serde_json::Value> =
            event.payload.iter().map(|(key, value)| ((*key).to_owned(), value.as_str().into())).collect();
        let payload = serde_json::Value::Object(pairs).to_string();
        let content = Content {
            salt: &event.salt,
            actor,
            acting_as,
            institution: event.institution.as_ref().map(InstitutionNumber::as_str),
            address: &event.address,
            payload: &payload,
            subjects: &subjects,
        };
        let hash = content.hash();
        Written { actor, acting_as, subjects, payload, hash }
    }
}

/// All of an event that may be forgotten, and that the chain covers through one hash.
pub(crate) struct Content<'a> {
    pub(crate) salt: &'a [u8],
    pub(crate) actor: Option<i64>,
    pub(crate) acting_as: &'a str,
    pub(crate) institution: Option<&'a str>,
    pub(crate) address: &'a str,
    pub(crate) payload: &'a str,
    /// Sorted, each once.
    pub(crate) subjects: &'a [i64],
}

impl Content<'_> {
    pub(crate) fn hash(&self) -> [u8; 32] {
        let mut hash = Context::new(&SHA256);
        add(&mut hash, self.salt);
        add(&mut hash, self.actor.map(i64::to_be_bytes).as_ref().map_or(&[], |bytes| bytes.as_slice()));
        add(&mut hash, self.acting_as.as_bytes());
        // A missing number and an empty one are not the same.
        add(&mut hash, if self.institution.is_some() { &[1] } else { &[] });
        add(&mut hash, self.institution.unwrap_or_default().as_bytes());
        add(&mut hash, self.address.as_bytes());
        add(&mut hash, self.payload.as_bytes());
        for person in self.subjects {
            add(&mut hash, &person.to_be_bytes());
        }
        let mut bytes = [0; 32];
        bytes.copy_from_slice(hash.finish().as_ref());
        bytes
    }
}

/// Lengths stand before parts, so that no two different lists of parts look the same.
pub(crate) fn add(hash: &mut Context, part: &[u8]) {
    hash.update(&(part.len() as u64).to_be_bytes());
    hash.update(part);
}

/// Events about a person, newest first, older than `before` (an event's id; `i64::MAX` for the newest).
///
/// # Errors
/// [`StoreError`].
pub fn about(tx: &mut Tx, person: PersonId, before: EventId, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = tx.rows(&ABOUT, &[person.into(), before.into(), limit.min(PAGE_MAX).into()])?;
    rows.iter().map(read).collect()
}

/// Events of one kind about a person, newest first.
///
/// # Errors
/// [`StoreError`].
pub fn about_of_kind(tx: &mut Tx, person: PersonId, kind: Kind, limit: i64) -> Result<Vec<Event>, StoreError> {
    let rows = tx.rows(&ABOUT_OF_KIND, &[person.into(), kind.word().into(), limit.min(PAGE_MAX).into()])?;
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

/// How often somebody did this since a moment.
///
/// # Errors
/// [`StoreError`].
pub fn count_by(tx: &mut Tx, person: PersonId, since: Instant, kind: Kind) -> Result<i64, StoreError> {
    let row = tx.row(&COUNT_BY, &[person.into(), since.into(), kind.word().into()])?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Whom an event is about.
///
/// # Errors
/// [`StoreError`].
pub fn subjects(tx: &mut Tx, event: EventId) -> Result<Vec<PersonId>, StoreError> {
    tx.rows(&SUBJECTS, &[event.into()])?.iter().map(|row| row.int(0).map(PersonId)).collect()
}

/// Forgets the content of at most `limit` events of one kind from before a moment, oldest first; answers how many.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx, kind: Kind, before: Instant, limit: i64) -> Result<u64, StoreError> {
    let chosen = [kind.word().into(), before.into(), limit.into()];
    tx.run(&FORGET_SUBJECTS, &chosen)?;
    let [word, before, limit] = chosen;
    tx.run(&FORGET, &[word, before, limit, Arg::Bytes(&[])])
}

/// Reads the eight columns every list of events has, in their order.
pub(crate) fn read(row: &Row) -> Result<Event, StoreError> {
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
