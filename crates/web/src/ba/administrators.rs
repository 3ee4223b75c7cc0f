//! *Administratorer*: who looks after the institution's users, where they are written to, who the primary one is.
//!
//! Source: product.md §9. What it does not do: add anybody; that is a tick under *Rettighedstildeling*.

use super::refused::says;
use super::rights::notice;
use super::{Menu, Signed, refused};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::administrators::{self, MailFrom, MailSet, Row};
use flows::grant_rights::{self, Asked, Fault, Saved, Wish};
use flows::user_administration::allowed;
use rules::id::PersonId;
use rules::right_term::Tie;
use rules::rights::facts::{Primary, Right};
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/administratorer", page).get(ONE, one).post_of(ONE, &["mail", "fjern", "primaer"], press)
}

const ONE: &str = "/ba/{institution}/administratorer/{person}";

/// What the last button came to.
const TOLD: Table = &[
    ("mail", Went::Well, "ba-administrators-mail-kept"),
    ("fjernet", Went::Well, "ba-administrators-removed"),
    ("primaer", Went::Well, "ba-administrators-handed-over"),
];

struct Line {
    name: String,
    username: String,
    primary: bool,
    tie: String,
    mail: String,
    mail_note: String,
    entered: String,
    until: String,
    notice: String,
    /// The page on which something may be changed.
    change: Option<String>,
}

#[derive(Template)]
#[template(path = "ba/administrators.html")]
struct View {
    page: Page,
    told: Option<Told>,
    lines: Vec<Line>,
    /// Where one is added: own staff, and others.
    add: Option<(String, String)>,
}

/// GET: the list.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(said): Query<told::Asked>,
) -> Result<Response, Problem> {
    let rows = match administrators::list(&app.world, &signed.administrator).await? {
        Ok(rows) => rows,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let may_change = signed.offers(Verb::GrantRight);
    let lines = rows.iter().map(|row| line(&signed, row, may_change)).collect();
    let told = said.told(signed.anyone.tr, TOLD);
    let add = may_change
        .then(|| (format!("{}?valg=ansatte", signed.path(Menu::Rights.path())), signed.path(Menu::Everyone.path())));
    let view = View { page: signed.page("ba-menu-administrators", Menu::Administrators), told, lines, add };
    Ok(design::show(&view))
}

fn line(signed: &Signed, row: &Row, may_change: bool) -> Line {
    let tr = signed.anyone.tr;
    let day = |at| tr.day(at);
    Line {
        name: row.shown.clone(),
        username: row.username.to_string(),
        primary: row.primary == Primary::Yes,
        tie: tr.t(tie_key(row.tie)),
        mail: row.mail.clone(),
        mail_note: tr.t(mail_key(row.mail_from)),
        entered: row.entered.map_or_else(|| tr.t("ba-administrators-never"), day),
        until: row.until.map(|until| tr.date(until)).unwrap_or_default(),
        notice: notice(tr, row.lapse),
        change: may_change.then(|| signed.path(&format!("/administratorer/{}", row.person.0))),
    }
}

fn tie_key(tie: Tie) -> &'static str {
    match tie {
        Tie::Internal => "ba-administrators-internal",
        Tie::External => "ba-administrators-external",
    }
}

fn mail_key(from: MailFrom) -> &'static str {
    match from {
        MailFrom::Set => "ba-administrators-mail-set",
        MailFrom::Source => "ba-administrators-mail-source",
        MailFrom::Nowhere => "ba-administrators-mail-none",
    }
}

#[derive(Template)]
#[template(path = "ba/administrator.html")]
struct OneView {
    page: Page,
    errors: FieldErrors,
    back: String,
    base: String,
    line: Line,
    typed: String,
    /// Why the right cannot be taken; none: it can.
    stays: Option<String>,
    may_hand_over: bool,
}

/// GET: one administrator, with what may be changed.
pub(crate) async fn one(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
) -> Result<Response, Problem> {
    show_one(&app, &signed, PersonId(person), (None, FieldErrors::none())).await
}

async fn show_one(
    app: &App,
    signed: &Signed,
    person: PersonId,
    (typed, errors): (Option<String>, FieldErrors),
) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::GrantRight).await? {
        return refused::page(app, signed, reason);
    }
    let rows = match administrators::list(&app.world, &signed.administrator).await? {
        Ok(rows) => rows,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let Some(row) = rows.iter().find(|row| row.person == person) else { return Err(Problem::NotFound) };
    let tr: Tr = signed.anyone.tr;
    let base = signed.path(&format!("/administratorer/{}", person.0));
    let set = if row.mail_from == MailFrom::Set { row.mail.clone() } else { String::new() };
    let view = OneView {
        page: signed.page_titled(&row.shown, Menu::Administrators).failing(&errors).at(base.clone()),
        back: signed.path(Menu::Administrators.path()),
        line: line(signed, row, true),
        typed: typed.unwrap_or(set),
        stays: row.may_remove.err().map(|reason| says(tr, reason)),
        may_hand_over: row.may_hand_over.is_ok(),
        errors,
        base,
    };
    Ok(design::show(&view))
}

fn done(signed: &Signed, what: &str) -> Response {
    told::back(&signed.path(Menu::Administrators.path()), what)
}

/// POST: where they are written to, *Fjern*, or *Gør til primær*.
pub(crate) async fn press(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    match posted.text(DO_FIELD) {
        "mail" => mail(&app, &signed, (person, &posted)).await,
        "fjern" => remove(&app, &signed, person).await,
        "primaer" => hand_over(&app, &signed, person).await,
        _ => Err(Problem::Unreadable),
    }
}

/// Where they are written to.
async fn mail(app: &App, signed: &Signed, (person, posted): (PersonId, &Posted)) -> Result<Response, Problem> {
    let typed = posted.text("mail").to_owned();
    match administrators::set_mail(&app.world, &signed.administrator, person, &typed).await? {
        Ok(MailSet::Kept) => Ok(done(signed, "mail")),
        Ok(MailSet::Nobody) => Err(Problem::NotFound),
        Ok(MailSet::NoAddress) => {
            let errors = FieldErrors::one("mail", signed.anyone.t("ba-administrators-no-address"));
            show_one(app, signed, person, (Some(typed), errors)).await
        }
        Err(reason) => refused::page(app, signed, reason),
    }
}

/// *Fjern*.
async fn remove(app: &App, signed: &Signed, person: PersonId) -> Result<Response, Problem> {
    let wish = Wish { person, right: Right::UserAdministration.word().to_owned(), before: true, after: false };
    let asked = Asked { wishes: vec![wish], days: Vec::new() };
    match grant_rights::save(&app.world, &signed.administrator, asked).await? {
        Ok(Saved::Done(_)) => Ok(done(signed, "fjernet")),
        // Nobody here has such a right to lose: whoever it is, they are not told of at this address.
        Ok(Saved::Nothing) => Err(Problem::NotFound),
        Ok(Saved::NotYet(judged)) => {
            let refusal = judged.faults.iter().find_map(|(_, _, fault)| match fault {
                Fault::Refused(reason) => Some(*reason),
                Fault::Term(_) => None,
            });
            match refusal {
                Some(reason) => refused::page(app, signed, reason),
                // Somebody else was quicker: the list says how it stands.
                None => Ok(Redirect::to(&signed.path(Menu::Administrators.path())).into_response()),
            }
        }
        Err(reason) => refused::page(app, signed, reason),
    }
}

/// *Gør til primær*.
async fn hand_over(app: &App, signed: &Signed, person: PersonId) -> Result<Response, Problem> {
    match administrators::hand_over(&app.world, &signed.administrator, person).await? {
        Ok(()) => Ok(done(signed, "primaer")),
        Err(reason) => refused::page(app, signed, reason),
    }
}
