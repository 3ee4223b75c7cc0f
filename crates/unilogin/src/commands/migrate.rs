//! `unilogin migrate`: brings the database up to this version and says so. `serve` does the same at its start;
//! this is for installations that want it apart.
//!
//! What it does not do: go back to an older version.

use crate::house;
use crate::place::Place;
use anyhow::Result;
use std::io::Write;

/// What `unilogin migrate` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// Runs the migrations that are missing.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let config = arguments.place.load()?;
    house::make_directory(&config.data_dir)?;
    house::database(&config)?;
    writeln!(std::io::stdout(), "The database is at this version.")?;
    Ok(())
}
