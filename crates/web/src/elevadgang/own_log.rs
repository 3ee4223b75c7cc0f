//! What I have done: the helper's own log.
//!
//! What it does not do: show anybody else's; that is Brugeradministration's.

use super::Signed;
use crate::App;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use rules::event::Kind;
use rules::id::PersonId;

/// How many names a line says before it counts.
const NAMES_MAX: usize = 3;

/// One event.
pub(crate) struct Row {
    when: String,
    what: String,
    whom: String,
}

#[derive(Template)]
#[template(path = "elevadgang/own_log.html")]
struct View {
    page: Page,
    rows: Vec<Row>,
}

/// GET: the newest first.
pub(crate) async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let me = signed.live.live.person.id;
    let mut rows = Vec::new();
    for (event, about) in flows::care_for_pupils::own_log(&app.world, me).await? {
        let Some(key) = text_key(event.kind) else { continue };
        rows.push(Row { when: tr.day_and_clock(event.at), what: tr.t(key), whom: names(&app, &signed, &about).await? });
    }
    let view = View { page: signed.page(&app, "elevadgang-log-title").await?, rows };
    Ok(design::show(&view))
}

async fn names(app: &App, signed: &Signed, about: &[PersonId]) -> Result<String, Problem> {
    if NAMES_MAX < about.len() {
        return Ok(signed.anyone.tr.t1("elevadgang-pupils", "n", about.len()));
    }
    let asked = about.to_vec();
    let found = app
        .world
        .db
        .point(move |tx| asked.iter().map(|person| store::person::find(tx, *person)).collect::<Result<Vec<_>, _>>())
        .await?;
    Ok(found.into_iter().flatten().map(|person| person.shown().full()).collect::<Vec<_>>().join(", "))
}

/// The text of what a helper does; what happens by itself has none here.
fn text_key(kind: Kind) -> Option<&'static str> {
    match kind {
        Kind::WindowOpened => Some("event-window-opened"),
        Kind::WindowRefused => Some("event-window-refused"),
        Kind::WindowCancelled => Some("event-window-cancelled"),
        Kind::WindowConfirmed => Some("event-window-confirmed"),
        Kind::WindowUndone => Some("event-window-undone"),
        Kind::PeopleShown => Some("event-people-shown"),
        Kind::PersonBlocked => Some("event-person-blocked"),
        Kind::PersonUnblocked => Some("event-person-unblocked"),
        Kind::ChangeDemanded => Some("event-change-demanded"),
        Kind::PasswordFormSet => Some("event-password-form-set"),
        Kind::CardIssued => Some("event-card-issued"),
        Kind::CardPrinted => Some("event-card-printed"),
        Kind::CardVoided => Some("event-card-voided"),
        Kind::CardAloneSet => Some("event-card-alone-set"),
        Kind::SubstituteGiven => Some("event-substitute-given"),
        Kind::SubstituteEnded => Some("event-substitute-ended"),
        Kind::AdultVerified => Some("event-adult-verified"),
        Kind::AdultDeclined => Some("event-adult-declined"),
        Kind::LoggedIn => Some("event-logged-in"),
        Kind::LoggedOut => Some("event-logged-out"),
        _ => None,
    }
}
