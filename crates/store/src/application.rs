//! *Ansøgning*: applications for access, from the first answer to the decision.
//!
//! Source: product.md §11. What is typed stands sealed. What it does not do: open it, or decide; `flows` does.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::application::State;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The id and the link were drawn before the transaction.
    BEGIN = "INSERT INTO application (id, link_hash, state, record_sealed, address, created, changed, ends) VALUES ($1, $2, $3, $4, $5, $6, $6, $7)";
    /// One by its number.
    FIND = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE id = $1";
    /// By the link; a draft only in time.
    BY_LINK = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE link_hash = $1 AND (state <> 'draft' OR $2 < ends)";
    /// By the secret that was sent to the register's address.
    BY_CONFIRM = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE confirm_hash = $1";
    /// By the secret that was sent to the administrators.
    BY_OBJECT = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE object_hash = $1";
    /// What waits for an operator, the oldest first.
    IN_STATE = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE state = $1 ORDER BY submitted, id LIMIT $2";
    /// What was decided, the newest first.
    DECIDED = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE state = $1 ORDER BY submitted DESC, id DESC LIMIT $2";
    /// Everything an institution ever sent, the newest first.
    OF_INSTITUTION = "SELECT id, state, institution, record_sealed, created, changed, ends, case_number, submitted, leader_signed, confirmed, objected, call_noted, call_noted_by, decided, decided_by FROM application WHERE institution = $1 AND submitted IS NOT NULL ORDER BY submitted DESC, id DESC LIMIT $2";
    /// The signed page.
    FILE = "SELECT file_sealed FROM application WHERE id = $1";
    /// What is said; a signature, a confirmation and a call count only for what was said then, and their links end with it.
    ANSWER = "UPDATE application
              SET record_sealed = $2, institution = $3, changed = $4, leader_signed = NULL, confirmed = NULL, confirm_hash = NULL, object_hash = NULL, call_noted = NULL, call_noted_by = NULL
              WHERE id = $1 AND decided IS NULL";
    /// What is said beside the answers.
    RECORD = "UPDATE application SET record_sealed = $2, changed = $3 WHERE id = $1";
    /// The newest page counts.
    PUT_FILE = "UPDATE application SET file_sealed = $2 WHERE id = $1 AND state IN ('draft', 'asked')";
    /// Once, and again after a question; the number stays that of the first time, the secrets until the answers change.
    SUBMIT = "UPDATE application
              SET state = 'submitted', ends = NULL, case_number = COALESCE(case_number, $2), submitted = COALESCE(submitted, $3), confirm_hash = COALESCE(confirm_hash, $4), object_hash = COALESCE(object_hash, $5), changed = $3
              WHERE id = $1 AND state IN ('draft', 'asked')";
    /// The leader showed the eID of the number that was typed.
    SIGN = "UPDATE application SET leader_signed = $2 WHERE id = $1 AND decided IS NULL AND leader_signed IS NULL";
    /// Once.
    CONFIRM = "UPDATE application SET confirmed = $2 WHERE id = $1 AND decided IS NULL AND confirmed IS NULL";
    /// Once.
    OBJECT = "UPDATE application SET objected = $2 WHERE id = $1 AND decided IS NULL AND objected IS NULL";
    /// Once.
    NOTE_CALL = "UPDATE application SET call_noted = $2, call_noted_by = $3 WHERE id = $1 AND decided IS NULL AND call_noted IS NULL";
    /// A question; whoever has the link may write on.
    ASK = "UPDATE application SET state = 'asked' WHERE id = $1 AND state IN ('submitted', 'asked')";
    /// Once. From `ends` on the signed page is forgotten.
    DECIDE = "UPDATE application SET state = $2, decided = $3, decided_by = $4, ends = $5 WHERE id = $1 AND state IN ('submitted', 'asked')";
    /// Whether a number is given.
    HAS_CASE = "SELECT id FROM application WHERE case_number = $1";
    /// How many were begun from one address lately, counted no further than the bound.
    OF_ADDRESS = "SELECT CAST(COUNT(*) AS BIGINT) AS begun FROM (SELECT id FROM application WHERE address = $1 AND $2 < created LIMIT $3) bounded";
    /// By what a case is found again; sent anew it may be by others.
    NO_PARTIES = "DELETE FROM application_party WHERE application = $1";
    /// One of them.
    PARTY = "INSERT INTO application_party (party, application) VALUES ($1, $2) ON CONFLICT (party, application) DO NOTHING";
    /// Sent cases of one party, the newest first.
    OF_PARTY = "SELECT a.id, a.state, a.institution, a.record_sealed, a.created, a.changed, a.ends, a.case_number, a.submitted, a.leader_signed, a.confirmed, a.objected, a.call_noted, a.call_noted_by, a.decided, a.decided_by FROM application_party p JOIN application a ON a.id = p.application WHERE p.party = $1 AND a.submitted IS NOT NULL ORDER BY a.submitted DESC, a.id DESC LIMIT $2";
    /// Drafts that are over go, a bounded number at a time.
    FORGET_DRAFTS = "DELETE FROM application WHERE id IN (SELECT id FROM application WHERE ends <= $1 AND state = 'draft' ORDER BY ends LIMIT $2)";
    /// The pages of what was decided long ago go, a bounded number at a time; what was decided stays.
    FORGET_FILES = "UPDATE application SET file_sealed = NULL, ends = NULL WHERE id IN (SELECT id FROM application WHERE ends <= $1 AND state IN ('approved', 'rejected') ORDER BY ends LIMIT $2)";
}

/// An application about to be begun.
#[derive(Clone)]
pub struct NewApplication {
    /// Its row.
    pub id: i64,
    /// The hash of the link's secret.
    pub link_hash: Vec<u8>,
    /// What is said so far, sealed.
    pub record_sealed: Vec<u8>,
    /// From where.
    pub address: String,
    /// Forgotten from then on, unless it is sent.
    pub ends: Instant,
}

/// An application.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its row.
    pub id: i64,
    /// Where it stands.
    pub state: State,
    /// The number that was typed, where it is one.
    pub institution: Option<InstitutionNumber>,
    /// Everything typed and said, sealed.
    pub record_sealed: Vec<u8>,
    /// When it was begun.
    pub created: Instant,
    /// When somebody last wrote.
    pub changed: Instant,
    /// When a draft is forgotten; when the page of a decided one is.
    pub ends: Option<Instant>,
    /// The number people say.
    pub case_number: Option<String>,
    /// When it was sent for the first time.
    pub submitted: Option<Instant>,
    /// When the leader signed with eID.
    pub leader_signed: Option<Instant>,
    /// When the register's address answered.
    pub confirmed: Option<Instant>,
    /// When somebody objected.
    pub objected: Option<Instant>,
    /// When an operator called.
    pub call_noted: Option<Instant>,
    /// Which operator called.
    pub call_noted_by: Option<PersonId>,
    /// When it was decided.
    pub decided: Option<Instant>,
    /// By whom.
    pub decided_by: Option<PersonId>,
}

fn read(row: &Row) -> Result<Application, StoreError> {
    Ok(Application {
        id: row.int(0)?,
        state: row.word(1, State::from_word)?,
        institution: row.maybe_text(2)?.as_deref().and_then(InstitutionNumber::parse),
        record_sealed: row.bytes(3)?,
        created: row.instant(4)?,
        changed: row.instant(5)?,
        ends: row.maybe_instant(6)?,
        case_number: row.maybe_text(7)?,
        submitted: row.maybe_instant(8)?,
        leader_signed: row.maybe_instant(9)?,
        confirmed: row.maybe_instant(10)?,
        objected: row.maybe_instant(11)?,
        call_noted: row.maybe_instant(12)?,
        call_noted_by: row.maybe_int(13)?.map(PersonId),
        decided: row.maybe_instant(14)?,
        decided_by: row.maybe_int(15)?.map(PersonId),
    })
}

/// Begins an application.
///
/// # Errors
/// [`StoreError`].
pub fn begin(tx: &mut Tx, new: &NewApplication) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        new.id.into(),
        (&new.link_hash).into(),
        State::Draft.word().into(),
        (&new.record_sealed).into(),
        (&new.address).into(),
        now.into(),
        new.ends.into(),
    ];
    tx.run(&BEGIN, &args).map(drop)
}

/// One by its number.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<Application>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// By the hash of its link; a draft whose time is over is nobody's.
///
/// # Errors
/// [`StoreError`].
pub fn by_link(tx: &mut Tx, hash: &[u8]) -> Result<Option<Application>, StoreError> {
    let now = tx.now();
    tx.row(&BY_LINK, &[hash.into(), now.into()])?.map(|row| read(&row)).transpose()
}

/// By the hash of the secret that the register's address got.
///
/// # Errors
/// [`StoreError`].
pub fn by_confirm(tx: &mut Tx, hash: &[u8]) -> Result<Option<Application>, StoreError> {
    tx.row(&BY_CONFIRM, &[hash.into()])?.map(|row| read(&row)).transpose()
}

/// By the hash of the secret that the administrators got.
///
/// # Errors
/// [`StoreError`].
pub fn by_object(tx: &mut Tx, hash: &[u8]) -> Result<Option<Application>, StoreError> {
    tx.row(&BY_OBJECT, &[hash.into()])?.map(|row| read(&row)).transpose()
}

/// The oldest in a state.
///
/// # Errors
/// [`StoreError`].
pub fn in_state(tx: &mut Tx, state: State, limit: i64) -> Result<Vec<Application>, StoreError> {
    tx.rows(&IN_STATE, &[state.word().into(), limit.into()])?.iter().map(read).collect()
}

/// The newest that were decided like this.
///
/// # Errors
/// [`StoreError`].
pub fn decided(tx: &mut Tx, state: State, limit: i64) -> Result<Vec<Application>, StoreError> {
    tx.rows(&DECIDED, &[state.word().into(), limit.into()])?.iter().map(read).collect()
}

/// Everything an institution ever sent.
///
/// # Errors
/// [`StoreError`].
pub fn of_institution(tx: &mut Tx, number: &InstitutionNumber, limit: i64) -> Result<Vec<Application>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[number.into(), limit.into()])?.iter().map(read).collect()
}

/// By what a case is found again.
///
/// # Errors
/// [`StoreError`].
pub fn write_parties(tx: &mut Tx, id: i64, parties: &[[u8; 32]]) -> Result<(), StoreError> {
    tx.run(&NO_PARTIES, &[id.into()])?;
    for party in parties {
        tx.run(&PARTY, &[party.into(), id.into()])?;
    }
    Ok(())
}

/// Sent cases of one party, the newest first.
///
/// # Errors
/// [`StoreError`].
pub fn of_party(tx: &mut Tx, party: &[u8; 32], limit: i64) -> Result<Vec<Application>, StoreError> {
    tx.rows(&OF_PARTY, &[party.into(), limit.into()])?.iter().map(read).collect()
}

/// The signed page, sealed.
///
/// # Errors
/// [`StoreError`].
pub fn file(tx: &mut Tx, id: i64) -> Result<Option<Vec<u8>>, StoreError> {
    match tx.row(&FILE, &[id.into()])? {
        Some(row) => row.maybe_bytes(0),
        None => Ok(None),
    }
}

/// Keeps new answers; whoever stood behind the old ones is asked anew. False where it was decided.
///
/// # Errors
/// [`StoreError`].
pub fn answer(
    tx: &mut Tx,
    id: i64,
    record_sealed: &[u8],
    institution: Option<&InstitutionNumber>,
) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&ANSWER, &[id.into(), record_sealed.into(), institution.into(), now.into()])? == 1)
}

/// Keeps what is said beside the answers.
///
/// # Errors
/// [`StoreError`].
pub fn record(tx: &mut Tx, id: i64, record_sealed: &[u8]) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&RECORD, &[id.into(), record_sealed.into(), now.into()]).map(drop)
}

/// Keeps the signed page, or takes it away; false where nothing may be changed any more.
///
/// # Errors
/// [`StoreError`].
pub fn put_file(tx: &mut Tx, id: i64, file_sealed: Option<&Vec<u8>>) -> Result<bool, StoreError> {
    Ok(tx.run(&PUT_FILE, &[id.into(), file_sealed.into()])? == 1)
}

/// What an application gets when it is sent.
#[derive(Clone)]
pub struct Sending {
    /// The number people say.
    pub case_number: String,
    /// The hash of the secret for the register's address.
    pub confirm_hash: Vec<u8>,
    /// The hash of the secret for the administrators.
    pub object_hash: Vec<u8>,
}

/// Sends it; false where it was sent already.
///
/// # Errors
/// [`StoreError`].
pub fn submit(tx: &mut Tx, id: i64, sending: &Sending) -> Result<bool, StoreError> {
    let now = tx.now();
    let args: [Arg<'_>; 5] = [
        id.into(),
        (&sending.case_number).into(),
        now.into(),
        (&sending.confirm_hash).into(),
        (&sending.object_hash).into(),
    ];
    Ok(tx.run(&SUBMIT, &args)? == 1)
}

/// Whether somebody has this case number.
///
/// # Errors
/// [`StoreError`].
pub fn has_case(tx: &mut Tx, case_number: &str) -> Result<bool, StoreError> {
    Ok(tx.row(&HAS_CASE, &[case_number.into()])?.is_some())
}

/// The leader signed with eID; false where they had.
///
/// # Errors
/// [`StoreError`].
pub fn sign(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&SIGN, &[id.into(), now.into()])? == 1)
}

/// The register's address answered; false where it had.
///
/// # Errors
/// [`StoreError`].
pub fn confirm(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&CONFIRM, &[id.into(), now.into()])? == 1)
}

/// Somebody objects; false where somebody had.
///
/// # Errors
/// [`StoreError`].
pub fn object(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&OBJECT, &[id.into(), now.into()])? == 1)
}

/// An operator called; false where one had.
///
/// # Errors
/// [`StoreError`].
pub fn note_call(tx: &mut Tx, id: i64, by: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&NOTE_CALL, &[id.into(), now.into(), by.into()])? == 1)
}

/// An operator asks back; false where it does not wait for an answer.
///
/// # Errors
/// [`StoreError`].
pub fn ask(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    Ok(tx.run(&ASK, &[id.into()])? == 1)
}

/// Decides; false where it was decided already. The signed page is kept until `file_ends`.
///
/// # Errors
/// [`StoreError`].
pub fn decide(tx: &mut Tx, id: i64, (state, by): (State, PersonId), file_ends: Instant) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DECIDE, &[id.into(), state.word().into(), now.into(), by.into(), file_ends.into()])? == 1)
}

/// How many were begun from one address since a moment, no more than `most`.
///
/// # Errors
/// [`StoreError`].
pub fn of_address(tx: &mut Tx, address: &str, since: Instant, most: i64) -> Result<i64, StoreError> {
    tx.row(&OF_ADDRESS, &[address.into(), since.into(), most.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 1_000;

/// Forgets drafts that are over, and the pages of what was decided long ago; how many.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    Ok(tx.run(&FORGET_DRAFTS, &[now.into(), FORGOTTEN_MAX.into()])?
        + tx.run(&FORGET_FILES, &[now.into(), FORGOTTEN_MAX.into()])?)
}
