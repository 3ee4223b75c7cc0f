//! The commands of the program, one file each.
//!
//! What it does not do: decide anything; a command reads its arguments and calls the stories.

pub(crate) mod demo_people;
pub(crate) mod generate;
