//! What a database says of a statement and of its tables, without running anything: for the tests that hold the two
//! databases against each other.

use super::connection::Link;
use crate::statement::Statement;
use postgres::types::Type;

/// A prepared statement as a database describes it.
#[derive(Clone, Debug)]
pub(crate) struct Described {
    pub(crate) parameters: usize,
    pub(crate) columns: Vec<String>,
    pub(crate) odd_types: Vec<String>,
}

impl Link {
    pub(crate) fn describe(&mut self, statement: &'static Statement) -> Result<Described, String> {
        match self {
            Link::Sqlite(connection) => {
                let prepared = connection.prepare(statement.for_sqlite()).map_err(|error| error.to_string())?;
                let columns = prepared.column_names().map(str::to_owned).collect();
                Ok(Described { parameters: prepared.parameter_count(), columns, odd_types: Vec::new() })
            }
            Link::Postgres(link) => {
                let prepared = link.client().prepare(statement.sql).map_err(|error| format!("{error:?}"))?;
                let plain = |kind: &&Type| !matches!(**kind, Type::INT8 | Type::TEXT | Type::BYTEA);
                let of_columns = prepared.columns().iter().map(postgres::Column::type_);
                let odd = prepared.params().iter().chain(of_columns).filter(plain).map(ToString::to_string).collect();
                let columns = prepared.columns().iter().map(|column| column.name().to_owned()).collect();
                Ok(Described { parameters: prepared.params().len(), columns, odd_types: odd })
            }
        }
    }

    /// SQLite's query plan, a line a step.
    pub(crate) fn plan(&mut self, statement: &'static Statement) -> Vec<String> {
        let Link::Sqlite(connection) = self else { return Vec::new() };
        let mut prepared = connection.prepare(&format!("EXPLAIN QUERY PLAN {}", statement.for_sqlite())).unwrap();
        let rows = prepared.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<_, _>>();
        rows.unwrap()
    }

    /// `table.column` of every table, sorted.
    pub(crate) fn catalogue(&mut self) -> Vec<String> {
        let mut rows: Vec<String> = match self {
            Link::Sqlite(connection) => connection
                .prepare("SELECT m.name || '.' || c.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table'")
                .unwrap()
                .query_map([], |row| row.get(0))
                .unwrap()
                .collect::<Result<_, _>>()
                .unwrap(),
            Link::Postgres(link) => link
                .client()
                .query("SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = 'public'", &[])
                .unwrap()
                .iter()
                .map(|row| row.get(0))
                .collect(),
        };
        rows.sort();
        rows
    }

    /// Every index SQLite has, as its text.
    pub(crate) fn indexes(&mut self) -> Vec<String> {
        let Link::Sqlite(connection) = self else { return Vec::new() };
        let mut prepared = connection
            .prepare("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name")
            .unwrap();
        let rows = prepared.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>();
        rows.unwrap()
    }
}
