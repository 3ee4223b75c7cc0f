//! Who the people of a plan are here: found by CPR across all institutions, or about to be created.

use super::ImportError;
use crate::world::World;
use crypto::sealing::Purpose;
use rules::chance::Chance;
use rules::cpr::{Cpr, CprKind};
use rules::id::PersonId;
use rules::roster::{ContactRecord, PersonFacts};
use rules::user::{
    PREFIX_CROWDED_FROM, PersonName, PrefixUse, Protection, UniId, Username, propose_username, username_start,
};
use std::collections::{BTreeMap, BTreeSet};
use store::person_entry::NewPerson;

/// How many rounds of proposals are tried before giving up.
const ROUNDS_MAX: usize = 60;

/// The people of one plan.
#[derive(Default)]
pub(crate) struct People {
    by_cpr: BTreeMap<String, PersonId>,
    /// Those who are not known yet.
    pub(crate) new: Vec<NewPerson>,
    new_ids: BTreeSet<PersonId>,
}

impl People {
    /// Who has this number. None only for numbers the plan did not name.
    pub(super) fn of(&self, facts: &PersonFacts) -> Option<PersonId> {
        facts.cpr.as_ref().and_then(|cpr| self.by_cpr.get(cpr.reveal()).copied())
    }

    /// Whether this plan creates them.
    pub(super) fn is_new(&self, id: PersonId) -> bool {
        self.new_ids.contains(&id)
    }
}

/// Contacts that become people: with a number, and an alias where they are protected. The others stay in the record.
pub(super) fn usable(contact: &ContactRecord) -> bool {
    contact.person.cpr.is_some() && contact.person.protection().is_some()
}

/// Finds or makes the people these facts tell of.
pub(crate) fn resolve<'a>(world: &World, facts: impl Iterator<Item = &'a PersonFacts>) -> Result<People, ImportError> {
    let mut wanted: BTreeMap<&str, (&Cpr, &PersonFacts)> = BTreeMap::new();
    for told in facts {
        if let Some(cpr) = &told.cpr {
            wanted.entry(cpr.reveal()).or_insert((cpr, told));
        }
    }
    let mut people = People::default();
    let mut indexes: BTreeMap<[u8; 32], &str> = BTreeMap::new();
    for (text, (cpr, _)) in &wanted {
        // While the index key is exchanged a person may still stand under an older one.
        indexes.extend(world.vault.blind_indexes(cpr).into_iter().map(|index| (index, *text)));
    }
    let asked: Vec<[u8; 32]> = indexes.keys().copied().collect();
    for (index, id) in world.db.blocking().read(move |tx| store::person_entry::by_cpr(tx, &asked))? {
        if let Some(text) = indexes.get(&index) {
            people.by_cpr.insert((*text).to_owned(), id);
        }
    }
    let unknown: Vec<(&Cpr, &PersonFacts)> =
        wanted.iter().filter(|(text, _)| !people.by_cpr.contains_key(**text)).map(|(_, told)| *told).collect();
    let starts: Vec<String> = unknown.iter().map(|(_, told)| username_start(shown(told))).collect();
    let mut chance = world.chance();
    let names = usernames(world, &starts, &mut chance)?;
    for ((cpr, told), username) in unknown.into_iter().zip(names) {
        let new = new_person(world, (cpr, told), username, &mut chance);
        people.by_cpr.insert(cpr.reveal().to_owned(), new.id);
        people.new_ids.insert(new.id);
        people.new.push(new);
    }
    Ok(people)
}

fn shown(told: &PersonFacts) -> &PersonName {
    match (&told.alias, told.protected) {
        (Some(alias), true) => alias,
        (Some(_) | None, _) => &told.name,
    }
}

fn new_person(world: &World, (cpr, told): (&Cpr, &PersonFacts), username: Username, chance: &mut Chance) -> NewPerson {
    let id = PersonId(world.draw_id());
    NewPerson {
        id,
        uniid: UniId::propose(chance),
        username,
        name: told.name.clone(),
        // The plan refused everybody without; never show a name that might be protected.
        protection: told.protection().unwrap_or(Protection::Protected { alias: blank() }),
        cpr_index: world.vault.blind_index(cpr),
        cpr_sealed: world.vault.seal(Purpose::PersonCpr, &id.0.to_string(), cpr.reveal().as_bytes()),
        cpr_kind: match cpr.kind() {
            CprKind::Ordinary => "ordinary",
            CprKind::Replacement => "replacement",
            CprKind::ReplacementKot => "replacement_kot",
        },
        birth: cpr.birth_date().or(told.birth),
        gender: told.gender.map(|gender| gender.word()),
    }
}

fn blank() -> PersonName {
    PersonName { first: String::new(), family: String::new() }
}

/// One user name that was never given for each start.
fn usernames(world: &World, starts: &[String], chance: &mut Chance) -> Result<Vec<Username>, ImportError> {
    let mut names: Vec<Option<Username>> = vec![None; starts.len()];
    let mut given: BTreeSet<String> = BTreeSet::new();
    let mut uses: BTreeMap<&str, PrefixUse> = BTreeMap::new();
    for _ in 0..ROUNDS_MAX {
        let mut proposed: Vec<(usize, Username)> = Vec::new();
        for (at, start) in starts.iter().enumerate().filter(|(at, _)| names[*at].is_none()) {
            let known = uses.get(start.as_str()).copied().unwrap_or(PrefixUse::Roomy);
            let name = propose_username(start, known, chance);
            if given.insert(name.as_str().to_owned()) {
                proposed.push((at, name));
            }
        }
        let asked: Vec<Username> = proposed.iter().map(|(_, name)| name.clone()).collect();
        let taken: BTreeSet<String> =
            world.db.blocking().read(move |tx| store::person_entry::taken(tx, &asked))?.into_iter().collect();
        for (at, name) in proposed {
            if !taken.contains(name.as_str()) {
                names[at] = Some(name);
            }
        }
        if names.iter().all(Option::is_some) {
            return Ok(names.into_iter().flatten().collect());
        }
        // How full a beginning is matters only once it was hit.
        let hit: BTreeSet<&str> =
            starts.iter().enumerate().filter(|(at, _)| names[*at].is_none()).map(|(_, start)| start.as_str()).collect();
        for start in hit.into_iter().filter(|start| !uses.contains_key(start)).collect::<Vec<_>>() {
            let letters = start.to_owned();
            let count = world.db.blocking().read(move |tx| store::person_entry::taken_beginning(tx, &letters))?;
            uses.insert(start, if count < PREFIX_CROWDED_FROM { PrefixUse::Roomy } else { PrefixUse::Crowded });
        }
    }
    Err(ImportError::NoUsername)
}
