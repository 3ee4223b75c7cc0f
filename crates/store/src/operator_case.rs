//! *Sag*: what an administrator may not decide alone and an operator must. What the operator has to see stands sealed.
//!
//! Source: product.md §3, §9. What it does not do: open what is sealed, or decide; the operator's desk does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The id was drawn before the transaction.
    OPEN = "INSERT INTO operator_case (id, kind, institution, subject, person, other_person, facts_sealed, opened, opened_by)
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    /// One case.
    FIND = "SELECT id, kind, institution, subject, person, other_person, facts_sealed, opened, opened_by, decided, decided_by, outcome FROM operator_case WHERE id = $1";
    /// The open case about the same thing.
    OPEN_ABOUT = "SELECT id, kind, institution, subject, person, other_person, facts_sealed, opened, opened_by, decided, decided_by, outcome
                  FROM operator_case
                  WHERE institution = $1 AND kind = $2 AND subject = $3 AND decided IS NULL
                  ORDER BY id
                  LIMIT 1";
    /// Everything that waits, the oldest first, with the user names of whom it is about.
    WAITING = "SELECT c.id, c.kind, c.institution, c.subject, c.person, c.other_person, c.facts_sealed, c.opened, c.opened_by, c.decided, c.decided_by, c.outcome,
                      p.username AS username, o.username AS other_username
               FROM operator_case c
               LEFT JOIN person p ON p.id = c.person
               LEFT JOIN person o ON o.id = c.other_person
               WHERE c.decided IS NULL
               ORDER BY c.opened, c.id
               LIMIT $1";
    /// The same of one institution.
    WAITING_AT = "SELECT c.id, c.kind, c.institution, c.subject, c.person, c.other_person, c.facts_sealed, c.opened, c.opened_by, c.decided, c.decided_by, c.outcome,
                         p.username AS username, o.username AS other_username
                  FROM operator_case c
                  LEFT JOIN person p ON p.id = c.person
                  LEFT JOIN person o ON o.id = c.other_person
                  WHERE c.institution = $1 AND c.decided IS NULL
                  ORDER BY c.opened, c.id
                  LIMIT $2";
    /// Asked again, perhaps with another number: the operator sees the latest.
    RENEW = "UPDATE operator_case SET other_person = $2, facts_sealed = $3, opened_by = $4 WHERE id = $1 AND decided IS NULL";
    /// Once; what the operator had to see goes.
    DECIDE = "UPDATE operator_case SET decided = $2, decided_by = $3, outcome = $4, facts_sealed = $5 WHERE id = $1 AND decided IS NULL";
}

/// What a case is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// *Skift CPR-nummer* beyond what an administrator may.
    ChangeCpr,
    /// *Identificer* beyond what an administrator may.
    Identify,
    /// A change in the institution register.
    Register,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 3] = [Kind::ChangeCpr, Kind::Identify, Kind::Register];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Kind::ChangeCpr => "change_cpr",
            Kind::Identify => "identify",
            Kind::Register => "register",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Done as asked.
    Done,
    /// Refused.
    Refused,
    /// The administrator could do it after all.
    Withdrawn,
}

impl Outcome {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Refused => "refused",
            Outcome::Withdrawn => "withdrawn",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Outcome> {
        [Outcome::Done, Outcome::Refused, Outcome::Withdrawn].into_iter().find(|outcome| outcome.word() == word)
    }
}

/// A case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// Its row.
    pub id: i64,
    /// What it is about.
    pub kind: Kind,
    /// Whose administrator asked.
    pub institution: InstitutionNumber,
    /// What it is about within its kind.
    pub subject: String,
    /// The person it is about.
    pub person: Option<PersonId>,
    /// The other account of the same person, where there is one.
    pub other_person: Option<PersonId>,
    /// What the operator must see, sealed; empty once it is decided.
    pub facts_sealed: Vec<u8>,
    /// When it was opened.
    pub opened: Instant,
    /// By whom.
    pub opened_by: Option<PersonId>,
    /// When it was decided.
    pub decided: Option<Instant>,
    /// By whom.
    pub decided_by: Option<String>,
    /// How it ended.
    pub outcome: Option<Outcome>,
}

fn read(row: &Row) -> Result<Case, StoreError> {
    let outcome = match row.maybe_text(11)? {
        Some(word) => Some(Outcome::from_word(&word).ok_or(row.wrong(11))?),
        None => None,
    };
    Ok(Case {
        id: row.int(0)?,
        kind: row.word(1, Kind::from_word)?,
        institution: row.word(2, InstitutionNumber::parse)?,
        subject: row.text(3)?,
        person: row.maybe_int(4)?.map(PersonId),
        other_person: row.maybe_int(5)?.map(PersonId),
        facts_sealed: row.bytes(6)?,
        opened: row.instant(7)?,
        opened_by: row.maybe_int(8)?.map(PersonId),
        decided: row.maybe_instant(9)?,
        decided_by: row.maybe_text(10)?,
        outcome,
    })
}

/// Opens a case, at the transaction's moment.
///
/// # Errors
/// [`StoreError`].
pub fn open(tx: &mut Tx, case: &Case) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        case.id.into(),
        case.kind.word().into(),
        (&case.institution).into(),
        (&case.subject).into(),
        case.person.into(),
        case.other_person.into(),
        (&case.facts_sealed).into(),
        now.into(),
        case.opened_by.into(),
    ];
    tx.run(&OPEN, &args)?;
    Ok(())
}

/// One case.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<Case>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// The open case about the same thing.
///
/// # Errors
/// [`StoreError`].
pub fn open_about(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    kind: Kind,
    subject: &str,
) -> Result<Option<Case>, StoreError> {
    tx.row(&OPEN_ABOUT, &[institution.into(), kind.word().into(), subject.into()])?.map(|row| read(&row)).transpose()
}

/// A case that waits, with the user names of the person and of the other account, where there are such.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Waiting {
    /// The case.
    pub case: Case,
    /// The person's.
    pub username: Option<String>,
    /// The other account's.
    pub other_username: Option<String>,
}

/// What waits for an operator, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(tx: &mut Tx, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    tx.rows(&WAITING, &[limit.into()])?.iter().map(read_waiting).collect()
}

/// What waits of one institution, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn waiting_at(tx: &mut Tx, institution: &InstitutionNumber, limit: i64) -> Result<Vec<Waiting>, StoreError> {
    tx.rows(&WAITING_AT, &[institution.into(), limit.into()])?.iter().map(read_waiting).collect()
}

fn read_waiting(row: &Row) -> Result<Waiting, StoreError> {
    Ok(Waiting { case: read(row)?, username: row.maybe_text(12)?, other_username: row.maybe_text(13)? })
}

/// Keeps the latest of what was asked about the same thing.
///
/// # Errors
/// [`StoreError`].
pub fn renew(tx: &mut Tx, id: i64, asked: &Case) -> Result<(), StoreError> {
    tx.run(&RENEW, &[id.into(), asked.other_person.into(), (&asked.facts_sealed).into(), asked.opened_by.into()])?;
    Ok(())
}

/// Decides a case and forgets what the operator had to see; false where it was decided already. `by` says which
/// operators, by the numbers of their accounts, where they are known.
///
/// # Errors
/// [`StoreError`].
pub fn decide(tx: &mut Tx, id: i64, by: &str, outcome: Outcome) -> Result<bool, StoreError> {
    let now = tx.now();
    let nothing: &[u8] = &[];
    Ok(tx.run(&DECIDE, &[id.into(), now.into(), by.into(), outcome.word().into(), nothing.into()])? == 1)
}
