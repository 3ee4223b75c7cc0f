//! *Log*: who did and who looked at what at an institution; pages of it, and the same as a file.
//!
//! Somebody whom the institution does not know is not named: a search of all users must not show names a second time.
//! Source: product.md §9, §14. Reading the log is a look like any other and is remembered. What it does not do: say what
//! an event means in words; the pages do.

use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::event_topic::Topic;
use rules::id::{EventId, PersonId};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::{PersonName, Username};
use std::collections::BTreeMap;
use store::driver::Tx;
use store::error::StoreError;
use store::event::Event;
use store::event_log::{EVENTS_MAX, Part};

/// How many events one page shows.
pub const PAGE_EVENTS: usize = 50;

/// Somebody the log is narrowed to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whom {
    /// Anybody.
    Anybody,
    /// The person with this number.
    Person(PersonId),
    /// The person who types this.
    Typed(String),
}

/// Which part of the log.
#[derive(Clone, Debug)]
pub struct Asked {
    /// Not before.
    pub from: Instant,
    /// Before.
    pub until: Instant,
    /// Of one topic; none: all.
    pub topic: Option<Topic>,
    /// Done by.
    pub by: Whom,
    /// About.
    pub about: Whom,
    /// Behind this event.
    pub after: Option<EventId>,
}

/// One line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    /// What happened.
    pub event: Event,
    /// Who did it, where the institution knows them.
    pub by: Option<PersonName>,
    /// How many it is about.
    pub people: i64,
    /// Those of them who are named: two at most, known here.
    pub about: Vec<(PersonId, PersonName)>,
}

/// A page of the log.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The newest first.
    pub lines: Vec<Line>,
    /// Where the next page goes on; none: this was the last.
    pub next: Option<EventId>,
    /// The person it is narrowed to, where the institution knows them.
    pub about: Option<PersonName>,
}

/// Reads a page; the people it names are remembered as looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn see(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Page, Reason>, StoreError> {
    let who = administrator.clone();
    let limit = i64::try_from(PAGE_EVENTS).unwrap_or(i64::MAX);
    let found = world.db.read(move |tx| read(tx, &who, (&asked, Verb::SeeLog, limit))).await?;
    let Ok(page) = found else { return Ok(found) };
    let mut about: Vec<PersonId> = page.lines.iter().flat_map(|line| line.about.iter().map(|one| one.0)).collect();
    about.sort_unstable();
    about.dedup();
    crate::user_list::looked(world, administrator, ("ba/log", &about)).await?;
    Ok(Ok(page))
}

/// The whole part, for a file: asked of the rules as an export, and remembered as one.
///
/// # Errors
/// [`StoreError`].
pub async fn export(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Vec<Line>, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world.db.read(move |tx| read(tx, &who, (&asked, Verb::ExportLog, EVENTS_MAX))).await?;
    let page = match found {
        Ok(page) => page,
        Err(reason) => return Ok(Err(reason)),
    };
    let event = Blank::draw(world).event(Kind::ListExported, &administrator.circumstances(), &[]);
    let event = with(with(event, "list", "log"), "rows", page.lines.len());
    world.db.write(move |tx| store::event::append(tx, &event)).await?;
    Ok(Ok(page.lines))
}

fn read(
    tx: &mut Tx,
    administrator: &Administrator,
    (asked, verb, limit): (&Asked, Verb, i64),
) -> Result<Result<Page, Reason>, StoreError> {
    if let Err(reason) = administrator.may(tx, verb)? {
        return Ok(Err(reason));
    }
    let here = administrator.institution();
    let (Some(by), Some(about)) = (find(tx, administrator, &asked.by)?, find(tx, administrator, &asked.about)?) else {
        return Ok(Ok(Page::default()));
    };
    let kinds: Vec<Kind> = match asked.topic {
        Some(topic) => Kind::ALL.into_iter().filter(|kind| rules::event_topic::of(*kind) == topic).collect(),
        None => Vec::new(),
    };
    let (from, until, after) = (asked.from, asked.until, asked.after);
    let part = Part { institution: here, from, until, kinds: &kinds, by: by.one(), about: about.one(), after };
    let events = store::event_log::part(tx, &part, limit)?;
    let full = i64::try_from(events.len()).unwrap_or(i64::MAX) == limit;
    let next = events.last().filter(|_| full).map(|event| event.id);
    let lines = lines(tx, administrator, events)?;
    let about = match about.one() {
        Some(person) => store::event_log::known(tx, here, &[person])?.pop().map(|(_, name)| name),
        None => None,
    };
    Ok(Ok(Page { lines, next, about }))
}

/// Somebody found.
enum Found {
    Anybody,
    One(PersonId),
}

impl Found {
    fn one(&self) -> Option<PersonId> {
        match self {
            Found::Anybody => None,
            Found::One(person) => Some(*person),
        }
    }
}

/// Whom the log is narrowed to; none where there is no such person for this institution.
fn find(tx: &mut Tx, administrator: &Administrator, whom: &Whom) -> Result<Option<Found>, StoreError> {
    let person = match whom {
        Whom::Anybody => return Ok(Some(Found::Anybody)),
        Whom::Person(person) => Some(*person),
        Whom::Typed(text) => match Username::parse(text) {
            Some(username) => store::person::find_by_username(tx, &username)?.map(|person| person.id),
            None => None,
        },
    };
    let Some(person) = person else { return Ok(None) };
    let known = !store::event_log::known(tx, administrator.institution(), &[person])?.is_empty();
    Ok(known.then_some(Found::One(person)))
}

/// Names for what was read, asked of the database in one go.
pub(crate) fn lines(tx: &mut Tx, administrator: &Administrator, events: Vec<Event>) -> Result<Vec<Line>, StoreError> {
    let ids: Vec<EventId> = events.iter().map(|event| event.id).collect();
    let subjects: BTreeMap<EventId, store::event_log::Subjects> =
        store::event_log::subjects(tx, &ids)?.into_iter().map(|one| (one.event, one)).collect();
    let named = subjects.values().filter(|one| one.people <= 2).flat_map(|one| one.some.iter().copied());
    let mut people: Vec<PersonId> = named.chain(events.iter().filter_map(|event| event.actor)).collect();
    people.sort_unstable();
    people.dedup();
    let names: BTreeMap<PersonId, PersonName> =
        store::event_log::known(tx, administrator.institution(), &people)?.into_iter().collect();
    let line = |event: Event| {
        let about = subjects.get(&event.id).filter(|one| one.people <= 2);
        let about = about.map(|one| one.some.as_slice()).unwrap_or_default();
        Line {
            by: event.actor.and_then(|actor| names.get(&actor).cloned()),
            people: subjects.get(&event.id).map_or(0, |one| one.people),
            about: about.iter().filter_map(|one| Some((*one, names.get(one)?.clone()))).collect(),
            event,
        }
    };
    Ok(events.into_iter().map(line).collect())
}
