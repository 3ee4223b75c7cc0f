//! The keys that sign tokens: ES256 and RS256, prepared once, named by their RFC 7638 thumbprint, exchanged
//! while the server runs.
//!
//! What it does not do: store them (sealed rows of `signing_key`), or know what a token says (the oidc crate
//! does, and gets only a function that signs bytes).

use crate::digest;
use crate::secret::SecretBytes;
use aws_lc_rs::encoding::AsDer as _;
use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _, RSA_PKCS1_2048_8192_SHA256,
    RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

/// How a token is signed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256.
    Es256,
    /// RSA PKCS#1 1.5, 2048 bits, with SHA-256.
    Rs256,
}

impl Algorithm {
    /// Its name in JOSE headers and in the database.
    pub fn word(self) -> &'static str {
        match self {
            Algorithm::Es256 => "ES256",
            Algorithm::Rs256 => "RS256",
        }
    }

    /// The algorithm of that name.
    pub fn from_word(word: &str) -> Option<Algorithm> {
        [Algorithm::Es256, Algorithm::Rs256].into_iter().find(|algorithm| algorithm.word() == word)
    }
}

/// Why there is no key or no signature: something is broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SigningError {
    /// The stored private key is not one.
    #[error("a stored signing key is damaged")]
    Damaged,
    /// The library could not make a key or signature.
    #[error("a key or signature could not be made")]
    Failed,
    /// No key of this algorithm is loaded.
    #[error("no {0} signing key is loaded")]
    NoKey(&'static str),
}

enum Pair {
    Es256(EcdsaKeyPair),
    Rs256(RsaKeyPair),
}

/// One private key, ready to sign.
pub struct SigningKey {
    id: String,
    pair: Pair,
    public: Value,
}

impl SigningKey {
    /// Makes a key; gives it with the PKCS#8 bytes to seal. RSA takes a good part of a second.
    ///
    /// # Errors
    /// Where the library cannot make one.
    pub fn generate(algorithm: Algorithm) -> Result<(SigningKey, SecretBytes), SigningError> {
        let failed = |_| SigningError::Failed;
        let private = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(failed)?;
                pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec()
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?;
                let der: aws_lc_rs::encoding::Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                der.as_ref().to_vec()
            }
        };
        let private = SecretBytes::new(private);
        Ok((SigningKey::from_pkcs8(algorithm, &private)?, private))
    }

    /// Prepares a key out of its PKCS#8 bytes.
    ///
    /// # Errors
    /// Where the bytes are no key of that algorithm.
    pub fn from_pkcs8(algorithm: Algorithm, private: &SecretBytes) -> Result<SigningKey, SigningError> {
        let (pair, public) = match algorithm {
            Algorithm::Es256 => {
                let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, private.reveal())
                    .map_err(|_| SigningError::Damaged)?;
                // Uncompressed point: 0x04, x, y.
                let point = pair.public_key().as_ref();
                let (x, y) = (point.get(1..33), point.get(33..65));
                let (Some(x), Some(y)) = (x, y) else { return Err(SigningError::Damaged) };
                let public = json!({"crv": "P-256", "kty": "EC", "x": encode(x), "y": encode(y)});
                (Pair::Es256(pair), public)
            }
            Algorithm::Rs256 => {
                let pair = RsaKeyPair::from_pkcs8(private.reveal()).map_err(|_| SigningError::Damaged)?;
                let public = public_rsa(&pair);
                (Pair::Rs256(pair), public)
            }
        };
        let id = thumbprint(&public);
        Ok(SigningKey { id, pair, public })
    }

    /// Its RFC 7638 thumbprint.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// How it signs.
    pub fn algorithm(&self) -> Algorithm {
        match self.pair {
            Pair::Es256(_) => Algorithm::Es256,
            Pair::Rs256(_) => Algorithm::Rs256,
        }
    }

    /// The public half as a JSON Web Key with `kid`, `alg` and `use`.
    pub fn public_jwk(&self) -> Value {
        let mut public = self.public.clone();
        public["kid"] = json!(self.id);
        public["alg"] = json!(self.algorithm().word());
        public["use"] = json!("sig");
        public
    }

    /// The signature as JOSE wants it.
    ///
    /// # Errors
    /// Where the library cannot make one.
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SigningError> {
        match &self.pair {
            Pair::Es256(pair) => {
                let signature = pair.sign(&SystemRandom::new(), message).map_err(|_| SigningError::Failed)?;
                Ok(signature.as_ref().to_vec())
            }
            Pair::Rs256(pair) => {
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), message, &mut signature)
                    .map_err(|_| SigningError::Failed)?;
                Ok(signature)
            }
        }
    }

    /// Whether this key signed the message.
    pub fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        match &self.pair {
            Pair::Es256(pair) => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, pair.public_key().as_ref())
                .verify(message, signature)
                .is_ok(),
            Pair::Rs256(pair) => UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, pair.public_key().as_ref())
                .verify(message, signature)
                .is_ok(),
        }
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "SigningKey({})", self.id)
    }
}

/// The keys in use, newest first. Cheap to clone; every clone sees a replacement.
#[derive(Clone, Debug)]
pub struct SigningKeys(Arc<RwLock<Arc<[Arc<SigningKey>]>>>);

impl SigningKeys {
    /// These keys; of each algorithm the first one signs, all are published and verify.
    pub fn new(keys: Vec<SigningKey>) -> SigningKeys {
        SigningKeys(Arc::new(RwLock::new(shared(keys))))
    }

    /// A fresh key of each algorithm, stored nowhere: for tests.
    ///
    /// # Errors
    /// Where the library cannot make one.
    pub fn generate() -> Result<SigningKeys, SigningError> {
        let keys = [Algorithm::Es256, Algorithm::Rs256].map(|algorithm| Ok(SigningKey::generate(algorithm)?.0));
        Ok(SigningKeys::new(keys.into_iter().collect::<Result<_, SigningError>>()?))
    }

    /// Puts other keys in their place, as after a rotation.
    pub fn replace(&self, keys: Vec<SigningKey>) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = shared(keys);
    }

    /// The key that signs with this algorithm.
    ///
    /// # Errors
    /// Where none is loaded.
    pub fn signing(&self, algorithm: Algorithm) -> Result<Arc<SigningKey>, SigningError> {
        let wanted = |key: &&Arc<SigningKey>| key.algorithm() == algorithm;
        self.all().iter().find(wanted).cloned().ok_or(SigningError::NoKey(algorithm.word()))
    }

    /// The key of this id and algorithm, for verifying. Both must agree: the header alone decides nothing.
    pub fn find(&self, id: &str, algorithm: Algorithm) -> Option<Arc<SigningKey>> {
        self.all().iter().find(|key| key.id == id && key.algorithm() == algorithm).cloned()
    }

    /// The JSON Web Key Set that services read.
    pub fn jwks(&self) -> Value {
        let keys: Vec<Value> = self.all().iter().map(|key| key.public_jwk()).collect();
        json!({ "keys": keys })
    }

    fn all(&self) -> Arc<[Arc<SigningKey>]> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn shared(keys: Vec<SigningKey>) -> Arc<[Arc<SigningKey>]> {
    keys.into_iter().map(Arc::new).collect()
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn public_rsa(pair: &RsaKeyPair) -> Value {
    let public = pair.public_key();
    json!({
        "e": encode(public.exponent().big_endian_without_leading_zero()),
        "kty": "RSA",
        "n": encode(public.modulus().big_endian_without_leading_zero()),
    })
}

/// RFC 7638: SHA-256 of the required members in alphabetical order.
fn thumbprint(public: &Value) -> String {
    let members: BTreeMap<String, Value> = public.as_object().into_iter().flatten().map(owned).collect();
    let text = serde_json::to_vec(&members).expect("a map of texts is always JSON");
    encode(&digest::sha256(&text))
}

fn owned((name, value): (&String, &Value)) -> (String, Value) {
    (name.clone(), value.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_agrees_with_rfc_7638() {
        let public = json!({
            "kty": "RSA",
            "n": "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw",
            "e": "AQAB",
        });
        assert_eq!(thumbprint(&public), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn each_key_signs_and_only_its_own_signature_verifies() {
        for algorithm in [Algorithm::Es256, Algorithm::Rs256] {
            let (key, private) = SigningKey::generate(algorithm).unwrap();
            let signature = key.sign(b"hej").unwrap();
            let again = SigningKey::from_pkcs8(algorithm, &private).unwrap();
            assert_eq!(again.id(), key.id());
            assert!(again.signed(b"hej", &signature));
            assert!(!again.signed(b"nej", &signature));
            assert!(!SigningKey::generate(algorithm).unwrap().0.signed(b"hej", &signature));
        }
    }

    #[test]
    fn after_a_rotation_the_new_key_signs_and_both_are_published() {
        let (old, old_private) = SigningKey::generate(Algorithm::Es256).unwrap();
        let (new, _) = SigningKey::generate(Algorithm::Es256).unwrap();
        let (old_id, new_id) = (old.id().to_owned(), new.id().to_owned());
        let keys = SigningKeys::new(vec![old]);
        let held_elsewhere = keys.clone();
        keys.replace(vec![new, SigningKey::from_pkcs8(Algorithm::Es256, &old_private).unwrap()]);
        assert_eq!(held_elsewhere.signing(Algorithm::Es256).unwrap().id(), new_id);
        assert_eq!(keys.jwks()["keys"].as_array().unwrap().len(), 2);
        assert!(keys.find(&old_id, Algorithm::Es256).is_some());
        assert!(keys.find(&new_id, Algorithm::Rs256).is_none(), "the algorithm belongs to the key");
        assert_eq!(keys.signing(Algorithm::Rs256).unwrap_err(), SigningError::NoKey("RS256"));
    }

    #[test]
    fn what_is_published_holds_nothing_private() {
        let keys = SigningKeys::generate().unwrap().jwks().to_string();
        for member in ["\"d\"", "\"p\"", "\"q\"", "\"dp\""] {
            assert!(!keys.contains(member));
        }
    }
}
