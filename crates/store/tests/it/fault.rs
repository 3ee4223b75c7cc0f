//! A transaction whose n-th statement fails leaves nothing behind, for every n.

use rules::device_kind::DeviceKind;
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId, WindowId};
use rules::institution::InstitutionNumber;
use rules::reset_window::Confirmation;
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::reset_window::{Claim, NewWindow};
use testkit::database::{Database, both};

const WINDOW: WindowId = WindowId(1);
const PUPIL: PersonId = PersonId(2);
const TEACHER: PersonId = PersonId(3);

/// A window opened and claimed, with what is written beside it: a dozen statements over six tables.
fn story(tx: &mut Tx) -> Result<(), StoreError> {
    let now = tx.now();
    let institution = InstitutionNumber::parse("101001").unwrap();
    let window = NewWindow {
        id: WINDOW,
        person: PUPIL,
        institution: institution.clone(),
        opened_by: TEACHER,
        closes: now.plus(Millis::minutes(5)),
        confirmation: Confirmation::None,
        picture: None,
    };
    store::reset_window::open(tx, &window)?;
    let claim = Claim {
        browser_hash: vec![1],
        from: "192.0.2.1".into(),
        ends: now.plus(Millis::minutes(15)),
        confirmation: Confirmation::None,
        on: DeviceKind::IPad,
    };
    assert!(store::reset_window::claim(tx, WINDOW, &claim)?);
    assert!(store::used_once::claim(tx, "message", "m-1", now.plus(Millis::hours(1)))?);
    store::guess::address_failed(tx, "192.0.2.1", "pupil")?;
    store::version::raise(tx, "clients")?;
    let event = NewEvent {
        id: EventId(1),
        salt: [1; 16],
        kind: Kind::WindowOpened,
        doer: Doer::Person { id: TEACHER, acting_as: "teacher".into() },
        institution: Some(institution),
        address: String::new(),
        subjects: vec![PUPIL],
        payload: Vec::new(),
    };
    store::event::append(tx, &event)?;
    store::seal::seal_waiting(tx)?;
    Ok(())
}

/// What of the story stands in the database.
fn left(town: &Database) -> [bool; 6] {
    let ends = Instant(i64::MAX);
    let see = move |tx: &mut Tx| {
        Ok([
            store::reset_window::find(tx, WINDOW)?.is_some(),
            store::guess::failing_from(tx, "192.0.2.1", Instant(0), 9)? != 0,
            store::version::read(tx, "clients")? != 0,
            !store::event::about(tx, PUPIL, EventId(i64::MAX), 9)?.is_empty(),
            !store::event::by(tx, TEACHER, ends, 9)?.is_empty(),
            store::seal::end(tx)?.is_some(),
        ])
    };
    town.db.blocking().read(see).unwrap()
}

#[test]
fn whichever_statement_fails_nothing_is_half_done() {
    both(|town| {
        let mut nth = 1;
        loop {
            let done = town.db.blocking().write(move |tx| {
                tx.fail_at(nth);
                story(tx)
            });
            match done {
                Err(StoreError::Injected(_)) => assert_eq!(left(town), [false; 6], "statement {nth}"),
                Err(other) => panic!("statement {nth}: {other}"),
                Ok(()) => break,
            }
            nth += 1;
        }
        assert_eq!(left(town), [true; 6]);
        assert!(10 < nth, "the story has {} statements", nth - 1);
    });
}
