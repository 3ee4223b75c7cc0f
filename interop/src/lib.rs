//! What the outside judges stand on: programs of other people that speak to the running program as real services do.
//!
//! The judges live in `judges/` and are installed by the test command into `out/judges`; a missing one fails. What this
//! crate does not do: decide what is right; the judges' own libraries do.

pub mod apache;
pub mod broker;
pub mod browser;
pub mod cluster;
pub mod cpr_trace;
pub mod installation;
pub mod judge;
pub mod letterbox;
pub mod provider;
pub mod room;
pub mod service;
