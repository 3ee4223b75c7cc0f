//! The chain of events: it holds when payloads are deleted in time, and breaks when anybody touches an event.

use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId};
use rules::time::Millis;
use store::driver::Tx;
use store::seal::Verified;
use testkit::database::{Database, both};

fn event(number: i64) -> NewEvent {
    NewEvent {
        id: EventId(number),
        salt: [number as u8; 16],
        kind: Kind::PeopleShown,
        doer: Doer::Person { id: PersonId(1), acting_as: "teacher".into() },
        institution: None,
        address: "192.0.2.1".into(),
        subjects: vec![PersonId(2), PersonId(3), PersonId(2)],
        payload: vec![("page", "pupils".into())],
    }
}

/// Twelve events under two seals.
fn sealed(town: &Database) {
    for part in 0..2 {
        let events: Vec<NewEvent> = (1..=6).map(|n| event(part * 6 + n)).collect();
        town.db.blocking().write(move |tx| store::event::append_many(tx, &events)).unwrap();
        assert_eq!(town.db.blocking().write(store::seal::seal_waiting), Ok(6));
    }
}

fn verify(town: &Database) -> Verified {
    let now = town.db.now();
    town.db.blocking().read(move |tx| store::seal::verify(tx, now)).unwrap()
}

/// Changes the database behind the store's back.
fn tamper(town: &Database, sql: &str) {
    if town.place.starts_with("postgres") {
        postgres::Client::connect(&town.place, postgres::NoTls).unwrap().batch_execute(sql).unwrap();
    } else {
        rusqlite::Connection::open(&town.place).unwrap().execute_batch(sql).unwrap();
    }
}

#[test]
fn an_untouched_chain_holds() {
    both(|town| {
        sealed(town);
        let found = verify(town);
        assert_eq!((found.seals, found.events, found.late), (2, 12, 0));
        assert_eq!(found.broken, Vec::<String>::new());
    });
}

#[test]
fn content_forgotten_in_time_leaves_the_chain_whole() {
    both(|town| {
        sealed(town);
        town.clock.advance(Kind::PeopleShown.kept());
        let before = town.db.now().minus(Kind::PeopleShown.kept());
        let forget = move |tx: &mut Tx| store::event::forget(tx, Kind::PeopleShown, before, 5);
        town.clock.advance(Millis(1));
        assert_eq!(town.db.blocking().write(forget), Ok(0), "not yet");
        let before = town.db.now().minus(Kind::PeopleShown.kept());
        let forget = move |tx: &mut Tx| store::event::forget(tx, Kind::PeopleShown, before, 5);
        assert_eq!([(); 4].map(|()| town.db.blocking().write(forget).unwrap()), [5, 5, 2, 0]);
        let found = verify(town);
        assert_eq!(found.forgotten.get(&Kind::PeopleShown), Some(&12));
        assert_eq!(found.broken, Vec::<String>::new());
        let about = town.db.blocking().read(|tx| store::event::about(tx, PersonId(3), EventId(i64::MAX), 9));
        assert_eq!(about, Ok(Vec::new()));
    });
}

#[test]
fn any_touch_breaks_the_chain() {
    for touch in [
        "UPDATE event SET actor_person = 9 WHERE id = 3",
        "UPDATE event SET at = at + 1 WHERE id = 3",
        "UPDATE event SET payload = '{\"page\":\"other\"}' WHERE id = 3",
        "DELETE FROM event WHERE id = 3",
        "DELETE FROM event_subject WHERE event = 3 AND person = 2",
        "UPDATE event SET payload = NULL WHERE id = 3",
        "UPDATE event SET kind = 'logged_in', payload = NULL WHERE id = 3",
        "UPDATE event SET address = '192.0.2.2' WHERE id = 12",
        "INSERT INTO event_subject (event, person) VALUES (3, 9)",
        "DELETE FROM seal WHERE id = 1",
        "DELETE FROM seal WHERE id = 2",
        "UPDATE seal SET events = 5 WHERE id = 2",
    ] {
        both(|town| {
            sealed(town);
            tamper(town, touch);
            assert!(!verify(town).broken.is_empty(), "{touch}");
        });
    }
}

#[test]
fn an_event_that_waits_over_a_minute_is_reported() {
    both(|town| {
        town.db.blocking().write(|tx| store::event::append(tx, &event(1))).unwrap();
        town.clock.advance(Millis::seconds(59));
        assert_eq!(verify(town).late, 0);
        town.clock.advance(Millis::seconds(2));
        assert_eq!(verify(town).late, 1);
    });
}

#[test]
fn the_newest_event_about_a_person_comes_first() {
    both(|town| {
        sealed(town);
        let about = town.db.blocking().read(|tx| store::event::about(tx, PersonId(3), EventId(i64::MAX), 2)).unwrap();
        assert_eq!(about.iter().map(|event| event.id.0).collect::<Vec<_>>(), [12, 11]);
        let by = town.db.blocking().read(|tx| store::event::by(tx, PersonId(1), tx.now(), 50)).unwrap();
        assert_eq!(by.len(), 12);
    });
}
