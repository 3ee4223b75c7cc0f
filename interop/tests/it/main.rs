//! Outside judges and faults, against the running program.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod mod_auth_openidc;
mod scripted;
