//! *Brugere*: what a page of the list holds, asked of both databases.

use crate::office::{administrator, again, institution};
use crate::town::{Town, on_both};
use flows::user_administration::Administrator;
use flows::user_list::{Asked, By, Direction, Page, export, see, see_left};
use rules::affiliation::{Actor, Role};
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::time::Millis;
use store::user_list::{Filter, Status};

const HERE: &str = "751099";

/// Somebody of each kind, twice over, some of whom have logged in.
fn people(town: &Town, here: &InstitutionNumber) {
    let kinds = [
        (Role::Pupil, Some("3")),
        (Role::Mother, None),
        (Role::Pupil, Some("10")),
        (Role::Teacher, None),
        (Role::External, None),
        (Role::Father, None),
    ];
    for (at, kind) in kinds.into_iter().cycle().take(13).enumerate() {
        let person = town.person(&format!("{}{at:04}", ["zeni", "alma", "ditt"][at % 3]));
        town.attach(person, HERE, kind);
        if at % 2 == 0 {
            town.clock.advance(Millis::minutes(1));
            again(town, person, here);
        }
    }
}

fn asked(by: By, direction: Direction) -> Asked {
    Asked { by, direction, size: 4, ..Asked::default() }
}

/// Every page, from the first to the last, and whether each says the same of the whole.
fn walked(town: &Town, who: &Administrator, asked: &Asked) -> Vec<PersonId> {
    let page = |after| town.wait(see(&town.world, who, Asked { after, ..asked.clone() })).unwrap().unwrap().0;
    let first = page(None);
    let mut all = Vec::new();
    for after in &first.pages {
        let part = page(*after);
        assert_eq!((part.before, part.total, &part.pages), (all.len(), first.total, &first.pages));
        all.extend(part.rows.iter().map(|row| row.detail.person));
    }
    assert_eq!(all.len(), first.total);
    all
}

#[test]
fn the_pages_of_every_order_and_filter_are_the_whole_list() {
    on_both(|town| {
        let here = institution(town, HERE);
        people(town, &here);
        let (_, who) = administrator(town, "birg1234", &here);
        let filters = [
            Filter::default(),
            Filter { actors: vec![Actor::Pupil, Actor::Contact], ..Filter::default() },
            Filter { role: Some(Role::Teacher), ..Filter::default() },
            Filter { status: Some(Status::Never), ..Filter::default() },
        ];
        for filter in filters {
            for by in [By::Name, By::Place, By::Login] {
                for direction in [Direction::Forward, Direction::Back] {
                    let asked = Asked { filter: filter.clone(), ..asked(by, direction) };
                    let whole = town.wait(export(&town.world, &who, asked.clone())).unwrap().unwrap();
                    let whole: Vec<PersonId> = whole.iter().map(|row| row.detail.person).collect();
                    assert_eq!(walked(town, &who, &asked), whole, "{asked:?}");
                }
            }
        }
    });
}

#[test]
fn behind_the_last_there_is_nobody_and_behind_a_stranger_the_list_begins() {
    on_both(|town| {
        let here = institution(town, HERE);
        people(town, &here);
        let (_, who) = administrator(town, "birg1234", &here);
        let asked = asked(By::Name, Direction::Forward);
        let all = walked(town, &who, &asked);
        let behind = |after| town.wait(see(&town.world, &who, Asked { after, ..asked.clone() })).unwrap().unwrap().0;
        let nobody: Page<_> = behind(all.last().copied());
        assert_eq!((nobody.rows.len(), nobody.before, nobody.total), (0, 14, 14));
        let stranger = behind(Some(PersonId(4711)));
        assert_eq!((stranger.rows.len(), stranger.before), (4, 0));
    });
}

#[test]
fn who_left_is_searched_narrowed_and_paged_too() {
    on_both(|town| {
        let here = institution(town, HERE);
        let (_, who) = administrator(town, "birg1234", &here);
        for (at, role) in [Role::Pupil, Role::Teacher, Role::Pupil, Role::Pupil].into_iter().enumerate() {
            let person = town.person(&format!("{}{at:04}", ["zeni", "alma", "ditt", "else"][at]));
            let level = (role == Role::Pupil).then_some("3");
            let affiliation = town.attach(person, HERE, (role, level));
            town.write(move |tx| store::affiliation::end(tx, affiliation));
        }
        let left = |asked: Asked| {
            let page = town.wait(see_left(&town.world, &who, asked)).unwrap().unwrap().0;
            let names: Vec<String> = page.rows.iter().map(|one| one.shown.first.clone()).collect();
            (names.join(" "), page.pages.len())
        };
        let plain = asked(By::Name, Direction::Forward);
        assert_eq!(left(plain.clone()), ("alma ditt else zeni".to_owned(), 1));
        let pupils = Filter { actors: vec![Actor::Pupil], ..Filter::default() };
        assert_eq!(left(Asked { filter: pupils, size: 2, ..plain.clone() }), ("ditt else".to_owned(), 2));
        let teachers = Filter { role: Some(Role::Teacher), ..Filter::default() };
        assert_eq!(left(Asked { filter: teachers, ..plain.clone() }).0, "alma");
        assert_eq!(left(Asked { search: "zen".to_owned(), ..plain.clone() }).0, "zeni");
        assert_eq!(left(Asked { direction: Direction::Back, ..plain }).0, "zeni else ditt alma");
    });
}
