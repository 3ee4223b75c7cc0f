//! *Bekræftelse*: between the claim of a window and the new password, the picture the teacher reads out, or the
//! teacher's OK.
//!
//! Source: product.md §8. What it does not do: say which picture it was.

use crate::remember::with;
use crate::sign_in::claim::standing_claim;
use crate::sign_in::passage::{self, Passage, Step};
use crate::sign_in::password::picture_of;
use crate::sign_in::{At, Broken, Next, Notice};
use crate::world::World;
use rules::event::Kind;
use rules::pictures::Picture;
use rules::reset_window::Proof;
use store::driver::Tx;
use store::error::StoreError;
use store::reset_window::ResetWindow;

/// The two pictures of a window: the first is the one read out.
pub(crate) fn pictures(window: &ResetWindow) -> Option<[Picture; 2]> {
    rules::pictures::from_words(window.picture.as_deref()?)?.try_into().ok()
}

/// The pupil taps a picture; one wrong tap closes the window.
///
/// # Errors
/// Where the database is broken.
pub async fn tap(world: &World, at: &At, token: String) -> Result<Next, Broken> {
    let vault = world.vault.clone();
    passage::act(world, at, move |tx, passage, arrival| {
        if passage.step != Step::Confirm {
            return Ok(None);
        }
        let Some((window, Proof::AwaitsPicture)) = standing_claim(tx, passage)? else {
            return Ok(None);
        };
        let Some(tapped) = picture_of(&vault, &passage.row.handle_hash, &token) else {
            return Ok(None);
        };
        let right = pictures(&window).map(|[first, _]| first) == Some(tapped);
        let remember = |kind| {
            let event = arrival.first.event(kind, &arrival.by_login().at(&window.institution), &[window.person]);
            with(event, "window", window.id.0)
        };
        if right && store::reset_window::confirm(tx, window.id)? {
            store::event::append(tx, &remember(Kind::WindowConfirmed))?;
            passage.go(Step::NewPassword, None);
        } else if !right && store::reset_window::wrong_picture(tx, window.id)? {
            store::event::append(tx, &remember(Kind::WindowClosedByPicture))?;
            passage.forget_person();
            passage.state.notice = Some(Notice::WindowShut);
        }
        Ok(None)
    })
    .await
}

/// What has become of the claim while the page waited: goes on where the teacher pressed OK, back where it is over.
pub(crate) fn catch_up(tx: &mut Tx, passage: &mut Passage) -> Result<Moved, StoreError> {
    if passage.window().is_none() || !is_of_window(passage.step) {
        return Ok(Moved::No);
    }
    match standing_claim(tx, passage)? {
        None => {
            passage.forget_person();
            passage.state.notice = Some(Notice::WindowOver);
            Ok(Moved::Yes)
        }
        Some((_, Proof::Complete)) if passage.step == Step::Confirm => {
            passage.go(Step::NewPassword, None);
            Ok(Moved::Yes)
        }
        Some((_, Proof::Complete | Proof::AwaitsPicture | Proof::AwaitsTeacher)) => Ok(Moved::No),
    }
}

/// Whether the login went elsewhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Moved {
    Yes,
    No,
}

fn is_of_window(step: Step) -> bool {
    match step {
        Step::Confirm | Step::NewPassword | Step::Practise => true,
        Step::Username
        | Step::Password
        | Step::Code
        | Step::ChangeDue
        | Step::NeedsMore
        | Step::ChooseActor
        | Step::Continue
        | Step::Told
        | Step::AwaitAdult
        | Step::ParentVouches
        | Step::ChooseName
        | Step::HandOver
        | Step::NameOnly
        | Step::Refused => false,
    }
}
