//! *Engangskoder*: what was asked for, who said yes or no, and the code, shown once to whoever asked.
//!
//! Source: product.md §7, last row. The page with the code answers the button itself, so that no address shows it again.
//! What it does not do: ask (`code_ask`).

use super::refused::says;
use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::Posted;
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::one_time_code::list::{Row, Seen, list};
use flows::one_time_code::{self, Decision, Drawn, Pressed};
use rules::one_time_code::{IdentitySeen, State as Stands};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use store::one_time_code::DecidedAs;

const PATH: &str = "/ba/{institution}/engangskoder";

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page).post_of(PATH, &["godkend", "afvis", "fortryd", "vis"], press)
}

/// What the last button came to.
const TOLD: Table = &[
    ("spurgt", Went::Well, "ba-code-told-asked"),
    ("i-forvejen", Went::Nowhere, "ba-code-told-already"),
    ("godkendt", Went::Well, "ba-code-told-approved"),
    ("afvist", Went::Well, "ba-code-told-refused"),
    ("fortrudt", Went::Well, "ba-code-told-cancelled"),
    ("for-sent", Went::Nowhere, "ba-code-told-too-late"),
];

/// One ask.
pub(crate) struct Line {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) institution: String,
    pub(crate) asked: String,
    pub(crate) reason: String,
    pub(crate) seen: String,
    pub(crate) state: String,
    pub(crate) waits: bool,
    /// Why the reader may not say yes; none: they may.
    pub(crate) not_you: Option<String>,
    pub(crate) may_decide: bool,
    pub(crate) may_draw: bool,
    pub(crate) may_cancel: bool,
}

#[derive(Template)]
#[template(path = "ba/codes.html")]
struct View {
    page: Page,
    told: Option<Told>,
    here: String,
    lines: Vec<Line>,
}

/// The page with the code, once.
#[derive(Template)]
#[template(path = "ba/code.html")]
struct CodeView {
    page: Page,
    back: String,
    name: String,
    code: String,
    until: String,
    login: String,
}

fn state_key(state: Stands) -> &'static str {
    match state {
        Stands::Asked => "ba-code-state-asked",
        Stands::Approved => "ba-code-state-approved",
        Stands::Drawn => "ba-code-state-drawn",
        Stands::Claimed => "ba-code-state-claimed",
        Stands::Done => "ba-code-state-done",
        Stands::Refused => "ba-code-state-refused",
        Stands::Cancelled => "ba-code-state-cancelled",
        Stands::Expired => "ba-code-state-expired",
        Stands::Unfinished => "ba-code-state-unfinished",
    }
}

/// What the asker was shown.
fn proof_key(seen: IdentitySeen) -> &'static str {
    match seen {
        IdentitySeen::Passport => "ba-code-proof-passport",
        IdentitySeen::DrivingLicence => "ba-code-proof-licence",
        IdentitySeen::OtherCard => "ba-code-proof-card",
        IdentitySeen::KnownPersonally => "ba-code-proof-known",
    }
}

/// How far an ask is, and who said yes or no.
fn state(tr: Tr, row: &Row) -> String {
    let by = match row.decided_as {
        Some(DecidedAs::Operator) => tr.t("ba-code-by-operator"),
        Some(DecidedAs::Administrator) | None => row.decided_by.clone(),
    };
    let stands = match row.state {
        Seen::State(Stands::Approved) => {
            return tr.t2("ba-code-state-approved", ("by", by), ("asker", row.asked_by.clone()));
        }
        Seen::State(Stands::Refused) => return tr.t1("ba-code-state-refused", "by", by),
        Seen::State(state) => tr.t(state_key(state)),
        Seen::Out => tr.t("ba-code-state-out"),
    };
    if by.is_empty() { stands } else { tr.t2("ba-code-state-yes-by", ("state", stands), ("by", by)) }
}

/// One ask as a list shows it, here and at the operator's desk.
pub(crate) fn line(tr: Tr, row: &Row, now: rules::time::Instant) -> Line {
    let waits = row.state == Seen::State(Stands::Asked);
    Line {
        id: row.id,
        name: row.shown.full(),
        institution: format!("{} · {}", row.institution_name, row.institution),
        asked: tr.t2("ba-code-asked-by", ("name", row.asked_by.clone()), ("at", tr.moment(row.asked, now))),
        reason: row.reason.clone(),
        seen: tr.t(proof_key(row.seen)),
        state: state(tr, row),
        waits,
        not_you: row.may_decide.err().filter(|_| waits).map(|reason| says(tr, reason)),
        may_decide: waits && row.may_decide.is_ok(),
        may_draw: row.may_draw,
        may_cancel: row.may_cancel,
    }
}

/// GET: the list.
async fn page(State(app): State<App>, signed: Signed, Query(said): Query<told::Asked>) -> Result<Response, Problem> {
    let rows = match list(&app.world, &signed.administrator).await? {
        Ok(rows) => rows,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let (tr, now) = (signed.anyone.tr, app.world.now());
    let mut lines: Vec<Line> = rows.iter().map(|row| line(tr, row, now)).collect();
    if !signed.offers(Verb::DecideOneTimeCode) {
        lines.iter_mut().for_each(|line| line.not_you = None);
    }
    let view = View {
        page: signed.page("ba-codes-title", Menu::Users),
        told: said.told(tr, TOLD),
        here: signed.path("/engangskoder"),
        lines,
    };
    Ok(design::show(&view))
}

/// POST: yes, no, taken back, or the code.
async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let id = posted.text("code").parse::<i64>();
    let who = &signed.administrator;
    let (pressed, word) = match (posted.text(DO_FIELD), id) {
        ("godkend", Ok(id)) => (one_time_code::decide(&app.world, who, (id, Decision::Approve)).await?, "godkendt"),
        ("afvis", Ok(id)) => (one_time_code::decide(&app.world, who, (id, Decision::Refuse)).await?, "afvist"),
        ("fortryd", Ok(id)) => (one_time_code::cancel(&app.world, who, id).await?, "fortrudt"),
        ("vis", Ok(id)) => return draw(&app, &signed, id).await,
        ("godkend" | "afvis" | "fortryd" | "vis", Err(_)) => return Err(Problem::NotFound),
        _ => return Err(Problem::Unreadable),
    };
    match pressed {
        Pressed::Done => Ok(told::back(&signed.path("/engangskoder"), word)),
        Pressed::TooLate => Ok(told::back(&signed.path("/engangskoder"), "for-sent")),
        Pressed::Nothing | Pressed::Refused(Reason::NotOurPupil) => Err(Problem::NotFound),
        Pressed::Refused(reason) => refused::page(&app, &signed, reason),
    }
}

async fn draw(app: &App, signed: &Signed, id: i64) -> Result<Response, Problem> {
    let back = signed.path("/engangskoder");
    let (name, code, ends) = match one_time_code::draw(&app.world, &signed.administrator, id).await? {
        Drawn::Code(name, code, ends) => (name, code, ends),
        Drawn::TooLate => return Ok(told::back(&back, "for-sent")),
        Drawn::Nothing | Drawn::Refused(Reason::NotOurPupil) => return Err(Problem::NotFound),
        Drawn::Refused(reason) => return refused::page(app, signed, reason),
        Drawn::Busy => return Err(Problem::Overloaded),
    };
    let tr = signed.anyone.tr;
    let view = CodeView {
        page: signed.page("ba-code-shown-title", Menu::Users).at(back.clone()),
        name: name.full(),
        code: code.reveal().to_owned(),
        until: tr.day_and_clock(ends),
        login: app.sites.url(crate::site::Site::Login, "/login"),
        back,
    };
    Ok(design::show(&view))
}
