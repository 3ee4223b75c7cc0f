//! What ends within a month: the administrators get a letter that names who is at risk.
//!
//! Source: product.md §12, §13. One letter an institution and night, each person and import once. What it does not do:
//! send; the outbox does.

use super::circumstances;
use crate::administrators;
use crate::import::ImportError;
use crate::mail::{Language, Letter, Post, Values};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::Kind;
use rules::id::PersonId;
use rules::institution::InstitutionNumber;
use rules::lifetime::{AGREEMENT_TOLD_BEFORE, IMPORT_LASTS, IMPORT_TOLD_BEFORE};
use rules::manual_affiliation::TOLD_BEFORE;
use rules::time::Instant;
use std::collections::BTreeMap;
use store::driver::Tx;
use store::error::StoreError;
use store::job_run::{Effect, Mode};

/// How many endings one night looks at; what is left over comes the next night.
const ENDINGS_A_NIGHT: i64 = 20_000;
/// How many names one letter says; the others are counted.
const NAMES_MAX: usize = 100;
/// How many people of an old import are looked at for their names.
const NAMES_READ: i64 = 101;
/// The most addresses of one institution a letter goes to.
const ADDRESSES_MAX: usize = 50;

/// The most endings with a letter each that one transaction tells of: every address of every letter gets its own.
const LETTERS_AT_ONCE: usize = crate::mail::LETTERS_MAX / ADDRESSES_MAX;

/// Something of one institution that ends.
#[derive(Clone, Debug)]
enum Ending {
    Affiliation { id: rules::id::AffiliationId, person: PersonId },
    Import { source: String },
    Agreement { id: i64 },
}

/// What ends at an institution, each with its day.
type Endings = BTreeMap<InstitutionNumber, Vec<(Ending, Instant)>>;

pub(super) fn run(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    for find in [affiliations, imports, agreements] {
        for (institution, endings) in world.db.blocking().read(find)? {
            if mode == Mode::Real {
                for portion in portions(&endings) {
                    tell(world, &institution, portion)?;
                }
            }
            effects.extend(endings.iter().map(|(ending, at)| effect(&institution, ending, *at)));
        }
    }
    Ok(())
}

/// What one transaction tells of, so that no letter is left over: affiliations share one letter, the others have their
/// own.
fn portions(endings: &[(Ending, Instant)]) -> std::slice::Chunks<'_, (Ending, Instant)> {
    let share = endings.iter().all(|(ending, _)| matches!(ending, Ending::Affiliation { .. }));
    endings.chunks(if share { endings.len().max(1) } else { LETTERS_AT_ONCE })
}

fn affiliations(tx: &mut Tx) -> Result<Endings, StoreError> {
    let mut endings = Endings::new();
    let until = tx.now().plus(TOLD_BEFORE);
    for one in store::manual_affiliation::ending(tx, until, ENDINGS_A_NIGHT)? {
        let ending = Ending::Affiliation { id: one.id, person: one.person };
        endings.entry(one.institution).or_default().push((ending, one.expires));
    }
    Ok(endings)
}

fn imports(tx: &mut Tx) -> Result<Endings, StoreError> {
    let mut endings = Endings::new();
    let before = tx.now().minus(IMPORT_LASTS).plus(IMPORT_TOLD_BEFORE);
    for (institution, source, loaded) in store::lifetime::sources_ageing(tx, before, ENDINGS_A_NIGHT)? {
        endings.entry(institution).or_default().push((Ending::Import { source }, loaded.plus(IMPORT_LASTS)));
    }
    Ok(endings)
}

fn agreements(tx: &mut Tx) -> Result<Endings, StoreError> {
    let mut endings = Endings::new();
    let until = tx.now().plus(AGREEMENT_TOLD_BEFORE);
    for (id, institution, ends) in store::data_agreement::ending(tx, until, ENDINGS_A_NIGHT)? {
        endings.entry(institution).or_default().push((Ending::Agreement { id }, ends));
    }
    Ok(endings)
}

fn effect(institution: &InstitutionNumber, ending: &Ending, at: Instant) -> Effect {
    let (what, person, about) = match ending {
        Ending::Affiliation { person, .. } => ("told_of_affiliation", Some(*person), String::new()),
        Ending::Import { source } => ("told_of_import", None, format!("{source} ")),
        Ending::Agreement { id } => ("told_of_agreement", None, format!("{id} ")),
    };
    Effect {
        institution: Some(institution.clone()),
        person,
        what: what.to_owned(),
        detail: format!("{about}{}", at.day_in_denmark()),
    }
}

/// Marks the endings as told and queues the letters, in one transaction.
fn tell(world: &World, institution: &InstitutionNumber, endings: &[(Ending, Instant)]) -> Result<(), ImportError> {
    let post = Post::draw(world, crate::mail::LETTERS_MAX);
    let blank = Blank::draw(world);
    let (here, endings) = (institution.clone(), endings.to_vec());
    world.db.blocking().write(move |tx| {
        let mut about = Vec::new();
        let mut letters = Vec::new();
        for (ending, at) in &endings {
            let told = match ending {
                Ending::Affiliation { id, .. } => store::manual_affiliation::remind(tx, *id)?,
                Ending::Import { source } => store::lifetime::remind_of_source(tx, &here, source)?,
                Ending::Agreement { id } => store::data_agreement::remind(tx, *id)?,
            };
            if !told {
                continue;
            }
            match ending {
                Ending::Affiliation { person, .. } => about.push(*person),
                Ending::Import { source } => letters.push(import_letter(tx, &here, source, *at)?),
                Ending::Agreement { id } => letters.push(agreement_letter(tx, &here, *id, *at)?),
            }
        }
        if let (false, Some((_, first))) = (about.is_empty(), endings.first()) {
            letters.push(affiliation_letter(tx, &about, *first)?);
        }
        let mut nth = 0;
        for (letter, mut values) in letters {
            let name = store::institution::name(tx, &here)?.unwrap_or_default();
            values.insert("institution".to_owned(), name);
            values.insert("number".to_owned(), here.as_str().to_owned());
            for to in addresses(tx, &post, &here)? {
                if let Some(mail) = post.letter(nth, (letter, Language::Danish), &to, &values) {
                    store::outbox::put(tx, &mail)?;
                }
                nth += 1;
            }
        }
        let event = blank.event(Kind::JobRan, &circumstances().at(&here), &about);
        store::event::append(tx, &with(event, "job", "notices"))
    })?;
    Ok(())
}

/// To whom an institution's letters go: its administrators, and the address in the register.
fn addresses(tx: &mut Tx, post: &Post, here: &InstitutionNumber) -> Result<Vec<String>, StoreError> {
    let mut addresses = administrators::addresses(tx, post, here)?;
    addresses.extend(administrators::institution_address(tx, here)?);
    addresses.sort();
    addresses.dedup();
    addresses.truncate(ADDRESSES_MAX);
    Ok(addresses)
}

fn affiliation_letter(tx: &mut Tx, people: &[PersonId], first: Instant) -> Result<(Letter, Values), StoreError> {
    let values = [
        ("day".to_owned(), first.day_in_denmark().to_string()),
        ("count".to_owned(), people.len().to_string()),
        ("names".to_owned(), names(tx, people)?),
    ];
    Ok((Letter::AffiliationsEnd, values.into_iter().collect()))
}

fn import_letter(
    tx: &mut Tx,
    here: &InstitutionNumber,
    source: &str,
    at: Instant,
) -> Result<(Letter, Values), StoreError> {
    let people = store::lifetime::people_of_source(tx, here, source, NAMES_READ)?;
    let count = store::source_person::counts(tx, here)?.into_iter().find(|(name, _)| name == source);
    let values = [
        ("day".to_owned(), at.day_in_denmark().to_string()),
        ("source".to_owned(), source.to_owned()),
        ("count".to_owned(), count.map_or(0, |(_, people)| people).to_string()),
        ("names".to_owned(), names(tx, &people)?),
    ];
    Ok((Letter::ImportEnds, values.into_iter().collect()))
}

fn agreement_letter(
    tx: &mut Tx,
    here: &InstitutionNumber,
    id: i64,
    at: Instant,
) -> Result<(Letter, Values), StoreError> {
    let service = store::data_agreement::find(tx, id, here)?.map(|found| found.service).unwrap_or_default();
    let values = [("day".to_owned(), at.day_in_denmark().to_string()), ("service".to_owned(), service)];
    Ok((Letter::AgreementEnds, values.into_iter().collect()))
}

/// The names that may be shown, one a line.
fn names(tx: &mut Tx, people: &[PersonId]) -> Result<String, StoreError> {
    let mut lines = Vec::new();
    for person in people.iter().take(NAMES_MAX) {
        if let Some(person) = store::person::find(tx, *person)? {
            lines.push(format!("{} ({})", person.shown().full(), person.username));
        }
    }
    if NAMES_MAX < people.len() {
        lines.push("…".to_owned());
    }
    Ok(lines.join("\n"))
}
