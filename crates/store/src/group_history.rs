//! *Grupper* over time: which groups an institution had at a moment, and who was in one.
//!
//! Source: product.md §4 ("who was in 4.B on 1 March?"). What it does not do: change groups ([`crate::school_group`]).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::{Actor, Level, Role};
use rules::group::GroupKind;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::PersonName;

/// The most groups of one list.
pub const GROUPS_MAX: i64 = 5_000;
/// The most members of one group.
pub const MEMBERS_MAX: i64 = 5_000;

statements! {
    /// The groups of a moment, with how many pupils and others were in each.
    AT = "SELECT g.id, g.code, g.name, g.kind, g.level, g.source, g.created, g.ended,
            CAST(COUNT(DISTINCT CASE WHEN a.actor = 'pupil' THEN a.person END) AS BIGINT) AS pupils,
            CAST(COUNT(DISTINCT CASE WHEN a.actor <> 'pupil' THEN a.person END) AS BIGINT) AS others
          FROM school_group g
          LEFT JOIN group_member m ON m.school_group = g.id AND m.started <= $2 AND (m.ended IS NULL OR $2 < m.ended)
          LEFT JOIN affiliation a ON a.id = m.affiliation
          WHERE g.institution = $1 AND g.created <= $2 AND (g.ended IS NULL OR $2 < g.ended)
          GROUP BY g.id, g.code, g.name, g.kind, g.level, g.source, g.created, g.ended
          ORDER BY g.code, g.id
          LIMIT $3";
    /// One group, ended ones included.
    FIND = "SELECT id, code, name, kind, level, source, created, ended, CAST(0 AS BIGINT) AS pupils, CAST(0 AS BIGINT) AS others
            FROM school_group
            WHERE id = $1 AND institution = $2";
    /// Who was in a group at a moment, in Danish order; somebody who was in it twice stands once.
    MEMBERS = "SELECT p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since,
                 MIN(a.actor) AS actor, MIN(a.roles) AS roles, CAST(MIN(m.started) AS BIGINT) AS started, CAST(MAX(COALESCE(m.ended, $4)) AS BIGINT) AS ended,
                 CAST(MAX(CASE WHEN EXISTS (SELECT 1 FROM affiliation n
                                            WHERE n.person = a.person AND n.institution = a.institution AND n.ended IS NULL
                                              AND (n.expires IS NULL OR $5 < n.expires))
                               THEN 1 ELSE 0 END) AS BIGINT) AS here
               FROM group_member m
               JOIN affiliation a ON a.id = m.affiliation
               JOIN person p ON p.id = a.person
               WHERE m.school_group = $1 AND m.started <= $2 AND (m.ended IS NULL OR $2 < m.ended)
               GROUP BY p.id, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since, p.sort_key
               ORDER BY p.sort_key, p.id
               LIMIT $3";
}

/// A group at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupThen {
    /// Its row.
    pub id: GroupId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// What sort it is.
    pub kind: GroupKind,
    /// How far along school.
    pub level: Option<Level>,
    /// Which source told of it first.
    pub source: String,
    /// Since when.
    pub created: Instant,
    /// Until when.
    pub ended: Option<Instant>,
    /// How many pupils were in it.
    pub pupils: i64,
    /// How many others.
    pub others: i64,
}

/// Somebody who was in a group at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MemberThen {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: PersonName,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// In the group since.
    pub started: Instant,
    /// In the group until; none: still.
    pub ended: Option<Instant>,
    /// Whether they belong to the institution now.
    pub presence: Presence,
}

/// Whether somebody still belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// Still here.
    Here,
    /// Has left.
    Gone,
}

fn read(row: &Row) -> Result<GroupThen, StoreError> {
    Ok(GroupThen {
        id: GroupId(row.int(0)?),
        code: row.text(1)?,
        name: row.text(2)?,
        kind: row.word(3, GroupKind::from_word)?,
        level: row.maybe_text(4)?.as_deref().and_then(Level::from_code),
        source: row.text(5)?,
        created: row.instant(6)?,
        ended: row.maybe_instant(7)?,
        pupils: row.int(8)?,
        others: row.int(9)?,
    })
}

/// The groups an institution had at a moment.
///
/// # Errors
/// [`StoreError`].
pub fn at(tx: &mut Tx, institution: &InstitutionNumber, moment: Instant) -> Result<Vec<GroupThen>, StoreError> {
    tx.rows(&AT, &[institution.into(), moment.into(), GROUPS_MAX.into()])?.iter().map(read).collect()
}

/// One group of the institution, ended ones included.
///
/// # Errors
/// [`StoreError`].
pub fn find(tx: &mut Tx, institution: &InstitutionNumber, id: GroupId) -> Result<Option<GroupThen>, StoreError> {
    tx.row(&FIND, &[id.into(), institution.into()])?.map(|row| read(&row)).transpose()
}

/// Who was in a group at a moment, in Danish order.
///
/// # Errors
/// [`StoreError`].
pub fn members(tx: &mut Tx, group: GroupId, moment: Instant) -> Result<Vec<MemberThen>, StoreError> {
    let (still, now) = (Instant(i64::MAX), tx.now());
    let read = |row: &Row| {
        Ok(MemberThen {
            person: PersonId(row.int(0)?),
            shown: crate::person::shown(row, 1)?,
            actor: row.word(6, Actor::from_word)?,
            roles: row.text(7)?.split_whitespace().filter_map(Role::from_word).collect(),
            started: row.instant(8)?,
            ended: Some(row.instant(9)?).filter(|ended| *ended != still),
            presence: if row.int(10)? == 1 { Presence::Here } else { Presence::Gone },
        })
    };
    let args = [group.into(), moment.into(), MEMBERS_MAX.into(), still.into(), now.into()];
    tx.rows(&MEMBERS, &args)?.iter().map(read).collect()
}
