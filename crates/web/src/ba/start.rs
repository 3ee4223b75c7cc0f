//! The door of Brugeradministration: one button, behind the national eID, and back in.
//!
//! Source: product.md §9. What it does not do: let anybody in; the login does, and every page asks again.

use super::{ENTRY, Inside, MaybeInside, SITE, refused};
use crate::App;
use crate::addresses::Addresses;
use crate::cookies::Name;
use crate::design::{self, Page};
use crate::entrance::{self, Door};
use crate::form::Posted;
use crate::login::leave::own_site;
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::sessions::SiteEntry;
use rules::rights::Reason;
use rules::session::Pages;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba", front)
        .get("/ba/log-paa", door)
        .post("/ba/log-paa", log_on)
        .get("/ba/ind", come_in)
        .get("/ba/bliv", stay)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The page that was wanted.
    #[serde(default)]
    til: String,
}

#[derive(Template)]
#[template(path = "ba/start.html")]
struct View {
    page: Page,
    to: String,
    eid: String,
}

/// A page of this site, or none: nobody is led elsewhere.
fn own(to: &str) -> &str {
    let is_here = own_site(to) == Some(Site::Ba) && !to.starts_with("/ba/log-paa");
    if is_here { to } else { "" }
}

/// GET: where somebody begins, or the door.
pub(crate) async fn front(MaybeInside(inside): MaybeInside, State(app): State<App>) -> Response {
    let Some(inside) = inside else { return Redirect::to("/ba/log-paa").into_response() };
    match inside.first() {
        Some(first) => Redirect::to(&format!("/ba/{}", first.number)).into_response(),
        None => refused::outside(&app, &inside, Reason::NotHere),
    }
}

/// GET: the door.
pub(crate) async fn door(State(app): State<App>, anyone: Anyone, Query(asked): Query<Asked>) -> Response {
    let eid = app.world.settings.eid_name.clone();
    let view = View { page: anyone.page("ba-start-title").gentle(), to: own(&asked.til).to_owned(), eid };
    design::show(&view)
}

/// POST: the button. The login leads back to [`come_in`].
pub(crate) async fn log_on(State(app): State<App>, anyone: Anyone, posted: Posted) -> Result<Response, Problem> {
    let to: String = url::form_urlencoded::byte_serialize(own(posted.text("til")).as_bytes()).collect();
    entrance::go_out(&app, &anyone, format!("/ba/ind?til={to}"), Door::Eid).await
}

/// GET: back from the login.
pub(crate) async fn come_in(
    State(app): State<App>,
    anyone: Anyone,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let entry =
        SiteEntry { site: SITE.to_owned(), entry: ENTRY.to_owned(), pages: Pages::BehindEid, institution: None };
    let to = match own(&asked.til) {
        "" => "/ba",
        page => page,
    };
    let came = entrance::come_in(&app, &anyone, (entry, Name::Ba), to).await?;
    Ok(came.unwrap_or_else(|| Redirect::to("/ba/log-paa").into_response()))
}

/// GET: somebody is still there; whoever asks for anything here stays in for a while more.
pub(crate) async fn stay(State(app): State<App>, inside: Inside) -> Response {
    design::stays(inside.anyone.tr, inside.live.rests_until(), app.world.now())
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn the_door_leads_nowhere_but_to_this_site() {
        assert_eq!(own("/ba/751042/brugere?q=alma"), "/ba/751042/brugere?q=alma");
        for stranger in
            ["//evil.example", "/ba//evil.example", "/bad", "/ba/\\evil", "https://evil.example", "/mit", "/ba/../mit"]
        {
            assert_eq!(own(stranger), "", "{stranger}");
        }
    }
}
