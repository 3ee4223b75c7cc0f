//! The queue: applications that wait, those that wait for an answer, and what was decided.
//!
//! What it does not do: decide.

use super::{Menu, Signed, start};
use crate::App;
use crate::addresses::Addresses;
use crate::design::{self, Page};
use crate::i18n::Tr;
use crate::problem::Problem;
use askama::Template;
use axum::extract::State;
use axum::response::Response;
use flows::application::{Held, desk};
use rules::application::{Purpose, State as Stands};
use rules::time::Instant;

pub(super) fn addresses(all: Addresses) -> Addresses {
    all.get("/stil", page)
}

struct Row {
    href: String,
    case: String,
    institution: String,
    what: String,
    sent: String,
    state: String,
    objected: bool,
}

struct List {
    heading: String,
    rows: Vec<Row>,
}

#[derive(Template)]
#[template(path = "stil/queue.html")]
struct View {
    page: Page,
    lists: Vec<List>,
}

/// The name of a state.
pub(super) fn state(tr: Tr, stands: Stands) -> String {
    tr.t(match stands {
        Stands::Draft | Stands::Submitted => "stil-state-waits",
        Stands::Asked => "stil-state-asked",
        Stands::Approved => "stil-state-approved",
        Stands::Rejected => "stil-state-rejected",
    })
}

fn row(tr: Tr, now: Instant, held: &Held) -> Row {
    let answers = &held.record.answers;
    Row {
        href: format!("/stil/sag/{}", held.row.id),
        case: held.row.case_number.clone().unwrap_or_default(),
        institution: format!("{} · {}", answers.name, answers.number),
        what: tr.t(match answers.purpose {
            Purpose::Access => "apply-for-access",
            Purpose::PrimaryChange => "apply-for-change",
        }),
        sent: held.row.submitted.map_or_else(String::new, |at| tr.moment(at, now)),
        state: state(tr, held.row.state),
        objected: held.row.objected.is_some(),
    }
}

/// GET: the queue.
async fn page(State(app): State<App>, signed: Signed) -> Result<Response, Problem> {
    let queue = match desk::queue(&app.world, &signed.operator).await? {
        Ok(queue) => queue,
        Err(closed) => return Ok(start::closed(&app, &signed, closed)),
    };
    let (tr, now) = (signed.anyone.tr, app.world.now());
    let list = |heading, held: &[Held]| List {
        heading: tr.t(heading),
        rows: held.iter().map(|one| row(tr, now, one)).collect(),
    };
    let lists = vec![
        list("stil-waiting", &queue.waiting),
        list("stil-asked", &queue.asked),
        list("stil-decided", &queue.decided),
    ];
    Ok(design::show(&View { page: signed.page_of(tr.t("stil-queue"), Menu::Applications), lists }))
}
