//! Log lines for operators, on standard error: text for people or JSON for machines.
//!
//! What it does not do: hold CPR numbers, names or passwords. Their types cannot be printed, and requests are
//! logged by route, never by query.

use crate::config::LogFormat;
use anyhow::{Context, Result};
use tracing_subscriber::EnvFilter;

/// Starts logging. Call once.
pub(crate) fn start(filter: &str, format: LogFormat) -> Result<()> {
    let filter = EnvFilter::try_new(filter).context("setting `log.filter` is not a filter of tracing")?;
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match format {
        LogFormat::Text => lines.try_init(),
        LogFormat::Json => lines.json().try_init(),
    };
    started.map_err(|error| anyhow::anyhow!("logging cannot start: {error}"))
}
