//! *Dataaftale*: what an institution lets a service see beyond the pseudonym.
//!
//! Source: product.md §13. What it does not do: ask for or approve one; those pages come with their own issue.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::InstitutionNumber;
use rules::time::Instant;

statements! {
    /// Approved and running, one service's, at one institution.
    RUNNING = "SELECT fields FROM data_agreement WHERE client = $1 AND institution = $2 AND approved IS NOT NULL AND ended IS NULL AND (ends IS NULL OR $3 < ends) ORDER BY id LIMIT 20";
    /// Approved at once: for the demo and for the operator's commands.
    APPROVE = "INSERT INTO data_agreement (id, institution, client, fields, asked, comment, approved, ends) VALUES ($1, $2, $3, $4, $5, '', $5, $6) ON CONFLICT (id) DO NOTHING";
}

/// What may be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Released {
    /// The user's name.
    pub name: Release,
    /// The user's roles.
    pub roles: Release,
}

/// Whether one field may be released.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Release {
    /// Agreed.
    Agreed,
    /// Not.
    #[default]
    Withheld,
}

/// The field's word for the name.
pub const NAME: &str = "name";
/// The field's word for the roles.
pub const ROLES: &str = "roles";

/// What this institution lets this service see now.
pub fn released(tx: &mut Tx, client: &str, institution: &InstitutionNumber) -> Result<Released, StoreError> {
    let now = tx.now();
    let mut released = Released::default();
    for row in tx.rows(&RUNNING, &[client.into(), institution.into(), now.into()])? {
        for field in row.text(0)?.split_whitespace() {
            match field {
                NAME => released.name = Release::Agreed,
                ROLES => released.roles = Release::Agreed,
                // Field packages of the web services stand in the same column.
                _ => {}
            }
        }
    }
    Ok(released)
}

/// Writes an agreement that runs from now.
pub fn approve(
    tx: &mut Tx,
    id: i64,
    client: &str,
    institution: &InstitutionNumber,
    fields: &str,
) -> Result<(), StoreError> {
    let now = tx.now();
    let ends: Option<Instant> = None;
    tx.run(&APPROVE, &[id.into(), institution.into(), client.into(), fields.into(), now.into(), ends.into()])?;
    Ok(())
}
