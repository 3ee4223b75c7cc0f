//! Everything one import writes, drawn and computed before the transaction, so that it can run twice.

use super::ImportError;
use crate::world::World;
use rules::event::NewEvent;
use rules::id::{AffiliationId, ContactId, GroupId, ImportRunId, PersonId};
use rules::import_plan::Loaded;
use rules::time::Instant;
use rules::user::PersonName;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use store::affiliation_entry::Entry;
use store::contact::Contact;
use store::driver::Tx;
use store::error::StoreError;
use store::import_run::{Enclosed, ImportRun, Outcome};
use store::person_entry::{ChangedPerson, NewPerson};
use store::school_group::NewGroup;
use store::source_person::SourcePerson;
use store::unexpected_cpr::Carried;

/// What is written, table by table.
pub(super) struct Writes {
    pub(super) run: ImportRun,
    pub(super) enclosed: Enclosed,
    /// The run this was computed against; none before the first.
    pub(super) before: Option<ImportRunId>,
    /// What the source has told once this is written; none: as if it never had told anything.
    pub(super) then: Option<Loaded>,
    /// What becomes of runs that are held.
    pub(super) held: Option<Outcome>,
    /// The source is deleted for good, with all it kept sealed, where it was last loaded before this moment.
    pub(super) forgets_source: Option<Instant>,
    /// Whether the run waited: it is loaded only where it still does.
    pub(super) releases: bool,
    /// The run this undoes.
    pub(super) undoes: Option<ImportRunId>,
    pub(super) people: Vec<NewPerson>,
    pub(super) renamed: BTreeMap<PersonId, ChangedPerson>,
    pub(super) protected: BTreeMap<PersonId, PersonName>,
    pub(super) attached: BTreeSet<PersonId>,
    pub(super) detached: BTreeSet<PersonId>,
    pub(super) groups_started: Vec<NewGroup>,
    pub(super) groups_changed: Vec<NewGroup>,
    pub(super) groups_ended: Vec<GroupId>,
    pub(super) source_groups: Vec<(String, String)>,
    pub(super) source_groups_gone: Vec<String>,
    pub(super) started: Vec<Entry>,
    pub(super) changed: Vec<Entry>,
    pub(super) ended: Vec<AffiliationId>,
    pub(super) joined: Vec<(GroupId, AffiliationId)>,
    pub(super) left: Vec<(GroupId, AffiliationId)>,
    pub(super) contacts_started: Vec<Contact>,
    pub(super) contacts_changed: Vec<Contact>,
    pub(super) contacts_ended: Vec<ContactId>,
    pub(super) source_people: Vec<SourcePerson>,
    pub(super) source_people_gone: Vec<String>,
    /// Which lines the file spoke of, for the numbers earlier files brought to them.
    pub(super) heard: Heard,
    /// Lines that were refused for their number, with its hash.
    pub(super) unexpected: Vec<Carried>,
    pub(super) events: Vec<NewEvent>,
}

/// Which lines a file spoke of.
pub(super) enum Heard {
    /// None: nothing that earlier files refused is touched.
    Nothing,
    /// All of the source.
    Everything,
    /// These.
    Lines(Vec<String>),
}

impl Writes {
    pub(super) fn of(run: ImportRun, before: Option<ImportRunId>, then: Option<Loaded>) -> Writes {
        Writes {
            run,
            enclosed: Enclosed::default(),
            before,
            then,
            held: None,
            forgets_source: None,
            releases: false,
            undoes: None,
            people: Vec::new(),
            renamed: BTreeMap::new(),
            protected: BTreeMap::new(),
            attached: BTreeSet::new(),
            detached: BTreeSet::new(),
            groups_started: Vec::new(),
            groups_changed: Vec::new(),
            groups_ended: Vec::new(),
            source_groups: Vec::new(),
            source_groups_gone: Vec::new(),
            started: Vec::new(),
            changed: Vec::new(),
            ended: Vec::new(),
            joined: Vec::new(),
            left: Vec::new(),
            contacts_started: Vec::new(),
            contacts_changed: Vec::new(),
            contacts_ended: Vec::new(),
            source_people: Vec::new(),
            source_people_gone: Vec::new(),
            heard: Heard::Nothing,
            unexpected: Vec::new(),
            events: Vec::new(),
        }
    }

    /// What becomes of held runs of the same source.
    pub(super) fn deciding_held(mut self, outcome: Option<Outcome>) -> Writes {
        self.held = outcome;
        self
    }
}

/// Writes it all, or nothing. `Busy` where another import came between: compute it anew.
pub(super) fn apply(world: &World, writes: Writes) -> Result<(), ImportError> {
    let writes = Arc::new(writes);
    Ok(world.db.blocking().write(move |tx| write(tx, &writes))?)
}

fn write(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    if writes.releases && !store::import_run::waits(tx, writes.run.id)? {
        return Err(StoreError::Busy);
    }
    let (institution, source) = (&writes.run.institution, writes.run.source.as_str());
    let ours = match (writes.then, writes.before, writes.forgets_source) {
        (Some(loaded), before, _) => {
            store::import_source::advance(tx, (institution, source), before, (writes.run.id, loaded))?
        }
        (None, Some(before), None) => store::import_source::forget(tx, institution, source, before)?,
        (None, Some(before), Some(loaded_before)) => {
            store::import_source::forget_old(tx, (institution, source), before, loaded_before)?
        }
        (None, None, _) => true,
    };
    if !ours || !store::person_entry::enter_many(tx, &writes.people)? {
        return Err(StoreError::Busy);
    }
    for person in writes.renamed.values() {
        store::person_entry::change(tx, person)?;
    }
    for (id, alias) in &writes.protected {
        store::person_entry::protect(tx, *id, alias)?;
    }
    write_groups(tx, writes)?;
    write_affiliations(tx, writes)?;
    write_contacts(tx, writes)?;
    let attached: Vec<PersonId> = writes.attached.iter().copied().collect();
    store::person_entry::attach_many(tx, &attached)?;
    let detached: Vec<PersonId> = writes.detached.iter().copied().collect();
    store::person_entry::detach_many(tx, &detached)?;
    store::source_person::put_many(tx, institution, source, &writes.source_people)?;
    store::source_person::remove_many(tx, institution, source, &writes.source_people_gone)?;
    write_unexpected(tx, writes)?;
    write_runs(tx, writes)?;
    store::event::append_many(tx, &writes.events)
}

fn write_groups(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    let (institution, source) = (&writes.run.institution, writes.run.source.as_str());
    store::school_group::start_many(tx, institution, source, &writes.groups_started)?;
    for group in &writes.groups_changed {
        store::school_group::change(tx, group)?;
    }
    for id in &writes.groups_ended {
        store::school_group::end(tx, *id)?;
    }
    store::source_group::put_many(tx, institution, source, &writes.source_groups)?;
    store::source_group::remove_many(tx, institution, source, &writes.source_groups_gone)
}

fn write_affiliations(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    // Whoever was attached by hand before is silently the import's now; people it created never were.
    for entry in writes.started.iter().filter(|entry| writes.attached.contains(&entry.person)) {
        store::manual_affiliation::replace(tx, entry.person, &writes.run.institution, entry.actor)?;
    }
    store::affiliation_entry::start_many(tx, &writes.run.institution, &writes.run.source, &writes.started)?;
    for entry in &writes.changed {
        store::affiliation_entry::change(tx, entry)?;
    }
    for id in &writes.ended {
        store::affiliation_entry::end(tx, *id)?;
        store::school_group::leave_all(tx, *id)?;
    }
    store::school_group::leave_many(tx, &writes.left)?;
    store::school_group::join_many(tx, &writes.joined)
}

fn write_contacts(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    store::contact::start_many(tx, &writes.run.source, &writes.contacts_started)?;
    for contact in &writes.contacts_changed {
        store::contact::change(tx, contact)?;
    }
    for id in &writes.contacts_ended {
        store::contact::end(tx, *id)?;
    }
    Ok(())
}

fn write_unexpected(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    let (institution, source) = (&writes.run.institution, writes.run.source.as_str());
    match &writes.heard {
        Heard::Nothing => return Ok(()),
        Heard::Everything => store::unexpected_cpr::clear(tx, institution, source)?,
        Heard::Lines(lines) => {
            for line in lines {
                store::unexpected_cpr::remove(tx, institution, source, line)?;
            }
        }
    }
    store::unexpected_cpr::put_many(tx, (institution, source), writes.run.id, &writes.unexpected)
}

fn write_runs(tx: &mut Tx, writes: &Writes) -> Result<(), StoreError> {
    if let Some(undone) = writes.undoes {
        if !store::import_run::undo(tx, undone)? {
            return Err(StoreError::Busy);
        }
        return Ok(());
    }
    if let Some(before) = writes.before {
        store::import_run::drop_kept(tx, before)?;
    }
    if let Some(outcome) = writes.held {
        for run in store::import_run::held(tx, &writes.run.institution, &writes.run.source)? {
            if run.id != writes.run.id {
                store::import_run::decide(tx, run.id, outcome)?;
            }
        }
    }
    store::import_run::put(tx, &writes.run, &writes.enclosed)?;
    if writes.forgets_source.is_some() {
        let (institution, source) = (&writes.run.institution, writes.run.source.as_str());
        store::unexpected_cpr::clear(tx, institution, source)?;
        store::lifetime::drop_kept_of_source(tx, institution, source)?;
    }
    Ok(())
}
