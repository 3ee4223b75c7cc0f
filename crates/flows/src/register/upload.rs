//! A list of institutions sent at the operator's desk: looked through first, then loaded whole or not at all.
//!
//! Source: interfaces.md §8, issue "Operator's desk". What it does not do: close institutions that are not on the list.

use super::{kept_closed, letters};
use crate::mail::Post;
use crate::operator::Operator;
use crate::remember::{Blank, with};
use crate::world::World;
use ingest::register::{Numbered, RegisterFinding, RegisterFlaw, read_numbered};
use rules::event::Kind;
use rules::institution::{Institution, InstitutionNumber};
use rules::operator::{Refused, Tie, Verb};
use rules::register::{Above, Field, Flaw, LEVELS_MAX, changes, flaws, tangle};
use rules::time::Millis;
use std::collections::{BTreeSet, HashMap};
use store::driver::Tx;
use store::error::StoreError;

/// The most bytes of a list.
pub const LIST_BYTES_MAX: usize = 8 * 1024 * 1024;
/// How long a list waits for the operator who sent it.
pub const KEPT_FOR: Millis = Millis::hours(1);
/// The most faults, and the most changes, that a page names.
pub const NAMED_MAX: usize = 200;

/// What is wrong with a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The line, or the list, cannot be read.
    Unread(RegisterFlaw),
    /// One of its fields is wrong.
    Field(Field, Flaw),
}

/// One thing that would change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// The entry as the list has it.
    pub entry: Institution,
    /// What is another than before; none: the institution is new.
    pub fields: Option<Vec<Field>>,
}

/// What loading the list would do.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// How many institutions the list has.
    pub lines: usize,
    /// What is wrong, by line: as long as there is anything, nothing is loaded.
    pub faults: Vec<(u64, Fault)>,
    /// What would change, in the list's order.
    pub changes: Vec<Change>,
}

impl Plan {
    /// A word that changes with everything the plan would do.
    pub fn version(&self) -> String {
        let mut text = String::new();
        for change in &self.changes {
            text.push_str(&super::desk::version(&change.entry));
            let fields = change.fields.iter().flatten().map(|field| field.word());
            text.push_str(&format!("{} {}\n", change.fields.is_some(), fields.collect::<Vec<_>>().join(" ")));
        }
        rules::hex::write(&crypto::digest::sha256(text.as_bytes())[..16])
    }

    /// Of whom letters tell: their mail address, or the day they are closed from, is another than before.
    fn told_of(&self) -> Vec<&Institution> {
        let is_told = |field: &Field| letters::TOLD_OF.contains(field);
        let told = |change: &&Change| change.fields.as_ref().is_some_and(|fields| fields.iter().any(is_told));
        self.changes.iter().filter(told).map(|change| &change.entry).collect()
    }

    /// How many institutions are new.
    pub fn created(&self) -> usize {
        self.changes.iter().filter(|change| change.fields.is_none()).count()
    }
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Received {
    /// It waits under this number.
    Yes(i64),
    /// Nothing was sent.
    Empty,
    /// It has more than [`LIST_BYTES_MAX`] bytes.
    TooLarge,
    /// The rules refuse it.
    Refused(Refused),
}

/// Keeps a list for an hour, for whoever sent it.
///
/// # Errors
/// [`StoreError`].
pub async fn receive(world: &World, operator: &Operator, list: Vec<u8>) -> Result<Received, StoreError> {
    if list.is_empty() {
        return Ok(Received::Empty);
    }
    if LIST_BYTES_MAX < list.len() {
        return Ok(Received::TooLarge);
    }
    let (who, id) = (operator.clone(), world.draw_id());
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ChangeInstitutions, Tie::None)? {
                return Ok(Received::Refused(refused));
            }
            let ends = tx.now().plus(KEPT_FOR);
            store::register_upload::keep(tx, id, (&list, who.person()), ends)?;
            Ok(Received::Yes(id))
        })
        .await
}

/// A list as it was read, before the register was asked.
struct Read {
    entries: Vec<Numbered>,
    findings: Vec<RegisterFinding>,
}

fn read(list: &[u8]) -> Read {
    let (entries, findings) = read_numbered(list);
    Read { entries, findings }
}

/// What loading it would do. The register is asked for fifty entries at a time, so that a long list does not hold up
/// everybody who writes.
fn plan(tx: &mut Tx, list: &Read) -> Result<Plan, StoreError> {
    let Read { entries, findings } = list;
    let mut plan = Plan { lines: entries.len() + findings.len(), ..Plan::default() };
    plan.faults.extend(findings.iter().map(|RegisterFinding { line, flaw }| (*line, Fault::Unread(*flaw))));
    let numbers: Vec<&InstitutionNumber> = entries.iter().map(|one| &one.entry.number).collect();
    let known = store::institution::find_many(tx, &numbers)?;
    let known: HashMap<&InstitutionNumber, &Institution> = known.iter().map(|one| (&one.number, one)).collect();
    let mut there: HashMap<InstitutionNumber, Above> = HashMap::with_capacity(entries.len());
    for Numbered { line, entry } in entries {
        if there.insert(entry.number.clone(), place(entry)).is_some() {
            plan.faults.push((*line, Fault::Field(Field::Number, Flaw::Twice)));
        }
    }
    look_upwards(tx, &mut there)?;
    for Numbered { line, entry } in entries {
        plan.faults.extend(flaws(entry).into_iter().map(|(field, flaw)| (*line, Fault::Field(field, flaw))));
        let above = |number: &InstitutionNumber| there.get(number).cloned().unwrap_or(Above::Unknown);
        if let Some(flaw) = tangle(&entry.number, entry.main_institution.as_ref(), above) {
            plan.faults.push((*line, Fault::Field(Field::MainInstitution, flaw)));
        }
        let stands = known.get(&entry.number).copied();
        let entry = kept_closed(entry, stands);
        let fields = stands.map(|stands| changes(stands, &entry));
        if fields.as_ref().is_none_or(|fields| !fields.is_empty()) {
            plan.changes.push(Change { entry, fields });
        }
    }
    plan.faults.sort_by_key(|fault| fault.0);
    Ok(plan)
}

fn place(entry: &Institution) -> Above {
    entry.main_institution.clone().map_or(Above::Topmost, Above::Below)
}

/// Asks the register for what is above those on the list and is not on it, one level after the other; the list speaks
/// before the register.
fn look_upwards(tx: &mut Tx, there: &mut HashMap<InstitutionNumber, Above>) -> Result<(), StoreError> {
    for _ in 0..LEVELS_MAX {
        let mains = there.values().filter_map(|above| match above {
            Above::Below(main) => Some(main),
            Above::Unknown | Above::Topmost => None,
        });
        let missing: BTreeSet<InstitutionNumber> = mains.filter(|main| !there.contains_key(*main)).cloned().collect();
        if missing.is_empty() {
            break;
        }
        let asked: Vec<&InstitutionNumber> = missing.iter().collect();
        let found = store::institution::find_many(tx, &asked)?;
        there.extend(missing.iter().map(|number| (number.clone(), Above::Unknown)));
        there.extend(found.iter().map(|entry| (entry.number.clone(), place(entry))));
    }
    Ok(())
}

/// What loading a list would do; none where this operator has sent no such list within the hour.
///
/// # Errors
/// [`StoreError`].
pub async fn preview(world: &World, operator: &Operator, id: i64) -> Result<Result<Option<Plan>, Refused>, StoreError> {
    let who = operator.clone();
    world
        .db
        .read(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ChangeInstitutions, Tie::None)? {
                return Ok(Err(refused));
            }
            let list = store::register_upload::find(tx, id, who.person())?;
            list.map(|list| plan(tx, &read(&list))).transpose().map(Ok)
        })
        .await
}

/// What became of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Loaded {
    /// So many institutions came in, so many changed.
    Done(usize, usize),
    /// Something is wrong with it.
    Flawed,
    /// The register is not what it was when the operator looked.
    Changed,
    /// There is no such list any more.
    Nothing,
    /// The rules refuse it.
    Refused(Refused),
}

/// Loads a list whole, as it was looked through: one transaction, one event an institution, and the letters that tell of
/// it.
///
/// # Errors
/// [`StoreError`].
pub async fn load(world: &World, operator: &Operator, id: i64, seen: &str) -> Result<Loaded, StoreError> {
    let (who, seen) = (operator.clone(), seen.to_owned());
    let reader = who.clone();
    // Read before the transaction: a list that waits is never another one.
    let looked = world.db.read(move |tx| {
        let list = read(&store::register_upload::find(tx, id, reader.person())?.unwrap_or_default());
        let moved = plan(tx, &list)?.told_of().len();
        Ok((list, moved))
    });
    let (list, moved) = looked.await?;
    let posts: Vec<Post> = (0..moved).map(|_| letters::draw(world)).collect();
    let blanks: Vec<Blank> = list.entries.iter().map(|_| Blank::draw(world)).collect();
    world
        .db
        .write(move |tx| {
            if let Err(refused) = who.may_do(tx, Verb::ChangeInstitutions, Tie::None)? {
                return Ok(Loaded::Refused(refused));
            }
            if !store::register_upload::waits(tx, id, who.person())? {
                return Ok(Loaded::Nothing);
            }
            let plan = plan(tx, &list)?;
            if !plan.faults.is_empty() {
                return Ok(Loaded::Flawed);
            }
            if plan.version() != seen || posts.len() < plan.told_of().len() {
                return Ok(Loaded::Changed);
            }
            tell(tx, &plan, &posts)?;
            let entries: Vec<Institution> = plan.changes.iter().map(|change| change.entry.clone()).collect();
            store::institution::put_many(tx, &entries)?;
            let told = |(change, blank): (&Change, &Blank)| {
                let from = who.circumstances().at(&change.entry.number);
                let fields = change.fields.clone().unwrap_or_else(|| Field::ALL.to_vec());
                let words: Vec<&str> = fields.iter().map(|field| field.word()).collect();
                let event = blank.event(Kind::InstitutionChanged, &from, &[]);
                with(with(event, "source", "list"), "fields", words.join(" "))
            };
            let events: Vec<_> = plan.changes.iter().zip(&blanks).map(told).collect();
            store::event::append_many(tx, &events)?;
            store::register_upload::remove(tx, id)?;
            Ok(Loaded::Done(plan.created(), plan.changes.len() - plan.created()))
        })
        .await
}

/// Writes the letters.
fn tell(tx: &mut Tx, plan: &Plan, posts: &[Post]) -> Result<(), StoreError> {
    let moved = plan.told_of();
    let numbers: Vec<&InstitutionNumber> = moved.iter().map(|entry| &entry.number).collect();
    let before = store::institution::find_many(tx, &numbers)?;
    let before: HashMap<&InstitutionNumber, &Institution> = before.iter().map(|one| (&one.number, one)).collect();
    for (entry, post) in moved.iter().zip(posts) {
        if let Some(before) = before.get(&entry.number) {
            letters::tell(tx, post, before, entry)?;
        }
    }
    Ok(())
}
