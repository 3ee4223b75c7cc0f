//! Pages for when something is in the way: not found, not allowed, broken, too many at once, a form that is too old.
//!
//! A handler returns a [`Problem`]; the layer [`dress`] makes it a page in the reader's language. There is always one
//! button that leads on. What it does not do: log refusals as errors; only what is broken is logged, once, with the
//! incident number the page shows.

use crate::design::{self, Page};
use crate::who::Anyone;
use askama::Template;
use axum::extract::Request;
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// After how many seconds the page of a full house asks again by itself.
const ASK_AGAIN_SECONDS: u32 = 5;
/// How many hex digits an incident number has.
const INCIDENT_BYTES: usize = 4;

/// What is in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Problem {
    /// There is no such page, or nobody may know that there is.
    NotFound,
    /// The form was opened too long ago, or in another login.
    ExpiredForm,
    /// The form came from a page that is not ours.
    ForeignForm,
    /// What came cannot be read.
    Unreadable,
    /// What came is larger than any form of ours.
    TooLarge,
    /// Too many at once; the page asks again by itself.
    Overloaded,
    /// Something broke; the number is in the log.
    Broken(String),
}

impl Problem {
    /// Something broke: logs it under a fresh number.
    pub(crate) fn broken(error: &dyn std::fmt::Display) -> Problem {
        let incident = rules::hex::write(&crypto::random::bytes::<INCIDENT_BYTES>());
        tracing::error!(incident, %error, "a page could not be made");
        Problem::Broken(incident)
    }

    fn status(&self) -> StatusCode {
        match self {
            Problem::NotFound => StatusCode::NOT_FOUND,
            Problem::ForeignForm => StatusCode::FORBIDDEN,
            Problem::ExpiredForm | Problem::Unreadable => StatusCode::BAD_REQUEST,
            Problem::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Problem::Overloaded => StatusCode::SERVICE_UNAVAILABLE,
            Problem::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// The problem behind an answer that has a status and no page.
    fn of_status(status: StatusCode) -> Option<Problem> {
        match status {
            StatusCode::NOT_FOUND | StatusCode::METHOD_NOT_ALLOWED => Some(Problem::NotFound),
            StatusCode::PAYLOAD_TOO_LARGE => Some(Problem::TooLarge),
            StatusCode::BAD_REQUEST | StatusCode::UNSUPPORTED_MEDIA_TYPE | StatusCode::UNPROCESSABLE_ENTITY => {
                Some(Problem::Unreadable)
            }
            StatusCode::SERVICE_UNAVAILABLE | StatusCode::REQUEST_TIMEOUT => Some(Problem::Overloaded),
            StatusCode::INTERNAL_SERVER_ERROR => Some(Problem::broken(&"an answer without a page")),
            _ => None,
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut answer = self.status().into_response();
        answer.extensions_mut().insert(self);
        answer
    }
}

impl From<store::error::StoreError> for Problem {
    fn from(error: store::error::StoreError) -> Problem {
        match error {
            store::error::StoreError::Busy => Problem::Overloaded,
            broken => Problem::broken(&broken),
        }
    }
}

impl From<flows::sign_in::Broken> for Problem {
    fn from(error: flows::sign_in::Broken) -> Problem {
        match error {
            flows::sign_in::Broken::Store(error) => error.into(),
            broken @ flows::sign_in::Broken::Hash(_) => Problem::broken(&broken),
        }
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct View {
    page: Page,
    heading: String,
    says: String,
    incident: Option<String>,
    /// Where the button leads and what it says.
    on: (String, String),
}

/// The layer: gives every refusal without a page its page.
pub(crate) async fn dress(anyone: Anyone, request: Request, next: Next) -> Response {
    let answer = next.run(request).await;
    let bare = !answer.headers().contains_key(header::CONTENT_TYPE);
    let told = answer.extensions().get::<Problem>().cloned();
    let Some(problem) = told.or_else(|| if bare { Problem::of_status(answer.status()) } else { None }) else {
        return answer;
    };
    show(&anyone, problem)
}

/// The page of a problem whose button, and whose reload, lead to this address: for what answers a POST.
pub(crate) fn show_and_return(anyone: &Anyone, problem: Problem, address: &str) -> Response {
    let mut answer = show(anyone, problem);
    if let Ok(value) = HeaderValue::from_str(&format!("{ASK_AGAIN_SECONDS}; url={address}")) {
        answer.headers_mut().insert(header::REFRESH, value);
    }
    answer
}

/// The page of a problem.
pub(crate) fn show(anyone: &Anyone, problem: Problem) -> Response {
    let status = problem.status();
    let mut page = anyone.page(heading(&problem)).gentle();
    if problem == Problem::Overloaded {
        page = page.again_after(ASK_AGAIN_SECONDS);
    }
    let view = View {
        heading: anyone.t(heading(&problem)),
        says: anyone.t(sentence(&problem)),
        on: onward(anyone, &problem),
        incident: match problem {
            Problem::Broken(incident) => Some(incident),
            _ => None,
        },
        page,
    };
    let mut answer = design::show_as(status, &view);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        answer.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(ASK_AGAIN_SECONDS));
    }
    answer
}

fn heading(problem: &Problem) -> &'static str {
    match problem {
        Problem::NotFound => "problem-not-found",
        Problem::ExpiredForm => "problem-expired-form",
        Problem::ForeignForm => "problem-foreign-form",
        Problem::Unreadable => "problem-unreadable",
        Problem::TooLarge => "problem-too-large",
        Problem::Overloaded => "problem-overloaded",
        Problem::Broken(_) => "problem-broken",
    }
}

fn sentence(problem: &Problem) -> &'static str {
    match problem {
        Problem::NotFound => "problem-not-found-says",
        Problem::ExpiredForm => "problem-expired-form-says",
        Problem::ForeignForm => "problem-foreign-form-says",
        Problem::Unreadable => "problem-unreadable-says",
        Problem::TooLarge => "problem-too-large-says",
        Problem::Overloaded => "problem-overloaded-says",
        Problem::Broken(_) => "problem-broken-says",
    }
}

fn onward(anyone: &Anyone, problem: &Problem) -> (String, String) {
    match problem {
        Problem::NotFound | Problem::ForeignForm => (anyone.site.path().to_owned(), anyone.t("problem-to-start")),
        Problem::ExpiredForm | Problem::Unreadable | Problem::TooLarge | Problem::Overloaded | Problem::Broken(_) => {
            (anyone.here.clone(), anyone.t("problem-try-again"))
        }
    }
}
