//! Who stands at the other end of the line: a browser with a language, before anything about a person is known.
//!
//! One layer reads this from every request and hands it to the handlers; extractors for people who are logged in build
//! on it. What it does not do: believe a cookie about a person; that is asked of the database each time.

use crate::App;
use crate::cookies::{self, Lasts, Name, Transport};
use crate::design::{Bar, Page};
use crate::draft::SignedOut;
use crate::form;
use crate::i18n::{Language, Tr};
use crate::own_host::{self, Here};
use crate::problem::Problem;
use crate::site::Site;
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::header;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use crypto::secret::SecretText;
use flows::sessions::Live;
use flows::sign_in::{BROWSER_WORDS_MAX, Browser, Way};
use rules::session::Assurance;
use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

/// Anybody: what is known of every request.
#[derive(Clone, Debug)]
pub(crate) struct Anyone {
    /// Speaks their language.
    pub(crate) tr: Tr,
    /// The random secret in the browser's own cookie. It names the browser, never a person.
    pub(crate) browser: SecretText,
    /// Whether it showed that cookie, or got it just now.
    pub(crate) cookie: BrowserCookie,
    /// The session cookie's value, believed by nobody before the database was asked.
    pub(crate) session: Option<SecretText>,
    /// The user name this browser fills in.
    pub(crate) remembered: Option<String>,
    /// The way this browser logged in by last time.
    pub(crate) way: Option<Way>,
    /// Where they come from.
    pub(crate) address: IpAddr,
    /// The start of `User-Agent`.
    pub(crate) words: String,
    /// The site they are at.
    pub(crate) site: Site,
    /// The site whose own host they are at; none at the broker's.
    pub(crate) host: Option<Site>,
    /// Path and query without the language: what the language menu links to.
    pub(crate) here: String,
    /// The product's name on screen.
    pub(crate) brand: Arc<str>,
    /// Whether cookies of ours go by TLS.
    pub(crate) transport: Transport,
}

/// Whether a browser has shown its own cookie.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BrowserCookie {
    /// It came with the request.
    Shown,
    /// It did not: this is its first request, or it keeps none.
    Missing,
}

impl Anyone {
    /// A page of this site in their language, its title under this key.
    pub(crate) fn page(&self, title: &str) -> Page {
        self.page_titled(self.tr.t(title))
    }

    /// The same with a title that is text already.
    pub(crate) fn page_titled(&self, title: String) -> Page {
        Page::new(self, title, form::token(self))
    }

    /// The browser as the stories know it.
    pub(crate) fn as_browser(&self) -> Browser {
        Browser { secret: self.browser.clone(), address: self.address, words: self.words.clone() }
    }

    /// The text of a key.
    pub(crate) fn t(&self, key: &str) -> String {
        self.tr.t(key)
    }
}

impl<S: Sync> FromRequestParts<S> for Anyone {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Anyone, Infallible> {
        Ok(parts.extensions.get::<Anyone>().cloned().expect("the layer `recognise` stands around every route"))
    }
}

/// The layer: reads what every request says, sets the cookies that are missing.
pub(crate) async fn recognise(State(app): State<App>, mut request: Request, next: Next) -> Response {
    let transport = app.transport();
    let host = request.extensions().get::<Here>().and_then(|here| here.0);
    let headers = request.headers();
    let asked = asked_language(request.uri());
    let kept = cookies::get(headers, Name::Language, transport).and_then(|tag| Language::of_tag(&tag));
    let wish = || Language::wished(text_of(headers, header::ACCEPT_LANGUAGE));
    let language = asked.or(kept).unwrap_or_else(wish);
    let held = cookies::get(headers, Name::Browser, transport).filter(|value| value.len() == TOKEN_LETTERS);
    let cookie = if held.is_some() { BrowserCookie::Shown } else { BrowserCookie::Missing };
    let browser = held.clone().map_or_else(crypto::random::token_256, SecretText::new);
    let mut set = Vec::new();
    if held.is_none() {
        set.push(cookies::set(Name::Browser, browser.reveal(), transport, Lasts::WithTheBrowser));
    }
    if let Some(language) = asked {
        set.push(cookies::set(Name::Language, language.tag(), transport, Lasts::Long));
    }
    let anyone = Anyone {
        tr: Tr { language },
        browser,
        cookie,
        session: cookies::get(headers, Name::Session, transport)
            .filter(|cookie| own_host::is_of_host(host, cookie))
            .map(SecretText::new),
        remembered: cookies::get(headers, Name::Remembered, transport),
        way: cookies::get(headers, Name::Way, transport).and_then(|word| Way::from_word(&word)),
        address: address(&app, &request),
        words: text_of(headers, header::USER_AGENT).chars().take(BROWSER_WORDS_MAX).collect(),
        site: Site::of_path(request.uri().path()),
        host,
        here: here(&app, &request),
        brand: app.brand.clone(),
        transport,
    };
    request.extensions_mut().insert(anyone);
    let answer = next.run(request).await;
    // Only pages carry cookies: what machines read stays without.
    if !is_page(&answer) {
        return answer;
    }
    set.iter().fold(answer, |answer, line| cookies::with_cookie(answer, line))
}

/// How long a browser's secret is on the wire.
const TOKEN_LETTERS: usize = 43;

fn is_page(answer: &Response) -> bool {
    let kind = text_of(answer.headers(), header::CONTENT_TYPE);
    answer.status().is_redirection() || kind.starts_with("text/html")
}

fn text_of(headers: &HeaderMap, name: header::HeaderName) -> &str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn asked_language(uri: &Uri) -> Option<Language> {
    let (_, tag) = url::form_urlencoded::parse(uri.query()?.as_bytes()).find(|(key, _)| key == "lang")?;
    Language::of_tag(&tag)
}

/// This page; for what answers a POST, the page of ours it was posted from.
fn here(app: &App, request: &Request) -> String {
    if request.method().is_safe() {
        return without_language(request.uri().path(), request.uri().query().unwrap_or_default());
    }
    let referrer = text_of(request.headers(), header::REFERER);
    match url::Url::parse(referrer) {
        Ok(url) if app.sites.is_ours(&url.origin().ascii_serialization()) => {
            without_language(url.path(), url.query().unwrap_or_default())
        }
        Ok(_) | Err(_) => Site::of_path(request.uri().path()).path().to_owned(),
    }
}

fn without_language(path: &str, query: &str) -> String {
    let rest: Vec<&str> = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")).collect();
    if rest.is_empty() { path.to_owned() } else { format!("{path}?{}", rest.join("&")) }
}

/// The client's address; from `X-Forwarded-For` only when the peer is a proxy of the configuration.
fn address(app: &App, request: &Request) -> IpAddr {
    let peer = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    client(&app.proxies, peer.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST)).to_canonical(), request.headers())
}

fn client(proxies: &[IpAddr], peer: IpAddr, headers: &HeaderMap) -> IpAddr {
    if !proxies.contains(&peer) {
        return peer;
    }
    // The last address was written by our own proxy; the ones before it by anybody.
    let lines = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let last = lines.flat_map(|line| line.split(',')).last().and_then(|text| text.trim().parse::<IpAddr>().ok());
    last.map_or(peer, |address| address.to_canonical())
}

/// Somebody who is logged in, judged by the database now. Anybody else is sent to the login and comes back here.
#[derive(Clone, Debug)]
pub(crate) struct Signed {
    /// The browser they use.
    pub(crate) anyone: Anyone,
    /// Their session and who they are.
    pub(crate) live: Live,
}

impl Signed {
    /// A page of this site that says who is logged in.
    pub(crate) fn page(&self, title: &str) -> Page {
        let bar = Bar { name: self.live.person.shown().full(), place: String::new(), switch: String::new() };
        self.anyone.page(title).with_bar(bar)
    }

    /// Who is logged in in this browser, judged by the database now; none where nobody is.
    pub(crate) async fn find(app: &App, anyone: Anyone) -> Result<Option<Signed>, Problem> {
        let Some(secret) = &anyone.session else { return Ok(None) };
        let live = flows::sessions::judge(&app.world, secret).await?;
        Ok(live.map(|live| Signed { anyone, live }))
    }
}

impl FromRequestParts<App> for Signed {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Signed, Response> {
        let Ok(anyone) = Anyone::from_request_parts(parts, app).await;
        let door = own_host::door(&anyone, &anyone.here, Assurance::OneFactor);
        match Signed::find(app, anyone).await {
            Ok(Some(signed)) => Ok(signed),
            Ok(None) => {
                let mut answer = Redirect::to(&door).into_response();
                answer.extensions_mut().insert(SignedOut);
                Err(answer)
            }
            Err(problem) => Err(problem.into_response()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::client;
    use axum::http::{HeaderMap, HeaderName};
    use std::net::IpAddr;

    fn address(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn said(lines: &[&str]) -> HeaderMap {
        lines.iter().map(|line| (HeaderName::from_static("x-forwarded-for"), line.parse().unwrap())).collect()
    }

    #[test]
    fn only_a_proxy_of_ours_says_who_the_client_is_and_only_in_what_it_wrote_itself() {
        let ours = [address("10.0.0.1"), address("::1")];
        let (proxy, stranger) = (address("10.0.0.1"), address("203.0.113.9"));
        let claimed = said(&["192.0.2.7, 198.51.100.4"]);
        assert_eq!(client(&ours, stranger, &claimed), stranger, "anybody may write the header");
        assert_eq!(client(&[], proxy, &claimed), proxy, "no proxy is ours unless the configuration says so");
        assert_eq!(client(&ours, proxy, &claimed), address("198.51.100.4"), "what stands before came from the client");
        assert_eq!(client(&ours, proxy, &said(&["192.0.2.7", "198.51.100.4"])), address("198.51.100.4"));
        assert_eq!(client(&ours, proxy, &said(&["192.0.2.7, nonsense"])), proxy, "never the one before it");
        assert_eq!(client(&ours, proxy, &said(&["::ffff:198.51.100.4"])), address("198.51.100.4"));
        assert_eq!(client(&ours, proxy, &HeaderMap::new()), proxy);
    }
}
