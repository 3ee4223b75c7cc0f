//! The engine that turns a password into 32 bytes: Argon2id in memory of its own, used again and again.
//!
//! One small face (`Engine::hash`), so that a faster engine can take its place without anyone noticing.
//! What it does not do: know about peppers, accounts or queues.

use crate::password::Cost;
use argon2::{Algorithm, Argon2, Block, Version};
use zeroize::Zeroizing;

/// One lane's memory: 19 MiB at the default cost.
pub(crate) struct Engine {
    blocks: Vec<Block>,
}

impl Engine {
    /// An engine whose memory already fits `cost`.
    pub(crate) fn new(cost: Cost) -> Engine {
        Engine { blocks: vec![Block::new(); cost.params().block_count()] }
    }

    /// Argon2id, version 0x13, 32 bytes. Costlier hashes than the engine was made for grow its memory.
    pub(crate) fn hash(&mut self, cost: Cost, salt: &[u8; 16], secret: &[u8]) -> Zeroizing<[u8; 32]> {
        let params = cost.params();
        let blocks = params.block_count();
        if self.blocks.len() < blocks {
            self.blocks.resize(blocks, Block::new());
        }
        let mut out = Zeroizing::new([0; 32]);
        Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
            .hash_password_into_with_memory(secret, salt, out.as_mut_slice(), &mut self.blocks[..blocks])
            .expect("a checked cost, a 16-byte salt and 32 bytes out are what Argon2 takes");
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{AssociatedData, ParamsBuilder};

    #[test]
    fn used_memory_gives_what_fresh_memory_gives() {
        let cost = Cost::new(64, 2, 1).unwrap();
        let mut engine = Engine::new(Cost::TINY);
        let hash = engine.hash(cost, b"somesaltsomesalt", b"password");
        let mut fresh = [0; 32];
        Argon2::new(Algorithm::Argon2id, Version::V0x13, cost.params())
            .hash_password_into(b"password", b"somesaltsomesalt", &mut fresh)
            .unwrap();
        assert_eq!(*hash, fresh);
    }

    #[test]
    fn the_crate_agrees_with_rfc_9106() {
        // RFC 9106, section 5.3: Argon2id, 32 KiB, 3 passes, 4 lanes, with secret and associated data.
        let params = ParamsBuilder::new()
            .m_cost(32)
            .t_cost(3)
            .p_cost(4)
            .data(AssociatedData::new(&[4; 12]).unwrap())
            .build()
            .unwrap();
        let argon = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
        let expected = [
            0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e,
            0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
        ];
        assert_eq!(tag, expected);
    }

    #[test]
    fn memory_left_by_another_password_changes_nothing() {
        let mut engine = Engine::new(Cost::TINY);
        let first = engine.hash(Cost::TINY, &[1; 16], b"hund");
        engine.hash(Cost::new(64, 2, 1).unwrap(), &[2; 16], b"kat");
        assert_eq!(*engine.hash(Cost::TINY, &[1; 16], b"hund"), *first);
    }
}
