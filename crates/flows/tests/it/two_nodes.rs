//! Two nodes on one PostgreSQL whose clocks differ by a minute: the database's clock counts on both, and what may happen
//! once happens once. Source: security.md "five-minute window", "codes and tokens".

use crate::tokens::{alma, code, redeems, refreshes, register};
use crate::town::{CODE, SCHOOL, Town};
use crate::window::{has_claim, opens, story};
use flows::tokens;
use oidc::client::Registration;
use rules::time::Millis;
use std::sync::Barrier;
use testkit::database::{Database, Kind};

/// How far ahead the second node's clock is.
const AHEAD: Millis = Millis::minutes(1);

/// Two nodes that have each measured how far they are from the database's clock.
fn nodes() -> [Town; 2] {
    let database = Database::fresh(Kind::Postgres);
    let beside = database.beside(AHEAD);
    let nodes = [Town::node(&database, 2), Town::node(&beside, 3)];
    for node in &nodes {
        node.wait(node.world.db.measure_drift()).unwrap();
    }
    nodes
}

#[test]
fn both_nodes_say_the_same_time() {
    let [one, other] = nodes();
    let apart = other.world.now().since(one.world.now());
    assert!((-500..500).contains(&apart.0), "{apart:?}");
}

#[test]
fn a_window_is_open_at_4_59_and_shut_at_5_01_on_the_other_node_too() {
    let nodes = nodes();
    let story = story(&nodes[0]);
    for (here, there) in [(0, 1), (1, 0)] {
        opens(&nodes[here], &story);
        nodes[here].clock.advance(Millis::seconds(4 * 60 + 58));
        assert!(
            has_claim(&nodes[there], &nodes[there].named(&nodes[there].browser(), "alma1234")),
            "{here} to {there}"
        );
        opens(&nodes[here], &story);
        nodes[here].clock.advance(Millis::seconds(5 * 60 + 2));
        assert!(
            !has_claim(&nodes[there], &nodes[there].named(&nodes[there].browser(), "alma1234")),
            "{here} to {there}"
        );
    }
}

#[test]
fn a_window_claimed_on_two_nodes_at_once_has_one_winner() {
    let nodes = nodes();
    let story = story(&nodes[0]);
    for _ in 0..100 {
        opens(&nodes[0], &story);
        let ats = [0, 1].map(|node| nodes[node].begin(&nodes[node].browser(), None).0);
        let start = Barrier::new(2);
        std::thread::scope(|scope| {
            for (town, at) in nodes.iter().zip(&ats) {
                let start = &start;
                scope.spawn(move || {
                    start.wait();
                    town.types(at, "alma1234");
                });
            }
        });
        let winners = nodes.iter().zip(&ats).filter(|(town, at)| has_claim(town, at)).count();
        assert_eq!(winners, 1);
    }
}

#[test]
fn a_code_redeemed_on_two_nodes_at_once_has_one_winner() {
    let nodes = nodes();
    let service = register(&nodes[0], "service", Registration::default());
    let done = alma(&nodes[0]);
    for _ in 0..50 {
        let code = code(&nodes[0], &service, &done);
        let start = Barrier::new(2);
        let answers = std::thread::scope(|scope| {
            let redeemed = [0, 1].map(|node| {
                let (town, service, code, start) = (&nodes[node], &service, &code, &start);
                scope.spawn(move || {
                    start.wait();
                    redeems(town, service, code)
                })
            });
            redeemed.map(|redeeming| redeeming.join().unwrap())
        });
        let winners: Vec<_> = answers.iter().flatten().collect();
        assert_eq!(winners.len(), 1);
        let refresh = refreshes(&nodes[0], &service, &winners[0].refresh_token);
        assert!(refresh.is_err(), "somebody else had the code too, so nobody keeps its tokens");
    }
}

#[test]
fn a_refresh_token_used_on_two_nodes_at_once_ends_its_family() {
    let nodes = nodes();
    let service = register(&nodes[0], "service", Registration::default());
    let done = alma(&nodes[0]);
    for _ in 0..20 {
        let given = redeems(&nodes[0], &service, &code(&nodes[0], &service, &done)).unwrap();
        let start = Barrier::new(2);
        let answers = std::thread::scope(|scope| {
            let used = [0, 1].map(|node| {
                let (town, service, token, start) = (&nodes[node], &service, &given.refresh_token, &start);
                scope.spawn(move || {
                    start.wait();
                    refreshes(town, service, token)
                })
            });
            used.map(|using| using.join().unwrap())
        });
        let winners: Vec<_> = answers.iter().flatten().collect();
        assert!(winners.len() <= 1, "never two");
        for winner in winners {
            let alive = nodes[0].wait(tokens::introspect(&nodes[0].world, &service, &winner.access_token)).unwrap();
            assert!(alive.is_none());
        }
    }
}

#[test]
fn what_happened_on_one_node_counts_on_the_other_at_once() {
    let nodes = nodes();
    let class = nodes[0].class(SCHOOL, "1.A");
    nodes[0].pupil("alma1234", class);
    let session = nodes[0].logs_in(&nodes[0].browser(), "alma1234", &CODE).cookie.unwrap();
    assert!(nodes[1].wait(flows::sessions::judge(&nodes[1].world, &session)).unwrap().is_some());
    let browser = nodes[1].browser();
    nodes[1].wait(flows::sign_out::sign_out(&nodes[1].world, &session, &browser)).unwrap();
    assert!(nodes[0].wait(flows::sessions::judge(&nodes[0].world, &session)).unwrap().is_none());
}
