//! *Institutionsoplysninger*: what the register says, and what the institution decides for itself, in plain words.
//!
//! Source: product.md §4, §5, §8, §9. One form holds all decisions; only what differs is written. What it does not do:
//! change the register; a wish for that goes to an operator.

use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::institution_setting::{
    Decided, FormDecided, Overview, Saved, call_change, decide_form, overview, save, wish,
};
use flows::user_administration::allowed;
use rules::affiliation::{Actor, Role};
use rules::group::GroupKind;
use rules::id::GroupId;
use rules::institution_setting::{Name, OwnNetwork, Read, Settings, TeacherLogin};
use rules::password::SchoolForm;
use rules::reset_window::Confirmation;
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

/// A choice of one setting: value, text, whether it is the one.
type Choice = (String, String, bool);

#[derive(Template)]
#[template(path = "ba/settings.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    told: Option<Told>,
    facts: Vec<(String, String)>,
    wish_waits: bool,
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
    settings: Option<Settings>,
    networks: Option<String>,
    limits: Option<[String; 3]>,
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
    let settings = typed.settings.as_ref().unwrap_or(&found.settings);
    let limits = typed.limits.unwrap_or_else(|| Name::IMPORT_LIMITS.map(|name| found.settings.value(name)));
    let networks = typed.networks.unwrap_or_else(|| found.settings.value(Name::Networks).replace(' ', "\n"));
    View {
        page: signed.page("ba-menu-settings", Menu::Settings).failing(&typed.errors).at(here.clone()),
        told,
        facts: found.register.as_ref().map(|entry| facts(signed, entry)).unwrap_or_default(),
        wish_waits: found.wish.is_some(),
        confirmation: confirmations(signed, settings),
        teacher_login: teacher_logins(signed, settings),
        teacher_roles: Role::ALL
            .into_iter()
            .filter(|role| role.actor() == Actor::Employee)
            .map(|role| (role.word().to_owned(), tr.t(words::role_key(role)), settings.teacher_roles.contains(&role)))
            .collect(),
        reset_up_to: levels(signed, settings),
        group_kinds: group_kinds(signed, settings),
        networks,
        inside: match place {
            rules::reset_window::Place::Unknown => None,
            rules::reset_window::Place::Inside => Some(true),
            rules::reset_window::Place::Outside => Some(false),
        },
        yearly: two(signed, settings.value(Name::Yearly), [("on", "ba-set-yearly-on"), ("off", "ba-set-yearly-off")]),
        demand: two(
            signed,
            settings.value(Name::Demand),
            [("running", "ba-set-demand-running"), ("paused", "ba-set-demand-paused")],
        ),
        limits: ["ba-set-limit-percent", "ba-set-limit-people", "ba-set-limit-class"]
            .into_iter()
            .zip(Name::IMPORT_LIMITS.into_iter().zip(limits))
            .map(|(key, (name, value))| (name.word().to_owned(), tr.t(key), value))
            .collect(),
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

fn facts(signed: &Signed, entry: &rules::institution::Institution) -> Vec<(String, String)> {
    let t = |key| signed.anyone.t(key);
    let lines = [
        (t("ba-fact-number"), entry.number.to_string()),
        (t("ba-set-fact-name"), entry.name.clone()),
        (t("ba-fact-kind"), entry.kind.clone()),
        (t("ba-set-fact-cvr"), entry.cvr.clone()),
        (t("ba-set-fact-p-number"), entry.p_number.clone()),
        (t("ba-fact-municipality"), entry.municipality.clone()),
        (t("ba-fact-address"), format!("{}, {} {}", entry.address, entry.postal_code, entry.city)),
        (t("ba-fact-phone"), entry.phone.clone()),
        (t("ba-fact-mail"), entry.mail.clone()),
        (t("ba-set-fact-web"), entry.web.clone()),
        (t("ba-fact-leader"), entry.leader.clone()),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).collect()
}

fn confirmations(signed: &Signed, settings: &Settings) -> Vec<Choice> {
    let now = settings.value(Name::Confirmation);
    let choice = |value: &str, key: &str| (value.to_owned(), signed.anyone.t(key), value == now);
    let mut all = vec![choice("standard", "ba-set-confirmation-standard")];
    all.extend(Confirmation::ALL.into_iter().map(|one| {
        let key = match one {
            Confirmation::None => "ba-set-confirmation-none",
            Confirmation::Picture => "ba-set-confirmation-picture",
            Confirmation::Teacher => "ba-set-confirmation-teacher",
        };
        choice(one.word(), key)
    }));
    all
}

fn teacher_logins(signed: &Signed, settings: &Settings) -> Vec<Choice> {
    let now = settings.value(Name::TeacherLogin);
    let choice = |value: &str, key: &str| (value.to_owned(), signed.anyone.t(key), value == now);
    let mut all = vec![choice("standard", "ba-set-login-standard")];
    all.extend(TeacherLogin::ALL.into_iter().map(|one| {
        let key = match one {
            TeacherLogin::Any => "ba-set-login-any",
            TeacherLogin::TwoFactorOutside => "ba-set-login-outside",
            TeacherLogin::TwoFactor => "ba-set-login-two-factor",
        };
        choice(one.word(), key)
    }));
    all
}

fn levels(signed: &Signed, settings: &Settings) -> Vec<Choice> {
    let now = settings.value(Name::ResetUpTo);
    let all = ["standard", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    all.into_iter()
        .map(|value| {
            let text = match value {
                "standard" => signed.anyone.t("ba-set-levels-all"),
                level => signed.anyone.tr.t1("ba-set-levels-to", "level", level),
            };
            (value.to_owned(), text, value == now)
        })
        .collect()
}

fn group_kinds(signed: &Signed, settings: &Settings) -> Vec<Choice> {
    let kinds = [
        (GroupKind::Team, "ba-set-kind-team"),
        (GroupKind::AfterSchool, "ba-set-kind-after-school"),
        (GroupKind::Line, "ba-set-kind-line"),
    ];
    kinds
        .into_iter()
        .map(|(kind, key)| (kind.word().to_owned(), signed.anyone.t(key), settings.group_kinds.contains(&kind)))
        .collect()
}

fn two(signed: &Signed, now: String, both: [(&str, &str); 2]) -> Vec<Choice> {
    both.into_iter().map(|(value, key)| (value.to_owned(), signed.anyone.t(key), value == now)).collect()
}

fn form_key(form: SchoolForm) -> &'static str {
    match form {
        SchoolForm::ByStage => "ba-set-form-by-stage",
        SchoolForm::Pictures => "ba-set-form-pictures",
        SchoolForm::Words => "ba-set-form-words",
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
    let list = |name: &'static str| posted.all(name).collect::<Vec<_>>().join(" ");
    let networks = posted.text("networks").split_whitespace().collect::<Vec<_>>().join(" ");
    let mut decided: Vec<Decided> = vec![
        Decided { name: Name::TeacherRoles, value: list("teacher_roles") },
        Decided { name: Name::GroupKinds, value: list("group_kinds") },
        Decided { name: Name::Networks, value: networks.clone() },
    ];
    let chosen = [Name::TeacherLogin, Name::ResetUpTo, Name::Confirmation, Name::Yearly, Name::Demand];
    for name in chosen.into_iter().chain(Name::IMPORT_LIMITS) {
        decided.push(Decided { name, value: posted.text(name.word()).to_owned() });
    }
    let errors = flaws(signed, &decided, &networks);
    if errors.is_empty() {
        match save(&app.world, &signed.administrator, &decided).await? {
            Saved::Changed(0) => return Ok(back(signed, "uaendret")),
            Saved::Changed(_) => return Ok(back(signed, "gemt")),
            Saved::Refused(reason) => return refused::page(app, signed, reason),
            Saved::NotUnderstood(_) => return Err(Problem::Unreadable),
        }
    }
    let mut settings = Settings::default();
    for one in &decided {
        settings.set(one.name, &one.value);
    }
    let limits = Name::IMPORT_LIMITS.map(|name| posted.text(name.word()).to_owned());
    let networks = Some(posted.raw("networks").to_owned());
    let typed = Typed { errors, settings: Some(settings), networks, limits: Some(limits) };
    show(app, signed, None, typed).await
}

/// What is wrong, at the field it is wrong in.
fn flaws(signed: &Signed, decided: &[Decided], networks: &str) -> FieldErrors {
    let tr = signed.anyone.tr;
    let mut errors = FieldErrors::none();
    if let Some(wrong) = networks.split_whitespace().find(|text| OwnNetwork::parse(text).is_none()) {
        errors.add("networks", tr.t1("ba-set-error-network", "network", wrong.to_owned()));
    }
    for one in decided {
        let value = one.value.as_str();
        if one.name == Name::TeacherRoles && value.is_empty() {
            errors.add("teacher_roles", tr.t("ba-set-error-roles"));
        } else if one.name != Name::Networks && Settings::default().set(one.name, value) == Read::NotUnderstood {
            let says = match one.name.bounds() {
                Some(bounds) => tr.t1("ba-set-error-number", "most", bounds.end().to_string()),
                None => tr.t("ba-set-error-choose"),
            };
            errors.add(one.name.word(), says);
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
