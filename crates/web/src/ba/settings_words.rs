//! What the settings of an institution are called, which values may be chosen, and what a value means.
//!
//! What it does not do: draw the page ([`super::settings`]), or decide anything.

use super::words;
use crate::i18n::Tr;
use rules::affiliation::{Actor, Role};
use rules::group::GroupKind;
use rules::institution_setting::{Name, Settings, TeacherLogin};
use rules::password::SchoolForm;
use rules::reset_window::Confirmation;

/// A choice of one setting: value, text, whether it is the one.
pub(super) type Choice = (String, String, bool);

/// The settings the page's form decides, in its order.
pub(super) const DECIDED: [Name; 8] = [
    Name::Confirmation,
    Name::TeacherLogin,
    Name::TeacherRoles,
    Name::ResetUpTo,
    Name::GroupKinds,
    Name::Networks,
    Name::Yearly,
    Name::Demand,
];

/// What may be chosen; nothing where the value is written.
pub(super) fn choices(tr: Tr, settings: &Settings, name: Name) -> Vec<Choice> {
    let now = settings.value(name);
    let one = |value: &str, key: &str| (value.to_owned(), tr.t(key), value == now);
    match name {
        Name::Confirmation => {
            let own = Confirmation::ALL.into_iter().map(|each| one(each.word(), confirmation_key(each)));
            std::iter::once(one("standard", "ba-set-confirmation-standard")).chain(own).collect()
        }
        Name::TeacherLogin => {
            let own = TeacherLogin::ALL.into_iter().map(|each| one(each.word(), login_key(each)));
            std::iter::once(one("standard", "ba-set-login-standard")).chain(own).collect()
        }
        Name::TeacherRoles => Role::ALL
            .into_iter()
            .filter(|role| role.actor() == Actor::Employee)
            .map(|role| (role.word().to_owned(), tr.t(words::role_key(role)), settings.teacher_roles.contains(&role)))
            .collect(),
        Name::ResetUpTo => levels(tr, &now),
        Name::GroupKinds => [
            (GroupKind::Team, "ba-set-kind-team"),
            (GroupKind::AfterSchool, "ba-set-kind-after-school"),
            (GroupKind::Line, "ba-set-kind-line"),
        ]
        .into_iter()
        .map(|(kind, key)| (kind.word().to_owned(), tr.t(key), settings.group_kinds.contains(&kind)))
        .collect(),
        Name::Yearly => vec![one("on", "ba-set-yearly-on"), one("off", "ba-set-yearly-off")],
        Name::Demand => vec![one("running", "ba-set-demand-running"), one("paused", "ba-set-demand-paused")],
        Name::Networks
        | Name::ChangeCalled
        | Name::ManualBesideImport
        | Name::ImportHoldPercent
        | Name::ImportHoldPeople
        | Name::ImportHoldClass => Vec::new(),
    }
}

fn confirmation_key(one: Confirmation) -> &'static str {
    match one {
        Confirmation::None => "ba-set-confirmation-none",
        Confirmation::Picture => "ba-set-confirmation-picture",
        Confirmation::Teacher => "ba-set-confirmation-teacher",
    }
}

fn login_key(one: TeacherLogin) -> &'static str {
    match one {
        TeacherLogin::Any => "ba-set-login-any",
        TeacherLogin::TwoFactorOutside => "ba-set-login-outside",
        TeacherLogin::TwoFactor => "ba-set-login-two-factor",
    }
}

fn levels(tr: Tr, now: &str) -> Vec<Choice> {
    let all = ["standard", "0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10"];
    let text = |value: &str| match value {
        "standard" => tr.t("ba-set-levels-all"),
        level => tr.t1("ba-set-levels-to", "level", level.to_owned()),
    };
    all.into_iter().map(|value| (value.to_owned(), text(value), value == now)).collect()
}

/// The key of a form of passwords.
pub(super) fn form_key(form: SchoolForm) -> &'static str {
    match form {
        SchoolForm::ByStage => "ba-set-form-by-stage",
        SchoolForm::Pictures => "ba-set-form-pictures",
        SchoolForm::Words => "ba-set-form-words",
    }
}

/// A setting and what a value of it means, on one line.
pub(super) fn line(tr: Tr, name: Name, value: &str) -> String {
    let mut settings = Settings::default();
    settings.set(name, value);
    let all = choices(tr, &settings, name);
    let says = if all.is_empty() {
        value.to_owned()
    } else {
        all.into_iter().filter(|choice| choice.2).map(|choice| choice.1).collect::<Vec<_>>().join(", ")
    };
    let says = if says.is_empty() { tr.t("ba-set-nothing") } else { says };
    tr.t2("ba-set-line", ("setting", tr.t(key(name))), ("value", says))
}

/// The key of a setting's name.
pub(super) fn key(name: Name) -> &'static str {
    match name {
        Name::Confirmation => "ba-set-confirmation",
        Name::TeacherLogin => "ba-set-login",
        Name::TeacherRoles => "ba-set-roles",
        Name::ResetUpTo => "ba-set-levels",
        Name::GroupKinds => "ba-set-kinds",
        Name::Networks => "ba-set-networks",
        Name::Yearly => "ba-set-yearly",
        Name::Demand => "ba-set-demand",
        Name::ImportHoldPercent => "ba-set-limit-percent",
        Name::ImportHoldPeople => "ba-set-limit-people",
        Name::ImportHoldClass => "ba-set-limit-class",
        Name::ChangeCalled | Name::ManualBesideImport => "ba-menu-settings",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Language;

    #[test]
    fn a_value_is_said_as_the_page_says_it() {
        let tr = Tr { language: Language::Danish };
        assert_eq!(line(tr, Name::Yearly, "off"), "Ny adgangskode hvert år for udskoling og voksne – Nej");
        assert_eq!(line(tr, Name::GroupKinds, ""), "Andre grupper end klasser – ingen");
        assert_eq!(line(tr, Name::ImportHoldPeople, "30"), "... og flere end så mange personer – 30");
    }
}
