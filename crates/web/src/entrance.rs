//! The doors of our own sites: out to the login, and back in with a session of the site's own.
//!
//! Source: product.md §6.6, §8, §9. What it does not do: say who may be there; every page of a site asks again.

use crate::App;
use crate::cookies::{self, Lasts, Name, with_cookie};
use crate::draft;
use crate::login::leave;
use crate::own_host;
use crate::problem::Problem;
use crate::who::Anyone;
use axum::response::{IntoResponse, Redirect, Response};
use flows::draft::Cookie;
use flows::sessions::SiteEntry;
use flows::sign_in::begin::{self as story, Begin};
use flows::sign_in::{ActorChoice, Fresh, Next, UnattachedUsers, Wants};
use rules::session::{Asked, Assurance};

/// What a door asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Door {
    /// Any login of an employee.
    Password,
    /// The national eID and nothing else: no user name is asked for first.
    Eid,
}

/// Out to the login; it leads back to `request`, a path of ours.
pub(crate) async fn go_out(app: &App, anyone: &Anyone, request: String, door: Door) -> Result<Response, Problem> {
    let assurance = match door {
        Door::Password => Assurance::OneFactor,
        Door::Eid => Assurance::TwoFactor,
    };
    if anyone.host.is_some() {
        return Ok(Redirect::to(&own_host::door(anyone, &request, assurance)).into_response());
    }
    let wants = Wants {
        asked: Asked { assurance, nsis: None },
        fresh: Fresh::Any,
        hint: None,
        actors: vec![ActorChoice::Staff],
        unattached: UnattachedUsers::Refused,
    };
    let begin = Begin { client: None, request, wants, session: anyone.session.clone() };
    match door {
        Door::Password => leave::begin(app, anyone, begin).await,
        Door::Eid => begin_with_eid(app, anyone, begin).await,
    }
}

/// Begins a login that is over at once or goes to the national eID: no page asks for a user name.
pub(crate) async fn begin_with_eid(app: &App, anyone: &Anyone, begin: Begin) -> Result<Response, Problem> {
    let begun = story::begin(&app.world, &anyone.as_browser(), begin).await?;
    let handle = begun.handle.reveal();
    if let Next::Page = &begun.next {
        return Ok(Redirect::to(&format!("{}/eid", crate::login::address(handle))).into_response());
    }
    leave::proceed(app, anyone, handle, begun.next).await
}

/// Back from the login: the site gets a session of its own, which dies with the login, and the browser goes on to `to`,
/// or to the form it had sent when its last session was over. None where nobody is logged in.
pub(crate) async fn come_in(
    app: &App,
    anyone: &Anyone,
    (entry, name): (SiteEntry, Name),
    to: &str,
) -> Result<Option<Response>, Problem> {
    let Some(secret) = &anyone.session else { return Ok(None) };
    let Some(live) = flows::sessions::judge(&app.world, secret).await? else { return Ok(None) };
    let Some(opened) = flows::sessions::open_site(&app.world, live.session.id, entry).await? else { return Ok(None) };
    let answer = draft::resume(app, anyone, Cookie::Site(opened.clone()), to).await?;
    let line = cookies::set(name, opened.reveal(), anyone.transport, Lasts::WithTheBrowser);
    Ok(Some(with_cookie(answer, &line)))
}
