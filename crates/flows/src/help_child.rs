//! What somebody who showed the national eID may do with it: get a new password for themselves, or for a child they
//! have custody of; and see their own and their children's user names.
//!
//! Source: product.md §7. Asked of the database when they come back. What it does not do: change anything; the login
//! goes on (`sign_in::onward`).

use crate::remember::{self, Blank, Circumstances};
use crate::sign_in::At;
use crate::world::World;
use rules::affiliation::Actor;
use rules::custody::{Record, Standing};
use rules::event::Kind;
use rules::id::PersonId;
use rules::time::Instant;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;

/// Who gets the new password, and how sure the session is that follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Helped {
    /// The one who showed the eID.
    Themselves {
        /// When they did: two factors.
        two_factor: Instant,
    },
    /// Their child, who showed nothing.
    Child(PersonId),
    /// Nobody. There is one text for every reason, an unknown user name included.
    Nobody,
}

/// Who gets a new password in this login, where `holder` showed the eID at `shown`.
///
/// # Errors
/// Where the database is broken.
pub async fn new_password(world: &World, at: &At, holder: PersonId, shown: Instant) -> Result<Helped, StoreError> {
    let handle = crypto::digest::of_token(at.handle.reveal());
    let browser = crypto::digest::of_token(at.browser.secret.reveal());
    let blank = Blank::draw(world);
    let circumstances = Circumstances::person(holder, "parent", at.browser.address);
    world
        .db
        .write(move |tx| {
            let named = store::login::find(tx, &handle, &browser)?.and_then(|login| login.person);
            let child = match named {
                Some(person) if person == holder => return Ok(Helped::Themselves { two_factor: shown }),
                Some(child) if has_custody(tx, holder, child)? => child,
                Some(_) | None => return Ok(Helped::Nobody),
            };
            // The child's own log tells who opened the way to a new password.
            let event = blank.event(Kind::EidReturned, &circumstances, &[child]);
            store::event::append(tx, &remember::with(event, "errand", "child_password"))?;
            Ok(Helped::Child(child))
        })
        .await
}

/// Whether an adult has custody of a child today.
pub(crate) fn has_custody(tx: &mut Tx, adult: PersonId, child: PersonId) -> Result<bool, StoreError> {
    let Some(person) = store::person::find(tx, child)? else { return Ok(false) };
    let affiliations = store::affiliation::active_of_person(tx, child)?;
    let is_pupil_at = |number| affiliations.iter().any(|one| one.actor == Actor::Pupil && one.institution == number);
    let records: Vec<Record> = store::contact::of_child(tx, child)?
        .into_iter()
        .filter(|contact| contact.adult == adult)
        .map(|contact| Record {
            custody: contact.custody,
            standing: if is_pupil_at(contact.institution) { Standing::Current } else { Standing::Left },
        })
        .collect();
    Ok(rules::custody::counts(&records, person.birth, tx.now().day_in_denmark()))
}

/// A user name somebody may see.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The name shown beside it: the alias of protected people.
    pub name: String,
    /// What is typed at login.
    pub username: Username,
}

/// One's own user name, and those of the children one has custody of; the look is remembered.
///
/// # Errors
/// Where the database is broken.
pub async fn usernames(world: &World, at: &At, holder: PersonId) -> Result<Vec<Seen>, StoreError> {
    let blank = Blank::draw(world);
    let circumstances = Circumstances::person(holder, "self", at.browser.address);
    world
        .db
        .write(move |tx| {
            let mut people = vec![holder];
            for contact in store::contact::of_adult(tx, holder)? {
                if !people.contains(&contact.child) && has_custody(tx, holder, contact.child)? {
                    people.push(contact.child);
                }
            }
            let mut seen = Vec::with_capacity(people.len());
            for id in &people {
                let Some(person) = store::person::find(tx, *id)? else { continue };
                let name = person.shown();
                seen.push(Seen { name: format!("{} {}", name.first, name.family), username: person.username.clone() });
            }
            let event = blank.event(Kind::UsernameShown, &circumstances, &people);
            store::event::append(tx, &remember::with(event, "why", "eid"))?;
            Ok(seen)
        })
        .await
}
