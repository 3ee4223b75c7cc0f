//! A block: 1 KiB, 128 words, laid out so that both halves of the compression fall on whole vectors.
//!
//! RFC 9106 sees a block as eight rows of sixteen words. Here vector `4k + q` holds quarter `q` of row `2k` and then
//! quarter `q` of row `2k + 1`: a row's permutation works on the four vectors `4k..4k + 4`, a column's on the four
//! vectors `q, q + 4, q + 8, q + 12`, and neither has to move a word between them. XOR does not care about order, so only what
//! goes in and comes out is translated. What it does not do: compress; the kernel does.

use zeroize::Zeroize;

/// Bytes of a block.
pub(crate) const BLOCK_BYTES: usize = 1024;
/// Words of a block.
pub(crate) const WORDS: usize = BLOCK_BYTES / 8;
/// Vectors of a block.
pub(crate) const VECTORS: usize = 16;

/// Eight words: what one vector holds.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Words(pub(crate) [u64; 8]);

/// One block of memory.
#[derive(Clone, Copy)]
#[repr(C, align(64))]
pub(crate) struct Block(pub(crate) [Words; VECTORS]);

impl Block {
    /// All zeros.
    pub(crate) const ZERO: Block = Block([Words([0; 8]); VECTORS]);

    /// Which vector holds the word of this number in RFC 9106, and where in it.
    const fn place(word: usize) -> (usize, usize) {
        let (row, quarter, rest) = (word / 16, word % 16 / 4, word % 4);
        (row / 2 * 4 + quarter, row % 2 * 4 + rest)
    }

    /// The word of this number.
    pub(crate) const fn word(&self, number: usize) -> u64 {
        let (vector, at) = Block::place(number);
        self.0[vector].0[at]
    }

    /// Sets the word of this number.
    pub(crate) const fn set_word(&mut self, number: usize, value: u64) {
        let (vector, at) = Block::place(number);
        self.0[vector].0[at] = value;
    }

    /// A block out of its bytes.
    pub(crate) fn read(bytes: &[u8; BLOCK_BYTES]) -> Block {
        let mut block = Block::ZERO;
        let (words, _) = bytes.as_chunks::<8>();
        for (number, word) in words.iter().enumerate() {
            block.set_word(number, u64::from_le_bytes(*word));
        }
        block
    }

    /// Its bytes.
    pub(crate) fn bytes(&self) -> [u8; BLOCK_BYTES] {
        let mut bytes = [0; BLOCK_BYTES];
        let (words, _) = bytes.as_chunks_mut::<8>();
        for (number, word) in words.iter_mut().enumerate() {
            *word = self.word(number).to_le_bytes();
        }
        bytes
    }

    /// Takes the other block into this one.
    pub(crate) fn xor(&mut self, other: &Block) {
        for (mine, theirs) in self.0.iter_mut().zip(&other.0) {
            for (word, their) in mine.0.iter_mut().zip(&theirs.0) {
                *word ^= their;
            }
        }
    }
}

impl Zeroize for Block {
    fn zeroize(&mut self) {
        for vector in &mut self.0 {
            vector.0.zeroize();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_as_they_went_in() {
        let bytes: [u8; BLOCK_BYTES] = std::array::from_fn(|at| (at * 7 % 251) as u8);
        assert_eq!(Block::read(&bytes).bytes(), bytes);
    }

    #[test]
    fn every_word_has_a_place_of_its_own() {
        let mut places: Vec<_> = (0..WORDS).map(Block::place).collect();
        places.sort_unstable();
        places.dedup();
        assert_eq!(places.len(), WORDS);
    }
}
