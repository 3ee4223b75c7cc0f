//! One person as support sees them: what is known of the account, why and since when; a block, its end, a proposed merge.
//!
//! Source: issue "Operator's desk", product.md §1, §3, §8. No password, no whole CPR number. What it does not do: say who
//! may; the story does.

use super::people::PATH;
use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::ba::{log_text, words};
use crate::design::told::{self, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use flows::support::{self, Attached, Buttons, Happened, Held, Login, Pressed, Support};
use rules::id::PersonId;
use rules::proposal::WHY_CHARACTERS_MAX;
use rules::session::Method;
use rules::time::Instant;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil/personer/{person}", page).post_of("/stil/personer/{person}", &["spaer", "luk-op"], press)
}

/// What the last button came to.
const TOLD: Table = &[
    ("spaerret", Went::Well, "stil-person-told-blocked"),
    ("lukket-op", Went::Well, "stil-person-told-unblocked"),
    ("for-sent", Went::Nowhere, "stil-person-told-late"),
];

struct PlaceLine {
    href: String,
    place: String,
    what: String,
    since: String,
    more: String,
}

struct EventLine {
    when: String,
    what: String,
    who: String,
}

#[derive(Template)]
#[template(path = "stil/person.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<Told>,
    here: String,
    name: String,
    is_protected: bool,
    blocked: Option<String>,
    facts: Vec<(String, String)>,
    attached: Vec<PlaceLine>,
    rights: Vec<PlaceLine>,
    logins: Vec<(String, String)>,
    events: Vec<EventLine>,
    buttons: Buttons,
    merge: String,
    reason: String,
    reason_max: usize,
}

/// The password without the password: its form, how old it is, by which way it came.
fn password(tr: Tr, seen: &Support, now: Instant) -> String {
    words::password(tr, seen.password, (seen.set_how, seen.must_change), |form, since| {
        let days = (now.since(since).0 / rules::time::Millis::days(1).0).max(0);
        tr.t2("stil-person-password-age", ("form", form), ("n", days))
    })
}

fn facts(tr: Tr, seen: &Support, now: Instant) -> Vec<(String, String)> {
    let day = |at: Option<Instant>| at.map(|at| tr.day(at)).unwrap_or_default();
    let all = [
        ("ba-user-username", seen.username.to_string()),
        ("stil-person-old-usernames", seen.old_usernames.join(", ")),
        ("ba-user-uniid", seen.uniid.to_string()),
        ("stil-person-old-uniids", seen.old_uniids.join(", ")),
        ("apply-cpr", seen.cpr.clone().unwrap_or_else(|| tr.t("stil-number-none"))),
        ("ba-user-password", password(tr, seen, now)),
        ("ba-users-login", seen.last_login.map_or_else(|| tr.t("ba-users-never"), |at| tr.moment(at, now))),
        ("stil-person-created", tr.day(seen.created)),
        ("stil-person-unattached", day(seen.unattached)),
        ("stil-person-disabled", day(seen.disabled)),
    ];
    all.into_iter().filter(|line| !line.1.is_empty()).map(|(key, value)| (tr.t(key), value)).collect()
}

type Place<'a> = Option<&'a (rules::institution::InstitutionNumber, String)>;

fn place(tr: Tr, at: Place<'_>) -> (String, String) {
    match at {
        Some((number, name)) => (format!("/stil/institutioner/{number}"), format!("{name} · {number}")),
        None => (String::new(), tr.t("stil-person-hidden-place")),
    }
}

fn attached(tr: Tr, one: &Attached) -> PlaceLine {
    let (href, place) = place(tr, one.at.as_ref());
    let roles = words::roles(tr, &one.roles);
    let source = words::source(tr, &one.source);
    PlaceLine {
        href,
        place,
        what: if roles.is_empty() { tr.t(words::actor_key(one.actor)) } else { roles },
        since: tr.day(one.since),
        more: match one.until {
            Some(until) => format!("{source}, {}", tr.t1("ba-user-expires", "day", tr.day(until))),
            None => source,
        },
    }
}

fn held(tr: Tr, seen: &Support, one: &Held) -> PlaceLine {
    let (href, place) = place(tr, one.at.as_ref());
    let why = match &one.by {
        Some(name) => tr.t1("ba-right-given-by", "name", name.clone()),
        None => tr.t("ba-right-given-otherwise"),
    };
    PlaceLine {
        href,
        place,
        what: words::right(tr, &one.right, &seen.defined),
        since: tr.day(one.since),
        more: match one.until {
            Some(until) => format!("{why}, {}", tr.t1("ba-right-until", "day", tr.day(until))),
            None => why,
        },
    }
}

fn login(tr: Tr, one: &Login, now: Instant) -> (String, String) {
    let method = tr.t(match one.method {
        Method::Password => "stil-method-password",
        Method::Eid => "stil-method-eid",
        Method::CardAlone => "stil-method-card",
        Method::LocalLogin => "stil-method-local",
    });
    let when = tr.t2(
        "stil-person-login",
        ("since", tr.exact_moment(one.since, now)),
        ("seen", tr.exact_moment(one.seen, now)),
    );
    (format!("{method} · {}", one.browser), when)
}

fn event(tr: Tr, one: &Happened) -> EventLine {
    let acting = log_text::acting_key(&one.acting_as).map(|key| tr.t(key));
    let who = match (&one.by, acting) {
        (Some(name), Some(acting)) => format!("{name} ({})", words::lowered(&acting)),
        (Some(name), None) => name.clone(),
        (None, Some(acting)) => acting,
        (None, None) => one.acting_as.clone(),
    };
    EventLine {
        when: tr.day_and_clock(one.at),
        what: tr.t(log_text::kind_key(one.kind)),
        who: if one.place.is_empty() { who } else { format!("{who}, {}", one.place) },
    }
}

fn view(signed: &Signed, seen: &Support, (errors, told): (FieldErrors, Option<Told>)) -> View {
    let (tr, now) = (signed.anyone.tr, signed.now);
    let here = format!("{PATH}/{}", seen.person.0);
    View {
        page: signed.page_of(seen.shown.clone(), Menu::People).failing(&errors).at(here.clone()),
        errors,
        told,
        here,
        name: seen.shown.clone(),
        is_protected: seen.is_protected,
        blocked: seen.block.as_ref().map(|(block, by)| {
            let by = match (&block.by, by) {
                (None, _) => tr.t("stil-person-blocked-by-us"),
                (Some(_), Some(name)) => name.clone(),
                (Some(_), None) => tr.t("stil-person-blocked-by-school"),
            };
            let line = tr.t2("ba-user-blocked-line", ("day", tr.day(block.since)), ("reason", block.reason.clone()));
            format!("{line} ({by})")
        }),
        facts: facts(tr, seen, now),
        attached: seen.attached.iter().map(|one| attached(tr, one)).collect(),
        rights: seen.rights.iter().map(|one| held(tr, seen, one)).collect(),
        logins: seen.logins.iter().map(|one| login(tr, one, now)).collect(),
        events: seen.log.iter().map(|one| event(tr, one)).collect(),
        buttons: seen.buttons,
        merge: format!("/stil/sager/saml?gaar={}", seen.username),
        reason: String::new(),
        reason_max: WHY_CHARACTERS_MAX,
    }
}

type Extra<'a> = (FieldErrors, Option<Told>, &'a str);

async fn show(
    app: &App,
    signed: &Signed,
    person: PersonId,
    (errors, told, reason): Extra<'_>,
) -> Result<Response, Problem> {
    let seen = match support::see(&app.world, &signed.operator, person).await {
        Ok(Ok(seen)) => seen.ok_or(Problem::NotFound)?,
        Ok(Err(why)) => return Ok(start::refused(app, signed, why)),
        Err(error) => return Err(Problem::broken(&error)),
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let mut view = view(signed, &seen, (errors, told));
    reason.clone_into(&mut view.reason);
    Ok(design::show_as(status, &view))
}

/// GET: the page.
async fn page(
    State(app): State<App>,
    signed: Signed,
    Path(person): Path<i64>,
    Query(asked): Query<told::Asked>,
) -> Result<Response, Problem> {
    let told = asked.told(signed.anyone.tr, TOLD);
    show(&app, &signed, PersonId(person), (FieldErrors::none(), told, "")).await
}

/// POST: *Spær* or *Luk op*.
async fn press(
    State(app): State<App>,
    signed: Signed,
    Path(person): Path<i64>,
    posted: Posted,
) -> Result<Response, Problem> {
    let (id, here) = (PersonId(person), format!("{PATH}/{person}"));
    let (pressed, word) = match posted.text(DO_FIELD) {
        "spaer" => (support::block(&app.world, &signed.operator, id, posted.text("reason")).await?, "spaerret"),
        "luk-op" => (support::unblock(&app.world, &signed.operator, id).await?, "lukket-op"),
        _ => return Err(Problem::NotFound),
    };
    match pressed {
        Pressed::Done => Ok(told::back(&here, word)),
        Pressed::TooLate => Ok(told::back(&here, "for-sent")),
        Pressed::Nobody => Err(Problem::NotFound),
        Pressed::Refused(why) => Ok(start::refused(&app, &signed, why)),
        Pressed::Why(flaw) => {
            let errors = FieldErrors::one("reason", words::why_flaw(signed.anyone.tr, flaw));
            show(&app, &signed, id, (errors, None, posted.text("reason"))).await
        }
    }
}
