//! The pages of a login that ask one thing, with a button for each answer.
//!
//! Change now or wait; as what one acts; "Du er Alma"; the teacher's OK; a service that asks for more. What it does not
//! do: know what an answer leads to.

use super::{Journey, page};
use crate::design::pictures::{Drawn, drawn};
use crate::design::{Page, show as shown};
use crate::who::Anyone;
use askama::Template;
use axum::response::Response;
use flows::sign_in::{ActorChoice, PupilOnly};
use rules::password::ChangeWhy;
use rules::pictures::Picture;
use rules::session::StepUp;
use rules::time::Instant;

/// After how many seconds the pupil's page looks for the teacher's OK.
const LOOK_FOR_TEACHER_SECONDS: u32 = 4;

/// A button.
pub(crate) struct Answer {
    pub(crate) value: &'static str,
    pub(crate) text: String,
}

/// A link with an icon.
pub(crate) struct Way {
    pub(crate) href: String,
    pub(crate) icon: &'static str,
    pub(crate) text: String,
}

/// The page of one question.
#[derive(Template)]
#[template(path = "login/question.html")]
pub(crate) struct View {
    pub(crate) page: Page,
    pub(crate) journey: Journey,
    pub(crate) heading: String,
    pub(crate) says: Vec<String>,
    pub(crate) pictures: Vec<Drawn>,
    pub(crate) action: &'static str,
    pub(crate) answers: Vec<Answer>,
    pub(crate) ways: Vec<Way>,
    /// The way on, where it is a link and no answer.
    pub(crate) main: Option<Way>,
}

/// What such a page holds.
pub(crate) struct Question {
    /// The key of its heading and title.
    pub(crate) title: &'static str,
    /// Its paragraphs.
    pub(crate) says: Vec<String>,
    /// Where its buttons post to.
    pub(crate) action: &'static str,
    /// Its buttons.
    pub(crate) answers: Vec<Answer>,
    /// Its links.
    pub(crate) ways: Vec<Way>,
}

/// The page of a question.
pub(crate) fn show(anyone: &Anyone, journey: Journey, question: Question) -> Response {
    show_with_way_on(anyone, journey, question, None)
}

/// The same with a way on that is a link and no answer.
fn show_with_way_on(anyone: &Anyone, journey: Journey, question: Question, main: Option<Way>) -> Response {
    let page = page(anyone, question.title, &journey);
    view(anyone.t(question.title), page, journey, (question, main))
}

/// The same under a heading that is text already.
pub(crate) fn titled(anyone: &Anyone, journey: Journey, (heading, question): (String, Question)) -> Response {
    let page = anyone.page_titled(heading.clone()).gentle().at(journey.base.clone());
    view(heading, page, journey, (question, None))
}

fn view(heading: String, page: Page, journey: Journey, (question, main): (Question, Option<Way>)) -> Response {
    let Question { says, action, answers, ways, .. } = question;
    shown(&View { page, journey, heading, says, pictures: Vec::new(), action, answers, ways, main })
}

/// The password is to be changed: now, or later while there is time.
pub(crate) fn change_due(anyone: &Anyone, journey: Journey, why: ChangeWhy, deadline: Option<Instant>) -> Response {
    let tr = anyone.tr;
    let reason = match why {
        ChangeWhy::CalledNationally => tr.t("change-due-nationally"),
        ChangeWhy::CalledByInstitution => tr.t("change-due-institution"),
        ChangeWhy::StageMove => tr.t("change-due-stage"),
        ChangeWhy::Yearly => tr.t("change-due-yearly"),
    };
    let mut says = vec![reason];
    let mut answers = vec![Answer { value: "now", text: tr.t("change-due-now") }];
    if let Some(deadline) = deadline {
        says.push(tr.t1("change-due-until", "day", tr.day(deadline)));
        answers.push(Answer { value: "later", text: tr.t("change-due-later") });
    }
    let title = if deadline.is_some() { "change-due" } else { "change-due-must" };
    show(anyone, journey, Question { title, says, action: "change-due", answers, ways: Vec::new() })
}

/// As what somebody acts.
pub(crate) fn choose_actor(anyone: &Anyone, journey: Journey, choices: Vec<ActorChoice>) -> Response {
    let answers =
        choices.into_iter().map(|choice| Answer { value: choice.word(), text: anyone.t(actor_key(choice)) }).collect();
    let says = vec![anyone.t("choose-actor-says")];
    show(anyone, journey, Question { title: "choose-actor", says, action: "actor", answers, ways: Vec::new() })
}

/// The key of what somebody acts as.
pub(crate) fn actor_key(choice: ActorChoice) -> &'static str {
    match choice {
        ActorChoice::Pupil => "actor-pupil",
        ActorChoice::Staff => "actor-staff",
        ActorChoice::Contact => "actor-contact",
    }
}

/// A parent gave them the password they have.
pub(crate) fn told(anyone: &Anyone, journey: Journey, given: Instant, now: Instant) -> Response {
    let tr = anyone.tr;
    let when = (("day", tr.recent_day(given, now)), ("clock", tr.clock(given)));
    let says = vec![tr.t2("told-parent", when.0, when.1), tr.t("told-not-right")];
    let answers = vec![Answer { value: "go-on", text: tr.t("go-on-yes") }];
    show(anyone, journey, Question { title: "told-title", says, action: "told", answers, ways: Vec::new() })
}

/// On a shared device, before a second service.
pub(crate) fn go_on(anyone: &Anyone, journey: Journey, name: String) -> Response {
    let heading = anyone.tr.t1("go-on", "name", name);
    let answers = vec![
        Answer { value: "go-on", text: anyone.t("go-on-yes") },
        Answer { value: "not-me", text: anyone.t("go-on-not-me") },
    ];
    let question = Question {
        title: "login-title",
        says: vec![anyone.t("go-on-says")],
        action: "go-on",
        answers,
        ways: Vec::new(),
    };
    titled(anyone, journey, (heading, question))
}

/// The teacher presses OK when both see the same two pictures.
pub(crate) fn await_teacher(anyone: &Anyone, journey: Journey, pictures: [Picture; 2]) -> Response {
    let title = "await-teacher";
    shown(&View {
        page: page(anyone, title, &journey).again_after(LOOK_FOR_TEACHER_SECONDS),
        heading: anyone.t(title),
        says: vec![anyone.t("await-teacher-says")],
        pictures: pictures.into_iter().map(|picture| drawn(picture, anyone.tr)).collect(),
        action: "",
        answers: Vec::new(),
        ways: vec![Way { href: journey.base.clone(), icon: "refresh", text: anyone.t("await-teacher-look") }],
        main: None,
        journey,
    })
}

/// The service asks for more than was shown: what is needed is said before anybody leaves the page.
pub(crate) fn needs_more(anyone: &Anyone, journey: Journey, step_up: StepUp, pupil: PupilOnly) -> Response {
    let tr = anyone.tr;
    let by_eid = Way {
        href: format!("{}/eid", journey.base),
        icon: "account",
        text: tr.t1("login-eid-use", "eid", journey.eid.as_str()),
    };
    let by_adult = Answer { value: "ask", text: tr.t("needs-more-adult") };
    let by_eid_says = tr.t1("needs-more-eid-says", "eid", journey.eid.as_str());
    let again = |key| Answer { value: "again", text: tr.t(key) };
    let (says, action, answer, ways, main) = match (step_up, pupil) {
        (StepUp::AdultVerified, PupilOnly::Yes) => {
            (tr.t("needs-more-adult-says"), "adult", by_adult, vec![by_eid], None)
        }
        (StepUp::AdultVerified, PupilOnly::No) | (StepUp::TwoFactor | StepUp::Enough, _) => {
            (by_eid_says, "not-me", again("refused-other-user"), Vec::new(), Some(by_eid))
        }
        (StepUp::Password, _) => {
            (tr.t("needs-more-password-says"), "not-me", again("needs-more-password"), Vec::new(), None)
        }
    };
    let question = Question { title: "needs-more", says: vec![says], action, answers: vec![answer], ways };
    show_with_way_on(anyone, journey, question, main)
}
