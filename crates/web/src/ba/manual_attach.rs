//! *Tilknyt med CPR*, second step: somebody was found and gets a role, or nobody was: identify an account by its user
//! name, or create the person.
//!
//! Source: product.md §9. The number comes along sealed; everything is asked again when the button is pressed. What it
//! does not do: say anything about an account that may not be identified.

use super::{Menu, Signed, manual, refused, words};
use crate::App;
use crate::addresses::DO_FIELD;
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::problem::Problem;
use askama::Template;
use axum::response::Response;
use flows::manual_affiliation::{
    Attached, Attaching, Class, Identified, LookedUp, attach, carried, carry, identify, look_again, overview,
};
use rules::affiliation::{Actor, Level, Role};
use rules::cpr::Cpr;
use rules::id::GroupId;
use rules::user::{PersonName, Username};

/// The longest name of a person or class that is typed.
const NAME_CHARACTERS_MAX: usize = 100;

/// What was typed, to show it again.
#[derive(Clone, Debug, Default)]
pub(crate) struct Typed {
    errors: FieldErrors,
    role: String,
    level: String,
    class: String,
    new_class: String,
    first: String,
    family: String,
    username: String,
    operator: bool,
}

impl Typed {
    /// Nothing yet.
    pub(crate) fn empty() -> Typed {
        Typed::default()
    }

    fn of(posted: &Posted) -> Typed {
        let text = |name| posted.text(name).chars().take(NAME_CHARACTERS_MAX).collect::<String>();
        Typed {
            errors: FieldErrors::none(),
            role: text("role"),
            level: text("level"),
            class: text("class"),
            new_class: text("new_class"),
            first: text("first"),
            family: text("family"),
            username: text("username"),
            operator: false,
        }
    }
}

#[derive(Template)]
#[template(path = "ba/manual_attach.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    here: String,
    masked: String,
    number: String,
    /// The name that was found; none where nobody has the number.
    name: Option<String>,
    already: String,
    roles: Vec<(&'static str, String, bool)>,
    levels: Vec<(&'static str, bool)>,
    classes: Vec<(i64, String, bool)>,
    typed: Typed,
}

/// The roles that are attached by hand: contact persons come with their children.
fn offered() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| role.actor() != Actor::Contact)
}

const LEVELS: [&str; 18] =
    ["DT", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "U1", "U2", "U3", "U4", "VU", "Andet"];

/// The step after *>>*.
pub(crate) async fn found(
    app: &App,
    signed: &Signed,
    (cpr, who): (&Cpr, Option<(PersonName, Vec<Actor>)>),
    typed: Typed,
) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let overview = match overview(&app.world, &signed.administrator).await? {
        Ok(overview) => overview,
        Err(reason) => return refused::page(app, signed, reason),
    };
    let already: Vec<String> =
        who.iter().flat_map(|(_, here)| here).map(|actor| words::lowered(&tr.t(words::actor_key(*actor)))).collect();
    let here = signed.path("/manuel");
    let view = View {
        page: signed.page("ba-manual-attach", Menu::Manual).failing(&typed.errors).at(here.clone()),
        errors: typed.errors.clone(),
        here,
        masked: cpr.masked(),
        number: carry(&app.world, &signed.administrator, cpr),
        name: who.map(|(name, _)| name.full()),
        already: already.join(", "),
        roles: offered().map(|role| (role.word(), tr.t(words::role_key(role)), role.word() == typed.role)).collect(),
        levels: LEVELS.into_iter().map(|code| (code, code == typed.level)).collect(),
        classes: overview
            .classes
            .into_iter()
            .map(|group| (group.id.0, group.name, group.id.0.to_string() == typed.class))
            .collect(),
        typed,
    };
    Ok(design::show(&view))
}

/// Shows the step again with what is wrong, whoever the number belongs to now.
async fn again(app: &App, signed: &Signed, cpr: &Cpr, typed: Typed) -> Result<Response, Problem> {
    match look_again(&app.world, &signed.administrator, cpr).await? {
        LookedUp::Found(name, here) => found(app, signed, (cpr, Some((name, here))), typed).await,
        LookedUp::Nobody => found(app, signed, (cpr, None), typed).await,
        LookedUp::Hindered(hindrance) => manual::hindered(app, signed, hindrance).await,
    }
}

/// The page was too old to act upon: the same step with everything that was typed, the sealed number too. Nothing else is
/// done with it.
pub(super) async fn too_late(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let Some(cpr) = carried(&app.world, &signed.administrator, posted.text("nummer")) else {
        return Err(Problem::ExpiredForm);
    };
    let mut typed = Typed::of(posted);
    let field = if posted.text(DO_FIELD) == "identificer" { "username" } else { "role" };
    typed.errors.add(field, signed.anyone.t("ba-manual-too-late"));
    again(app, signed, &cpr, typed).await
}

/// *Tilknyt*, or *Opret og tilknyt*.
pub(super) async fn press(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let Some(cpr) = carried(&app.world, &signed.administrator, posted.text("nummer")) else {
        return Err(Problem::ExpiredForm);
    };
    let mut typed = Typed::of(posted);
    let mut wrong = |field, key| typed.errors.add(field, signed.anyone.t(key));
    let role = offered().find(|role| role.word() == posted.text("role"));
    if role.is_none() {
        wrong("role", "ba-manual-error-role");
    }
    let new = posted.has("first");
    if new && posted.text("first").is_empty() {
        wrong("first", "ba-manual-error-first");
    }
    if new && posted.text("family").is_empty() {
        wrong("family", "ba-manual-error-family");
    }
    let (Some(role), true) = (role, typed.errors.is_empty()) else {
        return again(app, signed, &cpr, typed).await;
    };
    let class = match (typed.new_class.as_str(), typed.class.parse().ok()) {
        ("", None) => Class::None,
        ("", Some(id)) => Class::Picked(GroupId(id)),
        (name, _) => Class::Typed(name.to_owned()),
    };
    let name = new.then(|| PersonName { first: typed.first.clone(), family: typed.family.clone() });
    let attaching = Attaching { cpr: cpr.clone(), name, role, level: Level::from_code(&typed.level), class };
    let done = attach(&app.world, &signed.administrator, &attaching).await;
    let (field, key) = match done.map_err(|error| Problem::broken(&error))? {
        Attached::Done(_) => return Ok(manual::back(signed, "tilknyttet")),
        Attached::Hindered(hindrance) => return manual::hindered(app, signed, hindrance).await,
        Attached::NameMissing => ("first", "ba-manual-error-first"),
        Attached::Already => ("role", "ba-manual-error-already"),
        Attached::NoClass => ("class", "ba-manual-error-class"),
        Attached::RoleMayNot => ("role", "ba-manual-error-role"),
    };
    typed.errors.add(field, signed.anyone.t(key));
    again(app, signed, &cpr, typed).await
}

/// *Identificer*.
pub(super) async fn press_identify(app: &App, signed: &Signed, posted: &Posted) -> Result<Response, Problem> {
    let Some(cpr) = carried(&app.world, &signed.administrator, posted.text("nummer")) else {
        return Err(Problem::ExpiredForm);
    };
    let mut typed = Typed::of(posted);
    let Some(username) = Username::parse(&typed.username) else {
        typed.errors.add("username", signed.anyone.t("ba-manual-error-username"));
        return again(app, signed, &cpr, typed).await;
    };
    match identify(&app.world, &signed.administrator, &cpr, &username).await? {
        // Now the number has an account: the same step finds it.
        Identified::Done => again(app, signed, &cpr, Typed::empty()).await,
        Identified::NeedsOperator => {
            typed.operator = true;
            again(app, signed, &cpr, typed).await
        }
        Identified::Hindered(hindrance) => manual::hindered(app, signed, hindrance).await,
    }
}
