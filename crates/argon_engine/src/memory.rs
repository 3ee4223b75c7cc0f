//! The memory of one lane: taken once, used for every hash, wiped when it goes.
//!
//! On Linux the system is asked for huge pages, because half of the blocks a hash reads lie anywhere in it.
//! What it does not do: wipe between hashes. The next hash writes over all of it before it reads any.

use crate::block::{Block, WORDS};
use zeroize::Zeroize as _;

/// A huge page of x86-64 and of most others.
const HUGE_BYTES: usize = 2 << 20;

/// Blocks that stay, in words that the system gives zeroed and untouched.
pub(crate) struct Memory(Vec<u64>);

impl Memory {
    /// Memory for so many blocks.
    pub(crate) fn new(blocks: usize) -> Memory {
        let mut memory = Memory(vec![0; blocks * WORDS + HUGE_BYTES / size_of::<u64>()]);
        ask_for_huge_pages(memory.aligned());
        memory
    }

    /// The first so many blocks; more are taken where there are fewer.
    pub(crate) fn blocks(&mut self, count: usize) -> &mut [Block] {
        if self.aligned().len() < count {
            *self = Memory::new(count);
        }
        &mut self.aligned()[..count]
    }

    /// All whole blocks from the first huge page on.
    fn aligned(&mut self) -> &mut [Block] {
        let skipped = self.0.as_ptr().align_offset(HUGE_BYTES);
        // SAFETY: a block is an array of words and nothing else: any words are one, and any block is words.
        let (_, blocks, _) = unsafe { self.0[skipped..].align_to_mut::<Block>() };
        blocks
    }
}

impl Drop for Memory {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// A wish: where the system does not grant it, hashes take a quarter longer (measured in November 2026).
#[cfg(target_os = "linux")]
fn ask_for_huge_pages(blocks: &mut [Block]) {
    let bytes = size_of_val(blocks);
    // SAFETY: the range is ours and begins on a page; MADV_HUGEPAGE changes how it is mapped, never what is in it.
    unsafe { libc::madvise(blocks.as_mut_ptr().cast(), bytes, libc::MADV_HUGEPAGE) };
}

#[cfg(not(target_os = "linux"))]
fn ask_for_huge_pages(_: &mut [Block]) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_are_as_many_blocks_as_asked_for_and_they_begin_on_a_huge_page() {
        let mut memory = Memory::new(8);
        for count in [8, 3, 19_456] {
            let blocks = memory.blocks(count);
            assert_eq!(blocks.len(), count);
            assert_eq!(blocks.as_ptr().align_offset(HUGE_BYTES), 0);
        }
    }
}
