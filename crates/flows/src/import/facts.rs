//! What is known before an import: what this source said last, and how that stands in the tables.

use super::{ImportError, sealed};
use crate::world::World;
use rules::affiliation::Actor;
use rules::group::GroupCode;
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::import_plan::{Have, Thresholds};
use rules::institution::InstitutionNumber;
use rules::roster::GroupRecord;
use std::collections::{BTreeMap, BTreeSet};
use store::contact::Contact;
use store::import_source::Source;

/// What a plan is computed against.
pub(super) struct Known {
    pub(super) have: Have,
    pub(super) source: Option<Source>,
    pub(super) thresholds: Thresholds,
    /// Who each local person id is.
    pub(super) person_of: BTreeMap<String, PersonId>,
}

/// How it stands in the tables: read only where something changes.
#[derive(Default)]
pub(super) struct Tables {
    /// Active groups of the institution by code, with the source that made them.
    pub(super) groups: BTreeMap<GroupCode, (GroupId, String)>,
    /// Pupils, employees and externals by local person id.
    pub(super) affiliations: BTreeMap<String, store::affiliation_entry::Known>,
    /// Contacts by person.
    pub(super) contacts_as: BTreeMap<PersonId, store::affiliation_entry::Known>,
    /// Who is in which groups.
    pub(super) members: BTreeMap<AffiliationId, BTreeSet<GroupId>>,
    /// Adults and children.
    pub(super) contacts: Vec<Contact>,
}

pub(super) fn known(world: &World, institution: &InstitutionNumber, source: &str) -> Result<Known, ImportError> {
    let (number, name) = (institution.clone(), source.to_owned());
    let (loaded, people, groups, settings) = world.db.blocking().read(move |tx| {
        Ok((
            store::import_source::find(tx, &number, &name)?,
            store::source_person::of_source(tx, &number, &name)?,
            store::source_group::of_institution(tx, &number)?,
            store::institution_setting::of_institution(tx, &number)?,
        ))
    })?;
    let mut have = Have { loaded: loaded.as_ref().map(|source| source.loaded), ..Have::default() };
    for (from, _, record) in groups {
        let group: GroupRecord = serde_json::from_str(&record).map_err(|_| ImportError::Damaged)?;
        let place = if from == source { &mut have.state.groups } else { &mut have.elsewhere };
        place.insert(group.code.clone(), group);
    }
    let mut person_of = BTreeMap::new();
    for (id, person, kept) in people {
        let row = sealed::row_of(institution, source, &id);
        have.state.people.insert(id.clone(), sealed::open_record(&world.vault, &row, &kept)?);
        person_of.insert(id, person);
    }
    Ok(Known {
        have,
        source: loaded,
        thresholds: crate::institution_setting::from_rows(&settings).import_limits,
        person_of,
    })
}

pub(super) fn tables(world: &World, institution: &InstitutionNumber, source: &str) -> Result<Tables, ImportError> {
    let (number, name) = (institution.clone(), source.to_owned());
    let (groups, affiliations, members, contacts) = world.db.blocking().read(move |tx| {
        Ok((
            store::school_group::active(tx, &number)?,
            store::affiliation_entry::of_source(tx, &number, &name)?,
            store::school_group::members(tx, &number, &name)?,
            store::contact::of_source(tx, &number, &name)?,
        ))
    })?;
    let mut tables = Tables { contacts, ..Tables::default() };
    tables.groups = groups.into_iter().map(|(id, code, from)| (code, (id, from))).collect();
    for known in affiliations {
        match known.actor {
            Actor::Contact => {
                tables.contacts_as.insert(known.person, known);
            }
            Actor::Pupil | Actor::Employee | Actor::External => {
                tables.affiliations.insert(known.local_person_id.clone(), known);
            }
        }
    }
    for (affiliation, group) in members {
        tables.members.entry(affiliation).or_default().insert(group);
    }
    Ok(tables)
}
