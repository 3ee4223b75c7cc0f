//! The user was right about who they are and cannot go on: what is wrong, in plain words, and whom to ask.
//!
//! What it does not do: show this before the password was right; until then a blocked account looks like any other.

use super::Journey;
use super::question::{Answer, Question, Way, show as ask};
use crate::who::Anyone;
use axum::response::Response;
use flows::sign_in::Refusal;

/// The page.
pub(crate) fn show(anyone: &Anyone, journey: Journey, why: Refusal) -> Response {
    let tr = anyone.tr;
    let eid = Way {
        href: format!("{}/eid", journey.base),
        icon: "account",
        text: tr.t1("login-eid-use", "eid", journey.eid.as_str()),
    };
    let mut ways = Vec::new();
    let (title, says) = match why {
        Refusal::Blocked { reason, by } => {
            let whom = match by {
                Some(_) => tr.t("refused-blocked-by-school"),
                None => tr.t("refused-blocked-by-operator"),
            };
            let given =
                if reason.is_empty() { Vec::new() } else { vec![tr.t1("refused-blocked-why", "reason", reason)] };
            ("refused-blocked", [given, vec![whom]].concat())
        }
        Refusal::Unattached { closes } => {
            ways.push(Way { href: "/mit".to_owned(), icon: "home", text: tr.t("refused-unattached-mit") });
            ("refused-unattached", vec![tr.t1("refused-unattached-says", "day", tr.day(closes))])
        }
        Refusal::Disabled => ("refused-disabled", vec![tr.t("refused-disabled-says")]),
        Refusal::EidNotForServices => (
            "refused-eid-not-for-services",
            vec![tr.t1("refused-eid-not-for-services-says", "eid", journey.eid.as_str())],
        ),
        Refusal::WrongActor { wanted } => {
            let names: Vec<String> =
                wanted.into_iter().map(|choice| tr.t(super::question::actor_key(choice))).collect();
            ("refused-wrong-actor", vec![tr.t1("refused-wrong-actor-says", "actors", names.join(", "))])
        }
        Refusal::MustUseEid => {
            ways.push(eid);
            ("refused-must-use-eid", vec![tr.t1("refused-must-use-eid-says", "eid", journey.eid.as_str())])
        }
        Refusal::CodeNeedsEid => {
            ways.push(eid);
            ("refused-code-eid", vec![tr.t1("refused-code-eid-says", "eid", journey.eid.as_str())])
        }
        Refusal::CodeOver => ("refused-code-over", vec![tr.t("refused-code-over-says")]),
        Refusal::CardOrAdult => {
            ways.push(Way {
                href: format!("{}/school-card", journey.base),
                icon: "qr",
                text: tr.t("login-school-card"),
            });
            ways.push(Way { href: format!("{}/parent", journey.base), icon: "persons", text: tr.t("help-adult") });
            ("refused-card-or-adult", vec![tr.t("refused-card-or-adult-says")])
        }
    };
    let answers = vec![Answer { value: "again", text: tr.t("refused-other-user") }];
    ask(anyone, journey, Question { title, says, action: "not-me", answers, ways })
}
