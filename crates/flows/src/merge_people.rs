//! Two accounts that are one person become one, by two operators: one survives, the other's UniId and user name stay
//! reserved for it.
//!
//! Source: product.md §3. What it does not do: decide that two accounts are one person; the operators have looked.

pub mod desk;

use crate::change_cpr::{new_cpr, open};
use crate::give_password::end_sessions;
use crate::import::{ImportError, records};
use crate::operator::are_two;
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind as EventKind;
use rules::id::PersonId;
use store::driver::Tx;
use store::error::StoreError;
use store::operator_case::{Kind, Outcome};

/// Whose number the account has afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptNumber {
    /// The surviving account's own.
    Survivors,
    /// That of the account that goes: the new one of a changed number.
    Others,
}

impl KeptNumber {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            KeptNumber::Survivors => "survivors",
            KeptNumber::Others => "others",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<KeptNumber> {
        [KeptNumber::Survivors, KeptNumber::Others].into_iter().find(|kept| kept.word() == word)
    }
}

/// What two operators have decided.
#[derive(Clone, Debug)]
pub struct Merging {
    /// The account that stays.
    pub survivor: PersonId,
    /// The account that goes.
    pub other: PersonId,
    /// Which number is right.
    pub number: KeptNumber,
    /// Who decided it.
    pub operators: [PersonId; 2],
    /// The case it answers.
    pub case: Option<i64>,
}

/// Why nothing was merged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotMerged {
    /// It takes two, and neither may be the person it is about.
    #[error(
        "two different people who are operators decide, neither of them the person it is about, and neither appointed by the other nor both by a third one: see `unilogin operator list`"
    )]
    Operators,
    /// The two accounts are one, or one of them is closed.
    #[error("these are not two open accounts")]
    Accounts,
    /// The account whose number is to be kept has none.
    #[error("the account whose number is to be kept has no number")]
    NoNumber,
    /// No such case waits, or it is about something else.
    #[error("no such case waits about these two")]
    NoCase,
    /// An operator's account is not merged: what they may would go to somebody else.
    #[error("one of the accounts is an operator's: it is taken from them first")]
    IsOperator,
}

/// Whether either account is an operator's, asked in this transaction.
fn is_operators(tx: &mut Tx, accounts: [PersonId; 2]) -> Result<bool, StoreError> {
    for account in accounts {
        if store::operator_appointment::stands(tx, account)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Whether such a case waits and a merge of these two answers it, asked in this transaction.
fn answers(tx: &mut Tx, case: i64, accounts: [PersonId; 2]) -> Result<bool, StoreError> {
    Ok(store::operator_case::find(tx, case)?.is_some_and(|case| {
        let mut about = [case.person, case.other_person].into_iter().flatten();
        case.decided.is_none() && case.kind != Kind::Register && about.all(|one| accounts.contains(&one))
    }))
}

/// Merges by the command line's word, in one transaction with its event. Sessions of both end; the survivor keeps the
/// password.
///
/// # Errors
/// [`ImportError`].
pub async fn merge(world: &World, merging: &Merging) -> Result<Result<(), NotMerged>, ImportError> {
    let operators = merging.operators;
    let from = Circumstances::machine("operator");
    let by = move |tx: &mut Tx| Ok(if are_two(tx, operators)? { Ok(()) } else { Err(NotMerged::Operators) });
    merge_by(world, merging, &from, (by, |_: &mut Tx| Ok(()))).await
}

/// The same after `before` has said yes in the transaction; `after` writes what goes with it.
async fn merge_by<E: From<NotMerged> + Send + 'static>(
    world: &World,
    merging: &Merging,
    from: &Circumstances,
    (before, after): (
        impl Fn(&mut Tx) -> Result<Result<(), E>, StoreError> + Send + 'static,
        impl Fn(&mut Tx) -> Result<(), StoreError> + Send + 'static,
    ),
) -> Result<Result<(), E>, ImportError> {
    let Merging { survivor, other, number, operators, case } = merging.clone();
    let [one, two] = operators;
    if one == two || operators.iter().any(|operator| *operator == survivor || *operator == other) {
        return Ok(Err(NotMerged::Operators.into()));
    }
    let holder = match number {
        KeptNumber::Survivors => survivor,
        KeptNumber::Others => other,
    };
    let sealed = world.db.point(move |tx| store::person_entry::cpr_sealed(tx, holder)).await?;
    let Some(sealed) = sealed else { return Ok(Err(NotMerged::NoNumber.into())) };
    let cpr = open(world, holder, &sealed)?;
    let mut resealed = records::with_number(world, survivor, &cpr, |_, _| true).await?;
    resealed.extend(records::with_number(world, other, &cpr, |_, _| true).await?);
    let new = new_cpr(world, survivor, &cpr);
    let event = Blank::draw(world).event(EventKind::PeopleMerged, from, &[survivor, other]);
    let event = with(with(event, "survivor", survivor.0), "operators", format!("{} {}", one.0, two.0));
    let decided = Blank::draw(world).event(EventKind::CaseDecided, from, &[survivor]);
    let done = world.db.write(move |tx| {
        if let Err(not) = before(tx)? {
            return Ok(Err(not));
        }
        if !store::merge_people::are_two(tx, survivor, other)? {
            return Ok(Err(NotMerged::Accounts.into()));
        }
        if is_operators(tx, [survivor, other])? {
            return Ok(Err(NotMerged::IsOperator.into()));
        }
        if let Some(case) = case {
            if !answers(tx, case, [survivor, other])? {
                return Ok(Err(NotMerged::NoCase.into()));
            }
            let by = format!("{} {}", one.0, two.0);
            if !store::operator_case::decide(tx, case, &by, Outcome::Done)? {
                return Ok(Err(NotMerged::NoCase.into()));
            }
            store::event::append(tx, &with(decided.clone(), "case", case))?;
        }
        end_sessions(tx, other, "merged")?;
        end_sessions(tx, survivor, "merged")?;
        if !store::merge_people::merge(tx, survivor, other)? {
            return Ok(Err(NotMerged::Accounts.into()));
        }
        if !store::person_entry::set_cpr(tx, survivor, &new)? || !records::put(tx, &resealed)? {
            return Err(StoreError::Busy);
        }
        for record in &resealed {
            store::unexpected_cpr::remove(tx, &record.institution, &record.source, &record.now.local_person_id)?;
        }
        store::event::append(tx, &event)?;
        after(tx)?;
        Ok(Ok(()))
    });
    Ok(done.await?)
}
