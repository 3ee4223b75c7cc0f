//! The keys tokens are signed with: made at the first start, kept sealed, exchanged without anybody noticing.
//!
//! What it does not do: say what a token holds (`oidc` does).

use crypto::sealing::{OpenError, Purpose, Vault};
use crypto::signing::{NoKey, PrivateKey};
use oidc::jwk::{Algorithm, Jwks, PublicKey};
use oidc::jwt::{Signer, Unusable};
use rules::time::Millis;
use std::sync::{Arc, Mutex, PoisonError, RwLock};
use store::db::Db;
use store::error::StoreError;
use store::signing_key::StoredKey;

/// Why there are no signing keys: something is broken.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The database.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A stored key was sealed by other keys than ours, or changed.
    #[error("a signing key does not open: {0}")]
    Open(#[from] OpenError),
    /// No key could be made.
    #[error(transparent)]
    NoKey(#[from] NoKey),
    /// A key that opens but is none, or none of this algorithm.
    #[error("a signing key is missing or damaged")]
    Damaged,
}

impl From<Unusable> for KeyError {
    fn from(_: Unusable) -> KeyError {
        KeyError::Damaged
    }
}

/// The algorithms we sign with.
const ALGORITHMS: [Algorithm; 2] = [Algorithm::ES256, Algorithm::RS256];

/// How long a key that was rotated away still verifies: longer than any token lives.
const OLD_KEY_LIFE: Millis = Millis::days(2);

/// The version row that rises when keys change: nodes look at it once a second.
pub const VERSION: &str = "signing_key";

/// The keys in use. Cheap to clone; every clone sees a replacement.
#[derive(Clone)]
pub struct SigningKeys(Arc<RwLock<Arc<Ring>>>);

/// One state of the keys: what signs, what is published, what verifies.
pub struct Ring {
    signers: Vec<Arc<Signer>>,
    /// What services read to check our tokens.
    pub published: Jwks,
    /// The same keys, prepared for checking tokens that come back to us.
    pub public: Vec<PublicKey>,
}

impl SigningKeys {
    /// Opens the stored keys; makes those that are missing. Blocks: for the start and for commands.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load_or_create(db: &Db, vault: &Vault) -> Result<SigningKeys, KeyError> {
        let held = load(db, vault)?;
        let missing = |algorithm: &Algorithm| held.iter().all(|signer| signer.algorithm() != *algorithm);
        for algorithm in ALGORITHMS.into_iter().filter(missing) {
            let stored = sealed(vault, algorithm, &generate(algorithm)?);
            db.blocking().write(move |tx| store::signing_key::first(tx, &stored, tx.now()))?;
        }
        SigningKeys::load(db, vault)
    }

    /// Opens the stored keys, however few they are; makes none. Blocks.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load(db: &Db, vault: &Vault) -> Result<SigningKeys, KeyError> {
        Ok(SigningKeys(Arc::new(RwLock::new(Arc::new(ring(load(db, vault)?))))))
    }

    /// Keys that are stored nowhere: for tests. They are drawn once a process, for a pair of RSA takes its time.
    ///
    /// # Errors
    /// Where the library cannot make one.
    pub fn ephemeral() -> Result<SigningKeys, KeyError> {
        static DRAWN: Mutex<Option<Arc<Ring>>> = Mutex::new(None);
        let fresh = |algorithm| {
            let key = generate(algorithm)?;
            Ok(Signer::from_pkcs8(&key.id, algorithm, key.pkcs8.reveal())?)
        };
        let mut drawn = DRAWN.lock().unwrap_or_else(PoisonError::into_inner);
        let one = match drawn.take() {
            Some(one) => one,
            None => {
                let signers: Result<Vec<Signer>, KeyError> = ALGORITHMS.into_iter().map(fresh).collect();
                Arc::new(ring(signers?))
            }
        };
        *drawn = Some(one.clone());
        Ok(SigningKeys(Arc::new(RwLock::new(one))))
    }

    /// Reads the stored keys again, as after a rotation on another node. Blocks.
    ///
    /// # Errors
    /// [`KeyError`]; the keys held stay in use.
    pub fn reload(&self, db: &Db, vault: &Vault) -> Result<(), KeyError> {
        let fresh = Arc::new(ring(load(db, vault)?));
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = fresh;
        Ok(())
    }

    /// The keys as they are just now.
    pub fn ring(&self) -> Arc<Ring> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The key that signs with this algorithm.
    ///
    /// # Errors
    /// Where none is loaded.
    pub fn signer(&self, algorithm: Algorithm) -> Result<Arc<Signer>, KeyError> {
        self.ring().signers.iter().find(|signer| signer.algorithm() == algorithm).cloned().ok_or(KeyError::Damaged)
    }
}

impl std::fmt::Debug for SigningKeys {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SigningKeys(..)")
    }
}

/// Puts a new key first; the old one goes on verifying for two days. Answers the new key's name. Blocks.
///
/// # Errors
/// [`KeyError`].
pub fn rotate(db: &Db, vault: &Vault, algorithm: Algorithm) -> Result<String, KeyError> {
    let stored = sealed(vault, algorithm, &generate(algorithm)?);
    let id = stored.id.clone();
    db.blocking().write(move |tx| {
        let now = tx.now();
        store::version::raise(tx, VERSION)?;
        store::signing_key::rotate(tx, &stored, now.plus(OLD_KEY_LIFE), now)
    })?;
    Ok(id)
}

/// The public half of a stored key, ended or not: for what it signed long ago. None where it is not there.
///
/// # Errors
/// [`KeyError`], also where the vault did not seal it: somebody else put it there.
pub(crate) fn public(db: &Db, vault: &Vault, id: &str) -> Result<Option<PublicKey>, KeyError> {
    let id = id.to_owned();
    let Some(stored) = db.blocking().read(move |tx| store::signing_key::find(tx, &id))? else { return Ok(None) };
    let published = Jwks { keys: vec![open(vault, &stored)?.jwk()] };
    Ok(oidc::jwk::usable(&published).pop())
}

fn ring(signers: Vec<Signer>) -> Ring {
    let published = Jwks { keys: signers.iter().map(Signer::jwk).collect() };
    let public = oidc::jwk::usable(&published);
    Ring { signers: signers.into_iter().map(Arc::new).collect(), published, public }
}

fn load(db: &Db, vault: &Vault) -> Result<Vec<Signer>, KeyError> {
    let stored = db.blocking().read(|tx| store::signing_key::current(tx, tx.now()))?;
    stored.iter().map(|key| open(vault, key)).collect()
}

fn generate(algorithm: Algorithm) -> Result<PrivateKey, NoKey> {
    match algorithm {
        Algorithm::ES256 => crypto::signing::elliptic(),
        Algorithm::RS256 | Algorithm::PS256 => crypto::signing::rsa(),
    }
}

fn sealed(vault: &Vault, algorithm: Algorithm, key: &PrivateKey) -> StoredKey {
    StoredKey {
        id: key.id.clone(),
        algorithm: algorithm.word().to_owned(),
        sealed: vault.seal(Purpose::SigningKey, &key.id, key.pkcs8.reveal()),
    }
}

fn open(vault: &Vault, stored: &StoredKey) -> Result<Signer, KeyError> {
    let algorithm = Algorithm::from_word(&stored.algorithm).ok_or(KeyError::Damaged)?;
    let private = vault.open(Purpose::SigningKey, &stored.id, &stored.sealed)?;
    Ok(Signer::from_pkcs8(&stored.id, algorithm, private.reveal())?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crypto::keys::Keys;
    use rules::chance::Chance;
    use rules::time::Instant;

    fn opened(directory: &tempfile::TempDir) -> (Db, Vault) {
        let db = Db::sqlite(&directory.path().join("test.db"), Arc::new(|| Instant(1_800_000_000_000))).unwrap();
        (db, Vault::new(&Keys::generate(&mut Chance::from_seed([1; 32]))))
    }

    #[test]
    fn the_second_start_signs_with_the_firsts_keys() {
        let directory = tempfile::tempdir().unwrap();
        let (db, vault) = opened(&directory);
        let first = SigningKeys::load_or_create(&db, &vault).unwrap();
        let second = SigningKeys::load_or_create(&db, &vault).unwrap();
        for algorithm in ALGORITHMS {
            assert_eq!(first.signer(algorithm).unwrap().kid(), second.signer(algorithm).unwrap().kid());
        }
        assert_eq!(second.ring().published.keys.len(), 2);
    }

    #[test]
    fn after_a_rotation_the_new_key_signs_and_the_old_one_is_still_published() {
        let directory = tempfile::tempdir().unwrap();
        let (db, vault) = opened(&directory);
        let keys = SigningKeys::load_or_create(&db, &vault).unwrap();
        let elsewhere = keys.clone();
        let new = rotate(&db, &vault, Algorithm::ES256).unwrap();
        keys.reload(&db, &vault).unwrap();
        assert_eq!(elsewhere.ring().published.keys.len(), 3);
        assert_eq!(elsewhere.signer(Algorithm::ES256).unwrap().kid(), new);
    }

    #[test]
    fn another_key_file_does_not_open_them() {
        let directory = tempfile::tempdir().unwrap();
        let (db, vault) = opened(&directory);
        SigningKeys::load_or_create(&db, &vault).unwrap();
        let stranger = Vault::new(&Keys::generate(&mut Chance::from_seed([2; 32])));
        assert!(matches!(SigningKeys::load_or_create(&db, &stranger), Err(KeyError::Open(_))));
    }
}
