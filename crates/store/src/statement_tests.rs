//! Every statement, asked of both databases: does it prepare, with the same arguments and columns, of the three types
//! that both know, and does no list read a whole big table?

use crate::driver::connection::Link;
use crate::driver::describe::Described;
use crate::migration;
use crate::statement::Statement;
use rules::time::Instant;
use std::collections::BTreeSet;

/// Statements that may read a whole table, and why.
const SCANS_ALLOWED: &[(&str, &str)] = &[
    ("store::seal::SEALS", "verify walks the whole chain in order of its key"),
    ("store::seal::LAST", "the last row by its key"),
    ("store::guess::ADDRESS_COUNT", "counts a subquery that its LIMIT bounds"),
    ("store::draft::OF_ADDRESS", "counts a subquery that its LIMIT bounds"),
    ("store::sealed_column::COUNT_PERSON", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_SOURCE", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_ROSTER", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_PLAN", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_LOGIN", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_CARD", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_EID", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_CASE", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_APPLICATION", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_APPLICATION_FILE", "counts a whole column, for `unilogin keys status`"),
    ("store::application::OF_ADDRESS", "counts a subquery that its LIMIT bounds"),
    ("store::sealed_column::COUNT_MAIL", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_SITE_TRIP", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_DRAFT", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_ADMINISTRATOR", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_CREDENTIAL", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_OLD_CREDENTIAL", "counts a whole column, for `unilogin keys status`"),
    ("store::sealed_column::COUNT_ONE_TIME_CODE", "counts a whole column, for `unilogin keys status`"),
    ("store::logout_notice::GIVEN_UP", "counts the few services that could not be told, for `unilogin doctor`"),
    ("store::operator_appointment::FOLLOW", "walks the few operators below one"),
    ("migration::DONE", "a handful of rows"),
    ("store::name_search::FITTING", "counts a subquery that its LIMIT bounds"),
    ("store::user_list::PAGE", "numbers what its first part, found of one institution by its index"),
    ("store::user_list::PAGE_BY_NAME", "numbers what its first part, found of one institution by its index"),
    ("store::name_search::COUNT", "counts every beginning there is, in a snapshot, once an hour"),
];

/// Tables with few rows: a scan of them is cheap.
const SMALL_TABLES: &[&str] = &[
    "institution",
    "client",
    "signing_key",
    "lease",
    "version",
    "migration",
    "national_setting",
    "checkpoint",
    "job_run",
    "institution_setting",
    "import_source",
    "import_token",
    "operator_appointment",
];

pub(crate) fn sqlite() -> (tempfile::TempDir, Link) {
    let directory = tempfile::tempdir().unwrap();
    let mut link = Link::sqlite(&directory.path().join("x.db")).unwrap();
    migration::run(&mut link, Instant(0)).unwrap();
    (directory, link)
}

pub(crate) fn postgres() -> Link {
    let url = testkit::postgres::fresh(|url| migration::run(&mut Link::postgres(url).unwrap(), Instant(0)).unwrap());
    Link::postgres(&url).unwrap()
}

pub(crate) fn all() -> impl Iterator<Item = &'static Statement> {
    crate::all_statements().into_iter().flatten().copied()
}

#[test]
fn every_statement_prepares_alike_on_both_databases() {
    let (_directory, mut sqlite) = sqlite();
    let mut postgres = postgres();
    let mut wrong = Vec::new();
    for statement in all() {
        let here: Result<Described, String> = sqlite.describe(statement);
        let there = postgres.describe(statement);
        match (here, there) {
            (Ok(here), Ok(there)) => {
                let counted = statement.parameters();
                if here.parameters != counted || there.parameters != counted {
                    wrong.push(format!("{}: {counted} arguments in the text, {here:?}, {there:?}", statement.name));
                }
                if here.columns != there.columns {
                    wrong.push(format!("{}: columns {:?} and {:?}", statement.name, here.columns, there.columns));
                }
                wrong.extend(there.odd_types.iter().map(|odd| format!("{}: type {odd}", statement.name)));
            }
            (here, there) => wrong.push(format!("{}: SQLite {here:?}; PostgreSQL {there:?}", statement.name)),
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_statement_that_is_run_for_many_rows_has_the_form_for_it() {
    let mut postgres = postgres();
    let mut tried = 0;
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap().flatten() {
        let module = entry.file_name().to_string_lossy().replace(".rs", "");
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        for used in text.split("tx.bulk(&").skip(1).filter(|_| module != "statement_tests") {
            let name = format!("store::{module}::{}", used.split(',').next().unwrap_or_default());
            let statement = all().find(|statement| statement.name == name).unwrap_or_else(|| panic!("{name}"));
            assert_eq!(postgres.bulk(statement, &[]), Ok(0), "{name}");
            tried += 1;
        }
    }
    assert!(2 <= tried);
}

#[test]
fn sqlite_keeps_the_plan_it_made_whatever_the_arguments_are() {
    let (_directory, link) = sqlite();
    let Link::Sqlite(connection) = &link else { panic!("not SQLite") };
    let mut anew = Vec::new();
    let mut tried = 0;
    for statement in all() {
        let mut prepared = connection.prepare(statement.for_sqlite()).unwrap();
        if !prepared.readonly() {
            continue;
        }
        for value in 1..=3 {
            for place in 1..=statement.parameters() {
                prepared.raw_bind_parameter(place, value).unwrap();
            }
            let mut rows = prepared.raw_query();
            while rows.next().unwrap().is_some() {}
        }
        if 0 < prepared.get_status(rusqlite::StatementStatus::RePrepare) {
            anew.push(statement.name);
        }
        tried += 1;
    }
    assert!(anew.is_empty(), "planned anew for other arguments: {anew:#?}");
    assert!(200 <= tried, "{tried}");
}

#[test]
fn every_name_is_there_once() {
    let names: Vec<&str> = all().map(|statement| statement.name).collect();
    let unique: BTreeSet<&&str> = names.iter().collect();
    assert_eq!(unique.len(), names.len());
}

#[test]
fn a_statement_that_reads_a_whole_table_is_seen() {
    static NO_INDEX: Statement = Statement::new("test::NO_INDEX", "SELECT id FROM person WHERE first_name = $1");
    let (_directory, mut sqlite) = sqlite();
    assert_eq!(sqlite.plan(&NO_INDEX), ["SCAN person"]);
    assert!(postgres().plan(&NO_INDEX)[0].starts_with("Seq Scan on person "));
}

#[test]
fn no_statement_reads_a_whole_big_table_on_postgresql() {
    let mut postgres = postgres();
    let mut wrong = Vec::new();
    for statement in all().filter(|s| !SCANS_ALLOWED.iter().any(|(name, _)| *name == s.name)) {
        for step in postgres.plan(statement) {
            let Some((_, rest)) = step.split_once("Seq Scan on ") else { continue };
            let table = rest.split(' ').next().unwrap_or_default();
            if !SMALL_TABLES.contains(&table) {
                wrong.push(format!("{}: {}", statement.name, step.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn no_statement_reads_a_whole_big_table() {
    let (_directory, mut sqlite) = sqlite();
    let mut wrong = Vec::new();
    for statement in all().filter(|s| !SCANS_ALLOWED.iter().any(|(name, _)| *name == s.name)) {
        for step in sqlite.plan(statement) {
            let Some(rest) = step.strip_prefix("SCAN ") else { continue };
            let table = rest.split(' ').next().unwrap_or_default();
            let indexed =
                rest.contains("USING") && (statement.sql.contains("LIMIT") || rest.contains("event_unsealed"));
            let of_few = SMALL_TABLES.contains(&table)
                || rest.starts_with("CONSTANT")
                || rest.contains("CTE")
                || rest.starts_with('(');
            if !indexed && !of_few {
                wrong.push(format!("{}: {step}", statement.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Whether a step finds rows by their institution though the statement says whose they are: it would read everybody
/// there for the sake of one, and inside a join or a subquery once more for every row outside.
fn reads_an_institution_for_a_person(statement: &Statement, step: &str) -> bool {
    let Some((_, found)) = step.split_once("SEARCH ") else { return false };
    let table = found.split(' ').next().unwrap_or_default();
    let by_institution = found.contains("_by_institution (");
    let says_whose = [format!("{table}.person = "), format!("{table}.person IN ("), " person = ".to_owned()];
    by_institution && says_whose.iter().any(|said| statement.sql.contains(said))
}

#[test]
fn a_statement_that_reads_a_whole_institution_for_one_person_is_seen() {
    let (_directory, mut sqlite) = sqlite();
    let is_seen = |sqlite: &mut Link, statement: &'static Statement| {
        sqlite.plan(statement).iter().any(|step| reads_an_institution_for_a_person(statement, step))
    };
    let some = [&crate::adult_verification::WAITING, &crate::user_list::DETAILS, &crate::pupil::ATTACHED];
    for statement in some {
        assert!(!is_seen(&mut sqlite, statement), "{statement:?}");
    }
    sqlite.batch("test", "DROP INDEX affiliation_by_person").unwrap();
    for statement in some {
        assert!(is_seen(&mut sqlite, statement), "{statement:?}");
    }
}

#[test]
fn no_statement_reads_a_whole_institution_for_one_person() {
    let (_directory, mut sqlite) = sqlite();
    let mut wrong = Vec::new();
    for statement in all() {
        let steps = sqlite.plan(statement).into_iter();
        let bad = steps.filter(|step| reads_an_institution_for_a_person(statement, step));
        wrong.extend(bad.map(|step| format!("{}: {step}", statement.name)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// What only one of them has: a short answer where two catalogues differ.
fn difference(here: &BTreeSet<String>, there: &BTreeSet<String>) -> Vec<String> {
    here.symmetric_difference(there).cloned().collect()
}

#[test]
fn both_databases_hold_the_same_tables_columns_and_indexes() {
    let (_directory, mut sqlite) = sqlite();
    let mut postgres = postgres();
    assert_eq!(difference(&sqlite.catalogue(), &postgres.catalogue()), Vec::<String>::new());
    assert_eq!(difference(&sqlite.indexes(), &postgres.indexes()), Vec::<String>::new());
    assert_eq!(postgres.collated_otherwise(), BTreeSet::new());
}

#[test]
fn schema_sql_is_what_the_migrations_make() {
    let directory = tempfile::tempdir().unwrap();
    let mut from_schema = Link::sqlite(&directory.path().join("schema.db")).unwrap();
    let text = migration::for_database(&from_schema, include_str!("../schema.sql"));
    from_schema.batch("schema", &text).unwrap();
    let (_other, mut migrated) = sqlite();
    let mut tables = migrated.catalogue();
    tables.retain(|column| !column.starts_with("migration."));
    let hint = "schema.sql must say what the migrations make";
    assert_eq!(difference(&from_schema.catalogue(), &tables), Vec::<String>::new(), "{hint}");
    assert_eq!(difference(&from_schema.indexes(), &migrated.indexes()), Vec::<String>::new(), "{hint}");
    let (here, there) = (from_schema.defaults_and_conditions(), migrated.defaults_and_conditions());
    assert!(!here.is_empty());
    assert_eq!(difference(&here, &there), Vec::<String>::new(), "{hint}");
}

#[test]
fn no_table_module_is_forgotten_here() {
    let listed: BTreeSet<&str> = all().filter_map(|s| s.name.split("::").nth(1)).collect();
    for entry in std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/src")).unwrap().flatten() {
        let text = std::fs::read_to_string(entry.path()).unwrap_or_default();
        let name = entry.file_name().to_string_lossy().replace(".rs", "");
        if text.lines().any(|line| line == "statements! {") {
            assert!(listed.contains(name.as_str()), "{name} is not in all_statements()");
        }
    }
}
