//! Why a line of an import was refused, in the words of the school, and what to do about it.
//!
//! Source: product.md §9, interfaces.md A. What it does not do: say a CPR number.

use crate::i18n::Tr;
use rules::roster::{ContactFault, Fault, Reason};

/// What is wrong, and what to do.
pub(crate) fn says(tr: Tr, reason: &Reason) -> (String, String) {
    let plain = |what: &str, todo: &str| (tr.t(what), tr.t(todo));
    let named = |what: &str, name: &str| (tr.t1(what, "name", name.to_owned()), tr.t("ba-import-todo-fix"));
    match reason {
        Reason::CprMissing => plain("ba-import-cpr-missing", "ba-import-todo-cpr"),
        Reason::CprInvalid => plain("ba-import-cpr-invalid", "ba-import-todo-cpr"),
        Reason::CprUnexpected => plain("ba-import-cpr-unexpected", "ba-import-todo-change-cpr"),
        Reason::AliasMissing => plain("ba-import-alias-missing", "ba-import-todo-alias"),
        Reason::GroupUnknown(code) => named("ba-import-group-unknown", code),
        Reason::GroupTwice(code) => named("ba-import-group-twice", code),
        Reason::RoleUnknown(word) if word.is_empty() => plain("ba-import-role-missing", "ba-import-todo-fix"),
        Reason::RoleUnknown(word) => named("ba-import-role-unknown", word),
        Reason::LevelUnknown(word) => named("ba-import-level-unknown", word),
        Reason::DateInvalid(field) => named("ba-import-date-invalid", field),
        Reason::FieldTooLong { field, bytes_max } => {
            let what = tr.t2("ba-import-field-too-long", ("name", field.clone()), ("max", *bytes_max));
            (what, tr.t("ba-import-todo-fix"))
        }
        Reason::ContactInvalid(fault) => plain(contact(*fault), "ba-import-todo-contact"),
        Reason::Stale(_) => plain("ba-import-stale", "ba-import-todo-again"),
        Reason::Other(fault) => other(tr, fault),
    }
}

fn contact(fault: ContactFault) -> &'static str {
    match fault {
        ContactFault::Relation => "ba-import-contact-relation",
        ContactFault::Name => "ba-import-contact-name",
        ContactFault::Cpr => "ba-import-contact-cpr",
        ContactFault::Twice => "ba-import-contact-twice",
        ContactFault::SameAsChild => "ba-import-contact-same",
    }
}

fn other(tr: Tr, fault: &Fault) -> (String, String) {
    let plain = |what: &str, todo: &str| (tr.t(what), tr.t(todo));
    match fault {
        Fault::LocalPersonIdMissing => plain("ba-import-id-missing", "ba-import-todo-supplier"),
        Fault::LocalPersonIdTwice => plain("ba-import-id-twice", "ba-import-todo-supplier"),
        Fault::PersonTwice => plain("ba-import-person-twice", "ba-import-todo-fix"),
        Fault::NameMissing => plain("ba-import-name-missing", "ba-import-todo-fix"),
        Fault::ActorMissing => plain("ba-import-actor-missing", "ba-import-todo-fix"),
        Fault::LeavingUnknown => plain("ba-import-leaving-unknown", "ba-import-todo-nothing"),
        Fault::ValueUnknown(field) => {
            (tr.t1("ba-import-value-unknown", "name", field.clone()), tr.t("ba-import-todo-fix"))
        }
        Fault::Unreadable { line, .. } => {
            (tr.t1("ba-import-unreadable", "line", line.to_string()), tr.t("ba-import-todo-supplier"))
        }
        Fault::InstitutionClosed(_) => plain("ba-import-closed", "ba-import-todo-closed"),
        Fault::InstitutionUnknown(_) | Fault::InstitutionNotSenders(_) => {
            plain("ba-import-institution", "ba-import-todo-supplier")
        }
    }
}
