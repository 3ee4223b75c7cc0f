//! Every part of every name, to be found by its beginning: kept with the name by whoever writes names or affiliations.
//!
//! Protected people are not in it: they are found by their whole user name alone. Source: product.md §9. What it does
//! not do: fold names (`rules::name_search` does), or search ([`crate::name_search`]).

use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{AffiliationId, PersonId};
use rules::name_search::Token;
use rules::user::{PersonName, Protection};
use std::collections::BTreeSet;

/// The most parts of one name that are read back.
const TOKENS_MAX: i64 = 100;

statements! {
    /// One part of one name.
    PUT = "INSERT INTO name_token (token, sort_key, person) VALUES ($1, $2, $3) ON CONFLICT (token, sort_key, person) DO NOTHING";
    /// What is kept of a person.
    OF_PERSON = "SELECT token, sort_key FROM name_token WHERE person = $1 ORDER BY token LIMIT $2";
    /// All of a person.
    REMOVE = "DELETE FROM name_token WHERE person = $1";
    /// What is kept is made of this.
    FACTS = "SELECT first_name, family_name, protected_since, anonymised FROM person WHERE id = $1";
    /// Employee or external somewhere from now on, where that is so.
    MARK = "UPDATE name_token SET staff_since = $2
            WHERE person = $1 AND staff_since IS NULL
              AND EXISTS (SELECT 1 FROM affiliation a WHERE a.person = $1 AND a.ended IS NULL AND a.actor IN ('employee', 'external'))";
    /// Nowhere any more, where that is so.
    UNMARK = "UPDATE name_token SET staff_since = NULL
              WHERE person = $1 AND staff_since IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person = $1 AND a.ended IS NULL AND a.actor IN ('employee', 'external'))";
    /// The same for whoever this affiliation is of, where it could have been what marked them.
    UNMARK_OWNER = "UPDATE name_token SET staff_since = NULL
                    WHERE person = (SELECT o.person FROM affiliation o WHERE o.id = $1 AND o.actor IN ('employee', 'external'))
                      AND staff_since IS NOT NULL
                      AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person = name_token.person AND a.ended IS NULL AND a.actor IN ('employee', 'external'))";
    /// Everybody and whether they are in the index as they should be, in order of their numbers: for tests alone.
    WALK = "SELECT p.id, p.first_name, p.family_name, p.protected_since, p.anonymised,
              CASE WHEN EXISTS (SELECT 1 FROM affiliation a WHERE a.person = p.id AND a.ended IS NULL AND a.actor IN ('employee', 'external'))
                   THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS staff
            FROM person p
            WHERE $1 < p.id
            ORDER BY p.id
            LIMIT $2";
    /// All rows of a person, with the mark.
    ROWS = "SELECT token, sort_key, CASE WHEN staff_since IS NULL THEN CAST(0 AS BIGINT) ELSE CAST(1 AS BIGINT) END AS staff
            FROM name_token
            WHERE person = $1
            ORDER BY token
            LIMIT $2";
}

/// Keeps the names of people who are new; a protected one's are not kept.
pub(crate) fn add_many<'a>(
    tx: &mut Tx,
    people: impl Iterator<Item = (PersonId, &'a PersonName, &'a Protection)>,
) -> Result<(), StoreError> {
    let mut rows: Vec<(Token, Vec<u8>, PersonId)> = Vec::new();
    for (id, name, protection) in people {
        if *protection == Protection::None {
            let key = rules::danish_order::name_bytes(name);
            rows.extend(rules::name_search::tokens(name).into_iter().map(|token| (token, key.clone(), id)));
        }
    }
    let args: Vec<Vec<Arg<'_>>> =
        rows.iter().map(|(token, key, id)| vec![token.as_str().into(), key.into(), (*id).into()]).collect();
    tx.bulk(&PUT, &args)?;
    Ok(())
}

/// Brings what is kept of a person to what their name is now; cheap where nothing changed.
///
/// # Errors
/// [`StoreError`].
pub fn renew(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    let Some(row) = tx.row(&FACTS, &[person.into()])? else { return Ok(()) };
    let name = PersonName { first: row.text(0)?, family: row.text(1)? };
    let is_findable = row.maybe_int(2)?.is_none() && row.maybe_int(3)?.is_none();
    let key = rules::danish_order::name_bytes(&name);
    let wanted: BTreeSet<(String, Vec<u8>)> = if is_findable {
        let tokens = rules::name_search::tokens(&name);
        tokens.into_iter().map(|token| (token.as_str().to_owned(), key.clone())).collect()
    } else {
        BTreeSet::new()
    };
    let rows = tx.rows(&OF_PERSON, &[person.into(), TOKENS_MAX.into()])?;
    let had = rows.iter().map(|row| Ok((row.text(0)?, row.bytes(1)?))).collect::<Result<BTreeSet<_>, StoreError>>()?;
    if had != wanted {
        tx.run(&REMOVE, &[person.into()])?;
        let args: Vec<Vec<Arg<'_>>> =
            wanted.iter().map(|(token, key)| vec![token.into(), key.into(), person.into()]).collect();
        tx.bulk(&PUT, &args)?;
    }
    mark(tx, person)
}

/// Marks who is employee or external somewhere, where that is so: something began, or became that.
pub(crate) fn mark(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&MARK, &[person.into(), now.into()]).map(drop)
}

/// Takes the mark from who is neither anywhere any more: something ended, or became something else.
pub(crate) fn unmark(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    tx.run(&UNMARK, &[person.into()]).map(drop)
}

/// The same for whoever this affiliation, which has just ended, is of.
pub(crate) fn unmark_owner(tx: &mut Tx, affiliation: AffiliationId) -> Result<(), StoreError> {
    tx.run(&UNMARK_OWNER, &[affiliation.into()]).map(drop)
}

/// Where the index and the people part ways: for tests alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checked {
    /// How many people were looked at.
    pub people: u64,
    /// Whose entries are not what their name and affiliations say.
    pub wrong: Vec<PersonId>,
}

/// Compares what is kept with the names of up to `limit` people after this number; answers the last number looked at.
///
/// # Errors
/// [`StoreError`].
pub fn check(tx: &mut Tx, after: PersonId, limit: i64, checked: &mut Checked) -> Result<Option<PersonId>, StoreError> {
    let mut last = None;
    for row in tx.rows(&WALK, &[after.into(), limit.into()])? {
        let person = PersonId(row.int(0)?);
        let name = PersonName { first: row.text(1)?, family: row.text(2)? };
        let is_findable = row.maybe_int(3)?.is_none() && row.maybe_int(4)?.is_none();
        let key = rules::danish_order::name_bytes(&name);
        let tokens = if is_findable { rules::name_search::tokens(&name) } else { Vec::new() };
        let staff = row.int(5)?;
        let wanted: Vec<(String, Vec<u8>, i64)> =
            tokens.iter().map(|token| (token.as_str().to_owned(), key.clone(), staff)).collect();
        let rows = tx.rows(&ROWS, &[person.into(), TOKENS_MAX.into()])?;
        let had: Vec<(String, Vec<u8>, i64)> =
            rows.iter().map(|row| Ok((row.text(0)?, row.bytes(1)?, row.int(2)?))).collect::<Result<_, StoreError>>()?;
        if had != wanted {
            checked.wrong.push(person);
        }
        checked.people += 1;
        last = Some(person);
    }
    Ok(last)
}

/// Takes somebody out of the index: what is anonymised has no name to be found by.
///
/// # Errors
/// [`StoreError`].
pub fn forget(tx: &mut Tx, person: PersonId) -> Result<(), StoreError> {
    tx.run(&REMOVE, &[person.into()]).map(drop)
}
