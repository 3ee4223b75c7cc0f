//! Filling the memory: which block is made of which, pass by pass. Source: RFC 9106, sections 3.2 to 3.4.
//!
//! The number of lanes is a constant of the code. The server has one; four stand in the RFC's own example, which the
//! tests go through. What it does not do: compress; the kernel does.

use crate::Cost;
use crate::block::{Block, WORDS};
use crate::kernel::{Before, Kernel};
use crate::message::{self, Message};
use zeroize::Zeroizing;

/// Parts of a lane between which lanes wait for each other.
const SLICES: usize = 4;

/// Blocks that so much memory makes: whole segments in every lane.
pub(crate) fn blocks_for(memory_kib: u32, lanes: usize) -> usize {
    let segments = SLICES * lanes;
    memory_kib as usize / segments * segments
}

/// The whole of Argon2id over exactly the blocks given.
pub(crate) fn tag<const LANES: usize>(
    kernel: Kernel,
    blocks: &mut [Block],
    cost: Cost,
    message: &Message<'_>,
) -> Zeroizing<[u8; 32]> {
    let (lane_length, rows, passes) = (blocks.len() / LANES, Zeroizing::new(Block::ZERO), cost.passes());
    let mut field = Field::<LANES> { kernel, lane_length, blocks, rows, passes };
    field.begin(&message.digest(number(LANES), cost));
    for pass in 0..cost.passes() {
        for slice in 0..SLICES {
            for lane in 0..LANES {
                field.fill_segment(&Segment { pass, slice, lane });
            }
        }
    }
    message::tag_of(&field.end())
}

fn number(count: usize) -> u32 {
    u32::try_from(count).expect("lanes are few")
}

struct Field<'a, const LANES: usize> {
    kernel: Kernel,
    lane_length: usize,
    blocks: &'a mut [Block],
    rows: Zeroizing<Block>,
    passes: u32,
}

struct Segment {
    pass: u32,
    slice: usize,
    lane: usize,
}

impl<const LANES: usize> Field<'_, LANES> {
    fn segment_length(&self) -> usize {
        self.lane_length / SLICES
    }

    fn begin(&mut self, digest: &[u8; 64]) {
        for lane in 0..LANES {
            for place in 0..2 {
                let block = message::first_block(digest, number(place), number(lane));
                self.blocks[lane * self.lane_length + place] = *block;
            }
        }
    }

    fn fill_segment(&mut self, segment: &Segment) {
        let begins = if segment.pass == 0 && segment.slice == 0 { 2 } else { 0 };
        let before = if segment.pass == 0 { Before::Forgotten } else { Before::Kept };
        let mut randomness = Randomness::new(self, segment);
        let first_word = self.blocks[self.places(segment, begins).previous].word(0);
        let mut next = self.reference(segment, begins, randomness.word(self.kernel, begins, first_word));
        for index in begins..self.segment_length() {
            let Places { previous, current } = self.places(segment, index);
            let three = self.blocks.get_disjoint_mut([previous, next, current]);
            let [previous, reference, out] = three.expect("RFC 9106 never refers to the newest two blocks");
            self.kernel.begin([previous, reference], out, &mut self.rows, before);
            // The next reference hangs on the first word alone: it is on its way while the rest is computed.
            let first_word = out.word(0);
            if index + 1 < self.segment_length() {
                next = self.reference(segment, index + 1, randomness.word(self.kernel, index + 1, first_word));
                self.kernel.fetch(&self.blocks[next]);
            }
            self.kernel.finish(&self.rows, &mut self.blocks[current]);
        }
    }

    fn places(&self, segment: &Segment, index: usize) -> Places {
        let lane_begins = segment.lane * self.lane_length;
        let place = segment.slice * self.segment_length() + index;
        let before = if place == 0 { self.lane_length } else { place } - 1;
        Places { previous: lane_begins + before, current: lane_begins + place }
    }

    /// Which block the random word points at: section 3.4.2.
    fn reference(&self, segment: &Segment, index: usize, random: u64) -> usize {
        let first = segment.pass == 0 && segment.slice == 0;
        let lane = if LANES == 1 || first { segment.lane } else { (random >> 32) as usize % LANES };
        let length = self.segment_length();
        let finished = if segment.pass == 0 { segment.slice * length } else { self.lane_length - length };
        // Of the own lane also what this segment has made; of others not the newest block at a segment's beginning.
        let area = match (lane == segment.lane, index) {
            (true, _) => finished + index - 1,
            (false, 0) => finished - 1,
            (false, _) => finished,
        };
        let begins = if segment.pass == 0 { 0 } else { (segment.slice + 1) % SLICES * length };
        let low = random & 0xffff_ffff;
        let skewed = (area as u64 * ((low * low) >> 32)) >> 32;
        let place = begins + area - 1 - skewed as usize;
        lane * self.lane_length + if place < self.lane_length { place } else { place - self.lane_length }
    }

    /// The last blocks of all lanes, one over the other.
    fn end(&self) -> Zeroizing<Block> {
        let mut last = Zeroizing::new(Block::ZERO);
        for lane in 1..=LANES {
            last.xor(&self.blocks[lane * self.lane_length - 1]);
        }
        last
    }
}

struct Places {
    previous: usize,
    current: usize,
}

/// Where the random words of a segment come from.
enum Randomness {
    /// In the first half of the first pass from a counter, so that where it looks does not tell the password.
    Blind(Box<Addresses>),
    /// Later from the block just made.
    Sighted,
}

impl Randomness {
    fn new<const LANES: usize>(field: &Field<'_, LANES>, segment: &Segment) -> Randomness {
        if segment.pass != 0 || SLICES / 2 <= segment.slice {
            return Randomness::Sighted;
        }
        let told = [
            u64::from(segment.pass),
            segment.lane as u64,
            segment.slice as u64,
            field.blocks.len() as u64,
            u64::from(field.passes),
            u64::from(message::TYPE),
        ];
        let mut counter = Block::ZERO;
        for (at, value) in told.into_iter().enumerate() {
            counter.set_word(at, value);
        }
        Randomness::Blind(Box::new(Addresses { counter, words: Block::ZERO }))
    }

    /// The word for this place of the segment, asked for in order; `first` is the first word of the block before it.
    fn word(&mut self, kernel: Kernel, index: usize, first: u64) -> u64 {
        match self {
            Randomness::Blind(addresses) => addresses.word(kernel, index),
            Randomness::Sighted => first,
        }
    }
}

/// 128 random words at a time: G of G of a counter. They hold no secret.
struct Addresses {
    counter: Block,
    words: Block,
}

impl Addresses {
    fn word(&mut self, kernel: Kernel, index: usize) -> u64 {
        let round = (index / WORDS) as u64 + 1;
        if self.counter.word(6) != round {
            self.counter.set_word(6, round);
            let mut once = Block::ZERO;
            kernel.compress([&Block::ZERO, &self.counter], &mut once, Before::Forgotten);
            kernel.compress([&Block::ZERO, &once], &mut self.words, Before::Forgotten);
        }
        self.words.word(index % WORDS)
    }
}
