//! The asks for one-time codes as lists show them: an institution's own, and those that wait in the whole country.
//!
//! What becomes of a contact's code once it is out is not told. What it does not do: change anything.

use super::{adult_facts, approvable, authority, is_contact_only, still_may, tie};
use crate::operator::Operator;
use crate::user_administration::Administrator;
use crate::user_list::looked;
use crate::world::World;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::one_time_code::{self, IdentitySeen, State};
use rules::operator::{self, Closed};
use rules::rights::Reason;
use rules::rights::facts::Object;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::PersonName;
use store::driver::Tx;
use store::error::StoreError;
use store::one_time_code::{DecidedAs, OneTimeCode};

/// How far an ask is, as a list may say it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Seen {
    /// Exactly so far.
    State(State),
    /// A contact's code has been drawn; what became of it is between them and the login.
    Out,
}

/// One line of a list.
#[derive(Clone, Debug)]
pub struct Row {
    /// The ask.
    pub id: i64,
    /// For whom.
    pub person: PersonId,
    /// As they are shown.
    pub shown: PersonName,
    /// Where.
    pub institution: InstitutionNumber,
    /// The institution's name.
    pub institution_name: String,
    /// Who asked, by name.
    pub asked_by: String,
    /// Who decided, by name; empty where nobody has, and where an operator did.
    pub decided_by: String,
    /// As what they decided.
    pub decided_as: Option<DecidedAs>,
    /// When it was asked.
    pub asked: Instant,
    /// Why.
    pub reason: String,
    /// How the asker knows who it is.
    pub seen: IdentitySeen,
    /// How far it is.
    pub state: Seen,
    /// Whether the reader may say yes or no.
    pub may_decide: Result<(), Reason>,
    /// Whether the reader may draw the code now.
    pub may_draw: bool,
    /// Whether it can be taken back.
    pub may_cancel: bool,
}

/// The institution's asks, the newest first; whom they are about is remembered as looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn list(world: &World, administrator: &Administrator) -> Result<Result<Vec<Row>, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world
        .db
        .read(move |tx| {
            let desk = who.desk(tx)?;
            if let Err(reason) = desk.may_here(Verb::SeeUsers) {
                return Ok(Err(reason));
            }
            let mut rows = Vec::new();
            for code in store::one_time_code::of_institution(tx, who.institution())? {
                let facts = adult_facts(tx, code.person, Some(code.asked_by))?;
                let contact = is_contact_only(&facts, &code.institution);
                let object = Object::Adult(facts);
                let state = code.state(tx.now());
                let mut may_decide = desk.may_about(Verb::DecideOneTimeCode, &object);
                if state == State::Asked && may_decide.is_ok() {
                    may_decide = approvable(tx, &code, who.person())?;
                }
                let mut may_draw = state == State::Approved && desk.may_about(Verb::AskOneTimeCode, &object).is_ok();
                may_draw = may_draw && authority(tx, &code)?.is_ok();
                let presses = desk.stands(Verb::AskOneTimeCode).is_ok();
                let Some(mut row) = row(tx, &code, may_decide)? else { continue };
                row.may_draw = may_draw;
                if contact && code.written.drawn.is_some() && code.written.cancelled.is_none() {
                    row.state = Seen::Out;
                }
                row.may_cancel = presses && is_cancellable(&code, row.state, tx.now());
                rows.push(row);
            }
            Ok(Ok(rows))
        })
        .await?;
    if let Ok(rows) = &found {
        let about: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        looked(world, administrator, ("ba/engangskoder", &about)).await?;
    }
    Ok(found)
}

/// Of a contact's code the button stands there as long as any code could be out, whatever became of it.
fn is_cancellable(code: &OneTimeCode, state: Seen, now: Instant) -> bool {
    match (state, code.written.drawn) {
        (Seen::State(state), _) => state.is_open(),
        (Seen::Out, Some(drawn)) => now < one_time_code::code_ends(drawn),
        (Seen::Out, None) => false,
    }
}

fn row(tx: &mut Tx, code: &OneTimeCode, may_decide: Result<(), Reason>) -> Result<Option<Row>, StoreError> {
    let Some(person) = store::person::find(tx, code.person)? else { return Ok(None) };
    let mut name = |id: Option<PersonId>| -> Result<String, StoreError> {
        let Some(id) = id else { return Ok(String::new()) };
        Ok(store::person::find(tx, id)?.map(|found| found.shown().full()).unwrap_or_default())
    };
    let asked_by = name(Some(code.asked_by))?;
    let decided_by = name(code.decided_by.filter(|_| code.decided_as == Some(DecidedAs::Administrator)))?;
    let institution = store::institution::find(tx, &code.institution)?;
    Ok(Some(Row {
        id: code.id,
        person: code.person,
        shown: person.shown().clone(),
        institution: code.institution.clone(),
        institution_name: institution.map_or_else(|| code.institution.to_string(), |known| known.name),
        asked_by,
        decided_by,
        decided_as: code.decided_as,
        asked: code.written.asked,
        reason: code.reason.clone(),
        seen: code.seen,
        state: Seen::State(code.state(tx.now())),
        may_decide,
        may_draw: false,
        may_cancel: false,
    }))
}

/// The asks that wait in the whole country, for an operator; the look is remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn waiting(world: &World, operator: &Operator) -> Result<Result<Vec<Row>, Closed>, StoreError> {
    let who = operator.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(closed) = who.may(tx)? {
                return Ok(Err(closed));
            }
            let mut rows = Vec::new();
            for code in store::one_time_code::waiting(tx)? {
                let seat = who.may_do(tx, operator::Verb::Approve, tie(&who, &code))?;
                let own = seat.map_err(|_| Reason::OwnAsk);
                let may_decide = own.and(still_may(tx, &code)?);
                rows.extend(row(tx, &code, may_decide)?);
            }
            Ok(Ok(rows))
        })
        .await?;
    if let Ok(rows) = &found
        && !rows.is_empty()
    {
        let about: Vec<PersonId> = rows.iter().map(|row| row.person).collect();
        crate::support::looked(world, operator, ("stil/engangskoder", &about)).await?;
    }
    Ok(found)
}

/// How many asks of an institution wait for somebody's yes.
pub(crate) fn count_waiting(tx: &mut Tx, institution: &InstitutionNumber) -> Result<i64, StoreError> {
    store::one_time_code::count_waiting(tx, institution)
}
