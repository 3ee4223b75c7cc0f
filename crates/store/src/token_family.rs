//! The tokens one login gave one service: they live and die together.
//!
//! Source: security.md "codes and tokens". What it does not do: read or make tokens.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// Its number was drawn with the code. A code claimed once makes one family.
    CREATE = "INSERT INTO token_family (id, client, sso_session, person, facts, created, generation, refresh_ends) VALUES ($1, $2, $3, $4, $5, $6, 1, $7)";
    /// Ended ones included: the caller judges.
    FIND = "SELECT id, client, sso_session, person, facts, generation, refresh_ends, ended FROM token_family WHERE id = $1";
    /// THE ONE ROTATION: of all who bring the same refresh token, exactly one changes a row.
    ROTATE = "UPDATE token_family SET generation = generation + 1, refresh_ends = $4, refreshed = $3 WHERE id = $1 AND generation = $2 AND ended IS NULL AND $3 < refresh_ends";
    /// Once.
    END = "UPDATE token_family SET ended = $2, ended_why = $3 WHERE id = $1 AND ended IS NULL";
    /// All tokens of one login.
    END_OF_SESSION = "UPDATE token_family SET ended = $2, ended_why = $3 WHERE sso_session = $1 AND ended IS NULL";
    /// Which services one login reached: they are told when it ends. One row a service.
    SERVICES_OF_SESSION = "SELECT DISTINCT c.id, c.name, c.provider, c.registration, p.uniid FROM token_family f JOIN client c ON c.id = f.client JOIN person p ON p.id = f.person WHERE f.sso_session = $1 AND c.disabled IS NULL ORDER BY c.id LIMIT $2";
    /// Whether an access token still counts, in one look: its family, the login it came from and the person.
    ALIVE = "SELECT f.client, f.person, f.facts FROM token_family f JOIN sso_session s ON s.id = f.sso_session JOIN person p ON p.id = f.person WHERE f.id = $1 AND f.ended IS NULL AND s.ended IS NULL AND $2 < s.idle_ends AND $2 < s.ends AND p.blocked IS NULL AND p.disabled IS NULL";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM token_family WHERE id IN (SELECT id FROM token_family WHERE refresh_ends <= $1 ORDER BY refresh_ends LIMIT $2)";
}

/// A family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Family {
    /// Its row.
    pub id: i64,
    /// The service.
    pub client: String,
    /// The login it comes from.
    pub sso_session: i64,
    /// Who logged in.
    pub person: PersonId,
    /// What the story keeps, as JSON.
    pub facts: String,
    /// Which refresh token counts: the newest.
    pub generation: i64,
    /// Until when it counts.
    pub refresh_ends: Instant,
    /// When the family ended.
    pub ended: Option<Instant>,
}

/// A family about to begin with its first refresh token.
#[derive(Clone, Debug)]
pub struct NewFamily {
    /// Drawn with the code.
    pub id: i64,
    /// The service.
    pub client: String,
    /// The login.
    pub sso_session: i64,
    /// Who.
    pub person: PersonId,
    /// What the story keeps, as JSON.
    pub facts: String,
    /// Until when the first refresh token counts.
    pub refresh_ends: Instant,
}

/// Begins a family.
pub fn create(tx: &mut Tx, new: &NewFamily) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        new.id.into(),
        (&new.client).into(),
        new.sso_session.into(),
        new.person.into(),
        (&new.facts).into(),
        now.into(),
        new.refresh_ends.into(),
    ];
    tx.run(&CREATE, &args)?;
    Ok(())
}

/// The family with this number, ended or not.
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<Family>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

fn read(row: &Row) -> Result<Family, StoreError> {
    Ok(Family {
        id: row.int(0)?,
        client: row.text(1)?,
        sso_session: row.int(2)?,
        person: PersonId(row.int(3)?),
        facts: row.text(4)?,
        generation: row.int(5)?,
        refresh_ends: row.instant(6)?,
        ended: row.maybe_instant(7)?,
    })
}

/// Exchanges this generation for the next; false where it is no longer the newest, or the family is over.
pub fn rotate(tx: &mut Tx, id: i64, generation: i64, refresh_ends: Instant) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&ROTATE, &[id.into(), generation.into(), now.into(), refresh_ends.into()])? == 1)
}

/// Ends a family; false where it was over already.
pub fn end(tx: &mut Tx, id: i64, why: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&END, &[id.into(), now.into(), why.into()])? == 1)
}

/// Ends every family of one login; how many.
pub fn end_of_session(tx: &mut Tx, sso_session: i64, why: &str) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&END_OF_SESSION, &[sso_session.into(), now.into(), why.into()])
}

/// A service one login reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReachedService {
    /// Its id.
    pub client: String,
    /// What users read.
    pub name: String,
    /// Whose it is.
    pub provider: String,
    /// What it registered, as JSON.
    pub registration: String,
    /// The user's UniId, from which the pseudonym there is made.
    pub uniid: String,
}

/// The most services of one login that are told when it ends.
pub const SERVICES_MAX: i64 = 100;

/// The services one login reached.
pub fn services_of_session(tx: &mut Tx, sso_session: i64) -> Result<Vec<ReachedService>, StoreError> {
    let rows = tx.rows(&SERVICES_OF_SESSION, &[sso_session.into(), SERVICES_MAX.into()])?;
    rows.iter()
        .map(|row| {
            Ok(ReachedService {
                client: row.text(0)?,
                name: row.text(1)?,
                provider: row.text(2)?,
                registration: row.text(3)?,
                uniid: row.text(4)?,
            })
        })
        .collect()
}

/// What an access token needs to count: its family, login and person all alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alive {
    /// The service.
    pub client: String,
    /// Who.
    pub person: PersonId,
    /// What the story keeps, as JSON.
    pub facts: String,
}

/// Whether the family lives, with its login and its person; none where any of them is over.
pub fn alive(tx: &mut Tx, id: i64) -> Result<Option<Alive>, StoreError> {
    let now = tx.now();
    let Some(row) = tx.row(&ALIVE, &[id.into(), now.into()])? else { return Ok(None) };
    Ok(Some(Alive { client: row.text(0)?, person: PersonId(row.int(1)?), facts: row.text(2)? }))
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets families whose last refresh token ended before this moment; how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into(), FORGOTTEN_MAX.into()])
}
