//! What can be broken about the database. A refusal is never one of these; it is a value.

/// Something is broken: the disk, the connection, or what stands in a column.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database answered an error to a statement.
    #[error("{statement}: {message}")]
    Database {
        /// The statement's name.
        statement: &'static str,
        /// What the database said.
        message: String,
        /// Whether running the whole transaction again may help.
        again: Again,
    },
    /// The connection is gone or could not be made.
    #[error("no connection to the database: {0}")]
    Connection(String),
    /// The connection went while COMMIT was under way: it may have happened or not.
    #[error("the database did not say whether it committed: {0}")]
    CommitUnanswered(String),
    /// Retried as often as allowed: many are writing the same just now.
    #[error("many are using it right now")]
    Busy,
    /// A column holds what this version never wrote.
    #[error("{statement}: column {column} holds something unexpected")]
    Column {
        /// The statement's name.
        statement: &'static str,
        /// Counted from 0.
        column: usize,
    },
    /// A text kept as JSON does not read any longer.
    #[error("{0} does not read")]
    Unreadable(&'static str),
    /// The closure panicked; its writes are rolled back.
    #[error("a transaction panicked")]
    Panicked,
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
    /// A migration does not fit what stands in the database.
    #[error("migration {0}")]
    Migration(String),
    /// A test asked this statement to fail.
    #[error("{0}: fault injected by a test")]
    Injected(&'static str),
}

/// Whether a failed transaction may be run again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Again {
    /// A serialization failure or a deadlock: the same closure may succeed.
    MayHelp,
    /// It would fail the same way.
    Useless,
}
