//! The town that tests live in: both databases, a clock moved by hand, chance from a seed.
//!
//! A missing PostgreSQL fails a test with a sentence that says what to install; it never skips. What it does not do:
//! sleep, retry, or read the real clock.

pub mod clock;
pub mod database;
pub mod identity_provider;
pub mod postgres;
