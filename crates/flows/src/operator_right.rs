//! The operator gives or takes a right at an institution, where no administrator is left to do it.
//!
//! The institution's administrators hear of it as of any other grant. Source: product.md §9. What it does not do: say who
//! may hold a right or for how long (`rules::rights`, `rules::right_term`), or ask the institution's administrators
//! (`grant_rights`).

use crate::administrators::{self, News, RECIPIENTS_MAX};
use crate::mail::{Letter, Post};
use crate::operator::OPERATOR_NAME;
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::{GrantId, PersonId};
use rules::institution::InstitutionNumber;
use rules::right_term::{Term, latest, over, term, tie};
use rules::rights::facts::Right;
use std::collections::BTreeSet;
use store::driver::Tx;
use store::error::StoreError;
use store::right_grant::{Ending, NewGrant};

/// What a grant says of why, where the operator gave it.
const WHY: &str = "operator";

/// Whose, where, which right.
#[derive(Clone, Debug)]
pub struct Which {
    /// Whose.
    pub person: PersonId,
    /// Where.
    pub institution: InstitutionNumber,
    /// Which; not one that a service defines.
    pub right: Right,
}

/// What became of giving.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Given {
    /// They hold it now.
    Now,
    /// They held it.
    Already,
    /// What they are today may not hold it.
    MayNot,
}

/// Everything that is drawn before the transaction.
struct Drawn {
    id: GrantId,
    blank: Blank,
    post: Post,
}

fn draw(world: &World) -> Drawn {
    Drawn { id: GrantId(world.draw_id()), blank: Blank::draw(world), post: Post::draw(world, 2 * RECIPIENTS_MAX) }
}

/// Gives a right; an external's as late an end as the law lets it have. Blocks: for commands.
///
/// # Errors
/// [`StoreError`].
pub fn give(world: &World, which: &Which, from: &Circumstances) -> Result<Given, StoreError> {
    let (drawn, which, from) = (draw(world), which.clone(), from.clone());
    world.db.blocking().write(move |tx| {
        let attached = store::affiliation::active_of_person(tx, which.person)?;
        let actors: Vec<Actor> = attached.iter().map(|affiliation| affiliation.actor).collect();
        if !rules::rights::may_hold(which.right, &actors) {
            return Ok(Given::MayNot);
        }
        let held = store::right_grant::of_person(tx, which.person)?;
        if held.iter().any(|grant| grant.institution == which.institution && grant.right == which.right.word()) {
            return Ok(Given::Already);
        }
        let there = attached.iter().filter(|one| one.institution == which.institution).map(|one| one.actor);
        let today = tx.now().day_in_denmark();
        let Ok(term) = term(tie(&there.collect::<Vec<_>>()), Some(latest(today)), today) else {
            return Ok(Given::MayNot);
        };
        let new = NewGrant {
            id: drawn.id,
            person: which.person,
            institution: which.institution.clone(),
            right: which.right.word().to_owned(),
            given_by: None,
            why: WHY.to_owned(),
            expires: over(term),
        };
        let before = addresses(tx, &drawn, &which)?;
        store::right_grant::grant(tx, &new)?;
        let until = match term {
            Term::ForGood => None,
            Term::To(day) => Some(day),
        };
        if which.right == Right::UserAdministration {
            store::administrator::forget_told(tx, &which.institution, which.person)?;
            tell(tx, (&drawn, before), &which, (Letter::AdministratorAdded, until))?;
        }
        let event = drawn.blank.event(Kind::RightGranted, &from.clone().at(&which.institution), &[which.person]);
        let event = with(event, "right", which.right.word());
        let event = match until {
            Some(day) => with(event, "until", day),
            None => event,
        };
        store::event::append(tx, &event)?;
        Ok(Given::Now)
    })
}

/// Takes a right, the last one and the primary administrator's among them; false where they did not hold it. Blocks: for
/// commands.
///
/// # Errors
/// [`StoreError`].
pub fn take(world: &World, which: &Which, from: &Circumstances) -> Result<bool, StoreError> {
    let (drawn, which, from) = (draw(world), which.clone(), from.clone());
    world.db.blocking().write(move |tx| {
        let before = addresses(tx, &drawn, &which)?;
        let ending = Ending {
            person: which.person,
            institution: &which.institution,
            right: which.right.word(),
            by: None,
            why: WHY,
        };
        if !store::right_grant::end(tx, &ending)? {
            return Ok(false);
        }
        if which.right == Right::UserAdministration {
            store::administrator::step_down(tx, &which.institution, which.person)?;
            tell(tx, (&drawn, before), &which, (Letter::AdministratorRemoved, None))?;
        }
        let event = drawn.blank.event(Kind::RightRevoked, &from.clone().at(&which.institution), &[which.person]);
        store::event::append(tx, &with(event, "right", which.right.word()))?;
        Ok(true)
    })
}

fn addresses(tx: &mut Tx, drawn: &Drawn, which: &Which) -> Result<BTreeSet<String>, StoreError> {
    Ok(administrators::addresses(tx, &drawn.post, &which.institution)?.into_iter().collect())
}

/// All administrators hear of it: those there were, and those there are now.
fn tell(
    tx: &mut Tx,
    (drawn, mut told): (&Drawn, BTreeSet<String>),
    which: &Which,
    (letter, until): (Letter, Option<rules::time::Date>),
) -> Result<(), StoreError> {
    told.extend(addresses(tx, drawn, which)?);
    let person = store::person::find(tx, which.person)?.map(|person| person.shown().full()).unwrap_or_default();
    let news = News { letter, person: &person, by: OPERATOR_NAME, until };
    administrators::tell(tx, (&drawn.post, 0), (&which.institution, &told), &news).map(drop)
}
