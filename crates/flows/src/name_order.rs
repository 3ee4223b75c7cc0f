//! People's and institutions' names get their place in Danish order, where an older version of that order left them.
//!
//! What it does not do: touch a name. Whoever writes a name writes its place with it; this is for what was written
//! before.

use crate::world::World;
use store::driver::Tx;
use store::error::StoreError;

/// How many people one transaction orders: a few milliseconds of the one writer.
const AT_ONCE: i64 = 500;
/// How many people one turn orders at most; the next turn goes on.
const TURN_MAX: u64 = 100_000;

/// Orders everybody who is left, and every institution; answers how many.
///
/// # Errors
/// [`StoreError`].
pub async fn refresh(world: &World) -> Result<u64, StoreError> {
    let mut done = 0;
    while done < TURN_MAX {
        let ordered = world.db.write(order_some).await?;
        if ordered == 0 {
            break;
        }
        done += ordered;
    }
    while done < TURN_MAX {
        let ordered = world.db.write(|tx| store::institution::renew_some(tx, AT_ONCE)).await?;
        if ordered == 0 {
            break;
        }
        done += ordered;
    }
    Ok(done)
}

/// Reads and writes in one transaction, so that a name that changes meanwhile keeps its own place.
fn order_some(tx: &mut Tx) -> Result<u64, StoreError> {
    let older = store::name_order::older(tx, AT_ONCE)?;
    for (person, shown) in &older {
        store::name_order::put(tx, *person, shown)?;
    }
    Ok(older.len() as u64)
}
