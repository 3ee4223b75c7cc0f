//! *Engangskode*: an administrator asks for a one-time code for an adult without national eID, another one or an operator
//! approves, and whoever asked draws it and hands it over.
//!
//! Source: product.md §7, last row. Nobody gets a code by one person's word: who approves never sees it, who draws it has
//! approved nothing. A contact's page tells an institution nothing of their account, so neither does the list here: what
//! becomes of a code that is out is not said of them. What it does not do: take the code (`sign_in::code` does).

pub mod list;

use crate::administrators;
use crate::mail::{Language, Letter, Post, Values};
use crate::operator::Operator;
use crate::pupil_access::is_by_hand;
use crate::remember::{Blank, Circumstances, with};
use crate::user_administration::Administrator;
use crate::user_list::looked;
use crate::world::World;
use crypto::pool::Made;
use crypto::queue::Line;
use crypto::secret::SecretText;
use rules::affiliation::Actor;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::one_time_code::{self, Given, IdentitySeen, second_person};
use rules::operator::{self, Closed, Refused, Tie};
use rules::proposal::{WhyFlaw, why};
use rules::rights::facts::{AccountState, AdultAt, AdultFacts, Object, PupilSource, Right, Trust};
use rules::rights::verb::Verb;
use rules::rights::{Reason, Verdict, may_get_code, opens_user_administration};
use rules::time::Instant;
use rules::user::PersonName;
use store::driver::Tx;
use store::error::StoreError;
use store::one_time_code::{DecidedAs, NewAsk, OneTimeCode};

/// What the rules need to know of an adult, read in this transaction.
pub(crate) fn adult_facts(tx: &mut Tx, person: PersonId, asked_by: Option<PersonId>) -> Result<AdultFacts, StoreError> {
    let affiliations = store::affiliation::active_of_person(tx, person)?;
    let imported_beside =
        |at: &InstitutionNumber| affiliations.iter().any(|one| one.institution != *at && !is_by_hand(&one.source));
    let at = affiliations
        .iter()
        .map(|one| AdultAt {
            institution: one.institution.clone(),
            actor: one.actor,
            source: match (is_by_hand(&one.source), imported_beside(&one.institution)) {
                (false, _) => PupilSource::Imported,
                (true, true) => PupilSource::ManualBesideImport,
                (true, false) => PupilSource::Manual,
            },
        })
        .collect();
    let grants = store::right_grant::of_person(tx, person)?;
    let administers = grants.iter().any(|grant| opens_user_administration(Right::of_word(&grant.right)))
        || store::operator_appointment::stands(tx, person)?;
    Ok(AdultFacts {
        person,
        at,
        trust: if administers { Trust::Administers } else { Trust::None },
        account: if is_open(tx, person)? { AccountState::Open } else { AccountState::Shut },
        asked_by,
    })
}

/// Whether what was asked for may still be had, by the facts of this moment.
pub(crate) fn still_may(tx: &mut Tx, code: &OneTimeCode) -> Result<Result<(), Reason>, StoreError> {
    let facts = adult_facts(tx, code.person, Some(code.asked_by))?;
    match may_get_code(&code.institution, &facts) {
        Verdict::Allowed => authority(tx, code),
        Verdict::Refused(reason) => Ok(Err(reason)),
    }
}

/// Whether whoever asked, and whoever said yes, still hold what they acted by and are not shut out: a code does not outlive
/// the authority behind it.
fn authority(tx: &mut Tx, code: &OneTimeCode) -> Result<Result<(), Reason>, StoreError> {
    let asks = is_open(tx, code.asked_by)? && !administrates(tx, code.asked_by, &code.institution)?.is_empty();
    let decides = match (code.decided_by, code.decided_as) {
        (None, _) => true,
        (Some(by), Some(DecidedAs::Operator)) => is_open(tx, by)? && store::operator_appointment::stands(tx, by)?,
        (Some(by), Some(DecidedAs::Administrator) | None) => {
            is_open(tx, by)? && !administrates(tx, by, &code.institution)?.is_empty()
        }
    };
    Ok(if asks && decides { Ok(()) } else { Err(Reason::AuthorityGone) })
}

fn is_open(tx: &mut Tx, person: PersonId) -> Result<bool, StoreError> {
    Ok(store::person::find(tx, person)?.is_some_and(|found| found.block.is_none() && found.disabled.is_none()))
}

/// How somebody got each *Brugeradm* that counts at an institution now.
fn administrates(tx: &mut Tx, person: PersonId, at: &InstitutionNumber) -> Result<Vec<Given>, StoreError> {
    let affiliations = store::affiliation::active_of_person(tx, person)?;
    let mut held = Vec::new();
    for grant in store::right_grant::of_person(tx, person)? {
        let is_it = grant.institution == *at && Right::of_word(&grant.right) == Right::UserAdministration;
        if is_it && !crate::lapse_rights::is_over(tx, &grant, &affiliations)? {
            held.push(Given { at: grant.given, by: grant.given_by });
        }
    }
    Ok(held)
}

/// Whether an administrator may say yes, besides what their own desk allows: the asker still may, and they are a second
/// person.
fn approvable(tx: &mut Tx, code: &OneTimeCode, by: PersonId) -> Result<Result<(), Reason>, StoreError> {
    if let Err(reason) = authority(tx, code)? {
        return Ok(Err(reason));
    }
    let held = administrates(tx, by, &code.institution)?;
    Ok(match second_person((code.asked_by, code.written.asked), &held) {
        Verdict::Allowed => Ok(()),
        Verdict::Refused(reason) => Err(reason),
    })
}

/// Whether an institution knows somebody only as a contact: what becomes of their account is none of its business.
pub(crate) fn is_contact_only(facts: &AdultFacts, institution: &InstitutionNumber) -> bool {
    facts.at.iter().filter(|at| at.institution == *institution).all(|at| at.actor == Actor::Contact)
}

/// The form: for whom, and whether it is offered.
#[derive(Clone, Debug)]
pub struct Form {
    /// As they are shown.
    pub shown: PersonName,
    /// Whether there is somebody else here who can approve; else only an operator can.
    pub others: Others,
}

/// Whether an institution has another administrator than whoever asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Others {
    /// It has.
    Some,
    /// It has none.
    None,
}

/// The form, with the look remembered.
///
/// # Errors
/// [`StoreError`].
pub async fn form(
    world: &World,
    administrator: &Administrator,
    person: PersonId,
) -> Result<Result<Form, Reason>, StoreError> {
    let who = administrator.clone();
    let found = world
        .db
        .read(move |tx| {
            let desk = who.desk(tx)?;
            let facts = adult_facts(tx, person, None)?;
            if let Err(reason) = desk.may_about(Verb::AskOneTimeCode, &Object::Adult(facts)) {
                return Ok(Err(reason));
            }
            let Some(found) = store::person::find(tx, person)? else { return Ok(Err(Reason::NotOurPupil)) };
            let all = administrators::of_administration(tx, who.institution())?;
            let others = all.iter().any(|one| one.person != who.person() && one.given_by != Some(who.person()));
            let others = if others { Others::Some } else { Others::None };
            Ok(Ok(Form { shown: found.shown().clone(), others }))
        })
        .await?;
    if found.is_ok() {
        looked(world, administrator, ("ba/engangskode", &[person])).await?;
    }
    Ok(found)
}

/// What an administrator says of the adult who stands before them.
#[derive(Clone, Debug)]
pub struct Ask {
    /// For whom.
    pub person: PersonId,
    /// Why.
    pub reason: String,
    /// How the administrator knows who it is.
    pub seen: IdentitySeen,
}

/// What became of an ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked {
    /// It waits for somebody else.
    Waits,
    /// There is one already.
    Already,
    /// The reason is none, too long, or holds something like a CPR number.
    NoReason(WhyFlaw),
    /// The rules say no.
    Refused(Reason),
}

/// Asks for a code; the other administrators are told, and so is the adult where a mail address is known.
///
/// # Errors
/// [`StoreError`].
pub async fn ask(world: &World, administrator: &Administrator, ask: Ask) -> Result<Asked, StoreError> {
    let reason = match why(&ask.reason) {
        Ok(reason) => reason,
        Err(flaw) => return Ok(Asked::NoReason(flaw)),
    };
    let new = NewAsk {
        id: world.draw_id(),
        person: ask.person,
        institution: administrator.institution().clone(),
        reason,
        seen: ask.seen,
        asked_by: administrator.person(),
        ends: one_time_code::ask_ends(world.now()),
    };
    let blank = Blank::draw(world);
    let post = Post::draw(world, administrators::RECIPIENTS_MAX + 1);
    let who = administrator.clone();
    world
        .db
        .write(move |tx| {
            let desk = who.desk(tx)?;
            let facts = adult_facts(tx, new.person, None)?;
            if let Err(reason) = desk.may_about(Verb::AskOneTimeCode, &Object::Adult(facts)) {
                return Ok(Asked::Refused(reason));
            }
            let new = NewAsk { ends: one_time_code::ask_ends(tx.now()), ..new.clone() };
            if !store::one_time_code::ask(tx, &new)? {
                return Ok(Asked::Already);
            }
            let event = blank.event(Kind::CodeAsked, &who.circumstances(), &[new.person]);
            store::event::append(tx, &with(with(event, "code", new.id), "seen", new.seen.word()))?;
            let about = About { institution: &new.institution, person: new.person, by: who.person() };
            tell(tx, &post, (Letter::CodeAsked, Letter::CodeAskedForYou), &about)?;
            Ok(Asked::Waits)
        })
        .await
}

/// What a letter is about.
struct About<'a> {
    institution: &'a InstitutionNumber,
    person: PersonId,
    by: PersonId,
}

/// Tells all administrators of the institution, and the adult in a letter of their own.
fn tell(tx: &mut Tx, post: &Post, (theirs, own): (Letter, Letter), about: &About<'_>) -> Result<(), StoreError> {
    let institution = store::institution::find(tx, about.institution)?;
    let name = institution.map_or_else(|| about.institution.to_string(), |known| known.name);
    let mut shown = |person| {
        let found = store::person::find(tx, person)?;
        Ok::<String, StoreError>(found.map(|found| found.shown().full()).unwrap_or_default())
    };
    let values: Values = [
        ("institution", name),
        ("number", about.institution.to_string()),
        ("person", shown(about.person)?),
        ("by", shown(about.by)?),
        ("path", format!("/ba/{}/engangskoder", about.institution)),
    ]
    .map(|(key, value)| (key.to_owned(), value))
    .into();
    let mut nth = 0;
    let mut put = |tx: &mut Tx, letter, to: &str, values: &Values| {
        let mail = post.letter(nth, (letter, Language::Danish), to, values);
        nth += 1;
        mail.map_or(Ok(()), |mail| store::outbox::put(tx, &mail))
    };
    for to in administrators::addresses(tx, post, about.institution)? {
        put(tx, theirs, &to, &values)?;
    }
    let told = crate::import::told_mail(tx, post.vault(), about.person)?.filter(|mail| crate::mail::is_address(mail));
    if let Some(to) = told {
        let values: Values = values.into_iter().filter(|(key, _)| key != "path").collect();
        put(tx, own, &to, &values)?;
    }
    Ok(())
}

/// What somebody answers to an ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Whoever asked may draw the code.
    Approve,
    /// There will be none.
    Refuse,
}

/// What an operator has to do with an ask.
fn tie(who: &Operator, code: &OneTimeCode) -> Tie {
    if code.person == who.person() {
        Tie::AboutMe
    } else if code.asked_by == who.person() {
        Tie::Mine
    } else {
        Tie::None
    }
}

impl Decision {
    /// What an operator does with it.
    fn verb(self) -> operator::Verb {
        match self {
            Decision::Approve => operator::Verb::Approve,
            Decision::Refuse => operator::Verb::Refuse,
        }
    }

    fn word(self) -> &'static str {
        match self {
            Decision::Approve => "approved",
            Decision::Refuse => "refused",
        }
    }
}

/// What became of a button.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pressed {
    /// It did what it says.
    Done,
    /// Too late, or somebody else was first.
    TooLate,
    /// The rules say no.
    Refused(Reason),
    /// There is no such ask here.
    Nothing,
}

/// Another administrator of the institution answers.
///
/// # Errors
/// [`StoreError`].
pub async fn decide(
    world: &World,
    administrator: &Administrator,
    (id, decision): (i64, Decision),
) -> Result<Pressed, StoreError> {
    let (who, blank) = (administrator.clone(), Blank::draw(world));
    let post = Post::draw(world, administrators::RECIPIENTS_MAX + 1);
    world
        .db
        .write(move |tx| {
            let Some(code) = of(tx, &who, id)? else { return Ok(Pressed::Nothing) };
            let desk = who.desk(tx)?;
            if decision == Decision::Approve || code.asked_by == who.person() {
                let facts = adult_facts(tx, code.person, Some(code.asked_by))?;
                if let Err(reason) = desk.may_about(Verb::DecideOneTimeCode, &Object::Adult(facts)) {
                    return Ok(Pressed::Refused(reason));
                }
            } else if let Err(reason) = desk.stands(Verb::DecideOneTimeCode) {
                return Ok(Pressed::Refused(reason));
            }
            if let (Decision::Approve, Err(reason)) = (decision, approvable(tx, &code, who.person())?) {
                return Ok(Pressed::Refused(reason));
            }
            let acting = (who.person(), DecidedAs::Administrator);
            decided(tx, (&code, decision), acting, (blank, &who.circumstances(), &post))
        })
        .await
}

/// An operator answers, wherever the ask was made.
///
/// # Errors
/// [`StoreError`].
pub async fn decide_as_operator(
    world: &World,
    operator: &Operator,
    (id, decision): (i64, Decision),
) -> Result<Result<Pressed, Closed>, StoreError> {
    let (who, blank) = (operator.clone(), Blank::draw(world));
    let post = Post::draw(world, administrators::RECIPIENTS_MAX + 1);
    world
        .db
        .write(move |tx| {
            let found = store::one_time_code::find(tx, id)?;
            let tie = found.as_ref().map_or(Tie::None, |code| tie(&who, code));
            match who.may_do(tx, decision.verb(), tie)? {
                Ok(()) => {}
                Err(Refused::Closed(closed)) => return Ok(Err(closed)),
                Err(
                    Refused::AboutMe
                    | Refused::OwnProposal
                    | Refused::NotOwnProposal
                    | Refused::LastOperator
                    | Refused::SameTree
                    | Refused::AppointedSince,
                ) => {
                    return Ok(Ok(Pressed::Refused(Reason::OwnAsk)));
                }
            }
            let Some(code) = found else { return Ok(Ok(Pressed::Nothing)) };
            if let (Decision::Approve, Err(reason)) = (decision, still_may(tx, &code)?) {
                return Ok(Ok(Pressed::Refused(reason)));
            }
            let from = who.circumstances().at(&code.institution);
            let acting = (who.person(), DecidedAs::Operator);
            decided(tx, (&code, decision), acting, (blank, &from, &post)).map(Ok)
        })
        .await
}

fn decided(
    tx: &mut Tx,
    (code, decision): (&OneTimeCode, Decision),
    (by, acting): (PersonId, DecidedAs),
    (blank, from, post): (Blank, &Circumstances, &Post),
) -> Result<Pressed, StoreError> {
    let wrote = match decision {
        Decision::Approve => store::one_time_code::approve(tx, code.id, by, acting)?,
        Decision::Refuse => store::one_time_code::refuse(tx, code.id, by, acting)?,
    };
    if !wrote {
        return Ok(Pressed::TooLate);
    }
    let event = blank.event(Kind::CodeDecided, from, &[code.person]);
    store::event::append(tx, &with(with(event, "code", code.id), "decision", decision.word()))?;
    if decision == Decision::Approve {
        let about = About { institution: &code.institution, person: code.person, by };
        tell(tx, post, (Letter::CodeApproved, Letter::CodeApprovedForYou), &about)?;
    }
    Ok(Pressed::Done)
}

/// The ask, where it is this institution's.
fn of(tx: &mut Tx, who: &Administrator, id: i64) -> Result<Option<OneTimeCode>, StoreError> {
    Ok(store::one_time_code::find(tx, id)?.filter(|code| code.institution == *who.institution()))
}

/// Takes an ask back, with the code it gave; any administrator may, as long as no password has come of it.
///
/// # Errors
/// [`StoreError`].
pub async fn cancel(world: &World, administrator: &Administrator, id: i64) -> Result<Pressed, StoreError> {
    let (who, blank) = (administrator.clone(), Blank::draw(world));
    world
        .db
        .write(move |tx| {
            let Some(code) = of(tx, &who, id)? else { return Ok(Pressed::Nothing) };
            if let Err(reason) = who.desk(tx)?.stands(Verb::AskOneTimeCode) {
                return Ok(Pressed::Refused(reason));
            }
            // Of a contact it is not told whether the code was used: the button answers the same.
            let contact = is_contact_only(&adult_facts(tx, code.person, None)?, &code.institution);
            if !store::one_time_code::cancel(tx, code.id)? {
                return Ok(if contact && code.written.drawn.is_some() { Pressed::Done } else { Pressed::TooLate });
            }
            let event = blank.event(Kind::CodeCancelled, &who.circumstances(), &[code.person]);
            store::event::append(tx, &with(event, "code", code.id))?;
            Ok(Pressed::Done)
        })
        .await
}

/// What came of drawing a code.
#[derive(Debug)]
pub enum Drawn {
    /// This is it, shown once: to whom it goes, the code, and when it is worth nothing.
    Code(PersonName, SecretText, Instant),
    /// Drawn already, or over.
    TooLate,
    /// The rules say no.
    Refused(Reason),
    /// There is no such ask here.
    Nothing,
    /// Too many passwords are being hashed just now.
    Busy,
}

/// Whoever asked draws the code, once. Only its hash is kept.
///
/// # Errors
/// Where the database or the pool is broken.
pub async fn draw(world: &World, administrator: &Administrator, id: i64) -> Result<Drawn, crate::sign_in::Broken> {
    let who = administrator.clone();
    let found = world.db.read(move |tx| drawable(tx, &who, id)).await?;
    let code = match found {
        Ok(Some(code)) => code,
        Ok(None) => return Ok(Drawn::Nothing),
        Err(reason) => return Ok(Drawn::Refused(reason)),
    };
    let text = one_time_code::propose(&mut world.chance());
    let Some(plain) = one_time_code::canonical(&text) else { return Ok(Drawn::Nothing) };
    let line = Line::Institution(code.institution.as_str().to_owned());
    let hash = match world.hashing.hash(code.person, line, SecretText::new(plain)).await? {
        Made::Hash(hash) => hash.encode(),
        Made::Overloaded => return Ok(Drawn::Busy),
    };
    let (who, blank) = (administrator.clone(), Blank::draw(world));
    let secret = SecretText::new(text);
    let drawn = world
        .db
        .write(move |tx| {
            let code = match drawable(tx, &who, id)? {
                Ok(Some(code)) => code,
                Ok(None) => return Ok(Drawn::Nothing),
                Err(reason) => return Ok(Drawn::Refused(reason)),
            };
            let ends = one_time_code::code_ends(tx.now());
            if !store::one_time_code::draw(tx, (code.id, code.person), who.person(), (&hash, ends))? {
                return Ok(Drawn::TooLate);
            }
            let event = blank.event(Kind::CodeDrawn, &who.circumstances(), &[code.person]);
            store::event::append(tx, &with(event, "code", code.id))?;
            let shown = store::person::find(tx, code.person)?.map(|found| found.shown().clone());
            let Some(shown) = shown else { return Ok(Drawn::Nothing) };
            Ok(Drawn::Code(shown, secret.clone(), ends))
        })
        .await?;
    Ok(drawn)
}

/// The ask, where this administrator may draw its code.
fn drawable(tx: &mut Tx, who: &Administrator, id: i64) -> Result<Result<Option<OneTimeCode>, Reason>, StoreError> {
    let Some(code) = of(tx, who, id)? else { return Ok(Ok(None)) };
    let facts = adult_facts(tx, code.person, Some(code.asked_by))?;
    if let Err(reason) = who.desk(tx)?.may_about(Verb::AskOneTimeCode, &Object::Adult(facts)) {
        return Ok(Err(reason));
    }
    Ok(authority(tx, &code)?.map(|()| Some(code)))
}
