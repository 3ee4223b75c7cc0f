//! What was typed survives the end of a login: a form that came too late is kept, and stands filled in again on its page
//! once the same person has logged in again in the same browser.
//!
//! One layer does it for every form of our own sites: whatever answers [`SignedOut`] or `Problem::ExpiredForm` to a POST
//! loses nothing. Nothing is ever sent by itself; the person presses the button again. Source: ux.md 3.14.
//!
//! What it does not do: keep passwords ([`SECRET_FIELDS`]), or anything of the login's own pages, which fill in the user
//! name by their own story.

mod refill;

use crate::App;
use crate::cookies::{self, Lasts, Name, with_cookie};
use crate::design::icons;
use crate::form::{self, Posted, TOKEN_FIELD};
use crate::i18n::escaped;
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Anyone;
use askama::Template;
use axum::body::{Body, Bytes, HttpBody, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Redirect, Response};
use flows::draft::{Cookie, Form, Found, Sitting, Typist};

/// Marks an answer to somebody whose login is over: what they posted is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SignedOut;

/// The fields that are never kept. A test compares them with every password field of our templates.
pub(crate) const SECRET_FIELDS: [&str; 2] = ["password", "own"];

/// Longer than any page of ours.
const PAGE_BYTES_MAX: usize = 8 << 20;

/// The layer around every page.
pub(crate) async fn around(State(app): State<App>, anyone: Anyone, request: Request, next: Next) -> Response {
    let has = cookies::get(request.headers(), Name::Draft, anyone.transport).is_some();
    if is_form_of_a_site(&request) {
        return post(&app, &anyone, (request, has), next).await;
    }
    // A list that refreshes itself keeps its ticks by itself.
    if has && request.method() == Method::GET && !request.headers().contains_key("x-live") {
        return show(&app, &anyone, request, next).await;
    }
    next.run(request).await
}

fn is_form_of_a_site(request: &Request) -> bool {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let bytes = request.body().size_hint().upper().and_then(|bytes| usize::try_from(bytes).ok());
    request.method() == Method::POST
        && Site::of_path(request.uri().path()) != Site::Login
        && kind.starts_with("application/x-www-form-urlencoded")
        && bytes.is_some_and(|bytes| bytes <= flows::draft::BYTES_MAX)
}

async fn post(app: &App, anyone: &Anyone, (request, has): (Request, bool), next: Next) -> Response {
    let action = request.uri().path_and_query().map_or_else(String::new, ToString::to_string);
    let sitting = sitting(anyone, request.headers());
    let is_ours = form::came_from_us(request.headers(), app, anyone.host);
    let (parts, body) = request.into_parts();
    let Ok(bytes) = to_bytes(body, flows::draft::BYTES_MAX).await else {
        return Problem::TooLarge.into_response();
    };
    let answer = next.run(Request::from_parts(parts, Body::from(bytes.clone()))).await;
    let is_signed_out = answer.extensions().get::<SignedOut>().is_some();
    let is_expired = answer.extensions().get::<Problem>() == Some(&Problem::ExpiredForm);
    if !is_signed_out && !is_expired {
        let went_through = answer.status().is_success() || answer.status() == StatusCode::SEE_OTHER;
        return if has && went_through { sent(app, anyone, (&sitting, &action), answer).await } else { answer };
    }
    let Some(form) = kept_form(anyone, action, &bytes).filter(|_| is_ours) else { return answer };
    match flows::draft::keep(&app.world, &sitting, &form, typist(anyone.site)).await {
        Ok(true) => {
            let answer = if is_signed_out { answer } else { Redirect::to(&form.page).into_response() };
            with_cookie(answer, &cookies::set(Name::Draft, "kept", anyone.transport, Lasts::WithTheBrowser))
        }
        Ok(false) => answer,
        Err(error) => Problem::from(error).into_response(),
    }
}

/// The form went through: what was kept of it is of no use any more.
async fn sent(app: &App, anyone: &Anyone, (sitting, action): (&Sitting, &str), answer: Response) -> Response {
    match flows::draft::find(&app.world, sitting).await {
        Ok(Found::Form(form)) if form.action == action => forget(app, anyone, answer).await,
        // The answer stands, whatever becomes of the draft: it ends by itself.
        Ok(_) | Err(_) => answer,
    }
}

/// Throws the draft of this browser away. The answer stands, whether that succeeds or not: a draft ends by itself.
pub(crate) async fn forget(app: &App, anyone: &Anyone, answer: Response) -> Response {
    match flows::draft::forget(&app.world, &anyone.browser).await {
        Ok(()) => with_cookie(answer, &cookies::end(Name::Draft, anyone.transport)),
        Err(error) => {
            tracing::warn!(%error, "what somebody had typed stays kept until its hour is over");
            answer
        }
    }
}

/// The same for whoever leaves on purpose, where this browser has kept something.
pub(crate) async fn leave_nothing(app: &App, anyone: &Anyone, headers: &HeaderMap, answer: Response) -> Response {
    match cookies::get(headers, Name::Draft, anyone.transport) {
        Some(_) => forget(app, anyone, answer).await,
        None => answer,
    }
}

/// `POST /draft/forget`: whoever typed it does not want it any more.
pub(crate) async fn forget_wanted(State(app): State<App>, anyone: Anyone, _: Posted) -> Result<Response, Problem> {
    flows::draft::forget(&app.world, &anyone.browser).await?;
    let answer = Redirect::to(&anyone.here).into_response();
    Ok(with_cookie(answer, &cookies::end(Name::Draft, anyone.transport)))
}

/// Where somebody goes who has just come in to a site again: the page whose form was kept, else this one.
pub(crate) async fn resume(app: &App, anyone: &Anyone, cookie: Cookie, otherwise: &str) -> Result<Response, Problem> {
    let sitting = Sitting { browser: anyone.browser.clone(), cookie: Some(cookie), address: anyone.address };
    Ok(match flows::draft::find(&app.world, &sitting).await? {
        Found::Form(form) if Site::of_path(&form.page) == Site::of_path(otherwise) => Redirect::to(&form.page),
        Found::Form(_) | Found::Nothing | Found::NotYet | Found::SomebodyElses => Redirect::to(otherwise),
    }
    .into_response())
}

async fn show(app: &App, anyone: &Anyone, request: Request, next: Next) -> Response {
    let sitting = sitting(anyone, request.headers());
    let path = request.uri().path().to_owned();
    let found = match flows::draft::find(&app.world, &sitting).await {
        Ok(found) => found,
        Err(error) => return Problem::from(error).into_response(),
    };
    let answer = next.run(request).await;
    match found {
        Found::Nothing | Found::SomebodyElses => with_cookie(answer, &cookies::end(Name::Draft, anyone.transport)),
        Found::NotYet => rewrite(answer, |html| say(anyone, &html, Told::Kept)).await,
        Found::Form(form) if path_of(&form.page) == path => {
            let filled = |html: String| match refill::refill(&html, &form.action, &form.fields) {
                Some(filled) => say(anyone, &filled, Told::Restored),
                None => html,
            };
            rewrite(answer, filled).await
        }
        Found::Form(_) => answer,
    }
}

fn path_of(address: &str) -> &str {
    address.split(['?', '#']).next().unwrap_or_default()
}

fn typist(site: Site) -> Typist {
    match site {
        Site::Mit | Site::Elevadgang | Site::Ba | Site::Tilslutning | Site::Stil => Typist::Known,
        Site::Login | Site::Ansoeg | Site::Vejledning => Typist::Anybody,
    }
}

fn sitting(anyone: &Anyone, headers: &HeaderMap) -> Sitting {
    let cookie = match Name::of_site(anyone.site) {
        Some(name) => cookies::get(headers, name, anyone.transport)
            .map(|value| Cookie::Site(crypto::secret::SecretText::new(value))),
        None => anyone.session.clone().map(Cookie::Login),
    };
    Sitting { browser: anyone.browser.clone(), cookie, address: anyone.address }
}

fn kept_form(anyone: &Anyone, action: String, bytes: &Bytes) -> Option<Form> {
    let posted = form::parse(bytes).ok()?;
    // The application shows a number it was given again only masked.
    let is_number = |name: &str| anyone.site == Site::Ansoeg && name == "cpr";
    let is_kept = |name: &str| name != TOKEN_FIELD && !SECRET_FIELDS.contains(&name) && !is_number(name);
    let fields = posted.into_fields().into_iter().filter(|(name, _)| is_kept(name)).collect();
    Some(Form { page: anyone.here.clone(), action, fields })
}

/// The same answer with another text, where it is a page.
async fn rewrite(answer: Response, write: impl FnOnce(String) -> String) -> Response {
    let kind = answer.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if !answer.status().is_success() || !kind.starts_with("text/html") {
        return answer;
    }
    let (mut parts, body) = answer.into_parts();
    let Ok(bytes) = to_bytes(body, PAGE_BYTES_MAX).await else {
        return Problem::broken(&"a page too large to be filled in").into_response();
    };
    parts.headers.remove(header::CONTENT_LENGTH);
    match String::from_utf8(bytes.into()) {
        Ok(html) => Response::from_parts(parts, Body::from(write(html))),
        Err(error) => Response::from_parts(parts, Body::from(error.into_bytes())),
    }
}

/// What a page says of a draft.
#[derive(Clone, Copy)]
enum Told {
    /// It waits for a login.
    Kept,
    /// It stands here again.
    Restored,
}

#[derive(Template)]
#[template(path = "draft/notice.html")]
struct Notice {
    icon: String,
    says: String,
    throw_away: Option<(String, String)>,
}

/// Where every page's content begins.
const MAIN: &str = r#"<main id="content" tabindex="-1">"#;

fn say(anyone: &Anyone, html: &str, told: Told) -> String {
    let (says, throw_away) = match told {
        Told::Kept => (anyone.t("draft-kept"), None),
        Told::Restored => {
            let token =
                format!(r#"<input type="hidden" name="{TOKEN_FIELD}" value="{}">"#, escaped(&form::token(anyone)));
            (anyone.t("draft-restored"), Some((token, anyone.t("draft-throw-away"))))
        }
    };
    let notice = Notice { icon: icons::drawn("info", "alert-icon"), says, throw_away };
    match notice.render() {
        Ok(text) => html.replacen(MAIN, &format!("{MAIN}\n{text}"), 1),
        Err(_) => html.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn templates(directory: &std::path::Path, into: &mut Vec<(String, String)>) {
        for path in std::fs::read_dir(directory).unwrap().flatten().map(|entry| entry.path()) {
            if path.is_dir() {
                templates(&path, into);
            } else if path.extension().is_some_and(|ending| ending == "html") {
                into.push((path.display().to_string(), std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    #[test]
    fn no_field_for_a_password_is_ever_kept() {
        let mut seen = 0;
        let mut files = Vec::new();
        templates(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        for (file, text) in files {
            for tag in text.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
                let is_secret = tag.contains(r#"type="password""#) || tag.contains("-password\"");
                let name = tag.split(" name=\"").nth(1).and_then(|rest| rest.split('"').next());
                if let (true, Some(name)) = (is_secret, name) {
                    seen += 1;
                    assert!(SECRET_FIELDS.contains(&name), "{file}: {name}");
                }
            }
        }
        assert!(2 <= seen, "the templates have password fields");
    }

    /// Where the heading is the label of the page's one field nothing comes between them: there it stands above both.
    #[test]
    fn what_is_wrong_is_summed_up_after_the_heading_and_before_the_fields() {
        let mut files = Vec::new();
        templates(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut seen = 0;
        for (file, text) in files {
            let Some((before, after)) = text.split_once("{% include \"design/errors.html\" %}") else { continue };
            seen += 1;
            let is_label = after.contains("<h1><label ");
            assert!(before.contains("</h1>") || is_label, "{file}: the heading comes first");
            assert!(!before.contains("<form") && !before.contains("form-input"), "{file}: the fields come after");
        }
        assert!(30 <= seen, "the templates with forms were found");
    }
}
