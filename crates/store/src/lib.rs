//! What we remember: every table, every statement, each written once, on SQLite and on PostgreSQL alike.
//!
//! `db` is the face, a module a table lies beside it with the names of the law. What it does not do: decide anything.
#![cfg_attr(test, expect(clippy::unwrap_used, reason = "tests may panic"))]

pub mod authorization_code;
pub mod client;
pub mod data_agreement;
pub mod db;
pub mod driver;
pub mod eid_request;
pub mod error;
pub mod lease;
pub mod licence;
pub mod pushed_request;
pub mod signing_key;
pub mod statement;
pub mod token_family;
pub mod used_once;

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
