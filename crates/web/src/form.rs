//! Forms: what came, whether it came from one of our own pages, and what to say at which field.
//!
//! Every changing form carries a token made from the browser's own secret and its session; the Origin header is checked
//! too (security.md rule 13). What it does not do: judge the values.

use crate::App;
use crate::problem::Problem;
use crate::site::Site;
use crate::who::Anyone;
use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, StatusCode, header};
use rules::time::Date;

/// The name of the token's field.
pub(crate) const TOKEN_FIELD: &str = "form_token";
/// The most fields of one form: a class list and its ticks, many times over.
const FIELDS_MAX: usize = 2_000;

/// A form that came from one of our own pages in this browser.
#[derive(Clone, Debug)]
pub(crate) struct Posted {
    fields: Vec<(String, String)>,
}

impl Posted {
    /// Nothing was posted: for a page that shows its form for the first time.
    pub(crate) fn empty() -> Posted {
        Posted { fields: Vec::new() }
    }

    /// The field's text without spaces around it; empty where it is missing.
    pub(crate) fn text(&self, name: &str) -> &str {
        self.raw(name).trim()
    }

    /// The field exactly as typed: for passwords.
    pub(crate) fn raw(&self, name: &str) -> &str {
        self.fields.iter().find(|(key, _)| key == name).map_or("", |(_, value)| value)
    }

    /// Whether the field is there: a button that was pressed, a box that was ticked.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(key, _)| key == name)
    }

    /// All names and values, in order.
    pub(crate) fn into_fields(self) -> Vec<(String, String)> {
        self.fields
    }

    /// Every value of a field that may stand more than once.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }
}

impl FromRequest<App> for Posted {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Posted, Problem> {
        match Typed::from_request(request, app).await? {
            Typed::InTime(posted) => Ok(posted),
            Typed::TooLate(_) => Err(Problem::ExpiredForm),
        }
    }
}

/// A form that came from one of our own pages, in time or too late: for what may be shown again and does nothing else.
#[derive(Clone, Debug)]
pub(crate) enum Typed {
    /// In this browser and this login.
    InTime(Posted),
    /// The browser or its login is another one by now: nothing may be done with it but show it again.
    TooLate(Posted),
}

impl FromRequest<App> for Typed {
    type Rejection = Problem;

    async fn from_request(request: Request, app: &App) -> Result<Typed, Problem> {
        let anyone = request.extensions().get::<Anyone>().cloned().ok_or(Problem::ForeignForm)?;
        if !came_from_us(request.headers(), app, anyone.host) {
            return Err(Problem::ForeignForm);
        }
        let body = Bytes::from_request(request, app).await.map_err(|refused| match refused.status() {
            StatusCode::PAYLOAD_TOO_LARGE => Problem::TooLarge,
            _ => Problem::Unreadable,
        })?;
        let posted = parse(&body)?;
        let is_ours = is_ours(&anyone, posted.raw(TOKEN_FIELD));
        Ok(if is_ours { Typed::InTime(posted) } else { Typed::TooLate(posted) })
    }
}

/// Reads what a form posted.
pub(crate) fn parse(body: &[u8]) -> Result<Posted, Problem> {
    let mut fields = Vec::new();
    for (name, value) in url::form_urlencoded::parse(body) {
        // U+FFFD is what bytes that are no UTF-8 become; NUL is in no field a person fills in.
        if value.contains(['\0', '\u{FFFD}']) || fields.len() == FIELDS_MAX {
            return Err(Problem::Unreadable);
        }
        fields.push((name.into_owned(), value.into_owned()));
    }
    Ok(Posted { fields })
}

/// A day as a browser's own calendar sends it, or as Danes write it: `2026-03-31`, `31.3.2026`, `31-3-2026`, `31/3/2026`.
pub(crate) fn day(written: &str) -> Option<Date> {
    if let Ok(day) = written.parse::<Date>() {
        return Some(day);
    }
    let mut parts = written.split(['.', '-', '/', ' ']).filter(|part| !part.is_empty());
    let (day, month, year) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

/// A field for a day that may stay empty; `Err` where it holds something that is no day.
pub(crate) fn maybe_day(written: &str) -> Result<Option<Date>, NoDay> {
    match written.trim() {
        "" => Ok(None),
        written => day(written).map(Some).ok_or(NoDay),
    }
}

/// What stands in the field is no day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoDay;

/// The origin of this very host where the browser sends one; else `Sec-Fetch-Site`.
pub(crate) fn came_from_us(headers: &HeaderMap, app: &App, here: Option<Site>) -> bool {
    let of = |name| headers.get(name).and_then(|value| value.to_str().ok());
    match of(header::ORIGIN.as_str()) {
        Some(origin) if origin != "null" => origin == app.sites.origin_here(here),
        Some(_) | None => of("sec-fetch-site") == Some("same-origin"),
    }
}

fn proof(anyone: &Anyone) -> [u8; 32] {
    let session = anyone.session.as_ref().map_or("", |secret| secret.reveal());
    crypto::digest::sha256(format!("form\0{}\0{session}", anyone.browser.reveal()).as_bytes())
}

/// The token of this browser's forms; written differently each time, so that compression tells nothing about it.
pub(crate) fn token(anyone: &Anyone) -> String {
    let mask: [u8; 32] = crypto::random::bytes();
    let hidden: Vec<u8> = mask.iter().zip(proof(anyone)).map(|(one, two)| one ^ two).collect();
    rules::hex::write(&[&mask[..], &hidden].concat())
}

/// Whether a token is this browser's, in this login.
pub(crate) fn is_ours(anyone: &Anyone, token: &str) -> bool {
    let Some(bytes) = rules::hex::read(token).filter(|bytes| bytes.len() == 64) else { return false };
    let (mask, hidden) = bytes.split_at(32);
    let shown: Vec<u8> = mask.iter().zip(hidden).map(|(one, two)| one ^ two).collect();
    crypto::digest::same(&shown, &proof(anyone))
}

/// What is wrong with one field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FieldError {
    /// The id of the field, which is also its name.
    pub(crate) field: &'static str,
    /// What to do about it.
    pub(crate) says: String,
}

/// What is wrong with a form: said at each field and summed up on top.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldErrors {
    /// In the order of the page.
    pub(crate) all: Vec<FieldError>,
}

impl FieldErrors {
    /// Nothing is wrong.
    pub(crate) fn none() -> FieldErrors {
        FieldErrors::default()
    }

    /// One thing is wrong.
    pub(crate) fn one(field: &'static str, says: String) -> FieldErrors {
        FieldErrors { all: vec![FieldError { field, says }] }
    }

    /// One thing more.
    pub(crate) fn add(&mut self, field: &'static str, says: String) {
        self.all.push(FieldError { field, says });
    }

    /// Whether all is well.
    pub(crate) fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What to say at this field.
    pub(crate) fn at(&self, field: &str) -> Option<&str> {
        self.all.iter().find(|error| error.field == field).map(|error| error.says.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_browsers_send_it_and_as_danes_write_it() {
        let march = jiff::civil::date(2026, 3, 31);
        for written in ["2026-03-31", "31.3.2026", "31-03-2026", "31/3/2026", "31. 3. 2026"] {
            assert_eq!(day(written), Some(march), "{written}");
        }
        for written in ["", "31.3", "31.2.2026", "i morgen", "1.2.3.4"] {
            assert_eq!(day(written), None, "{written}");
        }
        assert_eq!((maybe_day(" "), maybe_day("31.2.2026")), (Ok(None), Err(NoDay)));
    }
}
