//! Claims: of all who come at once, exactly one wins; of all who count at once, nobody is lost.

use rules::device_kind::DeviceKind;
use rules::id::{PersonId, WindowId};
use rules::institution::InstitutionNumber;
use rules::lockout::Tries;
use rules::reset_window::Confirmation;
use rules::time::Millis;
use store::error::StoreError;
use store::reset_window::{Claim, NewWindow};
use testkit::database::{Database, both};

/// How often two browsers race for a window.
const ROUNDS: i64 = 1_000;

fn windows(town: &Database) {
    let closes = town.db.now().plus(Millis::minutes(5));
    let institution = InstitutionNumber::parse("101001").unwrap();
    let window = move |number: i64| NewWindow {
        id: WindowId(number),
        person: PersonId(number),
        institution: institution.clone(),
        opened_by: PersonId(0),
        closes,
        confirmation: Confirmation::None,
        picture: None,
    };
    let open_all =
        move |tx: &mut store::driver::Tx| (0..ROUNDS).try_for_each(|n| store::reset_window::open(tx, &window(n)));
    town.db.blocking().write(open_all).unwrap();
}

/// One browser that goes for every window; says which it got.
fn browser(town: &Database, own: u8) -> Vec<bool> {
    let claim = Claim {
        browser_hash: vec![own],
        from: "192.0.2.1".into(),
        ends: town.db.now().plus(Millis::minutes(15)),
        confirmation: Confirmation::None,
        on: DeviceKind::IPad,
    };
    let take = |number| {
        let claim = claim.clone();
        town.db.blocking().write(move |tx| store::reset_window::claim(tx, WindowId(number), &claim)).unwrap()
    };
    (0..ROUNDS).map(take).collect()
}

#[test]
fn two_browsers_race_a_thousand_times_and_exactly_one_wins() {
    both(|town| {
        windows(town);
        let (one, other) = std::thread::scope(|scope| {
            let one = scope.spawn(|| browser(town, 1));
            let other = scope.spawn(|| browser(town, 2));
            (one.join().unwrap(), other.join().unwrap())
        });
        let both_or_none = one.iter().zip(&other).filter(|(one, other)| one == other).count();
        assert_eq!(both_or_none, 0);
    });
}

#[test]
fn a_count_that_is_read_and_written_in_one_transaction_loses_nothing() {
    both(|town| {
        let count = |tx: &mut store::driver::Tx| {
            let mut tries = store::guess::find(tx, "pupil")?;
            tries.wrong_in_all += 1;
            store::guess::put(tx, "pupil", &tries, None)
        };
        let counted: u32 = std::thread::scope(|scope| {
            let racers: Vec<_> = (0..4)
                .map(|_| {
                    scope.spawn(|| {
                        let tries = (0..50).map(|_| town.db.blocking().write(count));
                        tries
                            .filter(|done| *done != Err(StoreError::Busy))
                            .map(|done| u32::from(done.is_ok()))
                            .sum::<u32>()
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).sum()
        });
        let held: Tries = town.db.blocking().read(|tx| store::guess::find(tx, "pupil")).unwrap();
        assert_eq!(held.wrong_in_all, counted);
        assert!(100 < counted, "most of 200 got through, {counted} did");
    });
}
