//! `unilogin bench`: how fast this machine is, measured through the front door.
//!
//! Server, database and load generator share this process and this machine. Every figure is a table for people or, with
//! `--json`, one object for machines. What it does not do: touch an installation; it makes its own and deletes it.

mod admin;
mod country;
mod errand;
mod line;
mod login;
mod meter;
mod server;
mod stage;
mod token;

use anyhow::Result;
use std::time::Duration;

/// What `unilogin bench` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, clap::Subcommand)]
enum What {
    /// Whole password logins a second, beside the raw rate of Argon2id: authorize, name, password, code, token.
    Login(Options),
    /// Refreshes with durable rotation and introspections a second, with ES256 and with RS256.
    Token(Options),
    /// How long an administrator of a whole country waits for each page of Brugeradministration.
    Admin(admin::Options),
}

/// How to measure.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Options {
    /// One JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How long each figure is measured, in seconds.
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u64).range(1..=600))]
    seconds: u64,
}

impl Options {
    fn span(self) -> Duration {
        Duration::from_secs(self.seconds)
    }
}

/// Measures.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    match &arguments.what {
        What::Login(options) => login::run(*options),
        What::Token(options) => token::run(*options),
        What::Admin(options) => admin::run(options),
    }
}
