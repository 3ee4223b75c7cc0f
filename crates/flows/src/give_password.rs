//! A pupil gets a new password within five minutes: the adult's side of the window.
//!
//! Source: product.md §8. The pupil's side, from the typed user name to the confirmed password, is `sign_in`. What it
//! does not do: show a password to anybody but the pupil; there is no path here that could.

use crate::pupil_access::{Desk, Helper};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::device_kind::DeviceKind;
use rules::event::Kind;
use rules::id::{PersonId, WindowId};
use rules::pictures::Picture;
use rules::reset_window::{Confirmation, CurrentPassword, Place, State, Step, closes, confirmation};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::reset_window::{NewWindow, ResetWindow};

/// The most pupils one press of the button may name: a large school's year.
pub const PUPILS_MAX: usize = 500;

/// The most pupils [`not_given`] tells of.
pub const NAMED_MAX: usize = 20;

/// A window at this moment, as the adult's list shows it.
#[derive(Clone, Debug)]
pub struct WindowNow {
    /// Its row.
    pub id: WindowId,
    /// How far it is.
    pub state: State,
    /// When it was opened.
    pub opened: Instant,
    /// When it closes, or closed.
    pub closes: Instant,
    /// How long until the name, or the confirmation, comes too late.
    pub left: Option<Millis>,
    /// When the user name was typed.
    pub claimed: Option<Instant>,
    /// From where it was claimed.
    pub from: Option<Place>,
    /// On what sort of device.
    pub on: Option<DeviceKind>,
    /// What the claim meets.
    pub confirmation: Confirmation,
    /// The pictures both screens show, the one to read out first.
    pub pictures: Vec<Picture>,
    /// Whether the password it gave is still the current one, so that *Fortryd* works.
    pub can_undo: Undo,
}

/// Whether *Fortryd* would do something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undo {
    /// It would.
    Possible,
    /// There is nothing to undo, or the password was changed since.
    Nothing,
}

/// The word of a place in the database.
pub fn place_word(place: Place) -> &'static str {
    match place {
        Place::Unknown => "unknown",
        Place::Inside => "inside",
        Place::Outside => "outside",
    }
}

/// Back from the word.
pub fn place_of_word(word: &str) -> Option<Place> {
    [Place::Unknown, Place::Inside, Place::Outside].into_iter().find(|place| place_word(*place) == word)
}

/// The two pictures of a confirmation, back from their words.
pub fn pictures_of(words: Option<&str>) -> Vec<Picture> {
    words.and_then(rules::pictures::from_words).unwrap_or_default()
}

pub(crate) fn window_now(tx: &mut Tx, window: &ResetWindow) -> Result<WindowNow, StoreError> {
    let now = tx.now();
    let state = window.state(now);
    let undone = state.undo(current(tx, window)?, now);
    Ok(WindowNow {
        id: window.id,
        state,
        opened: window.opened,
        closes: window.closes,
        left: state.time_left(now),
        claimed: window.claimed,
        from: window.claimed_from.as_deref().and_then(place_of_word),
        on: window.claimed_on,
        confirmation: window.confirmation,
        pictures: pictures_of(window.picture.as_deref()),
        can_undo: match undone {
            Step::Now(_) => Undo::Possible,
            Step::Stays(_) => Undo::Nothing,
        },
    })
}

/// Whether the pupil's current password came from this window.
fn current(tx: &mut Tx, window: &ResetWindow) -> Result<CurrentPassword, StoreError> {
    let credential = store::credential::find(tx, window.person)?;
    let same = credential.is_some_and(|held| held.dead.is_none() && Some(held.version) == window.password_version);
    Ok(if same { CurrentPassword::FromThisWindow } else { CurrentPassword::Another })
}

/// What a press of *Giv ny adgangskode* came to.
#[derive(Clone, Debug, Default)]
pub struct Opened {
    /// Who may now type the user name.
    pub opened: Vec<PersonId>,
    /// Who may not, and why.
    pub refused: Vec<(PersonId, Reason)>,
    /// Until when; none where nobody may.
    pub closes: Option<Instant>,
}

/// What one window needs, drawn before the transaction.
#[derive(Clone)]
struct Draw {
    person: PersonId,
    id: WindowId,
    pictures: [Picture; 2],
    event: Blank,
}

fn draw(world: &World, person: PersonId) -> Draw {
    let pictures = Picture::draw_pair(&mut world.chance());
    Draw { person, id: WindowId(world.draw_id()), pictures, event: Blank::draw(world) }
}

/// Opens a window for each ticked pupil who may get one. Opening changes nothing else.
///
/// # Errors
/// [`StoreError`].
pub async fn open(world: &World, helper: &Helper, pupils: &[PersonId]) -> Result<Opened, StoreError> {
    let mut draws: Vec<Draw> = Vec::new();
    for person in pupils.iter().take(PUPILS_MAX) {
        if draws.iter().all(|known| known.person != *person) {
            draws.push(draw(world, *person));
        }
    }
    let helper = helper.clone();
    world.db.write(move |tx| open_all(tx, &helper, &draws)).await
}

fn open_all(tx: &mut Tx, helper: &Helper, draws: &[Draw]) -> Result<Opened, StoreError> {
    let desk = Desk::load(tx, helper)?;
    let now = tx.now();
    let mut done = Opened::default();
    let mut events = Vec::with_capacity(draws.len());
    let from = helper.circumstances();
    for draw in draws {
        let kind = match desk.may(tx, Verb::OpenWindow, draw.person)? {
            Ok(()) => {
                let window = NewWindow {
                    id: draw.id,
                    person: draw.person,
                    institution: helper.institution.clone(),
                    opened_by: helper.person,
                    closes: closes(now),
                    confirmation: confirmation(desk.settings.confirmation, Place::Unknown),
                    picture: Some(rules::pictures::to_words(&draw.pictures)),
                };
                store::reset_window::open(tx, &window)?;
                done.opened.push(draw.person);
                done.closes = Some(closes(now));
                Kind::WindowOpened
            }
            Err(reason) => {
                done.refused.push((draw.person, reason));
                Kind::WindowRefused
            }
        };
        events.push(with(draw.event.event(kind, &from, &[draw.person]), "window", draw.id.0));
    }
    store::event::append_many(tx, &events)?;
    Ok(done)
}

/// Somebody who may not get a window, as the page names them.
#[derive(Clone, Debug)]
pub struct NotGiven {
    /// The name; none where the person is no pupil of the helper's institution, and the helper may not know it.
    pub name: Option<String>,
    /// Why.
    pub reason: Reason,
}

/// Why these cannot get a new password here, asked anew: for the page after a press that named some in vain. Whoever
/// is named is remembered as looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn not_given(world: &World, helper: &Helper, pupils: &[PersonId]) -> Result<Vec<NotGiven>, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    let asked: Vec<PersonId> = pupils.iter().copied().take(NAMED_MAX).collect();
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            let mut found = Vec::new();
            let mut named = Vec::new();
            for pupil in &asked {
                let Err(reason) = desk.may(tx, Verb::OpenWindow, *pupil)? else { continue };
                let ours = !store::pupil::attached(tx, *pupil, &helper.institution)?.is_empty();
                let name = match store::person::find(tx, *pupil)? {
                    Some(person) if ours && desk.enter().is_ok() => Some(person.shown().call().to_owned()),
                    Some(_) | None => None,
                };
                if name.is_some() {
                    named.push(*pupil);
                }
                found.push(NotGiven { name, reason });
            }
            if !named.is_empty() {
                let event = blank.event(Kind::PeopleShown, &helper.circumstances(), &named);
                store::event::append(tx, &with(event, "page", "elevadgang"))?;
            }
            Ok(found)
        })
        .await
}

/// What became of a button on one window.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It is done.
    Done,
    /// The window is no longer what it was on the page: too late.
    TooLate,
    /// Refused, and why.
    Refused(Reason),
}

/// *Annullér*: closes a window nobody has claimed.
///
/// # Errors
/// [`StoreError`].
pub async fn cancel(world: &World, helper: &Helper, window: WindowId) -> Result<Pressed, StoreError> {
    press(world, helper, window, Button::Cancel).await
}

/// OK: both screens show the same two pictures.
///
/// # Errors
/// [`StoreError`].
pub async fn confirm(world: &World, helper: &Helper, window: WindowId) -> Result<Pressed, StoreError> {
    press(world, helper, window, Button::Confirm).await
}

/// *Fortryd*: kills the new password and every session it made, or ends the claim. The old password does not come back.
///
/// # Errors
/// [`StoreError`].
pub async fn undo(world: &World, helper: &Helper, window: WindowId) -> Result<Pressed, StoreError> {
    press(world, helper, window, Button::Undo).await
}

#[derive(Clone, Copy)]
enum Button {
    Cancel,
    Confirm,
    Undo,
}

impl Button {
    fn verb(self) -> Verb {
        match self {
            Button::Cancel => Verb::CancelWindow,
            Button::Confirm => Verb::ConfirmWindow,
            Button::Undo => Verb::UndoPassword,
        }
    }
    fn kind(self) -> Kind {
        match self {
            Button::Cancel => Kind::WindowCancelled,
            Button::Confirm => Kind::WindowConfirmed,
            Button::Undo => Kind::WindowUndone,
        }
    }
}

async fn press(world: &World, helper: &Helper, window: WindowId, button: Button) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            let Some(found) = store::reset_window::find(tx, window)? else { return Ok(Pressed::TooLate) };
            if found.institution != helper.institution {
                return Ok(Pressed::Refused(Reason::NotOurPupil));
            }
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may(tx, button.verb(), found.person)? {
                return Ok(Pressed::Refused(reason));
            }
            if act(tx, &found, button)? == Pressed::TooLate {
                return Ok(Pressed::TooLate);
            }
            let event = blank.event(button.kind(), &helper.circumstances(), &[found.person]);
            store::event::append(tx, &with(event, "window", found.id.0))?;
            Ok(Pressed::Done)
        })
        .await
}

fn act(tx: &mut Tx, window: &ResetWindow, button: Button) -> Result<Pressed, StoreError> {
    let now = tx.now();
    let state = window.state(now);
    let step = match button {
        Button::Cancel => state.cancel(now),
        Button::Confirm => state.teacher_confirms(now),
        Button::Undo => state.undo(current(tx, window)?, now),
    };
    let Step::Now(_) = step else { return Ok(Pressed::TooLate) };
    let written = match button {
        Button::Cancel => store::reset_window::cancel(tx, window.id)?,
        Button::Confirm => store::reset_window::confirm(tx, window.id)?,
        Button::Undo => {
            if let (State::Done { .. }, Some(version)) = (state, window.password_version) {
                store::credential::kill(tx, window.person, version)?;
                end_sessions(tx, window.person, "undone")?;
            }
            store::reset_window::undo(tx, window.id)?
        }
    };
    Ok(if written { Pressed::Done } else { Pressed::TooLate })
}

/// Ends everything somebody is logged in to; tokens hang on the session and die with it.
pub(crate) fn end_sessions(tx: &mut Tx, person: PersonId, why: &str) -> Result<(), StoreError> {
    crate::sessions::end_all(tx, person, None, why).map(|_| ())
}
