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

pub mod actor_choice;
pub mod affiliation;
pub mod credential;
pub mod guess;
pub mod login;
pub mod password_form;
pub mod person;
pub mod reset_window;
pub mod right_grant;
pub mod school_card;
pub mod site_session;
pub mod sso_session;
pub mod substitute;

mod clock_drift;
mod group_commit;
mod migration;
mod threads;
mod tls;
