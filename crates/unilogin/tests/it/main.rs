//! The program as a process: commands in a fresh directory, beside a running server, and after one that died.
#![expect(clippy::unwrap_used, reason = "tests may panic")]

mod process;
