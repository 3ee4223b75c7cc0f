//! What we remember: every table, every statement, each written once, on SQLite and on PostgreSQL alike.
//!
//! `db` is the face, a module a table lies beside it with the names of the law. What it does not do: decide anything.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "tests may panic"))]

pub mod db;
pub mod driver;
pub mod error;
pub mod lease;
pub mod signing_key;
pub mod statement;

mod clock_drift;
mod group_commit;
mod migration;
mod threads;
mod tls;
