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
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::{Instant, Millis};
use std::collections::{BTreeMap, BTreeSet};
use store::driver::Tx;
use store::error::StoreError;
use store::user_list::{Acquaintance, Detail, Filter, Former, Member};

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

/// One page of the list.
#[derive(Clone, Debug, Default)]
pub struct Page {
    /// The rows, sorted.
    pub rows: Vec<Row>,
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
) -> Result<Result<(Page, Choices), Reason>, StoreError> {
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
) -> Result<Result<(Page, Choices), Reason>, StoreError> {
    if let Err(reason) = administrator.may(tx, Verb::SeeUsers)? {
        return Ok(Err(reason));
    }
    let members = members(tx, administrator, asked)?;
    let page = page(tx, administrator, (members, asked))?;
    Ok(Ok((page, choices(tx, administrator)?)))
}

/// The sorted set.
fn members(tx: &mut Tx, administrator: &Administrator, asked: &Asked) -> Result<Vec<Member>, StoreError> {
    let mut members = store::user_list::set(tx, administrator.institution(), &asked.filter)?;
    let words = words(&asked.search);
    if !words.is_empty() {
        let people: Vec<PersonId> = members.iter().map(|member| member.person).collect();
        let found: BTreeSet<PersonId> = fitting(tx, &people, (&members, &words))?;
        members.retain(|member| found.contains(&member.person));
    }
    sort(&mut members, asked);
    Ok(members)
}

/// The words of a search, in small letters.
fn words(search: &str) -> Vec<String> {
    let cut: String = search.chars().take(SEARCH_CHARACTERS_MAX).collect();
    cut.to_lowercase().split_whitespace().map(str::to_owned).collect()
}

/// Those whose name has, for every word, a part that begins like it, or whose user name begins like the only word.
fn fitting(
    tx: &mut Tx,
    people: &[PersonId],
    (members, words): (&[Member], &[String]),
) -> Result<BTreeSet<PersonId>, StoreError> {
    let known: BTreeMap<PersonId, Acquaintance> =
        members.iter().map(|member| (member.person, member.acquaintance)).collect();
    let mut found = BTreeSet::new();
    for (person, username, shown) in store::user_list::names(tx, people)? {
        let name = shown.full().to_lowercase();
        let parts: Vec<&str> = name.split([' ', '-']).collect();
        let by_name = words.iter().all(|word| parts.iter().any(|part| part.starts_with(word.as_str())));
        let by_username = known.get(&person) == Some(&Acquaintance::Known)
            && words.first().is_some_and(|word| username.as_str().starts_with(word.as_str()))
            && words.len() == 1;
        if by_name || by_username {
            found.insert(person);
        }
    }
    Ok(found)
}

/// The set comes in Danish order of names, which stays the order among equals.
fn sort(members: &mut [Member], asked: &Asked) {
    match (asked.by, asked.direction) {
        (By::Name, Direction::Forward) => {}
        (By::Name, Direction::Back) => members.reverse(),
        (By::Place, Direction::Forward) => members.sort_by(|one, two| one.place.cmp(&two.place)),
        (By::Place, Direction::Back) => members.sort_by(|one, two| two.place.cmp(&one.place)),
        (By::Login, Direction::Forward) => {
            members.sort_by_key(|member| (member.last_login.is_none(), std::cmp::Reverse(member.last_login)));
        }
        (By::Login, Direction::Back) => {
            members.sort_by_key(|member| (member.last_login.is_none(), member.last_login));
        }
    }
}

fn page(
    tx: &mut Tx,
    administrator: &Administrator,
    (members, asked): (Vec<Member>, &Asked),
) -> Result<Page, StoreError> {
    let size = asked.size.max(1);
    let behind = asked.after.and_then(|after| members.iter().position(|member| member.person == after));
    let before = behind.map_or(0, |place| place + 1);
    let shown: Vec<&Member> = members.iter().skip(before).take(size).collect();
    let people: Vec<PersonId> = shown.iter().map(|member| member.person).collect();
    let known: BTreeMap<PersonId, Acquaintance> =
        shown.iter().map(|member| (member.person, member.acquaintance)).collect();
    let rows = store::user_list::details(tx, administrator.institution(), &people)?
        .into_iter()
        .map(|detail| {
            let acquaintance = known.get(&detail.person).copied().unwrap_or(Acquaintance::ContactOnly);
            Row { detail, acquaintance }
        })
        .collect();
    let pages = members.len().div_ceil(size).max(1);
    let begins = |page: usize| (page * size).checked_sub(1).and_then(|place| members.get(place)).map(|one| one.person);
    Ok(Page { rows, before, total: members.len(), pages: (0..pages).map(begins).collect() })
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
) -> Result<Result<(Vec<Former>, Choices), Reason>, StoreError> {
    let who = administrator.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeUsers)? {
                return Ok(Err(reason));
            }
            let since: Instant = tx.now().minus(LEFT_SHOWN_FOR);
            Ok(Ok((store::user_list::left(tx, who.institution(), since)?, choices(tx, &who)?)))
        })
        .await?;
    let Ok((former, choices)) = found else { return Ok(found) };
    let about: Vec<PersonId> = former.iter().map(|one| one.person).collect();
    looked(world, administrator, ("ba/brugere/udmeldt", &about)).await?;
    Ok(Ok((former, choices)))
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
            let members = members(tx, &who, &whole)?;
            Ok(Ok(page(tx, &who, (members, &whole))?.rows))
        })
        .await?;
    let Ok(rows) = found else { return Ok(found) };
    let about: Vec<PersonId> = rows.iter().map(|row| row.detail.person).collect();
    let event = Blank::draw(world).event(Kind::ListExported, &administrator.circumstances(), &about);
    let event = with(with(event, "list", "users"), "rows", rows.len());
    world.db.write(move |tx| store::event::append(tx, &event)).await?;
    Ok(Ok(rows))
}
