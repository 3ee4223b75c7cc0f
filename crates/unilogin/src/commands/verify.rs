//! `unilogin verify`: walks the chain of seals over all that happened and its signed checkpoints, and says whether
//! anything was changed. It may run beside the server.
//!
//! What it does not do: repair.

use crate::house;
use crate::key_file;
use crate::place::Place;
use anyhow::{Result, bail};
use crypto::sealing::Vault;
use std::io::Write;

/// What `unilogin verify` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// Says what was found; fails where the chain is broken or sealing has stopped.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let config = arguments.place.load()?;
    let db = house::look(&config)?;
    let vault = Vault::new(&key_file::load(&config.keys)?);
    let (found, checkpoints) = flows::seal_events::verify(&db, &vault)?;
    let mut out = std::io::stdout();
    writeln!(out, "{} seals over {} events; {checkpoints} signed checkpoints.", found.seals, found.events)?;
    for (kind, count) in &found.forgotten {
        writeln!(out, "Forgotten in their time: {count} events of kind {}", kind.word())?;
    }
    for broken in &found.broken {
        writeln!(out, "BROKEN {broken}")?;
    }
    if 0 < found.late {
        writeln!(out, "LATE   {} events have waited over a minute for their seal", found.late)?;
    }
    if !found.broken.is_empty() || 0 < found.late {
        bail!("the record of what happened is not whole");
    }
    writeln!(out, "Nothing was changed, added or taken away.")?;
    Ok(())
}
