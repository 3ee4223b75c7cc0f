//! What the compression asks of eight words at once, and the plain answer that every machine has.
//!
//! What it does not do: know which machine it is on.

use crate::block::Words;

/// Eight words and what BlaMka does with them.
///
/// # Safety
/// An implementor is 64 bytes, needs no stricter alignment than 64, and every 64 bytes are a value of it: a block is seen
/// as an array of them.
pub(crate) unsafe trait Vector: Copy {
    /// `a + b + 2 · low(a) · low(b)`, each word by itself.
    fn mix(self, other: Self) -> Self;
    /// Bitwise.
    fn xor(self, other: Self) -> Self;
    /// What turning needs in registers.
    type Moves;
    /// Loads it.
    fn moves() -> Self::Moves;
    /// Each word turned right by so many bits: 32, 24, 16 and 63 are asked for.
    fn turn_right<const BITS: i32>(self, moves: &Self::Moves) -> Self;
    /// The four words of each half move one, two or three places down, round and round.
    fn row_by<const PLACES: usize>(self) -> Self;
    /// The same for the four words 0, 1, 4, 5 and for the four words 2, 3, 6, 7.
    fn column_by<const PLACES: usize>(self) -> Self;
}

/// Words a column's permutation turns among each other.
const COLUMNS: [[usize; 4]; 2] = [[0, 1, 4, 5], [2, 3, 6, 7]];

// SAFETY: eight words of 8 bytes in an array, aligned to 64, any bits allowed.
unsafe impl Vector for Words {
    #[inline(always)]
    fn mix(self, other: Words) -> Words {
        Words(std::array::from_fn(|at| {
            let (a, b) = (self.0[at], other.0[at]);
            let product = (a & 0xffff_ffff) * (b & 0xffff_ffff);
            a.wrapping_add(b).wrapping_add(product << 1)
        }))
    }

    #[inline(always)]
    fn xor(self, other: Words) -> Words {
        Words(std::array::from_fn(|at| self.0[at] ^ other.0[at]))
    }

    type Moves = ();

    #[inline(always)]
    fn moves() {}

    #[inline(always)]
    fn turn_right<const BITS: i32>(self, (): &()) -> Words {
        Words(self.0.map(|word| word.rotate_right(BITS.cast_unsigned())))
    }

    #[inline(always)]
    fn row_by<const PLACES: usize>(self) -> Words {
        Words(std::array::from_fn(|at| self.0[at / 4 * 4 + (at + PLACES) % 4]))
    }

    #[inline(always)]
    fn column_by<const PLACES: usize>(self) -> Words {
        let mut moved = self;
        for column in COLUMNS {
            for (place, &at) in column.iter().enumerate() {
                moved.0[at] = self.0[column[(place + PLACES) % 4]];
            }
        }
        moved
    }
}
