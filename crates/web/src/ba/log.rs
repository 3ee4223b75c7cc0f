//! *Log*: who did and who looked at what; narrowed by person, doer, topic and time, page by page, and as a file.
//!
//! Source: product.md §9, §14. What it does not do: name people the institution does not know.

use super::{Menu, Signed, csv, log_text, refused, words};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::form::{self, FieldErrors, NoDay};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::{Query, State};
use axum::response::Response;
use flows::event_log::{self as story, Asked as Part, Line, Whom};
use rules::event_topic::Topic;
use rules::id::{EventId, PersonId};
use rules::rights::verb::Verb;
use rules::time::{Date, Instant, Millis};
use serde::Deserialize;
use serde_json::json;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/ba/{institution}/log", page).get("/ba/{institution}/log/fil", file)
}

/// How many days a log shows where nobody chose.
const DAYS_SHOWN: i64 = 30;

/// What the address says.
#[derive(Clone, Debug, Default, Deserialize)]
pub(crate) struct Asked {
    #[serde(default)]
    om: String,
    #[serde(default)]
    af: String,
    #[serde(default)]
    emne: String,
    #[serde(default)]
    fra: String,
    #[serde(default)]
    til: String,
    /// The person whose page led here.
    #[serde(default)]
    person: String,
    /// Behind this event.
    #[serde(default)]
    efter: String,
    /// `json`, or a spreadsheet.
    #[serde(default)]
    form: String,
}

impl Asked {
    fn topic(&self) -> Option<Topic> {
        Topic::ALL.into_iter().find(|topic| log_text::topic_word(*topic) == self.emne)
    }

    /// First and last day; where one is wrong, the usual one, and what is wrong at its field.
    fn days(&self, tr: Tr, now: Instant) -> (Date, Date, FieldErrors) {
        let usual = (now.minus(Millis::days(DAYS_SHOWN)).day_in_denmark(), now.day_in_denmark());
        let mut errors = FieldErrors::none();
        let mut day = |field, typed: &str, usual: Date| {
            form::maybe_day(typed).map(|day| day.unwrap_or(usual)).unwrap_or_else(|NoDay| {
                errors.add(field, tr.t("error-no-day"));
                usual
            })
        };
        let (first, last) = (day("fra", &self.fra, usual.0), day("til", &self.til, usual.1));
        (first, last, errors)
    }

    fn part(&self, (first, last): (Date, Date)) -> Part {
        let typed = |text: &str| match text.trim() {
            "" => Whom::Anybody,
            text => Whom::Typed(text.to_owned()),
        };
        let about = match self.person.parse() {
            Ok(number) => Whom::Person(PersonId(number)),
            Err(_) => typed(&self.om),
        };
        let until = last.tomorrow().map_or(Instant(i64::MAX), Instant::day_begins_in_denmark);
        Part {
            from: Instant::day_begins_in_denmark(first),
            until,
            topic: self.topic(),
            by: typed(&self.af),
            about,
            after: self.efter.parse().ok().map(EventId),
        }
    }

    /// The same part as an address.
    fn text(&self, more: &[(&str, &str)]) -> String {
        let mut text = url::form_urlencoded::Serializer::new(String::new());
        let kept = [
            ("om", &self.om),
            ("af", &self.af),
            ("emne", &self.emne),
            ("fra", &self.fra),
            ("til", &self.til),
            ("person", &self.person),
        ];
        text.extend_pairs(kept.into_iter().filter(|(_, value)| !value.is_empty()));
        text.extend_pairs(more);
        text.finish()
    }
}

/// One event as a row says it.
pub(super) struct LineView {
    pub(super) when: String,
    pub(super) who: String,
    pub(super) what: String,
    pub(super) whom: String,
}

#[derive(Template)]
#[template(path = "ba/log.html")]
struct View {
    page: Page,
    errors: FieldErrors,
    action: String,
    about: String,
    by: String,
    person: String,
    only: Option<String>,
    without: String,
    topics: Vec<(&'static str, String, bool)>,
    first: String,
    last: String,
    heading: String,
    lines: Vec<LineView>,
    older: String,
    newest: String,
    files: Option<(String, String)>,
}

/// GET: a page of the log.
pub(crate) async fn page(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let now = app.world.now();
    let tr = signed.anyone.tr;
    let (first, last, errors) = asked.days(tr, now);
    let found = match story::see(&app.world, &signed.administrator, asked.part((first, last))).await? {
        Ok(found) => found,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let here = signed.path("/log");
    let shown = |field: &str, typed: &str, day: Date| match errors.at(field) {
        Some(_) => typed.to_owned(),
        None => day.to_string(),
    };
    let address = |more: &[(&str, &str)]| format!("{here}?{}", asked.text(more));
    let without = Asked { person: String::new(), ..asked.clone() };
    let next = found.next.map(|next| next.0.to_string());
    let view = View {
        about: asked.om.clone(),
        by: asked.af.clone(),
        person: asked.person.clone(),
        only: found.about.filter(|_| !asked.person.is_empty()).map(|name| name.full()),
        without: format!("{here}?{}", without.text(&[])),
        topics: Topic::ALL
            .into_iter()
            .map(|one| (log_text::topic_word(one), tr.t(log_text::topic_key(one)), asked.topic() == Some(one)))
            .collect(),
        first: shown("fra", &asked.fra, first),
        last: shown("til", &asked.til, last),
        heading: match (asked.efter.is_empty(), &next) {
            (true, Some(_)) => tr.t1("ba-log-result-newest", "n", found.lines.len()),
            (true, None) => tr.t1("ba-log-result", "n", found.lines.len()),
            (false, _) => tr.t1("ba-log-result-older", "n", found.lines.len()),
        },
        lines: found.lines.iter().map(|one| line(&signed, one, now)).collect(),
        older: next.map_or_else(String::new, |next| address(&[("efter", &next)])),
        newest: if asked.efter.is_empty() { String::new() } else { address(&[]) },
        files: signed.offers(Verb::ExportLog).then(|| {
            let file = |form: &str| format!("{here}/fil?{}", asked.text(&[("form", form)]));
            (file("csv"), file("json"))
        }),
        action: here.clone(),
        page: signed.page("ba-menu-log", Menu::Log).failing(&errors),
        errors,
    };
    Ok(design::show(&view))
}

/// One event in the reader's words.
pub(super) fn line(signed: &Signed, one: &Line, now: Instant) -> LineView {
    let tr = signed.anyone.tr;
    LineView {
        when: tr.exact_moment(one.event.at, now),
        who: who(tr, one),
        what: tr.t(log_text::kind_key(one.event.kind)),
        whom: whom(tr, one),
    }
}

/// `Birgitte Riis, i Brugeradministration`; a machine by what it is.
fn who(tr: Tr, one: &Line) -> String {
    let acting = log_text::acting_key(&one.event.acting_as).map(|key| tr.t(key));
    match (&one.by, one.event.actor) {
        (Some(name), _) => match acting {
            Some(acting) => format!("{}, {}", name.full(), words::lowered(&acting)),
            None => name.full(),
        },
        (None, Some(_)) if one.event.acting_as == "operator" => acting.unwrap_or_default(),
        (None, Some(_)) => tr.t("ba-log-unknown"),
        (None, None) => acting.unwrap_or_else(|| tr.t("ba-acting-system")),
    }
}

/// Whom a line is about: two names at most, else how many.
fn whom(tr: Tr, one: &Line) -> String {
    let mut parts: Vec<String> = one.about.iter().map(|(_, name)| name.full()).collect();
    parts.extend(Some(others(tr, one)).filter(|text| !text.is_empty()));
    parts.join(", ")
}

/// Whom a line is about and does not name.
fn others(tr: Tr, one: &Line) -> String {
    let named = i64::try_from(one.about.len()).unwrap_or(i64::MAX);
    match one.people - named {
        0 => String::new(),
        1 if named == 0 => tr.t("ba-log-unknown"),
        _ => tr.t1("ba-log-people", "n", one.people),
    }
}

/// GET: the part as a file.
pub(crate) async fn file(
    State(app): State<App>,
    signed: Signed,
    Query(asked): Query<Asked>,
) -> Result<Response, Problem> {
    let tr = signed.anyone.tr;
    let (first, last, errors) = asked.days(tr, app.world.now());
    if !errors.is_empty() {
        return Err(Problem::Unreadable);
    }
    let lines = match story::export(&app.world, &signed.administrator, asked.part((first, last))).await? {
        Ok(lines) => lines,
        Err(reason) => return refused::page(&app, &signed, reason),
    };
    let number = signed.administrator.institution().to_string();
    if asked.form == "json" {
        let events: Vec<serde_json::Value> = lines.iter().map(|one| as_json(tr, one)).collect();
        let text = json!({ "institution": number, "events": events }).to_string();
        return Ok(csv::download(&format!("log-{number}.json"), "application/json", text));
    }
    let heads = ["ba-log-when", "ba-log-who", "ba-log-what", "ba-log-whom", "ba-log-address"];
    let mut table = vec![heads.map(|key| tr.t(key)).to_vec()];
    table.extend(lines.iter().map(|one| {
        let when = tr.day_and_clock(one.event.at);
        let what = tr.t(log_text::kind_key(one.event.kind));
        vec![when, who(tr, one), what, whom(tr, one), one.event.address.clone()]
    }));
    Ok(csv::file(&format!("log-{number}.csv"), &table))
}

fn as_json(tr: Tr, one: &Line) -> serde_json::Value {
    let payload: serde_json::Value =
        one.event.payload.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    json!({
        "id": one.event.id.0.to_string(),
        "at_ms": one.event.at.0,
        "kind": one.event.kind.word(),
        "text": tr.t(log_text::kind_key(one.event.kind)),
        "by": one.by.as_ref().map(|name| name.full()),
        "acting_as": one.event.acting_as,
        "address": one.event.address,
        "people": one.people,
        "about": one.about.iter().map(|(_, name)| name.full()).collect::<Vec<_>>(),
        "more": payload,
    })
}
