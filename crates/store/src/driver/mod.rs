//! The one place that knows there are two databases: a transaction, its arguments and its rows.
//!
//! A [`Tx`] is a connection with a transaction open on it. The first statement that fails poisons it: what follows
//! answers the same error, on both databases alike, so code foresees conflicts with `ON CONFLICT` and row counts and
//! never by catching. What it does not do: decide when a transaction begins or ends; `db` and its threads do.

pub(crate) mod connection;
#[cfg(test)]
pub(crate) mod describe;
mod postgres;
pub(crate) mod value;

use crate::error::StoreError;
use crate::statement::Statement;
use crate::trace::Trace;
use connection::{Begin, Link};
use rules::time::Instant;
pub use value::{Arg, Row};

/// An open transaction. Only the store's table modules run statements on it.
pub struct Tx {
    pub(crate) link: Link,
    now: Instant,
    poison: Option<StoreError>,
    statements: u32,
    /// The statement that ran last, for the log.
    last: &'static str,
    fault_at: Option<u32>,
    trace: Trace,
    /// The country's settings once this attempt has read them: every step of a story asks for some of them.
    pub(crate) national: Option<Vec<(String, String)>>,
}

impl Tx {
    pub(crate) fn on(link: Link) -> Tx {
        let trace = Trace::default();
        Tx { link, now: Instant(0), poison: None, statements: 0, last: "", fault_at: None, trace, national: None }
    }

    /// The same, with somebody who may listen.
    pub(crate) fn heard_by(mut self, trace: &Trace) -> Tx {
        self.trace = trace.clone();
        self
    }

    /// Forgets the last attempt: a new one of this kind begins at `now`.
    pub(crate) fn begin_attempt(&mut self, begin: Begin, now: Instant) {
        self.trace.asked(begin.words());
        self.now = now;
        self.poison = None;
        self.statements = 0;
        self.last = "";
        self.fault_at = None;
        self.national = None;
    }

    /// The moment this attempt of the transaction began.
    pub fn now(&self) -> Instant {
        self.now
    }

    /// What the first failed statement answered; a closure that looked away from it is not committed.
    pub(crate) fn poison(&self) -> Option<&StoreError> {
        self.poison.as_ref()
    }

    /// The name of the statement that ran last.
    pub(crate) fn last_statement(&self) -> &'static str {
        self.last
    }

    /// Makes the `nth` statement of this attempt fail (1 is the next): for tests that ask whether anything is left
    /// half done.
    pub fn fail_at(&mut self, nth: u32) {
        self.fault_at = Some(self.statements + nth);
    }

    /// How many statements this attempt has run.
    pub fn statements(&self) -> u32 {
        self.statements
    }

    /// At most one row.
    pub(crate) fn row(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Option<Row>, StoreError> {
        Ok(self.rows(statement, args)?.into_iter().next())
    }

    /// All rows; every list statement carries its own LIMIT.
    pub(crate) fn rows(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        self.guarded(statement, |link| link.rows(statement, args))
    }

    /// Runs a change; answers how many rows it changed.
    pub(crate) fn run(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        self.guarded(statement, |link| link.run(statement, args))
    }

    /// Runs a single-row `INSERT ... VALUES ($1, $2 ...)` for many rows; answers how many were inserted. The text may
    /// say `ON CONFLICT ... excluded.x`, but then no two rows may have the same key.
    pub(crate) fn bulk(&mut self, statement: &'static Statement, rows: &[Vec<Arg<'_>>]) -> Result<u64, StoreError> {
        if rows.is_empty() {
            return Ok(0);
        }
        self.guarded(statement, |link| link.bulk(statement, rows))
    }

    fn guarded<R>(
        &mut self,
        statement: &'static Statement,
        work: impl FnOnce(&mut Link) -> Result<R, StoreError>,
    ) -> Result<R, StoreError> {
        if let Some(first) = &self.poison {
            return Err(first.clone());
        }
        self.statements += 1;
        self.last = statement.name;
        self.trace.asked(statement.name);
        let done = if self.fault_at == Some(self.statements) {
            Err(StoreError::Injected(statement.name))
        } else {
            work(&mut self.link)
        };
        done.inspect_err(|error| self.poison = Some(error.clone()))
    }
}
