//! What is signed and sealed, against attackers and against another implementation.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod against_xmlsec;
mod sealed;
mod signed;
