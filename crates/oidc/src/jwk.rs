//! Public keys as they are published: JSON Web Keys, ours and other parties'.
//!
//! What it does not do: fetch them, or make private ones. Only RSA keys of 2,048 bits and more and keys on
//! the curve P-256 count; all else is passed over, as RFC 7517 §5 wants.

use crate::encoding::{base64url, from_base64url};
use aws_lc_rs::signature::{self, ParsedPublicKey, RsaPublicKeyComponents};
use serde::{Deserialize, Serialize};

/// How a token is signed. The list is the allow-list: nothing else is ever read or written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Algorithm {
    /// RSA with SHA-256 and the padding of PKCS#1 v1.5.
    RS256,
    /// RSA with SHA-256 and PSS padding.
    PS256,
    /// ECDSA on P-256 with SHA-256.
    ES256,
}

impl Algorithm {
    /// The name in a token's header.
    pub fn word(self) -> &'static str {
        match self {
            Algorithm::RS256 => "RS256",
            Algorithm::PS256 => "PS256",
            Algorithm::ES256 => "ES256",
        }
    }

    /// The algorithm a header names; None for every other, `none` and the symmetric ones first of all.
    pub fn from_word(word: &str) -> Option<Algorithm> {
        match word {
            "RS256" => Some(Algorithm::RS256),
            "PS256" => Some(Algorithm::PS256),
            "ES256" => Some(Algorithm::ES256),
            _ => None,
        }
    }
}

/// One published key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwk {
    /// `RSA` or `EC`.
    pub kty: String,
    /// The name of the key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kid: Option<String>,
    /// `sig` where it signs.
    #[serde(default, rename = "use", skip_serializing_if = "Option::is_none")]
    pub purpose: Option<String>,
    /// The only algorithm it is for, if said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub alg: Option<String>,
    /// The curve of an EC key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub crv: Option<String>,
    /// The point of an EC key, across.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub x: Option<String>,
    /// The point of an EC key, up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub y: Option<String>,
    /// The modulus of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub n: Option<String>,
    /// The exponent of an RSA key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub e: Option<String>,
}

/// A published set of keys.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Jwks {
    /// The keys, newest first where we write them.
    pub keys: Vec<Jwk>,
}

impl Jwk {
    /// An elliptic key from its uncompressed point (65 bytes, 0x04 first), as we publish it.
    pub fn elliptic(kid: &str, point: &[u8]) -> Jwk {
        let (x, y) = point.get(1..65).unwrap_or(&[0; 64]).split_at(32);
        Jwk {
            kty: "EC".to_owned(),
            kid: Some(kid.to_owned()),
            purpose: Some("sig".to_owned()),
            alg: Some("ES256".to_owned()),
            crv: Some("P-256".to_owned()),
            x: Some(base64url(x)),
            y: Some(base64url(y)),
            n: None,
            e: None,
        }
    }

    /// An RSA key from modulus and exponent, big-endian, as we publish it.
    pub fn rsa(kid: &str, modulus: &[u8], exponent: &[u8]) -> Jwk {
        Jwk {
            kty: "RSA".to_owned(),
            kid: Some(kid.to_owned()),
            purpose: Some("sig".to_owned()),
            alg: Some("RS256".to_owned()),
            crv: None,
            x: None,
            y: None,
            n: Some(base64url(modulus)),
            e: Some(base64url(exponent)),
        }
    }
}

/// A public key ready to check signatures: parsed once, used for every token.
pub struct PublicKey {
    kid: Option<String>,
    only: Option<Algorithm>,
    kind: Kind,
}

enum Kind {
    Elliptic(ParsedPublicKey),
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
}

impl PublicKey {
    /// The key behind a published one; None where it is of a kind or size we do not use, or not for signing.
    pub fn from_jwk(jwk: &Jwk) -> Option<PublicKey> {
        if jwk.purpose.as_deref().is_some_and(|purpose| purpose != "sig") {
            return None;
        }
        let only = match &jwk.alg {
            Some(word) => Some(Algorithm::from_word(word)?),
            None => None,
        };
        let kind = match jwk.kty.as_str() {
            "EC" if jwk.crv.as_deref() == Some("P-256") => {
                let (x, y) = (from_base64url(jwk.x.as_deref()?)?, from_base64url(jwk.y.as_deref()?)?);
                if x.len() != 32 || y.len() != 32 {
                    return None;
                }
                let mut point = vec![4];
                point.extend_from_slice(&x);
                point.extend_from_slice(&y);
                Kind::Elliptic(ParsedPublicKey::new(&signature::ECDSA_P256_SHA256_FIXED, point).ok()?)
            }
            "RSA" => {
                let (n, e) = (from_base64url(jwk.n.as_deref()?)?, from_base64url(jwk.e.as_deref()?)?);
                if !(256..=1024).contains(&n.len()) || e.is_empty() || 8 < e.len() {
                    return None;
                }
                Kind::Rsa(RsaPublicKeyComponents { n, e })
            }
            _ => return None,
        };
        Some(PublicKey { kid: jwk.kid.clone(), only, kind })
    }

    /// The name of the key, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// Whether this key made this signature with this algorithm. A key never serves another kind's algorithm.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        if self.only.is_some_and(|only| only != algorithm) {
            return false;
        }
        match (&self.kind, algorithm) {
            (Kind::Elliptic(key), Algorithm::ES256) => key.verify_sig(message, signature).is_ok(),
            (Kind::Rsa(key), Algorithm::RS256) => {
                key.verify(&signature::RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Kind::Rsa(key), Algorithm::PS256) => {
                key.verify(&signature::RSA_PSS_2048_8192_SHA256, message, signature).is_ok()
            }
            (Kind::Elliptic(_), Algorithm::RS256 | Algorithm::PS256) | (Kind::Rsa(_), Algorithm::ES256) => false,
        }
    }
}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "PublicKey({:?})", self.kid)
    }
}

/// How many keys of another party's set are kept.
pub const KEYS_MAX: usize = 32;

/// The keys of a set that we can use.
pub fn usable(set: &Jwks) -> Vec<PublicKey> {
    set.keys.iter().take(KEYS_MAX).filter_map(PublicKey::from_jwk).collect()
}
