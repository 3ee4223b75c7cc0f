//! Trips from a site on a host of its own to the broker: who left which site from which browser, so that only they come
//! home, once.
//!
//! Source: product.md §1, security.md rules 6 and 7. What it does not do: know who came home.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::time::Instant;

statements! {
    /// Drawn before the transaction.
    CREATE = "INSERT INTO site_trip (state_hash, browser_hash, site, leads_to, verifier_sealed, created, ends) VALUES ($1, $2, $3, $4, $5, $6, $7)";
    /// Once, in time, in the browser that left this site.
    CLAIM = "UPDATE site_trip SET used = $4 WHERE state_hash = $1 AND browser_hash = $2 AND site = $3 AND used IS NULL AND $4 < ends";
    /// What was claimed.
    READ = "SELECT leads_to, verifier_sealed FROM site_trip WHERE state_hash = $1";
    /// What is over is forgotten, a bounded number at a time.
    FORGET = "DELETE FROM site_trip WHERE state_hash IN (SELECT state_hash FROM site_trip WHERE ends <= $1 ORDER BY ends LIMIT $2)";
}

/// A trip.
#[derive(Clone)]
pub struct SiteTrip {
    /// SHA-256 of the state.
    pub state_hash: Vec<u8>,
    /// SHA-256 of the browser's own secret on the site's host.
    pub browser_hash: Vec<u8>,
    /// The site's word.
    pub site: String,
    /// The path somebody wants to.
    pub leads_to: String,
    /// The PKCE verifier, sealed.
    pub verifier_sealed: Vec<u8>,
}

/// Writes down a departure.
pub fn create(tx: &mut Tx, trip: &SiteTrip, ends: Instant) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [
        (&trip.state_hash).into(),
        (&trip.browser_hash).into(),
        (&trip.site).into(),
        (&trip.leads_to).into(),
        (&trip.verifier_sealed).into(),
        now.into(),
        ends.into(),
    ];
    tx.run(&CREATE, &args)?;
    Ok(())
}

/// What a trip leads to, and its sealed verifier.
pub type Home = (String, Vec<u8>);

/// Ends a trip; none where it is unknown, ended before, over time, another browser's or another site's.
pub fn claim(tx: &mut Tx, state_hash: &[u8], browser_hash: &[u8], site: &str) -> Result<Option<Home>, StoreError> {
    let now = tx.now();
    if tx.run(&CLAIM, &[state_hash.into(), browser_hash.into(), site.into(), now.into()])? == 0 {
        return Ok(None);
    }
    tx.row(&READ, &[state_hash.into()])?.map(|row| Ok((row.text(0)?, row.bytes(1)?))).transpose()
}

/// The most rows one run of the tidying forgets.
pub const FORGOTTEN_MAX: i64 = 5_000;

/// Forgets trips that are over; how many.
pub fn forget(tx: &mut Tx) -> Result<u64, StoreError> {
    let now = tx.now();
    tx.run(&FORGET, &[now.into(), FORGOTTEN_MAX.into()])
}
