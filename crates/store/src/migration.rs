//! Brings a database up to this version: numbered SQL files, forward only, each in one transaction.
//!
//! One text serves both databases. SQLite gets INTEGER, BLOB and STRICT; PostgreSQL gets every TEXT column in the C
//! collation, so that both sort alike. What it does not do: go back.

use crate::driver::connection::{Begin, Link};
use crate::driver::{Arg, Row};
use crate::error::StoreError;
use crate::statement::Statement;
use rules::time::Instant;

/// Every migration there ever was: number, name, text.
pub(crate) const MIGRATIONS: &[(i64, &str, &str)] = &[
    (1, "start", include_str!("migrations/0001_start.sql")),
    (10, "reseal", include_str!("migrations/0010_reseal.sql")),
    (20, "draft", include_str!("migrations/0020_draft.sql")),
    (21, "logout_notice", include_str!("migrations/0021_logout_notice.sql")),
    (22, "site_trip", include_str!("migrations/0022_site_trip.sql")),
    (40, "claimed_on", include_str!("migrations/0040_claimed_on.sql")),
    (50, "user_administration", include_str!("migrations/0050_user_administration.sql")),
    (60, "outbox", include_str!("migrations/0060_outbox.sql")),
    (61, "name_search", include_str!("migrations/0061_name_search.sql")),
    (62, "administrator", include_str!("migrations/0062_administrator.sql")),
    (70, "intake", include_str!("migrations/0070_intake.sql")),
    (80, "adult_verification", include_str!("migrations/0080_adult_verification.sql")),
    (81, "one_time_code", include_str!("migrations/0081_one_time_code.sql")),
    (83, "eid_answer", include_str!("migrations/0083_eid_answer.sql")),
    (90, "application", include_str!("migrations/0090_application.sql")),
    (91, "proposal", include_str!("migrations/0091_proposal.sql")),
    (92, "institution_search", include_str!("migrations/0092_institution_search.sql")),
    (93, "register_upload", include_str!("migrations/0093_register_upload.sql")),
    (94, "application_party", include_str!("migrations/0094_application_party.sql")),
    (105, "person_at_institution", include_str!("migrations/0105_person_at_institution.sql")),
    (106, "decided_cases", include_str!("migrations/0106_decided_cases.sql")),
    (107, "job_runs", include_str!("migrations/0107_job_runs.sql")),
    (108, "entries", include_str!("migrations/0108_entries.sql")),
    (130, "opened_lists", include_str!("migrations/0130_opened_lists.sql")),
    (140, "event_order", include_str!("migrations/0140_event_order.sql")),
];

const TABLE: &str =
    "CREATE TABLE IF NOT EXISTS migration (number BIGINT PRIMARY KEY, name TEXT NOT NULL, at BIGINT NOT NULL);";

static DONE: Statement = Statement::new("migration::DONE", "SELECT number FROM migration ORDER BY number");
static REMEMBER: Statement =
    Statement::new("migration::REMEMBER", "INSERT INTO migration (number, name, at) VALUES ($1, $2, $3)");

/// What is done about migrations when a database is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Opening {
    /// The missing ones run.
    BringUp,
    /// None runs, and none may be missing.
    AsItIs,
}

/// Does so.
///
/// # Errors
/// As [`run`]; and where a migration is missing that may not run.
pub(crate) fn prepare(link: &mut Link, opening: Opening, now: Instant) -> Result<(), StoreError> {
    match opening {
        Opening::BringUp => run(link, now),
        Opening::AsItIs => {
            let done = done(link)?;
            let missing = MIGRATIONS.iter().find(|(number, _, _)| !done.contains(number));
            let older = |(number, name, _): &(i64, &str, &str)| {
                Err(StoreError::Migration(format!(
                    "{number} {name} is missing: the database is older than this program"
                )))
            };
            missing.map_or(Ok(()), older)
        }
    }
}

/// Runs what this database has not seen.
///
/// # Errors
/// Where the database is newer than this program, or a statement fails; then nothing of that migration stays.
pub(crate) fn run(link: &mut Link, now: Instant) -> Result<(), StoreError> {
    let table = for_database(link, TABLE);
    let made = link.begin(Begin::Write).and_then(|()| link.batch("migration", &table)).and_then(|()| link.commit());
    if made.is_err() {
        // Two nodes that start at once meet here; the loser sees the winner's table below.
        link.roll_back();
    }
    let done = done(link)?;
    for (number, name, text) in MIGRATIONS.iter().filter(|(number, _, _)| !done.contains(number)) {
        let sql = for_database(link, text);
        link.begin(Begin::Write)?;
        let ran = link
            .batch("migration", &sql)
            .and_then(|()| link.run(&REMEMBER, &[Arg::Int(*number), Arg::Text(name), Arg::from(now)]))
            .and_then(|_| link.commit());
        if let Err(error) = ran {
            link.roll_back();
            // Another node may have run the same migration in this moment.
            let seen = link.rows(&DONE, &[])?.iter().any(|row| row.int(0) == Ok(*number));
            if !seen {
                return Err(StoreError::Migration(format!("{number} {name}: {error}")));
            }
        }
    }
    Ok(())
}

/// Which have run.
fn done(link: &mut Link) -> Result<Vec<i64>, StoreError> {
    let done: Vec<i64> = link.rows(&DONE, &[])?.iter().map(|row: &Row| row.int(0)).collect::<Result<_, _>>()?;
    let newest = MIGRATIONS.iter().map(|(number, _, _)| *number).max().unwrap_or(0);
    match done.iter().find(|number| newest < **number) {
        Some(unknown) => Err(StoreError::Migration(format!("{unknown} is newer than this program knows ({newest})"))),
        None => Ok(done),
    }
}

/// The text in the words of this database.
pub(crate) fn for_database(link: &Link, text: &str) -> String {
    match link {
        Link::Sqlite(_) => strict(&text.replace(" BIGINT", " INTEGER").replace(" BYTEA", " BLOB")),
        Link::Postgres(_) => collated(text),
    }
}

/// Every `CREATE TABLE` ends with `) STRICT;`.
fn strict(text: &str) -> String {
    let mut inside = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        inside |= line.starts_with("CREATE TABLE");
        if inside && line.ends_with(");") {
            lines.push(format!("{} STRICT;", &line[..line.len() - 1]));
            inside = false;
        } else {
            lines.push(line.to_owned());
        }
    }
    lines.join("\n")
}

/// Every column of type TEXT sorts by its bytes.
fn collated(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.lines() {
        let is_column = !line.trim_start().starts_with("--");
        lines.push(if is_column { line.replace(" TEXT", " TEXT COLLATE \"C\"") } else { line.to_owned() });
    }
    lines.join("\n")
}
