//! A connection to either database, with all statements kept prepared.

use super::postgres::{Postgres, from_postgres};
use super::value::{Arg, Row, Value};
use crate::error::{Again, StoreError};
use crate::statement::Statement;
use rusqlite::OpenFlags;
use rusqlite::config::DbConfig;
use std::path::Path;

/// How many statements a SQLite connection keeps prepared: more than there are.
const PREPARED_MAX: usize = 512;
/// How long a SQLite connection waits for another process's write.
const BUSY_MILLIS: u64 = 10_000;

/// One connection. A PostgreSQL client is made, used and dropped on one thread that belongs to no runtime.
pub(crate) enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Postgres>),
}

/// What a transaction is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    /// Changes: all or nothing.
    Write,
    /// One snapshot for all statements.
    Read,
    /// Rows by key: each statement sees its own moment, and there is no BEGIN to wait for.
    Point,
}

impl Begin {
    /// As a trace tells it.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Begin::Write => "BEGIN write",
            Begin::Read => "BEGIN read",
            Begin::Point => "BEGIN point",
        }
    }
}

impl Link {
    /// Opens a file, or makes it.
    pub(crate) fn sqlite(path: &Path) -> Result<Link, StoreError> {
        let mut link = Link::set_up(rusqlite::Connection::open(path).map_err(no_sqlite)?)?;
        link.batch("journal_mode", "PRAGMA journal_mode = WAL")?;
        Ok(link)
    }

    fn set_up(connection: rusqlite::Connection) -> Result<Link, StoreError> {
        let set = format!(
            "PRAGMA synchronous = FULL; PRAGMA busy_timeout = {BUSY_MILLIS}; PRAGMA foreign_keys = ON;
             PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = 2147418112;"
        );
        connection.execute_batch(&set).map_err(no_sqlite)?;
        // A plan stays as it was prepared. Otherwise SQLite plans a statement anew whenever the values of some of its
        // arguments change, which took most of the time of many pages.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(no_sqlite)?;
        connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
        Ok(Link::Sqlite(connection))
    }

    /// A SQLite connection to a file that is there, which refuses to change anything.
    pub(crate) fn sqlite_reader(path: &Path) -> Result<Link, StoreError> {
        let there = OpenFlags::default() - OpenFlags::SQLITE_OPEN_CREATE;
        let mut link = Link::set_up(rusqlite::Connection::open_with_flags(path, there).map_err(no_sqlite)?)?;
        link.batch("query_only", "PRAGMA query_only = ON")?;
        Ok(link)
    }

    pub(crate) fn postgres(url: &str) -> Result<Link, StoreError> {
        Postgres::connect(url).map(|link| Link::Postgres(Box::new(link)))
    }

    /// Whether the connection can still be used.
    pub(crate) fn is_closed(&mut self) -> bool {
        match self {
            Link::Sqlite(_) => false,
            Link::Postgres(link) => link.client().is_closed(),
        }
    }

    /// Runs text that is no statement: BEGIN, COMMIT, savepoints, migrations.
    pub(crate) fn batch(&mut self, name: &'static str, sql: &str) -> Result<(), StoreError> {
        match self {
            Link::Sqlite(connection) => connection.execute_batch(sql).map_err(|error| from_sqlite(name, &error)),
            Link::Postgres(link) => link.client().batch_execute(sql).map_err(|error| from_postgres(name, &error)),
        }
    }

    pub(crate) fn begin(&mut self, kind: Begin) -> Result<(), StoreError> {
        let sql = match (&self, kind) {
            (_, Begin::Point) => return Ok(()),
            (Link::Sqlite(_), Begin::Write) => "BEGIN IMMEDIATE",
            (Link::Sqlite(_), Begin::Read) => "BEGIN",
            (Link::Postgres(_), Begin::Write) => "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
            (Link::Postgres(_), Begin::Read) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        self.batch("begin", sql)
    }

    pub(crate) fn commit(&mut self) -> Result<(), StoreError> {
        self.batch("commit", "COMMIT")
    }

    /// Ends the transaction without a trace; a connection that cannot even do that is closed and says so later.
    pub(crate) fn roll_back(&mut self) {
        drop(self.batch("rollback", "ROLLBACK"));
    }

    /// Whether no transaction is open: SQLite rolls back by itself when the disk is full or memory is out.
    pub(crate) fn transaction_is_gone(&self) -> bool {
        match self {
            Link::Sqlite(connection) => connection.is_autocommit(),
            Link::Postgres(_) => false,
        }
    }

    pub(crate) fn rows(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, StoreError> {
        match self {
            Link::Sqlite(connection) => {
                sqlite_rows(connection, statement, args).map_err(|error| from_sqlite(statement.name, &error))
            }
            Link::Postgres(link) => link.rows(statement, args).map_err(|error| from_postgres(statement.name, &error)),
        }
    }

    pub(crate) fn run(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<u64, StoreError> {
        match self {
            Link::Sqlite(connection) => {
                sqlite_run(connection, statement, args).map_err(|error| from_sqlite(statement.name, &error))
            }
            Link::Postgres(link) => link.run(statement, args).map_err(|error| from_postgres(statement.name, &error)),
        }
    }

    pub(crate) fn bulk(&mut self, statement: &'static Statement, rows: &[Vec<Arg<'_>>]) -> Result<u64, StoreError> {
        match self {
            Link::Sqlite(connection) => {
                let mut changed = 0;
                for row in rows {
                    changed +=
                        sqlite_run(connection, statement, row).map_err(|error| from_sqlite(statement.name, &error))?;
                }
                Ok(changed)
            }
            Link::Postgres(link) => link.bulk(statement, rows),
        }
    }
}

fn bind(prepared: &mut rusqlite::CachedStatement<'_>, args: &[Arg<'_>]) -> rusqlite::Result<()> {
    for (place, arg) in args.iter().enumerate() {
        match arg {
            Arg::Null => prepared.raw_bind_parameter(place + 1, rusqlite::types::Null),
            Arg::Int(number) => prepared.raw_bind_parameter(place + 1, number),
            Arg::Text(text) => prepared.raw_bind_parameter(place + 1, text),
            Arg::Bytes(bytes) => prepared.raw_bind_parameter(place + 1, bytes),
        }?;
    }
    Ok(())
}

fn sqlite_rows(
    connection: &rusqlite::Connection,
    statement: &'static Statement,
    args: &[Arg<'_>],
) -> rusqlite::Result<Vec<Row>> {
    let mut prepared = connection.prepare_cached(statement.for_sqlite())?;
    bind(&mut prepared, args)?;
    let columns = prepared.column_count();
    let mut found = Vec::new();
    let mut rows = prepared.raw_query();
    while let Some(row) = rows.next()? {
        let mut values = Vec::with_capacity(columns);
        for column in 0..columns {
            values.push(match row.get_ref(column)? {
                rusqlite::types::ValueRef::Null => Value::Null,
                rusqlite::types::ValueRef::Integer(number) => Value::Int(number),
                rusqlite::types::ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
                rusqlite::types::ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
                rusqlite::types::ValueRef::Real(_) => return Err(rusqlite::Error::InvalidQuery),
            });
        }
        found.push(Row { statement: statement.name, values });
    }
    Ok(found)
}

fn sqlite_run(
    connection: &rusqlite::Connection,
    statement: &'static Statement,
    args: &[Arg<'_>],
) -> rusqlite::Result<u64> {
    let mut prepared = connection.prepare_cached(statement.for_sqlite())?;
    bind(&mut prepared, args)?;
    prepared.raw_execute().map(|count| count as u64)
}

fn no_sqlite(error: rusqlite::Error) -> StoreError {
    StoreError::Connection(error.to_string())
}

fn from_sqlite(statement: &'static str, error: &rusqlite::Error) -> StoreError {
    // Only another process can hold the file: within this one there is a single writer.
    if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) {
        return StoreError::Busy;
    }
    StoreError::Database { statement, message: error.to_string(), again: Again::Useless }
}
