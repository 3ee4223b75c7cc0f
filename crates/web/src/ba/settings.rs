//! *Institutionsoplysninger*: what the register says, and what the institution decides for itself, in plain words.
//!
//! Source: product.md §4, §5, §8, §9. One form holds all decisions; only what differs is written. What it does not do:
//! change the register; a wish for that goes to an operator.

use super::settings_words::{Choice, DECIDED, choices, form_key, key, line};
use super::{Menu, Signed, conflict, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::institution_setting::{
    Change, Decided, FormDecided, Met, Overview, Saved, call_change, decide_form, overview, save, wish,
};
use flows::user_administration::allowed;
use rules::id::GroupId;
use rules::institution_setting::{Name, OwnNetwork, Read, Settings};
use rules::password::SchoolForm;
use rules::rights::verb::Verb;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/institution", page)
        .post_of("/ba/{institution}/institution", &["gem", "klasse", "register"], press)
        .get("/ba/{institution}/institution/skift-adgangskoder", ask_change)
        .post("/ba/{institution}/institution/skift-adgangskoder", press_change)
}

/// What the last button came to.
const TOLD: Table = &[
    ("gemt", Went::Well, "ba-set-told-saved"),
    ("uaendret", Went::Nowhere, "ba-set-told-same"),
    ("klasse", Went::Well, "ba-set-told-class"),
    ("register", Went::Well, "ba-set-told-wish"),
    ("skift", Went::Well, "ba-set-told-change"),
];

#[derive(Template)]
#[template(path = "ba/settings.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    told: Option<Told>,
    facts: Vec<(String, String)>,
    wish_waits: bool,
    /// What somebody else decided meanwhile.
    conflict: Option<conflict::Met>,
    was: Vec<(String, String)>,
    confirmation: Vec<Choice>,
    teacher_login: Vec<Choice>,
    teacher_roles: Vec<Choice>,
    reset_up_to: Vec<Choice>,
    group_kinds: Vec<Choice>,
    networks: String,
    inside: Option<bool>,
    yearly: Vec<Choice>,
    demand: Vec<Choice>,
    limits: Vec<(String, String, String)>,
    classes: Vec<(i64, String)>,
    decided_forms: Vec<(String, String)>,
    may_press: bool,
    lifetimes: String,
}

/// What was typed and what is wrong with it.
#[derive(Default)]
struct Typed {
    errors: FieldErrors,
    /// What could not be saved.
    sent: Option<Sent>,
}

/// A form that could not be saved.
struct Sent {
    changes: Vec<Change>,
    networks: String,
    /// What others decided meanwhile.
    conflict: Vec<Met>,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    show(&app, &signed, asked.told(signed.anyone.tr, TOLD), Typed::default()).await
}

async fn show(app: &App, signed: &Signed, told: Option<Told>, typed: Typed) -> Result<Response, Problem> {
    match overview(&app.world, &signed.administrator).await? {
        Ok(found) => Ok(design::show(&view(signed, found, told, typed))),
        Err(reason) => refused::page(app, signed, reason),
    }
}

fn view(signed: &Signed, found: Overview, told: Option<Told>, typed: Typed) -> View {
    let tr = signed.anyone.tr;
    let here = signed.path("/institution");
    let place = found.settings.place(signed.anyone.address);
    let form = form(&found, typed.sent.as_ref());
    let choices = |name| choices(tr, &form.settings, name);
    let limits = Name::IMPORT_LIMITS.into_iter().zip(form.limits);
    View {
        page: signed.page("ba-menu-settings", Menu::Settings).failing(&typed.errors).at(here.clone()),
        told,
        conflict: typed.sent.filter(|sent| !sent.conflict.is_empty()).map(|sent| conflict(tr, &sent.conflict)),
        facts: found.register.as_ref().map(|entry| words::register(tr, entry)).unwrap_or_default(),
        wish_waits: found.wish.is_some(),
        was: form.was,
        confirmation: choices(Name::Confirmation),
        teacher_login: choices(Name::TeacherLogin),
        teacher_roles: choices(Name::TeacherRoles),
        reset_up_to: choices(Name::ResetUpTo),
        group_kinds: choices(Name::GroupKinds),
        networks: form.networks,
        inside: match place {
            rules::reset_window::Place::Unknown => None,
            rules::reset_window::Place::Inside => Some(true),
            rules::reset_window::Place::Outside => Some(false),
        },
        yearly: choices(Name::Yearly),
        demand: choices(Name::Demand),
        limits: limits.map(|(name, value)| (name.word().to_owned(), tr.t(key(name)), value)).collect(),
        decided_forms: found
            .classes
            .iter()
            .filter(|(_, form)| *form != SchoolForm::ByStage)
            .map(|(group, form)| (group.name.clone(), tr.t(form_key(*form))))
            .collect(),
        classes: found.classes.into_iter().map(|(group, _)| (group.id.0, group.name)).collect(),
        may_press: signed.offers(Verb::ChangeSettings),
        lifetimes: signed.path("/levetid"),
        errors: typed.errors,
        here,
    }
}

/// What the form shows.
struct Form {
    settings: Settings,
    networks: String,
    limits: Vec<String>,
    /// What it says it showed, by its fields' names.
    was: Vec<(String, String)>,
}

/// What is in force, and on top of it whatever was touched in a form that could not be saved.
fn form(found: &Overview, sent: Option<&Sent>) -> Form {
    let mut settings = found.settings.clone();
    let touched = |name: Name| {
        let changes = sent.into_iter().flat_map(|sent| &sent.changes);
        changes.into_iter().find(|one| one.decided.name == name && one.is_touched())
    };
    for one in DECIDED.into_iter().filter_map(touched) {
        settings.set(one.decided.name, &one.decided.value);
    }
    let held = |name: Name| found.settings.value(name);
    let limit = |name: Name| touched(name).map_or_else(|| held(name), |one| one.decided.value.clone());
    let met = |name: Name| sent.is_some_and(|sent| sent.conflict.iter().any(|met| met.name == name));
    let was = |name: Name| {
        // Whoever has read what the other one decided may decide anew; before that, nothing is passed over.
        let shown = touched(name).filter(|_| !met(name)).map_or_else(|| held(name), |one| one.was.clone());
        (format!("was-{}", name.word()), shown)
    };
    let typed = sent.filter(|_| touched(Name::Networks).is_some());
    Form {
        networks: typed.map_or_else(|| held(Name::Networks).replace(' ', "\n"), |sent| sent.networks.clone()),
        limits: Name::IMPORT_LIMITS.into_iter().map(limit).collect(),
        was: DECIDED.into_iter().chain(Name::IMPORT_LIMITS).map(was).collect(),
        settings,
    }
}

fn conflict(tr: Tr, met: &[Met]) -> conflict::Met {
    conflict::Met {
        heading: tr.t("ba-set-conflict"),
        theirs: met.iter().map(|one| line(tr, one.name, &one.theirs)).collect(),
        ours: met.iter().map(|one| line(tr, one.name, &one.ours)).collect(),
    }
}

fn back(signed: &Signed, told: &str) -> Response {
    told::back(&signed.path("/institution"), told)
}

/// POST: *Gem*, the form of a class's passwords, or a wish for another entry in the register.
pub(crate) async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    match posted.text(DO_FIELD) {
        "gem" => press_save(&app, &signed, &posted).await,
        "klasse" => press_form(&app, &signed, &posted).await,
        "register" => press_wish(&app, &signed, &posted).await,
        _ => Err(Problem::Unreadable),
    }
}

async fn press_save(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let changes = changes(posted);
    let errors = flaws(signed, &changes, posted.raw("networks"));
    let sent = |conflict| Sent { changes: changes.clone(), networks: posted.raw("networks").to_owned(), conflict };
    if !errors.is_empty() {
        return show(app, signed, None, Typed { errors, sent: Some(sent(Vec::new())) }).await;
    }
    match save(&app.world, &signed.administrator, &changes).await? {
        Saved::Changed(0) => Ok(back(signed, "uaendret")),
        Saved::Changed(_) => Ok(back(signed, "gemt")),
        Saved::Met(met) => show(app, signed, None, Typed { errors, sent: Some(sent(met)) }).await,
        Saved::Refused(reason) => refused::page(app, signed, reason),
        Saved::NotUnderstood(_) => Err(Problem::Unreadable),
    }
}

/// Every setting the form decides: what it showed, and what it wants.
fn changes(posted: &Posted) -> Vec<Change> {
    let one = |name: Name| {
        let list = matches!(name, Name::TeacherRoles | Name::GroupKinds);
        let value = if list {
            posted.all(name.word()).collect::<Vec<_>>().join(" ")
        } else {
            posted.text(name.word()).split_whitespace().collect::<Vec<_>>().join(" ")
        };
        Change { decided: Decided { name, value }, was: posted.text(&format!("was-{}", name.word())).to_owned() }
    };
    DECIDED.into_iter().chain(Name::IMPORT_LIMITS).map(one).collect()
}

/// What is wrong, at the field it is wrong in; of the networks the whole line that was typed.
fn flaws(signed: &Signed, changes: &[Change], networks: &str) -> FieldErrors {
    let tr = signed.anyone.tr;
    let mut errors = FieldErrors::none();
    for Decided { name, value } in changes.iter().map(|one| &one.decided) {
        let is_wrong = |line: &&str| line.split_whitespace().any(|text| OwnNetwork::parse(text).is_none());
        if *name == Name::Networks {
            if let Some(wrong) = networks.lines().map(str::trim).find(is_wrong) {
                errors.add("networks", tr.t1("ba-set-error-network", "network", wrong.to_owned()));
            }
        } else if *name == Name::TeacherRoles && value.is_empty() {
            errors.add("teacher_roles", tr.t("ba-set-error-roles"));
        } else if Settings::default().set(*name, value) == Read::NotUnderstood {
            let says = match name.bounds() {
                Some(bounds) => tr.t1("ba-set-error-number", "most", bounds.end().to_string()),
                None => tr.t("ba-set-error-choose"),
            };
            errors.add(name.word(), says);
        }
    }
    errors
}

async fn press_form(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let class = posted.text("class").parse().ok().map(GroupId);
    let (Some(class), Some(form)) = (class, SchoolForm::from_word(posted.text("form"))) else {
        let errors = FieldErrors::one("class", signed.anyone.t("ba-set-error-class"));
        return show(app, signed, None, Typed { errors, ..Typed::default() }).await;
    };
    match decide_form(&app.world, &signed.administrator, class, form).await? {
        FormDecided::Done => Ok(back(signed, "klasse")),
        FormDecided::NoClass => Err(Problem::NotFound),
        FormDecided::Refused(reason) => refused::page(app, signed, reason),
    }
}

async fn press_wish(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    if posted.text("wish").is_empty() {
        let errors = FieldErrors::one("wish", signed.anyone.t("ba-set-error-wish"));
        return show(app, signed, None, Typed { errors, ..Typed::default() }).await;
    }
    match wish(&app.world, &signed.administrator, posted.text("wish")).await? {
        Ok(()) => Ok(back(signed, "register")),
        Err(reason) => refused::page(app, signed, reason),
    }
}

#[derive(Template)]
#[template(path = "ba/settings_change.html")]
struct ChangeView {
    page: Page,
    here: String,
    back: String,
}

/// GET: a change for everybody, asked once more.
pub(crate) async fn ask_change(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::ChangeSettings).await? {
        return refused::page(&app, &signed, reason);
    }
    let view = ChangeView {
        page: signed.page("ba-set-change-title", Menu::Settings),
        here: signed.path("/institution/skift-adgangskoder"),
        back: signed.path("/institution"),
    };
    Ok(design::show(&view))
}

/// POST: a change for everybody.
pub(crate) async fn press_change(State(app): State<App>, signed: Signed, _: Posted) -> Result<Response, Problem> {
    match call_change(&app.world, &signed.administrator).await? {
        Ok(()) => Ok(back(&signed, "skift")),
        Err(reason) => refused::page(&app, &signed, reason),
    }
}
