//! The month's deletions: affiliations made by hand that nobody confirmed, and imports that nobody sent again.
//!
//! The same of institutions that were closed a month ago. Source: product.md §12. An import goes as if its source had sent nobody: everyone it told of loses what it gave, and
//! the history says so. What it does not do: warn; that was a month ago (`notices`).

use super::accounts::mark_ran_out;
use super::{EFFECTS_MAX, STEP, circumstances};
use crate::import::{ImportError, delete_source};
use crate::remember::{Blank, with};
use crate::world::World;
use rules::event::Kind;
use rules::institution::InstitutionNumber;
use rules::lifetime::{CLOSED_KEEPS, IMPORT_LASTS};
use store::job_run::{Effect, Mode};
use store::manual_affiliation::Ending;

pub(super) fn run(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    mark_ran_out(world, mode)?;
    of_closed(world, mode, effects)?;
    affiliations(world, mode, effects)?;
    imports(world, mode, effects)
}

fn affiliations(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    if mode == Mode::DryRun {
        let limit = i64::try_from(EFFECTS_MAX).unwrap_or(i64::MAX);
        let over = world.db.blocking().read(move |tx| store::manual_affiliation::over(tx, limit))?;
        effects.extend(over.into_iter().map(ended));
        return Ok(());
    }
    while effects.len() < EFFECTS_MAX {
        let blanks: Vec<Blank> = (0..STEP).map(|_| Blank::draw(world)).collect();
        let done = world.db.blocking().write(move |tx| {
            let mut done = Vec::new();
            for (over, blank) in store::manual_affiliation::over(tx, STEP)?.into_iter().zip(&blanks) {
                if !store::lifetime::end_over(tx, &over)? {
                    continue;
                }
                let from = circumstances().at(&over.institution);
                let event = with(blank.event(Kind::AffiliationEnded, &from, &[over.person]), "why", "not_confirmed");
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

/// What was made by hand at institutions that have been closed for a while.
fn of_closed(world: &World, mode: Mode, effects: &mut Vec<Effect>) -> Result<(), ImportError> {
    let before = world.now().minus(CLOSED_KEEPS);
    if mode == Mode::DryRun {
        let limit = i64::try_from(EFFECTS_MAX).unwrap_or(i64::MAX);
        let over = world.db.blocking().read(move |tx| store::manual_affiliation::of_closed(tx, before, limit))?;
        effects.extend(over.into_iter().map(ended));
        return Ok(());
    }
    while effects.len() < EFFECTS_MAX {
        let blanks: Vec<Blank> = (0..STEP).map(|_| Blank::draw(world)).collect();
        let done = world.db.blocking().write(move |tx| {
            let mut over = Vec::new();
            for one in store::manual_affiliation::of_closed(tx, before, STEP)? {
                over.push(store::manual_affiliation::shorten(tx, &one)?);
            }
            for (person, since) in store::lifetime::ran_out(tx, STEP)? {
                store::lifetime::mark_unattached(tx, person, since)?;
            }
            for (one, blank) in over.iter().zip(&blanks) {
                store::lifetime::end_over(tx, one)?;
                let from = circumstances().at(&one.institution);
                let event = blank.event(Kind::AffiliationEnded, &from, &[one.person]);
                store::event::append(tx, &with(event, "why", "institution_closed"))?;
            }
            Ok(over)
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
