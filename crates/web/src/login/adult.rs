//! The pupil's screen that waits for an adult's word, and the parent's question on the same screen.
//!
//! Both sides see the same two pictures. The page looks by itself, with and without script. What it does not do: know
//! who may vouch.

use super::question::{Answer, View, Way};
use super::{Journey, page};
use crate::design::pictures::drawn;
use crate::design::show as shown;
use crate::who::Anyone;
use axum::response::Response;
use flows::sign_in::AdultWait;
use rules::pictures::Picture;

/// After how many seconds the pupil's page looks for the adult's word.
const LOOK_SECONDS: u32 = 4;

/// The page that waits.
pub(crate) fn waiting(anyone: &Anyone, journey: Journey, pictures: [Picture; 2], wait: AdultWait) -> Response {
    let tr = anyone.tr;
    let title = match wait {
        AdultWait::Waiting => "await-adult",
        AdultWait::Declined => "await-adult-declined",
        AdultWait::Over => "await-adult-over",
    };
    let by_parent = Way {
        href: format!("{}/eid?for=vouch", journey.base),
        icon: "persons",
        text: tr.t1("await-adult-parent", "eid", journey.eid.as_str()),
    };
    let look = Way { href: journey.base.clone(), icon: "refresh", text: tr.t("await-teacher-look") };
    let again = Answer { value: "ask", text: tr.t("await-adult-again") };
    let stop = Answer { value: "stop", text: tr.t("await-adult-stop") };
    let mut page = page(anyone, title, &journey);
    let (says, pictures, answers, ways) = match wait {
        AdultWait::Waiting => {
            page = page.again_after(LOOK_SECONDS);
            let says = vec![tr.t("await-adult-teacher"), tr.t1("await-adult-or-parent", "eid", journey.eid.as_str())];
            (says, pictures.to_vec(), vec![stop], vec![by_parent, look])
        }
        AdultWait::Declined => (vec![tr.t("await-adult-declined-says")], Vec::new(), vec![again, stop], Vec::new()),
        AdultWait::Over => (vec![tr.t("await-adult-over-says")], Vec::new(), vec![again, stop], Vec::new()),
    };
    shown(&View {
        page,
        heading: tr.t(title),
        says,
        pictures: pictures.into_iter().map(|picture| drawn(picture, tr)).collect(),
        action: "adult",
        answers,
        ways,
        main: None,
        journey,
    })
}

/// The parent's question.
pub(crate) fn parent(anyone: &Anyone, journey: Journey, name: &str, pictures: [Picture; 2]) -> Response {
    let tr = anyone.tr;
    let heading = tr.t1("parent-vouches", "name", name.to_owned());
    let for_what = match &journey.destination {
        Some(service) => tr.t2("parent-vouches-service", ("name", name.to_owned()), ("service", service.clone())),
        None => String::new(),
    };
    let says = vec![for_what, tr.t1("parent-vouches-says", "name", name.to_owned())];
    shown(&View {
        page: anyone.page_titled(heading.clone()).gentle().at(journey.base.clone()),
        heading,
        says: says.into_iter().filter(|line| !line.is_empty()).collect(),
        pictures: pictures.into_iter().map(|picture| drawn(picture, tr)).collect(),
        action: "adult",
        answers: vec![
            Answer { value: "yes", text: tr.t1("parent-vouches-yes", "name", name.to_owned()) },
            Answer { value: "no", text: tr.t("parent-vouches-no") },
        ],
        ways: Vec::new(),
        main: None,
        journey,
    })
}
