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
    (131, "appointment_tree", include_str!("migrations/0131_appointment_tree.sql")),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statement_tests::{postgres, sqlite};

    static ROOTS: Statement =
        Statement::new("test::ROOTS", "SELECT person, appointed_by, root FROM operator_appointment ORDER BY person");

    fn writes(link: &mut Link, sql: &str) {
        link.begin(Begin::Write).and_then(|()| link.batch("test", sql)).and_then(|()| link.commit()).unwrap();
    }

    /// The tables a migration is about, as they stood before it.
    fn before(link: &mut Link, number: i64) {
        writes(link, "DROP TABLE operator_appointment; DROP TABLE username;");
        for (_, _, text) in MIGRATIONS.iter().filter(|(one, _, _)| *one < number) {
            for table in ["operator_appointment", "username"] {
                if let Some((_, rest)) = text.split_once(&format!("CREATE TABLE {table} (")) {
                    let columns = rest.split_once(");\n").map_or(rest, |(columns, _)| columns);
                    let sql = for_database(link, &format!("CREATE TABLE {table} ({columns});\n"));
                    writes(link, &sql);
                }
            }
        }
    }

    #[test]
    fn operators_of_before_are_of_the_tree_of_whoever_appointed_them_whatever_they_are_called_now() {
        let (_directory, sqlite) = sqlite();
        for mut link in [sqlite, postgres()] {
            before(&mut link, 131);
            let rows = "INSERT INTO username (username, person, retired) VALUES ('olds1111', 1, 5), ('news1111', 1, NULL), ('chil1111', 2, NULL), ('circ1111', 5, NULL), ('circ2222', 6, NULL);
                        INSERT INTO operator_appointment (person, appointed, appointed_by, ended) VALUES
                          (1, 1, 'command', NULL), (2, 2, 'olds1111', 9), (3, 3, 'chil1111', NULL), (4, 4, 'command', NULL), (5, 5, 'circ2222', NULL), (6, 6, 'circ1111', NULL), (7, 7, 'gone1111', NULL);";
            writes(&mut link, rows);
            let (_, _, text) = MIGRATIONS.iter().find(|(number, _, _)| *number == 131).unwrap();
            let sql = for_database(&link, text);
            writes(&mut link, &sql);
            let seen: Vec<(i64, Option<i64>, i64)> = link
                .rows(&ROOTS, &[])
                .unwrap()
                .iter()
                .map(|row| (row.int(0).unwrap(), row.maybe_int(1).unwrap(), row.int(2).unwrap()))
                .collect();
            let of_trees = [(1, None, 1), (2, Some(1), 1), (3, Some(2), 1), (4, None, 4)];
            assert_eq!(seen[..4], of_trees);
            assert_eq!(seen[4..], [(5, Some(6), 0), (6, Some(5), 0), (7, None, 0)]);
        }
    }
}
