//! A certificate, for the key in it and the days it is good for.
//!
//! What it does not do: follow a chain. A certificate counts because somebody put it into a file we trust.

use crate::key::PublicKey;
use crate::pem;
use x509_cert::der::Decode;

/// A certificate that could be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    key: PublicKey,
    begins: i64,
    ends: i64,
}

/// Why a certificate is of no use.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unusable {
    /// No X.509 certificate.
    #[error("it is no X.509 certificate")]
    Unreadable,
    /// Its key is neither RSA of 2048 to 8192 bits nor on P-256 or P-384.
    #[error("its key is neither RSA of at least 2048 bits nor on the curves P-256 and P-384")]
    Key,
}

impl Certificate {
    /// Reads DER.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn from_der(der: &[u8]) -> Result<Certificate, Unusable> {
        let read = x509_cert::Certificate::from_der(der).map_err(|_| Unusable::Unreadable)?;
        let inside = read.tbs_certificate;
        let milliseconds = |time: x509_cert::time::Time| {
            i64::try_from(time.to_unix_duration().as_millis()).map_err(|_| Unusable::Unreadable)
        };
        Ok(Certificate {
            der: der.to_vec(),
            key: PublicKey::from_info(&inside.subject_public_key_info)?,
            begins: milliseconds(inside.validity.not_before)?,
            ends: milliseconds(inside.validity.not_after)?,
        })
    }

    /// Reads the first certificate of a PEM text.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn from_pem(text: &str) -> Result<Certificate, Unusable> {
        let der = pem::block(text, "CERTIFICATE").ok_or(Unusable::Unreadable)?;
        Certificate::from_der(&der)
    }

    /// Reads what stands in `ds:X509Certificate`.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn from_base64(text: &str) -> Result<Certificate, Unusable> {
        let der = pem::base64_with_spaces(text).ok_or(Unusable::Unreadable)?;
        Certificate::from_der(&der)
    }

    /// The bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The key in it.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The first moment it is good for, in milliseconds since 1970.
    pub fn begins(&self) -> i64 {
        self.begins
    }

    /// The last moment it is good for, in milliseconds since 1970.
    pub fn ends(&self) -> i64 {
        self.ends
    }
}
