//! People nobody imported: made up for measurements, in a database that lives as long as they do.
//!
//! What it does not do: make people anywhere else. Real ones come by import or by hand, with an event each.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{AffiliationId, PersonId};
use rules::institution::InstitutionNumber;
use rules::user::{PersonName, UniId, Username};

statements! {
    /// A person without CPR number.
    PERSON = "INSERT INTO person (id, uniid, username, first_name, family_name, created)
              VALUES ($1, $2, $3, $4, $5, $6)";
    /// Nobody else gets the name.
    USERNAME = "INSERT INTO username (username, person) VALUES ($1, $2)";
    /// Nobody else gets the id.
    UNIID = "INSERT INTO uniid (uniid, person) VALUES ($1, $2)";
    /// An employee of one school.
    EMPLOYEE = "INSERT INTO affiliation (id, person, institution, actor, roles, source, local_person_id, started)
                VALUES ($1, $2, $3, 'employee', 'teacher', 'made_up', $4, $5)";
}

/// Somebody made up.
#[derive(Clone, Debug)]
pub struct MadeUp {
    /// The row.
    pub id: PersonId,
    /// What services know them by.
    pub uniid: UniId,
    /// What they type.
    pub username: Username,
    /// What they are called.
    pub name: PersonName,
    /// Their row at the school.
    pub affiliation: AffiliationId,
    /// The school.
    pub institution: InstitutionNumber,
}

/// Writes a teacher of one school.
///
/// # Errors
/// [`StoreError`].
pub fn teacher(tx: &mut Tx, made_up: &MadeUp) -> Result<(), StoreError> {
    let now = tx.now();
    let id = made_up.id;
    let (first, family) = (made_up.name.first.as_str(), made_up.name.family.as_str());
    tx.run(
        &PERSON,
        &[id.into(), (&made_up.uniid).into(), (&made_up.username).into(), first.into(), family.into(), now.into()],
    )?;
    tx.run(&USERNAME, &[(&made_up.username).into(), id.into()])?;
    tx.run(&UNIID, &[(&made_up.uniid).into(), id.into()])?;
    let local = made_up.username.as_str();
    let affiliation = made_up.affiliation;
    tx.run(&EMPLOYEE, &[affiliation.into(), id.into(), (&made_up.institution).into(), local.into(), now.into()])?;
    crate::name_token::renew(tx, id)
}
