//! Every request this server sends: to eID brokers, to services' logout addresses, to metadata, to the
//! mail server.
//!
//! Source: security.md rule 15. Only registered addresses are called; https only, the resolved address neither private,
//! loopback nor link-local unless the configuration names the host, no redirects, 5 seconds, 256 KiB. What it does not
//! do: decide whom to call.

pub mod address;
pub mod get;
pub mod mail;
