//! Chance as an argument: a stream of numbers that a 32-byte seed decides entirely.
//!
//! The seed comes from the machine's secure random source at the edge; the stream is ChaCha20, so what
//! it yields is as unguessable as its seed, and a rule that draws from it can run again with the same
//! result. What it does not do: seed itself.

use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A stream of chance. Its `Debug` says nothing, because passwords are drawn from it.
pub struct Chance(ChaCha20Rng);

impl Chance {
    /// The stream that belongs to this seed.
    pub fn from_seed(seed: [u8; 32]) -> Chance {
        Chance(ChaCha20Rng::from_seed(seed))
    }

    /// A number from 0 up to, not including, `bound`, each equally likely. `bound` 0 answers 0.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = bound as u64;
        if bound == 0 {
            return 0;
        }
        // Numbers above the last whole multiple of the bound would favour the small ones: draw again.
        let whole = u64::MAX - u64::MAX % bound;
        loop {
            let drawn = self.0.next_u64();
            if drawn < whole {
                return (drawn % bound) as usize;
            }
        }
    }

    /// One of the choices, each equally likely; none where there are none.
    pub fn pick<'a, T>(&mut self, choices: &'a [T]) -> Option<&'a T> {
        choices.get(self.below(choices.len()))
    }

    /// `N` bytes.
    pub fn bytes<const N: usize>(&mut self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.fill_bytes(&mut bytes);
        bytes
    }

    /// A 32-bit number.
    pub fn number(&mut self) -> u32 {
        self.0.next_u32()
    }

    /// A stream of its own that goes on separately from this one.
    pub fn fork(&mut self) -> Chance {
        Chance::from_seed(self.bytes())
    }
}

impl std::fmt::Debug for Chance {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Chance(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_gives_the_same_stream() {
        let mut one = Chance::from_seed([7; 32]);
        let mut two = Chance::from_seed([7; 32]);
        assert_eq!(one.bytes::<16>(), two.bytes::<16>());
        assert_eq!(one.below(1000), two.below(1000));
    }

    #[test]
    fn every_number_below_the_bound_comes_up_about_as_often() {
        let mut chance = Chance::from_seed([1; 32]);
        let mut seen = [0usize; 20];
        for _ in 0..20_000 {
            seen[chance.below(20)] += 1;
        }
        assert!(seen.iter().all(|count| (800..1200).contains(count)), "{seen:?}");
    }
}
