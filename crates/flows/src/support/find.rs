//! *Find en person*: by user name, UniId or CPR number exactly; by name as *Alle brugere* finds people: employees and
//! externals anywhere, pupils of an institution that is named, never contacts.
//!
//! Source: product.md §9, ux.md 3.11, issue "Operator's desk". A CPR number is looked up only with a reason. What it does not
//! do: show anybody; the person's page does.

use crate::change_cpr::holder_of;
use crate::find_anyone::{ByName, by_name, told};
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::world::World;
use rules::affiliation::Actor;
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::operator::{Refused, Tie, Verb};
use rules::proposal::{self, WhyFlaw};
use rules::user::{UniId, Username};
use store::driver::Tx;
use store::error::StoreError;
use store::name_search::Place;

/// What was typed to find somebody.
#[derive(Clone, Default)]
pub struct Asked {
    /// A user name, a UniId, a CPR number, or a name.
    pub typed: String,
    /// Why a CPR number is looked up.
    pub why: String,
    /// Whose pupils a name may find.
    pub pupils_of: Option<InstitutionNumber>,
    /// Where the page of hits before ended.
    pub after: Option<Place>,
}

impl std::fmt::Debug for Asked {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Asked(..)")
    }
}

/// What a search by name found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// What they type.
    pub username: Username,
    /// What they are where.
    pub at: Vec<(Actor, String)>,
}

/// What came of it.
#[derive(Clone, Debug)]
pub enum Looked {
    /// Nothing was typed.
    Nothing,
    /// No part of the name has two letters.
    TooShort,
    /// Too many parts, or even the rarest fits too many.
    TooMany,
    /// A CPR number takes a reason.
    Why(WhyFlaw),
    /// Nobody is found.
    Nobody,
    /// Exactly this one.
    One(PersonId),
    /// These, by name, and where the next page begins.
    Some(Vec<Hit>, Option<Place>),
}

/// Finds somebody. What is found, and that somebody looked, is remembered before it leaves.
///
/// # Errors
/// [`StoreError`].
pub async fn find(world: &World, operator: &Operator, asked: Asked) -> Result<Result<Looked, Refused>, StoreError> {
    if let Ok(cpr) = Cpr::parse(asked.typed.trim()) {
        return by_cpr(world, operator, (&cpr, &asked)).await;
    }
    let (who, blank) = (operator.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeePeople, Tie::None)? {
                return Ok(Err(refused));
            }
            let looked = look(tx, &asked)?;
            let about: Vec<PersonId> = match &looked {
                Looked::One(person) => vec![*person],
                Looked::Some(hits, _) => hits.iter().map(|hit| hit.person).collect(),
                Looked::Nothing | Looked::TooShort | Looked::TooMany | Looked::Why(_) | Looked::Nobody => Vec::new(),
            };
            if !matches!(looked, Looked::Nothing | Looked::TooShort | Looked::TooMany) {
                let event = blank.event(Kind::PeopleSearched, &who.circumstances(), &about);
                store::event::append(tx, &with(with(event, "page", "stil/personer"), "hits", about.len()))?;
            }
            Ok(Ok(looked))
        })
        .await
}

async fn by_cpr(
    world: &World,
    operator: &Operator,
    (cpr, asked): (&Cpr, &Asked),
) -> Result<Result<Looked, Refused>, StoreError> {
    let why = proposal::why(&asked.why);
    // Ten digits may be a UniId too.
    let uniid = UniId::parse(asked.typed.trim());
    let (who, blank, indexes) = (operator.clone(), Blank::draw(world), world.vault.blind_indexes(cpr));
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::SeePeople, Tie::None)? {
                return Ok(Err(refused));
            }
            let why = match &why {
                Ok(why) => why,
                Err(flaw) => return Ok(Ok(Looked::Why(*flaw))),
            };
            let found = match (holder_of(tx, &indexes)?, &uniid) {
                (Some(holder), _) => Some(holder),
                (None, Some(uniid)) => store::person::find_by_uniid(tx, uniid)?.map(|person| person.id),
                (None, None) => None,
            };
            let about: Vec<PersonId> = found.into_iter().collect();
            let event = blank.event(Kind::CprLookedUp, &who.circumstances(), &about);
            store::event::append(tx, &with(with(event, "page", "stil/personer"), "why", why))?;
            Ok(Ok(found.map_or(Looked::Nobody, Looked::One)))
        })
        .await
}

fn look(tx: &mut Tx, asked: &Asked) -> Result<Looked, StoreError> {
    let typed = asked.typed.trim();
    if let Some(uniid) = UniId::parse(typed)
        && let Some(person) = store::person::find_by_uniid(tx, &uniid)?
    {
        return Ok(Looked::One(person.id));
    }
    if let Some(username) = Username::parse(typed)
        && let Some(person) = store::person::find_by_username(tx, &username)?
    {
        return Ok(Looked::One(person.id));
    }
    let pupils_of = asked.pupils_of.as_ref();
    let (places, next) = match by_name(tx, typed, asked.after.as_ref(), pupils_of)? {
        ByName::Nothing => return Ok(Looked::Nothing),
        ByName::TooShort => return Ok(Looked::TooShort),
        ByName::TooManyParts | ByName::TooMany => return Ok(Looked::TooMany),
        ByName::Page(places, next) => (places, next),
    };
    let people: Vec<PersonId> = places.iter().map(|place| place.person).collect();
    let mut found = store::name_search::hits(tx, &people)?;
    let hit = |hit: store::name_search::Hit| Hit {
        person: hit.person,
        shown: hit.shown.full(),
        username: hit.username,
        at: told(hit.attached, pupils_of),
    };
    let hits: Vec<Hit> = people.iter().filter_map(|person| found.remove(person)).map(hit).collect();
    Ok(if hits.is_empty() { Looked::Nobody } else { Looked::Some(hits, next) })
}
