//! How often an administrator searched all users today: counted where every node sees it.
//!
//! Source: product.md §9. What it does not do: search.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Date;

/// How many rows one sweep forgets.
const FORGET_MAX: i64 = 1_000;

statements! {
    /// One more, while there are any left: the row count is the answer.
    COUNT = "INSERT INTO search_day (person, day, searches) VALUES ($1, $2, 1)
             ON CONFLICT (person, day) DO UPDATE SET searches = search_day.searches + 1
             WHERE search_day.searches < $3";
    /// How many there were.
    OF_DAY = "SELECT searches FROM search_day WHERE person = $1 AND day = $2";
    /// Days that are over.
    FORGET = "DELETE FROM search_day
              WHERE (person, day) IN (SELECT person, day FROM search_day WHERE day < $1 ORDER BY day LIMIT $2)";
}

/// Counts a search; false, and nothing counted, where there were `most` already.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &mut Tx, person: PersonId, day: Date, most: i64) -> Result<bool, StoreError> {
    Ok(tx.run(&COUNT, &[person.into(), (&day.to_string()).into(), most.into()])? == 1)
}

/// How many there were on a day.
///
/// # Errors
/// [`StoreError`].
pub fn of_day(tx: &mut Tx, person: PersonId, day: Date) -> Result<i64, StoreError> {
    tx.row(&OF_DAY, &[person.into(), (&day.to_string()).into()])?.map_or(Ok(0), |row| row.int(0))
}

/// Forgets days before this one; answers how many rows.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx, before: Date) -> Result<u64, StoreError> {
    tx.run(&FORGET, &[(&before.to_string()).into(), FORGET_MAX.into()])
}
