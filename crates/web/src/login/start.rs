//! Three ways a login begins at our own door: opened by hand, by a school card, and ended by *Log af*.
//!
//! What it does not do: begin for a service; the broker's authorize page does, by the same `leave::begin`.

use super::Journey;
use super::actions::at;
use super::leave::{begin, own_path, proceed};
use super::question::{Question, Way, show as ask};
use crate::App;
use crate::cookies::{self, Name, with_cookie};
use crate::draft;
use crate::form::Posted;
use crate::problem::Problem;
use crate::protocol::answer::see_other;
use crate::site::Site;
use crate::who::Anyone;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::sign_in::begin::{self as story, Begin};
use flows::sign_in::{Fresh, Wants};
use serde::Deserialize;

/// What `/login` may be asked.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Door {
    /// Which of our own pages comes after the login.
    #[serde(default)]
    to: String,
}

/// A login for one of our own pages.
pub(crate) fn own(anyone: &Anyone, to: &str) -> Begin {
    Begin {
        client: None,
        request: own_path(to).to_owned(),
        wants: Wants::own_page(Fresh::Any),
        session: anyone.session.clone(),
    }
}

/// `GET /login`.
pub(crate) async fn door(
    State(app): State<App>,
    anyone: Anyone,
    Query(door): Query<Door>,
) -> Result<Response, Problem> {
    begin(&app, &anyone, own(&anyone, &door.to)).await
}

/// `GET /k/{token}`: the school card. The answer is a redirect to an address without the token.
pub(crate) async fn card(
    State(app): State<App>,
    anyone: Anyone,
    Path(token): Path<String>,
) -> Result<Response, Problem> {
    let mut wanted = own(&anyone, "");
    // A card names somebody: whoever is logged in here is not who holds it.
    wanted.session = None;
    let begun = story::begin(&app.world, &anyone.as_browser(), wanted).await?;
    let handle = begun.handle.reveal();
    let next = flows::sign_in::username::show_card(&app.world, &at(&anyone, handle), &SecretText::new(token)).await?;
    proceed(&app, &anyone, handle, next).await
}

/// `POST /login/log-out`.
pub(crate) async fn log_out(
    State(app): State<App>,
    anyone: Anyone,
    headers: HeaderMap,
    _: Posted,
) -> Result<Response, Problem> {
    if let Some(secret) = &anyone.session
        && let Some(out) = flows::sign_out::sign_out(&app.world, secret, &anyone.as_browser()).await?
    {
        flows::single_logout::tell(&app.world, out.session).await?;
    }
    let answer = match anyone.host {
        None => Redirect::to("/login/logged-out").into_response(),
        Some(_) => see_other(&app.sites.url(Site::Login, "/login/logged-out")),
    };
    let answer = with_cookie(answer, &cookies::end(Name::Session, anyone.transport));
    // Whoever leaves on purpose leaves nothing behind.
    Ok(draft::leave_nothing(&app, &anyone, &headers, answer).await)
}

/// `GET /login/logged-out`.
pub(crate) async fn logged_out(anyone: Anyone) -> Response {
    let journey = Journey { base: "/login".to_owned(), destination: None, eid: String::new(), notice: None };
    let ways = vec![Way { href: "/login".to_owned(), icon: "arrow-forward", text: anyone.t("logged-out-again") }];
    let says = vec![anyone.t("logged-out-says")];
    ask(&anyone, journey, Question { title: "logged-out", says, action: "", answers: Vec::new(), ways })
}
