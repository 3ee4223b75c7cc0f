//! `POST /api/import/{institution}`: an administrative system pushes its file with a bearer token of its own. Source:
//! interfaces.md A.
//!
//! The file is spooled piece by piece and read from there piece by piece, so its size is no matter of memory. What it
//! does not do: accept a token for another institution than its own, or say whether a number exists to somebody without
//! one.

use crate::App;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use flows::import::{Incoming, Mode, receive_from};
use flows::remember::Circumstances;
use rules::institution::InstitutionNumber;
use rules::roster::Operation;
use serde_json::json;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::ErrorKind;
use std::pin::Pin;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};
use std::time::Duration;
use store::import_run::Outcome;
use tokio::io::{AsyncSeekExt, AsyncWriteExt};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The largest file a system may push: a thousand times the largest institution's.
const FILE_BYTES_MAX: u64 = 4 << 30;
/// How many are spooled at once: each may fill as much of the disk.
const SPOOLED_AT_ONCE_MAX: usize = 8;
/// How many are read and loaded at once: each may fill as much memory as the largest institution's people do.
const READ_AT_ONCE_MAX: usize = 2;
/// How long a sender may be silent in the middle of a file, or waits for the institution's file before theirs.
const PIECE_WITHIN: Duration = Duration::from_secs(30);
/// How long a whole file may take: the largest comes with ten megabits a second.
const FILE_WITHIN: Duration = Duration::from_secs(60 * 60);

static SPOOLED_AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(SPOOLED_AT_ONCE_MAX));
static READ_AT_ONCE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(READ_AT_ONCE_MAX));

/// One place for every institution, so that nobody takes the places of all.
#[derive(Debug, Default)]
pub(crate) struct Receiving(Mutex<BTreeMap<InstitutionNumber, Arc<Semaphore>>>);

impl Receiving {
    /// An institution's place, free again when it is dropped; none where another of its files keeps it for too long.
    async fn place(&self, institution: &InstitutionNumber, within: Duration) -> Option<OwnedSemaphorePermit> {
        let own = {
            let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            all.entry(institution.clone()).or_insert_with(|| Arc::new(Semaphore::new(1))).clone()
        };
        tokio::time::timeout(within, own.acquire_owned()).await.ok()?.ok()
    }
}

/// The address.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/api/import/{institution}", post(push))
}

/// What may stand in the query.
#[derive(Debug, serde::Deserialize)]
struct Wish {
    operation: Option<String>,
    #[serde(default)]
    dry_run: bool,
}

/// Why a file is not even looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unwelcome {
    /// An operation nobody knows.
    Operation,
    /// No token, an ended one, another institution's.
    Sender,
    /// Not XML by its own word.
    Kind,
    /// Others, or another file of this institution, are being received.
    Busy,
    /// Over [`FILE_BYTES_MAX`].
    TooLarge,
    /// The sender was silent for too long.
    Silent,
    /// The file took too long.
    TooSlow,
    /// The sender went away in the middle.
    BrokenOff,
    /// The disk has no room for it.
    NoRoom,
    /// The disk does not take it.
    NoDisk,
}

impl IntoResponse for Unwelcome {
    fn into_response(self) -> Response {
        let (status, word, says) = match self {
            Unwelcome::Operation => (StatusCode::BAD_REQUEST, "operation", "operation is full, delta or delete"),
            Unwelcome::Sender => (StatusCode::UNAUTHORIZED, "token", "no token in force for this institution"),
            Unwelcome::Kind => (StatusCode::UNSUPPORTED_MEDIA_TYPE, "content_type", "send application/xml"),
            Unwelcome::Busy => (StatusCode::SERVICE_UNAVAILABLE, "busy", "others are sending; try again"),
            Unwelcome::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, "too_large", "the file is over 4 GiB"),
            Unwelcome::Silent => (StatusCode::REQUEST_TIMEOUT, "silent", "nothing came for 30 seconds; send it again"),
            Unwelcome::TooSlow => (StatusCode::REQUEST_TIMEOUT, "too_slow", "the file did not come within an hour"),
            Unwelcome::BrokenOff => (StatusCode::BAD_REQUEST, "broken_off", "the file did not come to its end"),
            Unwelcome::NoRoom => (StatusCode::INSUFFICIENT_STORAGE, "no_room", "the disk is full; nothing was loaded"),
            Unwelcome::NoDisk => {
                (StatusCode::INTERNAL_SERVER_ERROR, "no_disk", "the file cannot be kept; nothing was loaded")
            }
        };
        let mut answer = (status, Json(json!({ "error": word, "error_description": says }))).into_response();
        let more = match status {
            StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer")),
            StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "10")),
            _ => None,
        };
        if let Some((name, value)) = more {
            answer.headers_mut().insert(name, header::HeaderValue::from_static(value));
        }
        answer
    }
}

/// The token and its institution are known before a byte of the file is read.
async fn push(
    State(app): State<App>,
    Path(institution): Path<String>,
    Query(wish): Query<Wish>,
    request: Request,
) -> Result<Response, Unwelcome> {
    let operation = Operation::from_word(wish.operation.as_deref().unwrap_or("full")).ok_or(Unwelcome::Operation)?;
    let sent = sender(&app, &institution, request.headers()).await;
    let (institution, name) = sent.ok_or(Unwelcome::Sender)?;
    if !is_xml(request.headers()) {
        return Err(Unwelcome::Kind);
    }
    let _place = app.receiving.place(&institution, PIECE_WITHIN).await.ok_or(Unwelcome::Busy)?;
    let spooling = SPOOLED_AT_ONCE.try_acquire().map_err(|_| Unwelcome::Busy)?;
    let spooled = tokio::time::timeout(FILE_WITHIN, spool(&app, request.into_body())).await;
    let file = spooled
        .unwrap_or(Err(Unwelcome::TooSlow))
        .inspect_err(|why| tracing::info!(?why, "an import was not taken"))?;
    let _reading = READ_AT_ONCE.acquire().await.map_err(|_| Unwelcome::Busy)?;
    let mode = if wish.dry_run { Mode::DryRun } else { Mode::Load };
    let from = Circumstances::machine(&format!("import:{name}"));
    let incoming = Incoming { file: "http".to_owned(), operation, mode, only: Some(institution), from };
    let received = receive_from(&app.world, incoming, file).await;
    drop(spooling);
    Ok(match received {
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
    })
}

/// Whether the sender calls it XML, plain bytes, or nothing at all.
fn is_xml(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(header::CONTENT_TYPE) else { return true };
    let kind = kind.to_str().unwrap_or_default().split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "application/xml" | "text/xml" | "application/octet-stream") || kind.ends_with("+xml")
}

/// The body as a file, from its beginning.
async fn spool(app: &App, mut body: Body) -> Result<File, Unwelcome> {
    if body.size_hint().exact().is_some_and(|told| FILE_BYTES_MAX < told) {
        return Err(Unwelcome::TooLarge);
    }
    let mut file = tokio::fs::File::from_std((app.spool)().map_err(|error| disk(&error))?);
    let mut length = 0;
    while let Some(piece) = next_piece(&mut body).await? {
        length += piece.len() as u64;
        if FILE_BYTES_MAX < length {
            return Err(Unwelcome::TooLarge);
        }
        file.write_all(&piece).await.map_err(|error| disk(&error))?;
    }
    file.flush().await.map_err(|error| disk(&error))?;
    file.rewind().await.map_err(|error| disk(&error))?;
    Ok(file.into_std().await)
}

async fn next_piece(body: &mut Body) -> Result<Option<Bytes>, Unwelcome> {
    loop {
        let frame = std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context));
        match tokio::time::timeout(PIECE_WITHIN, frame).await {
            Err(_) => return Err(Unwelcome::Silent),
            Ok(None) => return Ok(None),
            Ok(Some(Err(_))) => return Err(Unwelcome::BrokenOff),
            // What is no data is a trailer.
            Ok(Some(Ok(frame))) => {
                if let Ok(piece) = frame.into_data() {
                    return Ok(Some(piece));
                }
            }
        }
    }
}

fn disk(error: &std::io::Error) -> Unwelcome {
    tracing::error!(%error, "an import cannot be spooled");
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => Unwelcome::NoRoom,
        _ => Unwelcome::NoDisk,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_institution_sends_one_file_at_a_time_and_its_neighbour_beside_it() {
        let receiving = Receiving::default();
        let (own, neighbour) =
            (InstitutionNumber::parse("101001").unwrap(), InstitutionNumber::parse("101002").unwrap());
        let soon = Duration::from_millis(1);
        let first = receiving.place(&own, soon).await;
        assert!(first.is_some());
        assert!(receiving.place(&own, soon).await.is_none());
        assert!(receiving.place(&neighbour, soon).await.is_some());
        drop(first);
        assert!(receiving.place(&own, soon).await.is_some());
    }
}
