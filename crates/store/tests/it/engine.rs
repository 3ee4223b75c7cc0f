//! Transactions: what a lost connection, a panic and a clock do to them.

use rules::time::Millis;
use store::error::StoreError;
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
