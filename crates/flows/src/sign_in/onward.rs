//! What comes once somebody proved who they are: refusals in plain words, a password that must be changed, the actor
//! they act as, and the session.
//!
//! Every step is asked of the database anew. Source: product.md §5 and §6.4 to §6.8. What it does not do: test a
//! secret (`password_door`), or issue a code (`single_sign_on`).

use crate::remember::{Blank, Circumstances, with};
use crate::sessions;
use crate::sign_in::passage::{self, ChangeAnswer, Making, NamedBy, NewBy, Passage, Proven, Step};
use crate::sign_in::told;
use crate::sign_in::{
    ActorChoice, At, BROWSER_WORDS_MAX, Broken, Browser, Finished, Next, Notice, Purpose, Refusal, Remember,
    UnattachedUsers, Way,
};
use crate::standing::Standing;
use crate::world::World;
use crypto::secret::SecretText;
use rules::eid_reach::{self, EidReach};
use rules::event::Kind;
use rules::id::PersonId;
use rules::lockout::PictureLogin;
use rules::password::ChangeDue;
use rules::session::{Assurance, Device, Lengths, Method, Session, StepUp};
use rules::time::{Instant, Millis};
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;
use store::sso_session::{NewSsoSession, Raise, SsoSession, SsoSessionId};

/// What a session about to begin needs, drawn before the transaction.
#[derive(Clone)]
pub(crate) struct Arrival {
    id: SsoSessionId,
    cookie: SecretText,
    address: IpAddr,
    words: String,
    /// For what the story itself writes.
    pub(crate) first: Blank,
    /// For the login, or its refusal, that may follow in the same transaction.
    last: Blank,
}

impl Arrival {
    pub(crate) fn draw(world: &World, browser: &Browser) -> Arrival {
        let mut words = browser.words.clone();
        while BROWSER_WORDS_MAX < words.len() {
            words.pop();
        }
        Arrival {
            id: SsoSessionId(world.draw_id()),
            cookie: crypto::random::token_from(&mut world.chance()),
            address: browser.address,
            words,
            first: Blank::draw(world),
            last: Blank::draw(world),
        }
    }

    /// Somebody acting, from this browser.
    pub(crate) fn by(&self, person: PersonId, acting_as: &str) -> Circumstances {
        Circumstances::person(person, acting_as, self.address.to_canonical())
    }

    /// Nobody known yet, from this browser.
    pub(crate) fn by_login(&self) -> Circumstances {
        let mut from = Circumstances::machine("login");
        from.address = self.address.to_canonical().to_string();
        from
    }
}

/// After the password was right.
pub(crate) fn by_password(
    tx: &mut Tx,
    passage: &mut Passage,
    (version, also, arrival): (i64, PictureLogin, &Arrival),
) -> Result<Option<Finished>, StoreError> {
    if also == PictureLogin::CardOrAdult && passage.state.named_by == NamedBy::Typing {
        passage.refuse(Refusal::CardOrAdult);
        return Ok(None);
    }
    passage.state.proven = Some(Proven { method: Method::Password, two_factor: None, password_version: Some(version) });
    proceed(tx, passage, arrival)
}

/// After a school card that is enough alone.
pub(crate) fn by_card(tx: &mut Tx, passage: &mut Passage, arrival: &Arrival) -> Result<Option<Finished>, StoreError> {
    passage.state.proven = Some(Proven { method: Method::CardAlone, two_factor: None, password_version: None });
    proceed(tx, passage, arrival)
}

/// What somebody came back with from elsewhere.
#[derive(Clone, Copy, Debug)]
pub struct Proof {
    /// By the eID, or the institution's own login.
    pub method: Method,
    /// When two factors were shown.
    pub two_factor: Option<Instant>,
}

/// Somebody stopped at the eID: the login is where it was, and says so.
///
/// # Errors
/// Where the database is broken.
pub async fn stopped_at_eid(world: &World, at: &At) -> Result<Next, Broken> {
    passage::change(world, at, |_, passage| {
        passage.state.notice = Some(Notice::StoppedAtEid);
        Ok(())
    })
    .await
}

/// Takes in somebody who proved who they are elsewhere (the national eID), to log in.
///
/// # Errors
/// Where the database is broken.
pub async fn arrive(world: &World, at: &At, person: PersonId, proof: Proof) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        passage.forget_person();
        let Some(found) = store::person::find(tx, person)? else {
            return Ok(None);
        };
        passage.row.person = Some(found.id);
        passage.row.typed = Some(found.username.as_str().to_owned());
        passage.state.proven =
            Some(Proven { method: proof.method, two_factor: proof.two_factor, password_version: None });
        proceed(tx, passage, arrival)
    })
    .await
}

pub(crate) fn person_of(tx: &mut Tx, passage: &Passage) -> Result<Option<Person>, StoreError> {
    match passage.person() {
        Some(id) => store::person::find(tx, id),
        None => Ok(None),
    }
}

/// The next step of somebody who proved who they are, in this login or in the session it came with.
pub(crate) fn proceed(tx: &mut Tx, passage: &mut Passage, arrival: &Arrival) -> Result<Option<Finished>, StoreError> {
    let Some(person) = person_of(tx, passage)? else {
        passage.forget_person();
        return Ok(None);
    };
    let standing = Standing::load(tx, &person)?;
    if let Some(why) = refusal(passage, &person, &standing, tx.now()) {
        refuse(tx, passage, (&person, arrival, why))?;
        return Ok(None);
    }
    let session = session_of(tx, passage)?;
    if is_eid(passage, session.as_ref()) && reaches_by_eid(tx, passage, &standing)? == EidReaches::No {
        refuse(tx, passage, (&person, arrival, Refusal::EidNotForServices))?;
        return Ok(None);
    }
    if let Some(step) = password_step(tx, passage, &standing)? {
        passage.go(step, passage.state.notice);
        return Ok(None);
    }
    if told::untold(tx, passage)?.is_some() {
        passage.go(Step::Told, passage.state.notice);
        return Ok(None);
    }
    if needed(tx, passage, session.as_ref())? != StepUp::Enough {
        passage.go(Step::NeedsMore, None);
        return Ok(None);
    }
    let choices = choices(passage, &standing);
    if choices.is_empty() && !passage.state.wants.actors.is_empty() {
        passage.refuse(Refusal::WrongActor { wanted: passage.state.wants.actors.clone() });
        return Ok(None);
    }
    match actor(tx, passage, &choices)? {
        Actor::Is(actor) => finish(tx, passage, (&person, actor), (&standing, session, arrival)),
        Actor::Ask => {
            passage.go(Step::ChooseActor, None);
            Ok(None)
        }
    }
}

/// Says no to somebody who is known, with its event.
fn refuse(
    tx: &mut Tx,
    passage: &mut Passage,
    (person, arrival, why): (&Person, &Arrival, Refusal),
) -> Result<(), StoreError> {
    let event = arrival.last.event(Kind::LoginRefused, &arrival.by(person.id, "self"), &[person.id]);
    store::event::append(tx, &event)?;
    passage.refuse(why);
    Ok(())
}

pub(crate) fn refusal(passage: &Passage, person: &Person, standing: &Standing, now: Instant) -> Option<Refusal> {
    if let Some(block) = &person.block {
        return Some(Refusal::Blocked { reason: block.reason.clone(), by: block.by.clone() });
    }
    if person.disabled.is_some() {
        return Some(Refusal::Disabled);
    }
    // Rights end with the last affiliation: they keep no door open.
    if standing.affiliations.is_empty() {
        let closes = person.unattached.unwrap_or(now).plus(rules::lifetime::UNATTACHED_FOR);
        if closes <= now {
            return Some(Refusal::Disabled);
        }
        if passage.state.wants.unattached == UnattachedUsers::Refused {
            return Some(Refusal::Unattached { closes });
        }
    }
    None
}

/// Whether it is the eID that would reach the service: shown in this login, or what the session stands on.
fn is_eid(passage: &Passage, session: Option<&SsoSession>) -> bool {
    match (passage.state.proven, session) {
        (Some(proven), _) => proven.method == Method::Eid && passage.state.purpose == Purpose::LogIn,
        (None, Some(session)) => session.method == Method::Eid,
        (None, None) => false,
    }
}

/// Whether the eID leads where this login goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum EidReaches {
    Yes,
    No,
}

/// Whether the operator lets this person use the eID towards the service; a page of ours is always open to it.
pub(crate) fn reaches_by_eid(tx: &mut Tx, passage: &Passage, standing: &Standing) -> Result<EidReaches, StoreError> {
    if passage.service().is_none() {
        return Ok(EidReaches::Yes);
    }
    let reach = crate::national::settings(tx)?.eid_reach;
    if reach == EidReach::Everybody {
        return Ok(EidReaches::Yes);
    }
    let mut owners = Vec::new();
    for (number, _) in &standing.schools {
        owners.extend(store::institution::find(tx, number)?.map(|found| found.ownership));
    }
    Ok(if eid_reach::may_use(reach, &owners) { EidReaches::Yes } else { EidReaches::No })
}

/// A new password that was asked for, or one that is due.
fn password_step(tx: &mut Tx, passage: &mut Passage, standing: &Standing) -> Result<Option<Step>, StoreError> {
    let Some(proven) = passage.state.proven else {
        return Ok(None);
    };
    let Some(person) = passage.person() else {
        return Ok(None);
    };
    let held = store::credential::find(tx, person)?;
    if passage.state.purpose == Purpose::ChangePassword {
        let by = match (proven.method, proven.password_version) {
            (Method::Password, Some(version)) => NewBy::OldOne(version),
            (Method::Eid, _) => NewBy::Eid(held.map(|held| held.version)),
            (Method::Password | Method::CardAlone | Method::LocalLogin, _) => return Ok(None),
        };
        start_making(passage, standing, by);
        return Ok(Some(Step::NewPassword));
    }
    let (Method::Password, Some(held)) = (proven.method, held) else {
        return Ok(None);
    };
    let asked = passage.state.change == ChangeAnswer::Wait;
    Ok(match standing.change_due(tx, &held)? {
        ChangeDue::No => None,
        ChangeDue::Offer { .. } if asked => None,
        ChangeDue::Offer { .. } | ChangeDue::Must { .. } => Some(Step::ChangeDue),
    })
}

/// Begins to make a new password; the first proposal is drawn when the page is shown.
pub(crate) fn start_making(passage: &mut Passage, standing: &Standing, by: NewBy) {
    passage.secrets = passage::Secrets::default();
    passage.state.making = Some(Making { by, form: standing.assigned, proposals: 0, misses: 0, refused: Vec::new() });
}

pub(crate) fn session_of(tx: &mut Tx, passage: &Passage) -> Result<Option<SsoSession>, StoreError> {
    let Some(id) = passage.session() else {
        return Ok(None);
    };
    let found = store::sso_session::find(tx, id)?;
    let alive = found.filter(|session| {
        let judged = rules::session::judge(&sessions::as_law(session), &Lengths::STANDARD, tx.now());
        matches!(judged, rules::session::Verdict::Alive(_))
    });
    Ok(alive.filter(|session| Some(session.person) == passage.person()))
}

/// What is still missing for what the service asks.
pub(crate) fn needed(tx: &mut Tx, passage: &Passage, session: Option<&SsoSession>) -> Result<StepUp, StoreError> {
    let (method, two_factor) = match (passage.state.proven, session) {
        (Some(proven), Some(session)) => (proven.method, proven.two_factor.or(session.two_factor)),
        (Some(proven), None) => (proven.method, proven.two_factor),
        (None, Some(session)) => (session.method, session.two_factor),
        (None, None) => return Ok(StepUp::Password),
    };
    let adult = passage.state.vouched.or(session.and_then(|session| session.adult_verified));
    let now = tx.now();
    let as_law = Session { idle_ends: now, ends: now, two_factor, adult_verified: adult, ended: None };
    let lengths = crate::national::settings(tx)?.sessions;
    let assurance: Assurance = rules::session::assurance(&as_law, &lengths, now);
    Ok(rules::session::step_up(assurance, method, passage.state.wants.asked))
}

/// As what somebody may act at this service.
pub(crate) fn choices(passage: &Passage, standing: &Standing) -> Vec<ActorChoice> {
    let mut choices: Vec<ActorChoice> = standing.actors().into_iter().map(ActorChoice::of).collect();
    choices.sort_unstable();
    choices.dedup();
    let wanted = &passage.state.wants.actors;
    choices.retain(|choice| wanted.is_empty() || wanted.contains(choice));
    choices
}

enum Actor {
    Is(Option<ActorChoice>),
    Ask,
}

fn actor(tx: &mut Tx, passage: &Passage, choices: &[ActorChoice]) -> Result<Actor, StoreError> {
    if choices.len() < 2 {
        return Ok(Actor::Is(choices.first().copied()));
    }
    if let Some(chosen) = passage.state.actor.filter(|chosen| choices.contains(chosen)) {
        return Ok(Actor::Is(Some(chosen)));
    }
    let (Some(client), Some(person)) = (passage.service(), passage.person()) else {
        return Ok(Actor::Is(None));
    };
    let remembered = store::actor_choice::find(tx, person, client)?;
    let remembered = remembered.as_deref().and_then(ActorChoice::from_word).filter(|one| choices.contains(one));
    Ok(remembered.map_or(Actor::Ask, |one| Actor::Is(Some(one))))
}

/// *Aktørvalg*: as what somebody acts at this service, remembered there.
///
/// # Errors
/// Where the database is broken.
pub async fn choose_actor(world: &World, at: &At, choice: ActorChoice) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        let (Step::ChooseActor, Some(person)) = (passage.step, person_of(tx, passage)?) else {
            return Ok(None);
        };
        let standing = Standing::load(tx, &person)?;
        if !choices(passage, &standing).contains(&choice) {
            return Ok(None);
        }
        passage.state.actor = Some(choice);
        if let Some(client) = passage.service() {
            store::actor_choice::put(tx, person.id, client, choice.word())?;
        }
        proceed(tx, passage, arrival)
    })
    .await
}

/// What somebody answers to a password that is due.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DueAnswer {
    /// *Skift nu*.
    ChangeNow,
    /// *Vent*; where the deadline has passed it is asked again.
    Wait,
}

/// *Skift nu* or *vent*.
///
/// # Errors
/// Where the database is broken.
pub async fn answer_due(world: &World, at: &At, answer: DueAnswer) -> Result<Next, Broken> {
    passage::act(world, at, move |tx, passage, arrival| {
        if passage.step != Step::ChangeDue {
            return Ok(None);
        }
        match answer {
            DueAnswer::ChangeNow => passage.state.purpose = Purpose::ChangePassword,
            DueAnswer::Wait => passage.state.change = ChangeAnswer::Wait,
        }
        proceed(tx, passage, arrival)
    })
    .await
}

fn finish(
    tx: &mut Tx,
    passage: &mut Passage,
    (person, actor): (&Person, Option<ActorChoice>),
    (standing, session, arrival): (&Standing, Option<SsoSession>, &Arrival),
) -> Result<Option<Finished>, StoreError> {
    if !store::login::finish(tx, &passage.row.handle_hash)? {
        return Ok(None);
    }
    let said = passage.state.device;
    let device = session.as_ref().map_or_else(|| sessions::device(said, standing.stage), |kept| kept.device);
    let (id, ends, cookie) = match (passage.state.proven, session) {
        (None, Some(kept)) => {
            entered(tx, passage, (person, arrival))?;
            let cookie = match passage.state.vouched {
                Some(at) => vouch(tx, &kept, (at, arrival))?,
                None => None,
            };
            (kept.id, kept.ends, cookie)
        }
        (None, None) => return Ok(None),
        (Some(proven), Some(kept)) => {
            raise(tx, &kept, (proven, passage.state.vouched, arrival))?;
            (kept.id, kept.ends, Some(arrival.cookie.clone()))
        }
        (Some(proven), None) => {
            if let Some(other) = passage.session() {
                sessions::end_one(tx, other, "replaced")?;
            }
            let ends = create(tx, person, (proven, device, passage.state.vouched, arrival))?;
            (arrival.id, ends, Some(arrival.cookie.clone()))
        }
    };
    if passage.state.proven.is_some() {
        logged_in(tx, passage, (person, actor, arrival))?;
    }
    let remember = passage.state.remember == Remember::Name && device == Device::Own;
    Ok(Some(Finished {
        session: id,
        cookie,
        device,
        ends,
        person: person.id,
        client: passage.row.client.clone(),
        request: passage.row.request.clone(),
        way: passage.state.proven.map(|proven| way(proven.method, passage.state.named_by)),
        actor,
        remember: remember.then(|| person.username.as_str().to_owned()),
    }))
}

/// New authority, new secret; the session stays as old as it is.
fn vouch(tx: &mut Tx, kept: &SsoSession, (at, arrival): (Instant, &Arrival)) -> Result<Option<SecretText>, StoreError> {
    let hash = crypto::digest::of_token(arrival.cookie.reveal());
    let vouched = store::sso_session::vouch(tx, kept, &hash, at)?;
    Ok(vouched.then(|| arrival.cookie.clone()))
}

fn way(method: Method, named_by: NamedBy) -> Way {
    match (method, named_by) {
        (Method::Password, NamedBy::Typing) => Way::Username,
        (Method::Password, NamedBy::Card) | (Method::CardAlone, _) => Way::Card,
        (Method::Eid, _) => Way::Eid,
        (Method::LocalLogin, _) => Way::LocalLogin,
    }
}

fn raise(
    tx: &mut Tx,
    kept: &SsoSession,
    (proven, vouched, arrival): (Proven, Option<Instant>, &Arrival),
) -> Result<(), StoreError> {
    let raise = Raise {
        person: kept.person,
        secret_hash: crypto::digest::of_token(arrival.cookie.reveal()).to_vec(),
        two_factor: proven.two_factor.or(kept.two_factor),
        adult_verified: vouched.or(kept.adult_verified),
        method: proven.method,
        password_version: proven.password_version.or(kept.password_version),
    };
    store::sso_session::raise(tx, kept.id, &raise)?;
    Ok(())
}

fn create(
    tx: &mut Tx,
    person: &Person,
    (proven, device, vouched, arrival): (Proven, Device, Option<Instant>, &Arrival),
) -> Result<Instant, StoreError> {
    let now = tx.now();
    let lengths = crate::national::settings(tx)?.sessions;
    let ends = now.plus(lengths.lasts_at_most(device));
    store::sso_session::create(
        tx,
        &NewSsoSession {
            id: arrival.id,
            secret_hash: crypto::digest::of_token(arrival.cookie.reveal()).to_vec(),
            person: person.id,
            device,
            method: proven.method,
            idle_ends: now.plus(lengths.idle_for(device)),
            ends,
            two_factor: proven.two_factor,
            adult_verified: vouched,
            password_version: proven.password_version,
            address: arrival.address.to_canonical().to_string(),
            browser: arrival.words.clone(),
        },
    )?;
    Ok(ends)
}

/// Single sign-on is remembered once a service and day.
fn entered(tx: &mut Tx, passage: &Passage, (person, arrival): (&Person, &Arrival)) -> Result<(), StoreError> {
    let Some(client) = passage.service() else {
        return Ok(());
    };
    let now = tx.now();
    let value = format!("{} {} {client}", now.day_in_denmark(), person.id.0);
    if !store::used_once::claim(tx, "service_entered", &value, now.plus(Millis::days(2)))? {
        return Ok(());
    }
    let event = arrival.last.event(Kind::ServiceEntered, &arrival.by(person.id, "self"), &[person.id]);
    store::event::append(tx, &with(event, "service", client))
}

fn logged_in(
    tx: &mut Tx,
    passage: &Passage,
    (person, actor, arrival): (&Person, Option<ActorChoice>, &Arrival),
) -> Result<(), StoreError> {
    let from = arrival.by(person.id, actor.map_or("self", ActorChoice::word));
    let mut event = arrival.last.event(Kind::LoggedIn, &from, &[person.id]);
    if let Some(proven) = passage.state.proven {
        event = with(event, "method", proven.method.word());
    }
    if let Some(client) = passage.service() {
        event = with(event, "service", client);
    }
    store::event::append(tx, &event)
}
