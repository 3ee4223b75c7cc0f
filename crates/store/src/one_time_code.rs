//! *Engangskode*: asks for a one-time code for an adult without eID, from the ask to the new password.
//!
//! Source: product.md §7. The code stands here as the same slow, encrypted hash a password has. `ends`, `code_ends` and
//! `claim_ends` are columns: the SQL knows no duration. What it does not do: say who may, or test a code.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::one_time_code::{IdentitySeen, State, Written};
use rules::time::Instant;

statements! {
    /// One open ask about a person at an institution: of two who ask at once, one gets it.
    ASK = "INSERT INTO one_time_code (id, person, institution, reason, seen, asked, asked_by, ends)
           SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), CAST($3 AS TEXT), CAST($4 AS TEXT), CAST($5 AS TEXT),
             CAST($6 AS BIGINT), CAST($7 AS BIGINT), CAST($8 AS BIGINT)
           WHERE NOT EXISTS (
             SELECT 1 FROM one_time_code o
             WHERE o.person = $2 AND o.institution = $3
               AND o.refused IS NULL AND o.cancelled IS NULL AND o.done IS NULL
               AND $6 < COALESCE(o.claim_ends, o.code_ends, o.ends))";
    /// By number.
    FIND = "SELECT id, person, institution, reason, seen, asked, asked_by, approved, refused, decided_by, decided_as, cancelled, drawn, claimed, claimed_by, done, hash FROM one_time_code WHERE id = $1";
    /// An institution's asks, the newest first.
    OF_INSTITUTION = "SELECT id, person, institution, reason, seen, asked, asked_by, approved, refused, decided_by, decided_as, cancelled, drawn, claimed, claimed_by, done, hash
                      FROM one_time_code
                      WHERE institution = $1
                      ORDER BY asked DESC, id DESC
                      LIMIT $2";
    /// The asks that wait for a decision, wherever, the oldest first.
    WAITING = "SELECT id, person, institution, reason, seen, asked, asked_by, approved, refused, decided_by, decided_as, cancelled, drawn, claimed, claimed_by, done, hash
               FROM one_time_code
               WHERE $1 < ends AND approved IS NULL AND refused IS NULL AND cancelled IS NULL
               ORDER BY ends, id
               LIMIT $2";
    /// How many of an institution's asks wait for a decision.
    COUNT_WAITING = "SELECT CAST(COUNT(*) AS BIGINT) AS asks FROM one_time_code
                     WHERE institution = $1 AND $2 < ends AND approved IS NULL AND refused IS NULL AND cancelled IS NULL";
    /// THE ONE YES: never of whoever asked, and only while nobody has answered.
    APPROVE = "UPDATE one_time_code SET approved = $2, decided_by = $3, decided_as = $4
               WHERE id = $1 AND asked_by <> $3 AND approved IS NULL AND refused IS NULL AND cancelled IS NULL AND $2 < ends";
    /// No is an answer too, and also given once.
    REFUSE = "UPDATE one_time_code SET refused = $2, decided_by = $3, decided_as = $4
              WHERE id = $1 AND asked_by <> $3 AND approved IS NULL AND refused IS NULL AND cancelled IS NULL AND $2 < ends";
    /// Taken back, as long as no password has come of it.
    CANCEL = "UPDATE one_time_code SET cancelled = $2 WHERE id = $1 AND refused IS NULL AND cancelled IS NULL AND done IS NULL";
    /// The code is drawn once, by whoever asked.
    DRAW = "UPDATE one_time_code SET hash = $3, drawn = $4, code_ends = $5
            WHERE id = $1 AND asked_by = $2 AND approved IS NOT NULL AND refused IS NULL AND cancelled IS NULL
              AND drawn IS NULL AND $4 < ends";
    /// A new code takes the place of every other one the person has.
    SUPERSEDE = "UPDATE one_time_code SET cancelled = $3
                 WHERE person = $1 AND id <> $2 AND drawn IS NOT NULL AND cancelled IS NULL AND done IS NULL AND claimed IS NULL";
    /// The code that is out for a person; also one this browser has typed already.
    OUT = "SELECT id, person, institution, reason, seen, asked, asked_by, approved, refused, decided_by, decided_as, cancelled, drawn, claimed, claimed_by, done, hash
           FROM one_time_code
           WHERE person = $1 AND hash IS NOT NULL AND cancelled IS NULL AND done IS NULL
             AND ((claimed IS NULL AND $2 < code_ends) OR (claimed_by = $3 AND $2 < claim_ends))
           ORDER BY id DESC
           LIMIT 1";
    /// THE ONE CLAIM: of all browsers that type the code at once, exactly one changes the row.
    CLAIM = "UPDATE one_time_code SET claimed = $2, claimed_by = $3, claim_ends = $4
             WHERE id = $1 AND claimed IS NULL AND cancelled IS NULL AND done IS NULL AND $2 < code_ends";
    /// The browser that typed it confirmed a password; the code is worth nothing, and its hash goes.
    DONE = "UPDATE one_time_code SET done = $3, hash = NULL
            WHERE id = $1 AND claimed_by = $2 AND cancelled IS NULL AND done IS NULL AND $3 < claim_ends";
    /// What is long over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM one_time_code WHERE id IN (SELECT id FROM one_time_code WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// One ask. `Debug` is left out on purpose.
#[derive(Clone)]
pub struct OneTimeCode {
    /// Its row.
    pub id: i64,
    /// For whom.
    pub person: PersonId,
    /// Where they were seen.
    pub institution: InstitutionNumber,
    /// Why, in the administrator's words.
    pub reason: String,
    /// How the administrator knows who it is.
    pub seen: IdentitySeen,
    /// Who asked.
    pub asked_by: PersonId,
    /// Who said yes or no.
    pub decided_by: Option<PersonId>,
    /// Whether an operator did.
    pub decided_as: Option<DecidedAs>,
    /// Moment by moment.
    pub written: Written,
    /// The browser that typed it, hashed.
    pub claimed_by: Option<Vec<u8>>,
    /// The code's encoded, pepper-encrypted hash, while it is out.
    pub hash: Option<Vec<u8>>,
}

impl OneTimeCode {
    /// How far it is now.
    pub fn state(&self, now: Instant) -> State {
        rules::one_time_code::state(&self.written, now)
    }
}

/// As what somebody decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DecidedAs {
    /// Another administrator of the institution.
    Administrator,
    /// At the operator's desk.
    Operator,
}

impl DecidedAs {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            DecidedAs::Administrator => "administrator",
            DecidedAs::Operator => "operator",
        }
    }
    fn from_word(word: &str) -> Option<DecidedAs> {
        [DecidedAs::Administrator, DecidedAs::Operator].into_iter().find(|one| one.word() == word)
    }
}

/// An ask about to be written.
#[derive(Clone, Debug)]
pub struct NewAsk {
    /// Its row.
    pub id: i64,
    /// For whom.
    pub person: PersonId,
    /// Where they were seen.
    pub institution: InstitutionNumber,
    /// Why.
    pub reason: String,
    /// How the administrator knows who it is.
    pub seen: IdentitySeen,
    /// Who asks.
    pub asked_by: PersonId,
    /// Nobody approves it, or draws a code, from then on.
    pub ends: Instant,
}

/// How many of an institution's asks wait for a decision.
pub fn count_waiting(tx: &mut Tx, institution: &InstitutionNumber) -> Result<i64, StoreError> {
    let now = tx.now();
    tx.row(&COUNT_WAITING, &[institution.into(), now.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Asks; false where an ask about the person is open at the institution already.
pub fn ask(tx: &mut Tx, new: &NewAsk) -> Result<bool, StoreError> {
    let now = tx.now();
    let args = [
        new.id.into(),
        new.person.into(),
        (&new.institution).into(),
        new.reason.as_str().into(),
        new.seen.word().into(),
        now.into(),
        new.asked_by.into(),
        new.ends.into(),
    ];
    Ok(tx.run(&ASK, &args)? == 1)
}

/// The ask with this number.
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<OneTimeCode>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// The most asks a list shows.
pub const LISTED_MAX: i64 = 100;

/// An institution's asks, the newest first.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<OneTimeCode>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[institution.into(), LISTED_MAX.into()])?.iter().map(read).collect()
}

/// The asks that wait for a decision in the whole country.
pub fn waiting(tx: &mut Tx) -> Result<Vec<OneTimeCode>, StoreError> {
    let now = tx.now();
    tx.rows(&WAITING, &[now.into(), LISTED_MAX.into()])?.iter().map(read).collect()
}

/// Says yes; false where it is too late, somebody answered, or it is their own ask.
pub fn approve(tx: &mut Tx, id: i64, by: PersonId, acting: DecidedAs) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&APPROVE, &[id.into(), now.into(), by.into(), acting.word().into()])? == 1)
}

/// Says no; false as with [`approve`].
pub fn refuse(tx: &mut Tx, id: i64, by: PersonId, acting: DecidedAs) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&REFUSE, &[id.into(), now.into(), by.into(), acting.word().into()])? == 1)
}

/// Takes an ask back, with whatever came of it but a password; false where it is over.
pub fn cancel(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&CANCEL, &[id.into(), now.into()])? == 1)
}

/// Writes the code that was drawn, over from `ends` on; false where it was drawn before, or may not be. Every other code
/// of the person is worth nothing then.
pub fn draw(
    tx: &mut Tx,
    (id, person): (i64, PersonId),
    by: PersonId,
    (hash, ends): (&[u8], Instant),
) -> Result<bool, StoreError> {
    let now = tx.now();
    if tx.run(&DRAW, &[id.into(), by.into(), hash.into(), now.into(), ends.into()])? != 1 {
        return Ok(false);
    }
    tx.run(&SUPERSEDE, &[person.into(), id.into(), now.into()])?;
    Ok(true)
}

/// The code that is out for a person, also where this browser has typed it already and is still in time.
pub fn out(tx: &mut Tx, person: PersonId, browser_hash: &[u8]) -> Result<Option<OneTimeCode>, StoreError> {
    let now = tx.now();
    tx.row(&OUT, &[person.into(), now.into(), browser_hash.into()])?.map(|row| read(&row)).transpose()
}

/// Claims the code for a browser until `ends`; false where another browser has it, or it is over.
pub fn claim(tx: &mut Tx, id: i64, browser_hash: &[u8], ends: Instant) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&CLAIM, &[id.into(), now.into(), browser_hash.into(), ends.into()])? == 1)
}

/// The browser that has it confirmed a password; false where it was taken back or is over.
pub fn done(tx: &mut Tx, id: i64, browser_hash: &[u8]) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DONE, &[id.into(), browser_hash.into(), now.into()])? == 1)
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 1_000;

/// Forgets asks that were over at `before`; how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into(), FORGOTTEN_MAX.into()])
}

fn read(row: &Row) -> Result<OneTimeCode, StoreError> {
    Ok(OneTimeCode {
        id: row.int(0)?,
        person: PersonId(row.int(1)?),
        institution: row.word(2, InstitutionNumber::parse)?,
        reason: row.text(3)?,
        seen: row.word(4, IdentitySeen::from_word)?,
        asked_by: PersonId(row.int(6)?),
        decided_by: row.maybe_int(9)?.map(PersonId),
        decided_as: row.maybe_text(10)?.as_deref().and_then(DecidedAs::from_word),
        written: Written {
            asked: row.instant(5)?,
            approved: row.maybe_instant(7)?,
            refused: row.maybe_instant(8)?,
            cancelled: row.maybe_instant(11)?,
            drawn: row.maybe_instant(12)?,
            claimed: row.maybe_instant(13)?,
            done: row.maybe_instant(15)?,
        },
        claimed_by: row.maybe_bytes(14)?,
        hash: row.maybe_bytes(16)?,
    })
}
