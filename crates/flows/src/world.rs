//! The world a story happens in: the database, the vault, the hashing pool, the signing keys, chance and the
//! operator's settings. Every story takes it first.
//!
//! What it does not do: decide anything, or keep state of its own beyond the counter ids are drawn from.

use crate::drop_folder::DropFolder;
use crate::national_id::EidDocument;
use crate::settings::Settings;
use crate::signing_key::SigningKeys;
use crypto::pool::Pool;
use crypto::sealing::Vault;
use outside::get::Outside;
use rules::chance::Chance;
use rules::id::IdSequence;
use rules::time::Instant;
use std::sync::{Arc, Mutex, PoisonError};

/// What keeps and proves secrets.
#[derive(Clone, Debug)]
pub struct Secrets {
    /// Seals columns, makes keyed hashes.
    pub vault: Vault,
    /// Makes and tests password hashes.
    pub hashing: Pool,
    /// Signs tokens.
    pub signing: SigningKeys,
}

/// Where chance comes from.
#[derive(Clone)]
enum Source {
    Machine,
    /// One stream that every draw forks from: tests run the same each time.
    Seeded(Arc<Mutex<Chance>>),
}

/// Everything a story needs. Cheap to clone.
#[derive(Clone)]
pub struct World {
    /// What we remember.
    pub db: store::db::Db,
    /// Seals and opens columns; blind index; keyed hashes.
    pub vault: Vault,
    /// The one door through which a password is made or tested.
    pub hashing: Pool,
    /// The keys tokens are signed with.
    pub signing: SigningKeys,
    /// Requests we send.
    pub outside: Outside,
    /// The operator's settings.
    pub settings: Arc<Settings>,
    /// What lay in this node's drop folder.
    pub drop_folder: DropFolder,
    /// What the eID's broker says of itself, kept for some minutes.
    pub(crate) eid: EidDocument,
    chance: Source,
    ids: Arc<Mutex<IdSequence>>,
}

impl World {
    /// A world with the machine's own chance.
    pub fn new(db: store::db::Db, secrets: Secrets, outside: Outside, settings: Settings) -> World {
        World {
            db,
            vault: secrets.vault,
            hashing: secrets.hashing,
            signing: secrets.signing,
            outside,
            settings: Arc::new(settings),
            drop_folder: DropFolder::default(),
            eid: EidDocument::default(),
            chance: Source::Machine,
            ids: Arc::new(Mutex::new(IdSequence::new())),
        }
    }

    /// The same world with foreseeable chance, for tests.
    pub fn seeded(mut self, seed: [u8; 32]) -> World {
        self.chance = Source::Seeded(Arc::new(Mutex::new(Chance::from_seed(seed))));
        self
    }

    /// A fresh stream of chance. Draw secrets from it before the transaction, never inside.
    pub fn chance(&self) -> Chance {
        match &self.chance {
            Source::Machine => crypto::random::chance(),
            Source::Seeded(stream) => stream.lock().unwrap_or_else(PoisonError::into_inner).fork(),
        }
    }

    /// A number for a new row. Draw it before the transaction, so that a retry writes the same row.
    pub fn draw_id(&self) -> i64 {
        let start = self.chance().number();
        self.ids.lock().unwrap_or_else(PoisonError::into_inner).draw(self.db.now(), start)
    }

    /// The one clock: the database's.
    pub fn now(&self) -> Instant {
        self.db.now()
    }
}

impl std::fmt::Debug for World {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("World(..)")
    }
}

#[cfg(test)]
impl World {
    /// A world for tests: tiny hashes, foreseeable chance, keys from a seed.
    pub(crate) fn for_tests(db: store::db::Db) -> World {
        use crypto::{keys::Keys, password, pool};
        let keys = Keys::generate(&mut Chance::from_seed([1; 32]));
        let vault = Vault::new(&keys);
        let signing = SigningKeys::load_or_create(&db, &vault).unwrap();
        let limits = pool::Limits::for_this_machine();
        let hashing = Pool::start(password::Cost::TINY, limits, password::Peppers::new(&keys)).unwrap();
        let outside = Outside::new(outside::address::Named(Vec::new())).unwrap();
        let secrets = Secrets { vault, hashing, signing };
        World::new(db, secrets, outside, Settings::demo(8080)).seeded([2; 32])
    }
}
