//! What an attacker can make of a response, a redirect and metadata.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod bindings;
mod metadata;
mod responses;
