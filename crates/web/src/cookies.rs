//! The cookies we set: which browser this is, its language, its session.
//!
//! With TLS every name starts with `__Host-` and the cookie is `Secure`; the demo on plain http drops both, because
//! Safari refuses them there. What it does not do: `SameSite=None` or `Strict`, for anything.

use crate::site::Site;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use rules::session::Device;
use rules::time::Millis;

/// How long a browser keeps what is not a session: 400 days, the most a browser grants.
const KEPT_DAYS: i64 = 400;

/// Whether people reach us by TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Transport {
    /// https.
    Tls,
    /// The demo on plain http.
    Plain,
}

/// How long a cookie lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lasts {
    /// Until the browser closes: everything on a shared device.
    WithTheBrowser,
    /// As long as what it stands for: a session on one's own device.
    For(Millis),
    /// 400 days.
    Long,
}

/// Our cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    /// Which browser this is: a secret that names nobody.
    Browser,
    /// `da` or `en`.
    Language,
    /// The session.
    Session,
    /// The user name of *Husk mig*.
    Remembered,
    /// The way somebody logged in by last time, and nothing else; only on one's own device.
    Way,
    /// Elevadgang's own session.
    Elevadgang,
    /// Says that a form was kept for this browser; the form itself lies sealed in the database.
    Draft,
    /// Brugeradministration's own session.
    Ba,
    /// The operator's desk's own session.
    Stil,
}

impl Name {
    /// The name on the wire.
    pub(crate) fn word(self, transport: Transport) -> &'static str {
        match (self, transport) {
            (Name::Browser, Transport::Tls) => "__Host-browser",
            (Name::Browser, Transport::Plain) => "browser",
            (Name::Language, Transport::Tls) => "__Host-language",
            (Name::Language, Transport::Plain) => "language",
            (Name::Session, Transport::Tls) => "__Host-session",
            (Name::Session, Transport::Plain) => "session",
            (Name::Remembered, Transport::Tls) => "__Host-remembered",
            (Name::Remembered, Transport::Plain) => "remembered",
            (Name::Way, Transport::Tls) => "__Host-way",
            (Name::Way, Transport::Plain) => "way",
            (Name::Elevadgang, Transport::Tls) => "__Host-elevadgang",
            (Name::Elevadgang, Transport::Plain) => "elevadgang",
            (Name::Draft, Transport::Tls) => "__Host-draft",
            (Name::Draft, Transport::Plain) => "draft",
            (Name::Ba, Transport::Tls) => "__Host-ba",
            (Name::Ba, Transport::Plain) => "ba",
            (Name::Stil, Transport::Tls) => "__Host-stil",
            (Name::Stil, Transport::Plain) => "stil",
        }
    }

    /// The cookie of a site that has a session of its own; none where the login's is enough.
    pub(crate) fn of_site(site: Site) -> Option<Name> {
        match site {
            Site::Elevadgang => Some(Name::Elevadgang),
            Site::Ba => Some(Name::Ba),
            Site::Stil => Some(Name::Stil),
            Site::Login | Site::Mit | Site::Ansoeg | Site::Tilslutning | Site::Vejledning => None,
        }
    }
}

impl Lasts {
    /// How long the cookie of a session lasts that has so much time left at most.
    pub(crate) fn of_session(device: Device, left: Millis) -> Lasts {
        match device {
            Device::Shared => Lasts::WithTheBrowser,
            Device::Own => Lasts::For(left),
        }
    }
}

/// The same answer with one more cookie set or taken away: a line of [`set`] or [`end`].
pub(crate) fn with_cookie(mut answer: Response, line: &str) -> Response {
    if let Ok(value) = HeaderValue::from_str(line) {
        answer.headers_mut().append(header::SET_COOKIE, value);
    }
    answer
}

/// The header value that sets a cookie. Values are our own words and tokens: letters, digits, `-` and `_`.
pub(crate) fn set(name: Name, value: &str, transport: Transport, lasts: Lasts) -> String {
    let kept = match lasts {
        Lasts::WithTheBrowser => String::new(),
        Lasts::For(time) => format!("; Max-Age={}", time.whole_seconds_up().max(1)),
        Lasts::Long => format!("; Max-Age={}", KEPT_DAYS * 86_400),
    };
    format!("{}={value}; Path=/; HttpOnly; SameSite=Lax{kept}{}", name.word(transport), secure(transport))
}

/// The value of a cookie that came with a request.
pub(crate) fn get(headers: &HeaderMap, name: Name, transport: Transport) -> Option<String> {
    let wanted = name.word(transport);
    headers
        .get_all(header::COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find(|(key, value)| *key == wanted && is_plain(value))
        .map(|(_, value)| value.to_owned())
}

/// Whether a value can be one of ours.
fn is_plain(value: &str) -> bool {
    !value.is_empty()
        && value.len() <= VALUE_BYTES_MAX
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

/// Longer than any token of ours.
const VALUE_BYTES_MAX: usize = 128;

/// The header value that takes a cookie away.
pub(crate) fn end(name: Name, transport: Transport) -> String {
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{}", name.word(transport), secure(transport))
}

fn secure(transport: Transport) -> &'static str {
    match transport {
        Transport::Tls => "; Secure",
        Transport::Plain => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_tls_the_name_binds_the_cookie_to_this_host() {
        let line = set(Name::Session, "abc", Transport::Tls, Lasts::WithTheBrowser);
        assert_eq!(line, "__Host-session=abc; Path=/; HttpOnly; SameSite=Lax; Secure");
        assert!(!set(Name::Session, "abc", Transport::Plain, Lasts::Long).contains("Secure"));
    }

    #[test]
    fn the_cookie_of_a_session_on_ones_own_device_lasts_as_long_as_the_session() {
        let lasts = Lasts::of_session(Device::Own, Millis::hours(30));
        assert!(set(Name::Session, "abc", Transport::Tls, lasts).contains("; Max-Age=108000;"));
        assert_eq!(Lasts::of_session(Device::Shared, Millis::hours(30)), Lasts::WithTheBrowser);
    }

    #[test]
    fn only_a_value_of_our_own_shape_is_read() {
        let mut headers = HeaderMap::new();
        headers.insert(header::COOKIE, header::HeaderValue::from_static("browser=a b; language=en; session=x-_9"));
        assert_eq!(get(&headers, Name::Browser, Transport::Plain), None);
        assert_eq!(get(&headers, Name::Language, Transport::Plain).as_deref(), Some("en"));
        assert_eq!(get(&headers, Name::Session, Transport::Plain).as_deref(), Some("x-_9"));
        assert_eq!(get(&headers, Name::Session, Transport::Tls), None);
    }
}
