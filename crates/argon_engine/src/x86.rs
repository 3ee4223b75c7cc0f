//! Eight words on the vectors of x86: two of AVX2, or one of AVX-512.
//!
//! What it does not do: look whether the processor has them; `Kernel` does, and nothing else makes these values.

use crate::block::Block;
use crate::kernel::{self, Before};
use crate::vector::Vector;
use std::arch::x86_64::{
    __m256i, __m512i, _MM_HINT_T0, _mm_prefetch, _mm256_add_epi64, _mm256_alignr_epi8, _mm256_mul_epu32,
    _mm256_permute4x64_epi64, _mm256_setr_epi64x, _mm256_shuffle_epi8, _mm256_shuffle_epi32, _mm256_srli_epi64,
    _mm256_xor_si256, _mm512_add_epi64, _mm512_mul_epu32, _mm512_permutex_epi64, _mm512_permutexvar_epi64,
    _mm512_ror_epi64, _mm512_setr_epi64, _mm512_shuffle_i64x2, _mm512_xor_si512,
};

/// The first part of G on AVX2.
#[target_feature(enable = "avx2")]
pub(crate) fn begin_avx2(from: [&Block; 2], out: &mut Block, rows: &mut Block, before: Before) {
    kernel::begin::<Two>(from, out, rows, before);
}

/// The rest of it.
#[target_feature(enable = "avx2")]
pub(crate) fn finish_avx2(rows: &Block, out: &mut Block) {
    kernel::finish::<Two>(rows, out);
}

/// The first part of G on AVX-512.
#[target_feature(enable = "avx512f")]
pub(crate) fn begin_avx512(from: [&Block; 2], out: &mut Block, rows: &mut Block, before: Before) {
    kernel::begin::<One>(from, out, rows, before);
}

/// The rest of it.
#[target_feature(enable = "avx512f")]
pub(crate) fn finish_avx512(rows: &Block, out: &mut Block) {
    kernel::finish::<One>(rows, out);
}

/// Fetches a block into the caches.
#[inline]
pub(crate) fn fetch(block: &Block) {
    for line in &block.0 {
        // SAFETY: a hint; it reads nothing and cannot fault, and every x86-64 has it.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(line).cast()) };
    }
}

/// Eight words on two vectors of AVX2. Seen only inside the functions for AVX2.
#[derive(Clone, Copy)]
#[repr(C)]
struct Two {
    low: __m256i,
    high: __m256i,
}

impl Two {
    #[inline(always)]
    fn each(self, act: impl Fn(__m256i) -> __m256i) -> Two {
        Two { low: act(self.low), high: act(self.high) }
    }

    #[inline(always)]
    fn with(self, other: Two, act: impl Fn(__m256i, __m256i) -> __m256i) -> Two {
        Two { low: act(self.low, other.low), high: act(self.high, other.high) }
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn mix_four(a: __m256i, b: __m256i) -> __m256i {
    let product = _mm256_mul_epu32(a, b);
    _mm256_add_epi64(_mm256_add_epi64(a, b), _mm256_add_epi64(product, product))
}

/// Where each byte comes from when words of AVX2 turn by whole bytes.
struct Moves {
    by_24: __m256i,
    by_16: __m256i,
}

/// Hidden from the compiler, which else takes two or three instructions for the one (measured in November 2026).
#[inline]
#[target_feature(enable = "avx2")]
fn moves() -> Moves {
    let pair =
        _mm256_setr_epi64x(0x0201_0007_0605_0403, 0x0a09_080f_0e0d_0c0b, 0x0201_0007_0605_0403, 0x0a09_080f_0e0d_0c0b);
    let other =
        _mm256_setr_epi64x(0x0100_0706_0504_0302, 0x0908_0f0e_0d0c_0b0a, 0x0100_0706_0504_0302, 0x0908_0f0e_0d0c_0b0a);
    std::hint::black_box(Moves { by_24: pair, by_16: other })
}

#[inline]
#[target_feature(enable = "avx2")]
fn turn_four<const BITS: i32>(a: __m256i, moves: &Moves) -> __m256i {
    match BITS {
        32 => _mm256_shuffle_epi32::<0b1011_0001>(a),
        24 => _mm256_shuffle_epi8(a, moves.by_24),
        16 => _mm256_shuffle_epi8(a, moves.by_16),
        63 => _mm256_xor_si256(_mm256_add_epi64(a, a), _mm256_srli_epi64::<63>(a)),
        _ => unreachable!("BlaMka turns by 32, 24, 16 and 63"),
    }
}

#[inline]
#[target_feature(enable = "avx2")]
fn row_of_four<const PLACES: usize>(a: __m256i) -> __m256i {
    match PLACES {
        1 => _mm256_permute4x64_epi64::<0b00_11_10_01>(a),
        2 => _mm256_permute4x64_epi64::<0b01_00_11_10>(a),
        _ => _mm256_permute4x64_epi64::<0b10_01_00_11>(a),
    }
}

/// The upper word of each pair of `first` before the lower word of each pair of `second`.
#[inline]
#[target_feature(enable = "avx2")]
fn across(first: __m256i, second: __m256i) -> __m256i {
    _mm256_alignr_epi8::<8>(second, first)
}

// SAFETY: two `__m256i` of 32 bytes in C's order, aligned to 32, any bits allowed.
unsafe impl Vector for Two {
    #[inline(always)]
    fn mix(self, other: Two) -> Two {
        // SAFETY: a `Two` exists only inside the functions for AVX2, so the processor has AVX2.
        self.with(other, |a, b| unsafe { mix_four(a, b) })
    }

    #[inline(always)]
    fn xor(self, other: Two) -> Two {
        // SAFETY: as in `mix`.
        self.with(other, |a, b| unsafe { _mm256_xor_si256(a, b) })
    }

    type Moves = Moves;

    #[inline(always)]
    fn moves() -> Moves {
        // SAFETY: as in `mix`.
        unsafe { moves() }
    }

    #[inline(always)]
    fn turn_right<const BITS: i32>(self, moves: &Moves) -> Two {
        // SAFETY: as in `mix`.
        self.each(|a| unsafe { turn_four::<BITS>(a, moves) })
    }

    #[inline(always)]
    fn row_by<const PLACES: usize>(self) -> Two {
        // SAFETY: as in `mix`.
        self.each(|a| unsafe { row_of_four::<PLACES>(a) })
    }

    #[inline(always)]
    fn column_by<const PLACES: usize>(self) -> Two {
        let Two { low, high } = self;
        if PLACES == 2 {
            return Two { low: high, high: low };
        }
        // SAFETY: as in `mix`.
        let up = unsafe { across(low, high) };
        // SAFETY: as in `mix`.
        let down = unsafe { across(high, low) };
        if PLACES == 1 { Two { low: up, high: down } } else { Two { low: down, high: up } }
    }
}

/// Eight words on one vector of AVX-512. Seen only inside the functions for AVX-512.
#[derive(Clone, Copy)]
#[repr(transparent)]
struct One(__m512i);

#[inline]
#[target_feature(enable = "avx512f")]
fn mix_eight(a: __m512i, b: __m512i) -> __m512i {
    let product = _mm512_mul_epu32(a, b);
    _mm512_add_epi64(_mm512_add_epi64(a, b), _mm512_add_epi64(product, product))
}

#[inline]
#[target_feature(enable = "avx512f")]
fn row_of_eight<const PLACES: usize>(a: __m512i) -> __m512i {
    match PLACES {
        1 => _mm512_permutex_epi64::<0b00_11_10_01>(a),
        2 => _mm512_permutex_epi64::<0b01_00_11_10>(a),
        _ => _mm512_permutex_epi64::<0b10_01_00_11>(a),
    }
}

#[inline]
#[target_feature(enable = "avx512f")]
fn column_of_eight<const PLACES: usize>(a: __m512i) -> __m512i {
    match PLACES {
        1 => _mm512_permutexvar_epi64(_mm512_setr_epi64(1, 4, 3, 6, 5, 0, 7, 2), a),
        2 => _mm512_shuffle_i64x2::<0b01_00_11_10>(a, a),
        _ => _mm512_permutexvar_epi64(_mm512_setr_epi64(5, 0, 7, 2, 1, 4, 3, 6), a),
    }
}

// SAFETY: one `__m512i` of 64 bytes, aligned to 64, any bits allowed.
unsafe impl Vector for One {
    #[inline(always)]
    fn mix(self, other: One) -> One {
        // SAFETY: a `One` exists only inside the functions for AVX-512, so the processor has AVX-512F.
        One(unsafe { mix_eight(self.0, other.0) })
    }

    #[inline(always)]
    fn xor(self, other: One) -> One {
        // SAFETY: as in `mix`.
        One(unsafe { _mm512_xor_si512(self.0, other.0) })
    }

    type Moves = ();

    #[inline(always)]
    fn moves() {}

    #[inline(always)]
    fn turn_right<const BITS: i32>(self, (): &()) -> One {
        // SAFETY: as in `mix`.
        One(unsafe { _mm512_ror_epi64::<BITS>(self.0) })
    }

    #[inline(always)]
    fn row_by<const PLACES: usize>(self) -> One {
        // SAFETY: as in `mix`.
        One(unsafe { row_of_eight::<PLACES>(self.0) })
    }

    #[inline(always)]
    fn column_by<const PLACES: usize>(self) -> One {
        // SAFETY: as in `mix`.
        One(unsafe { column_of_eight::<PLACES>(self.0) })
    }
}
