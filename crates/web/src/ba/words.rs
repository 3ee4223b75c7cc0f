//! What the pages of Brugeradministration call things: actors, roles, kinds of groups, sources.
//!
//! What it does not do: hold the texts; the locales do.

use crate::i18n::Tr;
use flows::pupil_access::MANUAL_SOURCE;
use rules::affiliation::{Actor, Role};
use rules::group::GroupKind;

/// The key of an actor's name.
pub(crate) fn actor_key(actor: Actor) -> &'static str {
    match actor {
        Actor::Pupil => "ba-actor-pupil",
        Actor::Employee => "ba-actor-employee",
        Actor::External => "ba-actor-external",
        Actor::Contact => "ba-actor-contact",
    }
}

/// The word of an actor in addresses.
pub(crate) fn actor_word(actor: Actor) -> &'static str {
    match actor {
        Actor::Pupil => "elev",
        Actor::Employee => "medarbejder",
        Actor::External => "ekstern",
        Actor::Contact => "kontakt",
    }
}

/// The key of a role's name.
pub(crate) fn role_key(role: Role) -> &'static str {
    match role {
        Role::Child => "ba-role-child",
        Role::Pupil => "ba-role-pupil",
        Role::Student => "ba-role-student",
        Role::Teacher => "ba-role-teacher",
        Role::Pedagogue => "ba-role-pedagogue",
        Role::Substitute => "ba-role-substitute",
        Role::Leader => "ba-role-leader",
        Role::Management => "ba-role-management",
        Role::Technical => "ba-role-technical",
        Role::Consultant => "ba-role-consultant",
        Role::Trainee => "ba-role-trainee",
        Role::External => "ba-role-external",
        Role::Mother => "ba-role-mother",
        Role::Father => "ba-role-father",
        Role::OtherContact => "ba-role-other-contact",
        Role::OfficialContact => "ba-role-official-contact",
    }
}

/// The key of a kind of group.
pub(crate) fn kind_key(kind: GroupKind) -> &'static str {
    match kind {
        GroupKind::Main => "ba-kind-main",
        GroupKind::Year => "ba-kind-year",
        GroupKind::Line => "ba-kind-line",
        GroupKind::Team => "ba-kind-team",
        GroupKind::AfterSchool => "ba-kind-after-school",
        GroupKind::StaffTeam => "ba-kind-staff-team",
        GroupKind::Other => "ba-kind-other",
    }
}

/// A source's name; what was entered by hand says so.
pub(crate) fn source(tr: Tr, name: &str) -> String {
    if name == MANUAL_SOURCE { tr.t("ba-source-manual") } else { name.to_owned() }
}

/// Roles as one line: `lærer, leder`.
pub(crate) fn roles(tr: Tr, roles: &[Role]) -> String {
    roles.iter().map(|role| tr.t(role_key(*role))).collect::<Vec<_>>().join(", ")
}
