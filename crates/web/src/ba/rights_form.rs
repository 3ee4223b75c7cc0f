//! The form of *Rettighedstildeling*: what it sends, the page that shows what would change, and what stands in the way.
//!
//! What it does not do: draw the boxes ([`super::rights`]), or save.

use super::conflict::Met;
use super::refused::says;
use super::rights::{self, Shown};
use super::{Menu, Signed, refused, words};
use crate::App;
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, Posted};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::response::Response;
use flows::grant_rights::{self, Asked, BOXES_MAX, Change, Day, Deed, Fault, Judged, Wish};
use flows::rights_matrix::{self, Who};
use rules::id::PersonId;
use rules::right_term::{MONTHS_MAX, Term, TermFault};
use rules::time::{Date, Instant};
use serde::Deserialize;
use std::collections::BTreeSet;

/// The most characters of a search.
const QUERY_CHARACTERS_MAX: usize = 60;

/// What the address says: which list, what is searched, which page, what was saved.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Ask {
    #[serde(default)]
    pub(super) valg: String,
    #[serde(default)]
    pub(super) q: String,
    #[serde(default)]
    pub(super) side: usize,
    #[serde(default)]
    pub(super) gemt: i64,
}

impl Ask {
    pub(super) fn who(&self) -> Who {
        let all = [Who::Employees, Who::Remembered, Who::Holders];
        all.into_iter().find(|who| who_word(*who) == self.valg).unwrap_or(Who::Employees)
    }

    pub(super) fn query(&self) -> String {
        self.q.chars().filter(|c| !c.is_control()).take(QUERY_CHARACTERS_MAX).collect()
    }

    pub(super) fn asked(&self) -> rights_matrix::Asked {
        rights_matrix::Asked { who: self.who(), typed: self.query(), page: self.side }
    }

    pub(super) fn saved(&self) -> Option<Instant> {
        (self.gemt != 0).then_some(Instant(self.gemt))
    }

    /// The page's address in this state.
    pub(super) fn address(&self, base: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("valg", who_word(self.who()));
        if !self.q.is_empty() {
            query.append_pair("q", &self.query());
        }
        if 1 < self.side {
            query.append_pair("side", &self.side.to_string());
        }
        if self.gemt != 0 {
            query.append_pair("gemt", &self.gemt.to_string());
        }
        format!("{base}?{}", query.finish())
    }
}

/// The word of a list in addresses.
pub(super) fn who_word(who: Who) -> &'static str {
    match who {
        Who::Employees => "ansatte",
        Who::Remembered => "huskede",
        Who::Holders => "rettigheder",
    }
}

/// Reads a form: every box that could be ticked says in `box` what it was, and in `right` whether it is ticked. None
/// where it is no form of ours.
pub(super) fn read(signed: &Signed, posted: &Posted) -> Option<(Asked, FieldErrors)> {
    let mut errors = FieldErrors::none();
    let ticked: Vec<&str> = posted.all("right").collect();
    let mut asked = Asked::default();
    for text in posted.all("box") {
        let (name, before) = text.rsplit_once('=')?;
        let (person, right) = name.split_once(':')?;
        let person = person.parse().ok().map(PersonId)?;
        if asked.wishes.len() == BOXES_MAX {
            // More than any page of ours shows: nothing of it is saved, so that nothing of it is passed over.
            return None;
        }
        let (before, after) = (before == "1", ticked.contains(&name));
        asked.wishes.push(Wish { person, right: right.to_owned(), before, after });
    }
    for text in posted.all("external") {
        let Ok(person) = text.parse().map(PersonId) else { continue };
        let before = posted.text(&format!("was{text}")).parse::<Date>().ok();
        let after = form::maybe_day(posted.text(&format!("until{text}")));
        if after.is_err() {
            errors.add(DAY_FIELD, signed.anyone.t("error-no-day"));
        }
        asked.days.push(Day { person, before, after: after.unwrap_or_default() });
    }
    Some((asked, errors))
}

/// Where errors about last days lead: the first such field.
pub(super) const DAY_FIELD: &str = "matrix";

#[derive(Template)]
#[template(path = "ba/rights_preview.html")]
struct View {
    page: Page,
    back: String,
    lines: Vec<String>,
    /// Every field of the form once more.
    hidden: Vec<(String, String)>,
}

/// The page that says what a form would do, before it is done.
pub(super) async fn preview(app: &App, signed: &Signed, (ask, asked): (Ask, Asked)) -> Result<Response, Problem> {
    let judged = match grant_rights::preview(&app.world, &signed.administrator, asked.clone()).await? {
        Ok(judged) => judged,
        Err(reason) => return refused::page(app, signed, reason),
    };
    if !judged.conflicts.is_empty() || !judged.faults.is_empty() {
        return not_yet(app, signed, (ask, asked), &judged).await;
    }
    let tr = signed.anyone.tr;
    let base = signed.path(Menu::Rights.path());
    let lines = judged.changes.iter().map(|change| change_says(tr, &judged, change)).collect();
    let page = signed.page("ba-rights-check-title", Menu::Rights).at(ask.address(&base));
    let view = View { page, back: ask.address(&base), lines, hidden: fields(&asked) };
    Ok(design::show(&view))
}

/// The form's fields, as [`read`] reads them.
fn fields(asked: &Asked) -> Vec<(String, String)> {
    let mut fields = Vec::new();
    for wish in &asked.wishes {
        let name = format!("{}:{}", wish.person.0, wish.right);
        fields.push(("box".to_owned(), format!("{name}={}", i32::from(wish.before))));
        if wish.after {
            fields.push(("right".to_owned(), name));
        }
    }
    let text = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
    for day in &asked.days {
        fields.push(("external".to_owned(), day.person.0.to_string()));
        fields.push((format!("was{}", day.person.0), text(day.before)));
        fields.push((format!("until{}", day.person.0), text(day.after)));
    }
    fields
}

fn change_says(tr: Tr, judged: &Judged, change: &Change) -> String {
    let name = judged.names.get(&change.person).cloned().unwrap_or_default();
    let right = words::right(tr, &change.right, &judged.defined);
    let (key, day) = match change.deed {
        Deed::Given(Term::ForGood) => ("ba-rights-gets", None),
        Deed::Given(Term::To(day)) => ("ba-rights-gets-until", Some(day)),
        Deed::Taken => ("ba-rights-loses", None),
        Deed::Moved(day) => ("ba-rights-keeps-until", Some(day)),
    };
    let mut values = fluent_bundle::FluentArgs::new();
    values.set("name", name);
    values.set("right", right);
    values.set("day", day.map(|day| tr.date(day)).unwrap_or_default());
    tr.with(key, &values)
}

/// The matrix again, with what stands in the way and everything that was ticked.
pub(super) async fn not_yet(
    app: &App,
    signed: &Signed,
    (ask, asked): (Ask, Asked),
    judged: &Judged,
) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let mut errors = FieldErrors::none();
    let name = |person: &PersonId| judged.names.get(person).cloned().unwrap_or_default();
    let mut told: Vec<String> = judged
        .faults
        .iter()
        .map(|(person, right, fault)| {
            let head =
                tr.t2("ba-rights-about", ("name", name(person)), ("right", words::right(tr, right, &judged.defined)));
            let why = match fault {
                Fault::Refused(reason) => says(tr, *reason),
                Fault::Term(TermFault::Missing) => tr.t("ba-rights-day-missing"),
                Fault::Term(TermFault::Past) => tr.t("ba-rights-day-past"),
                Fault::Term(TermFault::TooLate) => tr.t1("ba-rights-day-late", "n", MONTHS_MAX),
            };
            format!("{head}: {why}")
        })
        .collect();
    told.sort();
    told.dedup();
    for says in told {
        errors.add(DAY_FIELD, says);
    }
    let theirs: Vec<String> = judged
        .conflicts
        .iter()
        .map(|conflict| {
            let key = if conflict.held { "ba-rights-other-gave" } else { "ba-rights-other-took" };
            tr.t2(key, ("name", name(&conflict.person)), ("right", words::right(tr, &conflict.right, &judged.defined)))
        })
        .collect();
    let who: BTreeSet<String> = judged.conflicts.iter().map(|conflict| name(&conflict.person)).collect();
    let conflict = (!theirs.is_empty()).then(|| Met {
        heading: tr.t1("ba-rights-conflict", "names", who.into_iter().collect::<Vec<_>>().join(", ")),
        theirs,
        ours: judged.changes.iter().map(|change| change_says(tr, judged, change)).collect(),
    });
    rights::show(app, signed, Shown { ask, wanted: Some(asked), errors, conflict, ..Shown::default() }).await
}
