//! `unilogin keys`: exchanges keys without anybody noticing.
//!
//! A new key goes in front of its kind; what the older ones sealed still opens. What it does not do: take old keys away.

use crate::place::Place;
use crate::{house, key_file};
use anyhow::{Context, Result};
use crypto::keys::KeyKind;
use crypto::sealing::Vault;
use oidc::jwk::Algorithm;
use std::io::Write;

/// What `unilogin keys` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, clap::Subcommand)]
enum Act {
    /// Put a new key of this kind first in the key file; running servers take it at their next start.
    Rotate {
        /// seal, cpr or pepper. The others cannot be exchanged without losing what they stand for.
        #[arg(value_parser = kind)]
        kind: KeyKind,
        #[command(flatten)]
        place: Place,
    },
    /// Put a new key first that tokens are signed with; the old one goes on verifying for two days.
    RotateSigning {
        /// ES256 or RS256.
        #[arg(value_parser = algorithm)]
        algorithm: Algorithm,
        #[command(flatten)]
        place: Place,
    },
}

fn kind(text: &str) -> Result<KeyKind, String> {
    let exchangeable = [KeyKind::Seal, KeyKind::Cpr, KeyKind::Pepper];
    exchangeable.into_iter().find(|kind| kind.word() == text).ok_or_else(|| "seal, cpr or pepper".to_owned())
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    match Algorithm::from_word(text) {
        Some(found @ (Algorithm::ES256 | Algorithm::RS256)) => Ok(found),
        Some(Algorithm::PS256) | None => Err("ES256 or RS256".to_owned()),
    }
}

/// Exchanges one key.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let told = match &arguments.act {
        Act::Rotate { kind, place } => {
            let config = place.load()?;
            let keys = key_file::load(&config.keys)?.rotated(*kind, &mut crypto::random::chance())?;
            key_file::write(&config.keys, &keys)?;
            format!(
                "A new {} key is first in {}. Copy the file to every node, then restart.",
                kind.word(),
                config.keys.display()
            )
        }
        Act::RotateSigning { algorithm, place } => {
            let config = place.load()?;
            let vault = Vault::new(&key_file::load(&config.keys)?);
            let db = house::database(&config)?;
            let id = flows::signing_key::rotate(&db, &vault, *algorithm).context("no new signing key")?;
            format!("{} tokens are signed with {id} from each node's next reading of the keys on.", algorithm.word())
        }
    };
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}
