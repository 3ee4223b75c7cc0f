//! One of our own sites open in a browser (Elevadgang, Mit Unilogin, Brugeradministration): dies with the login it
//! came from.
//!
//! Source: product.md §6.6. What it does not do: say what its holder may do there; that is asked of the database at
//! every page.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::sso_session::SsoSessionId;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// The secret was drawn before the transaction.
    CREATE = "INSERT INTO site_session (secret_hash, site, sso_session, person, institution, entry, started, seen, idle_ends) VALUES ($1, $2, $3, $4, $5, $6, $7, $7, $8)";
    /// Only while it and its login are alive.
    FIND_LIVE = "SELECT s.site, s.sso_session, s.person, s.institution, s.entry, s.started, s.seen, s.idle_ends, s.opened_lists FROM site_session s JOIN sso_session l ON l.id = s.sso_session WHERE s.secret_hash = $1 AND s.ended IS NULL AND $2 < s.idle_ends AND l.ended IS NULL AND $2 < l.ends";
    /// Whose it is, or was.
    WHOSE = "SELECT person FROM site_session WHERE secret_hash = $1";
    /// Only what is alive stays alive.
    TOUCH = "UPDATE site_session SET seen = $2, idle_ends = $3 WHERE secret_hash = $1 AND ended IS NULL AND $2 < idle_ends AND seen < $2";
    /// Where its holder works now, of several.
    CHOOSE_INSTITUTION = "UPDATE site_session SET institution = $2 WHERE secret_hash = $1 AND ended IS NULL";
    /// The lists opened last, all of them.
    OPEN_LISTS = "UPDATE site_session SET opened_lists = $2 WHERE secret_hash = $1 AND ended IS NULL";
}

/// A site session that is alive.
#[derive(Clone, Debug)]
pub struct SiteSession {
    /// Which site: its word.
    pub site: String,
    /// The login it hangs on.
    pub sso_session: SsoSessionId,
    /// Whose.
    pub person: PersonId,
    /// The institution chosen, of several.
    pub institution: Option<InstitutionNumber>,
    /// Which of the site's entries was used: its word.
    pub entry: String,
    /// Since when.
    pub started: Instant,
    /// Last use written down.
    pub seen: Instant,
    /// Over from then on unless used before.
    pub idle_ends: Instant,
    /// The hashes of the lists its holder opened last, one behind the other, the newest first.
    pub opened_lists: Vec<u8>,
}

/// Whose a site session is, alive or over.
pub fn whose(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<PersonId>, StoreError> {
    tx.row(&WHOSE, &[secret_hash.into()])?.map(|row| row.int(0).map(PersonId)).transpose()
}

/// A site session about to begin.
#[derive(Clone)]
pub struct NewSiteSession {
    /// The cookie's hash.
    pub secret_hash: Vec<u8>,
    /// Which site: its word.
    pub site: String,
    /// The login it hangs on.
    pub sso_session: SsoSessionId,
    /// Whose.
    pub person: PersonId,
    /// The institution, where known.
    pub institution: Option<InstitutionNumber>,
    /// Which entry: its word.
    pub entry: String,
    /// Over from then on unless used before.
    pub idle_ends: Instant,
}

/// Begins one.
pub fn create(tx: &mut Tx, new: &NewSiteSession) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(
        &CREATE,
        &[
            new.secret_hash.as_slice().into(),
            new.site.as_str().into(),
            new.sso_session.0.into(),
            new.person.into(),
            new.institution.as_ref().map(InstitutionNumber::as_str).into(),
            new.entry.as_str().into(),
            now.into(),
            new.idle_ends.into(),
        ],
    )?;
    Ok(())
}

/// The session whose cookie has this hash, where it and the login it hangs on are alive.
pub fn find_live(tx: &mut Tx, secret_hash: &[u8]) -> Result<Option<SiteSession>, StoreError> {
    let now = tx.now();
    let Some(row) = tx.row(&FIND_LIVE, &[secret_hash.into(), now.into()])? else {
        return Ok(None);
    };
    Ok(Some(SiteSession {
        site: row.text(0)?,
        sso_session: SsoSessionId(row.int(1)?),
        person: PersonId(row.int(2)?),
        institution: row.maybe_text(3)?.as_deref().and_then(InstitutionNumber::parse),
        entry: row.text(4)?,
        started: Instant(row.int(5)?),
        seen: Instant(row.int(6)?),
        idle_ends: Instant(row.int(7)?),
        opened_lists: row.maybe_bytes(8)?.unwrap_or_default(),
    }))
}

/// Keeps it alive.
pub fn touch(tx: &mut Tx, secret_hash: &[u8], idle_ends: Instant) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&TOUCH, &[secret_hash.into(), now.into(), idle_ends.into()])?;
    Ok(())
}

/// Writes down at which institution its holder works now.
pub fn choose_institution(tx: &mut Tx, secret_hash: &[u8], number: &InstitutionNumber) -> Result<(), StoreError> {
    tx.run(&CHOOSE_INSTITUTION, &[secret_hash.into(), number.as_str().into()])?;
    Ok(())
}

/// Writes down which lists its holder opened last.
pub fn open_lists(tx: &mut Tx, secret_hash: &[u8], list_hashes: &[u8]) -> Result<(), StoreError> {
    tx.run(&OPEN_LISTS, &[secret_hash.into(), list_hashes.into()])?;
    Ok(())
}
