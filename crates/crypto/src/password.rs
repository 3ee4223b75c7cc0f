//! What the database keeps of a password: cost, salt, and the hash encrypted under the pepper.
//!
//! The pepper's key lies outside the database, because picture codes have only 116,280 values; key id,
//! account, cost and salt are associated data. The pepper rotates by a job, without anyone's password.
//! Source: `product.md` §5.
//!
//! What it does not do: compute hashes (the pool does) or judge passwords (`rules::password` does).

use crate::keys::{KeyKind, Keys};
use crate::sealing::{OpenError, SealingRing};
use crate::secret::SecretBytes;
use rules::id::PersonId;
use std::sync::Arc;

/// What one hash costs to make. There is one lane: a server hashes many passwords at once, not one on many cores.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost(argon_engine::Cost);

/// Most memory a stored hash may ask for: a damaged row must not take the machine down.
const MEMORY_KIB_MAX: u32 = 1 << 20;
/// Most passes a stored hash may ask for.
const PASSES_MAX: u32 = 32;
/// Lanes of every hash, as its head tells them.
const LANES: u32 = 1;

impl Cost {
    /// The law's cost: 19 MiB, two passes.
    pub const DEFAULT: Cost = Cost::taken(19_456, 2);
    /// The least Argon2 takes: for tests only.
    pub const TINY: Cost = Cost::taken(8, 1);

    const fn taken(memory_kib: u32, passes: u32) -> Cost {
        Cost(argon_engine::Cost::new(memory_kib, passes).expect("Argon2 takes these"))
    }

    /// A cost within what Argon2 and this server take; none outside it.
    pub fn new(memory_kib: u32, passes: u32) -> Option<Cost> {
        let bounded = memory_kib <= MEMORY_KIB_MAX && passes <= PASSES_MAX;
        argon_engine::Cost::new(memory_kib, passes).filter(|_| bounded).map(Cost)
    }

    /// Memory one hash goes over, in KiB.
    pub(crate) fn filled_kib(self) -> u64 {
        u64::from(self.0.memory_kib()) * u64::from(self.0.passes())
    }

    pub(crate) fn of_engine(self) -> argon_engine::Cost {
        self.0
    }
}

/// Why a stored hash cannot be used: something is broken, never a wrong password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HashError {
    /// The bytes are no stored hash of a version we know.
    #[error("a stored password hash is damaged")]
    Damaged,
    /// The pepper does not open it.
    #[error("a stored password hash does not open: {0}")]
    Pepper(#[from] OpenError),
    /// The pool has shut down.
    #[error("the hashing pool has shut down")]
    PoolGone,
}

/// One stored hash, as the column `hash` of a credential holds it.
#[derive(Clone)]
pub struct StoredHash {
    pub(crate) cost: Cost,
    pub(crate) salt: [u8; 16],
    sealed: Vec<u8>,
}

/// Argon2id version 0x13, 32 bytes, encrypted with AES-256-GCM-SIV.
const VERSION: u8 = 1;
/// Bytes before the pepper's id, which the store's counts know too.
const HEAD_BYTES: usize = 1 + 4 + 4 + 4 + 16;

impl StoredHash {
    /// The bytes of the column.
    pub fn encode(&self) -> Vec<u8> {
        let mut bytes = head(self.cost, &self.salt);
        bytes.extend_from_slice(&self.sealed);
        bytes
    }

    /// Reads the column.
    ///
    /// # Errors
    /// Where the bytes are cut short, of an unknown version, or ask for an absurd cost.
    pub fn decode(bytes: &[u8]) -> Result<StoredHash, HashError> {
        let (head, sealed) = bytes.split_first_chunk::<HEAD_BYTES>().ok_or(HashError::Damaged)?;
        if head[0] != VERSION {
            return Err(HashError::Damaged);
        }
        let number = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
        let cost = Cost::new(number(1), number(5)).filter(|_| number(9) == LANES).ok_or(HashError::Damaged)?;
        let mut salt = [0; 16];
        salt.copy_from_slice(&head[13..]);
        Ok(StoredHash { cost, salt, sealed: sealed.to_vec() })
    }

    /// What it cost to make.
    pub fn cost(&self) -> Cost {
        self.cost
    }
}

impl std::fmt::Debug for StoredHash {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("StoredHash(..)")
    }
}

fn head(cost: Cost, salt: &[u8; 16]) -> Vec<u8> {
    let mut bytes = vec![VERSION];
    for number in [cost.0.memory_kib(), cost.0.passes(), LANES] {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
    bytes.extend_from_slice(salt);
    bytes
}

/// The pepper keys, newest first. Cheap to clone.
#[derive(Clone)]
pub struct Peppers(Arc<SealingRing>);

impl Peppers {
    /// Prepares the keys.
    pub fn new(keys: &Keys) -> Peppers {
        Peppers(Arc::new(SealingRing::new(keys, KeyKind::Pepper)))
    }

    pub(crate) fn seal(&self, account: PersonId, cost: Cost, salt: [u8; 16], hash: &[u8; 32]) -> StoredHash {
        let sealed = self.0.seal(&[b"credential.hash", &account.0.to_be_bytes(), &head(cost, &salt)], hash);
        StoredHash { cost, salt, sealed }
    }

    pub(crate) fn open(&self, account: PersonId, stored: &StoredHash) -> Result<SecretBytes, HashError> {
        let head = head(stored.cost, &stored.salt);
        Ok(self.0.open(&[b"credential.hash", &account.0.to_be_bytes(), &head], &stored.sealed)?)
    }

    /// Whether an older pepper than the one in use protects it.
    pub(crate) fn is_old(&self, stored: &StoredHash) -> bool {
        self.0.is_old(&stored.sealed)
    }

    /// The id of the pepper in use, where the key file also holds older ones.
    pub fn outdates(&self) -> Option<u8> {
        self.0.outdates()
    }

    /// The same hash under the pepper in use, where an older one protects it: the rotation job's one step.
    ///
    /// # Errors
    /// Where the hash does not open.
    pub fn rotate(&self, account: PersonId, stored: &StoredHash) -> Result<Option<StoredHash>, HashError> {
        if !self.is_old(stored) {
            return Ok(None);
        }
        let opened = self.open(account, stored)?;
        let hash = opened.reveal().try_into().map_err(|_| HashError::Damaged)?;
        Ok(Some(self.seal(account, stored.cost, stored.salt, hash)))
    }
}

impl std::fmt::Debug for Peppers {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Peppers(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rules::chance::Chance;

    fn keys() -> Keys {
        Keys::generate(&mut Chance::from_seed([5; 32]))
    }

    #[test]
    fn a_hash_moved_to_another_account_does_not_open() {
        let peppers = Peppers::new(&keys());
        let stored = peppers.seal(PersonId(1), Cost::TINY, [9; 16], &[7; 32]);
        let again = StoredHash::decode(&stored.encode()).unwrap();
        assert_eq!(peppers.open(PersonId(1), &again).unwrap().reveal(), [7; 32]);
        assert!(matches!(peppers.open(PersonId(2), &again), Err(HashError::Pepper(OpenError::Forged))));
    }

    #[test]
    fn the_pepper_rotates_without_the_password() {
        let stored = Peppers::new(&keys()).seal(PersonId(1), Cost::TINY, [9; 16], &[7; 32]);
        let newer = Peppers::new(&keys().rotated(KeyKind::Pepper, &mut Chance::from_seed([6; 32])).unwrap());
        let rotated = newer.rotate(PersonId(1), &stored).unwrap().unwrap();
        assert_eq!(newer.open(PersonId(1), &rotated).unwrap().reveal(), [7; 32]);
        assert!(newer.rotate(PersonId(1), &rotated).unwrap().is_none());
    }

    #[test]
    fn an_absurd_cost_is_damage() {
        assert_eq!(Cost::new(u32::MAX, 2), None);
        assert_eq!(Cost::new(19_456, 1000), None);
        assert_eq!(Cost::new(1, 1), None);
    }

    #[test]
    fn a_hash_of_several_lanes_is_damage() {
        let mut bytes = Peppers::new(&keys()).seal(PersonId(1), Cost::TINY, [9; 16], &[7; 32]).encode();
        assert!(StoredHash::decode(&bytes).is_ok());
        bytes[9] = 2;
        assert!(matches!(StoredHash::decode(&bytes), Err(HashError::Damaged)));
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_get_an_answer(bytes: Vec<u8>) {
            if let Ok(stored) = StoredHash::decode(&bytes) {
                assert_eq!(stored.encode(), bytes);
            }
        }
    }
}
