//! One user's page: names, account, affiliations and groups with their dates, rights with why and since when, contacts,
//! cards, the last events; and the buttons the rules allow.
//!
//! Source: product.md §9, ux.md 3.11. What it does not do: reveal a password; there is no path that could.

use super::{Menu, Signed, log, refused, words};
use crate::App;
use crate::addresses::{Addresses, DO_FIELD};
use crate::design::told::{self, Asked, Table, Told, Went};
use crate::design::{self, Page};
use crate::form::{FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flows::give_password::Pressed;
use flows::look_after_user::{Rename, RenameWhy};
use flows::user_administration::allowed;
use flows::user_page::{Account, Buttons, UserPage};
use rules::id::PersonId;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::roster::Custody;
use rules::time::Instant;
use store::user_page::{Affiliation, Relative};

pub(super) fn addresses(all: Addresses) -> Addresses {
    let path = "/ba/{institution}/brugere/{person}";
    all.get(path, page).post_of(path, &["brugernavn", "spaer", "luk-op"], press)
}

/// What the last button came to.
const TOLD: Table = &[
    ("nyt-brugernavn", Went::Well, "ba-told-renamed"),
    ("spaerret", Went::Well, "ba-told-blocked"),
    ("lukket-op", Went::Well, "ba-told-unblocked"),
    ("for-sent", Went::Nowhere, "ba-told-too-late"),
    ("igen", Went::Nowhere, "ba-told-unlucky"),
];

/// One affiliation.
struct AffiliationLine {
    what: String,
    class: String,
    source: String,
    span: String,
    active: bool,
}

/// One right.
struct RightLine {
    name: String,
    since: String,
    why: String,
    until: String,
    active: bool,
}

/// One relation.
struct RelativeLine {
    href: String,
    name: String,
    relation: String,
}

#[derive(Template)]
#[template(path = "ba/user.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    told: Option<Told>,
    back: String,
    here: String,
    name: String,
    is_protected: bool,
    facts: Vec<(String, String)>,
    blocked: Option<String>,
    affiliations: Vec<AffiliationLine>,
    groups: Vec<(String, String, String)>,
    rights: Vec<RightLine>,
    adults: Vec<RelativeLine>,
    children: Vec<RelativeLine>,
    events: Vec<log::LineView>,
    whole_log: String,
    buttons: Buttons,
    whys: Vec<(&'static str, String)>,
}

/// GET: the page.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let told = asked.told(signed.anyone.tr, TOLD);
    show(&app, &signed, PersonId(person), (FieldErrors::none(), told)).await
}

async fn show(
    app: &App,
    signed: &Signed,
    person: PersonId,
    (errors, told): (FieldErrors, Option<Told>),
) -> Result<Response, Problem> {
    let seen = match flows::user_page::see(&app.world, &signed.administrator, person).await? {
        Ok(Some(seen)) => seen,
        Ok(None) => return Err(Problem::NotFound),
        Err(reason) => return refused::page(app, signed, reason),
    };
    Ok(design::show(&view(signed, seen, (errors, told), app.world.now())))
}

fn view(signed: &Signed, seen: UserPage, (errors, told): (FieldErrors, Option<Told>), now: Instant) -> View {
    let tr = signed.anyone.tr;
    let here = signed.path(&format!("/brugere/{}", seen.person.0));
    let relatives = |all: &[Relative]| all.iter().map(|one| relative(signed, one)).collect::<Vec<RelativeLine>>();
    let log_menu = signed.menu(Menu::Log);
    View {
        told,
        back: signed.path("/brugere"),
        name: seen.shown.full(),
        is_protected: seen.is_protected,
        facts: facts(tr, &seen, now),
        blocked: seen.account.as_ref().and_then(|account| blocked(tr, account)),
        affiliations: seen.affiliations.iter().map(|one| affiliation(tr, (one, &seen), now)).collect(),
        groups: seen
            .groups
            .iter()
            .map(|one| (one.name.clone(), tr.t(words::kind_key(one.kind)), span(tr, one.started, one.ended)))
            .collect(),
        rights: seen.rights.iter().map(|one| right(tr, (one, &seen), now)).collect(),
        adults: relatives(&seen.adults),
        children: relatives(&seen.children),
        events: seen.log.iter().map(|one| log::line(signed, one, now)).collect(),
        whole_log: if log_menu.is_empty() { log_menu } else { format!("{log_menu}?person={}", seen.person.0) },
        buttons: seen.buttons,
        whys: RenameWhy::ALL.into_iter().map(|why| (why.word(), tr.t(why_key(why)))).collect(),
        page: signed.page_titled(&seen.shown.full(), Menu::Users).failing(&errors).at(here.clone()),
        errors,
        here,
    }
}

fn why_key(why: RenameWhy) -> &'static str {
    match why {
        RenameWhy::NameChanged => "ba-rename-why-name",
        RenameWhy::Protection => "ba-rename-why-protection",
        RenameWhy::Offence => "ba-rename-why-offence",
    }
}

fn blocked(tr: Tr, account: &Account) -> Option<String> {
    let block = account.block.as_ref()?;
    Some(tr.t2("ba-user-blocked-line", ("day", tr.day(block.since)), ("reason", block.reason.clone())))
}

/// What is known of the account; a contact has none of these lines.
fn facts(tr: Tr, seen: &UserPage, now: Instant) -> Vec<(String, String)> {
    let mut lines = Vec::new();
    let mut add = |key: &str, value: String| {
        if !value.is_empty() {
            lines.push((tr.t(key), value));
        }
    };
    match &seen.account {
        None => add("ba-user-username", tr.t("ba-user-contact-only")),
        Some(account) => {
            add("ba-user-username", account.username.clone());
            add("ba-user-uniid", account.uniid.clone());
            add("ba-user-password", password(tr, account));
            add("ba-users-login", account.last_login.map_or_else(|| tr.t("ba-users-never"), |at| tr.moment(at, now)));
            let cards = account.cards.iter().map(|at| span(tr, *at, None)).collect::<Vec<_>>().join(", ");
            add("ba-user-cards", if cards.is_empty() { tr.t("ba-user-no-cards") } else { cards });
            add("ba-user-renamed", account.renamed.map(|at| tr.day(at)).unwrap_or_default());
        }
    }
    if let Some(elsewhere) = seen.elsewhere.filter(|elsewhere| 0 < elsewhere.places) {
        add("ba-user-elsewhere", tr.t1("ba-elsewhere-places", "n", elsewhere.places));
    }
    lines
}

/// The password without the password: its form, since when and by which way.
fn password(tr: Tr, account: &Account) -> String {
    words::password(tr, account.password, (account.set_how, account.must_change), |form, since| {
        tr.t2("ba-password-since", ("form", form), ("day", tr.day(since)))
    })
}

fn span(tr: Tr, from: Instant, to: Option<Instant>) -> String {
    match to {
        None => tr.t1("ba-since", "day", tr.day(from)),
        Some(to) => format!("{} – {}", tr.day(from), tr.day(to)),
    }
}

fn affiliation(tr: Tr, (one, seen): (&Affiliation, &UserPage), now: Instant) -> AffiliationLine {
    let source = words::source(tr, &one.source);
    let loaded = seen.loaded.get(&one.source).map(|at| tr.moment(*at, now));
    AffiliationLine {
        what: match words::roles(tr, &one.roles) {
            roles if roles.is_empty() => tr.t(words::actor_key(one.actor)),
            roles => roles,
        },
        class: one.class.clone().unwrap_or_default(),
        source: match loaded.filter(|_| one.is_active(now)) {
            Some(at) => tr.t2("ba-user-from-source", ("source", source), ("at", at)),
            None => source,
        },
        span: match (one.ended, one.expires) {
            (None, Some(expires)) => {
                let expires = tr.t1("ba-user-expires", "day", tr.day(expires));
                format!("{}, {expires}", span(tr, one.started, None))
            }
            (ended, _) => span(tr, one.started, ended),
        },
        active: one.is_active(now),
    }
}

fn right(tr: Tr, (one, seen): (&store::user_page::Right, &UserPage), now: Instant) -> RightLine {
    let giver = one.given_by.and_then(|giver| seen.givers.get(&giver)).map(|name| name.full());
    let by = giver.map(|name| tr.t1("ba-right-given-by", "name", name));
    let active = one.ended.is_none() && one.expires.is_none_or(|expires| now < expires);
    RightLine {
        name: words::right(tr, &one.right, &seen.defined),
        since: tr.day(one.given),
        why: by.unwrap_or_else(|| tr.t("ba-right-given-otherwise")),
        until: match (one.ended, one.expires) {
            (Some(ended), _) => tr.t1("ba-right-ended", "day", tr.day(ended)),
            (None, Some(expires)) => tr.t1("ba-right-until", "day", tr.day(expires)),
            (None, None) => String::new(),
        },
        active,
    }
}

fn relative(signed: &Signed, one: &Relative) -> RelativeLine {
    let tr = signed.anyone.tr;
    let custody = match one.custody {
        Custody::Yes => "ba-custody-yes",
        Custody::No => "ba-custody-no",
    };
    RelativeLine {
        href: signed.path(&format!("/brugere/{}", one.person.0)),
        name: one.shown.full(),
        relation: format!("{}, {}", tr.t(words::role_key(one.relation)), tr.t(custody)),
    }
}

fn back(signed: &Signed, person: PersonId, word: &str) -> Response {
    told::back(&signed.path(&format!("/brugere/{}", person.0)), word)
}

/// POST: another user name, a block, or its end.
pub(crate) async fn press(
    State(app): State<App>,
    signed: Signed,
    Path((_, person)): Path<(String, i64)>,
    posted: Posted,
) -> Result<Response, Problem> {
    let person = PersonId(person);
    match posted.text(DO_FIELD) {
        "brugernavn" => rename(&app, &signed, (person, &posted)).await,
        "spaer" => block(&app, &signed, (person, &posted)).await,
        "luk-op" => unblock(&app, &signed, person).await,
        _ => Err(Problem::Unreadable),
    }
}

async fn rename(app: &App, signed: &Signed, (person, posted): (PersonId, &Posted)) -> Result<Response, Problem> {
    let Some(why) = RenameWhy::from_word(posted.text("why")) else {
        if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::GiveUsername).await? {
            return refused::page(app, signed, reason);
        }
        let errors = FieldErrors::one("why", signed.anyone.t("ba-error-rename-why"));
        return show(app, signed, person, (errors, None)).await;
    };
    match flows::look_after_user::rename(&app.world, &signed.administrator, (person, why)).await? {
        Rename::Done(_) => Ok(back(signed, person, "nyt-brugernavn")),
        Rename::Unlucky => Ok(back(signed, person, "igen")),
        Rename::Refused(Reason::NotOurPupil) => Err(Problem::NotFound),
        Rename::Refused(reason) => refused::page(app, signed, reason),
    }
}

async fn block(app: &App, signed: &Signed, (person, posted): (PersonId, &Posted)) -> Result<Response, Problem> {
    let reason = posted.text("reason");
    if reason.is_empty() {
        if let Err(reason) = allowed(&app.world, &signed.administrator, Verb::BlockPupil).await? {
            return refused::page(app, signed, reason);
        }
        let errors = FieldErrors::one("reason", signed.anyone.t("ba-error-block-reason"));
        return show(app, signed, person, (errors, None)).await;
    }
    let helper = signed.administrator.as_helper();
    let pressed = flows::care_for_pupils::block(&app.world, helper, person, reason).await?;
    after(app, signed, (person, "spaerret"), pressed)
}

async fn unblock(app: &App, signed: &Signed, person: PersonId) -> Result<Response, Problem> {
    let helper = signed.administrator.as_helper();
    let pressed = flows::care_for_pupils::unblock(&app.world, helper, person).await?;
    after(app, signed, (person, "lukket-op"), pressed)
}

fn after(app: &App, signed: &Signed, (person, word): (PersonId, &str), pressed: Pressed) -> Result<Response, Problem> {
    match pressed {
        Pressed::Done => Ok(back(signed, person, word)),
        Pressed::TooLate => Ok(back(signed, person, "for-sent")),
        Pressed::Refused(Reason::NotOurPupil) => Err(Problem::NotFound),
        Pressed::Refused(reason) => refused::page(app, signed, reason),
    }
}
