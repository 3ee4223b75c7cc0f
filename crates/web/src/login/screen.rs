//! From what the story says comes next to the page that shows it.
//!
//! What it does not do: act.

use super::notice::{Field, split};
use super::{
    Journey, address, adult, code, confirm_picture, helped, new_pictures, new_text, pictures, question, refused, text,
    username, wait,
};
use crate::headers::FormTarget;
use crate::who::Anyone;
use axum::response::Response;
use flows::sign_in::{PicturesScreen, Purpose, Scene, Screen, TextScreen};
use rules::time::Instant;

/// What a page is made of besides the scene.
pub(crate) struct Around<'a> {
    /// Who reads it.
    pub(crate) anyone: &'a Anyone,
    /// The login's handle.
    pub(crate) handle: &'a str,
    /// The service they are on their way to.
    pub(crate) destination: Option<String>,
    /// The origin of the service a form may end at.
    pub(crate) form_target: Option<String>,
    /// What the national eID is called.
    pub(crate) eid: &'a str,
    /// The password of their own they typed a moment ago, so that it is not lost when it is refused.
    pub(crate) typed: &'a str,
    /// Now.
    pub(crate) now: Instant,
}

/// The page of a scene; its forms may end at the service.
pub(crate) fn show(around: &Around<'_>, scene: Scene) -> Response {
    let mut answer = page_of(around, scene);
    if let Some(origin) = &around.form_target {
        answer.extensions_mut().insert(FormTarget(origin.clone()));
    }
    answer
}

fn page_of(around: &Around<'_>, scene: Scene) -> Response {
    let field = match &scene.screen {
        Screen::Username { .. } => Field::Username,
        Screen::Text(_) => Field::Password,
        _ => Field::Nothing,
    };
    let at_code = match &scene.screen {
        Screen::OneTimeCode { username, .. } => code::at_field(around.anyone, scene.notice, username),
        _ => None,
    };
    let (notice, errors) = match at_code {
        Some(errors) => (None, errors),
        None => split(scene.notice, field, around.anyone.tr),
    };
    let journey = Journey {
        base: address(around.handle),
        destination: around.destination.clone(),
        eid: around.eid.to_owned(),
        notice,
    };
    let anyone = around.anyone;
    match scene.screen {
        Screen::Username { hint } => username::show(anyone, journey, hint, errors),
        Screen::Pictures(PicturesScreen { wait_until: Some(until), username, .. })
        | Screen::Text(TextScreen { wait_until: Some(until), username, .. })
        | Screen::OneTimeCode { wait_until: Some(until), username }
            if around.now < until =>
        {
            wait::show(anyone, journey, wait::Waiting { username, until, now: around.now })
        }
        Screen::Pictures(screen) => pictures::show(anyone, journey, pictures::Why::of(screen.purpose), screen),
        Screen::Practise(screen) => pictures::show(anyone, journey, pictures::Why::Practise, screen),
        Screen::Text(screen) => text::show(anyone, journey, screen, errors),
        Screen::OneTimeCode { username, .. } => code::show(anyone, journey, username, errors),
        Screen::ConfirmPicture { username, tiles } => confirm_picture::show(anyone, journey, username, tiles),
        Screen::AwaitTeacher { pictures, .. } => question::await_teacher(anyone, journey, pictures),
        Screen::NewPictures { code, old, .. } => new_pictures::show(anyone, journey, (code, old)),
        Screen::NewText { username, proposal, proposals_left, form, refused, old } => new_text::show(
            anyone,
            journey,
            new_text::Making { username, proposal, proposals_left, form, refused, typed: around.typed, old },
        ),
        Screen::ChangeDue { why, deadline } => question::change_due(anyone, journey, why, deadline),
        Screen::ChooseActor { choices } => question::choose_actor(anyone, journey, choices),
        Screen::Told { given } => question::told(anyone, journey, given, around.now),
        Screen::Continue { name } => question::go_on(anyone, journey, name),
        Screen::NeedsMore { step_up, pupil_only } => question::needs_more(anyone, journey, step_up, pupil_only),
        Screen::AwaitAdult { pictures, wait } => adult::waiting(anyone, journey, pictures, wait),
        Screen::ParentVouches { name, pictures } => adult::parent(anyone, journey, &name, pictures),
        Screen::ChooseName { own, children } => helped::names(anyone, journey, (&own, &children)),
        Screen::HandOver(child) => helped::hand_over(anyone, journey, &child),
        Screen::NameOnly(child) => helped::name_only(anyone, journey, &child),
        Screen::Refused(why) => refused::show(anyone, journey, why),
    }
}

impl pictures::Why {
    fn of(purpose: Purpose) -> pictures::Why {
        match purpose {
            Purpose::LogIn => pictures::Why::LogIn,
            Purpose::ChangePassword => pictures::Why::OldCode,
        }
    }
}
