//! Tidying: rows whose time is over go, a bounded number at a time.
//!
//! What it does not do: end anything. Each row was useless from its own moment on; this only saves room.

use crate::world::World;
use rules::session::Device;
use rules::time::Millis;
use store::error::StoreError;

/// Token families stay this much longer than the longest session may last: a logout still tells every service it reached.
const FAMILY_KEPT_LONGER: Millis = Millis::hours(1);
/// Codes stay this long after their end, so that a late second use is still recognised; logins, so that who comes back
/// late begins anew for the same service.
const KEPT_AFTER_END: Millis = Millis::hours(1);
/// Services that were not told of a logout are shown to the operator for so long.
const UNTOLD_KEPT: Millis = Millis::days(30);
/// Addresses that failed are counted over ten minutes; an hour leaves room.
const ADDRESS_KEPT: Millis = Millis::hours(1);
/// A name nobody has keeps its wrong tries about as long as an account somebody uses.
const NAME_KEPT: Millis = Millis::days(400);

/// How many searches a day had is asked for that day alone.
const SEARCHES_KEPT: Millis = Millis::days(7);
/// Letters that have left, or never will, are kept for questions; then names and addresses in them go.
const MAIL_KEPT: Millis = Millis::days(30);
/// What the night's jobs did can be read for so long: a year of monthly runs, and some weeks.
const JOBS_KEPT: Millis = Millis::days(400);

/// Who asked for which one-time code, and why, can be read for so long; the log keeps it longer, without the words.
const CODES_KEPT: Millis = Millis::days(90);

/// Sweeps once; answers how many rows went. More may be waiting, though no parked answer.
///
/// # Errors
/// [`StoreError`].
pub async fn sweep(world: &World) -> Result<u64, StoreError> {
    Ok(sweep_answers(world).await? + sweep_rest(world).await?)
}

/// Parked answers are large, and anybody may leave for the eID: all that are over go, a few at a time.
async fn sweep_answers(world: &World) -> Result<u64, StoreError> {
    let mut all = 0;
    loop {
        let gone = world.db.write(store::eid_answer::forget).await?;
        all += gone;
        if gone < store::eid_answer::FORGOTTEN_MAX {
            return Ok(all);
        }
    }
}

async fn sweep_rest(world: &World) -> Result<u64, StoreError> {
    world
        .db
        .write(|tx| {
            let now = tx.now();
            let ended = now.minus(KEPT_AFTER_END);
            let lengths = crate::national::settings(tx)?.sessions;
            let longest = lengths.lasts_at_most(Device::Own).max(lengths.lasts_at_most(Device::Shared));
            Ok(store::login::forget(tx, ended)?
                + store::eid_request::forget(tx)?
                + store::adult_verification::forget(tx, ended)?
                + store::one_time_code::forget(tx, now.minus(CODES_KEPT))?
                + store::draft::forget(tx)?
                + store::application::forget(tx)?
                + store::register_upload::forget(tx)?
                + store::site_trip::forget(tx)?
                + store::logout_notice::forget(tx, now.minus(UNTOLD_KEPT))?
                + store::pushed_request::forget(tx)?
                + store::used_once::forget(tx)?
                + store::authorization_code::forget(tx, ended)?
                + store::token_family::forget(tx, now.minus(longest).minus(FAMILY_KEPT_LONGER))?
                + store::guess::forget_addresses(tx, now.minus(ADDRESS_KEPT))?
                + store::guess::forget_pictures(tx, now.minus(ADDRESS_KEPT))?
                + store::guess::forget_names(tx, now.minus(NAME_KEPT))?
                + store::remembered_user::forget(tx)?
                + store::search_day::forget(tx, now.minus(SEARCHES_KEPT).day_in_denmark())?
                + store::job_run::forget(tx, now.minus(JOBS_KEPT))?
                + store::outbox::forget(tx, now.minus(MAIL_KEPT))?)
        })
        .await
}
