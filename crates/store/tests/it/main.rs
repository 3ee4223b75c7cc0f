//! The store on both databases: the same story, the same answers.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod audit;
mod differential;
mod engine;
mod fault;
mod name_search;
mod race;
