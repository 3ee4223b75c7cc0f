//! *En voksen siger ja til, at det er mig*: the pupil's screen waits, and takes an adult's word once.
//!
//! Source: product.md §6, end. The waiting login is bound to its browser; the word is taken in the transaction that
//! raises the session. A teacher answers in Elevadgang (`adult_verification`); a parent shows the eID at this screen.
//! What it does not do: believe that an earlier page was seen; custody and eID are asked again when the parent answers.

use crate::adult_verification::{Word, pictures};
use crate::help_child::has_custody;
use crate::remember::with;
use crate::sign_in::onward::{self, Arrival, person_of};
use crate::sign_in::passage::{self, EidHolder, Passage, Step};
use crate::sign_in::{AdultWait, At, Broken, Finished, Next, Notice, Screen};
use crate::standing::Standing;
use crate::world::World;
use rules::adult_verification::{self, State, WAITS_FOR};
use rules::event::Kind;
use rules::id::PersonId;
use rules::pictures::Picture;
use rules::reset_window::Eligibility;
use rules::session::StepUp;
use rules::time::Instant;
use store::adult_verification::{AdultVerification, NewVerification};
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;

/// The pupil asks for an adult's word; asking again begins a new wait with new pictures.
///
/// # Errors
/// Where the database is broken.
pub async fn ask(world: &World, at: &At) -> Result<Next, Broken> {
    let (id, drawn) = (world.draw_id(), Picture::draw_pair(&mut world.chance()));
    let address = at.browser.address.to_canonical().to_string();
    passage::act(world, at, move |tx, passage, arrival| {
        let Some(person) = person_of(tx, passage)? else { return Ok(None) };
        if !may_ask(tx, passage, &person)? {
            return Ok(None);
        }
        let ends = tx.now().plus(WAITS_FOR);
        let new = NewVerification {
            id,
            person: person.id,
            login_hash: passage.row.handle_hash.clone(),
            client: passage.row.client.clone(),
            pictures: rules::pictures::to_words(&drawn),
            address: address.clone(),
            ends,
        };
        store::adult_verification::ask(tx, &new)?;
        let event = arrival.first.event(Kind::AdultAsked, &arrival.by(person.id, "self"), &[person.id]);
        store::event::append(tx, &with(event, "service", new.client.unwrap_or_default()))?;
        // The login outlives its wait, so that the answer finds it.
        passage.row.ends = passage.row.ends.max(ends.plus(adult_verification::ANSWER_WAITS_FOR));
        passage.go(Step::AwaitAdult, None);
        Ok(None)
    })
    .await
}

/// Whether this login lacks nothing but an adult's word, and its user is a pupil and nothing else.
fn may_ask(tx: &mut Tx, passage: &Passage, person: &Person) -> Result<bool, StoreError> {
    if !matches!(passage.step, Step::NeedsMore | Step::AwaitAdult) {
        return Ok(false);
    }
    let session = onward::session_of(tx, passage)?;
    let lacks = onward::needed(tx, passage, session.as_ref())?;
    Ok(lacks == StepUp::AdultVerified && Standing::load(tx, person)?.eligibility() == Eligibility::MayGet)
}

/// *Fortryd*: the screen waits no longer.
///
/// # Errors
/// Where the database is broken.
pub async fn stop(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |tx, passage| {
        if matches!(passage.step, Step::AwaitAdult | Step::ParentVouches) {
            store::adult_verification::withdraw(tx, &passage.row.handle_hash)?;
            passage.state.holder = None;
            passage.go(Step::NeedsMore, None);
        }
        Ok(())
    })
    .await
}

/// What this login waits for.
fn request(tx: &mut Tx, passage: &Passage) -> Result<Option<AdultVerification>, StoreError> {
    let found = store::adult_verification::of_login(tx, &passage.row.handle_hash)?;
    Ok(found.filter(|request| Some(request.person) == passage.person()))
}

/// The screen that waits.
pub(crate) fn waiting(tx: &mut Tx, passage: &Passage) -> Result<Screen, StoreError> {
    let now = tx.now();
    let found = request(tx, passage)?;
    let wait = match found.as_ref().map(|request| request.state(now)) {
        Some(State::Waiting | State::Approved(_)) => AdultWait::Waiting,
        Some(State::Declined) => AdultWait::Declined,
        Some(State::Over | State::Taken) | None => AdultWait::Over,
    };
    Ok(Screen::AwaitAdult { pictures: drawn(found.as_ref()), wait })
}

/// In the grid's order, on every screen alike.
fn drawn(request: Option<&AdultVerification>) -> [Picture; 2] {
    request.and_then(|request| pictures(&request.pictures)).unwrap_or([Picture::Cat, Picture::Car])
}

/// What the parent is asked.
pub(crate) fn parent_screen(tx: &mut Tx, passage: &Passage, child: &Person) -> Result<Screen, StoreError> {
    let pictures = drawn(request(tx, passage)?.as_ref());
    Ok(Screen::ParentVouches { name: child.shown().call().to_owned(), pictures })
}

/// Takes an adult's yes, where one has come; the login goes on with it.
pub(crate) async fn fetch(world: &World, at: &At, passage: &Passage) -> Result<Next, Broken> {
    let asked = passage.clone();
    let has_come = world
        .db
        .point(move |tx| Ok(request(tx, &asked)?.is_some_and(|one| matches!(one.state(tx.now()), State::Approved(_)))))
        .await?;
    if !has_come {
        return Ok(Next::Page);
    }
    passage::act(world, at, |tx, passage, arrival| {
        let (Step::AwaitAdult, Some(found)) = (passage.step, request(tx, passage)?) else { return Ok(None) };
        match found.state(tx.now()) {
            State::Approved(said) => take(tx, passage, (&found, said, arrival)),
            State::Waiting | State::Declined | State::Over | State::Taken => Ok(None),
        }
    })
    .await
}

fn take(
    tx: &mut Tx,
    passage: &mut Passage,
    (found, said, arrival): (&AdultVerification, Instant, &Arrival),
) -> Result<Option<Finished>, StoreError> {
    if !store::adult_verification::take(tx, found.id, &passage.row.handle_hash)? {
        return Ok(None);
    }
    passage.state.vouched = Some(said);
    passage.state.holder = None;
    onward::proceed(tx, passage, arrival)
}

/// A parent showed the eID at the pupil's screen. Whoever has no custody meets one sentence, whatever the reason.
///
/// # Errors
/// Where the database is broken.
pub async fn parent_came(world: &World, at: &At, parent: PersonId, shown: Instant) -> Result<Next, Broken> {
    passage::change(world, at, move |tx, passage| {
        let (Step::AwaitAdult, Some(child)) = (passage.step, passage.person()) else { return Ok(()) };
        if has_custody(tx, parent, child)? {
            passage.state.holder = Some(EidHolder { person: parent, shown });
            passage.go(Step::ParentVouches, None);
        } else {
            passage.go(Step::AwaitAdult, Some(Notice::NotVouched));
        }
        Ok(())
    })
    .await
}

/// The parent's answer, at the pupil's screen.
///
/// # Errors
/// Where the database is broken.
pub async fn parent_says(world: &World, at: &At, word: Word) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        let (Step::ParentVouches, Some(parent), Some(child)) = (passage.step, passage.state.holder, passage.person())
        else {
            return Ok(None);
        };
        passage.go(Step::AwaitAdult, None);
        let now = tx.now();
        let Some(found) = request(tx, passage)? else { return Ok(None) };
        let remember = |kind| {
            let event = arrival.first.event(kind, &arrival.by(parent.person, "parent"), &[child]);
            with(with(event, "how", "eid"), "service", found.client.clone().unwrap_or_default())
        };
        if word == Word::No {
            if store::adult_verification::decline(tx, found.id)? {
                store::event::append(tx, &remember(Kind::AdultDeclined))?;
            }
            return Ok(None);
        }
        if !adult_verification::parent_may_answer(parent.shown, now) || !has_custody(tx, parent.person, child)? {
            passage.go(Step::AwaitAdult, Some(Notice::NotVouched));
            return Ok(None);
        }
        if !store::adult_verification::approve(tx, found.id, parent.person, None)? {
            return Ok(None);
        }
        store::event::append(tx, &remember(Kind::AdultVerified))?;
        take(tx, passage, (&found, now, arrival))
    })
    .await
}
