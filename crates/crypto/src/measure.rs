//! The raw speed of the hashing engine on this machine: what a login rate is held against.
//!
//! What it does not do: queue, pepper or salt. It is the best the engine can do with every lane busy.

use crate::engine::Engine;
use crate::password::Cost;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// Hashes per second with `lanes` threads, each reusing memory of its own, for about `span`.
pub fn hashes_per_second(cost: Cost, lanes: usize, span: Duration) -> f64 {
    let computed = AtomicU64::new(0);
    let mut engines: Vec<Engine> = (0..lanes).map(|_| Engine::new(cost)).collect();
    // The first hash touches the memory's pages: not what a running server pays.
    for engine in &mut engines {
        engine.hash(cost, &[0; 16], b"warm");
    }
    let started = Instant::now();
    std::thread::scope(|scope| {
        for engine in &mut engines {
            scope.spawn(|| {
                while started.elapsed() < span {
                    engine.hash(cost, &[0; 16], b"hundkat");
                    computed.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
    });
    computed.load(Ordering::Relaxed) as f64 / started.elapsed().as_secs_f64()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_engine_has_a_rate() {
        assert!(0.0 < hashes_per_second(Cost::TINY, 1, Duration::from_millis(5)));
    }
}
