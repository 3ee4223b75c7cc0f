//! Two accounts that are one person become one: what belonged to the one belongs to the other, and its UniId and user
//! name stay reserved for it.
//!
//! Source: product.md §3. What it does not do: say which survives, or ask who may; the operators do.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::user::UniId;

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
    /// Services follow from the old UniId to the account that is left.
    UNIIDS = "UPDATE uniid SET person = $2, retired = COALESCE(retired, $3) WHERE person = $1";
    /// Nobody gets the old user name, and nobody logs in with it.
    USERNAMES = "UPDATE username SET person = $2, retired = COALESCE(retired, $3) WHERE person = $1";
    /// Whose a UniId is now, those of merged accounts included.
    ACCOUNT_OF_UNIID = "SELECT person FROM uniid WHERE uniid = $1";
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
    for statement in [&AFFILIATIONS, &ADULTS, &CHILDREN, &RECORDS, &RIGHTS, &LENT] {
        tx.run(statement, &[other.into(), survivor.into()])?;
    }
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

/// Whose a UniId is now: of a merged account the one that is left.
///
/// # Errors
/// [`StoreError`].
pub fn account_of_uniid(tx: &mut Tx, uniid: &UniId) -> Result<Option<PersonId>, StoreError> {
    tx.row(&ACCOUNT_OF_UNIID, &[uniid.into()])?.map(|row| row.int(0).map(PersonId)).transpose()
}
