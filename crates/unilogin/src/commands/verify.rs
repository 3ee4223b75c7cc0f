//! `unilogin verify`: walks the chain of seals over all that happened, and says whether anything was changed.
//!
//! What it does not do: repair, or need the keys.

use crate::house;
use crate::place::Place;
use anyhow::{Result, bail};
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
    let db = house::database(&config)?;
    let now = db.now();
    let found = db.blocking().read(move |tx| store::seal::verify(tx, now))?;
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} seals over {} events; {} payloads deleted in their time.",
        found.seals, found.events, found.payloads_deleted
    )?;
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
