//! *Sager*: what administrators may not decide alone, and merges that one operator proposed and another approves.
//!
//! Source: product.md §3, §9, issue "Operator's desk". What it does not do: decide; the stories do.

use super::national::{not_answered, proposed_lines};
use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::ba::words::{self, why_flaw};
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::merge_people::KeptNumber;
use flows::merge_people::desk::{self as merging, NotProposed, Refusal, Wished};
use flows::operator_case::desk::{self, Account, Closed, Desk, Merge, Seen};
use flows::operator_case::{Closing, NotClosed};
use flows::proposal::{NotAnswered, Proposals, decline};
use rules::cpr::Cpr;
use rules::institution::InstitutionNumber;
use rules::operator::{Refused, Verb};
use rules::proposal::{Matter, Outcome, WHY_CHARACTERS_MAX};
use rules::user::Username;
use serde::Deserialize;
use store::operator_case::{Case, Kind};
use store::service_right::ServiceRight;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get(PATH, page)
        .post_of(PATH, &["godkend", "nej"], answer)
        .get(MERGE_PATH, merge_form)
        .post(MERGE_PATH, propose)
        .get("/stil/sager/{case}", case)
        .post_of("/stil/sager/{case}", &["klar", "afvis"], close)
}

const PATH: &str = "/stil/sager";
const MERGE_PATH: &str = "/stil/sager/saml";

/// What the last button came to.
const TOLD: Table = &[
    ("foreslaaet", Went::Well, "stil-told-proposed"),
    ("samlet", Went::Well, "stil-told-merged"),
    ("nej", Went::Well, "stil-told-refused"),
    ("trukket", Went::Well, "stil-told-withdrawn"),
    ("egen", Went::Nowhere, "stil-refused-own"),
    ("om-mig", Went::Nowhere, "stil-refused-about-me"),
    ("udnaevnt", Went::Nowhere, "stil-refused-appointed"),
    ("ny", Went::Nowhere, "stil-refused-since"),
    ("overhalet", Went::Nowhere, "stil-told-merge-overtaken"),
    ("besvaret", Went::Nowhere, "stil-told-answered"),
    ("lukket", Went::Well, "stil-told-closed"),
    ("for-sent", Went::Nowhere, "stil-told-case-late"),
];

/// Where a case stands.
pub(super) fn address(id: i64) -> String {
    format!("{PATH}/{id}")
}

fn kind_key(kind: Kind) -> &'static str {
    match kind {
        Kind::ChangeCpr => "stil-case-change-cpr",
        Kind::Identify => "stil-case-identify",
        Kind::Register => "stil-case-register",
    }
}

/// What a case is called.
pub(super) fn heading(tr: Tr, case: &Case) -> String {
    format!("{} · {}", tr.t(kind_key(case.kind)), case.institution)
}

struct Row {
    href: String,
    what: String,
    institution: String,
    who: String,
    opened: String,
}

/// An account beside another one.
struct Side {
    heading: String,
    href: String,
    name: String,
    lines: Vec<(String, String)>,
}

struct Card {
    id: i64,
    heading: String,
    sides: Vec<Side>,
    lines: Vec<(String, String)>,
    own: bool,
}

struct Past {
    outcome: String,
    who: String,
    when: String,
    why: String,
}

#[derive(Template)]
#[template(path = "stil/cases.html")]
struct View {
    page: Page,
    told: Option<Told>,
    cards: Vec<Card>,
    rows: Vec<Row>,
    past: Vec<Past>,
}

fn side(signed: &Signed, defined: &[ServiceRight], (key, one): (&str, Option<&Account>)) -> Option<Side> {
    let (tr, one) = (signed.anyone.tr, one?);
    let right = |(word, place): &(String, Option<InstitutionNumber>)| {
        let right = words::right(tr, word, defined);
        place.as_ref().map_or_else(|| right.clone(), |place| format!("{right} · {place}"))
    };
    let rights = one.rights.iter().map(right).collect::<Vec<_>>().join(", ");
    let lines = [
        ("ba-user-username", one.username.to_string()),
        ("ba-user-uniid", one.uniid.to_string()),
        ("apply-cpr", one.cpr.clone().unwrap_or_else(|| tr.t("stil-number-none"))),
        ("stil-person-created", tr.day(one.created)),
        ("ba-users-login", one.last_login.map_or_else(|| tr.t("ba-users-never"), |at| tr.moment(at, signed.now))),
        ("stil-case-places", one.places.to_string()),
        ("stil-person-rights", if rights.is_empty() { tr.t("stil-nothing") } else { rights }),
    ];
    let protected = if one.is_protected { format!(" ({})", tr.t("stil-case-alias")) } else { String::new() };
    Some(Side {
        heading: tr.t(key),
        href: format!("/stil/personer/{}", one.person.0),
        name: format!("{}{protected}", one.shown),
        lines: lines.into_iter().map(|(key, value)| (tr.t(key), value)).collect(),
    })
}

fn number_key(number: KeptNumber) -> &'static str {
    match number {
        KeptNumber::Survivors => "stil-merge-number-survivor",
        KeptNumber::Others => "stil-merge-number-other",
    }
}

fn card(signed: &Signed, desk: &Desk, one: &Merge) -> Card {
    let tr = signed.anyone.tr;
    let mut lines =
        vec![(tr.t("stil-merge-number"), tr.t(number_key(one.number))), (tr.t("stil-why"), one.proposal.why.clone())];
    lines.extend(proposed_lines(signed, &desk.proposals, &one.proposal));
    let sides = [("stil-merge-survivor", &one.survivor), ("stil-merge-other", &one.other)];
    Card {
        id: one.proposal.id,
        heading: tr.t("stil-merge-title"),
        sides: sides.into_iter().filter_map(|(key, one)| side(signed, &desk.defined, (key, one.as_ref()))).collect(),
        lines,
        own: one.proposal.proposed_by == signed.operator.person(),
    }
}

fn view(signed: &Signed, desk: &Desk, told: Option<Told>) -> View {
    let tr = signed.anyone.tr;
    let rows = desk.cases.iter().map(|one| Row {
        href: address(one.case.id),
        what: tr.t(kind_key(one.case.kind)),
        institution: one.case.institution.to_string(),
        who: [&one.username, &one.other_username].into_iter().flatten().cloned().collect::<Vec<_>>().join(", "),
        opened: tr.moment(one.case.opened, signed.now),
    });
    let name = |id| desk.proposals.names.get(&id).cloned().unwrap_or_default();
    let past = desk.proposals.over.iter().map(|one| Past {
        outcome: super::national::outcome(tr, Proposals::outcome(one)),
        who: [Some(one.proposed_by), one.decided_by].into_iter().flatten().map(name).collect::<Vec<_>>().join(", "),
        when: tr.day_and_clock(one.decided.unwrap_or(one.ends)),
        why: one.why.clone(),
    });
    View {
        page: signed.page_of(tr.t("stil-menu-cases"), Menu::Cases),
        told,
        cards: desk.merges.iter().map(|one| card(signed, desk, one)).collect(),
        rows: rows.collect(),
        past: past.collect(),
    }
}

/// GET: everything that waits.
async fn page(State(app): State<App>, signed: Signed, Query(asked): Query<told::Asked>) -> Result<Response, Problem> {
    match desk::list(&app.world, &signed.operator).await? {
        Ok(desk) => Ok(design::show(&view(&signed, &desk, asked.told(signed.anyone.tr, TOLD)))),
        Err(why) => Ok(start::refused(&app, &signed, why)),
    }
}

/// POST: yes, no, or *Træk tilbage* to a proposed merge.
async fn answer(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let id = posted.text("forslag").parse().map_err(|_| Problem::NotFound)?;
    let not = match posted.text(DO_FIELD) {
        "godkend" => match merging::approve(&app.world, &signed.operator, id).await {
            Ok(merging::Approved::Yes) => return Ok(told::back(PATH, "samlet")),
            Ok(merging::Approved::Overtaken) => return Ok(told::back(PATH, "overhalet")),
            Ok(merging::Approved::Not(not)) => not,
            Err(error) => return Err(Problem::broken(&error)),
        },
        "nej" => match decline(&app.world, &signed.operator, id, Matter::Merge).await? {
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

#[derive(Template)]
#[template(path = "stil/merge.html")]
struct MergeView {
    page: Page,
    errors: FieldErrors,
    survivor: String,
    other: String,
    case: String,
    numbers: Vec<(&'static str, String, bool)>,
    why: String,
    why_max: usize,
}

/// What the address of the form says.
#[derive(Clone, Debug, Default, Deserialize)]
struct Filled {
    /// The user name of the account that stays.
    #[serde(default)]
    bliver: String,
    /// The user name of the account that goes.
    #[serde(default)]
    gaar: String,
    /// The case it answers.
    #[serde(default)]
    sag: String,
}

/// What was typed: who stays, who goes, which case, whose number, why.
fn merge_view(signed: &Signed, typed: [&str; 5], errors: FieldErrors) -> MergeView {
    let tr = signed.anyone.tr;
    let [survivor, other, case, number, why] = typed.map(str::to_owned);
    MergeView {
        page: signed.page_of(tr.t("stil-merge-title"), Menu::Cases).failing(&errors).at(MERGE_PATH.to_owned()),
        errors,
        survivor,
        other,
        case,
        numbers: [KeptNumber::Survivors, KeptNumber::Others]
            .map(|one| (one.word(), tr.t(number_key(one)), one.word() == number))
            .to_vec(),
        why,
        why_max: WHY_CHARACTERS_MAX,
    }
}

/// Only a user name comes out of an address: a number of a person never stands there.
fn named(text: &str) -> String {
    let name = Username::parse(text).filter(|_| Cpr::parse(text.trim()).is_err());
    name.map(|name| name.to_string()).unwrap_or_default()
}

/// GET: which two accounts are one.
async fn merge_form(State(app): State<App>, signed: Signed, Query(filled): Query<Filled>) -> Result<Response, Problem> {
    if let Err(why) = flows::operator::may_do(&app.world, &signed.operator, Verb::ProposeMerge).await? {
        return Ok(start::refused(&app, &signed, why));
    }
    let [survivor, other] = [named(&filled.bliver), named(&filled.gaar)];
    let case = filled.sag.parse::<i64>().map(|id| id.to_string()).unwrap_or_default();
    let mut view = merge_view(&signed, [&survivor, &other, &case, "", ""], FieldErrors::none());
    view.page = view.page.at(format!("{MERGE_PATH}?bliver={survivor}&gaar={other}&sag={case}"));
    Ok(design::show(&view))
}

/// POST: *Send forslag*.
async fn propose(State(app): State<App>, signed: Signed, posted: Posted) -> Result<Response, Problem> {
    let typed = ["survivor", "other", "sag", "number", "why"].map(|field| posted.text(field));
    let wish = merging::Wish {
        survivor: typed[0].to_owned(),
        other: typed[1].to_owned(),
        case: typed[2].parse().ok(),
        number: KeptNumber::from_word(typed[3]),
        why: typed[4].to_owned(),
    };
    let tr = signed.anyone.tr;
    let (field, says) = match merging::propose(&app.world, &signed.operator, wish).await? {
        Wished::Yes => return Ok(told::back(PATH, "foreslaaet")),
        Wished::Not(NotProposed::Proposal(Refusal::Refused(why))) => return Ok(start::refused(&app, &signed, why)),
        Wished::Not(NotProposed::NoSurvivor) => ("survivor", tr.t("stil-merge-nobody")),
        Wished::Not(NotProposed::NoOther) => ("other", tr.t("stil-merge-nobody")),
        Wished::Not(NotProposed::OneAccount) => ("other", tr.t("stil-merge-same")),
        Wished::Not(NotProposed::NoNumber) => ("number", tr.t("stil-merge-no-number")),
        Wished::Not(NotProposed::IsOperator) => ("other", tr.t("stil-merge-operator")),
        Wished::Not(NotProposed::NoCase) => ("survivor", tr.t("stil-told-case-late")),
        Wished::Not(NotProposed::Proposal(Refusal::OneWaits)) => ("survivor", tr.t("stil-merge-one-waits")),
        Wished::Not(NotProposed::Proposal(Refusal::Why(flaw))) => ("why", why_flaw(tr, flaw)),
    };
    let view = merge_view(&signed, typed, FieldErrors::one(field, says));
    Ok(design::show_as(StatusCode::UNPROCESSABLE_ENTITY, &view))
}

#[derive(Template)]
#[template(path = "stil/operator_case.html")]
struct CaseView {
    page: Page,
    errors: FieldErrors,
    here: String,
    heading: String,
    facts: Vec<(String, String)>,
    institution: (String, String),
    sides: Vec<Side>,
    /// The form that merges the two; empty: it is not about two accounts.
    merge: String,
    is_register: bool,
    /// Where the register's entry is written.
    edit: String,
    may_close: bool,
    decided: Option<String>,
    why: String,
    why_max: usize,
}

fn case_view(signed: &Signed, seen: &Seen, (errors, why): (FieldErrors, &str)) -> CaseView {
    let tr = signed.anyone.tr;
    let case = &seen.case;
    let heading = tr.t(kind_key(case.kind));
    let line = seen.line.as_ref().map(|(source, line)| format!("{source}, {line}"));
    let opened = tr.exact_moment(case.opened, signed.now);
    let facts = [
        (
            "stil-case-opened",
            match &seen.opened_by {
                Some(name) => tr.t2("stil-by-when", ("name", name.clone()), ("when", opened)),
                None => opened,
            },
        ),
        ("stil-case-line", line.unwrap_or_default()),
        ("stil-case-number", seen.cpr.clone()),
        ("stil-case-text", seen.text.clone()),
    ];
    let name = |one: &Option<Account>| one.as_ref().map(|one| one.username.to_string()).unwrap_or_default();
    let about_two = case.kind != Kind::Register && case.decided.is_none();
    CaseView {
        page: signed.page_of(heading.clone(), Menu::Cases).failing(&errors).at(address(case.id)),
        errors,
        here: address(case.id),
        heading,
        facts: facts.into_iter().filter(|fact| !fact.1.is_empty()).map(|(key, value)| (tr.t(key), value)).collect(),
        institution: (
            format!("/stil/institutioner/{}", case.institution),
            format!("{} · {}", seen.institution, case.institution),
        ),
        sides: [("stil-case-account", &seen.person), ("stil-case-other", &seen.other)]
            .into_iter()
            .filter_map(|(key, one)| side(signed, &seen.defined, (key, one.as_ref())))
            .collect(),
        merge: if about_two {
            format!("{MERGE_PATH}?bliver={}&gaar={}&sag={}", name(&seen.person), name(&seen.other), case.id)
        } else {
            String::new()
        },
        is_register: case.kind == Kind::Register,
        edit: format!("/stil/institutioner/{}/ret", case.institution),
        may_close: seen.may_close,
        decided: case.outcome.map(|outcome| {
            tr.t(match outcome {
                store::operator_case::Outcome::Done => "stil-case-done",
                store::operator_case::Outcome::Refused => "stil-case-refused",
                store::operator_case::Outcome::Withdrawn => "stil-case-withdrawn",
            })
        }),
        why: why.to_owned(),
        why_max: WHY_CHARACTERS_MAX,
    }
}

async fn show(app: &App, signed: &Signed, id: i64, typed: (FieldErrors, &str)) -> Result<Response, Problem> {
    match desk::see(&app.world, &signed.operator, id).await? {
        Ok(seen) => {
            let status = if typed.0.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
            Ok(design::show_as(status, &case_view(signed, &seen.ok_or(Problem::NotFound)?, typed)))
        }
        Err(why) => Ok(start::refused(app, signed, why)),
    }
}

/// GET: one case.
async fn case(State(app): State<App>, signed: Signed, Path(id): Path<i64>) -> Result<Response, Problem> {
    show(&app, &signed, id, (FieldErrors::none(), "")).await
}

/// POST: *Registeret er rettet*, or *Afvis*.
async fn close(
    State(app): State<App>,
    signed: Signed,
    Path(id): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let why = posted.text("why");
    let closing = match posted.text(DO_FIELD) {
        "klar" => Closing::Done,
        "afvis" => Closing::Refused(why.to_owned()),
        _ => return Err(Problem::NotFound),
    };
    let tr = signed.anyone.tr;
    let says = match desk::close(&app.world, &signed.operator, id, closing).await? {
        Closed::Done => return Ok(told::back(PATH, "lukket")),
        Closed::Refused(why) => return Ok(start::refused(&app, &signed, why)),
        Closed::Not(NotClosed::NoCase | NotClosed::NotRegister) => return Ok(told::back(PATH, "for-sent")),
        Closed::Not(NotClosed::NoReason) => tr.t("why-missing"),
        Closed::Why(flaw) => why_flaw(tr, flaw),
    };
    show(&app, &signed, id, (FieldErrors::one("why", says), why)).await
}
