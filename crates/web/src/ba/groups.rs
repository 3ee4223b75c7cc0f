//! *Grupper*: classes and groups of a day, and who was in one of them.
//!
//! Source: product.md §4, §9. What it does not do: change a group; the administrative system does.

use super::{Menu, Signed, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, NoDay};
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use flows::group_history as story;
use rules::id::GroupId;
use rules::rights::verb::Verb;
use rules::time::{Date, Instant};
use serde::Deserialize;
use store::group_history::{GroupThen, MemberThen, Presence};

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/grupper", page).get("/ba/{institution}/grupper/{group}", one)
}

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    /// The day; today where it is missing.
    #[serde(default)]
    dag: String,
}

impl Asked {
    /// The day whose groups are read, how the field shows it, and what is wrong with it.
    fn day(&self, signed: &Signed, now: Instant) -> (Date, String, FieldErrors) {
        let today = now.day_in_denmark();
        match form::maybe_day(&self.dag) {
            Ok(day) => (day.unwrap_or(today), day.unwrap_or(today).to_string(), FieldErrors::none()),
            Err(NoDay) => (today, self.dag.clone(), FieldErrors::one("dag", signed.anyone.t("error-no-day"))),
        }
    }
}

/// A group's row.
struct GroupLine {
    href: String,
    name: String,
    kind: String,
    level: String,
    pupils: i64,
    others: i64,
}

#[derive(Template)]
#[template(path = "ba/groups.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    action: String,
    day: String,
    heading: String,
    groups: Vec<GroupLine>,
}

/// A member's row.
struct MemberLine {
    href: String,
    name: String,
    role: String,
    span: String,
}

#[derive(Template)]
#[template(path = "ba/group.html")]
struct OneView {
    page: Page,
    errors: FieldErrors,
    back: String,
    action: String,
    day: String,
    name: String,
    facts: Vec<(String, String)>,
    heading: String,
    members: Vec<MemberLine>,
    users: String,
}

/// GET: the groups of a day.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (day, typed, errors) = asked.day(&signed, app.world.now());
    let groups = match story::see(&app.world, &signed.administrator, day).await? {
        Ok(groups) => groups,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let tr = signed.anyone.tr;
    let line = |one: &GroupThen| GroupLine {
        href: signed.path(&format!("/grupper/{}?dag={day}", one.id.0)),
        name: one.name.clone(),
        kind: tr.t(words::kind_key(one.kind)),
        level: one.level.map(|level| level.code().to_owned()).unwrap_or_default(),
        pupils: one.pupils,
        others: one.others,
    };
    let heading = tr.t2("ba-groups-heading", ("n", groups.len()), ("day", tr.date(day)));
    let view = View {
        action: signed.path("/grupper"),
        day: typed,
        heading,
        groups: groups.iter().map(line).collect(),
        page: signed.page("ba-menu-groups", Menu::Groups).failing(&errors),
        errors,
    };
    Ok(design::show(&view))
}

/// GET: one group on a day.
pub(crate) async fn one(
    State(app): State<App>,
    signed: Signed,
    Path((_, group)): Path<(String, i64)>,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let (day, typed, errors) = asked.day(&signed, app.world.now());
    let seen = match story::see_one(&app.world, &signed.administrator, (GroupId(group), day)).await? {
        Ok(Some(seen)) => seen,
        Ok(None) => return Err(Problem::NotFound),
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let tr = signed.anyone.tr;
    let mut facts = vec![
        (tr.t("ba-group-kind"), tr.t(words::kind_key(seen.group.kind))),
        (tr.t("ba-users-source"), words::source(tr, &seen.group.source)),
        (tr.t("ba-group-since"), tr.day(seen.group.created)),
    ];
    facts.extend(seen.group.level.map(|level| (tr.t("ba-group-level"), level.code().to_owned())));
    facts.extend(seen.group.ended.map(|ended| (tr.t("ba-group-ended"), tr.day(ended))));
    let view = OneView {
        back: signed.path(&format!("/grupper?dag={day}")),
        action: signed.path(&format!("/grupper/{group}")),
        day: typed,
        name: seen.group.name.clone(),
        facts,
        heading: tr.t2("ba-group-heading", ("n", seen.members.len()), ("day", tr.date(day))),
        members: seen.members.iter().map(|one| member(&signed, one)).collect(),
        users: if seen.group.ended.is_none() && signed.offers(Verb::SeeUsers) {
            signed.path(&format!("/brugere?gruppe={group}"))
        } else {
            String::new()
        },
        page: signed.page_titled(&seen.group.name, Menu::Groups).failing(&errors),
        errors,
    };
    Ok(design::show(&view))
}

fn member(signed: &Signed, one: &MemberThen) -> MemberLine {
    let tr = signed.anyone.tr;
    MemberLine {
        href: match one.presence {
            Presence::Here => signed.path(&format!("/brugere/{}", one.person.0)),
            Presence::Gone => String::new(),
        },
        name: one.shown.full(),
        role: match words::roles(tr, &one.roles) {
            roles if roles.is_empty() => tr.t(words::actor_key(one.actor)),
            roles => roles,
        },
        span: match one.ended {
            None => tr.t1("ba-since", "day", tr.day(one.started)),
            Some(ended) => format!("{} – {}", tr.day(one.started), tr.day(ended)),
        },
    }
}
