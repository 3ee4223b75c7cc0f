//! Argon2id, version 1.3, one lane, 32 bytes out: what the passwords of this house are hashed with, in memory that is
//! used again and again, on the widest vectors the machine has. Source: RFC 9106.
//!
//! The one crate that may say `unsafe`, each block with its proof; why it exists stands in
//! `docs/decisions/0004-own-hashing-engine.md`. What it does not do: Argon2i, Argon2d, several lanes, other lengths, or
//! anything about accounts, peppers and queues.

mod block;
mod fill;
mod kernel;
mod memory;
mod message;
mod vector;
#[cfg(target_arch = "x86_64")]
mod x86;

pub use zeroize::Zeroizing;

use crate::kernel::Kernel;
use crate::memory::Memory;
use crate::message::Message;

/// What one hash costs to make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cost {
    memory_kib: u32,
    passes: u32,
}

/// Least memory Argon2 takes with one lane.
const MEMORY_KIB_MIN: u32 = 8;

impl Cost {
    /// A cost Argon2id takes: at least 8 KiB and one pass. None otherwise.
    pub const fn new(memory_kib: u32, passes: u32) -> Option<Cost> {
        if memory_kib < MEMORY_KIB_MIN || passes == 0 { None } else { Some(Cost { memory_kib, passes }) }
    }

    /// Memory as asked for; what is used is this rounded down to a multiple of 4 KiB.
    pub const fn memory_kib(self) -> u32 {
        self.memory_kib
    }

    /// How often the memory is gone over.
    pub const fn passes(self) -> u32 {
        self.passes
    }

    fn blocks(self) -> usize {
        fill::blocks_for(self.memory_kib, 1)
    }
}

/// One lane of the machine: a kernel and memory of its own.
pub struct Engine {
    kernel: Kernel,
    memory: Memory,
}

impl Engine {
    /// An engine whose memory already fits `cost`.
    pub fn new(cost: Cost) -> Engine {
        Engine { kernel: Kernel::best(), memory: Memory::new(cost.blocks()) }
    }

    /// Argon2id of the password. Costlier hashes than the engine was made for grow its memory.
    pub fn hash(&mut self, cost: Cost, salt: &[u8; 16], password: &[u8]) -> Zeroizing<[u8; 32]> {
        let message = Message { password, salt, secret: &[], data: &[] };
        self.hash_message(cost, &message)
    }

    fn hash_message(&mut self, cost: Cost, message: &Message<'_>) -> Zeroizing<[u8; 32]> {
        let blocks = self.memory.blocks(cost.blocks());
        fill::tag::<1>(self.kernel, blocks, cost, message)
    }

    /// The name of the instructions it runs on.
    pub fn instructions(&self) -> &'static str {
        self.kernel.name()
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Engine(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{Algorithm, Argon2, ParamsBuilder, Version};

    fn engine(kernel: Kernel, cost: Cost) -> Engine {
        Engine { kernel, memory: Memory::new(cost.blocks()) }
    }

    fn by_the_crate(cost: Cost, message: &Message<'_>) -> [u8; 32] {
        let mut params = ParamsBuilder::new();
        params.m_cost(cost.memory_kib).t_cost(cost.passes).p_cost(1).output_len(32);
        let params = params.build().unwrap();
        let argon = Argon2::new_with_secret(message.secret, Algorithm::Argon2id, Version::V0x13, params).unwrap();
        let mut tag = [0; 32];
        argon.hash_password_into(message.password, message.salt, &mut tag).unwrap();
        tag
    }

    /// RFC 9106, section 5.3: 32 KiB, 3 passes, 4 lanes, with secret and associated data. The engine's own code, with
    /// more lanes than it is ever asked for.
    #[test]
    fn every_kernel_agrees_with_rfc_9106() {
        let cost = Cost::new(32, 3).unwrap();
        let message = Message { password: &[1; 32], salt: &[2; 16], secret: &[3; 8], data: &[4; 12] };
        let expected = [
            0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37, 0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e,
            0xf0, 0x45, 0x2d, 0x75, 0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59,
        ];
        for kernel in Kernel::all() {
            let mut memory = Memory::new(32);
            let tag = fill::tag::<4>(kernel, memory.blocks(32), cost, &message);
            assert_eq!(*tag, expected, "{}", kernel.name());
        }
    }

    #[test]
    fn the_law_s_cost_agrees_with_the_crate_on_every_kernel() {
        let cost = Cost::new(19_456, 2).unwrap();
        let message = Message { password: b"SolCykel47", salt: &[7; 16], secret: &[], data: &[] };
        let expected = by_the_crate(cost, &message);
        for kernel in Kernel::all() {
            assert_eq!(*engine(kernel, cost).hash_message(cost, &message), expected, "{}", kernel.name());
        }
    }

    #[test]
    fn memory_left_by_another_password_changes_nothing() {
        let (small, large) = (Cost::new(8, 1).unwrap(), Cost::new(64, 2).unwrap());
        let mut engine = Engine::new(small);
        let first = engine.hash(small, &[1; 16], b"hund");
        engine.hash(large, &[2; 16], b"kat");
        assert_eq!(*engine.hash(small, &[1; 16], b"hund"), *first);
    }

    #[test]
    fn costs_argon2_does_not_take_cannot_be_made() {
        assert_eq!(Cost::new(7, 1), None);
        assert_eq!(Cost::new(8, 0), None);
        assert_eq!(Cost::new(8, 1).map(Cost::blocks), Some(8));
        assert_eq!(Cost::new(15, 1).map(Cost::blocks), Some(12));
    }

    proptest::proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(300))]
        #[test]
        fn every_kernel_agrees_with_the_crate(
            memory_kib in 8u32..700,
            passes in 1u32..5,
            password in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..200),
            salt in proptest::collection::vec(proptest::prelude::any::<u8>(), 8..70),
            secret in proptest::collection::vec(proptest::prelude::any::<u8>(), 0..40),
        ) {
            let cost = Cost::new(memory_kib, passes).unwrap();
            let message = Message { password: &password, salt: &salt, secret: &secret, data: &[] };
            let expected = by_the_crate(cost, &message);
            for kernel in Kernel::all() {
                let tag = engine(kernel, cost).hash_message(cost, &message);
                proptest::prop_assert_eq!(*tag, expected, "{}", kernel.name());
            }
        }
    }
}
