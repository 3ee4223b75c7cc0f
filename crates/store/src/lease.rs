//! Who does a background job just now: one node at a time, for a while.
//!
//! What it does not do: run jobs, or wake anybody.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// Taken or renewed only where nobody else's time is still running: the row count is the answer.
    TAKE = "INSERT INTO lease (name, holder, until) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET holder = $2, until = $3 WHERE lease.holder = $2 OR lease.until <= $4";
    /// All of them, by name.
    TURNS = "SELECT name, until FROM lease ORDER BY name LIMIT 100";
    /// Given back only by its holder.
    GIVE_BACK = "DELETE FROM lease WHERE name = $1 AND holder = $2";
}

/// Whether a job is ours to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lease {
    /// It is, until the moment asked for.
    Ours,
    /// Another node has it.
    Others,
}

/// Until when a job is somebody's: renewed with each of its turns, for three of them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// The job.
    pub name: String,
    /// Somebody's until then.
    pub until: Instant,
}

/// Every job that was ever anybody's.
///
/// # Errors
/// [`StoreError`].
pub fn turns(tx: &mut Tx) -> Result<Vec<Turn>, StoreError> {
    let read = |row: &Row| Ok(Turn { name: row.text(0)?, until: row.instant(1)? });
    tx.rows(&TURNS, &[])?.iter().map(read).collect()
}

/// Takes or renews the lease of this name for `holder` until `until`.
pub fn take(tx: &mut Tx, name: &str, holder: &str, until: Instant) -> Result<Lease, StoreError> {
    let now = tx.now();
    let changed = tx.run(&TAKE, &[name.into(), holder.into(), until.into(), now.into()])?;
    Ok(if changed == 0 { Lease::Others } else { Lease::Ours })
}

/// Gives the lease back before its time.
pub fn give_back(tx: &mut Tx, name: &str, holder: &str) -> Result<(), StoreError> {
    tx.run(&GIVE_BACK, &[name.into(), holder.into()])?;
    Ok(())
}
