//! Rights that services define: an institution's administrators grant them, and the service alone is told.
//!
//! Source: product.md §9, §13. What it does not do: grant ([`crate::right_grant`] holds who has one).

use crate::driver::{Arg, Row, Tx};
use crate::error::StoreError;
use crate::statement::statements;

statements! {
    /// What an earlier registration said.
    REMOVE = "DELETE FROM service_right WHERE client = $1";
    /// What it says now.
    PUT = "INSERT INTO service_right (client, code, name_da, name_en) VALUES ($1, $2, $3, $4)";
    /// The rights of all open services, in order.
    OPEN = "SELECT c.id, c.name, s.code, s.name_da, s.name_en
            FROM client c
            JOIN service_right s ON s.client = c.id
            WHERE c.disabled IS NULL
            ORDER BY c.id, s.code
            LIMIT 500";
}

/// A right one service defines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ServiceRight {
    /// The service's id.
    pub client: String,
    /// What users call the service.
    pub service: String,
    /// What the service calls the right.
    pub code: String,
    /// What users read.
    pub name_da: String,
    /// The same in English.
    pub name_en: String,
}

/// A right about to be kept: code, Danish name, English name.
pub type Defined = (String, String, String);

/// Keeps what a service defines, in place of what it defined before.
///
/// # Errors
/// [`StoreError`].
pub fn put(tx: &mut Tx, client: &str, rights: &[Defined]) -> Result<(), StoreError> {
    tx.run(&REMOVE, &[client.into()])?;
    let rows: Vec<Vec<Arg<'_>>> = rights
        .iter()
        .map(|(code, danish, english)| vec![client.into(), code.into(), danish.into(), english.into()])
        .collect();
    tx.bulk(&PUT, &rows).map(drop)
}

/// The rights of all open services.
///
/// # Errors
/// [`StoreError`].
pub fn open(tx: &mut Tx) -> Result<Vec<ServiceRight>, StoreError> {
    let read = |row: &Row| {
        Ok(ServiceRight {
            client: row.text(0)?,
            service: row.text(1)?,
            code: row.text(2)?,
            name_da: row.text(3)?,
            name_en: row.text(4)?,
        })
    };
    tx.rows(&OPEN, &[])?.iter().map(read).collect()
}
