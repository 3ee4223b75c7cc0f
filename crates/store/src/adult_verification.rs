//! *Voksenverificering*: screens of pupils that wait for an adult's word.
//!
//! Source: product.md §6. `ends` is a column: the SQL knows no duration. What it does not do: say who may answer.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::adult_verification::{State, Written};
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// Number and pictures were drawn before the transaction.
    ASK = "INSERT INTO adult_verification (id, person, login_hash, client, pictures, address, asked, ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
    /// A login waits for one answer: what it asked before is over.
    WITHDRAW = "UPDATE adult_verification SET ends = $2 WHERE login_hash = $1 AND approved IS NULL AND declined IS NULL AND $2 < ends";
    /// What a login asked last.
    OF_LOGIN = "SELECT id, person, login_hash, client, pictures, address, asked, ends, approved, declined, taken FROM adult_verification WHERE login_hash = $1 ORDER BY asked DESC, id DESC LIMIT 1";
    /// By number.
    FIND = "SELECT id, person, login_hash, client, pictures, address, asked, ends, approved, declined, taken FROM adult_verification WHERE id = $1";
    /// The pupils of an institution whose screens wait now, the longest wait first.
    WAITING = "SELECT v.id, v.person, v.login_hash, v.client, v.pictures, v.address, v.asked, v.ends, v.approved, v.declined, v.taken
               FROM adult_verification v
               WHERE $2 < v.ends AND v.approved IS NULL AND v.declined IS NULL
                 AND EXISTS (SELECT 1 FROM affiliation a
                             WHERE a.person = v.person AND a.institution = $1 AND a.actor = $3 AND a.ended IS NULL)
               ORDER BY v.asked, v.id
               LIMIT $4";
    /// THE ONE ANSWER: of all adults who press at once, exactly one changes the row.
    APPROVE = "UPDATE adult_verification SET approved = $2, approved_by = $3, institution = $4 WHERE id = $1 AND approved IS NULL AND declined IS NULL AND $2 < ends";
    /// No is an answer too, and also given once.
    DECLINE = "UPDATE adult_verification SET declined = $2 WHERE id = $1 AND approved IS NULL AND declined IS NULL AND $2 < ends";
    /// The login that asked takes a yes once; nobody else's does.
    TAKE = "UPDATE adult_verification SET taken = $3 WHERE id = $1 AND login_hash = $2 AND approved IS NOT NULL AND declined IS NULL AND taken IS NULL";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM adult_verification WHERE id IN (SELECT id FROM adult_verification WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// A screen that waits, or waited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdultVerification {
    /// Its row.
    pub id: i64,
    /// The pupil.
    pub person: PersonId,
    /// The login's handle, hashed.
    pub login_hash: Vec<u8>,
    /// The service that asks for an adult's word.
    pub client: Option<String>,
    /// The words of the two pictures both sides see, a space between.
    pub pictures: String,
    /// Where the screen is.
    pub address: String,
    /// Since when it waits.
    pub asked: Instant,
    /// Nobody answers from then on.
    pub ends: Instant,
    /// When an adult said yes.
    pub approved: Option<Instant>,
    /// When an adult said no.
    pub declined: Option<Instant>,
    /// When the login took the answer.
    pub taken: Option<Instant>,
}

impl AdultVerification {
    /// How far it is now.
    pub fn state(&self, now: Instant) -> State {
        let (ends, approved, declined, taken) = (self.ends, self.approved, self.declined, self.taken);
        rules::adult_verification::state(&Written { ends, approved, declined, taken }, now)
    }
}

/// A screen about to wait.
#[derive(Clone, Debug)]
pub struct NewVerification {
    /// Its row.
    pub id: i64,
    /// The pupil.
    pub person: PersonId,
    /// The login's handle, hashed.
    pub login_hash: Vec<u8>,
    /// The service that asks.
    pub client: Option<String>,
    /// The words of two pictures.
    pub pictures: String,
    /// Where the screen is.
    pub address: String,
    /// Nobody answers from then on.
    pub ends: Instant,
}

/// Begins to wait; what the same login asked before is over.
pub fn ask(tx: &mut Tx, new: &NewVerification) -> Result<(), StoreError> {
    withdraw(tx, &new.login_hash)?;
    let now = tx.now();
    let args = [
        new.id.into(),
        new.person.into(),
        new.login_hash.as_slice().into(),
        new.client.as_deref().into(),
        new.pictures.as_str().into(),
        new.address.as_str().into(),
        now.into(),
        new.ends.into(),
    ];
    tx.run(&ASK, &args)?;
    Ok(())
}

/// A login waits no longer.
pub fn withdraw(tx: &mut Tx, login_hash: &[u8]) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&WITHDRAW, &[login_hash.into(), now.into()])?;
    Ok(())
}

/// What a login asked last.
pub fn of_login(tx: &mut Tx, login_hash: &[u8]) -> Result<Option<AdultVerification>, StoreError> {
    tx.row(&OF_LOGIN, &[login_hash.into()])?.map(|row| read(&row)).transpose()
}

/// The request with this number.
pub fn find(tx: &mut Tx, id: i64) -> Result<Option<AdultVerification>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// The most waiting screens a page shows.
pub const WAITING_MAX: i64 = 200;

/// The pupils of an institution whose screens wait now.
pub fn waiting(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<AdultVerification>, StoreError> {
    let now = tx.now();
    let pupil = rules::affiliation::Actor::Pupil.word();
    let args = [institution.as_str().into(), now.into(), pupil.into(), WAITING_MAX.into()];
    tx.rows(&WAITING, &args)?.iter().map(read).collect()
}

fn read(row: &Row) -> Result<AdultVerification, StoreError> {
    Ok(AdultVerification {
        id: row.int(0)?,
        person: PersonId(row.int(1)?),
        login_hash: row.bytes(2)?,
        client: row.maybe_text(3)?,
        pictures: row.text(4)?,
        address: row.text(5)?,
        asked: row.instant(6)?,
        ends: row.instant(7)?,
        approved: row.maybe_instant(8)?,
        declined: row.maybe_instant(9)?,
        taken: row.maybe_instant(10)?,
    })
}

/// Says yes; false where it is too late or somebody answered. The institution is the one the adult works at, none for
/// a parent.
pub fn approve(
    tx: &mut Tx,
    id: i64,
    by: PersonId,
    institution: Option<&InstitutionNumber>,
) -> Result<bool, StoreError> {
    let now = tx.now();
    let number = institution.map(InstitutionNumber::as_str);
    Ok(tx.run(&APPROVE, &[id.into(), now.into(), by.into(), number.into()])? == 1)
}

/// Says no; false where it is too late or somebody answered.
pub fn decline(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DECLINE, &[id.into(), now.into()])? == 1)
}

/// The login that asked takes the yes; false where it is not its own, none was given, or it was taken.
pub fn take(tx: &mut Tx, id: i64, login_hash: &[u8]) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&TAKE, &[id.into(), login_hash.into(), now.into()])? == 1)
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets requests that were over at `before`; how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into(), FORGOTTEN_MAX.into()])
}
