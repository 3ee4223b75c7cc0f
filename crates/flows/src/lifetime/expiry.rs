//! The month's deletions: affiliations made by hand that nobody confirmed, and imports that nobody sent again; of an
//! institution that was closed a month ago, all of both.
//!
//! Source: product.md §12. An import goes as if its source had sent nobody: everyone it told of loses what it gave, and the
//! history says so. What it does not do: warn; that was a month ago (`notices`).

use super::accounts::mark_ran_out;
use super::{EFFECTS_MAX, STEP, circumstances};
use crate::import::{ImportError, delete_source};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::Kind;
use rules::institution::InstitutionNumber;
use rules::lifetime::{CLOSED_KEEPS, IMPORT_LASTS};
use rules::time::Instant;
use store::driver::Tx;
use store::error::StoreError;
use store::job_run::{Effect, Mode};
use store::manual_affiliation::Ending;

pub(super) fn run(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    mark_ran_out(world, mode)?;
    of_closed(world, mode, effects)?;
    affiliations(world, mode, effects)?;
    imports(world, mode, effects)
}

/// Reads affiliations that are to end, at most so many; the moment is from when on they are.
type Read = fn(&mut Tx, Instant, i64) -> Result<Vec<Ending>, StoreError>;

/// What was made by hand and nobody confirmed.
fn affiliations(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    let over: Read = |tx, _, limit| store::manual_affiliation::over(tx, limit);
    end((world, world.now()), mode, effects, ("not_confirmed", over, over))
}

/// What was made by hand at institutions that have been closed for a while.
fn of_closed(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    let before = world.now().minus(CLOSED_KEEPS);
    end((world, before), mode, effects, ("institution_closed", store::manual_affiliation::of_closed, cut_short))
}

/// The time of these is up now, and of whoever has no other affiliation it is noted since when.
fn cut_short(tx: &mut Tx, before: Instant, limit: i64) -> Result<Vec<Ending>, StoreError> {
    let mut over = Vec::new();
    for one in store::manual_affiliation::of_closed(tx, before, limit)? {
        over.push(store::manual_affiliation::shorten(tx, &one)?);
    }
    for (person, since) in store::lifetime::ran_out(tx, limit)? {
        store::lifetime::mark_unattached(tx, person, since)?;
    }
    Ok(over)
}

/// Ends affiliations, step by step, each with its event and why; a dry run only lists them.
fn end(
    (world, before): (&World, Instant),
    mode: Mode,
    effects: &mut Vec<Effect>,
    (why, list, take): (&'static str, Read, Read),
) -> Result<(), ImportError> {
    if mode == Mode::DryRun {
        let limit = i64::try_from(EFFECTS_MAX).unwrap_or(i64::MAX);
        let over = world.db.blocking().read(move |tx| list(tx, before, limit))?;
        effects.extend(over.into_iter().map(ended));
        return Ok(());
    }
    while effects.len() < EFFECTS_MAX {
        let blanks: Vec<Blank> = (0..STEP).map(|_| Blank::draw(world)).collect();
        let done = world.db.blocking().write(move |tx| {
            let mut done = Vec::new();
            for (over, blank) in take(tx, before, STEP)?.into_iter().zip(&blanks) {
                if !store::lifetime::end_over(tx, &over)? {
                    continue;
                }
                let from = circumstances().at(&over.institution);
                let event = with(blank.event(Kind::AffiliationEnded, &from, &[over.person]), "why", why);
                store::event::append(tx, &event)?;
                done.push(over);
            }
            Ok(done)
        })?;
        if done.is_empty() {
            break;
        }
        effects.extend(done.into_iter().map(ended));
    }
    Ok(())
}

fn ended(over: Ending) -> Effect {
    Effect {
        institution: Some(over.institution),
        person: Some(over.person),
        what: "affiliation_ended".to_owned(),
        detail: over.expires.day_in_denmark().to_string(),
    }
}

fn imports(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    let (before, closed) = (world.now().minus(IMPORT_LASTS), world.now().minus(CLOSED_KEEPS));
    let mut after = (String::new(), String::new());
    while effects.len() < EFFECTS_MAX {
        let begin = after.clone();
        let over = world
            .db
            .blocking()
            .read(move |tx| store::lifetime::sources_over(tx, (before, closed), (&begin.0, &begin.1), STEP))?;
        let Some((institution, source, _)) = over.last() else { break };
        after = (institution.to_string(), source.clone());
        for (institution, source, loaded) in over {
            // What was sent again since the list was read is not too old any more; nothing is sent again of what is closed.
            let before = before.max(loaded);
            let deleted = match mode {
                Mode::Real => delete_source(world, (&institution, &source), before, &circumstances())?,
                Mode::DryRun => Some(people_of(world, &institution, &source)?),
            };
            effects.extend(deleted.map(|people| Effect {
                institution: Some(institution),
                person: None,
                what: "import_deleted".to_owned(),
                detail: format!("{source} {people}"),
            }));
        }
    }
    Ok(())
}

fn people_of(world: &World, institution: &InstitutionNumber, source: &str) -> Result<usize, ImportError> {
    let at = institution.clone();
    let counts = world.db.blocking().read(move |tx| store::source_person::counts(tx, &at))?;
    let found = counts.into_iter().find(|(known, _)| known == source);
    Ok(found.map_or(0, |(_, people)| usize::try_from(people).unwrap_or(0)))
}
