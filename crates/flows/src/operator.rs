//! Operators: who sits at the operator's desk, appointed by the command line or by another operator.
//!
//! Source: product.md §1, issue "Operator's desk". What it does not do: tell any story of the desk; it says who sits
//! there (`rules::operator` says who may).

pub mod desk;

use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::operator::{Appointment, Closed, Refused, Seat, Tie, Verb, are_of_two_trees, may, may_sit};
use rules::session::Assurance;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;
use store::sso_session::SsoSessionId;

/// What letters to schools call the operator.
pub(crate) const OPERATOR_NAME: &str = "STIL";

/// Somebody at the operator's desk. Whether they may be there is asked anew each time.
#[derive(Clone, Debug)]
pub struct Operator {
    person: PersonId,
    session: SsoSessionId,
    address: IpAddr,
}

impl Operator {
    /// Somebody who came in by this login, from there.
    pub fn new((person, session): (PersonId, SsoSessionId), address: IpAddr) -> Operator {
        Operator { person, session, address }
    }

    /// Who.
    pub fn person(&self) -> PersonId {
        self.person
    }

    /// For the events of what they do.
    pub(crate) fn circumstances(&self) -> Circumstances {
        Circumstances::person(self.person, "operator", self.address)
    }

    /// Whether they may sit there, asked in this transaction.
    pub(crate) fn may(&self, tx: &mut Tx) -> Result<Result<(), Closed>, StoreError> {
        let (appointment, assurance) = self.seat(tx)?;
        Ok(may_sit(appointment, assurance))
    }

    /// Whether they may do this there, asked in this transaction.
    pub(crate) fn may_do(&self, tx: &mut Tx, verb: Verb, tie: Tie) -> Result<Result<(), Refused>, StoreError> {
        Ok(may(self.seat(tx)?, verb, tie))
    }

    fn seat(&self, tx: &mut Tx) -> Result<(Appointment, Assurance), StoreError> {
        let stands = store::operator_appointment::stands(tx, self.person)?;
        let appointment = if stands { Appointment::Stands } else { Appointment::None };
        Ok((appointment, crate::pupil_access::assurance(tx, (self.person, self.session))?))
    }
}

/// Whether somebody may sit at the desk now.
///
/// # Errors
/// [`StoreError`].
pub async fn sit(world: &World, operator: &Operator) -> Result<Result<(), Closed>, StoreError> {
    let operator = operator.clone();
    world.db.point(move |tx| operator.may(tx)).await
}

/// Whether they may do something of this kind at all: for a form that shows nothing yet.
///
/// # Errors
/// [`StoreError`].
pub async fn may_do(world: &World, operator: &Operator, verb: Verb) -> Result<Result<(), Refused>, StoreError> {
    let operator = operator.clone();
    world.db.point(move |tx| operator.may_do(tx, verb, Tie::None)).await
}

/// Makes somebody an operator, by the command line's word; false where they are one.
///
/// # Errors
/// [`StoreError`].
pub fn appoint(world: &World, person: PersonId) -> Result<bool, StoreError> {
    change(world, person, Change::Appointed)
}

/// Takes it away; false where they are none.
///
/// # Errors
/// [`StoreError`].
pub fn remove(world: &World, person: PersonId) -> Result<bool, StoreError> {
    change(world, person, Change::Removed)
}

#[derive(Clone, Copy)]
enum Change {
    Appointed,
    Removed,
}

fn change(world: &World, person: PersonId, change: Change) -> Result<bool, StoreError> {
    let event = Blank::draw(world).event(Kind::OperatorChanged, &Circumstances::machine("command"), &[person]);
    world.db.blocking().write(move |tx| {
        let (changed, word) = match change {
            Change::Appointed => (store::operator_appointment::plant(tx, person)?, "appointed"),
            Change::Removed => (store::operator_appointment::end(tx, person)?, "removed"),
        };
        if changed {
            store::event::append(tx, &with(event.clone(), "change", word))?;
        }
        Ok(changed)
    })
}

/// Somebody's place in the trees of appointments.
pub(crate) fn seat(appointment: &store::operator_appointment::Appointment) -> Seat {
    Seat { appointed: appointment.appointed, root: appointment.root }
}

/// Whether these are two people who both are operators now, of two trees of appointments, asked in this transaction.
pub(crate) fn are_two(tx: &mut Tx, [one, two]: [PersonId; 2]) -> Result<bool, StoreError> {
    let (one, two) = (store::operator_appointment::find(tx, one)?, store::operator_appointment::find(tx, two)?);
    Ok(one.zip(two).is_some_and(|(one, two)| are_of_two_trees(seat(&one), seat(&two))))
}

/// All operators.
///
/// # Errors
/// [`StoreError`].
pub fn list(world: &World) -> Result<Vec<Person>, StoreError> {
    world.db.blocking().read(|tx| {
        let mut people = Vec::new();
        for one in store::operator_appointment::list(tx)? {
            people.extend(store::person::find(tx, one.person)?);
        }
        Ok(people)
    })
}
