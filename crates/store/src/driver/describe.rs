//! What a database says of a statement and of its tables, without running anything: for the tests that hold the two
//! databases against each other.

use super::connection::Link;
use crate::statement::Statement;
use postgres::types::Type;
use std::collections::BTreeSet;

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

    /// The query plan, a line a step. PostgreSQL is told to shun whole tables, so that it reads one only where no index
    /// serves, however empty the table.
    pub(crate) fn plan(&mut self, statement: &'static Statement) -> Vec<String> {
        match self {
            Link::Sqlite(connection) => {
                let text = format!("EXPLAIN QUERY PLAN {}", statement.for_sqlite());
                let mut prepared = connection.prepare(&text).unwrap();
                let rows = prepared.raw_query().mapped(|row| row.get::<_, String>(3)).collect::<Result<_, _>>();
                rows.unwrap()
            }
            Link::Postgres(link) => {
                let nulls = vec!["NULL"; statement.parameters()].join(", ");
                let arguments = if nulls.is_empty() { nulls } else { format!("({nulls})") };
                let shun = "SET enable_seqscan = off; SET plan_cache_mode = force_generic_plan;";
                let text = format!(
                    "{shun} PREPARE asked AS {}; EXPLAIN EXECUTE asked{arguments}; DEALLOCATE asked;",
                    statement.sql
                );
                let answered = link.client().simple_query(&text).unwrap();
                let line = |message: &postgres::SimpleQueryMessage| match message {
                    postgres::SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
                    _ => None,
                };
                answered.iter().filter_map(line).collect()
            }
        }
    }

    /// Every column of every table as `table.column TYPE`, with `NOT NULL` where it says so, sorted.
    pub(crate) fn catalogue(&mut self) -> BTreeSet<String> {
        let text = match self {
            Link::Sqlite(_) => {
                "SELECT m.name || '.' || c.name || ' '
                    || CASE c.type WHEN 'INTEGER' THEN 'BIGINT' WHEN 'BLOB' THEN 'BYTEA' ELSE c.type END
                    || CASE WHEN c.\"notnull\" <> 0 OR c.pk <> 0 THEN ' NOT NULL' ELSE '' END
                 FROM sqlite_master m
                 JOIN pragma_table_info(m.name) c
                 WHERE m.type = 'table'"
            }
            Link::Postgres(_) => {
                "SELECT table_name || '.' || column_name || ' ' || UPPER(data_type)
                    || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END
                 FROM information_schema.columns
                 WHERE table_schema = 'public'"
            }
        };
        self.texts(text)
    }

    /// Every index that a migration names, as `name ON table (columns)`, `UNIQUE` first where it is.
    pub(crate) fn indexes(&mut self) -> BTreeSet<String> {
        let text = match self {
            Link::Sqlite(_) => {
                "SELECT CASE l.\"unique\" WHEN 1 THEN 'UNIQUE ' ELSE '' END || l.name || ' ON ' || m.name || ' ('
                    || (SELECT GROUP_CONCAT(name, ', ') FROM pragma_index_info(l.name)) || ')'
                 FROM sqlite_master m
                 JOIN pragma_index_list(m.name) l
                 WHERE m.type = 'table' AND l.origin = 'c'"
            }
            Link::Postgres(_) => {
                "SELECT CASE WHEN i.indisunique THEN 'UNIQUE ' ELSE '' END || c.relname || ' ON ' || t.relname || ' ('
                    || (SELECT STRING_AGG(a.attname, ', ' ORDER BY a.attnum) FROM pg_attribute a WHERE a.attrelid = c.oid)
                    || ')'
                 FROM pg_index i
                 JOIN pg_class c ON c.oid = i.indexrelid
                 JOIN pg_class t ON t.oid = i.indrelid
                 JOIN pg_namespace n ON n.oid = t.relnamespace
                 WHERE n.nspname = 'public' AND NOT i.indisprimary"
            }
        };
        self.texts(text)
    }

    /// What neither of the two lists above says: what stands in a column where nothing is given, and which rows an index
    /// holds. Of SQLite alone: it is for comparing one database with another that was made of another text.
    pub(crate) fn defaults_and_conditions(&mut self) -> BTreeSet<String> {
        assert!(matches!(self, Link::Sqlite(_)), "its catalogue is SQLite's");
        let defaults = self.texts(
            "SELECT m.name || '.' || c.name || ' DEFAULT ' || c.dflt_value
             FROM sqlite_master m
             JOIN pragma_table_info(m.name) c
             WHERE m.type = 'table' AND c.dflt_value IS NOT NULL",
        );
        let conditions = self.texts("SELECT sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '% WHERE %'");
        let in_one_line = conditions.iter().map(|text| text.split_whitespace().collect::<Vec<_>>().join(" "));
        in_one_line.chain(defaults).collect()
    }

    /// Columns of PostgreSQL that do not sort by their bytes: there must be none.
    pub(crate) fn collated_otherwise(&mut self) -> BTreeSet<String> {
        self.texts(
            "SELECT table_name || '.' || column_name
             FROM information_schema.columns
             WHERE table_schema = 'public' AND data_type = 'text' AND COALESCE(collation_name, '') <> 'C'",
        )
    }

    fn texts(&mut self, text: &str) -> BTreeSet<String> {
        match self {
            Link::Sqlite(connection) => {
                let mut prepared = connection.prepare(text).unwrap();
                let rows = prepared.query_map([], |row| row.get(0)).unwrap().collect::<Result<_, _>>();
                rows.unwrap()
            }
            Link::Postgres(link) => link.client().query(text, &[]).unwrap().iter().map(|row| row.get(0)).collect(),
        }
    }
}
