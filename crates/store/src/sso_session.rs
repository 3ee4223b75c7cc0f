//! One browser logged in: every service and site of that browser hangs on this row.
//!
//! Source: product.md §6.6, security.md rule 7. What it does not do: decide how long; `rules::session` does, and the
//! ends are columns.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::session::{Device, Method};
use rules::time::Instant;

statements! {
    /// A session begins once; its id and secret were drawn before the transaction.
    CREATE = "INSERT INTO sso_session (id, secret_hash, person, device, method, started, proven, seen, idle_ends, ends, two_factor, adult_verified, password_version, address, browser) VALUES ($1, $2, $3, $4, $5, $6, $6, $6, $7, $8, $9, $10, $11, $12, $13)";
    /// The person has logged in.
    NOTE_LOGIN = "UPDATE person SET last_login = $2 WHERE id = $1";
    /// By the cookie's hash, ended ones included: the caller judges.
    FIND_BY_SECRET = "SELECT id, person, device, method, started, seen, idle_ends, ends, two_factor, adult_verified, password_version, address, browser, ended, proven FROM sso_session WHERE secret_hash = $1";
    /// By id, ended ones included: the caller judges.
    FIND = "SELECT id, person, device, method, started, seen, idle_ends, ends, two_factor, adult_verified, password_version, address, browser, ended, proven FROM sso_session WHERE id = $1";
    /// Only a live session stays alive; it never moves back.
    TOUCH = "UPDATE sso_session SET seen = $2, idle_ends = $3 WHERE id = $1 AND ended IS NULL AND seen < $2";
    /// A session ends once.
    END = "UPDATE sso_session SET ended = $2, ended_why = $3 WHERE id = $1 AND ended IS NULL";
    /// All of a person's live sessions but one (0: all) end.
    END_OF_PERSON = "UPDATE sso_session SET ended = $2, ended_why = $3 WHERE person = $1 AND ended IS NULL AND id <> $4";
    /// What is still alive, newest first.
    LIVE_OF_PERSON = "SELECT id, person, device, method, started, seen, idle_ends, ends, two_factor, adult_verified, password_version, address, browser, ended, proven FROM sso_session WHERE person = $1 AND ended IS NULL AND $2 < idle_ends AND $2 < ends ORDER BY started DESC LIMIT $3";
    /// A change of authority gives the same person's live session a new secret: the old one opens nothing any more.
    RAISE = "UPDATE sso_session SET secret_hash = $3, two_factor = $4, adult_verified = $5, method = $6, proven = $7, password_version = $8 WHERE id = $1 AND person = $2 AND ended IS NULL";
    /// An adult's word: new authority, so a new secret; the pupil proved nothing anew, so `proven` stays.
    VOUCH = "UPDATE sso_session SET secret_hash = $3, adult_verified = $4 WHERE id = $1 AND person = $2 AND ended IS NULL";
}

/// The number of a session: never leaves the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct SsoSessionId(pub i64);

/// A row of `sso_session`, alive or not.
#[derive(Clone, Debug)]
pub struct SsoSession {
    /// Its row.
    pub id: SsoSessionId,
    /// Who is logged in.
    pub person: PersonId,
    /// Shared or own.
    pub device: Device,
    /// How the person proved who they are, last time they did.
    pub method: Method,
    /// Since when.
    pub started: Instant,
    /// Last use that was written down.
    pub seen: Instant,
    /// Over from then on unless used before.
    pub idle_ends: Instant,
    /// Over from then on.
    pub ends: Instant,
    /// When two factors were last shown.
    pub two_factor: Option<Instant>,
    /// When an adult vouched.
    pub adult_verified: Option<Instant>,
    /// The password it began with.
    pub password_version: Option<i64>,
    /// Where it began.
    pub address: String,
    /// The browser's own words, shortened.
    pub browser: String,
    /// When it was ended.
    pub ended: Option<Instant>,
    /// When the person last proved who they are.
    pub proven: Instant,
}

/// A session about to begin. Id and secret were drawn before the transaction.
#[derive(Clone)]
pub struct NewSsoSession {
    /// Its row.
    pub id: SsoSessionId,
    /// The cookie's hash.
    pub secret_hash: Vec<u8>,
    /// Who logs in.
    pub person: PersonId,
    /// Shared or own.
    pub device: Device,
    /// How they proved it.
    pub method: Method,
    /// Over from then on unless used before.
    pub idle_ends: Instant,
    /// Over from then on.
    pub ends: Instant,
    /// When two factors were shown.
    pub two_factor: Option<Instant>,
    /// When an adult vouched.
    pub adult_verified: Option<Instant>,
    /// The password it begins with.
    pub password_version: Option<i64>,
    /// From where.
    pub address: String,
    /// The browser's own words, shortened.
    pub browser: String,
}

/// Begins a session, and notes with the person that they logged in.
pub fn create(tx: &mut Tx, new: &NewSsoSession) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(
        &CREATE,
        &[
            new.id.0.into(),
            new.secret_hash.as_slice().into(),
            new.person.into(),
            new.device.word().into(),
            new.method.word().into(),
            now.into(),
            new.idle_ends.into(),
            new.ends.into(),
            new.two_factor.into(),
            new.adult_verified.into(),
            new.password_version.into(),
            new.address.as_str().into(),
            new.browser.as_str().into(),
        ],
    )?;
    tx.run(&NOTE_LOGIN, &[new.person.into(), now.into()])?;
    Ok(())
}

/// The session whose cookie has this hash.
pub fn find_by_secret(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<SsoSession>, StoreError> {
    tx.row(&FIND_BY_SECRET, &[secret_hash.into()])?.map(|row| read(&row)).transpose()
}

/// The session with this number.
pub fn find(tx: &mut Tx, id: SsoSessionId) -> Result<Option<SsoSession>, StoreError> {
    tx.row(&FIND, &[id.0.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<SsoSession, StoreError> {
    Ok(SsoSession {
        id: SsoSessionId(row.int(0)?),
        person: PersonId(row.int(1)?),
        device: row.word(2, Device::from_word)?,
        method: row.word(3, Method::from_word)?,
        started: Instant(row.int(4)?),
        seen: Instant(row.int(5)?),
        idle_ends: Instant(row.int(6)?),
        ends: Instant(row.int(7)?),
        two_factor: row.maybe_int(8)?.map(Instant),
        adult_verified: row.maybe_int(9)?.map(Instant),
        password_version: row.maybe_int(10)?,
        address: row.text(11)?,
        browser: row.text(12)?,
        ended: row.maybe_int(13)?.map(Instant),
        proven: row.instant(14)?,
    })
}

/// Keeps a live session alive until `idle_ends`.
pub fn touch(tx: &mut Tx, id: SsoSessionId, idle_ends: Instant) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&TOUCH, &[id.0.into(), now.into(), idle_ends.into()])?;
    Ok(())
}

/// Ends a session; false where it was over already.
pub fn end(tx: &mut Tx, id: SsoSessionId, why: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[id.0.into(), now.into(), why.into()])? == 1)
}

/// Ends every session of a person but `kept`; how many.
pub fn end_of_person(tx: &mut Tx, person: PersonId, kept: Option<SsoSessionId>, why: &str) -> Result<u64, StoreError> {
    let now = tx.now();
    let kept = kept.map_or(0, |id| id.0);
    tx.run(&END_OF_PERSON, &[person.into(), now.into(), why.into(), kept.into()])
}

/// The most sessions of one person a page shows.
pub const LIVE_SHOWN_MAX: i64 = 50;

/// A person's sessions still alive now, newest first.
pub fn live_of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<SsoSession>, StoreError> {
    let now = tx.now();
    tx.rows(&LIVE_OF_PERSON, &[person.into(), now.into(), LIVE_SHOWN_MAX.into()])?.iter().map(read).collect()
}

/// What a step up changes.
#[derive(Clone)]
pub struct Raise {
    /// Whose session it must be.
    pub person: PersonId,
    /// The cookie's hash from now on.
    pub secret_hash: Vec<u8>,
    /// When two factors were last shown.
    pub two_factor: Option<Instant>,
    /// When an adult vouched.
    pub adult_verified: Option<Instant>,
    /// The method used last.
    pub method: Method,
    /// The password the person proved last.
    pub password_version: Option<i64>,
}

/// Raises a live session's authority under a new secret; false where it is over or another person's.
pub fn raise(tx: &mut Tx, id: SsoSessionId, raise: &Raise) -> Result<bool, StoreError> {
    let now = tx.now();
    let args = [
        id.0.into(),
        raise.person.into(),
        raise.secret_hash.as_slice().into(),
        raise.two_factor.into(),
        raise.adult_verified.into(),
        raise.method.word().into(),
        now.into(),
        raise.password_version.into(),
    ];
    Ok(tx.run(&RAISE, &args)? == 1)
}

/// An adult vouched for the person of a live session, which gets a new secret; false where it is over or another
/// person's.
pub fn vouch(tx: &mut Tx, session: &SsoSession, secret_hash: &[u8], at: Instant) -> Result<bool, StoreError> {
    let args = [session.id.0.into(), session.person.into(), secret_hash.into(), at.into()];
    Ok(tx.run(&VOUCH, &args)? == 1)
}
