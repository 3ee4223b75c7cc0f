//! `unilogin migrate`: brings the database up to this version and says so. `serve` does the same at its start;
//! this is for installations that want it apart.
//!
//! What it does not do: go back to an older version.

use crate::config::Database;
use crate::house;
use crate::lock::{self, Taken};
use crate::place::Place;
use anyhow::{Result, bail};
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
    // Several nodes share a PostgreSQL database, and a new version may migrate it beside the old one; a SQLite file is
    // its server's.
    let held = lock::take(&config.data_dir)?;
    if let (Taken::Another, Database::Sqlite(_)) = (&held, &config.database) {
        bail!(
            "a server runs on {}: it brought its database up to its own version; stop it first",
            config.data_dir.display()
        );
    }
    house::database(&config)?;
    drop(held);
    writeln!(std::io::stdout(), "The database is at this version.")?;
    Ok(())
}
