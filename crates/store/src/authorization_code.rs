//! Codes: what the browser carries to the service, good once and for a minute.
//!
//! Source: security.md rule 6. What it does not do: check who redeems it; the story does, after the claim.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Instant;

statements! {
    /// Drawn before the transaction.
    CREATE = "INSERT INTO authorization_code (code_hash, client, sso_session, person, family, facts, created, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// THE ONE CLAIM: of all who try, exactly one changes a row; only the service it was made for, only in time.
    CLAIM = "UPDATE authorization_code SET used = $3 WHERE code_hash = $1 AND client = $2 AND used IS NULL AND $3 < ends";
    /// Used ones included: a code that comes back names the family to end.
    FIND = "SELECT client, sso_session, person, family, facts, used FROM authorization_code WHERE code_hash = $1";
    /// What is over is forgotten, a bounded number at a time; used ones are kept as long as tokens of theirs may live.
    FORGET = "DELETE FROM authorization_code WHERE code_hash IN (SELECT code_hash FROM authorization_code WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// A code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Code {
    /// SHA-256 of the code.
    pub code_hash: Vec<u8>,
    /// The service it is for.
    pub client: String,
    /// The login it comes from.
    pub sso_session: i64,
    /// Who logged in.
    pub person: PersonId,
    /// The family its tokens will belong to.
    pub family: i64,
    /// What the story keeps, as JSON.
    pub facts: String,
}

/// Keeps a code until `ends`.
pub fn create(tx: &mut Tx, code: &Code, ends: Instant) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        (&code.code_hash).into(),
        (&code.client).into(),
        code.sso_session.into(),
        code.person.into(),
        code.family.into(),
        (&code.facts).into(),
        now.into(),
        ends.into(),
    ];
    tx.run(&CREATE, &args)?;
    Ok(())
}

/// What came of trying to redeem a code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Claim {
    /// It is yours; nobody else gets it.
    Yours(Code),
    /// It was used before: the family that came of it.
    UsedBefore(i64),
    /// Unknown, over time, or another service's.
    Nothing,
}

/// Claims a code for this service.
pub fn claim(tx: &mut Tx, code_hash: &[u8], client: &str) -> Result<Claim, StoreError> {
    let now = tx.now();
    let claimed = tx.run(&CLAIM, &[code_hash.into(), client.into(), now.into()])?;
    let Some(row) = tx.row(&FIND, &[code_hash.into()])? else { return Ok(Claim::Nothing) };
    let code = Code {
        code_hash: code_hash.to_vec(),
        client: row.text(0)?,
        sso_session: row.int(1)?,
        person: PersonId(row.int(2)?),
        family: row.int(3)?,
        facts: row.text(4)?,
    };
    let is_used = row.maybe_int(5)?.is_some();
    Ok(match (claimed, is_used && code.client == client) {
        (1, _) => Claim::Yours(code),
        (_, true) => Claim::UsedBefore(code.family),
        (_, false) => Claim::Nothing,
    })
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets codes that ended before this moment; how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into(), FORGOTTEN_MAX.into()])
}
