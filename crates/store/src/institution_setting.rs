//! What an institution, or the operator for the whole country, has decided differently from the rule.
//!
//! Source: product.md §5, §8. What it does not do: know what the names mean; stories read them.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::institution::InstitutionNumber;

statements! {
    /// All of one institution's; there are few.
    ALL_OF = "SELECT name, value FROM institution_setting WHERE institution = $1 ORDER BY name LIMIT 100";
    /// The latest decision stands.
    PUT = "INSERT INTO institution_setting (institution, name, value, changed) VALUES ($1, $2, $3, $4) ON CONFLICT (institution, name) DO UPDATE SET value = excluded.value, changed = excluded.changed";
    /// The operator's.
    NATIONAL = "SELECT name, value FROM national_setting ORDER BY name LIMIT 100";
    /// The latest decision stands.
    PUT_NATIONAL = "INSERT INTO national_setting (name, value, changed) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET value = excluded.value, changed = excluded.changed";
    /// As the rule has it again.
    CLEAR_NATIONAL = "DELETE FROM national_setting WHERE name = $1";
}

/// What an institution decided: names and values.
pub fn of_institution(tx: &mut Tx, number: &InstitutionNumber) -> Result<Vec<(String, String)>, StoreError> {
    let rows = tx.rows(&ALL_OF, &[number.into()])?;
    rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect()
}

/// What an institution that is nowhere decided: nothing, for the same work.
pub fn of_nowhere(tx: &mut Tx) -> Result<(), StoreError> {
    tx.rows(&ALL_OF, &["".into()])?;
    Ok(())
}

/// What the operator decided for the country: names and values. Read once in a transaction, however often it is asked for.
pub fn national(tx: &mut Tx) -> Result<Vec<(String, String)>, StoreError> {
    if let Some(known) = &tx.national {
        return Ok(known.clone());
    }
    let rows = tx.rows(&NATIONAL, &[])?;
    let read: Vec<(String, String)> =
        rows.iter().map(|row| Ok((row.text(0)?, row.text(1)?))).collect::<Result<_, StoreError>>()?;
    tx.national = Some(read.clone());
    Ok(read)
}

/// Decides for an institution.
pub fn put(tx: &mut Tx, number: &InstitutionNumber, name: &str, value: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.run(&PUT, &[number.into(), name.into(), value.into(), now.into()])?;
    Ok(())
}

/// Decides for the country.
pub fn put_national(tx: &mut Tx, name: &str, value: &str) -> Result<(), StoreError> {
    let now = tx.now();
    tx.national = None;
    tx.run(&PUT_NATIONAL, &[name.into(), value.into(), now.into()])?;
    Ok(())
}

/// Takes the operator's decision back.
pub fn clear_national(tx: &mut Tx, name: &str) -> Result<(), StoreError> {
    tx.national = None;
    tx.run(&CLEAR_NATIONAL, &[name.into()])?;
    Ok(())
}
