//! People as the import enters and changes them: many at a time, found by the keyed hash of their CPR number.
//!
//! What it does not do: read people for pages ([`crate::person`]).

use crate::driver::value::{LOOKUP_MAX, fifty};
use crate::driver::{Arg, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::time::Date;
use rules::user::{PersonName, Protection, UniId, Username};

statements! {
    /// The id was drawn before; a number somebody else has entered meanwhile is passed over and shows in the count.
    ENTER = "INSERT INTO person (id, uniid, username, first_name, family_name, alias_first_name, alias_family_name, protected_since, cpr_index, cpr_sealed, cpr_kind, birth_date, gender, created, sort_key, sort_version)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
             ON CONFLICT (cpr_index) DO NOTHING";
    /// A user name nobody ever had; one that is taken shows in the count.
    NAME = "INSERT INTO username (username, person) VALUES ($1, $2) ON CONFLICT (username) DO NOTHING";
    /// A UniId nobody ever had; one that is taken shows in the count.
    IDENTIFY = "INSERT INTO uniid (uniid, person) VALUES ($1, $2) ON CONFLICT (uniid) DO NOTHING";
    /// Who has these numbers; short of fifty the last stands again.
    BY_CPR = "SELECT cpr_index, id FROM person WHERE cpr_index IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)";
    /// Which of these user names were ever given.
    TAKEN = "SELECT username FROM username WHERE username IN ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42, $43, $44, $45, $46, $47, $48, $49, $50)";
    /// How many names begin like this; the range is a prefix's.
    BEGINNING = "SELECT CAST(COUNT(*) AS BIGINT) AS taken FROM username WHERE $1 <= username AND username < $2";
    /// As the source tells now; protection keeps the day it began.
    CHANGE = "UPDATE person
              SET first_name = $2, family_name = $3, alias_first_name = $4, alias_family_name = $5,
                  protected_since = CASE WHEN CAST($6 AS BIGINT) IS NULL THEN NULL ELSE COALESCE(protected_since, $6) END,
                  sort_key = $7, sort_version = $8
              WHERE id = $1";
    /// Protected from now on, whoever told of it.
    PROTECT = "UPDATE person
               SET alias_first_name = $2, alias_family_name = $3, protected_since = COALESCE(protected_since, $4),
                   sort_key = $5, sort_version = $6
               WHERE id = $1";
    /// Belongs somewhere again.
    ATTACH = "UPDATE person SET unattached = NULL, disabled = NULL WHERE id = $1 AND (unattached IS NOT NULL OR disabled IS NOT NULL)";
    /// Belongs nowhere any more, if that is so.
    DETACH = "UPDATE person SET unattached = $2 WHERE id = $1 AND unattached IS NULL
              AND NOT EXISTS (SELECT 1 FROM affiliation a WHERE a.person = $1 AND a.ended IS NULL)";
    /// Another number; one that somebody else has is not taken, and shows in the count.
    SET_CPR = "UPDATE person
               SET cpr_index = $2, cpr_sealed = $3, cpr_kind = $4, birth_date = COALESCE($5, birth_date)
               WHERE id = $1 AND anonymised IS NULL
                 AND NOT EXISTS (SELECT 1 FROM person o WHERE o.cpr_index = $2 AND o.id <> $1)";
    /// The word of the number's kind.
    CPR_KIND = "SELECT cpr_kind FROM person WHERE id = $1";
    /// For the operator's eyes.
    CPR_OF = "SELECT cpr_sealed FROM person WHERE id = $1";
}

/// A person about to be entered.
#[derive(Clone)]
pub struct NewPerson {
    /// Drawn before.
    pub id: PersonId,
    /// For ever.
    pub uniid: UniId,
    /// What they type.
    pub username: Username,
    /// The name.
    pub name: PersonName,
    /// Whether it may be seen.
    pub protection: Protection,
    /// The keyed hash.
    pub cpr_index: [u8; 32],
    /// The number, sealed.
    pub cpr_sealed: Vec<u8>,
    /// The word of its kind.
    pub cpr_kind: &'static str,
    /// What the number tells, or the source.
    pub birth: Option<Date>,
    /// The word.
    pub gender: Option<&'static str>,
}

/// A person's names as a source tells them now.
#[derive(Clone)]
pub struct ChangedPerson {
    /// Who.
    pub id: PersonId,
    /// The name.
    pub name: PersonName,
    /// Whether it may be seen.
    pub protection: Protection,
}

fn alias(protection: &Protection) -> (Option<&String>, Option<&String>) {
    match protection {
        Protection::Protected { alias } => (Some(&alias.first), Some(&alias.family)),
        Protection::None => (None, None),
    }
}

/// Enters people with their names; false where a number, user name or UniId was taken meanwhile.
pub fn enter_many(tx: &mut Tx, people: &[NewPerson]) -> Result<bool, StoreError> {
    let now = tx.now();
    let births: Vec<Option<String>> = people.iter().map(|person| person.birth.map(|day| day.to_string())).collect();
    let orders: Vec<String> =
        people.iter().map(|person| rules::danish_order::name_key(person.protection.shown(&person.name))).collect();
    let rows: Vec<Vec<Arg<'_>>> = people
        .iter()
        .zip(births.iter().zip(&orders))
        .map(|(person, (birth, order))| {
            let (first, family) = alias(&person.protection);
            vec![
                person.id.into(),
                (&person.uniid).into(),
                (&person.username).into(),
                (&person.name.first).into(),
                (&person.name.family).into(),
                first.into(),
                family.into(),
                first.map(|_| now).into(),
                (&person.cpr_index).into(),
                (&person.cpr_sealed).into(),
                person.cpr_kind.into(),
                birth.as_ref().into(),
                person.gender.into(),
                now.into(),
                order.into(),
                rules::danish_order::VERSION.into(),
            ]
        })
        .collect();
    let names: Vec<Vec<Arg<'_>>> =
        people.iter().map(|person| vec![(&person.username).into(), person.id.into()]).collect();
    let ids: Vec<Vec<Arg<'_>>> = people.iter().map(|person| vec![(&person.uniid).into(), person.id.into()]).collect();
    let all = people.len() as u64;
    let entered = tx.bulk(&ENTER, &rows)? == all && tx.bulk(&NAME, &names)? == all && tx.bulk(&IDENTIFY, &ids)? == all;
    if entered {
        crate::name_token::add_many(tx, people.iter().map(|person| (person.id, &person.name, &person.protection)))?;
    }
    Ok(entered)
}

/// Who has these numbers.
pub fn by_cpr(tx: &mut Tx, indexes: &[[u8; 32]]) -> Result<Vec<([u8; 32], PersonId)>, StoreError> {
    let mut found = Vec::new();
    for some in indexes.chunks(LOOKUP_MAX) {
        for row in tx.rows(&BY_CPR, &fifty(&[], some.iter().map(Arg::from)))? {
            let index = row.bytes(0)?.try_into().map_err(|_| row.wrong(0))?;
            found.push((index, PersonId(row.int(1)?)));
        }
    }
    Ok(found)
}

/// Which of these user names were ever given.
pub fn taken(tx: &mut Tx, names: &[Username]) -> Result<Vec<String>, StoreError> {
    let mut found = Vec::new();
    for some in names.chunks(LOOKUP_MAX) {
        for row in tx.rows(&TAKEN, &fifty(&[], some.iter().map(Arg::from)))? {
            found.push(row.text(0)?);
        }
    }
    Ok(found)
}

/// How many user names begin with these letters.
pub fn taken_beginning(tx: &mut Tx, letters: &str) -> Result<i64, StoreError> {
    let end = format!("{letters}~");
    let row = tx.row(&BEGINNING, &[letters.into(), (&end).into()])?;
    row.map_or(Ok(0), |row| row.int(0))
}

/// Names as a source tells them now.
pub fn change(tx: &mut Tx, person: &ChangedPerson) -> Result<(), StoreError> {
    let now = tx.now();
    let (first, family) = alias(&person.protection);
    let order = rules::danish_order::name_key(person.protection.shown(&person.name));
    let args = [
        person.id.into(),
        (&person.name.first).into(),
        (&person.name.family).into(),
        first.into(),
        family.into(),
        first.map(|_| now).into(),
        (&order).into(),
        rules::danish_order::VERSION.into(),
    ];
    tx.run(&CHANGE, &args)?;
    crate::name_token::renew(tx, person.id)
}

/// Protects somebody who was entered before.
pub fn protect(tx: &mut Tx, id: PersonId, alias: &PersonName) -> Result<(), StoreError> {
    let now = tx.now();
    let order = rules::danish_order::name_key(alias);
    let args = [
        id.into(),
        (&alias.first).into(),
        (&alias.family).into(),
        now.into(),
        (&order).into(),
        rules::danish_order::VERSION.into(),
    ];
    tx.run(&PROTECT, &args)?;
    crate::name_token::renew(tx, id)
}

/// Notes that these belong somewhere again.
pub fn attach_many(tx: &mut Tx, people: &[PersonId]) -> Result<(), StoreError> {
    for id in people {
        tx.run(&ATTACH, &[(*id).into()])?;
    }
    Ok(())
}

/// Notes who of these belongs nowhere any more.
pub fn detach_many(tx: &mut Tx, people: &[PersonId]) -> Result<(), StoreError> {
    let now = tx.now();
    for id in people {
        tx.run(&DETACH, &[(*id).into(), now.into()])?;
    }
    Ok(())
}

/// A number about to be given to somebody.
#[derive(Clone)]
pub struct NewCpr {
    /// The keyed hash.
    pub index: [u8; 32],
    /// The number, sealed for this person's row.
    pub sealed: Vec<u8>,
    /// The word of its kind.
    pub kind: &'static str,
    /// What the number tells.
    pub birth: Option<Date>,
}

/// Gives somebody another number; false where somebody else has it.
pub fn set_cpr(tx: &mut Tx, id: PersonId, new: &NewCpr) -> Result<bool, StoreError> {
    let birth = new.birth.map(|day| day.to_string());
    let args = [id.into(), (&new.index).into(), (&new.sealed).into(), new.kind.into(), birth.as_ref().into()];
    Ok(tx.run(&SET_CPR, &args)? == 1)
}

/// The word of the kind of somebody's number; none where they have no number.
pub fn cpr_kind(tx: &mut Tx, id: PersonId) -> Result<Option<String>, StoreError> {
    match tx.row(&CPR_KIND, &[id.into()])? {
        Some(row) => row.maybe_text(0),
        None => Ok(None),
    }
}

/// The sealed CPR number.
pub fn cpr_sealed(tx: &mut Tx, id: PersonId) -> Result<Option<Vec<u8>>, StoreError> {
    match tx.row(&CPR_OF, &[id.into()])? {
        Some(row) => row.maybe_bytes(0),
        None => Ok(None),
    }
}
