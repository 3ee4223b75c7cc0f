//! A merge at the operator's desk: one operator proposes which account stays and whose number is right, another approves.
//!
//! Source: product.md §3, issue "Operator's desk". What it does not do: merge; [`super`] does, in the same transaction in
//! which the proposal is closed.

use super::{KeptNumber, Merging, NotMerged, answers, is_operators, merge_by};
use crate::import::ImportError;
use crate::operator::Operator;
use crate::proposal::{Drawn, New, NotAnswered, Proposed, close, make, proposer_stands, waiting};
use crate::remember::Blank;
use crate::world::World;
use rules::id::PersonId;
use rules::operator::{Tie, Verb};
use rules::proposal::{self, Matter, Outcome};
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::proposal::Proposal;

/// What an operator wants.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The user name of the account that stays.
    pub survivor: String,
    /// The user name of the account that goes.
    pub other: String,
    /// Whose number is right.
    pub number: Option<KeptNumber>,
    /// The case it answers.
    pub case: Option<i64>,
    /// Why.
    pub why: String,
}

/// What became of a wish.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wished {
    /// It waits for another operator.
    Yes,
    /// As with every proposal, it is not made.
    Not(NotProposed),
}

/// Why no merge is proposed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotProposed {
    /// Nobody logs in with the name of the account that stays.
    NoSurvivor,
    /// Nobody logs in with the name of the account that goes.
    NoOther,
    /// Both names are one account's.
    OneAccount,
    /// Nobody said whose number is right, or that account has none.
    NoNumber,
    /// The case is decided, or about something else, or there is none.
    NoCase,
    /// One of the accounts is an operator's.
    IsOperator,
    /// A reason, a rule, or another proposal about these two.
    Proposal(Refusal),
}

/// What every proposal may be refused for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// One waits already.
    OneWaits,
    /// The rules.
    Refused(rules::operator::Refused),
    /// The reason is not taken.
    Why(proposal::WhyFlaw),
}

impl From<Proposed> for Wished {
    fn from(proposed: Proposed) -> Wished {
        match proposed {
            Proposed::Yes => Wished::Yes,
            Proposed::OneWaits => Wished::Not(NotProposed::Proposal(Refusal::OneWaits)),
            Proposed::Refused(refused) => Wished::Not(NotProposed::Proposal(Refusal::Refused(refused))),
            Proposed::Why(flaw) => Wished::Not(NotProposed::Proposal(Refusal::Why(flaw))),
        }
    }
}

/// Proposes a merge.
///
/// # Errors
/// [`StoreError`].
pub async fn propose(world: &World, operator: &Operator, wish: Wish) -> Result<Wished, StoreError> {
    let (who, drawn) = (operator.clone(), Drawn::draw(world));
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ProposeMerge, Tie::None)? {
                return Ok(Proposed::Refused(refused).into());
            }
            let (survivor, other, number) = match accounts(tx, &wish)? {
                Ok(found) => found,
                Err(not) => return Ok(Wished::Not(not)),
            };
            let mine = [survivor, other].contains(&who.person());
            if let Err(refused) = who.may_do(tx, Verb::ProposeMerge, if mine { Tie::AboutMe } else { Tie::None })? {
                return Ok(Proposed::Refused(refused).into());
            }
            if is_operators(tx, [survivor, other])? {
                return Ok(Wished::Not(NotProposed::IsOperator));
            }
            let why = match proposal::why(&wish.why) {
                Ok(why) => why,
                Err(flaw) => return Ok(Proposed::Why(flaw).into()),
            };
            let (low, high) = (survivor.min(other), survivor.max(other));
            let new = New {
                matter: Matter::Merge,
                subject: format!("{} {}", low.0, high.0),
                value: number.word().to_owned(),
                seen_value: stands(tx, survivor, other)?,
                people: Some((survivor, other)),
                case: wish.case,
                why,
            };
            let made = make(tx, &who, new, drawn)?;
            Ok(if made { Proposed::Yes } else { Proposed::OneWaits }.into())
        })
        .await
}

type Accounts = (PersonId, PersonId, KeptNumber);

fn accounts(tx: &mut Tx, wish: &Wish) -> Result<Result<Accounts, NotProposed>, StoreError> {
    let mut named = |name: &str| match Username::parse(name) {
        Some(username) => Ok(store::person::find_by_username(tx, &username)?.map(|person| person.id)),
        None => Ok::<Option<PersonId>, StoreError>(None),
    };
    let Some(survivor) = named(&wish.survivor)? else { return Ok(Err(NotProposed::NoSurvivor)) };
    let Some(other) = named(&wish.other)? else { return Ok(Err(NotProposed::NoOther)) };
    if survivor == other {
        return Ok(Err(NotProposed::OneAccount));
    }
    let Some(number) = wish.number else { return Ok(Err(NotProposed::NoNumber)) };
    let holder = match number {
        KeptNumber::Survivors => survivor,
        KeptNumber::Others => other,
    };
    if store::person_entry::cpr_sealed(tx, holder)?.is_none() {
        return Ok(Err(NotProposed::NoNumber));
    }
    if let Some(case) = wish.case
        && !answers(tx, case, [survivor, other])?
    {
        return Ok(Err(NotProposed::NoCase));
    }
    Ok(Ok((survivor, other, number)))
}

/// How the two accounts stand, with a word for the rights each holds: whoever approves must mean the same two.
fn stands(tx: &mut Tx, survivor: PersonId, other: PersonId) -> Result<String, StoreError> {
    let mut text = Vec::new();
    for id in [survivor, other] {
        let username = store::person::find(tx, id)?.map(|person| person.username.to_string());
        let number = if store::person_entry::cpr_sealed(tx, id)?.is_some() { "number" } else { "none" };
        let held = store::right_grant::of_person(tx, id)?;
        let held: Vec<String> = held.iter().map(|one| format!("{} {}", one.institution, one.right)).collect();
        let rights = rules::hex::write(&crypto::digest::sha256(held.join("\n").as_bytes())[..16]);
        text.push(format!("{} {number} {rights}", username.unwrap_or_default()));
    }
    Ok(text.join(", "))
}

/// What became of an approval.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Approved {
    /// The two are one.
    Yes,
    /// It is not answered so.
    Not(NotAnswered),
    /// The accounts, or the case, are not what they were: the proposal is overtaken.
    Overtaken,
}

/// Why an approval does not merge.
enum Stop {
    Answer(NotAnswered),
    Shifted,
}

impl From<NotMerged> for Stop {
    fn from(_: NotMerged) -> Stop {
        Stop::Shifted
    }
}

/// Approves what another operator proposed: the two accounts become one, in the transaction that closes the proposal.
///
/// # Errors
/// [`ImportError`].
pub async fn approve(world: &World, operator: &Operator, id: i64) -> Result<Approved, ImportError> {
    let who = operator.clone();
    let found = world.db.point(move |tx| waiting(tx, &who, (id, Matter::Merge, Verb::Approve))).await?;
    let row = match found {
        Ok(row) => row,
        Err(not) => return Ok(Approved::Not(not)),
    };
    let Some(merging) = merging(&row, operator.person()) else {
        return overtaken(world, operator, id).await;
    };
    let (asks, seals, seen, blank) = (operator.clone(), operator.clone(), row.clone(), Blank::draw(world));
    let before = move |tx: &mut Tx| {
        let waits = match waiting(tx, &asks, (id, Matter::Merge, Verb::Approve))? {
            Ok(waits) => waits,
            Err(not) => return Ok(Err(Stop::Answer(not))),
        };
        if !proposer_stands(tx, &waits)? {
            return Ok(Err(Stop::Shifted));
        }
        let now = match (waits.person, waits.other_person) {
            (Some(survivor), Some(other)) => stands(tx, survivor, other)?,
            (_, _) => String::new(),
        };
        Ok(if now == waits.seen_value { Ok(()) } else { Err(Stop::Shifted) })
    };
    let after = move |tx: &mut Tx| {
        if close(tx, &seals, (&seen, Outcome::Approved), blank)? { Ok(()) } else { Err(StoreError::Busy) }
    };
    match merge_by(world, &merging, &operator.circumstances(), (before, after)).await? {
        Ok(()) => Ok(Approved::Yes),
        Err(Stop::Answer(not)) => Ok(Approved::Not(not)),
        Err(Stop::Shifted) => overtaken(world, operator, id).await,
    }
}

fn merging(row: &Proposal, approves: PersonId) -> Option<Merging> {
    Some(Merging {
        survivor: row.person?,
        other: row.other_person?,
        number: KeptNumber::from_word(&row.value)?,
        operators: [row.proposed_by, approves],
        case: row.case,
    })
}

async fn overtaken(world: &World, operator: &Operator, id: i64) -> Result<Approved, ImportError> {
    let (who, blank) = (operator.clone(), Blank::draw(world));
    let closed = world.db.write(move |tx| {
        let row = match waiting(tx, &who, (id, Matter::Merge, Verb::Approve))? {
            Ok(row) => row,
            Err(not) => return Ok(Approved::Not(not)),
        };
        close(tx, &who, (&row, Outcome::Overtaken), blank)?;
        Ok(Approved::Overtaken)
    });
    Ok(closed.await?)
}
