//! Affiliations with an end: those made by hand, and those that an application made.
//!
//! Source: product.md §9. What it does not do: say how long they last; `rules::manual_affiliation` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::id::{AffiliationId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::{PersonName, Username};

/// The most affiliations with an end that one list shows.
pub const LISTED_MAX: i64 = 2_000;

statements! {
    /// All of an institution, the next to end first; those whose time is up stand until the monthly job.
    OF_INSTITUTION = "SELECT a.id, a.person, a.actor, a.roles, a.level, a.source, a.started, a.expires, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, g.name
                      FROM affiliation a
                      JOIN person p ON p.id = a.person
                      LEFT JOIN school_group g ON g.id = a.main_group
                      WHERE a.institution = $1 AND a.expires IS NOT NULL AND a.ended IS NULL
                      ORDER BY a.expires, a.id
                      LIMIT $2";
    /// One of them, at its institution.
    FIND = "SELECT a.id, a.person, a.actor, a.roles, a.level, a.source, a.started, a.expires, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, g.name
            FROM affiliation a
            JOIN person p ON p.id = a.person
            LEFT JOIN school_group g ON g.id = a.main_group
            WHERE a.id = $1 AND a.institution = $2 AND a.expires IS NOT NULL AND a.ended IS NULL";
    /// Lasts longer; the administrators will be told again before the new end.
    CONFIRM = "UPDATE affiliation SET expires = $3, reminded = NULL WHERE id = $1 AND institution = $2 AND expires IS NOT NULL AND ended IS NULL";
    /// Those whose institutions are to be told.
    ENDING = "SELECT id, person, institution, expires FROM affiliation
              WHERE expires IS NOT NULL AND ended IS NULL AND expires <= $1 AND reminded IS NULL
              ORDER BY expires, id
              LIMIT $2";
    /// Told once.
    REMIND = "UPDATE affiliation SET reminded = $2 WHERE id = $1 AND reminded IS NULL";
    /// An import tells of the person now: what was made by hand ends.
    REPLACE = "UPDATE affiliation SET ended = $4 WHERE person = $1 AND institution = $2 AND actor = $3 AND expires IS NOT NULL AND ended IS NULL";
    /// Out of their groups, before.
    LEAVE = "UPDATE group_member SET ended = $4
             WHERE ended IS NULL AND affiliation IN (SELECT id FROM affiliation WHERE person = $1 AND institution = $2 AND actor = $3 AND expires IS NOT NULL AND ended IS NULL)";
    /// Those whose time is up.
    OVER = "SELECT id, person, institution, expires FROM affiliation
            WHERE expires IS NOT NULL AND ended IS NULL AND expires <= $1
            ORDER BY expires, id
            LIMIT $2";
    /// Those of institutions that were closed before a moment; the few institutions are looked at first.
    OF_CLOSED = "SELECT a.id, a.person, a.institution, a.expires
                 FROM institution
                 CROSS JOIN affiliation a
                 WHERE a.institution = institution.number AND institution.closed <= $1 AND a.ended IS NULL AND a.expires IS NOT NULL
                 ORDER BY a.id
                 LIMIT $2";
    /// Its time is up now.
    SHORTEN = "UPDATE affiliation SET expires = $2 WHERE id = $1 AND ended IS NULL AND $2 < expires";
}

/// An affiliation with an end, as its list shows it.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Its row.
    pub id: AffiliationId,
    /// Whose.
    pub person: PersonId,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// How far along school.
    pub level: Option<Level>,
    /// By hand, or by an application.
    pub source: String,
    /// Since when.
    pub started: Instant,
    /// Over from then on.
    pub expires: Instant,
    /// What they type.
    pub username: Username,
    /// The name that may be shown.
    pub shown: PersonName,
    /// The class's name.
    pub class: Option<String>,
}

fn read(row: &Row) -> Result<Listed, StoreError> {
    Ok(Listed {
        id: AffiliationId(row.int(0)?),
        person: PersonId(row.int(1)?),
        actor: row.word(2, Actor::from_word)?,
        roles: row.text(3)?.split_whitespace().filter_map(Role::from_word).collect(),
        level: row.maybe_text(4)?.as_deref().and_then(Level::from_code),
        source: row.text(5)?,
        started: row.instant(6)?,
        expires: row.instant(7)?,
        username: row.word(8, Username::parse)?,
        shown: crate::person::shown(row, 9)?,
        class: row.maybe_text(14)?,
    })
}

/// All of an institution, the next to end first.
///
/// # Errors
/// [`StoreError`].
pub fn of_institution(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Listed>, StoreError> {
    tx.rows(&OF_INSTITUTION, &[institution.into(), LISTED_MAX.into()])?.iter().map(read).collect()
}

/// One of an institution; none where it is another's, has no end, or is over.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, id: AffiliationId, institution: &InstitutionNumber) -> Result<Option<Listed>, StoreError> {
    tx.row(&FIND, &[id.into(), institution.into()])?.map(|row| read(&row)).transpose()
}

/// Lets one of an institution last until `expires`; false where there is none.
///
/// # Errors
/// [`StoreError`].
pub fn confirm(
    tx: &mut Tx,
    id: AffiliationId,
    institution: &InstitutionNumber,
    expires: Instant,
) -> Result<bool, StoreError> {
    Ok(tx.run(&CONFIRM, &[id.into(), institution.into(), expires.into()])? == 1)
}

/// One that ends, or is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ending {
    /// Its row.
    pub id: AffiliationId,
    /// Whose.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// When.
    pub expires: Instant,
}

fn read_ending(row: &Row) -> Result<Ending, StoreError> {
    Ok(Ending {
        id: AffiliationId(row.int(0)?),
        person: PersonId(row.int(1)?),
        institution: row.word(2, InstitutionNumber::parse)?,
        expires: row.instant(3)?,
    })
}

/// Those that end until a moment and whose institutions have not been told, the next first.
///
/// # Errors
/// [`StoreError`].
pub fn ending(tx: &mut Tx, until: Instant, limit: i64) -> Result<Vec<Ending>, StoreError> {
    tx.rows(&ENDING, &[until.into(), limit.into()])?.iter().map(read_ending).collect()
}

/// Notes that the institution was told; false where it was before.
///
/// # Errors
/// [`StoreError`].
pub fn remind(tx: &mut Tx, id: AffiliationId) -> Result<bool, StoreError> {
    let now = tx.now();
    Ok(tx.run(&REMIND, &[id.into(), now.into()])? == 1)
}

/// Ends what was made by hand of somebody at an institution as this actor: an import brings them now.
///
/// # Errors
/// [`StoreError`].
pub fn replace(tx: &mut Tx, person: PersonId, institution: &InstitutionNumber, actor: Actor) -> Result<(), StoreError> {
    let now = tx.now();
    let args = [person.into(), institution.into(), actor.word().into(), now.into()];
    tx.run(&LEAVE, &args)?;
    tx.run(&REPLACE, &args)?;
    Ok(())
}

/// Those whose time is up now.
///
/// # Errors
/// [`StoreError`].
pub fn over(tx: &mut Tx, limit: i64) -> Result<Vec<Ending>, StoreError> {
    let now = tx.now();
    tx.rows(&OVER, &[now.into(), limit.into()])?.iter().map(read_ending).collect()
}

/// Those of institutions that were closed before a moment.
///
/// # Errors
/// [`StoreError`].
pub fn of_closed(tx: &mut Tx, closed_before: Instant, limit: i64) -> Result<Vec<Ending>, StoreError> {
    tx.rows(&OF_CLOSED, &[closed_before.into(), limit.into()])?.iter().map(read_ending).collect()
}

/// Ends the time of an affiliation that has one: now, where it would last longer.
///
/// # Errors
/// [`StoreError`].
pub fn shorten(tx: &mut Tx, ending: &Ending) -> Result<Ending, StoreError> {
    let now = tx.now();
    tx.run(&SHORTEN, &[ending.id.into(), now.into()])?;
    Ok(Ending { expires: ending.expires.min(now), ..ending.clone() })
}
