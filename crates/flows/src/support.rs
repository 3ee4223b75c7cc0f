//! *Personer*: what is known of somebody's account, as an operator sees it who helps; a block, and its end. Every look is
//! remembered.
//!
//! Source: product.md §1, §3, §8, §14, issue "Operator's desk". What it does not do: find somebody (`find`), or show a password,
//! a whole CPR number, or a protected person's name and place; no path could.

pub mod find;

use crate::change_cpr::open;
use crate::give_password::end_sessions;
use crate::import::ImportError;
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::world::World;
use rules::affiliation::{Actor, Role};
use rules::event::Kind;
use rules::id::{EventId, PersonId};
use rules::institution::InstitutionNumber;
use rules::operator::{Refused, Tie, Verb};
use rules::proposal::{WhyFlaw, why};
use rules::session::Method;
use rules::time::Instant;
use rules::user::{Protection, UniId, Username};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use store::credential::SetHow;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Block;
use store::pupil::PasswordState;
use store::service_right::ServiceRight;

/// How many events the page shows.
pub const LOG_EVENTS: i64 = 50;

/// An affiliation in force.
#[derive(Clone, Debug)]
pub struct Attached {
    /// Where; none for a protected person.
    pub at: Option<(InstitutionNumber, String)>,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// Who says so.
    pub source: String,
    /// Since when.
    pub since: Instant,
    /// Over by itself then.
    pub until: Option<Instant>,
}

/// A right in force.
#[derive(Clone, Debug)]
pub struct Held {
    /// Where; none for a protected person.
    pub at: Option<(InstitutionNumber, String)>,
    /// Its word.
    pub right: String,
    /// Since when.
    pub since: Instant,
    /// Who gave it; none: a rule, or the operator.
    pub by: Option<String>,
    /// Why, as a word.
    pub why: String,
    /// Over by itself then.
    pub until: Option<Instant>,
}

/// A login that runs.
#[derive(Clone, Debug)]
pub struct Login {
    /// How they proved who they are.
    pub method: Method,
    /// Since when.
    pub since: Instant,
    /// When it was last used.
    pub seen: Instant,
    /// The browser's own words.
    pub browser: String,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Happened {
    /// When.
    pub at: Instant,
    /// What.
    pub kind: Kind,
    /// Who did it, where it was a person.
    pub by: Option<String>,
    /// Acting as what, or which machine.
    pub acting_as: String,
    /// Where; nothing for a protected person.
    pub place: String,
}

/// What an operator may press on this page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Buttons {
    /// Block the account.
    pub block: bool,
    /// Lift the block.
    pub unblock: bool,
    /// Propose a merge.
    pub merge: bool,
}

/// All that is known of an account, as far as an operator sees it.
#[derive(Clone, Debug)]
pub struct Support {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub shown: String,
    /// Whether that is an alias.
    pub is_protected: bool,
    /// What they type.
    pub username: Username,
    /// User names they had.
    pub old_usernames: Vec<String>,
    /// What services know them by.
    pub uniid: UniId,
    /// UniIds that came with merged accounts.
    pub old_uniids: Vec<String>,
    /// The number, masked; none where there is none.
    pub cpr: Option<String>,
    /// Since when the account exists.
    pub created: Instant,
    /// When the last affiliation ended.
    pub unattached: Option<Instant>,
    /// When the account was closed.
    pub disabled: Option<Instant>,
    /// Why nobody gets in, and the name of the institution that blocked.
    pub block: Option<(Block, Option<String>)>,
    /// The password without the password.
    pub password: PasswordState,
    /// By which way it came.
    pub set_how: Option<SetHow>,
    /// When a change was called for.
    pub must_change: Option<Instant>,
    /// When they last logged in.
    pub last_login: Option<Instant>,
    /// What they are where.
    pub attached: Vec<Attached>,
    /// What they may where.
    pub rights: Vec<Held>,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
    /// Where they are logged in.
    pub logins: Vec<Login>,
    /// The last events.
    pub log: Vec<Happened>,
    /// What may be pressed.
    pub buttons: Buttons,
}

/// Reads the page and remembers the look before it leaves. None where there is no such person.
///
/// # Errors
/// [`ImportError`].
pub async fn see(
    world: &World,
    operator: &Operator,
    person: PersonId,
) -> Result<Result<Option<Support>, Refused>, ImportError> {
    let (who, looks) = (operator.clone(), world.clone());
    let found = world.db.read(move |tx| read(tx, &looks, (&who, person))).await?;
    if let Ok(Some(_)) = &found {
        looked(world, operator, ("stil/person", &[person])).await?;
    }
    Ok(found)
}

/// Remembers that an operator was shown these people.
pub(crate) async fn looked(
    world: &World,
    operator: &Operator,
    (page, about): (&'static str, &[PersonId]),
) -> Result<(), StoreError> {
    let event = with(Blank::draw(world).event(Kind::PeopleShown, &operator.circumstances(), about), "page", page);
    world.db.write(move |tx| store::event::append(tx, &event)).await
}

fn read(
    tx: &mut Tx,
    world: &World,
    (who, id): (&Operator, PersonId),
) -> Result<Result<Option<Support>, Refused>, StoreError> {
    if let Err(refused) = who.may_do(tx, Verb::SeePeople, Tie::None)? {
        return Ok(Err(refused));
    }
    let Some(person) = store::person::find(tx, id)? else { return Ok(Ok(None)) };
    let mut places =
        Places { hidden: matches!(person.protection, Protection::Protected { .. }), names: BTreeMap::new() };
    let credential = store::credential::find(tx, id)?;
    let held = credential.as_ref().map(|held| (held.form, held.set_at));
    let block = match person.block.clone() {
        Some(block) => {
            let by = match &block.by {
                Some(number) => places.at(tx, number)?.map(|at| at.1),
                None => None,
            };
            Some((block, by))
        }
        None => None,
    };
    let tie = if who.person() == id { Tie::AboutMe } else { Tie::None };
    Ok(Ok(Some(Support {
        buttons: Buttons {
            block: block.is_none() && who.may_do(tx, Verb::BlockPerson, tie)?.is_ok(),
            unblock: block.is_some() && who.may_do(tx, Verb::UnblockPerson, tie)?.is_ok(),
            merge: who.may_do(tx, Verb::ProposeMerge, tie)?.is_ok(),
        },
        block,
        shown: person.shown().full(),
        is_protected: places.hidden,
        old_usernames: store::person::old_usernames(tx, id)?,
        old_uniids: store::person::old_uniids(tx, id)?,
        cpr: masked(tx, world, id)?,
        created: person.created,
        unattached: person.unattached,
        disabled: person.disabled,
        password: PasswordState::of(held, credential.as_ref().and_then(|held| held.dead)),
        set_how: credential.as_ref().map(|held| held.set_how),
        must_change: credential.as_ref().and_then(|held| held.must_change),
        last_login: store::user_page::last_login(tx, id)?,
        attached: attached(tx, id, &mut places)?,
        rights: rights(tx, id, &mut places)?,
        defined: store::service_right::open(tx)?,
        logins: store::sso_session::live_of_person(tx, id)?
            .into_iter()
            .map(|one| Login { method: one.method, since: one.started, seen: one.seen, browser: one.browser })
            .collect(),
        log: happened(tx, id, &mut places)?,
        person: id,
        username: person.username,
        uniid: person.uniid,
    })))
}

/// The number of an account, masked; none where it has none.
pub(crate) fn masked(tx: &mut Tx, world: &World, person: PersonId) -> Result<Option<String>, StoreError> {
    let sealed = store::person_entry::cpr_sealed(tx, person)?;
    let opened = sealed.map(|sealed| open(world, person, &sealed)).transpose();
    Ok(opened.map_err(|_| StoreError::Unreadable("the number of an account"))?.map(|cpr| cpr.masked()))
}

/// The names of institutions, read once; where a protected person is stays hidden.
struct Places {
    hidden: bool,
    names: BTreeMap<InstitutionNumber, String>,
}

impl Places {
    fn at(
        &mut self,
        tx: &mut Tx,
        number: &InstitutionNumber,
    ) -> Result<Option<(InstitutionNumber, String)>, StoreError> {
        if self.hidden {
            return Ok(None);
        }
        let name = match self.names.entry(number.clone()) {
            Entry::Occupied(known) => known.get().clone(),
            Entry::Vacant(new) => {
                let name = store::institution::name(tx, number)?.unwrap_or_else(|| number.to_string());
                new.insert(name).clone()
            }
        };
        Ok(Some((number.clone(), name)))
    }
}

fn attached(tx: &mut Tx, person: PersonId, places: &mut Places) -> Result<Vec<Attached>, StoreError> {
    let mut all = Vec::new();
    for one in store::affiliation::active_of_person(tx, person)? {
        all.push(Attached {
            at: places.at(tx, &one.institution)?,
            actor: one.actor,
            roles: one.roles,
            source: one.source,
            since: one.started,
            until: one.expires,
        });
    }
    Ok(all)
}

fn rights(tx: &mut Tx, person: PersonId, places: &mut Places) -> Result<Vec<Held>, StoreError> {
    let mut all = Vec::new();
    for one in store::right_grant::of_person(tx, person)? {
        let by = match one.given_by {
            Some(giver) => store::person::find(tx, giver)?.map(|giver| giver.shown().full()),
            None => None,
        };
        all.push(Held {
            at: places.at(tx, &one.institution)?,
            right: one.right,
            since: one.given,
            by,
            why: one.why,
            until: one.expires,
        });
    }
    Ok(all)
}

fn happened(tx: &mut Tx, person: PersonId, places: &mut Places) -> Result<Vec<Happened>, StoreError> {
    let mut names: BTreeMap<PersonId, String> = BTreeMap::new();
    let mut all = Vec::new();
    for event in store::event::about(tx, person, EventId(i64::MAX), LOG_EVENTS)? {
        let by = match event.actor {
            Some(actor) => {
                if let Entry::Vacant(new) = names.entry(actor) {
                    let shown = store::person::find(tx, actor)?.map(|actor| actor.shown().full());
                    new.insert(shown.unwrap_or_default());
                }
                names.get(&actor).cloned()
            }
            None => None,
        };
        let place = match event.institution.as_deref().and_then(InstitutionNumber::parse) {
            Some(number) => places.at(tx, &number)?.map(|at| at.1).unwrap_or_default(),
            None => String::new(),
        };
        all.push(Happened { at: event.at, kind: event.kind, by, acting_as: event.acting_as, place });
    }
    Ok(all)
}

/// What became of a block, or of its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// Done.
    Done,
    /// It was so already.
    TooLate,
    /// The person must be shown why, and this is not taken.
    Why(WhyFlaw),
    /// There is no such person.
    Nobody,
    /// The rules refuse it.
    Refused(Refused),
}

/// Blocks an account, with a reason the person is shown. Sessions and tokens end at once.
///
/// # Errors
/// [`StoreError`].
pub async fn block(world: &World, operator: &Operator, person: PersonId, reason: &str) -> Result<Pressed, StoreError> {
    let reason = match why(reason) {
        Ok(reason) => reason,
        Err(flaw) => return Ok(Pressed::Why(flaw)),
    };
    act(world, operator, (person, Verb::BlockPerson), Kind::PersonBlocked, move |tx| {
        if !store::person::block(tx, person, None, &reason)? {
            return Ok(Pressed::TooLate);
        }
        end_sessions(tx, person, "blocked")?;
        Ok(Pressed::Done)
    })
    .await
}

/// Lifts a block, whoever blocked.
///
/// # Errors
/// [`StoreError`].
pub async fn unblock(world: &World, operator: &Operator, person: PersonId) -> Result<Pressed, StoreError> {
    act(world, operator, (person, Verb::UnblockPerson), Kind::PersonUnblocked, move |tx| {
        let lifted = store::person::unblock(tx, person, None)?;
        Ok(if lifted { Pressed::Done } else { Pressed::TooLate })
    })
    .await
}

async fn act(
    world: &World,
    operator: &Operator,
    (person, verb): (PersonId, Verb),
    kind: Kind,
    act: impl Fn(&mut Tx) -> Result<Pressed, StoreError> + Send + 'static,
) -> Result<Pressed, StoreError> {
    let (who, blank) = (operator.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            let tie = if who.person() == person { Tie::AboutMe } else { Tie::None };
            if let Err(refused) = who.may_do(tx, verb, tie)? {
                return Ok(Pressed::Refused(refused));
            }
            if store::person::find(tx, person)?.is_none() {
                return Ok(Pressed::Nobody);
            }
            let pressed = act(tx)?;
            if pressed == Pressed::Done {
                store::event::append(tx, &blank.event(kind, &who.circumstances(), &[person]))?;
            }
            Ok(pressed)
        })
        .await
}
