//! What the pages of Brugeradministration call things: actors, roles, kinds of groups, sources, rights, the register.
//!
//! What it does not do: hold the texts; the locales do.

use super::refused::right_key;
use crate::i18n::{Language, Tr};
use flows::pupil_access::MANUAL_SOURCE;
use flows::rights_matrix::service_word;
use rules::affiliation::{Actor, Role};
use rules::group::GroupKind;
use rules::institution::Institution;
use rules::password::Form;
use rules::proposal::{WHY_CHARACTERS_MAX, WhyFlaw};
use rules::rights::facts::Right;
use rules::time::Instant;
use store::credential::SetHow;
use store::pupil::PasswordState;
use store::service_right::ServiceRight;

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

/// Somebody who was found: as what, where.
pub(crate) fn found_at(tr: Tr, (actor, place): &(Actor, String)) -> String {
    let key = match actor {
        Actor::Employee => "ba-everyone-employee",
        Actor::External => "ba-everyone-external",
        Actor::Pupil | Actor::Contact => "ba-everyone-pupil",
    };
    tr.t1(key, "place", place.clone())
}

/// The password without the password: what `held` says of its form and since when, by which way it came, whether a change
/// is due.
pub(crate) fn password(
    tr: Tr,
    state: PasswordState,
    (set_how, must_change): (Option<SetHow>, Option<Instant>),
    held: impl Fn(String, Instant) -> String,
) -> String {
    let state = match state {
        PasswordState::Never => return tr.t("ba-password-none"),
        PasswordState::Dead => return tr.t("ba-password-dead"),
        PasswordState::Has(form, since) => {
            let form = match form {
                Form::Pictures => "ba-password-pictures",
                Form::Words => "ba-password-words",
                Form::Text => "ba-password-text",
            };
            held(tr.t(form), since)
        }
    };
    let how = set_how.map(|how| {
        tr.t(match how {
            SetHow::ResetWindow => "ba-password-by-window",
            SetHow::OwnChange => "ba-password-by-own",
            SetHow::Eid => "ba-password-by-eid",
            SetHow::OneTimeCode => "ba-password-by-code",
            SetHow::Command => "ba-password-by-command",
        })
    });
    let due = must_change.map(|_| tr.t("ba-password-due"));
    [Some(state), how, due].into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// What a job of the night did.
pub(crate) fn job_effect(tr: Tr, word: &str) -> String {
    tr.t(match word {
        "told_of_affiliation" => "ba-lifetime-told-affiliation",
        "told_of_import" => "ba-lifetime-told-import",
        "told_of_agreement" => "ba-lifetime-told-agreement",
        "told_of_right" => "ba-lifetime-told-right",
        "told_of_last_administrator" => "ba-lifetime-told-last-administrator",
        "right_ended" => "ba-lifetime-right-ended",
        "affiliation_ended" => "ba-lifetime-affiliation-ended",
        "import_deleted" => "ba-lifetime-import-deleted",
        "disabled" => "ba-lifetime-disabled",
        "anonymised" => "ba-lifetime-anonymised",
        _ => "ba-lifetime-other",
    })
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

/// Roles as one line: `Lærer, leder`.
pub(crate) fn roles(tr: Tr, roles: &[Role]) -> String {
    let name = |(at, role): (usize, &Role)| {
        let name = tr.t(role_key(*role));
        if at == 0 { name } else { lowered(&name) }
    };
    roles.iter().enumerate().map(name).collect::<Vec<_>>().join(", ")
}

/// A name as it stands within a sentence: `lærer`; `TAP` stays.
pub(crate) fn lowered(name: &str) -> String {
    let mut letters = name.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if !second.is_uppercase() => first.to_lowercase().chain(letters).collect(),
        (_, _) => name.to_owned(),
    }
}

/// What a right is called, by its word: one of ours, one that a service defines, or one whose service is no longer there.
pub(crate) fn right(tr: Tr, word: &str, defined: &[ServiceRight]) -> String {
    match Right::of_word(word) {
        Right::ServiceDefined => {
            let known = defined.iter().find(|one| service_word(&one.client, &one.code) == word);
            known.map_or_else(|| word.to_owned(), |one| service_right(tr, one))
        }
        ours => tr.t(right_key(ours)),
    }
}

/// What a right that a service defines is called.
pub(crate) fn service_right(tr: Tr, defined: &ServiceRight) -> String {
    let name = match tr.language {
        Language::Danish => &defined.name_da,
        Language::English => &defined.name_en,
    };
    tr.t2("ba-rights-of-service", ("right", name.clone()), ("service", defined.service.clone()))
}

/// Why a reason is not taken.
pub(crate) fn why_flaw(tr: Tr, flaw: WhyFlaw) -> String {
    match flaw {
        WhyFlaw::Missing => tr.t("why-missing"),
        WhyFlaw::TooLong => tr.t1("why-long", "n", WHY_CHARACTERS_MAX),
        WhyFlaw::HoldsNumber => tr.t("why-number"),
    }
}

/// What the register knows of an institution, line by line; what it does not know has no line.
pub(crate) fn register(tr: Tr, known: &Institution) -> Vec<(String, String)> {
    let place = format!("{} {}", known.postal_code, known.city);
    let address: Vec<&str> = [known.address.trim(), place.trim()].into_iter().filter(|part| !part.is_empty()).collect();
    let lines = [
        ("ba-fact-number", known.number.to_string()),
        ("ba-set-fact-name", known.name.clone()),
        ("ba-fact-kind", known.kind.clone()),
        ("ba-set-fact-cvr", known.cvr.clone()),
        ("ba-set-fact-p-number", known.p_number.clone()),
        ("ba-fact-municipality", known.municipality.clone()),
        ("ba-fact-address", address.join(", ")),
        ("ba-fact-phone", known.phone.clone()),
        ("ba-fact-mail", known.mail.clone()),
        ("ba-set-fact-web", known.web.clone()),
        ("ba-fact-leader", known.leader.clone()),
    ];
    lines.into_iter().filter(|(_, value)| !value.is_empty()).map(|(key, value)| (tr.t(key), value)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TR: Tr = Tr { language: Language::Danish };

    #[test]
    fn roles_are_a_line_with_one_capital_and_abbreviations_stay() {
        assert_eq!(roles(TR, &[Role::Teacher, Role::Leader, Role::Technical]), "Lærer, leder, TAP");
        assert_eq!((lowered("Anden kontakt"), lowered("")), ("anden kontakt".to_owned(), String::new()));
    }

    #[test]
    fn a_right_is_called_by_its_service_and_one_of_nobody_by_its_word() {
        let defined = [ServiceRight {
            client: "klog".to_owned(),
            service: "Klog".to_owned(),
            code: "edit".to_owned(),
            name_da: "Redaktør".to_owned(),
            name_en: "Editor".to_owned(),
        }];
        assert!(right(TR, "service:klog:edit", &defined).contains("Redaktør"));
        assert_eq!(right(TR, "service:klog:gone", &defined), "service:klog:gone");
        assert_eq!(right(TR, "licences", &defined), "Licenser");
    }
}
