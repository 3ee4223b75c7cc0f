//! A key is exchanged: everything moves to the new one by itself, nobody types a password for it, and nothing is lost on the
//! way.

use crate::import::{full, registered, with_people};
use crate::town::{CODE, SCHOOL, Town, WORDS, finished, number, on_both};
use crypto::keys::{KeyKind, Keys};
use crypto::password::StoredHash;
use crypto::pool::{Checked, Upgrade};
use crypto::queue::Line;
use crypto::sealing::Purpose;
use flows::import::decide::{Decided, Which, release, undo};
use flows::mail::{Language, Letter, Post, Values};
use flows::remember::Circumstances;
use flows::reseal::{self, Pace};
use flows::sign_in::Screen;
use flows::sign_in::password::tap;
use rules::chance::Chance;
use rules::id::PersonId;
use rules::password::Form;
use rules::time::Millis;
use store::draft::NewDraft;
use store::eid_request::EidRequest;
use store::import_run::Outcome;
use store::sealed_column::Column;
use store::site_trip::SiteTrip;

/// All of it, two rows at a time: every boundary between pages is met.
const SMALL: Pace = Pace { rows: 2, pages: 10_000 };
/// One page, then the power goes.
const ONE_PAGE: Pace = Pace { rows: 2, pages: 1 };

fn rotated(kinds: &[KeyKind]) -> Keys {
    kinds.iter().fold(Town::first_keys(), |keys, kind| keys.rotated(*kind, &mut Chance::from_seed([7; 32])).unwrap())
}

fn without_the_first(keys: &Keys, kinds: &[KeyKind]) -> Keys {
    kinds.iter().fold(keys.clone(), |keys, kind| keys.without(*kind, 1).unwrap())
}

fn count(town: &Town, column: Column, key: u8) -> i64 {
    let held = reseal::held(&town.world.db, column).unwrap();
    held.into_iter().find(|(id, _)| *id == key).map_or(0, |(_, count)| count)
}

fn turn(town: &Town, pace: Pace) -> u64 {
    town.wait(reseal::turn(&town.world, pace)).unwrap()
}

/// What somebody's stored passwords are, the current one first.
fn hashes(town: &Town, person: PersonId) -> Vec<Vec<u8>> {
    town.write(move |tx| store::credential::last_hashes(tx, person))
}

fn tested(town: &Town, person: PersonId, (hash, password): (&[u8], &str)) -> Checked {
    let stored = StoredHash::decode(hash).unwrap();
    let asked = town.world.hashing.verify(Some(stored), person, Line::Stranger(1), password.into());
    town.wait(asked).unwrap()
}

#[test]
fn the_pepper_is_exchanged_without_anybodys_password() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        for word in ["Cykel11havn", "Regn22vejr", WORDS] {
            town.password(mette, Form::Text, word.into());
        }
        assert_eq!((count(town, Column::Credential, 1), count(town, Column::OldCredential, 1)), (2, 3));
        assert_eq!(turn(town, SMALL), 0, "there is only one pepper");

        let keys = rotated(&[KeyKind::Pepper]);
        let newer = town.restarted(&keys);
        assert_eq!(turn(&newer, SMALL), 5);
        for column in [Column::Credential, Column::OldCredential] {
            assert_eq!(count(town, column, 1), 0, "{column:?}");
        }
        assert_eq!((count(town, Column::Credential, 2), count(town, Column::OldCredential, 2)), (2, 3));
        assert_eq!(turn(&newer, SMALL), 0, "once is enough");

        let last = town.restarted(&without_the_first(&keys, &[KeyKind::Pepper]));
        assert_eq!(last.logs_in(&last.browser(), "alma1234", &CODE).person, alma);
        let held = hashes(&last, mette);
        assert_eq!(tested(&last, mette, (&held[0], WORDS)), Checked::Right { needs_upgrade: Upgrade::No });
        assert_eq!(tested(&last, mette, (&held[1], "Regn22vejr")), Checked::Right { needs_upgrade: Upgrade::No });
        assert_eq!(tested(&last, mette, (&held[1], "Regn22vejs")), Checked::Wrong);
    });
}

/// One row of every sealed column, each by the story that makes it where there is one.
struct Sown {
    source: crate::import::Source,
    login: flows::sign_in::At,
    mail: i64,
    application: crypto::secret::SecretText,
}

fn sow(town: &Town) -> Sown {
    let source = registered(town);
    assert_eq!(full(town, &source.text).outcome, Outcome::Accepted);
    let held = full(town, &with_people(&source.text, |at| at % 2 == 0));
    assert_eq!(held.outcome, Outcome::Held);
    let class = town.class(SCHOOL, "1.A");
    let alma = town.pupil("alma1234", class);
    town.password(alma, Form::Pictures, crate::town::code(&CODE));
    let mette = town.teacher("mett2468", class);
    let helper = town.helper("mett2468", mette);
    let cards = town.wait(flows::school_card::print(&town.world, &helper, &[alma])).unwrap();
    assert_eq!(cards.len(), 1);
    let login = town.named(&town.browser(), "alma1234");
    let Screen::Pictures(screen) = town.scene(&login).screen else { panic!("no grid") };
    town.wait(tap(&town.world, &login, screen.tiles[3].token.clone())).unwrap();
    let post = Post::draw(&town.world, 1);
    let letter = (Letter::AdministratorAdded, Language::Danish);
    let mail = post.letter(0, letter, "leder@skole.dk", &Values::new()).unwrap();
    let id = mail.id;
    town.write(move |tx| store::outbox::put(tx, &mail));
    depart(town);
    keep_form(town);
    let (_, who) = crate::office::administrator(town, "birg6402", &source.register.number);
    town.wait(flows::institution_setting::wish(&town.world, &who, "Vi er flyttet")).unwrap().unwrap();
    let application = crate::application::with_page(town);
    assert!(!crate::one_time_code::in_hand(town, mette).is_empty());
    Sown { source, login, mail: id, application }
}

/// A trip to the national eID and one from a site on a host of its own, as those stories write them.
fn depart(town: &Town) {
    let trip = EidRequest {
        state_hash: vec![0xab; 32],
        browser_hash: vec![1; 32],
        provider: String::new(),
        purpose: "{}".to_owned(),
        login_handle: None,
        nonce: String::new(),
        verifier_sealed: town.world.vault.seal(Purpose::EidVerifier, &"ab".repeat(32), b"verifier"),
        left: town.world.now(),
    };
    town.write(move |tx| store::eid_request::create(tx, &trip, tx.now().plus(Millis::minutes(5))));
    let trip = SiteTrip {
        state_hash: vec![0xef; 32],
        browser_hash: vec![1; 32],
        site: "ba".to_owned(),
        leads_to: "/ba".to_owned(),
        verifier_sealed: town.world.vault.seal(Purpose::SiteVerifier, &"ef".repeat(32), b"verifier"),
    };
    town.write(move |tx| store::site_trip::create(tx, &trip, tx.now().plus(Millis::minutes(5))));
}

/// The row of an administrator, as that story names it.
const ADMINISTRATOR: &str = "101001\n17";

/// A form whose login was over and where an administrator is written to, as those stories write them.
fn keep_form(town: &Town) {
    let kept = NewDraft {
        browser_hash: vec![0xcd; 32],
        person: None,
        address: "192.0.2.1".to_owned(),
        sealed: town.world.vault.seal(Purpose::Draft, &"cd".repeat(32), b"form"),
        ends: town.world.now().plus(Millis::minutes(60)),
    };
    town.write(move |tx| store::draft::put(tx, &kept));
    let mail = town.world.vault.seal(Purpose::AdministratorMail, ADMINISTRATOR, b"birgitte@skole.dk");
    town.write(move |tx| store::administrator::put_mail(tx, &number(SCHOOL), PersonId(17), Some(&mail)));
}

const ALL_KINDS: [KeyKind; 3] = [KeyKind::Seal, KeyKind::Cpr, KeyKind::Pepper];

#[test]
fn every_sealed_column_moves_and_its_stories_go_on_without_the_old_keys() {
    on_both(|town| {
        let town = &town.restarted(&Town::first_keys());
        let sown = sow(town);
        let before: Vec<i64> = Column::ALL.map(|column| count(town, column, 1)).to_vec();
        for (column, held) in Column::ALL.into_iter().zip(&before) {
            assert!(0 < *held, "nothing sown in {column:?}");
        }
        let keys = rotated(&ALL_KINDS);
        let newer = town.restarted(&keys);
        assert_eq!(turn(&newer, SMALL), u64::try_from(before.iter().sum::<i64>()).unwrap());
        let after: Vec<i64> = Column::ALL.map(|column| count(town, column, 2)).to_vec();
        assert_eq!(after, before);

        // The signing keys open: `restarted` loads them.
        let last = town.restarted(&without_the_first(&keys, &ALL_KINDS));
        let Screen::Pictures(screen) = last.scene(&sown.login).screen else { panic!("no grid") };
        assert_eq!(screen.picked.len(), 1, "the tap is remembered");
        let due = last.write(|tx| store::outbox::due(tx, 10));
        let letter = due.iter().find(|mail| mail.id == sown.mail).unwrap();
        assert_eq!(flows::mail::open(&last.world.vault, letter).unwrap().to, "leder@skole.dk");
        let trip = last.write(|tx| store::eid_request::claim(tx, &[0xab; 32], &[1; 32])).unwrap();
        let verifier = last.world.vault.open(Purpose::EidVerifier, &"ab".repeat(32), &trip.verifier_sealed).unwrap();
        assert_eq!(verifier.reveal(), b"verifier");
        let form = last.write(|tx| store::draft::find(tx, &[0xcd; 32])).unwrap();
        assert_eq!(last.world.vault.open(Purpose::Draft, &"cd".repeat(32), &form.sealed).unwrap().reveal(), b"form");
        let administrators = last.write(|tx| store::administrator::of_institution(tx, &number(SCHOOL)));
        let mail = administrators[0].mail_sealed.clone().unwrap();
        let opened = last.world.vault.open(Purpose::AdministratorMail, ADMINISTRATOR, &mail).unwrap();
        assert_eq!(opened.reveal(), b"birgitte@skole.dk");
        crate::application::opens(&last, &sown.application);
        let (number, from) = (&sown.source.register.number, Circumstances::machine("test"));
        assert!(matches!(release(&last.world, number, Which::OfOnlySource, &from).unwrap(), Decided::Done(_)));
        assert!(matches!(undo(&last.world, number, Which::OfOnlySource, &from).unwrap(), Decided::Done(_)));
        let again = full(&last, &sown.source.text);
        assert_eq!((again.created, again.changed, again.removed), (0, 0, 0), "records open and numbers are found");
    });
}

#[test]
fn a_walk_that_breaks_off_goes_on_where_it_was() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        for place in 0..7 {
            town.pupil(&format!("elev{place}234"), class);
        }
        let keys = rotated(&[KeyKind::Pepper]);
        // A new process each time: nothing is remembered but what the database holds.
        let renewed: Vec<u64> = (0..5).map(|_| turn(&town.restarted(&keys), ONE_PAGE)).collect();
        assert_eq!(renewed, [2, 2, 2, 1, 0]);
        assert_eq!((count(town, Column::Credential, 1), count(town, Column::Credential, 2)), (0, 7));
    });
}

#[test]
fn whoever_logs_in_or_gets_a_password_meanwhile_wins() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let mette = town.teacher("mett2468", class);
        let newer = town.restarted(&rotated(&[KeyKind::Pepper]));
        let page = newer.wait(reseal::look(&newer.world, Column::Credential, 10)).unwrap().unwrap();
        // Between reading and writing: a login makes the hash anew, and a teacher gets another password.
        newer.logs_in(&newer.browser(), "alma1234", &CODE);
        newer.password(mette, Form::Text, "Regn22vejr".into());
        let (almas, mettes) = (hashes(&newer, alma), hashes(&newer, mette));
        assert_eq!(newer.wait(reseal::write(&newer.world, page)).unwrap(), 0);
        assert_eq!((hashes(&newer, alma), hashes(&newer, mette)), (almas, mettes));
        let at = newer.named(&newer.browser(), "mett2468");
        assert_eq!(finished(newer.text(&at, "Regn22vejr")).person, mette);
        turn(&newer, SMALL);
        assert_eq!((count(town, Column::Credential, 1), count(town, Column::OldCredential, 1)), (0, 0));
    });
}

#[test]
fn two_nodes_at_once_lose_nothing() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let people: Vec<PersonId> = (0..9).map(|place| town.pupil(&format!("elev{place}234"), class)).collect();
        let keys = rotated(&[KeyKind::Pepper]);
        let (one, two) = (town.restarted(&keys), town.restarted(&keys));
        let (here, there) = town.wait(async {
            let there = tokio::spawn(async move { reseal::turn(&two.world, SMALL).await });
            let here = reseal::turn(&one.world, SMALL).await;
            (here.unwrap(), there.await.unwrap().unwrap())
        });
        assert_eq!(here + there, 9, "each hash moved once");
        let last = town.restarted(&without_the_first(&keys, &[KeyKind::Pepper]));
        for person in people {
            let held = hashes(&last, person);
            let code = crate::town::code(&CODE);
            assert!(matches!(tested(&last, person, (&held[0], code.reveal())), Checked::Right { .. }));
        }
    });
}

#[test]
fn what_does_not_open_is_left_and_told_and_the_rest_moves() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let (alma, osca) = (town.pupil("alma1234", class), town.pupil("osca2345", class));
        let almas = hashes(town, alma).remove(0);
        let foreign = almas.clone();
        town.write(move |tx| store::credential::rehash(tx, osca, 1, &foreign));
        let newer = town.restarted(&rotated(&[KeyKind::Pepper]));
        assert_eq!(turn(&newer, SMALL), 1);
        assert_eq!(hashes(town, osca), [almas], "another account's hash is no hash of this one, and stays as it is");
        let walk = town.write(|tx| store::reseal::find(tx, Column::Credential)).unwrap();
        assert_eq!((walk.renewed, walk.unopened, walk.finished.is_some()), (1, 1, true));
    });
}

#[test]
fn a_node_that_had_not_been_restarted_is_caught_up_with_an_hour_later() {
    on_both(|town| {
        let class = town.class(SCHOOL, "1.A");
        let alma = town.pupil("alma1234", class);
        let newer = town.restarted(&rotated(&[KeyKind::Pepper]));
        assert_eq!(turn(&newer, SMALL), 1);
        town.password(alma, Form::Pictures, crate::town::code(&CODE));
        assert_eq!(turn(&newer, SMALL), 0, "the walk rests");
        town.clock.advance(Millis::hours(1));
        assert_eq!(turn(&newer, SMALL), 1);
        assert_eq!((count(town, Column::Credential, 1), count(town, Column::OldCredential, 1)), (0, 0));
    });
}
