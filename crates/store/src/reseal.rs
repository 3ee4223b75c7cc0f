//! How far the job has come that follows an exchanged key: one row a sealed column.
//!
//! What it does not do: take a lease, or count what is left; the columns themselves tell that.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::sealed_column::Column;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// One column's walk.
    FIND = "SELECT key_id, walked_to, renewed, unopened, started, finished FROM reseal WHERE sealed_column = $1";
    /// Where it stands now. A node that knows only older keys does not write over one that knows a newer.
    PUT = "INSERT INTO reseal (sealed_column, key_id, walked_to, renewed, unopened, started, finished)
           VALUES ($1, $2, $3, $4, $5, $6, $7)
           ON CONFLICT (sealed_column) DO UPDATE SET key_id = excluded.key_id, walked_to = excluded.walked_to, renewed = excluded.renewed, unopened = excluded.unopened, started = excluded.started, finished = excluded.finished
           WHERE reseal.key_id <= excluded.key_id";
}

/// One walk through a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// The key everything shall be under.
    pub key_id: u8,
    /// The last row that was looked at; empty before the first.
    pub walked_to: String,
    /// Values this walk put under that key.
    pub renewed: i64,
    /// Values it could not open.
    pub unopened: i64,
    /// When it began.
    pub started: Instant,
    /// When it came to the end.
    pub finished: Option<Instant>,
}

/// The column's walk, where there ever was one.
pub fn find(tx: &mut Tx, column: Column) -> Result<Option<Walk>, StoreError> {
    let Some(row) = tx.row(&FIND, &[column.word().into()])? else {
        return Ok(None);
    };
    Ok(Some(Walk {
        key_id: u8::try_from(row.int(0)?).unwrap_or(u8::MAX),
        walked_to: row.text(1)?,
        renewed: row.int(2)?,
        unopened: row.int(3)?,
        started: Instant(row.int(4)?),
        finished: row.maybe_int(5)?.map(Instant),
    }))
}

/// Writes down where it stands.
pub fn put(tx: &mut Tx, column: Column, walk: &Walk) -> Result<(), StoreError> {
    let args = [
        column.word().into(),
        i64::from(walk.key_id).into(),
        walk.walked_to.as_str().into(),
        walk.renewed.into(),
        walk.unopened.into(),
        walk.started.into(),
        walk.finished.into(),
    ];
    tx.run(&PUT, &args)?;
    Ok(())
}
