//! Names are found by their parts: after any history the index is what the people are, and both databases answer every
//! search with the same pages in the same order, those that plain words about the same people predict.

use rules::affiliation::{Actor, Role};
use rules::chance::Chance;
use rules::danish_order::name_bytes;
use rules::id::{AffiliationId, PersonId};
use rules::institution::InstitutionNumber;
use rules::name_search::{Search, Token, tokens, understand};
use rules::user::{PersonName, Protection, UniId, Username};
use std::collections::{BTreeMap, BTreeSet};
use store::affiliation::Affiliation;
use store::affiliation_entry::Entry;
use store::name_search::{Place, one, several};
use store::name_token::{Checked, check};
use store::person_entry::{ChangedPerson, NewPerson};
use testkit::database::{Database, Kind};

const HISTORIES: u8 = 3;
const DEEDS: usize = 150;
const FIRST: [&str; 10] =
    ["Anne", "Anne-Marie", "Aase", "Åse", "Bo", "Ærø", "Øjvind", "Anders Bo", "Zoë", "Anna Sofie"];
const FAMILY: [&str; 8] = ["Andersen", "Aagaard", "Ågård", "Holm", "Kjær Anders", "Bo", "Østergaard", "Müller"];
const SEARCHES: [&str; 12] =
    ["an", "a b", "anne", "aa", "å", "bo", "ander bo", "holm an", "ø", "andersen", "zoe m", "kj anders an"];

/// What a plain list says of a person.
#[derive(Clone)]
struct Told {
    name: PersonName,
    is_protected: bool,
    /// Affiliations that are not over.
    at: BTreeMap<i64, (usize, Actor)>,
}

fn institution(number: usize) -> InstitutionNumber {
    InstitutionNumber::parse(&format!("10100{number}")).unwrap()
}

fn name(chance: &mut Chance) -> PersonName {
    let (first, family) = (FIRST[chance.below(FIRST.len())], FAMILY[chance.below(FAMILY.len())]);
    PersonName { first: first.to_owned(), family: family.to_owned() }
}

fn protection(is_protected: bool) -> Protection {
    let alias = PersonName { first: "Anders".to_owned(), family: "Holm".to_owned() };
    if is_protected { Protection::Protected { alias } } else { Protection::None }
}

/// Tells a history; answers what is so in the end.
fn tell(town: &Database, seed: u8) -> BTreeMap<PersonId, Told> {
    let mut chance = Chance::from_seed([seed; 32]);
    let mut told: BTreeMap<PersonId, Told> = BTreeMap::new();
    for number in 1..=DEEDS as i64 {
        let somebody = told.keys().nth(chance.below(told.len().max(1))).copied();
        match (chance.below(10), somebody) {
            (0..=2, _) | (_, None) => enter(town, &mut told, (number, &mut chance)),
            (3, Some(person)) => rename(town, &mut told, (person, &mut chance)),
            (4, Some(person)) if chance.below(3) == 0 => {
                let alias = PersonName { first: "Anders".to_owned(), family: "Holm".to_owned() };
                town.db.blocking().write(move |tx| store::person_entry::protect(tx, person, &alias)).unwrap();
                told.get_mut(&person).unwrap().is_protected = true;
            }
            (4..=8, Some(person)) => attach(town, &mut told, (person, number), &mut chance),
            (_, Some(person)) => leave(town, &mut told, person, &mut chance),
        }
    }
    told
}

fn enter(town: &Database, told: &mut BTreeMap<PersonId, Told>, (number, chance): (i64, &mut Chance)) {
    let is_protected = chance.below(6) == 0;
    let new = NewPerson {
        id: PersonId(number),
        uniid: UniId::propose(chance),
        username: Username::parse(&format!("anna{number:04}")).unwrap(),
        name: name(chance),
        protection: protection(is_protected),
        cpr_index: [number as u8; 32],
        cpr_sealed: vec![1],
        cpr_kind: "cpr",
        birth: None,
        gender: None,
    };
    told.insert(new.id, Told { name: new.name.clone(), is_protected, at: BTreeMap::new() });
    let entered = move |tx: &mut store::driver::Tx| store::person_entry::enter_many(tx, std::slice::from_ref(&new));
    assert!(town.db.blocking().write(entered).unwrap());
}

fn rename(town: &Database, told: &mut BTreeMap<PersonId, Told>, (person, chance): (PersonId, &mut Chance)) {
    let is_protected = chance.below(5) == 0;
    let changed = ChangedPerson { id: person, name: name(chance), protection: protection(is_protected) };
    let one = told.get_mut(&person).unwrap();
    one.name = changed.name.clone();
    one.is_protected = is_protected;
    town.db.blocking().write(move |tx| store::person_entry::change(tx, &changed)).unwrap();
}

/// By the import's road or by hand, now and then as something else than before.
fn attach(
    town: &Database,
    told: &mut BTreeMap<PersonId, Told>,
    (person, number): (PersonId, i64),
    chance: &mut Chance,
) {
    let role = [Role::Teacher, Role::Pupil, Role::Mother, Role::External][chance.below(4)];
    let at = chance.below(3);
    let id = AffiliationId(number);
    let entry = Entry {
        id,
        person,
        actor: role.actor(),
        roles: BTreeSet::from([role]),
        level: None,
        main_group: None,
        location: None,
        student_number: None,
        short_name: None,
        occupation: None,
        local_person_id: number.to_string(),
    };
    let by_import = chance.below(2) == 0;
    let turns = (chance.below(4) == 0).then(|| Entry {
        actor: Actor::Contact,
        roles: BTreeSet::from([Role::Mother]),
        ..entry.clone()
    });
    let actor = turns.as_ref().map_or(entry.actor, |turned| turned.actor);
    told.get_mut(&person).unwrap().at.insert(number, (at, actor));
    town.db
        .blocking()
        .write(move |tx| {
            if by_import {
                store::affiliation_entry::start_many(tx, &institution(at), "one", std::slice::from_ref(&entry))?;
            } else {
                let new = Affiliation {
                    id,
                    person,
                    institution: institution(at),
                    actor: entry.actor,
                    roles: vec![role],
                    level: None,
                    main_group: None,
                    source: "manual".to_owned(),
                    started: tx.now(),
                    expires: None,
                };
                store::affiliation::start(tx, &new, "")?;
            }
            match &turns {
                Some(turned) => store::affiliation_entry::change(tx, turned),
                None => Ok(()),
            }
        })
        .unwrap();
}

fn leave(town: &Database, told: &mut BTreeMap<PersonId, Told>, person: PersonId, chance: &mut Chance) {
    let at = &mut told.get_mut(&person).unwrap().at;
    let Some(id) = at.keys().nth(chance.below(at.len().max(1))).copied() else { return };
    at.remove(&id);
    let by_import = chance.below(2) == 0;
    town.db
        .blocking()
        .write(move |tx| {
            if by_import {
                store::affiliation_entry::end(tx, AffiliationId(id))
            } else {
                store::affiliation::end(tx, AffiliationId(id)).map(drop)
            }
        })
        .unwrap();
}

/// Every page of a search, three hits each, one after another; so many are said to fit the parts behind the rarest.
fn pages(town: &Database, typed: &'static str, others: i64) -> Vec<Place> {
    let mut found: Vec<Place> = Vec::new();
    loop {
        let after = found.last().cloned();
        let page = town.db.blocking().read(move |tx| match understand(typed) {
            Search::One(part, _) => {
                let start = after.clone().unwrap_or_else(|| Place::before(&part));
                one(tx, &part, (&start, 3), Some(&institution(0)))
            }
            Search::Several(parts) => {
                let none = Place { token: String::new(), sort_key: Vec::new(), person: PersonId(i64::MIN) };
                let start = after.clone().unwrap_or(none);
                let mut parts = store::name_search::rarest_first(tx, &parts)?;
                for (place, part) in parts.iter_mut().enumerate() {
                    part.people = if place == 0 { 1 } else { others };
                }
                several(tx, &parts, (&start, 3), Some(&institution(0)))
            }
            Search::Nothing | Search::TooShort | Search::TooManyParts => Ok(Vec::new()),
        });
        let page = page.unwrap();
        if page.is_empty() {
            return found;
        }
        found.extend(page);
    }
}

/// What plain words say should be found.
fn predicted(told: &BTreeMap<PersonId, Told>, typed: &str) -> Vec<Place> {
    let parts: Vec<Token> = match understand(typed) {
        Search::One(part, _) => vec![part],
        Search::Several(parts) => parts,
        Search::Nothing | Search::TooShort | Search::TooManyParts => return Vec::new(),
    };
    let mut found = Vec::new();
    for (person, one) in told {
        let is_meant = one.at.values().any(|(at, actor)| match actor {
            Actor::Employee | Actor::External => true,
            Actor::Pupil => *at == 0,
            Actor::Contact => false,
        });
        let kept = tokens(&one.name);
        let first = |part: &Token| kept.iter().find(|token| token.as_str().starts_with(part.as_str()));
        if is_meant && !one.is_protected && parts.iter().all(|part| first(part).is_some()) {
            let token = match parts.as_slice() {
                [only] => first(only).unwrap().as_str().to_owned(),
                _ => String::new(),
            };
            found.push(Place { token, sort_key: name_bytes(&one.name), person: *person });
        }
    }
    found.sort();
    found
}

#[test]
fn after_any_history_the_index_is_what_the_people_are_and_both_databases_find_them_alike() {
    let mut hits = 0;
    for seed in 0..HISTORIES {
        for kind in [Kind::Sqlite, Kind::Postgres] {
            let town = Database::fresh(kind);
            let told = tell(&town, seed);
            let checked = town.db.blocking().read(|tx| {
                let mut checked = Checked::default();
                check(tx, PersonId(0), 1_000, &mut checked)?;
                Ok(checked)
            });
            let wanted = Checked { people: told.len() as u64, wrong: Vec::new() };
            assert_eq!(checked.unwrap(), wanted, "history {seed} on {kind:?}");
            for counted in [false, true] {
                if counted {
                    let counts = town.db.blocking().read(store::name_search::counts_that_changed).unwrap();
                    town.db.blocking().write(move |tx| store::name_search::put_counts(tx, &counts)).unwrap();
                }
                // With few and with many others, which are looked up in two ways.
                for (typed, others) in SEARCHES.into_iter().flat_map(|typed| [(typed, 1), (typed, 1_000)]) {
                    let found = pages(&town, typed, others);
                    assert_eq!(found, predicted(&told, typed), "{typed} in history {seed} on {kind:?}");
                    hits += found.len();
                }
            }
        }
    }
    assert!(100 < hits, "the histories have people to find: {hits}");
}

#[test]
fn an_entry_that_is_wrong_is_seen_and_put_right() {
    testkit::database::both(|town| {
        let mut told = BTreeMap::new();
        let mut chance = Chance::from_seed([9; 32]);
        while !told.values().any(|one: &Told| !one.is_protected) {
            let number = told.len() as i64 + 1;
            enter(town, &mut told, (number, &mut chance));
        }
        let wrong = |town: &Database| {
            let checked = town.db.blocking().read(|tx| {
                let mut checked = Checked::default();
                check(tx, PersonId(0), 1_000, &mut checked)?;
                Ok(checked.wrong)
            });
            checked.unwrap()
        };
        let person = told.iter().find(|(_, one)| !one.is_protected).map(|(id, _)| *id).unwrap();
        assert_eq!(wrong(town), []);
        town.db.blocking().write(move |tx| store::name_token::forget(tx, person)).unwrap();
        assert_eq!(wrong(town), [person]);
        town.db.blocking().write(move |tx| store::name_token::renew(tx, person)).unwrap();
        assert_eq!(wrong(town), []);
    });
}
