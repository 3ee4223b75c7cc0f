//! Events about to be written: number and salt drawn before the transaction, as many as a story may need.
//!
//! What it does not do: write them; the story appends each in the transaction it tells of.

use crate::world::World;
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId};
use rules::institution::InstitutionNumber;
use std::net::IpAddr;

/// Who acts, where, and from which address: the same for all events of one act.
#[derive(Clone, Debug)]
pub struct Circumstances {
    /// Who does it.
    pub doer: Doer,
    /// At which institution.
    pub institution: Option<InstitutionNumber>,
    /// From where; empty where there is no address.
    pub address: String,
}

impl Circumstances {
    /// A person acting as the word says.
    pub fn person(id: PersonId, acting_as: &str, address: IpAddr) -> Circumstances {
        let doer = Doer::Person { id, acting_as: acting_as.to_owned() };
        Circumstances { doer, institution: None, address: address.to_string() }
    }

    /// The server itself, or its command line.
    pub fn machine(name: &str) -> Circumstances {
        Circumstances { doer: Doer::Machine(name.to_owned()), institution: None, address: String::new() }
    }

    /// The same at an institution.
    pub fn at(mut self, institution: &InstitutionNumber) -> Circumstances {
        self.institution = Some(institution.clone());
        self
    }
}

/// An event's number and salt.
#[derive(Clone, Copy, Debug)]
pub struct Blank {
    id: EventId,
    salt: [u8; 16],
}

impl Blank {
    /// Draws one.
    pub fn draw(world: &World) -> Blank {
        Blank { id: EventId(world.draw_id()), salt: world.chance().bytes() }
    }

    /// The event, about these people.
    pub fn event(self, kind: Kind, from: &Circumstances, about: &[PersonId]) -> NewEvent {
        NewEvent {
            id: self.id,
            salt: self.salt,
            kind,
            doer: from.doer.clone(),
            institution: from.institution.clone(),
            address: from.address.clone(),
            subjects: about.to_vec(),
            payload: Vec::new(),
        }
    }
}

/// Adds a word and a value to an event's payload; never a name, a CPR number or a secret.
pub fn with(mut event: NewEvent, key: &'static str, value: impl ToString) -> NewEvent {
    event.payload.push((key, value.to_string()));
    event
}
