//! The signed end of the chain, once a day.
//!
//! Who can change the database but has not the signing keys cannot make one: a chain that was cut off or written anew
//! no longer meets its checkpoints. What it does not do: sign or check a signature (`flows::seal_events` does).

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;

statements! {
    /// The first one of a day counts.
    INSERT = "INSERT INTO checkpoint (day, seal, hash, key_id, signed) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (day) DO NOTHING";
    /// Days after a given one, in order.
    AFTER = "SELECT day, seal, hash, key_id, signed FROM checkpoint WHERE day > $1 ORDER BY day LIMIT $2";
    /// Whether this day has one.
    OF_DAY = "SELECT day FROM checkpoint WHERE day = $1";
}

/// One day's signed end of the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The day in Denmark, `YYYY-MM-DD`.
    pub day: String,
    /// The last seal of that moment.
    pub seal: i64,
    /// Its hash.
    pub hash: Vec<u8>,
    /// The signing key.
    pub key_id: String,
    /// The compact JWS over day, seal and hash.
    pub signed: String,
}

/// Keeps a day's checkpoint; answers 0 where the day had one.
///
/// # Errors
/// [`StoreError`].
pub fn add(tx: &mut Tx, checkpoint: &Checkpoint) -> Result<u64, StoreError> {
    let Checkpoint { day, seal, hash, key_id, signed } = checkpoint;
    tx.run(&INSERT, &[day.into(), (*seal).into(), hash.into(), key_id.into(), signed.into()])
}

/// Whether this day already has its checkpoint.
///
/// # Errors
/// [`StoreError`].
pub fn is_there(tx: &mut Tx, day: &str) -> Result<bool, StoreError> {
    Ok(tx.row(&OF_DAY, &[day.into()])?.is_some())
}

/// At most `limit` checkpoints of the days after `day` (empty: from the first), in order.
///
/// # Errors
/// [`StoreError`].
pub fn after(tx: &mut Tx, day: &str, limit: i64) -> Result<Vec<Checkpoint>, StoreError> {
    let rows = tx.rows(&AFTER, &[day.into(), limit.into()])?;
    rows.iter()
        .map(|row| {
            Ok(Checkpoint {
                day: row.text(0)?,
                seal: row.int(1)?,
                hash: row.bytes(2)?,
                key_id: row.text(3)?,
                signed: row.text(4)?,
            })
        })
        .collect()
}
