//! Enveloped signatures over a whole document, and the only way to what was signed.
//!
//! Source: W3C, XML Signature Syntax and Processing 1.1; dependencies.md §3, "rules of the own profile"; security.md rule 5.
//! What it does not do: look for a signature anywhere but directly in the root, follow references, or read `KeyInfo`: the
//! keys are given.

use crate::DSIG;
use crate::canonical::{self, EXCLUSIVE, Options};
use crate::key::{Method, PublicKey, SigningKey};
use crate::parse::{Malformed, parse};
use crate::pem::base64_with_spaces;
use crate::tree::{Document, Element, Node};
use aws_lc_rs::digest;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;

const ENVELOPED: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
/// The most keys one document is tried with.
pub const KEYS_MAX: usize = 8;
/// The most prefixes of one `PrefixList`.
const PREFIXES_MAX: usize = 64;

/// Why a signature does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// There is none directly in the root.
    #[error("it is not signed")]
    Unsigned,
    /// More than one, or not of the one shape we take.
    #[error("its signature is not of the one shape we take")]
    Shape,
    /// SHA-1, HMAC, XPath, whatever is not on the list.
    #[error("its signature uses an algorithm that is not allowed")]
    Algorithm,
    /// It refers to something else than the document it stands in.
    #[error("its signature is over something else")]
    Reference,
    /// What stands there is not what was signed.
    #[error("it was changed after it was signed")]
    Digest,
    /// None of the keys made it.
    #[error("it was signed with another key")]
    Key,
    /// What was signed reads differently the second time.
    #[error("what was signed cannot be read")]
    Unreadable,
}

/// What was signed, parsed anew from the very bytes; the document around them is out of reach.
#[derive(Clone, Debug)]
pub struct Verified(Document);

impl Verified {
    /// The root, without the signature.
    pub fn root(&self) -> &Element {
        self.0.root()
    }

    /// The document, without the signature.
    pub fn document(&self) -> &Document {
        &self.0
    }
}

/// Whether the root holds a signature, good or bad.
pub fn is_signed(document: &Document) -> bool {
    document.root().all(DSIG, "Signature").next().is_some()
}

/// Checks the signature in the root with these keys; what was signed.
///
/// # Errors
/// [`Refused`].
pub fn verify(document: &Document, keys: &[&PublicKey]) -> Result<Verified, Refused> {
    let root = document.root();
    let mut all = root.all(DSIG, "Signature");
    let signature = all.next().ok_or(Refused::Unsigned)?;
    if all.next().is_some() {
        return Err(Refused::Shape);
    }
    let (signed_info, value) = parts(signature)?;
    // Nobody has vouched for it yet: it is written out only where it is as small as what it may say.
    read_statement(signed_info)?;
    // The statement about the signature is itself read from the bytes that were signed.
    let written = of_signed_info(document, [root, signature, signed_info])?;
    let statement = statement(&written)?;
    let id = root.attribute("ID").filter(|id| !id.is_empty()).ok_or(Refused::Reference)?;
    if statement.reference != format!("#{id}") {
        return Err(Refused::Reference);
    }
    if !keys.iter().take(KEYS_MAX).any(|key| key.verifies(statement.method, &written, &value)) {
        return Err(Refused::Key);
    }
    let options = Options { inclusive: &statement.prefixes, without: Some(signature) };
    let signed = canonical::of_document(document, options);
    if digest::digest(statement.digest, &signed).as_ref() != statement.digest_value {
        return Err(Refused::Digest);
    }
    let again = parse(&signed).map_err(|_: Malformed| Refused::Unreadable)?;
    let options = Options { inclusive: &statement.prefixes, without: None };
    if canonical::of_document(&again, options) != signed {
        return Err(Refused::Unreadable);
    }
    Ok(Verified(again))
}

/// `SignedInfo` and the value, where nothing else stands but a `KeyInfo`, which is not read.
fn parts(signature: &Element) -> Result<(&Element, Vec<u8>), Refused> {
    let inside: Vec<&Element> = signature.elements().collect();
    let is_named = |at: usize, name: &str| inside.get(at).is_some_and(|element| element.is(DSIG, name));
    let well = signature.holds_no_text()
        && is_named(0, "SignedInfo")
        && is_named(1, "SignatureValue")
        && (inside.len() == 2 || (inside.len() == 3 && is_named(2, "KeyInfo")));
    if !well {
        return Err(Refused::Shape);
    }
    let value = inside[1].text().and_then(base64_with_spaces).ok_or(Refused::Shape)?;
    Ok((inside[0], value.to_vec()))
}

/// The bytes the signature value was made from.
fn of_signed_info(document: &Document, path: [&Element; 3]) -> Result<Vec<u8>, Refused> {
    let method = path[2].only(DSIG, "CanonicalizationMethod").ok_or(Refused::Shape)?;
    let inclusive = prefixes(method)?;
    Ok(canonical::of_element(document, &path, Options { inclusive: &inclusive, without: None }))
}

struct Statement {
    method: Method,
    reference: String,
    prefixes: Vec<String>,
    digest: &'static digest::Algorithm,
    digest_value: Vec<u8>,
}

fn statement(written: &[u8]) -> Result<Statement, Refused> {
    let document = parse(written).map_err(|_| Refused::Unreadable)?;
    read_statement(document.root())
}

fn read_statement(info: &Element) -> Result<Statement, Refused> {
    let [canonicalization, method, reference] =
        exactly(info, ["CanonicalizationMethod", "SignatureMethod", "Reference"])?;
    prefixes(canonicalization)?;
    if method.elements().next().is_some() {
        return Err(Refused::Algorithm);
    }
    let method = method.attribute("Algorithm").and_then(Method::from_uri).ok_or(Refused::Algorithm)?;
    let [transforms, digest_method, digest_value] = exactly(reference, ["Transforms", "DigestMethod", "DigestValue"])?;
    let [enveloped, canonicalized] = exactly(transforms, ["Transform", "Transform"])?;
    if enveloped.attribute("Algorithm") != Some(ENVELOPED) || enveloped.elements().next().is_some() {
        return Err(Refused::Algorithm);
    }
    Ok(Statement {
        method,
        reference: reference.attribute("URI").ok_or(Refused::Reference)?.to_owned(),
        prefixes: prefixes(canonicalized)?,
        digest: digest_algorithm(digest_method)?,
        digest_value: digest_value.text().and_then(base64_with_spaces).ok_or(Refused::Shape)?.to_vec(),
    })
}

/// The elements in it, where they are exactly these.
fn exactly<'a, const COUNT: usize>(parent: &'a Element, names: [&str; COUNT]) -> Result<[&'a Element; COUNT], Refused> {
    let inside: Vec<&Element> = parent.elements().collect();
    let inside: [&Element; COUNT] = inside.try_into().map_err(|_| Refused::Shape)?;
    let well = parent.holds_no_text() && inside.iter().zip(names).all(|(element, name)| element.is(DSIG, name));
    if well { Ok(inside) } else { Err(Refused::Shape) }
}

/// The prefixes of an exclusive canonicalisation; any other one is refused.
fn prefixes(method: &Element) -> Result<Vec<String>, Refused> {
    if method.attribute("Algorithm") != Some(EXCLUSIVE) || !method.holds_no_text() {
        return Err(Refused::Algorithm);
    }
    let mut inside = method.elements();
    let Some(list) = inside.next() else { return Ok(Vec::new()) };
    if inside.next().is_some() || !list.is(EXCLUSIVE, "InclusiveNamespaces") || list.elements().next().is_some() {
        return Err(Refused::Algorithm);
    }
    let list = list.attribute("PrefixList").unwrap_or_default();
    let named = list.split_ascii_whitespace().take(PREFIXES_MAX + 1);
    let all: Vec<String> = named.map(|name| if name == "#default" { "" } else { name }.to_owned()).collect();
    if PREFIXES_MAX < all.len() { Err(Refused::Shape) } else { Ok(all) }
}

fn digest_algorithm(method: &Element) -> Result<&'static digest::Algorithm, Refused> {
    if method.elements().next().is_some() {
        return Err(Refused::Algorithm);
    }
    match method.attribute("Algorithm") {
        Some(SHA256) => Ok(&digest::SHA256),
        Some("http://www.w3.org/2001/04/xmldsig-more#sha384") => Ok(&digest::SHA384),
        Some("http://www.w3.org/2001/04/xmlenc#sha512") => Ok(&digest::SHA512),
        Some(_) | None => Err(Refused::Algorithm),
    }
}

/// Where in the root a signature belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// First: metadata.
    First,
    /// After the first element, the issuer: messages and assertions.
    AfterIssuer,
}

/// Signs a document whose root has an `ID`; the signed document in canonical form.
///
/// # Errors
/// [`Malformed`], where it cannot be read.
pub fn sign(bytes: &[u8], key: &SigningKey, place: Place) -> Result<Vec<u8>, Malformed> {
    let mut document = parse(bytes)?;
    let id = document.root.attribute("ID").unwrap_or_default().to_owned();
    let digest =
        STANDARD.encode(digest::digest(&digest::SHA256, &canonical::of_document(&document, Options::default())));
    let info = format!(
        "<ds:SignedInfo xmlns:ds=\"{DSIG}\"><ds:CanonicalizationMethod Algorithm=\"{EXCLUSIVE}\"></ds:CanonicalizationMethod>\
         <ds:SignatureMethod Algorithm=\"{}\"></ds:SignatureMethod><ds:Reference URI=\"#{}\"><ds:Transforms>\
         <ds:Transform Algorithm=\"{ENVELOPED}\"></ds:Transform><ds:Transform Algorithm=\"{EXCLUSIVE}\"></ds:Transform>\
         </ds:Transforms><ds:DigestMethod Algorithm=\"{SHA256}\"></ds:DigestMethod><ds:DigestValue>{digest}</ds:DigestValue>\
         </ds:Reference></ds:SignedInfo>",
        key.method().uri(),
        escaped(&id),
    );
    let value = STANDARD.encode(key.sign(info.as_bytes()));
    let text = format!(
        "<ds:Signature xmlns:ds=\"{DSIG}\">{info}<ds:SignatureValue>{value}</ds:SignatureValue></ds:Signature>"
    );
    let signature = parse(text.as_bytes())?;
    let is_element = |node: &Node| matches!(node, Node::Element(_));
    let at = match place {
        Place::First => 0,
        Place::AfterIssuer => document.root.children.iter().position(is_element).map_or(0, |first| first + 1),
    };
    document.root.children.insert(at, Node::Element(signature.root));
    Ok(canonical::of_document(&document, Options::default()))
}

/// Text as it may stand in an attribute or between elements.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' => out.push_str("&#x9;"),
            '\n' => out.push_str("&#xA;"),
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
    out
}
