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
use axum::extract::{FromRequest, FromRequestParts, Path, Request, State};
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::adult_verification::Word;
use flows::sign_in::onward::{DueAnswer, answer_due};
use flows::sign_in::scene::{self, Shown};
use flows::sign_in::username::TypedName;
use flows::sign_in::{self, ActorChoice, At, Next, Remember, Screen};
use flows::world::World;
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

/// A button of a login: who pressed it, in which login, with what in the form.
pub(crate) struct Pressed {
    app: App,
    anyone: Anyone,
    handle: String,
    posted: Posted,
}

impl FromRequest<App> for Pressed {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Pressed, Problem> {
        let (mut parts, body) = request.into_parts();
        let Ok(anyone) = Anyone::from_request_parts(&mut parts, app).await;
        let handle = Path::<String>::from_request_parts(&mut parts, app).await;
        let Path(handle) = handle.map_err(|_| Problem::NotFound)?;
        let posted = Posted::from_request(Request::from_parts(parts, body), app).await?;
        Ok(Pressed { app: app.clone(), anyone, handle, posted })
    }
}

impl Pressed {
    fn world(&self) -> &World {
        &self.app.world
    }

    fn at(&self) -> At {
        at(&self.anyone, &self.handle)
    }

    /// Leads on to what comes next.
    async fn on(&self, next: Next) -> Result<Response, Problem> {
        proceed(&self.app, &self.anyone, &self.handle, next).await
    }

    /// The page again, with what was typed.
    async fn scene(&self, typed: &str) -> Result<Response, Problem> {
        scene_page(&self.app, &self.anyone, &self.handle, typed).await
    }
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
pub(crate) async fn pictures(pressed: Pressed) -> Result<Response, Problem> {
    let at = pressed.at();
    let next = match tapped(&pressed, &at).await? {
        Some(next) => next,
        None => sign_in::password::submit_pictures(pressed.world(), &at, all_pictures(&pressed.posted)).await?,
    };
    pressed.on(next).await
}

async fn tapped(pressed: &Pressed, at: &At) -> Result<Option<Next>, Problem> {
    if pressed.posted.has("pick") {
        let token = pressed.posted.text("pick").to_owned();
        return Ok(Some(sign_in::password::tap(pressed.world(), at, token).await?));
    }
    if pressed.posted.has("undo") {
        return Ok(Some(sign_in::password::untap(pressed.world(), at).await?));
    }
    Ok(None)
}

fn all_pictures(posted: &Posted) -> Vec<String> {
    posted.all("picture").map(str::to_owned).collect()
}

/// The password.
pub(crate) async fn text(pressed: Pressed) -> Result<Response, Problem> {
    let typed = SecretText::from(pressed.posted.raw("password"));
    let next = sign_in::password::submit_text(pressed.world(), &pressed.at(), typed).await?;
    pressed.on(next).await
}

/// A user name and a one-time code.
pub(crate) async fn one_time_code(pressed: Pressed) -> Result<Response, Problem> {
    let code = SecretText::from(pressed.posted.raw("code"));
    let name = pressed.posted.text("username");
    let next = sign_in::code::take(pressed.world(), &pressed.at(), (name, code)).await?;
    pressed.on(next).await
}

/// *Er det ikke dig?*: back to the user name.
pub(crate) async fn not_me(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::username::not_me(pressed.world(), &pressed.at()).await?;
    pressed.on(next).await
}

/// *Skift adgangskode*, knowing the old one.
pub(crate) async fn change_password(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::password::change_password(pressed.world(), &pressed.at()).await?;
    pressed.on(next).await
}

/// The picture the teacher reads out.
pub(crate) async fn confirm_picture(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::confirm::tap(pressed.world(), &pressed.at(), pressed.posted.text("pick").to_owned()).await?;
    pressed.on(next).await
}

/// The new pictures are known: try them.
pub(crate) async fn practise(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::new_password::ready(pressed.world(), &pressed.at()).await?;
    pressed.on(next).await
}

/// Another proposal, the proposed password, or one of their own.
pub(crate) async fn new_text(pressed: Pressed) -> Result<Response, Problem> {
    let at = pressed.at();
    let own = pressed.posted.raw("own");
    if pressed.posted.has("another") {
        return match sign_in::new_password::another(pressed.world(), &at).await? {
            Next::Page => pressed.scene(own).await,
            next => pressed.on(next).await,
        };
    }
    if own.trim().is_empty() {
        let next = sign_in::new_password::accept(pressed.world(), &at).await?;
        return pressed.on(next).await;
    }
    match sign_in::new_password::choose_own(pressed.world(), &at, SecretText::from(own)).await? {
        // Refused: what was typed stays in the field, so the page answers here instead of by a redirect.
        Next::Page if is_refused(&pressed, &at).await? => pressed.scene(own).await,
        next => pressed.on(next).await,
    }
}

async fn is_refused(pressed: &Pressed, at: &At) -> Result<bool, Problem> {
    Ok(match scene::show(pressed.world(), at).await? {
        Shown::Scene(scene) => {
            matches!(&scene.screen, Screen::NewText { refused, .. } if !refused.is_empty())
        }
        Shown::Finished(_) | Shown::Gone | Shown::Busy => false,
    })
}

/// *Skift nu* or *vent*.
pub(crate) async fn change_due(pressed: Pressed) -> Result<Response, Problem> {
    let answer = if pressed.posted.text("answer") == "later" { DueAnswer::Wait } else { DueAnswer::ChangeNow };
    let next = answer_due(pressed.world(), &pressed.at(), answer).await?;
    pressed.on(next).await
}

/// As what somebody acts.
pub(crate) async fn actor(pressed: Pressed) -> Result<Response, Problem> {
    let Some(choice) = ActorChoice::from_word(pressed.posted.text("answer")) else {
        return Ok(Redirect::to(&address(&pressed.handle)).into_response());
    };
    let next = sign_in::onward::choose_actor(pressed.world(), &pressed.at(), choice).await?;
    pressed.on(next).await
}

/// They know that a parent gave them the password.
pub(crate) async fn told(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::told::go_on(pressed.world(), &pressed.at()).await?;
    pressed.on(next).await
}

/// It is who the session says, or somebody else.
pub(crate) async fn go_on(pressed: Pressed) -> Result<Response, Problem> {
    let at = pressed.at();
    let next = if pressed.posted.text("answer") == "go-on" {
        sign_in::begin::go_on(pressed.world(), &at).await?
    } else {
        sign_in::username::not_me(pressed.world(), &at).await?
    };
    pressed.on(next).await
}

/// One of the user names an eID showed.
pub(crate) async fn choose_name(pressed: Pressed) -> Result<Response, Problem> {
    let Ok(person) = pressed.posted.text("person").parse::<i64>() else { return Err(Problem::Unreadable) };
    let next = sign_in::helped::choose(pressed.world(), &pressed.at(), PersonId(person)).await?;
    pressed.on(next).await
}

/// Whether the child has the screen.
pub(crate) async fn hand_over(pressed: Pressed) -> Result<Response, Problem> {
    let at = pressed.at();
    let next = match pressed.posted.text("answer") {
        "here" => sign_in::helped::child_is_here(pressed.world(), &at).await?,
        _ => sign_in::helped::child_is_away(pressed.world(), &at).await?,
    };
    pressed.on(next).await
}

/// "Jeg kan godt huske adgangskoden".
pub(crate) async fn remembers(pressed: Pressed) -> Result<Response, Problem> {
    let next = sign_in::helped::remembers(pressed.world(), &pressed.at()).await?;
    pressed.on(next).await
}

/// An adult's word: to ask for it, to wait no longer, and what a parent at this screen says.
pub(crate) async fn adult(pressed: Pressed) -> Result<Response, Problem> {
    let at = pressed.at();
    let next = match pressed.posted.text("answer") {
        "ask" => sign_in::vouch::ask(pressed.world(), &at).await?,
        "yes" => sign_in::vouch::parent_says(pressed.world(), &at, Word::Yes).await?,
        "no" => sign_in::vouch::parent_says(pressed.world(), &at, Word::No).await?,
        _ => sign_in::vouch::stop(pressed.world(), &at).await?,
    };
    pressed.on(next).await
}
