//! A parent shows the eID at the child's screen. Source: product.md §7, security.md "eID return".

use crate::family::{child, told};
use crate::town::{Town, on_both};
use flows::help_child::{Helped, new_password, usernames};
use rules::id::PersonId;
use rules::roster::Custody;

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
