//! A country in miniature: believable institutions and people, as many as wanted, the same for the same seed.
//!
//! Everybody here is made up. Person numbers look ordinary but fail modulus 11 on purpose, so that none of
//! them is a real person's; mail goes to `.example`, phones start with a digit no subscriber has.
//! What it does not do: write files or know the database; an institution comes out as the text of the
//! import file its administrative system would send.

pub mod cast;
pub mod country;
pub mod demo;
pub mod import_file;
pub mod locality;
pub mod person;
pub mod register;
pub mod school;

mod household;
mod names;
mod number;
mod place;
mod seat;
mod staff;
