//! The commands of the program, one file each.
//!
//! What it does not do: decide anything; a command reads its arguments and calls the stories.

pub(crate) mod bench;
pub(crate) mod cases;
pub(crate) mod client;
pub(crate) mod demo;
mod demo_application;
pub(crate) mod demo_country;
pub(crate) mod demo_people;
pub(crate) mod doctor;
pub(crate) mod generate;
pub(crate) mod import;
pub(crate) mod jobs;
pub(crate) mod keys;
pub(crate) mod migrate;
pub(crate) mod national;
pub(crate) mod operator;
pub(crate) mod operators;
pub(crate) mod request;
pub(crate) mod serve;
pub(crate) mod show;
pub(crate) mod verify;
