//! XML that strangers sign and seal: a strict small tree, its exclusive canonical form, enveloped signatures, encryption.
//!
//! One narrow profile, made for SAML (dependencies.md §3, security.md rule 5): whoever reads a signed document gets
//! nothing but the bytes that were signed, parsed anew ([`signature::Verified`]). What it does not do: know what a
//! document says, choose whose key counts, build chains of certificates, or follow any reference out of the document.

pub mod canonical;
pub mod certificate;
pub mod encryption;
pub mod key;
pub mod parse;
mod pem;
pub mod signature;
pub mod tree;

/// The namespace of signatures.
pub const DSIG: &str = "http://www.w3.org/2000/09/xmldsig#";
/// The namespace of encryption.
pub const XENC: &str = "http://www.w3.org/2001/04/xmlenc#";
