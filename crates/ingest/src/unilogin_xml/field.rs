//! Single fields: how long, which dates, what a yes looks like.

use crate::element::Element;
use rules::roster::Reason;
use rules::time::Date;

/// The trimmed text of a child of at most so many UTF-8 bytes.
pub(super) fn short(element: &Element, name: &str, bytes_max: usize) -> Result<Option<String>, Reason> {
    limited(element.text_of(name), name, bytes_max)
}

/// A text of at most so many UTF-8 bytes.
pub(super) fn limited(text: Option<&str>, name: &str, bytes_max: usize) -> Result<Option<String>, Reason> {
    match text {
        Some(text) if bytes_max < text.len() => Err(Reason::FieldTooLong { field: name.to_owned(), bytes_max }),
        Some(text) => Ok(Some(text.to_owned())),
        None => Ok(None),
    }
}

/// A day; an XML date may carry a zone, which a day does not need.
pub(super) fn date(element: &Element, name: &str) -> Result<Option<Date>, Reason> {
    let Some(text) = element.text_of(name) else { return Ok(None) };
    let plain = text.get(..10).filter(|_| text.len() <= 16);
    let day = plain.and_then(|day| day.parse().ok());
    day.map(Some).ok_or_else(|| Reason::DateInvalid(name.to_owned()))
}

/// `true` and `1`.
pub(super) fn is_true(text: Option<&str>) -> bool {
    matches!(text, Some("true" | "1"))
}

/// A number from 0 to 9, else 0.
pub(super) fn digit(text: Option<&str>) -> u8 {
    text.and_then(|text| text.parse().ok()).filter(|number| *number <= 9).unwrap_or(0)
}

/// A foreign word as it may stand in a finding.
pub(super) fn quoted(word: &str) -> String {
    word.chars().take(40).collect()
}
