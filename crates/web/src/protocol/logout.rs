//! A service sends somebody to log out. With an id token of ours it happens at once; without, the user is asked.
//!
//! Source: interfaces.md B §6.5. What it does not do: log out by our own button (`login::start` does).

use super::answer::see_other;
use crate::App;
use crate::cookies::{self, Name, with_cookie};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::problem::Problem;
use crate::protocol::oidc::REALM;
use crate::who::Anyone;
use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use flows::single_logout::{self, Leaving};
use oidc::parameters::Parameters;

/// Where it lies on the broker's origin.
pub(crate) fn path() -> String {
    format!("{REALM}/protocol/openid-connect/logout")
}

/// Where the user's yes goes.
pub(crate) const CONFIRMED_PATH: &str = "/login/log-out-of-all";

#[derive(Template)]
#[template(path = "protocol/log_out.html")]
struct AskPage {
    page: Page,
    service: String,
    request: String,
}

#[derive(Template)]
#[template(path = "protocol/logged_out.html")]
struct LoggedOut {
    page: Page,
    front_channel: Vec<String>,
    back_to: Option<String>,
}

/// `GET .../logout`.
pub(crate) async fn by_get(
    State(app): State<App>,
    anyone: Anyone,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let query = query.unwrap_or_default();
    let parameters = Parameters::parse(query.as_bytes()).map_err(|_| Problem::Unreadable)?;
    match single_logout::by_service(&app.world, &oidc::logout::parse(&parameters)).await? {
        Leaving::Over { front_channel, back_to } => Ok(over(&anyone, front_channel, back_to)),
        Leaving::Ask { back_to, service } => {
            if anyone.session.is_none() {
                return Ok(over(&anyone, Vec::new(), back_to));
            }
            let target = back_to.as_deref().and_then(oidc::client::origin_of);
            let page = anyone.page("broker-log-out").gentle();
            let view = AskPage { page, service: service.unwrap_or_default(), request: query };
            Ok(design::show_towards(target, &view))
        }
    }
}

/// `POST .../logout`: from another site's page, without our cookies. It comes back by GET.
pub(crate) async fn by_post(body: Bytes) -> Result<Response, Problem> {
    let parameters = Parameters::parse(&body).map_err(|_| Problem::Unreadable)?;
    Ok(see_other(&format!("{}?{}", path(), parameters.encode_without(&[]))))
}

/// The user said yes on our own page.
pub(crate) async fn confirmed(State(app): State<App>, anyone: Anyone, posted: Posted) -> Result<Response, Problem> {
    let parameters = Parameters::parse(posted.raw("request").as_bytes()).map_err(|_| Problem::Unreadable)?;
    let back_to = match single_logout::by_service(&app.world, &oidc::logout::parse(&parameters)).await? {
        Leaving::Over { back_to, .. } | Leaving::Ask { back_to, .. } => back_to,
    };
    let mut front_channel = Vec::new();
    if let Some(secret) = &anyone.session
        && let Some(out) = flows::sign_out::sign_out(&app.world, secret, &anyone.as_browser()).await?
    {
        front_channel = single_logout::tell(&app.world, out.session).await?;
    }
    Ok(over(&anyone, front_channel, back_to))
}

/// Back to the service, or a page that says it is done. Services that want the browser to load an address of theirs
/// get that page first.
fn over(anyone: &Anyone, front_channel: Vec<String>, back_to: Option<String>) -> Response {
    let answer = match (&back_to, front_channel.is_empty()) {
        (Some(address), true) => see_other(address),
        (Some(_), false) | (None, _) => {
            let frames: Vec<String> = front_channel.iter().filter_map(|uri| oidc::client::origin_of(uri)).collect();
            let view = LoggedOut { page: anyone.page("broker-logged-out").gentle(), front_channel, back_to };
            let mut shown = design::show(&view);
            shown.extensions_mut().insert(crate::headers::Frames(frames));
            shown
        }
    };
    if anyone.session.is_none() {
        return answer;
    }
    with_cookie(answer, &cookies::end(Name::Session, anyone.transport))
}
