//! *Forslag*: an act that takes two operators, proposed by one at the desk and approved there by another; exactly one
//! answer counts.
//!
//! Source: issue "Operator's desk", product.md §3. The rules say who may ([`rules::operator`]) and how long it stands
//! ([`rules::proposal`]). What it does not do: carry anything out; `national` and `merge_people` do, in the same transaction.

use crate::operator::{Operator, seat};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::{Kind, NewEvent};
use rules::id::PersonId;
use rules::operator::{Closed, Refused, Tie, Verb, may_approve_of};
use rules::proposal::{Matter, Outcome, STANDS_FOR, Stands, WhyFlaw, stands};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::driver::Tx;
use store::error::StoreError;
use store::operator_appointment::Appointment;
use store::proposal::Proposal;

/// The most proposals of one matter that a page shows, of those that wait and of those that are over.
const SHOWN_MAX: i64 = 50;

/// What is proposed, before it has a number and a moment.
#[derive(Clone, Debug)]
pub(crate) struct New {
    pub(crate) matter: Matter,
    pub(crate) subject: String,
    pub(crate) value: String,
    pub(crate) seen_value: String,
    pub(crate) people: Option<(PersonId, PersonId)>,
    pub(crate) case: Option<i64>,
    pub(crate) why: String,
}

/// A number and an event's blank, drawn before the transaction.
#[derive(Clone, Copy)]
pub(crate) struct Drawn {
    id: i64,
    blank: Blank,
}

impl Drawn {
    /// Draws them.
    pub(crate) fn draw(world: &World) -> Drawn {
        Drawn { id: world.draw_id(), blank: Blank::draw(world) }
    }
}

/// Writes a proposal with its event; false where one waits about the same thing.
pub(crate) fn make(tx: &mut Tx, who: &Operator, new: New, drawn: Drawn) -> Result<bool, StoreError> {
    let now = tx.now();
    let about: Vec<PersonId> = new.people.iter().flat_map(|(one, two)| [*one, *two]).collect();
    let row = Proposal {
        id: drawn.id,
        matter: new.matter,
        subject: new.subject,
        value: new.value,
        seen_value: new.seen_value,
        person: new.people.map(|people| people.0),
        other_person: new.people.map(|people| people.1),
        case: new.case,
        why: new.why,
        proposed: now,
        proposed_by: who.person(),
        ends: now.plus(STANDS_FOR),
        decided: None,
        decided_by: None,
        outcome: None,
    };
    if !store::proposal::propose(tx, &row)? {
        return Ok(false);
    }
    let event = told(drawn.blank.event(Kind::ProposalMade, &who.circumstances(), &about), &row);
    store::event::append(tx, &with(event, "why", &row.why))?;
    Ok(true)
}

fn told(event: NewEvent, row: &Proposal) -> NewEvent {
    let event = with(with(event, "proposal", row.id), "matter", row.matter.word());
    match row.matter {
        Matter::NationalSetting => {
            with(with(with(event, "setting", &row.subject), "value", &row.value), "was", &row.seen_value)
        }
        Matter::Merge => event,
    }
}

/// Why a proposal is not answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NotAnswered {
    /// The rules refuse it.
    Refused(Refused),
    /// There is none of this number.
    Nothing,
    /// It is over, so.
    Over(Outcome),
}

/// What an operator has to do with a proposal.
pub(crate) fn tie(who: PersonId, row: &Proposal) -> Tie {
    if row.proposed_by == who {
        Tie::Mine
    } else if row.person == Some(who) || row.other_person == Some(who) {
        Tie::AboutMe
    } else {
        Tie::None
    }
}

/// The proposal, where it waits and this operator may answer it so.
pub(crate) fn waiting(
    tx: &mut Tx,
    who: &Operator,
    (id, matter, verb): (i64, Matter, Verb),
) -> Result<Result<Proposal, NotAnswered>, StoreError> {
    let found = store::proposal::find(tx, id)?.filter(|row| row.matter == matter);
    let tied = found.as_ref().map_or(Tie::None, |row| tie(who.person(), row));
    // Whoever may not even sit there learns nothing of what there is.
    if found.is_none()
        && let Err(closed) = who.may(tx)?
    {
        return Ok(Err(NotAnswered::Refused(Refused::Closed(closed))));
    }
    let Some(row) = found else { return Ok(Err(NotAnswered::Nothing)) };
    if let Err(refused) = who.may_do(tx, verb, tied)? {
        return Ok(Err(NotAnswered::Refused(refused)));
    }
    if let Stands::Over(outcome) = stands(row.ends, row.outcome, tx.now()) {
        return Ok(Err(NotAnswered::Over(outcome)));
    }
    if verb == Verb::Approve
        && let Err(refused) = two_people(tx, who.person(), &row)?
    {
        return Ok(Err(NotAnswered::Refused(refused)));
    }
    Ok(Ok(row))
}

/// The proposer's appointment, where it stands and stood when they proposed.
fn proposer(tx: &mut Tx, row: &Proposal) -> Result<Option<Appointment>, StoreError> {
    let found = store::operator_appointment::find(tx, row.proposed_by)?;
    Ok(found.filter(|one| one.appointed <= row.proposed))
}

/// Whether whoever proposed it is an operator still, and without a break: else the proposal is overtaken.
pub(crate) fn proposer_stands(tx: &mut Tx, row: &Proposal) -> Result<bool, StoreError> {
    Ok(proposer(tx, row)?.is_some())
}

/// Whether the seats of proposer and approver are two people's; yes where the proposer has none: that overtakes it.
fn two_people(tx: &mut Tx, approves: PersonId, row: &Proposal) -> Result<Result<(), Refused>, StoreError> {
    let Some(proposer) = proposer(tx, row)? else { return Ok(Ok(())) };
    let Some(approver) = store::operator_appointment::find(tx, approves)? else {
        return Ok(Err(Refused::Closed(Closed::NoOperator)));
    };
    Ok(may_approve_of(seat(&proposer), seat(&approver), row.proposed))
}

/// Closes a proposal that waits, with its event; false where somebody was quicker.
pub(crate) fn close(
    tx: &mut Tx,
    who: &Operator,
    (row, outcome): (&Proposal, Outcome),
    blank: Blank,
) -> Result<bool, StoreError> {
    if !store::proposal::decide(tx, row.id, who.person(), outcome)? {
        return Ok(false);
    }
    let about: Vec<PersonId> = [row.person, row.other_person].into_iter().flatten().collect();
    let event = told(blank.event(Kind::ProposalDecided, &who.circumstances(), &about), row);
    let event = with(with(event, "outcome", outcome.word()), "proposed_by", row.proposed_by.0);
    store::event::append(tx, &event)?;
    Ok(true)
}

/// Says no to another operator's proposal, or takes one's own back.
///
/// # Errors
/// [`StoreError`].
pub async fn decline(
    world: &World,
    operator: &Operator,
    id: i64,
    matter: Matter,
) -> Result<Result<Outcome, NotAnswered>, StoreError> {
    let (who, blank) = (operator.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            let own = store::proposal::find(tx, id)?.is_some_and(|row| row.proposed_by == who.person());
            let (verb, outcome) =
                if own { (Verb::Withdraw, Outcome::Withdrawn) } else { (Verb::Refuse, Outcome::Refused) };
            let row = match waiting(tx, &who, (id, matter, verb))? {
                Ok(row) => row,
                Err(not) => return Ok(Err(not)),
            };
            if !close(tx, &who, (&row, outcome), blank)? {
                return Err(StoreError::Busy);
            }
            Ok(Ok(outcome))
        })
        .await
}

/// The proposals of one matter, with the names of whoever proposed and answered them.
#[derive(Clone, Debug)]
pub struct Proposals {
    /// What waits, the oldest first.
    pub waiting: Vec<Proposal>,
    /// What is over, the newest first.
    pub over: Vec<Proposal>,
    /// Operators' names.
    pub names: BTreeMap<PersonId, String>,
}

impl Proposals {
    /// How a proposal ended.
    pub fn outcome(row: &Proposal) -> Outcome {
        row.outcome.unwrap_or(Outcome::Expired)
    }
}

/// Reads them, for somebody the desk is open to.
pub(crate) fn of_matter(tx: &mut Tx, matter: Matter) -> Result<Proposals, StoreError> {
    let waiting = store::proposal::waiting(tx, matter, SHOWN_MAX)?;
    let over = store::proposal::over(tx, matter, SHOWN_MAX)?;
    let mut names = BTreeMap::new();
    for row in waiting.iter().chain(&over) {
        for id in [Some(row.proposed_by), row.decided_by].into_iter().flatten() {
            if let Entry::Vacant(place) = names.entry(id) {
                let shown = store::person::find(tx, id)?.map(|person| person.shown().full());
                place.insert(shown.unwrap_or_default());
            }
        }
    }
    Ok(Proposals { waiting, over, names })
}

/// What became of a proposal about to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Proposed {
    /// It waits for another operator.
    Yes,
    /// One waits about the same thing.
    OneWaits,
    /// The desk is closed, or the rules refuse it.
    Refused(Refused),
    /// The reason is not taken.
    Why(WhyFlaw),
}

impl From<Closed> for NotAnswered {
    fn from(closed: Closed) -> NotAnswered {
        NotAnswered::Refused(Refused::Closed(closed))
    }
}
