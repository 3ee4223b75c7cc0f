//! *Giv Adgang*: an institution gives a licence-bound service to a class, an actor or everybody, and takes it back.
//!
//! Source: product.md §9, §13. What it does not do: say whom a licence reaches (`rules::licence`), or sell one.

use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::event::Kind;
use rules::group::Group;
use rules::licence::{Licence, Reach};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Date;
use store::driver::Tx;
use store::error::StoreError;
use store::licence::Given;

/// A service that asks for a licence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// What it calls itself.
    pub client: String,
    /// What users read.
    pub name: String,
    /// Whose it is.
    pub provider: String,
}

/// The page *Tjenester og licenser*.
#[derive(Clone, Debug)]
pub struct Overview {
    /// What the institution gives, by service.
    pub given: Vec<Given>,
    /// Services that ask for a licence.
    pub offered: Vec<Offered>,
    /// Groups a licence may be given to.
    pub groups: Vec<Group>,
}

/// Reads the page.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(world: &World, who: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let who = who.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeLicences)? {
                return Ok(Err(reason));
            }
            Ok(Ok(Overview {
                given: store::licence::of_institution(tx, who.institution())?,
                offered: offered(tx)?,
                groups: store::pupil::groups_of_institution(tx, who.institution())?,
            }))
        })
        .await
}

fn offered(tx: &mut Tx) -> Result<Vec<Offered>, StoreError> {
    let mut offered = Vec::new();
    for row in store::client::list(tx, "")? {
        if row.disabled.is_some() {
            continue;
        }
        let service = crate::client::read(row)?;
        if service.registration.licence.is_some() {
            offered.push(Offered { client: service.id, name: service.name, provider: service.provider });
        }
    }
    Ok(offered)
}

/// What is to be given.
#[derive(Clone, Debug)]
pub struct Giving {
    /// Which service.
    pub client: String,
    /// To whom.
    pub reach: Reach,
    /// The first day; none: at once.
    pub from: Option<Date>,
    /// The last day, included; none: until it is taken back.
    pub to: Option<Date>,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Done.
    Done,
    /// No such service asks for a licence.
    NoService,
    /// The class is not this institution's, or the licence is not.
    NotHere,
    /// The last day lies before the first, or before today.
    OverBefore,
    /// The same is given already.
    Already,
    /// The rules say no.
    Refused(Reason),
}

/// Gives a licence.
///
/// # Errors
/// [`StoreError`].
pub async fn give(world: &World, who: &Administrator, giving: &Giving) -> Result<Pressed, StoreError> {
    let id = world.draw_id();
    let blank = Blank::draw(world);
    let (who, giving) = (who.clone(), giving.clone());
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::GiveLicence)? {
                return Ok(Pressed::Refused(reason));
            }
            let here = who.institution().clone();
            if !offered(tx)?.iter().any(|service| service.client == giving.client) {
                return Ok(Pressed::NoService);
            }
            if let Reach::Group(group) = giving.reach
                && store::pupil::group(tx, group)?.is_none_or(|group| group.institution != here)
            {
                return Ok(Pressed::NotHere);
            }
            let today = tx.now().day_in_denmark();
            if giving.to.is_some_and(|to| to < today || giving.from.is_some_and(|from| to < from)) {
                return Ok(Pressed::OverBefore);
            }
            let Giving { client, reach, from, to } = giving.clone();
            let licence = Licence { institution: here.clone(), reach, from, to };
            let held = store::licence::of_institution(tx, &here)?;
            if held.iter().any(|given| given.client == client && given.licence == licence) {
                return Ok(Pressed::Already);
            }
            store::licence::give(tx, id, &client, &licence, Some(who.person()))?;
            let event = blank.event(Kind::LicenceGiven, &who.circumstances(), &[]);
            let event = with(with(event, "client", &client), "reach", licence.reach.word());
            store::event::append(tx, &with(event, "licence", id))?;
            Ok(Pressed::Done)
        })
        .await
}

/// Takes a licence of the institution back.
///
/// # Errors
/// [`StoreError`].
pub async fn end(world: &World, who: &Administrator, licence: i64) -> Result<Pressed, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::GiveLicence)? {
                return Ok(Pressed::Refused(reason));
            }
            if !store::licence::end_at(tx, licence, who.institution())? {
                return Ok(Pressed::NotHere);
            }
            let event = blank.event(Kind::LicenceEnded, &who.circumstances(), &[]);
            store::event::append(tx, &with(event, "licence", licence))?;
            Ok(Pressed::Done)
        })
        .await
}
