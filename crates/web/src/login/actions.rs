//! The buttons of a login: each posts here, tells the story, and leads to what comes next.
//!
//! What it does not do: know the order of the screens.

use super::address;
use super::leave::{again, busy, proceed};
use super::screen::{Around, show};
use crate::App;
use crate::form::{Posted, Typed};
use crate::problem::Problem;
use crate::who::Anyone;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::adult_verification::Word;
use flows::sign_in::onward::{DueAnswer, answer_due};
use flows::sign_in::scene::{self, Shown};
use flows::sign_in::username::TypedName;
use flows::sign_in::{self, ActorChoice, At, Next, Remember, Screen};
use rules::id::PersonId;
use rules::session::Device;

/// The login of this address in this browser.
pub(crate) fn at(anyone: &Anyone, handle: &str) -> At {
    At { handle: SecretText::from(handle), browser: anyone.as_browser() }
}

/// `GET /login/{handle}`: whatever comes next.
pub(crate) async fn page(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
) -> Result<Response, Problem> {
    scene_page(&app, &anyone, &handle, "").await
}

/// The page with what was typed a moment ago.
async fn scene_page(app: &App, anyone: &Anyone, handle: &str, typed: &str) -> Result<Response, Problem> {
    let scene = match scene::show(&app.world, &at(anyone, handle)).await? {
        Shown::Scene(scene) => *scene,
        Shown::Finished(finished) => return proceed(app, anyone, handle, Next::Finished(finished)).await,
        Shown::Gone => return again(app, anyone, handle, None).await,
        Shown::Busy => return Ok(busy(anyone, &address(handle))),
    };
    let service = match &scene.client {
        Some(id) => flows::client::find(&app.world, id).await?,
        None => None,
    };
    let around = Around {
        anyone,
        handle,
        destination: service.map(|service| service.name),
        form_target: flows::single_sign_on::return_origin(&scene.request),
        eid: &app.world.settings.eid_name,
        typed,
        now: app.world.now(),
    };
    Ok(show(&around, scene))
}

/// The user name.
pub(crate) async fn username(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    typed: Typed,
) -> Result<Response, Problem> {
    let posted = match typed {
        Typed::InTime(posted) => posted,
        Typed::TooLate(posted) => return again(&app, &anyone, &handle, Some(posted.text("username").to_owned())).await,
    };
    let (device, remember) = match posted.text("device") {
        "shared" => (Some(Device::Shared), Remember::No),
        "own" => (Some(Device::Own), Remember::No),
        "remember" => (Some(Device::Own), Remember::Name),
        _ => (None, Remember::No),
    };
    let name = posted.text("username").to_owned();
    let typed = TypedName { name: name.clone(), device, remember };
    match sign_in::username::type_name(&app.world, &at(&anyone, &handle), typed).await? {
        Next::Gone => again(&app, &anyone, &handle, Some(name)).await,
        next => proceed(&app, &anyone, &handle, next).await,
    }
}

/// A tap, a tap taken back, or all four at once: to log in, the old code, or a practice of the new one.
pub(crate) async fn pictures(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let at = at(&anyone, &handle);
    let next = match tapped(&app, &at, &posted).await? {
        Some(next) => next,
        None => sign_in::password::submit_pictures(&app.world, &at, all_pictures(&posted)).await?,
    };
    proceed(&app, &anyone, &handle, next).await
}

async fn tapped(app: &App, at: &At, posted: &Posted) -> Result<Option<Next>, Problem> {
    if posted.has("pick") {
        let token = posted.text("pick").to_owned();
        return Ok(Some(sign_in::password::tap(&app.world, at, token).await?));
    }
    if posted.has("undo") {
        return Ok(Some(sign_in::password::untap(&app.world, at).await?));
    }
    Ok(None)
}

fn all_pictures(posted: &Posted) -> Vec<String> {
    posted.all("picture").map(str::to_owned).collect()
}

/// The password.
pub(crate) async fn text(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let typed = SecretText::from(posted.raw("password"));
    let next = sign_in::password::submit_text(&app.world, &at(&anyone, &handle), typed).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// *Er det ikke dig?*: back to the user name.
pub(crate) async fn not_me(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::username::not_me(&app.world, &at(&anyone, &handle)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// *Skift adgangskode*, knowing the old one.
pub(crate) async fn change_password(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::password::change_password(&app.world, &at(&anyone, &handle)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// The picture the teacher reads out.
pub(crate) async fn confirm_picture(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::confirm::tap(&app.world, &at(&anyone, &handle), posted.text("pick").to_owned()).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// The new pictures are known: try them.
pub(crate) async fn practise(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::new_password::ready(&app.world, &at(&anyone, &handle)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// Another proposal, the proposed password, or one of their own.
pub(crate) async fn new_text(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let at = at(&anyone, &handle);
    let own = posted.raw("own");
    if posted.has("another") {
        return match sign_in::new_password::another(&app.world, &at).await? {
            Next::Page => scene_page(&app, &anyone, &handle, own).await,
            next => proceed(&app, &anyone, &handle, next).await,
        };
    }
    if own.trim().is_empty() {
        let next = sign_in::new_password::accept(&app.world, &at).await?;
        return proceed(&app, &anyone, &handle, next).await;
    }
    match sign_in::new_password::choose_own(&app.world, &at, SecretText::from(own)).await? {
        // Refused: what was typed stays in the field, so the page answers here instead of by a redirect.
        Next::Page if is_refused(&app, &at).await? => scene_page(&app, &anyone, &handle, own).await,
        next => proceed(&app, &anyone, &handle, next).await,
    }
}

async fn is_refused(app: &App, at: &At) -> Result<bool, Problem> {
    Ok(match scene::show(&app.world, at).await? {
        Shown::Scene(scene) => {
            matches!(&scene.screen, Screen::NewText { refused, .. } if !refused.is_empty())
        }
        Shown::Finished(_) | Shown::Gone | Shown::Busy => false,
    })
}

/// *Skift nu* or *vent*.
pub(crate) async fn change_due(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let answer = if posted.text("answer") == "later" { DueAnswer::Wait } else { DueAnswer::ChangeNow };
    let next = answer_due(&app.world, &at(&anyone, &handle), answer).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// As what somebody acts.
pub(crate) async fn actor(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Some(choice) = ActorChoice::from_word(posted.text("answer")) else {
        return Ok(Redirect::to(&address(&handle)).into_response());
    };
    let next = sign_in::onward::choose_actor(&app.world, &at(&anyone, &handle), choice).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// They know that a parent gave them the password.
pub(crate) async fn told(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::told::go_on(&app.world, &at(&anyone, &handle)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// It is who the session says, or somebody else.
pub(crate) async fn go_on(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let at = at(&anyone, &handle);
    let next = if posted.text("answer") == "go-on" {
        sign_in::begin::go_on(&app.world, &at).await?
    } else {
        sign_in::username::not_me(&app.world, &at).await?
    };
    proceed(&app, &anyone, &handle, next).await
}

/// One of the user names an eID showed.
pub(crate) async fn choose_name(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let Ok(person) = posted.text("person").parse::<i64>() else { return Err(Problem::Unreadable) };
    let next = sign_in::helped::choose(&app.world, &at(&anyone, &handle), PersonId(person)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// Whether the child has the screen.
pub(crate) async fn hand_over(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let at = at(&anyone, &handle);
    let next = match posted.text("answer") {
        "here" => sign_in::helped::child_is_here(&app.world, &at).await?,
        _ => sign_in::helped::child_is_away(&app.world, &at).await?,
    };
    proceed(&app, &anyone, &handle, next).await
}

/// "Jeg kan godt huske adgangskoden".
pub(crate) async fn remembers(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    _: Posted,
) -> Result<Response, Problem> {
    let next = sign_in::helped::remembers(&app.world, &at(&anyone, &handle)).await?;
    proceed(&app, &anyone, &handle, next).await
}

/// An adult's word: to ask for it, to wait no longer, and what a parent at this screen says.
pub(crate) async fn adult(
    State(app): State<App>,
    anyone: Anyone,
    Path(handle): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let at = at(&anyone, &handle);
    let next = match posted.text("answer") {
        "ask" => sign_in::vouch::ask(&app.world, &at).await?,
        "yes" => sign_in::vouch::parent_says(&app.world, &at, Word::Yes).await?,
        "no" => sign_in::vouch::parent_says(&app.world, &at, Word::No).await?,
        _ => sign_in::vouch::stop(&app.world, &at).await?,
    };
    proceed(&app, &anyone, &handle, next).await
}
