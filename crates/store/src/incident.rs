//! Whose passwords an institution makes invalid after an incident: a class, a level, or everybody it knows.
//!
//! Source: product.md §5 (*Spær adgangskoder*). What it does not do: make them invalid ([`crate::credential`]).

use crate::driver::{Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::affiliation::Level;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::rights::facts::PupilSource;

/// The most people of one institution.
pub const PEOPLE_MAX: i64 = 20_000;

statements! {
    /// Everybody here who is more than a contact, with how the institution came to know them.
    PEOPLE = "SELECT a.person,
                MAX(CASE WHEN a.source NOT IN ('manual', 'application') THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS imported,
                MAX(CASE WHEN EXISTS (SELECT 1 FROM affiliation o
                                      WHERE o.person = a.person AND o.institution <> a.institution AND o.source NOT IN ('manual', 'application')
                                        AND o.ended IS NULL AND (o.expires IS NULL OR $2 < o.expires))
                         THEN CAST(1 AS BIGINT) ELSE CAST(0 AS BIGINT) END) AS elsewhere
              FROM affiliation a
              WHERE a.institution = $1 AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires) AND a.actor <> 'contact'
                AND (CAST($3 AS TEXT) IS NULL OR a.level = CAST($3 AS TEXT))
                AND (CAST($4 AS BIGINT) IS NULL
                     OR (a.actor = 'pupil'
                         AND EXISTS (SELECT 1 FROM group_member m
                                     WHERE m.school_group = CAST($4 AS BIGINT) AND m.affiliation = a.id AND m.ended IS NULL)))
              GROUP BY a.person
              ORDER BY a.person
              LIMIT $5";
}

/// How far an incident reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The pupils of one group.
    Group(GroupId),
    /// The pupils of one level.
    Level(Level),
    /// Everybody the institution knows.
    Institution,
}

/// The people within reach, with how the institution came to know each.
///
/// # Errors
/// [`StoreError`].
pub fn people(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    reach: Reach,
) -> Result<Vec<(PersonId, PupilSource)>, StoreError> {
    let now = tx.now();
    let (level, group) = match reach {
        Reach::Group(group) => (None, Some(group)),
        Reach::Level(level) => (Some(level.code()), None),
        Reach::Institution => (None, None),
    };
    let read = |row: &Row| {
        let source = match (row.int(1)? == 1, row.int(2)? == 1) {
            (true, _) => PupilSource::Imported,
            (false, true) => PupilSource::ManualBesideImport,
            (false, false) => PupilSource::Manual,
        };
        Ok((PersonId(row.int(0)?), source))
    };
    tx.rows(&PEOPLE, &[institution.into(), now.into(), level.into(), group.into(), PEOPLE_MAX.into()])?
        .iter()
        .map(read)
        .collect()
}
