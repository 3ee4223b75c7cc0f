//! *Storskærm*: the user names of the pupils who may get a new password now, large enough for the back row. The page
//! closes itself when the last window does.
//!
//! What it does not do: show a password.

use super::{Signed, start};
use crate::App;
use crate::danish;
use crate::design::{self, Page};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::pupil_access::{Choice, Look, PupilRow, Wanted, Windows};
use rules::id::GroupId;
use serde::Deserialize;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    klasse: Option<String>,
}

#[derive(Template)]
#[template(path = "elevadgang/big_screen.html")]
struct View {
    page: Page,
    until: String,
    rows: Vec<(String, String)>,
    choice: String,
}

/// GET: the names; where no window is open, back to the list.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let Some(helper) = signed.helper() else {
        return start::refused(&app, &signed, signed.nowhere()).await;
    };
    let number = asked.klasse.as_deref().and_then(|klasse| klasse.parse().ok()).map(GroupId);
    let choice = number.map_or(Choice::All, Choice::Group);
    let wanted = Wanted { windows: Windows::Open, ..Wanted::all(choice) };
    let found = flows::pupil_access::overview(&app.world, &helper, wanted, Look::Opened).await?;
    let overview = match found {
        Ok(overview) => overview,
        Err(reason) => return start::refused(&app, &signed, reason).await,
    };
    let klasse = number.map_or_else(|| "alle".to_owned(), |group| group.0.to_string());
    let mut rows: Vec<PupilRow> = overview.pupils;
    danish::sort_by_name(&mut rows, |row| row.pupil.shown.full());
    let Some(closes) = rows.iter().filter_map(|row| Some(row.window.as_ref()?.closes)).max() else {
        return Ok(Redirect::to(&format!("/elevadgang/elever?klasse={klasse}")).into_response());
    };
    let left = closes.since(app.world.now()).whole_seconds_up().max(1);
    let page = signed.page(&app, "elevadgang-big-screen-title").await?;
    let view = View {
        page: page.again_after(u32::try_from(left).unwrap_or(1)),
        until: signed.anyone.tr.clock(closes),
        rows: rows.iter().map(|row| (row.pupil.shown.call().to_owned(), row.pupil.username.to_string())).collect(),
        choice: format!("klasse={klasse}"),
    };
    Ok(design::show(&view))
}
