//! A connection to either database, with all statements kept prepared.

use super::value::{Arg, Row, Value};
use crate::error::{Again, StoreError};
use crate::statement::Statement;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::collections::HashMap;
use std::path::Path;

/// How many statements a SQLite connection keeps prepared: more than there are.
const PREPARED_MAX: usize = 512;
/// How long a SQLite connection waits for another process's write.
const BUSY_MILLIS: u64 = 10_000;
/// How many arguments one multi-row insert may carry (PostgreSQL counts them in 16 bits).
const BULK_ARGUMENTS_MAX: usize = 16_000;

/// One connection. A PostgreSQL client is made, used and dropped on one thread that belongs to no runtime.
pub(crate) enum Link {
    Sqlite(rusqlite::Connection),
    Postgres(Box<Postgres>),
}

pub(crate) struct Postgres {
    client: postgres::Client,
    prepared: HashMap<&'static str, postgres::Statement>,
    bulk: HashMap<(&'static str, usize), postgres::Statement>,
}

/// What a connection is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Begin {
    Write,
    Read,
}

impl Link {
    pub(crate) fn sqlite(path: &Path) -> Result<Link, StoreError> {
        let connection = rusqlite::Connection::open(path).map_err(no_sqlite)?;
        let set = format!(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA busy_timeout = {BUSY_MILLIS};
             PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536; PRAGMA mmap_size = 268435456;"
        );
        connection.execute_batch(&set).map_err(no_sqlite)?;
        connection.set_prepared_statement_cache_capacity(PREPARED_MAX);
        Ok(Link::Sqlite(connection))
    }

    pub(crate) fn postgres(url: &str) -> Result<Link, StoreError> {
        let config: postgres::Config =
            url.parse().map_err(|error: postgres::Error| StoreError::Connection(error.to_string()))?;
        let client = if config.get_ssl_mode() == postgres::config::SslMode::Require {
            config.connect(super::super::tls::connector()?)
        } else {
            config.connect(postgres::NoTls)
        };
        let client = client.map_err(|error| StoreError::Connection(describe(&error)))?;
        Ok(Link::Postgres(Box::new(Postgres { client, prepared: HashMap::new(), bulk: HashMap::new() })))
    }

    /// Whether the connection can still be used.
    pub(crate) fn is_closed(&self) -> bool {
        match self {
            Link::Sqlite(_) => false,
            Link::Postgres(link) => link.client.is_closed(),
        }
    }

    /// Runs text that is no statement: BEGIN, COMMIT, savepoints, migrations.
    pub(crate) fn batch(&mut self, name: &'static str, sql: &str) -> Result<(), StoreError> {
        match self {
            Link::Sqlite(connection) => connection.execute_batch(sql).map_err(|error| from_sqlite(name, &error)),
            Link::Postgres(link) => link.client.batch_execute(sql).map_err(|error| from_postgres(name, &error)),
        }
    }

    pub(crate) fn begin(&mut self, kind: Begin) -> Result<(), StoreError> {
        let sql = match (&self, kind) {
            (Link::Sqlite(_), Begin::Write) => "BEGIN IMMEDIATE",
            (Link::Sqlite(_), Begin::Read) => "BEGIN",
            (Link::Postgres(_), Begin::Write) => "BEGIN ISOLATION LEVEL SERIALIZABLE",
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
            Link::Postgres(link) => link.bulk(statement, rows).map_err(|error| from_postgres(statement.name, &error)),
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

impl Postgres {
    /// The client itself, for what only tests ask.
    #[cfg(test)]
    pub(crate) fn client(&mut self) -> &mut postgres::Client {
        &mut self.client
    }

    fn prepared(&mut self, statement: &'static Statement) -> Result<postgres::Statement, postgres::Error> {
        if let Some(known) = self.prepared.get(statement.name) {
            return Ok(known.clone());
        }
        let made = self.client.prepare(statement.sql)?;
        self.prepared.insert(statement.name, made.clone());
        Ok(made)
    }

    fn rows(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<Vec<Row>, postgres::Error> {
        let prepared = self.prepared(statement)?;
        let sent: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        let rows = self.client.query(&prepared, &sent)?;
        rows.iter().map(|row| read_row(statement, row)).collect()
    }

    fn run(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<u64, postgres::Error> {
        let prepared = self.prepared(statement)?;
        let sent: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        self.client.execute(&prepared, &sent)
    }

    /// One statement of many rows at a time: a round trip a chunk instead of one a row.
    fn bulk(&mut self, statement: &'static Statement, rows: &[Vec<Arg<'_>>]) -> Result<u64, postgres::Error> {
        let width = rows.first().map_or(1, |row| row.len().max(1));
        let mut changed = 0;
        for chunk in rows.chunks((BULK_ARGUMENTS_MAX / width).max(1)) {
            let key = (statement.name, chunk.len());
            let prepared = match self.bulk.get(&key) {
                Some(known) => known.clone(),
                None => {
                    let made = self.client.prepare(&many_rows(statement.sql, chunk.len(), width))?;
                    // Full chunks come again; the odd last one seldom does.
                    if chunk.len() == BULK_ARGUMENTS_MAX / width {
                        self.bulk.insert(key, made.clone());
                    }
                    made
                }
            };
            let sent: Vec<&(dyn ToSql + Sync)> = chunk.iter().flatten().map(|arg| arg as _).collect();
            changed += self.client.execute(&prepared, &sent)?;
        }
        Ok(changed)
    }
}

/// `... VALUES ($1, $2) ON CONFLICT ...` with as many rows as asked. The row must list its arguments in order, which
/// the prepare test checks of every statement used in bulk.
fn many_rows(sql: &str, rows: usize, width: usize) -> String {
    let Some((head, rest)) = sql.split_once("VALUES") else { return sql.to_owned() };
    let tail = rest.find(')').map_or("", |end| &rest[end + 1..]);
    let mut text = format!("{head}VALUES ");
    for row in 0..rows {
        let numbers: Vec<String> = (1..=width).map(|place| format!("${}", row * width + place)).collect();
        text.push_str(if row == 0 { "(" } else { ", (" });
        text.push_str(&numbers.join(", "));
        text.push(')');
    }
    text.push_str(tail);
    text
}

fn read_row(statement: &'static Statement, row: &postgres::Row) -> Result<Row, postgres::Error> {
    let mut values = Vec::with_capacity(row.len());
    for (column, described) in row.columns().iter().enumerate() {
        values.push(match *described.type_() {
            Type::INT8 => row.try_get::<_, Option<i64>>(column)?.map_or(Value::Null, Value::Int),
            Type::BYTEA => row.try_get::<_, Option<Vec<u8>>>(column)?.map_or(Value::Null, Value::Bytes),
            // The prepare test lets no fourth type through; anything else fails here as text.
            _ => row.try_get::<_, Option<String>>(column)?.map_or(Value::Null, Value::Text),
        });
    }
    Ok(Row { statement: statement.name, values })
}

impl ToSql for Arg<'_> {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut postgres::types::private::BytesMut,
    ) -> Result<IsNull, Box<dyn std::error::Error + Sync + Send>> {
        match self {
            Arg::Null => Ok(IsNull::Yes),
            Arg::Int(number) => number.to_sql(kind, out),
            Arg::Text(text) => text.to_sql(kind, out),
            Arg::Bytes(bytes) => bytes.to_sql(kind, out),
        }
    }
    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }
    to_sql_checked!();
}

fn no_sqlite(error: rusqlite::Error) -> StoreError {
    StoreError::Connection(error.to_string())
}

fn from_sqlite(statement: &'static str, error: &rusqlite::Error) -> StoreError {
    StoreError::Database { statement, message: error.to_string(), again: Again::Useless }
}

/// What PostgreSQL said, without the values it may quote in its detail.
fn describe(error: &postgres::Error) -> String {
    error.as_db_error().map_or_else(|| error.to_string(), |db| format!("{} ({})", db.message(), db.code().code()))
}

fn from_postgres(statement: &'static str, error: &postgres::Error) -> StoreError {
    if error.is_closed() {
        return StoreError::Connection(describe(error));
    }
    let again = match error.code().map(postgres::error::SqlState::code) {
        Some("40001" | "40P01") => Again::MayHelp,
        Some(_) | None => Again::Useless,
    };
    StoreError::Database { statement, message: describe(error), again }
}

#[cfg(test)]
mod tests {
    use super::many_rows;

    #[test]
    fn a_row_becomes_many() {
        let sql = "INSERT INTO a (x, y) VALUES ($1, $2) ON CONFLICT (x) DO NOTHING";
        assert_eq!(many_rows(sql, 2, 2), "INSERT INTO a (x, y) VALUES ($1, $2), ($3, $4) ON CONFLICT (x) DO NOTHING");
    }
}
