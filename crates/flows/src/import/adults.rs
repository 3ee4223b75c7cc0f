//! A child's adults: relations start, change and end with the child's record, and an adult belongs to the institution
//! as contact for as long as one of them lasts.

use super::draft::Draft;
use super::{people, pupils};
use rules::affiliation::{Actor, Role};
use rules::event::Kind;
use rules::id::{AffiliationId, ContactId, PersonId};
use rules::roster::{ContactRecord, Record};
use std::collections::{BTreeMap, BTreeSet};
use store::affiliation_entry::Entry;
use store::contact::Contact;

/// Brings a child's relations to what the record tells; `before` is what it told.
pub(super) fn change(draft: &mut Draft<'_>, (child, before): (PersonId, &[ContactRecord]), record: &Record) {
    let mut wanted: BTreeMap<PersonId, &ContactRecord> = BTreeMap::new();
    for contact in record.contacts.iter().filter(|contact| people::usable(contact)) {
        if let Some(adult) = draft.people.of(&contact.person) {
            wanted.entry(adult).or_insert(contact);
        }
    }
    let had: Vec<Contact> = draft
        .tables
        .contacts
        .iter()
        .filter(|contact| contact.local_person_id == record.local_person_id)
        .cloned()
        .collect();
    for contact in &had {
        match wanted.remove(&contact.adult) {
            Some(told) => keep(draft, contact, told, before),
            None => {
                draft.writes.contacts_ended.push(contact.id);
                draft.tables.contacts.retain(|known| known.id != contact.id);
                draft.adults.insert(contact.adult);
                draft.tell(Kind::ContactEnded, &[contact.adult, child], ("relation", ""));
            }
        }
    }
    for (adult, told) in wanted {
        let contact = contact(draft, (adult, child), record, told);
        draft.tables.contacts.push(contact.clone());
        draft.writes.contacts_started.push(contact);
        draft.adults.insert(adult);
        draft.tell(Kind::ContactStarted, &[adult, child], ("custody", told.custody.word()));
        if let (false, Some(rules::user::Protection::Protected { alias })) =
            (draft.people.is_new(adult), told.person.protection())
        {
            draft.writes.protected.insert(adult, alias);
        }
    }
}

fn contact(draft: &Draft<'_>, (adult, child): (PersonId, PersonId), record: &Record, told: &ContactRecord) -> Contact {
    Contact {
        id: ContactId(draft.world.draw_id()),
        adult,
        child,
        institution: draft.writes.run.institution.clone(),
        local_person_id: record.local_person_id.clone(),
        relation: told.relation,
        custody: told.custody,
        access_level: i64::from(told.access_level),
        cvr: told.cvr.clone(),
        p_number: told.p_number.clone(),
    }
}

/// A relation that goes on, perhaps told of differently.
fn keep(draft: &mut Draft<'_>, had: &Contact, told: &ContactRecord, before: &[ContactRecord]) {
    if let Some(earlier) = before.iter().find(|earlier| earlier.person.cpr == told.person.cpr)
        && earlier.person != told.person
    {
        pupils::rename(draft, had.adult, (&earlier.person, &told.person));
    }
    let now = Contact {
        relation: told.relation,
        custody: told.custody,
        access_level: i64::from(told.access_level),
        cvr: told.cvr.clone(),
        p_number: told.p_number.clone(),
        ..had.clone()
    };
    if now != *had {
        draft.tell(Kind::ContactChanged, &[had.adult, had.child], ("custody", now.custody.word()));
        draft.adults.insert(had.adult);
        for known in &mut draft.tables.contacts {
            if known.id == now.id {
                known.clone_from(&now);
            }
        }
        draft.writes.contacts_changed.push(now);
    }
}

/// Once all children are done: who is a contact here now, and as what.
pub(super) fn settle(draft: &mut Draft<'_>) {
    let mut roles: BTreeMap<PersonId, BTreeSet<Role>> = BTreeMap::new();
    for contact in &draft.tables.contacts {
        if draft.adults.contains(&contact.adult) {
            roles.entry(contact.adult).or_default().insert(contact.relation);
        }
    }
    for adult in std::mem::take(&mut draft.adults) {
        let known = draft.tables.contacts_as.get(&adult).map(|known| (known.id, known.roles.clone()));
        match (roles.remove(&adult), known) {
            (Some(roles), None) => {
                let id = AffiliationId(draft.world.draw_id());
                draft.writes.started.push(entry((id, adult), roles));
                if !draft.people.is_new(adult) {
                    draft.writes.attached.insert(adult);
                    draft.tell(Kind::AffiliationStarted, &[adult], ("as", Actor::Contact.word()));
                }
            }
            (Some(roles), Some((id, had))) if roles != had => {
                draft.writes.changed.push(entry((id, adult), roles));
                draft.tell(Kind::AffiliationChanged, &[adult], ("as", Actor::Contact.word()));
            }
            (None, Some((id, _))) => {
                draft.writes.ended.push(id);
                draft.writes.detached.insert(adult);
                draft.tell(Kind::AffiliationEnded, &[adult], ("as", Actor::Contact.word()));
            }
            (Some(_), Some(_)) | (None, None) => {}
        }
    }
}

fn entry((id, person): (AffiliationId, PersonId), roles: BTreeSet<Role>) -> Entry {
    Entry {
        id,
        person,
        actor: Actor::Contact,
        roles,
        level: None,
        main_group: None,
        location: None,
        student_number: None,
        short_name: None,
        occupation: None,
        local_person_id: String::new(),
    }
}
