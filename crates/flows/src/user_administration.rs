//! Brugeradministration: who sits there, for which institution, and what they may do.
//!
//! An institution stands in the address of every page, never in the session, so that two windows cannot mix two schools.
//! Everything is derived from the database at each page and each button. Source: product.md §9. What it does not do: say
//! who may (`rules::rights` does), or tell the story of any page; each has its own.

use crate::pupil_access::{Desk, Helper};
use crate::remember::{Blank, Circumstances};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::{Institution, InstitutionNumber};
use rules::rights::facts::{Entry, Right};
use rules::rights::verb::Verb;
use rules::rights::{Reason, opens_user_administration};
use rules::time::Instant;
use std::collections::BTreeSet;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::sso_session::SsoSessionId;

/// Somebody in Brugeradministration, at one institution. What they may is asked anew each time.
#[derive(Clone, Debug)]
pub struct Administrator {
    helper: Helper,
}

impl Administrator {
    /// Somebody who came in by this login, for this institution, from there.
    pub fn new(
        (person, session): (PersonId, SsoSessionId),
        institution: InstitutionNumber,
        address: IpAddr,
    ) -> Administrator {
        Administrator { helper: Helper { person, entry: Entry::Administrator, session, institution, address } }
    }

    /// Who.
    pub fn person(&self) -> PersonId {
        self.helper.person
    }

    /// For which institution.
    pub fn institution(&self) -> &InstitutionNumber {
        &self.helper.institution
    }

    /// The same person at the grey button of Elevadgang: what is one story there is one story here.
    pub fn as_helper(&self) -> &Helper {
        &self.helper
    }

    /// What the rules need to know, read in this transaction.
    pub(crate) fn desk(&self, tx: &mut Tx) -> Result<Desk, StoreError> {
        Desk::load(tx, &self.helper)
    }

    /// Whether this may be done at the institution, asked in this transaction.
    pub(crate) fn may(&self, tx: &mut Tx, verb: Verb) -> Result<Result<(), Reason>, StoreError> {
        Ok(self.desk(tx)?.may_here(verb))
    }

    /// For the events of what they do.
    pub(crate) fn circumstances(&self) -> Circumstances {
        self.helper.circumstances()
    }
}

/// An institution somebody may open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub number: InstitutionNumber,
    /// Its name.
    pub name: String,
    /// When they last came in there.
    pub last_entered: Option<Instant>,
}

/// The institutions whose Brugeradministration somebody's rights open, by name and number; at most
/// `store::administrator_entry::INSTITUTIONS_MAX`.
///
/// # Errors
/// [`StoreError`].
pub async fn institutions(world: &World, person: PersonId) -> Result<Vec<Opened>, StoreError> {
    world
        .db
        .point(move |tx| {
            let mut found: Vec<Opened> = store::administrator_entry::offered(tx, person)?
                .into_iter()
                .filter(|offered| opens_user_administration(Right::of_word(&offered.right)))
                .map(|offered| Opened {
                    number: offered.institution,
                    name: offered.name,
                    last_entered: offered.last_entered,
                })
                .collect();
            found.dedup_by(|one, two| one.number == two.number);
            found.sort_by_cached_key(|one| (rules::danish_order::sort_key(&one.name), one.number.clone()));
            Ok(found)
        })
        .await
}

/// What somebody may do at an institution at this moment, as far as it does not depend on to whom.
#[derive(Clone, Debug)]
pub struct Seat {
    /// The institution, where the register knows it.
    pub institution: Option<Institution>,
    /// When they last came in here.
    pub last_entered: Option<Instant>,
    /// When the newest import was loaded, where that is too long ago.
    pub stale_import: Option<Instant>,
    may: BTreeSet<Verb>,
}

impl Seat {
    /// Whether a menu or button for this is offered.
    pub fn offers(&self, verb: Verb) -> bool {
        self.may.contains(&verb)
    }
}

/// Sits down at the institution's desk: refused where *Overblik*, which every right here opens, is closed.
///
/// # Errors
/// [`StoreError`].
pub async fn sit(world: &World, administrator: &Administrator) -> Result<Result<Seat, Reason>, StoreError> {
    let administrator = administrator.clone();
    world
        .db
        .point(move |tx| {
            let desk = administrator.desk(tx)?;
            if let Err(reason) = desk.may_here(Verb::SeeOverview) {
                return Ok(Err(reason));
            }
            let may = Verb::ALL.into_iter().filter(|verb| desk.stands(*verb).is_ok()).collect();
            let institution = store::institution::find(tx, administrator.institution())?;
            let entered = store::administrator_entry::find(tx, administrator.person(), administrator.institution())?;
            Ok(Ok(Seat {
                institution,
                last_entered: entered.map(|entered| entered.last),
                stale_import: stale_import(tx, administrator.institution())?,
                may,
            }))
        })
        .await
}

/// Notes that somebody comes into Brugeradministration for an institution: once a session and institution.
///
/// # Errors
/// [`StoreError`].
pub async fn enter(world: &World, administrator: &Administrator) -> Result<(), StoreError> {
    let blank = Blank::draw(world);
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            store::administrator_entry::enter(tx, administrator.person(), administrator.institution())?;
            let circumstances = administrator.circumstances();
            let event = blank.event(Kind::AdministrationEntered, &circumstances, &[administrator.person()]);
            store::event::append(tx, &event)
        })
        .await
}

/// Whether this may be done at the institution, whatever it is about, asked now: for a page whose story asks nothing
/// itself.
///
/// # Errors
/// [`StoreError`].
pub async fn allowed(
    world: &World,
    administrator: &Administrator,
    verb: Verb,
) -> Result<Result<(), Reason>, StoreError> {
    let administrator = administrator.clone();
    world.db.point(move |tx| Ok(administrator.desk(tx)?.stands(verb))).await
}

/// When the newest import was loaded, where nothing has come for [`rules::import_plan::STALE_AFTER`].
fn stale_import(tx: &mut Tx, institution: &InstitutionNumber) -> Result<Option<Instant>, StoreError> {
    let newest = store::import_source::of_institution(tx, institution)?.into_iter().map(|source| source.at).max();
    Ok(newest.filter(|at| at.plus(rules::import_plan::STALE_AFTER) <= tx.now()))
}
