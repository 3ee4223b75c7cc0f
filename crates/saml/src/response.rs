//! What came back: a response around one sealed, signed assertion, and who it says stands there.
//!
//! Source: OIOSAML 3 §5, SAML Profiles §4.1.4, security.md "SAML, both sides". Of an assertion only what was signed is
//! read ([`xmlsig::signature::Verified`]). What it does not do: know whether the assertion was used before, which the
//! database says, or whether the request was this browser's.

use crate::metadata::{CPR_NUMBER, CVR, IdentityProvider, LOA, SPEC_VERSION};
use crate::{ASSERTION, PROTOCOL, SKEW, ServiceProvider, moment};
use xmlsig::XENC;
use xmlsig::encryption::{self, OpeningKey, Shut};
use xmlsig::parse::{Malformed, parse};
use xmlsig::signature::{self, Refused, Verified};
use xmlsig::tree::{Document, Element};

const BEARER: &str = "urn:oasis:names:tc:SAML:2.0:cm:bearer";
const STATUS: &str = "urn:oasis:names:tc:SAML:2.0:status:";
/// The longest an assertion may count, in milliseconds.
const COUNTS_AT_MOST: i64 = 60 * 60 * 1000;

/// What a response must fit.
#[derive(Clone, Copy, Debug)]
pub struct Expected<'a> {
    /// Who we are.
    pub us: &'a ServiceProvider,
    /// Whom we asked.
    pub provider: &'a IdentityProvider,
    /// The request we made.
    pub request_id: &'a str,
    /// When we made it, in milliseconds since 1970: nothing that was said or shown before answers it.
    pub asked: i64,
    /// Milliseconds since 1970.
    pub now: i64,
}

/// How sure the provider is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// Substantial or high.
    Substantial,
    /// Low, or a level nobody knows.
    TooLow,
}

/// Somebody who showed their eID.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The assertion's id: counts once.
    pub assertion_id: String,
    /// When it can come back no more, in milliseconds since 1970.
    pub over: i64,
    /// How sure.
    pub level: Level,
    /// The CPR number as it stands there, without hyphen and spaces.
    pub cpr: Option<String>,
    /// Whether it is a business identity.
    pub is_professional: bool,
}

impl std::fmt::Debug for Identity {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Identity({}, ..)", self.assertion_id)
    }
}

/// Why nobody logged in there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotLoggedIn {
    /// They stopped, or could not show it.
    Stopped,
    /// The provider does not serve them or us.
    Refused,
    /// They have no eID of the level we ask for.
    TooWeak,
    /// Whatever else.
    Failed,
}

/// Why a response is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Disbelief {
    /// No XML.
    #[error("it cannot be read: {0}")]
    Malformed(#[from] Malformed),
    /// No response of SAML 2.0, or not exactly one sealed assertion.
    #[error("it is not a response with one sealed assertion")]
    Shape,
    /// Another provider's.
    #[error("another issuer")]
    Issuer,
    /// Sent to somebody else.
    #[error("another destination")]
    Destination,
    /// The answer to another request.
    #[error("it answers another request")]
    Request,
    /// Nobody logged in.
    #[error("nobody logged in: {0:?}")]
    NotLoggedIn(NotLoggedIn),
    /// The seal.
    #[error("the seal: {0}")]
    Shut(#[from] Shut),
    /// The signature.
    #[error("the signature: {0}")]
    Signature(#[from] Refused),
    /// For somebody else.
    #[error("another audience")]
    Audience,
    /// To be shown somewhere else.
    #[error("another recipient")]
    Recipient,
    /// Too early, too late, or counting for too long.
    #[error("another time")]
    Time,
    /// A condition we do not know.
    #[error("an unknown condition")]
    Condition,
    /// An attribute twice, or not a plain text.
    #[error("an attribute that cannot be read")]
    Attribute,
    /// Not by the profile we speak.
    #[error("not OIOSAML 3")]
    Profile,
}

/// What can be said of a response before anything in it is believed: the request it claims to answer.
///
/// # Errors
/// [`Disbelief`].
pub fn form(bytes: &[u8]) -> Result<String, Disbelief> {
    let document = parse(bytes)?;
    let root = shaped(&document)?;
    root.attribute("InResponseTo").map(str::to_owned).ok_or(Disbelief::Request)
}

/// A response whose only assertion, if any, is one sealed one directly in it.
fn shaped(document: &Document) -> Result<&Element, Disbelief> {
    let root = document.root();
    let known = root.elements().all(|element| {
        ["Status", "Extensions"].iter().any(|name| element.is(PROTOCOL, name))
            || ["Issuer", "EncryptedAssertion"].iter().any(|name| element.is(ASSERTION, name))
            || element.is(xmlsig::DSIG, "Signature")
    });
    let well = root.is(PROTOCOL, "Response")
        && root.attribute("Version") == Some("2.0")
        && root.holds_no_text()
        && known
        && count(root, "Assertion") == 0
        && count(root, "EncryptedAssertion") == root.all(ASSERTION, "EncryptedAssertion").count()
        && count(root, "EncryptedAssertion") <= 1;
    if well { Ok(root) } else { Err(Disbelief::Shape) }
}

/// How many elements of this local name there are, in whatever namespace, at any depth.
fn count(element: &Element, local: &str) -> usize {
    element.elements().map(|inside| usize::from(inside.local() == local) + count(inside, local)).sum()
}

/// Reads a response; who stands there.
///
/// # Errors
/// [`Disbelief`].
pub fn read(bytes: &[u8], expected: &Expected, keys: &[OpeningKey]) -> Result<Identity, Disbelief> {
    let received = parse(bytes)?;
    // Where the response is signed, everything is read from what was signed.
    let verified = if signature::is_signed(&received) {
        Some(signature::verify(&received, &expected.provider.keys())?)
    } else {
        None
    };
    let document = verified.as_ref().map_or(&received, Verified::document);
    let root = shaped(document)?;
    if root.attribute("Destination") != Some(&expected.us.consumer) {
        return Err(Disbelief::Destination);
    }
    if root.attribute("InResponseTo") != Some(expected.request_id) {
        return Err(Disbelief::Request);
    }
    if root.all(ASSERTION, "Issuer").next().is_some() {
        issued_by(root, expected)?;
    }
    issued_now(root, expected)?;
    succeeded(root)?;
    let holder = root.only(ASSERTION, "EncryptedAssertion").ok_or(Disbelief::Shape)?;
    if holder.elements().any(|inside| !inside.is(XENC, "EncryptedData") && !inside.is(XENC, "EncryptedKey")) {
        return Err(Disbelief::Shape);
    }
    let opened = encryption::open(document, &[root, holder], keys)?;
    let assertion = signature::verify(&opened, &expected.provider.keys())?;
    identity(&assertion, expected)
}

fn issued_by(element: &Element, expected: &Expected) -> Result<(), Disbelief> {
    let issuer = element.only(ASSERTION, "Issuer").ok_or(Disbelief::Issuer)?;
    let is_entity =
        matches!(issuer.attribute("Format"), None | Some("urn:oasis:names:tc:SAML:2.0:nameid-format:entity"));
    if is_entity && issuer.text() == Some(&expected.provider.entity_id) { Ok(()) } else { Err(Disbelief::Issuer) }
}

fn issued_now(element: &Element, expected: &Expected) -> Result<(), Disbelief> {
    let issued = instant(element, "IssueInstant")?.ok_or(Disbelief::Time)?;
    let is_now = issued <= expected.now + SKEW && expected.asked - SKEW <= issued;
    if is_now { Ok(()) } else { Err(Disbelief::Time) }
}

fn instant(element: &Element, name: &str) -> Result<Option<i64>, Disbelief> {
    match element.attribute(name) {
        None => Ok(None),
        Some(text) => moment::read(text).map(Some).ok_or(Disbelief::Time),
    }
}

fn succeeded(root: &Element) -> Result<(), Disbelief> {
    let status = root.only(PROTOCOL, "Status").ok_or(Disbelief::Shape)?;
    let first = status.only(PROTOCOL, "StatusCode").ok_or(Disbelief::Shape)?;
    let word = |code: &Element| code.attribute("Value").and_then(|value| value.strip_prefix(STATUS)).map(str::to_owned);
    if word(first).as_deref() == Some("Success") {
        return Ok(());
    }
    let second = first.only(PROTOCOL, "StatusCode").and_then(word);
    Err(Disbelief::NotLoggedIn(match second.as_deref() {
        Some("AuthnFailed") => NotLoggedIn::Stopped,
        Some("RequestDenied" | "UnknownPrincipal") => NotLoggedIn::Refused,
        Some("NoAuthnContext") => NotLoggedIn::TooWeak,
        Some(_) | None => NotLoggedIn::Failed,
    }))
}

fn identity(verified: &Verified, expected: &Expected) -> Result<Identity, Disbelief> {
    let assertion = verified.root();
    if !assertion.is(ASSERTION, "Assertion") || assertion.attribute("Version") != Some("2.0") {
        return Err(Disbelief::Shape);
    }
    issued_by(assertion, expected)?;
    issued_now(assertion, expected)?;
    let id = assertion.attribute("ID").ok_or(Disbelief::Shape)?;
    let confirmed = confirmed(assertion, expected)?;
    let ends = conditions(assertion, expected)?.min(confirmed);
    authenticated(assertion, expected)?;
    let statement = assertion.only(ASSERTION, "AttributeStatement").ok_or(Disbelief::Shape)?;
    if !value(statement, SPEC_VERSION)?.is_some_and(|version| version.starts_with("OIO-SAML-3.")) {
        return Err(Disbelief::Profile);
    }
    let level = match value(statement, LOA)?.map(|level| level.rsplit('/').next().unwrap_or_default()) {
        Some("Substantial" | "High") => Level::Substantial,
        Some(_) | None => Level::TooLow,
    };
    let cpr = value(statement, CPR_NUMBER)?.map(|cpr| cpr.chars().filter(|c| !matches!(c, '-' | ' ')).collect());
    Ok(Identity {
        assertion_id: id.to_owned(),
        over: ends + SKEW,
        level,
        cpr,
        is_professional: value(statement, CVR)?.is_some(),
    })
}

/// The one confirmation: whoever carries it, to us, in answer to our request, in time. When it ends.
fn confirmed(assertion: &Element, expected: &Expected) -> Result<i64, Disbelief> {
    let subject = assertion.only(ASSERTION, "Subject").ok_or(Disbelief::Shape)?;
    let confirmation = subject.only(ASSERTION, "SubjectConfirmation").ok_or(Disbelief::Shape)?;
    let data = confirmation.only(ASSERTION, "SubjectConfirmationData").ok_or(Disbelief::Shape)?;
    if confirmation.attribute("Method") != Some(BEARER) {
        return Err(Disbelief::Shape);
    }
    if data.attribute("Recipient") != Some(&expected.us.consumer) {
        return Err(Disbelief::Recipient);
    }
    if data.attribute("InResponseTo") != Some(expected.request_id) {
        return Err(Disbelief::Request);
    }
    if data.attribute("NotBefore").is_some() {
        return Err(Disbelief::Time);
    }
    let ends = instant(data, "NotOnOrAfter")?.ok_or(Disbelief::Time)?;
    in_time(ends, expected)
}

fn in_time(ends: i64, expected: &Expected) -> Result<i64, Disbelief> {
    let counts = expected.now < ends + SKEW && ends <= expected.now + COUNTS_AT_MOST;
    if counts { Ok(ends) } else { Err(Disbelief::Time) }
}

/// The conditions, each known and met; when they end.
fn conditions(assertion: &Element, expected: &Expected) -> Result<i64, Disbelief> {
    let conditions = assertion.only(ASSERTION, "Conditions").ok_or(Disbelief::Shape)?;
    let known = ["AudienceRestriction", "OneTimeUse", "ProxyRestriction"];
    if conditions.elements().any(|one| !known.iter().any(|name| one.is(ASSERTION, name))) {
        return Err(Disbelief::Condition);
    }
    if instant(conditions, "NotBefore")?.is_some_and(|begins| expected.now + SKEW < begins) {
        return Err(Disbelief::Time);
    }
    let ends = in_time(instant(conditions, "NotOnOrAfter")?.ok_or(Disbelief::Time)?, expected)?;
    let restriction = conditions.only(ASSERTION, "AudienceRestriction").ok_or(Disbelief::Audience)?;
    let is_ours = restriction.all(ASSERTION, "Audience").any(|one| one.text() == Some(&expected.us.entity_id));
    if is_ours { Ok(ends) } else { Err(Disbelief::Audience) }
}

/// They showed it after we asked, as we asked.
fn authenticated(assertion: &Element, expected: &Expected) -> Result<(), Disbelief> {
    let statement = assertion.only(ASSERTION, "AuthnStatement").ok_or(Disbelief::Shape)?;
    let shown = instant(statement, "AuthnInstant")?.ok_or(Disbelief::Time)?;
    let is_over = instant(statement, "SessionNotOnOrAfter")?.is_some_and(|over| over + SKEW <= expected.now);
    let is_fresh = shown <= expected.now + SKEW && expected.asked - SKEW <= shown;
    if is_fresh && !is_over { Ok(()) } else { Err(Disbelief::Time) }
}

/// The plain text of an attribute that has exactly one; none where there is no such attribute.
fn value<'a>(statement: &'a Element, name: &str) -> Result<Option<&'a str>, Disbelief> {
    let mut found = statement.all(ASSERTION, "Attribute").filter(|one| one.attribute("Name") == Some(name));
    let Some(attribute) = found.next() else { return Ok(None) };
    if found.next().is_some() {
        return Err(Disbelief::Attribute);
    }
    let value = attribute.only(ASSERTION, "AttributeValue").and_then(Element::text);
    value.map(|text| Some(text.trim())).ok_or(Disbelief::Attribute)
}
