//! *Ansøg*: an institution asks for Unilogin, step by step, without any login.
//!
//! Source: product.md §11, ux.md 3.13. Everything typed is kept under a secret link, right or wrong. Nothing here shows
//! whether a number has an account or an institution administrators. What it does not do: decide; the operator's desk does.

mod check;
mod finish;
mod pdf;
mod sign;
mod steps;
mod witness;

use crate::App;
use crate::addresses::{Address, Addresses};
use crate::problem::Problem;
use crate::who::Anyone;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::get;
use crypto::secret::SecretText;
use flows::application::{Held, LINK_PATH};
use rules::application::{State, Step};

pub(crate) use sign::{AT_BROKER, as_attachment, ask_at_broker, come_back, leave_broker, size};

/// The most bytes that are read of a form with a file: enough to say how much too large it is.
const UPLOAD_BYTES_MAX: usize = 24 * 1024 * 1024;
/// Where the signed page is attached.
const SIGN_PATH: &str = "/ansoeg/s/{secret}/underskrift";

fn all() -> Addresses {
    let mut all = Addresses::none();
    for join in [check::addresses, steps::addresses, sign::addresses, finish::addresses, witness::addresses] {
        all = join(all);
    }
    all
}

pub(crate) fn routes() -> Router<App> {
    let upload = get(sign::page).post(sign::attach).layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX));
    all().router().route(SIGN_PATH, upload)
}

/// Every address of the site, for the tests that walk them.
pub fn addresses() -> Vec<Address> {
    let mut table = all().table();
    table.extend(["GET", "POST"].map(|method| Address { method, path: SIGN_PATH, wants: "" }));
    table
}

/// The page to sign of these answers, in Danish: for a demo that sends an application by itself.
pub fn signature_page(brand: &str, answers: &rules::application::Answers) -> Option<Vec<u8>> {
    pdf::signature_page(crate::i18n::Tr { language: crate::i18n::Language::Danish }, brand, answers)
}

/// An application and its link.
struct Case {
    link: SecretText,
    held: Held,
}

impl Case {
    /// A path below the link.
    fn path(&self, rest: &str) -> String {
        format!("{LINK_PATH}{}{rest}", self.link.reveal())
    }
}

/// The application of an address; a page that is not there where it has none, or its time is over.
async fn case(app: &App, secret: &str) -> Result<Case, Problem> {
    let link = SecretText::from(secret);
    let held = flows::application::find(&app.world, &link).await?.ok_or(Problem::NotFound)?;
    Ok(Case { link, held })
}

/// The same, where it may still be written on; else where it stands.
async fn open_case(app: &App, secret: &str) -> Result<Result<Case, Response>, Problem> {
    let case = case(app, secret).await?;
    Ok(if case.held.row.state.is_open() { Ok(case) } else { Err(Redirect::to(&case.path("/status")).into_response()) })
}

/// The five steps, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Typed(Step),
    Signature,
    Send,
}

impl Place {
    const ALL: [Place; 5] = [
        Place::Typed(Step::Institution),
        Place::Typed(Step::Contact),
        Place::Typed(Step::Leader),
        Place::Signature,
        Place::Send,
    ];

    fn path(self) -> &'static str {
        match self {
            Place::Typed(Step::Institution) => "/institution",
            Place::Typed(Step::Contact) => "/kontakt",
            Place::Typed(Step::Leader) => "/leder",
            Place::Signature => "/underskrift",
            Place::Send => "/send",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Place::Typed(Step::Institution) => "apply-step-institution",
            Place::Typed(Step::Contact) => "apply-step-contact",
            Place::Typed(Step::Leader) => "apply-step-leader",
            Place::Signature => "apply-step-sign",
            Place::Send => "apply-step-send",
        }
    }

    /// One to five.
    fn number(self) -> usize {
        Place::ALL.into_iter().position(|one| one == self).unwrap_or_default() + 1
    }

    fn before(self) -> Option<Place> {
        Place::ALL.get(self.number().checked_sub(2)?).copied()
    }

    fn after(self) -> Option<Place> {
        Place::ALL.get(self.number()).copied()
    }
}

/// What stands on top of every step.
struct Frame {
    /// *Trin 2 af 5*
    counts: String,
    heading: String,
    /// Where *Tilbage* leads, and to what.
    back: Option<(String, String)>,
    /// What the button says: what comes next.
    next: String,
    /// What an operator asks.
    question: Option<String>,
    /// Where the form is sent.
    here: String,
}

impl Frame {
    fn of(anyone: &Anyone, case: &Case, place: Place) -> Frame {
        let tr = anyone.tr;
        let asked = case.held.row.state == State::Asked && !case.held.record.question.is_empty();
        Frame {
            counts: tr.t2("apply-step-of", ("n", place.number()), ("all", Place::ALL.len())),
            heading: tr.t(place.key()),
            back: place.before().map(|one| (case.path(one.path()), tr.t1("apply-back-to", "step", tr.t(one.key())))),
            next: place.after().map_or_else(String::new, |one| tr.t1("apply-on-to", "step", tr.t(one.key()))),
            question: asked.then(|| case.held.record.question.clone()),
            here: case.path(place.path()),
        }
    }

    /// *Trin 2 af 5: Teknisk kontaktperson*
    fn title(&self) -> String {
        format!("{}: {}", self.counts, self.heading)
    }
}
