//! Children and what a source tells of their parents.
//!
//! What it does not do: assert; the stories do.

use crate::town::{SCHOOL, Town, number};
use rules::affiliation::Role;
use rules::id::{ContactId, PersonId};
use rules::roster::Custody;
use rules::time::Date;
use rules::user::{PersonName, Protection, UniId, Username};
use store::contact::Contact;
use store::person::NewPerson;

/// A pupil born on this day.
pub(crate) fn child(town: &Town, username: &str, birth: &str) -> PersonId {
    let id = PersonId(town.world.draw_id());
    let new = NewPerson {
        id,
        uniid: UniId::propose(&mut town.world.chance()),
        username: Username::parse(username).unwrap(),
        name: PersonName { first: "Alma".to_owned(), family: "Kjær".to_owned() },
        protection: Protection::None,
        birth: Some(birth.parse::<Date>().unwrap()),
    };
    town.write(move |tx| store::person::create(tx, &new));
    town.attach(id, SCHOOL, (Role::Pupil, Some("1")));
    id
}

/// What one source tells of an adult and a child; the number of what it told.
pub(crate) fn told(
    town: &Town,
    (adult, child): (PersonId, PersonId),
    custody: Custody,
    source: &'static str,
) -> ContactId {
    told_by(town, SCHOOL, (adult, child), (custody, source))
}

/// The same at a school.
pub(crate) fn told_by(
    town: &Town,
    school: &str,
    (adult, child): (PersonId, PersonId),
    (custody, source): (Custody, &'static str),
) -> ContactId {
    let contact = Contact {
        id: ContactId(town.world.draw_id()),
        adult,
        child,
        institution: number(school),
        local_person_id: "1".to_owned(),
        relation: Role::Mother,
        custody,
        access_level: 0,
        cvr: None,
        p_number: None,
    };
    let id = contact.id;
    town.write(move |tx| store::contact::start_many(tx, source, std::slice::from_ref(&contact)));
    id
}
