//! The pupils a teacher or an administrator helps: classes, who is in them, and what stands between each and a new
//! password.
//!
//! Source: product.md §8. Every list is bounded by institution or group first. What it does not do: say who may see
//! it; `rules::rights` does.

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::Level;
use rules::group::{Group, GroupCode, GroupKind};
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::Form;
use rules::time::{Date, Instant};
use rules::user::{PersonName, Username};

/// The most groups of one employee or institution that are listed.
pub const GROUPS_MAX: i64 = 1_000;
/// The most pupils of one list.
pub const PUPILS_MAX: i64 = 5_000;

statements! {
    /// A new group; its number was drawn before the transaction.
    CREATE_GROUP = "INSERT INTO school_group (id, institution, code, name, kind, level, line, from_date, to_date, source, created) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// The groups an employee is a member of at one institution, now.
    GROUPS_OF_EMPLOYEE = "SELECT g.id, g.institution, g.code, g.name, g.kind, g.level, g.line, g.from_date, g.to_date
                          FROM affiliation a
                          JOIN group_member m ON m.affiliation = a.id AND m.ended IS NULL
                          JOIN school_group g ON g.id = m.school_group AND g.ended IS NULL
                          WHERE a.person = $1 AND a.institution = $2 AND a.actor = 'employee' AND a.ended IS NULL
                            AND (a.expires IS NULL OR $3 < a.expires)
                          ORDER BY g.name, g.id
                          LIMIT $4";
    /// All groups of an institution, now.
    GROUPS_OF_INSTITUTION = "SELECT id, institution, code, name, kind, level, line, from_date, to_date
                             FROM school_group
                             WHERE institution = $1 AND ended IS NULL
                             ORDER BY name, id
                             LIMIT $2";
    /// One group.
    GROUP = "SELECT id, institution, code, name, kind, level, line, from_date, to_date
             FROM school_group
             WHERE id = $1 AND ended IS NULL";
    /// The pupils of a group, now, each with what the list shows. `besides` is 1 for whoever is anything besides a
    /// pupil, anywhere, or holds any right.
    OF_GROUP = "SELECT p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name,
                  p.protected_since, p.blocked, a.level, a.main_group, c.form, c.dead, c.set_at, s.wait_until,
                  CASE WHEN EXISTS (SELECT 1 FROM affiliation o WHERE o.person = p.id AND o.ended IS NULL
                                      AND (o.expires IS NULL OR $2 < o.expires) AND o.actor <> 'pupil')
                         OR EXISTS (SELECT 1 FROM right_grant r WHERE r.person = p.id AND r.ended IS NULL
                                      AND (r.expires IS NULL OR $2 < r.expires))
                       THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS besides, s.step
                FROM group_member m
                JOIN affiliation a ON a.id = m.affiliation AND a.actor = 'pupil' AND a.ended IS NULL
                  AND (a.expires IS NULL OR $2 < a.expires)
                JOIN person p ON p.id = a.person
                LEFT JOIN credential c ON c.person = p.id
                LEFT JOIN guess s ON s.subject = 'person:' || CAST(p.id AS TEXT)
                WHERE m.school_group = $1 AND m.ended IS NULL
                ORDER BY p.id
                LIMIT $3";
    /// The same for a whole institution.
    OF_INSTITUTION = "SELECT p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name,
                        p.protected_since, p.blocked, a.level, a.main_group, c.form, c.dead, c.set_at, s.wait_until,
                        CASE WHEN EXISTS (SELECT 1 FROM affiliation o WHERE o.person = p.id AND o.ended IS NULL
                                            AND (o.expires IS NULL OR $2 < o.expires) AND o.actor <> 'pupil')
                               OR EXISTS (SELECT 1 FROM right_grant r WHERE r.person = p.id AND r.ended IS NULL
                                            AND (r.expires IS NULL OR $2 < r.expires))
                             THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS besides, s.step
                      FROM affiliation a
                      JOIN person p ON p.id = a.person
                      LEFT JOIN credential c ON c.person = p.id
                      LEFT JOIN guess s ON s.subject = 'person:' || CAST(p.id AS TEXT)
                      WHERE a.institution = $1 AND a.actor = 'pupil' AND a.ended IS NULL
                        AND (a.expires IS NULL OR $2 < a.expires)
                      ORDER BY p.id
                      LIMIT $3";
    /// The same for one pupil of an institution.
    AT_INSTITUTION = "SELECT p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name,
                        p.protected_since, p.blocked, a.level, a.main_group, c.form, c.dead, c.set_at, s.wait_until,
                        CASE WHEN EXISTS (SELECT 1 FROM affiliation o WHERE o.person = p.id AND o.ended IS NULL
                                            AND (o.expires IS NULL OR $2 < o.expires) AND o.actor <> 'pupil')
                               OR EXISTS (SELECT 1 FROM right_grant r WHERE r.person = p.id AND r.ended IS NULL
                                            AND (r.expires IS NULL OR $2 < r.expires))
                             THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END AS besides, s.step
                      FROM affiliation a
                      JOIN person p ON p.id = a.person
                      LEFT JOIN credential c ON c.person = p.id
                      LEFT JOIN guess s ON s.subject = 'person:' || CAST(p.id AS TEXT)
                      WHERE a.person = $3 AND a.institution = $1 AND a.actor = 'pupil' AND a.ended IS NULL
                        AND (a.expires IS NULL OR $2 < a.expires)
                      ORDER BY a.id
                      LIMIT 1";
    /// The groups a pupil is in now at an institution: whether an adult's class is among them is the rules' question.
    GROUPS_OF_PUPIL = "SELECT m.school_group, a.level
                       FROM affiliation a
                       JOIN group_member m ON m.affiliation = a.id AND m.ended IS NULL
                       WHERE a.person = $1 AND a.institution = $2 AND a.actor = 'pupil' AND a.ended IS NULL
                         AND (a.expires IS NULL OR $3 < a.expires)
                       ORDER BY m.school_group
                       LIMIT 500";
    /// The levels there are pupils at.
    LEVELS = "SELECT DISTINCT level FROM affiliation
              WHERE institution = $1 AND actor = 'pupil' AND ended IS NULL AND (expires IS NULL OR $2 < expires)
                AND level IS NOT NULL
              ORDER BY level
              LIMIT 50";
    /// The levels a pupil has at an institution, and which source told it: not every pupil is in a group.
    ATTACHED = "SELECT level, source FROM affiliation
                WHERE person = $1 AND institution = $2 AND actor = 'pupil' AND ended IS NULL
                  AND (expires IS NULL OR $3 < expires)
                ORDER BY id
                LIMIT 20";
}

/// A pupil of a list.
#[derive(Clone, Debug)]
pub struct Pupil {
    /// Who.
    pub person: PersonId,
    /// What they type.
    pub username: Username,
    /// The name that may be shown: the alias of a protected pupil.
    pub shown: PersonName,
    /// When they were blocked.
    pub blocked: Option<Instant>,
    /// Level at this institution.
    pub level: Option<Level>,
    /// Class at this institution.
    pub main_group: Option<GroupId>,
    /// The password they hold.
    pub password: PasswordState,
    /// Until when they must wait after wrong tries.
    pub waits_until: Option<Instant>,
    /// Wrong tries in a row.
    pub wrong_in_a_row: u32,
    /// Whether they are anything besides a pupil.
    pub besides: Besides,
}

/// What is known of a password without knowing it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PasswordState {
    /// Never had one: has never logged in.
    Never,
    /// Has one of this form since then.
    Has(Form, Instant),
    /// Had one that was made invalid.
    Dead,
}

impl PasswordState {
    /// What is known of the password somebody holds: its form and since when, and when it was made invalid.
    pub fn of(held: Option<(Form, Instant)>, dead: Option<Instant>) -> PasswordState {
        match (held, dead) {
            (None, _) => PasswordState::Never,
            (Some(_), Some(_)) => PasswordState::Dead,
            (Some((form, since)), None) => PasswordState::Has(form, since),
        }
    }

    /// The same, of three columns in a row: form, dead, set at.
    pub(crate) fn read(row: &Row, first: usize) -> Result<PasswordState, StoreError> {
        let held = match row.maybe_text(first)? {
            Some(_) => Some((row.word(first, Form::from_word)?, row.instant(first + 2)?)),
            None => None,
        };
        Ok(PasswordState::of(held, row.maybe_instant(first + 1)?))
    }
}

/// Whether a pupil is something else too, or holds a right: then a window is no way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Besides {
    /// A pupil and nothing else.
    Nothing,
    /// Parent, employee, external, or holder of a right.
    Something,
}

/// The groups an employee is in at an institution.
///
/// # Errors
/// [`StoreError`].
pub fn groups_of_employee(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Group>, StoreError> {
    let now = tx.now();
    let rows = tx.rows(&GROUPS_OF_EMPLOYEE, &[person.into(), at.into(), now.into(), GROUPS_MAX.into()])?;
    rows.iter().map(read_group).collect()
}

/// All groups of an institution.
///
/// # Errors
/// [`StoreError`].
pub fn groups_of_institution(tx: &mut Tx, at: &InstitutionNumber) -> Result<Vec<Group>, StoreError> {
    tx.rows(&GROUPS_OF_INSTITUTION, &[at.into(), GROUPS_MAX.into()])?.iter().map(read_group).collect()
}

/// One group that has not ended.
///
/// # Errors
/// [`StoreError`].
pub fn group(tx: &mut Tx, id: GroupId) -> Result<Option<Group>, StoreError> {
    tx.row(&GROUP, &[id.into()])?.map(|row| read_group(&row)).transpose()
}

/// The pupils of a group.
///
/// # Errors
/// [`StoreError`].
pub fn of_group(tx: &mut Tx, group: GroupId) -> Result<Vec<Pupil>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_GROUP, &[group.into(), now.into(), PUPILS_MAX.into()])?.iter().map(read).collect()
}

/// The pupils of an institution.
///
/// # Errors
/// [`StoreError`].
pub fn of_institution(tx: &mut Tx, at: &InstitutionNumber) -> Result<Vec<Pupil>, StoreError> {
    let now = tx.now();
    tx.rows(&OF_INSTITUTION, &[at.into(), now.into(), PUPILS_MAX.into()])?.iter().map(read).collect()
}

/// One pupil of an institution; none where they are no pupil there.
///
/// # Errors
/// [`StoreError`].
pub fn at_institution(tx: &mut Tx, at: &InstitutionNumber, person: PersonId) -> Result<Option<Pupil>, StoreError> {
    let now = tx.now();
    tx.row(&AT_INSTITUTION, &[at.into(), now.into(), person.into()])?.map(|row| read(&row)).transpose()
}

/// The groups a pupil is in at an institution.
///
/// # Errors
/// [`StoreError`].
pub fn groups_of_pupil(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<GroupId>, StoreError> {
    let now = tx.now();
    let rows = tx.rows(&GROUPS_OF_PUPIL, &[person.into(), at.into(), now.into()])?;
    rows.iter().map(|row| row.int(0).map(GroupId)).collect()
}

/// The pupil affiliations of a person at an institution: level and source; none where it is no pupil of theirs.
///
/// # Errors
/// [`StoreError`].
pub fn attached(
    tx: &mut Tx,
    person: PersonId,
    at: &InstitutionNumber,
) -> Result<Vec<(Option<Level>, String)>, StoreError> {
    let now = tx.now();
    let rows = tx.rows(&ATTACHED, &[person.into(), at.into(), now.into()])?;
    rows.iter().map(|row| Ok((level(row, 0)?, row.text(1)?))).collect()
}

/// The levels an institution has pupils at, lowest first.
///
/// # Errors
/// [`StoreError`].
pub fn levels(tx: &mut Tx, at: &InstitutionNumber) -> Result<Vec<Level>, StoreError> {
    let now = tx.now();
    let rows = tx.rows(&LEVELS, &[at.into(), now.into()])?;
    let mut levels: Vec<Level> = rows.iter().map(|row| row.word(0, Level::from_code)).collect::<Result<_, _>>()?;
    levels.sort();
    Ok(levels)
}

fn level(row: &Row, column: usize) -> Result<Option<Level>, StoreError> {
    match row.maybe_text(column)? {
        Some(code) => Ok(Some(Level::from_code(&code).ok_or(row.wrong(column))?)),
        None => Ok(None),
    }
}

fn day(row: &Row, column: usize) -> Result<Option<Date>, StoreError> {
    match row.maybe_text(column)? {
        Some(text) => Ok(Some(text.parse().map_err(|_| row.wrong(column))?)),
        None => Ok(None),
    }
}

fn read_group(row: &Row) -> Result<Group, StoreError> {
    Ok(Group {
        id: GroupId(row.int(0)?),
        institution: row.word(1, InstitutionNumber::parse)?,
        code: row.word(2, GroupCode::parse)?,
        name: row.text(3)?,
        kind: row.word(4, GroupKind::from_word)?,
        level: level(row, 5)?,
        line: row.maybe_text(6)?,
        from: day(row, 7)?,
        to: day(row, 8)?,
    })
}

fn read(row: &Row) -> Result<Pupil, StoreError> {
    Ok(Pupil {
        person: PersonId(row.int(0)?),
        username: row.word(1, Username::parse)?,
        shown: crate::person::shown(row, 2)?,
        blocked: row.maybe_instant(7)?,
        level: level(row, 8)?,
        main_group: row.maybe_int(9)?.map(GroupId),
        password: PasswordState::read(row, 10)?,
        waits_until: row.maybe_instant(13)?,
        wrong_in_a_row: row.maybe_int(15)?.map_or(0, |step| u32::try_from(step).unwrap_or(u32::MAX)),
        besides: if row.int(14)? == 0 { Besides::Nothing } else { Besides::Something },
    })
}

/// Makes a group, as one source told it.
///
/// # Errors
/// [`StoreError`].
pub fn create_group(tx: &mut Tx, new: &Group, source: &str) -> Result<(), StoreError> {
    let now = tx.now();
    let (from, to) = (new.from.map(|day| day.to_string()), new.to.map(|day| day.to_string()));
    let args = [
        new.id.into(),
        (&new.institution).into(),
        new.code.as_str().into(),
        new.name.as_str().into(),
        new.kind.word().into(),
        new.level.map(Level::code).into(),
        new.line.as_deref().into(),
        from.as_deref().into(),
        to.as_deref().into(),
        source.into(),
        now.into(),
    ];
    tx.run(&CREATE_GROUP, &args)?;
    Ok(())
}
