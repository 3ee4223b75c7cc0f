//! Which installation a command works on: a data directory, or whatever a configuration file says.
//!
//! What it does not do: open it.

use crate::config::Config;
use anyhow::Result;
use std::path::PathBuf;

/// The two ways to name an installation; a file may also leave it all to defaults and environment.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Place {
    /// The configuration file.
    #[arg(long, value_name = "FILE", conflicts_with = "data_dir")]
    config: Option<PathBuf>,
    /// A data directory with SQLite inside, such as the demo's.
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl Place {
    /// Reads the configuration of this place.
    pub(crate) fn load(&self) -> Result<Config> {
        match &self.data_dir {
            Some(directory) => Config::in_directory(directory),
            None => Config::load(self.config.as_deref()),
        }
    }
}
