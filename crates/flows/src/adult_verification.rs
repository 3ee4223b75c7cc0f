//! A teacher, or an administrator, says in Elevadgang that it is this pupil who sits at a waiting screen.
//!
//! Source: product.md §6 and §8: it needs the national eID always. What it does not do: end the pupil's login; the
//! waiting screen takes the word (`sign_in::vouch`).

use crate::give_password::Pressed;
use crate::pupil_access::{Desk, Helper, Look};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::pictures::Picture;
use rules::reset_window::Place;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::PersonName;
use std::net::IpAddr;
use store::adult_verification::AdultVerification;
use store::driver::Tx;
use store::error::StoreError;

/// A pupil's screen that waits.
#[derive(Clone, Debug)]
pub struct Waiting {
    /// The request.
    pub id: i64,
    /// The pupil.
    pub pupil: PersonId,
    /// As the pupil is shown.
    pub name: PersonName,
    /// The service that asks for an adult's word; empty where it has closed meanwhile.
    pub service: String,
    /// The two pictures on the pupil's screen.
    pub pictures: [Picture; 2],
    /// Since when it waits.
    pub asked: Instant,
    /// Nobody answers from then on.
    pub ends: Instant,
    /// Where the screen is, seen from the school.
    pub from: Place,
    /// Whether this helper may answer; a teacher without the eID is told so.
    pub may: Result<(), Reason>,
}

/// The two pictures, back from their words, in the grid's order.
pub(crate) fn pictures(words: &str) -> Option<[Picture; 2]> {
    let mut both: [Picture; 2] = rules::pictures::from_words(words)?.try_into().ok()?;
    both.sort_unstable();
    Some(both)
}

/// The screens that wait for this helper. Opening the list is remembered as a look at the pupils on it.
///
/// # Errors
/// [`StoreError`].
pub async fn waiting(world: &World, helper: &Helper, look: Look) -> Result<Vec<Waiting>, StoreError> {
    let asked = helper.clone();
    let found = world.db.read(move |tx| read_waiting(tx, &asked)).await?;
    if look == Look::Opened && !found.is_empty() {
        let about: Vec<PersonId> = found.iter().map(|one| one.pupil).collect();
        let event = Blank::draw(world).event(Kind::PeopleShown, &helper.circumstances(), &about);
        let event = with(event, "page", "elevadgang/voksen");
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(found)
}

fn read_waiting(tx: &mut Tx, helper: &Helper) -> Result<Vec<Waiting>, StoreError> {
    let desk = Desk::load(tx, helper)?;
    let mut shown = Vec::new();
    for request in store::adult_verification::waiting(tx, &helper.institution)? {
        if desk.may(tx, Verb::SeePupil, request.person)?.is_err() {
            continue;
        }
        let (Some(person), Some(pictures)) = (store::person::find(tx, request.person)?, pictures(&request.pictures))
        else {
            continue;
        };
        let service = match &request.client {
            Some(id) => crate::client::open(tx, id)?.map_or_else(String::new, |service| service.name),
            None => String::new(),
        };
        let may = desk.may(tx, Verb::ApproveAdultVerification, request.person)?;
        shown.push(Waiting {
            id: request.id,
            pupil: request.person,
            name: person.shown().clone(),
            service,
            pictures,
            asked: request.asked,
            ends: request.ends,
            from: place(&desk, &request),
            may,
        });
    }
    Ok(shown)
}

fn place(desk: &Desk, request: &AdultVerification) -> Place {
    request.address.parse::<IpAddr>().map_or(Place::Unknown, |address| desk.settings.place(address))
}

/// What the adult says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Word {
    /// Both screens show the same pictures: it is this pupil.
    Yes,
    /// It is not, or nobody of ours asked.
    No,
}

/// Answers a waiting screen; the first of all answers counts.
///
/// # Errors
/// [`StoreError`].
pub async fn answer(world: &World, helper: &Helper, request: i64, word: Word) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            let Some(found) = store::adult_verification::find(tx, request)? else { return Ok(Pressed::TooLate) };
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may(tx, Verb::ApproveAdultVerification, found.person)? {
                return Ok(Pressed::Refused(reason));
            }
            let (said, kind) = match word {
                Word::Yes => {
                    let by = (helper.person, Some(&helper.institution));
                    (store::adult_verification::approve(tx, found.id, by.0, by.1)?, Kind::AdultVerified)
                }
                Word::No => (store::adult_verification::decline(tx, found.id)?, Kind::AdultDeclined),
            };
            if !said {
                return Ok(Pressed::TooLate);
            }
            let event = blank.event(kind, &helper.circumstances(), &[found.person]);
            let service = found.client.unwrap_or_default();
            store::event::append(tx, &with(with(event, "how", "school"), "service", service))?;
            Ok(Pressed::Done)
        })
        .await
}
