//! From a plan to what is written: groups, people, affiliations, relations, records and the events that tell of them.

use super::facts::{Known, Tables, tables};
use super::people::{self, People};
use super::writes::{Heard, Writes};
use super::{ImportError, adults, pupils, sealed};
use crate::remember::{Blank, Circumstances, with};
use crate::world::World;
use crypto::sealing::Purpose;
use rules::event::{Kind, NewEvent};
use rules::group::GroupCode;
use rules::id::{GroupId, PersonId};
use rules::import_plan::{GroupChange, Kept, Loaded, PersonChange, Plan};
use rules::roster::{GroupRecord, Operation, PersonFacts, Reason, Roster};
use std::collections::{BTreeMap, BTreeSet};
use store::import_run::ImportRun;
use store::school_group::NewGroup;
use store::unexpected_cpr::Carried;

/// A plan on its way to the database.
pub(super) struct Change<'a> {
    pub(super) plan: &'a Plan,
    pub(super) run: ImportRun,
    /// What the source has told afterwards; none: as if it never had told anything.
    pub(super) then: Option<Loaded>,
    pub(super) from: &'a Circumstances,
    /// The file; none where something is taken back or too old.
    pub(super) came: Option<&'a Roster>,
}

/// The table of work while a plan is turned into writes.
pub(super) struct Draft<'a> {
    pub(super) world: &'a World,
    pub(super) known: &'a Known,
    pub(super) tables: Tables,
    pub(super) people: People,
    pub(super) writes: Writes,
    pub(super) from: Circumstances,
    /// Adults whose relations here changed.
    pub(super) adults: BTreeSet<PersonId>,
}

/// Turns a plan into writes.
pub(super) fn draft(world: &World, known: &Known, change: Change<'_>) -> Result<Writes, ImportError> {
    let Change { plan, run, then, from, came } = change;
    let from = from.clone().at(&run.institution);
    let kept = Kept::of(plan, known.have.loaded);
    let mut writes = Writes::of(run, known.source.as_ref().map(|source| source.last_run), then);
    writes.enclosed.plan_sealed = Some(sealed::pack(&world.vault, Purpose::ImportPlan, writes.run.id, &kept)?);
    writes.enclosed.findings = plan.findings.iter().map(sealed::finding).collect();
    if let Some(loaded) = then {
        writes.enclosed.source_date_time = loaded.source_date_time.to_string();
        writes.enclosed.school_year = loaded.school_year.to_string();
    }
    if let Some(came) = came {
        writes.heard = heard(&writes.run, came);
        writes.unexpected = unexpected(world, plan, came);
    }
    writes.events.push(received(world, &writes.run, &from));
    if plan.is_empty() {
        return Ok(writes);
    }
    let tables = tables(world, &writes.run.institution, &writes.run.source)?;
    let people = people::resolve(world, facts_of(plan))?;
    let mut draft = Draft { world, known, tables, people, writes, from, adults: BTreeSet::new() };
    let gone = draft.groups(plan)?;
    draft.enter_people();
    for change in &plan.people {
        pupils::change(&mut draft, change)?;
    }
    adults::settle(&mut draft);
    draft.end_groups(gone);
    Ok(draft.writes)
}

/// Everybody the plan needs to know who they are.
fn facts_of(plan: &Plan) -> impl Iterator<Item = &PersonFacts> {
    let records = plan.people.iter().filter_map(|change| match change {
        PersonChange::Created(record) | PersonChange::Changed { after: record, .. } => Some(record),
        PersonChange::Removed(_) => None,
    });
    records.flat_map(|record| {
        let adults = record.contacts.iter().filter(|contact| people::usable(contact)).map(|contact| &contact.person);
        std::iter::once(&record.person).chain(adults)
    })
}

/// Which lines a file speaks of.
fn heard(run: &ImportRun, came: &Roster) -> Heard {
    let told = came.people.iter().map(|record| record.local_person_id.clone());
    let leaving = came.leaving.iter().filter_map(|leaver| leaver.local_person_id.clone());
    match run.operation {
        Operation::Full => Heard::Everything,
        Operation::Delta => Heard::Lines(told.collect()),
        Operation::Delete => Heard::Lines(leaving.collect()),
    }
}

/// The lines that were refused for their number, with the hash of the number: *Skift CPR-nummer* asks for it.
fn unexpected(world: &World, plan: &Plan, came: &Roster) -> Vec<Carried> {
    let refused: BTreeSet<&str> = plan
        .findings
        .iter()
        .filter(|finding| finding.reason == Reason::CprUnexpected)
        .map(|finding| finding.local_person_id.as_str())
        .collect();
    let mut carried = BTreeMap::new();
    for record in came.people.iter().filter(|record| refused.contains(record.local_person_id.as_str())) {
        if let Some(cpr) = &record.person.cpr {
            carried.entry(record.local_person_id.clone()).or_insert_with(|| world.vault.blind_index(cpr));
        }
    }
    carried.into_iter().collect()
}

/// The event of the file itself.
pub(super) fn received(world: &World, run: &ImportRun, from: &Circumstances) -> NewEvent {
    let event = Blank::draw(world).event(Kind::ImportReceived, &from.clone().at(&run.institution), &[]);
    let event = with(with(event, "run", run.id.0), "source", &run.source);
    let event = with(with(event, "operation", run.operation.word()), "outcome", run.outcome.word());
    let counts = run.counts;
    let event = with(with(event, "created", counts.created), "changed", counts.changed);
    with(with(event, "removed", counts.removed), "refused", counts.refused)
}

impl Draft<'_> {
    /// Adds an event about these people.
    pub(super) fn tell(&mut self, kind: Kind, about: &[PersonId], what: (&'static str, &str)) {
        let event = Blank::draw(self.world).event(kind, &self.from, about);
        let event = with(event, "run", self.writes.run.id.0);
        self.writes.events.push(if what.1.is_empty() { event } else { with(event, what.0, what.1) });
    }

    /// The row of a group.
    pub(super) fn group(&self, code: &GroupCode) -> Option<GroupId> {
        self.tables.groups.get(code).map(|(id, _)| *id)
    }

    fn enter_people(&mut self) {
        let new = std::mem::take(&mut self.people.new);
        for person in &new {
            self.tell(Kind::PersonCreated, &[person.id], ("source", ""));
        }
        self.writes.people = new;
    }

    /// New and changed groups; answers the codes that end once nobody is in them.
    fn groups(&mut self, plan: &Plan) -> Result<Vec<GroupCode>, ImportError> {
        let mut gone = Vec::new();
        for change in &plan.groups {
            match change {
                GroupChange::Created(group) | GroupChange::Changed { after: group, .. } => self.put_group(group)?,
                GroupChange::Removed(group) => {
                    self.writes.source_groups_gone.push(group.code.as_str().to_owned());
                    if !self.known.have.elsewhere.contains_key(&group.code) {
                        gone.push(group.code.clone());
                    }
                }
            }
        }
        Ok(gone)
    }

    fn put_group(&mut self, group: &GroupRecord) -> Result<(), ImportError> {
        let record = serde_json::to_string(group).map_err(|_| ImportError::Damaged)?;
        self.writes.source_groups.push((group.code.as_str().to_owned(), record));
        let own = self.writes.run.source.clone();
        match self.tables.groups.get(&group.code) {
            None => {
                let id = GroupId(self.world.draw_id());
                self.tables.groups.insert(group.code.clone(), (id, own));
                self.writes.groups_started.push(NewGroup { id, record: group.clone() });
                self.tell(Kind::GroupStarted, &[], ("group", &id.0.to_string()));
            }
            // A group of several sources stays as the first of them told.
            Some((_, first)) if *first != own && self.known.have.elsewhere.contains_key(&group.code) => {}
            Some((id, _)) => {
                let id = *id;
                self.writes.groups_changed.push(NewGroup { id, record: group.clone() });
                self.tell(Kind::GroupChanged, &[], ("group", &id.0.to_string()));
            }
        }
        Ok(())
    }

    fn end_groups(&mut self, gone: Vec<GroupCode>) {
        let rows: BTreeMap<GroupCode, GroupId> =
            gone.into_iter().filter_map(|code| self.group(&code).map(|id| (code, id))).collect();
        for id in rows.into_values() {
            self.writes.groups_ended.push(id);
            self.tell(Kind::GroupEnded, &[], ("group", &id.0.to_string()));
        }
    }
}
