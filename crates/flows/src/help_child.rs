//! Whose password somebody may renew with the national eID besides their own: a child they have custody of.
//!
//! Source: product.md §7. Asked of the database each time. What it does not do: know who shows an eID, or change
//! anything; the login does (`sign_in::helped`, `sign_in::vouch`).

use crate::standing::Standing;
use rules::affiliation::Actor;
use rules::custody::Record;
use rules::id::PersonId;
use rules::reset_window::Eligibility;
use rules::user::Username;
use store::driver::Tx;
use store::error::StoreError;
use store::person::Person;

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
            standing: if is_pupil_at(contact.institution) {
                rules::custody::Standing::Current
            } else {
                rules::custody::Standing::Left
            },
        })
        .collect();
    Ok(rules::custody::counts(&records, person.birth, tx.now().day_in_denmark()))
}

/// Whether an adult may give a child a new password: custody, and a child that is a pupil and nothing else. A pupil who
/// also works somewhere opens more than a pupil's doors; that password is renewed by its owner alone.
pub(crate) fn may_help(tx: &mut Tx, adult: PersonId, child: PersonId) -> Result<bool, StoreError> {
    if adult == child || !has_custody(tx, adult, child)? {
        return Ok(false);
    }
    let Some(person) = store::person::find(tx, child)? else { return Ok(false) };
    Ok(Standing::load(tx, &person)?.eligibility() == Eligibility::MayGet)
}

/// Somebody whose user name may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Who.
    pub person: PersonId,
    /// The name shown beside it: the alias of protected people.
    pub name: String,
    /// The first of the first names.
    pub call: String,
    /// What is typed at login.
    pub username: Username,
}

impl Seen {
    pub(crate) fn of(person: &Person) -> Seen {
        let name = person.shown();
        Seen { person: person.id, name: name.full(), call: name.call().to_owned(), username: person.username.clone() }
    }
}

/// The children an adult may help, as the schools list them.
pub(crate) fn children(tx: &mut Tx, adult: PersonId) -> Result<Vec<Seen>, StoreError> {
    let mut children: Vec<Seen> = Vec::new();
    for contact in store::contact::of_adult(tx, adult)? {
        let is_known = children.iter().any(|known| known.person == contact.child);
        if is_known || !may_help(tx, adult, contact.child)? {
            continue;
        }
        children.extend(store::person::find(tx, contact.child)?.map(|person| Seen::of(&person)));
    }
    Ok(children)
}
