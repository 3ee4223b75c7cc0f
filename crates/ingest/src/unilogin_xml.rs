//! `UNILoginImport`: what administrative systems have sent for years.
//!
//! Read by local name, in any namespace or none, with or without a SOAP envelope around it. Source: interfaces.md A
//! (decisions 1, 3, 4, 5) and B §2.2, §4. What it does not do: look anybody up, or know what was sent before.

use crate::element::{Element, Piece, Pieces};
use rules::affiliation::{Actor, Level, Role};
use rules::cpr::Cpr;
use rules::group::{GroupCode, GroupKind};
use rules::institution::InstitutionNumber;
use rules::roster::{
    DateTime, Fault, Finding, GroupRecord, Leaving, Operation, Reason, Record, Roster, SchoolYear, Unreadable,
};
use std::io::Read;

mod field;
mod person;
#[cfg(test)]
mod tests;

/// The most people one institution's file may hold: the largest have a few thousand.
pub const PEOPLE_MAX: usize = 100_000;
/// The most groups.
pub const GROUPS_MAX: usize = 20_000;
/// The most text all of them may be made of: ten times what the largest need.
pub const ROSTER_BYTES_MAX: u64 = 256 * 1024 * 1024;
/// The most findings that are kept; a file with more is wrong as a whole.
pub const FINDINGS_MAX: usize = 100_000;
/// UTF-8 bytes of a source's name.
const SOURCE_BYTES_MAX: usize = 100;

/// A file, read.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// The institution, as far as it could be read.
    pub institution: Option<InstitutionNumber>,
    /// The source, as far as it could be read.
    pub source: Option<String>,
    /// All of it; none where the file cannot be read, and then the last finding says why.
    pub roster: Option<Roster>,
    /// What is wrong.
    pub findings: Vec<Finding>,
}

/// Reads a file. Never fails: what cannot be read is a finding with its line.
pub fn read(from: impl Read, operation: Operation) -> Reading {
    let mut draft = Draft::new(operation);
    let mut pieces = Pieces::new(from);
    let done = draft.document(&mut pieces);
    let line = pieces.line();
    let Draft { institution, heading, groups, people, leaving, mut findings, .. } = draft;
    let source = heading.as_ref().map(|heading| heading.source.clone());
    let roster = match (done, heading, institution.clone()) {
        (Ok(()), Some(heading), Some(institution)) => Some(Roster {
            source: heading.source,
            source_date_time: heading.source_date_time,
            school_year: heading.school_year,
            institution,
            groups,
            people,
            leaving,
        }),
        (Ok(()), None, _) => {
            findings.push(Finding::unreadable(line, Unreadable::NoRoster));
            None
        }
        (Ok(()), Some(_), None) => {
            findings.push(Finding::unreadable(line, Unreadable::Required("InstitutionNumber".to_owned())));
            None
        }
        (Err(why), _, _) => {
            findings.push(Finding::unreadable(line, why));
            None
        }
    };
    if roster.is_none() {
        // One clear finding: what was wrong with single lines does not matter in a file that changes nothing.
        findings.drain(..findings.len() - 1);
    }
    Reading { institution, source, roster, findings }
}

struct Heading {
    source: String,
    source_date_time: DateTime,
    school_year: SchoolYear,
}

struct Draft {
    operation: Operation,
    heading: Option<Heading>,
    institution: Option<InstitutionNumber>,
    groups: Vec<GroupRecord>,
    people: Vec<Record>,
    leaving: Vec<Leaving>,
    findings: Vec<Finding>,
}

impl Draft {
    fn new(operation: Operation) -> Draft {
        Draft {
            operation,
            heading: None,
            institution: None,
            groups: Vec::new(),
            people: Vec::new(),
            leaving: Vec::new(),
            findings: Vec::new(),
        }
    }

    fn document<R: Read>(&mut self, pieces: &mut Pieces<R>) -> Result<(), Unreadable> {
        loop {
            match pieces.next()? {
                Piece::Open(element) if element.name == "UNILoginImport" => {
                    if self.heading.is_some() {
                        return Err(Unreadable::NoRoster);
                    }
                    self.heading = Some(heading(&element)?);
                    self.roster(pieces)?;
                }
                Piece::Open(_) | Piece::Text(_) | Piece::Close => {}
                Piece::End => return Ok(()),
            }
        }
    }

    fn roster<R: Read>(&mut self, pieces: &mut Pieces<R>) -> Result<(), Unreadable> {
        let inside = pieces.depth();
        while inside <= pieces.depth() {
            match pieces.next()? {
                Piece::Open(element) if element.name == "Institution" => self.institution(pieces)?,
                Piece::Open(_) => pieces.skip()?,
                Piece::Text(_) | Piece::Close => {}
                Piece::End => return Err(Unreadable::Truncated),
            }
        }
        Ok(())
    }

    fn institution<R: Read>(&mut self, pieces: &mut Pieces<R>) -> Result<(), Unreadable> {
        let inside = pieces.depth();
        while inside <= pieces.depth() {
            let Piece::Open(element) = pieces.next()? else { continue };
            match element.name.as_str() {
                "InstitutionNumber" => {
                    let number = pieces.whole(element)?;
                    let read = InstitutionNumber::parse(&number.text);
                    let once = self.institution.is_none();
                    self.institution = read.filter(|_| once);
                    if self.institution.is_none() {
                        return Err(Unreadable::Required("InstitutionNumber".to_owned()));
                    }
                }
                "Group" => {
                    let group = pieces.whole(element)?;
                    self.group(&group);
                }
                "InstitutionPerson" => {
                    let person = pieces.whole(element)?;
                    self.person(&person);
                }
                _ => pieces.skip()?,
            }
            let people = self.people.len() + self.leaving.len();
            let too_many = PEOPLE_MAX < people || GROUPS_MAX < self.groups.len() || FINDINGS_MAX < self.findings.len();
            if too_many {
                return Err(Unreadable::TooMany);
            }
            if ROSTER_BYTES_MAX < pieces.kept() {
                return Err(Unreadable::TooMuch);
            }
        }
        Ok(())
    }

    fn group(&mut self, element: &Element) {
        let Some(code) = element.text_of("GroupId").and_then(GroupCode::parse) else {
            self.findings.push(Finding::notice("", Reason::Other(Fault::ValueUnknown("GroupId".to_owned()))));
            return;
        };
        let mut wrong = |reason| self.findings.push(Finding::notice("", reason));
        let name = field::short(element, "GroupName", 100).unwrap_or_else(|reason| {
            wrong(reason);
            None
        });
        let kind = element.text_of("GroupType").map(group_kind);
        if kind == Some(None) || kind.is_none() {
            wrong(Reason::Other(Fault::ValueUnknown("GroupType".to_owned())));
        }
        let level = element.text_of("GroupLevel").and_then(|word| {
            let level = Level::from_code(word);
            if level.is_none() {
                wrong(Reason::LevelUnknown(field::quoted(word)));
            }
            level
        });
        let mut day = |name| {
            field::date(element, name).unwrap_or_else(|reason| {
                wrong(reason);
                None
            })
        };
        let (from, to) = (day("FromDate"), day("ToDate"));
        let line = field::short(element, "Line", 40).unwrap_or_else(|reason| {
            wrong(reason);
            None
        });
        self.groups.push(GroupRecord {
            name: name.unwrap_or_else(|| code.as_str().to_owned()),
            code,
            kind: kind.flatten().unwrap_or(GroupKind::Other),
            level,
            line,
            from,
            to,
        });
    }

    fn person(&mut self, element: &Element) {
        if self.operation == Operation::Delete {
            self.leaver(element);
            return;
        }
        match person::read(element, &mut self.findings) {
            Ok(record) => self.people.push(record),
            Err(finding) => self.findings.push(finding),
        }
    }

    fn leaver(&mut self, element: &Element) {
        let local_person_id = element.text_of("LocalPersonId").map(str::to_owned);
        let cpr = element.child("Person").and_then(|person| person.text_of("CivilRegistrationNumber"));
        let cpr = cpr.map(Cpr::parse);
        let id = local_person_id.clone().unwrap_or_default();
        match (local_person_id, cpr) {
            (None, None) => self.findings.push(Finding::person("", Reason::Other(Fault::LocalPersonIdMissing))),
            (None, Some(Err(_))) => self.findings.push(Finding::person(&id, Reason::CprInvalid)),
            (local_person_id, cpr) => self.leaving.push(Leaving { local_person_id, cpr: cpr.and_then(Result::ok) }),
        }
    }
}

fn heading(element: &Element) -> Result<Heading, Unreadable> {
    let required = |name: &str| Unreadable::Required(name.to_owned());
    let source = element.attribute("source").filter(|source| !source.is_empty() && source.len() <= SOURCE_BYTES_MAX);
    let source = source.ok_or_else(|| required("source"))?.to_owned();
    let sent = element.attribute("sourceDateTime").and_then(local_time);
    let year = element.attribute("schoolYear").and_then(SchoolYear::parse);
    Ok(Heading {
        source,
        source_date_time: sent.ok_or_else(|| required("sourceDateTime"))?,
        school_year: year.ok_or_else(|| required("schoolYear"))?,
    })
}

/// `2011-11-10T17:00:00`, in Danish local time; with `Z` or an offset it is brought there.
fn local_time(text: &str) -> Option<DateTime> {
    let offset = text.ends_with('Z') || text.get(10..).is_some_and(|time| time.contains(['+', '-']));
    if !offset {
        return text.parse().ok();
    }
    let moment: jiff::Timestamp = text.parse().ok()?;
    let zone = jiff::tz::TimeZone::get("Europe/Copenhagen").ok()?;
    Some(zone.to_datetime(moment))
}

/// *Gruppetype*.
fn group_kind(word: &str) -> Option<GroupKind> {
    Some(match word {
        "Hovedgruppe" => GroupKind::Main,
        "Årgang" => GroupKind::Year,
        "Retning" => GroupKind::Line,
        "Hold" => GroupKind::Team,
        "SFO" => GroupKind::AfterSchool,
        "Team" => GroupKind::StaffTeam,
        "Andet" => GroupKind::Other,
        _ => return None,
    })
}

/// A role, in the list of its actor (`Andet` is only a contact's).
fn role(actor: Actor, word: &str) -> Option<Role> {
    let role = match word {
        "Barn" => Role::Child,
        "Elev" => Role::Pupil,
        "Studerende" => Role::Student,
        "Lærer" => Role::Teacher,
        "Pædagog" => Role::Pedagogue,
        "Vikar" => Role::Substitute,
        "Leder" => Role::Leader,
        "Ledelse" => Role::Management,
        "TAP" => Role::Technical,
        "Konsulent" => Role::Consultant,
        "Praktikant" => Role::Trainee,
        "Ekstern" => Role::External,
        "Mor" => Role::Mother,
        "Far" => Role::Father,
        "Andet" => Role::OtherContact,
        "Officielt tilknyttet person" => Role::OfficialContact,
        _ => return None,
    };
    (role.actor() == actor).then_some(role)
}
