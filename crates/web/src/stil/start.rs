//! The door of the operator's desk, and what stands there for whoever may not come in.
//!
//! What it does not do: let anybody in; the login does, and every page asks again.

use super::{ENTRY, SITE, Signed};
use crate::App;
use crate::addresses::Addresses;
use crate::cookies::Name;
use crate::design::{self, Page};
use crate::entrance::{self, Door};
use crate::form::Posted;
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Redirect, Response};
use flows::sessions::SiteEntry;
use rules::operator::{Closed, Refused};
use rules::session::Pages;
use serde::Deserialize;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/log-paa", door).post("/stil/log-paa", log_on).get("/stil/ind", come_in).get("/stil/bliv", stay)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Asked {
    /// The page that was wanted.
    #[serde(default)]
    til: String,
}

#[derive(Template)]
#[template(path = "stil/start.html")]
struct View {
    page: Page,
    says: String,
    to: String,
    button: String,
}

/// A page of this site, or none: nobody is led elsewhere.
fn own(to: &str) -> &str {
    let is_here = to == "/stil" || to.starts_with("/stil/");
    let is_plain = to.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') && !to.contains("//");
    if is_here && is_plain && !to.starts_with("/stil/log-paa") { to } else { "" }
}

fn view(app: &App, page: Page, (says, to): (String, &str)) -> View {
    let button = page.tr.t1("stil-log-on", "eid", app.world.settings.eid_name.clone());
    View { page: page.gentle(), says, to: own(to).to_owned(), button }
}

/// GET: the door.
async fn door(State(app): State<App>, anyone: Anyone, Query(asked): Query<Asked>) -> Response {
    let says = anyone.t("stil-start-says");
    design::show(&view(&app, anyone.page("stil-title"), (says, &asked.til)))
}

/// For whoever is logged in and may not sit here.
pub(super) fn closed(app: &App, signed: &Signed, closed: Closed) -> Response {
    let key = match closed {
        Closed::NoOperator => "stil-no-operator",
        Closed::NeedsTwoFactor => "stil-needs-eid",
    };
    let page = signed.page(signed.anyone.t("stil-title"));
    design::show_as(StatusCode::FORBIDDEN, &view(app, page, (signed.anyone.t(key), &signed.anyone.here)))
}

/// POST: the button. The login leads back to [`come_in`].
async fn log_on(State(app): State<App>, anyone: Anyone, posted: Posted) -> Result<Response, Problem> {
    let to: String = url::form_urlencoded::byte_serialize(own(posted.text("til")).as_bytes()).collect();
    entrance::go_out(&app, &anyone, format!("/stil/ind?til={to}"), Door::Eid).await
}

/// GET: back from the login.
async fn come_in(State(app): State<App>, anyone: Anyone, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let entry =
        SiteEntry { site: SITE.to_owned(), entry: ENTRY.to_owned(), pages: Pages::BehindEid, institution: None };
    let to = match own(&asked.til) {
        "" => "/stil",
        page => page,
    };
    let came = entrance::come_in(&app, &anyone, (entry, Name::Stil), to).await?;
    Ok(came.unwrap_or_else(|| Redirect::to("/stil/log-paa").into_response()))
}

/// GET: somebody is still there; whoever asks for anything here stays in for a while more.
async fn stay(signed: Signed) -> Response {
    design::stays(signed.anyone.tr, signed.live.rests_until(), signed.now)
}

/// What the rules refuse: the door where the desk is closed, else a sentence on a page of its own.
pub(super) fn refused(app: &App, signed: &Signed, why: Refused) -> Response {
    let key = match why {
        Refused::Closed(shut) => return closed(app, signed, shut),
        Refused::AboutMe => "stil-refused-about-me",
        Refused::OwnProposal => "stil-refused-own",
        Refused::NotOwnProposal => "stil-refused-not-own",
        Refused::LastOperator => "stil-refused-last",
        Refused::SameTree => "stil-refused-appointed",
        Refused::AppointedSince => "stil-refused-since",
    };
    says(signed, signed.anyone.t(key))
}

/// A sentence on a page of its own that says why something is not done.
pub(super) fn says(signed: &Signed, says: String) -> Response {
    let page = signed.page(signed.anyone.t("stil-title"));
    design::show_as(StatusCode::FORBIDDEN, &RefusedView { page: page.gentle(), says })
}

/// Says why something is not done.
#[derive(Template)]
#[template(path = "stil/refused.html")]
struct RefusedView {
    page: Page,
    says: String,
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn the_door_leads_nowhere_but_to_this_site() {
        assert_eq!(own("/stil/sag/7"), "/stil/sag/7");
        for stranger in ["//evil.example", "/stil//evil.example", "/stilx", "/stil/\\evil", "https://evil.example"] {
            assert_eq!(own(stranger), "", "{stranger}");
        }
    }
}
