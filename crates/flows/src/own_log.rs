//! *Min log*: what happened that concerns a person, and who has received which of their data.
//!
//! Source: product.md §7 and §14. Other people stand here as what they were, never by name; an institution is named
//! only where the person's own page names it. What it does not do: show what somebody did to others.

use crate::own_page::{Place, named_institutions, places};
use crate::sessions::Live;
use crate::sign_in::Broken;
use crate::world::World;
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::time::Instant;
use std::collections::HashMap;
use store::driver::Tx;
use store::error::StoreError;
use store::event::Event;

/// How many lines one page holds.
pub const LINES: usize = 50;
/// The most releases that are summed up.
pub const RELEASES_MAX: i64 = 200;

/// Who did it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Who {
    /// The person themselves.
    Oneself,
    /// Somebody else, acting as what the word says.
    Other(String),
    /// The server, or a machine: its word.
    Machine(String),
}

/// One line of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The event.
    pub id: EventId,
    /// When.
    pub at: Instant,
    /// What.
    pub kind: Kind,
    /// Who did it.
    pub who: Who,
    /// Where, as it may be named.
    pub institution: Option<String>,
    /// Which service, by name.
    pub service: Option<String>,
}

/// Lines older than `before`, newest first, and whether there are older ones.
///
/// # Errors
/// Where the database is broken.
pub async fn read(world: &World, live: &Live, before: EventId) -> Result<(Vec<Line>, Older), Broken> {
    let person = live.person.id;
    let read = world
        .db
        .read(move |tx| {
            let limit = i64::try_from(LINES).unwrap_or(i64::MAX) + 1;
            let mut events = store::event::about(tx, person, before, limit)?;
            let older = if LINES < events.len() { Older::Yes } else { Older::No };
            events.truncate(LINES);
            let affiliations = store::affiliation::active_of_person(tx, person)?;
            let named = named_institutions(tx, person, &affiliations)?;
            let mut services = Services::default();
            let mut lines = Vec::with_capacity(events.len());
            for event in events {
                let service = services.of(tx, &event)?;
                let at = event.institution.as_deref();
                let institution = named.iter().find(|(number, _)| Some(number.as_str()) == at);
                lines.push(Line {
                    id: event.id,
                    at: event.at,
                    kind: event.kind,
                    who: who(&event, person),
                    institution: institution.map(|(_, name)| name.clone()),
                    service,
                });
            }
            Ok((lines, older))
        })
        .await?;
    Ok(read)
}

/// Whether a log goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Older {
    /// There is more.
    Yes,
    /// That is all.
    No,
}

fn who(event: &Event, person: PersonId) -> Who {
    match event.actor {
        Some(actor) if actor == person => Who::Oneself,
        Some(_) => Who::Other(event.acting_as.clone()),
        None => Who::Machine(event.acting_as.clone()),
    }
}

/// A value of an event's payload.
fn said(event: &Event, key: &str) -> Option<String> {
    let payload: serde_json::Value = serde_json::from_str(event.payload.as_deref()?).ok()?;
    payload[key].as_str().filter(|value| !value.is_empty()).map(str::to_owned)
}

/// The names of the services a page mentions, each asked for once.
#[derive(Default)]
struct Services(HashMap<String, String>);

impl Services {
    fn of(&mut self, tx: &mut Tx, event: &Event) -> Result<Option<String>, StoreError> {
        let Some(id) = said(event, "service") else { return Ok(None) };
        if let Some(known) = self.0.get(&id) {
            return Ok(Some(known.clone()));
        }
        // A service that is registered no longer is still called something: what it called itself.
        let name = store::client::find(tx, &id)?.map_or_else(|| id.clone(), |client| client.name);
        self.0.insert(id, name.clone());
        Ok(Some(name))
    }
}

/// What a service received of a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Its name.
    pub service: String,
    /// Last time.
    pub last: Instant,
    /// On how many days.
    pub days: usize,
    /// Which data, as words.
    pub fields: Vec<String>,
}

/// A person's data here: who sent it, and who received it.
#[derive(Clone, Debug)]
pub struct OwnData {
    /// Where it came from.
    pub places: Vec<Place>,
    /// Who received it, the latest first.
    pub received: Vec<Received>,
}

/// Reads both.
///
/// # Errors
/// Where the database is broken.
pub async fn own_data(world: &World, live: &Live) -> Result<OwnData, Broken> {
    let person = live.person.id;
    let data = world
        .db
        .read(move |tx| {
            let mut services = Services::default();
            let mut received: Vec<Received> = Vec::new();
            for event in store::event::about_of_kind(tx, person, Kind::DataReleased, RELEASES_MAX)? {
                let Some(service) = services.of(tx, &event)? else { continue };
                let fields = said(&event, "fields").unwrap_or_default();
                match received.iter_mut().find(|one| one.service == service) {
                    Some(one) => one.days += 1,
                    None => received.push(Received {
                        service,
                        last: event.at,
                        days: 1,
                        fields: fields.split(' ').filter(|field| !field.is_empty()).map(str::to_owned).collect(),
                    }),
                }
            }
            let affiliations = store::affiliation::active_of_person(tx, person)?;
            Ok(OwnData { places: places(tx, person, &affiliations)?, received })
        })
        .await?;
    Ok(data)
}
