//! *Forslag*: what one operator proposed and another answers. Of each thing one proposal waits, and it is answered once.
//!
//! Source: issue "Operator's desk". What it does not do: say who may answer, or carry anything out.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::proposal::{Matter, Outcome};
use rules::time::Instant;

statements! {
    /// Whatever waits about this and has had its time is over: the place is free.
    EXPIRE = "UPDATE proposal
              SET decided = ends, outcome = 'expired'
              WHERE matter = $1 AND subject = $2 AND decided IS NULL AND ends <= $3";
    /// Only where none waits about the same thing.
    PROPOSE = "INSERT INTO proposal (id, matter, subject, value, seen_value, person, other_person, operator_case, why, proposed, proposed_by, ends)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
               ON CONFLICT (matter, subject) WHERE decided IS NULL DO NOTHING";
    /// One.
    FIND = "SELECT id, matter, subject, value, seen_value, person, other_person, operator_case, why, proposed, proposed_by, ends, decided, decided_by, outcome
            FROM proposal
            WHERE id = $1";
    /// What waits, the oldest first; what has had its time is not among it.
    WAITING = "SELECT id, matter, subject, value, seen_value, person, other_person, operator_case, why, proposed, proposed_by, ends, decided, decided_by, outcome
               FROM proposal
               WHERE matter = $1 AND decided IS NULL AND $2 < ends
               ORDER BY proposed, id
               LIMIT $3";
    /// What is over, the newest first.
    OVER = "SELECT id, matter, subject, value, seen_value, person, other_person, operator_case, why, proposed, proposed_by, ends, decided, decided_by, outcome
            FROM proposal
            WHERE matter = $1 AND (decided IS NOT NULL OR ends <= $2)
            ORDER BY proposed DESC, id DESC
            LIMIT $3";
    /// Once, and only in time.
    DECIDE = "UPDATE proposal
              SET decided = $2, decided_by = $3, outcome = $4
              WHERE id = $1 AND decided IS NULL AND $2 < ends";
}

/// A proposal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Its row.
    pub id: i64,
    /// What it is about.
    pub matter: Matter,
    /// Which of these: a setting's name, two accounts' numbers.
    pub subject: String,
    /// What is wanted.
    pub value: String,
    /// What stood there when it was proposed.
    pub seen_value: String,
    /// The account it is about.
    pub person: Option<PersonId>,
    /// The other account.
    pub other_person: Option<PersonId>,
    /// The case it answers.
    pub case: Option<i64>,
    /// Why.
    pub why: String,
    /// When.
    pub proposed: Instant,
    /// By whom.
    pub proposed_by: PersonId,
    /// When it is over by itself.
    pub ends: Instant,
    /// When it was answered.
    pub decided: Option<Instant>,
    /// By whom.
    pub decided_by: Option<PersonId>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

fn read(row: &Row) -> Result<Proposal, StoreError> {
    let outcome = match row.maybe_text(14)? {
        Some(word) => Some(Outcome::from_word(&word).ok_or(row.wrong(14))?),
        None => None,
    };
    Ok(Proposal {
        id: row.int(0)?,
        matter: row.word(1, Matter::from_word)?,
        subject: row.text(2)?,
        value: row.text(3)?,
        seen_value: row.text(4)?,
        person: row.maybe_int(5)?.map(PersonId),
        other_person: row.maybe_int(6)?.map(PersonId),
        case: row.maybe_int(7)?,
        why: row.text(8)?,
        proposed: row.instant(9)?,
        proposed_by: PersonId(row.int(10)?),
        ends: row.instant(11)?,
        decided: row.maybe_instant(12)?,
        decided_by: row.maybe_int(13)?.map(PersonId),
        outcome,
    })
}

/// Writes a proposal at its moment; false where one waits about the same thing.
///
/// # Errors
/// [`StoreError`].
pub fn propose(tx: &mut Tx, new: &Proposal) -> Result<bool, StoreError> {
    tx.run(&EXPIRE, &[new.matter.word().into(), (&new.subject).into(), new.proposed.into()])?;
    let args = [
        new.id.into(),
        new.matter.word().into(),
        (&new.subject).into(),
        (&new.value).into(),
        (&new.seen_value).into(),
        new.person.into(),
        new.other_person.into(),
        new.case.into(),
        (&new.why).into(),
        new.proposed.into(),
        new.proposed_by.into(),
        new.ends.into(),
    ];
    Ok(tx.run(&PROPOSE, &args)? == 1)
}

/// One proposal.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<Proposal>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// What waits, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(tx: &mut Tx, matter: Matter, limit: i64) -> Result<Vec<Proposal>, StoreError> {
    let now = tx.now();
    tx.rows(&WAITING, &[matter.word().into(), now.into(), limit.into()])?.iter().map(read).collect()
}

/// What is over, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn over(tx: &mut Tx, matter: Matter, limit: i64) -> Result<Vec<Proposal>, StoreError> {
    let now = tx.now();
    tx.rows(&OVER, &[matter.word().into(), now.into(), limit.into()])?.iter().map(read).collect()
}

/// Answers a proposal; false where it was answered already or has had its time.
///
/// # Errors
/// [`StoreError`].
pub fn decide(tx: &mut Tx, id: i64, by: PersonId, outcome: Outcome) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DECIDE, &[id.into(), now.into(), by.into(), outcome.word().into()])? == 1)
}
