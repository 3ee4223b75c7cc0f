//! How many employees and externals have a name that begins like this: counted now and then, so that a search of several
//! parts begins with the rarest.
//!
//! A count that is out of date makes a search slower, never wrong. What it does not do: search.

use crate::world::World;
use store::error::StoreError;

/// Counts that one transaction writes.
const AT_ONCE: usize = 2_000;

/// Counts everything and writes what changed; answers how many counts did.
///
/// # Errors
/// [`StoreError`].
pub async fn refresh(world: &World) -> Result<u64, StoreError> {
    let changed = world.db.read(store::name_search::counts_that_changed).await?;
    for some in changed.chunks(AT_ONCE) {
        let some = some.to_vec();
        world.db.write(move |tx| store::name_search::put_counts(tx, &some)).await?;
    }
    Ok(changed.len() as u64)
}
