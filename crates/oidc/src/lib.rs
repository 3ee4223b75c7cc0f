//! The language services and logins speak with each other: OpenID Connect messages, from the side of
//! the provider (our broker) and of the relying party (our own sites, the national eID).
//!
//! Bytes and a time in, decisions and bytes out. What it does not do: sockets, clocks, randomness,
//! databases; secrets and ids are drawn by the caller, facts are handed in. It knows none of our crates.

pub mod assurance;
pub mod authorize;
pub mod claims;
pub mod client;
pub mod discovery;
pub mod encoding;
pub mod jwk;
pub mod jwt;
pub mod logout;
pub mod parameters;
pub mod relying_party;
pub mod token;
