//! *Sag*: what an administrator may not decide alone is written down for an operator, once about the same thing.
//!
//! Source: product.md §3, §9. The administrator is told that it needs one, and nothing else. What it does not do: decide
//! a case; that is the operator's desk.

use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use crypto::sealing::{OpenError, Purpose, Vault};
use rules::event::{Kind as EventKind, NewEvent};
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use serde::{Deserialize, Serialize};
use store::driver::Tx;
use store::error::StoreError;
use store::operator_case::{Case, Kind, Outcome};

/// What an operator must see. Sealed in the row; `Debug` says nothing.
#[derive(Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    /// The number that was typed.
    pub cpr: String,
    /// Which source and line it is about.
    pub line: Option<(String, String)>,
    /// What was asked, in the administrator's words.
    pub text: String,
}

impl std::fmt::Debug for Facts {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Facts(..)")
    }
}

/// A case about to be opened, drawn before the transaction; who it is about is known inside it.
#[derive(Clone)]
pub(crate) struct Draft {
    case: Case,
    json: Vec<u8>,
    vault: Vault,
    event: NewEvent,
}

impl Draft {
    /// A case of this kind about that.
    pub(crate) fn draw(
        world: &World,
        (institution, kind, subject): (&InstitutionNumber, Kind, &str),
        facts: &Facts,
        from: &Circumstances,
    ) -> Draft {
        let json = serde_json::to_vec(facts).expect("texts become JSON");
        let opened_by = match &from.doer {
            rules::event::Doer::Person { id, .. } => Some(*id),
            rules::event::Doer::Machine(_) => None,
        };
        let case = Case {
            id: world.draw_id(),
            kind,
            institution: institution.clone(),
            subject: subject.to_owned(),
            person: None,
            other_person: None,
            facts_sealed: Vec::new(),
            opened: world.now(),
            opened_by,
            decided: None,
            decided_by: None,
            outcome: None,
        };
        let event = Blank::draw(world).event(EventKind::CaseOpened, from, &[]);
        Draft { case, json, vault: world.vault.clone(), event }
    }

    /// Opens it, or renews the one that waits about the same thing.
    pub(crate) fn open(
        &self,
        tx: &mut Tx,
        person: Option<PersonId>,
        other: Option<PersonId>,
    ) -> Result<i64, StoreError> {
        let waiting = store::operator_case::open_about(tx, &self.case.institution, self.case.kind, &self.case.subject)?;
        let row = waiting.as_ref().map_or(self.case.id, |waiting| waiting.id);
        let facts_sealed = self.vault.seal(Purpose::OperatorCase, &row.to_string(), &self.json);
        let case = Case { person, other_person: other, facts_sealed, ..self.case.clone() };
        let id = match waiting {
            Some(waiting) => {
                store::operator_case::renew(tx, waiting.id, &case)?;
                waiting.id
            }
            None => {
                store::operator_case::open(tx, &case)?;
                case.id
            }
        };
        let event = with(with(self.event.clone(), "kind", case.kind.word()), "case", id);
        store::event::append(tx, &NewEvent { subjects: person.into_iter().collect(), ..event })?;
        Ok(id)
    }
}

/// Takes back the case that waits about this: the administrator could do it after all.
pub(crate) fn withdraw(
    tx: &mut Tx,
    institution: &InstitutionNumber,
    kind: Kind,
    subject: &str,
) -> Result<(), StoreError> {
    if let Some(waiting) = store::operator_case::open_about(tx, institution, kind, subject)? {
        store::operator_case::decide(tx, waiting.id, "", Outcome::Withdrawn)?;
    }
    Ok(())
}

/// What a case says to an operator.
///
/// # Errors
/// Where the row was tampered with or its key is gone.
pub fn facts(vault: &Vault, case: &Case) -> Result<Facts, OpenError> {
    let json = vault.open(Purpose::OperatorCase, &case.id.to_string(), &case.facts_sealed)?;
    serde_json::from_slice(json.reveal()).map_err(|_| OpenError::Forged)
}
