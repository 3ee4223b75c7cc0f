//! `POST /api/import/{institution}`: an administrative system pushes its file with a bearer token of its own. Source:
//! interfaces.md A.
//!
//! What it does not do: accept a token for another institution than its own, or say whether a number exists to
//! somebody without one.

use crate::App;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, FromRequest, Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use flows::import::{Incoming, Mode, receive_bytes};
use flows::remember::Circumstances;
use rules::institution::InstitutionNumber;
use rules::roster::Operation;
use std::sync::LazyLock;
use store::import_run::Outcome;
use tokio::sync::Semaphore;

/// The largest file a system may push: ten times the largest institution's. Larger ones come by the drop folder.
const FILE_BYTES_MAX: usize = 64 * 1024 * 1024;
/// How many are held in memory at once.
const AT_ONCE_MAX: usize = 2;

static AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(AT_ONCE_MAX));

/// The address.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/api/import/{institution}", post(push)).layer(DefaultBodyLimit::max(FILE_BYTES_MAX))
}

/// What may stand in the query.
#[derive(Debug, serde::Deserialize)]
struct Wish {
    operation: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

/// The token and its institution are known before a byte of the file is read.
async fn push(
    State(app): State<App>,
    Path(institution): Path<String>,
    Query(wish): Query<Wish>,
    request: Request,
) -> Response {
    let Some(operation) = Operation::from_word(wish.operation.as_deref().unwrap_or("full")) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Some((institution, name)) = sender(&app, &institution, request.headers()).await else {
        return (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, "Bearer")]).into_response();
    };
    let Ok(_place) = AT_ONCE.try_acquire() else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(header::RETRY_AFTER, "10")]).into_response();
    };
    let bytes = match Bytes::from_request(request, &app).await {
        Ok(bytes) => bytes,
        Err(refused) => return refused.into_response(),
    };
    let mode = if wish.dry_run { Mode::DryRun } else { Mode::Load };
    let from = Circumstances::machine(&format!("import:{name}"));
    let incoming = Incoming { file: "http".to_owned(), operation, mode, only: Some(institution), from };
    match receive_bytes(&app.world, incoming, bytes.to_vec()).await {
        Ok(report) => {
            let status = match report.outcome {
                Outcome::Refused => StatusCode::UNPROCESSABLE_ENTITY,
                Outcome::Held => StatusCode::ACCEPTED,
                Outcome::Accepted | Outcome::AcceptedWithNotices | Outcome::Replaced | Outcome::Rejected => {
                    StatusCode::OK
                }
            };
            (status, Json(report)).into_response()
        }
        Err(error) => {
            tracing::error!(%error, "an import could not be received");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// The system whose token this is, where it may push for this institution.
async fn sender(app: &App, institution: &str, headers: &HeaderMap) -> Option<(InstitutionNumber, String)> {
    let institution = InstitutionNumber::parse(institution)?;
    let token = headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")?;
    let (hash, at) = (crypto::digest::of_token(token.trim()), institution.clone());
    let name = app.world.db.point(move |tx| store::import_token::find(tx, &hash, &at)).await;
    match name {
        Ok(name) => Some((institution, name?)),
        Err(error) => {
            tracing::error!(%error, "a token could not be looked up");
            None
        }
    }
}
