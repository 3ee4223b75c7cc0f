//! Which services still have to be told that a login ended: one row a login and service, gone once it was told.
//!
//! Source: product.md §6.6. What it does not do: send, or know how often; the story does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::sso_session::SsoSessionId;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// Every service the login had reached that registered where it wants to hear of it, in the transaction that ends it.
    OWE = "INSERT INTO logout_notice (sso_session, client, person, created, tried, next_try) SELECT DISTINCT f.sso_session, f.client, f.person, CAST($2 AS BIGINT), CAST(0 AS BIGINT), CAST($2 AS BIGINT) FROM token_family f JOIN client c ON c.id = f.client WHERE f.sso_session = $1 AND c.disabled IS NULL AND c.registration LIKE '%\"backchannel_logout_uri\":%' AND c.registration NOT LIKE '%\"backchannel_logout_uri\":null%' ON CONFLICT (sso_session, client) DO NOTHING";
    /// What is due, longest waiting first.
    DUE = "SELECT n.sso_session, n.client, n.person, n.tried, c.provider, c.registration, p.uniid FROM logout_notice n JOIN client c ON c.id = n.client JOIN person p ON p.id = n.person WHERE n.given_up IS NULL AND n.next_try <= $1 AND c.disabled IS NULL ORDER BY n.next_try LIMIT $2";
    /// What is due of one login.
    DUE_OF = "SELECT n.sso_session, n.client, n.person, n.tried, c.provider, c.registration, p.uniid FROM logout_notice n JOIN client c ON c.id = n.client JOIN person p ON p.id = n.person WHERE n.sso_session = $1 AND n.given_up IS NULL AND n.next_try <= $2 AND c.disabled IS NULL ORDER BY n.client LIMIT $3";
    /// Of all who would send the same, exactly one counts the try and sends.
    CLAIM = "UPDATE logout_notice SET tried = tried + 1, next_try = $4 WHERE sso_session = $1 AND client = $2 AND tried = $3 AND given_up IS NULL";
    /// How many are still owed.
    WAITING = "SELECT CAST(COUNT(*) AS BIGINT) AS notices FROM logout_notice WHERE given_up IS NULL";
    /// Told, or nothing to tell.
    TOLD = "DELETE FROM logout_notice WHERE sso_session = $1 AND client = $2";
    /// Nobody tries any more.
    GIVE_UP = "UPDATE logout_notice SET given_up = $3 WHERE sso_session = $1 AND client = $2 AND given_up IS NULL";
    /// Services that were not told, and how often, for the operator.
    GIVEN_UP = "SELECT client, CAST(COUNT(*) AS BIGINT) AS logouts, CAST(MAX(given_up) AS BIGINT) AS last FROM logout_notice WHERE given_up IS NOT NULL GROUP BY client ORDER BY client LIMIT $1";
    /// What was given up long ago is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM logout_notice WHERE (sso_session, client) IN (SELECT sso_session, client FROM logout_notice WHERE given_up <= $1 ORDER BY given_up LIMIT $2)";
}

/// A service that has to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogoutNotice {
    /// The login that ended.
    pub sso_session: SsoSessionId,
    /// The service.
    pub client: String,
    /// Who was logged in.
    pub person: PersonId,
    /// How often it was tried.
    pub tried: i64,
    /// Whose service it is.
    pub provider: String,
    /// What it registered, as JSON.
    pub registration: String,
    /// The user's UniId, from which the pseudonym there is made.
    pub uniid: String,
}

/// Writes down that every service of a login has to be told.
pub fn owe(tx: &mut Tx, session: SsoSessionId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&OWE, &[session.0.into(), now.into()])?;
    Ok(())
}

/// What is due now, at most so many.
pub fn due(tx: &mut Tx, most: i64) -> Result<Vec<LogoutNotice>, StoreError> {
    let now = tx.now();
    tx.rows(&DUE, &[now.into(), most.into()])?.iter().map(read).collect()
}

/// What is due now of one login, at most so many.
pub fn due_of(tx: &mut Tx, session: SsoSessionId, most: i64) -> Result<Vec<LogoutNotice>, StoreError> {
    let now = tx.now();
    tx.rows(&DUE_OF, &[session.0.into(), now.into(), most.into()])?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<LogoutNotice, StoreError> {
    Ok(LogoutNotice {
        sso_session: SsoSessionId(row.int(0)?),
        client: row.text(1)?,
        person: PersonId(row.int(2)?),
        tried: row.int(3)?,
        provider: row.text(4)?,
        registration: row.text(5)?,
        uniid: row.text(6)?,
    })
}

/// Counts a try before it is made; false where another node was faster.
pub fn claim(tx: &mut Tx, notice: &LogoutNotice, next_try: Instant) -> Result<bool, StoreError> {
    let args = [notice.sso_session.0.into(), (&notice.client).into(), notice.tried.into(), next_try.into()];
    Ok(tx.run(&CLAIM, &args)? == 1)
}

/// The service knows, or does not want to.
pub fn told(tx: &mut Tx, notice: &LogoutNotice) -> Result<(), StoreError> {
    tx.run(&TOLD, &[notice.sso_session.0.into(), (&notice.client).into()])?;
    Ok(())
}

/// Nobody tries any more; false where that was so already.
pub fn give_up(tx: &mut Tx, notice: &LogoutNotice) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&GIVE_UP, &[notice.sso_session.0.into(), (&notice.client).into(), now.into()])? == 1)
}

/// A service that was not told of some logouts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// Which.
    pub client: String,
    /// Of how many.
    pub logouts: i64,
    /// When the last was given up.
    pub last: Instant,
}

/// How many notices are still owed.
///
/// # Errors
/// [`StoreError`].
pub fn waiting(tx: &mut Tx) -> Result<i64, StoreError> {
    tx.row(&WAITING, &[])?.map_or(Ok(0), |row| row.int(0))
}

/// The most services a list of untold ones names.
const UNTOLD_MAX: i64 = 100;

/// The services that were not told, within what is remembered.
pub fn untold(tx: &mut Tx) -> Result<Vec<Untold>, StoreError> {
    tx.rows(&GIVEN_UP, &[UNTOLD_MAX.into()])?
        .iter()
        .map(|row| Ok(Untold { client: row.text(0)?, logouts: row.int(1)?, last: row.instant(2)? }))
        .collect()
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets what was given up before this moment; how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into(), FORGOTTEN_MAX.into()])
}
