//! Who may do what to whom: the only place that says so. Pages, lists and commands all ask [`may`].
//!
//! Source: product.md §8 and §9. The whole answer for the people of a school stands on one page:
//! `tests/rights.snap`. What it does not do: find the facts, or say what an operator may.

pub mod facts;
pub mod verb;

use crate::affiliation::{Actor, Level};
use crate::group::GroupKind;
use crate::id::GroupId;
use crate::institution::InstitutionNumber;
use crate::institution_setting::{Settings, TeacherLogin};
use crate::reset_window::{Eligibility, Place};
use crate::session::Assurance;
use facts::{
    AccountState, ActorFacts, AdultAt, AdultFacts, Block, Doors, Entry, GrantFacts, InstitutionFacts, Object, Primary,
    PupilAt, PupilFacts, PupilSource, Renamed, Right, Trust, UserFacts,
};
use verb::{Need, Page, Reach, Subject, Verb};

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Yes.
    Allowed,
    /// No, because.
    Refused(Reason),
}

/// Why not; a page says it in the reader's language, with what to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// Nothing ties the actor to this institution: answered as if it did not exist.
    NotHere,
    /// Needs this right, or *Brugeradm*.
    NeedsRight(Right),
    /// Needs national eID, now.
    NeedsTwoFactor,
    /// None of the actor's roles here may use the blue button.
    RoleMayNot,
    /// A teacher without any class here: the administrative system must say which.
    NoClass,
    /// In none of the teacher's classes.
    NotYourPupil,
    /// No pupil of this institution.
    NotOurPupil,
    /// *Skal bruge MitID*: is more than a pupil.
    PupilNeedsEid,
    /// Above the level teachers here may help.
    LevelTooHigh,
    /// Attached by hand while an import knows the person elsewhere.
    ManualBesideImport,
    /// Blocked already, by this school, another or the operator.
    AlreadyBlocked,
    /// Blocked by somebody else, or not at all.
    NotBlockedHere,
    /// Is not attached in a way that lets them hold the right.
    MayNotHold,
    /// Nobody removes their own *Brugeradm*.
    OwnAdministration,
    /// Nor the last one.
    LastAdministrator,
    /// Nobody but the operator removes the primary administrator.
    PrimaryAdministrator,
    /// Only the primary administrator hands that over.
    NotPrimary,
    /// Got another user name within a year.
    RenamedLately,
    /// Whoever looks after other people's accounts uses the eID: no one-time code is for them.
    AdministratorNeedsEid,
    /// Only a pupil: gets a new password in Elevadgang.
    OnlyPupil,
    /// The account is blocked or disabled.
    AccountShut,
    /// Another administrator must decide about what one asked for.
    OwnAsk,
    /// Got *Brugeradm* after the ask, or from whoever asked: no second person.
    NoSecondPerson,
    /// Whoever asked for the code, or said yes, no longer holds what they acted by.
    AuthorityGone,
    /// Only whoever asked draws the code.
    NotYourAsk,
    /// The institution is closed: nobody administers it any more.
    InstitutionClosed,
    /// The verb is not about such a thing.
    WrongObject,
}

/// Whether this person may do this here, to that.
pub fn may(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>, object: &Object) -> Verdict {
    match standing(actor, verb, institution).and_then(|()| about(actor, verb, institution, object)) {
        Ok(()) => Verdict::Allowed,
        Err(reason) => Verdict::Refused(reason),
    }
}

/// Whether this person stands well enough for the verb, whatever it is about: which menus and buttons a page offers.
/// Whether it may be done to somebody is [`may`]'s to say.
pub fn stands(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>) -> Verdict {
    standing(actor, verb, institution).map_or_else(Verdict::Refused, |()| Verdict::Allowed)
}

fn standing(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>) -> Standing {
    match verb::need(verb) {
        Need::Help => match actor.entry {
            Entry::Teacher => teacher(actor, verb, institution),
            Entry::Administrator => pupil_administrator(actor, institution),
        },
        Need::PupilAdministration => pupil_administrator(actor, institution),
        Need::Look(page) => holder(actor, institution, &openers(page, Hand::Looks)),
        Need::Press(page) => holder(actor, institution, &openers(page, Hand::Presses)),
    }
}

/// Which pages and lists to offer: [`may`] without an object, so that a page shows its own explanation.
pub fn may_enter(actor: &ActorFacts, institution: InstitutionFacts<'_>) -> Verdict {
    let standing = match actor.entry {
        Entry::Teacher => teacher(actor, Verb::SeePupil, institution),
        Entry::Administrator => pupil_administrator(actor, institution),
    };
    standing.map_or_else(Verdict::Refused, |()| Verdict::Allowed)
}

type Standing = Result<(), Reason>;

fn rights_here(actor: &ActorFacts, institution: &InstitutionNumber) -> Vec<Right> {
    actor.grants.iter().filter(|(at, _)| at == institution).map(|(_, right)| *right).collect()
}

fn tied(actor: &ActorFacts, institution: &InstitutionNumber) -> bool {
    let employed = actor
        .affiliations
        .iter()
        .any(|affiliation| affiliation.institution == *institution && affiliation.actor != Actor::Contact);
    employed || !rights_here(actor, institution).is_empty()
}

/// Holds one of these rights here, still may hold it, and has shown eID.
fn holder(actor: &ActorFacts, institution: InstitutionFacts<'_>, rights: &[Right]) -> Standing {
    let held = rights_here(actor, institution.number);
    let Some(first) = rights.first() else { return Err(Reason::NotHere) };
    if !rights.iter().any(|right| held.contains(right)) {
        let tied = tied(actor, institution.number);
        return Err(if tied { Reason::NeedsRight(*first) } else { Reason::NotHere });
    }
    // A right lapses with the last employment; the nightly job writes that down, the rule does not wait for it.
    let actors: Vec<Actor> = actor.affiliations.iter().map(|affiliation| affiliation.actor).collect();
    if !rights.iter().any(|right| held.contains(right) && may_hold(*right, &actors)) {
        return Err(Reason::MayNotHold);
    }
    if institution.doors == Doors::Closed {
        return Err(Reason::InstitutionClosed);
    }
    if actor.assurance < Assurance::TwoFactor {
        return Err(Reason::NeedsTwoFactor);
    }
    Ok(())
}

fn pupil_administrator(actor: &ActorFacts, institution: InstitutionFacts<'_>) -> Standing {
    holder(actor, institution, &[Right::PupilAccessAdministrator, Right::UserAdministration])
}

/// Looks or presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hand {
    Looks,
    Presses,
}

/// The rights that open a page, the one to name in a refusal first.
fn openers(page: Page, hand: Hand) -> Vec<Right> {
    let narrow: &[Right] = match page {
        Page::Overview => &[Right::PupilAccessAdministrator, Right::DataAgreements, Right::Licences],
        Page::General | Page::Guarded => &[],
        Page::Agreements => &[Right::DataAgreements],
        Page::Licences => &[Right::Licences],
    };
    let reading: &[Right] = match (page, hand) {
        (Page::Guarded, _) | (_, Hand::Presses) => &[],
        (Page::Overview | Page::General | Page::Agreements | Page::Licences, Hand::Looks) => &[Right::ReadAccess],
    };
    match hand {
        Hand::Looks => [reading, narrow, &[Right::UserAdministration]].concat(),
        Hand::Presses => [narrow, &[Right::UserAdministration]].concat(),
    }
}

/// Whether a right opens Brugeradministration: all of it, or its own page and *Overblik*.
pub fn opens_user_administration(right: Right) -> bool {
    match right {
        Right::UserAdministration
        | Right::ReadAccess
        | Right::PupilAccessAdministrator
        | Right::DataAgreements
        | Right::Licences => true,
        Right::ServiceDefined => false,
    }
}

/// Whether somebody attached like this may hold a right: administrators are employees somewhere, the others
/// employees or externals.
pub fn may_hold(right: Right, actors: &[Actor]) -> bool {
    match right {
        Right::UserAdministration => actors.contains(&Actor::Employee),
        Right::ReadAccess
        | Right::PupilAccessAdministrator
        | Right::DataAgreements
        | Right::Licences
        | Right::ServiceDefined => actors.contains(&Actor::Employee) || actors.contains(&Actor::External),
    }
}

/// The groups whose pupils a teacher may help here: classes, the kinds the school switched on, and what was lent.
pub fn own_groups(actor: &ActorFacts, institution: InstitutionFacts<'_>) -> Vec<GroupId> {
    let roles = &institution.settings.teacher_roles;
    let taught = actor
        .affiliations
        .iter()
        .filter(|affiliation| {
            affiliation.institution == *institution.number
                && affiliation.actor == Actor::Employee
                && affiliation.roles.iter().any(|role| roles.contains(role))
        })
        .flat_map(|affiliation| &affiliation.groups)
        .filter(|(_, kind)| *kind == GroupKind::Main || institution.settings.group_kinds.contains(kind))
        .map(|(group, _)| *group);
    let mut groups: Vec<GroupId> = taught.chain(lent_groups(actor, institution)).collect();
    groups.sort_unstable();
    groups.dedup();
    groups
}

fn lent_groups(actor: &ActorFacts, institution: InstitutionFacts<'_>) -> Vec<GroupId> {
    if !employed_here(actor, institution.number) {
        return Vec::new();
    }
    actor.lent.iter().filter(|(at, _)| at == institution.number).map(|(_, group)| *group).collect()
}

fn employed_here(actor: &ActorFacts, institution: &InstitutionNumber) -> bool {
    actor
        .affiliations
        .iter()
        .any(|affiliation| affiliation.institution == *institution && affiliation.actor == Actor::Employee)
}

fn teacher(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>) -> Standing {
    if !employed_here(actor, institution.number) {
        return Err(if tied(actor, institution.number) { Reason::RoleMayNot } else { Reason::NotHere });
    }
    let role_may = actor.affiliations.iter().any(|affiliation| {
        affiliation.institution == *institution.number
            && affiliation.actor == Actor::Employee
            && affiliation.roles.iter().any(|role| institution.settings.teacher_roles.contains(role))
    });
    if !role_may && lent_groups(actor, institution).is_empty() {
        return Err(Reason::RoleMayNot);
    }
    if own_groups(actor, institution).is_empty() {
        return Err(Reason::NoClass);
    }
    let two_factors_asked = match (institution.settings.teacher_login(), institution.place) {
        (TeacherLogin::Any, _) | (TeacherLogin::TwoFactorOutside, Place::Inside) => false,
        (TeacherLogin::TwoFactorOutside, Place::Outside | Place::Unknown) | (TeacherLogin::TwoFactor, _) => true,
    };
    let asked = two_factors_asked || verb == Verb::ApproveAdultVerification;
    if asked && actor.assurance < Assurance::TwoFactor {
        return Err(Reason::NeedsTwoFactor);
    }
    Ok(())
}

/// What the object adds to whoever stands well.
fn about(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>, object: &Object) -> Standing {
    match (verb::subject(verb), object) {
        (Subject::Pupil | Subject::PupilOrInstitution, Object::Pupil(pupil)) => {
            pupil_stands(actor, verb, institution, pupil)
        }
        (Subject::Grant, Object::Grant(grant)) => grant_stands(actor, verb, grant),
        (Subject::User, Object::User(user)) => {
            user_stands(institution, user)?;
            match user.renamed {
                Renamed::Lately => Err(Reason::RenamedLately),
                Renamed::NotLately => Ok(()),
            }
        }
        (Subject::Adult, Object::Adult(adult)) => adult_stands(actor, verb, institution, adult),
        (Subject::Institution | Subject::PupilOrInstitution, Object::Institution) => Ok(()),
        (
            Subject::Pupil
            | Subject::Grant
            | Subject::User
            | Subject::Adult
            | Subject::Institution
            | Subject::PupilOrInstitution,
            _,
        ) => Err(Reason::WrongObject),
    }
}

/// Whether the institution knows this person well enough to touch the account: more than a contact here, and not only
/// attached by hand while an import knows them elsewhere.
pub fn reaches(institution: InstitutionFacts<'_>, user: &UserFacts) -> Verdict {
    user_stands(institution, user).map_or_else(Verdict::Refused, |()| Verdict::Allowed)
}

fn user_stands(institution: InstitutionFacts<'_>, user: &UserFacts) -> Standing {
    let mut here = user.at.iter().filter(|at| at.institution == *institution.number).peekable();
    if here.peek().is_none() {
        return Err(Reason::NotOurPupil);
    }
    let real = here.any(|at| at.source != PupilSource::ManualBesideImport);
    if real { Ok(()) } else { Err(Reason::ManualBesideImport) }
}

fn pupil_stands(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>, pupil: &PupilFacts) -> Standing {
    let here: Vec<&PupilAt> = pupil.at.iter().filter(|at| at.institution == *institution.number).collect();
    if here.is_empty() {
        return Err(Reason::NotOurPupil);
    }
    let by_class = verb::need(verb) == Need::Help && actor.entry == Entry::Teacher;
    let own = own_groups(actor, institution);
    if by_class && !here.iter().any(|at| at.groups.iter().any(|group| own.contains(group))) {
        return Err(Reason::NotYourPupil);
    }
    match verb::reach(verb) {
        Reach::Any => Ok(()),
        Reach::Known => known_pupil(&here),
        Reach::OnlyPupil => only_pupil(pupil, &here),
        Reach::Window => {
            only_pupil(pupil, &here)?;
            let too_high = !here.iter().any(|at| level_allows(institution.settings, at.level));
            if by_class && too_high { Err(Reason::LevelTooHigh) } else { Ok(()) }
        }
        Reach::Blocking => {
            only_pupil(pupil, &here)?;
            if pupil.block == Block::None { Ok(()) } else { Err(Reason::AlreadyBlocked) }
        }
        Reach::BlockedHere => {
            let by_us = pupil.block == Block::By(institution.number.clone());
            if by_us { Ok(()) } else { Err(Reason::NotBlockedHere) }
        }
    }
}

fn only_pupil(pupil: &PupilFacts, here: &[&PupilAt]) -> Standing {
    if pupil.eligibility == Eligibility::MayGet { known_pupil(here) } else { Err(Reason::PupilNeedsEid) }
}

fn known_pupil(here: &[&PupilAt]) -> Standing {
    let real = here.iter().any(|at| at.source != PupilSource::ManualBesideImport);
    if real { Ok(()) } else { Err(Reason::ManualBesideImport) }
}

/// Whether an adult may get a one-time code at all, seen from the institution that vouches for them. Asked when it is
/// asked for, approved, drawn, typed, and when the new password is confirmed.
pub fn may_get_code(institution: &InstitutionNumber, adult: &AdultFacts) -> Verdict {
    code_stands(institution, adult).map_or_else(Verdict::Refused, |()| Verdict::Allowed)
}

fn code_stands(institution: &InstitutionNumber, adult: &AdultFacts) -> Standing {
    let here: Vec<&AdultAt> = adult.at.iter().filter(|at| at.institution == *institution).collect();
    if here.is_empty() {
        return Err(Reason::NotOurPupil);
    }
    let mut adults = here.iter().filter(|at| at.actor != Actor::Pupil).peekable();
    if adults.peek().is_none() {
        return Err(Reason::OnlyPupil);
    }
    if adults.all(|at| at.source == PupilSource::ManualBesideImport) {
        return Err(Reason::ManualBesideImport);
    }
    if adult.trust == Trust::Administers {
        return Err(Reason::AdministratorNeedsEid);
    }
    match adult.account {
        AccountState::Open => Ok(()),
        AccountState::Shut => Err(Reason::AccountShut),
    }
}

fn adult_stands(actor: &ActorFacts, verb: Verb, institution: InstitutionFacts<'_>, adult: &AdultFacts) -> Standing {
    code_stands(institution.number, adult)?;
    match (verb, adult.asked_by) {
        (Verb::DecideOneTimeCode, Some(asker)) if asker == actor.person => Err(Reason::OwnAsk),
        (Verb::AskOneTimeCode, Some(asker)) if asker != actor.person => Err(Reason::NotYourAsk),
        _ => Ok(()),
    }
}

/// A level that does not tell lies above every limit a school has set.
fn level_allows(settings: &Settings, level: Option<Level>) -> bool {
    match settings.reset_up_to {
        None => true,
        Some(highest) => level.is_some_and(|level| level <= highest),
    }
}

fn grant_stands(actor: &ActorFacts, verb: Verb, grant: &GrantFacts) -> Standing {
    if verb == Verb::GrantRight {
        return if may_hold(grant.right, &grant.actors) { Ok(()) } else { Err(Reason::MayNotHold) };
    }
    if verb == Verb::HandOverPrimary {
        let own_to_give = grant.primary == Primary::Yes && grant.person == actor.person;
        return if own_to_give { Ok(()) } else { Err(Reason::NotPrimary) };
    }
    if grant.right != Right::UserAdministration {
        return Ok(());
    }
    if grant.person == actor.person {
        Err(Reason::OwnAdministration)
    } else if grant.primary == Primary::Yes {
        Err(Reason::PrimaryAdministrator)
    } else if grant.administrators <= 1 {
        Err(Reason::LastAdministrator)
    } else {
        Ok(())
    }
}
