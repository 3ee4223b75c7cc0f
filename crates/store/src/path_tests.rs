//! The way each statement of the school morning finds its rows, on both databases, as it was reviewed: a login, a window,
//! a token, a session. A changed index that turns one of them into a walk shows as a difference.
//!
//! What it does not do: keep the plans of all statements. Those on PostgreSQL differ between its versions where tables
//! are empty, and lists change with every page; for them the rule holds that none reads a whole big table
//! (`statement_tests`).

use crate::statement_tests::{all, postgres, sqlite};

/// What happens thousands of times a minute at eight o'clock.
const MORNING: [&str; 30] = [
    "store::login::FIND",
    "store::login::MOVE",
    "store::login::FINISH",
    "store::person::FIND",
    "store::person::FIND_BY_USERNAME",
    "store::person::FIND_BY_CPR",
    "store::credential::FIND",
    "store::credential::OLD",
    "store::guess::FIND",
    "store::affiliation::OF_PERSON",
    "store::affiliation::GROUPS",
    "store::reset_window::NEWEST",
    "store::reset_window::CLAIM",
    "store::reset_window::CONFIRM",
    "store::reset_window::DONE",
    "store::school_card::FIND",
    "store::sso_session::FIND_BY_SECRET",
    "store::sso_session::FIND",
    "store::sso_session::TOUCH",
    "store::sso_session::END_OF_PERSON",
    "store::sso_session::LIVE_OF_PERSON",
    "store::authorization_code::CLAIM",
    "store::authorization_code::FIND",
    "store::token_family::FIND",
    "store::token_family::ROTATE",
    "store::token_family::ALIVE",
    "store::token_family::END_OF_SESSION",
    "store::client::FIND",
    "store::import_token::FIND",
    "store::source_person::OF_SOURCE",
];

/// SQLite's step without the columns it compares: `person by username (unique)`.
fn sqlite_step(step: &str) -> String {
    step.split(" (").next().unwrap_or_default().trim().to_owned()
}

/// PostgreSQL's scans without costs.
fn postgres_step(step: &str) -> Option<String> {
    let bare = step.trim().trim_start_matches("->").trim();
    let is_scan = bare.contains("Scan");
    is_scan.then(|| bare.split("  (").next().unwrap_or_default().to_owned())
}

#[test]
fn the_statements_of_the_morning_find_their_rows_the_way_that_was_reviewed() {
    let (_directory, mut here) = sqlite();
    let mut there = postgres();
    let mut text = String::new();
    for name in MORNING {
        let statement = all().find(|statement| statement.name == name).unwrap_or_else(|| panic!("no {name}"));
        text.push_str(name);
        for step in here.plan(statement) {
            text.push_str(&format!("\n  SQLite      {}", sqlite_step(&step)));
        }
        for step in there.plan(statement).iter().filter_map(|step| postgres_step(step)) {
            text.push_str(&format!("\n  PostgreSQL  {step}"));
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text);
}
