//! What the law must know before it says who may: rights, whoever acts, the institution, and what it is about.
//!
//! Source: product.md §8, §9. Facts come from the database at this moment, never from a form or a cookie. What it
//! does not do: judge.

use crate::affiliation::{Actor, Level, Role};
use crate::group::GroupKind;
use crate::id::{GroupId, PersonId};
use crate::institution::InstitutionNumber;
use crate::institution_setting::Settings;
use crate::reset_window::{Eligibility, Place};
use crate::session::Assurance;
use serde::{Deserialize, Serialize};

/// *Rettighed*: what somebody may be trusted with at one institution.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Right {
    /// *Brugeradm*: includes every other right here, and only its holders grant.
    UserAdministration,
    /// *Læseadgang*: all pages, no buttons.
    ReadAccess,
    /// *Elevadgang-administrator*
    PupilAccessAdministrator,
    /// *Dataaftaler*
    DataAgreements,
    /// *Licenser*
    Licences,
    /// One that a service defined: released to that service as a claim, worth nothing here.
    ServiceDefined,
}

impl Right {
    /// All of them.
    pub const ALL: [Right; 6] = [
        Right::UserAdministration,
        Right::ReadAccess,
        Right::PupilAccessAdministrator,
        Right::DataAgreements,
        Right::Licences,
        Right::ServiceDefined,
    ];
    /// The database's word.
    pub fn word(self) -> &'static str {
        match self {
            Right::UserAdministration => "user_administration",
            Right::ReadAccess => "read_access",
            Right::PupilAccessAdministrator => "pupil_access_administrator",
            Right::DataAgreements => "data_agreements",
            Right::Licences => "licences",
            Right::ServiceDefined => "service_defined",
        }
    }
    /// What the database's word means; a word of none of ours is a service's own.
    pub fn of_word(word: &str) -> Right {
        Right::ALL.into_iter().find(|right| right.word() == word).unwrap_or(Right::ServiceDefined)
    }
}

/// One active affiliation of whoever acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AffiliationFacts {
    /// Where.
    pub institution: InstitutionNumber,
    /// As what.
    pub actor: Actor,
    /// In which roles.
    pub roles: Vec<Role>,
    /// In which groups, today.
    pub groups: Vec<(GroupId, GroupKind)>,
}

/// Which button somebody came by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Entry {
    /// The blue one: pupils of own classes.
    Teacher,
    /// The grey one, and Brugeradministration.
    Administrator,
}

/// Whoever acts, as the database knows them now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ActorFacts {
    /// Who.
    pub person: PersonId,
    /// By which button.
    pub entry: Entry,
    /// What the session still counts as.
    pub assurance: Assurance,
    /// Every active affiliation.
    pub affiliations: Vec<AffiliationFacts>,
    /// Every right in force.
    pub grants: Vec<(InstitutionNumber, Right)>,
    /// Classes lent to them as a substitute, in force.
    pub lent: Vec<(InstitutionNumber, GroupId)>,
}

/// The institution it is about.
#[derive(Clone, Copy, Debug)]
pub struct InstitutionFacts<'a> {
    /// Its number.
    pub number: &'a InstitutionNumber,
    /// Its decisions.
    pub settings: &'a Settings,
    /// Where the acting browser is.
    pub place: Place,
    /// Whether it is closed.
    pub doors: Doors,
}

/// Whether an institution runs on, as the register has it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Doors {
    /// It does.
    Open,
    /// It is closed: nobody administers it.
    Closed,
}

/// Who has blocked a pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Nobody.
    None,
    /// An institution.
    By(InstitutionNumber),
    /// The operator.
    ByOperator,
}

/// A pupil somebody wants to do something to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilFacts {
    /// Who.
    pub person: PersonId,
    /// Active affiliations as pupil: where, level, groups.
    pub at: Vec<PupilAt>,
    /// Whether a window is possible at all.
    pub eligibility: Eligibility,
    /// Whether they are blocked.
    pub block: Block,
}

/// One active affiliation as pupil.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PupilAt {
    /// Where.
    pub institution: InstitutionNumber,
    /// At which level.
    pub level: Option<Level>,
    /// Main and other groups, today.
    pub groups: Vec<GroupId>,
    /// How it came about.
    pub source: PupilSource,
}

/// How a pupil's affiliation came about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum PupilSource {
    /// By an import.
    Imported,
    /// By hand, and no import knows the person elsewhere.
    Manual,
    /// By hand, while an import knows the person elsewhere: gives no user name, window, block or forced change.
    ManualBesideImport,
}

/// A user whose account somebody wants to touch: pupil, employee or external.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserFacts {
    /// Who.
    pub person: PersonId,
    /// Active affiliations other than as contact.
    pub at: Vec<UserAt>,
    /// Whether they got another user name lately.
    pub renamed: Renamed,
}

/// One active affiliation of a user.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UserAt {
    /// Where.
    pub institution: InstitutionNumber,
    /// How it came about.
    pub source: PupilSource,
}

/// An adult who may need a one-time code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdultFacts {
    /// Who.
    pub person: PersonId,
    /// Every active affiliation: where, as what, and how it came about.
    pub at: Vec<AdultAt>,
    /// Whether they look after any institution's users, or the country's.
    pub trust: Trust,
    /// Whether the account lets anybody in.
    pub account: AccountState,
    /// Who asked for the code; none: nobody has yet.
    pub asked_by: Option<PersonId>,
}

/// One active affiliation of an adult.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AdultAt {
    /// Where.
    pub institution: InstitutionNumber,
    /// As what.
    pub actor: Actor,
    /// How it came about.
    pub source: PupilSource,
}

/// Whether somebody is trusted with other people's accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trust {
    /// They hold no right that opens Brugeradministration, anywhere, and are no operator.
    None,
    /// They do, or are.
    Administers,
}

/// Whether an account lets anybody in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountState {
    /// It does.
    Open,
    /// It is blocked or disabled.
    Shut,
}

/// Whether somebody got another user name within a year.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Renamed {
    /// They did.
    Lately,
    /// They did not.
    NotLately,
}

/// A right about to be granted or taken away.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GrantFacts {
    /// Whose.
    pub person: PersonId,
    /// Which.
    pub right: Right,
    /// As what they are attached anywhere, actively.
    pub actors: Vec<Actor>,
    /// Whether they are the primary administrator here.
    pub primary: Primary,
    /// Holders of [`Right::UserAdministration`] here, this person included where they hold it.
    pub administrators: usize,
}

/// Whether somebody is the primary administrator.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Primary {
    /// They are.
    Yes,
    /// They are not.
    No,
}

/// What the verb is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Object {
    /// The institution as a whole.
    Institution,
    /// One pupil.
    Pupil(PupilFacts),
    /// One right of one person.
    Grant(GrantFacts),
    /// One user's account.
    User(UserFacts),
    /// An adult without eID.
    Adult(AdultFacts),
}
