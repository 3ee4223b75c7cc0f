//! Listening: sockets, TLS, the limits against slow clients, and an orderly end.
//!
//! What it does not do: know what is served. Source: `security.md` rule 10 and its row "transport".

use crate::config::Tls;
use crate::first_byte::SpeakingWithin;
use anyhow::{Context, Result};
use axum::Router;
use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use hyper_util::rt::TokioTimer;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

/// How long a client may take to send its request's head, and how long an idle connection is kept.
const HEAD_MAX: Duration = Duration::from_secs(5);
/// Most bytes of a request's head.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How long requests under way may finish after the order to stop.
const FINISH_MAX: Duration = Duration::from_secs(10);
/// How often a quiet HTTP/2 connection is asked whether it lives, and how long it may take to answer.
const HTTP2_PING: Duration = Duration::from_secs(10);
/// Most requests at once on one HTTP/2 connection.
const HTTP2_STREAMS_MAX: u32 = 64;
/// Most resets a client may send before its HTTP/2 connection is closed.
const HTTP2_RESETS_MAX: usize = 32;

/// Takes the address, so that a start on a taken port fails at once.
pub(crate) fn bind(address: SocketAddr) -> Result<TcpListener> {
    let listener = TcpListener::bind(address).with_context(|| format!("cannot listen on {address}"))?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Serves until the handle says stop, then lets requests under way finish.
pub(crate) async fn serve(
    listener: TcpListener,
    tls: Option<Tls>,
    router: Router,
    handle: Handle<SocketAddr>,
) -> Result<()> {
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    match tls {
        None => {
            let server = axum_server::from_tcp(listener)?.handle(handle);
            let mut server = server.map(|acceptor| SpeakingWithin::new(acceptor, HEAD_MAX));
            limit(server.http_builder());
            server.serve(service).await?;
        }
        Some(tls) => {
            let files = RustlsConfig::from_pem_file(&tls.certificate, &tls.key).await;
            let files = files.context("`tls.certificate` and `tls.key` cannot be used")?;
            let server = axum_server::from_tcp_rustls(listener, files)?.handle(handle);
            let mut server = server.map(|acceptor| SpeakingWithin::new(acceptor, HEAD_MAX));
            limit(server.http_builder());
            server.serve(service).await?;
        }
    }
    Ok(())
}

/// Tells the server to stop taking connections and to end.
pub(crate) fn stop(handle: &Handle<SocketAddr>) {
    handle.graceful_shutdown(Some(FINISH_MAX));
}

/// Waits for the order to stop: Ctrl-C or SIGTERM.
pub(crate) async fn ordered_to_stop() -> Result<()> {
    let mut terminate = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate())?;
    tokio::select! {
        pressed = tokio::signal::ctrl_c() => pressed?,
        _ = terminate.recv() => {}
    }
    Ok(())
}

fn limit(builder: &mut hyper_util::server::conn::auto::Builder<hyper_util::rt::TokioExecutor>) {
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD_MAX).max_buf_size(HEAD_BYTES_MAX);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HTTP2_PING)
        .keep_alive_timeout(HTTP2_PING)
        .max_concurrent_streams(HTTP2_STREAMS_MAX)
        .max_pending_accept_reset_streams(HTTP2_RESETS_MAX)
        .max_header_list_size(HEAD_BYTES_MAX as u32);
}
