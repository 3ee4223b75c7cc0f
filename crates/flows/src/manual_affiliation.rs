//! *Manuel administration*: people are attached by hand, by their CPR number, for a year at most; confirmed, removed.
//! *Identificer* binds a number to an account that has none.
//!
//! Source: product.md §9. Whatever would reach another institution's person becomes a case at the operator's desk, and
//! the administrator learns nothing of it. What it does not do: say how an affiliation beside an import weighs
//! (`rules::rights`), or end those whose time is up (`lifetime`).

use crate::change_cpr::{elsewhere, holder_of, new_cpr};
use crate::import::{ImportError, people};
use crate::operator_case::{Draft, Facts};
use crate::pupil_access::MANUAL_SOURCE;
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use crypto::sealing::Purpose;
use rules::affiliation::{Actor, Level, Role};
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::group::{Group, GroupCode, GroupKind};
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::manual_affiliation::{
    Identify, ImportSource, LOOKUPS_A_DAY_MAX, MayAttach, Number, ends, identify as may_identify, may_attach,
};
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::roster::PersonFacts;
use rules::time::Millis;
use rules::user::{PersonName, Username};
use store::affiliation::Affiliation;
use store::driver::Tx;
use store::error::StoreError;
use store::manual_affiliation::Listed;
use store::operator_case::Kind as CaseKind;
use store::person::Person;

/// Why nobody is attached or looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hindrance {
    /// The rules say no.
    Refused(Reason),
    /// People come from the administrative system.
    ImportIsActive,
    /// Too many numbers were looked up since yesterday.
    TooManyLookups,
}

/// The page.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Whether *Tilknyt* is there.
    pub may_attach: MayAttach,
    /// Affiliations with an end, the next to end first.
    pub listed: Vec<Listed>,
    /// Classes to choose among.
    pub classes: Vec<Group>,
}

/// Reads the page; a look at everybody on it.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(world: &World, who: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let asked = who.clone();
    let found = world
        .db
        .read(move |tx| {
            if let Err(reason) = asked.may(tx, Verb::SeeManual)? {
                return Ok(Err(reason));
            }
            let here = asked.institution();
            let may_attach = attachable(tx, here)?;
            let listed = store::manual_affiliation::of_institution(tx, here)?;
            let mut classes = store::pupil::groups_of_institution(tx, here)?;
            classes.retain(|group| group.kind == GroupKind::Main);
            Ok(Ok(Overview { may_attach, listed, classes }))
        })
        .await?;
    if let Ok(overview) = &found {
        let about: Vec<PersonId> = overview.listed.iter().map(|one| one.person).collect();
        if !about.is_empty() {
            let event = Blank::draw(world).event(Kind::PeopleShown, &who.circumstances(), &about);
            let event = with(event, "page", "manual");
            world.db.write(move |tx| store::event::append(tx, &event)).await?;
        }
    }
    Ok(found)
}

fn attachable(tx: &mut Tx, here: &InstitutionNumber) -> Result<MayAttach, StoreError> {
    let settings = crate::pupil_access::settings_of(tx, here)?;
    let active = !store::import_source::of_institution(tx, here)?.is_empty();
    let source = if active { ImportSource::Active } else { ImportSource::None };
    Ok(may_attach(source, settings.manual_beside_import))
}

/// Whether this administrator may attach people here, now.
fn standing(tx: &mut Tx, who: &Administrator) -> Result<Result<(), Hindrance>, StoreError> {
    if let Err(reason) = who.may(tx, Verb::AttachManually)? {
        return Ok(Err(Hindrance::Refused(reason)));
    }
    Ok(match attachable(tx, who.institution())? {
        MayAttach::Yes => Ok(()),
        MayAttach::ImportIsActive => Err(Hindrance::ImportIsActive),
    })
}

/// Whom a number belongs to, as far as an administrator who typed it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// Somebody: the name that may be shown, and as what they are attached here already.
    Found(PersonName, Vec<Actor>),
    /// Nobody.
    Nobody,
    /// It was not looked up.
    Hindered(Hindrance),
}

/// *Tilknyt med CPR*, *>>*. Every look-up is remembered, and bounded a day.
///
/// # Errors
/// [`StoreError`].
pub async fn look_up(world: &World, who: &Administrator, cpr: &Cpr) -> Result<LookedUp, StoreError> {
    let indexes = world.vault.blind_indexes(cpr);
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(hindrance) = standing(tx, &who)? {
                return Ok(LookedUp::Hindered(hindrance));
            }
            let since = tx.now().minus(Millis::days(1));
            if LOOKUPS_A_DAY_MAX <= store::event::count_by(tx, who.person(), since, Kind::CprLookedUp)? {
                return Ok(LookedUp::Hindered(Hindrance::TooManyLookups));
            }
            let found = found(tx, &indexes)?;
            let about: Vec<PersonId> = found.iter().map(|person| person.id).collect();
            store::event::append(tx, &blank.event(Kind::CprLookedUp, &who.circumstances(), &about))?;
            told(tx, &who, found)
        })
        .await
}

/// The same for a number that was looked up already and comes back with a form of its own: it is not counted again.
///
/// # Errors
/// [`StoreError`].
pub async fn look_again(world: &World, who: &Administrator, cpr: &Cpr) -> Result<LookedUp, StoreError> {
    let indexes = world.vault.blind_indexes(cpr);
    let who = who.clone();
    world
        .db
        .read(move |tx| {
            if let Err(hindrance) = standing(tx, &who)? {
                return Ok(LookedUp::Hindered(hindrance));
            }
            let found = found(tx, &indexes)?;
            told(tx, &who, found)
        })
        .await
}

fn found(tx: &mut Tx, indexes: &[[u8; 32]]) -> Result<Option<Person>, StoreError> {
    match holder_of(tx, indexes)? {
        Some(id) => store::person::find(tx, id),
        None => Ok(None),
    }
}

/// What the administrator is told of whoever was found.
fn told(tx: &mut Tx, who: &Administrator, found: Option<Person>) -> Result<LookedUp, StoreError> {
    let Some(person) = found else { return Ok(LookedUp::Nobody) };
    let here = store::affiliation::active_of_person(tx, person.id)?
        .into_iter()
        .filter(|one| one.institution == *who.institution())
        .map(|one| one.actor);
    Ok(LookedUp::Found(person.shown().clone(), here.collect()))
}

/// The class somebody is put in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Class {
    /// None.
    None,
    /// One that is there.
    Picked(GroupId),
    /// One by its name; made where there is none of that name.
    Typed(String),
}

/// Somebody about to be attached.
#[derive(Clone, Debug)]
pub struct Attaching {
    /// The number that was typed.
    pub cpr: Cpr,
    /// Their name, where nobody has the number.
    pub name: Option<PersonName>,
    /// As what.
    pub role: Role,
    /// A pupil's level.
    pub level: Option<Level>,
    /// A pupil's or employee's class.
    pub class: Class,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Attached {
    /// Attached until a year from now.
    Done(PersonId),
    /// Nobody has the number, and no name was given.
    NameMissing,
    /// They are this here already.
    Already,
    /// The class is not this institution's.
    NoClass,
    /// Contact persons come with their children, never by hand.
    RoleMayNot,
    /// It may not be done.
    Hindered(Hindrance),
}

/// How often somebody is created anew because a number or a name was taken meanwhile.
const ATTEMPTS_MAX: usize = 5;

/// *Tilknyt*: attaches whoever has the number, or creates them.
///
/// # Errors
/// [`ImportError`].
pub async fn attach(world: &World, who: &Administrator, attaching: &Attaching) -> Result<Attached, ImportError> {
    if attaching.role.actor() == Actor::Contact {
        return Ok(Attached::RoleMayNot);
    }
    for _ in 0..ATTEMPTS_MAX {
        let (world, who, attaching) = (world.clone(), who.clone(), attaching.clone());
        let done = tokio::task::spawn_blocking(move || attach_once(&world, &who, &attaching)).await;
        match done.unwrap_or(Err(ImportError::Store(StoreError::Panicked))) {
            Err(ImportError::Store(StoreError::Busy)) => {}
            done => return done,
        }
    }
    Err(ImportError::Store(StoreError::Busy))
}

fn attach_once(world: &World, who: &Administrator, attaching: &Attaching) -> Result<Attached, ImportError> {
    let Attaching { cpr, name, role, level, class } = attaching.clone();
    let indexes = world.vault.blind_indexes(&cpr);
    let hashes = indexes.clone();
    let known = world.db.blocking().read(move |tx| holder_of(tx, &hashes))?;
    let new = match (known, name) {
        (Some(_), _) => None,
        (None, None) => return Ok(Attached::NameMissing),
        (None, Some(name)) => people::resolve(world, std::iter::once(&facts(cpr, name)))?.new.pop(),
    };
    let affiliation = AffiliationId(world.draw_id());
    let group = GroupId(world.draw_id());
    let blanks = [Blank::draw(world), Blank::draw(world), Blank::draw(world)];
    let who = who.clone();
    let done = world.db.blocking().write(move |tx| {
        if let Err(hindrance) = standing(tx, &who)? {
            return Ok(Attached::Hindered(hindrance));
        }
        let holder = holder_of(tx, &indexes)?;
        let person = match (&new, holder) {
            (None, Some(person)) => person,
            (Some(new), None) => {
                if !store::person_entry::enter_many(tx, std::slice::from_ref(new))? {
                    return Err(StoreError::Busy);
                }
                let event = blanks[0].event(Kind::PersonCreated, &who.circumstances(), &[new.id]);
                store::event::append(tx, &with(event, "source", MANUAL_SOURCE))?;
                new.id
            }
            // Somebody came or went between the two readings.
            (None, None) | (Some(_), Some(_)) => return Err(StoreError::Busy),
        };
        let here = who.institution().clone();
        let active = store::affiliation::active_of_person(tx, person)?;
        if active.iter().any(|one| one.institution == here && one.actor == role.actor()) {
            return Ok(Attached::Already);
        }
        let joins = match class_of(
            tx,
            (&here, group, level),
            &class,
            blanks[1].event(Kind::GroupStarted, &who.circumstances(), &[]),
        )? {
            Ok(joins) => joins,
            Err(NoSuchClass) => return Ok(Attached::NoClass),
        };
        let started = tx.now();
        let pupil = role.actor() == Actor::Pupil;
        let one = Affiliation {
            id: affiliation,
            person,
            institution: here,
            actor: role.actor(),
            roles: vec![role],
            level: level.filter(|_| pupil).or(joins.as_ref().and_then(|group| group.level).filter(|_| pupil)),
            main_group: joins.as_ref().map(|group| group.id).filter(|_| pupil),
            source: MANUAL_SOURCE.to_owned(),
            started,
            expires: Some(ends(started)),
        };
        store::affiliation::start(tx, &one, "")?;
        if let Some(group) = &joins {
            store::affiliation::join(tx, one.id, group.id)?;
        }
        store::person_entry::attach_many(tx, &[person])?;
        let event = blanks[2].event(Kind::AffiliationStarted, &who.circumstances(), &[person]);
        store::event::append(tx, &with(with(event, "as", role.actor().word()), "source", MANUAL_SOURCE))?;
        Ok(Attached::Done(person))
    })?;
    Ok(done)
}

fn facts(cpr: Cpr, name: PersonName) -> PersonFacts {
    PersonFacts {
        birth: cpr.birth_date(),
        name,
        cpr: Some(cpr),
        mail: None,
        gender: None,
        photo_id: None,
        address: None,
        home_phone: None,
        work_phone: None,
        mobile_phone: None,
        protected: false,
        alias: None,
        verification_level: 0,
    }
}

/// The institution has no such class.
struct NoSuchClass;

/// The class somebody joins: a picked one of the institution, or one by name, made where there is none.
fn class_of(
    tx: &mut Tx,
    (here, new, level): (&InstitutionNumber, GroupId, Option<Level>),
    class: &Class,
    told: rules::event::NewEvent,
) -> Result<Result<Option<Group>, NoSuchClass>, StoreError> {
    let typed = match class {
        Class::None => return Ok(Ok(None)),
        Class::Picked(id) => {
            let found = store::pupil::group(tx, *id)?.filter(|group| group.institution == *here);
            return Ok(found.map(Some).ok_or(NoSuchClass));
        }
        Class::Typed(name) => name,
    };
    let known = store::pupil::groups_of_institution(tx, here)?;
    let same = |group: &Group| group.name.eq_ignore_ascii_case(typed) || group.code.as_str() == typed;
    if let Some(group) = known.into_iter().find(same) {
        return Ok(Ok(Some(group)));
    }
    let Some(code) = GroupCode::parse(typed) else { return Ok(Err(NoSuchClass)) };
    let group = Group {
        id: new,
        institution: here.clone(),
        code,
        name: typed.clone(),
        kind: GroupKind::Main,
        level,
        line: None,
        from: None,
        to: None,
    };
    store::pupil::create_group(tx, &group, MANUAL_SOURCE)?;
    store::event::append(tx, &with(told, "group", group.id.0))?;
    Ok(Ok(Some(group)))
}

/// What became of *Identificer*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identified {
    /// The number is bound to the account.
    Done,
    /// An operator must look at it. Said of names nobody has, too.
    NeedsOperator,
    /// It may not be done.
    Hindered(Hindrance),
}

/// *Identificer*: binds a number nobody has to the account with this user name.
///
/// # Errors
/// [`StoreError`].
pub async fn identify(
    world: &World,
    who: &Administrator,
    cpr: &Cpr,
    username: &Username,
) -> Result<Identified, StoreError> {
    let indexes = world.vault.blind_indexes(cpr);
    let asked = username.clone();
    let known = world.db.point(move |tx| store::person::find_by_username(tx, &asked)).await?;
    // Drawn for whoever it may be; with nobody the number goes nowhere.
    let new = known.as_ref().map(|person| (person.id, new_cpr(world, person.id, cpr)));
    let facts = Facts { cpr: cpr.reveal().to_owned(), line: None, text: username.to_string() };
    let subject = username.as_str();
    let draft = Draft::draw(world, (who.institution(), CaseKind::Identify, subject), &facts, &who.circumstances());
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(hindrance) = standing(tx, &who)? {
                return Ok(Identified::Hindered(hindrance));
            }
            let Some((person, new)) = &new else { return Ok(Identified::NeedsOperator) };
            let number = match store::person_entry::cpr_kind(tx, *person)?.as_deref() {
                None => Number::None,
                Some("ordinary") => Number::Cpr,
                Some(_) => Number::Replacement,
            };
            let holder = holder_of(tx, &indexes)?;
            let may = may_identify(number, elsewhere(tx, *person, who.institution())?);
            if may == Identify::NeedsOperator || holder.is_some() || !store::person_entry::set_cpr(tx, *person, new)? {
                draft.open(tx, Some(*person), holder)?;
                return Ok(Identified::NeedsOperator);
            }
            store::event::append(tx, &blank.event(Kind::CprChanged, &who.circumstances(), &[*person]))?;
            Ok(Identified::Done)
        })
        .await
}

/// What became of *Bekræft* or *Fjern tilknytning*.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// Done.
    Done,
    /// The institution has no such affiliation with an end.
    Nothing,
    /// The rules say no.
    Refused(Reason),
}

/// *Bekræft*: a year more from now. Also where a source is active.
///
/// # Errors
/// [`StoreError`].
pub async fn confirm(world: &World, who: &Administrator, id: AffiliationId) -> Result<Settled, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::AttachManually)? {
                return Ok(Settled::Refused(reason));
            }
            let here = who.institution();
            let Some(found) = store::manual_affiliation::find(tx, id, here)? else { return Ok(Settled::Nothing) };
            let until = ends(tx.now());
            if !store::manual_affiliation::confirm(tx, id, here, until)? {
                return Ok(Settled::Nothing);
            }
            store::person_entry::attach_many(tx, &[found.person])?;
            let event = blank.event(Kind::AffiliationConfirmed, &who.circumstances(), &[found.person]);
            store::event::append(tx, &with(event, "until", until.day_in_denmark()))?;
            Ok(Settled::Done)
        })
        .await
}

/// *Fjern tilknytning*. Also where a source is active.
///
/// # Errors
/// [`StoreError`].
pub async fn remove(world: &World, who: &Administrator, id: AffiliationId) -> Result<Settled, StoreError> {
    let blank = Blank::draw(world);
    let who = who.clone();
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::AttachManually)? {
                return Ok(Settled::Refused(reason));
            }
            let found = store::manual_affiliation::find(tx, id, who.institution())?;
            let Some(found) = found else { return Ok(Settled::Nothing) };
            if !store::affiliation::end(tx, id)? {
                return Ok(Settled::Nothing);
            }
            store::school_group::leave_all(tx, id)?;
            store::person_entry::detach_many(tx, &[found.person])?;
            let event = blank.event(Kind::AffiliationEnded, &who.circumstances(), &[found.person]);
            store::event::append(tx, &with(with(event, "as", found.actor.word()), "source", &found.source))?;
            Ok(Settled::Done)
        })
        .await
}

/// A number that was typed, as the next step of the form carries it: sealed for this administrator at this institution.
pub fn carry(world: &World, who: &Administrator, cpr: &Cpr) -> String {
    let sealed = world.vault.seal(Purpose::TypedCpr, &carrier(who), cpr.reveal().as_bytes());
    rules::hex::write(&sealed)
}

/// Back from [`carry`]; none where another administrator, or another institution, typed it.
pub fn carried(world: &World, who: &Administrator, text: &str) -> Option<Cpr> {
    let opened = world.vault.open(Purpose::TypedCpr, &carrier(who), &rules::hex::read(text)?).ok()?;
    Cpr::parse(std::str::from_utf8(opened.reveal()).ok()?).ok()
}

fn carrier(who: &Administrator) -> String {
    format!("{}\n{}", who.person().0, who.institution())
}
