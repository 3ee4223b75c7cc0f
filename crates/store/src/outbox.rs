//! Mails on their way out, written in the transaction that gives the reason for them.
//!
//! Address and values are sealed: the row says only which letter, in which language, and how far it has come. What it
//! does not do: send, or know what a letter says.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// The id was drawn before the transaction.
    PUT = "INSERT INTO outbox (id, template, language, sealed, created, next_try, attempts) VALUES ($1, $2, $3, $4, $5, $5, 0)";
    /// What waits and whose turn it is, the oldest turn first.
    DUE = "SELECT id, template, language, sealed, created, attempts, sent, given_up
           FROM outbox
           WHERE sent IS NULL AND given_up IS NULL AND next_try <= $1
           ORDER BY next_try, id
           LIMIT $2";
    /// The newest, however far they have come.
    NEWEST = "SELECT id, template, language, sealed, created, attempts, sent, given_up
              FROM outbox
              ORDER BY created DESC, id DESC
              LIMIT $1";
    /// Of all who would send the same, exactly one counts the try and sends.
    CLAIM = "UPDATE outbox SET attempts = attempts + 1, next_try = $3 WHERE id = $1 AND attempts = $2 AND sent IS NULL AND given_up IS NULL";
    /// Once.
    SENT = "UPDATE outbox SET sent = $2 WHERE id = $1 AND sent IS NULL";
    /// No more tries.
    GIVE_UP = "UPDATE outbox SET given_up = $2 WHERE id = $1 AND sent IS NULL AND given_up IS NULL";
    /// How many wait.
    WAITING = "SELECT CAST(COUNT(*) AS BIGINT) AS waiting FROM outbox WHERE sent IS NULL AND given_up IS NULL AND next_try <= $1";
    /// How many of those that wait were queued before this moment.
    LATE = "SELECT CAST(COUNT(*) AS BIGINT) AS late FROM outbox WHERE sent IS NULL AND given_up IS NULL AND created < $1";
    /// What has been sent or given up long ago.
    FORGET = "DELETE FROM outbox WHERE id IN (SELECT o.id FROM outbox o WHERE o.created < $1 AND (o.sent IS NOT NULL OR o.given_up IS NOT NULL) ORDER BY o.created, o.id LIMIT 1000)";
}

/// A mail about to be queued.
#[derive(Clone, Debug)]
pub struct NewMail {
    /// Drawn before the transaction.
    pub id: i64,
    /// The letter's word.
    pub template: &'static str,
    /// `da` or `en`.
    pub language: &'static str,
    /// Address and values.
    pub sealed: Vec<u8>,
}

/// A mail as it lies there.
#[derive(Clone, Debug)]
pub struct Mail {
    /// Its row.
    pub id: i64,
    /// The letter's word.
    pub template: String,
    /// `da` or `en`.
    pub language: String,
    /// Address and values.
    pub sealed: Vec<u8>,
    /// When it was queued.
    pub created: Instant,
    /// How often it was tried.
    pub attempts: i64,
    /// When it left.
    pub sent: Option<Instant>,
    /// When the last try failed.
    pub given_up: Option<Instant>,
}

/// Queues a mail; it is due at once.
pub fn put(tx: &mut Tx, mail: &NewMail) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&PUT, &[mail.id.into(), mail.template.into(), mail.language.into(), (&mail.sealed).into(), now.into()])?;
    Ok(())
}

/// The mails whose turn it is, at most `limit`.
pub fn due(tx: &mut Tx, limit: i64) -> Result<Vec<Mail>, StoreError> {
    let now = tx.now();
    tx.rows(&DUE, &[now.into(), limit.into()])?.iter().map(read).collect()
}

/// The newest mails, at most `limit`.
pub fn newest(tx: &mut Tx, limit: i64) -> Result<Vec<Mail>, StoreError> {
    tx.rows(&NEWEST, &[limit.into()])?.iter().map(read).collect()
}

/// How many are due.
pub fn waiting(tx: &mut Tx) -> Result<i64, StoreError> {
    let now = tx.now();
    tx.row(&WAITING, &[now.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// How many wait that were queued before this moment.
pub fn late(tx: &mut Tx, before: Instant) -> Result<i64, StoreError> {
    tx.row(&LATE, &[before.into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Counts a try before it is made, and says when the next one is due; false where another node was faster.
pub fn claim(tx: &mut Tx, mail: &Mail, next_try: Instant) -> Result<bool, StoreError> {
    Ok(tx.run(&CLAIM, &[mail.id.into(), mail.attempts.into(), next_try.into()])? == 1)
}

/// It has left; false where it had already.
pub fn sent(tx: &mut Tx, id: i64) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&SENT, &[id.into(), now.into()])? == 1)
}

/// It did not leave and is not tried again.
pub fn give_up(tx: &mut Tx, id: i64) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&GIVE_UP, &[id.into(), now.into()]).map(drop)
}

/// Forgets what was done with before this moment, a bounded number at a time; answers how many.
pub fn forget(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[before.into()])
}

fn read(row: &Row) -> Result<Mail, StoreError> {
    Ok(Mail {
        id: row.int(0)?,
        template: row.text(1)?,
        language: row.text(2)?,
        sealed: row.bytes(3)?,
        created: row.instant(4)?,
        attempts: row.int(5)?,
        sent: row.maybe_instant(6)?,
        given_up: row.maybe_instant(7)?,
    })
}
