//! Keys that sign and check, and the few algorithms they may do it with.
//!
//! Source: dependencies.md §3: RSA with SHA-256 or more, ECDSA on P-256 and P-384. Neither SHA-1 nor any HMAC has a name
//! here, so nobody can ask for one. What it does not do: say whose key it is.

use crate::certificate::Unusable;
use crate::pem;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair, UnparsedPublicKey};
use x509_cert::der::asn1::ObjectIdentifier;
use x509_cert::spki::SubjectPublicKeyInfoOwned;

/// How a signature is made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// RSA PKCS#1 v1.5 with SHA-256.
    RsaSha256,
    /// RSA PKCS#1 v1.5 with SHA-384.
    RsaSha384,
    /// RSA PKCS#1 v1.5 with SHA-512.
    RsaSha512,
    /// ECDSA on P-256 with SHA-256.
    EcdsaSha256,
    /// ECDSA on P-384 with SHA-384.
    EcdsaSha384,
}

impl Method {
    const ALL: [Method; 5] =
        [Method::RsaSha256, Method::RsaSha384, Method::RsaSha512, Method::EcdsaSha256, Method::EcdsaSha384];

    /// Its name on the wire.
    pub fn uri(self) -> &'static str {
        match self {
            Method::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Method::RsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha384",
            Method::RsaSha512 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha512",
            Method::EcdsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256",
            Method::EcdsaSha384 => "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha384",
        }
    }

    /// The method of a name; none for every other one.
    pub fn from_uri(uri: &str) -> Option<Method> {
        Method::ALL.into_iter().find(|method| method.uri() == uri)
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Rsa,
    P256,
    P384,
}

/// A key that checks signatures.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicKey {
    kind: Kind,
    /// `RSAPublicKey`, or a point of the curve.
    bytes: Vec<u8>,
    /// `SubjectPublicKeyInfo`.
    info: Vec<u8>,
}

const RSA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");
const ELLIPTIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
const P256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.10045.3.1.7");
const P384: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.132.0.34");

impl PublicKey {
    pub(crate) fn from_info(info: &SubjectPublicKeyInfoOwned) -> Result<PublicKey, Unusable> {
        use x509_cert::der::Encode;
        let kind = if info.algorithm.oid == RSA {
            Kind::Rsa
        } else if info.algorithm.oid == ELLIPTIC {
            let curve = info.algorithm.parameters.as_ref().and_then(|any| any.decode_as::<ObjectIdentifier>().ok());
            match curve {
                Some(P256) => Kind::P256,
                Some(P384) => Kind::P384,
                Some(_) | None => return Err(Unusable::Key),
            }
        } else {
            return Err(Unusable::Key);
        };
        let bytes = info.subject_public_key.as_bytes().ok_or(Unusable::Key)?.to_vec();
        let info = info.to_der().map_err(|_| Unusable::Unreadable)?;
        if kind == Kind::Rsa {
            let key = aws_lc_rs::rsa::PublicEncryptingKey::from_der(&info).map_err(|_| Unusable::Key)?;
            if !(2048..=8192).contains(&key.key_size_bits()) {
                return Err(Unusable::Key);
            }
        }
        Ok(PublicKey { kind, bytes, info })
    }

    /// Whether this key's owner signed these bytes by this method. A method of another kind of key is no.
    pub fn verifies(&self, method: Method, message: &[u8], signature: &[u8]) -> bool {
        let algorithm: &'static dyn signature::VerificationAlgorithm = match (self.kind, method) {
            (Kind::Rsa, Method::RsaSha256) => &signature::RSA_PKCS1_2048_8192_SHA256,
            (Kind::Rsa, Method::RsaSha384) => &signature::RSA_PKCS1_2048_8192_SHA384,
            (Kind::Rsa, Method::RsaSha512) => &signature::RSA_PKCS1_2048_8192_SHA512,
            (Kind::P256, Method::EcdsaSha256) => &signature::ECDSA_P256_SHA256_FIXED,
            (Kind::P384, Method::EcdsaSha384) => &signature::ECDSA_P384_SHA384_FIXED,
            (Kind::Rsa, Method::EcdsaSha256 | Method::EcdsaSha384)
            | (Kind::P256 | Kind::P384, Method::RsaSha256 | Method::RsaSha384 | Method::RsaSha512)
            | (Kind::P256, Method::EcdsaSha384)
            | (Kind::P384, Method::EcdsaSha256) => return false,
        };
        UnparsedPublicKey::new(algorithm, &self.bytes).verify(message, signature).is_ok()
    }

    /// `SubjectPublicKeyInfo`, in DER.
    pub fn info(&self) -> &[u8] {
        &self.info
    }

    /// Whether something can be encrypted to it.
    pub fn is_rsa(&self) -> bool {
        self.kind == Kind::Rsa
    }
}

enum Pair {
    Rsa(RsaKeyPair),
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
}

/// A key that signs. It cannot be printed.
pub struct SigningKey(Pair);

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("SigningKey(..)")
    }
}

/// A private key that is none, or not one of ours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it holds no private key we can use: PKCS#8 in PEM (`BEGIN PRIVATE KEY`) is wanted, RSA of at least 2048 bits")]
pub struct NoKey;

impl SigningKey {
    /// Reads PKCS#8 in PEM.
    ///
    /// # Errors
    /// [`NoKey`].
    pub fn from_pem(text: &str) -> Result<SigningKey, NoKey> {
        let der = pem::block(text, "PRIVATE KEY").ok_or(NoKey)?;
        if let Ok(pair) = RsaKeyPair::from_pkcs8(&der) {
            return if 2048 <= pair.public_modulus_len() * 8 { Ok(SigningKey(Pair::Rsa(pair))) } else { Err(NoKey) };
        }
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P256_SHA256_FIXED_SIGNING, &der) {
            return Ok(SigningKey(Pair::P256(pair)));
        }
        let pair = EcdsaKeyPair::from_pkcs8(&signature::ECDSA_P384_SHA384_FIXED_SIGNING, &der).map_err(|_| NoKey)?;
        Ok(SigningKey(Pair::P384(pair)))
    }

    /// How it signs.
    pub fn method(&self) -> Method {
        match &self.0 {
            Pair::Rsa(_) => Method::RsaSha256,
            Pair::P256(_) => Method::EcdsaSha256,
            Pair::P384(_) => Method::EcdsaSha384,
        }
    }

    /// Signs.
    ///
    /// # Panics
    /// Where the machine has no memory or chance left.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let chance = SystemRandom::new();
        match &self.0 {
            Pair::Rsa(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                let made = pair.sign(&signature::RSA_PKCS1_SHA256, &chance, message, &mut signature);
                made.expect("a key that was read signs");
                signature
            }
            Pair::P256(pair) | Pair::P384(pair) => {
                pair.sign(&chance, message).expect("a key that was read signs").as_ref().to_vec()
            }
        }
    }

    /// Whether it is the other half of this key.
    pub fn fits(&self, key: &PublicKey) -> bool {
        let (kind, bytes) = match &self.0 {
            Pair::Rsa(pair) => (Kind::Rsa, pair.public_key().as_ref()),
            Pair::P256(pair) => (Kind::P256, pair.public_key().as_ref()),
            Pair::P384(pair) => (Kind::P384, pair.public_key().as_ref()),
        };
        key.kind == kind && key.bytes == bytes
    }
}
