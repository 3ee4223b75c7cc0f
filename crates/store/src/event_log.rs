//! *Log*: what happened at one institution, read back page by page.
//!
//! Every list is bounded by the institution and by a span of time. What it does not do: write events
//! ([`crate::event`]), or say who may read them.

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::event::{Event, read};
use crate::statement::statements;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

/// The most events of one answer: a whole export.
pub const EVENTS_MAX: i64 = 10_000;

statements! {
    /// The newest first; a page goes on behind a moment and a number.
    AT_INSTITUTION = "SELECT e.id, e.at, e.kind, e.actor_person, e.acting_as, e.institution, e.address, e.payload
                      FROM event e
                      WHERE e.institution = $1 AND $2 <= e.at AND e.at < $3 AND (e.at, e.id) < ($4, $5)
                        AND (CAST($6 AS TEXT) IS NULL OR CAST($6 AS TEXT) LIKE '% ' || e.kind || ' %')
                        AND (CAST($7 AS BIGINT) IS NULL OR e.actor_person = CAST($7 AS BIGINT))
                      ORDER BY e.at DESC, e.id DESC
                      LIMIT $8";
    /// The same about one person.
    ABOUT = "SELECT e.id, e.at, e.kind, e.actor_person, e.acting_as, e.institution, e.address, e.payload
             FROM event_subject s
             JOIN event e ON e.id = s.event
             WHERE s.person = $8 AND s.event < $5
               AND e.institution = $1 AND $2 <= e.at AND e.at < $3 AND e.at <= $4
               AND (CAST($6 AS TEXT) IS NULL OR CAST($6 AS TEXT) LIKE '% ' || e.kind || ' %')
               AND (CAST($7 AS BIGINT) IS NULL OR e.actor_person = CAST($7 AS BIGINT))
             ORDER BY s.event DESC
             LIMIT $9";
    /// When an event happened.
    MOMENT = "SELECT at FROM event WHERE id = $1";
    /// How many each of up to fifty events is about, and two of them. Short of fifty the last stands again.
    SUBJECTS = "SELECT event, CAST(COUNT(*) AS BIGINT) AS people, CAST(MIN(person) AS BIGINT) AS one, CAST(MAX(person) AS BIGINT) AS other
                FROM event_subject
                WHERE event IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)
                GROUP BY event
                ORDER BY event
                LIMIT 50";
    /// Of up to fifty people those whom the institution knows by name: attached once, or trusted with a right.
    KNOWN = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since
             FROM person p
             WHERE p.id IN ($2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50, $51)
               AND (EXISTS (SELECT 1 FROM affiliation a WHERE a.person = p.id AND a.institution = $1)
                    OR EXISTS (SELECT 1 FROM right_grant r WHERE r.person = p.id AND r.institution = $1))
             ORDER BY p.id
             LIMIT 50";
}

/// Which part of the log.
#[derive(Clone, Debug)]
pub struct Part<'a> {
    /// Where.
    pub institution: &'a InstitutionNumber,
    /// Not before.
    pub from: Instant,
    /// Before.
    pub until: Instant,
    /// Of these kinds; none named: of all.
    pub kinds: &'a [Kind],
    /// Done by.
    pub by: Option<PersonId>,
    /// About.
    pub about: Option<PersonId>,
    /// Behind this event.
    pub after: Option<EventId>,
}

/// How many an event is about, and at most two of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subjects {
    /// The event.
    pub event: EventId,
    /// How many.
    pub people: i64,
    /// One, or two of them.
    pub some: Vec<PersonId>,
}

/// The newest first, at most so many.
///
/// # Errors
/// [`StoreError`].
pub fn part(tx: &mut Tx, part: &Part<'_>, limit: i64) -> Result<Vec<Event>, StoreError> {
    let behind = match part.after {
        Some(after) => tx.row(&MOMENT, &[after.into()])?.map(|row| row.instant(0)).transpose()?.zip(Some(after)),
        None => None,
    };
    let (moment, number) = behind.unwrap_or((Instant(i64::MAX), EventId(i64::MAX)));
    let words: Vec<&str> = part.kinds.iter().map(|kind| kind.word()).collect();
    let kinds = format!(" {} ", words.join(" "));
    let mut args: Vec<Arg<'_>> = vec![
        part.institution.into(),
        part.from.into(),
        part.until.into(),
        moment.into(),
        number.into(),
        (!words.is_empty()).then_some(kinds.as_str()).into(),
        part.by.into(),
    ];
    let limit = limit.min(EVENTS_MAX);
    let rows = match part.about {
        Some(about) => {
            args.extend([Arg::from(about), limit.into()]);
            tx.rows(&ABOUT, &args)?
        }
        None => {
            args.push(limit.into());
            tx.rows(&AT_INSTITUTION, &args)?
        }
    };
    rows.iter().map(read).collect()
}

/// Whom these events are about; an event about nobody is not in it.
///
/// # Errors
/// [`StoreError`].
pub fn subjects(tx: &mut Tx, events: &[EventId]) -> Result<Vec<Subjects>, StoreError> {
    let mut found = Vec::with_capacity(events.len());
    for some in events.chunks(LOOKUP_MAX) {
        for row in tx.rows(&SUBJECTS, &fifty(&[], some.iter().map(|event| Arg::from(*event))))? {
            let (one, other) = (PersonId(row.int(2)?), PersonId(row.int(3)?));
            let some = if one == other { vec![one] } else { vec![one, other] };
            found.push(Subjects { event: EventId(row.int(0)?), people: row.int(1)?, some });
        }
    }
    Ok(found)
}

/// The names of those of these people whom the institution knows.
///
/// # Errors
/// [`StoreError`].
pub fn known(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    people: &[PersonId],
) -> Result<Vec<(PersonId, rules::user::PersonName)>, StoreError> {
    let mut found = Vec::with_capacity(people.len());
    for some in people.chunks(LOOKUP_MAX) {
        let args = fifty(&[institution.into()], some.iter().map(|person| Arg::from(*person)));
        for row in tx.rows(&KNOWN, &args)? {
            found.push((PersonId(row.int(0)?), crate::person::shown(&row, 1)?));
        }
    }
    Ok(found)
}
