//! What a login's page shows now, read from the database each time.
//!
//! What it does not do: change anything, but catch up with what time and the teacher have done, and draw the proposal
//! a page is about to show for the first time.

use crate::password_door::{self, Account};
use crate::sign_in::claim::standing_claim;
use crate::sign_in::confirm::{self, Moved};
use crate::sign_in::onward;
use crate::sign_in::passage::{self, Passage, Step};
use crate::sign_in::password::tiles;
use crate::sign_in::{
    At, Broken, Finished, Next, OldPassword, PicturesScreen, PupilOnly, Refusal, Scene, Screen, TextScreen,
};
use crate::sign_in::{helped, told, vouch};
use crate::standing::Standing;
use crate::world::World;
use crypto::secret::SecretText;
use rules::password::{ChangeDue, Form, PROPOSALS_MAX, Proposal};
use rules::pictures::Picture;
use rules::reset_window::{Eligibility, Proof};
use rules::time::Instant;
use store::driver::Tx;
use store::error::StoreError;

/// What the page shows.
#[derive(Debug)]
pub enum Shown {
    /// This.
    Scene(Box<Scene>),
    /// Nothing more: what the page waited for has come, and the user is logged in.
    Finished(Box<Finished>),
    /// The login is over, finished, or another browser's: begin anew.
    Gone,
    /// Too many are waiting; retry by itself.
    Busy,
}

/// Shows the login's page.
///
/// # Errors
/// Where the database or the pool is broken.
pub async fn show(world: &World, at: &At) -> Result<Shown, Broken> {
    let Some(passage) = caught_up(world, at).await? else {
        return Ok(Shown::Gone);
    };
    let passage = if passage.step == Step::AwaitAdult {
        if let Next::Finished(finished) = vouch::fetch(world, at, &passage).await? {
            return Ok(Shown::Finished(finished));
        }
        match passage::read_now(world, at).await? {
            Some(passage) => passage,
            None => return Ok(Shown::Gone),
        }
    } else {
        passage
    };
    let passage = if passage.step == Step::NewPassword && passage.secrets.proposal.is_none() {
        match crate::sign_in::new_password::prepare(world, at, &passage).await? {
            Next::Busy => return Ok(Shown::Busy),
            Next::Gone | Next::Page | Next::Finished(_) => {}
        }
        match passage::read_now(world, at).await? {
            Some(passage) => passage,
            None => return Ok(Shown::Gone),
        }
    } else {
        passage
    };
    let world_there = world.clone();
    let scene = world.db.read(move |tx| scene(tx, &world_there, &passage)).await?;
    Ok(scene.map_or(Shown::Gone, |scene| Shown::Scene(Box::new(scene))))
}

async fn caught_up(world: &World, at: &At) -> Result<Option<Passage>, Broken> {
    let Some(passage) = passage::read_now(world, at).await? else {
        return Ok(None);
    };
    if passage.window().is_none() {
        return Ok(Some(passage));
    }
    let moved = world.db.read(move |tx| confirm::catch_up(tx, &mut passage.clone())).await?;
    if moved == Moved::Yes {
        passage::change(world, at, |tx, passage| confirm::catch_up(tx, passage).map(|_| ())).await?;
    }
    passage::read_now(world, at).await
}

fn scene(tx: &mut Tx, world: &World, passage: &Passage) -> Result<Option<Scene>, StoreError> {
    let Some(screen) = screen(tx, world, passage)? else {
        return Ok(None);
    };
    Ok(Some(Scene {
        client: passage.row.client.clone(),
        request: passage.row.request.clone(),
        screen,
        notice: passage.state.notice,
        ends: passage.row.ends,
    }))
}

fn screen(tx: &mut Tx, world: &World, passage: &Passage) -> Result<Option<Screen>, StoreError> {
    let username = passage.typed();
    Ok(Some(match passage.step {
        Step::Username => Screen::Username { hint: passage.state.wants.hint.clone() },
        Step::Password => password(tx, world, passage)?,
        Step::Confirm => match standing_claim(tx, passage)? {
            Some((window, Proof::AwaitsTeacher)) => Screen::AwaitTeacher {
                username,
                // On the pupil's screen the two stand in the grid's order: it does not tell which one is read out.
                pictures: sorted(confirm::pictures(&window).unwrap_or([Picture::Cat, Picture::Car])),
            },
            Some(_) | None => Screen::ConfirmPicture { username, tiles: tiles(&world.vault, &passage.row.handle_hash) },
        },
        Step::Code => {
            Screen::OneTimeCode { username, wait_until: crate::sign_in::code::waiting_until(tx, world, passage)? }
        }
        Step::NewPassword => return Ok(new_password(passage, username)),
        Step::Practise => Screen::Practise(pictures(world, passage, None)),
        Step::ChangeDue => return change_due(tx, passage),
        Step::NeedsMore => needs_more(tx, passage)?,
        Step::ChooseActor => {
            let Some(person) = person(tx, passage)? else { return Ok(None) };
            let standing = Standing::load(tx, &person)?;
            Screen::ChooseActor { choices: onward::choices(passage, &standing) }
        }
        Step::Continue => {
            let Some(person) = person(tx, passage)? else { return Ok(None) };
            Screen::Continue { name: person.shown().call().to_owned() }
        }
        Step::AwaitAdult => vouch::waiting(tx, passage)?,
        Step::ParentVouches => {
            let Some(person) = person(tx, passage)? else { return Ok(None) };
            vouch::parent_screen(tx, passage, &person)?
        }
        Step::Told => match told::untold(tx, passage)? {
            Some(given) => Screen::Told { given },
            None => return Ok(None),
        },
        Step::ChooseName => return helped::names(tx, passage),
        Step::HandOver => return Ok(helped::child(tx, passage)?.map(Screen::HandOver)),
        Step::NameOnly => return Ok(helped::child(tx, passage)?.map(Screen::NameOnly)),
        Step::Refused => Screen::Refused(passage.state.refusal.clone().unwrap_or(Refusal::Disabled)),
    }))
}

fn sorted(mut pictures: [Picture; 2]) -> [Picture; 2] {
    pictures.sort_unstable();
    pictures
}

fn person(tx: &mut Tx, passage: &Passage) -> Result<Option<store::person::Person>, StoreError> {
    match passage.person() {
        Some(id) => store::person::find(tx, id),
        None => Ok(None),
    }
}

fn password(tx: &mut Tx, world: &World, passage: &Passage) -> Result<Screen, StoreError> {
    let form = passage.row.form.as_deref().and_then(Form::from_word).unwrap_or(Form::Text);
    let account = Account::of(world, passage.person(), &passage.typed(), form);
    let wait_until = password_door::waiting_until(tx, &account)?;
    Ok(match form {
        Form::Pictures => Screen::Pictures(pictures(world, passage, wait_until)),
        Form::Words | Form::Text => {
            Screen::Text(TextScreen { username: passage.typed(), wait_until, purpose: passage.state.purpose })
        }
    })
}

fn pictures(world: &World, passage: &Passage, wait_until: Option<Instant>) -> PicturesScreen {
    PicturesScreen {
        username: passage.typed(),
        tiles: tiles(&world.vault, &passage.row.handle_hash),
        picked: passage.secrets.picked.clone(),
        wait_until,
        purpose: passage.state.purpose,
    }
}

fn new_password(passage: &Passage, username: String) -> Option<Screen> {
    let making = passage.state.making.as_ref()?;
    let old = if helped::keeps_old(passage) { OldPassword::MayStay } else { OldPassword::Goes };
    Some(match passage.secrets.proposal.as_ref()? {
        Proposal::Pictures(code) => Screen::NewPictures { username, code: *code.reveal(), old },
        Proposal::Text(text) => Screen::NewText {
            username,
            proposal: SecretText::new(text.reveal().to_owned()),
            proposals_left: PROPOSALS_MAX.saturating_sub(making.proposals),
            form: making.form,
            refused: making.refused.clone(),
            old,
        },
    })
}

fn change_due(tx: &mut Tx, passage: &Passage) -> Result<Option<Screen>, StoreError> {
    let Some(person) = person(tx, passage)? else {
        return Ok(None);
    };
    let Some(held) = store::credential::find(tx, person.id)? else {
        return Ok(None);
    };
    let facts = Standing::load(tx, &person)?.change_facts(tx, &held)?;
    Ok(match rules::password::change_due(&facts, tx.now()) {
        ChangeDue::No => None,
        ChangeDue::Offer { deadline, why } => Some(Screen::ChangeDue { why, deadline: Some(deadline) }),
        ChangeDue::Must { why } => Some(Screen::ChangeDue { why, deadline: None }),
    })
}

fn needs_more(tx: &mut Tx, passage: &Passage) -> Result<Screen, StoreError> {
    let session = match passage.session() {
        Some(id) => store::sso_session::find(tx, id)?.filter(|one| Some(one.person) == passage.person()),
        None => None,
    };
    let step_up = onward::needed(tx, passage, session.as_ref())?;
    let pupil_only = match person(tx, passage)? {
        Some(person) => {
            let standing = Standing::load(tx, &person)?;
            if standing.eligibility() == Eligibility::MayGet { PupilOnly::Yes } else { PupilOnly::No }
        }
        None => PupilOnly::No,
    };
    Ok(Screen::NeedsMore { step_up, pupil_only })
}
