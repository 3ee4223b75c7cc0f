//! What goes into a hash, and the long hash H' that begins and ends it. Source: RFC 9106, sections 3.2 and 3.3.
//!
//! What it does not do: Blake2b itself, which is a crate's.

use crate::Cost;
use crate::block::{BLOCK_BYTES, Block};
use blake2::{Blake2b256, Blake2b512, Digest as _};
use zeroize::{Zeroize as _, Zeroizing};

/// The bytes a hash is made of.
#[derive(Clone, Copy)]
pub(crate) struct Message<'a> {
    pub(crate) password: &'a [u8],
    pub(crate) salt: &'a [u8],
    pub(crate) secret: &'a [u8],
    pub(crate) data: &'a [u8],
}

/// Version 1.3.
const VERSION: u32 = 0x13;
/// Argon2id among its brothers.
pub(crate) const TYPE: u32 = 2;
const TAG_BYTES: u32 = 32;

impl Message<'_> {
    /// H0: everything that may differ, in 64 bytes.
    pub(crate) fn digest(&self, lanes: u32, cost: Cost) -> Zeroizing<[u8; 64]> {
        let mut hasher = Blake2b512::new();
        for number in [lanes, TAG_BYTES, cost.memory_kib(), cost.passes(), VERSION, TYPE] {
            hasher.update(number.to_le_bytes());
        }
        for part in [self.password, self.salt, self.secret, self.data] {
            let length = u32::try_from(part.len()).expect("nothing of 4 GiB is ever hashed as a password");
            hasher.update(length.to_le_bytes());
            hasher.update(part);
        }
        take(hasher)
    }
}

fn take(hasher: Blake2b512) -> Zeroizing<[u8; 64]> {
    let mut out = hasher.finalize();
    let mut kept = Zeroizing::new([0; 64]);
    kept.copy_from_slice(&out);
    out.zeroize();
    kept
}

/// H' of 1,024 bytes: the first two blocks of each lane.
pub(crate) fn first_block(digest: &[u8; 64], number: u32, lane: u32) -> Zeroizing<Block> {
    let mut bytes = Zeroizing::new([0; BLOCK_BYTES]);
    let mut hasher = Blake2b512::new();
    let length = u32::try_from(BLOCK_BYTES).expect("1,024 fits");
    hasher.update(length.to_le_bytes());
    hasher.update(digest);
    hasher.update(number.to_le_bytes());
    hasher.update(lane.to_le_bytes());
    let mut link = take(hasher);
    // Half of each link; the last one whole.
    let last = BLOCK_BYTES - 64;
    for at in (0..last).step_by(32) {
        bytes[at..at + 32].copy_from_slice(&link[..32]);
        let mut next = Blake2b512::new();
        next.update(&link[..]);
        link = take(next);
    }
    bytes[last..].copy_from_slice(&link[..]);
    Zeroizing::new(Block::read(&bytes))
}

/// H' of 32 bytes: the tag.
pub(crate) fn tag_of(last: &Block) -> Zeroizing<[u8; 32]> {
    let bytes = Zeroizing::new(last.bytes());
    let mut hasher = Blake2b256::new();
    hasher.update(TAG_BYTES.to_le_bytes());
    hasher.update(&bytes[..]);
    let mut out = hasher.finalize();
    let mut tag = Zeroizing::new([0; 32]);
    tag.copy_from_slice(&out);
    out.zeroize();
    tag
}
