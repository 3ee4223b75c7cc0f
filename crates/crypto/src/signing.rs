//! Makes the private keys that sign tokens, and names them by their RFC 7638 thumbprint.
//!
//! What it does not do: sign (the oidc crate does), or store them (sealed rows of `signing_key`).

use crate::digest;
use crate::secret::SecretBytes;
use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair, RsaKeyPair};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

/// The library could not make a key: the machine has no memory or no randomness left.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a signing key could not be made")]
pub struct NoKey;

/// A fresh private key.
#[derive(Debug)]
pub struct PrivateKey {
    /// Its RFC 7638 thumbprint.
    pub id: String,
    /// The key as PKCS#8, to be sealed.
    pub pkcs8: SecretBytes,
}

/// A key on P-256, for ES256.
///
/// # Errors
/// Where the library cannot make one.
pub fn elliptic() -> Result<PrivateKey, NoKey> {
    let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING).map_err(|_| NoKey)?;
    let pkcs8 = pair.to_pkcs8v1().map_err(|_| NoKey)?;
    // Uncompressed point: 0x04, x, y.
    let (x, y) = pair.public_key().as_ref().get(1..65).ok_or(NoKey)?.split_at(32);
    let id = elliptic_thumbprint(&encode(x), &encode(y));
    Ok(PrivateKey { id, pkcs8: SecretBytes::new(pkcs8.as_ref().to_vec()) })
}

/// An RSA key of 2,048 bits, for RS256. Takes a good part of a second.
///
/// # Errors
/// Where the library cannot make one.
pub fn rsa() -> Result<PrivateKey, NoKey> {
    let pair = RsaKeyPair::generate(KeySize::Rsa2048).map_err(|_| NoKey)?;
    let pkcs8: Pkcs8V1Der<'_> = pair.as_der().map_err(|_| NoKey)?;
    let public = pair.public_key();
    let modulus = encode(public.modulus().big_endian_without_leading_zero());
    let exponent = encode(public.exponent().big_endian_without_leading_zero());
    let id = rsa_thumbprint(&modulus, &exponent);
    Ok(PrivateKey { id, pkcs8: SecretBytes::new(pkcs8.as_ref().to_vec()) })
}

/// RFC 7638: SHA-256 of the required members in alphabetical order, without spaces.
fn elliptic_thumbprint(x: &str, y: &str) -> String {
    thumbprint(&format!(r#"{{"crv":"P-256","kty":"EC","x":"{x}","y":"{y}"}}"#))
}

fn rsa_thumbprint(modulus: &str, exponent: &str) -> String {
    thumbprint(&format!(r#"{{"e":"{exponent}","kty":"RSA","n":"{modulus}"}}"#))
}

fn thumbprint(members: &str) -> String {
    encode(&digest::sha256(members.as_bytes()))
}

fn encode(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_thumbprint_agrees_with_rfc_7638() {
        let modulus = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
        assert_eq!(rsa_thumbprint(modulus, "AQAB"), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
    }

    #[test]
    fn no_two_keys_have_one_name() {
        assert_ne!(elliptic().unwrap().id, elliptic().unwrap().id);
        assert_eq!(rsa().unwrap().id.len(), 43);
    }
}
