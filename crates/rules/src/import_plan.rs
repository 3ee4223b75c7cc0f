//! An import as a difference: what we have, what came, and so what changes. The same plan is shown, kept, applied
//! and undone.
//!
//! Source: product.md §10. What it does not do: read, match people by CPR or write; that is the story's.

use crate::group::{GroupCode, GroupKind};
use crate::roster::{
    DateTime, Effect, Fault, Finding, GroupRecord, Leaving, Operation, Reason, Record, Roster, SchoolYear, State,
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

#[cfg(test)]
mod tests;

/// What this source had loaded before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loaded {
    /// The source's clock then.
    pub source_date_time: DateTime,
    /// The school year then.
    pub school_year: SchoolYear,
}

/// Everything a plan is computed against.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Have {
    /// What this source holds.
    pub state: State,
    /// When it was last loaded; none before the first time.
    pub loaded: Option<Loaded>,
    /// Groups that other sources of the same institution hold.
    pub elsewhere: BTreeMap<GroupCode, GroupRecord>,
}

/// How much an import may remove before somebody looks at it. An institution may set its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thresholds {
    /// More than so many percent of the source's people ...
    pub percent: usize,
    /// ... and more than so many people are held.
    pub people: usize,
    /// A class of so many or more that loses everybody is held.
    pub class_of: usize,
}

impl Default for Thresholds {
    fn default() -> Thresholds {
        Thresholds { percent: 20, people: 10, class_of: 5 }
    }
}

/// Nothing new for so long: somebody should look whether the administrative system still sends.
pub const STALE_AFTER: crate::time::Millis = crate::time::Millis::days(3);

/// The limit while the school year turns: classes leave and come.
pub const NEW_SCHOOL_YEAR_PERCENT: usize = 50;

/// Why an import waits for an administrator.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Hold {
    /// It would remove so many of so many people.
    TooMany {
        /// Removed.
        removed: usize,
        /// Of these.
        of: usize,
        /// The limit.
        percent: usize,
    },
    /// A whole class would lose everybody.
    WholeClass {
        /// Its code.
        class: GroupCode,
        /// How many were in it.
        members: usize,
    },
}

/// A change of a group.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum GroupChange {
    /// New from this source.
    Created(GroupRecord),
    /// Told of differently than before.
    Changed {
        /// Before.
        before: GroupRecord,
        /// Now.
        after: GroupRecord,
    },
    /// No longer told of.
    Removed(GroupRecord),
}

/// A change of a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum PersonChange {
    /// New from this source.
    Created(Box<Record>),
    /// Told of differently than before.
    Changed {
        /// Before.
        before: Box<Record>,
        /// Now.
        after: Box<Record>,
    },
    /// No longer told of.
    Removed(Box<Record>),
}

impl PersonChange {
    /// Whose.
    pub fn local_person_id(&self) -> &str {
        match self {
            PersonChange::Created(record) | PersonChange::Removed(record) => &record.local_person_id,
            PersonChange::Changed { after, .. } => &after.local_person_id,
        }
    }
}

/// What an import changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Groups, by code.
    pub groups: Vec<GroupChange>,
    /// People, by local person id.
    pub people: Vec<PersonChange>,
    /// How many people stay as they are, those who were refused included.
    pub unchanged: usize,
    /// Why it waits, where it does.
    pub hold: Option<Hold>,
    /// What is wrong with single lines.
    pub findings: Vec<Finding>,
}

/// How many people a plan touches.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// New.
    pub created: usize,
    /// Different.
    pub changed: usize,
    /// Gone.
    pub removed: usize,
    /// Refused.
    pub refused: usize,
}

impl Plan {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.groups.is_empty() && self.people.is_empty()
    }

    /// People created, changed, removed, refused.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts { refused: refused(&self.findings), ..Counts::default() };
        for change in &self.people {
            match change {
                PersonChange::Created(_) => counts.created += 1,
                PersonChange::Changed { .. } => counts.changed += 1,
                PersonChange::Removed(_) => counts.removed += 1,
            }
        }
        counts
    }
}

/// How many people the findings refuse; two findings of one line count once.
pub fn refused(findings: &[Finding]) -> usize {
    let mut named = BTreeSet::new();
    let mut nameless = 0;
    for finding in findings.iter().filter(|finding| finding.effect == Effect::PersonRefused) {
        if finding.local_person_id.is_empty() {
            nameless += 1;
        } else {
            named.insert(finding.local_person_id.as_str());
        }
    }
    named.len() + nameless
}

/// What `came` changes of what we `have`; `read` are the findings of the reader, whose refused people stay as they were.
///
/// # Errors
/// None in the sense of broken: the one refusal the law foresees is a file older than the one loaded last.
pub fn plan(have: &Have, came: &Roster, asked: (Operation, Thresholds), read: Vec<Finding>) -> Result<Plan, Finding> {
    let (operation, thresholds) = asked;
    if let Some(loaded) = have.loaded.filter(|loaded| came.source_date_time < loaded.source_date_time) {
        return Err(Finding::file(Reason::Stale(loaded.source_date_time)));
    }
    let mut findings = read;
    let wanted = match operation {
        Operation::Full => everybody(have, came, &mut findings),
        Operation::Delta => with_changes(have, came, &mut findings),
        Operation::Delete => without_leavers(have, &came.leaving, &mut findings),
    };
    let mut plan = difference(&have.state, &wanted);
    let newer_year = have.loaded.is_some_and(|loaded| loaded.school_year < came.school_year);
    plan.hold = hold(&have.state, &plan, thresholds, newer_year.then_some(NEW_SCHOOL_YEAR_PERCENT));
    plan.findings = findings;
    Ok(plan)
}

/// The state a full import asks for: what it says, plus as they were those whose line was refused.
fn everybody(have: &Have, came: &Roster, findings: &mut Vec<Finding>) -> State {
    let mut wanted = State::default();
    take_groups(have, came, &mut wanted, findings);
    let people = accepted(have, came, &wanted.groups, findings);
    let refused: BTreeSet<String> = findings
        .iter()
        .filter(|finding| finding.effect == Effect::PersonRefused)
        .map(|finding| finding.local_person_id.clone())
        .collect();
    wanted.people = people;
    for local_person_id in refused {
        let Some(known) = have.state.people.get(&local_person_id) else { continue };
        if wanted.people.contains_key(&local_person_id) {
            continue;
        }
        // They stay as they were, and so do the groups they are in.
        for code in known.all_groups() {
            if let (false, Some(group)) = (wanted.groups.contains_key(code), have.state.groups.get(code)) {
                wanted.groups.insert(code.clone(), group.clone());
            }
        }
        wanted.people.insert(local_person_id, known.clone());
    }
    wanted
}

/// The state a delta asks for: what we have, with what it says put in.
fn with_changes(have: &Have, came: &Roster, findings: &mut Vec<Finding>) -> State {
    let mut wanted = have.state.clone();
    take_groups(have, came, &mut wanted, findings);
    for (local_person_id, record) in accepted(have, came, &wanted.groups, findings) {
        wanted.people.insert(local_person_id, record);
    }
    wanted
}

/// The state a delete asks for: groups stay, because a later delta may use them.
fn without_leavers(have: &Have, leaving: &[Leaving], findings: &mut Vec<Finding>) -> State {
    let mut wanted = have.state.clone();
    for leaver in leaving {
        let by_number = leaver.local_person_id.as_deref().filter(|id| wanted.people.contains_key(*id));
        let found = match (by_number, &leaver.cpr) {
            (Some(id), _) => vec![id.to_owned()],
            (None, Some(cpr)) if leaver.local_person_id.is_none() => wanted
                .people
                .values()
                .filter(|record| record.person.cpr.as_ref() == Some(cpr))
                .map(|record| record.local_person_id.clone())
                .collect(),
            (None, _) => Vec::new(),
        };
        if found.is_empty() {
            let id = leaver.local_person_id.as_deref().unwrap_or_default();
            findings.push(Finding::notice(id, Reason::Other(Fault::LeavingUnknown)));
        }
        for id in found {
            wanted.people.remove(&id);
        }
    }
    wanted
}

fn take_groups(have: &Have, came: &Roster, wanted: &mut State, findings: &mut Vec<Finding>) {
    let mut seen = BTreeSet::new();
    for group in &came.groups {
        if !seen.insert(&group.code) {
            findings.push(Finding::notice("", Reason::GroupTwice(group.code.as_str().to_owned())));
            continue;
        }
        // Groups are shared between the sources of an institution: one code is one group, one name is one group.
        let clash = have.elsewhere.values().any(|other| {
            let same_code = other.code == group.code;
            let same_name = other.name == group.name && other.kind == group.kind;
            same_code != same_name
        });
        if clash {
            findings.push(Finding::notice("", Reason::GroupTwice(group.code.as_str().to_owned())));
        }
        wanted.groups.insert(group.code.clone(), group.clone());
    }
}

/// The people of the file that the law accepts, by their number.
fn accepted(
    have: &Have,
    came: &Roster,
    groups: &BTreeMap<GroupCode, GroupRecord>,
    findings: &mut Vec<Finding>,
) -> BTreeMap<String, Record> {
    let mut taken: BTreeMap<String, Record> = BTreeMap::new();
    let mut numbers = BTreeSet::new();
    for record in &came.people {
        let id = record.local_person_id.as_str();
        if taken.contains_key(id) {
            findings.push(Finding::notice(id, Reason::Other(Fault::LocalPersonIdTwice)));
            continue;
        }
        let known_group = |code: &GroupCode| groups.contains_key(code) || have.elsewhere.contains_key(code);
        if let Some(reason) = refusal(have.state.people.get(id), record, known_group) {
            findings.push(Finding::person(id, reason));
            continue;
        }
        let number = record.person.cpr.as_ref().map(|cpr| (cpr.reveal().to_owned(), record.actor));
        if number.is_some_and(|number| !numbers.insert(number)) {
            findings.push(Finding::person(id, Reason::Other(Fault::PersonTwice)));
            continue;
        }
        for contact in &record.contacts {
            if contact.person.protection().is_none() {
                findings.push(Finding::notice(id, Reason::AliasMissing));
            }
        }
        taken.insert(id.to_owned(), record.clone());
    }
    taken
}

/// Why a well-formed line is refused all the same.
fn refusal(known: Option<&Record>, record: &Record, known_group: impl Fn(&GroupCode) -> bool) -> Option<Reason> {
    if record.person.cpr.is_none() {
        return Some(Reason::CprMissing);
    }
    if known.is_some_and(|known| known.person.cpr != record.person.cpr) {
        return Some(Reason::CprUnexpected);
    }
    if record.person.protection().is_none() {
        return Some(Reason::AliasMissing);
    }
    let unknown = record.all_groups().into_iter().find(|code| !known_group(code));
    unknown.map(|code| Reason::GroupUnknown(code.as_str().to_owned()))
}

/// What turns one state into the other.
pub fn difference(before: &State, after: &State) -> Plan {
    let mut plan = Plan::default();
    for (code, group) in &after.groups {
        match before.groups.get(code) {
            None => plan.groups.push(GroupChange::Created(group.clone())),
            Some(known) if known != group => {
                plan.groups.push(GroupChange::Changed { before: known.clone(), after: group.clone() });
            }
            Some(_) => {}
        }
    }
    let gone = before.groups.iter().filter(|(code, _)| !after.groups.contains_key(*code));
    plan.groups.extend(gone.map(|(_, group)| GroupChange::Removed(group.clone())));
    for (id, record) in &after.people {
        match before.people.get(id) {
            None => plan.people.push(PersonChange::Created(Box::new(record.clone()))),
            Some(known) if known != record => {
                let (before, after) = (Box::new(known.clone()), Box::new(record.clone()));
                plan.people.push(PersonChange::Changed { before, after });
            }
            Some(_) => plan.unchanged += 1,
        }
    }
    let gone = before.people.iter().filter(|(id, _)| !after.people.contains_key(*id));
    plan.people.extend(gone.map(|(_, record)| PersonChange::Removed(Box::new(record.clone()))));
    plan
}

/// The state after the plan.
pub fn apply(plan: &Plan, mut state: State) -> State {
    for change in &plan.groups {
        match change {
            GroupChange::Created(group) | GroupChange::Changed { after: group, .. } => {
                state.groups.insert(group.code.clone(), group.clone());
            }
            GroupChange::Removed(group) => {
                state.groups.remove(&group.code);
            }
        }
    }
    for change in &plan.people {
        match change {
            PersonChange::Created(record) | PersonChange::Changed { after: record, .. } => {
                state.people.insert(record.local_person_id.clone(), (**record).clone());
            }
            PersonChange::Removed(record) => {
                state.people.remove(&record.local_person_id);
            }
        }
    }
    state
}

/// Whether an import waits for an administrator. `percent_now` stands in for the threshold, and switches the class
/// rule off, while the school year turns.
fn hold(before: &State, plan: &Plan, thresholds: Thresholds, percent_now: Option<usize>) -> Option<Hold> {
    let gone: BTreeSet<&str> = plan
        .people
        .iter()
        .filter(|change| matches!(change, PersonChange::Removed(_)))
        .map(PersonChange::local_person_id)
        .collect();
    let (removed, of) = (gone.len(), before.people.len());
    let percent = percent_now.unwrap_or(thresholds.percent);
    if thresholds.people < removed && of * percent < removed * 100 {
        return Some(Hold::TooMany { removed, of, percent });
    }
    if percent_now.is_some() {
        return None;
    }
    let mut classes: BTreeMap<&GroupCode, (usize, usize)> = BTreeMap::new();
    for record in before.people.values() {
        let Some(code) = &record.main_group else { continue };
        let main = before.groups.get(code).is_none_or(|group| group.kind == GroupKind::Main);
        if main {
            let (members, lost) = classes.entry(code).or_default();
            *members += 1;
            *lost += usize::from(gone.contains(record.local_person_id.as_str()));
        }
    }
    let whole = classes.into_iter().find(|(_, (members, lost))| thresholds.class_of <= *members && members == lost);
    whole.map(|(code, (members, _))| Hold::WholeClass { class: code.clone(), members })
}

/// What is kept of a loaded plan: enough to go back, and no more of people than that.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Kept {
    /// What the source had loaded before.
    pub loaded: Option<Loaded>,
    /// Codes of groups that were new.
    pub groups_created: Vec<GroupCode>,
    /// Groups as they were that changed or went.
    pub groups_before: Vec<GroupRecord>,
    /// Numbers of people who were new.
    pub people_created: Vec<String>,
    /// People as they were who changed or went.
    pub people_before: Vec<Record>,
}

impl Kept {
    /// Of a plan that is about to be loaded.
    pub fn of(plan: &Plan, loaded: Option<Loaded>) -> Kept {
        let mut kept = Kept { loaded, ..Kept::default() };
        for change in &plan.groups {
            match change {
                GroupChange::Created(group) => kept.groups_created.push(group.code.clone()),
                GroupChange::Changed { before, .. } | GroupChange::Removed(before) => {
                    kept.groups_before.push(before.clone());
                }
            }
        }
        for change in &plan.people {
            match change {
                PersonChange::Created(record) => kept.people_created.push(record.local_person_id.clone()),
                PersonChange::Changed { before, .. } | PersonChange::Removed(before) => {
                    kept.people_before.push((**before).clone());
                }
            }
        }
        kept
    }

    /// The state before the plan, given the state after it.
    pub fn undone(&self, mut state: State) -> State {
        for code in &self.groups_created {
            state.groups.remove(code);
        }
        for group in &self.groups_before {
            state.groups.insert(group.code.clone(), group.clone());
        }
        for id in &self.people_created {
            state.people.remove(id);
        }
        for record in &self.people_before {
            state.people.insert(record.local_person_id.clone(), record.clone());
        }
        state
    }
}
