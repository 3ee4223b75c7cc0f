//! Too many wrong tries: how long to wait, as a countdown and as a time of day.
//!
//! The seconds come from the server, so the device's clock does not matter; without script the page loads itself when
//! the wait is over. What it does not do: say whether the account exists.

use super::{Journey, page};
use crate::design::{Page, show as shown};
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use rules::time::Instant;

/// Who waits until when.
pub(crate) struct Waiting {
    /// The name as typed.
    pub(crate) username: String,
    /// The end of the wait.
    pub(crate) until: Instant,
    /// Now.
    pub(crate) now: Instant,
}

#[derive(Template)]
#[template(path = "login/wait.html")]
struct View {
    page: Page,
    journey: Journey,
    username: String,
    minutes: usize,
    seconds: i64,
    clock: String,
}

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, waiting: Waiting) -> Response {
    let seconds = waiting.until.since(waiting.now).whole_seconds_up();
    let again = u32::try_from(seconds).unwrap_or(u32::MAX).saturating_add(1);
    shown(&View {
        page: page(anyone, "login-wait", &journey).again_after(again),
        username: waiting.username,
        minutes: usize::try_from(seconds.div_euclid(60) + i64::from(seconds.rem_euclid(60) != 0)).unwrap_or(1),
        seconds,
        clock: anyone.tr.clock(waiting.until),
        journey,
    })
}
