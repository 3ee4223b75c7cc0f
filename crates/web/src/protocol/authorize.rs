//! The broker's page for browsers: a service sends somebody, they log in, and go back.
//!
//! Source: security.md rules 7 and 8. What it does not do: read the request (`oidc::authorize` does), or log anybody in
//! (the login's pages do).

use super::answer::{give, see_other, strand};
use crate::App;
use crate::cookies::{self, Lasts, Name, with_cookie};
use crate::entrance;
use crate::i18n::Language;
use crate::login::leave;
use crate::problem::Problem;
use crate::protocol::oidc::REALM;
use crate::who::Anyone;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use flows::client::Service;
use flows::own_host;
use flows::sign_in::Next;
use flows::sign_in::begin::{self as story, Begin};
use flows::single_sign_on::{self, Asked};
use oidc::assurance::Level;
use oidc::authorize::{ErrorCode, Prompt, Request, Stranded};
use oidc::parameters::Parameters;

/// Where it lies on the broker's origin.
pub(crate) fn path() -> String {
    format!("{REALM}/protocol/openid-connect/auth")
}

/// `GET .../auth`.
pub(crate) async fn by_get(
    State(app): State<App>,
    anyone: Anyone,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Problem> {
    let Ok(parameters) = Parameters::parse(query.unwrap_or_default().as_bytes()) else {
        return Ok(strand(&anyone, Stranded::Unreadable));
    };
    match single_sign_on::ask(&app.world, &parameters).await? {
        Asked::Login { service, request } => {
            let answer = begin(&app, &anyone, &service, &request).await?;
            Ok(speak(answer, &anyone, &headers, request.ui_locales.as_deref()))
        }
        Asked::Answer(answer) => Ok(give(&anyone, answer)),
        Asked::Stranded(why) => Ok(strand(&anyone, why)),
    }
}

/// The service's wish for a language counts where the user has not chosen one; it is forgotten with the browser.
fn speak(answer: Response, anyone: &Anyone, headers: &HeaderMap, locales: Option<&str>) -> Response {
    let wished = locales.unwrap_or_default().split(' ').find_map(Language::of_tag);
    let has_chosen = cookies::get(headers, Name::Language, anyone.transport).is_some();
    if let (Some(language), false) = (wished, has_chosen) {
        let line = cookies::set(Name::Language, language.tag(), anyone.transport, Lasts::WithTheBrowser);
        return with_cookie(answer, &line);
    }
    answer
}

/// `POST .../auth`: from another site's page, so no cookie of ours came along. The request is put aside and the browser
/// comes for it by GET, with its cookies.
pub(crate) async fn by_post(State(app): State<App>, anyone: Anyone, body: Bytes) -> Result<Response, Problem> {
    let Ok(parameters) = Parameters::parse(&body) else { return Ok(strand(&anyone, Stranded::Unreadable)) };
    let client = match oidc::authorize::client_id(&parameters) {
        Ok(client) => client.to_owned(),
        Err(why) => return Ok(strand(&anyone, why)),
    };
    if parameters.get("request_uri").is_some() || parameters.has_repeated() {
        let query = parameters.encode_without(&[]);
        return Ok(see_other(&format!("{}?{query}", path())));
    }
    if flows::client::find(&app.world, &client).await?.is_none() {
        return Ok(strand(&anyone, Stranded::UnknownClient));
    }
    let handle = single_sign_on::park(&app.world, &client, &parameters).await?;
    let query = Parameters::from_pairs([("client_id", client.as_str()), ("request_uri", handle.as_str())]);
    Ok(see_other(&format!("{}?{}", path(), query.encode_without(&[]))))
}

async fn begin(app: &App, anyone: &Anyone, service: &Service, request: &Request) -> Result<Response, Problem> {
    let Ok(parked) = serde_json::to_string(request) else { return Ok(strand(anyone, Stranded::Unreadable)) };
    let begin = Begin {
        client: Some(service.id.clone()),
        request: parked,
        wants: single_sign_on::wants(service, request),
        session: anyone.session.clone(),
    };
    // The door of a site of ours on a host of its own is what it is on the broker's: behind it stands the eID.
    if own_host::is_own_site(&service.id) && request.level == Level::TwoFactor {
        return entrance::begin_with_eid(app, anyone, begin).await;
    }
    if request.prompt != Prompt::Silent {
        return leave::begin(app, anyone, begin).await;
    }
    // Silent: whatever would need a page is an error the service hears.
    let has_session = match &anyone.session {
        Some(secret) => flows::sessions::judge(&app.world, secret).await?.is_some(),
        None => false,
    };
    let begun = story::begin(&app.world, &anyone.as_browser(), begin).await?;
    let code = match begun.next {
        Next::Finished(_) => return leave::proceed(app, anyone, begun.handle.reveal(), begun.next).await,
        Next::Busy => ErrorCode::TemporarilyUnavailable,
        Next::Page if has_session => ErrorCode::InteractionRequired,
        Next::Page | Next::Gone => ErrorCode::LoginRequired,
    };
    Ok(give(anyone, single_sign_on::refuse(&app.world.settings.issuer(), request, code)))
}
