//! How somebody goes back to the service: by a redirect, by a page that posts itself, or to the page about a missing
//! licence. And the page for whoever cannot be sent anywhere.
//!
//! What it does not do: decide what the answer is.

use crate::App;
use crate::design::{self, Page};
use crate::problem::Problem;
use crate::who::Anyone;
use askama::Template;
use axum::http::StatusCode;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use flows::single_sign_on::{self, Arrived, Departure};
use oidc::authorize::{Answer, Stranded};

/// Sends somebody who is logged in back to the service that sent them.
pub(crate) async fn leave(app: &App, anyone: &Anyone, arrived: &Arrived) -> Response {
    match single_sign_on::finish(&app.world, arrived).await {
        Ok(Departure::Answer(answer)) => give(anyone, answer),
        Ok(Departure::MissingLicence(url)) => missing_licence(anyone, url),
        Ok(Departure::Stranded(why)) => strand(anyone, why),
        Err(error) => Problem::broken(&error).into_response(),
    }
}

/// Gives the browser an answer to carry.
pub(crate) fn give(anyone: &Anyone, answer: Answer) -> Response {
    match answer {
        Answer::Redirect(url) => see_other(&url),
        Answer::Post { action, fields } => {
            let target = oidc::client::origin_of(&action);
            design::show_towards(target, &Carry { page: anyone.page("broker-carry").gentle(), action, fields })
        }
    }
}

/// 303 to an address of another site, letter by letter.
pub(crate) fn see_other(url: &str) -> Response {
    match HeaderValue::from_str(url) {
        Ok(value) => (StatusCode::SEE_OTHER, [(header::LOCATION, value)]).into_response(),
        Err(error) => Problem::broken(&error).into_response(),
    }
}

#[derive(Template)]
#[template(path = "protocol/carry.html")]
struct Carry {
    page: Page,
    action: String,
    fields: Vec<(&'static str, String)>,
}

#[derive(Template)]
#[template(path = "protocol/missing_licence.html")]
struct MissingLicence {
    page: Page,
    url: String,
}

/// The service's own page about its licence. A form's redirect may not lead to an address other than the request's,
/// so the browser is told by a header, and the page has a link for those who wait.
fn missing_licence(anyone: &Anyone, url: String) -> Response {
    let refresh = HeaderValue::from_str(&format!("0; url={url}"));
    let view = MissingLicence { page: anyone.page("broker-missing-licence").gentle(), url };
    let mut answer = design::show(&view);
    if let Ok(refresh) = refresh {
        answer.headers_mut().insert(header::REFRESH, refresh);
    }
    answer
}

#[derive(Template)]
#[template(path = "protocol/stranded.html")]
struct StrandedPage {
    page: Page,
    says: String,
}

/// Nobody can be told but the user: the service's request is wrong, or comes from no service of ours.
pub(crate) fn strand(anyone: &Anyone, why: Stranded) -> Response {
    let says = match why {
        Stranded::NoClient | Stranded::Unreadable => anyone.t("broker-stranded-unreadable"),
        Stranded::UnknownClient => anyone.t("broker-stranded-unknown-service"),
        Stranded::UnknownRedirect => anyone.t("broker-stranded-unknown-address"),
        Stranded::UnknownHandle => anyone.t("broker-stranded-used"),
    };
    design::show_as(StatusCode::BAD_REQUEST, &StrandedPage { page: anyone.page("broker-stranded").gentle(), says })
}
