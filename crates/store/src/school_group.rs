//! *Gruppe*: classes and other groups, shared by an institution's sources, and who is in them over time.
//!
//! Source: product.md §4. What it does not do: decide who may see them.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::group::GroupCode;
use rules::id::{AffiliationId, GroupId};
use rules::institution::InstitutionNumber;
use rules::roster::GroupRecord;
use rules::time::Instant;

statements! {
    /// The groups there are now.
    ACTIVE = "SELECT id, code, source FROM school_group WHERE institution = $1 AND ended IS NULL ORDER BY code, id LIMIT 50000";
    /// With everything a list shows.
    SHOWN = "SELECT g.id, g.code, g.name, g.kind, g.level, CAST(COUNT(m.affiliation) AS BIGINT) AS members
             FROM school_group g
             LEFT JOIN group_member m ON m.school_group = g.id AND m.ended IS NULL
             WHERE g.institution = $1 AND g.ended IS NULL
             GROUP BY g.id, g.code, g.name, g.kind, g.level
             ORDER BY g.code, g.id
             LIMIT 50000";
    /// The id was drawn before the transaction.
    START = "INSERT INTO school_group (id, institution, code, name, kind, level, line, from_date, to_date, source, created)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
    /// As its source now tells.
    CHANGE = "UPDATE school_group SET name = $2, kind = $3, level = $4, line = $5, from_date = $6, to_date = $7 WHERE id = $1";
    /// No source tells of it any more.
    END = "UPDATE school_group SET ended = $2 WHERE id = $1 AND ended IS NULL";
    /// The moment is part of the key, so that somebody may leave and come back.
    JOIN = "INSERT INTO group_member (school_group, affiliation, started)
            VALUES ($1, $2, $3)
            ON CONFLICT (school_group, affiliation, started) DO UPDATE SET ended = NULL";
    /// Out of one group.
    LEAVE = "UPDATE group_member SET ended = $3 WHERE school_group = $1 AND affiliation = $2 AND ended IS NULL";
    /// Out of all groups.
    LEAVE_ALL = "UPDATE group_member SET ended = $2 WHERE affiliation = $1 AND ended IS NULL";
    /// Who is in what, of one institution and source.
    MEMBERS = "SELECT m.affiliation, m.school_group
               FROM affiliation a
               JOIN group_member m ON m.affiliation = a.id AND m.ended IS NULL
               WHERE a.institution = $1 AND a.source = $2 AND a.ended IS NULL
               ORDER BY m.affiliation, m.school_group
               LIMIT 1000000";
}

/// A group that is about to be written.
#[derive(Clone, Debug)]
pub struct NewGroup {
    /// Drawn before.
    pub id: GroupId,
    /// What it is.
    pub record: GroupRecord,
}

/// Id, code and first source of the groups there are now.
pub fn active(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<(GroupId, GroupCode, String)>, StoreError> {
    let rows = tx.rows(&ACTIVE, &[institution.into()])?;
    rows.iter().map(|row| Ok((GroupId(row.int(0)?), row.word(1, GroupCode::parse)?, row.text(2)?))).collect()
}

/// A group as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// Its row.
    pub id: GroupId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: String,
    /// The word of its kind.
    pub kind: String,
    /// The code of its level.
    pub level: Option<String>,
    /// How many are in it.
    pub members: i64,
}

/// The groups there are now, with how many are in each.
pub fn shown(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<Shown>, StoreError> {
    let read = |row: &Row| {
        Ok(Shown {
            id: GroupId(row.int(0)?),
            code: row.text(1)?,
            name: row.text(2)?,
            kind: row.text(3)?,
            level: row.maybe_text(4)?,
            members: row.int(5)?,
        })
    };
    tx.rows(&SHOWN, &[institution.into()])?.iter().map(read).collect()
}

/// New groups of a source.
pub fn start_many(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
    groups: &[NewGroup],
) -> Result<(), StoreError> {
    let now = tx.now();
    let days: Vec<(Option<String>, Option<String>)> = groups.iter().map(|group| days(&group.record)).collect();
    let rows: Vec<Vec<Arg<'_>>> = groups
        .iter()
        .zip(&days)
        .map(|(NewGroup { id, record }, (from, to))| {
            vec![
                (*id).into(),
                institution.into(),
                record.code.as_str().into(),
                (&record.name).into(),
                record.kind.word().into(),
                record.level.map(|level| level.code()).into(),
                record.line.as_ref().into(),
                from.as_ref().into(),
                to.as_ref().into(),
                source.into(),
                now.into(),
            ]
        })
        .collect();
    tx.bulk(&START, &rows)?;
    Ok(())
}

fn days(record: &GroupRecord) -> (Option<String>, Option<String>) {
    (record.from.map(|day| day.to_string()), record.to.map(|day| day.to_string()))
}

/// A group as it is told of now.
pub fn change(tx: &mut Tx, group: &NewGroup) -> Result<(), StoreError> {
    let NewGroup { id, record } = group;
    let (from, to) = days(record);
    let args = [
        (*id).into(),
        (&record.name).into(),
        record.kind.word().into(),
        record.level.map(|level| level.code()).into(),
        record.line.as_ref().into(),
        from.as_ref().into(),
        to.as_ref().into(),
    ];
    tx.run(&CHANGE, &args)?;
    Ok(())
}

/// A group nobody tells of any more.
pub fn end(tx: &mut Tx, id: GroupId) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&END, &[id.into(), now.into()])?;
    Ok(())
}

/// Who is in what now, of one institution and source.
pub fn members(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    source: &str,
) -> Result<Vec<(AffiliationId, GroupId)>, StoreError> {
    let rows = tx.rows(&MEMBERS, &[institution.into(), source.into()])?;
    rows.iter().map(|row| Ok((AffiliationId(row.int(0)?), GroupId(row.int(1)?)))).collect()
}

/// Puts people into groups.
pub fn join_many(tx: &mut Tx, members: &[(GroupId, AffiliationId)]) -> Result<(), StoreError> {
    let now = tx.now();
    let rows: Vec<Vec<Arg<'_>>> =
        members.iter().map(|(group, who)| vec![(*group).into(), (*who).into(), now.into()]).collect();
    tx.bulk(&JOIN, &rows)?;
    Ok(())
}

/// Takes people out of groups.
pub fn leave_many(tx: &mut Tx, members: &[(GroupId, AffiliationId)]) -> Result<(), StoreError> {
    let now = tx.now();
    for (group, who) in members {
        tx.run(&LEAVE, &[(*group).into(), (*who).into(), now.into()])?;
    }
    Ok(())
}

/// Takes somebody out of all groups.
pub fn leave_all(tx: &mut Tx, who: AffiliationId) -> Result<(), StoreError> {
    let now = tx.now();
    leave_all_at(tx, who, now)
}

/// Takes somebody out of all groups as of a moment: when their affiliation was over.
pub(crate) fn leave_all_at(tx: &mut Tx, who: AffiliationId, moment: Instant) -> Result<(), StoreError> {
    tx.run(&LEAVE_ALL, &[who.into(), moment.into()]).map(drop)
}
