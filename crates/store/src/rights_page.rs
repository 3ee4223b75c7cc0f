//! Whose rights an administrator looks at: the institution's employees, who was remembered, who holds a right.
//!
//! Source: product.md §9. Every list is in the Danish order of the shown names. What it does not do: say which rights
//! there are, or who may give them.

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::user::{PersonName, Protection, Username};

/// The most people of one list: more than any institution employs.
pub const PEOPLE_MAX: i64 = 20_000;

statements! {
    /// Who works there now.
    EMPLOYEES = "SELECT DISTINCT p.sort_key, p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since
                 FROM affiliation a
                 JOIN person p ON p.id = a.person
                 WHERE a.institution = $1 AND a.actor = 'employee' AND a.ended IS NULL AND (a.expires IS NULL OR $2 < a.expires)
                 ORDER BY p.sort_key, p.id
                 LIMIT $3";
    /// Whom one administrator remembers for it.
    REMEMBERED = "SELECT DISTINCT p.sort_key, p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since
                  FROM remembered_user r
                  JOIN person p ON p.id = r.person
                  WHERE r.institution = $1 AND $2 < r.until AND r.administrator = $4
                  ORDER BY p.sort_key, p.id
                  LIMIT $3";
    /// Who holds a right there now.
    HOLDERS = "SELECT DISTINCT p.sort_key, p.id, p.username, p.first_name, p.family_name, p.alias_first_name, p.alias_family_name, p.protected_since
               FROM right_grant g
               JOIN person p ON p.id = g.person
               WHERE g.institution = $1 AND g.ended IS NULL AND (g.expires IS NULL OR $2 < g.expires)
               ORDER BY p.sort_key, p.id
               LIMIT $3";
    /// How many work there.
    COUNT_EMPLOYEES = "SELECT CAST(COUNT(DISTINCT person) AS BIGINT) AS people
                       FROM affiliation
                       WHERE institution = $1 AND actor = 'employee' AND ended IS NULL AND (expires IS NULL OR $2 < expires)";
    /// How many are remembered.
    COUNT_REMEMBERED = "SELECT CAST(COUNT(*) AS BIGINT) AS people FROM remembered_user WHERE administrator = $3 AND institution = $1 AND $2 < until";
    /// How many hold a right.
    COUNT_HOLDERS = "SELECT CAST(COUNT(DISTINCT person) AS BIGINT) AS people
                     FROM right_grant
                     WHERE institution = $1 AND ended IS NULL AND (expires IS NULL OR $2 < expires)";
}

/// Which people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Choice {
    /// *Ansatte på institutionen*
    Employees,
    /// *Vis huskede*, of this administrator.
    Remembered(PersonId),
    /// *Har rettigheder*
    Holders,
}

/// Somebody on the page.
#[derive(Clone)]
pub struct Listed {
    /// Who.
    pub person: PersonId,
    /// What they type.
    pub username: Username,
    /// The name; others see what [`Protection`] lets them.
    pub name: PersonName,
    /// Whether the name may be seen.
    pub protection: Protection,
}

impl Listed {
    /// The name others may see.
    pub fn shown(&self) -> &PersonName {
        self.protection.shown(&self.name)
    }
}

/// Everybody of a list.
///
/// # Errors
/// [`StoreError`].
pub fn people(tx: &mut Tx, institution: &InstitutionNumber, choice: Choice) -> Result<Vec<Listed>, StoreError> {
    let now = tx.now();
    let base: [Arg<'_>; 3] = [institution.into(), now.into(), PEOPLE_MAX.into()];
    let rows = match choice {
        Choice::Employees => tx.rows(&EMPLOYEES, &base)?,
        Choice::Holders => tx.rows(&HOLDERS, &base)?,
        Choice::Remembered(administrator) => {
            tx.rows(&REMEMBERED, &[base[0], base[1], base[2], administrator.into()])?
        }
    };
    rows.iter().map(read).collect()
}

/// How many a list has.
///
/// # Errors
/// [`StoreError`].
pub fn count(tx: &mut Tx, institution: &InstitutionNumber, choice: Choice) -> Result<usize, StoreError> {
    let now = tx.now();
    let row = match choice {
        Choice::Employees => tx.row(&COUNT_EMPLOYEES, &[institution.into(), now.into()])?,
        Choice::Holders => tx.row(&COUNT_HOLDERS, &[institution.into(), now.into()])?,
        Choice::Remembered(administrator) => {
            tx.row(&COUNT_REMEMBERED, &[institution.into(), now.into(), administrator.into()])?
        }
    };
    let people = row.map_or(Ok(0), |row| row.int(0))?;
    Ok(usize::try_from(people).unwrap_or(0))
}

fn read(row: &Row) -> Result<Listed, StoreError> {
    let (name, protection) = crate::person::names(row, 3)?;
    Ok(Listed { person: PersonId(row.int(1)?), username: row.word(2, Username::parse)?, name, protection })
}
