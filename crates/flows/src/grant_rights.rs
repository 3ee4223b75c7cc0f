//! *Rettighedstildeling*: an administrator gives and takes rights, many at once, all or none.
//!
//! What the form showed comes back with it: where somebody else has changed the same person meanwhile, nothing is
//! written and both are shown. Source: product.md §9. What it does not do: say who may (`rules::rights`), or for how
//! long (`rules::right_term`).

use crate::administrators::{self, News};
use crate::mail::{Letter, Post};
use crate::pupil_access::Desk;
use crate::remember::{Blank, with};
use crate::rights_matrix::{Column, columns};
use crate::user_administration::Administrator;
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::{GrantId, PersonId};
use rules::right_term::{Term, TermFault, Tie};
use rules::rights::Reason;
use rules::rights::facts::{GrantFacts, Object, Primary, Right};
use rules::rights::verb::Verb;
use rules::time::{Date, Instant};
use std::collections::{BTreeMap, BTreeSet};
use store::driver::Tx;
use store::error::StoreError;
use store::right_grant::{Ending, NewGrant, RightGrant};
use store::service_right::ServiceRight;

/// The most boxes of one form.
pub const BOXES_MAX: usize = 1_000;

/// What a grant says of why, where an administrator gave it.
pub const WHY_GRANTED: &str = "administrator";

/// One box of the form: as it was shown, and as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wish {
    /// Whose.
    pub person: PersonId,
    /// The right's word.
    pub right: String,
    /// Whether it was held when the page was shown.
    pub before: bool,
    /// Whether it is to be held.
    pub after: bool,
}

/// An external's last day: as it was shown, and as it is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day {
    /// Whose.
    pub person: PersonId,
    /// As it was shown.
    pub before: Option<Date>,
    /// As it is wanted.
    pub after: Option<Date>,
}

/// Everything a form asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// Its boxes.
    pub wishes: Vec<Wish>,
    /// Its last days.
    pub days: Vec<Day>,
}

impl Asked {
    /// Whom something changes for.
    fn people(&self) -> BTreeSet<PersonId> {
        let boxes = self.wishes.iter().filter(|wish| wish.before != wish.after).map(|wish| wish.person);
        boxes
            .chain(self.days.iter().filter(|day| day.before.is_some() && day.before != day.after).map(|day| day.person))
            .collect()
    }

    fn day(&self, person: PersonId) -> Option<Date> {
        self.days.iter().find(|day| day.person == person).and_then(|day| day.after)
    }
}

/// What happens to one right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// It is given.
    Given(Term),
    /// It is taken.
    Taken,
    /// Its last day moves.
    Moved(Date),
}

/// One right that changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Whose.
    pub person: PersonId,
    /// The right's word.
    pub right: String,
    /// How.
    pub deed: Deed,
}

/// What somebody else has changed meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Conflict {
    /// Whose.
    pub person: PersonId,
    /// The right's word.
    pub right: String,
    /// Whether it is held now.
    pub held: bool,
}

/// Why a right cannot be given or taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The law says no.
    Refused(Reason),
    /// Not for so long.
    Term(TermFault),
}

/// What a form would do, judged against this moment.
#[derive(Clone, Debug, Default)]
pub struct Judged {
    /// What changes.
    pub changes: Vec<Change>,
    /// What others changed for the same people.
    pub conflicts: Vec<Conflict>,
    /// What is refused.
    pub faults: Vec<(PersonId, String, Fault)>,
    /// What everybody in it is called.
    pub names: BTreeMap<PersonId, String>,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
}

impl Judged {
    fn is_good(&self) -> bool {
        self.conflicts.is_empty() && self.faults.is_empty()
    }
}

/// What became of a form.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is written; all of it happened at this moment.
    Done(Instant),
    /// It asked for nothing.
    Nothing,
    /// Nothing was written.
    NotYet(Judged),
}

/// What a form would do: for the page that shows it before it is saved.
///
/// # Errors
/// [`StoreError`].
pub async fn preview(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Judged, Reason>, StoreError> {
    let administrator = administrator.clone();
    world
        .db
        .read(move |tx| {
            let desk = administrator.desk(tx)?;
            match desk.stands(Verb::GrantRight) {
                Ok(()) => Ok(Ok(judge(tx, &desk, &administrator, &asked)?)),
                Err(reason) => Ok(Err(reason)),
            }
        })
        .await
}

/// Everything that is drawn before the transaction.
struct Drawn {
    rows: Vec<(GrantId, Blank)>,
    post: Post,
}

fn draw(world: &World, asked: &Asked) -> Drawn {
    let count = (asked.wishes.len() + asked.days.len() * Right::ALL.len()).min(BOXES_MAX);
    let is_administration = |wish: &&Wish| Right::of_word(&wish.right) == Right::UserAdministration;
    let letters = asked.wishes.iter().filter(|wish| wish.before != wish.after).filter(is_administration).count();
    Drawn {
        rows: (0..count).map(|_| (GrantId(world.draw_id()), Blank::draw(world))).collect(),
        post: Post::draw(world, letters * administrators::RECIPIENTS_MAX),
    }
}

/// Saves a form: all of it, or nothing.
///
/// # Errors
/// [`StoreError`].
pub async fn save(
    world: &World,
    administrator: &Administrator,
    asked: Asked,
) -> Result<Result<Saved, Reason>, StoreError> {
    let drawn = draw(world, &asked);
    let administrator = administrator.clone();
    world.db.write(move |tx| write(tx, &administrator, &asked, &drawn)).await
}

fn write(
    tx: &mut Tx,
    administrator: &Administrator,
    asked: &Asked,
    drawn: &Drawn,
) -> Result<Result<Saved, Reason>, StoreError> {
    let desk = administrator.desk(tx)?;
    if let Err(reason) = desk.stands(Verb::GrantRight) {
        return Ok(Err(reason));
    }
    let judged = judge(tx, &desk, administrator, asked)?;
    if !judged.is_good() {
        return Ok(Ok(Saved::NotYet(judged)));
    }
    if judged.changes.is_empty() {
        return Ok(Ok(Saved::Nothing));
    }
    let told = administrators::addresses(tx, &drawn.post, administrator.institution())?;
    for (change, (id, blank)) in judged.changes.iter().zip(&drawn.rows) {
        put(tx, administrator, change, (*id, *blank))?;
    }
    tell(tx, administrator, (&judged, told), &drawn.post)?;
    Ok(Ok(Saved::Done(tx.now())))
}

/// Judges every wish in order, as if those before it had come true.
fn judge(tx: &mut Tx, desk: &Desk, administrator: &Administrator, asked: &Asked) -> Result<Judged, StoreError> {
    let institution = administrator.institution();
    let people: Vec<PersonId> = asked.people().into_iter().collect();
    let held = store::right_grant::of_people(tx, institution, &people)?;
    let kept = store::administrator::of_institution(tx, institution)?;
    let offered: BTreeSet<String> = columns(tx, administrator)?.iter().map(Column::word).collect();
    let today = tx.now().day_in_denmark();
    let mut judged = Judged { defined: store::service_right::open(tx)?, ..Judged::default() };
    let holds = |person: PersonId, right: &str| held.iter().find(|one| one.person == person && one.right == right);
    let mut left = administrators::of_administration(tx, institution)?.len();
    for person in people {
        let Some(found) = store::person::find(tx, person)? else { continue };
        judged.names.insert(person, found.shown().full());
        let affiliations = store::affiliation::active_of_person(tx, person)?;
        let actors: Vec<Actor> = affiliations.iter().map(|one| one.actor).collect();
        let there = affiliations.iter().filter(|one| one.institution == *institution).map(|one| one.actor);
        let tie = rules::right_term::tie(&there.collect::<Vec<_>>());
        let primary = kept.iter().any(|one| one.person == person && one.primary_since.is_some());
        let term = rules::right_term::term(tie, asked.day(person), today);
        for wish in asked.wishes.iter().filter(|wish| wish.person == person) {
            let is_held = holds(person, &wish.right).is_some();
            if is_held != wish.before {
                judged.conflicts.push(Conflict { person, right: wish.right.clone(), held: is_held });
            }
            if wish.before == wish.after || is_held == wish.after {
                continue;
            }
            let right = Right::of_word(&wish.right);
            let facts = GrantFacts {
                person,
                right,
                actors: actors.clone(),
                primary: if primary { Primary::Yes } else { Primary::No },
                administrators: left,
            };
            let verb = if wish.after { Verb::GrantRight } else { Verb::RevokeRight };
            let allowed = desk.may_about(verb, &Object::Grant(facts)).map_err(Fault::Refused);
            let deed = match (wish.after, term) {
                // What is held may always be taken; given is what the page offers, whatever the form says.
                (true, _) if !offered.contains(&wish.right) => Err(Fault::Refused(Reason::WrongObject)),
                (true, Ok(term)) => allowed.map(|()| Deed::Given(term)),
                (true, Err(fault)) => allowed.and(Err(Fault::Term(fault))),
                (false, _) => allowed.map(|()| Deed::Taken),
            };
            match deed {
                Ok(deed) => {
                    if right == Right::UserAdministration {
                        left = if wish.after { left + 1 } else { left.saturating_sub(1) };
                    }
                    judged.changes.push(Change { person, right: wish.right.clone(), deed });
                }
                Err(fault) => judged.faults.push((person, wish.right.clone(), fault)),
            }
        }
        if tie == Tie::External {
            move_days(&mut judged, &held, (person, term), asked);
        }
    }
    Ok(judged)
}

/// An external's last day moves for every right that has one and is not taken just now.
fn move_days(
    judged: &mut Judged,
    held: &[RightGrant],
    (person, term): (PersonId, Result<Term, TermFault>),
    asked: &Asked,
) {
    let Some(day) = asked.days.iter().find(|day| day.person == person && day.before != day.after) else { return };
    let taken =
        |right: &str| asked.wishes.iter().any(|wish| wish.person == person && wish.right == right && !wish.after);
    let dated: Vec<&RightGrant> =
        held.iter().filter(|one| one.person == person && one.expires.is_some() && !taken(&one.right)).collect();
    for grant in dated {
        let until = grant.expires.map(rules::right_term::last_day);
        if until != day.before && until != day.after {
            judged.conflicts.push(Conflict { person, right: grant.right.clone(), held: true });
        }
        match term {
            Ok(Term::To(to)) => {
                judged.changes.push(Change { person, right: grant.right.clone(), deed: Deed::Moved(to) });
            }
            Ok(Term::ForGood) => {}
            Err(fault) => judged.faults.push((person, grant.right.clone(), Fault::Term(fault))),
        }
    }
}

fn put(
    tx: &mut Tx,
    administrator: &Administrator,
    change: &Change,
    (id, blank): (GrantId, Blank),
) -> Result<(), StoreError> {
    let institution = administrator.institution();
    let is_administration = Right::of_word(&change.right) == Right::UserAdministration;
    let (kind, until) = match change.deed {
        Deed::Given(term) => {
            let new = NewGrant {
                id,
                person: change.person,
                institution: institution.clone(),
                right: change.right.clone(),
                given_by: Some(administrator.person()),
                why: WHY_GRANTED.to_owned(),
                expires: rules::right_term::over(term),
            };
            store::right_grant::grant(tx, &new)?;
            if is_administration {
                store::administrator::forget_told(tx, institution, change.person)?;
            }
            (
                Kind::RightGranted,
                match term {
                    Term::ForGood => None,
                    Term::To(day) => Some(day),
                },
            )
        }
        Deed::Taken => {
            let ending = Ending {
                person: change.person,
                institution,
                right: &change.right,
                by: Some(administrator.person()),
                why: WHY_GRANTED,
            };
            store::right_grant::end(tx, &ending)?;
            if is_administration {
                store::administrator::step_down(tx, institution, change.person)?;
            }
            (Kind::RightRevoked, None)
        }
        Deed::Moved(day) => {
            let over = rules::right_term::over(Term::To(day));
            store::right_grant::move_end(tx, (change.person, institution), &change.right, over)?;
            (Kind::RightGranted, Some(day))
        }
    };
    let event = blank.event(kind, &administrator.circumstances(), &[change.person]);
    let event = with(event, "right", &change.right);
    store::event::append(
        tx,
        &match until {
            Some(day) => with(event, "until", day),
            None => event,
        },
    )
}

/// Every grant and removal of *Brugeradm* is mailed to all administrators: to those there were, and those there are now.
fn tell(
    tx: &mut Tx,
    administrator: &Administrator,
    (judged, before): (&Judged, Vec<String>),
    post: &Post,
) -> Result<(), StoreError> {
    let is_administration = |change: &&Change| Right::of_word(&change.right) == Right::UserAdministration;
    let changes: Vec<&Change> = judged.changes.iter().filter(is_administration).collect();
    if changes.is_empty() {
        return Ok(());
    }
    let institution = administrator.institution();
    let mut told: BTreeSet<String> = before.into_iter().collect();
    told.extend(administrators::addresses(tx, post, institution)?);
    let by = store::person::find(tx, administrator.person())?.map(|person| person.shown().full()).unwrap_or_default();
    let mut first = 0;
    for change in changes {
        let (letter, until) = match change.deed {
            Deed::Given(Term::To(day)) => (Letter::AdministratorAdded, Some(day)),
            Deed::Given(Term::ForGood) => (Letter::AdministratorAdded, None),
            Deed::Taken => (Letter::AdministratorRemoved, None),
            Deed::Moved(_) => continue,
        };
        let person = judged.names.get(&change.person).map(String::as_str).unwrap_or_default();
        let news = News { letter, person, by: &by, until };
        first += administrators::tell(tx, (post, first), (institution, &told), &news)?;
    }
    Ok(())
}

/// What one form of this administrator did at a moment: for the page after saving.
#[derive(Clone, Debug, Default)]
pub struct Done {
    /// What was given.
    pub given: Vec<(PersonId, String)>,
    /// What was taken.
    pub taken: Vec<(PersonId, String)>,
    /// What everybody in it is called.
    pub names: BTreeMap<PersonId, String>,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
}

/// What this administrator saved at that moment.
///
/// # Errors
/// [`StoreError`].
pub async fn done(world: &World, administrator: &Administrator, at: Instant) -> Result<Done, StoreError> {
    let administrator = administrator.clone();
    world
        .db
        .read(move |tx| {
            let mut done = Done { defined: store::service_right::open(tx)?, ..Done::default() };
            let acts = store::right_grant::acts(tx, administrator.institution(), (at, administrator.person()))?;
            for act in acts {
                if let Some(person) = store::person::find(tx, act.grant.person)? {
                    done.names.insert(person.id, person.shown().full());
                }
                let list = if act.ended.is_some() { &mut done.taken } else { &mut done.given };
                list.push((act.grant.person, act.grant.right));
            }
            Ok(done)
        })
        .await
}

/// *Fortryd*: asks for the opposite of what was saved at that moment, by the same rules.
///
/// # Errors
/// [`StoreError`].
pub async fn undo(
    world: &World,
    administrator: &Administrator,
    at: Instant,
) -> Result<Result<Saved, Reason>, StoreError> {
    let reader = administrator.clone();
    let acts =
        world.db.read(move |tx| store::right_grant::acts(tx, reader.institution(), (at, reader.person()))).await?;
    let mut asked = Asked::default();
    for act in acts {
        let was_taken = act.ended.is_some();
        let person = act.grant.person;
        asked.wishes.push(Wish { person, right: act.grant.right, before: !was_taken, after: was_taken });
        if let (true, Some(over)) = (was_taken, act.grant.expires) {
            let day = Some(rules::right_term::last_day(over));
            asked.days.push(Day { person, before: day, after: day });
        }
    }
    save(world, administrator, asked).await
}
