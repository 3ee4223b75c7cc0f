//! Mit Unilogin for somebody who is not logged in: three cards, each with what it needs, and the way in.
//!
//! Source: ux.md 3.15. Each card begins a login that starts in the middle: at the eID, or with a new password as its
//! goal. What it does not do: know who asks.

use crate::App;
use crate::design::{self, Page};
use crate::login::leave::proceed;
use crate::own_host;
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use flows::sign_in::begin::{Goal, begin_anew};
use rules::session::Assurance;

/// Where the first and the last card begin their login, at the broker: Mit Unilogin on a host of its own leads there.
pub(crate) const BY_EID_PATH: &str = "/login/by-eid";
/// The same for the card in the middle.
pub(crate) const NEW_PASSWORD_PATH: &str = "/login/new-password";

/// A card.
struct Card {
    href: &'static str,
    icon: &'static str,
    title: String,
    needs: String,
}

#[derive(Template)]
#[template(path = "mit/start.html")]
struct View {
    page: Page,
    cards: Vec<Card>,
    log_in: String,
}

/// The page.
pub(crate) fn show(app: &App, anyone: &Anyone) -> Response {
    let tr = anyone.tr;
    let eid = app.world.settings.eid_name.as_str();
    let cards = vec![
        Card {
            href: "/mit/find-username",
            icon: "account",
            title: tr.t("mit-card-find"),
            needs: tr.t1("mit-card-find-needs", "eid", eid),
        },
        Card {
            href: "/mit/new-password",
            icon: "lock",
            title: tr.t("mit-card-change"),
            needs: tr.t1("mit-card-change-needs", "eid", eid),
        },
        Card {
            href: "/mit/help-child",
            icon: "persons",
            title: tr.t("mit-card-child"),
            needs: tr.t1("mit-card-child-needs", "eid", eid),
        },
    ];
    let log_in = own_host::door(anyone, Site::Mit.path(), Assurance::OneFactor);
    design::show(&View { page: anyone.page("mit-title"), cards, log_in })
}

/// `GET /mit/find-username` and `/mit/help-child`: the eID shows one's own and one's children's names. Whoever is
/// logged in here stays so until somebody else is.
pub(crate) async fn by_eid(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    if anyone.host.is_some() {
        return Ok(see_other(&app.sites.url(Site::Login, BY_EID_PATH)));
    }
    let request = (Site::Mit.path().to_owned(), Goal::LogIn);
    let begun = begin_anew(&app.world, &anyone.as_browser(), anyone.session.clone(), request).await?;
    let login = crate::login::address(begun.handle.reveal());
    Ok(Redirect::to(&format!("{login}/find-username")).into_response())
}

/// `GET /mit/new-password`: user name, old password, new password.
pub(crate) async fn new_password(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    if anyone.host.is_some() {
        return Ok(see_other(&app.sites.url(Site::Login, NEW_PASSWORD_PATH)));
    }
    let request = (Site::Mit.path().to_owned(), Goal::ChangePassword);
    let begun = begin_anew(&app.world, &anyone.as_browser(), anyone.session.clone(), request).await?;
    proceed(&app, &anyone, begun.handle.reveal(), begun.next).await
}
