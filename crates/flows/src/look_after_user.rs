//! What an administrator does for one user, or for many after an incident: another user name, and passwords that die now.
//!
//! Source: product.md §3, §5. Blocking a pupil is one story here and in Elevadgang (`care_for_pupils`). Each act asks the
//! rules anew and is remembered in its own transaction. What it does not do: set or reveal a password.

use crate::pupil_access::{Desk, is_by_hand};
use crate::remember::{Blank, with};
use crate::sessions::end_all;
use crate::user_administration::Administrator;
use crate::world::World;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::PersonId;
use rules::rights::facts::{Object, PupilSource, Renamed, UserAt, UserFacts};
use rules::rights::verb::Verb;
use rules::rights::{Reason, Verdict, reaches};
use rules::user::{PREFIX_CROWDED_FROM, PrefixUse, RENAME_AGAIN_AFTER, Username, propose_username, username_start};
use store::driver::Tx;
use store::error::StoreError;
use store::incident::Reach;
use store::user_page::Affiliation;

/// How many user names are proposed before the story gives up: each meets a taken one less than half the time.
const PROPOSALS: usize = 40;
/// How many passwords one transaction kills: a few milliseconds of the one writer.
const KILLED_AT_ONCE: usize = 100;

/// Why somebody asks for another user name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RenameWhy {
    /// The person's name has changed.
    NameChanged,
    /// The old one tells what must not be told.
    Protection,
    /// The old one offends.
    Offence,
}

impl RenameWhy {
    /// All three.
    pub const ALL: [RenameWhy; 3] = [RenameWhy::NameChanged, RenameWhy::Protection, RenameWhy::Offence];

    /// The word in events and forms.
    pub fn word(self) -> &'static str {
        match self {
            RenameWhy::NameChanged => "name_changed",
            RenameWhy::Protection => "protection",
            RenameWhy::Offence => "offence",
        }
    }

    /// Back from the word.
    pub fn from_word(word: &str) -> Option<RenameWhy> {
        RenameWhy::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// What became of the wish for another user name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rename {
    /// This is it.
    Done(Username),
    /// The rules say no.
    Refused(Reason),
    /// All that were proposed were taken; another try may do.
    Unlucky,
}

/// Whether the person may get another user name by this desk, as far as the rules say.
pub(crate) fn may_rename(
    tx: &mut Tx,
    desk: &Desk,
    (person, affiliations): (PersonId, &[Affiliation]),
) -> Result<Result<(), Reason>, StoreError> {
    let here = desk.institution().number.clone();
    let now = tx.now();
    let elsewhere = store::user_page::elsewhere(tx, person, &here)?;
    let at = affiliations
        .iter()
        .filter(|one| one.is_active(now) && one.actor != Actor::Contact)
        .map(|one| UserAt {
            institution: here.clone(),
            source: match (is_by_hand(&one.source), 0 < elsewhere.imported) {
                (false, _) => PupilSource::Imported,
                (true, true) => PupilSource::ManualBesideImport,
                (true, false) => PupilSource::Manual,
            },
        })
        .collect();
    let renamed = match store::user_page::renamed(tx, person)? {
        Some(at) if now < at.plus(RENAME_AGAIN_AFTER) => Renamed::Lately,
        Some(_) | None => Renamed::NotLately,
    };
    Ok(desk.may_about(Verb::GiveUsername, &Object::User(UserFacts { person, at, renamed })))
}

/// Gives another user name; the old one stays reserved and logs nobody in.
///
/// # Errors
/// [`StoreError`].
pub async fn rename(
    world: &World,
    administrator: &Administrator,
    (person, why): (PersonId, RenameWhy),
) -> Result<Rename, StoreError> {
    let proposals = propose(world, person).await?;
    let blank = Blank::draw(world);
    let administrator = administrator.clone();
    world
        .db
        .write(move |tx| {
            let desk = administrator.desk(tx)?;
            let affiliations = store::user_page::affiliations(tx, person, administrator.institution())?;
            if let Err(reason) = may_rename(tx, &desk, (person, &affiliations))? {
                return Ok(Rename::Refused(reason));
            }
            let Some(found) = store::person::find(tx, person)? else { return Ok(Rename::Refused(Reason::NotOurPupil)) };
            for name in &proposals {
                if store::person::rename(tx, person, &found.username, name)? {
                    let event = blank.event(Kind::UsernameChanged, &administrator.circumstances(), &[person]);
                    store::event::append(tx, &with(event, "why", why.word()))?;
                    return Ok(Rename::Done(name.clone()));
                }
            }
            Ok(Rename::Unlucky)
        })
        .await
}

/// User names for the shown name, drawn before the transaction.
async fn propose(world: &World, person: PersonId) -> Result<Vec<Username>, StoreError> {
    let found = world
        .db
        .read(move |tx| {
            let Some(found) = store::person::find(tx, person)? else { return Ok(None) };
            let start = username_start(found.shown());
            let taken = store::person_entry::taken_beginning(tx, &start)?;
            Ok(Some((start, taken)))
        })
        .await?;
    let Some((start, taken)) = found else { return Ok(Vec::new()) };
    let prefix = if taken < PREFIX_CROWDED_FROM { PrefixUse::Roomy } else { PrefixUse::Crowded };
    let mut chance = world.chance();
    Ok((0..PROPOSALS).map(|_| propose_username(&start, prefix, &mut chance)).collect())
}

/// How many passwords would die.
///
/// # Errors
/// [`StoreError`].
pub async fn count_within(
    world: &World,
    administrator: &Administrator,
    reach: Reach,
) -> Result<Result<usize, Reason>, StoreError> {
    Ok(within(world, administrator, reach).await?.map(|people| people.len()))
}

async fn within(
    world: &World,
    administrator: &Administrator,
    reach: Reach,
) -> Result<Result<Vec<PersonId>, Reason>, StoreError> {
    let who = administrator.clone();
    world
        .db
        .read(move |tx| {
            let desk = who.desk(tx)?;
            if let Err(reason) = desk.may_here(Verb::KillPasswords) {
                return Ok(Err(reason));
            }
            let people = store::incident::people(tx, who.institution(), reach)?;
            let reached = |(person, source): &(PersonId, PupilSource)| {
                let at = vec![UserAt { institution: who.institution().clone(), source: *source }];
                let facts = UserFacts { person: *person, at, renamed: Renamed::NotLately };
                reaches(desk.institution(), &facts) == Verdict::Allowed
            };
            Ok(Ok(people.into_iter().filter(reached).map(|(person, _)| person).collect()))
        })
        .await
}

/// Makes passwords invalid and ends sessions, now; the administrator's own login stays, their password does not. How
/// many people it reached.
///
/// # Errors
/// [`StoreError`].
pub async fn kill_passwords(
    world: &World,
    administrator: &Administrator,
    reach: Reach,
) -> Result<Result<usize, Reason>, StoreError> {
    let people = match within(world, administrator, reach).await? {
        Ok(people) => people,
        Err(reason) => return Ok(Err(reason)),
    };
    for some in people.chunks(KILLED_AT_ONCE) {
        if let Err(reason) = kill_some(world, administrator, some).await? {
            return Ok(Err(reason));
        }
    }
    Ok(Ok(people.len()))
}

async fn kill_some(
    world: &World,
    administrator: &Administrator,
    some: &[PersonId],
) -> Result<Result<(), Reason>, StoreError> {
    let event = Blank::draw(world).event(Kind::PasswordsKilled, &administrator.circumstances(), some);
    let (who, some) = (administrator.clone(), some.to_vec());
    world
        .db
        .write(move |tx| {
            if let Err(reason) = who.may(tx, Verb::KillPasswords)? {
                return Ok(Err(reason));
            }
            for person in &some {
                store::credential::kill_any(tx, *person)?;
                end_all(tx, *person, Some(who.as_helper().session), "passwords_killed")?;
            }
            store::event::append(tx, &event)?;
            Ok(Ok(()))
        })
        .await
}
