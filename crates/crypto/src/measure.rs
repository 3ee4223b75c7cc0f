//! The raw speed of Argon2id on this machine: what a login rate is held against. Of our engine, and of the argon2 crate at
//! its best, which is the measure other people have too.
//!
//! What it does not do: queue, pepper or salt, or ask how much processor time was spent.

use crate::password::Cost;
use argon_engine::Engine;
use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Whose Argon2id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whose {
    /// What the hashing pool runs on.
    Ours,
    /// The argon2 crate, reusing its memory.
    Crate,
}

/// Threads that hash and do nothing else, each reusing memory of its own.
pub struct Lanes(Vec<Lane>);

enum Lane {
    Ours(argon_engine::Cost, Engine),
    Crate(Params, Vec<Block>),
}

/// What was computed.
#[derive(Clone, Copy, Debug)]
pub struct Computed {
    /// Hashes, over all lanes.
    pub hashes: u64,
    /// The time it took.
    pub took: Duration,
}

impl Computed {
    /// Hashes a second.
    pub fn per_second(self) -> f64 {
        self.hashes as f64 / self.took.as_secs_f64()
    }
}

impl Lane {
    fn new(whose: Whose, cost: Cost) -> Lane {
        let cost = cost.of_engine();
        match whose {
            Whose::Ours => Lane::Ours(cost, Engine::new(cost)),
            Whose::Crate => {
                let params = Params::new(cost.memory_kib(), cost.passes(), 1, Some(32));
                let params = params.expect("a checked cost is what the crate takes");
                let blocks = vec![Block::new(); params.block_count()];
                Lane::Crate(params, blocks)
            }
        }
    }

    fn hash(&mut self) -> [u8; 32] {
        let (salt, password) = ([0; 16], b"hundkat");
        match self {
            Lane::Ours(cost, engine) => *engine.hash(*cost, &salt, password),
            Lane::Crate(params, blocks) => {
                let mut out = [0; 32];
                Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
                    .hash_password_into_with_memory(password, &salt, &mut out, &mut blocks[..])
                    .expect("a checked cost, a 16-byte salt and 32 bytes out are what the crate takes");
                out
            }
        }
    }
}

impl Lanes {
    /// So many lanes, their memory already touched, as in a server that has been running.
    pub fn warm(whose: Whose, cost: Cost, lanes: usize) -> Lanes {
        let mut lanes: Vec<Lane> = (0..lanes).map(|_| Lane::new(whose, cost)).collect();
        for lane in &mut lanes {
            lane.hash();
        }
        Lanes(lanes)
    }

    /// Hashes on every lane for about `span`.
    pub fn run(&mut self, span: Duration) -> Computed {
        let computed = AtomicU64::new(0);
        let started = Instant::now();
        std::thread::scope(|scope| {
            for lane in &mut self.0 {
                scope.spawn(|| {
                    while started.elapsed() < span {
                        std::hint::black_box(lane.hash());
                        computed.fetch_add(1, Ordering::Relaxed);
                    }
                });
            }
        });
        Computed { hashes: computed.load(Ordering::Relaxed), took: started.elapsed() }
    }
}

impl std::fmt::Debug for Lanes {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Lanes(..)")
    }
}

/// The name of the instructions our engine runs on here.
pub fn instructions() -> &'static str {
    Engine::new(Cost::TINY.of_engine()).instructions()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_lane_has_a_rate() {
        for whose in [Whose::Ours, Whose::Crate] {
            assert!(0.0 < Lanes::warm(whose, Cost::TINY, 1).run(Duration::from_millis(5)).per_second());
        }
    }

    #[test]
    fn both_compute_the_same() {
        let cost = Cost::new(64, 2).unwrap();
        assert_eq!(Lane::new(Whose::Ours, cost).hash(), Lane::new(Whose::Crate, cost).hash());
    }
}
