//! What other parties' programs speak with us, and the pages on the way there and back: one file a protocol.
//!
//! What it does not do: decide anything; the stories do.

pub(crate) mod answer;
pub(crate) mod authorize;
pub(crate) mod federation;
pub(crate) mod import;
pub(crate) mod logout;
pub(crate) mod national_id;
pub(crate) mod oidc;
pub(crate) mod ops;
