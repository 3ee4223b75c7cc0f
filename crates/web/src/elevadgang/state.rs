//! One pupil's line of the list: what stands between them and a new password, in words, an icon and a colour.
//!
//! Source: ux.md 3.8. What it does not do: judge; the state comes from the rules.

use super::reason_key;
use crate::design::pictures::{Drawn, drawn};
use crate::i18n::Tr;
use flows::give_password::{Undo, WindowNow};
use flows::pupil_access::PupilRow;
use rules::reset_window::{Confirmation, Place, Proof, State};
use rules::rights::Reason;
use rules::time::Instant;
use store::pupil::PasswordState;

/// A button of a line.
pub(crate) struct Button {
    pub(crate) name: &'static str,
    pub(crate) window: i64,
    pub(crate) text: String,
    pub(crate) label: String,
}

/// What the line's last column shows.
pub(crate) struct StateView {
    /// The class that colours it.
    pub(crate) look: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) text: String,
    /// Seconds left, where a countdown runs.
    pub(crate) seconds: Option<i64>,
    /// The same as `4:12`.
    pub(crate) left: String,
    pub(crate) detail: String,
    pub(crate) pictures: Vec<Drawn>,
    pub(crate) buttons: Vec<Button>,
    /// Changes when the state does: the live refresh replaces the line then.
    pub(crate) part: String,
    /// What the live refresh says aloud.
    pub(crate) news: String,
}

fn plain(look: &'static str, icon: &'static str, text: String) -> StateView {
    StateView {
        look,
        icon,
        text,
        seconds: None,
        left: String::new(),
        detail: String::new(),
        pictures: Vec::new(),
        buttons: Vec::new(),
        part: String::new(),
        news: String::new(),
    }
}

/// The line of a pupil at this moment.
pub(crate) fn of(row: &PupilRow, tr: Tr, now: Instant) -> StateView {
    let name = row.pupil.shown.call().to_owned();
    let mut view = match (&row.window, row.pupil.blocked) {
        (_, Some(_)) => plain("bad", "lock", tr.t("elevadgang-state-blocked")),
        (Some(window), None) => of_window(row, window, tr, now),
        (None, None) => at_rest(row, tr, now),
    };
    if let (Err(reason), None) = (row.may_give, row.pupil.blocked)
        && view.seconds.is_none()
        && view.buttons.is_empty()
    {
        let key = reason_key(reason);
        let icon = if reason == Reason::PupilNeedsEid { "how-to-reg" } else { "info" };
        view = plain("", icon, if reason == Reason::PupilNeedsEid { tr.t("elevadgang-state-eid") } else { tr.t(key) });
    }
    for button in &mut view.buttons {
        button.label = format!("{} – {name}", button.text);
    }
    if view.part.is_empty() {
        view.part = view.text.clone();
    }
    view
}

fn at_rest(row: &PupilRow, tr: Tr, now: Instant) -> StateView {
    if let Some(until) = row.pupil.waits_until.filter(|until| now < *until) {
        return plain("warn", "time", tr.t1("elevadgang-state-pause", "until", tr.clock(until)));
    }
    match row.pupil.password {
        PasswordState::Never => plain("warn", "info", tr.t("elevadgang-state-never")),
        PasswordState::Has(..) => plain("dim", "", tr.t("elevadgang-state-has")),
        PasswordState::Dead => plain("warn", "warning", tr.t("elevadgang-state-dead")),
    }
}

fn of_window(row: &PupilRow, window: &WindowNow, tr: Tr, now: Instant) -> StateView {
    let name = row.pupil.shown.call();
    let mut view = match window.state {
        State::Open { .. } => waiting(window, tr),
        State::Claimed { proof, .. } => claimed(window, proof, tr),
        State::Done { done } => {
            let mut view = plain("ok", "success", tr.t1("elevadgang-state-done", "at", tr.clock(done)));
            view.news = tr.t1("elevadgang-news-done", "name", name.to_owned());
            view
        }
        State::Expired => plain("bad", "time", tr.t1("elevadgang-state-expired", "at", tr.clock(window.closes))),
        State::Unfinished => plain("warn", "warning", tr.t("elevadgang-state-unfinished")),
        State::Undone => plain("warn", "info", tr.t("elevadgang-state-undone")),
        State::ClosedByWrongPicture => plain("bad", "error", tr.t("elevadgang-state-wrong-picture")),
        State::Cancelled => at_rest(row, tr, now),
    };
    if window.can_undo == Undo::Possible {
        view.buttons.push(button("fortryd", "elevadgang-undo", window, tr));
    }
    view.part = format!("{}:{}:{}", window.id.0, window.state.word(), view.text);
    view
}

fn button(name: &'static str, key: &'static str, window: &WindowNow, tr: Tr) -> Button {
    Button { name, window: window.id.0, text: tr.t(key), label: String::new() }
}

fn waiting(window: &WindowNow, tr: Tr) -> StateView {
    let seconds = window.left.map_or(0, rules::time::Millis::whole_seconds_up);
    let mut view = plain("wait", "time", tr.t1("elevadgang-state-until", "until", tr.clock(window.closes)));
    view.seconds = Some(seconds);
    view.left = format!("{}:{:02}", seconds / 60, seconds % 60);
    if window.confirmation == Confirmation::Picture
        && let Some(first) = window.pictures.first()
    {
        view.detail = tr.t("elevadgang-read-picture");
        view.pictures = vec![drawn(*first, tr)];
    }
    view.buttons.push(button("annuller", "elevadgang-cancel", window, tr));
    view
}

fn claimed(window: &WindowNow, proof: Proof, tr: Tr) -> StateView {
    let at = tr.clock(window.claimed.unwrap_or(window.opened));
    let key = match window.from {
        Some(Place::Inside) => "elevadgang-state-claimed-inside",
        Some(Place::Outside) => "elevadgang-state-claimed-outside",
        Some(Place::Unknown) | None => "elevadgang-state-claimed",
    };
    let mut view = plain("wait", "laptop", tr.t1(key, "at", at));
    match proof {
        Proof::Complete => {}
        Proof::AwaitsPicture => {
            view.detail = tr.t("elevadgang-read-picture");
            view.pictures = window.pictures.iter().take(1).map(|picture| drawn(*picture, tr)).collect();
        }
        Proof::AwaitsTeacher => {
            view.detail = tr.t("elevadgang-same-pictures");
            view.pictures = window.pictures.iter().map(|picture| drawn(*picture, tr)).collect();
            view.buttons.push(button("ok", "elevadgang-ok", window, tr));
        }
    }
    view
}
