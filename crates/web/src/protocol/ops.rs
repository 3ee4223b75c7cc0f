//! What operators' machines ask: does it live, is it ready, how busy is it. Source: `interfaces.md` A.
//!
//! What it does not do: say anything about people. `/metrics` answers this machine alone, and nobody who comes through
//! a proxy.

use crate::App;
use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use std::fmt::Write as _;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

/// How long the database may take to say it is there.
const READY_WITHIN: Duration = Duration::from_secs(2);

/// The three addresses.
pub(crate) fn routes() -> Router<App> {
    Router::new().route("/healthz", get(health)).route("/readyz", get(ready)).route("/metrics", get(metrics))
}

/// Answers since the start, by the first digit of their status.
static ANSWERS: [AtomicU64; 6] = [const { AtomicU64::new(0) }; 6];

/// Counts every answer, and logs it by route: never its address, which may hold a token.
pub(crate) async fn count(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let method = request.method().clone();
    let began = Instant::now();
    let answer = next.run(request).await;
    tracing::debug!(
        %method,
        route = route.as_ref().map_or("none", MatchedPath::as_str),
        status = answer.status().as_u16(),
        took_ms = began.elapsed().as_millis(),
        "answered"
    );
    let class = usize::from(answer.status().as_u16() / 100);
    if let Some(counter) = ANSWERS.get(class) {
        counter.fetch_add(1, Ordering::Relaxed);
    }
    answer
}

/// The process lives.
async fn health() -> &'static str {
    "ok\n"
}

/// The node may be sent requests: the database answers in time and no clock has just jumped.
async fn ready(State(app): State<App>) -> Response {
    if app.world.db.clock_jumped() {
        return not_ready("this node's clock or the database's has just jumped");
    }
    let look = app.world.db.point(|tx| store::version::read(tx, "ready"));
    match tokio::time::timeout(READY_WITHIN, look).await {
        Ok(Ok(_)) => "ready\n".into_response(),
        Ok(Err(error)) => {
            tracing::warn!(%error, "not ready");
            not_ready("the database does not answer as it should")
        }
        Err(_) => not_ready("the database is slow"),
    }
}

fn not_ready(why: &'static str) -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, format!("{why}\n")).into_response()
}

/// Numbers for Prometheus.
async fn metrics(State(app): State<App>, request: Request) -> Response {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let is_local = peer.is_none_or(|peer| peer.0.ip().to_canonical().is_loopback());
    let headers = request.headers();
    if !is_local || headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded") {
        return StatusCode::NOT_FOUND.into_response();
    }
    let text = text(&app);
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], text).into_response()
}

fn text(app: &App) -> String {
    let busy = app.world.hashing.busy();
    let mut text = String::new();
    let mut tell = |name: &str, kind: &str, help: &str, value: u64| {
        let written = writeln!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}");
        written.expect("a String takes all that is written");
    };
    tell("unilogin_hashing_lanes", "gauge", "Threads that hash passwords.", busy.lanes as u64);
    tell("unilogin_hashing_waiting", "gauge", "Logins waiting for a thread.", busy.waiting as u64);
    tell("unilogin_hashing_computed_total", "counter", "Password hashes computed.", busy.computed);
    tell(
        "unilogin_hashing_turned_away_total",
        "counter",
        "Logins turned away because too many waited.",
        busy.turned_away,
    );
    text.push_str("# HELP unilogin_answers_total Answers by the first digit of their status.\n");
    text.push_str("# TYPE unilogin_answers_total counter\n");
    for (class, counter) in ANSWERS.iter().enumerate().skip(1) {
        let count = counter.load(Ordering::Relaxed);
        writeln!(text, "unilogin_answers_total{{status=\"{class}xx\"}} {count}").expect("a String takes all");
    }
    text
}
