//! After the eID: the user names it shows, "Giv skærmen til Alma nu", and the user name alone.
//!
//! Source: product.md §7, ux.md 3.15. What it does not do: say whose names they are; the story does.

use super::question::{Answer, Question, Way};
use super::{Journey, page, question};
use crate::design::{Page, show as shown};
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::help_child::Seen;

/// A name with its button.
struct Row {
    person: i64,
    name: String,
    username: String,
    button: String,
}

#[derive(Template)]
#[template(path = "login/names.html")]
struct View {
    page: Page,
    journey: Journey,
    rows: Vec<Row>,
    no_children: bool,
}

/// The names: one's own first.
pub(crate) fn names(anyone: &Anyone, journey: Journey, (own, children): (&Seen, &[Seen])) -> Response {
    let tr = anyone.tr;
    let row = |seen: &Seen, button: String| Row {
        person: seen.person.0,
        name: seen.name.clone(),
        username: seen.username.as_str().to_owned(),
        button,
    };
    let mut rows = vec![row(own, tr.t("helped-names-own"))];
    rows.extend(children.iter().map(|child| row(child, tr.t1("helped-names-child", "name", child.call.clone()))));
    shown(&View { page: page(anyone, "helped-names", &journey), rows, no_children: children.is_empty(), journey })
}

/// Between choosing the child and showing the password.
pub(crate) fn hand_over(anyone: &Anyone, journey: Journey, child: &Seen) -> Response {
    let tr = anyone.tr;
    let heading = tr.t1("helped-hand-over", "name", child.call.clone());
    let question = Question {
        title: "helped-names",
        says: vec![tr.t1("helped-hand-over-says", "name", child.call.clone()), tr.t("helped-hand-over-look")],
        action: "hand-over",
        answers: vec![
            Answer { value: "here", text: tr.t1("helped-hand-over-here", "name", child.call.clone()) },
            Answer { value: "away", text: tr.t1("helped-hand-over-away", "name", child.call.clone()) },
        ],
        ways: Vec::new(),
    };
    question::titled(anyone, journey, (heading, question))
}

/// The child is not here.
pub(crate) fn name_only(anyone: &Anyone, journey: Journey, child: &Seen) -> Response {
    let tr = anyone.tr;
    let heading =
        tr.t2("helped-name-only", ("name", child.call.clone()), ("username", child.username.as_str().to_owned()));
    let question = Question {
        title: "helped-names",
        says: vec![tr.t1("helped-name-only-says", "name", child.call.clone())],
        action: "remembers",
        answers: vec![Answer { value: "on", text: tr.t("helped-to-login") }],
        ways: vec![Way { href: "/mit".to_owned(), icon: "home", text: tr.t("refused-unattached-mit") }],
    };
    question::titled(anyone, journey, (heading, question))
}
