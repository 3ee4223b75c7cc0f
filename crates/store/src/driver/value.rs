//! What goes into a statement and what comes out: whole numbers, texts, bytes, and nothing.

use crate::error::StoreError;
use rules::id::{AffiliationId, ContactId, EventId, GrantId, GroupId, ImportRunId, PersonId, WindowId};
use rules::institution::InstitutionNumber;
use rules::time::Instant;
use rules::user::{UniId, Username};

/// An argument of a statement.
#[derive(Clone, Copy, Debug)]
pub enum Arg<'a> {
    /// NULL.
    Null,
    /// BIGINT.
    Int(i64),
    /// TEXT.
    Text(&'a str),
    /// BYTEA.
    Bytes(&'a [u8]),
}

impl From<i64> for Arg<'_> {
    fn from(number: i64) -> Self {
        Arg::Int(number)
    }
}
impl<'a> From<&'a str> for Arg<'a> {
    fn from(text: &'a str) -> Self {
        Arg::Text(text)
    }
}
impl<'a> From<&'a String> for Arg<'a> {
    fn from(text: &'a String) -> Self {
        Arg::Text(text)
    }
}
impl<'a> From<&'a [u8]> for Arg<'a> {
    fn from(bytes: &'a [u8]) -> Self {
        Arg::Bytes(bytes)
    }
}
impl<'a> From<&'a Vec<u8>> for Arg<'a> {
    fn from(bytes: &'a Vec<u8>) -> Self {
        Arg::Bytes(bytes)
    }
}
impl<'a, const N: usize> From<&'a [u8; N]> for Arg<'a> {
    fn from(bytes: &'a [u8; N]) -> Self {
        Arg::Bytes(bytes)
    }
}
impl From<Instant> for Arg<'_> {
    fn from(moment: Instant) -> Self {
        Arg::Int(moment.0)
    }
}
impl From<PersonId> for Arg<'_> {
    fn from(id: PersonId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<AffiliationId> for Arg<'_> {
    fn from(id: AffiliationId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<GroupId> for Arg<'_> {
    fn from(id: GroupId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<ContactId> for Arg<'_> {
    fn from(id: ContactId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<WindowId> for Arg<'_> {
    fn from(id: WindowId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<ImportRunId> for Arg<'_> {
    fn from(id: ImportRunId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<EventId> for Arg<'_> {
    fn from(id: EventId) -> Self {
        Arg::Int(id.0)
    }
}
impl From<GrantId> for Arg<'_> {
    fn from(id: GrantId) -> Self {
        Arg::Int(id.0)
    }
}
impl<'a> From<&'a InstitutionNumber> for Arg<'a> {
    fn from(number: &'a InstitutionNumber) -> Self {
        Arg::Text(number.as_str())
    }
}
impl<'a> From<&'a Username> for Arg<'a> {
    fn from(name: &'a Username) -> Self {
        Arg::Text(name.as_str())
    }
}
impl<'a> From<&'a UniId> for Arg<'a> {
    fn from(id: &'a UniId) -> Self {
        Arg::Text(id.as_str())
    }
}
impl<'a, T> From<Option<T>> for Arg<'a>
where
    Arg<'a>: From<T>,
{
    fn from(value: Option<T>) -> Self {
        value.map_or(Arg::Null, Arg::from)
    }
}

/// How many values one look-up takes.
pub(crate) const LOOKUP_MAX: usize = 50;

/// The arguments of a statement that looks up [`LOOKUP_MAX`] values, after those in front. Short of that the last stands
/// again.
pub(crate) fn fifty<'a>(front: &[Arg<'a>], some: impl Iterator<Item = Arg<'a>>) -> Vec<Arg<'a>> {
    let mut args = front.to_vec();
    args.extend(some.take(LOOKUP_MAX));
    if let Some(last) = args.last().copied() {
        args.resize(front.len() + LOOKUP_MAX, last);
    }
    args
}

/// A value of a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Value {
    Null,
    Int(i64),
    Text(String),
    Bytes(Vec<u8>),
}

/// One row of an answer; columns are counted from 0.
#[derive(Clone, Debug)]
pub struct Row {
    pub(crate) statement: &'static str,
    pub(crate) values: Vec<Value>,
}

impl Row {
    /// A whole number that is there.
    pub fn int(&self, column: usize) -> Result<i64, StoreError> {
        self.maybe_int(column)?.ok_or(self.wrong(column))
    }
    /// A text that is there.
    pub fn text(&self, column: usize) -> Result<String, StoreError> {
        self.maybe_text(column)?.ok_or(self.wrong(column))
    }
    /// Bytes that are there.
    pub fn bytes(&self, column: usize) -> Result<Vec<u8>, StoreError> {
        self.maybe_bytes(column)?.ok_or(self.wrong(column))
    }
    /// A whole number or nothing.
    pub fn maybe_int(&self, column: usize) -> Result<Option<i64>, StoreError> {
        match self.values.get(column) {
            Some(Value::Int(number)) => Ok(Some(*number)),
            Some(Value::Null) => Ok(None),
            Some(Value::Text(_) | Value::Bytes(_)) | None => Err(self.wrong(column)),
        }
    }
    /// A text or nothing.
    pub fn maybe_text(&self, column: usize) -> Result<Option<String>, StoreError> {
        match self.values.get(column) {
            Some(Value::Text(text)) => Ok(Some(text.clone())),
            Some(Value::Null) => Ok(None),
            Some(Value::Int(_) | Value::Bytes(_)) | None => Err(self.wrong(column)),
        }
    }
    /// Bytes or nothing.
    pub fn maybe_bytes(&self, column: usize) -> Result<Option<Vec<u8>>, StoreError> {
        match self.values.get(column) {
            Some(Value::Bytes(bytes)) => Ok(Some(bytes.clone())),
            Some(Value::Null) => Ok(None),
            Some(Value::Int(_) | Value::Text(_)) | None => Err(self.wrong(column)),
        }
    }
    /// A moment that is there.
    pub fn instant(&self, column: usize) -> Result<Instant, StoreError> {
        self.int(column).map(Instant)
    }
    /// A moment or nothing.
    pub fn maybe_instant(&self, column: usize) -> Result<Option<Instant>, StoreError> {
        Ok(self.maybe_int(column)?.map(Instant))
    }
    /// A word of one of the rules' types, read back by `from_word`.
    pub fn word<T>(&self, column: usize, from_word: fn(&str) -> Option<T>) -> Result<T, StoreError> {
        from_word(&self.text(column)?).ok_or(self.wrong(column))
    }
    /// A column whose content the rules' types do not know: the database holds what this version never wrote.
    pub fn wrong(&self, column: usize) -> StoreError {
        StoreError::Column { statement: self.statement, column }
    }
}
