//! *Import* as an administrator sees it: sources, history, refused lines, what a held import would take from whom.
//!
//! Source: product.md §9, §10. Every page and every button asks the rules anew. What it does not do: load files; the
//! plan of a held import is computed as it will be when it is released.

use super::decide::{self, Decided, HeldRoster, Which};
use super::{ImportError, facts, people, sealed};
use crate::remember::{Blank, with};
use crate::user_administration::Administrator;
use crate::world::World;
use crypto::sealing::Purpose;
use rules::affiliation::{Actor, Role};
use rules::event::Kind;
use rules::id::{ImportRunId, PersonId};
use rules::import_plan::{Counts, GroupChange, Hold, PersonChange, Plan};
use rules::institution::InstitutionNumber;
use rules::licence::Attached;
use rules::rights::facts::Right;
use rules::rights::verb::Verb;
use rules::rights::{Reason, may_hold};
use rules::roster::{self, Record};
use rules::user::PersonName;
use std::collections::{BTreeMap, BTreeSet};
use store::affiliation::Affiliation;
use store::driver::Tx;
use store::error::StoreError;
use store::import_run::ImportRun;
use store::import_source::Source;
use store::service_right::ServiceRight;

/// How many runs the history shows.
pub const RUNS_SHOWN: i64 = 100;
/// Of how many people a held plan says what they lose; the others are counted.
pub const LOSSES_SHOWN: usize = 500;

/// A source with what its list says.
#[derive(Clone, Debug)]
pub struct SourceRow {
    /// When it was last loaded, and what waits.
    pub source: Source,
    /// How many people it speaks of.
    pub people: i64,
    /// How many notices its last load had.
    pub notices: usize,
    /// Whether its last load may still be undone.
    pub may_undo: bool,
    /// What its last load changed.
    pub counts: Counts,
}

/// The page *Import*.
#[derive(Clone, Debug)]
pub struct Overview {
    /// Sources, by name.
    pub sources: Vec<SourceRow>,
    /// The latest runs, the newest first.
    pub runs: Vec<ImportRun>,
}

/// Reads the page *Import*.
///
/// # Errors
/// [`StoreError`].
pub async fn overview(world: &World, who: &Administrator) -> Result<Result<Overview, Reason>, StoreError> {
    let who = who.clone();
    world
        .db
        .read(move |tx| {
            if let Err(reason) = who.may(tx, Verb::SeeImports)? {
                return Ok(Err(reason));
            }
            let counts: BTreeMap<String, i64> =
                store::source_person::counts(tx, who.institution())?.into_iter().collect();
            let mut sources = Vec::new();
            for source in store::import_source::of_institution(tx, who.institution())? {
                let run = store::import_run::find(tx, source.last_run)?;
                let kept = store::import_run::keeps_plan(tx, source.last_run)?;
                sources.push(SourceRow {
                    people: counts.get(&source.name).copied().unwrap_or(0),
                    notices: store::import_run::findings_count(tx, source.last_run)?,
                    may_undo: kept && run.as_ref().is_some_and(|run| run.undone.is_none()),
                    counts: run.map(|run| run.counts).unwrap_or_default(),
                    source,
                });
            }
            let runs = store::import_run::of_institution(tx, who.institution(), RUNS_SHOWN)?;
            Ok(Ok(Overview { sources, runs }))
        })
        .await
}

/// A line of a run that was refused or loaded with a fault.
#[derive(Clone, Debug)]
pub struct Line {
    /// The source's number; empty where it is about the file or a group.
    pub local_person_id: String,
    /// What is wrong.
    pub reason: roster::Reason,
    /// Whom the line is, where the source has spoken of them before.
    pub person: Option<(PersonId, PersonName)>,
    /// Whether the line waits for *Skift CPR-nummer*.
    pub may_change_cpr: bool,
}

/// One run.
#[derive(Clone, Debug)]
pub struct Run {
    /// Its row.
    pub run: ImportRun,
    /// What is wrong with it, in the file's order.
    pub lines: Vec<Line>,
}

/// Reads one run of the institution; none where it is another's.
///
/// # Errors
/// [`StoreError`].
pub async fn run(
    world: &World,
    who: &Administrator,
    id: ImportRunId,
) -> Result<Result<Option<Run>, Reason>, StoreError> {
    let asked = who.clone();
    let found = world.db.read(move |tx| read_run(tx, &asked, id)).await?;
    if let Ok(Some(run)) = &found {
        let about: Vec<PersonId> = run.lines.iter().filter_map(|line| line.person.as_ref()).map(|one| one.0).collect();
        look(world, who, ("import", &about)).await?;
    }
    Ok(found)
}

fn read_run(tx: &mut Tx, who: &Administrator, id: ImportRunId) -> Result<Result<Option<Run>, Reason>, StoreError> {
    if let Err(reason) = who.may(tx, Verb::SeeImports)? {
        return Ok(Err(reason));
    }
    let here = who.institution();
    let Some(run) = store::import_run::find(tx, id)?.filter(|run| run.institution == *here) else {
        return Ok(Ok(None));
    };
    let waiting: BTreeSet<String> = store::unexpected_cpr::of_source(tx, here, &run.source)?.into_iter().collect();
    let mut lines = Vec::new();
    for (local_person_id, code, detail) in store::import_run::findings(tx, id)? {
        let Ok(reason) = serde_json::from_str::<roster::Reason>(&detail) else {
            return Err(StoreError::Unreadable("why a line was refused"));
        };
        let person = match store::source_person::find(tx, here, &run.source, &local_person_id)? {
            Some(known) => store::person::find(tx, known.person)?,
            None => None,
        };
        let may_change_cpr = code == roster::Reason::CprUnexpected.code() && waiting.contains(&local_person_id);
        let person = person.map(|person| (person.id, person.shown().clone()));
        lines.push(Line { local_person_id, reason, person, may_change_cpr });
    }
    Ok(Ok(Some(Run { run, lines })))
}

/// Remembers a look at these people.
async fn look(world: &World, who: &Administrator, (page, about): (&str, &[PersonId])) -> Result<(), StoreError> {
    if about.is_empty() {
        return Ok(());
    }
    let event = with(Blank::draw(world).event(Kind::PeopleShown, &who.circumstances(), about), "page", page);
    world.db.write(move |tx| store::event::append(tx, &event)).await
}

/// Somebody a source speaks of, as *Vis importerede* shows them.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The source's number.
    pub local_person_id: String,
    /// The name that may be shown.
    pub name: String,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// The class's code.
    pub class: Option<String>,
    /// Their contacts: the name that may be shown, the relation, and whether the contact is created.
    pub contacts: Vec<(String, Role, Created)>,
}

/// Whether a contact has an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Created {
    /// They do.
    Yes,
    /// Not yet: the source told no number, or no alias of somebody protected.
    NotYet,
}

/// A page of what a source told.
#[derive(Clone, Debug)]
pub struct ImportedPage {
    /// The people of this page.
    pub people: Vec<Imported>,
    /// How many there are in all.
    pub all: usize,
}

/// How many people one page of *Vis importerede* shows.
pub const IMPORTED_SHOWN: usize = 50;

/// Reads what a source told, page by page from 0; none where the institution has no such source.
///
/// # Errors
/// [`ImportError`].
pub async fn imported(
    world: &World,
    who: &Administrator,
    source: &str,
    page: usize,
) -> Result<Result<Option<ImportedPage>, Reason>, ImportError> {
    let (asked, name) = (who.clone(), source.to_owned());
    let rows = world
        .db
        .read(move |tx| {
            if let Err(reason) = asked.may(tx, Verb::SeeImports)? {
                return Ok(Err(reason));
            }
            if store::import_source::find(tx, asked.institution(), &name)?.is_none() {
                return Ok(Ok(None));
            }
            Ok(Ok(Some(store::source_person::of_source(tx, asked.institution(), &name)?)))
        })
        .await?;
    let rows = match rows {
        Ok(Some(rows)) => rows,
        Ok(None) => return Ok(Ok(None)),
        Err(reason) => return Ok(Err(reason)),
    };
    let all = rows.len();
    let mut people = Vec::new();
    let mut about = Vec::new();
    for (id, person, kept) in rows.into_iter().skip(page.saturating_mul(IMPORTED_SHOWN)).take(IMPORTED_SHOWN) {
        let row = sealed::row_of(who.institution(), source, &id);
        people.push(shown(sealed::open_record(&world.vault, &row, &kept)?));
        about.push(person);
    }
    look(world, who, ("import/imported", &about)).await?;
    Ok(Ok(Some(ImportedPage { people, all })))
}

fn shown(record: Record) -> Imported {
    let contacts = record.contacts.iter().map(|contact| {
        let created = if people::usable(contact) { Created::Yes } else { Created::NotYet };
        (visible(&contact.person), contact.relation, created)
    });
    Imported {
        name: visible(&record.person),
        contacts: contacts.collect(),
        local_person_id: record.local_person_id,
        actor: record.actor,
        roles: record.roles.into_iter().collect(),
        class: record.main_group.map(|code| code.as_str().to_owned()),
    }
}

/// The name that may be shown; empty where there is none.
fn visible(person: &roster::PersonFacts) -> String {
    person.shown().map(PersonName::full).unwrap_or_default()
}

/// Somebody who would go, and what goes with them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Loss {
    /// Who.
    pub person: PersonId,
    /// The name that may be shown.
    pub name: PersonName,
    /// As what they go.
    pub actor: Actor,
    /// The class's code.
    pub class: Option<String>,
    /// Whether nothing is left: no login but Mit Unilogin, for a month.
    pub last: bool,
    /// Rights that would end, by their words.
    pub rights: Vec<String>,
    /// Services whose licence would no longer reach them.
    pub services: Vec<String>,
}

impl Loss {
    /// Whether a right or a service goes with them.
    pub fn is_heavy(&self) -> bool {
        !self.rights.is_empty() || !self.services.is_empty()
    }
}

/// What all losses come to, also those that are not listed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LossSum {
    /// How many would lose a right or a service.
    pub heavy: usize,
    /// How many others would go.
    pub light: usize,
    /// How many of each class, by its code.
    pub classes: BTreeMap<String, usize>,
}

impl LossSum {
    fn of(losses: &[Loss]) -> LossSum {
        let mut sum = LossSum::default();
        for loss in losses {
            *if loss.is_heavy() { &mut sum.heavy } else { &mut sum.light } += 1;
            if let Some(class) = &loss.class {
                *sum.classes.entry(class.clone()).or_default() += 1;
            }
        }
        sum
    }
}

/// What a held import would do.
#[derive(Clone, Debug)]
pub struct HeldPlan {
    /// The run that waits.
    pub run: ImportRun,
    /// Why it waits.
    pub hold: Option<Hold>,
    /// The whole plan.
    pub plan: Plan,
    /// Who would go, at most [`LOSSES_SHOWN`]; who loses a right or service stands first.
    pub losses: Vec<Loss>,
    /// What all of them come to.
    pub sum: LossSum,
    /// The rights that services define.
    pub defined: Vec<ServiceRight>,
    /// Contacts who would have no child here any more.
    pub contacts_gone: usize,
    /// Deltas that wait behind it and are loaded with it.
    pub behind: usize,
}

impl HeldPlan {
    /// The groups nobody would tell of any more.
    pub fn groups_gone(&self) -> Vec<&str> {
        let gone = self.plan.groups.iter().filter_map(|change| match change {
            GroupChange::Removed(group) => Some(group.name.as_str()),
            GroupChange::Created(_) | GroupChange::Changed { .. } => None,
        });
        gone.collect()
    }
}

/// The plan of the import of a source that waits; none where nothing waits.
///
/// # Errors
/// [`ImportError`].
pub async fn held(
    world: &World,
    who: &Administrator,
    source: &str,
) -> Result<Result<Option<HeldPlan>, Reason>, ImportError> {
    let (asked, name, world_of_it) = (who.clone(), source.to_owned(), world.clone());
    let work = move || read_held(&world_of_it, &asked, &name);
    let found = tokio::task::spawn_blocking(work).await.unwrap_or(Err(ImportError::Store(StoreError::Panicked)))?;
    if let Ok(Some(held)) = &found {
        let about: Vec<PersonId> = held.losses.iter().map(|loss| loss.person).collect();
        look(world, who, ("import/held", &about)).await?;
    }
    Ok(found)
}

fn read_held(
    world: &World,
    who: &Administrator,
    source: &str,
) -> Result<Result<Option<HeldPlan>, Reason>, ImportError> {
    let (asked, name) = (who.clone(), source.to_owned());
    let runs = world.db.blocking().read(move |tx| {
        Ok(match asked.may(tx, Verb::SeeImports)? {
            Ok(()) => Ok(store::import_run::held(tx, asked.institution(), &name)?),
            Err(reason) => Err(reason),
        })
    })?;
    let runs = match runs {
        Ok(runs) => runs,
        Err(reason) => return Ok(Err(reason)),
    };
    let Some(run) = runs.first().cloned() else { return Ok(Ok(None)) };
    let id = run.id;
    let (kept, _) = world.db.blocking().read(move |tx| store::import_run::sealed(tx, id))?;
    let Some(kept) = kept else { return Ok(Ok(None)) };
    let kept: HeldRoster = sealed::unpack(&world.vault, Purpose::ImportRoster, id, &kept)?;
    let known = facts::known(world, who.institution(), source)?;
    let asked = (run.operation, known.thresholds);
    let Ok(plan) = rules::import_plan::plan(&known.have, &kept.roster, asked, kept.findings) else {
        return Ok(Ok(None));
    };
    let tables = facts::tables(world, who.institution(), source)?;
    let gone: Vec<Gone> = plan
        .people
        .iter()
        .filter_map(|change| match change {
            PersonChange::Removed(record) => Some(record),
            PersonChange::Created(_) | PersonChange::Changed { .. } => None,
        })
        .filter_map(|record| {
            let person = *known.person_of.get(&record.local_person_id)?;
            let affiliation = tables.affiliations.get(&record.local_person_id).map(|known| known.id.0);
            let class = record.main_group.as_ref().map(|code| code.as_str().to_owned());
            Some(Gone { person, affiliation, actor: record.actor, class })
        })
        .collect();
    let contacts_gone = contacts_gone(&tables, &gone);
    let here = who.institution().clone();
    let (mut losses, defined) =
        world.db.blocking().read(move |tx| Ok((losses(tx, &here, &gone)?, store::service_right::open(tx)?)))?;
    let sum = LossSum::of(&losses);
    losses.truncate(LOSSES_SHOWN);
    let (hold, behind) = (plan.hold.clone(), runs.len() - 1);
    Ok(Ok(Some(HeldPlan { hold, plan, losses, sum, defined, contacts_gone, behind, run })))
}

/// A person who would go.
struct Gone {
    person: PersonId,
    affiliation: Option<i64>,
    actor: Actor,
    class: Option<String>,
}

fn contacts_gone(tables: &facts::Tables, gone: &[Gone]) -> usize {
    let leaving: BTreeSet<PersonId> = gone.iter().map(|one| one.person).collect();
    let mut stays: BTreeMap<PersonId, bool> = BTreeMap::new();
    for contact in &tables.contacts {
        *stays.entry(contact.adult).or_default() |= !leaving.contains(&contact.child);
    }
    stays.values().filter(|stays| !**stays).count()
}

fn losses(tx: &mut Tx, here: &InstitutionNumber, gone: &[Gone]) -> Result<Vec<Loss>, StoreError> {
    let licences = store::licence::of_institution(tx, here)?;
    let today = tx.now().day_in_denmark();
    let mut losses = Vec::new();
    for one in gone {
        let Some(person) = store::person::find(tx, one.person)? else { continue };
        let before = store::affiliation::active_of_person(tx, one.person)?;
        let is_gone = |known: &Affiliation| Some(known.id.0) == one.affiliation;
        let left: Vec<Actor> = before.iter().filter(|known| !is_gone(known)).map(|known| known.actor).collect();
        let rights = store::right_grant::of_person(tx, one.person)?
            .into_iter()
            .filter(|grant| !may_hold(Right::of_word(&grant.right), &left))
            .map(|grant| grant.right);
        let mut attached = (Vec::new(), Vec::new());
        for known in before.iter().filter(|known| known.institution == *here) {
            let mut groups = store::affiliation::groups(tx, known.id)?;
            groups.extend(known.main_group);
            let relation = Attached { institution: here.clone(), actor: known.actor, groups };
            if !is_gone(known) {
                attached.1.push(relation.clone());
            }
            attached.0.push(relation);
        }
        let reached = |relations: &[Attached]| -> BTreeSet<String> {
            let reaches = |given: &&store::licence::Given| {
                relations.iter().any(|relation| rules::licence::reaches(&given.licence, relation, today))
            };
            licences.iter().filter(reaches).map(|given| given.service.clone()).collect()
        };
        let (had, has) = (reached(&attached.0), reached(&attached.1));
        losses.push(Loss {
            person: one.person,
            name: person.shown().clone(),
            actor: one.actor,
            class: one.class.clone(),
            last: left.is_empty(),
            rights: rights.collect(),
            services: had.difference(&has).cloned().collect(),
        });
    }
    losses.sort_by_key(|loss| (loss.rights.is_empty(), loss.services.is_empty(), !loss.last, loss.class.clone()));
    Ok(losses)
}

/// What is decided about a source's imports.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// The held one is loaded, with the deltas behind it.
    Release,
    /// The held one is thrown away, with the deltas behind it.
    Reject,
    /// The last loaded one is taken back.
    Undo,
}

/// Decides, where the rules let this administrator. `run` is what the page showed: where another waits or was loaded
/// meanwhile, nothing is done.
///
/// # Errors
/// [`ImportError`].
pub async fn decide(
    world: &World,
    who: &Administrator,
    (source, run): (&str, ImportRunId),
    decision: Decision,
) -> Result<Result<Decided, Reason>, ImportError> {
    let asked = who.clone();
    if let Err(reason) = world.db.read(move |tx| asked.may(tx, Verb::DecideImport)).await? {
        return Ok(Err(reason));
    }
    let (world, source, here) = (world.clone(), source.to_owned(), who.institution().clone());
    let from = who.circumstances();
    let work = move || {
        let which = Which::Shown(&source, run);
        match decision {
            Decision::Release => decide::release(&world, &here, which, &from),
            Decision::Reject => decide::reject(&world, &here, which, &from),
            Decision::Undo => decide::undo(&world, &here, which, &from),
        }
    };
    let decided = tokio::task::spawn_blocking(work).await;
    let decided = decided.unwrap_or(Err(ImportError::Store(StoreError::Panicked)))?;
    // Another institution's source is none of this one's, and a page that showed it has gone stale.
    Ok(Ok(if decided == Decided::NoSource { Decided::Nothing } else { decided }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn losses_are_counted_beyond_those_that_are_listed() {
        let loss = |number: usize| Loss {
            person: PersonId(number as i64),
            name: PersonName { first: "Alma".to_owned(), family: "Kjær".to_owned() },
            actor: Actor::Pupil,
            class: Some(if number.is_multiple_of(2) { "1A" } else { "1B" }.to_owned()),
            last: true,
            rights: if number < 3 { vec!["licences".to_owned()] } else { Vec::new() },
            services: Vec::new(),
        };
        let all: Vec<Loss> = (0..LOSSES_SHOWN + 101).map(loss).collect();
        let sum = LossSum::of(&all);
        assert_eq!((sum.heavy, sum.light), (3, 598));
        assert_eq!(sum.classes.into_iter().collect::<Vec<_>>(), [("1A".to_owned(), 301), ("1B".to_owned(), 300)]);
    }
}
