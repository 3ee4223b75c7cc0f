//! The two addresses a SAML provider of the national eID needs of us: where its page posts answers to, and who we are.
//!
//! No cookie is read here, and none is set: the post comes from another site's page. Source: security.md rule 7. What it
//! does not do: believe the answer; the browser comes for it at the return address, with its cookies.

use super::answer::see_other;
use crate::App;
use crate::problem::Problem;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use flows::national_id::RETURN_PATH;
use flows::national_id::federation::{self, CONSUMER_PATH, METADATA_PATH};
use flows::settings::EidBroker;

/// The most bytes of the form an answer comes in: its letters, some of them written as three.
const ANSWER_BYTES_MAX: usize = 256 * 1024;
/// The most fields such a form may have; two are read.
const FIELDS_MAX: usize = 8;

/// The addresses.
pub(crate) fn routes() -> Router<App> {
    Router::new()
        .route(CONSUMER_PATH, post(arrive).layer(DefaultBodyLimit::max(ANSWER_BYTES_MAX)))
        .route(METADATA_PATH, get(metadata))
}

/// `POST /eid/saml/return`: an answer, in a form of the provider's.
async fn arrive(State(app): State<App>, body: Bytes) -> Response {
    let mut fields: [Option<String>; 2] = [None, None];
    for (name, value) in url::form_urlencoded::parse(&body).take(FIELDS_MAX) {
        let place = match name.as_ref() {
            "SAMLResponse" => &mut fields[0],
            "RelayState" => &mut fields[1],
            _ => continue,
        };
        // What stands twice could be two things.
        if place.replace(value.into_owned()).is_some() {
            return see_other(RETURN_PATH);
        }
    }
    let [Some(answer), Some(state)] = fields else { return see_other(RETURN_PATH) };
    match federation::park(&app.world, &answer, &state).await {
        Ok(address) => see_other(&address),
        Err(error) => Problem::broken(&error).into_response(),
    }
}

/// `GET /eid/saml/metadata`: what the provider's operator must know of us.
async fn metadata(State(app): State<App>) -> Response {
    match &app.world.settings.eid {
        Some(EidBroker::Saml(provider)) => {
            ([(header::CONTENT_TYPE, "application/samlmetadata+xml")], provider.our_metadata()).into_response()
        }
        Some(EidBroker::OpenId(_)) | None => Problem::NotFound.into_response(),
    }
}
