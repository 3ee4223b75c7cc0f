//! What decides is never cut by the length of a list: who the administrators are, which licences run, who is still here.

use crate::town::{SCHOOL, Town, number, on_both};
use rules::affiliation::Role;
use rules::id::{GrantId, PersonId};
use rules::licence::{Licence, Reach};
use rules::rights::facts::Right;
use rules::time::Millis;
use store::group_history::Presence;
use store::right_grant::NewGrant;

fn grants(town: &Town, people: std::ops::Range<i64>, right: &str) {
    let grants: Vec<NewGrant> = people
        .map(|person| NewGrant {
            id: GrantId(town.world.draw_id()),
            person: PersonId(person),
            institution: number(SCHOOL),
            right: right.to_owned(),
            given_by: None,
            why: "test".to_owned(),
            expires: None,
        })
        .collect();
    town.write(move |tx| grants.iter().try_for_each(|grant| store::right_grant::grant(tx, grant)));
}

#[test]
fn an_administrator_is_found_however_many_hold_other_rights() {
    on_both(|town| {
        grants(town, 1..1_101, Right::ReadAccess.word());
        grants(town, 1_200..1_201, Right::UserAdministration.word());
        let found = town.write(|tx| {
            let here = number(SCHOOL);
            let administrators = store::right_grant::holders(tx, &here, Right::UserAdministration.word())?;
            let of_page = store::right_grant::of_people(tx, &here, &[PersonId(1_099), PersonId(1_200)])?;
            Ok((administrators, of_page))
        });
        let people = |grants: &[store::right_grant::RightGrant]| -> Vec<i64> {
            grants.iter().map(|grant| grant.person.0).collect()
        };
        assert_eq!((people(&found.0), people(&found.1)), (vec![1_200], vec![1_099, 1_200]));
    });
}

#[test]
fn a_licence_is_found_however_many_are_over() {
    on_both(|town| {
        let person = town.person("alma1234");
        town.attach(person, SCHOOL, (Role::Teacher, None));
        let today = town.world.now().day_in_denmark();
        let yesterday = town.world.now().minus(Millis::days(1)).day_in_denmark();
        let licence = |to| Licence { institution: number(SCHOOL), reach: Reach::WholeInstitution, from: None, to };
        let (over, runs) = (licence(Some(yesterday)), licence(Some(today)));
        town.write(move |tx| {
            for id in 1..=600 {
                store::licence::give(tx, id, "books", &over, None)?;
            }
            store::licence::give(tx, 601, "books", &runs, None)
        });
        let (given, of_person) = town.write(move |tx| {
            let given = store::licence::of_institution(tx, &number(SCHOOL))?;
            Ok((given, store::licence::for_person(tx, "books", person)?))
        });
        assert_eq!(given.iter().map(|one| one.id).collect::<Vec<_>>(), [601]);
        assert_eq!(of_person, [licence(Some(today))], "its last day is one of its days");
    });
}

#[test]
fn who_left_a_class_and_is_still_at_the_school_is_here() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1A");
        let (stays, leaves) = (town.person("alma1234"), town.person("bodi1111"));
        let was_in: Vec<_> =
            [stays, leaves].map(|one| town.attach_to(one, SCHOOL, (Role::Pupil, Some("1"), Some(class)))).into();
        let then = town.world.now();
        town.clock.advance(Millis::days(1));
        town.write(move |tx| was_in.iter().try_for_each(|one| store::affiliation::end(tx, *one).map(drop)));
        town.attach(stays, SCHOOL, (Role::Pupil, Some("2")));
        let members = town.write(move |tx| store::group_history::members(tx, class, then));
        let of = |person| members.iter().find(|one| one.person == person).map(|one| one.presence);
        assert_eq!((of(stays), of(leaves)), (Some(Presence::Here), Some(Presence::Gone)));
    });
}
