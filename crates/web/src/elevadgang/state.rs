//! One pupil's line of the list: what stands between them and a new password, in words, an icon and a colour.
//!
//! Source: ux.md 3.8. What it does not do: judge; the state comes from the rules.

use super::reason_key;
use crate::design::pictures::{Drawn, drawn};
use crate::i18n::Tr;
use flows::give_password::{Undo, WindowNow};
use flows::pupil_access::PupilRow;
use rules::device_kind::DeviceKind;
use rules::reset_window::{Confirmation, Place, Proof, State};
use rules::rights::Reason;
use rules::time::Instant;
use store::pupil::PasswordState;

/// Every icon a line, or the box above them, may show.
pub(crate) const ICONS: [&str; 8] = ["error", "how-to-reg", "info", "laptop", "lock", "success", "time", "warning"];

/// A button of a line.
pub(crate) struct Button {
    pub(crate) name: &'static str,
    /// The window's number, or the pupil's where a new window is asked for.
    pub(crate) number: i64,
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
    /// From where, and on what, the user name was typed.
    pub(crate) place: String,
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
        place: String::new(),
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
        let (n, until) = (row.pupil.wrong_in_a_row, tr.clock(until));
        return plain("bad", "error", tr.t2("elevadgang-state-pause", ("n", n), ("until", until)));
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
        State::Open { .. } => waiting(row, window, tr),
        State::Claimed { proof, .. } => claimed(window, proof, tr),
        State::Done { done } => {
            let mut view = plain("ok", "success", tr.t1("elevadgang-state-done", "at", tr.clock(done)));
            view.place = place(window, tr);
            view.news = tr.t1("elevadgang-news-done", "name", name.to_owned());
            view
        }
        State::Expired => plain("bad", "time", tr.t1("elevadgang-state-expired", "at", tr.clock(window.closes))),
        State::Unfinished => plain("warn", "warning", tr.t("elevadgang-state-unfinished")),
        State::Undone => plain("warn", "info", tr.t("elevadgang-state-undone")),
        State::ClosedByWrongPicture => plain("bad", "error", tr.t("elevadgang-state-wrong-picture")),
        State::Cancelled => at_rest(row, tr, now),
    };
    let over = matches!(window.state, State::Expired | State::Unfinished | State::Undone | State::ClosedByWrongPicture);
    if over && row.may_give.is_ok() {
        view.buttons.push(again(row, "elevadgang-again", tr));
    }
    if window.can_undo == Undo::Possible {
        view.buttons.push(button("fortryd", "elevadgang-undo", window, tr));
    }
    view.part = format!("{}:{}:{}:{}", window.id.0, window.state.word(), view.text, view.buttons.len());
    view
}

fn button(name: &'static str, key: &'static str, window: &WindowNow, tr: Tr) -> Button {
    Button { name, number: window.id.0, text: tr.t(key), label: String::new() }
}

/// *Giv igen*, *5 minutter mere*: five new minutes for this pupil.
fn again(row: &PupilRow, key: &'static str, tr: Tr) -> Button {
    Button { name: "igen", number: row.pupil.person.0, text: tr.t(key), label: String::new() }
}

/// "på iPad, skolens net": a hint for the adult, who sees the pupil's screen or does not.
fn place(window: &WindowNow, tr: Tr) -> String {
    let device = tr.t(device_key(window.on.unwrap_or(DeviceKind::Other)));
    match window.from {
        Some(Place::Inside) => tr.t1("elevadgang-on-inside", "device", device),
        Some(Place::Outside) => tr.t1("elevadgang-on-outside", "device", device),
        Some(Place::Unknown) | None => tr.t1("elevadgang-on", "device", device),
    }
}

/// The key of what a sort of device is called.
fn device_key(kind: DeviceKind) -> &'static str {
    match kind {
        DeviceKind::IPad => "device-ipad",
        DeviceKind::IPhone => "device-iphone",
        DeviceKind::Android => "device-android",
        DeviceKind::Chromebook => "device-chromebook",
        DeviceKind::Windows => "device-windows",
        DeviceKind::MacOrIPad => "device-mac",
        DeviceKind::Linux => "device-linux",
        DeviceKind::Other => "device-other",
    }
}

fn waiting(row: &PupilRow, window: &WindowNow, tr: Tr) -> StateView {
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
    if row.may_give.is_ok() {
        view.buttons.push(again(row, "elevadgang-more", tr));
    }
    view.buttons.push(button("annuller", "elevadgang-cancel", window, tr));
    view
}

fn claimed(window: &WindowNow, proof: Proof, tr: Tr) -> StateView {
    let at = tr.clock(window.claimed.unwrap_or(window.opened));
    let mut view = plain("wait", "laptop", tr.t1("elevadgang-state-claimed", "at", at));
    view.place = place(window, tr);
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
