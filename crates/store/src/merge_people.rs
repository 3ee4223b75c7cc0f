//! Two accounts that are one person become one: what belonged to the one belongs to the other, and its UniId and user
//! name stay reserved for it.
//!
//! Source: product.md §3. What it does not do: say which survives, or ask who may; the operators do.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;

statements! {
    /// Affiliations, ended ones too.
    AFFILIATIONS = "UPDATE affiliation SET person = $2 WHERE person = $1";
    /// As an adult.
    ADULTS = "UPDATE contact SET adult = $2 WHERE adult = $1";
    /// As a child.
    CHILDREN = "UPDATE contact SET child = $2 WHERE child = $1";
    /// Nobody is their own contact.
    OWN_CONTACT = "UPDATE contact SET ended = $2 WHERE adult = $1 AND child = $1 AND ended IS NULL";
    /// What sources say.
    RECORDS = "UPDATE source_person SET person = $2 WHERE person = $1";
    /// Rights.
    RIGHTS = "UPDATE right_grant SET person = $2 WHERE person = $1";
    /// Classes lent.
    LENT = "UPDATE substitute SET person = $2 WHERE person = $1";
    /// Nobody gets the old UniId; it points to the account that is left.
    UNIIDS = "UPDATE uniid SET person = $2, retired = COALESCE(retired, $3) WHERE person = $1";
    /// Nobody gets the old user name, and nobody logs in with it.
    USERNAMES = "UPDATE username SET person = $2, retired = COALESCE(retired, $3) WHERE person = $1";
    /// Where the account that goes is the primary administrator.
    PRIMARY_AT = "SELECT institution FROM administrator WHERE person = $1 AND primary_since IS NOT NULL ORDER BY institution";
    /// When they came in: the first moment of both, and the last.
    ENTRIES = "INSERT INTO administrator_entry (person, institution, first_entered, last_entered)
               SELECT CAST($2 AS BIGINT), o.institution, o.first_entered, o.last_entered
               FROM administrator_entry o
               WHERE o.person = $1
               ON CONFLICT (person, institution) DO UPDATE
               SET first_entered = CASE WHEN excluded.first_entered < administrator_entry.first_entered
                                     THEN excluded.first_entered ELSE administrator_entry.first_entered END,
                 last_entered = CASE WHEN administrator_entry.last_entered < excluded.last_entered
                                  THEN excluded.last_entered ELSE administrator_entry.last_entered END";
    /// Nothing is kept of the other one.
    NO_ENTRIES = "DELETE FROM administrator_entry WHERE person = $1";
    /// Who is blocked stays blocked; the survivor's own block stands.
    BLOCK = "UPDATE person
             SET blocked = (SELECT o.blocked FROM person o WHERE o.id = $1),
               blocked_by_institution = (SELECT o.blocked_by_institution FROM person o WHERE o.id = $1),
               blocked_reason = (SELECT o.blocked_reason FROM person o WHERE o.id = $1)
             WHERE id = $2 AND blocked IS NULL AND EXISTS (SELECT 1 FROM person o WHERE o.id = $1 AND o.blocked IS NOT NULL)";
    /// Of two accounts, those that are somebody's.
    OPEN = "SELECT id FROM person WHERE id IN ($1, $2) AND anonymised IS NULL";
    /// The account that is left has an affiliation again, where one came with the other.
    ATTACH = "UPDATE person SET unattached = NULL, disabled = NULL
              WHERE id = $1 AND EXISTS (SELECT 1 FROM affiliation a WHERE a.person = $1 AND a.ended IS NULL)";
    /// The other account: no number, no name, closed for ever.
    CLOSE = "UPDATE person
             SET first_name = '', family_name = '', alias_first_name = NULL, alias_family_name = NULL, protected_since = NULL,
                 cpr_index = NULL, cpr_sealed = NULL, cpr_kind = NULL, birth_date = NULL, gender = NULL, sort_key = '',
                 disabled = COALESCE(disabled, $2), anonymised = $2
             WHERE id = $1 AND anonymised IS NULL";
}

/// Whether these are two accounts, and both somebody's.
///
/// # Errors
/// [`StoreError`].
pub fn are_two(tx: &mut Tx, one: PersonId, other: PersonId) -> Result<bool, StoreError> {
    Ok(tx.rows(&OPEN, &[one.into(), other.into()])?.len() == 2)
}

/// Moves all of `other` to `survivor` and closes `other`; false where it was closed before. The number that is kept
/// is set afterwards.
///
/// # Errors
/// [`StoreError`].
pub fn merge(tx: &mut Tx, survivor: PersonId, other: PersonId) -> Result<bool, StoreError> {
    let now = tx.now();
    if tx.run(&CLOSE, &[other.into(), now.into()])? != 1 {
        return Ok(false);
    }
    for statement in [&AFFILIATIONS, &ADULTS, &CHILDREN, &RECORDS, &RIGHTS, &LENT, &ENTRIES, &BLOCK] {
        tx.run(statement, &[other.into(), survivor.into()])?;
    }
    // A set address is sealed for the account that goes, and goes with it.
    let primary_at = tx.rows(&PRIMARY_AT, &[other.into()])?;
    crate::administrator::drop_of_person(tx, other)?;
    for row in &primary_at {
        crate::administrator::make_primary(tx, &row.word(0, InstitutionNumber::parse)?, survivor)?;
    }
    tx.run(&NO_ENTRIES, &[other.into()])?;
    for statement in [&UNIIDS, &USERNAMES] {
        tx.run(statement, &[other.into(), survivor.into(), now.into()])?;
    }
    tx.run(&OWN_CONTACT, &[survivor.into(), now.into()])?;
    tx.run(&ATTACH, &[survivor.into()])?;
    crate::lifetime::drop_secrets(tx, other)?;
    crate::name_token::forget(tx, other)?;
    crate::name_token::renew(tx, survivor)?;
    Ok(true)
}
