//! Outside judges and faults, against the running program.
#![expect(clippy::unwrap_used, clippy::panic, reason = "tests may panic")]

mod big_file;
mod clock;
mod cpr;
mod disk;
mod killed;
mod mod_auth_openidc;
mod nodes;
mod oidc_provider;
mod own_host;
mod postgres_tls;
mod pupils;
mod push;
mod pysaml2;
mod scripted;
mod stopped;
mod transport;
mod weight;
