//! `unilogin doctor`: looks at keys, clock, database and disk, and says what to do.
//!
//! What it does not do: repair. It changes nothing; not even a missing database or key file is made.

use crate::config::Config;
use crate::place::Place;
use crate::{house, key_file, key_report};
use anyhow::{Result, bail};
use crypto::keys::Keys;
use crypto::measure::{self, Whose};
use crypto::sealing::Vault;
use flows::national_id::Ill;
use flows::settings::EidBroker;
use outside::address::Named;
use outside::get::Outside;
use rules::time::Millis;
use std::io::Write;
use std::path::Path;
use store::db::Db;

/// What `unilogin doctor` is told.
#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// What came of looking at one thing.
enum Finding {
    Well(String),
    /// What is wrong and what to do.
    Ill(String),
}

/// Least free space on the database's disk.
const FREE_BYTES_MIN: u64 = 1 << 30;

/// The longest a letter may wait before somebody must look.
const LETTER_WAITS_MAX: Millis = Millis::hours(24);

/// Looks at everything; fails if anything is ill.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let config = arguments.place.load()?;
    let opened = house::look(&config);
    let db = opened.as_ref().ok();
    let findings = [
        ("configuration", Finding::Well(format!("origin {}", config.origin))),
        ("data directory", directory(&config.data_dir)),
        ("keys", keys(&config, db)),
        ("database", database(&config, &opened)),
        ("logouts", logouts(db)),
        ("tls", tls(&config)),
        ("mail", mail(&config, db)),
        ("disk", disk(&config.data_dir)),
        ("eid", eid(&config)),
        ("hashing", hashing(&config)),
    ];
    let mut out = std::io::stdout();
    let mut ill = 0;
    for (name, finding) in findings {
        match finding {
            Finding::Well(text) => writeln!(out, "ok    {name}: {text}")?,
            Finding::Ill(text) => {
                ill += 1;
                writeln!(out, "WRONG {name}: {text}")?;
            }
        }
    }
    if 0 < ill {
        bail!("{ill} of these need somebody");
    }
    Ok(())
}

fn directory(path: &Path) -> Finding {
    use std::os::unix::fs::PermissionsExt;
    match std::fs::metadata(path) {
        Ok(found) if found.permissions().mode() & 0o077 != 0 => {
            Finding::Ill(format!("others can look into it: run `chmod 700 {}`", path.display()))
        }
        Ok(_) => Finding::Well(path.display().to_string()),
        Err(error) => Finding::Ill(format!("{}: {error}; the first `unilogin serve` makes it", path.display())),
    }
}

fn keys(config: &Config, db: Option<&Db>) -> Finding {
    match key_file::load(&config.keys) {
        Ok(keys) => old_keys(&keys, db),
        Err(error) => Finding::Ill(format!("{error:#}; without the right keys nobody can log in: restore them")),
    }
}

/// What older keys still seal is no illness: a running server works it off.
fn old_keys(keys: &Keys, db: Option<&Db>) -> Finding {
    let Some(db) = db else { return Finding::Well("every kind is there".to_owned()) };
    match key_report::read(db, keys, &key_report::with_old_keys(keys)).map(|report| report.waiting()) {
        Ok(None) => Finding::Well("every kind is there; nothing waits to be sealed anew".to_owned()),
        Ok(Some(waiting)) => {
            Finding::Well(format!("every kind is there; a running server still has to seal anew: {waiting}"))
        }
        Err(error) => Finding::Ill(format!("what old keys still seal could not be read: {error:#}")),
    }
}

fn database(config: &Config, opened: &Result<Db>) -> Finding {
    let db = match opened {
        Ok(db) => db,
        Err(error) => return Finding::Ill(format!("{error:#}")),
    };
    let opens = key_file::load(&config.keys).map(|keys| {
        let ring = flows::signing_key::SigningKeys::load(db, &Vault::new(&keys));
        ring.map(|keys| keys.ring().published.keys.len())
    });
    match opens {
        Ok(Ok(count)) => Finding::Well(format!("answers; {count} signing keys open")),
        Ok(Err(error)) => Finding::Ill(format!("{error}: is this the key file that belongs to this database?")),
        Err(_) => Finding::Well("answers".to_owned()),
    }
}

/// Services that were not told of a logout although it was tried for a day.
fn logouts(db: Option<&Db>) -> Finding {
    let Some(db) = db else { return Finding::Well("no database to ask".to_owned()) };
    match db.blocking().read(store::logout_notice::untold) {
        Ok(untold) if untold.is_empty() => Finding::Well("every service was told of every logout".to_owned()),
        Ok(untold) => {
            let each: Vec<String> = untold.iter().map(|one| format!("{} ({})", one.client, one.logouts)).collect();
            let told = each.join(", ");
            Finding::Ill(format!(
                "in 30 days these services could not be told of logouts: {told}; is their logout address right?"
            ))
        }
        Err(error) => Finding::Ill(error.to_string()),
    }
}

fn tls(config: &Config) -> Finding {
    match &config.tls {
        None if config.origin.starts_with("https://") => {
            Finding::Well("a proxy in front ends TLS; see `trusted_proxies`".to_owned())
        }
        None => Finding::Well("none".to_owned()),
        Some(tls) => match [&tls.certificate, &tls.key].into_iter().find(|path| !path.exists()) {
            Some(missing) => Finding::Ill(format!("{} is not there", missing.display())),
            None => Finding::Well(tls.certificate.display().to_string()),
        },
    }
}

/// Letters leave within seconds; one that has waited for a day needs somebody.
fn mail(config: &Config, db: Option<&Db>) -> Finding {
    let count = |db: &Db| {
        let late = db.now().minus(LETTER_WAITS_MAX);
        db.blocking().read(move |tx| Ok((store::outbox::waiting(tx)?, store::outbox::late(tx, late)?)))
    };
    let (waiting, late) = match db.map_or(Ok((0, 0)), count) {
        Ok(counted) => counted,
        Err(error) => return Finding::Ill(error.to_string()),
    };
    let server = config.mail.as_ref().map(|server| format!("{}:{}", server.host, server.port));
    match server {
        Some(server) if 0 < late => Finding::Ill(format!("{server}; {late} letters have waited for a day; is it up?")),
        Some(server) => Finding::Well(format!("{server}; {waiting} letters are due")),
        None if 0 < late => Finding::Ill(format!(
            "no mail server is set, and {late} letters have waited for a day: set `mail.server` and `mail.from`"
        )),
        None => {
            Finding::Well(format!("no mail server is set; {waiting} letters wait for `mail.server` and `mail.from`"))
        }
    }
}

fn disk(path: &Path) -> Finding {
    let told = std::process::Command::new("df").args(["-Pk", "--"]).arg(path).output();
    let free = told.ok().and_then(|told| {
        let text = String::from_utf8(told.stdout).ok()?;
        text.lines().nth(1)?.split_whitespace().nth(3)?.parse::<u64>().ok()
    });
    match free {
        Some(kib) if kib * 1024 < FREE_BYTES_MIN => {
            Finding::Ill(format!("only {} MiB free: make room, or writes will fail", kib / 1024))
        }
        Some(kib) => Finding::Well(format!("{} GiB free", kib >> 20)),
        None => Finding::Ill("how much room is left could not be found out".to_owned()),
    }
}

/// Asks the broker as a login would, or looks at the provider's files and ours.
fn eid(config: &Config) -> Finding {
    let Some(eid) = &config.eid else {
        return Finding::Well("none is set up: see `eid.issuer` and `eid.saml_metadata`".to_owned());
    };
    let broker = match house::eid(config, eid) {
        Ok(broker) => broker,
        Err(error) => return Finding::Ill(format!("{error:#}; the server does not start until that is mended")),
    };
    let looked = || -> Result<Result<usize, Vec<Ill>>> {
        let outside = Outside::new(Named(config.named_hosts.clone()))?;
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        let now = house::machine_clock()();
        Ok(runtime.block_on(flows::national_id::look(&outside, &broker, now)))
    };
    let looked = match looked() {
        Ok(looked) => looked,
        Err(error) => return Finding::Ill(format!("{}: {error:#}; it needs somebody now", broker.name())),
    };
    match (looked, &broker) {
        (Ok(keys), EidBroker::OpenId(_)) => Finding::Well(format!("{} answers with {keys} keys", broker.name())),
        (Ok(keys), EidBroker::Saml(_)) => Finding::Well(format!(
            "the metadata of {} count, with {keys} keys, and so does our certificate",
            broker.name()
        )),
        (Err(ill), _) => {
            let all: Vec<String> = ill.iter().map(ToString::to_string).collect();
            Finding::Ill(format!("{}: {}; it needs somebody now", broker.name(), all.join("; ")))
        }
    }
}

fn hashing(config: &Config) -> Finding {
    let lanes = config.hashing_limits.lanes;
    let mut warm = measure::Lanes::warm(Whose::Ours, config.hashing_cost, lanes);
    let rate = warm.run(std::time::Duration::from_secs(1)).per_second();
    let on = measure::instructions();
    Finding::Well(format!("{rate:.0} password hashes a second with {lanes} threads on {on}"))
}
