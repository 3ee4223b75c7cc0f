//! Classes, teams and other groups of an institution.
//!
//! Source: product.md §4, interfaces.md §2.2 and §4. Danish wire words live in the codecs.

use crate::affiliation::Level;
use crate::id::GroupId;
use crate::institution::InstitutionNumber;
use crate::time::Date;
use serde::{Deserialize, Serialize};

/// What sort of group (*gruppetype*).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum GroupKind {
    /// *Hovedgruppe*: the pupil's class.
    Main,
    /// *Årgang*
    Year,
    /// *Retning*
    Line,
    /// *Hold*
    Team,
    /// *SFO*: after-school care.
    AfterSchool,
    /// *Team* (of staff).
    StaffTeam,
    /// *Andet*
    Other,
}

impl GroupKind {
    /// All of them, in the order of the national list.
    pub const ALL: [GroupKind; 7] = [
        GroupKind::Main,
        GroupKind::Year,
        GroupKind::Line,
        GroupKind::Team,
        GroupKind::AfterSchool,
        GroupKind::StaffTeam,
        GroupKind::Other,
    ];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            GroupKind::Main => "main",
            GroupKind::Year => "year",
            GroupKind::Line => "line",
            GroupKind::Team => "team",
            GroupKind::AfterSchool => "after_school",
            GroupKind::StaffTeam => "staff_team",
            GroupKind::Other => "other",
        }
    }
    /// Back from the database's word.
    pub fn from_word(word: &str) -> Option<GroupKind> {
        GroupKind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The code a group has at its institution: 1-40 characters, no control characters.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct GroupCode(String);

/// The longest group code, in UTF-8 bytes as STIL counts.
pub const GROUP_CODE_BYTES_MAX: usize = 40;

impl GroupCode {
    /// Trimmed; none where empty, too long, or with control characters.
    pub fn parse(text: &str) -> Option<GroupCode> {
        let code = text.trim();
        let shape = !code.is_empty() && code.len() <= GROUP_CODE_BYTES_MAX && !code.chars().any(char::is_control);
        shape.then(|| GroupCode(code.to_owned()))
    }
    /// The code as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A group as pages and rules see it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// Its row.
    pub id: GroupId,
    /// The institution it belongs to.
    pub institution: InstitutionNumber,
    /// Its code there.
    pub code: GroupCode,
    /// Its name; the code where the source gave none.
    pub name: String,
    /// What sort.
    pub kind: GroupKind,
    /// Level, where it has one.
    pub level: Option<Level>,
    /// *Retning*: the line of study it belongs to.
    pub line: Option<String>,
    /// First day, where told.
    pub from: Option<Date>,
    /// Last day, where told.
    pub to: Option<Date>,
}
