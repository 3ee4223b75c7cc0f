//! What Mit Unilogin shows a person of themselves: user name, institutions, services, children, password and its age,
//! where they are logged in, the school card. And what they may do there at once: end a session, block the card.
//!
//! Source: product.md §7. A protected child's institution is shown to the child only: a parent's own page does not
//! name the school they are told of through such a child. What it does not do: change a password (`own_password`,
//! `sign_in::helped`), or show anybody else.

use crate::help_child::{self, Seen};
use crate::remember::{Blank, Circumstances, with};
use crate::sessions::Live;
use crate::sign_in::{Broken, Browser};
use crate::single_sign_on::{actor_group, licensed};
use crate::world::World;
use rules::affiliation::{Actor, Role};
use rules::custody::{ChildThere, names_school};
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::Protection;
use store::affiliation::Affiliation;
use store::contact::Contact;
use store::credential::SetHow;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::{SsoSession, SsoSessionId};

/// What a person is somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The institution's name, its number where the register has none; none: it is not told here.
    pub institution: Option<String>,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// The main group's name, of a pupil.
    pub class: Option<String>,
    /// Which system, or what else, told of it.
    pub source: String,
    /// Since when.
    pub since: Instant,
}

/// Who gave a person the password they have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GivenBy {
    /// The person, or the operator at the start.
    Oneself,
    /// A teacher or administrator, through a window.
    School,
    /// A parent, with the national eID.
    Parent,
}

/// A service somebody may use.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tile {
    /// What it calls itself.
    pub name: String,
    /// Where it begins.
    pub start_url: String,
}

/// The page.
#[derive(Clone, Debug)]
pub struct OwnPage {
    /// Where they are what.
    pub places: Vec<Place>,
    /// The services open to them that have a page to begin at.
    pub services: Vec<Tile>,
    /// The children they have custody of.
    pub children: Vec<Seen>,
    /// When the password became active, and through whom; none where there is none.
    pub password: Option<(Instant, GivenBy)>,
    /// Where they are logged in, newest first.
    pub sessions: Vec<SsoSession>,
    /// Since when they have a school card in use.
    pub card: Option<Instant>,
}

/// Reads the page of the person whose session this is; the children whose user names stand on it are told in their log.
///
/// # Errors
/// Where the database is broken.
pub async fn show(world: &World, live: &Live, browser: &Browser) -> Result<OwnPage, Broken> {
    let person = live.person.id;
    let page = world
        .db
        .read(move |tx| {
            let affiliations = store::affiliation::active_of_person(tx, person)?;
            Ok(OwnPage {
                places: places(tx, person, &affiliations)?,
                services: services(tx, person, &affiliations)?,
                children: help_child::children(tx, person)?,
                password: password(tx, person)?,
                sessions: store::sso_session::live_of_person(tx, person)?,
                card: store::school_card::of_person(tx, person)?.first().map(|card| card.issued),
            })
        })
        .await?;
    if !page.children.is_empty() {
        let about: Vec<PersonId> = page.children.iter().map(|child| child.person).collect();
        let event = Blank::draw(world).event(Kind::UsernameShown, &by_oneself(live, browser), &about);
        world.db.write(move |tx| store::event::append(tx, &event)).await?;
    }
    Ok(page)
}

/// Where somebody with these affiliations is what, as their own pages may say it.
pub(crate) fn places(tx: &mut Tx, person: PersonId, affiliations: &[Affiliation]) -> Result<Vec<Place>, StoreError> {
    let named = named_institutions(tx, person, affiliations)?;
    let mut places = Vec::new();
    for one in affiliations {
        let class = match one.main_group {
            Some(group) => store::pupil::group(tx, group)?.map(|group| group.name),
            None => None,
        };
        let institution = named.iter().find(|(number, _)| *number == one.institution).map(|(_, name)| name.clone());
        let Affiliation { actor, roles, source, started, .. } = one.clone();
        places.push(Place { institution, actor, roles, class, source, since: started });
    }
    Ok(places)
}

fn name_of(tx: &mut Tx, number: &InstitutionNumber) -> Result<String, StoreError> {
    Ok(store::institution::name(tx, number)?.unwrap_or_else(|| number.as_str().to_owned()))
}

/// The institutions the own pages of a person with these affiliations may name, with their names: where they are attached
/// themselves, or through a child that is not protected.
pub(crate) fn named_institutions(
    tx: &mut Tx,
    person: PersonId,
    affiliations: &[Affiliation],
) -> Result<Vec<(InstitutionNumber, String)>, StoreError> {
    let contacts = store::contact::of_adult(tx, person)?;
    let mut named: Vec<(InstitutionNumber, String)> = Vec::new();
    for one in affiliations {
        let is_known = named.iter().any(|(number, _)| *number == one.institution);
        if !is_known && (one.actor != Actor::Contact || names_school(&children_there(tx, &contacts, &one.institution)?))
        {
            let name = name_of(tx, &one.institution)?;
            named.push((one.institution.clone(), name));
        }
    }
    Ok(named)
}

fn children_there(tx: &mut Tx, contacts: &[Contact], at: &InstitutionNumber) -> Result<Vec<ChildThere>, StoreError> {
    let mut children = Vec::new();
    for contact in contacts.iter().filter(|contact| contact.institution == *at) {
        let child = store::person::find(tx, contact.child)?;
        children.extend(child.map(|child| match child.protection {
            Protection::None => ChildThere::Open,
            Protection::Protected { .. } => ChildThere::Protected,
        }));
    }
    Ok(children)
}

/// The most services one page shows.
pub const SERVICES_MAX: usize = 200;

fn services(tx: &mut Tx, person: PersonId, affiliations: &[Affiliation]) -> Result<Vec<Tile>, StoreError> {
    let mut tiles = Vec::new();
    let mut after = String::new();
    loop {
        let page = store::client::list(tx, &after)?;
        let Some(last) = page.last().map(|client| client.id.clone()) else { return Ok(tiles) };
        after = last;
        for row in page.into_iter().filter(|row| row.disabled.is_none()) {
            let service = crate::client::read(row)?;
            let Some(start_url) = service.registration.start_url.clone() else { continue };
            let admitted: Vec<Affiliation> = affiliations
                .iter()
                .filter(|one| service.registration.admits(actor_group(one.actor)))
                .cloned()
                .collect();
            if admitted.is_empty() || !licensed(tx, &service, person, &admitted)?.0 {
                continue;
            }
            tiles.push(Tile { name: service.name, start_url });
            if SERVICES_MAX <= tiles.len() {
                return Ok(tiles);
            }
        }
    }
}

fn password(tx: &mut Tx, person: PersonId) -> Result<Option<(Instant, GivenBy)>, StoreError> {
    let held = store::credential::find(tx, person)?.filter(|held| held.dead.is_none());
    Ok(held.map(|held| {
        let given = match held.set_how {
            SetHow::ResetWindow | SetHow::OneTimeCode => GivenBy::School,
            SetHow::Eid if held.is_of_parent() => GivenBy::Parent,
            SetHow::Eid | SetHow::OwnChange | SetHow::Command => GivenBy::Oneself,
        };
        (held.set_at, given)
    }))
}

/// Ends one of the person's own sessions; nothing happens where it is somebody else's or over.
///
/// # Errors
/// Where the database is broken.
pub async fn end_session(world: &World, live: &Live, which: SsoSessionId, browser: &Browser) -> Result<(), Broken> {
    let person = live.person.id;
    let event = Blank::draw(world).event(Kind::SessionEnded, &by_oneself(live, browser), &[person]);
    world
        .db
        .write(move |tx| {
            let own = store::sso_session::find(tx, which)?.is_some_and(|row| row.person == person);
            if own && crate::sessions::end_one(tx, which, "own_wish")? {
                store::event::append(tx, &event)?;
            }
            Ok(())
        })
        .await?;
    Ok(())
}

fn by_oneself(live: &Live, browser: &Browser) -> Circumstances {
    Circumstances::person(live.person.id, "self", browser.address.to_canonical())
}

/// Blocks the person's own school cards; whether there was one.
///
/// # Errors
/// Where the database is broken.
pub async fn block_card(world: &World, live: &Live, browser: &Browser) -> Result<bool, Broken> {
    let person = live.person.id;
    let event = Blank::draw(world).event(Kind::CardVoided, &by_oneself(live, browser), &[person]);
    let blocked = world
        .db
        .write(move |tx| {
            let voided = store::school_card::void_all(tx, person)?;
            if voided != 0 {
                store::event::append(tx, &with(event.clone(), "cards", voided))?;
            }
            Ok(voided != 0)
        })
        .await?;
    Ok(blocked)
}
