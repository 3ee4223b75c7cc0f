//! *Tilknytning*: who belongs to which institution, as what, from when to when.
//!
//! Source: product.md §4. What it does not do: decide what an affiliation allows; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// What is active now, everywhere.
    OF_PERSON = "SELECT id, person, institution, actor, roles, level, main_group, source, started, expires FROM affiliation WHERE person = $1 AND ended IS NULL AND (expires IS NULL OR $2 < expires) ORDER BY institution, id LIMIT 200";
    /// A new affiliation; its number was drawn before the transaction.
    START = "INSERT INTO affiliation (id, person, institution, actor, roles, level, main_group, source, local_person_id, started, expires) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// Once.
    END = "UPDATE affiliation SET ended = $2 WHERE id = $1 AND ended IS NULL";
    /// An affiliation is in a group from now on.
    JOIN = "INSERT INTO group_member (school_group, affiliation, started) VALUES ($1, $2, $3)";
    /// When somebody's last employment at an institution was over.
    EMPLOYED_UNTIL = "SELECT CAST(MAX(COALESCE(ended, expires)) AS BIGINT) AS until FROM affiliation WHERE person = $1 AND institution = $2 AND actor = 'employee'";
    /// The groups an affiliation is in now.
    GROUPS = "SELECT m.school_group FROM group_member m JOIN school_group g ON g.id = m.school_group WHERE m.affiliation = $1 AND m.ended IS NULL AND g.ended IS NULL ORDER BY m.school_group LIMIT 500";
}

/// An affiliation that is active.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Affiliation {
    /// Its row.
    pub id: AffiliationId,
    /// Whose.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// How far along school, on pupils.
    pub level: Option<Level>,
    /// The pupil's class.
    pub main_group: Option<GroupId>,
    /// Which source told it.
    pub source: String,
    /// Since when.
    pub started: Instant,
    /// Over from then on.
    pub expires: Option<Instant>,
}

/// A person's affiliations that are active now.
pub fn active_of_person(tx: &mut Tx, person: PersonId) -> Result<Vec<Affiliation>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_PERSON, &[person.into(), now.into()])?.iter().map(read).collect()
}

/// Reads the ten columns of [`OF_PERSON`], in its order.
pub(crate) fn read(row: &Row) -> Result<Affiliation, StoreError> {
    let level = match row.maybe_text(5)? {
        Some(code) => Some(Level::from_code(&code).ok_or(row.wrong(5))?),
        None => None,
    };
    Ok(Affiliation {
        id: AffiliationId(row.int(0)?),
        person: PersonId(row.int(1)?),
        institution: row.word(2, InstitutionNumber::parse)?,
        actor: row.word(3, Actor::from_word)?,
        roles: row.text(4)?.split_whitespace().filter_map(Role::from_word).collect(),
        level,
        main_group: row.maybe_int(6)?.map(GroupId),
        source: row.text(7)?,
        started: row.instant(8)?,
        expires: row.maybe_instant(9)?,
    })
}

/// The groups an affiliation is in now.
pub fn groups(tx: &mut Tx, affiliation: AffiliationId) -> Result<Vec<GroupId>, StoreError> {
    let rows = tx.rows(&GROUPS, &[affiliation.into()])?;
    rows.iter().map(|row| Ok(GroupId(row.int(0)?))).collect()
}

/// Starts an affiliation; `local_person_id` is the person's number in its source, empty where there is none.
pub fn start(tx: &mut Tx, new: &Affiliation, local_person_id: &str) -> Result<(), StoreError> {
    let roles = new.roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ");
    let args = [
        new.id.into(),
        new.person.into(),
        (&new.institution).into(),
        new.actor.word().into(),
        roles.as_str().into(),
        new.level.map(Level::code).into(),
        new.main_group.into(),
        new.source.as_str().into(),
        local_person_id.into(),
        new.started.into(),
        new.expires.into(),
    ];
    tx.run(&START, &args)?;
    match new.actor {
        Actor::Employee | Actor::External => crate::name_token::mark(tx, new.person),
        Actor::Pupil | Actor::Contact => Ok(()),
    }
}

/// Ends an affiliation; false where it had ended.
pub fn end(tx: &mut Tx, id: AffiliationId) -> Result<bool, StoreError> {
    let now = tx.now();
    let ended = tx.run(&END, &[id.into(), now.into()])? == 1;
    crate::name_token::unmark_owner(tx, id)?;
    Ok(ended)
}

/// Puts an affiliation in a group from now on.
pub fn join(tx: &mut Tx, id: AffiliationId, group: GroupId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&JOIN, &[group.into(), id.into(), now.into()])?;
    Ok(())
}

/// When somebody's last employment at an institution was over; none: they never had one there, or it runs.
pub fn employed_until(
    tx: &mut Tx,
    person: PersonId,
    institution: &InstitutionNumber,
) -> Result<Option<Instant>, StoreError> {
    tx.row(&EMPLOYED_UNTIL, &[person.into(), institution.into()])?.map_or(Ok(None), |row| row.maybe_instant(0))
}
