//! The store's face: `point`, `read` and `write`, the same on either database.
//!
//! Closures are `Fn`, because a transaction may have to run again; ids and secrets are drawn before them. What it does
//! not do: hold an await inside a transaction. A closure runs on one thread from BEGIN to COMMIT.

use crate::driver::Tx;
use crate::driver::connection::{Begin, Link};
use crate::error::{Again, StoreError};
use crate::group_commit::Writer;
use crate::migration::{self, Opening};
use crate::threads::Threads;
use crate::trace::Trace;
use rules::time::{Instant, Millis};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where the time comes from: the process clock in the program, a hand-moved one in tests.
pub type Clock = Arc<dyn Fn() -> Instant + Send + Sync>;

/// A `point` that takes longer is logged with the name of its last statement.
const POINT_SLOW_MICROS: u128 = 1_000;

/// How many reading connections a SQLite store keeps open between reads; a burst may open more.
const READERS_IDLE_MAX: usize = 16;

/// An open database. Cheap to clone.
#[derive(Clone)]
pub struct Db {
    inner: Arc<Inner>,
}

struct Inner {
    engine: Engine,
    clock: Clock,
    trace: Trace,
}

enum Engine {
    Sqlite { path: PathBuf, readers: Mutex<Vec<Tx>>, writer: Writer },
    Postgres { threads: Threads },
}

/// The same three calls for commands and tests that are not asynchronous.
#[derive(Clone)]
pub struct Blocking {
    db: Db,
}

impl Db {
    /// Opens (or makes) a SQLite file and brings it up to this version.
    ///
    /// # Errors
    /// Where the file cannot be opened or a migration does not fit.
    pub fn sqlite(path: &Path, clock: Clock) -> Result<Db, StoreError> {
        Db::on_sqlite((path, Link::sqlite(path)?), Opening::BringUp, clock)
    }

    /// Opens a SQLite file that is there, to look at it: makes nothing, migrates nothing, and refuses to write.
    ///
    /// # Errors
    /// Where the file is not there, or of another version than this program.
    pub fn sqlite_as_it_is(path: &Path, clock: Clock) -> Result<Db, StoreError> {
        Db::on_sqlite((path, Link::sqlite_reader(path)?), Opening::AsItIs, clock)
    }

    fn on_sqlite((path, mut link): (&Path, Link), opening: Opening, clock: Clock) -> Result<Db, StoreError> {
        let trace = Trace::default();
        migration::prepare(&mut link, opening, clock())?;
        let writer = Writer::start(Tx::on(link).heard_by(&trace), clock.clone())?;
        let engine = Engine::Sqlite { path: path.to_owned(), readers: Mutex::new(Vec::new()), writer };
        Ok(Db { inner: Arc::new(Inner { engine, clock, trace }) })
    }

    /// Opens a PostgreSQL database with so many threads, each with a connection, and brings it up to this version.
    ///
    /// # Errors
    /// Where it does not answer or a migration does not fit.
    pub fn postgres(url: &str, threads: usize, clock: Clock) -> Result<Db, StoreError> {
        Db::on_postgres((url, threads), Opening::BringUp, clock)
    }

    /// Opens a PostgreSQL database to look at it: migrates nothing.
    ///
    /// # Errors
    /// Where it does not answer, or is of another version than this program.
    pub fn postgres_as_it_is(url: &str, threads: usize, clock: Clock) -> Result<Db, StoreError> {
        Db::on_postgres((url, threads), Opening::AsItIs, clock)
    }

    fn on_postgres((url, threads): (&str, usize), opening: Opening, clock: Clock) -> Result<Db, StoreError> {
        let trace = Trace::default();
        let threads = Threads::start(url, threads, opening, (clock.clone(), &trace))?;
        Ok(Db { inner: Arc::new(Inner { engine: Engine::Postgres { threads }, clock, trace }) })
    }

    /// The one clock of handlers and jobs.
    pub fn now(&self) -> Instant {
        match &self.inner.engine {
            Engine::Sqlite { .. } => (self.inner.clock)(),
            Engine::Postgres { threads } => (self.inner.clock)().plus(threads.drift()),
        }
    }

    /// Measures how far this node's clock is from the database's; `now` follows. Called every ten seconds.
    ///
    /// # Errors
    /// [`StoreError`]. On SQLite there is no second clock and the answer is no drift.
    pub async fn measure_drift(&self) -> Result<Millis, StoreError> {
        match &self.inner.engine {
            Engine::Sqlite { .. } => Ok(Millis(0)),
            Engine::Postgres { threads } => threads.measure_drift().await,
        }
    }

    /// Whether this node's clock or the database's jumped by over a second between the last two measurements: then `now`
    /// is not to be trusted until the next one.
    pub fn clock_jumped(&self) -> bool {
        match &self.inner.engine {
            Engine::Sqlite { .. } => false,
            Engine::Postgres { threads } => threads.clock_jumped(),
        }
    }

    /// Rows by key: microseconds on SQLite, in the calling thread. Each statement sees its own moment; what must agree
    /// with each other is asked with [`Db::read`].
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn point<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { .. } => self.sqlite_point(&work),
            Engine::Postgres { threads } => threads.submit(Begin::Point, work).await,
        }
    }

    /// A snapshot: lists, searches, whatever may take longer.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn read<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { .. } => {
                let db = self.clone();
                let done = tokio::task::spawn_blocking(move || db.sqlite_read(Begin::Read, &work)).await;
                done.unwrap_or(Err(StoreError::Panicked))
            }
            Engine::Postgres { threads } => threads.submit(Begin::Read, work).await,
        }
    }

    /// All or nothing, and durable when it returns.
    ///
    /// # Errors
    /// [`StoreError`]; [`StoreError::Busy`] after the last retry.
    pub async fn write<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.inner.engine {
            Engine::Sqlite { writer, .. } => writer.submit(work).await,
            Engine::Postgres { threads } => threads.submit(Begin::Write, work).await,
        }
    }

    /// Where a test can listen to what the database is asked.
    pub fn trace(&self) -> &Trace {
        &self.inner.trace
    }

    /// The same calls without `async`, for commands and tests. Not to be used on a runtime's thread.
    pub fn blocking(&self) -> Blocking {
        Blocking { db: self.clone() }
    }

    #[cfg(test)]
    pub(crate) fn writer(&self) -> &Writer {
        match &self.inner.engine {
            Engine::Sqlite { writer, .. } => writer,
            Engine::Postgres { .. } => panic!("only a SQLite store has one writer"),
        }
    }

    fn sqlite_point<R>(&self, work: &impl Fn(&mut Tx) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let timed = |tx: &mut Tx| {
            let began = std::time::Instant::now();
            let done = work(tx);
            let took = began.elapsed().as_micros();
            if POINT_SLOW_MICROS < took {
                tracing::info!(took_micros = took as u64, statement = tx.last_statement(), "a point read was slow");
            }
            done
        };
        self.sqlite_read(Begin::Point, &timed)
    }

    fn sqlite_read<R>(&self, begin: Begin, work: &impl Fn(&mut Tx) -> Result<R, StoreError>) -> Result<R, StoreError> {
        let Engine::Sqlite { path, readers, .. } = &self.inner.engine else { return Err(StoreError::Closed) };
        let kept = readers.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut tx = match kept {
            Some(tx) => tx,
            None => Tx::on(Link::sqlite_reader(path)?).heard_by(&self.inner.trace),
        };
        let done = attempt(&mut tx, begin, self.now(), work);
        let mut idle = readers.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < READERS_IDLE_MAX {
            idle.push(tx);
        }
        done
    }
}

impl Blocking {
    /// As [`Db::point`].
    pub fn point<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.db.inner.engine {
            Engine::Sqlite { .. } => self.db.sqlite_point(&work),
            Engine::Postgres { threads } => threads.submit_blocking(Begin::Point, work),
        }
    }

    /// As [`Db::read`].
    pub fn read<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.db.inner.engine {
            Engine::Sqlite { .. } => self.db.sqlite_read(Begin::Read, &work),
            Engine::Postgres { threads } => threads.submit_blocking(Begin::Read, work),
        }
    }

    /// As [`Db::write`].
    pub fn write<R, F>(&self, work: F) -> Result<R, StoreError>
    where
        F: Fn(&mut Tx) -> Result<R, StoreError> + Send + 'static,
        R: Send + 'static,
    {
        match &self.db.inner.engine {
            Engine::Sqlite { writer, .. } => writer.submit_blocking(work),
            Engine::Postgres { threads } => threads.submit_blocking(Begin::Write, work),
        }
    }
}

/// One attempt of one transaction on a connection of its own. A panic is caught and rolled back.
pub(crate) fn attempt<R>(
    tx: &mut Tx,
    begin: Begin,
    now: Instant,
    work: &impl Fn(&mut Tx) -> Result<R, StoreError>,
) -> Result<R, StoreError> {
    tx.begin_attempt(begin, now);
    tx.link.begin(begin)?;
    let done = caught(tx, work);
    if begin == Begin::Point {
        return done;
    }
    let done = done.and_then(|result| tx.link.commit().map(|()| result).map_err(unanswered));
    if done.is_err() {
        tx.link.roll_back();
    }
    done
}

/// A connection that goes during COMMIT leaves open whether it happened; nobody may run the closure again.
fn unanswered(error: StoreError) -> StoreError {
    match error {
        StoreError::Connection(message) => StoreError::CommitUnanswered(message),
        other => other,
    }
}

/// Runs the closure; a panic becomes an error, and so does a failed statement that the closure looked away from
/// (PostgreSQL answers such a COMMIT by rolling back, without an error).
pub(crate) fn caught<R>(tx: &mut Tx, work: &impl Fn(&mut Tx) -> Result<R, StoreError>) -> Result<R, StoreError> {
    let ran = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work(tx)));
    let done = ran.unwrap_or(Err(StoreError::Panicked))?;
    match tx.poison() {
        Some(first) => Err(first.clone()),
        None => Ok(done),
    }
}

/// Whether the same closure may succeed if it runs again.
pub(crate) fn may_succeed_again(error: &StoreError) -> bool {
    matches!(error, StoreError::Database { again: Again::MayHelp, .. })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::Arg;
    use crate::statement::Statement;

    static RAISE: Statement = Statement::new(
        "db::RAISE",
        "INSERT INTO version (name, number) VALUES ($1, $2)
         ON CONFLICT (name) DO UPDATE SET number = version.number + excluded.number",
    );
    static READ: Statement = Statement::new("db::READ", "SELECT number FROM version WHERE name = $1");

    fn open() -> (tempfile::TempDir, Db) {
        let directory = tempfile::tempdir().unwrap();
        let clock: Clock = Arc::new(|| Instant(1_800_000_000_000));
        let db = Db::sqlite(&directory.path().join("unilogin.db"), clock).unwrap();
        (directory, db)
    }

    fn number(db: &Db) -> Option<i64> {
        db.blocking().read(|tx| tx.row(&READ, &[Arg::Text("x")])?.map(|row| row.int(0)).transpose()).unwrap()
    }

    #[test]
    fn a_database_that_is_looked_at_is_neither_made_nor_brought_up_nor_written() {
        let (directory, db) = open();
        let clock: Clock = Arc::new(|| Instant(1_800_000_000_000));
        let path = directory.path().join("unilogin.db");
        let looked = Db::sqlite_as_it_is(&path, clock.clone()).unwrap();
        assert_eq!(number(&looked), None);
        assert!(looked.blocking().write(|tx| tx.run(&RAISE, &[Arg::Text("x"), Arg::Int(1)])).is_err());
        drop((looked, db));
        let missing = directory.path().join("other.db");
        assert!(Db::sqlite_as_it_is(&missing, clock.clone()).is_err() && !missing.exists());

        let older = |link: &mut Link| {
            let newest = migration::MIGRATIONS.last().unwrap().0;
            link.begin(Begin::Write).unwrap();
            link.batch("test", &format!("DELETE FROM migration WHERE number = {newest}")).unwrap();
            link.commit().unwrap();
        };
        older(&mut Link::sqlite(&path).unwrap());
        let url =
            testkit::postgres::fresh(|url| migration::run(&mut Link::postgres(url).unwrap(), Instant(0)).unwrap());
        assert!(Db::postgres_as_it_is(&url, 1, clock.clone()).is_ok());
        older(&mut Link::postgres(&url).unwrap());
        let told = [Db::sqlite_as_it_is(&path, clock.clone()).err(), Db::postgres_as_it_is(&url, 1, clock).err()];
        let is_older = |why: &Option<StoreError>| why.as_ref().is_some_and(|why| why.to_string().contains("older"));
        assert!(told.iter().all(is_older), "{told:?}");
    }

    #[test]
    fn a_closure_that_fails_leaves_nothing_while_its_neighbours_commit() {
        let (_directory, db) = open();
        let writers: Vec<_> = (0..50)
            .map(|count| {
                let db = db.blocking();
                std::thread::spawn(move || {
                    db.write(move |tx| {
                        tx.run(&RAISE, &[Arg::Text("x"), Arg::Int(1)])?;
                        match count % 3 {
                            0 => Err(StoreError::Busy),
                            1 => tx.run(&RAISE, &[Arg::Null, Arg::Int(1)]).map(|_| ()),
                            _ => Ok(()),
                        }
                    })
                    .is_ok()
                })
            })
            .collect();
        let committed = writers.into_iter().map(|w| w.join().unwrap()).filter(|ok| *ok).count();
        assert_eq!(number(&db), Some(committed as i64));
        assert_eq!(committed, 16);
    }

    #[test]
    fn a_panic_is_rolled_back_and_the_writer_lives_on() {
        let (_directory, db) = open();
        let broken = db.blocking().write(|tx| -> Result<(), StoreError> {
            tx.run(&RAISE, &[Arg::Text("x"), Arg::Int(1)])?;
            panic!("a test asked for it")
        });
        assert_eq!(broken, Err(StoreError::Panicked));
        db.blocking().write(|tx| tx.run(&RAISE, &[Arg::Text("x"), Arg::Int(5)])).unwrap();
        assert_eq!(number(&db), Some(5));
    }

    #[test]
    fn after_the_first_failure_every_statement_answers_the_same() {
        let (_directory, db) = open();
        let (sender, answers) = std::sync::mpsc::channel();
        let committed = db.blocking().write(move |tx| {
            for name in [Arg::Null, Arg::Text("x")] {
                sender.send(tx.run(&RAISE, &[name, Arg::Int(1)]).err()).unwrap();
            }
            Ok(())
        });
        let (first, second) = (answers.recv().unwrap(), answers.recv().unwrap());
        assert!(first.is_some());
        assert_eq!(committed.err(), first, "looking away does not commit");
        assert_eq!(number(&db), None);
        assert_eq!(first, second);
    }
}
