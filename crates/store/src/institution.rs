//! The institution register.
//!
//! Source: product.md §4. What it does not do: hold what an institution decides for itself
//! (`institution_setting`).

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::InstitutionNumber;

statements! {
    /// By number, closed ones included.
    NAME = "SELECT name FROM institution WHERE number = $1";
}

/// What an institution is called; none where the register does not know it.
pub fn name(tx: &mut Tx, number: &InstitutionNumber) -> Result<Option<String>, StoreError> {
    tx.row(&NAME, &[number.into()])?.map(|row| row.text(0)).transpose()
}
