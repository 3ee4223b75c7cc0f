//! Counts what many workers finish in a span of time.
//!
//! What it does not do: know what they do.

use anyhow::{Context, Result};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// Counts finished errands until the span is over.
#[derive(Clone)]
pub(crate) struct Meter {
    ends: Instant,
    finished: Arc<AtomicU64>,
}

impl Meter {
    /// Whether there is time for another one.
    pub(crate) fn is_running(&self) -> bool {
        Instant::now() < self.ends
    }

    /// One more is finished.
    pub(crate) fn count(&self) {
        self.finished.fetch_add(1, Ordering::Relaxed);
    }
}

/// What was measured.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Rate {
    /// Errands a second.
    pub(crate) per_second: f64,
    /// Processor time of one errand, server and load generator together, in microseconds: what a busy neighbour does
    /// not change.
    pub(crate) cpu_micros: f64,
}

/// Runs the workers for the span. Each is given back.
pub(crate) async fn per_second<T, F>(
    workers: Vec<T>,
    span: Duration,
    work: impl Fn(T, Meter) -> F,
) -> Result<(Rate, Vec<T>)>
where
    T: Send + 'static,
    F: Future<Output = Result<T>> + Send + 'static,
{
    let (started, spent) = (Instant::now(), cpu());
    let meter = Meter { ends: started + span, finished: Arc::new(AtomicU64::new(0)) };
    let mut running = JoinSet::new();
    for worker in workers {
        running.spawn(work(worker, meter.clone()));
    }
    let mut back = Vec::new();
    while let Some(ended) = running.join_next().await {
        back.push(ended.context("a worker of the bench broke off")??);
    }
    let finished = meter.finished.load(Ordering::Relaxed) as f64;
    let per_second = finished / started.elapsed().as_secs_f64();
    let cpu_micros = (cpu() - spent).as_secs_f64() * 1e6 / finished.max(1.0);
    Ok((Rate { per_second, cpu_micros }, back))
}

/// The middle rate and the middle processor time of several rounds, each for itself. Nothing measured: nothing.
pub(crate) fn median(rates: &[Rate]) -> Rate {
    let middle = |of: fn(&Rate) -> f64| {
        let mut sorted: Vec<f64> = rates.iter().map(of).collect();
        sorted.sort_by(f64::total_cmp);
        sorted.get(sorted.len() / 2).copied().unwrap_or_default()
    };
    Rate { per_second: middle(|rate| rate.per_second), cpu_micros: middle(|rate| rate.cpu_micros) }
}

/// Processor time of this process so far, user and system, over all threads; none where the system does not tell.
pub(crate) fn cpu() -> Duration {
    // The fields after the program's name in brackets; user and system time are the 14th and 15th of all, in
    // hundredths of a second on every Linux.
    let text = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let fields = text.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace();
    let ticks: u64 = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok()).sum();
    Duration::from_millis(ticks * 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_bad_round_does_not_move_the_median() {
        let rates = [(100.0, 9.0), (3.0, 90.0), (101.0, 9.5)];
        let rates = rates.map(|(per_second, cpu_micros)| Rate { per_second, cpu_micros });
        let found = median(&rates);
        assert_eq!((found.per_second, found.cpu_micros), (100.0, 9.5));
    }
}
