//! Help on the way: *no user name*, *a new password*, *forgotten*, *school card*. Pages that only explain and lead on.
//!
//! What it does not do: know who asks. The pages are the same for everybody.

use super::question::{Answer, Question, Way, show as ask};
use super::{Journey, address};
use crate::App;
use crate::who::Anyone;
use axum::extract::{Path, State};
use axum::response::Response;

fn journey(app: &App, handle: &str) -> Journey {
    Journey { base: address(handle), destination: None, eid: app.world.settings.eid_name.clone(), notice: None }
}

fn back(anyone: &Anyone, journey: &Journey) -> Way {
    Way { href: journey.base.clone(), icon: "arrow-back", text: anyone.t("help-back") }
}

fn to(journey: &Journey, page: &str, icon: &'static str, text: String) -> Way {
    Way { href: format!("{}/{page}", journey.base), icon, text }
}

/// No user name: three ways.
pub(crate) async fn no_username(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let tr = anyone.tr;
    let ways = vec![
        to(&journey, "find-username", "account", tr.t1("login-eid-use", "eid", journey.eid.as_str())),
        to(&journey, "teacher", "student", tr.t("help-ask-teacher")),
        to(&journey, "parent-name", "persons", tr.t("help-ask-parent")),
        back(&anyone, &journey),
    ];
    let says = vec![tr.t("help-no-username-says")];
    ask(&anyone, journey, Question { title: "login-no-username", says, action: "", answers: Vec::new(), ways })
}

/// A new password: forgotten, or known and to be changed.
pub(crate) async fn new_password(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let tr = anyone.tr;
    let ways = vec![to(&journey, "forgotten", "help", tr.t("help-forgotten")), back(&anyone, &journey)];
    let answers = vec![Answer { value: "change", text: tr.t("help-change") }];
    let says = vec![tr.t("help-new-password-says")];
    ask(&anyone, journey, Question { title: "login-get-new-password", says, action: "change-password", answers, ways })
}

/// *Glemt adgangskode*: three ways, and a fourth for whoever holds a code already.
pub(crate) async fn forgotten(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let tr = anyone.tr;
    let ways = vec![
        to(&journey, "eid?for=password", "account", tr.t1("login-eid-use", "eid", journey.eid.as_str())),
        to(&journey, "parent", "persons", tr.t("help-adult")),
        to(&journey, "teacher", "student", tr.t("help-ask-teacher")),
        to(&journey, "one-time-code", "lock", tr.t("help-code")),
        back(&anyone, &journey),
    ];
    let says = vec![tr.t("help-forgotten-says")];
    ask(&anyone, journey, Question { title: "help-forgotten", says, action: "", answers: Vec::new(), ways })
}

/// Ask the teacher: what the teacher does, and what to do then.
pub(crate) async fn teacher(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let says = vec![anyone.t("help-teacher-one"), anyone.t("help-teacher-two"), anyone.t("help-teacher-three")];
    let ways = vec![back(&anyone, &journey)];
    ask(&anyone, journey, Question { title: "help-ask-teacher", says, action: "", answers: Vec::new(), ways })
}

/// *En voksen hjælper mig*: the parent uses the eID on this screen.
pub(crate) async fn parent(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let tr = anyone.tr;
    let says = vec![tr.t1("help-adult-says", "eid", journey.eid.as_str()), tr.t("help-adult-sees")];
    let ways = vec![
        to(&journey, "eid?for=password", "account", tr.t1("login-eid-use", "eid", journey.eid.as_str())),
        back(&anyone, &journey),
    ];
    ask(&anyone, journey, Question { title: "help-adult", says, action: "", answers: Vec::new(), ways })
}

/// The child knows no user name: the parent's eID tells it, on this screen.
pub(crate) async fn parent_name(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let tr = anyone.tr;
    let says = vec![tr.t1("help-parent-name-says", "eid", journey.eid.as_str()), tr.t("help-adult-sees")];
    let ways = vec![
        to(&journey, "find-username", "account", tr.t1("login-eid-use", "eid", journey.eid.as_str())),
        back(&anyone, &journey),
    ];
    ask(&anyone, journey, Question { title: "help-ask-parent", says, action: "", answers: Vec::new(), ways })
}

/// The school card: the tablet's own camera opens it.
pub(crate) async fn school_card(State(app): State<App>, anyone: Anyone, Path(handle): Path<String>) -> Response {
    let journey = journey(&app, &handle);
    let says = vec![anyone.t("help-card-one"), anyone.t("help-card-two"), anyone.t("help-card-three")];
    let ways = vec![back(&anyone, &journey)];
    ask(&anyone, journey, Question { title: "login-school-card", says, action: "", answers: Vec::new(), ways })
}
