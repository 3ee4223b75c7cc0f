//! Sealed elements: RSA-OAEP around a fresh AES-GCM key.
//!
//! Source: W3C, XML Encryption Syntax and Processing 1.1; OIOSAML 3. CBC is refused: it can be asked about, byte by byte.
//! RSA PKCS#1 v1.5 is refused for the same reason. What it does not do: believe what was sealed; it must be signed.

use crate::key::{NoKey, PublicKey};
use crate::parse::{Malformed, parse_within};
use crate::pem::{self, base64_with_spaces};
use crate::tree::{Document, Element};
use crate::{DSIG, XENC};
use aws_lc_rs::aead::{AES_128_GCM, AES_256_GCM, Aad, Algorithm, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use aws_lc_rs::rand;
use aws_lc_rs::rsa::{
    OAEP_SHA1_MGF1SHA1, OAEP_SHA256_MGF1SHA256, OaepAlgorithm, OaepPrivateDecryptingKey, OaepPublicEncryptingKey,
    PrivateDecryptingKey, PublicEncryptingKey,
};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

const XENC11: &str = "http://www.w3.org/2009/xmlenc11#";
const AES_128: &str = "http://www.w3.org/2009/xmlenc11#aes128-gcm";
const AES_256: &str = "http://www.w3.org/2009/xmlenc11#aes256-gcm";
const OAEP_MGF1P: &str = "http://www.w3.org/2001/04/xmlenc#rsa-oaep-mgf1p";
const OAEP: &str = "http://www.w3.org/2009/xmlenc11#rsa-oaep";
const SHA1: &str = "http://www.w3.org/2000/09/xmldsig#sha1";
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";
const MGF1_SHA1: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha1";
const MGF1_SHA256: &str = "http://www.w3.org/2009/xmlenc11#mgf1sha256";
/// The most keys a sealed element may bring; one for each of our keys is enough.
const KEYS_MAX: usize = 4;

/// The algorithms an encryptor may choose, as metadata lists them.
pub const ALGORITHMS: [&str; 4] = [AES_256, AES_128, OAEP, OAEP_MGF1P];

/// Why a sealed element stays shut.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Shut {
    /// Not of the shape we take.
    #[error("it is not sealed in the way we take")]
    Shape,
    /// CBC, PKCS#1 v1.5, or another algorithm that is not allowed.
    #[error("it is sealed with an algorithm that is not allowed")]
    Algorithm,
    /// Sealed for somebody else, or changed.
    #[error("none of our keys opens it")]
    Key,
    /// What was sealed is no XML.
    #[error("what was sealed cannot be read: {0}")]
    Inside(#[from] Malformed),
}

/// A key that opens. It cannot be printed.
pub struct OpeningKey(OaepPrivateDecryptingKey);

impl std::fmt::Debug for OpeningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("OpeningKey(..)")
    }
}

impl OpeningKey {
    /// Reads an RSA key, PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn from_pem(text: &str) -> Result<OpeningKey, NoKey> {
        let der = pem::block(text, "PRIVATE KEY").ok_or(NoKey)?;
        let key = PrivateDecryptingKey::from_pkcs8(&der).map_err(|_| NoKey)?;
        OaepPrivateDecryptingKey::new(key).map(OpeningKey).map_err(|_| NoKey)
    }

    fn open(&self, algorithm: &'static OaepAlgorithm, sealed: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let mut place = Zeroizing::new(vec![0; self.0.min_output_size()]);
        let length = self.0.decrypt(algorithm, sealed, &mut place, None).ok()?.len();
        place.truncate(length);
        Some(place)
    }
}

/// Opens what `holder`, the last of this path down from the root, holds: an `EncryptedData`, its key inside or beside it.
///
/// # Errors
/// [`Shut`].
pub fn open(document: &Document, path: &[&Element], keys: &[OpeningKey]) -> Result<Document, Shut> {
    let holder = path.last().ok_or(Shut::Shape)?;
    let data = holder.only(XENC, "EncryptedData").ok_or(Shut::Shape)?;
    let cipher = match data.only(XENC, "EncryptionMethod").and_then(|method| method.attribute("Algorithm")) {
        Some(AES_128) => &AES_128_GCM,
        Some(AES_256) => &AES_256_GCM,
        Some(_) | None => return Err(Shut::Algorithm),
    };
    let inside = data.only(DSIG, "KeyInfo");
    let sealed_keys: Vec<&Element> =
        inside.into_iter().chain([*holder]).flat_map(|place| place.all(XENC, "EncryptedKey")).collect();
    if sealed_keys.is_empty() || KEYS_MAX < sealed_keys.len() {
        return Err(Shut::Shape);
    }
    let sealed = cipher_value(data)?;
    for sealed_key in sealed_keys {
        let transport = transport(sealed_key.only(XENC, "EncryptionMethod").ok_or(Shut::Shape)?)?;
        let sealed_key = cipher_value(sealed_key)?;
        for key in keys {
            let Some(secret) = key.open(transport, &sealed_key) else { continue };
            let Some(plain) = open_with(cipher, &secret, &sealed) else { continue };
            let mut scope = document.scope_at(path);
            scope.extend(data.declared.iter().cloned());
            return Ok(parse_within(&plain, scope)?);
        }
    }
    Err(Shut::Key)
}

fn open_with(cipher: &'static Algorithm, secret: &[u8], sealed: &[u8]) -> Option<Vec<u8>> {
    let key = LessSafeKey::new(UnboundKey::new(cipher, secret).ok()?);
    let (nonce, body) = sealed.split_at_checked(NONCE_LEN)?;
    let nonce = Nonce::try_assume_unique_for_key(nonce).ok()?;
    let mut body = body.to_vec();
    let length = key.open_in_place(nonce, Aad::empty(), &mut body).ok()?.len();
    body.truncate(length);
    Some(body)
}

fn cipher_value(sealed: &Element) -> Result<Vec<u8>, Shut> {
    let data = sealed.only(XENC, "CipherData").ok_or(Shut::Shape)?;
    let value = data.only(XENC, "CipherValue").and_then(Element::text).and_then(base64_with_spaces);
    value.map(|value| value.to_vec()).ok_or(Shut::Shape)
}

/// RSA-OAEP with the same hash throughout; what else there is nobody uses.
fn transport(method: &Element) -> Result<&'static OaepAlgorithm, Shut> {
    let digest = method.only(DSIG, "DigestMethod").and_then(|digest| digest.attribute("Algorithm")).unwrap_or(SHA1);
    let mask = method.only(XENC11, "MGF").and_then(|mask| mask.attribute("Algorithm")).unwrap_or(MGF1_SHA1);
    let has_label = method.all(XENC, "OAEPparams").any(|label| label.text() != Some(""));
    match (method.attribute("Algorithm"), digest, mask) {
        _ if has_label => Err(Shut::Algorithm),
        (Some(OAEP_MGF1P | OAEP), SHA1, MGF1_SHA1) => Ok(&OAEP_SHA1_MGF1SHA1),
        (Some(OAEP), SHA256, MGF1_SHA256) => Ok(&OAEP_SHA256_MGF1SHA256),
        _ => Err(Shut::Algorithm),
    }
}

/// Seals an element's text for the owner of an RSA key: an `xenc:EncryptedData` with AES-256-GCM and RSA-OAEP with
/// SHA-256.
///
/// # Errors
/// [`Shut::Key`] where it is no RSA key.
pub fn seal(plain: &[u8], to: &PublicKey) -> Result<String, Shut> {
    let mut secret = Zeroizing::new([0; 32]);
    let mut nonce = [0; NONCE_LEN];
    rand::fill(secret.as_mut_slice()).and_then(|()| rand::fill(&mut nonce)).map_err(|_| Shut::Key)?;
    let key = UnboundKey::new(&AES_256_GCM, secret.as_slice()).map_err(|_| Shut::Key)?;
    let mut body = plain.to_vec();
    let sealing = LessSafeKey::new(key);
    let made = sealing.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::empty(), &mut body);
    made.map_err(|_| Shut::Key)?;
    let public = PublicEncryptingKey::from_der(to.info()).map_err(|_| Shut::Key)?;
    let public = OaepPublicEncryptingKey::new(public).map_err(|_| Shut::Key)?;
    let mut place = vec![0; public.ciphertext_size()];
    let sealed_key = public.encrypt(&OAEP_SHA256_MGF1SHA256, secret.as_slice(), &mut place, None);
    let sealed_key = STANDARD.encode(sealed_key.map_err(|_| Shut::Key)?);
    let sealed = STANDARD.encode([&nonce[..], &body].concat());
    Ok(format!(
        "<xenc:EncryptedData xmlns:xenc=\"{XENC}\" Type=\"{XENC}Element\"><xenc:EncryptionMethod Algorithm=\"{AES_256}\"/>\
         <ds:KeyInfo xmlns:ds=\"{DSIG}\"><xenc:EncryptedKey><xenc:EncryptionMethod Algorithm=\"{OAEP}\">\
         <ds:DigestMethod Algorithm=\"{SHA256}\"/><xenc11:MGF xmlns:xenc11=\"{XENC11}\" Algorithm=\"{MGF1_SHA256}\"/>\
         </xenc:EncryptionMethod><xenc:CipherData><xenc:CipherValue>{sealed_key}</xenc:CipherValue></xenc:CipherData>\
         </xenc:EncryptedKey></ds:KeyInfo><xenc:CipherData><xenc:CipherValue>{sealed}</xenc:CipherValue></xenc:CipherData>\
         </xenc:EncryptedData>"
    ))
}
