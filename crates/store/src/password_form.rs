//! The form of password a school decided for a named pupil or class.
//!
//! Source: product.md §5. What it does not do: outweigh another actor or a right; `rules::password` sees to that.

use crate::driver::Tx;
use crate::error::StoreError;
use crate::statement::statements;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::password::SchoolForm;

statements! {
    /// The latest decision stands.
    PUT = "INSERT INTO password_form (institution, subject, form, decided, decided_by) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (institution, subject) DO UPDATE SET form = excluded.form, decided = excluded.decided, decided_by = excluded.decided_by";
    /// By stage again.
    CLEAR = "DELETE FROM password_form WHERE institution = $1 AND subject = $2";
    /// What an institution decided for whole classes.
    OF_GROUPS = "SELECT subject, form FROM password_form WHERE institution = $1 AND 'group:' <= subject AND subject < 'group;' ORDER BY subject LIMIT 1000";
    /// One decision.
    FIND = "SELECT form FROM password_form WHERE institution = $1 AND subject = $2";
}

/// For whom a form was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// One pupil.
    Person(PersonId),
    /// One class.
    Group(GroupId),
}

impl Subject {
    fn key(self) -> String {
        match self {
            Subject::Person(id) => format!("person:{}", id.0),
            Subject::Group(id) => format!("group:{}", id.0),
        }
    }
}

/// What an institution decided for whole classes.
pub fn of_groups(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Vec<(GroupId, SchoolForm)>, StoreError> {
    let mut decided = Vec::new();
    for row in tx.rows(&OF_GROUPS, &[institution.as_str().into()])? {
        let subject = row.text(0)?;
        let number = subject.strip_prefix("group:").and_then(|number| number.parse().ok()).ok_or(row.wrong(0))?;
        decided.push((GroupId(number), row.word(1, SchoolForm::from_word)?));
    }
    Ok(decided)
}

/// What was decided for a subject, if anything.
pub fn find(tx: &mut Tx, institution: &InstitutionNumber, subject: Subject) -> Result<Option<SchoolForm>, StoreError> {
    let row = tx.row(&FIND, &[institution.as_str().into(), subject.key().as_str().into()])?;
    row.map(|row| row.word(0, SchoolForm::from_word)).transpose()
}

/// Decides a form; `ByStage` takes the decision back.
pub fn decide(
    tx: &mut Tx,
    (institution, subject): (&InstitutionNumber, Subject),
    form: SchoolForm,
    by: PersonId,
) -> Result<(), StoreError> {
    let now = tx.now();
    let key = subject.key();
    match form {
        SchoolForm::ByStage => tx.run(&CLEAR, &[institution.as_str().into(), key.as_str().into()])?,
        SchoolForm::Pictures | SchoolForm::Words => {
            let args = [institution.as_str().into(), key.as_str().into(), form.word().into(), now.into(), by.into()];
            tx.run(&PUT, &args)?
        }
    };
    Ok(())
}
