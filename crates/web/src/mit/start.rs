//! Mit Unilogin for somebody who is not logged in: three cards, each with what it needs, and the way in.
//!
//! Source: ux.md 3.15. Each card begins a login that starts in the middle: at the eID, or with a new password as its
//! goal. What it does not do: know who asks.

use crate::App;
use crate::design::{self, Page};
use crate::login::leave::proceed;
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use flows::sign_in::begin::{Goal, begin_anew};

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
    design::show(&View { page: anyone.page("mit-title"), cards })
}

/// `GET /mit/find-username` and `/mit/help-child`: the eID shows one's own and one's children's names. Whoever is
/// logged in here stays so until somebody else is.
pub(crate) async fn by_eid(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    let request = (Site::Mit.path().to_owned(), Goal::LogIn);
    let begun = begin_anew(&app.world, &anyone.as_browser(), anyone.session.clone(), request).await?;
    let login = crate::login::address(begun.handle.reveal());
    Ok(Redirect::to(&format!("{login}/find-username")).into_response())
}

/// `GET /mit/new-password`: user name, old password, new password.
pub(crate) async fn new_password(State(app): State<App>, anyone: Anyone) -> Result<Response, Problem> {
    let request = (Site::Mit.path().to_owned(), Goal::ChangePassword);
    let begun = begin_anew(&app.world, &anyone.as_browser(), anyone.session.clone(), request).await?;
    proceed(&app, &anyone, begun.handle.reveal(), begun.next).await
}
