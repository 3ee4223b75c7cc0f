//! Signed tokens: made with our keys, read with somebody's public ones.
//!
//! Keys are prepared once and used for every token (the broker signs thousands a second). The algorithm is
//! decided by us, never by the token alone: a token must name one of those allowed, and the key must be of
//! that kind. What it does not do: judge what the claims say; see `claims`, `token`, `relying_party`.

use crate::encoding::{base64url, from_base64url};
use crate::jwk::{Algorithm, Jwk, PublicKey};
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair};
use serde::Deserialize;
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The longest token that is looked at.
pub const TOKEN_BYTES_MAX: usize = 16 * 1024;

/// One of our private keys, ready to sign.
pub struct Signer {
    kid: String,
    key: Key,
}

enum Key {
    Elliptic(Box<EcdsaKeyPair>),
    Rsa(Box<RsaKeyPair>),
}

/// A key or a signature that could not be made: the key's bytes are broken, or the machine is out of memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the signing key cannot be used")]
pub struct Unusable;

impl Signer {
    /// The signer behind a PKCS#8 private key.
    pub fn from_pkcs8(kid: &str, algorithm: Algorithm, pkcs8: &[u8]) -> Result<Signer, Unusable> {
        let key = match algorithm {
            Algorithm::ES256 => Key::Elliptic(Box::new(
                EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, pkcs8).map_err(|_| Unusable)?,
            )),
            Algorithm::RS256 | Algorithm::PS256 => {
                Key::Rsa(Box::new(RsaKeyPair::from_pkcs8(pkcs8).map_err(|_| Unusable)?))
            }
        };
        Ok(Signer { kid: kid.to_owned(), key })
    }

    /// A signer with a key of its own that nobody else has: for tests and for built-in services that live
    /// only as long as the program. The machine's secure random source draws the key.
    pub fn fresh_elliptic(kid: &str) -> Result<Signer, Unusable> {
        let pair = EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| Unusable)?;
        Ok(Signer { kid: kid.to_owned(), key: Key::Elliptic(Box::new(pair)) })
    }

    /// How this key signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::Elliptic(_) => Algorithm::ES256,
            Key::Rsa(_) => Algorithm::RS256,
        }
    }

    /// The name of the key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half, as it is published.
    pub fn jwk(&self) -> Jwk {
        match &self.key {
            Key::Elliptic(pair) => Jwk::elliptic(&self.kid, pair.public_key().as_ref()),
            Key::Rsa(pair) => {
                let public = pair.public_key();
                let modulus = public.modulus().big_endian_without_leading_zero().to_vec();
                let exponent = public.exponent().big_endian_without_leading_zero().to_vec();
                Jwk::rsa(&self.kid, &modulus, &exponent)
            }
        }
    }

    /// Signs claims; `kind` is the header's `typ` (`JWT`, or `logout+jwt`).
    pub fn sign(&self, kind: &'static str, claims: &impl Serialize) -> Result<String, Unusable> {
        let header = format!(r#"{{"alg":"{}","typ":"{kind}","kid":"{}"}}"#, self.algorithm().word(), self.kid);
        let body = serde_json::to_vec(claims).map_err(|_| Unusable)?;
        let mut token = base64url(header.as_bytes());
        token.push('.');
        token.push_str(&base64url(&body));
        let signature = self.signature(token.as_bytes())?;
        token.push('.');
        token.push_str(&base64url(&signature));
        Ok(token)
    }

    fn signature(&self, message: &[u8]) -> Result<Vec<u8>, Unusable> {
        let random = SystemRandom::new();
        match &self.key {
            Key::Elliptic(pair) => Ok(pair.sign(&random, message).map_err(|_| Unusable)?.as_ref().to_vec()),
            Key::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&signature::RSA_PKCS1_SHA256, &random, message, &mut signature).map_err(|_| Unusable)?;
                Ok(signature)
            }
        }
    }
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Signer({})", self.kid)
    }
}

/// What a token's header says.
#[derive(Clone, Debug, Deserialize)]
struct Header {
    alg: String,
    #[serde(default)]
    typ: Option<String>,
    #[serde(default)]
    kid: Option<String>,
    /// Extensions that must be understood; we understand none.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

/// Why a token is not believed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// Not three parts of base64url with JSON inside.
    Malformed,
    /// Signed in a way that is not allowed here, `none` included.
    Algorithm,
    /// None of the keys made this signature, or the named key is unknown.
    Signature,
}

/// What a token says, after its signature was checked.
#[derive(Clone, Debug)]
pub struct Verified<T> {
    /// The claims.
    pub claims: T,
    /// The header's `typ`, if any.
    pub kind: Option<String>,
}

/// Reads a token that one of `keys` must have signed with one of `allowed`. A token that names a key is
/// checked with that key only; one that does not, with each.
pub fn verify<T: DeserializeOwned>(
    token: &str,
    keys: &[PublicKey],
    allowed: &[Algorithm],
) -> Result<Verified<T>, Rejected> {
    if TOKEN_BYTES_MAX < token.len() {
        return Err(Rejected::Malformed);
    }
    let (message, signature) = token.rsplit_once('.').ok_or(Rejected::Malformed)?;
    let (header, body) = message.split_once('.').ok_or(Rejected::Malformed)?;
    if body.contains('.') {
        return Err(Rejected::Malformed);
    }
    let header = from_base64url(header).ok_or(Rejected::Malformed)?;
    let header: Header = serde_json::from_slice(&header).map_err(|_| Rejected::Malformed)?;
    let signature = from_base64url(signature).ok_or(Rejected::Malformed)?;
    let algorithm = Algorithm::from_word(&header.alg).ok_or(Rejected::Algorithm)?;
    if !allowed.contains(&algorithm) || header.crit.is_some() {
        return Err(Rejected::Algorithm);
    }
    let is_meant = |key: &&PublicKey| match (&header.kid, key.kid()) {
        (Some(named), Some(kid)) => named == kid,
        (None, _) | (_, None) => true,
    };
    if !keys.iter().filter(is_meant).any(|key| key.verifies(algorithm, message.as_bytes(), &signature)) {
        return Err(Rejected::Signature);
    }
    let body = from_base64url(body).ok_or(Rejected::Malformed)?;
    let claims = serde_json::from_slice(&body).map_err(|_| Rejected::Malformed)?;
    Ok(Verified { claims, kind: header.typ })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jwk;
    use proptest::prelude::*;
    use serde_json::json;

    const ALL: &[Algorithm] = &[Algorithm::ES256, Algorithm::RS256, Algorithm::PS256];

    fn rsa_signer() -> Signer {
        let pair = RsaKeyPair::generate(aws_lc_rs::rsa::KeySize::Rsa2048).unwrap();
        let pkcs8 = aws_lc_rs::encoding::AsDer::<aws_lc_rs::encoding::Pkcs8V1Der<'_>>::as_der(&pair).unwrap();
        Signer::from_pkcs8("rsa", Algorithm::RS256, pkcs8.as_ref()).unwrap()
    }

    fn keys_of(signer: &Signer) -> Vec<PublicKey> {
        jwk::usable(&jwk::Jwks { keys: vec![signer.jwk()] })
    }

    #[test]
    fn a_token_of_ours_is_read_by_ours_and_by_another_library() {
        for signer in [Signer::fresh_elliptic("ec").unwrap(), rsa_signer()] {
            let token = signer.sign("JWT", &json!({"sub": "alma"})).unwrap();
            let read: Verified<serde_json::Value> = verify(&token, &keys_of(&signer), ALL).unwrap();
            assert_eq!(read.claims["sub"], "alma");

            let public: jsonwebtoken::jwk::Jwk =
                serde_json::from_value(serde_json::to_value(signer.jwk()).unwrap()).unwrap();
            let theirs = jsonwebtoken::DecodingKey::from_jwk(&public).unwrap();
            let mut validation = jsonwebtoken::Validation::new(match signer.algorithm() {
                Algorithm::ES256 => jsonwebtoken::Algorithm::ES256,
                Algorithm::RS256 | Algorithm::PS256 => jsonwebtoken::Algorithm::RS256,
            });
            validation.required_spec_claims.clear();
            jsonwebtoken::decode::<serde_json::Value>(&token, &theirs, &validation).unwrap();
        }
    }

    #[test]
    fn an_unsigned_token_and_one_signed_with_the_public_key_as_secret_are_refused() {
        let signer = Signer::fresh_elliptic("ec").unwrap();
        let keys = keys_of(&signer);
        let body = base64url(br#"{"sub":"alma"}"#);
        for alg in ["none", "None", "NONE", "HS256", ""] {
            let header = base64url(format!(r#"{{"alg":"{alg}"}}"#).as_bytes());
            let rejected = verify::<serde_json::Value>(&format!("{header}.{body}."), &keys, ALL).unwrap_err();
            assert_eq!(rejected, Rejected::Algorithm, "{alg}");
        }
    }

    #[test]
    fn another_key_another_name_and_one_changed_letter_are_refused() {
        let signer = Signer::fresh_elliptic("ec").unwrap();
        let other = Signer::fresh_elliptic("ec").unwrap();
        let token = signer.sign("JWT", &json!({"sub": "alma"})).unwrap();
        let read = |token: &str, by: &Signer| verify::<serde_json::Value>(token, &keys_of(by), ALL);
        assert!(read(&token, &signer).is_ok());
        assert_eq!(read(&token, &other).unwrap_err(), Rejected::Signature);
        let mut changed = token.clone().into_bytes();
        let place = token.find('.').unwrap() + 5;
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        assert!(read(&String::from_utf8(changed).unwrap(), &signer).is_err());
    }

    #[test]
    fn an_allowed_algorithm_is_not_enough_when_the_key_is_of_another_kind() {
        let signer = Signer::fresh_elliptic("ec").unwrap();
        let token = signer.sign("JWT", &json!({})).unwrap();
        let rejected = verify::<serde_json::Value>(&token, &keys_of(&signer), &[Algorithm::RS256]).unwrap_err();
        assert_eq!(rejected, Rejected::Algorithm);
    }

    proptest! {
        #[test]
        fn any_text_is_refused_without_harm(token in "[A-Za-z0-9._-]{0,200}") {
            let signer = Signer::fresh_elliptic("ec").unwrap();
            prop_assert!(verify::<serde_json::Value>(&token, &keys_of(&signer), ALL).is_err());
        }
    }
}
