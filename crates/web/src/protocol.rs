//! What machines speak with us: one file a protocol.
//!
//! What it does not do: show pages.

pub(crate) mod ops;
