//! Transactions: what a lost connection, a panic and a clock do to them.

use rules::time::Millis;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use store::driver::Tx;
use store::error::StoreError;
use store::institution_setting;
use testkit::database::{Database, Kind, both};

#[test]
fn a_transaction_sees_the_clock_that_the_test_moves() {
    both(|town| {
        let before = town.db.now();
        town.clock.advance(Millis::minutes(5));
        let inside = town.db.blocking().write(|tx| Ok(tx.now())).unwrap();
        assert_eq!(inside.since(before), Millis::minutes(5));
    });
}

#[test]
fn a_transaction_reads_the_countrys_settings_once_and_anew_after_it_decided_one() {
    both(|town| {
        let trace = town.db.trace();
        trace.listen();
        let read = town.db.blocking().write(|tx| {
            let before = (institution_setting::national(tx)?, institution_setting::national(tx)?);
            institution_setting::put_national(tx, "eid_reach", "everybody")?;
            Ok((before, institution_setting::national(tx)?))
        });
        let heard = trace.heard();
        let put = vec![("eid_reach".to_owned(), "everybody".to_owned())];
        assert_eq!(read, Ok(((vec![], vec![]), put.clone())));
        assert_eq!(heard.iter().filter(|name| name.ends_with("::NATIONAL")).count(), 2, "{heard:?}");
        let undone = town.db.blocking().write(|tx| {
            institution_setting::clear_national(tx, "eid_reach")?;
            assert_eq!(institution_setting::national(tx)?, []);
            Err::<(), StoreError>(StoreError::Unreadable("what a test undoes"))
        });
        assert!(undone.is_err());
        assert_eq!(town.db.blocking().write(institution_setting::national), Ok(put), "the next reads what is there");
    });
}

#[test]
fn a_panic_answers_as_broken_and_the_next_transaction_works() {
    both(|town| {
        let broken = town.db.blocking().write(|_| -> Result<(), StoreError> { panic!("a test asked for it") });
        assert_eq!(broken, Err(StoreError::Panicked));
        assert_eq!(town.db.blocking().write(|_| Ok(7)), Ok(7));
    });
}

#[test]
fn reads_go_on_after_postgres_ended_every_connection() {
    let town = Database::fresh(Kind::Postgres);
    assert_eq!(town.db.blocking().read(|_| Ok(1)), Ok(1));
    testkit::postgres::end_connections(&town.place);
    assert_eq!(town.db.blocking().read(|_| Ok(2)), Ok(2));
}

#[test]
fn a_write_whose_connection_is_ended_midway_happens_once() {
    let town = Database::fresh(Kind::Postgres);
    let attempts = Arc::new(AtomicU32::new(0));
    let (counted, place) = (attempts.clone(), town.place.clone());
    let written = town.db.blocking().write(move |tx| {
        store::version::raise(tx, "clients")?;
        if counted.fetch_add(1, Ordering::SeqCst) == 0 {
            testkit::postgres::end_connections(&place);
        }
        store::version::raise(tx, "clients")
    });
    assert_eq!(written, Ok(()));
    assert_eq!(attempts.load(Ordering::SeqCst), 2);
    assert_eq!(town.db.blocking().read(|tx| store::version::read(tx, "clients")), Ok(2));
}

#[test]
fn what_only_reads_cannot_write() {
    both(|town| {
        let raise = |tx: &mut Tx| store::version::raise(tx, "clients");
        assert!(town.db.blocking().point(raise).is_err());
        assert!(town.db.blocking().read(raise).is_err());
        assert_eq!(town.db.blocking().write(raise), Ok(()));
        assert_eq!(town.db.blocking().point(|tx| store::version::read(tx, "clients")), Ok(1));
    });
}

#[test]
fn a_read_sees_one_moment_however_long_it_takes() {
    both(|town| {
        let raise = |tx: &mut Tx| store::version::raise(tx, "clients");
        let db = town.db.clone();
        let seen = town.db.blocking().read(move |tx| {
            let before = store::version::read(tx, "clients")?;
            db.blocking().write(raise)?;
            Ok((before, store::version::read(tx, "clients")?))
        });
        assert_eq!(seen, Ok((0, 0)));
        assert_eq!(town.db.blocking().point(|tx| store::version::read(tx, "clients")), Ok(1));
    });
}
