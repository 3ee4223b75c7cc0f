//! Affiliations as the import starts, changes and ends them: many at a time.
//!
//! What it does not do: read them for pages ([`crate::affiliation`]).

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use std::collections::BTreeSet;

statements! {
    /// All that one source tells of now.
    OF_SOURCE = "SELECT id, person, actor, local_person_id, roles
                 FROM affiliation
                 WHERE institution = $1 AND source = $2 AND ended IS NULL
                 ORDER BY id
                 LIMIT 500000";
    /// Everybody at an institution now, for the operator's eyes.
    OF_INSTITUTION = "SELECT a.person, a.actor, a.roles, a.level, a.source, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, g.code
                      FROM affiliation a
                      JOIN person p ON p.id = a.person
                      LEFT JOIN school_group g ON g.id = a.main_group
                      WHERE a.institution = $1 AND a.ended IS NULL
                      ORDER BY a.actor, p.username, a.id
                      LIMIT 500000";
    /// The id was drawn before the transaction.
    START = "INSERT INTO affiliation (id, person, institution, actor, roles, level, main_group, location, student_number, short_name, occupation, source, local_person_id, started)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)";
    /// As its source tells now.
    CHANGE = "UPDATE affiliation SET actor = $2, roles = $3, level = $4, main_group = $5, location = $6, student_number = $7, short_name = $8, occupation = $9 WHERE id = $1 AND ended IS NULL";
    /// Over.
    END = "UPDATE affiliation SET ended = $2 WHERE id = $1 AND ended IS NULL";
}

/// What an affiliation says.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its row.
    pub id: AffiliationId,
    /// Whose.
    pub person: PersonId,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: BTreeSet<Role>,
    /// How far along school.
    pub level: Option<Level>,
    /// The pupil's class.
    pub main_group: Option<GroupId>,
    /// As sent.
    pub location: Option<String>,
    /// As sent.
    pub student_number: Option<String>,
    /// As sent.
    pub short_name: Option<String>,
    /// As sent.
    pub occupation: Option<String>,
    /// The source's number for them; empty for contacts.
    pub local_person_id: String,
}

/// What is known of an affiliation before it changes.
#[derive(Clone, Debug)]
pub struct Known {
    /// Its row.
    pub id: AffiliationId,
    /// Whose.
    pub person: PersonId,
    /// As what.
    pub actor: Actor,
    /// The source's number for them; empty for contacts.
    pub local_person_id: String,
    /// In which roles.
    pub roles: BTreeSet<Role>,
}

fn words(roles: &BTreeSet<Role>) -> String {
    roles.iter().map(|role| role.word()).collect::<Vec<_>>().join(" ")
}

fn roles(words: &str) -> BTreeSet<Role> {
    words.split_whitespace().filter_map(Role::from_word).collect()
}

/// All that one source tells of now.
pub fn of_source(tx: &mut Tx, institution: &InstitutionNumber, source: &str) -> Result<Vec<Known>, StoreError> {
    let read = |row: &Row| {
        Ok(Known {
            id: AffiliationId(row.int(0)?),
            person: PersonId(row.int(1)?),
            actor: row.word(2, Actor::from_word)?,
            local_person_id: row.text(3)?,
            roles: roles(&row.text(4)?),
        })
    };
    tx.rows(&OF_SOURCE, &[institution.into(), source.into()])?.iter().map(read).collect()
}

/// Somebody at an institution, as the operator sees them.
#[derive(Clone, Debug)]
pub struct Shown {
    /// Who.
    pub person: PersonId,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: BTreeSet<Role>,
    /// The level's code.
    pub level: Option<String>,
    /// Which source told it.
    pub source: String,
    /// What they type.
    pub username: String,
    /// Name or alias: what may be seen.
    pub name: String,
    /// Whether that is an alias.
    pub protected: bool,
    /// The class's code.
    pub main_group: Option<String>,
}

/// Everybody at an institution now.
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Shown>, StoreError> {
    let read = |row: &Row| {
        Ok(Shown {
            person: PersonId(row.int(0)?),
            actor: row.word(1, Actor::from_word)?,
            roles: roles(&row.text(2)?),
            level: row.maybe_text(3)?,
            source: row.text(4)?,
            username: row.text(5)?,
            name: crate::person::shown(row, 6)?.full().trim().to_owned(),
            protected: row.maybe_int(10)?.is_some(),
            main_group: row.maybe_text(11)?,
        })
    };
    tx.rows(&OF_INSTITUTION, &[institution.into()])?.iter().map(read).collect()
}

/// New affiliations of one source.
pub fn start_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    entries: &[Entry],
) -> Result<(), StoreError> {
    let now = tx.now();
    let roles: Vec<String> = entries.iter().map(|entry| words(&entry.roles)).collect();
    let rows: Vec<Vec<Arg<'_>>> = entries
        .iter()
        .zip(&roles)
        .map(|(entry, roles)| {
            vec![
                entry.id.into(),
                entry.person.into(),
                institution.into(),
                entry.actor.word().into(),
                roles.into(),
                entry.level.map(|level| level.code()).into(),
                entry.main_group.into(),
                entry.location.as_ref().into(),
                entry.student_number.as_ref().into(),
                entry.short_name.as_ref().into(),
                entry.occupation.as_ref().into(),
                source.into(),
                (&entry.local_person_id).into(),
                now.into(),
            ]
        })
        .collect();
    tx.bulk(&START, &rows)?;
    for entry in entries.iter().filter(|entry| matches!(entry.actor, Actor::Employee | Actor::External)) {
        crate::name_token::mark(tx, entry.person)?;
    }
    Ok(())
}

/// An affiliation as it is told of now.
pub fn change(tx: &mut Tx, entry: &Entry) -> Result<(), StoreError> {
    let roles = words(&entry.roles);
    let args = [
        entry.id.into(),
        entry.actor.word().into(),
        (&roles).into(),
        entry.level.map(|level| level.code()).into(),
        entry.main_group.into(),
        entry.location.as_ref().into(),
        entry.student_number.as_ref().into(),
        entry.short_name.as_ref().into(),
        entry.occupation.as_ref().into(),
    ];
    tx.run(&CHANGE, &args)?;
    match entry.actor {
        Actor::Employee | Actor::External => crate::name_token::mark(tx, entry.person),
        Actor::Pupil | Actor::Contact => crate::name_token::unmark(tx, entry.person),
    }
}

/// An affiliation that is over.
pub fn end(tx: &mut Tx, id: AffiliationId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&END, &[id.into(), now.into()])?;
    crate::name_token::unmark_owner(tx, id)
}
