//! Accounts and sources whose time is up, and what is taken from an account that is anonymised.
//!
//! Source: product.md §12. What it does not do: say when a time is up; `rules::lifetime` does, and moments come in as
//! arguments.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::manual_affiliation::Ending;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// Sources that were last loaded before a moment, or whose institution was closed before another, a step at a time in
    /// the order of their keys.
    SOURCES_OVER = "SELECT s.institution, s.source, s.loaded
                    FROM import_source s
                    WHERE (s.loaded <= $1 OR EXISTS (SELECT 1 FROM institution i WHERE i.number = s.institution AND i.closed <= $5))
                      AND ($2 < s.institution OR (s.institution = $2 AND $3 < s.source))
                    ORDER BY s.institution, s.source
                    LIMIT $4";
    /// The same, where nobody has been told yet.
    SOURCES_AGEING = "SELECT institution, source, loaded FROM import_source WHERE loaded <= $1 AND reminded IS NULL ORDER BY institution, source LIMIT $2";
    /// Told once; a new load takes the mark away.
    SOURCE_REMIND = "UPDATE import_source SET reminded = $3 WHERE institution = $1 AND source = $2 AND reminded IS NULL";
    /// Whose last affiliation ran out by itself, and when.
    RAN_OUT = "SELECT a.person, CAST(MAX(a.expires) AS BIGINT) AS at
               FROM affiliation a
               JOIN person p ON p.id = a.person AND p.unattached IS NULL
               WHERE a.expires IS NOT NULL AND a.ended IS NULL AND a.expires <= $1
                 AND NOT EXISTS (SELECT 1 FROM affiliation o WHERE o.person = a.person AND o.ended IS NULL AND (o.expires IS NULL OR $1 < o.expires))
               GROUP BY a.person
               ORDER BY a.person
               LIMIT $2";
    /// Belongs nowhere since then.
    MARK_UNATTACHED = "UPDATE person SET unattached = $2 WHERE id = $1 AND unattached IS NULL";
    /// Without any affiliation since before a moment.
    TO_DISABLE = "SELECT p.id, p.unattached FROM person p
                  WHERE p.unattached IS NOT NULL AND p.disabled IS NULL AND p.unattached <= $1
                    AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person = p.id AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires))
                  ORDER BY p.unattached, p.id
                  LIMIT $3";
    /// Only who still belongs nowhere.
    DISABLE = "UPDATE person SET disabled = $2 WHERE id = $1 AND disabled IS NULL AND unattached IS NOT NULL";
    /// Disabled since before a moment.
    TO_ANONYMISE = "SELECT id, disabled FROM person
                    WHERE disabled IS NOT NULL AND anonymised IS NULL AND disabled <= $1
                    ORDER BY disabled, id
                    LIMIT $2";
    /// Ended when its time was up, not when the job came by.
    END_OVER = "UPDATE affiliation SET ended = expires WHERE id = $1 AND ended IS NULL AND expires <= $2";
    /// Where somebody last belonged.
    LAST_AT = "SELECT institution FROM affiliation WHERE person = $1 ORDER BY COALESCE(ended, expires, started) DESC, id DESC LIMIT 1";
    /// The people a source speaks of, by the names that may be shown.
    OF_SOURCE = "SELECT p.id FROM source_person s JOIN person p ON p.id = s.person WHERE s.institution = $1 AND s.source = $2 ORDER BY s.local_person_id LIMIT $3";
    /// Names and number go; UniId and user name stay where they are, for ever.
    ANONYMISE = "UPDATE person
                 SET first_name = '', family_name = '', alias_first_name = NULL, alias_family_name = NULL, protected_since = NULL,
                     cpr_index = NULL, cpr_sealed = NULL, cpr_kind = NULL, birth_date = NULL, gender = NULL, sort_key = '',
                     blocked = NULL, blocked_by_institution = NULL, blocked_reason = NULL, anonymised = $2
                 WHERE id = $1 AND disabled IS NOT NULL AND anonymised IS NULL";
    /// The password.
    DROP_CREDENTIAL = "DELETE FROM credential WHERE person = $1";
    /// The five before it.
    DROP_OLD_CREDENTIALS = "DELETE FROM old_credential WHERE person = $1";
    /// Cards.
    DROP_CARDS = "DELETE FROM school_card WHERE person = $1";
    /// What they chose to be where.
    DROP_CHOICES = "DELETE FROM actor_choice WHERE person = $1";
    /// What sources that no longer speak of them said.
    DROP_RECORDS = "DELETE FROM source_person WHERE person = $1";
    /// Everything a source kept sealed of its runs.
    DROP_KEPT_OF_SOURCE = "UPDATE import_run SET plan_sealed = NULL, roster_sealed = NULL WHERE institution = $1 AND source = $2";
}

/// A source and when it was last loaded.
pub type Source = (InstitutionNumber, String, Instant);

fn read_source(row: &Row) -> Result<Source, StoreError> {
    Ok((row.word(0, InstitutionNumber::parse)?, row.text(1)?, row.instant(2)?))
}

/// Sources that were last loaded before the first moment, or whose institution was closed before the second, and that come
/// after these two words, at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn sources_over(
    tx: &mut Tx,
    (loaded_before, closed_before): (Instant, Instant),
    (institution, source): (&str, &str),
    limit: i64,
) -> Result<Vec<Source>, StoreError> {
    let args = [loaded_before.into(), institution.into(), source.into(), limit.into(), closed_before.into()];
    tx.rows(&SOURCES_OVER, &args)?.iter().map(read_source).collect()
}

/// The same, where nobody has been told yet.
///
/// # Errors
/// [`StoreError`].
pub fn sources_ageing(tx: &mut Tx, loaded_before: Instant, limit: i64) -> Result<Vec<Source>, StoreError> {
    tx.rows(&SOURCES_AGEING, &[loaded_before.into(), limit.into()])?.iter().map(read_source).collect()
}

/// Notes that the institution was told of a source; false where it was before.
///
/// # Errors
/// [`StoreError`].
pub fn remind_of_source(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&SOURCE_REMIND, &[institution.into(), source.into(), now.into()])? == 1)
}

/// A person and the moment that counts.
pub type Since = (PersonId, Instant);

fn read_since(row: &Row) -> Result<Since, StoreError> {
    Ok((PersonId(row.int(0)?), row.instant(1)?))
}

/// Whose last affiliation ran out by itself, and when.
///
/// # Errors
/// [`StoreError`].
pub fn ran_out(tx: &mut Tx, limit: i64) -> Result<Vec<Since>, StoreError> {
    let now = tx.now();
    tx.rows(&RAN_OUT, &[now.into(), limit.into()])?.iter().map(read_since).collect()
}

/// Notes since when somebody belongs nowhere.
///
/// # Errors
/// [`StoreError`].
pub fn mark_unattached(tx: &mut Tx, person: PersonId, since: Instant) -> Result<bool, StoreError> {
    Ok(tx.run(&MARK_UNATTACHED, &[person.into(), since.into()])? == 1)
}

/// Who has belonged nowhere since before a moment and is not disabled.
///
/// # Errors
/// [`StoreError`].
pub fn to_disable(tx: &mut Tx, unattached_before: Instant, limit: i64) -> Result<Vec<Since>, StoreError> {
    let now = tx.now();
    tx.rows(&TO_DISABLE, &[unattached_before.into(), now.into(), limit.into()])?.iter().map(read_since).collect()
}

/// Disables an account; false where it belongs somewhere again, or was disabled.
///
/// # Errors
/// [`StoreError`].
pub fn disable(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&DISABLE, &[person.into(), now.into()])? == 1)
}

/// Ends an affiliation whose time is up, at the moment it was; false where it was confirmed or ended meanwhile.
///
/// # Errors
/// [`StoreError`].
pub fn end_over(tx: &mut Tx, over: &Ending) -> Result<bool, StoreError> {
    let now = tx.now();
    if tx.run(&END_OVER, &[over.id.into(), now.into()])? != 1 {
        return Ok(false);
    }
    crate::school_group::leave_all_at(tx, over.id, over.expires)?;
    crate::name_token::unmark(tx, over.person)?;
    Ok(true)
}

/// Where somebody last belonged.
///
/// # Errors
/// [`StoreError`].
pub fn last_at(tx: &mut Tx, person: PersonId) -> Result<Option<InstitutionNumber>, StoreError> {
    tx.row(&LAST_AT, &[person.into()])?.map(|row| row.word(0, InstitutionNumber::parse)).transpose()
}

/// The people a source speaks of, at most `limit`.
///
/// # Errors
/// [`StoreError`].
pub fn people_of_source(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    limit: i64,
) -> Result<Vec<PersonId>, StoreError> {
    let rows = tx.rows(&OF_SOURCE, &[institution.into(), source.into(), limit.into()])?;
    rows.iter().map(|row| row.int(0).map(PersonId)).collect()
}

/// Whose account has been disabled since before a moment.
///
/// # Errors
/// [`StoreError`].
pub fn to_anonymise(tx: &mut Tx, disabled_before: Instant, limit: i64) -> Result<Vec<Since>, StoreError> {
    tx.rows(&TO_ANONYMISE, &[disabled_before.into(), limit.into()])?.iter().map(read_since).collect()
}

/// Takes names, number, password and mail address from a disabled account; false where somebody did before.
///
/// # Errors
/// [`StoreError`].
pub fn anonymise(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    if tx.run(&ANONYMISE, &[person.into(), now.into()])? != 1 {
        return Ok(false);
    }
    drop_secrets(tx, person)?;
    crate::name_token::forget(tx, person)?;
    crate::administrator::drop_of_person(tx, person)?;
    tx.run(&DROP_RECORDS, &[person.into()])?;
    Ok(true)
}

/// Takes password, old passwords, cards, choices and wrong tries from an account.
///
/// # Errors
/// [`StoreError`].
pub fn drop_secrets(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    for statement in [&DROP_CREDENTIAL, &DROP_OLD_CREDENTIALS, &DROP_CARDS, &DROP_CHOICES] {
        tx.run(statement, &[person.into()])?;
    }
    crate::guess::clear(tx, &crate::guess::of_person(person))
}

/// Forgets what a source's runs kept sealed.
///
/// # Errors
/// [`StoreError`].
pub fn drop_kept_of_source(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<(), StoreError> {
    tx.run(&DROP_KEPT_OF_SOURCE, &[institution.into(), source.into()])?;
    Ok(())
}
