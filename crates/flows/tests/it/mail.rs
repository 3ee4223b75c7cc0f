//! Letters wait sealed, leave once, and are forgotten.

use crate::town::{Town, on_both};
use flows::mail::{Language, Letter, Post, Values, open};
use rules::time::Millis;

fn queue(town: &Town) -> i64 {
    let values = Values::from([("person".to_owned(), "Mette Holm".to_owned())]);
    let post = Post::draw(&town.world, 1);
    let kind = (Letter::AdministratorAdded, Language::Danish);
    let mail = post.letter(0, kind, "leder@skole.dk", &values).unwrap();
    assert!(post.letter(1, kind, "leder@skole.dk", &values).is_none(), "no number was drawn for a second");
    let id = mail.id;
    town.write(move |tx| store::outbox::put(tx, &mail));
    id
}

#[test]
fn a_letter_waits_sealed_and_opens_for_whoever_has_the_key() {
    on_both(|town| {
        queue(town);
        let due = town.write(|tx| store::outbox::due(tx, 10));
        assert_eq!((due[0].template.as_str(), due[0].language.as_str()), ("administrator_added", "da"));
        assert!(!due[0].sealed.windows(5).any(|some| some == b"Mette"), "the row says no name");
        let opened = open(&town.world.vault, &due[0]).unwrap();
        assert_eq!((opened.to.as_str(), opened.values["person"].as_str()), ("leder@skole.dk", "Mette Holm"));
        let mut moved = due[0].clone();
        moved.id += 1;
        assert!(open(&town.world.vault, &moved).is_err(), "it belongs to its own row");
    });
}

#[test]
fn a_letter_that_did_not_leave_is_tried_again_and_leaves_once() {
    on_both(|town| {
        let id = queue(town);
        let later = town.world.now().plus(Millis::minutes(10));
        town.write(move |tx| store::outbox::postpone(tx, id, later));
        assert!(town.write(|tx| store::outbox::due(tx, 10)).is_empty());
        town.clock.advance(Millis::minutes(10));
        assert_eq!(town.write(|tx| store::outbox::due(tx, 10))[0].attempts, 1);
        assert!(town.write(move |tx| store::outbox::sent(tx, id)));
        assert!(!town.write(move |tx| store::outbox::sent(tx, id)), "once");
        assert_eq!(town.write(store::outbox::waiting), 0);
    });
}

#[test]
fn what_has_left_is_forgotten_after_a_month_and_what_waits_is_not() {
    on_both(|town| {
        let (gone, waits) = (queue(town), queue(town));
        town.write(move |tx| store::outbox::sent(tx, gone));
        town.clock.advance(Millis::days(31));
        town.wait(flows::tidy::sweep(&town.world)).unwrap();
        let left: Vec<i64> = town.write(|tx| store::outbox::newest(tx, 10)).iter().map(|mail| mail.id).collect();
        assert_eq!(left, [waits]);
    });
}
