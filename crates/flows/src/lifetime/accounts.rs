//! Accounts nobody has any longer: thirty days only Mit Unilogin, then disabled, and after a year without a name.
//!
//! Source: product.md §12. A new affiliation on the same CPR number brings a disabled account back, with its UniId. An
//! anonymised one never comes back; its UniId and user name stay reserved.

use super::{EFFECTS_MAX, STEP, circumstances};
use crate::give_password::end_sessions;
use crate::import::ImportError;
use crate::remember::Blank;
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::lifetime::{DISABLED_FOR, UNATTACHED_FOR};
use store::driver::Tx;
use store::error::StoreError;
use store::job_run::{Effect, Mode};
use store::lifetime::Since;

pub(super) fn run(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    mark_ran_out(world, mode)?;
    let disable = Act { what: "disabled", kind: Kind::AccountDisabled, find: to_disable, act: disable };
    let anonymise = Act { what: "anonymised", kind: Kind::AccountAnonymised, find: to_anonymise, act: anonymise };
    for act in [disable, anonymise] {
        all(world, mode, &act, effects)?;
    }
    Ok(())
}

/// Since when whose last affiliation ran out by itself belongs nowhere: its end, not the night the job came by.
pub(super) fn mark_ran_out(world: &World, mode: Mode) -> Result<(), ImportError> {
    if mode == Mode::DryRun {
        return Ok(());
    }
    loop {
        let marked = world.db.blocking().write(|tx| {
            let found = store::lifetime::ran_out(tx, STEP)?;
            for (person, since) in &found {
                store::lifetime::mark_unattached(tx, *person, *since)?;
            }
            Ok(found.len())
        })?;
        if marked == 0 {
            return Ok(());
        }
    }
}

/// One thing that is done to one account after another.
struct Act {
    what: &'static str,
    kind: Kind,
    find: fn(&mut Tx, i64) -> Result<Vec<Since>, StoreError>,
    act: fn(&mut Tx, PersonId) -> Result<bool, StoreError>,
}

fn to_disable(tx: &mut Tx, limit: i64) -> Result<Vec<Since>, StoreError> {
    let before = tx.now().minus(UNATTACHED_FOR);
    store::lifetime::to_disable(tx, before, limit)
}

fn to_anonymise(tx: &mut Tx, limit: i64) -> Result<Vec<Since>, StoreError> {
    let before = tx.now().minus(DISABLED_FOR);
    store::lifetime::to_anonymise(tx, before, limit)
}

fn disable(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    if !store::lifetime::disable(tx, person)? {
        return Ok(false);
    }
    end_sessions(tx, person, "disabled")?;
    Ok(true)
}

fn anonymise(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    end_sessions(tx, person, "anonymised")?;
    store::lifetime::anonymise(tx, person)
}

/// Whom it was done to, and where they last belonged.
type Done = Vec<(PersonId, Option<InstitutionNumber>)>;

fn all(world: &World, mode: Mode, act: &Act, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    let Act { what, kind, find, act } = *act;
    if mode == Mode::DryRun {
        let limit = i64::try_from(EFFECTS_MAX).unwrap_or(i64::MAX);
        let found = world.db.blocking().read(move |tx| {
            let found = find(tx, limit)?;
            found.iter().map(|(person, _)| Ok((*person, store::lifetime::last_at(tx, *person)?))).collect()
        })?;
        effects.extend(told(what, found));
        return Ok(());
    }
    while effects.len() < EFFECTS_MAX {
        let blanks: Vec<Blank> = (0..STEP).map(|_| Blank::draw(world)).collect();
        let done: Done = world.db.blocking().write(move |tx| {
            let mut done = Vec::new();
            for ((person, _), blank) in find(tx, STEP)?.into_iter().zip(&blanks) {
                let at = store::lifetime::last_at(tx, person)?;
                if !act(tx, person)? {
                    continue;
                }
                let from = match &at {
                    Some(number) => circumstances().at(number),
                    None => circumstances(),
                };
                store::event::append(tx, &blank.event(kind, &from, &[person]))?;
                done.push((person, at));
            }
            Ok(done)
        })?;
        if done.is_empty() {
            break;
        }
        effects.extend(told(what, done));
    }
    Ok(())
}

fn told(what: &'static str, done: Done) -> impl Iterator<Item = Effect> {
    done.into_iter().map(move |(person, institution)| Effect {
        institution,
        person: Some(person),
        what: what.to_owned(),
        detail: String::new(),
    })
}
