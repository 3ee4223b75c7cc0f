//! Opens the house: keys, database, vault, hashing pool, signing keys; everything a command needs to tell
//! stories with.
//!
//! What it does not do: listen, or run jobs.

use crate::config::eid::Eid;
use crate::config::{Config, Database};
use crate::key_file;
use anyhow::{Context, Result, bail};
use crypto::keys::Keys;
use crypto::password::Peppers;
use crypto::pool::Pool;
use crypto::sealing::Vault;
use crypto::secret::SecretText;
use flows::national_id::federation::{Files, SamlProvider};
use flows::settings::{EidBroker, Mode, Settings};
use flows::signing_key::SigningKeys;
use flows::world::{Secrets, World};
use outside::address::Named;
use outside::get::Outside;
use rules::time::Instant;
use std::os::unix::fs::DirBuilderExt;
use std::path::Path;
use std::sync::Arc;
use store::db::{Clock, Db};

/// Makes the data directory, readable by its owner alone, where it is missing.
pub(crate) fn make_directory(path: &Path) -> Result<()> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("cannot make {}", path.display()))
}

/// The settings of a server for real people.
pub(crate) fn settings(config: &Config) -> Result<Settings> {
    Ok(Settings {
        origin: config.origin.clone(),
        mode: Mode::Serve,
        demo_services_origin: String::new(),
        eid_name: config.eid_name.clone(),
        eid: config.eid.as_ref().map(|eid| self::eid(config, eid)).transpose()?,
        operator_name: config.operator_name.clone(),
        operator_support: config.operator_support.clone(),
        accessibility_phone: config.accessibility_phone.clone(),
        accessibility_mail: config.accessibility_mail.clone(),
    })
}

/// Whom the national eID is reached through, its files read.
pub(crate) fn eid(config: &Config, eid: &Eid) -> Result<EidBroker> {
    let files = match eid {
        Eid::OpenId(broker) => return Ok(EidBroker::OpenId(broker.clone())),
        Eid::Saml(files) => files,
    };
    let read = |path: &Path| std::fs::read(path).with_context(|| format!("cannot read {}", path.display()));
    let secret = |path: &Path| {
        let cannot = || format!("cannot read {}", path.display());
        key_file::must_be_private(path, &std::fs::metadata(path).with_context(cannot)?)?;
        Ok::<_, anyhow::Error>(SecretText::new(std::fs::read_to_string(path).with_context(cannot)?))
    };
    let certificate = read(&files.certificate)?;
    let texts = Files {
        metadata: &read(&files.metadata)?,
        key: &secret(&files.key)?,
        certificate: &String::from_utf8_lossy(&certificate),
        old_keys: &files.old_keys.iter().map(|path| secret(path)).collect::<Result<Vec<_>>>()?,
    };
    let provider = SamlProvider::open(texts, &config.origin, &files.entity_id, &config.brand_name);
    let provider = provider.context("the national eID cannot be set up from the files of `eid.saml_*`")?;
    Ok(EidBroker::Saml(Arc::new(provider)))
}

/// Opens everything. Blocks; call it before a runtime starts. The data directory must be there.
pub(crate) fn open(config: &Config, settings: Settings) -> Result<World> {
    let keys = key_file::load_or_create(&config.keys)?;
    let db = database(config)?;
    let secrets = secrets(config, &keys, &db)?;
    // In a demo the services and the test eID are this very program, on this machine.
    let named = match settings.mode {
        Mode::Demo => [&settings.origin, &settings.demo_services_origin].map(|origin| host_and_port(origin)).to_vec(),
        Mode::Serve => config.named_hosts.clone(),
    };
    let outside = Outside::new(Named(named)).context("the client for requests we send cannot start")?;
    Ok(World::new(db, secrets, outside, settings))
}

/// What of an origin the list of named hosts holds.
fn host_and_port(origin: &str) -> String {
    origin.split_once("://").map_or(origin, |(_, rest)| rest).to_owned()
}

/// Opens the database; both kinds run the migrations that are missing.
pub(crate) fn database(config: &Config) -> Result<Db> {
    match &config.database {
        Database::Sqlite(path) => Db::sqlite(path, machine_clock())
            .with_context(|| format!("the database {} cannot be opened", path.display())),
        Database::Postgres(url) => {
            Db::postgres(url, config.database_threads, machine_clock()).context("PostgreSQL cannot be opened")
        }
    }
}

/// Opens the database for a command that only looks: makes nothing, migrates nothing.
pub(crate) fn look(config: &Config) -> Result<Db> {
    match &config.database {
        Database::Sqlite(path) if !path.exists() => {
            bail!("{} is not there; the first `unilogin serve` makes it", path.display())
        }
        Database::Sqlite(path) => Db::sqlite_as_it_is(path, machine_clock())
            .with_context(|| format!("the database {} cannot be opened", path.display())),
        Database::Postgres(url) => {
            Db::postgres_as_it_is(url, 1, machine_clock()).context("PostgreSQL cannot be opened")
        }
    }
}

fn secrets(config: &Config, keys: &Keys, db: &Db) -> Result<Secrets> {
    let vault = Vault::new(keys);
    let signing = SigningKeys::load_or_create(db, &vault).context("the signing keys cannot be opened")?;
    let hashing = Pool::start(config.hashing_cost, config.hashing_limits, Peppers::new(keys))
        .context("the hashing pool cannot start")?;
    Ok(Secrets { vault, hashing, signing })
}

#[expect(clippy::disallowed_methods, reason = "the program's edge is where the real clock is read")]
pub(crate) fn machine_clock() -> Clock {
    Arc::new(|| {
        let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
        Instant(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
    })
}
