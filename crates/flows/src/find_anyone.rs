//! *Alle brugere*: an administrator finds somebody of the whole country by name or user name, and remembers them.
//!
//! A search finds employees and externals anywhere and the institution's own pupils; never contacts; protected people
//! by their whole user name alone, under their alias and without a place. Every page of hits is counted and remembered
//! before it leaves. Source: product.md §3, §9. What it does not do: grant anything.

use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::name_search::{PAGE_HITS, SEARCHES_A_DAY, Search, understand};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Millis;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::name_search::Place;
use store::remembered_user::List;

/// How long somebody is remembered.
pub const REMEMBERED_FOR: Millis = Millis::days(30);

/// What is searched.
#[derive(Clone, Debug)]
pub struct Asked {
    /// As it was typed.
    pub typed: String,
    /// Where the page before ended; none: the first.
    pub after: Option<Place>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Answer {
    /// Nothing was typed.
    Nothing,
    /// No part has two letters.
    TooShort,
    /// More parts than any name has.
    TooManyParts,
    /// Even the rarest part fits too many.
    TooMany,
    /// All searches of the day are used.
    UsedUp,
    /// This.
    Found(Found),
}

/// A page of hits.
#[derive(Clone, Debug)]
pub struct Found {
    /// In order.
    pub hits: Vec<Hit>,
    /// Where the next page begins; none: this was the last.
    pub next: Option<Place>,
}

/// Somebody who was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// Name or alias.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// Whether the name is an alias.
    pub is_protected: bool,
    /// What they are where; nothing for protected people.
    pub at: Vec<(Actor, String)>,
    /// Whether this administrator remembers them.
    pub is_remembered: bool,
}

/// Searches; a page of hits is counted and told of before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn search(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Answer, Reason>, StoreError> {
    let searcher = administrator.clone();
    let answer = world.db.read(move |tx| look(tx, &searcher, &asked)).await?;
    let Ok(Answer::Found(found)) = &answer else { return Ok(answer) };
    let about: Vec<PersonId> = found.hits.iter().map(|hit| hit.person).collect();
    let event = Blank::draw(world).event(Kind::PeopleSearched, &administrator.circumstances(), &about);
    let event = with(with(event, "page", "everyone"), "hits", about.len());
    let person = administrator.person();
    let counted = world.db.write(move |tx| {
        let today = tx.now().day_in_denmark();
        if !store::search_day::count(tx, person, today, SEARCHES_A_DAY)? {
            return Ok(false);
        }
        store::event::append(tx, &event)?;
        Ok(true)
    });
    Ok(if counted.await? { answer } else { Ok(Answer::UsedUp) })
}

fn look(tx: &mut Tx, searcher: &Administrator, asked: &Asked) -> Result<Result<Answer, Reason>, StoreError> {
    if let Err(reason) = searcher.may(tx, Verb::SearchEveryone)? {
        return Ok(Err(reason));
    }
    let today = tx.now().day_in_denmark();
    if SEARCHES_A_DAY <= store::search_day::of_day(tx, searcher.person(), today)? {
        return Ok(Ok(Answer::UsedUp));
    }
    let institution = searcher.institution();
    let named = match (understand(&asked.typed), &asked.after) {
        (Search::One(_, Some(username)), None) => store::person::find_by_username(tx, &username)?,
        (_, _) => None,
    };
    let (places, next) = match by_name(tx, &asked.typed, asked.after.as_ref(), Some(institution))? {
        ByName::Nothing => return Ok(Ok(Answer::Nothing)),
        ByName::TooShort => return Ok(Ok(Answer::TooShort)),
        ByName::TooManyParts => return Ok(Ok(Answer::TooManyParts)),
        ByName::TooMany => return Ok(Ok(Answer::TooMany)),
        ByName::Page(places, next) => (places, next),
    };
    let remembered = store::remembered_user::people(tx, list(searcher))?;
    let named = named.map(|person| person.id);
    // Who is named by the whole user name stands first, and once.
    let listed = places.iter().map(|place| place.person).filter(|person| Some(*person) != named);
    let people: Vec<PersonId> = named.into_iter().chain(listed).collect();
    let mut found = store::name_search::hits(tx, &people)?;
    let hits = people
        .iter()
        .filter_map(|person| shown(searcher, found.remove(person)?, remembered.contains(person)))
        .collect();
    Ok(Ok(Answer::Found(Found { hits, next })))
}

/// A page of who fits by name.
pub(crate) enum ByName {
    /// Nothing was typed.
    Nothing,
    /// No part has two letters.
    TooShort,
    /// More parts than any name has.
    TooManyParts,
    /// Even the rarest part fits too many.
    TooMany,
    /// These, in order, and where the next page begins.
    Page(Vec<Place>, Option<Place>),
}

/// Searches by name: employees and externals anywhere, and pupils of this institution; from the rarest part on.
pub(crate) fn by_name(
    tx: &mut Tx,
    typed: &str,
    after: Option<&Place>,
    pupils_of: Option<&InstitutionNumber>,
) -> Result<ByName, StoreError> {
    // One more than a page shows whether there is a next one.
    let rows = PAGE_HITS + 1;
    let mut places = match understand(typed) {
        Search::Nothing => return Ok(ByName::Nothing),
        Search::TooShort => return Ok(ByName::TooShort),
        Search::TooManyParts => return Ok(ByName::TooManyParts),
        Search::One(part, _) => {
            let start = after.cloned().unwrap_or_else(|| Place::before(&part));
            store::name_search::one(tx, &part, (&start, rows), pupils_of)?
        }
        Search::Several(parts) => {
            let parts = store::name_search::rarest_first(tx, &parts)?;
            let Some(rarest) = parts.first() else { return Ok(ByName::Nothing) };
            if store::name_search::fits_too_many(tx, &rarest.token)? {
                return Ok(ByName::TooMany);
            }
            let first = Place { token: String::new(), sort_key: Vec::new(), person: PersonId(i64::MIN) };
            store::name_search::several(tx, &parts, (after.unwrap_or(&first), rows), pupils_of)?
        }
    };
    let next = (PAGE_HITS < places.len()).then(|| places[PAGE_HITS - 1].clone());
    places.truncate(PAGE_HITS);
    Ok(ByName::Page(places, next))
}

/// What somebody who was found is, and where, as far as a search tells it.
pub(crate) fn told(
    attached: Vec<(Actor, InstitutionNumber, Option<String>)>,
    pupils_of: Option<&InstitutionNumber>,
) -> Vec<(Actor, String)> {
    let mut at: Vec<(Actor, String)> = attached
        .into_iter()
        .filter(|(actor, institution, _)| match actor {
            Actor::Employee | Actor::External => true,
            Actor::Pupil => Some(institution) == pupils_of,
            Actor::Contact => false,
        })
        .map(|(actor, institution, name)| (actor, name.unwrap_or_else(|| institution.to_string())))
        .collect();
    at.dedup();
    at
}

fn list(administrator: &Administrator) -> List<'_> {
    List { administrator: administrator.person(), institution: administrator.institution() }
}

/// What the searcher may see of somebody; none: nothing.
fn shown(searcher: &Administrator, found: store::name_search::Hit, is_remembered: bool) -> Option<Hit> {
    let mut at = told(found.attached, Some(searcher.institution()));
    if at.is_empty() {
        return None;
    }
    if found.is_protected {
        at.clear();
    }
    Some(Hit {
        person: found.person,
        shown: found.shown.full(),
        username: found.username,
        is_protected: found.is_protected,
        at,
        is_remembered,
    })
}

/// What becomes of the ticks on a page of hits.
#[derive(Clone, Debug, Default)]
pub struct Ticks {
    /// Who is ticked.
    pub remember: Vec<PersonId>,
    /// Who was on the page and is not ticked.
    pub forget: Vec<PersonId>,
}

/// Remembers who is ticked and forgets who no longer is. Only people a search could have found are remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn remember(
    world: &World,
    administrator: &Administrator,
    ticks: Ticks,
) -> Result<Result<usize, Reason>, StoreError> {
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = administrator.may(tx, Verb::SearchEveryone)? {
                return Ok(Err(reason));
            }
            let until = tx.now().plus(REMEMBERED_FOR);
            for person in &ticks.forget {
                store::remembered_user::remove(tx, list(&administrator), *person)?;
            }
            for (person, found) in store::name_search::hits(tx, &ticks.remember)? {
                if shown(&administrator, found, false).is_some() {
                    store::remembered_user::put(tx, list(&administrator), person, until)?;
                }
            }
            Ok(Ok(store::remembered_user::people(tx, list(&administrator))?.len()))
        })
        .await
}

/// Empties the list.
///
/// # Errors
/// [`StoreError`].
pub async fn forget_all(world: &World, administrator: &Administrator) -> Result<Result<(), Reason>, StoreError> {
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = administrator.may(tx, Verb::SearchEveryone)? {
                return Ok(Err(reason));
            }
            store::remembered_user::empty(tx, list(&administrator))?;
            Ok(Ok(()))
        })
        .await
}
