//! The same test body on both databases.

use crate::clock::ManualClock;
use crate::postgres;
use rules::time::Millis;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, OnceLock};
use store::db::{Clock, Db};

/// How many connections a test has to PostgreSQL: enough for races.
const POSTGRES_THREADS: usize = 4;

/// Which of the two a test runs on; shown when it fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// SQLite in a file of its own.
    Sqlite,
    /// A PostgreSQL database of its own.
    Postgres,
}

/// Both, in the order tests run.
pub const BOTH: [Kind; 2] = [Kind::Sqlite, Kind::Postgres];

/// A database of one test.
pub struct Database {
    /// The open store.
    pub db: Db,
    /// The clock it was opened with.
    pub clock: ManualClock,
    /// PostgreSQL's address or SQLite's file.
    pub place: String,
    directory: Option<PathBuf>,
}

impl Database {
    /// A fresh database of this kind, fully migrated.
    ///
    /// # Panics
    /// Where it cannot be made.
    pub fn fresh(kind: Kind) -> Database {
        let clock = ManualClock::new();
        match kind {
            Kind::Sqlite => {
                let directory = scratch();
                let file = directory.join("unilogin.db");
                std::fs::copy(template(), &file).expect("a copy of the template");
                let db = Db::sqlite(&file, clock.for_store()).expect("a SQLite database");
                Database { db, clock, place: file.display().to_string(), directory: Some(directory) }
            }
            Kind::Postgres => {
                let url = postgres::fresh(|url| drop(open(url, ManualClock::new().for_store())));
                let db = open(&url, clock.for_store());
                Database { db, clock, place: url, directory: None }
            }
        }
    }

    /// Another node on the same PostgreSQL, whose clock goes before this one's by so much.
    ///
    /// # Panics
    /// Where it cannot be opened.
    pub fn beside(&self, ahead: Millis) -> Database {
        let clock = self.clock.clone();
        let db = open(&self.place, Arc::new(move || clock.now().plus(ahead)));
        Database { db, clock: self.clock.clone(), place: self.place.clone(), directory: None }
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        if let Some(directory) = &self.directory {
            drop(std::fs::remove_dir_all(directory));
        }
    }
}

/// Runs the body on each database.
pub fn both(body: impl Fn(&Database)) {
    for kind in BOTH {
        eprintln_kind(kind);
        body(&Database::fresh(kind));
    }
}

#[expect(clippy::print_stderr, reason = "a failing test shows which database it was on")]
fn eprintln_kind(kind: Kind) {
    eprintln!("on {kind:?}");
}

/// Opening migrates, which blocks: on a thread of its own, so that asynchronous tests may ask for it.
fn open(url: &str, clock: Clock) -> Db {
    let opened = std::thread::scope(|scope| scope.spawn(|| Db::postgres(url, POSTGRES_THREADS, clock)).join());
    opened.expect("opening does not panic").expect("a PostgreSQL database")
}

/// A migrated SQLite file, made once a process: a copy costs less than running every migration.
fn template() -> &'static Path {
    static TEMPLATE: OnceLock<PathBuf> = OnceLock::new();
    TEMPLATE.get_or_init(|| {
        let file = scratch().join("unilogin.db");
        // Closing writes everything into the one file.
        drop(Db::sqlite(&file, ManualClock::new().for_store()).expect("a SQLite database"));
        file
    })
}

fn scratch() -> PathBuf {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let directory = std::env::temp_dir().join(format!("unilogin-test-{}-{number}", std::process::id()));
    std::fs::create_dir_all(&directory).expect("a directory for a test");
    directory
}
