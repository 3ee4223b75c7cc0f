//! The three steps that are typed: institution, technical contact, leader.
//!
//! Whatever comes is kept before it is judged. A CPR number that was typed stands on no page again but masked; a field left
//! empty keeps it. What it does not do: say what is wrong; `rules::application` does.

use super::{Case, Frame, Place, open_case};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Redirect, Response};
use flows::application::{Kept, is_closed, save};
use rules::application::{Answers, Applicant, Field, Flaw, Situation, Step, flaws};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ansoeg/s/{secret}/institution", institution)
        .post("/ansoeg/s/{secret}/institution", keep_institution)
        .get("/ansoeg/s/{secret}/kontakt", contact)
        .post("/ansoeg/s/{secret}/kontakt", keep_contact)
        .get("/ansoeg/s/{secret}/leder", leader)
        .post("/ansoeg/s/{secret}/leder", keep_leader)
}

/// The box that takes a kept number away.
const REMOVE_FIELD: &str = "fjern-cpr";

/// One line of a form.
struct Line {
    id: &'static str,
    label: String,
    hint: String,
    value: String,
    kind: &'static str,
    autocomplete: &'static str,
    /// What a box below it says, where what is kept can be taken away.
    remove: Option<String>,
    says: Option<String>,
}

#[derive(Template)]
#[template(path = "ansoeg/step.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    frame: Frame,
    says: String,
    lines: Vec<Line>,
}

fn id(field: Field) -> &'static str {
    match field {
        Field::Registration => "registration",
        Field::Name => "name",
        Field::Number => "number",
        Field::Cpr => "cpr",
        Field::Birth => "birth",
        Field::Country => "country",
        Field::Phone => "phone",
        Field::Mail => "mail",
    }
}

fn flaw_key(field: Field, flaw: Flaw) -> &'static str {
    match (flaw, field) {
        (Flaw::Missing, Field::Registration) => "apply-error-registration-missing",
        (Flaw::Missing, Field::Name) => "apply-error-name",
        (Flaw::Missing, Field::Number) => "apply-error-number-missing",
        (Flaw::Missing, Field::Cpr) | (Flaw::CprLength, _) => "apply-error-cpr",
        (Flaw::Missing, Field::Birth) | (Flaw::Birth, _) => "apply-error-birth",
        (Flaw::Missing, Field::Country) => "apply-error-country",
        (Flaw::Missing, Field::Phone) => "apply-error-phone-missing",
        (Flaw::Missing, Field::Mail) => "apply-error-mail-missing",
        (Flaw::TooLong, _) => "apply-error-too-long",
        (Flaw::Registration, _) => "apply-error-registration",
        (Flaw::Number, _) => "apply-error-number",
        (Flaw::CprCharacter, _) => "apply-error-cpr-character",
        (Flaw::CprDay, _) => "apply-error-cpr-day",
        (Flaw::Phone, _) => "apply-error-phone",
        (Flaw::Mail, _) => "apply-error-mail",
        (Flaw::OneNeedsCpr, _) => "apply-error-one-cpr",
        (Flaw::Closed, _) => "apply-error-closed",
    }
}

fn lines(anyone: &Anyone, answers: &Answers, step: Step) -> Vec<Line> {
    let line = |id, label, hint: &str, value: &str, kind, autocomplete| Line {
        id,
        label: anyone.t(label),
        hint: if hint.is_empty() { String::new() } else { anyone.t(hint) },
        value: value.to_owned(),
        kind,
        autocomplete,
        remove: None,
        says: None,
    };
    let person = |typed: &Applicant| {
        let mut all = vec![line("name", "apply-full-name", "", &typed.name, "text", "name")];
        let known = typed.cpr();
        // A whole number is never written into a page again.
        let shown = if known.is_some() { "" } else { &typed.cpr };
        let mut cpr = line("cpr", "apply-cpr", "apply-cpr-hint", shown, "text", "off");
        if let Some(known) = known {
            cpr.hint = anyone.tr.t1("apply-cpr-kept", "number", known.masked());
            // Only abroad may somebody be without one; an empty field keeps what is there.
            cpr.remove = (answers.situation == Situation::Abroad).then(|| anyone.t("apply-cpr-remove"));
        }
        all.push(cpr);
        if answers.situation == Situation::Abroad {
            all.push(line("birth", "apply-birth", "apply-birth-hint", &typed.birth, "date", "off"));
            all.push(line("country", "apply-country", "apply-birth-hint", &typed.country, "text", "off"));
        }
        all
    };
    match step {
        Step::Institution => vec![
            line("name", "apply-institution-name", "", &answers.name, "text", "organization"),
            line("number", "apply-number", "apply-number-hint", &answers.number, "text", "off"),
            line("registration", "apply-registration", "apply-registration-hint", &answers.registration, "text", "off"),
        ],
        Step::Contact => {
            let mut all = person(&answers.contact);
            all.push(line("phone", "apply-phone", "", &answers.contact.phone, "tel", "tel"));
            all.push(line("mail", "apply-mail", "apply-mail-hint", &answers.contact.mail, "email", "email"));
            all
        }
        Step::Leader => {
            let mut all = person(&answers.leader);
            all.push(line("mail", "apply-leader-mail", "apply-leader-mail-hint", &answers.leader.mail, "email", "off"));
            all
        }
    }
}

/// What is wrong with a step, as the rules say it and as the register does.
async fn judged(app: &App, answers: &Answers, step: Step) -> Result<Vec<(Field, Flaw)>, Problem> {
    let mut found = flaws(step, answers, app.world.now().day_in_denmark());
    if step == Step::Institution && is_closed(&app.world, answers).await? {
        found.push((Field::Number, Flaw::Closed));
    }
    Ok(found)
}

/// The step, with what is wrong after a button.
fn show(anyone: &Anyone, (case, step): (&Case, Step), wrong: Vec<(Field, Flaw)>) -> Response {
    let answers = &case.held.record.answers;
    let mut errors = FieldErrors::none();
    for (field, flaw) in wrong {
        errors.add(id(field), anyone.t(flaw_key(field, flaw)));
    }
    let mut lines = lines(anyone, answers, step);
    for line in &mut lines {
        line.says = errors.at(line.id).map(str::to_owned);
    }
    let says = match step {
        Step::Institution => "apply-institution-says",
        Step::Contact => "apply-contact-says",
        Step::Leader => "apply-leader-says",
    };
    let frame = Frame::of(anyone, case, Place::Typed(step));
    let page = anyone.page_titled(frame.title()).failing(&errors).at(frame.here.clone());
    design::show(&View { page, errors, frame, says: anyone.t(says), lines })
}

async fn shown(app: &App, anyone: &Anyone, (secret, step): (&str, Step)) -> Result<Response, Problem> {
    Ok(match open_case(app, secret).await? {
        Ok(case) => show(anyone, (&case, step), Vec::new()),
        Err(answer) => answer,
    })
}

/// Reads what was typed into the answers; an empty number keeps the one that was typed before.
fn read(posted: &Posted, answers: &mut Answers, step: Step) {
    let text = |name: &str| posted.text(name).to_owned();
    let person = |before: &Applicant| {
        let typed = text("cpr");
        let keeps = typed.is_empty() && before.cpr().is_some() && !posted.has(REMOVE_FIELD);
        let cpr = if keeps { before.cpr.clone() } else { typed };
        let (birth, country) = (text("birth"), text("country"));
        Applicant { name: text("name"), cpr, birth, country, phone: text("phone"), mail: text("mail") }
    };
    match step {
        Step::Institution => {
            answers.name = text("name");
            answers.number = text("number");
            answers.registration = text("registration");
        }
        Step::Contact => answers.contact = person(&answers.contact),
        Step::Leader => answers.leader = person(&answers.leader),
    }
}

async fn keep(app: &App, anyone: &Anyone, (secret, step): (&str, Step), posted: &Posted) -> Result<Response, Problem> {
    let mut case = match open_case(app, secret).await? {
        Ok(case) => case,
        Err(answer) => return Ok(answer),
    };
    read(posted, &mut case.held.record.answers, step);
    match save(&app.world, &case.link, case.held.record.answers.clone()).await? {
        Kept::Yes => {}
        Kept::Closed => return Ok(Redirect::to(&case.path("/status")).into_response()),
        Kept::Nothing => return Err(Problem::NotFound),
    }
    if posted.has("gem") {
        return Ok(Redirect::to(&case.path("/gemt")).into_response());
    }
    let wrong = judged(app, &case.held.record.answers, step).await?;
    Ok(match Place::Typed(step).after() {
        Some(next) if wrong.is_empty() => Redirect::to(&case.path(next.path())).into_response(),
        Some(_) | None => show(anyone, (&case, step), wrong),
    })
}

/// GET: which institution.
async fn institution(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    shown(&app, &anyone, (&secret, Step::Institution)).await
}

/// POST: the same.
async fn keep_institution(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    keep(&app, &anyone, (&secret, Step::Institution), &posted).await
}

/// GET: *Teknisk kontaktperson*.
async fn contact(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    shown(&app, &anyone, (&secret, Step::Contact)).await
}

/// POST: the same.
async fn keep_contact(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    keep(&app, &anyone, (&secret, Step::Contact), &posted).await
}

/// GET: *Institutionsleder*.
async fn leader(State(app): State<App>, anyone: Anyone, Path(secret): Path<String>) -> Result<Response, Problem> {
    shown(&app, &anyone, (&secret, Step::Leader)).await
}

/// POST: the same.
async fn keep_leader(
    State(app): State<App>,
    anyone: Anyone,
    Path(secret): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    keep(&app, &anyone, (&secret, Step::Leader), &posted).await
}
