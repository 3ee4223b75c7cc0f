//! How messages travel: deflated in the query of a redirect, signed over the very octets of the query; or whole in a form.
//!
//! Source: SAML Bindings §3.4 and §3.5. What it does not do: read the message.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};
use xmlsig::key::{Method, PublicKey, SigningKey};

/// The largest message that is inflated, in bytes: requests are a few kilobytes.
pub const INFLATED_MAX: u64 = 64 * 1024;
/// The longest query that is read, in bytes.
pub const QUERY_MAX: usize = 32 * 1024;

/// What a message is called where it travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Asks.
    Request,
    /// Answers.
    Response,
}

impl Kind {
    fn parameter(self) -> &'static str {
        match self {
            Kind::Request => "SAMLRequest",
            Kind::Response => "SAMLResponse",
        }
    }
}

/// The address that carries a signed message to this endpoint.
pub fn redirect(endpoint: &str, kind: Kind, message: &str, relay_state: Option<&str>, key: &SigningKey) -> String {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    // Writing into memory does not fail.
    let deflated = encoder.write_all(message.as_bytes()).and_then(|()| encoder.finish()).unwrap_or_default();
    let mut query = format!("{}={}", kind.parameter(), encoded(&STANDARD.encode(deflated)));
    if let Some(state) = relay_state {
        query.push_str(&format!("&RelayState={}", encoded(state)));
    }
    query.push_str(&format!("&SigAlg={}", encoded(key.method().uri())));
    let signature = STANDARD.encode(key.sign(query.as_bytes()));
    let joint = if endpoint.contains('?') { '&' } else { '?' };
    format!("{endpoint}{joint}{query}&Signature={}", encoded(&signature))
}

fn encoded(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// A message out of a redirect, signed by one of the keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Carried {
    /// The message.
    pub message: Vec<u8>,
    /// What the sender wants back.
    pub relay_state: Option<String>,
}

/// Why a redirect carries nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Lost {
    /// No message, one thing twice, no base64, too long.
    #[error("it carries no message")]
    Unreadable,
    /// Larger than [`INFLATED_MAX`] once inflated.
    #[error("its message is too large")]
    TooLarge,
    /// Without a signature.
    #[error("it is not signed")]
    Unsigned,
    /// By an algorithm that is not allowed, by another key, or over other octets.
    #[error("its signature does not hold")]
    Signature,
}

/// Reads a redirect's query: the signature first, over the octets as they came, then the message.
///
/// # Errors
/// [`Lost`].
pub fn read_redirect(query: &str, kind: Kind, keys: &[&PublicKey]) -> Result<Carried, Lost> {
    if QUERY_MAX < query.len() {
        return Err(Lost::Unreadable);
    }
    let message = raw(query, kind.parameter())?.ok_or(Lost::Unreadable)?;
    let relay_state = raw(query, "RelayState")?;
    let (Some(algorithm), Some(signature)) = (raw(query, "SigAlg")?, raw(query, "Signature")?) else {
        return Err(Lost::Unsigned);
    };
    let mut signed = format!("{}={message}", kind.parameter());
    if let Some(state) = relay_state {
        signed.push_str(&format!("&RelayState={state}"));
    }
    signed.push_str(&format!("&SigAlg={algorithm}"));
    let method = decoded(algorithm).and_then(|uri| Method::from_uri(&uri)).ok_or(Lost::Signature)?;
    let signature = decoded(signature).and_then(|text| STANDARD.decode(text).ok()).ok_or(Lost::Signature)?;
    if !keys.iter().any(|key| key.verifies(method, signed.as_bytes(), &signature)) {
        return Err(Lost::Signature);
    }
    let deflated = decoded(message).and_then(|text| STANDARD.decode(text).ok()).ok_or(Lost::Unreadable)?;
    let relay_state = match relay_state {
        None => None,
        Some(state) => Some(decoded(state).ok_or(Lost::Unreadable)?),
    };
    Ok(Carried { message: inflate(&deflated)?, relay_state })
}

/// The value of a parameter as it stands in the query; one that stands twice is an error.
fn raw<'a>(query: &'a str, name: &str) -> Result<Option<&'a str>, Lost> {
    let mut found = query.split('&').filter_map(|part| part.split_once('=')).filter(|(key, _)| *key == name);
    let first = found.next().map(|(_, value)| value);
    if found.next().is_some() { Err(Lost::Unreadable) } else { Ok(first) }
}

fn decoded(value: &str) -> Option<String> {
    let pair = format!("v={value}");
    let (_, decoded) = url::form_urlencoded::parse(pair.as_bytes()).next()?;
    if decoded.contains('\u{fffd}') { None } else { Some(decoded.into_owned()) }
}

fn inflate(deflated: &[u8]) -> Result<Vec<u8>, Lost> {
    let mut inflated = Vec::new();
    let mut reader = DeflateDecoder::new(deflated).take(INFLATED_MAX + 1);
    reader.read_to_end(&mut inflated).map_err(|_| Lost::Unreadable)?;
    if u64::try_from(inflated.len()).is_ok_and(|length| length <= INFLATED_MAX) {
        Ok(inflated)
    } else {
        Err(Lost::TooLarge)
    }
}

/// The message of a form's field.
pub fn read_form(field: &str) -> Option<Vec<u8>> {
    let bare: String = field.chars().filter(|letter| !letter.is_ascii_whitespace()).collect();
    STANDARD.decode(bare).ok()
}
