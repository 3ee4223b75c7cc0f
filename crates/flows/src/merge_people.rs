//! Two accounts that are one person become one, by two operators: one survives, the other's UniId and user name stay
//! reserved for it.
//!
//! Source: product.md §3. What it does not do: decide that two accounts are one person; the operators have looked.

use crate::change_cpr::{new_cpr, open};
use crate::give_password::end_sessions;
use crate::import::{ImportError, records};
use crate::operator::are_two;
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use store::error::StoreError;
use store::operator_case::Outcome;

/// Whose number the account has afterwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeptNumber {
    /// The surviving account's own.
    Survivors,
    /// That of the account that goes: the new one of a changed number.
    Others,
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
    #[error("two different people who are operators decide, and neither of them is the person it is about")]
    Operators,
    /// The two accounts are one, or one of them is closed.
    #[error("these are not two open accounts")]
    Accounts,
    /// The account whose number is to be kept has none.
    #[error("the account whose number is to be kept has no number")]
    NoNumber,
    /// No such case waits.
    #[error("no such case waits")]
    NoCase,
}

/// Merges, in one transaction with its event. Sessions of both end; the survivor keeps the password.
///
/// # Errors
/// [`ImportError`].
pub async fn merge(world: &World, merging: &Merging) -> Result<Result<(), NotMerged>, ImportError> {
    let Merging { survivor, other, number, operators, case } = merging.clone();
    let [one, two] = operators;
    if one == two || operators.iter().any(|operator| *operator == survivor || *operator == other) {
        return Ok(Err(NotMerged::Operators));
    }
    let holder = match number {
        KeptNumber::Survivors => survivor,
        KeptNumber::Others => other,
    };
    let sealed = world.db.point(move |tx| store::person_entry::cpr_sealed(tx, holder)).await?;
    let Some(sealed) = sealed else { return Ok(Err(NotMerged::NoNumber)) };
    let cpr = open(world, holder, &sealed)?;
    let mut resealed = records::with_number(world, survivor, &cpr, |_, _| true).await?;
    resealed.extend(records::with_number(world, other, &cpr, |_, _| true).await?);
    let new = new_cpr(world, survivor, &cpr);
    let event = Blank::draw(world).event(Kind::PeopleMerged, &Circumstances::machine("operator"), &[survivor, other]);
    let event = with(with(event, "survivor", survivor.0), "operators", format!("{} {}", one.0, two.0));
    let decided = Blank::draw(world).event(Kind::CaseDecided, &Circumstances::machine("operator"), &[survivor]);
    let done = world.db.write(move |tx| {
        if !are_two(tx, operators)? {
            return Ok(Err(NotMerged::Operators));
        }
        if !store::merge_people::are_two(tx, survivor, other)? {
            return Ok(Err(NotMerged::Accounts));
        }
        if let Some(case) = case {
            let by = format!("{} {}", one.0, two.0);
            if !store::operator_case::decide(tx, case, &by, Outcome::Done)? {
                return Ok(Err(NotMerged::NoCase));
            }
            store::event::append(tx, &with(decided.clone(), "case", case))?;
        }
        end_sessions(tx, other, "merged")?;
        end_sessions(tx, survivor, "merged")?;
        if !store::merge_people::merge(tx, survivor, other)? {
            return Ok(Err(NotMerged::Accounts));
        }
        if !store::person_entry::set_cpr(tx, survivor, &new)? || !records::put(tx, &resealed)? {
            return Err(StoreError::Busy);
        }
        for record in &resealed {
            store::unexpected_cpr::remove(tx, &record.institution, &record.source, &record.now.local_person_id)?;
        }
        store::event::append(tx, &event)?;
        Ok(Ok(()))
    });
    Ok(done.await?)
}
