//! Where a login leads: to its next page, back to the service, to one of our own sites, or nowhere any longer.
//!
//! Here the session's cookie is set. What it does not do: decide that a login is done; the story does.

use super::actions::at;
use super::question::{Question, Way, show as ask};
use super::start::own;
use super::{Journey, address};
use crate::App;
use crate::cookies::{self, Lasts, Name, with_cookie};
use crate::own_host;
use crate::problem::{self, Problem};
use crate::protocol::answer::{self, see_other};
use crate::site::Site;
use crate::who::{Anyone, BrowserCookie};
use axum::response::{IntoResponse, Redirect, Response};
use flows::sign_in::begin::{self as story, Again, Begin, Late};
use flows::sign_in::{ActorChoice, Finished, Next};
use flows::single_sign_on::Arrived;
use rules::affiliation::Actor;
use rules::session::Device;

/// Begins a login and leads to its first page, or on where the browser is logged in already.
pub(crate) async fn begin(app: &App, anyone: &Anyone, begin: Begin) -> Result<Response, Problem> {
    let begun = story::begin(&app.world, &anyone.as_browser(), begin).await?;
    proceed(app, anyone, begun.handle.reveal(), begun.next).await
}

/// Leads on after an action.
pub(crate) async fn proceed(app: &App, anyone: &Anyone, handle: &str, next: Next) -> Result<Response, Problem> {
    Ok(match next {
        Next::Page => Redirect::to(&address(handle)).into_response(),
        Next::Gone => return again(app, anyone, handle, None).await,
        Next::Busy => busy(anyone, &address(handle)),
        Next::Finished(finished) => finish(app, anyone, *finished).await,
    })
}

/// Sets the session's cookie and leads to where the user was going.
async fn finish(app: &App, anyone: &Anyone, finished: Finished) -> Response {
    let mut lines = Vec::new();
    if let Some(secret) = &finished.cookie {
        let lasts = Lasts::of_session(finished.device, finished.ends.since(app.world.now()));
        lines.push(cookies::set(Name::Session, secret.reveal(), anyone.transport, lasts));
    }
    match (&finished.remember, finished.device) {
        (Some(name), Device::Own) => lines.push(cookies::set(Name::Remembered, name, anyone.transport, Lasts::Long)),
        // A name is never kept on a device that others use.
        (_, Device::Shared) if anyone.remembered.is_some() => {
            lines.push(cookies::end(Name::Remembered, anyone.transport));
        }
        (Some(_) | None, Device::Shared) | (None, Device::Own) => {}
    }
    match (finished.way, finished.device) {
        (Some(way), Device::Own) => lines.push(cookies::set(Name::Way, way.word(), anyone.transport, Lasts::Long)),
        (_, Device::Shared) if anyone.way.is_some() => lines.push(cookies::end(Name::Way, anyone.transport)),
        (Some(_) | None, Device::Shared) | (None, Device::Own) => {}
    }
    let answer = match finished.client {
        Some(_) => {
            let arrived = Arrived {
                session: finished.session,
                person: finished.person,
                request: finished.request,
                acting_as: acting_as(finished.actor),
            };
            answer::leave(app, anyone, &arrived).await
        }
        None => see_other(&own_host::way_in(app, own_path(&finished.request))),
    };
    lines.iter().fold(answer, |answer, line| with_cookie(answer, line))
}

fn acting_as(choice: Option<ActorChoice>) -> Vec<Actor> {
    Actor::ALL.into_iter().filter(|actor| choice == Some(ActorChoice::of(*actor))).collect()
}

/// A path of one of our own sites; Mit Unilogin for anything else, so that no login leads to a stranger.
pub(crate) fn own_path(asked: &str) -> &str {
    if own_site(asked).is_some() { asked } else { Site::Mit.path() }
}

/// The site of ours this is a path of; none where it leads anywhere else, or might in a browser that tidies it up.
pub(crate) fn own_site(asked: &str) -> Option<Site> {
    let path = asked.split(['?', '#']).next().unwrap_or_default();
    let is_plain = asked.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !asked.contains("//");
    let climbs =
        path.split('/').any(|part| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | ".."));
    let leads_to = |site: &Site| {
        *site != Site::Login
            && path.strip_prefix(site.path()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    Site::ALL.into_iter().find(leads_to).filter(|_| is_plain && !climbs)
}

/// The login cannot go on: where this browser began it, it begins anew with what was typed filled in, for the same
/// service.
pub(crate) async fn again(
    app: &App,
    anyone: &Anyone,
    handle: &str,
    typed: Option<String>,
) -> Result<Response, Problem> {
    let late = Late { typed: typed.clone(), session: anyone.session.clone() };
    let begun = match (story::again(&app.world, &at(anyone, handle), late).await?, typed) {
        (Again::Begun(begun), _) => begun,
        (Again::Unknown, Some(typed)) => {
            let wanted = own(anyone, "");
            story::begin_filled_in(&app.world, &anyone.as_browser(), wanted, Some(typed)).await?
        }
        (Again::Unknown, None) if anyone.cookie == BrowserCookie::Missing => return Ok(no_cookies(anyone)),
        (Again::Finished | Again::Unknown, _) => return Ok(over(anyone)),
    };
    Ok(match begun.next {
        Next::Finished(finished) => finish(app, anyone, *finished).await,
        Next::Page | Next::Gone | Next::Busy => Redirect::to(&address(begun.handle.reveal())).into_response(),
    })
}

/// The browser showed no cookie where it must have got one a moment ago: it keeps none.
fn no_cookies(anyone: &Anyone) -> Response {
    let journey = Journey { base: "/login".to_owned(), destination: None, eid: String::new(), notice: None };
    let ways = vec![Way { href: "/login".to_owned(), icon: "arrow-forward", text: anyone.t("problem-try-again") }];
    let says = vec![anyone.t("login-no-cookies-says"), anyone.t("login-over-service")];
    ask(anyone, journey, Question { title: "login-no-cookies", says, action: "", answers: Vec::new(), ways })
}

/// The login is finished, or another browser's.
fn over(anyone: &Anyone) -> Response {
    let journey = Journey { base: "/login".to_owned(), destination: None, eid: String::new(), notice: None };
    let ways = vec![Way { href: "/login".to_owned(), icon: "arrow-forward", text: anyone.t("login-over-again") }];
    let says = vec![anyone.t("login-over-says"), anyone.t("login-over-service")];
    ask(anyone, journey, Question { title: "login-over", says, action: "", answers: Vec::new(), ways })
}

/// Many are logging in: the page comes back to the login by itself.
pub(crate) fn busy(anyone: &Anyone, login: &str) -> Response {
    let mut there = anyone.clone();
    there.here = login.to_owned();
    problem::show_and_return(&there, Problem::Overloaded, login)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_leads_only_to_our_own_sites() {
        assert_eq!(own_path("/elevadgang/klasse?id=3"), "/elevadgang/klasse?id=3");
        for stranger in ["https://evil.example", "//evil.example", "/mit//evil.example", "/mitevil", "/mit\\evil", ""] {
            assert_eq!(own_path(stranger), "/mit", "{stranger}");
        }
        for climber in ["/ba/../login/log-out", "/ba/%2e%2E/login", "/ba/./log-paa", "/elevadgang/.%2e"] {
            assert_eq!(own_path(climber), "/mit", "{climber}");
        }
        assert_eq!(own_path("/ba/751042/brugere?q=../x"), "/ba/751042/brugere?q=../x");
    }
}
