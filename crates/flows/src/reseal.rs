//! After a key was exchanged: everything the older keys sealed is sealed anew, password hashes without the passwords.
//!
//! Each sealed column is walked in the order of its table's key, a page at a time: read, open and seal outside any
//! transaction, then write each value only in the place of the very bytes that were opened. So a login, an import or a second
//! node that writes meanwhile wins, a crash loses at most one page of work, and doing it twice does nothing twice. How far a
//! walk has come stands in the database. Source: product.md §5, security.md rule 11.
//!
//! What it does not do: take a lease (the program's jobs do), or take old keys away (the operator does, when none of the
//! columns holds anything of theirs).

use crate::world::World;
use crypto::password::{HashError, Peppers, StoredHash};
use crypto::sealing::{OpenError, Purpose, Vault};
use rules::id::PersonId;
use rules::time::{Instant, Millis};
use store::db::Db;
use store::error::StoreError;
use store::reseal::Walk;
use store::sealed_column::{Column, Sealed};

/// How much one turn does at most.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// Rows a page, and a transaction.
    pub rows: i64,
    /// Pages a turn.
    pub pages: u32,
}

impl Pace {
    /// Five hundred rows keep a writer busy for milliseconds; a turn looks at twenty thousand.
    pub const STANDARD: Pace = Pace { rows: 500, pages: 40 };
}

/// While old keys are in the file a finished walk is repeated so often: a node that had not been restarted may have gone on
/// sealing with them behind its back.
const AGAIN: Millis = Millis::hours(1);

/// What has to be done about a column.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Due {
    /// Nothing: walked to the end a short while ago.
    Rest,
    /// Nothing: another node knows a newer key than this one, which waits for its restart.
    Newer,
    /// The walk goes on, or begins.
    Walk(Walk),
}

fn due(held: Option<Walk>, newest: u8, now: Instant) -> Due {
    let begun =
        Walk { key_id: newest, walked_to: String::new(), renewed: 0, unopened: 0, started: now, finished: None };
    match held {
        None => Due::Walk(begun),
        Some(walk) if newest < walk.key_id => Due::Newer,
        Some(walk) if walk.key_id < newest => Due::Walk(begun),
        Some(walk) => match walk.finished {
            None => Due::Walk(walk),
            Some(finished) if now < finished.plus(AGAIN) => Due::Rest,
            Some(_) => Due::Walk(begun),
        },
    }
}

/// A page that was looked at: what to write, and where the walk then stands.
#[derive(Clone)]
pub struct Page {
    column: Column,
    renewals: Vec<Renewal>,
    walk: Walk,
}

#[derive(Clone)]
struct Renewal {
    name: String,
    old: Vec<u8>,
    new: Vec<u8>,
}

/// One turn; answers how many values were sealed anew.
///
/// # Errors
/// [`StoreError`]. A value that does not open is counted and left.
pub async fn turn(world: &World, pace: Pace) -> Result<u64, StoreError> {
    let mut renewed = 0;
    let mut pages = 0;
    for column in Column::ALL {
        while pages < pace.pages
            && let Some(page) = look(world, column, pace.rows).await?
        {
            pages += 1;
            renewed += write(world, page).await?;
        }
    }
    Ok(renewed)
}

/// Reads the next page of a column and seals anew what an older key sealed; none where nothing is due.
///
/// # Errors
/// [`StoreError`].
pub async fn look(world: &World, column: Column, rows: i64) -> Result<Option<Page>, StoreError> {
    let keyring = Keyring::of(world);
    let Some(newest) = keyring.outdates(column) else { return Ok(None) };
    let read = world
        .db
        .read(move |tx| {
            let due = due(store::reseal::find(tx, column)?, newest, tx.now());
            let page = match &due {
                Due::Walk(walk) => store::sealed_column::page(tx, column, &walk.walked_to, rows)?,
                Due::Rest | Due::Newer => Vec::new(),
            };
            Ok((due, page, tx.now()))
        })
        .await?;
    let (mut walk, page, now) = match read {
        (Due::Walk(walk), page, now) => (walk, page, now),
        (Due::Rest, _, _) => return Ok(None),
        (Due::Newer, _, _) => {
            tracing::warn!(
                column = column.word(),
                "another node uses a newer key: restart this one with the new key file"
            );
            return Ok(None);
        }
    };
    let mut renewals = Vec::new();
    for row in &page {
        let Sealed { name, value: Some(old) } = row else { continue };
        match keyring.renewed(column, name, old) {
            Ok(None) => {}
            Ok(Some(new)) => renewals.push(Renewal { name: name.clone(), old: old.clone(), new }),
            Err(error) => {
                walk.unopened += 1;
                tracing::warn!(column = column.word(), %error, "a sealed value does not open and stays as it is");
            }
        }
    }
    if let Some(last) = page.last() {
        walk.walked_to.clone_from(&last.name);
    }
    if i64::try_from(page.len()).is_ok_and(|found| found < rows) {
        walk.finished = Some(now);
    }
    Ok(Some(Page { column, renewals, walk }))
}

/// Writes a page; answers how many values were still the ones that had been opened.
///
/// # Errors
/// [`StoreError`]; then nothing of the page is written.
pub async fn write(world: &World, page: Page) -> Result<u64, StoreError> {
    let (column, finished) = (page.column, page.walk.finished.is_some());
    let written = world
        .db
        .write(move |tx| {
            let mut renewed = 0;
            for Renewal { name, old, new } in &page.renewals {
                renewed += i64::from(store::sealed_column::renew(tx, column, name, (old, new))?);
            }
            let mut walk = page.walk.clone();
            walk.renewed += renewed;
            store::reseal::put(tx, column, &walk)?;
            if column == Column::SigningKey && 0 < renewed {
                store::version::raise(tx, crate::signing_key::VERSION)?;
            }
            Ok((renewed, walk.renewed))
        })
        .await?;
    if finished && 0 < written.1 {
        tracing::info!(
            column = column.word(),
            renewed = written.1,
            "everything an older key had sealed is sealed anew"
        );
    }
    Ok(u64::try_from(written.0).unwrap_or(0))
}

/// Under which keys values of a column stand, and how many under each.
///
/// # Errors
/// [`StoreError`].
pub fn held(db: &Db, column: Column) -> Result<Vec<(u8, i64)>, StoreError> {
    db.blocking().read(move |tx| store::sealed_column::held(tx, column))
}

/// Whose key a column is sealed with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedWith {
    /// One of the vault's, for this purpose.
    Vault(Purpose),
    /// The pepper.
    Pepper,
}

/// Which key seals a column.
pub fn sealed_with(column: Column) -> SealedWith {
    match column {
        Column::SigningKey => SealedWith::Vault(Purpose::SigningKey),
        Column::PersonCpr => SealedWith::Vault(Purpose::PersonCpr),
        Column::SourcePerson => SealedWith::Vault(Purpose::SourcePerson),
        Column::ImportRoster => SealedWith::Vault(Purpose::ImportRoster),
        Column::ImportPlan => SealedWith::Vault(Purpose::ImportPlan),
        Column::SchoolCard => SealedWith::Vault(Purpose::SchoolCard),
        Column::Mail => SealedWith::Vault(Purpose::Mail),
        Column::LoginSecret => SealedWith::Vault(Purpose::LoginSecret),
        Column::EidVerifier => SealedWith::Vault(Purpose::EidVerifier),
        Column::SiteVerifier => SealedWith::Vault(Purpose::SiteVerifier),
        Column::Draft => SealedWith::Vault(Purpose::Draft),
        Column::AdministratorMail => SealedWith::Vault(Purpose::AdministratorMail),
        Column::OperatorCase => SealedWith::Vault(Purpose::OperatorCase),
        Column::Application => SealedWith::Vault(Purpose::Application),
        Column::ApplicationFile => SealedWith::Vault(Purpose::ApplicationFile),
        Column::Credential | Column::OldCredential | Column::OneTimeCode => SealedWith::Pepper,
    }
}

/// Why a value could not be put under the newer key.
#[derive(Debug, thiserror::Error)]
enum Stuck {
    #[error(transparent)]
    Seal(#[from] OpenError),
    #[error(transparent)]
    Hash(#[from] HashError),
    #[error("the row of a password hash names nobody")]
    Nobody,
}

struct Keyring {
    vault: Vault,
    peppers: Peppers,
}

impl Keyring {
    fn of(world: &World) -> Keyring {
        Keyring { vault: world.vault.clone(), peppers: world.hashing.peppers().clone() }
    }

    fn outdates(&self, column: Column) -> Option<u8> {
        match sealed_with(column) {
            SealedWith::Vault(purpose) => self.vault.outdates(purpose),
            SealedWith::Pepper => self.peppers.outdates(),
        }
    }

    fn renewed(&self, column: Column, name: &str, old: &[u8]) -> Result<Option<Vec<u8>>, Stuck> {
        match sealed_with(column) {
            SealedWith::Vault(purpose) => Ok(self.vault.reseal(purpose, name, old)?),
            SealedWith::Pepper => {
                let person = name.split('\n').next().and_then(|number| number.parse().ok()).ok_or(Stuck::Nobody)?;
                let rotated = self.peppers.rotate(PersonId(person), &StoredHash::decode(old)?)?;
                Ok(rotated.map(|hash| hash.encode()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOON: Instant = Instant(1_800_000_000_000);

    fn walk(key_id: u8, finished: Option<Instant>) -> Walk {
        Walk { key_id, walked_to: "17".to_owned(), renewed: 3, unopened: 0, started: NOON, finished }
    }

    #[test]
    fn a_walk_goes_on_where_it_stopped_and_begins_anew_for_a_newer_key() {
        assert_eq!(due(Some(walk(2, None)), 2, NOON), Due::Walk(walk(2, None)));
        let Due::Walk(begun) = due(Some(walk(2, None)), 3, NOON) else { panic!("a newer key") };
        assert_eq!((begun.key_id, begun.walked_to.as_str(), begun.renewed), (3, "", 0));
        assert_eq!(due(Some(walk(3, None)), 2, NOON), Due::Newer);
    }

    #[test]
    fn a_finished_walk_rests_for_an_hour() {
        let held = Some(walk(2, Some(NOON)));
        assert_eq!(due(held.clone(), 2, NOON.plus(Millis::minutes(59))), Due::Rest);
        let Due::Walk(again) = due(held, 2, NOON.plus(AGAIN)) else { panic!("an hour later") };
        assert_eq!(again.walked_to, "");
    }
}
