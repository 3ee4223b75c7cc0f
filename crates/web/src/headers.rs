//! What every answer says to the browser about safety: what a page may load, where its forms may lead, who may frame it.
//!
//! Source: security.md rule 12. What it does not do: loosen anything for a page, except to name the origins of
//! ours, and the one registered origin, that a login's form may end at.

use crate::App;
use crate::own_host;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use flows::settings::EidBroker;

/// Two years.
const HSTS: &str = "max-age=63072000; includeSubDomains";

/// The origin, besides our own, that a page's forms may be redirected to: the running request's registered one.
#[derive(Clone, Debug)]
pub(crate) struct FormTarget(pub(crate) String);

/// Origins a page loads in hidden frames: services that are told of a logout through the browser.
#[derive(Clone, Debug)]
pub(crate) struct Frames(pub(crate) Vec<String>);

/// The layer.
pub(crate) async fn protect(State(app): State<App>, request: Request, next: Next) -> Response {
    // A site on a host of its own sends people to the broker from its forms, to log in and to log out; the login's forms
    // send them there.
    let mut targets: Vec<&str> = match own_host::host_of(&app, request.headers(), request.uri()) {
        Some(_) => vec![app.sites.origin_here(None)],
        None => app.sites.own_origins(),
    };
    let mut answer = next.run(request).await;
    // To log in as an administrator, or to sign, is a button; its redirects end at the eID.
    let settings = &app.world.settings;
    let eid = settings.eid.as_ref().and_then(EidBroker::origin).filter(|origin| *origin != settings.origin);
    targets.extend(eid.as_deref());
    targets.extend(answer.extensions().get::<FormTarget>().map(|target| target.0.as_str()));
    targets.retain(|origin| is_origin(origin));
    let mut policy = policy(&targets);
    if let Some(frames) = answer.extensions().get::<Frames>() {
        let origins: Vec<&str> = frames.0.iter().map(String::as_str).filter(|origin| is_origin(origin)).collect();
        policy.push_str(&format!("; frame-src {}", origins.join(" ")));
    }
    let fixed: [(HeaderName, &str); 6] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
    ];
    let headers = answer.headers_mut();
    for (name, value) in fixed {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What somebody sent us may do nothing at all, even where a browser shows it.
    if headers.get(header::CONTENT_DISPOSITION).is_some_and(|says| says.as_bytes().starts_with(b"attachment")) {
        policy = "default-src 'none'; sandbox".to_owned();
    }
    if let Ok(value) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    if app.sites.is_https() {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static(HSTS));
    }
    // Static files say how long they are kept; everything else is about somebody.
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

/// The layer of the demo's services, which have no application state of ours: the same policy, nothing kept.
pub(crate) async fn protect_services(request: Request, next: Next) -> Response {
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    if let Ok(value) = HeaderValue::from_str(&policy(&[])) {
        headers.insert(header::CONTENT_SECURITY_POLICY, value);
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    if !headers.contains_key(header::CACHE_CONTROL) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    answer
}

fn policy(form_targets: &[&str]) -> String {
    let targets: String = form_targets.iter().map(|origin| format!(" {origin}")).collect();
    format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; \
         form-action 'self'{targets}; frame-ancestors 'none'; base-uri 'none'"
    )
}

/// Scheme, host and port, nothing that could end the directive.
fn is_origin(text: &str) -> bool {
    url::Url::parse(text).is_ok_and(|url| url.origin().ascii_serialization() == text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_may_lead_home_and_to_the_one_service() {
        assert!(policy(&["https://mat.example"]).contains("form-action 'self' https://mat.example;"));
        assert!(policy(&[]).contains("form-action 'self';"));
    }

    #[test]
    fn nothing_but_an_origin_enters_the_policy() {
        assert!(is_origin("http://127.0.0.1:8081"));
        assert!(!is_origin("https://mat.example; script-src *"));
        assert!(!is_origin("https://mat.example/path"));
    }
}
