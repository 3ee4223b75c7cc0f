//! How far the database's clock is ahead of this node's, so that all nodes agree on "now".

use crate::db::Clock;
use crate::driver::Row;
use crate::driver::connection::Link;
use crate::error::StoreError;
use crate::statement::Statement;
use rules::time::Millis;

/// PostgreSQL's clock in ms since 1970; on SQLite there is no second clock to ask.
static DATABASE_CLOCK: Statement = Statement::new(
    "clock_drift::DATABASE_CLOCK",
    "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS now",
);

/// Asks once; half of the round trip counts as the way there.
pub(crate) fn measure(link: &mut Link, clock: &Clock) -> Result<Millis, StoreError> {
    let before = clock();
    let rows = link.rows(&DATABASE_CLOCK, &[])?;
    let after = clock();
    let theirs = rows.first().map(|row: &Row| row.int(0)).transpose()?.unwrap_or(before.0);
    let ours = before.0 + after.since(before).0 / 2;
    Ok(Millis(theirs - ours))
}
