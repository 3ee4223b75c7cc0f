//! The compression function G of RFC 9106, section 3.5, once for every width of vector, and the choice among them.
//!
//! A kernel is chosen only where the processor has its instructions and, asked then and there, it gives the plain
//! kernel's answer. What it does not do: decide which blocks are compressed.

use crate::block::{Block, VECTORS, Words};
use crate::vector::Vector;
#[cfg(target_arch = "x86_64")]
use crate::x86;
use std::sync::OnceLock;

/// The instructions a hash runs on. A value other than the plain one exists only where the processor has them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Kernel(Kind);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
}

/// Whether what was in a block counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    /// The first pass writes over it.
    Forgotten,
    /// Later passes XOR into it.
    Kept,
}

impl Kernel {
    /// The one every machine has.
    pub(crate) const PLAIN: Kernel = Kernel(Kind::Plain);

    /// Every kernel this machine has, the fastest first.
    pub(crate) fn all() -> Vec<Kernel> {
        let mut kernels = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if std::is_x86_feature_detected!("avx512f") {
                kernels.push(Kernel(Kind::Avx512));
            }
            if std::is_x86_feature_detected!("avx2") {
                kernels.push(Kernel(Kind::Avx2));
            }
        }
        kernels.push(Kernel::PLAIN);
        kernels
    }

    /// The fastest kernel that agrees with the plain one on this machine; looked for once.
    pub(crate) fn best() -> Kernel {
        static BEST: OnceLock<Kernel> = OnceLock::new();
        *BEST.get_or_init(|| Kernel::all().into_iter().find(|kernel| kernel.agrees()).unwrap_or(Kernel::PLAIN))
    }

    /// What it is called.
    pub(crate) fn name(self) -> &'static str {
        match self.0 {
            Kind::Plain => "no special instructions",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => "AVX2",
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => "AVX-512",
        }
    }

    /// The first part of G of two blocks: the rows, kept in `rows`, and of the columns those that hold the first word. Of
    /// `out` the first word is then what it will be.
    #[inline]
    pub(crate) fn begin(self, from: [&Block; 2], out: &mut Block, rows: &mut Block, before: Before) {
        match self.0 {
            Kind::Plain => begin::<Words>(from, out, rows, before),
            // SAFETY: `Kernel::all` makes this kind only where the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86::begin_avx2(from, out, rows, before) },
            // SAFETY: `Kernel::all` makes this kind only where the processor has AVX-512F.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { x86::begin_avx512(from, out, rows, before) },
        }
    }

    /// The rest of it.
    #[inline]
    pub(crate) fn finish(self, rows: &Block, out: &mut Block) {
        match self.0 {
            Kind::Plain => finish::<Words>(rows, out),
            // SAFETY: `Kernel::all` makes this kind only where the processor has AVX2.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 => unsafe { x86::finish_avx2(rows, out) },
            // SAFETY: `Kernel::all` makes this kind only where the processor has AVX-512F.
            #[cfg(target_arch = "x86_64")]
            Kind::Avx512 => unsafe { x86::finish_avx512(rows, out) },
        }
    }

    /// Fetches a block that will be asked for soon.
    #[inline]
    pub(crate) fn fetch(self, block: &Block) {
        match self.0 {
            Kind::Plain => {}
            #[cfg(target_arch = "x86_64")]
            Kind::Avx2 | Kind::Avx512 => x86::fetch(block),
        }
    }

    /// All of G.
    pub(crate) fn compress(self, from: [&Block; 2], out: &mut Block, before: Before) {
        let mut rows = Block::ZERO;
        self.begin(from, out, &mut rows, before);
        self.finish(&rows, out);
    }

    /// Whether it gives the plain kernel's answer, both ways, on two blocks without any pattern.
    fn agrees(self) -> bool {
        let (one, two) = (noise(1), noise(2));
        [Before::Forgotten, Before::Kept].into_iter().all(|before| {
            let (mut mine, mut plain) = (noise(3), noise(3));
            self.compress([&one, &two], &mut mine, before);
            Kernel::PLAIN.compress([&one, &two], &mut plain, before);
            mine.bytes() == plain.bytes()
        })
    }
}

/// A block of words that look like chance: splitmix64.
fn noise(seed: u64) -> Block {
    let mut state = seed;
    let mut block = Block::ZERO;
    for vector in &mut block.0 {
        for word in &mut vector.0 {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut mixed = state;
            mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            *word = mixed ^ (mixed >> 31);
        }
    }
    block
}

/// The rows of G and the first columns, on vectors of one kind. What the permutations give is XORed into what `out`
/// already holds of the rest.
///
/// All of it is written out without closures: one that is handed on is compiled without the caller's instructions, ten times
/// slower (measured in November 2026).
#[inline(always)]
pub(crate) fn begin<V: Vector>([one, two]: [&Block; 2], out: &mut Block, rows: &mut Block, before: Before) {
    let (from, out) = ([seen::<V>(one), seen::<V>(two)], seen_mut::<V>(out));
    match before {
        Before::Forgotten => begin_into::<V, false>(from, out, seen_mut(rows)),
        Before::Kept => begin_into::<V, true>(from, out, seen_mut(rows)),
    }
}

#[inline(always)]
fn begin_into<V: Vector, const KEPT: bool>(from: [&[V; VECTORS]; 2], out: &mut [V; VECTORS], rows: &mut [V; VECTORS]) {
    let moves = V::moves();
    let done = [
        two_rows::<V, KEPT>(from, out, &moves, 0),
        two_rows::<V, KEPT>(from, out, &moves, 4),
        two_rows::<V, KEPT>(from, out, &moves, 8),
        two_rows::<V, KEPT>(from, out, &moves, 12),
    ];
    let first = [done[0][0], done[1][0], done[2][0], done[3][0]];
    for row in 0..4 {
        for quarter in 0..4 {
            rows[4 * row + quarter] = done[row][quarter];
        }
    }
    two_columns(first, out, &moves, 0);
}

/// The other columns.
#[inline(always)]
pub(crate) fn finish<V: Vector>(rows: &Block, out: &mut Block) {
    let (rows, out, moves) = (seen::<V>(rows), seen_mut::<V>(out), V::moves());
    two_columns([rows[1], rows[5], rows[9], rows[13]], out, &moves, 1);
    two_columns([rows[2], rows[6], rows[10], rows[14]], out, &moves, 2);
    two_columns([rows[3], rows[7], rows[11], rows[15]], out, &moves, 3);
}

/// Two rows of both blocks, one over the other: kept in `out`, and given permuted.
#[inline(always)]
fn two_rows<V: Vector, const KEPT: bool>(
    from: [&[V; VECTORS]; 2],
    out: &mut [V; VECTORS],
    moves: &V::Moves,
    at: usize,
) -> [V; 4] {
    let a = over::<V, KEPT>(from, out, at);
    let b = over::<V, KEPT>(from, out, at + 1);
    let c = over::<V, KEPT>(from, out, at + 2);
    let d = over::<V, KEPT>(from, out, at + 3);
    let [a, b, c, d] = mix_all([a, b, c, d], moves);
    let [a, b, c, d] = mix_all([a, b.row_by::<1>(), c.row_by::<2>(), d.row_by::<3>()], moves);
    [a, b.row_by::<3>(), c.row_by::<2>(), d.row_by::<1>()]
}

#[inline(always)]
fn over<V: Vector, const KEPT: bool>([one, two]: [&[V; VECTORS]; 2], out: &mut [V; VECTORS], at: usize) -> V {
    let both = one[at].xor(two[at]);
    out[at] = if KEPT { out[at].xor(both) } else { both };
    both
}

/// The permutation of two columns, XORed into `out`.
#[inline(always)]
fn two_columns<V: Vector>([a, b, c, d]: [V; 4], out: &mut [V; VECTORS], moves: &V::Moves, at: usize) {
    let [a, b, c, d] = mix_all([a, b, c, d], moves);
    let [a, b, c, d] = mix_all([a, b.column_by::<1>(), c.column_by::<2>(), d.column_by::<3>()], moves);
    out[at] = out[at].xor(a);
    out[at + 4] = out[at + 4].xor(b.column_by::<3>());
    out[at + 8] = out[at + 8].xor(c.column_by::<2>());
    out[at + 12] = out[at + 12].xor(d.column_by::<1>());
}

/// BlaMka's quarter steps on four vectors: eight columns, or eight diagonals, at once.
#[inline(always)]
fn mix_all<V: Vector>([a, b, c, d]: [V; 4], moves: &V::Moves) -> [V; 4] {
    let a = a.mix(b);
    let d = d.xor(a).turn_right::<32>(moves);
    let c = c.mix(d);
    let b = b.xor(c).turn_right::<24>(moves);
    let a = a.mix(b);
    let d = d.xor(a).turn_right::<16>(moves);
    let c = c.mix(d);
    let b = b.xor(c).turn_right::<63>(moves);
    [a, b, c, d]
}

/// The block as vectors of this kind.
#[inline(always)]
fn seen<V: Vector>(block: &Block) -> &[V; VECTORS] {
    const { assert!(size_of::<[V; VECTORS]>() == size_of::<Block>() && align_of::<V>() <= align_of::<Block>()) };
    // SAFETY: same size and no stricter alignment (asserted above); any bits are a V (the trait's promise); the borrow
    // lives as long as the block's.
    unsafe { &*std::ptr::from_ref(block).cast() }
}

/// The same, to write into.
#[inline(always)]
fn seen_mut<V: Vector>(block: &mut Block) -> &mut [V; VECTORS] {
    const { assert!(size_of::<[V; VECTORS]>() == size_of::<Block>() && align_of::<V>() <= align_of::<Block>()) };
    // SAFETY: as in `seen`; the borrow is the only one, and any V is bits a block may hold.
    unsafe { &mut *std::ptr::from_mut(block).cast() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kernel_of_this_machine_agrees_with_the_plain_one() {
        for kernel in Kernel::all() {
            assert!(kernel.agrees(), "{}", kernel.name());
        }
        assert_eq!(Kernel::best(), Kernel::all()[0]);
    }

    /// RFC 9106, section 3.6, word by word and row by row, as it stands there.
    fn by_the_book(previous: &Block, reference: &Block) -> Vec<u64> {
        fn quarter(words: &mut [u64], [a, b, c, d]: [usize; 4]) {
            let mix = |x: u64, y: u64| {
                x.wrapping_add(y).wrapping_add(2u64.wrapping_mul((x & 0xffff_ffff).wrapping_mul(y & 0xffff_ffff)))
            };
            for (first, second) in [(32, 24), (16, 63)] {
                words[a] = mix(words[a], words[b]);
                words[d] = (words[d] ^ words[a]).rotate_right(first);
                words[c] = mix(words[c], words[d]);
                words[b] = (words[b] ^ words[c]).rotate_right(second);
            }
        }
        fn permute(words: &mut [u64], v: [usize; 16]) {
            for at in 0..4 {
                quarter(words, [v[at], v[4 + at], v[8 + at], v[12 + at]]);
            }
            for at in 0..4 {
                quarter(words, [v[at], v[4 + (at + 1) % 4], v[8 + (at + 2) % 4], v[12 + (at + 3) % 4]]);
            }
        }
        let r: Vec<u64> = (0..128).map(|at| previous.word(at) ^ reference.word(at)).collect();
        let mut z = r.clone();
        for row in 0..8 {
            permute(&mut z, std::array::from_fn(|at| 16 * row + at));
        }
        for column in 0..8 {
            permute(&mut z, std::array::from_fn(|at| 16 * (at / 2) + 2 * column + at % 2));
        }
        z.iter().zip(&r).map(|(z, r)| z ^ r).collect()
    }

    #[test]
    fn the_layout_changes_nothing() {
        let (one, two) = (noise(11), noise(12));
        let mut out = Block::ZERO;
        Kernel::PLAIN.compress([&one, &two], &mut out, Before::Forgotten);
        let words: Vec<u64> = (0..128).map(|at| out.word(at)).collect();
        assert_eq!(words, by_the_book(&one, &two));
    }
}
