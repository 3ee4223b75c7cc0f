//! *Skolekort*: a printed card whose QR code stands for the user name. The pictures stay.
//!
//! Source: product.md §8. The token is random, revocable and useless alone; the database keeps its hash to find it and
//! the token itself sealed, so that a card can be printed again. What it does not do: log the token, or put it in an
//! address that stays.

use crate::give_password::Pressed;
use crate::pupil_access::{Desk, Helper, settings_of};
use crate::remember::{Blank, with};
use crate::world::World;
use crypto::sealing::Purpose;
use crypto::secret::SecretText;
use rules::event::Kind;
use rules::group::GroupKind;
use rules::id::{GroupId, PersonId};
use rules::institution::InstitutionNumber;
use rules::reset_window::Place;
use rules::rights::Reason;
use rules::rights::verb::Verb;
use rules::time::Instant;
use rules::user::{PersonName, Username};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::net::IpAddr;
use store::driver::Tx;
use store::error::StoreError;
use store::school_card::{NewSchoolCard, SchoolCard};

/// The most cards of one print.
pub const CARDS_MAX: usize = 200;

/// A card to print.
pub struct Card {
    /// Whose.
    pub person: PersonId,
    /// The name on it.
    pub shown: PersonName,
    /// The user name on it.
    pub username: Username,
    /// The name of the pupil's class; empty where they are in none.
    pub class: String,
    /// What the QR code carries behind `/k/`.
    pub token: SecretText,
}

/// What one new card needs, drawn before the transaction.
#[derive(Clone)]
struct Draw {
    person: PersonId,
    token: SecretText,
    hash: [u8; 32],
    sealed: Vec<u8>,
    event: Blank,
}

fn draw(world: &World, person: PersonId) -> Draw {
    let token = crypto::random::token_from(&mut world.chance());
    let hash = crypto::digest::of_token(token.reveal());
    let sealed = world.vault.seal(Purpose::SchoolCard, &rules::hex::write(&hash), token.reveal().as_bytes());
    Draw { person, token, hash, sealed, event: Blank::draw(world) }
}

/// The cards of these pupils, made where there are none yet. Printing again does not change a card.
///
/// # Errors
/// [`StoreError`].
pub async fn print(world: &World, helper: &Helper, pupils: &[PersonId]) -> Result<Vec<Card>, StoreError> {
    let draws: Vec<Draw> = pupils.iter().take(CARDS_MAX).map(|person| draw(world, *person)).collect();
    let helper = helper.clone();
    let vault = world.vault.clone();
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            let from = helper.circumstances();
            let mut cards = Vec::new();
            let mut classes = BTreeMap::new();
            let mut events = Vec::new();
            for draw in &draws {
                if desk.may(tx, Verb::PrintCard, draw.person)?.is_err() {
                    continue;
                }
                let Some(person) = store::person::find(tx, draw.person)? else { continue };
                let kept = store::school_card::current(tx, draw.person, &helper.institution)?;
                let opened = kept.and_then(|card| {
                    vault.open(Purpose::SchoolCard, &rules::hex::write(&card.token_hash), &card.token_sealed).ok()
                });
                let (token, kind) = match opened {
                    Some(bytes) => {
                        (SecretText::new(String::from_utf8_lossy(bytes.reveal()).into_owned()), Kind::CardPrinted)
                    }
                    None => {
                        let new = NewSchoolCard {
                            token_hash: draw.hash.to_vec(),
                            token_sealed: draw.sealed.clone(),
                            person: draw.person,
                            institution: helper.institution.clone(),
                            issued_by: helper.person,
                        };
                        store::school_card::issue(tx, &new)?;
                        (draw.token.clone(), Kind::CardIssued)
                    }
                };
                events.push(draw.event.event(kind, &from, &[draw.person]));
                cards.push(Card {
                    person: draw.person,
                    shown: person.shown().clone(),
                    username: person.username.clone(),
                    class: class(tx, draw.person, &helper.institution, &mut classes)?,
                    token,
                });
            }
            store::event::append_many(tx, &events)?;
            Ok(cards)
        })
        .await
}

/// The name of the pupil's class; groups that were read for another card are not read again.
fn class(
    tx: &mut Tx,
    pupil: PersonId,
    at: &InstitutionNumber,
    known: &mut BTreeMap<GroupId, Option<String>>,
) -> Result<String, StoreError> {
    for id in store::pupil::groups_of_pupil(tx, pupil, at)? {
        if let Entry::Vacant(unread) = known.entry(id) {
            let main = store::pupil::group(tx, id)?.filter(|group| group.kind == GroupKind::Main);
            unread.insert(main.map(|group| group.name));
        }
        if let Some(Some(name)) = known.get(&id) {
            return Ok(name.clone());
        }
    }
    Ok(String::new())
}

/// Makes a pupil's card void: *kortet er væk*.
///
/// # Errors
/// [`StoreError`].
pub async fn void(world: &World, helper: &Helper, pupil: PersonId) -> Result<Pressed, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            if let Err(reason) = Desk::load(tx, &helper)?.may(tx, Verb::VoidCard, pupil)? {
                return Ok(Pressed::Refused(reason));
            }
            let voided = store::school_card::void(tx, pupil, &helper.institution)?;
            if voided == 0 {
                return Ok(Pressed::TooLate);
            }
            let event = blank.event(Kind::CardVoided, &helper.circumstances(), &[pupil]);
            store::event::append(tx, &with(event, "cards", voided))?;
            Ok(Pressed::Done)
        })
        .await
}

/// What an administrator decides about a pupil's card.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alone {
    /// *Kort alene*: the card is enough on the school's network.
    Enough,
    /// The pictures are asked for, as with every card.
    NotEnough,
}

/// What became of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AloneSet {
    /// It is decided.
    Done,
    /// The pupil has no card in use.
    NoCard,
    /// The institution has declared no network: the card alone would be enough nowhere.
    NoNetwork,
    /// Refused, and why.
    Refused(Reason),
}

/// Lets the card alone be enough for a named pupil, from a declared network; or no longer. A new card begins without.
///
/// # Errors
/// [`StoreError`].
pub async fn set_alone(world: &World, helper: &Helper, pupil: PersonId, alone: Alone) -> Result<AloneSet, StoreError> {
    let helper = helper.clone();
    let blank = Blank::draw(world);
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            if let Err(reason) = desk.may(tx, Verb::AllowCardAlone, pupil)? {
                return Ok(AloneSet::Refused(reason));
            }
            if alone == Alone::Enough && desk.settings.networks.is_empty() {
                return Ok(AloneSet::NoNetwork);
            }
            let (since, word) = match alone {
                Alone::Enough => (Some(tx.now()), "enough"),
                Alone::NotEnough => (None, "not_enough"),
            };
            if !store::school_card::set_alone(tx, pupil, &helper.institution, since)? {
                return Ok(AloneSet::NoCard);
            }
            let event = blank.event(Kind::CardAloneSet, &helper.circumstances(), &[pupil]);
            store::event::append(tx, &with(event, "alone", word))?;
            Ok(AloneSet::Done)
        })
        .await
}

/// A pupil's card at the helper's institution, as the pupil's page tells of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CardNow {
    /// None in use.
    None,
    /// In use since, with the pictures.
    WithPictures(Instant),
    /// In use since, enough alone on the school's network.
    Alone(Instant),
}

/// How a pupil's card stands, and whether the institution has declared a network.
///
/// # Errors
/// [`StoreError`].
pub async fn now(world: &World, helper: &Helper, pupil: PersonId) -> Result<(CardNow, Networks), StoreError> {
    let (at, helper) = (helper.institution.clone(), helper.clone());
    world
        .db
        .point(move |tx| {
            let card = match store::school_card::current(tx, pupil, &at)? {
                None => CardNow::None,
                Some(card) if card.alone.is_some() => CardNow::Alone(card.issued),
                Some(card) => CardNow::WithPictures(card.issued),
            };
            let desk = Desk::load(tx, &helper)?;
            let networks = match (desk.settings.networks.is_empty(), desk.stands(Verb::ChangeSettings)) {
                (false, _) => Networks::Declared,
                (true, Ok(())) => Networks::TheirsToDeclare,
                (true, Err(_)) => Networks::None,
            };
            Ok((card, networks))
        })
        .await
}

/// Whether an institution has declared networks of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Networks {
    /// At least one.
    Declared,
    /// None: nobody can tell who sits at the school.
    None,
    /// None, and whoever asks may declare them.
    TheirsToDeclare,
}

/// Makes the cards of these pupils void, each as [`void`] does; how many pupils had one.
///
/// # Errors
/// [`StoreError`].
pub async fn void_all(world: &World, helper: &Helper, pupils: &[PersonId]) -> Result<usize, StoreError> {
    let helper = helper.clone();
    let draws: Vec<(PersonId, Blank)> =
        pupils.iter().take(CARDS_MAX).map(|pupil| (*pupil, Blank::draw(world))).collect();
    world
        .db
        .write(move |tx| {
            let desk = Desk::load(tx, &helper)?;
            let mut events = Vec::new();
            for (pupil, blank) in &draws {
                if desk.may(tx, Verb::VoidCard, *pupil)?.is_err() {
                    continue;
                }
                let voided = store::school_card::void(tx, *pupil, &helper.institution)?;
                if voided != 0 {
                    let event = blank.event(Kind::CardVoided, &helper.circumstances(), &[*pupil]);
                    events.push(with(event, "cards", voided));
                }
            }
            store::event::append_many(tx, &events)?;
            Ok(events.len())
        })
        .await
}

/// Whether this card is enough without the pictures: the school allowed it, and the browser is on its network.
pub(crate) fn is_enough_alone(tx: &mut Tx, card: &SchoolCard, address: IpAddr) -> Result<bool, StoreError> {
    if card.alone.is_none() || card.voided.is_some() {
        return Ok(false);
    }
    Ok(settings_of(tx, &card.institution)?.place(address) == Place::Inside)
}
