//! `unilogin show`: what is known of an institution or a person, for the operator's eyes. Aliases stand for protected
//! names, CPR numbers are masked, and the look is an event.
//!
//! What it does not do: change anything.

use super::operator::{known_institution, known_person};
use super::request::{Answer, Request, Say};
use crate::control;
use crate::place::Place;
use anyhow::Result;
use crypto::sealing::Purpose;
use flows::remember::{Blank, Circumstances};
use flows::world::World;
use rules::affiliation::{Actor, Role};
use rules::cpr::Cpr;
use rules::event::Kind;
use rules::id::PersonId;
use serde_json::{Value, json};
use store::contact::Contact;
use store::driver::Tx;
use store::error::StoreError;

/// What `unilogin show` is told.
#[derive(Debug, clap::Subcommand)]
pub(crate) enum Arguments {
    /// An institution: its entry, sources, groups and people.
    Institution {
        /// The institution's number.
        number: String,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
    /// A person: roles, groups, contacts, rights and sources.
    Person {
        /// The user name.
        username: String,
        /// As one JSON object.
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        place: Place,
    },
}

/// Hands the work on.
pub(crate) fn run(arguments: Arguments) -> Result<()> {
    match arguments {
        Arguments::Institution { number, json, place } => {
            control::run(&place, &Request::ShowInstitution { number, json })
        }
        Arguments::Person { username, json, place } => control::run(&place, &Request::ShowPerson { username, json }),
    }
}

/// Writes the look down before anything leaves.
pub(crate) fn looked(world: &World, from: &Circumstances, people: &[PersonId]) -> Result<()> {
    let event = Blank::draw(world).event(Kind::PeopleShown, from, people);
    Ok(world.db.blocking().write(move |tx| store::event::append(tx, &event))?)
}

fn words(roles: impl IntoIterator<Item = Role>) -> Vec<&'static str> {
    roles.into_iter().map(Role::word).collect()
}

/// An institution and everybody in it.
pub(crate) fn institution(world: &World, number: &str, json: bool, say: Say<'_>) -> Result<Answer> {
    let number = known_institution(world, number)?;
    let at = number.clone();
    let (entry, sources, counts, groups, people, runs) = world.db.blocking().read(move |tx| {
        Ok((
            store::institution::find(tx, &at)?,
            store::import_source::of_institution(tx, &at)?,
            store::source_person::counts(tx, &at)?,
            store::school_group::shown(tx, &at)?,
            store::affiliation_entry::of_institution(tx, &at)?,
            store::import_run::of_institution(tx, &at, 20)?,
        ))
    })?;
    let about: Vec<PersonId> = people.iter().map(|shown| shown.person).collect();
    looked(world, &Circumstances::machine("command").at(&number), &about)?;
    let count = |actor| people.iter().filter(|shown| shown.actor == actor).count();
    let people_of = |name: &str| counts.iter().find(|(source, _)| source == name).map_or(0, |(_, count)| *count);
    let shown = json!({
        "institution": entry,
        "counts": {
            "pupil": count(Actor::Pupil), "employee": count(Actor::Employee),
            "external": count(Actor::External), "contact": count(Actor::Contact),
        },
        "sources": sources.iter().map(|source| json!({
            "source": source.name, "source_date_time": source.loaded.source_date_time.to_string(),
            "school_year": source.loaded.school_year.to_string(), "people": people_of(&source.name),
            "held": source.held_run.is_some(),
        })).collect::<Vec<_>>(),
        "imports": runs.iter().map(|run| json!({
            "run": run.id.0, "source": run.source, "operation": run.operation.word(), "file": run.file,
            "outcome": run.outcome.word(), "created": run.counts.created, "changed": run.counts.changed,
            "removed": run.counts.removed, "refused": run.counts.refused, "undone": run.undone.is_some(),
        })).collect::<Vec<_>>(),
        "groups": groups.iter().map(|group| json!({
            "code": group.code, "name": group.name, "kind": group.kind, "level": group.level,
            "members": group.members,
        })).collect::<Vec<_>>(),
        "people": people.iter().map(|person| json!({
            "username": person.username, "name": person.name, "protected": person.protected,
            "actor": person.actor.word(), "roles": words(person.roles.iter().copied()), "level": person.level,
            "main_group": person.main_group, "source": person.source,
        })).collect::<Vec<_>>(),
    });
    tell(&shown, json, say)
}

fn tell(shown: &Value, json: bool, say: Say<'_>) -> Result<Answer> {
    let text = if json { serde_json::to_string(shown)? } else { serde_json::to_string_pretty(shown)? };
    say(&text)?;
    Ok(Answer::Done)
}

/// A person and how they belong.
pub(crate) fn person(world: &World, username: &str, json: bool, say: Say<'_>) -> Result<Answer> {
    let person = known_person(world, username)?;
    let id = person.id;
    let (cpr, affiliations, children, adults, sources, rights) = world.db.blocking().read(move |tx| {
        let mut affiliations = Vec::new();
        for affiliation in store::affiliation::active_of_person(tx, id)? {
            let groups = store::affiliation::groups(tx, affiliation.id)?;
            affiliations.push((affiliation.clone(), codes(tx, &affiliation.institution, &groups)?));
        }
        let of_child = store::contact::of_child(tx, id)?;
        let adults = related(tx, of_child, |contact| contact.adult)?;
        let of_adult = store::contact::of_adult(tx, id)?;
        let children = related(tx, of_adult, |contact| contact.child)?;
        Ok((
            store::person_entry::cpr_sealed(tx, id)?,
            affiliations,
            children,
            adults,
            store::source_person::of_person(tx, id)?,
            store::right_grant::of_person(tx, id)?,
        ))
    })?;
    let mut about = vec![id];
    about.extend(adults.iter().chain(&children).map(|(_, other, _, _)| *other));
    looked(world, &Circumstances::machine("command"), &about)?;
    let masked = match cpr {
        Some(sealed) => {
            let opened = world.vault.open(Purpose::PersonCpr, &id.0.to_string(), &sealed)?;
            let text = String::from_utf8_lossy(opened.reveal()).into_owned();
            Cpr::parse(&text).ok().map(|cpr| cpr.masked())
        }
        None => None,
    };
    let relations = |list: &[(Contact, PersonId, String, String)]| -> Vec<Value> {
        list.iter()
            .map(|(contact, _, username, name)| {
                json!({
                    "username": username, "name": name, "relation": contact.relation.word(),
                    "custody": contact.custody.word(), "institution": contact.institution.as_str(),
                })
            })
            .collect()
    };
    let protected = !matches!(person.protection, rules::user::Protection::None);
    let shown = json!({
        "username": person.username.as_str(), "uniid": person.uniid.as_str(), "name": person.shown().full(),
        "protected": protected, "cpr": masked,
        "blocked": person.block.as_ref().map(|block| block.reason.clone()),
        "unattached": person.unattached.is_some(), "disabled": person.disabled.is_some(),
        "affiliations": affiliations.iter().map(|(affiliation, groups)| json!({
            "institution": affiliation.institution.as_str(), "actor": affiliation.actor.word(),
            "roles": words(affiliation.roles.iter().copied()),
            "level": affiliation.level.map(|level| level.code()), "groups": groups, "source": affiliation.source,
        })).collect::<Vec<_>>(),
        "contacts": relations(&adults), "children": relations(&children),
        "sources": sources.iter().map(|(institution, source, local)| json!({
            "institution": institution, "source": source, "local_person_id": local,
        })).collect::<Vec<_>>(),
        "rights": rights.iter().map(|grant| json!({
            "institution": grant.institution.as_str(), "right": grant.right, "why": grant.why,
        })).collect::<Vec<_>>(),
    });
    tell(&shown, json, say)
}

fn codes(
    tx: &mut Tx,
    institution: &rules::institution::InstitutionNumber,
    groups: &[rules::id::GroupId],
) -> Result<Vec<String>, StoreError> {
    let active = store::school_group::active(tx, institution)?;
    Ok(active
        .into_iter()
        .filter(|(id, _, _)| groups.contains(id))
        .map(|(_, code, _)| code.as_str().to_owned())
        .collect())
}

type Related = (Contact, PersonId, String, String);

fn related(
    tx: &mut Tx,
    contacts: Vec<Contact>,
    other: impl Fn(&Contact) -> PersonId,
) -> Result<Vec<Related>, StoreError> {
    let mut related = Vec::new();
    for contact in contacts {
        let id = other(&contact);
        if let Some(person) = store::person::find(tx, id)? {
            related.push((contact, id, person.username.as_str().to_owned(), person.shown().full()));
        }
    }
    Ok(related)
}
