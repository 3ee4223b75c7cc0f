//! *Sag*: what an administrator may not decide alone is written down for an operator, once about the same thing.
//!
//! Source: product.md §3, §9. The administrator is told that it needs one, and nothing else. What it does not do: make one
//! account of two (`merge_people`), which answers a case as well.

pub mod desk;

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

/// How much an operator may write about a refusal.
const WHY_CHARACTERS_MAX: usize = 500;

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

/// How an operator closes a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Closing {
    /// The register says now what was asked for. A case about a number is done by making one account of two.
    Done,
    /// It stays as it is, and this is why; never a name or a number.
    Refused(String),
}

impl Closing {
    fn outcome(&self) -> Outcome {
        match self {
            Closing::Done => Outcome::Done,
            Closing::Refused(_) => Outcome::Refused,
        }
    }
}

/// Why a case stays open.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotClosed {
    /// No such case waits.
    #[error("no such case waits")]
    NoCase,
    /// It is about a number.
    #[error("this case is about a CPR number: it is done with `unilogin person merge --case`, or refused")]
    NotRegister,
    /// Whoever asked reads why.
    #[error("say why it is refused")]
    NoReason,
}

/// Closes a case, in one transaction with its event.
///
/// # Errors
/// [`StoreError`].
pub async fn close(world: &World, id: i64, closing: &Closing) -> Result<Result<(), NotClosed>, StoreError> {
    let outcome = closing.outcome();
    let why = match closing {
        Closing::Done => String::new(),
        Closing::Refused(why) => why.trim().chars().take(WHY_CHARACTERS_MAX).collect(),
    };
    if outcome == Outcome::Refused && why.is_empty() {
        return Ok(Err(NotClosed::NoReason));
    }
    let blank = Blank::draw(world);
    let from = Circumstances::machine("operator");
    world.db.write(move |tx| close_in(tx, (id, outcome, &why), ("", &from), blank)).await
}

/// Closes a case in this transaction; `by` says which operator, by the number of the account, where they are known.
fn close_in(
    tx: &mut Tx,
    (id, outcome, why): (i64, Outcome, &str),
    (by, from): (&str, &Circumstances),
    blank: Blank,
) -> Result<Result<(), NotClosed>, StoreError> {
    let Some(case) = store::operator_case::find(tx, id)?.filter(|case| case.decided.is_none()) else {
        return Ok(Err(NotClosed::NoCase));
    };
    if outcome == Outcome::Done && case.kind != Kind::Register {
        return Ok(Err(NotClosed::NotRegister));
    }
    store::operator_case::decide(tx, id, by, outcome)?;
    let from = from.clone().at(&case.institution);
    let about: Vec<PersonId> = case.person.into_iter().collect();
    let event = with(blank.event(EventKind::CaseDecided, &from, &about), "case", id);
    let event = with(with(event, "kind", case.kind.word()), "outcome", outcome.word());
    store::event::append(tx, &if why.is_empty() { event } else { with(event, "why", why) })?;
    Ok(Ok(()))
}

/// What a case says to an operator.
///
/// # Errors
/// Where the row was tampered with or its key is gone.
pub fn facts(vault: &Vault, case: &Case) -> Result<Facts, OpenError> {
    let json = vault.open(Purpose::OperatorCase, &case.id.to_string(), &case.facts_sealed)?;
    serde_json::from_slice(json.reveal()).map_err(|_| OpenError::Forged)
}
