//! The threads that talk to PostgreSQL: each has a connection that it made and that dies with it.
//!
//! Serialization failures are retried here with the same closure; a connection that is gone is made again. What it does
//! not do: run on a runtime's thread, where the client would panic.

use crate::clock_drift;
use crate::db::{Clock, attempt, may_succeed_again};
use crate::driver::Tx;
use crate::driver::connection::{Begin, Link};
use crate::error::StoreError;
use crate::migration::{self, Opening};
use crate::trace::Trace;
use rules::time::Millis;
use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::Duration;
use tokio::sync::oneshot;

/// How often a transaction that lost a race runs again.
const RETRIES_MAX: u32 = 8;
/// How many closures may wait for a connection.
const QUEUE_MAX: usize = 8_192;
/// Two measurements of the same clocks lie no further apart than this, unless one of the clocks jumped.
const CLOCK_JUMP: Millis = Millis::seconds(1);
/// How often a connection that is gone is asked for again before the caller gets the error.
const RECONNECTS_MAX: u32 = 2;

/// A queue with workers behind it.
pub(crate) struct Threads {
    queue: mpsc::SyncSender<Job>,
    drift: Arc<Drift>,
}

/// How far the database's clock is ahead of this node's, as it was measured last.
#[derive(Default)]
struct Drift {
    millis: AtomicI64,
    measured: AtomicBool,
    jumped: AtomicBool,
}

impl Drift {
    fn get(&self) -> Millis {
        Millis(self.millis.load(Ordering::Relaxed))
    }

    fn set(&self, now: Millis) {
        let before = self.millis.swap(now.0, Ordering::Relaxed);
        let is_first = !self.measured.swap(true, Ordering::Relaxed);
        let jumped = !is_first && CLOCK_JUMP.0 < (now.0 - before).abs();
        self.jumped.store(jumped, Ordering::Relaxed);
    }
}

type Job = Box<dyn FnOnce(&mut Worker) + Send>;

/// A thread's own connection.
struct Worker {
    url: String,
    tx: Option<Tx>,
    clock: Clock,
    drift: Arc<Drift>,
    trace: Trace,
}

impl Threads {
    pub(crate) fn start(
        url: &str,
        count: usize,
        opening: Opening,
        (clock, trace): (Clock, &Trace),
    ) -> Result<Threads, StoreError> {
        let (queue, waiting) = mpsc::sync_channel::<Job>(QUEUE_MAX);
        let waiting = Arc::new(Mutex::new(waiting));
        let drift = Arc::new(Drift::default());
        for number in 0..count.max(1) {
            let (clock, drift, trace) = (clock.clone(), drift.clone(), trace.clone());
            let mut worker = Worker { url: url.to_owned(), tx: None, clock, drift, trace };
            let waiting = waiting.clone();
            std::thread::Builder::new()
                .name(format!("postgres-{number}"))
                .spawn(move || {
                    loop {
                        let next = waiting.lock().unwrap_or_else(PoisonError::into_inner).recv();
                        let Ok(job) = next else { break };
                        job(&mut worker);
                    }
                })
                .map_err(|error| StoreError::Connection(error.to_string()))?;
        }
        let threads = Threads { queue, drift };
        threads.prepare_database(opening)?;
        Ok(threads)
    }

    /// Migrates, or looks whether that has been done.
    fn prepare_database(&self, opening: Opening) -> Result<(), StoreError> {
        let (answer, receiver) = oneshot::channel();
        let job: Job = Box::new(move |worker: &mut Worker| {
            let now = (worker.clock)();
            let done = worker.connected().and_then(|tx| migration::prepare(&mut tx.link, opening, now));
            drop(answer.send(done));
        });
        self.queue.send(job).map_err(|_| StoreError::Closed)?;
        receiver.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    /// How far the database's clock is ahead of this node's.
    pub(crate) fn drift(&self) -> Millis {
        self.drift.get()
    }

    /// Whether one of the clocks jumped between the last two measurements.
    pub(crate) fn clock_jumped(&self) -> bool {
        self.drift.jumped.load(Ordering::Relaxed)
    }

    /// Measures the drift once; the program calls it every ten seconds.
    pub(crate) async fn measure_drift(&self) -> Result<Millis, StoreError> {
        let (answer, receiver) = oneshot::channel();
        let job: Job = Box::new(move |worker: &mut Worker| drop(answer.send(worker.measure())));
        self.queue.try_send(job).map_err(|_| StoreError::Busy)?;
        receiver.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) async fn submit<R, F>(&self, begin: Begin, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        self.enqueue(begin, work)?.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) fn submit_blocking<R, F>(&self, begin: Begin, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        self.enqueue(begin, work)?.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    fn enqueue<R, F>(&self, begin: Begin, work: F) -> Result<oneshot::Receiver<Result<R, StoreError>>, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let job: Job = Box::new(move |worker: &mut Worker| drop(answer.send(worker.transact(begin, &work))));
        self.queue.try_send(job).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => StoreError::Busy,
            mpsc::TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        Ok(receiver)
    }
}

impl Worker {
    fn connected(&mut self) -> Result<&mut Tx, StoreError> {
        if self.tx.as_mut().is_none_or(|tx| tx.link.is_closed()) {
            self.tx = None;
            self.tx = Some(Tx::on(Link::postgres(&self.url)?).heard_by(&self.trace));
        }
        self.tx.as_mut().ok_or(StoreError::Closed)
    }

    fn measure(&mut self) -> Result<Millis, StoreError> {
        let clock = self.clock.clone();
        let drift = clock_drift::measure(&mut self.connected()?.link, &clock)?;
        self.drift.set(drift);
        Ok(drift)
    }

    fn transact<R>(&mut self, begin: Begin, work: &impl Fn(&mut Tx) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let mut reconnects = 0;
        let mut tries = 0;
        loop {
            let now = (self.clock)().plus(self.drift.get());
            let done = self.connected().and_then(|tx| attempt(tx, begin, now, work));
            match done {
                Err(error) if may_succeed_again(&error) => {
                    if RETRIES_MAX <= tries {
                        return Err(StoreError::Busy);
                    }
                    tries += 1;
                    std::thread::sleep(pause(tries));
                }
                // Lost before COMMIT was sent: nothing of it happened, so that it may run again.
                Err(StoreError::Connection(message)) => {
                    self.tx = None;
                    if RECONNECTS_MAX <= reconnects {
                        return Err(StoreError::Connection(message));
                    }
                    reconnects += 1;
                }
                Err(StoreError::CommitUnanswered(message)) => {
                    self.tx = None;
                    return Err(StoreError::CommitUnanswered(message));
                }
                other => return other,
            }
        }
    }
}

/// Longer after each lost race, and different for each thread, so that the same two do not meet again.
fn pause(tries: u32) -> Duration {
    let own = std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), tries) % 1000;
    Duration::from_micros(u64::from(tries) * 500 + own * u64::from(tries))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_jumps_when_it_moves_over_a_second_between_two_measurements() {
        let drift = Drift::default();
        let mut measured = [5_000, 5_900, 4_900, 6_000, 6_010].into_iter().map(|millis| {
            drift.set(Millis(millis));
            drift.jumped.load(Ordering::Relaxed)
        });
        assert_eq!([(); 5].map(|()| measured.next().unwrap()), [false, false, false, true, false]);
    }
}
