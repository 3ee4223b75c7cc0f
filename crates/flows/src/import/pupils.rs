//! One person of a plan: affiliation, groups, names, record. Employees and externals are the same here.

use super::draft::Draft;
use super::{ImportError, adults, sealed};
use rules::event::Kind;
use rules::id::{AffiliationId, GroupId, PersonId};
use rules::import_plan::PersonChange;
use rules::roster::{PersonFacts, Record};
use rules::user::Protection;
use std::collections::BTreeSet;
use store::affiliation_entry::Entry;
use store::person_entry::ChangedPerson;
use store::source_person::SourcePerson;

pub(super) fn change(draft: &mut Draft<'_>, change: &PersonChange) -> Result<(), ImportError> {
    match change {
        PersonChange::Created(record) => create(draft, record),
        PersonChange::Changed { before, after } => update(draft, before, after),
        PersonChange::Removed(record) => {
            remove(draft, record);
            Ok(())
        }
    }
}

fn create(draft: &mut Draft<'_>, record: &Record) -> Result<(), ImportError> {
    let person = draft.people.of(&record.person).ok_or(ImportError::Damaged)?;
    if !draft.people.is_new(person) {
        draft.tell(Kind::AffiliationStarted, &[person], ("as", record.actor.word()));
        draft.writes.attached.insert(person);
        // Protection holds wherever it is told of; the names stay as the source that has them told.
        if let Some(Protection::Protected { alias }) = record.person.protection() {
            draft.writes.protected.insert(person, alias);
        }
    }
    start(draft, record, person);
    adults::change(draft, (person, &[]), record);
    keep(draft, record, person)
}

fn start(draft: &mut Draft<'_>, record: &Record, person: PersonId) {
    let id = AffiliationId(draft.world.draw_id());
    let entry = entry(draft, record, (id, person));
    draft.writes.joined.extend(groups(draft, record).into_iter().map(|group| (group, id)));
    draft.writes.started.push(entry);
}

fn update(draft: &mut Draft<'_>, before: &Record, after: &Record) -> Result<(), ImportError> {
    let id = after.local_person_id.as_str();
    let person = *draft.known.person_of.get(id).ok_or(ImportError::Damaged)?;
    if before.person != after.person {
        rename(draft, person, (&before.person, &after.person));
    }
    match draft.tables.affiliations.get(id).map(|known| known.id) {
        None => {
            // It ended otherwise, by hand or by age: the source still tells of it.
            draft.tell(Kind::AffiliationStarted, &[person], ("as", after.actor.word()));
            draft.writes.attached.insert(person);
            start(draft, after, person);
        }
        Some(affiliation) => {
            let (mut was, mut is) = (before.clone(), after.clone());
            was.person = is.person.clone();
            was.contacts.clear();
            is.contacts.clear();
            if was != is {
                let entry = entry(draft, after, (affiliation, person));
                draft.writes.changed.push(entry);
                regroup(draft, after, affiliation);
                draft.tell(Kind::AffiliationChanged, &[person], ("as", after.actor.word()));
            }
        }
    }
    adults::change(draft, (person, &before.contacts), after);
    keep(draft, after, person)
}

/// The names of a person change only where this source told of them differently before.
pub(super) fn rename(draft: &mut Draft<'_>, person: PersonId, (before, after): (&PersonFacts, &PersonFacts)) {
    let shown_alike = before.name == after.name && before.protection() == after.protection();
    if let (false, Some(protection)) = (shown_alike, after.protection()) {
        let changed = ChangedPerson { id: person, name: after.name.clone(), protection };
        if draft.writes.renamed.insert(person, changed).is_some() {
            return;
        }
    }
    draft.tell(Kind::PersonChanged, &[person], ("fields", &fields(before, after)));
}

/// Which fields differ, by name; never what stands in them.
fn fields(before: &PersonFacts, after: &PersonFacts) -> String {
    let differs = [
        ("name", before.name != after.name),
        ("alias", before.alias != after.alias),
        ("protected", before.protected != after.protected),
        ("mail", before.mail != after.mail),
        ("birth", before.birth != after.birth),
        ("gender", before.gender != after.gender),
        ("photo", before.photo_id != after.photo_id),
        ("address", before.address != after.address),
        ("home_phone", before.home_phone != after.home_phone),
        ("work_phone", before.work_phone != after.work_phone),
        ("mobile_phone", before.mobile_phone != after.mobile_phone),
        ("verification_level", before.verification_level != after.verification_level),
    ];
    differs.iter().filter(|(_, differs)| *differs).map(|(name, _)| *name).collect::<Vec<_>>().join(" ")
}

fn remove(draft: &mut Draft<'_>, record: &Record) {
    let id = record.local_person_id.as_str();
    let person = draft.known.person_of.get(id).copied();
    if let Some(known) = draft.tables.affiliations.get(id) {
        draft.writes.ended.push(known.id);
    }
    if let Some(person) = person {
        draft.tell(Kind::AffiliationEnded, &[person], ("as", record.actor.word()));
        draft.writes.detached.insert(person);
        let mut alone = record.clone();
        alone.contacts.clear();
        adults::change(draft, (person, &record.contacts), &alone);
    }
    draft.writes.source_people_gone.push(id.to_owned());
}

fn keep(draft: &mut Draft<'_>, record: &Record, person: PersonId) -> Result<(), ImportError> {
    let run = &draft.writes.run;
    let row = sealed::row_of(&run.institution, &run.source, &record.local_person_id);
    let (digest, sealed) = sealed::record(&draft.world.vault, &row, record)?;
    let local_person_id = record.local_person_id.clone();
    draft.writes.source_people.push(SourcePerson { local_person_id, person, digest, sealed });
    Ok(())
}

fn entry(draft: &Draft<'_>, record: &Record, (id, person): (AffiliationId, PersonId)) -> Entry {
    Entry {
        id,
        person,
        actor: record.actor,
        roles: record.roles.clone(),
        level: record.level,
        main_group: record.main_group.as_ref().and_then(|code| draft.group(code)),
        location: record.location.clone(),
        student_number: record.student_number.clone(),
        short_name: record.short_name.clone(),
        occupation: record.occupation.clone(),
        local_person_id: record.local_person_id.clone(),
    }
}

fn groups(draft: &Draft<'_>, record: &Record) -> BTreeSet<GroupId> {
    record.all_groups().into_iter().filter_map(|code| draft.group(code)).collect()
}

fn regroup(draft: &mut Draft<'_>, record: &Record, affiliation: AffiliationId) {
    let wanted = groups(draft, record);
    let had = draft.tables.members.get(&affiliation).cloned().unwrap_or_default();
    draft.writes.joined.extend(wanted.difference(&had).map(|group| (*group, affiliation)));
    draft.writes.left.extend(had.difference(&wanted).map(|group| (*group, affiliation)));
}
