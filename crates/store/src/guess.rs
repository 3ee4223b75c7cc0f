//! Wrong tries: of one account, or of one user name nobody has; who fails from one address; and how the whole
//! country's picture attempts fare.
//!
//! Source: product.md §5. What it does not do: decide when somebody must wait; `rules::lockout` does.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::lockout::Tries;
use rules::time::Instant;

statements! {
    /// At most one row a subject.
    FIND = "SELECT step, last_failure, wait_until, wrong_in_all, recent FROM guess WHERE subject = $1";
    /// The whole state is written as one; the transaction that read it is the one that writes it.
    PUT = "INSERT INTO guess (subject, step, last_failure, wait_until, wrong_in_all, recent) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (subject) DO UPDATE SET step = excluded.step, last_failure = excluded.last_failure, wait_until = excluded.wait_until, wrong_in_all = excluded.wrong_in_all, recent = excluded.recent";
    /// Nothing remembered is the same as no failures.
    CLEAR = "DELETE FROM guess WHERE subject = $1";
    /// A subject counts once an address, at its latest failure.
    ADDRESS_FAILED = "INSERT INTO failing_address (address, subject, at) VALUES ($1, $2, $3) ON CONFLICT (address, subject) DO UPDATE SET at = excluded.at";
    /// Counted only up to the bound that matters.
    ADDRESS_COUNT = "SELECT CAST(COUNT(*) AS BIGINT) AS failing FROM (SELECT subject FROM failing_address WHERE address = $1 AND $2 < at LIMIT $3) bounded";
    /// Older failures count for nothing.
    ADDRESS_FORGET = "DELETE FROM failing_address WHERE at <= $1";
    /// Unknown names nobody has tried for long are forgotten, a bounded number at a time; accounts never.
    FORGET_NAMES = "DELETE FROM guess WHERE subject IN (SELECT subject FROM guess WHERE 'name:' <= subject AND subject < 'name;' AND last_failure < $1 LIMIT $2)";
    /// What the watch no longer looks at.
    PICTURES_FORGET = "DELETE FROM picture_attempt WHERE step < $1";
    /// One row a step and slot, so that few writers meet.
    PICTURES_COUNT = "INSERT INTO picture_attempt (step, attempts, fresh_failures) VALUES ($1, $2, $3) ON CONFLICT (step) DO UPDATE SET attempts = picture_attempt.attempts + excluded.attempts, fresh_failures = picture_attempt.fresh_failures + excluded.fresh_failures";
    /// The steps from one moment on, summed.
    PICTURES_SUM = "SELECT CAST(COALESCE(SUM(attempts), 0) AS BIGINT) AS attempts, CAST(COALESCE(SUM(fresh_failures), 0) AS BIGINT) AS fresh_failures FROM picture_attempt WHERE $1 <= step";
}

/// What is remembered of a subject's wrong tries; nothing remembered is the same as none.
pub fn find(tx: &mut Tx, subject: &str) -> Result<Tries, StoreError> {
    let Some(row) = tx.row(&FIND, &[subject.into()])? else {
        return Ok(Tries::default());
    };
    let last = row.int(1)?;
    Ok(Tries {
        step: u32::try_from(row.int(0)?).unwrap_or(u32::MAX),
        last_failure: (last != NEVER).then_some(Instant(last)),
        wrong_in_all: u32::try_from(row.int(3)?).unwrap_or(u32::MAX),
        recent: Tries::recent_from_text(&row.text(4)?),
    })
}

/// No failure in a row: written where a moment is wanted.
const NEVER: i64 = i64::MIN;

/// Writes what is remembered of a subject. `wait_until` is what a list shows of it; none: nothing to wait for.
pub fn put(tx: &mut Tx, subject: &str, tries: &Tries, wait_until: Option<Instant>) -> Result<(), StoreError> {
    if *tries == Tries::default() {
        tx.run(&CLEAR, &[subject.into()])?;
        return Ok(());
    }
    let recent = tries.recent_text();
    let args = [
        subject.into(),
        i64::from(tries.step).into(),
        tries.last_failure.map_or(NEVER, |at| at.0).into(),
        wait_until.map_or(NEVER, |at| at.0).into(),
        i64::from(tries.wrong_in_all).into(),
        recent.as_str().into(),
    ];
    tx.run(&PUT, &args)?;
    Ok(())
}

/// The subject that an account's wrong tries are remembered under.
pub fn of_person(person: PersonId) -> String {
    format!("person:{}", person.0)
}

/// Forgets everything of a subject: a new password was confirmed.
pub fn clear(tx: &mut Tx, subject: &str) -> Result<(), StoreError> {
    tx.run(&CLEAR, &[subject.into()])?;
    Ok(())
}

/// Writes down that a subject failed from an address.
pub fn address_failed(tx: &mut Tx, address: &str, subject: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&ADDRESS_FAILED, &[address.into(), subject.into(), now.into()])?;
    Ok(())
}

/// How many subjects failed from an address after `since`, counted no further than `enough`.
pub fn failing_from(tx: &mut Tx, address: &str, since: Instant, enough: i64) -> Result<i64, StoreError> {
    match tx.row(&ADDRESS_COUNT, &[address.into(), since.into(), enough.into()])? {
        Some(row) => row.int(0),
        None => Ok(0),
    }
}

/// Forgets failures of addresses up to a moment.
pub fn forget_addresses(tx: &mut Tx, until: Instant) -> Result<u64, StoreError> {
    tx.run(&ADDRESS_FORGET, &[until.into()])
}

/// Adds to the country's picture attempts; `step` is a moment that many attempts share.
pub fn count_pictures(tx: &mut Tx, step: Instant, attempts: i64, fresh_failures: i64) -> Result<(), StoreError> {
    tx.run(&PICTURES_COUNT, &[step.into(), attempts.into(), fresh_failures.into()])?;
    Ok(())
}

/// The country's picture attempts, and the failures among them on accounts without an earlier one, since `from`.
pub fn pictures_since(tx: &mut Tx, from: Instant) -> Result<(i64, i64), StoreError> {
    match tx.row(&PICTURES_SUM, &[from.into()])? {
        Some(row) => Ok((row.int(0)?, row.int(1)?)),
        None => Ok((0, 0)),
    }
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets names nobody has, last tried before a moment; how many.
pub fn forget_names(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&FORGET_NAMES, &[before.into(), FORGOTTEN_MAX.into()])
}

/// Forgets the country's picture attempts from before a moment; how many.
pub fn forget_pictures(tx: &mut Tx, before: Instant) -> Result<u64, StoreError> {
    tx.run(&PICTURES_FORGET, &[before.into()])
}
