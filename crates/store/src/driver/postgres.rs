//! A connection to PostgreSQL: statements kept prepared, rows read, many rows sent at once.
//!
//! A client is made, used and dropped on one thread that belongs to no runtime; elsewhere it panics. What it does not
//! do: transactions or retries.

use super::value::{Arg, Row, Value};
use crate::error::{Again, StoreError};
use crate::statement::Statement;
use postgres::types::{IsNull, ToSql, Type, to_sql_checked};
use std::collections::HashMap;

/// How many rows one statement carries at most.
const BULK_ROWS_MAX: usize = 5_000;

pub(crate) struct Postgres {
    client: postgres::Client,
    prepared: HashMap<&'static str, postgres::Statement>,
    /// The forms for many rows, with the types of their arrays.
    bulk: HashMap<&'static str, (postgres::Statement, Vec<Type>)>,
}

/// What has no BEGIN of its own may only look. A plan stays as it was prepared, as on SQLite: every statement is written
/// for one way to its rows, and planning anew costs more than most of them. A whole table is read only where no index
/// serves: a plan for any arguments guesses how many rows they fit, and guesses high. None is worth the start of parallel
/// workers or of a compiler.
const SET_UP: &str = "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY;
    SET plan_cache_mode = force_generic_plan;
    SET enable_seqscan = off;
    SET max_parallel_workers_per_gather = 0;
    SET jit = off";

impl Postgres {
    pub(crate) fn connect(url: &str) -> Result<Postgres, StoreError> {
        let config: postgres::Config =
            url.parse().map_err(|error: postgres::Error| StoreError::Connection(error.to_string()))?;
        let client = if config.get_ssl_mode() == postgres::config::SslMode::Require {
            config.connect(crate::tls::connector()?)
        } else {
            config.connect(postgres::NoTls)
        };
        let mut client = client.map_err(|error| StoreError::Connection(describe(&error)))?;
        client.batch_execute(SET_UP).map_err(|error| StoreError::Connection(describe(&error)))?;
        Ok(Postgres { client, prepared: HashMap::new(), bulk: HashMap::new() })
    }

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

    pub(crate) fn rows(
        &mut self,
        statement: &'static Statement,
        args: &[Arg<'_>],
    ) -> Result<Vec<Row>, postgres::Error> {
        let prepared = self.prepared(statement)?;
        let sent: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        let rows = self.client.query(&prepared, &sent)?;
        rows.iter().map(|row| read_row(statement, row)).collect()
    }

    pub(crate) fn run(&mut self, statement: &'static Statement, args: &[Arg<'_>]) -> Result<u64, postgres::Error> {
        let prepared = self.prepared(statement)?;
        let sent: Vec<&(dyn ToSql + Sync)> = args.iter().map(|arg| arg as _).collect();
        self.client.execute(&prepared, &sent)
    }

    /// A single-row `INSERT` for many rows: one round trip for thousands, one plan for any number.
    pub(crate) fn bulk(&mut self, statement: &'static Statement, rows: &[Vec<Arg<'_>>]) -> Result<u64, StoreError> {
        let failed = |error| from_postgres(statement.name, &error);
        let (prepared, kinds) = match self.bulk.get(statement.name) {
            Some(known) => known.clone(),
            None => {
                let kinds = self.prepared(statement).map_err(failed)?.params().to_vec();
                let text = unnested(statement, &kinds)?;
                let made = self.client.prepare(&text).map_err(failed)?;
                self.bulk.insert(statement.name, (made.clone(), kinds.clone()));
                (made, kinds)
            }
        };
        let mut changed = 0;
        for chunk in rows.chunks(BULK_ROWS_MAX) {
            let columns: Vec<Box<dyn ToSql + Sync + '_>> =
                kinds.iter().enumerate().map(|(place, kind)| column(kind, chunk, place)).collect();
            let sent: Vec<&(dyn ToSql + Sync)> = columns.iter().map(|column| &**column as _).collect();
            changed += self.client.execute(&prepared, &sent).map_err(failed)?;
        }
        Ok(changed)
    }
}

/// One argument of many rows as an array. A value of another kind than the column's becomes NULL here and would be
/// refused by the column; the single form refuses it too.
fn column<'a>(kind: &Type, rows: &[Vec<Arg<'a>>], place: usize) -> Box<dyn ToSql + Sync + 'a> {
    let values = rows.iter().map(|row| row.get(place).copied().unwrap_or(Arg::Null));
    match *kind {
        Type::INT8 => {
            Box::new(values.map(|arg| if let Arg::Int(n) = arg { Some(n) } else { None }).collect::<Vec<_>>())
        }
        Type::BYTEA => {
            Box::new(values.map(|arg| if let Arg::Bytes(b) = arg { Some(b) } else { None }).collect::<Vec<_>>())
        }
        _ => Box::new(values.map(|arg| if let Arg::Text(t) = arg { Some(t) } else { None }).collect::<Vec<_>>()),
    }
}

/// `... VALUES ($1, $2) ON CONFLICT ...` as `... SELECT * FROM UNNEST($1::int8[], $2::text[]) ON CONFLICT ...`.
/// Any other form is refused, because there a number could mean another row's argument.
fn unnested(statement: &Statement, kinds: &[Type]) -> Result<String, StoreError> {
    let listed: Vec<String> = (1..=kinds.len()).map(|number| format!("${number}")).collect();
    let row = format!("VALUES ({})", listed.join(", "));
    let parts = statement.sql.split_once(&row).filter(|(head, tail)| !head.contains('$') && !tail.contains('$'));
    let Some((head, tail)) = parts else {
        let message = format!("cannot insert many rows: the text must hold `{row}` and no other arguments");
        return Err(StoreError::Database { statement: statement.name, message, again: Again::Useless });
    };
    let arrays: Vec<String> = listed.iter().zip(kinds).map(|(number, kind)| format!("{number}::{kind}[]")).collect();
    Ok(format!("{head}SELECT * FROM UNNEST({}){tail}", arrays.join(", ")))
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
        match (self, kind) {
            (Arg::Null, _) => Ok(IsNull::Yes),
            (Arg::Int(number), &Type::INT8) => number.to_sql(kind, out),
            (Arg::Text(text), &Type::TEXT) => text.to_sql(kind, out),
            (Arg::Bytes(bytes), &Type::BYTEA) => bytes.to_sql(kind, out),
            // Text in place of bytes would otherwise be written as if it were bytes.
            (Arg::Int(_) | Arg::Text(_) | Arg::Bytes(_), _) => Err(format!("an argument is no {kind}").into()),
        }
    }
    fn accepts(kind: &Type) -> bool {
        matches!(*kind, Type::INT8 | Type::TEXT | Type::BYTEA)
    }
    to_sql_checked!();
}

/// What PostgreSQL said, without the values it may quote in its detail.
fn describe(error: &postgres::Error) -> String {
    let outside = || match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    };
    error.as_db_error().map_or_else(outside, |db| format!("{} ({})", db.message(), db.code().code()))
}

pub(super) fn from_postgres(statement: &'static str, error: &postgres::Error) -> StoreError {
    let code = error.code().map(postgres::error::SqlState::code);
    // 57P0x: the server ends the connection; 08xxx: the connection broke.
    let is_lost = code.is_some_and(|code| code.starts_with("57P") || code.starts_with("08"));
    if is_lost || error.is_closed() {
        return StoreError::Connection(describe(error));
    }
    let again = match code {
        Some("40001" | "40P01") => Again::MayHelp,
        Some(_) | None => Again::Useless,
    };
    StoreError::Database { statement, message: describe(error), again }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_row_becomes_many() {
        let one = Statement::new("x", "INSERT INTO a (x, y) VALUES ($1, $2) ON CONFLICT (x) DO NOTHING");
        let many = "INSERT INTO a (x, y) SELECT * FROM UNNEST($1::int8[], $2::text[]) ON CONFLICT (x) DO NOTHING";
        assert_eq!(unnested(&one, &[Type::INT8, Type::TEXT]).as_deref(), Ok(many));
    }

    #[test]
    fn a_text_that_uses_an_argument_twice_is_refused() {
        let twice = Statement::new("x", "INSERT INTO a (x) VALUES ($1) ON CONFLICT (x) DO UPDATE SET y = $1");
        assert!(unnested(&twice, &[Type::INT8]).is_err());
        let other = Statement::new("x", "UPDATE a SET x = $1");
        assert!(unnested(&other, &[Type::INT8]).is_err());
    }
}
