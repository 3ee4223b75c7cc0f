//! What one administrative system says of one institution: its groups, its people, and how children and adults
//! belong together. Also what can be wrong with it.
//!
//! Source: interfaces.md B §2.2, product.md §4 and §10. What it does not do: read a file (`ingest` does), or compare
//! with what is known ([`crate::import_plan`]).

use crate::affiliation::{Actor, Level, Role};
use crate::cpr::Cpr;
use crate::group::{GroupCode, GroupKind};
use crate::institution::InstitutionNumber;
use crate::time::Date;
use crate::user::{PersonName, Protection};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A source's own clock, in Danish local time.
pub use jiff::civil::DateTime;

/// What a file asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Operation {
    /// Everybody of this source; who is absent is removed.
    Full,
    /// Only those who are new or changed.
    Delta,
    /// Only those who leave.
    Delete,
}

impl Operation {
    /// All three.
    pub const ALL: [Operation; 3] = [Operation::Full, Operation::Delta, Operation::Delete];
    /// The database's word, and the command line's.
    pub fn word(self) -> &'static str {
        match self {
            Operation::Full => "full",
            Operation::Delta => "delta",
            Operation::Delete => "delete",
        }
    }
    /// Back from the word.
    pub fn from_word(word: &str) -> Option<Operation> {
        Operation::ALL.into_iter().find(|operation| operation.word() == word)
    }
}

/// A school year by the calendar year it starts in: 2026 is `2026-2027`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct SchoolYear(pub i16);

impl SchoolYear {
    /// Reads `2026-2027`; the second year must follow the first.
    pub fn parse(text: &str) -> Option<SchoolYear> {
        let (first, second) = text.trim().split_once('-')?;
        let plain = |year: &str| year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        let year: i16 = first.parse().ok()?;
        let next: i16 = second.parse().ok()?;
        (plain(first) && plain(second) && year + 1 == next).then_some(SchoolYear(year))
    }
}

impl std::fmt::Display for SchoolYear {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:04}-{:04}", self.0, self.0.saturating_add(1))
    }
}

/// One file, read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The source system; identifies the import together with the institution.
    pub source: String,
    /// When the source made it.
    pub source_date_time: DateTime,
    /// The school year it is about.
    pub school_year: SchoolYear,
    /// Which institution.
    pub institution: InstitutionNumber,
    /// Groups, in the file's order.
    pub groups: Vec<GroupRecord>,
    /// People, in the file's order; empty in a delete.
    pub people: Vec<Record>,
    /// Who leaves; only in a delete.
    pub leaving: Vec<Leaving>,
}

/// What one source holds of one institution, by its own keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// Groups by code.
    pub groups: BTreeMap<GroupCode, GroupRecord>,
    /// People by local person id.
    pub people: BTreeMap<String, Record>,
}

/// A group as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GroupRecord {
    /// Its code at the institution.
    pub code: GroupCode,
    /// Its name; the code where none was sent.
    pub name: String,
    /// What sort.
    pub kind: GroupKind,
    /// Level, where sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// *Retning*.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<String>,
    /// First day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Date>,
    /// Last day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
}

/// A person as sent, with how they belong. Everything the format carries is kept, also what nothing here uses yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The source's own number for them.
    pub local_person_id: String,
    /// Who they are.
    pub person: PersonFacts,
    /// Pupil, employee or external; never contact.
    pub actor: Actor,
    /// Their roles; all of the actor.
    pub roles: BTreeSet<Role>,
    /// How far along school, on pupils.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub level: Option<Level>,
    /// The pupil's class.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub main_group: Option<GroupCode>,
    /// Other groups.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub groups: BTreeSet<GroupCode>,
    /// Department, building or room.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The school's number for the pupil.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub student_number: Option<String>,
    /// An employee's initials.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub short_name: Option<String>,
    /// An employee's occupation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupation: Option<String>,
    /// The pupil's adults.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactRecord>,
}

impl Record {
    /// Every group they are in, the class among them.
    pub fn all_groups(&self) -> BTreeSet<&GroupCode> {
        self.groups.iter().chain(&self.main_group).collect()
    }
}

/// An adult of a child, as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactRecord {
    /// *Mor*, *Far* ...
    pub relation: Role,
    /// Whether they have custody.
    pub custody: Custody,
    /// Kept and passed on; no meaning attached.
    #[serde(default)]
    pub access_level: u8,
    /// CVR number of an official contact's employer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cvr: Option<String>,
    /// P number of the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_number: Option<String>,
    /// Who they are.
    pub person: PersonFacts,
}

/// Whether an adult has custody of a child.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Custody {
    /// Custody.
    Yes,
    /// None.
    No,
}

impl Custody {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Custody::Yes => "yes",
            Custody::No => "no",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<Custody> {
        [Custody::Yes, Custody::No].into_iter().find(|custody| custody.word() == word)
    }
}

/// Who somebody is, as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonFacts {
    /// The name.
    pub name: PersonName,
    /// The national number. Written out in full by serde: a record is only ever stored sealed.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "full_cpr")]
    pub cpr: Option<Cpr>,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mail: Option<String>,
    /// Birth date, where sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub birth: Option<Date>,
    /// Gender, where sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// A picture's id at the source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub photo_id: Option<String>,
    /// Address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// At home.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home_phone: Option<Phone>,
    /// At work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_phone: Option<Phone>,
    /// Mobile.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mobile_phone: Option<Phone>,
    /// Whether name and address are protected.
    #[serde(default)]
    pub protected: bool,
    /// The name to show instead.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alias: Option<PersonName>,
    /// Kept and passed on; no meaning attached.
    #[serde(default)]
    pub verification_level: u8,
}

impl PersonFacts {
    /// The protection rule's form of the flag and the alias; none where a protected person lacks the alias.
    pub fn protection(&self) -> Option<Protection> {
        match (self.protected, &self.alias) {
            (false, _) => Some(Protection::None),
            (true, Some(alias)) => Some(Protection::Protected { alias: alias.clone() }),
            (true, None) => None,
        }
    }

    /// The name that may be shown: the alias of whoever is protected, nothing where they have none.
    pub fn shown(&self) -> Option<&PersonName> {
        if self.protected { self.alias.as_ref() } else { Some(&self.name) }
    }
}

/// A postal address as sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Address {
    /// Street and number.
    pub street: String,
    /// Postal code.
    pub postal_code: String,
    /// City.
    pub city: String,
    /// ISO 3166 alpha-2.
    pub country_code: String,
    /// Country.
    pub country: String,
    /// Municipality number.
    pub municipality_code: String,
    /// Municipality.
    pub municipality: String,
}

/// A phone number as sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// The number.
    pub number: String,
    /// Whether it may not be shown.
    pub protected: bool,
}

/// As the register writes it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gender {
    /// *M*
    Man,
    /// *K*
    Woman,
}

impl Gender {
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Gender::Man => "man",
            Gender::Woman => "woman",
        }
    }
}

/// Who a delete names: by the source's number or by CPR.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaving {
    /// The source's number.
    pub local_person_id: Option<String>,
    /// The national number.
    #[serde(default, skip_serializing_if = "Option::is_none", with = "full_cpr")]
    pub cpr: Option<Cpr>,
}

/// Something wrong, with whom and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Whose line; empty where it is about the file or a group.
    pub local_person_id: String,
    /// What became of it.
    pub effect: Effect,
    /// What is wrong.
    pub reason: Reason,
}

/// What a finding leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Effect {
    /// The whole file is refused.
    FileRefused,
    /// This person is refused; what was known of them stays.
    PersonRefused,
    /// The person is loaded without what is wrong.
    Noticed,
}

/// Why. Carries what a reader needs to find it, never a CPR number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reason {
    /// No CPR number.
    CprMissing,
    /// Not a CPR number.
    CprInvalid,
    /// Another number than the one known for this local person id.
    CprUnexpected,
    /// Protected, and no alias.
    AliasMissing,
    /// Refers to a group nobody told of.
    GroupUnknown(String),
    /// A group told of twice, or with the name of another.
    GroupTwice(String),
    /// A role outside the national list.
    RoleUnknown(String),
    /// A level outside the national list.
    LevelUnknown(String),
    /// Not a date; carries the field.
    DateInvalid(String),
    /// More bytes than a field holds.
    FieldTooLong {
        /// Which.
        field: String,
        /// How many UTF-8 bytes it holds.
        bytes_max: usize,
    },
    /// A contact that cannot be used; carries what is wrong.
    ContactInvalid(ContactFault),
    /// Older than what was loaded last (given).
    Stale(DateTime),
    /// Everything else.
    Other(Fault),
}

/// What is wrong with a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ContactFault {
    /// The relation is outside the national list.
    Relation,
    /// Without a name.
    Name,
    /// The CPR number is none.
    Cpr,
    /// The same adult stands twice at the same child.
    Twice,
    /// The adult's number is the child's own.
    SameAsChild,
}

/// What has no code of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// No `LocalPersonId`.
    LocalPersonIdMissing,
    /// A `LocalPersonId` that stands twice; the first counts.
    LocalPersonIdTwice,
    /// The same number as another line with the same actor; the first counts.
    PersonTwice,
    /// A name is missing.
    NameMissing,
    /// Neither pupil, employee nor external.
    ActorMissing,
    /// Who should leave is not known from this source.
    LeavingUnknown,
    /// A value outside its list; carries the field.
    ValueUnknown(String),
    /// The file cannot be read.
    Unreadable {
        /// Where, counted from 1.
        line: u64,
        /// Why.
        why: Unreadable,
    },
    /// The institution is not in the register.
    InstitutionUnknown(String),
    /// The institution is closed.
    InstitutionClosed(String),
    /// The file is about another institution than the sender may send for.
    InstitutionNotSenders(String),
}

/// Why a file cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Unreadable {
    /// It ends too early.
    Truncated,
    /// Not XML there.
    Syntax,
    /// Bytes that are no text in the encoding it names.
    Encoding,
    /// An encoding that is not read here.
    EncodingUnknown(String),
    /// A document type.
    Dtd,
    /// An entity beyond the five of XML.
    Entity(String),
    /// Nested too deeply.
    TooDeep,
    /// One element, attribute or text is too large.
    TooLarge,
    /// More people or groups than an institution has.
    TooMany,
    /// More text about its people and groups than an institution has.
    TooMuch,
    /// No `UNILoginImport` in it, or more than one.
    NoRoster,
    /// An attribute or element that must be there is missing or wrong.
    Required(String),
    /// Reading stopped.
    Stopped,
}

impl Reason {
    /// The closed list of notice codes (interfaces.md A, decision 2).
    pub fn code(&self) -> &'static str {
        match self {
            Reason::CprMissing => "CPR_MANGLER",
            Reason::CprInvalid => "CPR_UGYLDIGT",
            Reason::CprUnexpected => "CPR_UVENTET",
            Reason::AliasMissing => "ALIAS_MANGLER",
            Reason::GroupUnknown(_) => "GRUPPE_UKENDT",
            Reason::GroupTwice(_) => "GRUPPE_DOBBELT",
            Reason::RoleUnknown(_) => "ROLLE_UKENDT",
            Reason::LevelUnknown(_) => "TRIN_UKENDT",
            Reason::DateInvalid(_) => "DATO_UGYLDIG",
            Reason::FieldTooLong { .. } => "FELT_FOR_LANGT",
            Reason::ContactInvalid(_) => "KONTAKT_UGYLDIG",
            Reason::Stale(_) => "FORAELDET",
            Reason::Other(_) => "ANDET",
        }
    }
}

impl Finding {
    /// A finding that refuses one person.
    pub fn person(local_person_id: &str, reason: Reason) -> Finding {
        Finding { local_person_id: local_person_id.to_owned(), effect: Effect::PersonRefused, reason }
    }
    /// A finding that only tells.
    pub fn notice(local_person_id: &str, reason: Reason) -> Finding {
        Finding { local_person_id: local_person_id.to_owned(), effect: Effect::Noticed, reason }
    }
    /// A finding that refuses the file.
    pub fn file(reason: Reason) -> Finding {
        Finding { local_person_id: String::new(), effect: Effect::FileRefused, reason }
    }
    /// The file cannot be read, and where.
    pub fn unreadable(line: u64, why: Unreadable) -> Finding {
        Finding::file(Reason::Other(Fault::Unreadable { line, why }))
    }
}

/// CPR numbers as ten characters. Only for records, which are sealed wherever they are kept.
mod full_cpr {
    use crate::cpr::Cpr;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    pub(super) fn serialize<S: Serializer>(cpr: &Option<Cpr>, to: S) -> Result<S::Ok, S::Error> {
        match cpr {
            Some(cpr) => to.serialize_str(cpr.reveal()),
            None => to.serialize_none(),
        }
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Cpr>, D::Error> {
        let text = Option::<String>::deserialize(from)?;
        text.map(|text| Cpr::parse(&text).map_err(|_| D::Error::custom("no CPR number"))).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_protected_persons_name_is_never_what_may_be_shown() {
        let of = |protected: bool, alias: bool| -> PersonFacts {
            let alias = if alias { r#","alias":{"first":"Ida","family":"Nord"}"# } else { "" };
            let json = format!(r#"{{"name":{{"first":"Alma","family":"Holm"}},"protected":{protected}{alias}}}"#);
            serde_json::from_str(&json).unwrap()
        };
        let shown = |protected, alias| of(protected, alias).shown().map(PersonName::full);
        assert_eq!(shown(false, true).as_deref(), Some("Alma Holm"));
        assert_eq!(shown(true, true).as_deref(), Some("Ida Nord"));
        assert_eq!(shown(true, false), None);
    }

    #[test]
    fn a_school_year_is_two_years_that_follow_each_other() {
        assert_eq!(SchoolYear::parse("2026-2027"), Some(SchoolYear(2026)));
        assert_eq!(SchoolYear(2026).to_string(), "2026-2027");
        for wrong in ["2026", "2026-2028", "26-27", "2026/2027", "+026-2027", ""] {
            assert_eq!(SchoolYear::parse(wrong), None, "{wrong}");
        }
    }
}
