//! People: names, user name, UniId, and whether the account is blocked, unattached or closed.
//!
//! Source: product.md §3, §12. What it does not do: open the CPR number (the vault does), or hold relations to
//! institutions ([`crate::affiliation`]).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::{Date, Instant};
use rules::user::{PersonName, Protection, UniId, Username};

statements! {
    /// By number.
    FIND = "SELECT id, uniid, username, first_name, family_name, alias_first_name, alias_family_name, protected_since, birth_date, created, blocked, blocked_by_institution, blocked_reason, unattached, disabled FROM person WHERE id = $1";
    /// By the user name in use; a retired one finds nobody.
    FIND_BY_USERNAME = "SELECT p.id, p.uniid, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, p.birth_date, p.created, p.blocked, p.blocked_by_institution, p.blocked_reason, p.unattached, p.disabled FROM username u JOIN person p ON p.id = u.person WHERE u.username = $1 AND u.retired IS NULL AND p.anonymised IS NULL";
    /// By the keyed hash of the CPR number; at most one row.
    FIND_BY_CPR = "SELECT id, uniid, username, first_name, family_name, alias_first_name, alias_family_name, protected_since, birth_date, created, blocked, blocked_by_institution, blocked_reason, unattached, disabled FROM person WHERE cpr_index = $1";
    /// By the UniId in use, or one that came with an account merged into this one.
    FIND_BY_UNIID = "SELECT p.id, p.uniid, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, p.birth_date, p.created, p.blocked, p.blocked_by_institution, p.blocked_reason, p.unattached, p.disabled FROM uniid u JOIN person p ON p.id = u.person WHERE u.uniid = $1 AND p.anonymised IS NULL";
    /// What somebody typed once.
    OLD_USERNAMES = "SELECT username FROM username WHERE person = $1 AND retired IS NOT NULL ORDER BY retired, username LIMIT 100";
    /// What services knew once, of accounts that are this one now.
    OLD_UNIIDS = "SELECT uniid FROM uniid WHERE person = $1 AND retired IS NOT NULL ORDER BY retired, uniid LIMIT 100";
    /// A user name nobody has ever had.
    TAKE_USERNAME = "INSERT INTO username (username, person) VALUES ($1, $2) ON CONFLICT (username) DO NOTHING";
    /// The old one stays reserved and logs nobody in.
    RETIRE_USERNAME = "UPDATE username SET retired = $3 WHERE username = $1 AND person = $2 AND retired IS NULL";
    /// What is typed from now on.
    RENAME = "UPDATE person SET username = $2 WHERE id = $1";
    /// A new person; number, UniId and user name were drawn before the transaction.
    CREATE = "INSERT INTO person (id, uniid, username, first_name, family_name, alias_first_name, alias_family_name, protected_since, birth_date, created, sort_key, sort_version) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
    /// The first user name is taken for ever.
    FIRST_USERNAME = "INSERT INTO username (username, person) VALUES ($1, $2)";
    /// So is the UniId.
    TAKE_UNIID = "INSERT INTO uniid (uniid, person) VALUES ($1, $2)";
    /// Only who is not blocked yet: the first block keeps its reason and its institution.
    BLOCK = "UPDATE person SET blocked = $2, blocked_by_institution = $3, blocked_reason = $4 WHERE id = $1 AND blocked IS NULL";
    /// Only the institution that blocked lifts it; the operator passes none and lifts any.
    UNBLOCK = "UPDATE person SET blocked = NULL, blocked_by_institution = NULL, blocked_reason = NULL WHERE id = $1 AND blocked IS NOT NULL AND (CAST($2 AS TEXT) IS NULL OR blocked_by_institution = $2)";
}

/// A person as stories need them. `Debug` says only the number.
#[derive(Clone)]
pub struct Person {
    /// Their row.
    pub id: PersonId,
    /// What services know them by.
    pub uniid: UniId,
    /// What they type.
    pub username: Username,
    /// The name; others see [`Person::shown`].
    pub name: PersonName,
    /// Whether the name may be seen.
    pub protection: Protection,
    /// From the CPR number, where there is one.
    pub birth: Option<Date>,
    /// Since when the account exists.
    pub created: Instant,
    /// Why nobody gets in with it.
    pub block: Option<Block>,
    /// When the last affiliation ended.
    pub unattached: Option<Instant>,
    /// When the account was closed.
    pub disabled: Option<Instant>,
}

/// A block on an account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Since when.
    pub since: Instant,
    /// Which institution lifts it; none: the operator.
    pub by: Option<InstitutionNumber>,
    /// What the pupil is shown.
    pub reason: String,
}

impl Person {
    /// The name others may see.
    pub fn shown(&self) -> &PersonName {
        self.protection.shown(&self.name)
    }
    /// Every name they have, the alias among them: none of these may stand in a password.
    pub fn names(&self) -> Vec<PersonName> {
        let mut names = vec![self.name.clone()];
        if let Protection::Protected { alias } = &self.protection {
            names.push(alias.clone());
        }
        names
    }
}

impl std::fmt::Debug for Person {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Person({})", self.id.0)
    }
}

/// The person with this number.
pub fn find(tx: &mut Tx, id: PersonId) -> Result<Option<Person>, StoreError> {
    tx.row(&FIND, &[id.into()])?.map(|row| read(&row)).transpose()
}

/// The person who logs in with this user name now.
pub fn find_by_username(tx: &mut Tx, username: &Username) -> Result<Option<Person>, StoreError> {
    tx.row(&FIND_BY_USERNAME, &[username.into()])?.map(|row| read(&row)).transpose()
}

/// The person with this CPR number, by its keyed hash.
pub fn find_by_cpr(tx: &mut Tx, index: &[u8; 32]) -> Result<Option<Person>, StoreError> {
    tx.row(&FIND_BY_CPR, &[index.into()])?.map(|row| read(&row)).transpose()
}

/// The person services know by this UniId, or knew before two accounts became one.
///
/// # Errors
/// [`StoreError`].
pub fn find_by_uniid(tx: &mut Tx, uniid: &UniId) -> Result<Option<Person>, StoreError> {
    tx.row(&FIND_BY_UNIID, &[uniid.into()])?.map(|row| read(&row)).transpose()
}

/// The user names somebody had, the oldest first.
///
/// # Errors
/// [`StoreError`].
pub fn old_usernames(tx: &mut Tx, id: PersonId) -> Result<Vec<String>, StoreError> {
    tx.rows(&OLD_USERNAMES, &[id.into()])?.iter().map(|row| row.text(0)).collect()
}

/// The UniIds of accounts that were merged into this one.
///
/// # Errors
/// [`StoreError`].
pub fn old_uniids(tx: &mut Tx, id: PersonId) -> Result<Vec<String>, StoreError> {
    tx.rows(&OLD_UNIIDS, &[id.into()])?.iter().map(|row| row.text(0)).collect()
}

/// Gives a new user name and retires the old one; false, and nothing written, where somebody has or had the new one.
pub fn rename(tx: &mut Tx, id: PersonId, old: &Username, new: &Username) -> Result<bool, StoreError> {
    if tx.run(&TAKE_USERNAME, &[new.into(), id.into()])? != 1 {
        return Ok(false);
    }
    let now = tx.now();
    tx.run(&RETIRE_USERNAME, &[old.into(), id.into(), now.into()])?;
    tx.run(&RENAME, &[id.into(), new.into()])?;
    Ok(true)
}

/// Name and protection, of five columns in a row: name, alias, protected since. Somebody protected without an alias is a
/// row that no version wrote: it is wrong, and the name never stands in the alias's place.
pub(crate) fn names(row: &Row, first: usize) -> Result<(PersonName, Protection), StoreError> {
    let name = PersonName { first: row.text(first)?, family: row.text(first + 1)? };
    let protection = match row.maybe_int(first + 4)? {
        Some(_) => {
            let alias = PersonName { first: row.text(first + 2)?, family: row.text(first + 3)? };
            Protection::Protected { alias }
        }
        None => Protection::None,
    };
    Ok((name, protection))
}

/// The name that may be shown, of the same five columns.
pub(crate) fn shown(row: &Row, first: usize) -> Result<PersonName, StoreError> {
    let (name, protection) = names(row, first)?;
    Ok(protection.shown(&name).clone())
}

/// Reads the fifteen columns of [`FIND`], in its order.
pub(crate) fn read(row: &Row) -> Result<Person, StoreError> {
    let (name, protection) = names(row, 3)?;
    let block = match row.maybe_instant(10)? {
        Some(since) => Some(Block {
            since,
            by: row.maybe_text(11)?.as_deref().and_then(InstitutionNumber::parse),
            reason: row.maybe_text(12)?.unwrap_or_default(),
        }),
        None => None,
    };
    Ok(Person {
        id: PersonId(row.int(0)?),
        uniid: row.word(1, UniId::parse)?,
        username: row.word(2, Username::parse)?,
        name,
        protection,
        birth: row.maybe_text(8)?.and_then(|day| day.parse().ok()),
        created: row.instant(9)?,
        block,
        unattached: row.maybe_instant(13)?,
        disabled: row.maybe_instant(14)?,
    })
}

/// A person about to be created, without a CPR number.
#[derive(Clone)]
pub struct NewPerson {
    /// Their row.
    pub id: PersonId,
    /// What services know them by.
    pub uniid: UniId,
    /// What they type.
    pub username: Username,
    /// The name.
    pub name: PersonName,
    /// Whether it may be seen.
    pub protection: Protection,
    /// When born, where that is known.
    pub birth: Option<Date>,
}

/// Creates a person. User name and UniId were found free before; where somebody else took one since, this breaks.
pub fn create(tx: &mut Tx, new: &NewPerson) -> Result<(), StoreError> {
    let now = tx.now();
    let (alias_first, alias_family, since) = match &new.protection {
        Protection::None => (None, None, None),
        Protection::Protected { alias } => (Some(alias.first.as_str()), Some(alias.family.as_str()), Some(now)),
    };
    let birth = new.birth.map(|day| day.to_string());
    let order = rules::danish_order::name_key(new.protection.shown(&new.name));
    let args = [
        new.id.into(),
        (&new.uniid).into(),
        (&new.username).into(),
        new.name.first.as_str().into(),
        new.name.family.as_str().into(),
        alias_first.into(),
        alias_family.into(),
        since.into(),
        birth.as_deref().into(),
        now.into(),
        (&order).into(),
        rules::danish_order::VERSION.into(),
    ];
    tx.run(&CREATE, &args)?;
    tx.run(&FIRST_USERNAME, &[(&new.username).into(), new.id.into()])?;
    tx.run(&TAKE_UNIID, &[(&new.uniid).into(), new.id.into()])?;
    crate::name_token::add_many(tx, std::iter::once((new.id, &new.name, &new.protection)))
}

/// Blocks an account; false where it is blocked already.
pub fn block(tx: &mut Tx, id: PersonId, by: Option<&InstitutionNumber>, reason: &str) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&BLOCK, &[id.into(), now.into(), by.into(), reason.into()])? == 1)
}

/// Lifts a block of this institution (the operator passes none and lifts any); false where there is no such block.
pub fn unblock(tx: &mut Tx, id: PersonId, by: Option<&InstitutionNumber>) -> Result<bool, StoreError> {
    Ok(tx.run(&UNBLOCK, &[id.into(), by.into()])? == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::driver::value::Value;

    fn row(alias: [Option<&str>; 2], protected: Option<i64>) -> Row {
        let text = |text: Option<&str>| text.map_or(Value::Null, |text| Value::Text(text.to_owned()));
        let since = protected.map_or(Value::Null, Value::Int);
        let [first, family] = alias.map(text);
        Row { statement: "test", values: vec![text(Some("Alma")), text(Some("Kjær")), first, family, since] }
    }

    #[test]
    fn an_alias_is_shown_while_its_bearer_is_protected_and_only_then() {
        let first = |row: &Row| shown(row, 0).map(|name| name.first);
        let alias = [Some("Bente"), Some("Bo")];
        assert_eq!(first(&row(alias, Some(1))).as_deref(), Ok("Bente"));
        assert_eq!(first(&row(alias, None)).as_deref(), Ok("Alma"));
        assert_eq!(first(&row([None, None], None)).as_deref(), Ok("Alma"));
    }

    #[test]
    fn the_name_of_somebody_protected_without_an_alias_is_never_shown() {
        for alias in [[None, None], [None, Some("Bo")], [Some("Bente"), None]] {
            assert!(matches!(names(&row(alias, Some(1)), 0), Err(StoreError::Column { .. })), "{alias:?}");
        }
    }
}
