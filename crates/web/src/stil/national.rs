//! *Landet*: what is decided for the whole country. One operator proposes another value, another approves it.
//!
//! Source: product.md §5, §6.6, §7, issue "Operator's desk". What it does not do: say who may, or what a value may be.

use super::national_words::{GROUPS, bounds, choices, key, number, says, value, why};
use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::ba::words::why_flaw;
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::national::{self, Approved, Country, Wish, Wished};
use flows::proposal::{NotAnswered, Proposals, Proposed, decline};
use rules::id::PersonId;
use rules::national_setting::Settings;
use rules::operator::Refused;
use rules::proposal::{Matter, Outcome, WHY_CHARACTERS_MAX};
use store::proposal::Proposal;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/landet", page)
        .post_of("/stil/landet", &["godkend", "nej"], press)
        .get("/stil/landet/{setting}", form)
        .post("/stil/landet/{setting}", propose)
}

const PATH: &str = "/stil/landet";

/// What the last button came to.
const TOLD: Table = &[
    ("foreslaaet", Went::Well, "stil-told-proposed"),
    ("gaelder", Went::Well, "stil-told-in-force"),
    ("nej", Went::Well, "stil-told-refused"),
    ("trukket", Went::Well, "stil-told-withdrawn"),
    ("egen", Went::Nowhere, "stil-refused-own"),
    ("om-mig", Went::Nowhere, "stil-refused-about-me"),
    ("udnaevnt", Went::Nowhere, "stil-refused-appointed"),
    ("ny", Went::Nowhere, "stil-refused-since"),
    ("overhalet", Went::Nowhere, "stil-told-overtaken"),
    ("besvaret", Went::Nowhere, "stil-told-answered"),
];

/// A proposal as the page shows it.
pub(super) struct Card {
    pub(super) id: i64,
    pub(super) heading: String,
    pub(super) lines: Vec<(String, String)>,
    /// Whether whoever reads it proposed it.
    pub(super) own: bool,
}

struct Row {
    says: String,
    now: String,
    /// The rule's own value, where another is in force.
    usual: Option<String>,
    href: String,
}

struct Group {
    heading: String,
    rows: Vec<Row>,
}

struct Past {
    what: String,
    value: String,
    outcome: String,
    who: String,
    when: String,
    why: String,
}

#[derive(Template)]
#[template(path = "stil/national.html")]
struct View {
    page: Page,
    told: Option<Told>,
    waiting: Vec<Card>,
    groups: Vec<Group>,
    past: Vec<Past>,
}

/// GET: everything that is decided for the country.
async fn page(State(app): State<App>, signed: Signed, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let country = match national::see(&app.world, &signed.operator).await? {
        Ok(country) => country,
        Err(why) => return Ok(start::refused(&app, &signed, why)),
    };
    let tr = signed.anyone.tr;
    let view = View {
        page: signed.page_of(tr.t("stil-menu-national"), Menu::National),
        told: asked.told(tr, TOLD),
        waiting: country.proposals.waiting.iter().map(|one| card(&signed, &country, one)).collect(),
        groups: groups(tr, &country.settings),
        past: country.proposals.over.iter().map(|one| past(tr, &country, one)).collect(),
    };
    Ok(design::show(&view))
}

fn groups(tr: Tr, settings: &Settings) -> Vec<Group> {
    let row = |name: &&str| {
        let (now, usual) = (settings.value(name), Settings::default().value(name));
        Row {
            says: says(tr, name),
            now: value(tr, name, now.as_deref().unwrap_or_default()),
            usual: usual.filter(|usual| Some(usual) != now.as_ref()).map(|usual| value(tr, name, &usual)),
            href: format!("{PATH}/{name}"),
        }
    };
    GROUPS.iter().map(|group| Group { heading: tr.t(group.0), rows: group.1.iter().map(row).collect() }).collect()
}

fn name(proposals: &Proposals, id: PersonId) -> String {
    proposals.names.get(&id).cloned().unwrap_or_default()
}

fn card(signed: &Signed, country: &Country, one: &Proposal) -> Card {
    let tr = signed.anyone.tr;
    let now = country.settings.value(&one.subject).unwrap_or_default();
    let mut lines = vec![
        (tr.t("stil-nat-now"), value(tr, &one.subject, &now)),
        (tr.t("stil-nat-wanted"), value(tr, &one.subject, &one.value)),
        (tr.t("stil-why"), one.why.clone()),
    ];
    lines.extend(proposed_lines(signed, &country.proposals, one));
    Card { id: one.id, heading: says(tr, &one.subject), lines, own: one.proposed_by == signed.operator.person() }
}

/// By whom, when, and until when it stands.
pub(super) fn proposed_lines(signed: &Signed, proposals: &Proposals, one: &Proposal) -> [(String, String); 2] {
    let tr = signed.anyone.tr;
    let when = tr.exact_moment(one.proposed, signed.now);
    let by = tr.t2("stil-by-when", ("name", name(proposals, one.proposed_by)), ("when", when));
    [(tr.t("stil-proposed-by"), by), (tr.t("stil-stands-until"), tr.day_and_clock(one.ends))]
}

/// The name of how a proposal ended.
pub(super) fn outcome(tr: Tr, outcome: Outcome) -> String {
    tr.t(match outcome {
        Outcome::Approved => "stil-outcome-approved",
        Outcome::Refused => "stil-outcome-refused",
        Outcome::Withdrawn => "stil-outcome-withdrawn",
        Outcome::Expired => "stil-outcome-expired",
        Outcome::Overtaken => "stil-outcome-overtaken",
    })
}

fn past(tr: Tr, country: &Country, one: &Proposal) -> Past {
    let answered = one.decided_by.map(|by| name(&country.proposals, by));
    let by = name(&country.proposals, one.proposed_by);
    Past {
        what: says(tr, &one.subject),
        value: value(tr, &one.subject, &one.value),
        outcome: outcome(tr, Proposals::outcome(one)),
        who: answered.filter(|name| *name != by).map_or_else(|| by.clone(), |name| format!("{by}, {name}")),
        when: tr.day_and_clock(one.decided.unwrap_or(one.ends)),
        why: one.why.clone(),
    }
}

/// What the buttons of proposals come to, on a page with a table like [`TOLD`]; none where the rules close the desk.
pub(super) fn not_answered(not: NotAnswered) -> Result<&'static str, Problem> {
    match not {
        NotAnswered::Nothing => Err(Problem::NotFound),
        NotAnswered::Refused(Refused::OwnProposal) => Ok("egen"),
        NotAnswered::Refused(Refused::SameTree) => Ok("udnaevnt"),
        NotAnswered::Refused(Refused::AppointedSince) => Ok("ny"),
        NotAnswered::Refused(_) => Ok("om-mig"),
        NotAnswered::Over(_) => Ok("besvaret"),
    }
}

/// POST: yes, no, or *Træk tilbage*.
async fn press(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let id = posted.text("forslag").parse().map_err(|_| Problem::NotFound)?;
    let not = match posted.text(DO_FIELD) {
        "godkend" => match national::approve(&app.world, &signed.operator, id).await? {
            Approved::Yes => return Ok(told::back(PATH, "gaelder")),
            Approved::Overtaken => return Ok(told::back(PATH, "overhalet")),
            Approved::Not(not) => not,
        },
        "nej" => match decline(&app.world, &signed.operator, id, Matter::NationalSetting).await? {
            Ok(Outcome::Withdrawn) => return Ok(told::back(PATH, "trukket")),
            Ok(_) => return Ok(told::back(PATH, "nej")),
            Err(not) => not,
        },
        _ => return Err(Problem::NotFound),
    };
    match not {
        NotAnswered::Refused(Refused::Closed(closed)) => Ok(start::closed(&app, &signed, closed)),
        not => Ok(told::back(PATH, not_answered(not)?)),
    }
}

/// A value to choose: value, text, whether it is chosen.
type Choice = (&'static str, String, bool);

#[derive(Template)]
#[template(path = "stil/national_setting.html")]
struct FormView {
    page: Page,
    errors: FieldErrors,
    here: String,
    heading: String,
    facts: Vec<(String, String)>,
    /// What may be chosen; none: a number is typed.
    choices: Vec<Choice>,
    /// What the field says about numbers.
    hint: String,
    /// What stands in the field.
    typed: String,
    /// What stood there when the page was read.
    seen: String,
    why: String,
    why_max: usize,
}

/// What was typed; nothing at first.
#[derive(Default)]
struct Typed {
    value: Option<String>,
    why: String,
    errors: FieldErrors,
}

fn form_view(signed: &Signed, settings: &Settings, setting: &str, typed: Typed) -> Option<FormView> {
    let tr = signed.anyone.tr;
    key(setting)?;
    let seen = settings.value(setting)?;
    let usual = Settings::default().value(setting)?;
    let mut facts = vec![(tr.t("stil-nat-now"), value(tr, setting, &seen))];
    if usual != seen {
        facts.push((tr.t("stil-nat-usual"), value(tr, setting, &usual)));
    }
    let chosen = typed.value.clone().unwrap_or_default();
    let choices = choices(setting).into_iter().map(|word| (word, value(tr, setting, word), word == chosen)).collect();
    let here = format!("{PATH}/{setting}");
    Some(FormView {
        page: signed.page_of(says(tr, setting), Menu::National).failing(&typed.errors).at(here.clone()),
        here,
        heading: says(tr, setting),
        facts,
        choices,
        hint: number(setting).map(|number| bounds(tr, number)).unwrap_or_default(),
        typed: typed.value.unwrap_or_else(|| seen.clone()),
        seen,
        why: typed.why,
        why_max: WHY_CHARACTERS_MAX,
        errors: typed.errors,
    })
}

async fn show(app: &App, signed: &Signed, setting: &str, typed: Typed) -> Result<Response, Problem> {
    let country = match national::see(&app.world, &signed.operator).await? {
        Ok(country) => country,
        Err(why) => return Ok(start::refused(app, signed, why)),
    };
    let status = if typed.errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let view = form_view(signed, &country.settings, setting, typed).ok_or(Problem::NotFound)?;
    Ok(design::show_as(status, &view))
}

/// GET: another value for one setting.
async fn form(State(app): State<App>, signed: Signed, Path(setting): Path<String>) -> Result<Response, Problem> {
    show(&app, &signed, &setting, Typed::default()).await
}

/// POST: *Send forslag*.
async fn propose(
    State(app): State<App>,
    signed: Signed,
    Path(setting): Path<String>,
    posted: Posted,
) -> Result<Response, Problem> {
    let wish = Wish {
        name: setting.clone(),
        value: posted.text("value").to_owned(),
        seen: posted.text("seen").to_owned(),
        why: posted.text("why").to_owned(),
    };
    let tr = signed.anyone.tr;
    let (field, wrong) = match national::propose(&app.world, &signed.operator, wish.clone()).await? {
        Wished::Proposal(Proposed::Yes) => return Ok(told::back(PATH, "foreslaaet")),
        Wished::Proposal(Proposed::Refused(why)) => return Ok(start::refused(&app, &signed, why)),
        Wished::Proposal(Proposed::OneWaits) => ("value", tr.t("stil-nat-one-waits")),
        Wished::Proposal(Proposed::Why(flaw)) => ("why", why_flaw(tr, flaw)),
        Wished::No(reason) => ("value", why(tr, &reason)),
        Wished::Same => ("value", tr.t("stil-nat-same")),
        Wished::Changed(now) => ("value", tr.t1("stil-nat-changed", "value", value(tr, &setting, &now))),
    };
    let typed = Typed { value: Some(wish.value), why: wish.why, errors: FieldErrors::one(field, wrong) };
    show(&app, &signed, &setting, typed).await
}
