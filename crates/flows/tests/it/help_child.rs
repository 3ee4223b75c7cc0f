//! A parent shows the eID at the child's screen. Source: product.md §7, security.md "eID return".

use crate::town::{SCHOOL, Town, number, on_both};
use flows::help_child::{Helped, new_password, usernames};
use rules::affiliation::Role;
use rules::id::{ContactId, PersonId};
use rules::roster::Custody;
use rules::time::Date;
use rules::user::{PersonName, Protection, UniId, Username};
use store::contact::Contact;
use store::person::NewPerson;

/// A pupil born on this day.
fn child(town: &Town, username: &str, birth: &str) -> PersonId {
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

fn told(town: &Town, (adult, child): (PersonId, PersonId), custody: Custody, source: &'static str) {
    let contact = Contact {
        id: ContactId(town.world.draw_id()),
        adult,
        child,
        institution: number(SCHOOL),
        local_person_id: "1".to_owned(),
        relation: Role::Mother,
        custody,
        access_level: 0,
        cvr: None,
        p_number: None,
    };
    town.write(move |tx| store::contact::start_many(tx, source, std::slice::from_ref(&contact)));
}

fn helped(town: &Town, typed: &str, holder: PersonId) -> Helped {
    let at = town.named(&town.browser(), typed);
    town.wait(new_password(&town.world, &at, holder, town.world.now())).unwrap()
}

#[test]
fn a_parent_with_custody_helps_the_child_whose_name_was_typed() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2019-05-01"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        assert_eq!(helped(town, "alma1234", line), Helped::Child(alma));
        let at = town.named(&town.browser(), "line4406");
        let seen = town.wait(usernames(&town.world, &at, line)).unwrap();
        let names: Vec<&str> = seen.iter().map(|one| one.username.as_str()).collect();
        assert_eq!(names, ["line4406", "alma1234"]);
    });
}

#[test]
fn nobody_else_is_helped_and_an_unknown_name_answers_the_same() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2019-05-01"), town.person("line4406"));
        assert_eq!(helped(town, "alma1234", line), Helped::Nobody, "not told of as a parent");
        told(town, (line, alma), Custody::Yes, "one");
        told(town, (line, alma), Custody::No, "two");
        assert_eq!(helped(town, "alma1234", line), Helped::Nobody, "another source says no");
        assert_eq!(helped(town, "nobody99", line), Helped::Nobody);
    });
}

#[test]
fn a_child_of_eighteen_is_nobodys() {
    on_both(|town| {
        let (alma, line) = (child(town, "alma1234", "2008-11-24"), town.person("line4406"));
        told(town, (line, alma), Custody::Yes, "one");
        assert_eq!(helped(town, "alma1234", line), Helped::Nobody);
    });
}

#[test]
fn ones_own_eid_helps_oneself() {
    on_both(|town| {
        let line = town.person("line4406");
        let now = town.world.now();
        assert_eq!(helped(town, "line4406", line), Helped::Themselves { two_factor: now });
    });
}
