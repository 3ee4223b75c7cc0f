//! An institution's entry, written: a new one, or one that is there. What somebody else wrote meanwhile is shown, and
//! nothing typed is lost.
//!
//! Source: product.md §4, issue "Operator's desk". What it does not do: say what a field may hold (`rules::register`).

use super::institution::said;
use super::institutions::PATH;
use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page, told};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::register::desk::{Before, Saved, entry, save, version};
use rules::institution::{Institution, InstitutionNumber, Ownership};
use rules::lifetime::CLOSED_KEEPS;
use rules::operator::Verb;
use rules::register::{CHARACTERS_MAX, Field, Flaw, changes};
use rules::time::Millis;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/institutioner/ny", new)
        .post("/stil/institutioner/ny", create)
        .get("/stil/institutioner/{number}/ret", edit)
        .post("/stil/institutioner/{number}/ret", write)
}

/// The key of a field's name.
pub(super) fn field_key(field: Field) -> &'static str {
    match field {
        Field::Number => "stil-field-number",
        Field::Name => "stil-field-name",
        Field::Kind => "stil-field-type",
        Field::Cvr => "stil-field-cvr",
        Field::PNumber => "stil-field-p-number",
        Field::MunicipalityNumber => "stil-field-municipality-number",
        Field::Municipality => "stil-field-municipality",
        Field::Region => "stil-field-region",
        Field::Address => "stil-field-address",
        Field::PostalCode => "stil-field-postal-code",
        Field::City => "stil-field-city",
        Field::Phone => "stil-field-phone",
        Field::Mail => "stil-field-mail",
        Field::Web => "stil-field-web",
        Field::Leader => "stil-field-leader",
        Field::Ownership => "stil-field-ownership",
        Field::MainInstitution => "stil-field-main",
        Field::Closed => "stil-field-closed",
    }
}

/// What is wrong with a field.
pub(super) fn flaw(tr: Tr, flaw: Flaw) -> String {
    match flaw {
        Flaw::Missing => tr.t("stil-flaw-missing"),
        Flaw::TooLong => tr.t1("stil-flaw-long", "n", CHARACTERS_MAX),
        Flaw::Unseen => tr.t("stil-flaw-unseen"),
        Flaw::Digits(count) => tr.t1("stil-flaw-digits", "n", count),
        Flaw::NoNumber => tr.t("stil-flaw-number"),
        Flaw::NoMail => tr.t("stil-flaw-mail"),
        Flaw::NoOwnership => tr.t("stil-flaw-ownership"),
        Flaw::NoDay => tr.t("stil-flaw-day"),
        Flaw::MainUnknown => tr.t("stil-flaw-main-unknown"),
        Flaw::MainLoop => tr.t("stil-flaw-main-loop"),
        Flaw::Twice => tr.t("stil-flaw-twice"),
    }
}

/// One field of the form.
struct Input {
    word: &'static str,
    label: String,
    value: String,
    says: Option<String>,
    /// Only shown: the number of an institution that is there.
    fixed: bool,
    hint: Option<String>,
}

#[derive(Template)]
#[template(path = "stil/institution_form.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    heading: String,
    here: String,
    back: String,
    seen: String,
    inputs: Vec<Input>,
    owners: Vec<(&'static str, String, bool)>,
    /// What somebody else wrote meanwhile: field, what stands there now, what was typed.
    met: Vec<(String, String, String)>,
    longest: usize,
}

/// What was typed, field by field.
type Values = Vec<(Field, String)>;

fn values(entry: &Institution) -> Values {
    Field::ALL.into_iter().map(|field| (field, field.of(entry))).collect()
}

fn typed(posted: &Posted) -> Values {
    Field::ALL.into_iter().map(|field| (field, posted.text(field.word()).to_owned())).collect()
}

fn of(values: &Values, field: Field) -> String {
    values.iter().find(|value| value.0 == field).map(|value| value.1.clone()).unwrap_or_default()
}

/// The entry that was typed, of the institution of this number where it is there already.
fn parse(tr: Tr, values: &Values, known: Option<&InstitutionNumber>) -> Result<Institution, FieldErrors> {
    let mut errors = FieldErrors::none();
    let text = |field| of(values, field);
    let number = known.cloned().or_else(|| InstitutionNumber::parse(&text(Field::Number)));
    if number.is_none() {
        errors.add(Field::Number.word(), flaw(tr, Flaw::NoNumber));
    }
    let owner = Ownership::from_word(&text(Field::Ownership));
    if owner.is_none() {
        errors.add(Field::Ownership.word(), flaw(tr, Flaw::NoOwnership));
    }
    let main = text(Field::MainInstitution);
    let main_institution = InstitutionNumber::parse(&main);
    if main_institution.is_none() && !main.is_empty() {
        errors.add(Field::MainInstitution.word(), flaw(tr, Flaw::NoNumber));
    }
    let day = text(Field::Closed);
    let closed = day.trim().parse().ok();
    if closed.is_none() && !day.trim().is_empty() {
        errors.add(Field::Closed.word(), flaw(tr, Flaw::NoDay));
    }
    let (Some(number), Some(ownership), true) = (number, owner, errors.is_empty()) else { return Err(errors) };
    Ok(Institution {
        number,
        name: text(Field::Name),
        kind: text(Field::Kind),
        cvr: text(Field::Cvr).replace(' ', ""),
        p_number: text(Field::PNumber).replace(' ', ""),
        municipality_number: text(Field::MunicipalityNumber),
        municipality: text(Field::Municipality),
        region: text(Field::Region),
        address: text(Field::Address),
        postal_code: text(Field::PostalCode),
        city: text(Field::City),
        phone: text(Field::Phone),
        mail: text(Field::Mail),
        web: text(Field::Web),
        leader: text(Field::Leader),
        ownership,
        main_institution,
        closed,
    })
}

/// Which institution the form is about, and which version of it was on the page.
struct About {
    known: Option<InstitutionNumber>,
    name: String,
    seen: String,
}

impl About {
    fn new() -> About {
        About { known: None, name: String::new(), seen: String::new() }
    }

    fn path(&self) -> String {
        self.known.as_ref().map_or_else(|| format!("{PATH}/ny"), |number| format!("{PATH}/{number}/ret"))
    }
}

fn view(signed: &Signed, about: &About, values: &Values, errors: FieldErrors) -> View {
    let tr = signed.anyone.tr;
    let heading = match &about.known {
        Some(_) => tr.t1("stil-inst-edit-title", "name", about.name.clone()),
        None => tr.t("stil-inst-new"),
    };
    let input = |field: Field| Input {
        word: field.word(),
        label: tr.t(field_key(field)),
        value: match &about.known {
            Some(number) if field == Field::Number => number.to_string(),
            Some(_) | None => of(values, field),
        },
        says: errors.at(field.word()).map(str::to_owned),
        fixed: field == Field::Number && about.known.is_some(),
        hint: (field == Field::Closed).then(|| tr.t1("stil-closed-hint", "n", CLOSED_KEEPS.0 / Millis::days(1).0)),
    };
    let owner = of(values, Field::Ownership);
    View {
        page: signed.page_of(heading.clone(), Menu::Institutions).failing(&errors).at(about.path()),
        heading,
        here: about.path(),
        back: about.known.as_ref().map_or_else(|| PATH.to_owned(), |number| format!("{PATH}/{number}")),
        seen: about.seen.clone(),
        inputs: Field::ALL.into_iter().filter(|field| *field != Field::Ownership).map(input).collect(),
        owners: [Ownership::Public, Ownership::Private]
            .map(|one| (one.word(), super::institution::ownership(tr, one), one.word() == owner))
            .to_vec(),
        met: Vec::new(),
        longest: CHARACTERS_MAX,
        errors,
    }
}

/// GET: an empty entry.
async fn new(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    if let Err(why) = flows::operator::may_do(&app.world, &signed.operator, Verb::ChangeInstitutions).await? {
        return Ok(start::refused(&app, &signed, why));
    }
    let values = vec![(Field::Ownership, Ownership::Public.word().to_owned())];
    Ok(design::show(&view(&signed, &About::new(), &values, FieldErrors::none())))
}

/// GET: the entry, to be written anew.
async fn edit(State(app): State<App>, signed: Signed, Path(number): Path<String>) -> Result<Response, Problem> {
    let number = InstitutionNumber::parse(&number).ok_or(Problem::NotFound)?;
    let entry = match entry(&app.world, &signed.operator, &number).await? {
        Ok(entry) => entry.ok_or(Problem::NotFound)?,
        Err(why) => return Ok(start::refused(&app, &signed, why)),
    };
    let about = About { known: Some(number), name: entry.name.clone(), seen: version(&entry) };
    Ok(design::show(&view(&signed, &about, &values(&entry), FieldErrors::none())))
}

/// POST: a new institution.
async fn create(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    keep(&app, &signed, (About::new(), Before::New), &typed(&posted)).await
}

/// POST: the entry.
async fn write(
    State(app): State<App>,
    signed: Signed,
    Path(number): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let number = InstitutionNumber::parse(&number).ok_or(Problem::NotFound)?;
    let seen = posted.text("seen").to_owned();
    let stands = match entry(&app.world, &signed.operator, &number).await? {
        Ok(stands) => stands.ok_or(Problem::NotFound)?,
        Err(why) => return Ok(start::refused(&app, &signed, why)),
    };
    let about = About { known: Some(number), name: stands.name, seen: seen.clone() };
    keep(&app, &signed, (about, Before::Version(seen)), &typed(&posted)).await
}

async fn keep(
    app: &App,
    signed: &Signed,
    (about, before): (About, Before),
    values: &Values,
) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let wrong = |view: &View| Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, view));
    let entry = match parse(tr, values, about.known.as_ref()) {
        Ok(entry) => entry,
        Err(errors) => return wrong(&view(signed, &about, values, errors)),
    };
    let errors = match save(&app.world, &signed.operator, entry.clone(), before).await? {
        Saved::Done(fields) => {
            let word = match (&about.known, fields.is_empty()) {
                (None, _) => "oprettet",
                (Some(_), true) => "uaendret",
                (Some(_), false) => "gemt",
            };
            return Ok(told::back(&format!("{PATH}/{}", entry.number), word));
        }
        Saved::Refused(why) => return Ok(start::refused(app, signed, why)),
        Saved::Nothing => return Err(Problem::NotFound),
        Saved::Known => FieldErrors::one(Field::Number.word(), tr.t("stil-flaw-known")),
        Saved::Flawed(flaws) => {
            let mut errors = FieldErrors::none();
            for (field, wrong) in flaws {
                errors.add(field.word(), flaw(tr, wrong));
            }
            errors
        }
        Saved::Changed(stands) => {
            let about = About { seen: version(&stands), ..about };
            let errors = FieldErrors::one("met", tr.t("stil-inst-met"));
            let mut view = view(signed, &about, values, errors);
            let line = |field| (tr.t(field_key(field)), said(tr, field, &stands), said(tr, field, &entry));
            view.met = changes(&stands, &entry).into_iter().map(line).collect();
            return Ok(design::show_as(StatusCode::CONFLICT, &view));
        }
    };
    wrong(&view(signed, &about, values, errors))
}
