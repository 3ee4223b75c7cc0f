//! `unilogin keys`: exchanges keys without anybody noticing, and tells which are still needed.
//!
//! A new key goes in front of its kind; what the older ones sealed still opens, and running servers seal it anew by and by.
//! Several nodes get the new key behind the old one first (`prepare`), so that none meets a value it cannot open.
//! What it does not do: seal anything itself; a server that has not got the key yet could not open it.

use super::request::{Answer, Request, Say};
use crate::config::{Config, keys_from_environment};
use crate::place::Place;
use crate::{control, house, key_file, key_report};
use anyhow::{Context, Result, bail};
use crypto::keys::{KeyKind, Keys};
use flows::world::World;
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
    /// Put a new key of this kind first in the key file; a server takes it at its next start and seals everything anew.
    Rotate {
        /// seal, cpr or pepper. The others cannot be exchanged without losing what they stand for.
        #[arg(value_parser = kind)]
        kind: KeyKind,
        #[command(flatten)]
        place: Place,
    },
    /// With several nodes, first: put a new key last, so that every node can open what the others will seal with it.
    Prepare {
        /// seal, cpr or pepper.
        #[arg(value_parser = kind)]
        kind: KeyKind,
        #[command(flatten)]
        place: Place,
    },
    /// With several nodes, then: put this key first, once every node has it.
    Use {
        /// seal, cpr or pepper.
        #[arg(value_parser = kind)]
        kind: KeyKind,
        /// Its number, as `prepare` told it.
        id: u8,
        #[command(flatten)]
        place: Place,
    },
    /// Which keys there are, how much each still seals, and which may go.
    Status {
        /// One JSON object instead of a table.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Take an old key out of the key file, where nothing is sealed with it any longer.
    Remove {
        /// seal, cpr or pepper.
        #[arg(value_parser = kind)]
        kind: KeyKind,
        /// Its number.
        id: u8,
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
    key_report::EXCHANGEABLE
        .into_iter()
        .find(|kind| kind.word() == text)
        .ok_or_else(|| "seal, cpr or pepper".to_owned())
}

fn algorithm(text: &str) -> Result<Algorithm, String> {
    match Algorithm::from_word(text) {
        Some(found @ (Algorithm::ES256 | Algorithm::RS256)) => Ok(found),
        Some(Algorithm::PS256) | None => Err("ES256 or RS256".to_owned()),
    }
}

/// Exchanges, tells or takes away. The key file is changed here; signing keys lie in the database, so that is handed on.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    let told = match arguments.act {
        Act::RotateSigning { algorithm, place } => return control::run(&place, &Request::RotateSigning(algorithm)),
        Act::Rotate { kind, place } => rotate(&place.load()?, kind)?,
        Act::Prepare { kind, place } => prepare(&place.load()?, kind)?,
        Act::Use { kind, id, place } => put_first(&place.load()?, (kind, id))?,
        Act::Remove { kind, id, place } => remove(&place.load()?, (kind, id))?,
        Act::Status { json, place } => {
            let config = place.load()?;
            let keys = key_file::load(&config.keys)?;
            let report = key_report::read(&house::look(&config)?, &keys, &key_report::EXCHANGEABLE)?;
            if json { report.json() } else { report.table() }
        }
    };
    writeln!(std::io::stdout(), "{told}")?;
    Ok(())
}

/// Puts a new signing key first.
pub(crate) fn rotate_signing(world: &World, algorithm: Algorithm, say: Say<'_>) -> Result<Answer> {
    let id = flows::signing_key::rotate(&world.db, &world.vault, algorithm).context("no new signing key")?;
    say(&format!("{} tokens are signed with {id} from each node's next reading of the keys on.", algorithm.word()))?;
    Ok(Answer::Done)
}

/// Changes the key file. Where the environment brings the keys there is none: whoever wrote them there changes them there.
fn change<T>(config: &Config, how: impl FnOnce(Keys) -> Result<(Keys, T)>) -> Result<T> {
    if keys_from_environment().is_some() {
        bail!(
            "the keys come from UNILOGIN_KEYS_TEXT, and nothing was changed: put them into a file, leave the variable out, \
             and hand the changed file's text to every node"
        );
    }
    let (keys, told) = how(key_file::load(&config.keys)?)?;
    key_file::write(&config.keys, &keys)?;
    Ok(told)
}

fn rotate(config: &Config, kind: KeyKind) -> Result<String> {
    change(config, |keys| Ok((keys.rotated(kind, &mut crypto::random::chance())?, ())))?;
    let (kind, file) = (kind.word(), config.keys.display());
    Ok(format!(
        "A new {kind} key is first in {file}. Restart the server: it seals everything anew, and `unilogin keys status` tells \
         when the old key may go. (Several nodes: `keys prepare` and `keys use` instead.)"
    ))
}

fn prepare(config: &Config, kind: KeyKind) -> Result<String> {
    let id = change(config, |keys| Ok(keys.prepared(kind, &mut crypto::random::chance())?))?;
    let (kind, file) = (kind.word(), config.keys.display());
    Ok(format!(
        "{kind} key {id} is in {file}, not yet in use. Copy the file to every node and restart each; then `unilogin keys use \
         {kind} {id}`, and the same again."
    ))
}

fn put_first(config: &Config, (kind, id): (KeyKind, u8)) -> Result<String> {
    let missing = || format!("there is no {} key {id} in {}", kind.word(), config.keys.display());
    change(config, |keys| Ok((keys.used(kind, id).with_context(missing)?, ())))?;
    Ok(format!(
        "{} key {id} is first in {}. Copy the file to every node and restart each.",
        kind.word(),
        config.keys.display()
    ))
}

/// Old keys go only when the database holds nothing of theirs: what they sealed would be lost.
fn remove(config: &Config, (kind, id): (KeyKind, u8)) -> Result<String> {
    let word = kind.word();
    change(config, |keys| {
        let Some(fewer) = keys.without(kind, id) else {
            bail!("{word} key {id} is not an old key of {}", config.keys.display());
        };
        let left = key_report::read(&house::look(config)?, &keys, &[kind])?.held_by(kind, id);
        if 0 < left {
            bail!("{left} values are still sealed with {word} key {id}; `unilogin keys status` tells which");
        }
        Ok((fewer, ()))
    })?;
    Ok(format!("{word} key {id} is out of {}. Copy the file to every node.", config.keys.display()))
}
