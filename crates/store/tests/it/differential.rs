//! The same deeds, drawn by chance, on both databases: every answer is compared.

use rules::chance::Chance;
use rules::device_kind::DeviceKind;
use rules::event::{Doer, Kind, NewEvent};
use rules::id::{EventId, PersonId, WindowId};
use rules::institution::InstitutionNumber;
use rules::lockout::Tries;
use rules::reset_window::Confirmation;
use rules::time::{Instant, Millis};
use store::driver::Tx;
use store::error::StoreError;
use store::reset_window::{Claim, NewWindow};
use testkit::database::{Database, Kind as On};

/// How many histories are told, each by a seed of its own.
const HISTORIES: u8 = 12;
/// How many transactions a history has.
const TRANSACTIONS: usize = 40;

/// Texts that sort or compare differently wherever a collation has its say.
const WORDS: [&str; 8] = ["", "a", "B", "å", "aa", "Æ", "z z", "æble"];

/// One deed: what is done, and two small numbers that say to whom and how.
#[derive(Clone, Copy, Debug)]
struct Deed {
    what: usize,
    who: usize,
    how: usize,
    id: i64,
}

const DEEDS: usize = 16;

fn institution(number: usize) -> InstitutionNumber {
    InstitutionNumber::parse(&format!("10100{number}")).unwrap()
}

/// Does it; the answer as text.
fn act(tx: &mut Tx, deed: Deed) -> Result<String, StoreError> {
    let Deed { what, who, how, id } = deed;
    let now = tx.now();
    let soon = now.plus(Millis::minutes(how as i64));
    let word = WORDS[who % WORDS.len()];
    let other = WORDS[how % WORDS.len()];
    let window = WindowId((id % 8) + 1);
    let person = PersonId(who as i64);
    Ok(match what {
        0 => format!("{:?}", store::used_once::claim(tx, word, other, soon)?),
        1 => format!("{:?}", store::used_once::forget(tx)?),
        2 => format!("{:?}", store::lease::take(tx, word, other, soon)?),
        3 => format!("{:?}", store::lease::give_back(tx, word, other)?),
        4 => format!("{:?}", store::version::raise(tx, word)?),
        5 => format!("{:?}", store::version::read(tx, word)?),
        6 => {
            let tries = Tries { step: how as u32, last_failure: (how % 2 == 0).then_some(now), ..Tries::default() };
            format!("{:?}", store::guess::put(tx, word, &tries, None)?)
        }
        7 => format!("{:?}", store::guess::find(tx, word)?),
        8 => {
            store::guess::address_failed(tx, word, other)?;
            format!("{:?}", store::guess::failing_from(tx, word, now.minus(Millis::minutes(3)), 3)?)
        }
        9 => {
            store::guess::count_pictures(tx, Instant(how as i64), 1, 1)?;
            format!("{:?}", store::guess::pictures_since(tx, Instant(3))?)
        }
        10 => {
            let new = NewWindow {
                id: WindowId(id),
                person,
                institution: institution(how % 3),
                opened_by: PersonId(how as i64),
                closes: soon,
                confirmation: Confirmation::None,
                picture: (how % 2 == 0).then(|| other.to_owned()),
            };
            format!("{:?}", store::reset_window::open(tx, &new)?)
        }
        11 => {
            let (from, ends) = (word.to_owned(), soon);
            let on = DeviceKind::IPad;
            let claim = Claim { browser_hash: vec![who as u8], from, ends, confirmation: Confirmation::None, on };
            format!("{:?}", store::reset_window::claim(tx, window, &claim)?)
        }
        12 => {
            let done = store::reset_window::done(tx, window, &[who as u8], 1)?;
            let undone = store::reset_window::undo(tx, window)?;
            let counted = store::reset_window::many_by_one(tx, &institution(who % 3), Instant(0), 0)?;
            format!("{done} {undone} {counted:?}")
        }
        13 => {
            let listed = store::reset_window::since(tx, &institution(who % 3), now.minus(Millis::hours(1)))?;
            let shown =
                listed.iter().map(|w| (w.id, w.person, w.claimed, w.claimed_by.clone(), w.done, w.picture.clone()));
            format!("{:?}", shown.collect::<Vec<_>>())
        }
        14 => {
            let events: Vec<NewEvent> = (0..how as i64).map(|more| event(id * 100 + more, person, other)).collect();
            store::event::append_many(tx, &events)?;
            format!("{:?} {:?}", store::seal::seal_waiting(tx)?, store::seal::end(tx)?)
        }
        _ => {
            let about = store::event::about(tx, person, EventId(i64::MAX), 5)?;
            let by = store::event::by(tx, PersonId(how as i64), now, 5)?;
            format!("{about:?} {by:?} {:?}", store::seal::verify(tx, now)?)
        }
    })
}

fn event(id: i64, about: PersonId, word: &str) -> NewEvent {
    NewEvent {
        id: EventId(id),
        salt: [id as u8; 16],
        kind: Kind::ALL[id.unsigned_abs() as usize % Kind::ALL.len()],
        doer: Doer::Person { id: PersonId(id % 5), acting_as: word.to_owned() },
        institution: (id % 2 == 0).then(|| institution(1)),
        address: word.to_owned(),
        subjects: vec![about, PersonId(id % 7)],
        payload: vec![("word", word.to_owned())],
    }
}

/// One history on one database: what every transaction answered. Every seventh changes its mind at the end.
fn tell(on: On, seed: u8) -> Vec<String> {
    let town = Database::fresh(on);
    let mut chance = Chance::from_seed([seed; 32]);
    let mut answers = Vec::new();
    for number in 0..TRANSACTIONS {
        let deeds: Vec<Deed> = (0..=chance.below(3))
            .map(|part| Deed {
                what: chance.below(DEEDS),
                who: chance.below(8),
                how: chance.below(8),
                id: (number * 4 + part) as i64,
            })
            .collect();
        let changes_its_mind = number % 7 == 6;
        let told = deeds.clone();
        let answer = town.db.blocking().write(move |tx| {
            let said: Vec<String> = told.iter().map(|deed| act(tx, *deed)).collect::<Result<_, _>>()?;
            if changes_its_mind { Err(StoreError::Busy) } else { Ok(said) }
        });
        answers.push(format!("{deeds:?}: {answer:?}"));
        town.clock.advance(Millis::seconds(chance.below(90) as i64));
    }
    answers
}

#[test]
fn both_databases_tell_the_same_history() {
    for seed in 0..HISTORIES {
        let (sqlite, postgres) = (tell(On::Sqlite, seed), tell(On::Postgres, seed));
        for (here, there) in sqlite.iter().zip(&postgres) {
            assert_eq!(here, there, "history {seed}");
        }
    }
}
