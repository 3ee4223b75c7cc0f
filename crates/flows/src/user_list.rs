//! *Brugere*: the list of everybody attached to an institution, searched, narrowed, sorted and paged; and the same list
//! as a file.
//!
//! A page begins behind somebody, not at a number, so that nobody is passed over when others come or go meanwhile.
//! Source: product.md §9. A look is one event with the people of the page. What it does not do: show a contact's user
//! name, logins or password state; the store never hands them out in a set.

use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::group::Group;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::{Instant, Millis};
use rules::user::{PersonName, Username};
use std::collections::{BTreeMap, BTreeSet};
use store::driver::Tx;
use store::error::StoreError;
use store::user_list::{Acquaintance, Detail, Filter, Former, Named, Order, PEOPLE_MAX};

/// How long somebody who left is still listed as such.
pub const LEFT_SHOWN_FOR: Millis = Millis::days(365);
/// The most characters of a search.
pub const SEARCH_CHARACTERS_MAX: usize = 60;
/// The page sizes on offer; the first is the usual one.
pub const PAGE_SIZES: [usize; 3] = [25, 50, 100];

/// By what a list is sorted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum By {
    /// The shown name, in Danish order.
    #[default]
    Name,
    /// Actor, level and class.
    Place,
    /// The last login; who never did comes last in both directions.
    Login,
}

/// In which direction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Direction {
    /// From the first letter, the lowest class, the newest login.
    #[default]
    Forward,
    /// The other way round.
    Back,
}

/// Which part of which list.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What it is narrowed to.
    pub filter: Filter,
    /// Parts of a name or user name.
    pub search: String,
    /// By what it is sorted.
    pub by: By,
    /// In which direction.
    pub direction: Direction,
    /// Behind whom the page begins; none: at the top.
    pub after: Option<PersonId>,
    /// How many on a page.
    pub size: usize,
}

/// One row.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it shows.
    pub detail: Detail,
    /// Whether user name and state may stand there.
    pub acquaintance: Acquaintance,
}

/// One page of a list.
#[derive(Clone, Debug, Default)]
pub struct Page<T> {
    /// The rows, sorted.
    pub rows: Vec<T>,
    /// How many stand before the first of them.
    pub before: usize,
    /// How many there are in all.
    pub total: usize,
    /// Behind whom each page begins; the first begins behind nobody.
    pub pages: Vec<Option<PersonId>>,
}

/// What a list may be narrowed to here.
#[derive(Clone, Debug, Default)]
pub struct Choices {
    /// The groups there are now.
    pub groups: Vec<Group>,
    /// The sources that told of somebody.
    pub sources: Vec<String>,
}

/// Reads a page; the people on it are remembered as looked at before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn see(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<(Page<Row>, Choices), Reason>, StoreError> {
    let who = administrator.clone();
    let found = world.db.read(move |tx| read(tx, &who, &asked)).await?;
    let Ok((page, choices)) = found else { return Ok(found) };
    let about: Vec<PersonId> = page.rows.iter().map(|row| row.detail.person).collect();
    looked(world, administrator, ("ba/brugere", &about)).await?;
    Ok(Ok((page, choices)))
}

/// Remembers a look at these people.
pub(crate) async fn looked(
    world: &World,
    administrator: &Administrator,
    (page, about): (&str, &[PersonId]),
) -> Result<(), StoreError> {
    if about.is_empty() {
        return Ok(());
    }
    let event = Blank::draw(world).event(Kind::PeopleShown, &administrator.circumstances(), about);
    let event = with(event, "page", page);
    world.db.write(move |tx| store::event::append(tx, &event)).await
}

fn read(
    tx: &mut Tx,
    administrator: &Administrator,
    asked: &Asked,
) -> Result<Result<(Page<Row>, Choices), Reason>, StoreError> {
    if let Err(reason) = administrator.may(tx, Verb::SeeUsers)? {
        return Ok(Err(reason));
    }
    let listed = if words(&asked.search).is_empty() {
        placed(tx, administrator, asked)?
    } else {
        cut(members(tx, administrator, asked)?, |one| one.0, asked)
    };
    let page = detailed(tx, administrator, listed)?;
    Ok(Ok((page, choices(tx, administrator)?)))
}

/// Somebody on a page, before what their row shows is read.
type Shown = (PersonId, Acquaintance);

/// A page of the list nobody searches in: the database sorts it and counts.
fn placed(tx: &mut Tx, administrator: &Administrator, asked: &Asked) -> Result<Page<Shown>, StoreError> {
    let size = asked.size.max(1);
    let here = (administrator.institution(), &asked.filter);
    let found = store::user_list::page(tx, here, order(asked), (asked.after, size))?;
    let (total, before) = found.first().map_or((0, 0), |first| (first.people, first.behind));
    let ends = found.iter().filter(|one| one.number % size == 0 && one.number < total).map(|one| Some(one.person));
    let rows = found.iter().filter(|one| before < one.number && one.number <= before + size);
    Ok(Page {
        pages: std::iter::once(None).chain(ends).collect(),
        rows: rows.map(|one| (one.person, one.acquaintance)).collect(),
        before,
        total,
    })
}

fn order(asked: &Asked) -> Order {
    match (asked.by, asked.direction) {
        (By::Name, Direction::Forward) => Order::Name,
        (By::Name, Direction::Back) => Order::NameBack,
        (By::Place, Direction::Forward) => Order::Place,
        (By::Place, Direction::Back) => Order::PlaceBack,
        (By::Login, Direction::Forward) => Order::Login,
        (By::Login, Direction::Back) => Order::LoginBack,
    }
}

/// The part of a sorted list that a page shows.
fn cut<T>(sorted: Vec<T>, person: impl Fn(&T) -> PersonId, asked: &Asked) -> Page<T> {
    let size = asked.size.max(1);
    let behind = asked.after.and_then(|after| sorted.iter().position(|one| person(one) == after));
    let before = behind.map_or(0, |place| place + 1);
    let total = sorted.len();
    let begins = |page: usize| (page * size).checked_sub(1).and_then(|place| sorted.get(place)).map(&person);
    let pages = (0..total.div_ceil(size).max(1)).map(begins).collect();
    Page { rows: sorted.into_iter().skip(before).take(size).collect(), before, total, pages }
}

/// Everybody whom the filter and the search fit, sorted.
fn members(tx: &mut Tx, administrator: &Administrator, asked: &Asked) -> Result<Vec<Shown>, StoreError> {
    let here = (administrator.institution(), &asked.filter);
    let words = words(&asked.search);
    let found = if words.is_empty() { None } else { Some(fitting(tx, here, &words)?) };
    let order = order(asked);
    if let Some(found) = found.as_ref().filter(|_| order == Order::Name) {
        return Ok(found.clone());
    }
    let everybody = store::user_list::page(tx, here, order, (None, PEOPLE_MAX))?;
    let everybody = everybody.iter().map(|one| (one.person, one.acquaintance));
    Ok(match found {
        None => everybody.collect(),
        Some(found) => {
            let found: BTreeSet<PersonId> = found.iter().map(|one| one.0).collect();
            everybody.filter(|one| found.contains(&one.0)).collect()
        }
    })
}

/// The words of a search, in small letters.
fn words(search: &str) -> Vec<String> {
    let cut: String = search.chars().take(SEARCH_CHARACTERS_MAX).collect();
    cut.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Those of the set whom the words fit, in Danish order.
fn fitting(tx: &mut Tx, here: (&InstitutionNumber, &Filter), words: &[String]) -> Result<Vec<Shown>, StoreError> {
    let fits = |one: &&Named| {
        let username = (one.acquaintance == Acquaintance::Known).then_some(&one.username);
        fits(&one.shown, username, words)
    };
    let named = store::user_list::named(tx, here)?;
    Ok(named.iter().filter(fits).map(|one| (one.person, one.acquaintance)).collect())
}

/// Whether the name has, for every word, a part that begins like it, or the user name begins like the only word.
fn fits(shown: &PersonName, username: Option<&Username>, words: &[String]) -> bool {
    let name = shown.full().to_lowercase();
    let parts: Vec<&str> = name.split([' ', '-']).collect();
    let by_name = words.iter().all(|word| parts.iter().any(|part| part.starts_with(word.as_str())));
    let by_username = match (words, username) {
        ([only], Some(username)) => username.as_str().starts_with(only.as_str()),
        _ => false,
    };
    by_name || by_username
}

/// The page with what its rows show.
fn detailed(tx: &mut Tx, administrator: &Administrator, page: Page<Shown>) -> Result<Page<Row>, StoreError> {
    let people: Vec<PersonId> = page.rows.iter().map(|one| one.0).collect();
    let known: BTreeMap<PersonId, Acquaintance> = page.rows.into_iter().collect();
    let rows = store::user_list::details(tx, administrator.institution(), &people)?
        .into_iter()
        .map(|detail| {
            let acquaintance = known.get(&detail.person).copied().unwrap_or(Acquaintance::ContactOnly);
            Row { detail, acquaintance }
        })
        .collect();
    Ok(Page { rows, before: page.before, total: page.total, pages: page.pages })
}

fn choices(tx: &mut Tx, administrator: &Administrator) -> Result<Choices, StoreError> {
    let here = administrator.institution();
    let mut groups = store::pupil::groups_of_institution(tx, here)?;
    groups.sort_by_cached_key(|group| (group.kind, group.level, rules::danish_order::sort_key(&group.name)));
    let mut sources: Vec<String> =
        store::import_source::of_institution(tx, here)?.into_iter().map(|source| source.name).collect();
    sources.push(crate::pupil_access::MANUAL_SOURCE.to_owned());
    Ok(Choices { groups, sources })
}

/// What a list may be narrowed to, without the list.
///
/// # Errors
/// [`StoreError`].
pub async fn see_choices(world: &World, administrator: &Administrator) -> Result<Result<Choices, Reason>, StoreError> {
    let who = administrator.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeUsers)? {
                return Ok(Err(reason));
            }
            Ok(Ok(choices(tx, &who)?))
        })
        .await
}

/// Who left within [`LEFT_SHOWN_FOR`]; remembered as looked at.
///
/// # Errors
/// [`StoreError`].
pub async fn see_left(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<(Page<Former>, Choices), Reason>, StoreError> {
    let who = administrator.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeUsers)? {
                return Ok(Err(reason));
            }
            let since: Instant = tx.now().minus(LEFT_SHOWN_FOR);
            let mut former = store::user_list::left(tx, who.institution(), since, &asked.filter)?;
            let words = words(&asked.search);
            if !words.is_empty() {
                // The user name of somebody who left is no longer known here.
                former.retain(|one| fits(&one.shown, None, &words));
            }
            match (asked.by, asked.direction) {
                (By::Name | By::Place, Direction::Forward) => {}
                (By::Name | By::Place, Direction::Back) => former.reverse(),
                (By::Login, Direction::Forward) => former.sort_by_key(|one| std::cmp::Reverse(one.ended)),
                (By::Login, Direction::Back) => former.sort_by_key(|one| one.ended),
            }
            Ok(Ok((cut(former, |one| one.person, &asked), choices(tx, &who)?)))
        })
        .await?;
    let Ok((page, choices)) = found else { return Ok(found) };
    let about: Vec<PersonId> = page.rows.iter().map(|one| one.person).collect();
    looked(world, administrator, ("ba/brugere/udmeldt", &about)).await?;
    Ok(Ok((page, choices)))
}

/// The whole list, for a file: asked of the rules as an export, and remembered as one with everybody in it.
///
/// # Errors
/// [`StoreError`].
pub async fn export(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Vec<Row>, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::ExportUsers)? {
                return Ok(Err(reason));
            }
            let whole = Asked { size: usize::MAX, after: None, ..asked.clone() };
            let people = members(tx, &who, &whole)?;
            Ok(Ok(detailed(tx, &who, cut(people, |one| one.0, &whole))?.rows))
        })
        .await?;
    let Ok(rows) = found else { return Ok(found) };
    let about: Vec<PersonId> = rows.iter().map(|row| row.detail.person).collect();
    let event = Blank::draw(world).event(Kind::ListExported, &administrator.circumstances(), &about);
    let event = with(with(event, "list", "users"), "rows", rows.len());
    world.db.write(move |tx| store::event::append(tx, &event)).await?;
    Ok(Ok(rows))
}
